// Drives the HTML report in a browser:
//   node drive.mjs BROWSER SMALL.html LARGE.html [FOLDER FOR SCREENSHOTS]
// and says at the end how many checks passed and how many failed.

import { browser, check, exported, large, open, result, small, soon } from "./harness.mjs";
import { looks } from "./looks.mjs";

async function overview() {
  const { page, told, rows, troubles, context } = await open(small);
  await soon("title", () => told("h1"), "What was removed");
  check("one heading of the first level", await rows("h1"), 1);
  check("landmarks", [await rows("main"), await rows("header.top nav"), await rows("footer")], [1, 1, 1]);
  await soon("documents changed", () => told(".tile:nth-child(2) dd"), "5\nof 6");
  check("removals", (await told(".tile:nth-child(3) dd")).split("\n")[0], "9");
  check("charts are tables", await rows("table.chart"), 3);
  check(
    "bars have a width",
    await page
      .locator(".bar-fill")
      .first()
      .evaluate((bar) => bar.getBoundingClientRect().width > 20),
  );
  check(
    "most doubted first",
    (await page.locator(".tops").first().locator("li a").first().innerText()).includes("Share this"),
  );
  await page.locator("table.chart").first().getByRole("link", { name: "paywall" }).click();
  await soon("a bar leads to its documents", () => told("#result"), "1 of 5 changed documents");
  check("nothing hostile ran", await page.evaluate(() => window.hostile === undefined));
  check("no trouble in the overview", troubles, []);
  await context.close();
}

async function filtering() {
  const { page, told, rows, view, troubles, context } = await open(small);
  await view("documents");
  check("all documents", await rows("#documents-list > li"), 5);
  await page.selectOption("#filter-category", "newsletter");
  await soon("by category", () => told("#result"), "2 of 5 changed documents");
  await page.selectOption("#filter-site", { label: "valley.example" });
  await soon("by category and site", () => told("#result"), "0 of 5 changed documents");
  await page.click("#filter-clear");
  await soon("cleared", () => told("#result"), "5 changed documents");
  await page.fill("#filter-most", "0.6");
  await soon("by most confidence", () => told("#result"), "2 of 5 changed documents");
  await page.fill("#filter-least", "0.6");
  await soon("by least confidence", () => told("#result"), "1 of 5 changed documents");
  await page.click("#filter-clear");
  await page.selectOption("#filter-rule", "share/invitation");
  await soon("by rule", () => told("#result"), "2 of 5 changed documents");
  await page.click("#filter-clear");
  await page.fill("#search", "sign UP for");
  await soon("by removed text", () => told("#result"), "2 of 5 changed documents");
  await page.fill("#search", "valley/");
  await soon("by name", () => told("#result"), "2 of 5 changed documents");
  await page.fill("#search", "quagmire");
  await soon("kept text only where wanted", () => told("#result"), "0 of 5 changed documents");
  await page.check("#filter-in-texts");
  await soon("by kept text", () => told("#documents-list li:first-child a"), "valley/river.txt");
  check("no trouble while filtering", troubles, []);
  await context.close();
}

