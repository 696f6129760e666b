// Small tools. Everything shown is made of elements and text nodes, so that no
// text of a document is ever read as markup.

const byId = (id) => document.getElementById(id);

/** Makes an element. Attributes that are null or false are left out. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (key === "hue") {
      element.style.setProperty("--hue", String(value));
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(
    ...children.flat(9).filter((child) => child !== null && child !== undefined && child !== ""),
  );
  return element;
}

const numbers = new Intl.NumberFormat("en");
const count = (number) => numbers.format(number);
const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

function percent(part, whole) {
  const share = whole > 0 ? (100 * part) / whole : 0;
  if (share > 0 && share < 0.1) return "< 0.1 %";
  return `${share.toFixed(share < 10 ? 1 : 0)} %`;
}

function size(bytes) {
  if (bytes < 1000) return plural(bytes, "byte");
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** White space levelled as decisions have it. */
/** What a text says, about as the program folds it: spelling, blanks and marks at its
    edges make no difference. */
const said = (text) =>
  level(text)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");

const level = (text) => text.replace(/\p{White_Space}+/gu, " ").replace(/^ | $/g, "");

/** Tells people who do not see the page what happened. */
function announce(text) {
  byId("announce").textContent = text;
}

// Some browsers allow no storage to files; then everything lasts as long as the
// page.
const storage = {
  read(key) {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // Nothing to be done: the page works without.
    }
  },
};

function dot(category) {
  return make("span", { class: "dot", hue: hueOf(category), "aria-hidden": "true" });
}

/** The sign of a rule: its category's colour and its name. */
function ruleTag(rule) {
  return make("span", { class: "tag" }, dot(rule.category), make("span", { class: "code" }, rule.id));
}
