// Views and keys.

let view = null;

function makeView(name, path, wanted) {
  if (Object.keys(wanted).length > 0) resetFilters(wanted);
  if (name === "documents") return documentsView();
  if (name === "groups") return groupsView();
  const number = Number(path[0]);
  if (name === "document" && pages[number])
    return documentView(number, path[1] === undefined ? null : Number(path[1]) || 0);
  return overviewView();
}

function show(address, isFirst) {
  const [path, query] = address.split("?");
  const [name, ...rest] = path.split("/");
  const known = new Set(Object.keys(filters));
  const wanted = Object.fromEntries([...new URLSearchParams(query || "")].filter(([key]) => known.has(key)));
  searching += 1;
  view = makeView(name, rest, wanted);
  byId("view").replaceChildren(view.element);
  document.title = `${view.title} · ${facts.heading} · dechaff report`;
  const tab = name === "document" ? "documents" : ["documents", "groups"].includes(name) ? name : "overview";
  for (const link of document.querySelectorAll(".tabs a")) {
    if (link.hash === `#/${tab}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (isFirst !== "first") {
    window.scrollTo(0, 0);
    view.element.querySelector("h1").focus({ preventScroll: true });
  }
  if (view.ready) view.ready();
}

const followAddress = (isFirst) => {
  if (location.hash.startsWith("#/")) show(location.hash.slice(2), isFirst);
  else if (isFirst || location.hash === "") show("overview", isFirst);
};

const themes = ["auto", "light", "dark"];

function setTheme(name) {
  if (name === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", name);
  byId("theme").textContent = `Theme: ${name}`;
  storage.write("dechaff-theme", name);
}

function isTyping(target) {
  return target.matches("input:not([type=radio], [type=checkbox]), select, textarea") || byId("help").open;
}

function chooseScope(one) {
  scope = one;
  if (view.scopes) view.scopes(one);
  else if (view.sync) view.sync();
}

const keys = {
  a: () => view.decide && view.decide("accept"),
  r: () => view.decide && view.decide("reject"),
  n: () => view.step && view.step(1),
  p: () => view.step && view.step(-1),
  u: undo,
  "?": () => byId("help").showModal(),
  "/": () => {
    if (!byId("search")) location.hash = "#/documents";
    setTimeout(() => byId("search") && byId("search").focus());
  },
  1: () => chooseScope("one"),
  2: () => chooseScope("group"),
  3: () => chooseScope("site"),
  4: () => chooseScope("rule"),
};

function start() {
  byId("reading").remove();
  const theme = storage.read("dechaff-theme");
  setTheme(themes.includes(theme) ? theme : "auto");
  byId("theme").addEventListener("click", () => {
    const now = document.documentElement.getAttribute("data-theme") || "auto";
    setTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
  });
  byId("help-open").addEventListener("click", keys["?"]);
  byId("help-close").addEventListener("click", () => byId("help").close());
  byId("undo").addEventListener("click", undo);
  byId("export").addEventListener("click", exportDecisions);
  byId("import").addEventListener("change", (event) => importDecisions(event.target));
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!isPlain || isTyping(event.target) || !byId("keys-on").checked) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  window.addEventListener("hashchange", () => followAddress());
  // What sticks to the bottom of a narrow page stands above the review bar.
  const bar = document.querySelector(".review");
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`),
  ).observe(bar);
  listeners.push(() => view && view.sync && view.sync());
  recall();
  showProgress();
  followAddress("first");
}

start();
