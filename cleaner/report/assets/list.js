// The list of documents. Only what can be seen is in the page, so ten thousand scroll like ten.

const list = (() => {
  const box = byId("list");
  const HEIGHT = 72; // of an item, as in the style sheet
  const spacer = h("div", { class: "spacer", role: "presentation" });
  box.append(spacer);
  let items = [];
  let active = -1;
  let drawn = "";

  function draw(force) {
    const first = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - 4);
    const last = Math.min(items.length, Math.ceil((box.scrollTop + (box.clientHeight || 600)) / HEIGHT) + 4);
    const state = `${first}:${last}:${active}`;
    if (state === drawn && !force) return;
    drawn = state;
    spacer.style.height = `${items.length * HEIGHT}px`;
    const shownItems = [];
    for (let at = first; at < last; at += 1) shownItems.push(item(items[at], at));
    spacer.replaceChildren(...shownItems);
    box.setAttribute("aria-activedescendant", active >= first && active < last ? `item-${active}` : "");
  }

  function item(one, at) {
    const marked = marks.ofDocument(one.index).length;
    const told = comparing
      ? `${count(one.places, "place")} differ`
      : `${percent(one.gone, one.in)} removed`;
    const notes = [
      one.doubts ? count(one.doubts, "doubt") : "",
      one.repairs ? count(one.repairs, "repair") : "",
      ...one.flags,
      marked ? `${marked} marked` : "",
    ].filter(Boolean).join(" · ");
    const element = h("div", {
      class: "item", role: "option", id: `item-${at}`, "aria-selected": String(at === active),
      "aria-posinset": at + 1, "aria-setsize": items.length, onclick: () => open(one.index),
    },
      h("span", { class: "name", title: one.name }, h("bdi", {}, shown(shortName(one.id || one.name)))),
      bar(one.share, "f-gone"),
      h("span", { class: "figure" }, told),
      h("span", { class: "notes" }, [one.site, one.language, notes].filter(Boolean).join(" · ") || " "));
    element.style.top = `${at * HEIGHT}px`;
    return element;
  }

  function reveal() {
    if (active < 0) return;
    const top = active * HEIGHT;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = top + HEIGHT - box.clientHeight;
  }

  box.addEventListener("scroll", () => requestAnimationFrame(() => draw(false)), { passive: true });
  window.addEventListener("resize", () => draw(true));
  box.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      event.preventDefault();
      move(moves[event.key]);
    } else if (event.key === "Enter") {
      byId("document").focus();
    }
  });

  function move(by) {
    if (!items.length) return;
    const at = Math.max(0, Math.min(items.length - 1, (active < 0 && by > 0 ? -1 : active) + by));
    open(items[at].index);
  }

  function open(index) {
    location.hash = `#documents/${index}`;
  }

  return {
    // Show these documents; the one that is open stays chosen if it is among them.
    fill(found, current) {
      items = found;
      active = items.findIndex((one) => one.index === current);
      box.scrollTop = 0;
      reveal();
      draw(true);
    },
    choose(index) {
      active = items.findIndex((one) => one.index === index);
      reveal();
      draw(true);
    },
    first: () => items[0],
    move,
    draw: () => { reveal(); draw(true); },
  };
})();

// The end of a path says more than its start.
function shortName(name) {
  return name.length > 38 ? `…${name.slice(-37)}` : name;
}
