// The index: all documents in brief. The documents themselves are read when they
// are opened.

const block = (id) => JSON.parse(byId(id).textContent);

const facts = block("facts");
const categories = block("categories");
const categoryNumbers = new Map(categories.map((category, number) => [category.name, number]));
const rules = block("rules").map((rule, number) => ({ ...rule, number }));
const sites = block("sites").map(([name, all, bytes], number) => ({
  name,
  number,
  all,
  bytes,
  removed: 0,
  removals: 0,
}));

const groups = block("groups").map(([id, rule, text, marks], number) => ({
  id,
  number,
  rule: rules[rule],
  text,
  isCut: (marks & 1) > 0,
  isProse: (marks & 2) > 0,
  bytes: 0,
  longest: 0,
  // The removals, each as its document and its place there.
  found: [],
  sites: new Set(),
  confidence: 0,
  doubt: 0,
}));
const groupNumbers = new Map(groups.map((group) => [group.id, group.number]));

const pages = block("documents").map(([name, record, site, bytes, flat], number) => {
  const removals = [];
  let removed = 0;
  for (let at = 0; at < flat.length; at += 3) {
    const group = groups[flat[at]];
    const one = { group, bytes: flat[at + 1], confidence: flat[at + 2] / 1000 };
    group.found.push({ page: number, place: removals.length });
    group.sites.add(site);
    group.bytes += one.bytes;
    group.longest = Math.max(group.longest, one.bytes);
    group.confidence += one.confidence;
    // How many of them are wrong, if confidence is right.
    group.doubt += 1 - one.confidence;
    removals.push(one);
    removed += one.bytes;
  }
  sites[site].removed += removed;
  sites[site].removals += removals.length;
  const shown = name === "-" ? "standard input" : name;
  return {
    number,
    name: record === null ? shown : `${shown}:${record}`,
    site: sites[site],
    bytes,
    removed,
    removals,
  };
});
for (const group of groups) group.confidence /= group.found.length;

const totals = {
  removals: pages.reduce((sum, page) => sum + page.removals.length, 0),
  removed: pages.reduce((sum, page) => sum + page.removed, 0),
};

/** Categories keep their colours from report to report: far apart on the wheel. */
function hueOf(category) {
  return ((categoryNumbers.get(category) || 0) * 137.5 + 250) % 360;
}

const siteName = (site) => site.name || "site not known";

/** The pieces of a document: kept text, counts of left-out characters, removals. */
const piecesOf = (number) => block(`d${number}`);

/** What a group says, in full. */
function textOf(group) {
  if (!group.isCut) return group.text;
  const { page, place } = group.found[0];
  const removals = piecesOf(page).filter((piece) => typeof piece === "object");
  return level(removals[place].text);
}
