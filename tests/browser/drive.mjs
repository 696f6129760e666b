// Drives the HTML report in a browser:
//   node drive.mjs BROWSER SMALL.html LARGE.html [FOLDER FOR SCREENSHOTS]
// and says at the end how many checks passed and how many failed.

import { readFile } from "node:fs/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, small, large, shots] = process.argv.slice(2);
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let passed = 0;
let failed = 0;

function check(name, found, expected = true) {
  if (JSON.stringify(found) === JSON.stringify(expected)) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED ${name}\n  found    ${JSON.stringify(found)}\n  expected ${JSON.stringify(expected)}`);
  }
}

const browser = await chromium.launch({ executablePath, args: flags });
const scratch = mkdtempSync(join(tmpdir(), "dechaff-browser-"));

/** A page that notes every error and every request. */
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
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
    await page.evaluate((address) => (location.hash = address), `#/${address}`);
    await page.waitForFunction((address) => location.hash === address, `#/${address}`);
    await page.waitForTimeout(30);
  };
  const told = (selector) => page.locator(selector).innerText();
  const rows = (selector) => page.locator(selector).count();
  // Not counting the documents, which are data.
  const nodes = () => page.evaluate(() => document.querySelectorAll("*:not(script)").length);
  const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${name}.png`) }));
  return { context, page, troubles, view, told, rows, nodes, shot };
}

async function exported(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
}

async function overview() {
  const { page, told, rows, troubles, context } = await open(small);
  check("title", await told("h1"), "What was removed");
  check("one heading of the first level", await rows("h1"), 1);
  check("landmarks", [await rows("main"), await rows("header.top nav"), await rows("footer")], [1, 1, 1]);
  check("documents changed", await told(".tile:nth-child(2) dd"), "5\nof 6");
  check("removals", (await told(".tile:nth-child(3) dd")).split("\n")[0], "9");
  check("charts are tables", await rows("table.chart"), 3);
  check("bars have a width", await page.locator(".bar-fill").first().evaluate((bar) => bar.getBoundingClientRect().width > 20));
  check("most doubted first", (await page.locator(".tops").first().locator("li a").first().innerText()).includes("Share this"));
  await page.locator("table.chart").first().getByRole("link", { name: "paywall" }).click();
  check("a bar leads to its documents", await told("#result"), "1 of 5 changed documents");
  check("nothing hostile ran", await page.evaluate(() => window.hostile === undefined));
  check("no trouble in the overview", troubles, []);
  await context.close();
}

async function filtering() {
  const { page, told, rows, view, troubles, context } = await open(small);
  await view("documents");
  check("all documents", await rows("#documents-list > li"), 5);
  await page.selectOption("#filter-category", "newsletter");
  check("by category", await told("#result"), "2 of 5 changed documents");
  await page.selectOption("#filter-site", { label: "valley.example" });
  check("by category and site", await told("#result"), "0 of 5 changed documents");
  await page.click("#filter-clear");
  check("cleared", await told("#result"), "5 changed documents");
  await page.fill("#filter-most", "0.6");
  check("by most confidence", await told("#result"), "2 of 5 changed documents");
  await page.fill("#filter-least", "0.6");
  check("by least confidence", await told("#result"), "1 of 5 changed documents");
  await page.click("#filter-clear");
  await page.selectOption("#filter-rule", "share/invitation");
  check("by rule", await told("#result"), "2 of 5 changed documents");
  await page.click("#filter-clear");
  await page.fill("#search", "sign UP for");
  await page.waitForTimeout(250);
  check("by removed text", await told("#result"), "2 of 5 changed documents");
  await page.fill("#search", "valley/");
  await page.waitForTimeout(250);
  check("by name", await told("#result"), "2 of 5 changed documents");
  await page.fill("#search", "quagmire");
  await page.waitForTimeout(250);
  check("kept text only where wanted", await told("#result"), "0 of 5 changed documents");
  await page.check("#filter-in-texts");
  await page.waitForTimeout(250);
  check("by kept text", await told("#documents-list a"), "valley/river.txt");
  check("no trouble while filtering", troubles, []);
  await context.close();
}

async function reading() {
  const { page, told, rows, view, troubles, context } = await open(small);
  await page.keyboard.press("Tab");
  check("the first stop skips to the report", await page.evaluate(() => document.activeElement.textContent), "Skip to the report");
  await view("documents");
  await page.locator("#documents-list a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".text");
  check("opened by keyboard", await told("h1"), "harbour/ferry.txt");
  check("the heading has the focus", await page.evaluate(() => document.activeElement.tagName), "H1");
  check("removals are marked", await page.locator("del").allInnerTexts(), ["Sign up for our letter!", "Advertisement"]);
  check("the panel tells the rule", await told(".panel h2"), "newsletter/sign-up");
  check("and why", (await told(".panel")).includes("Asks the reader to sign up"));
  check("and the evidence", (await told(".panel")).includes("the words match: “Sign up for our letter!”"));
  await page.keyboard.press("n");
  check("next removal", await told(".panel h2"), "advertisement/marker");
  check("its button has the focus", await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Removal 2, advertisement/marker: details");
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.querySelector("h1").textContent === "harbour/mill.txt");
  check("next document", await told("h1"), "harbour/mill.txt");
  await page.keyboard.press("p");
  await page.waitForFunction(() => document.querySelector("h1").textContent === "harbour/ferry.txt");
  check("and back to the last removal", await told(".panel h2"), "advertisement/marker");
  await view("document/4");
  check("long stretches are cut", (await told(".elided")).endsWith("characters not shown"));
  await view("document/3");
  check("hostile text is text", (await told("del")).includes("<script>window.hostile = 1</script>"));
  check("it made no elements", [await rows("#view img"), await rows("#view script"), await rows("#view a[href^=javascript]")], [0, 0, 0]);
  check("nothing hostile ran in the document", await page.evaluate(() => window.hostile === undefined));
  await page.keyboard.press("?");
  check("help opens", await page.locator("#help").evaluate((help) => help.open));
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.waitForSelector("#search:focus");
  await page.keyboard.type("au");
  check("keys are text while typing", await page.inputValue("#search"), "au");
  check("no trouble while reading", troubles, []);
  await context.close();
}

const DECISIONS = `# Decisions of dechaff reviews.
format = 1

