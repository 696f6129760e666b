// A browser, and checks that are counted.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const [executablePath, small, large, shots] = process.argv.slice(2);
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const result = { passed: 0, failed: 0 };

export function check(name, found, expected = true) {
  if (JSON.stringify(found) === JSON.stringify(expected)) {
    result.passed += 1;
  } else {
    result.failed += 1;
    console.log(
      `FAILED ${name}\n  found    ${JSON.stringify(found)}\n  expected ${JSON.stringify(expected)}`,
    );
  }
}

/** Checks what may take a moment. */
export async function soon(name, read, expected = true) {
  const patience = Date.now() + 20_000;
  let found = await read();
  while (JSON.stringify(found) !== JSON.stringify(expected) && Date.now() < patience) {
    await new Promise((done) => setTimeout(done, 20));
    found = await read();
  }
  check(name, found, expected);
}

export const browser = await chromium.launch({ executablePath, args: flags });

/** A page that notes every error and every request. */
export async function open(file, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => (troubles.push("a dialog"), dialog.dismiss()));
  page.on("request", (request) => {
    const own = [pathToFileURL(file).href, "blob:"];
    if (!own.some((start) => request.url().startsWith(start))) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("h1");
  const view = async (address) => {
    // The page hears of the change before this does.
    const change = (address) =>
      new Promise((done) => {
        if (location.hash === address) done();
        addEventListener("hashchange", () => done(), { once: true });
        location.hash = address;
      });
    await page.evaluate(change, `#/${address}`);
  };
  const told = (selector) => page.locator(selector).innerText();
  const rows = (selector) => page.locator(selector).count();
  // Not counting the documents, which are data.
  const nodes = () => page.evaluate(() => document.querySelectorAll("*:not(script)").length);
  const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${name}.png`) }));
  return { context, page, troubles, view, told, rows, nodes, shot };
}

export async function exported(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
}
