// The data of the run, and what is derived from it once. Nothing here touches the page, save for
// reading the data element; texts of documents never become markup, see `h` and `shown`.

const data = JSON.parse(document.getElementById("data").textContent);
const { run, totals, causes, verdicts, documents } = data;
const comparing = Boolean(run.compare);

const NAME = 0, CATEGORY = 1, MESSAGE = 2, CONFIDENCE = 3; // of a cause

// Categories that belong together share a colour; the category itself is always written beside it.
const FAMILIES = [
  ["social", "Sharing and comments", ["share", "comments", "counters", "embed", "player"]],
  ["promo", "Promotion", ["promo", "newsletter", "ads", "donation", "app-promo"]],
  ["nav", "Navigation", ["navigation", "related", "tags", "section-label", "contact"]],
  ["byline", "Bylines and dates", ["byline", "dateline", "read-time", "author-bio", "agency", "ticker"]],
  ["image", "Images", ["image-caption", "image-credit"]],
  ["legal", "Legal and logins", ["consent", "legal", "login-paywall", "disclaimer"]],
  ["template", "Scraper and template", ["template-residue", "source-url", "scraper-header",
    "markdown-residue", "origin-note", "site-slogan", "duplicate-title", "protect"]],
  ["repair", "Repairs and style", ["repair", "style", "dates"]],
  ["layout", "White space", ["layout"]],
];
const FAMILY = new Map(FAMILIES.flatMap(([name, , categories]) => categories.map((c) => [c, name])));
const familyOf = (category) => FAMILY.get(category) || "template";
const labelOf = (category) =>
  category === "layout" ? "white space" : (category || "rule").replaceAll("-", " ");
const STEPS = ["repair", "style", "dates", "layout"]; // categories of what the normaliser does
const isRule = (cause) => !STEPS.includes(causes[cause][CATEGORY]);

const number = new Intl.NumberFormat("en");
const count = (n, one, many = `${one}s`) => `${number.format(n)} ${n === 1 ? one : many}`;
function percent(part, whole) {
  if (!whole || !part) return "0 %";
  const share = (100 * part) / whole;
  if (Math.abs(share) < 0.01) return "< 0.01 %";
  return `${share.toFixed(Math.abs(share) < 1 ? 2 : 1)} %`;
}

// ---- documents

// by: [cause, places, lines, characters]; of a comparison [cause, old places, old characters, new
// places, new characters].
documents.forEach((one, index) => {
  one.index = index;
  one.by = one.by || [];
  one.found = one.found || [];
  one.flags = one.flags || [];
  one.meta = one.meta || {};
  one.dates = (one.dates || []).map(([field, value, line, start, end, sure, cause]) =>
    ({ field, value, line, start, end, sure, cause }));
  one.whys = one.whys || [];
  one.gone = one.places = one.repairs = 0;
  for (const row of one.by) {
    const [cause, places] = row;
    if (comparing) {
      one.gone += row[2] + row[4];
      one.places += row[1] + row[3];
    } else if (isRule(cause)) {
      one.gone += row[3];
      one.places += places;
    } else if (causes[cause][CATEGORY] !== "layout") {
      one.repairs += places;
    }
  }
  one.share = one.in ? one.gone / one.in : 0;
  const doubtful = new Set();
  for (const [, verdict, ...lines] of one.found) {
    if (isDoubt(verdict)) lines.forEach((line) => doubtful.add(line));
  }
  one.doubts = doubtful.size;
});

function isDoubt(verdict) {
  return verdicts[verdict][1] === 1;
}

