// The overview: figures and plots. Every bar has its label and its figure beside it as text, so the
// drawing itself is hidden from screen readers and nothing is told by colour alone.

function bar(share, family) {
  const width = Math.max(share > 0 ? 0.6 : 0, 100 * Math.min(1, share));
  return h("svg", { class: "bar-line", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    h("rect", { class: "ground", x: 0, y: 0, width: 100, height: 8 }),
    h("rect", { class: `fill ${family || ""}`, x: 0, y: 0, width: width.toFixed(2), height: 8 }));
}

// Labelled bars; each is a link to the documents behind it where `filter` says which.
function bars(title, items, { lead = "", limit = 12 } = {}) {
  const most = Math.max(1e-9, ...items.map((item) => item.value));
  const draw = (item) => {
    const inside = [
      h("span", { class: "label" }, item.code ? h("code", {}, item.label) : shown(item.label)),
      h("span", { class: "figure" }, item.figure),
      bar(item.value / most, item.family && `f-${item.family}`),
    ];
    return h("li", {}, item.filter
      ? h("a", { href: "#documents", class: "measure", title: item.title, onclick: (event) => { event.preventDefault(); showFiltered(item.filter); } }, inside)
      : h("div", { class: "measure", title: item.title }, inside));
  };
  const list = h("ol", { class: "bars" }, items.slice(0, limit).map(draw));
  const rest = items.slice(limit);
  const more = rest.length ? h("button", { type: "button", class: "more" }, `Show all ${number.format(items.length)}`) : null;
  if (more) more.addEventListener("click", () => {
    list.append(...rest.map(draw));
    list.children[limit].querySelector("a, div").focus();
    more.remove();
  });
  return h("section", { class: "panel" }, h("h2", {}, title), lead && h("p", { class: "hint" }, lead),
    items.length ? list : h("p", { class: "hint" }, "None."), more);
}

function tile(figure, label, note) {
  return h("div", { class: "tile" }, h("dt", {}, label), h("dd", {}, figure), note && h("dd", { class: "note" }, note));
}

// One bar for all that went, by family; the legend below it names the colours.
function stack(parts) {
  const whole = parts.reduce((sum, part) => sum + Math.max(0, part.value), 0);
  if (!whole) return "";
  let at = 0;
  const rects = parts.filter((part) => part.value > 0).map((part) => {
    const width = (100 * part.value) / whole;
    const rect = h("rect", { class: `fill f-${part.family}`, x: at.toFixed(3), y: 0, width: Math.max(0, width - 0.25).toFixed(3), height: 10 });
    at += width;
    return rect;
  });
  const told = parts.map((part) => `${part.label} ${percent(part.value, whole)}`).join(", ");
  return h("figure", { class: "stack" },
    h("figcaption", {}, "What went, by kind"),
    h("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": `What went, by kind: ${told}` }, rects),
    h("ul", { class: "legend" }, parts.map((part) => h("li", {},
      h("span", { class: `swatch f-${part.family}`, "aria-hidden": "true" }), part.label, " ",
      h("span", { class: "figure" }, percent(part.value, whole))))));
}

// How many documents lost which share, as columns, and as a table for those who cannot see them.
function histogram([lows, counts]) {
  const names = lows.map((low, at) => {
    if (at === 0) return "nothing";
    const from = at === 1 ? "> 0" : String(Math.round(lows[at] * 100));
    return `${from}–${at + 1 < lows.length ? Math.round(lows[at + 1] * 100) : 100} %`;
  });
  names[0] = "nothing";
  if (lows.length > 1) names[1] = `up to ${Math.round(lows[2] * 100)} %`;
  const most = Math.max(1, ...counts);
  const columns = counts.flatMap((n, at) => {
    const height = n ? Math.max(1.5, (100 * n) / most) : 0;
    const x = at * 60 + 6;
    return [
      h("rect", { class: `column${at ? "" : " none"}`, x, y: 120 - height, width: 48, height, rx: 2 }),
      h("text", { x: x + 24, y: 114 - height, class: "value" }, n ? number.format(n) : ""),
      h("text", { x: x + 24, y: 137, class: "axis" }, names[at]),
    ];
  });
  const told = counts.map((n, at) => `${names[at]}: ${n}`).join("; ");
  return h("section", { class: "panel wide" },
    h("h2", {}, "Documents by share removed"),
    h("svg", { class: "histogram", viewBox: `0 0 ${counts.length * 60} 144`, role: "img", "aria-label": `Documents by share removed. ${told}` },
      h("line", { x1: 0, x2: counts.length * 60, y1: 120.5, y2: 120.5 }), columns),
    h("details", {}, h("summary", {}, "As a table"), h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Share removed"), h("th", { scope: "col" }, "Documents"))),
      h("tbody", {}, counts.map((n, at) => h("tr", {}, h("th", { scope: "row" }, names[at]), h("td", {}, number.format(n))))))));
}

