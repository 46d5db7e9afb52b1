// One document: its facts, and its lines with what became of them.

const reader = (() => {
  const pane = byId("document");
  const CHUNK = 250; // rows added at a time
  const AROUND = 3;  // lines that stay, shown beside a change when the others are folded
  const FOLD_OVER = 400;
  const view = { split: null, fold: null };
  let one = null;
  let rows = [];
  let items = []; // rows and folds, in order
  let done = 0;   // how many of them are in the page
  let lines = null;
  let more = null;

  const watcher = "IntersectionObserver" in window
    ? new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) extend(); }, { rootMargin: "600px" })
    : null;

  function wide() {
    return window.matchMedia("(min-width: 1000px)").matches;
  }

  function open(index, line) {
    one = documents[index];
    if (!one) {
      pane.replaceChildren(h("p", { class: "hint" }, "Choose a document."));
      return;
    }
    rows = rowsOf(one);
    draw();
    pane.scrollTop = 0;
    if (line) focusLine(line);
  }

  function draw() {
    card.close();
    const split = view.split === null ? comparing : view.split;
    const fold = view.fold === null ? rows.length > FOLD_OVER || comparing : view.fold;
    items = fold ? folded(rows) : rows;
    done = 0;
    lines = h("ol", { class: split && wide() ? "lines split-view" : "lines" });
    more = h("button", { type: "button", class: "more", onclick: extend }, "Show more lines");
    pane.replaceChildren(...head(split, fold), columns(split), lines, more);
    if (watcher) {
      watcher.disconnect();
      watcher.observe(more);
    }
    extend();
  }

  // What every document says above its lines.
  function head(split, fold) {
    const facts = Object.entries(one.meta).filter(([name]) => name !== "language" && name !== "site");
    const old = one.meta_old || {};
    const gone = comparing
      ? `${count(one.places, "place")} differ`
      : `${number.format(one.in)} characters in, ${number.format(one.out)} out · ${percent(one.gone, one.in)} removed by rules`;
    const about = [one.kind, one.language, one.site, one.extractor].filter(Boolean).join(" · ");
    const toggle = (label, on, key, act) => h("button", { type: "button", "aria-pressed": String(on), "aria-keyshortcuts": key, onclick: act }, label);
    return [
      h("div", { class: "doc-head" },
        h("a", { class: "back", href: "#documents" }, "← Documents"),
        h("h2", {}, h("bdi", {}, shown(one.id || one.name))),
        one.id ? h("p", { class: "url" }, shown(one.name)) : "",
        one.url ? h("p", { class: "url" }, shown(one.url)) : "",
        h("p", { class: "about" }, gone, about && ` · ${about}`),
        one.flags.length ? h("p", { class: "flags" }, one.flags.map((flag) => h("span", { class: "flag" }, flag))) : "",
        facts.length || Object.keys(old).length ? h("details", { class: "facts", open: wide() },
          h("summary", {}, `Metadata found: ${facts.map(([name]) => labelOf(name.replaceAll("_", "-"))).join(", ")}`),
          h("dl", {}, facts.map(([name, value]) => h("div", {},
            h("dt", {}, labelOf(name.replaceAll("_", "-"))), h("dd", { dir: "auto" }, shown([value].flat().join(" · "))),
            name in old ? h("dd", { class: "was" }, "was: ", shown([old[name]].flat().join(" · "))) : "")),
          Object.entries(old).filter(([name]) => !(name in one.meta)).map(([name, value]) => h("div", {},
            h("dt", {}, labelOf(name.replaceAll("_", "-"))), h("dd", { class: "was" }, "was: ", shown([value].flat().join(" · "))))))) : "",
        one.cut ? h("p", { class: "notice" }, "This document is long: lines far from any change are not in the page.") : ""),
      h("div", { class: "toolbar", role: "group", "aria-label": "View" },
          h("span", { class: "segmented" },
            toggle("Unified", !split, "u", () => set("split", false)),
            toggle("Side by side", split, "s", () => set("split", true))),
          toggle("Fold what stays", fold, "f", () => set("fold", !fold)),
          h("span", { class: "jump" },
            h("button", { type: "button", "aria-label": "Previous passage that changed", "aria-keyshortcuts": "p", onclick: () => step(-1) }, "↑"),
            h("button", { type: "button", "aria-label": "Next passage that changed", "aria-keyshortcuts": "n", onclick: () => step(1) }, "↓"),
            h("span", { id: "place" }, placeText()))),
    ];
  }

  function columns(split) {
    if (!split || !wide()) return "";
    const [left, right] = comparing ? ["Old rules", "New rules"] : ["Source", "Clean text"];
    return h("div", { class: "columns", "aria-hidden": "true" }, h("span", {}), h("span", {}, left), h("span", {}, right), h("span", {}));
  }

  function set(key, value) {
    const focus = document.activeElement && document.activeElement.getAttribute("aria-keyshortcuts");
    view[key] = value;
    draw();
    const again = focus && pane.querySelector(`[aria-keyshortcuts="${focus}"]`);
    if (again) again.focus();
  }

  function folded(all) {
    const near = new Set();
    all.forEach((row, at) => {
      if (row.gap || !notable(row)) return;
      for (let k = at - AROUND; k <= at + AROUND; k += 1) near.add(k);
    });
    const out = [];
    all.forEach((row, at) => {
      const last = out[out.length - 1];
      if (row.gap || near.has(at)) out.push(row);
      else if (last && last.hidden) last.hidden.push(row);
      else out.push({ hidden: [row] });
    });
    return out.flatMap((item) => (item.hidden && item.hidden.length < 3 ? item.hidden : [item]));
  }

  // Whether a row is one to stop at: it changed to the eye, or a rule had doubts about it.
  function notable(row) {
    if (row.gap) return false;
    if (comparing) return Boolean(row.old && firstChange(row));
    return changedInk(row) || row.dates.length > 0 || row.notes.some((note) => isDoubt(note.verdict));
  }

  function stops(row) {
    if (row.gap || !firstChange(row) || (comparing && !row.old)) return false;
    if (filters.rule === "" && filters.category === "") return true;
    return causesOf(row).some(wanted);
  }

  const causesOf = (row) => [
    ...(row.pieces || []).flatMap((piece) => piece.why || []),
    ...(row.old || []).flatMap((piece) => piece.why || []),
    ...row.notes.map((note) => note.cause),
  ];

  function extend() {
    const part = items.slice(done, done + CHUNK);
    done += part.length;
    lines.append(...part.map((item) => (item.hidden ? foldedRow(item) : rowElement(item))));
    more.hidden = done >= items.length;
  }

  function foldedRow(item) {
    const button = h("button", { type: "button", class: "more" }, `${count(item.hidden.length, "line")} that stay${item.hidden.length === 1 ? "s" : ""}`);
    const element = h("li", { class: "fold" }, button);
    button.addEventListener("click", () => {
      const shownRows = item.hidden.map(rowElement);
      element.replaceWith(...shownRows);
      if (shownRows[0]) shownRows[0].focus();
    });
    return element;
  }

  function rowElement(row) {
    if (row.gap) return h("li", { class: "fold" }, `${count(row.gap, "line")} not in this page`);
    const split = lines.classList.contains("split-view");
    const ink = changedInk(row);
    const doubt = row.notes.find((note) => isDoubt(note.verdict));
    const first = firstChange(row);
    const family = first ? familyOf(causes[first.why[0]][CATEGORY]) : doubt ? familyOf(causes[doubt.cause][CATEGORY]) : "";
    const state = row.old && first ? side(row) : isGone(row) ? "gone" : ink ? "edited" : doubt ? "doubt" : changed(row) ? "white" : "";
    const faded = (filters.rule !== "" || filters.category !== "") && (ink || doubt) && !causesOf(row).some(wanted);
    const element = h("li", {
      class: ["row", state, family && `f-${family}`, faded && "faded"].filter(Boolean).join(" "),
      tabindex: ink || row.notes.length || row.dates.length || row.old ? "0" : "-1", id: `line-${row.n}`,
    },
      h("span", { class: "no" }, row.n),
      ...(split ? [cell(row, "left", state), cell(row, "right", state)] : [cell(row, "both", state)]),
      label(row, state, first, doubt));
    decorate(element, row);
    if (element.tabIndex === 0) card.attach(element, () => ({ one, row }), true);
    else if (hasInk(sourceText(row)) && !comparing) card.attach(element, () => ({ one, row }), false);
    return element;
  }

  const firstChange = (row) => {
    const all = [...row.pieces, ...(row.old || [])].filter((piece) => piece.why);
    return all.find((piece) => hasInk(piece.before) || hasInk(piece.after)) || null;
  };

  // Of a comparison: which rules take what is on this row.
  function side(row) {
    const left = row.old.reduce((n, p) => n + (p.why ? p.after : p.same).length, 0);
    const right = row.pieces.reduce((n, p) => n + (p.why ? p.after : p.same).length, 0);
    return right < left ? "newly gone" : right > left ? "newly kept" : "newly other";
  }

  function label(row, state, first, doubt) {
    const why = first ? first.why[0] : doubt ? doubt.cause : row.notes.length ? row.notes[0].cause : null;
    if (why === null) {
      const found = row.dates.map((date) => labelOf(date.field.replace("_", "-"))).join(", ");
      return h("span", { class: "why" }, found && h("span", { class: "category" }, found));
    }
    const words = labelOf(causes[why][CATEGORY]);
    const text = state === "newly gone" ? `new: ${words}` : state === "newly kept" ? `no longer: ${words}`
      : state === "doubt" ? `kept? ${words}` : first ? words : row.notes[0] ? `${verdicts[row.notes[0].verdict][0].replace(/^kept: .*/, "kept")}: ${words}` : words;
    return h("span", { class: "why" }, h("span", { class: "category" }, text));
  }

  function cell(row, place, state) {
    const out = h("span", { class: `text ${place}`, dir: "auto" });
    const table = place === "left" && row.old ? row.old : row.pieces;
    const spoken = place !== "right" && state.includes("gone") ? "removed: " : state === "doubt" && place !== "right" ? "kept with doubt: " : "";
    if (spoken) out.append(h("span", { class: "sr" }, spoken));
    let at = 0; // in the line of the source
    for (const piece of table) {
      const here = at;
      at += (piece.why ? piece.before : piece.same).length;
      if (!piece.why) {
        out.append(...datedText(piece.same, here, row.dates));
        continue;
      }
      const family = `f-${familyOf(causes[piece.why[0]][CATEGORY])}`;
      const before = hasInk(piece.before) ? piece.before.replace(BREAK, "") : piece.before;
      const after = hasInk(piece.before) || hasInk(piece.after) ? piece.after.replace(BREAK, "") : "";
      const compared = comparing && place !== "both";
      if (before && (place !== "right" || compared)) out.append(h("del", { class: family }, datedText(before, here, row.dates)));
      if (after && (place !== "left" || compared)) out.append(h("ins", { class: family }, longText(after)));
    }
    return out;
  }

  function decorate(element, row) {
    const mark = marks.get(one.index, row.n);
    element.classList.toggle("marked", Boolean(mark));
    const old = element.querySelector(".stamp");
    if (old) old.remove();
    if (mark) {
      element.querySelector(".why").append(h("span", { class: `stamp ${mark.mark}` }, mark.mark === "wrongly-kept" ? "should go" : "should stay"));
    }
  }

  function redecorate() {
    if (!lines) return;
    for (const row of rows) {
      const element = row.gap ? null : byId(`line-${row.n}`);
      if (element) decorate(element, row);
    }
  }

  function mark(row) {
    if (comparing) return say("Marks are for reports of one rule set");
    const said = toggleMark(one, row);
    say(said);
    return said;
  }

  // ---- moving

  const current = () => {
    const element = document.activeElement && document.activeElement.closest(".row");
    return element ? Number(element.id.slice(5)) : 0;
  };

  // The first rows of runs: adjacent lines that changed for reasons of one category are one place to go to.
  function heads(test) {
    const out = [];
    let before = null;
    for (const row of rows) {
      if (!row.gap && !hasInk(sourceText(row)) && !test(row)) continue; // blank lines part nothing
      const mine = test(row) ? reason(row) : null;
      if (mine !== null && mine !== before) out.push(row);
      before = mine;
    }
    return out;
  }

  const reason = (row) => {
    const first = firstChange(row);
    return first ? causes[first.why[0]][CATEGORY] : row.n;
  };

  function placeText() {
    const all = heads(stops);
    return all.length ? count(all.length, "passage") : "nothing changed";
  }

  function step(by, test = stops) {
    const all = heads(test);
    if (!all.length) {
      say("Nothing to go to in this document");
      return;
    }
    const at = current() || lastLine;
    const next = by > 0 ? all.find((row) => row.n > at) : all.findLast((row) => row.n < at);
    const row = next || (by > 0 ? all[0] : all[all.length - 1]);
    focusLine(row.n);
    const place = byId("place");
    if (place) place.textContent = `${all.indexOf(row) + 1} of ${count(all.length, "passage")}`;
  }

  let lastLine = 0;

  function focusLine(n) {
    lastLine = n;
    const at = items.findIndex((item) => (item.hidden ? item.hidden.some((row) => row.n === n) : item.n === n));
    if (at < 0) return;
    while (done <= at) extend();
    if (items[at].hidden) {
      const fold = [...lines.children][at];
      if (fold && fold.classList.contains("fold")) fold.querySelector("button").click();
    }
    const element = byId(`line-${n}`);
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
    card.show(element);
  }

  return {
    open(index, line) { lastLine = 0; open(index, line); },
    redraw: () => { if (one) draw(); },
    redecorate,
    step,
    doubts: (by) => step(by, (row) => !row.gap && row.notes.some((note) => isDoubt(note.verdict))),
    along(by) {
      const at = (current() || lastLine) + by;
      const row = rows.find((r) => !r.gap && r.n === at);
      if (row) focusLine(row.n);
    },
    markCurrent() {
      const row = rows.find((r) => !r.gap && r.n === current());
      if (row) mark(row);
      else say("Choose a line first, with n or the arrow keys");
    },
    mark,
    toggle(key) {
      if (key === "split") set("split", !(view.split === null ? comparing : view.split));
      else set("fold", !(view.fold === null ? rows.length > FOLD_OVER || comparing : view.fold));
    },
    unified: (on) => set("split", !on),
    index: () => (one ? one.index : -1),
  };
})();
