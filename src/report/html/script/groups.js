// Removals that say the same, to be decided at once.

const groupOrders = {
  doubt: ["Most to be doubted", (one, other) => other.doubt - one.doubt],
  count: ["Most frequent", (one, other) => other.found.length - one.found.length],
  confidence: ["Least certain", (one, other) => one.confidence - other.confidence],
  length: ["Longest", (one, other) => other.longest - one.longest],
};
const groupList = { at: 0, order: "doubt", current: 0, shown: [] };

/** The site that a decision about a group can be for: its only one, or the one that
    is filtered for. */
function siteOfGroup(group) {
  if (filters.site !== "") return sites[Number(filters.site)];
  return group.sites.size === 1 ? sites[[...group.sites][0]] : null;
}

function sitesTold(group) {
  const names = [...group.sites].slice(0, 3).map((site) => siteName(sites[site]));
  const more = group.sites.size - names.length;
  return names.join(", ") + (more > 0 ? ` and ${count(more)} more` : "");
}

function groupScope(target) {
  const wanted = scope === "one" ? "group" : scope;
  return keyFor(target, wanted) === null ? null : wanted;
}

function groupRow(group, number, passed) {
  const target = { group, site: siteOfGroup(group) };
  const { page, place } = group.found[0];
  const status = make("span");
  const buttons = verdictButtons(
    (verdict) => {
      mark(number);
      decideGroup(target, verdict);
    },
    `group ${number + 1}`,
  );
  const sync = () => {
    const chosen = groupScope(target);
    const own = chosen && decisions.get(keyFor(target, chosen));
    buttons.sync(own && own.verdict);
    for (const button of buttons.element.children) button.disabled = chosen === null;
    status.replaceChildren(...(verdictOn(target) ? [statusOf(target)] : []));
  };
  const element = make(
    "li",
    { tabindex: "-1" },
    make(
      "div",
      { class: "group-row" },
      make("p", { class: "quote clamp", dir: "auto" }, group.text + (group.isCut ? "…" : "")),
      make(
        "p",
        { class: "facts" },
        ruleTag(group.rule),
        make(
          "span",
          null,
          passed < group.found.length ? `${count(passed)} of ${times(group)}` : times(group),
        ),
        make("span", { dir: "auto" }, sitesTold(group)),
        make("span", { class: "number" }, sure(group)),
        make(
          "a",
          { href: `#/document/${page}/${place}` },
          "See it in place",
          make("span", { class: "unseen" }, `, group ${number + 1}`),
        ),
        status,
      ),
      buttons.element,
    ),
  );
  element.addEventListener("focusin", () => mark(number));
  sync();
  return { element, target, sync };
}

function decideGroup(target, verdict) {
  const chosen = groupScope(target);
  if (chosen) decide(target, chosen, verdict);
}

/** Makes a row the current one. */
function mark(number) {
  const rows = groupList.rows || [];
  if (!rows[number - groupList.at * PAGE_SIZE]) return;
  for (const row of rows) row.element.classList.remove("current");
  groupList.current = number;
  rows[number - groupList.at * PAGE_SIZE].element.classList.add("current");
}

function groupsView() {
  const result = make("p", { class: "small", id: "result", role: "status", "aria-live": "polite" });
  const list = make("ol", { class: "rows", id: "groups-list" });
  const below = make("div");
  let passed = new Map();
  const draw = () => {
    const first = groupList.at * PAGE_SIZE;
    const some = groupList.shown.slice(first, first + PAGE_SIZE);
    groupList.rows = some.map((group, at) => groupRow(group, first + at, passed.get(group)));
    list.replaceChildren(...groupList.rows.map((row) => row.element));
    list.hidden = some.length === 0;
    const pages = pager(groupList.shown.length, groupList.at, (to) => {
      turn(to);
      step(0);
    });
    below.replaceChildren(...(pages ? [pages] : []));
    mark(groupList.current);
  };
  const turn = (to) => {
    groupList.at = to;
    groupList.current = to * PAGE_SIZE;
    draw();
  };
  const step = (by) => {
    const to = groupList.current + by;
    if (!groupList.shown[to]) return;
    const page = Math.floor(to / PAGE_SIZE);
    if (page !== groupList.at) turn(page);
    mark(to);
    const { element } = groupList.rows[to - page * PAGE_SIZE];
    element.scrollIntoView({ block: "nearest" });
    element.focus({ preventScroll: true });
  };
  const update = () => {
    passed = groupsThatPass();
    groupList.shown = [...passed.keys()].sort(
      (one, other) => groupOrders[groupList.order][1](one, other) || one.number - other.number,
    );
    result.textContent = isFiltered()
      ? `${count(groupList.shown.length)} of ${plural(groups.length, "group")}`
      : plural(groups.length, "group");
    turn(0);
  };
  const field = orderField(groupOrders, groupList.order, (chosen) => {
    groupList.order = chosen;
    update();
  });
  const chooseScope = (event) => {
    scope = event.target.value;
    for (const row of groupList.rows) row.sync();
  };
  const scopeChoice = make(
    "label",
    { class: "field inline" },
    make("span", null, "Decisions are for"),
    make(
      "select",
      { id: "group-scope", on: { change: chooseScope } },
      [
        ["group", "the group"],
        ["site", "the rule on its site"],
        ["rule", "the rule everywhere"],
      ].map(([key, label]) => option(key, label, scope === "one" ? "group" : scope)),
    ),
  );
  const title = "Groups";
  const element = make(
    "div",
    null,
    make(
      "div",
      { class: "intro" },
      make("h1", { tabindex: "-1" }, title),
      make(
        "p",
        null,
        "Removals by the same rule that say the same are one group. Those with the most wrong removals to be expected come first.",
      ),
    ),
    filterForm(update, () => show("groups")),
    make("div", { class: "result-row" }, result, make("div", { class: "choices" }, scopeChoice, field)),
    list,
    below,
  );
  update();
  return {
    title,
    element,
    sync: () => groupList.rows.forEach((row) => row.sync()),
    step,
    decide: (verdict) => {
      const row = groupList.rows[groupList.current - groupList.at * PAGE_SIZE];
      if (row) decideGroup(row.target, verdict);
    },
    scopes: (one) => {
      const select = byId("group-scope");
      scope = one;
      select.value = one === "one" ? "group" : one;
      for (const row of groupList.rows) row.sync();
    },
  };
}
