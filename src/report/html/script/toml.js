// Decisions as a file, and back.

const fields = ["verdict", "rule", "text", "site", "before", "after", "remove"];
const sortedBy = ["rule", "site", "text", "before", "after", "verdict"];

/** A text as a TOML basic string. */
function tomlString(text) {
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (one) => {
    switch (one) {
      case '"':
        return '\\"';
      case "\\":
        return "\\\\";
      case "\n":
        return "\\n";
      case "\t":
        return "\\t";
      default:
        return `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    }
  });
  return `"${escaped}"`;
}

/** The order of code points, which is that of UTF-8 bytes. */
function compareTexts(left, right) {
  let at = 0;
  while (at < left.length && at < right.length) {
    const [one, other] = [left.codePointAt(at), right.codePointAt(at)];
    if (one !== other) return one - other;
    at += one > 0xffff ? 2 : 1;
  }
  return left.length - right.length;
}

function compareDecisions(left, right) {
  for (const field of sortedBy) {
    const order = compareTexts(left[field] || "", right[field] || "");
    if (order !== 0) return order;
  }
  return 0;
}

function decisionToml(decision) {
  const lines = fields
    // An empty text is something else than none: that would be the whole rule.
    .filter((field) => decision[field] !== undefined && (decision[field] !== "" || field === "text"))
    .map((field) => `${field} = ${tomlString(decision[field])}`);
  return `\n[[decision]]\n${lines.join("\n")}\n`;
}

function decisionsToml() {
  const others = [...carried].filter(([key]) => !decisions.has(key)).map(([, one]) => one);
  const edits = others.filter((one) => one.verdict);
  const all = [...decisions.values(), ...edits].sort(compareDecisions).map(decisionToml);
  const measured = others.filter((one) => one.lines).map((one) => `\n[[precision]]\n${one.lines.join("\n")}\n`);
  return `# Decisions of dechaff reviews.\nformat = 1\n${all.join("")}${measured.join("")}`;
}

function exportDecisions() {
  const url = URL.createObjectURL(new Blob([decisionsToml()], { type: "application/toml" }));
  const link = make("a", { href: url, download: "decisions.toml" });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading it.
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  announce(`${plural(decisions.size, "decision")} exported`);
}

const assignment = /^\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\d+))\s*(?:#.*)?$/;

/** The decisions of a file of decisions, and what was measured. Mistakes are thrown as
    errors that name the line. */
function readToml(text) {
  const read = [];
  let current = null;
  text.split(/\r?\n/).forEach((line, number) => {
    const fail = (what) => {
      throw new Error(`line ${number + 1}: ${what}`);
    };
    if (/^\s*(#.*)?$/.test(line)) return;
    if (/^\s*\[\[\s*decision\s*\]\]\s*(#.*)?$/.test(line)) {
      current = {};
      read.push(current);
      return;
    }
    if (/^\s*\[\[\s*precision\s*\]\]\s*(#.*)?$/.test(line)) {
      current = { lines: [] };
      read.push(current);
      return;
    }
    if (current && current.lines) {
      current.lines.push(line);
      return;
    }
    const found = assignment.exec(line);
    if (!found) fail("this is not a line of such a file");
    const [, key, basic, literal, whole] = found;
    if (!current) {
      if (key !== "format" || whole !== "1") fail("only format = 1 can be read");
      return;
    }
    if (!fields.includes(key) || whole !== undefined) fail(`${key} cannot be read`);
    current[key] = basic === undefined ? literal : unescapeToml(basic, fail);
  });
  for (const decision of read) {
    if (decision.lines) continue;
    if (!decision.rule || !["accept", "reject", "edit"].includes(decision.verdict)) {
      throw new Error("a decision needs a rule, and a verdict that is accept, reject or edit");
    }
  }
  return read;
}

function unescapeToml(text, fail) {
  return text.replace(/\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|(.))/g, (_, long, short, one) => {
    const code = long || short;
    if (code)
      return Number.parseInt(code, 16) < 0x110000
        ? String.fromCodePoint(Number.parseInt(code, 16))
        : fail("no such character");
    const plain = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", e: "\u001b", '"': '"', "\\": "\\" }[one];
    return plain === undefined ? fail(`\\${one} is no escape`) : plain;
  });
}

async function importDecisions(input) {
  const file = input.files[0];
  if (!file) return;
  try {
    const read = readToml(await file.text());
    const isCarried = (one) => one.lines || one.verdict === "edit";
    for (const one of read.filter(isCarried)) carried.set(one.lines ? one.lines.join() : keyOf(one), one);
    const steps = read.filter((one) => !isCarried(one)).map((decision) => {
      const key = keyOf(decision);
      const step = { key, old: decisions.get(key) };
      set(key, decision);
      return step;
    });
    undoable.push(steps);
    changed();
    tell(`${plural(read.length, "decision")} imported from ${file.name}`);
  } catch (error) {
    tell(`${file.name} was not imported: ${error.message}`);
  }
  input.value = "";
}

/** Says something where it is seen and heard. */
function tell(text) {
  byId("progress").textContent = text;
}