async function reading() {
  const { page, told, rows, view, troubles, context } = await open(small);
  await page.keyboard.press("Tab");
  check(
    "the first stop skips to the report",
    await page.evaluate(() => document.activeElement.textContent),
    "Skip to the report",
  );
  await view("documents");
  await page.locator("#documents-list a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".text");
  await soon("opened by keyboard", () => told("h1"), "harbour/ferry.txt");
  check("the heading has the focus", await page.evaluate(() => document.activeElement.tagName), "H1");
  check("removals are marked", await page.locator("del").allInnerTexts(), [
    "Sign up for our letter!",
    "Advertisement",
  ]);
  await soon("the panel tells the rule", () => told(".panel h2"), "newsletter/sign-up");
  check("and why", (await told(".panel")).includes("Asks the reader to sign up"));
  check("and the evidence", (await told(".panel")).includes("the words match: “Sign up for our letter!”"));
  await page.keyboard.press("n");
  await soon("next removal", () => told(".panel h2"), "advertisement/marker");
  check(
    "its button has the focus",
    await page.evaluate(() => document.activeElement.getAttribute("aria-label")),
    "Removal 2, advertisement/marker: details",
  );
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.querySelector("h1").textContent === "harbour/mill.txt");
  await soon("next document", () => told("h1"), "harbour/mill.txt");
  await page.keyboard.press("p");
  await page.waitForFunction(() => document.querySelector("h1").textContent === "harbour/ferry.txt");
  await soon("and back to the last removal", () => told(".panel h2"), "advertisement/marker");
  await view("document/4");
  check("long stretches are cut", (await told(".elided")).endsWith("characters not shown"));
  await view("document/3");
  check("hostile text is text", (await told("del")).includes("<script>window.hostile = 1</script>"));
  check(
    "it made no elements",
    [await rows("#view img"), await rows("#view script"), await rows("#view a[href^=javascript]")],
    [0, 0, 0],
  );
  check("nothing hostile ran in the document", await page.evaluate(() => window.hostile === undefined));
  await page.keyboard.press("?");
  check("help opens", await page.locator("#help").evaluate((help) => help.open));
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.waitForSelector("#search:focus");
  await page.keyboard.type("au");
  await soon("keys are text while typing", () => page.inputValue("#search"), "au");
  check("no trouble while reading", troubles, []);
  await context.close();
}

const DECISIONS = `# Decisions of dechaff reviews.
format = 1

[[decision]]
verdict = "reject"
rule = "advertisement/marker"
text = "Advertisement"
before = "The ferry runs again. The end. "
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
  await soon("a group is accepted", () => told("#panel-status"), "Accepted: all that say the same (2)");
  check("and marked", await rows(".mark.accept"), 1);
  check(
    "the button is pressed",
    await page.locator(".panel button.accept").getAttribute("aria-pressed"),
    "true",
  );
  await page.keyboard.press("n");
  await page.keyboard.press("1");
  await page.keyboard.press("r");
  await soon("one is rejected", () => told("#panel-status"), "Rejected: this one");
  await view("document/1");
  await soon(
    "the group is accepted elsewhere",
    () => told("#panel-status"),
    "Accepted: all that say the same (2)",
  );
  await page.locator(".mark-tools .open").nth(1).click();
  await page.check("#scope-site");
  await page.click(".panel button.reject");
  await soon(
    "a rule is rejected on a site",
    () => told("#panel-status"),
    "Rejected: this rule on harbour.example",
  );
  await view("document/4");
  await soon("but not on another", () => told("#panel-status"), "Not decided");
  await view("document/2/1");
  await page.check("#scope-rule");
  await page.locator(".mark del").nth(1).hover();
  await page.locator(".mark-tools .decide.accept").nth(1).click();
  await soon("a rule is accepted everywhere", () => told("#panel-status"), "Accepted: this rule everywhere");
  await soon("progress", () => told("#progress"), "4 decisions, about 5 removals of 9");

  await view("groups");
  await soon("groups", () => told("#result"), "6 groups");
  await page.selectOption("#group-scope", "group");
  await page.fill("#search", "yes");
  await soon("groups by text", () => told("#result"), "1 of 6 groups");
  await page.click("#groups-list button.reject");
  await soon(
    "a group is rejected in the list",
    () => told("#groups-list .status"),
    "Rejected: all that say the same (1)",
  );
  await page.click("#filter-clear");
  await page.selectOption("#filter-verdict", "none");
  await soon("what is not decided", () => told("#result"), "3 of 6 groups");
  await page.click("#filter-clear");
  await page.locator("#groups-list > li").first().focus();
  await page.keyboard.press("n");
  await page.keyboard.press("a");
  check("by keys", (await told("#progress")).split(",")[0], "6 decisions");
  await page.keyboard.press("u");
  check("undone", (await told("#progress")).split(",")[0], "5 decisions");
  await soon("and told", () => told("#announce"), "Undone");

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
  const file = (text) => ({ name: "decisions.toml", mimeType: "text/plain", buffer: Buffer.from(text) });
  await other.page.setInputFiles("#import", file(text));
  await other.page.waitForFunction(() =>
    document.querySelector("#progress").textContent.includes("imported"),
  );
  check("the import comes out again", (await exported(other.page))[1], DECISIONS);
  await other.view("document/0/1");
  check("and holds", await other.told("#panel-status"), "Rejected: this one");
  await other.page.setInputFiles("#import", file("format = 1\n[[decision]]\nverdict = maybe\n"));
  await other.page.waitForFunction(() => document.querySelector("#progress").textContent.includes("line 3"));
  await other.page.click("#undo");
  check("an import can be undone", await other.told("#progress"), "No decisions yet");
  const more = `