function aboutRun() {
  const facts = [
    ["Profile", run.profile],
    ["Rules", comparing ? run.rules_hash.join(" → ") : run.rules_hash],
    ["Version", run.version],
    ["Inputs", run.inputs.join(" ")],
    ...Object.entries(run.given),
  ];
  return h("dl", { class: "run" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, shown(String(value))))));
}

function notices() {
  const out = [];
  const all = comparing ? totals.changed : totals.documents;
  if (!run.complete) {
    out.push(h("p", { class: "notice", id: "sampled" }, `This page holds ${number.format(documents.length)} of ${number.format(all)} documents: a random draw with a fixed seed, and those that lost most. The figures on this overview count all of them; lists and filters know those in the page.`));
  }
  if (run.failed) {
    out.push(h("details", { class: "notice" },
      h("summary", {}, `${count(run.failed, "input")} could not be processed`),
      h("ul", {}, run.failures.map(([name, why]) => h("li", {}, h("code", {}, shown(name)), " ", shown(why))))));
  }
  return out;
}

function drawOverview() {
  byId("overview-view").replaceChildren(...(comparing ? comparison() : summary()));
}

function summary() {
  const byCategory = new Map();
  const byFamily = new Map();
  for (const [cause, , , characters] of totals.causes) {
    const category = causes[cause][CATEGORY];
    byCategory.set(category, (byCategory.get(category) || 0) + characters);
    byFamily.set(familyOf(category), (byFamily.get(familyOf(category)) || 0) + characters);
  }
  const rulesOnly = totals.causes.filter(([cause]) => isRule(cause));
  const gone = rulesOnly.reduce((sum, row) => sum + row[3], 0);
  const repairs = totals.causes.filter(([cause]) => familyOf(causes[cause][CATEGORY]) === "repair");
  const repaired = repairs.reduce((sum, row) => sum + row[1], 0);
  const categories = [...byCategory].filter(([name]) => !STEPS.includes(name))
    .sort((a, b) => b[1] - a[1]);
  const dates = totals.fields.filter(([name]) => name.startsWith("date_"));
  const dated = Math.max(0, ...dates.map(([, n]) => n));
  return [
    h("h1", {}, "What cleaning did to ", count(totals.documents, "document")),
    ...notices(),
    h("dl", { class: "tiles" },
      tile(percent(gone, totals.in), "of the text removed by rules", `${number.format(gone)} of ${number.format(totals.in)} characters`),
      tile(number.format(totals.removed), "lines removed", `of ${number.format(totals.lines)} with text`),
      tile(number.format(totals.touched), "documents changed by rules", `${percent(totals.touched, totals.documents)}; with repairs and white space ${number.format(totals.changed)}`),
      tile(number.format(totals.doubtful), "lines kept with doubt", "a rule found them; evidence or place was short"),
      tile(number.format(repaired), "places repaired", "encoding, characters, line breaks"),
      tile(number.format(dated), "documents dated", percent(dated, totals.documents))),
    stack(FAMILIES.filter(([name]) => byFamily.has(name)).map(([family, label]) => ({ family, label, value: byFamily.get(family) })).sort((a, b) => b.value - a.value)),
    h("div", { class: "panels" },
      h("div", {},
        bars("Removed, by category", categories.map(([name, value]) => ({
          label: labelOf(name), value, figure: percent(value, totals.in), family: familyOf(name),
          title: `${number.format(value)} characters`, filter: { category: name },
        })), { lead: "Share of all characters." }),
        histogram(totals.bins),
        bars("Kept with doubt, by rule", totals.kept.sort((a, b) => b[1] - a[1]).map(([cause, n, docs]) => ({
          label: causes[cause][NAME], code: true, value: n, family: familyOf(causes[cause][CATEGORY]),
          figure: `${number.format(n)}× in ${number.format(docs)}`, filter: { rule: String(cause), show: "doubt" }, title: causes[cause][MESSAGE],
        })), { lead: "Findings without enough evidence or in another place, and in how many documents." }),
        bars("Flags", totals.flags.map(([flag, n]) => ({ label: flag, value: n, figure: number.format(n), filter: { flag } })), { lead: "What to look at twice." })),
      h("div", {},
        bars("Removed, by rule", rulesOnly.sort((a, b) => b[3] - a[3] || b[1] - a[1]).map(([cause, places, lines, characters, docs]) => ({
          label: causes[cause][NAME], code: true, value: characters, family: familyOf(causes[cause][CATEGORY]),
          figure: `${number.format(characters)} · ${number.format(places)}×`, filter: { rule: String(cause) },
          title: `${causes[cause][MESSAGE]} ${count(places, "place")}, ${count(lines, "whole line")}, ${count(docs, "document")}`,
        })), { lead: "Characters, and how often." }),
        bars("Repairs, style and white space", totals.causes.filter(([cause]) => !isRule(cause)).sort((a, b) => b[1] - a[1]).map(([cause, places, , , docs]) => ({
          label: causes[cause][NAME], code: true, value: places, family: familyOf(causes[cause][CATEGORY]), figure: `${number.format(places)}× in ${number.format(docs)}`,
          filter: { rule: String(cause) }, title: causes[cause][MESSAGE],
        })), { lead: "Places, and in how many documents." }),
        bars("Languages", totals.languages.map(([code, docs, , lost]) => ({
          label: code || "unknown", value: docs, figure: `${number.format(docs)} · ${percent(lost, totals.languages.find((l) => l[0] === code)[2])}`,
          filter: { language: code || "?" },
        })), { lead: "Documents, and the share removed from them." }),
        bars(totals.site_count > totals.sites.length ? `Sites (first ${totals.sites.length} of ${number.format(totals.site_count)})` : "Sites", totals.sites.map(([site, docs, size, lost]) => ({
          label: site || "unknown", value: docs, figure: `${number.format(docs)} · ${percent(lost, size)}`, filter: { site: site || "?" },
        })), { lead: "Documents, and the share removed from them." }),
        bars("Metadata found", totals.fields.map(([name, n]) => ({
          label: labelOf(name.replaceAll("_", "-")), value: n, figure: `${number.format(n)} · ${percent(n, totals.documents)}`,
          filter: name.startsWith("date_") ? { show: "dated" } : null,
        })), { lead: "Documents with a value." }))),
    aboutRun(),
  ];
}

