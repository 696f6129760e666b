// One document, with its removals marked in place.

/** The removals of the open document that can be gone through. */
let marks = [];
let currentMark = -1;
let currentPage = null;

function markFor(removal, place, page) {
  const group = groups[groupNumbers.get(removal.group)];
  const target = { group, site: page.site, removal };
  const core = removal.text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  const start = core ? removal.text.indexOf(core) : removal.text.length;
  const { rule } = group;
  const told = [
    `${rule.id} (${rule.category}), confidence ${removal.confidence.toFixed(2)}`,
    rule.why,
    ...removal.evidence.map((words) => `– ${words}`),
  ].join("\n");
  const label = `Removal ${place + 1}, ${rule.id}`;
  const number = make(
    "button",
    { type: "button", class: "open", "aria-label": `${label}: details`, title: told },
    String(place + 1),
  );
  const decideAs = (verdict) => {
    select(place);
    decideCurrent(verdict);
  };
  const small = (verdict, sign, word) =>
    make(
      "button",
      {
        type: "button",
        class: `decide ${verdict}`,
        "aria-label": `${word} removal ${place + 1}`,
        title: word,
        on: { click: () => decideAs(verdict) },
      },
      sign,
    );
  const text = make("del", { title: told }, core || "(blank lines)");
  const before = make("span", { class: "unseen" }, `Removed by ${rule.id}: `);
  const tools = make(
    "span",
    { class: "mark-tools" },
    number,
    small("accept", "✓", "Accept"),
    small("reject", "✕", "Reject"),
  );
  const element = make("span", { class: "mark", hue: hueOf(rule.category) }, before, text, tools);
  text.addEventListener("click", () => select(place));
  number.addEventListener("click", () => select(place));
  number.addEventListener("focus", () => select(place, "stay"));
  return {
    element,
    number,
    target,
    lead: removal.text.slice(0, start),
    trail: removal.text.slice(start + core.length),
  };
}

function textElement(page) {
  const text = make("article", { class: "text card", "aria-label": "Text with its removals", dir: "auto" });
  marks = [];
  for (const piece of piecesOf(page.number)) {
    if (typeof piece === "string") {
      text.append(piece);
    } else if (typeof piece === "number") {
      text.append(make("span", { class: "elided" }, `${plural(piece, "character")} not shown`));
    } else {
      const mark = markFor(piece, marks.length, page);
      marks.push(mark);
      text.append(mark.lead, mark.element, mark.trail);
    }
  }
  return text;
}

const panel = { element: null, sync: null, isOpen: window.matchMedia("(min-width: 60rem)").matches };

/** Everything about the current removal, and what can be decided about it. */
function fillPanel() {
  const { target } = marks[currentMark];
  const { group, removal } = target;
  const { rule } = group;
  const title = categories[categoryNumbers.get(rule.category)].title;
  const status = make("p", { class: "small", id: "panel-status" });
  const buttons = verdictButtons((verdict) => decideCurrent(verdict));
  const isPossible = (one) => keyFor(target, one) !== null;
  const radios = scopes.map((one, at) => {
    const choose = () => {
      scope = one;
      panel.sync();
    };
    const radio = make("input", {
      type: "radio",
      name: "scope",
      value: one,
      id: `scope-${one}`,
      disabled: !isPossible(one),
      "aria-keyshortcuts": String(at + 1),
      on: { change: choose },
    });
    return {
      radio,
      element: make(
        "label",
        { class: "check" },
        radio,
        make("span", { dir: "auto" }, scopeWords(one, target)),
      ),
    };
  });
  panel.sync = () => {
    const chosen = possibleScope(target);
    for (const { radio } of radios) radio.checked = radio.value === chosen;
    const own = decisions.get(keyFor(target, chosen));
    buttons.sync(own && own.verdict);
    status.replaceChildren(statusOf(target));
  };
  const fact = (name, ...values) => [make("dt", null, name), make("dd", null, values)];
  const step = (label, by, key) =>
    make(
      "button",
      { type: "button", class: "quiet", "aria-keyshortcuts": key, on: { click: () => stepMark(by) } },
      label,
    );
  const details = make(
    "details",
    { open: panel.isOpen, on: { toggle: (event) => (panel.isOpen = event.target.open) } },
    make("summary", { class: "small" }, "Why, and what the decision is for"),
    make(
      "fieldset",
      null,
      make("legend", null, "The decision is for"),
      radios.map((one) => one.element),
    ),
    make(
      "dl",
      { class: "more" },
      fact("Category", `${rule.category}: ${title}`),
      fact("Confidence", removal.confidence.toFixed(2)),
      fact(
        "Evidence",
        make(
          "ul",
          null,
          removal.evidence.map((words) => make("li", { dir: "auto" }, words)),
        ),
      ),
    ),
  );
  panel.element.replaceChildren(
    make(
      "div",
      { class: "steps" },
      step("‹ Previous", -1, "p"),
      make("span", { class: "small number" }, `${currentMark + 1} of ${marks.length}`),
      step("Next ›", 1, "n"),
    ),
    make("h2", { class: "rule" }, dot(rule.category), rule.id),
    make("p", { class: "small" }, rule.why),
    buttons.element,
    status,
    details,
  );
  panel.sync();
}

