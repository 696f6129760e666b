// Reviews a report that the program made, and saves the decisions for `dechaff apply`:
//   node apply.mjs BROWSER REPORT.html DECISIONS.toml

import { writeFile } from "node:fs/promises";
import { browser, check, exported, large as decisions, open, result, small as report, soon } from "./harness.mjs";

const { page, told, rows, view, troubles, context } = await open(report);
await view("documents");
await page.selectOption("#filter-category", "newsletter");
await soon("filtered", () => rows("#documents-list > li"), 2);
await page.locator("#documents-list a").first().focus();
await page.keyboard.press("Enter");
await soon("opened", () => rows(".mark"), 3);
await page.locator(".mark-tools .open").nth(0).click();
await page.keyboard.press("a");
await soon("the group is accepted", () => told("#panel-status"), "Accepted: all that say the same (2)");
await page.locator(".mark-tools .open").nth(1).click();
await page.keyboard.press("1");
await page.keyboard.press("r");
await soon("one place is rejected", () => told("#panel-status"), "Rejected: this one");
await page.locator(".mark-tools .open").nth(2).click();
await page.check("#scope-site");
await page.keyboard.press("a");
await soon("a rule is accepted on its site", async () => (await told("#panel-status")).startsWith("Accepted: this rule on "));
const [, text] = await exported(page);
await writeFile(decisions, text);
check("no trouble", troubles, []);
await context.close();
await browser.close();
console.log(`${result.passed} passed, ${result.failed} failed`);