function comparison() {
  const side = (at) => totals.causes.filter((row) => row[at] || row[at + 1]).sort((a, b) => b[at] - a[at] || b[at + 1] - a[at + 1])
    .map((row) => ({
      label: causes[row[0]][NAME], code: true, value: row[at], family: familyOf(causes[row[0]][CATEGORY]), title: causes[row[0]][MESSAGE],
      figure: `${number.format(row[at])}× · ${number.format(row[at + 1])}`, filter: { rule: String(row[0]) },
    }));
  const sum = (at) => totals.causes.reduce((all, row) => all + row[at], 0);
  return [
    h("h1", {}, `${count(totals.changed, "document")} of ${number.format(totals.documents)} ${totals.changed === 1 ? "differs" : "differ"}`),
    h("p", { class: "lead" }, h("code", {}, shown(run.compare[0])), " → ", h("code", {}, shown(run.compare[1]))),
    ...notices(),
    h("dl", { class: "tiles" },
      tile(number.format(sum(3)), "places only the new rules change", `${number.format(sum(4))} characters`),
      tile(number.format(sum(1)), "places only the old rules change", `${number.format(sum(2))} characters`),
      tile(percent(totals.in - totals.out, totals.in), "removed by the new rules", `${percent(totals.in - totals.out_old, totals.in)} by the old ones`)),
    h("div", { class: "panels" },
      bars("Goes only with the new rules", side(3), { lead: "Places and characters, by rule." }),
      bars("Goes only with the old rules", side(1), { lead: "Places and characters, by rule." })),
    aboutRun(),
  ];
}