function possibleScope(target) {
  return keyFor(target, scope) === null ? "group" : scope;
}

function decideCurrent(verdict) {
  if (currentMark < 0) return;
  const { target } = marks[currentMark];
  decide(target, possibleScope(target), verdict);
}

function showVerdicts() {
  for (const { element, target } of marks) {
    const held = verdictOn(target);
    element.classList.toggle("accept", held !== null && held.verdict === "accept");
    element.classList.toggle("reject", held !== null && held.verdict === "reject");
  }
  if (currentMark >= 0) panel.sync();
}

/** Makes a removal the current one; it is scrolled to unless it should `stay`. */
function select(place, stay) {
  if (!marks[place] || (place === currentMark && stay)) return;
  if (marks[currentMark]) marks[currentMark].element.classList.remove("current");
  currentMark = place;
  const { element } = marks[place];
  element.classList.add("current");
  fillPanel();
  if (!stay) element.scrollIntoView({ block: "center" });
}

function goToMark(place) {
  marks[place].element.scrollIntoView({ block: "center" });
  marks[place].number.focus({ preventScroll: true });
}

/** Goes to the next or previous removal, and past the last one to the next document
    of the list. */
function stepMark(by) {
  const to = currentMark + by;
  if (marks[to]) {
    select(to, "stay");
    goToMark(to);
    return;
  }
  const next = neighbour(currentPage.number, by);
  if (next) location.hash = `#/document/${next.number}/${by > 0 ? 0 : next.removals.length - 1}`;
  else announce("There are no more removals.");
}

function neighbour(number, by) {
  const { shown } = documentList;
  const at = shown.findIndex((page) => page.number === number);
  return at < 0 ? null : shown[at + by] || null;
}

function documentView(number, place) {
  const page = pages[number];
  currentPage = page;
  currentMark = -1;
  const text = textElement(page);
  panel.element = make("aside", { class: "panel card", "aria-label": "The current removal" });
  const step = (label, by) => {
    const next = neighbour(number, by);
    return next ? make("a", { href: `#/document/${next.number}` }, label) : null;
  };
  const element = make(
    "div",
    null,
    make(
      "div",
      { class: "document-head" },
      make(
        "nav",
        { "aria-label": "Documents" },
        make("a", { href: "#/documents" }, "All documents"),
        step("Previous document", -1),
        step("Next document", 1),
      ),
      make("h1", { tabindex: "-1", dir: "auto" }, page.name),
      make(
        "p",
        null,
        `${siteName(page.site)} · ${plural(page.removals.length, "removal")} · ${percent(page.removed, page.bytes)} of ${size(page.bytes)} removed`,
      ),
    ),
    make("div", { class: "reader" }, text, panel.element),
  );
  select(Math.max(0, Math.min(place || 0, marks.length - 1)), "stay");
  showVerdicts();
  const ready = () => {
    if (place !== null) goToMark(currentMark);
  };
  return { title: page.name, element, ready, sync: showVerdicts, step: stepMark, decide: decideCurrent };
}