[[decision]]
verdict = "reject"
rule = "advertisement/marker"
text = "Advertisement"
before = "The ferry runs again. Sign up for our letter! The end. "
after = " Next line. "

[[decision]]
verdict = "reject"
rule = "custom/quotes"
text = "Say \\"yes\\" \\\\ here, now"

[[decision]]
verdict = "accept"
rule = "newsletter/sign-up"
text = "Sign up for our letter!"

[[decision]]
verdict = "accept"
rule = "paywall/read-on"

[[decision]]
verdict = "reject"
rule = "share/invitation"
site = "harbour.example"
`;

async function reviewing() {
  const { page, told, rows, view, troubles, context } = await open(small);
  check("nothing to export yet", await page.locator("#export").isDisabled());
  await view("document/0");
  await page.keyboard.press("a");
  check("a group is accepted", await told("#panel-status"), "Accepted: all that say the same (2)");
  check("and marked", await rows(".mark.accept"), 1);
  check("the button is pressed", await page.locator(".panel button.accept").getAttribute("aria-pressed"), "true");
  await page.keyboard.press("n");
  await page.keyboard.press("1");
  await page.keyboard.press("r");
  check("one is rejected", await told("#panel-status"), "Rejected: this one");
  await view("document/1");
  check("the group is accepted elsewhere", await told("#panel-status"), "Accepted: all that say the same (2)");
  await page.locator(".mark-tools .open").nth(1).click();
  await page.check("#scope-site");
  await page.click(".panel button.reject");
  check("a rule is rejected on a site", await told("#panel-status"), "Rejected: this rule on harbour.example");
  await view("document/4");
  check("but not on another", await told("#panel-status"), "Not decided");
  await view("document/2/1");
  await page.check("#scope-rule");
  await page.locator(".mark del").nth(1).hover();
  await page.locator(".mark-tools .decide.accept").nth(1).click();
  check("a rule is accepted everywhere", await told("#panel-status"), "Accepted: this rule everywhere");
  check("progress", await told("#progress"), "4 decisions, about 5 removals of 9");

  await view("groups");
  check("groups", await told("#result"), "6 groups");
  await page.selectOption("#group-scope", "group");
  await page.fill("#search", "yes");
  await page.waitForTimeout(250);
  await page.keyboard.press("Escape");
  await page.click("#groups-list button.reject");
  check("a group is rejected in the list", await told("#groups-list .status"), "Rejected: all that say the same (1)");
  await page.click("#filter-clear");
  await page.selectOption("#filter-verdict", "none");
  check("what is not decided", await told("#result"), "3 of 6 groups");
  await page.click("#filter-clear");
  await page.locator("#groups-list > li").first().focus();
  await page.keyboard.press("n");
  await page.keyboard.press("a");
  check("by keys", (await told("#progress")).split(",")[0], "6 decisions");
  await page.keyboard.press("u");
  check("undone", (await told("#progress")).split(",")[0], "5 decisions");
  check("and told", await told("#announce"), "Undone");

  const [name, text] = await exported(page);
  check("name of the export", name, "decisions.toml");
  check("text of the export", text, DECISIONS);

  await page.reload();
  await page.waitForSelector("h1");
  check("decisions outlast the page", (await told("#progress")).split(",")[0], "5 decisions");
  check("no trouble while reviewing", troubles, []);
  await context.close();

  const other = await open(small);
  check("another reader starts anew", await other.told("#progress"), "No decisions yet");
  const file = join(scratch, "decisions.toml");
  writeFileSync(file, text);
  await other.page.setInputFiles("#import", file);
  await other.page.waitForFunction(() => document.querySelector("#progress").textContent.includes("imported"));
  check("the import comes out again", (await exported(other.page))[1], DECISIONS);
  await other.view("document/0/1");
  check("and holds", await other.told("#panel-status"), "Rejected: this one");
  writeFileSync(file, "format = 1\n[[decision]]\nverdict = maybe\n");
  await other.page.setInputFiles("#import", file);
  await other.page.waitForFunction(() => document.querySelector("#progress").textContent.includes("line 3"));
  await other.page.click("#undo");
  check("an import can be undone", await other.told("#progress"), "No decisions yet");
  check("no trouble while importing", other.troubles, []);
  await other.context.close();
}

/** How far two colours are apart, as accessibility guidelines count it. */
function contrast(one, other) {
  const light = (color) => {
    const [red, green, blue] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [light(one), light(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/** The colours of an element and of what is behind it, as the screen shows them. */
const colors = (locator) =>
  locator.evaluate((element) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const pixel = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    let behind = element;
    while (behind.parentElement && pixel(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const rgb = (color) => pixel(color).slice(0, 3);
    return [rgb(getComputedStyle(element).color), rgb(getComputedStyle(behind).backgroundColor)];
  });

async function looks() {
  for (const [name, options] of [
    ["wide", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
    ["narrowest", { colorScheme: "dark", viewport: { width: 320, height: 640 } }],
  ]) {
    const { page, view, troubles, context, shot } = await open(small, options);
    for (const address of ["overview", "documents", "groups", "document/3", "document/2/1"]) {
      await view(address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(`${name} ${address} does not scroll sideways`, wide <= 0);
      await shot(`${name}-${address.replaceAll("/", "-")}`);
    }
    for (const selector of [".text del", ".panel .small", ".panel button.accept", ".panel button.reject", ".progress", ".tabs a", ".mark-tools button"]) {
      const [front, back] = await colors(page.locator(selector).first());
      const found = contrast(front, back);
      check(`${name} contrast of ${selector} (${found.toFixed(2)})`, found >= 4.5);
    }
    check(`no trouble when ${name}`, troubles, []);
    await context.close();
  }
  const { page, context } = await open(small, { colorScheme: "light" });
  const ground = () => colors(page.locator("body")).then(([, back]) => back[0] < 60);
  check("light by the system", await ground(), false);
  await page.click("#theme");
  await page.click("#theme");
  check("dark by choice", await ground(), true);
  await page.reload();
  check("the choice stays", await ground(), true);
  await context.close();
}

async function many() {
  const { page, told, rows, view, nodes, troubles, context } = await open(large);
  check("5,000 documents", await told(".tile:nth-child(2) dd"), "5,000\nof 5,000");
  check("few nodes in the overview", (await nodes()) < 3000);
  await view("documents");
  check("a page of the list", await rows("#documents-list > li"), 40);
  check("few nodes in the list", (await nodes()) < 3000);
  await page.selectOption("#filter-site", { label: "site-7.example" });
  check("filtered", await told("#result"), "100 of 5,000 changed documents");
  await page.click("#filter-clear");
  await page.fill("#search", "story 4999");
  await page.waitForTimeout(300);
  check("found", await told("#documents-list a"), "folder/story-4999.txt");
  await page.fill("#search", "of story 4321 tells");
  await page.check("#filter-in-texts");
  await page.waitForFunction(() => document.querySelector("#result").textContent === "1 of 5,000 changed documents");
  check("found in the text", await told("#documents-list a"), "folder/story-4321.txt");
  await page.click("#filter-clear");
  await page.getByRole("button", { name: "Next" }).click();
  check("second page", await told("#documents-list li:first-child a"), "folder/story-40.txt");
  await view("groups");
  check("the most doubted group first", (await told("#groups-list li:first-child")).includes("newsletter/sign-up"));
  await page.selectOption("#order", "confidence");
  check("the least certain group first", (await told("#groups-list li:first-child")).includes("related/inline"));
  check("few nodes in the groups", (await nodes()) < 3000);
  check("no trouble with many", troubles, []);
  await context.close();
}

for (const part of [overview, filtering, reading, reviewing, looks, many]) {
  try {
    await part();
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${part.name}: ${error.stack}`);
  }
}
await browser.close();
rmSync(scratch, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
