// What of all documents and groups is shown.

const filters = {
  search: "",
  inTexts: false,
  category: "",
  rule: "",
  site: "",
  least: 0,
  most: 1,
  verdict: "",
};
const unfiltered = { ...filters };
const collator = new Intl.Collator("en", { numeric: true });

const isFiltered = () => Object.keys(filters).some((key) => filters[key] !== unfiltered[key]);

function resetFilters(wanted) {
  Object.assign(filters, unfiltered, wanted);
}

/** Whether a removal passes everything but the search. */
function passes(removal, page) {
  const { rule } = removal.group;
  return (
    (!filters.category || rule.category === filters.category) &&
    (!filters.rule || rule.id === filters.rule) &&
    (filters.site === "" || String(page.site.number) === filters.site) &&
    removal.confidence >= filters.least - 0.0005 &&
    removal.confidence <= filters.most + 0.0005 &&
    (!filters.verdict || passesVerdict(removal.group, page.site))
  );
}

function passesVerdict(group, site) {
  const held = verdictOn({ group, site });
  return filters.verdict === (held ? held.verdict : "none");
}

/** The groups whose text has the searched words, and the documents whose name has
    them; null where nothing is searched. */
function searched() {
  const words = filters.search.trim().toLowerCase();
  if (!words) return null;
  const inGroup = new Set();
  for (const group of groups) if (group.text.toLowerCase().includes(words)) inGroup.add(group);
  return { words, inGroup, inName: (page) => page.name.toLowerCase().includes(words) };
}

function pagePasses(page, search) {
  const { removals } = page;
  if (!removals.some((removal) => passes(removal, page))) return false;
  if (!search || search.inName(page)) return true;
  return removals.some((removal) => search.inGroup.has(removal.group) && passes(removal, page));
}

/** The groups of which something passes, with how many do. */
function groupsThatPass() {
  const search = searched();
  const found = new Map();
  for (const page of pages) {
    const isNamed = search && search.inName(page);
    for (const removal of page.removals) {
      if (search && !isNamed && !search.inGroup.has(removal.group)) continue;
      if (passes(removal, page)) found.set(removal.group, (found.get(removal.group) || 0) + 1);
    }
  }
  return found;
}

let searching = 0;

/** Looks through the texts of `candidates` bit by bit, so that the page stays
    awake; calls `found` with each one that has the words, and then `done`. */
function searchTexts(candidates, words, found, done) {
  searching += 1;
  const mine = searching;
  let at = 0;
  const step = () => {
    if (mine !== searching) return;
    const until = performance.now() + 30;
    while (at < candidates.length && performance.now() < until) {
      const page = candidates[at];
      at += 1;
      const text = block(`d${page.number}`)
        .map((piece) => (typeof piece === "string" ? piece : piece.text || ""))
        .join("");
      if (text.toLowerCase().includes(words)) found(page);
    }
    if (at < candidates.length) setTimeout(step);
    else done();
  };
  step();
}

const option = (value, label, chosen) => make("option", { value, selected: value === chosen }, label);

function selectField(label, key, options, onChange) {
  const choose = (event) => {
    filters[key] = event.target.value;
    onChange();
  };
  const select = make(
    "select",
    { id: `filter-${key}`, on: { change: choose } },
    options.map(([value, text]) => option(value, text, filters[key])),
  );
  return make("label", { class: "field" }, make("span", null, label), select);
}

function numberField(label, key, onChange) {
  const choose = (event) => {
    const value = event.target.valueAsNumber;
    filters[key] = Number.isFinite(value) ? value : unfiltered[key];
    onChange();
  };
  return make("input", {
    id: `filter-${key}`,
    type: "number",
    "aria-label": label,
    min: 0,
    max: 1,
    step: 0.01,
    value: filters[key],
    on: { input: choose },
  });
}

// Of very many sites the ones with the most removals can be chosen; the others are
// found by search, or through the chart.
const MOST_SITES = 500;

/** The search and the filters above a list. */
function filterForm(changed, rebuild, check) {
  const used = (key) => [...new Set(rules.map((rule) => rule[key]))].sort(collator.compare);
  let timer = 0;
  const onChange = () => {
    clear.hidden = !isFiltered();
    changed();
  };
  const type = (event) => {
    filters.search = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(onChange, 120);
  };
  const search = make("input", {
    id: "search",
    type: "search",
    placeholder: "Search names and removed text",
    value: filters.search,
    autocomplete: "off",
    "aria-keyshortcuts": "/",
    on: { input: type },
  });
  const clear = make(
    "button",
    {
      type: "button",
      class: "quiet",
      id: "filter-clear",
      hidden: !isFiltered(),
      on: { click: () => (resetFilters(), rebuild()) },
    },
    "Clear all",
  );
  const bySite = [...sites]
    .sort((one, other) => other.removals - one.removals)
    .filter((site, at) => (site.removals > 0 && at < MOST_SITES) || String(site.number) === filters.site)
    .sort((one, other) => collator.compare(siteName(one), siteName(other)));
  const grid = make(
    "div",
    { class: "filter-grid" },
    selectField(
      "Category",
      "category",
      [["", "All categories"], ...used("category").map((name) => [name, name])],
      onChange,
    ),
    selectField("Rule", "rule", [["", "All rules"], ...used("id").map((id) => [id, id])], onChange),
    selectField(
      "Site",
      "site",
      [["", "All sites"], ...bySite.map((site) => [String(site.number), siteName(site)])],
      onChange,
    ),
    make(
      "div",
      { class: "field", role: "group", "aria-label": "Confidence" },
      make("span", { "aria-hidden": "true" }, "Confidence"),
      make(
        "div",
        { class: "range" },
        numberField("Least confidence", "least", onChange),
        make("i", { "aria-hidden": "true" }, "–"),
        numberField("Most confidence", "most", onChange),
      ),
    ),
    selectField(
      "Decision",
      "verdict",
      [
        ["", "Any"],
        ["none", "Not decided"],
        ["accept", "Accepted"],
        ["reject", "Rejected"],
      ],
      onChange,
    ),
  );
  const isOpen = window.matchMedia("(min-width: 46rem)").matches;
  return make(
    "search",
    { class: "filters" },
    make(
      "div",
      { class: "filter-search" },
      make("label", null, make("span", { class: "unseen" }, "Search"), search),
      check,
      clear,
    ),
    make("details", { class: "filter-more", open: isOpen }, make("summary", null, "Filters"), grid),
  );
}

/** The choice of an order above a list. */
function orderField(orders, chosen, choose) {
  const options = Object.entries(orders).map(([key, [label]]) => option(key, label, chosen));
  return make(
    "label",
    { class: "field inline" },
    make("span", null, "Order"),
    make("select", { id: "order", on: { change: (event) => choose(event.target.value) } }, options),
  );
}

const PAGE_SIZE = 40;

/** Buttons to go through a long list; nothing for a short one. */
function pager(total, at, go) {
  const last = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  if (last === 0) return null;
  const button = (label, to, isOff) =>
    make("button", { type: "button", disabled: isOff, on: { click: () => go(to) } }, label);
  return make(
    "nav",
    { class: "pager", "aria-label": "Pages of the list" },
    button("Previous", at - 1, at === 0),
    make("span", { class: "number soft" }, `${count(at + 1)} of ${count(last + 1)}`),
    button("Next", at + 1, at === last),
  );
}
