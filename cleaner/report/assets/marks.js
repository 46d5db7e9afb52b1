// What the reader marked: in memory, in the browser's storage where there is one, and as a file.

const marks = (() => {
  const key = `cleaner-report:${document.documentElement.dataset.report}`;
  const all = new Map(); // "document:line" → mark
  try {
    for (const mark of JSON.parse(localStorage.getItem(key) || "[]")) {
      if (documents[mark.index]) all.set(`${mark.index}:${mark.line}`, mark);
    }
  } catch { /* no storage, or what is in it is not ours: marks live as long as the page */ }
  const listeners = [];

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify([...all.values()]));
    } catch { /* as above */ }
    listeners.forEach((listener) => listener());
  }
  return {
    all: () => [...all.values()].sort((a, b) => a.index - b.index || a.line - b.line),
    get: (index, line) => all.get(`${index}:${line}`),
    ofDocument: (index) => [...all.values()].filter((mark) => mark.index === index),
    set(mark) {
      all.set(`${mark.index}:${mark.line}`, mark);
      keep();
    },
    remove(index, line) {
      all.delete(`${index}:${line}`);
      keep();
    },
    clear() {
      all.clear();
      keep();
    },
    changed: (listener) => listeners.push(listener),
  };
})();

// Mark a row, or take its mark away: a line that went as wrongly removed, one that stayed as wrongly
// kept. Returns what to say.
function toggleMark(one, row) {
  if (marks.get(one.index, row.n)) {
    marks.remove(one.index, row.n);
    return `Line ${row.n}: mark removed`;
  }
  const change = row.pieces.find((piece) => piece.why && isRule(piece.why[0]));
  const doubt = row.notes.find((note) => isDoubt(note.verdict));
  const cause = change ? change.why[0] : doubt && doubt.cause;
  if (!change && !hasInk(sourceText(row))) return "A blank line has nothing to mark";
  marks.set({
    index: one.index,
    line: row.n,
    mark: change ? "wrongly-removed" : "wrongly-kept",
    text: sourceText(row),
    rule: cause === undefined ? null : causes[cause][NAME],
    category: cause === undefined ? null : causes[cause][CATEGORY],
    note: "",
  });
  return change ? `Line ${row.n} marked: should have stayed` : `Line ${row.n} marked: should have gone`;
}

// The file that `cleaner golden from-review` reads; its format is in docs/report.md.
function exportedMarks() {
  const chosen = marks.all();
  const indexes = [...new Set(chosen.map((mark) => mark.index))];
  const { version, rules_hash, profile } = run;
  return {
    format: "cleaner-marks",
    version: 1,
    report: { version, rules_hash, profile },
    documents: indexes.map((index) => {
      const one = documents[index];
      return {
        name: one.name,
      id: one.id || null,
        url: one.url || null,
        site: one.site || null,
        language: one.language || null,
        document: one.kind,
        source: one.cut ? null : sourceOf(one),
        marks: chosen.filter((mark) => mark.index === index).map(({ index: _, ...mark }) => mark),
      };
    }),
  };
}

function saveMarks() {
  const text = `${JSON.stringify(exportedMarks(), null, 1)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = h("a", { href: url, download: "marks.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  say("Saved marks.json");
}

const CATEGORIES = FAMILIES.slice(0, -2).flatMap(([, , names]) => names).filter((name) => name !== "protect");

function drawReview() {
  const view = byId("review-view");
  const chosen = marks.all();
  const rows = chosen.map((mark) => {
    const one = documents[mark.index];
    const where = h("a", { href: `#documents/${mark.index}/${mark.line}` }, h("bdi", {}, shown(one.id || one.name)), ` line ${mark.line}`);
    const kept = mark.mark === "wrongly-kept";
    const category = kept && h("select", {
      "aria-label": `What line ${mark.line} is`,
      onchange: (event) => marks.set({ ...mark, category: event.target.value || null }),
    }, h("option", { value: "" }, "what is it?"), CATEGORIES.map((name) =>
      h("option", { value: name, selected: name === mark.category }, labelOf(name))));
    const note = h("input", {
      type: "text", value: mark.note, placeholder: "note", "aria-label": `Note on line ${mark.line}`,
      onchange: (event) => marks.set({ ...mark, note: event.target.value }),
    });
    const remove = h("button", {
      type: "button", "aria-label": `Remove the mark on line ${mark.line}`,
      onclick: () => marks.remove(mark.index, mark.line),
    }, "Remove");
    return h("li", { class: "marked" },
      h("p", { class: "verdict" }, h("span", { class: `stamp ${mark.mark}` }, kept ? "should go" : "should stay"), " ", where),
      h("p", { class: "quote", dir: "auto" }, shown(mark.text.length > 280 ? `${mark.text.slice(0, 279)}…` : mark.text)),
      h("div", { class: "fields" },
        mark.rule && h("code", {}, mark.rule), category || "", note, remove));
  });
  view.replaceChildren(
    h("h1", {}, "Review"),
    h("p", { class: "lead" }, chosen.length
      ? `${count(chosen.length, "line")} marked. Marks stay in this browser; save them to hand them on.`
      : "Nothing is marked yet."),
    chosen.length ? h("p", { class: "actions" },
      h("button", { type: "button", class: "primary", id: "save", onclick: saveMarks }, "Save marks.json"),
      h("button", { type: "button", onclick: () => { if (confirm("Remove all marks?")) marks.clear(); } }, "Remove all")) : "",
    h("p", { class: "hint" }, "In a document press ", h("kbd", {}, "w"), " on a line, or use the button in its card: a line that went is marked ",
      h("b", {}, "should stay"), ", one that stayed ", h("b", {}, "should go"), ". Then ",
      h("code", {}, "cleaner golden from-review marks.json"), " drafts a golden case for every document, and rules for your own rule folder."),
    h("ol", { class: "marks" }, rows));
}
