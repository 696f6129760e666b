// The overview: how much went, where, and what to look at first.

const MOST_BARS = 12;
const MOST_MORE = 100;
const MOST_TOPS = 6;

const linkTo = (view, wanted) => {
  const query = new URLSearchParams(wanted).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
};

/** Removals and bytes by what `keyOf` says of each removal. */
function sumBy(keyOf) {
  const sums = new Map();
  for (const page of pages) {
    for (const removal of page.removals) {
      const key = keyOf(removal, page);
      const sum = sums.get(key) || { key, bytes: 0, removals: 0 };
      sum.bytes += removal.bytes;
      sum.removals += 1;
      sums.set(key, sum);
    }
  }
  return [...sums.values()].sort((one, other) => other.bytes - one.bytes);
}

/** A table that is a chart too: the bars show the shares that are written beside
    them. */
function chart(title, note, head, rows) {
  const widest = Math.max(...rows.map((row) => row.share), 0);
  const body = make("tbody");
  const draw = (some) => {
    for (const row of some) {
      const fill = make("span", { class: "bar-fill", hue: row.hue });
      fill.style.setProperty("width", `${widest > 0 ? (100 * row.share) / widest : 0}%`);
      body.append(
        make(
          "tr",
          null,
          make(
            "th",
            { scope: "row" },
            make(
              "span",
              { class: "name" },
              row.mark,
              make("a", { href: row.href, title: row.title, dir: "auto" }, row.name),
            ),
          ),
          make("td", null, make("span", { class: "bar", "aria-hidden": "true" }, fill)),
          make("td", { class: "count number soft" }, count(row.removals)),
          make("td", { class: "share number" }, percent(row.share, 1)),
        ),
      );
    }
  };
  draw(rows.slice(0, MOST_BARS));
  let at = MOST_BARS;
  const more = make("button", { type: "button", class: "more", on: { click: () => drawMore() } });
  const name = () => {
    more.textContent = `Show ${count(Math.min(rows.length - at, MOST_MORE))} more`;
    more.hidden = at >= rows.length;
  };
  const drawMore = () => {
    draw(rows.slice(at, at + MOST_MORE));
    body.rows[at].querySelector("a").focus();
    at += MOST_MORE;
    name();
  };
  name();
  return make(
    "section",
    { class: "card", "aria-label": title },
    make("h2", null, title),
    make("p", { class: "small" }, note),
    make(
      "table",
      { class: "chart" },
      make(
        "thead",
        null,
        make(
          "tr",
          null,
          make("th", { scope: "col" }, head),
          make("th", { scope: "col" }, make("span", { class: "unseen" }, "Bar")),
          make("th", { scope: "col", class: "count" }, "Removals"),
          make("th", { scope: "col", class: "share" }, "Share"),
        ),
      ),
      body,
    ),
    more,
  );
}

function categoryChart() {
  const rows = sumBy((removal) => removal.group.rule.category).map(({ key, bytes, removals }) => ({
    name: key,
    title: categories[categoryNumbers.get(key)].title,
    href: linkTo("documents", { category: key }),
    share: bytes / facts.bytes,
    removals,
    mark: dot(key),
    hue: hueOf(key),
  }));
  return chart("By category", "Share of all text that was removed.", "Category", rows);
}

function siteChart() {
  const rows = sites
    .filter((site) => site.removals > 0)
    .map((site) => ({
      name: siteName(site),
      href: linkTo("documents", { site: site.number }),
      share: site.removed / site.bytes,
      removals: site.removals,
    }))
    .sort((one, other) => other.share - one.share);
  return chart("By site", "Share of each site's own text that was removed.", "Site", rows);
}

function ruleChart() {
  const rows = sumBy((removal) => removal.group.rule).map(({ key, bytes, removals }) => ({
    name: key.id,
    title: key.why,
    href: linkTo("groups", { rule: key.id }),
    share: bytes / facts.bytes,
    removals,
    mark: dot(key.category),
    hue: hueOf(key.category),
  }));
  return chart("By rule", "Share of all text that was removed.", "Rule", rows);
}

/** A short list of groups, each with a way to the first place where it stands. */
function tops(title, note, chosen, told) {
  const list = make("ul", { class: "tops" });
  for (const group of chosen.slice(0, MOST_TOPS)) {
    const { page, place } = group.found[0];
    list.append(
      make(
        "li",
        null,
        make(
          "a",
          { class: "clamp", href: `#/document/${page}/${place}`, dir: "auto" },
          group.text + (group.isCut ? "…" : ""),
        ),
        make("p", null, ruleTag(group.rule), make("span", null, told(group))),
      ),
    );
  }
  return make(
    "section",
    { class: "card", "aria-label": title },
    make("h2", null, title),
    make("p", { class: "small" }, note),
    chosen.length > 0 ? list : make("p", { class: "notice more" }, "Nothing here."),
  );
}

const times = (group) => (group.found.length === 1 ? "once" : `${count(group.found.length)} times`);
const sure = (group) => `confidence ${group.confidence.toFixed(2)}`;
const ordered = (by) => [...groups].sort((one, other) => by(other) - by(one) || one.number - other.number);

function tile(label, number, note) {
  return make(
    "div",
    { class: "tile" },
    make("dt", null, label),
    make("dd", null, number, make("small", null, note)),
  );
}

function overviewView() {
  const title = "What was removed";
  const prose = ordered((group) => group.longest).filter((group) => group.isProse);
  return {
    title,
    element: make(
      "div",
      null,
      make(
        "div",
        { class: "intro" },
        make("h1", { tabindex: "-1" }, title),
        make(
          "p",
          null,
          "Every removal is named with its rule. Start with the ones that are least certain, accept or reject them, and export what you decided.",
        ),
      ),
      make(
        "dl",
        { class: "tiles" },
        tile(
          "Text removed",
          percent(totals.removed, facts.bytes),
          `${size(totals.removed)} of ${size(facts.bytes)}`,
        ),
        tile("Documents changed", count(pages.length), `of ${count(facts.documents)}`),
        tile("Removals", count(totals.removals), `in ${plural(groups.length, "group")} that say the same`),
        tile(
          "Rules",
          count(rules.length),
          `in ${count(new Set(rules.map((rule) => rule.category)).size)} categories`,
        ),
      ),
      make(
        "div",
        { class: "cards" },
        make(
          "div",
          { class: "stack" },
          tops(
            "Check these first",
            "Often removed and least certain: most mistakes are to be expected here.",
            ordered((group) => group.doubt),
            (group) => `${times(group)}, ${sure(group)}`,
          ),
          categoryChart(),
          siteChart(),
          tops(
            "Most frequent",
            "Removals that say the same.",
            ordered((group) => group.found.length),
            (group) => `${times(group)} on ${plural(group.sites.size, "site")}`,
          ),
        ),
        make(
          "div",
          { class: "stack" },
          tops(
            "Looks like prose",
            "Long, with whole sentences.",
            prose,
            (group) => `${size(group.longest)}, ${sure(group)}`,
          ),
          ruleChart(),
          tops(
            "Longest",
            "The largest single removals.",
            ordered((group) => group.longest),
            (group) => `${size(group.longest)}, ${sure(group)}`,
          ),
        ),
      ),
    ),
  };
}
