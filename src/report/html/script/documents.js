// The list of changed documents.

const documentList = { at: 0, shown: pages };

const orders = {
  input: ["As they came", (one, other) => one.number - other.number],
  share: ["Largest share removed", (one, other) => other.removed / other.bytes - one.removed / one.bytes],
  doubt: ["Least certain", (one, other) => doubtOf(other) - doubtOf(one)],
  name: ["Name", (one, other) => collator.compare(one.name, other.name)],
};
let documentOrder = "input";

function doubtOf(page) {
  return page.removals.reduce((sum, removal) => sum + 1 - removal.confidence, 0);
}

function documentRow(page) {
  const inPage = [...new Set(page.removals.map((removal) => removal.group.rule.category))];
  return make(
    "li",
    null,
    make(
      "div",
      { class: "document-row" },
      make("a", { href: `#/document/${page.number}`, dir: "auto" }, page.name),
      make("span", { class: "number" }, percent(page.removed, page.bytes)),
      make(
        "p",
        null,
        page.site.name ? make("span", { dir: "auto" }, page.site.name) : null,
        make("span", null, `${plural(page.removals.length, "removal")}, ${size(page.removed)}`),
        inPage.slice(0, 4).map((name) => make("span", { class: "tag" }, dot(name), name)),
        inPage.length > 4 ? make("span", null, `${count(inPage.length - 4)} more`) : null,
      ),
    ),
  );
}

function documentsView() {
  const result = make("p", { class: "small", id: "result", role: "status", "aria-live": "polite" });
  const list = make("ul", { class: "rows", id: "documents-list" });
  const below = make("div");
  const draw = () => {
    const { shown, at } = documentList;
    list.replaceChildren(...shown.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE).map(documentRow));
    list.hidden = shown.length === 0;
    const go = (to) => {
      documentList.at = to;
      draw();
      list.querySelector("a").focus();
      list.scrollIntoView();
    };
    const pages = pager(shown.length, at, go);
    below.replaceChildren(...(pages ? [pages] : []));
  };
  const order = (some) => some.sort(orders[documentOrder][1]);
  const tellResult = (more) => {
    const { length } = documentList.shown;
    result.textContent = `${isFiltered() ? `${count(length)} of ${plural(pages.length, "changed document")}` : plural(length, "changed document")}${more || ""}`;
  };
  const update = (isFirst) => {
    const search = searched();
    documentList.shown = order(pages.filter((page) => pagePasses(page, search)));
    if (isFirst !== true) documentList.at = 0;
    documentList.at = Math.min(
      documentList.at,
      Math.max(0, Math.ceil(documentList.shown.length / PAGE_SIZE) - 1),
    );
    searching += 1;
    tellResult();
    draw();
    if (!search || !filters.inTexts) return;
    const seen = new Set(documentList.shown);
    const rest = pages.filter((page) => !seen.has(page) && pagePasses(page, null));
    const found = [];
    tellResult(", searching the texts…");
    searchTexts(
      rest,
      search.words,
      (page) => found.push(page),
      () => {
        documentList.shown = order([...documentList.shown, ...found]);
        tellResult();
        draw();
      },
    );
  };
  const inTexts = make("input", {
    type: "checkbox",
    id: "filter-in-texts",
    checked: filters.inTexts,
    on: { change: (event) => ((filters.inTexts = event.target.checked), update()) },
  });
  const check = make("label", { class: "check" }, inTexts, "Search whole texts");
  const field = orderField(orders, documentOrder, (chosen) => {
    documentOrder = chosen;
    update();
  });
  const title = "Documents";
  const element = make(
    "div",
    null,
    make("div", { class: "intro" }, make("h1", { tabindex: "-1" }, title)),
    filterForm(update, () => show("documents"), check),
    make("div", { class: "result-row" }, result, field),
    list,
    below,
  );
  update(true);
  return { title, element };
}