const BREAK = /(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/;

// The rows of a document: {n, pieces, old, notes, dates} or {gap: count, n}. A piece is {before, after,
// why: [causes]} or {same: text}. Line breaks that stayed are dropped.
function rowsOf(one) {
  const notes = new Map();
  for (const [cause, verdict, ...lines] of one.found) {
    for (const line of lines) {
      if (!notes.has(line)) notes.set(line, []);
      notes.get(line).push({ cause, verdict });
    }
  }
  const out = [];
  let n = 1;
  for (const row of one.rows) {
    if (typeof row === "number") {
      out.push({ gap: row, n });
      n += row;
      continue;
    }
    const old = one.old && one.old[n - 1];
    out.push({
      n,
      pieces: pieces(row, one),
      old: old === undefined ? null : pieces(old, one),
      notes: notes.get(n) || [],
      dates: one.dates.filter((date) => date.line === n),
    });
    n += 1;
  }
  return out;
}

function pieces(row, one) {
  const parts = typeof row === "string" ? [row] : row;
  return parts.map((part, at) => {
    if (typeof part !== "string") {
      return { before: part[0], after: part[1], why: one.whys[part[2]] };
    }
    return { same: at === parts.length - 1 ? part.replace(BREAK, "") : part };
  });
}

const hasInk = (text) => text.trim() !== "";
const changed = (row) => Boolean(row.pieces) && row.pieces.some((p) => p.why);
const changedInk = (row) =>
  Boolean(row.pieces) && row.pieces.some((p) => p.why && (hasInk(p.before) || hasInk(p.after)));
const isGone = (row) =>
  changedInk(row) && !row.pieces.some((p) => hasInk(p.why ? p.after : p.same));
const sourceText = (row) =>
  row.pieces.map((p) => (p.why ? p.before : p.same)).join("").replace(BREAK, "");

// The source, character by character: what the rows hold, with the breaks that were left out.
function sourceOf(one) {
  return one.rows.map((row, at) => {
    const parts = typeof row === "string" ? [row] : row;
    const text = parts.map((part) => (typeof part === "string" ? part : part[0])).join("");
    const last = at === one.rows.length - 1;
    return BREAK.test(text) || (last && one.open) ? text : `${text}\n`;
  }).join("");
}

// ---- filters

const filters = { q: "", category: "", rule: "", site: "", language: "", flag: "", show: "all", sort: "share" };
const SHOWS = {
  all: ["All", () => true],
  changed: ["Changed by rules", (one) => one.places > 0],
  doubt: ["Kept with doubt", (one) => one.doubts > 0],
  repaired: ["Repaired", (one) => one.repairs > 0],
  dated: ["With a date", (one) => Boolean(one.meta.date_published || one.meta.date_modified)],
  flagged: ["Flagged", (one) => one.flags.length > 0],
  marked: ["Marked by you", (one) => marks.ofDocument(one.index).length > 0],
};
const SORTS = {
  share: ["Share removed", (a, b) => b.share - a.share || a.index - b.index],
  gone: ["Characters removed", (a, b) => b.gone - a.gone || a.index - b.index],
  doubts: ["Lines kept with doubt", (a, b) => b.doubts - a.doubts || b.share - a.share || a.index - b.index],
  order: ["Order of the run", (a, b) => a.index - b.index],
  name: ["Name", (a, b) => { const [x, y] = [a.id || a.name, b.id || b.name]; return x < y ? -1 : x > y ? 1 : a.index - b.index; }],
};

// Whether a cause is what the filters ask for.
function wanted(cause) {
  return (
    (filters.rule === "" || cause === Number(filters.rule)) &&
    (filters.category === "" || causes[cause][CATEGORY] === filters.category)
  );
}

function filtered() {
  const any = filters.rule !== "" || filters.category !== "";
  const text = filters.q && new RegExp(filters.q.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "iu");
  const show = SHOWS[filters.show][1];
  const out = documents.filter((one) =>
    (!filters.site || (one.site || "?") === filters.site) &&
    (!filters.language || (one.language || "?") === filters.language) &&
    (!filters.flag || one.flags.includes(filters.flag)) &&
    show(one) &&
    (!any || one.by.some((row) => wanted(row[0])) || one.found.some(([cause]) => wanted(cause))) &&
    (!text || holds(one, text)));
  return out.sort(SORTS[filters.sort][1]);
}

function holds(one, text) {
  if (text.test(one.name) || (one.id && text.test(one.id)) || (one.url && text.test(one.url))) return true;
  return one.rows.some((row) => {
    if (typeof row === "number") return false;
    if (typeof row === "string") return text.test(row);
    return text.test(row.map((part) => (typeof part === "string" ? part : part[0])).join(""));
  });
}

// How many values there are of a field, the most frequent first.
function values(of) {
  const counts = new Map();
  for (const one of documents) for (const value of of(one)) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

// ---- building the page

// An element with attributes and children. Children are text or nodes: no text becomes markup.
function h(tag, attributes = {}, ...children) {
  const svg = ["svg", "rect", "text", "line", "g", "title"].includes(tag);
  const element = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const byId = (id) => document.getElementById(id);
const say = (text) => { byId("said").textContent = text; };

// Characters that cannot be seen, or that would turn the text around them, are written out. Joiners
// belong to ordinary text of many languages.
const HIDDEN = /[\p{Cs}\p{Cn}\p{Co}\u2028\u2029]|(?!\t)\p{Cc}|(?![\u200c\u200d\u{e0020}-\u{e007f}])\p{Cf}/gu;
const SIGNS = { "\n": "↵", "\r": "␍", "\u00ad": "‐", "\u200b": "ZWSP", "\ufeff": "BOM", "\u2028": "LS", "\u2029": "PS" };

function shown(text) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(HIDDEN)) {
    out.append(text.slice(at, found.index));
    const white = found[0] === "\n" || found[0] === "\r";
    const code = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    out.append(h("span", { class: white ? "ctl break" : "ctl", title: code }, SIGNS[found[0]] || code));
    at = found.index + found[0].length;
  }
  out.append(text.slice(at));
  return out;
}

const LONG = 2400; // what is shown of a stretch of text before somebody asks for more

// A stretch of a source line that begins at `at`, with the dates of the document that are in it.
function datedText(text, at, dates) {
  const out = [];
  let done = 0;
  for (const date of dates) {
    const start = Math.max(done, date.start - at);
    const end = Math.min(text.length, date.end - at);
    if (start >= end) continue;
    out.push(longText(text.slice(done, start)), h("mark", { class: "date" }, shown(text.slice(start, end))));
    done = end;
  }
  return [...out, longText(text.slice(done))];
}

function longText(text) {
  if (text.length <= LONG * 1.25) return shown(text);
  let head = LONG;
  if (/[\ud800-\udbff]/.test(text[head - 1])) head -= 1;
  const out = shown(text.slice(0, head));
  const more = h("button", { type: "button", class: "more" }, `… ${number.format(text.length - head)} more characters`);
  more.addEventListener("click", (event) => {
    event.stopPropagation();
    more.replaceWith(shown(text.slice(head)));
  });
  out.append(more);
  return out;
}
