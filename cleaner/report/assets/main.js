// Wiring: views, filters, keys, theme.

const store = {
  get(name) { try { return localStorage.getItem(`cleaner-report-${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`cleaner-report-${name}`, value); } catch { /* it lasts as long as the page */ } },
};

// ---- views: #overview, #documents, #documents/INDEX, #documents/INDEX/LINE, #review

function route() {
  const [view, index, line] = location.hash.slice(1).split("/");
  const chosen = ["overview", "documents", "review"].includes(view) ? view : comparing ? "documents" : "overview";
  card.close();
  for (const section of document.querySelectorAll("main > .view")) section.hidden = section.id !== `${chosen}-view`;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.body.classList.toggle("reading", chosen === "documents" && index !== undefined);
  if (chosen === "review") drawReview();
  if (chosen !== "documents") {
    window.scrollTo(0, 0);
    return;
  }
  if (index !== undefined && documents[Number(index)]) {
    reader.open(Number(index), Number(line) || 0);
    list.choose(Number(index));
    const one = documents[Number(index)];
    say(`${one.id || one.name}: ${count(one.places, "place")} changed`);
  } else {
    if (reader.index() < 0 && list.first() && wideEnough()) {
      reader.open(list.first().index);
      list.choose(list.first().index);
    }
    list.draw();
  }
}

// ---- filters

function select(name, label, options) {
  return h("label", { class: "field" }, h("span", {}, label),
    h("select", { name, onchange: (event) => { filters[name] = event.target.value; refilter(name === "sort"); } },
      options.map(([value, text]) => h("option", { value }, text))));
}

function drawFilters() {
  const form = byId("filters");
  const used = new Map();
  for (const one of documents) {
    for (const cause of new Set([...one.by.map((row) => row[0]), ...one.found.map((row) => row[0])])) {
      used.set(cause, (used.get(cause) || 0) + 1);
    }
  }
  const rules = [...used].sort((a, b) => (causes[a[0]][NAME] < causes[b[0]][NAME] ? -1 : 1));
  const categories = [...new Set([...used.keys()].map((cause) => causes[cause][CATEGORY]))].sort();
  const counted = (pairs, unknown) => pairs.map(([value, n]) => [value, `${value === "?" ? unknown : value} (${number.format(n)})`]);
  const q = h("input", { type: "search", name: "q", id: "q", placeholder: "name, address or text", "aria-keyshortcuts": "/", spellcheck: "false" });
  let timer = 0;
  q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { filters.q = q.value.trim(); refilter(); }, 180);
  });
  form.replaceChildren(
    h("label", { class: "field search" }, h("span", {}, "Search"), q),
    h("details", { class: "more-filters", open: wideEnough() },
      h("summary", {}, "Filters"),
      h("div", { class: "fields" },
        select("show", "Show", Object.entries(SHOWS).map(([key, [label]]) => [key, label])),
        select("category", "Category", [["", "any"], ...categories.map((name) => [name, labelOf(name)])]),
        select("rule", "Rule", [["", "any"], ...rules.map(([cause, n]) => [String(cause), `${causes[cause][NAME]} (${number.format(n)})`])]),
        select("site", "Site", [["", "any"], ...counted(values((one) => [one.site || "?"]), "unknown")]),
        select("language", "Language", [["", "any"], ...counted(values((one) => [one.language || "?"]), "unknown")]),
        select("flag", "Flag", [["", "any"], ...counted(values((one) => one.flags))]),
        select("sort", "Sort by", Object.entries(SORTS).map(([key, [label]]) => [key, label])),
        h("button", { type: "button", id: "reset", onclick: () => showFiltered({}) }, "Reset"))));
  form.addEventListener("submit", (event) => event.preventDefault());
}

// The document that is open stays open if it is among those found, save when the order changes.
function refilter(anew) {
  const found = filtered();
  const stays = !anew && found.some((one) => one.index === reader.index());
  list.fill(found, stays ? reader.index() : -1);
  const places = found.reduce((sum, one) => sum + placesOf(one), 0);
  byId("found").textContent = `${number.format(found.length)} of ${count(documents.length, "document")} · ${count(places, comparing ? "difference" : "change")}`;
  if (stays) reader.redraw();
  else if (reader.index() >= 0 && found.length && wideEnough()) location.hash = `#documents/${found[0].index}`;
}

const wideEnough = () => window.matchMedia("(min-width: 700px)").matches;

// How many places of a document the filters mean.
function placesOf(one) {
  if (filters.rule === "" && filters.category === "") return one.places;
  return one.by.filter((row) => wanted(row[0])).reduce((sum, row) => sum + row[1] + (comparing ? row[3] : 0), 0);
}

// Set the filters to these and no others, and show the documents; `index` stays open if given.
function showFiltered(some, index) {
  Object.assign(filters, { q: "", category: "", rule: "", site: "", language: "", flag: "", show: "all" }, some);
  for (const field of byId("filters").elements) if (field.name in filters) field.value = filters[field.name];
  refilter();
  const first = index === undefined ? list.first() : documents[index];
  location.hash = first && (wideEnough() || index !== undefined) ? `#documents/${first.index}` : "#documents";
}

// ---- keys

const KEYS = [
  [["j"], "next document", () => list.move(1)],
  [["k"], "previous document", () => list.move(-1)],
  [["n"], "next passage that changed", () => reader.step(1)],
  [["p"], "previous passage", () => reader.step(-1)],
  [["N"], "next line kept with doubt", () => reader.doubts(1)],
  [["P"], "previous line kept with doubt", () => reader.doubts(-1)],
  [["ArrowDown"], "next line", () => reader.along(1), "↓"],
  [["ArrowUp"], "previous line", () => reader.along(-1), "↑"],
  [["w"], "mark the line as wrong, or take the mark away", () => reader.markCurrent()],
  [["u"], "unified view", () => reader.unified(true)],
  [["s"], "side by side", () => reader.unified(false)],
  [["f"], "fold what stays", () => reader.toggle("fold")],
  [["/"], "search", () => { location.hash = "#documents"; byId("q").focus(); }],
  [["?"], "this help", () => openHelp()],
  [["Escape"], "close what is open", () => card.close(), "Esc"],
];
let keysOn = store.get("keys") !== "off";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  const at = event.target;
  if (event.key === "Escape") {
    card.close();
    return;
  }
  if (!keysOn || at.closest("input, select, textarea, [role=listbox]") && event.key.length > 1) return;
  if (at.matches("input:not([type=checkbox]), textarea, select")) return;
  const arrows = event.key.startsWith("Arrow");
  if (arrows && !at.closest(".row")) return;
  const found = KEYS.find(([keys]) => keys.includes(event.key));
  if (!found || byId("documents-view").hidden && !["?", "/"].includes(event.key)) return;
  event.preventDefault();
  found[2]();
});

function openHelp() {
  const box = byId("help");
  const on = h("input", { type: "checkbox", id: "keys-on" });
  on.checked = keysOn;
  on.addEventListener("change", () => {
    keysOn = on.checked;
    store.set("keys", keysOn ? "on" : "off");
  });
  box.replaceChildren(
    h("h2", { id: "help-title" }, "Keys and colours"),
    h("dl", { class: "keys" }, KEYS.map(([keys, what, , sign]) => h("div", {}, h("dt", {}, h("kbd", {}, sign || keys[0])), h("dd", {}, what)))),
    h("p", {}, h("label", {}, on, " Keys of one letter are on")),
    h("ul", { class: "legend" }, FAMILIES.map(([family, label]) => h("li", {}, h("span", { class: `swatch f-${family}`, "aria-hidden": "true" }), label))),
    h("p", { class: "hint" }, "Struck out: went. Underlined: put in its place. Dotted on the left: a rule found this line, and kept it in doubt. Characters that cannot be seen are written as ", h("span", { class: "ctl" }, "U+202E"), "."),
    h("form", { method: "dialog" }, h("button", { class: "primary" }, "Close")));
  box.showModal();
}

// ---- theme

const THEMES = ["auto", "light", "dark"];

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  const button = byId("theme");
  button.textContent = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[name];
  button.setAttribute("aria-label", `Theme: ${name}`);
  store.set("theme", name);
}

byId("theme").addEventListener("click", () => {
  setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]);
});
byId("help-open").addEventListener("click", openHelp);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});

// ---- begin

let markedBefore = "";
marks.changed(() => {
  const all = marks.all();
  const tally = byId("mark-count");
  tally.hidden = !all.length;
  tally.textContent = String(all.length);
  const now = all.map((mark) => `${mark.index}:${mark.line}`).join();
  if (now !== markedBefore) {
    markedBefore = now;
    if (!byId("review-view").hidden) drawReview();
    reader.redecorate();
    list.draw();
  }
});

setTheme(THEMES.includes(store.get("theme")) ? store.get("theme") : "auto");
drawFilters();
drawOverview();
refilter();
byId("mark-count").textContent = String(marks.all().length);
byId("mark-count").hidden = !marks.all().length;
if (comparing) document.querySelector("[data-view=review]").hidden = true;
window.addEventListener("hashchange", route);
window.addEventListener("resize", () => { if (card.isOpen()) card.close(); });
route();
