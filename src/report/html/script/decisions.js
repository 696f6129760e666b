// What the reader decided. A decision has the fields of the exported file: verdict
// and rule, and text, site, before and after where they are needed.

const decisions = new Map();
const undoable = [];
// What an imported file says that is not decided here, such as edits: it comes out as it
// went in, by what it is about.
const carried = new Map();
const storageKey = `dechaff-decisions-${facts.id}`;
const listeners = [];

// From the narrowest to the widest: the narrowest decision about a removal holds.
const scopes = ["one", "group", "site", "rule"];
let scope = "group";

function scopeOf(decision) {
  if (decision.text === undefined) return decision.site === undefined ? "rule" : "site";
  return decision.before === undefined && decision.after === undefined ? "group" : "one";
}

const oneKey = (rule, text, before, after) =>
  `one ${JSON.stringify([rule, said(text), said(before || ""), said(after || "")])}`;
const siteKey = (rule, site) => `site ${JSON.stringify([rule, site])}`;

function keyOf(decision) {
  const { rule, text, site, before, after } = decision;
  switch (scopeOf(decision)) {
    case "one":
      return oneKey(rule, text, before, after);
    case "group": {
      const group = groupOf(rule, text);
      return group ? `group ${group.id}` : `text ${JSON.stringify([rule, said(text)])}`;
    }
    case "site":
      return siteKey(rule, site);
    default:
      return `rule ${rule}`;
  }
}

let groupTexts = null;

function groupOf(rule, text) {
  const name = (rule, text) => `${rule}\n${said(text)}`;
  if (!groupTexts) groupTexts = new Map(groups.map((group) => [name(group.rule.id, textOf(group)), group]));
  return groupTexts.get(name(rule, text));
}

/** A removal that a decision may be about: `group` and `site`, and for one that is
    open in a document `removal`. */
function decisionFor(target, scope, verdict) {
  const rule = target.group.rule.id;
  switch (scope) {
    case "one": {
      const { text, before, after } = target.removal;
      return { verdict, rule, text: level(text), before, after };
    }
    case "group":
      return { verdict, rule, text: textOf(target.group) };
    case "site":
      return { verdict, rule, site: target.site.name };
    default:
      return { verdict, rule };
  }
}

function keyFor(target, scope) {
  const { group, site, removal } = target;
  switch (scope) {
    case "one":
      return removal && (removal.before || removal.after)
        ? oneKey(group.rule.id, level(removal.text), removal.before, removal.after)
        : null;
    case "group":
      return `group ${group.id}`;
    case "site":
      return site && site.name ? siteKey(group.rule.id, site.name) : null;
    default:
      return `rule ${group.rule.id}`;
  }
}

/** The decision that holds for a removal, with its scope. */
function verdictOn(target) {
  for (const scope of scopes) {
    const key = keyFor(target, scope);
    const decision = key && decisions.get(key);
    if (decision) return { scope, verdict: decision.verdict };
  }
  return null;
}

/** Sets a decision, or takes it back where it is the same. */
function decide(target, scope, verdict) {
  const key = keyFor(target, scope);
  if (!key) return;
  const old = decisions.get(key);
  const told = scopeWords(scope, target);
  if (old && old.verdict === verdict) {
    change(key, undefined);
    announce(`Decision withdrawn: ${told}`);
  } else {
    change(key, decisionFor(target, scope, verdict));
    announce(`${verdict === "accept" ? "Accepted" : "Rejected"}: ${told}`);
  }
}

function change(key, decision) {
  undoable.push({ key, old: decisions.get(key) });
  set(key, decision);
  changed();
}

function set(key, decision) {
  if (decision) decisions.set(key, decision);
  else decisions.delete(key);
}

function undo() {
  const last = undoable.pop();
  if (!last) return;
  // What is undone may be many decisions, as after an import.
  for (const { key, old } of Array.isArray(last) ? [...last].reverse() : [last]) set(key, old);
  announce("Undone");
  changed();
}

function scopeWords(scope, { group, site }) {
  switch (scope) {
    case "one":
      return "this one";
    case "group":
      return `all that say the same (${count(group.found.length)})`;
    case "site":
      return site && site.name ? `this rule on ${site.name}` : "this rule on this site";
    default:
      return "this rule everywhere";
  }
}

/** How many removals the decisions about groups and rules settle. */
function settled() {
  if (decisions.size === 0) return 0;
  let sum = 0;
  const wide = [...decisions.values()].some((decision) => scopeOf(decision) === "site");
  for (const group of groups) {
    if (!wide) {
      if (verdictOn({ group })) sum += group.found.length;
      continue;
    }
    for (const { page } of group.found) sum += verdictOn({ group, site: pages[page].site }) ? 1 : 0;
  }
  return sum;
}

function changed() {
  storage.write(storageKey, JSON.stringify([...decisions.values()]));
  showProgress();
  for (const listener of listeners) listener();
}

function showProgress() {
  const made = decisions.size;
  const ones = [...decisions.values()].filter((decision) => scopeOf(decision) === "one").length;
  byId("progress").textContent =
    made === 0
      ? "No decisions yet"
      : `${plural(made, "decision")}, about ${plural(Math.min(settled() + ones, totals.removals), "removal")} of ${count(totals.removals)}`;
  byId("undo").disabled = undoable.length === 0;
  byId("export").disabled = made === 0;
}

function recall() {
  try {
    for (const decision of JSON.parse(storage.read(storageKey) || "[]")) set(keyOf(decision), decision);
  } catch {
    decisions.clear();
  }
}

/** A pair of buttons; `sync` shows what is decided. */
function verdictButtons(decideAs, names) {
  const button = (verdict, mark, word) =>
    make(
      "button",
      {
        type: "button",
        class: verdict,
        "aria-pressed": "false",
        "aria-label": names ? `${word} ${names}` : null,
        on: { click: () => decideAs(verdict) },
      },
      make("span", { "aria-hidden": "true" }, mark),
      ` ${word}`,
    );
  const both = [button("accept", "✓", "Accept"), button("reject", "✕", "Reject")];
  const sync = (verdict) => {
    both[0].setAttribute("aria-pressed", String(verdict === "accept"));
    both[1].setAttribute("aria-pressed", String(verdict === "reject"));
  };
  return { element: make("div", { class: "verdicts" }, both), sync };
}

/** In words what is decided about a removal. */
function statusOf(target) {
  const held = verdictOn(target);
  if (!held) return make("span", null, "Not decided");
  const word = held.verdict === "accept" ? "Accepted" : "Rejected";
  return make("span", { class: `status ${held.verdict}` }, `${word}: ${scopeWords(held.scope, target)}`);
}