[[decision]]
verdict = "edit"
rule = "custom/quotes"
text = "say YES"
remove = "yes"

[[decision]]
verdict = "accept"
rule = "newsletter/sign-up"
text = "* SIGN up for our  letter"

[[precision]]
rule = "newsletter/sign-up"
sampled = 20
wrong = 0
error_at_most = 0.1391
date = "2026-01-31"
`;
  await other.page.setInputFiles("#import", file(`format = 1\n${more}`));
  await other.page.waitForFunction(() => document.querySelector("#progress").textContent.includes("imported"));
  check("what is not decided here comes out again", (await exported(other.page))[1].split("format = 1\n")[1], more);
  await other.view("document/0");
  check("and another spelling is the same", await other.told("#panel-status"), "Accepted: all that say the same (2)");
  check("no trouble while importing", other.troubles, []);
  await other.context.close();
}

async function many() {
  const { page, told, rows, view, nodes, troubles, context } = await open(large);
  await soon("5,000 documents", () => told(".tile:nth-child(2) dd"), "5,000\nof 5,000");
  check("few nodes in the overview", (await nodes()) < 3000);
  await view("documents");
  check("a page of the list", await rows("#documents-list > li"), 40);
  check("few nodes in the list", (await nodes()) < 3000);
  await page.selectOption("#filter-site", { label: "site-7.example" });
  await soon("filtered", () => told("#result"), "100 of 5,000 changed documents");
  await page.click("#filter-clear");
  await page.fill("#search", "story 4999");
  await soon("found", () => told("#documents-list li:first-child a"), "folder/story-4999.txt");
  await page.fill("#search", "of story 4321 tells");
  await page.check("#filter-in-texts");
  await page.waitForFunction(
    () => document.querySelector("#result").textContent === "1 of 5,000 changed documents",
  );
  await soon("found in the text", () => told("#documents-list li:first-child a"), "folder/story-4321.txt");
  await page.click("#filter-clear");
  await page.getByRole("button", { name: "Next" }).click();
  await soon("second page", () => told("#documents-list li:first-child a"), "folder/story-40.txt");
  await view("groups");
  check(
    "the most doubted group first",
    (await told("#groups-list li:first-child")).includes("newsletter/sign-up"),
  );
  await page.selectOption("#order", "confidence");
  check(
    "the least certain group first",
    (await told("#groups-list li:first-child")).includes("related/inline"),
  );
  check("few nodes in the groups", (await nodes()) < 3000);
  check("no trouble with many", troubles, []);
  await context.close();
}

for (const part of [overview, filtering, reading, reviewing, looks, many]) {
  try {
    await part();
  } catch (error) {
    result.failed += 1;
    console.log(`FAILED ${part.name}: ${error.stack}`);
  }
}
await browser.close();
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exitCode = result.failed === 0 ? 0 : 1;
