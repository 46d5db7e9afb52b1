// The card of a line: which rules had to do with it and why. It opens where the pointer rests, where
// the focus is, or where somebody taps; it can be pointed at itself, and Escape closes it.

const card = (() => {
  const box = byId("card");
  const of = new WeakMap();
  let owner = null;
  let pinned = false;
  let timer = 0;

  function attach(element, facts, hover) {
    of.set(element, facts);
    element.addEventListener("pointerenter", (event) => {
      if (!hover || event.pointerType !== "mouse" || pinned) return;
      clearTimeout(timer);
      timer = setTimeout(() => show(element), 160);
    });
    element.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") leave();
    });
    element.addEventListener("click", () => {
      if (String(window.getSelection())) return; // somebody is copying text
      show(element);
      pinned = true;
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === element) {
        show(element);
        const first = box.querySelector("button");
        if (first) first.focus();
      }
    });
  }

  function leave() {
    clearTimeout(timer);
    if (!pinned) timer = setTimeout(close, 260);
  }

  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", leave);

  function show(element) {
    clearTimeout(timer);
    const facts = of.get(element);
    if (!facts) {
      close();
      return;
    }
    if (owner) owner.classList.remove("open");
    owner = element;
    pinned = false;
    owner.classList.add("open");
    draw(facts());
    box.hidden = false;
    place();
  }

  function draw({ one, row }) {
    const mark = marks.get(one.index, row.n);
    const removal = row.pieces.some((piece) => piece.why && isRule(piece.why[0]));
    const actions = comparing ? "" : h("div", { class: "actions" },
      h("button", {
        type: "button", class: mark ? "primary" : "", "aria-pressed": String(Boolean(mark)),
        onclick: () => { reader.mark(row); draw({ one, row }); },
      }, mark ? "Remove mark" : removal ? "Wrong: should stay" : "Should have gone"),
      h("button", { type: "button", class: "quiet", onclick: close }, "Close"));
    const told = entries(one, row);
    if (!told.length) told.push(h("p", { class: "message" }, "No rule has anything to say about this line."));
    box.replaceChildren(h("p", { class: "card-head" }, `Line ${number.format(row.n)}`), ...told, actions);
  }

  function entries(one, row) {
    const out = [];
    const seen = new Set();
    const put = (verb, cause, piece) => {
      const key = `${verb}:${cause}:${piece ? `${piece.before}>${piece.after}` : ""}`;
      if (seen.has(key)) return;
      seen.add(key);
      const [name, category, message, confidence] = causes[cause];
      const family = `f-${familyOf(category)}`;
      out.push(h("div", { class: `cause ${family}` },
        h("p", {}, h("span", { class: `chip ${family}` }, labelOf(category)), " ", h("span", { class: "verb" }, verb), confidence && h("span", { class: "sureness" }, ` · ${confidence}`)),
        piece ? h("p", { class: "swap", dir: "auto" }, h("del", { class: family }, shown(short(piece.before))), piece.after ? " → " : "", piece.after ? h("ins", { class: family }, shown(short(piece.after))) : "") : "",
        message ? h("p", { class: "message" }, message) : "",
        h("p", {}, h("a", {
          href: "#documents", title: "Only documents with this rule",
          onclick: (event) => { event.preventDefault(); showFiltered({ rule: String(cause) }, one.index); },
        }, h("code", {}, name)))));
    };
    const whole = isGone(row);
    if (row.old) {
      for (const piece of row.old) if (piece.why) piece.why.forEach((cause) => put("with the old rules", cause, whole ? null : piece));
      for (const piece of row.pieces) if (piece.why) piece.why.forEach((cause) => put("with the new rules", cause, whole ? null : piece));
    } else {
      for (const piece of row.pieces) {
        if (!piece.why) continue;
        const ink = hasInk(piece.before) || hasInk(piece.after);
        const verb = whole ? "removed" : !ink ? "white space" : hasInk(piece.after) ? changedBy(piece.why[0]) : "cut";
        piece.why.forEach((cause, at) => {
          if (at === 0 || isRule(cause)) put(verb, cause, !whole && ink && at === 0 ? piece : null);
        });
      }
    }
    for (const date of row.dates) {
      const [name] = causes[date.cause];
      out.push(h("div", { class: "cause f-byline" },
        h("p", {}, h("span", { class: "chip f-byline" }, labelOf(date.field.replace("_", "-"))), " ", h("span", { class: "verb" }, date.value), h("span", { class: "sureness" }, ` · ${date.sure} % sure`)),
        h("p", { class: "message" }, "A date of the document, found here by ", h("code", {}, name), ".")));
    }
    for (const note of row.notes) put(verdicts[note.verdict][0], note.cause, null);
    return out;
  }

  const changedBy = (cause) =>
    isRule(cause) ? "replaced" : ["style", "dates"].includes(causes[cause][CATEGORY]) ? "restyled" : "repaired";

  const short = (text) => {
    const plain = text.replace(BREAK, "");
    return plain.length > 160 ? `${plain.slice(0, 159)}…` : plain;
  };

  // Below the line where there is room, else above it, else where it hides least; the style sheet
  // puts it at the bottom of a small screen.
  function place() {
    box.style.left = box.style.top = "";
    if (window.matchMedia("(max-width: 699px)").matches) return;
    const line = owner.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(12, Math.min(line.right - size.width - 8, window.innerWidth - size.width - 12));
    const below = line.bottom + 6;
    const above = line.top - size.height - 6;
    const room = window.innerHeight - size.height - 8;
    const top = below < room ? below : above > byId("document").getBoundingClientRect().top ? above : Math.max(60, room);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  }

  function close() {
    clearTimeout(timer);
    if (!owner) return;
    const inside = box.contains(document.activeElement);
    box.hidden = true;
    owner.classList.remove("open");
    if (inside && owner.isConnected) owner.focus({ preventScroll: true });
    owner = null;
    pinned = false;
  }

  document.addEventListener("pointerdown", (event) => {
    if (owner && !box.contains(event.target) && !owner.contains(event.target)) close();
  });

  return { attach, show, close, isOpen: () => owner !== null };
})();
