"""The page in a real browser: figures, filters, keys, marks, hostile text, size."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from browser import Page
from kit import PROSE, page

from cleaner import Cleaner

pytestmark = pytest.mark.timeout(300)
TOOL = Cleaner()
SHARE = page("A bridge for the valley", *PROSE[:4], "Share this:", "Facebook", "Leave a comment")
TEXTS: list[dict[str, Any]] = [
    {"id": "plain", "text": page("On the toll house", *PROSE)},
    {"id": "share", "text": SHARE, "url": "https://www.example.com/share"},
    {"id": "comment", "text": page(*PROSE[:3], "Leave a comment"), "url": "https://example.org/c"},
    {"id": "doubt", "text": page(*PROSE[:4], "Facebook", *PROSE[4:])},
    {"id": "german", "text": page("Der Rat hat am Montag lange über die alte Brücke im Tal beraten und nichts beschlossen.", "Teilen"), "language": "de"},
    {"id": "broken", "text": page("The cafÃ© by the river opens again, and nobody knows how long it will stay this time.", *PROSE[:2])},
]  # fmt: skip
SHOWN = "[...document.querySelectorAll('#list .item .name')].map((e) => e.textContent)"


@pytest.fixture
def report(built: Callable[..., Any], opened: Callable[..., Page]) -> Page:
    """The page of the texts above, at its documents."""
    told, _ = built(*TEXTS)
    return opened(told.data, "documents")


def names(page: Page) -> list[str]:
    """The last words of the documents in the list."""
    return [name.split()[-1] for name in page.js(SHOWN)]


def test_figures_are_those_of_the_ledger(
    built: Callable[..., Any], opened: Callable[..., Page]
) -> None:
    """What the overview says is what the results say."""
    told, data = built(*TEXTS)
    results = [
        TOOL.clean(one["text"], url=one.get("url"), language=one.get("language")) for one in TEXTS
    ]
    one = opened(told.data)
    assert one.text("h1") == f"What cleaning did to {len(TEXTS)} documents"
    tiles = one.text(".tiles").split("\n")
    assert tiles[tiles.index("lines removed") + 1] == str(sum(len(r.removed) for r in results))
    assert tiles[tiles.index("documents changed by rules") + 1] == "3"
    rules = {rule.rule for r in results for rule in r.removed}
    assert rules
    assert rules <= set(
        one.js("[...document.querySelectorAll('.measure code')].map((e) => e.textContent)")
    )
    assert data["totals"]["documents"] == len(TEXTS)


def test_every_removed_line_is_struck_out(report: Page) -> None:
    """The open document strikes out the lines that the ledger removes, and no other."""
    result = TOOL.clean(SHARE, url="https://www.example.com/share")
    report.js("location.hash = '#documents/1'")
    report.settle()
    assert report.text("#document h2").endswith("share")
    gone = report.js(
        "[...document.querySelectorAll('.row.gone')].map((e) => Number(e.querySelector('.no').textContent))"
    )
    assert gone == [one.line for one in result.removed]
    text = report.js("[...document.querySelectorAll('.row.gone del')].map((e) => e.textContent)")
    assert text == ["Share this:", "Facebook", "Leave a comment"]
    assert (
        report.js("[...document.querySelectorAll('.row.gone .sr')].map((e) => e.textContent)")
        == ["removed: "] * 3
    )


def test_dates_are_marked(built: Callable[..., Any], opened: Callable[..., Page]) -> None:
    """Where a date of the document stands it is marked, whether its line goes or stays, also behind
    characters that a browser counts twice; the card says what it was read as, and by what."""
    text = page("On the toll house", "😀 Published April 2, 2024 by Ann Lee", *PROSE)
    told, data = built(text)
    (found,) = [one for one in TOOL.clean(text).evidence if one.field == "date_published"]
    assert found.value == "2024-04-02"
    one = opened(told.data, "documents/0")
    assert one.js("[...document.querySelectorAll('mark.date')].map((e) => e.textContent)") == [
        "April 2, 2024"
    ]
    one.click("#line-3")
    assert "date published 2024-04-02 · " in one.text("#card").replace("\n", " ")
    assert found.by in one.text("#card")
    assert data["documents"][0]["dates"][0][:4] == ["date_published", "2024-04-02", 3, 13]


def test_filters(report: Page) -> None:
    """Documents are filtered by rule, category, site, language, flag, state and text."""
    assert len(names(report)) == len(TEXTS)
    for field, value, wanted in (
        ("category", "share", {"share", "doubt", "german"}),
        ("category", "comments", {"share", "comment"}),
        ("site", "example.org", {"comment"}),
        ("language", "de", {"german"}),
        ("show", "doubt", {"doubt"}),
        ("show", "repaired", {"broken"}),
        ("show", "changed", {"share", "comment", "german"}),
    ):
        report.choose(field, value)
        assert set(names(report)) == wanted, (field, value)
        assert report.text("#found").startswith(f"{len(wanted)} of {len(TEXTS)} documents")
        report.click("#reset")
    rule = report.js(
        "[...document.querySelector('select[name=rule]').options].find((o) => o.text.startsWith('any/share/network-lone')).value"
    )
    report.choose("rule", rule)
    assert "doubt" in names(report)
    report.click("#reset")
    report.js(
        "(() => { const q = document.getElementById('q'); q.value = 'OPENS again'; q.dispatchEvent(new Event('input')); })()"
    )
    report.wait("document.querySelectorAll('#list .item').length === 1")
    assert names(report) == ["broken"]


def test_figures_of_the_overview_lead_to_documents(report: Page) -> None:
    """A bar of the overview opens the documents behind it."""
    report.js("location.hash = '#overview'")
    report.settle()
    report.js(
        "[...document.querySelectorAll('a.measure')].find((e) => e.textContent.startsWith('comments')).click()"
    )
    report.settle()
    assert set(names(report)) == {"share", "comment"}
    assert report.js("document.querySelector('select[name=category]').value") == "comments"


def test_keys(report: Page) -> None:
    """j and k go through documents, n and p through changes, ? opens help, Escape closes."""
    first = report.text("#document h2")
    report.key("j")
    second = report.text("#document h2")
    assert second != first
    report.key("k")
    assert report.text("#document h2") == first
    report.js("location.hash = '#documents/1'")
    report.settle()
    focus = "document.activeElement.querySelector('del').textContent"
    seen = []
    for key in ("n", "n", "p", "ArrowDown", "ArrowDown"):
        report.key(key)
        seen.append(report.js(focus))
    assert seen == ["Share this:", "Leave a comment", "Share this:", "↵", "Facebook"]
    assert "any/share/" in report.text("#card") or "en/share/" in report.text("#card")
    assert report.js("document.getElementById('card').hidden") is False
    report.key("Escape")
    assert report.js("document.getElementById('card').hidden") is True
    report.key("?")
    assert report.js("document.getElementById('help').open") is True
    report.js("document.getElementById('help').close()")
    report.key("/")
    assert report.js("document.activeElement.id") == "q"
    report.key("j")
    assert report.js("document.activeElement.value") == "j"


def test_side_by_side(report: Page) -> None:
    """Side by side the source is on the left and the clean text on the right."""
    report.js("location.hash = '#documents/1'")
    report.settle()
    report.key("s")
    left, right = (
        report.js(
            f"[...document.querySelectorAll('.row .{side}')].map((e) => [...e.childNodes].filter((n) => n.className !== 'sr').map((n) => n.textContent).join('')).filter((t) => t.trim() && t !== '↵')"
        )
        for side in ("left", "right")
    )
    result = TOOL.clean(SHARE)
    assert left == [text for text in result.source.splitlines() if text.strip()]
    assert right == [text for text in result.text.splitlines() if text.strip()]


def test_card_on_hover_and_tap(report: Page) -> None:
    """Resting on a struck line or tapping it shows the rule and its message."""
    report.js("location.hash = '#documents/2'")
    report.settle()
    x, y = report.js(
        "(() => { const b = document.querySelector('.row.gone del').getBoundingClientRect(); return [b.x + 5, b.y + 5]; })()"
    )
    report.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    report.wait("!document.getElementById('card').hidden")
    told = report.text("#card")
    assert "comments" in told
    assert "en/comments/" in told
    assert "certain" in told
    report.click("#list .item")
    report.wait("document.getElementById('card').hidden")


def test_marks_are_kept_and_exported(report: Page) -> None:
    """Lines are marked by key and by button; the file of marks has the source and every mark."""
    report.js("location.hash = '#documents/1'")
    report.settle()
    report.key("n")
    report.key("w")
    report.js("document.getElementById('line-1').click()")
    report.click("#card .actions button")
    assert report.text("#mark-count") == "2"
    report.js(
        "window.kept = null; URL.createObjectURL = (blob) => { blob.text().then((t) => { window.kept = t; }); return 'data:,'; }"
    )
    report.js("location.hash = '#review'")
    report.settle()
    report.js(
        "HTMLAnchorElement.prototype.click = () => {}; document.getElementById('save').click()"
    )
    report.wait("window.kept")
    saved = json.loads(report.js("window.kept"))
    assert (saved["format"], saved["version"]) == ("cleaner-marks", 1)
    document = saved["documents"][0]
    assert document["source"] == SHARE
    told = {(m["line"], m["mark"], m["text"]) for m in document["marks"]}
    assert told == {
        (1, "wrongly-kept", "A bridge for the valley"),
        (11, "wrongly-removed", "Share this:"),
    }
    assert [m["rule"] for m in document["marks"]][1].endswith("prompt")
    report.call("Page.reload")
    report.wait(
        "document.getElementById('mark-count') && document.getElementById('mark-count').textContent === '2'"
    )


def test_hostile_text_is_shown_and_does_nothing(
    built: Callable[..., Any], opened: Callable[..., Page]
) -> None:
    """Markup is text, direction overrides and lone surrogates are written out, a line of a million
    characters is shown in part, and the rest on demand."""
    hostile = [
        "</script><script>window.harm = 1</script>",
        "<img src=x onerror='window.harm = 2'>",
        "left \u202eright\u2066 \ud800 \x1b[31m end",
        "{{DATA}} ${window.harm = 3} {{SCRIPT}}",
        "word " * 200_000,
    ]
    told, _ = built(
        {"id": "</title><b>", "text": page(*hostile, *PROSE), "url": "javascript:window.harm=4"}
    )
    one = opened(told.data, "documents/0")
    shown = one.text("#document")
    for text in (hostile[0], hostile[1], hostile[3]):
        assert text in shown
    assert "U+202E" in shown
    assert "U+D800" in shown
    assert "javascript:window.harm=4" in shown
    assert (
        one.js(
            "document.querySelectorAll('#document img, #document script, #document b, a[href^=javascript]').length"
        )
        == 0
    )
    assert "more characters" in shown
    one.js("document.querySelector('#document .row .more').click()")
    assert one.js("document.getElementById('line-9').textContent.length") > 999_000
    assert one.js("window.harm === undefined") is True


def test_ten_thousand_documents(built: Callable[..., Any], opened: Callable[..., Page]) -> None:
    """The page holds only the part of a long list that can be seen, and every key is answered."""
    _, data = built(*TEXTS)
    first = data["documents"]
    data["documents"] = [{**first[n % len(first)], "id": f"document {n}"} for n in range(10_000)]
    one = opened(json.dumps(data).encode(), "documents")
    assert one.text("#found").startswith("10,000 of 10,000 documents")
    assert one.js("document.querySelectorAll('#list .item').length") < 60
    for _ in range(5):
        one.key("j")
    one.js("document.getElementById('list').scrollTop = 500000")
    one.settle()
    assert one.js("document.querySelectorAll('#list .item').length") < 60
    one.choose("category", "comments")
    assert one.text("#found").startswith("3,334 of 10,000 documents")
    before = one.text("#document h2")
    for _ in range(10):
        one.key("j")
        assert one.text("#document h2") != before
        before = one.text("#document h2")


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_is_wider_than_the_window(
    built: Callable[..., Any], opened: Callable[..., Page], width: int
) -> None:
    """No view scrolls sideways, also on a phone and with a line without a space."""
    told, _ = built(*TEXTS, {"id": "x" * 300, "text": "y" * 3000})
    one = opened(told.data, width=width, height=760)
    for view in ("overview", "documents", "documents/1", "documents/6", "review"):
        one.js(f"location.hash = '#{view}'")
        one.settle()
        assert one.js("document.documentElement.scrollWidth") <= width, view


def test_everything_has_a_name(report: Page) -> None:
    """Every control has a name, every view a landmark, and drawings a text in their place."""
    for view in ("overview", "documents/1", "review"):
        report.js(f"location.hash = '#{view}'")
        report.settle()
        nodes = report.call("Accessibility.getFullAXTree")["nodes"]
        for node in nodes:
            role = node.get("role", {}).get("value")
            if role in (
                "button",
                "link",
                "combobox",
                "searchbox",
                "textbox",
                "checkbox",
                "option",
                "img",
                "listbox",
                "region",
            ):
                if not node.get("ignored"):
                    assert node.get("name", {}).get("value", "").strip(), node
        roles = {n.get("role", {}).get("value") for n in nodes if not n.get("ignored")}
        assert {"banner", "navigation", "main"} <= roles


@pytest.mark.parametrize("dark", [False, True])
def test_contrast(built: Callable[..., Any], opened: Callable[..., Page], dark: bool) -> None:
    """All text has a contrast of 4.5 or more to what is behind it, light and dark."""
    told, _ = built(*TEXTS)
    one = opened(told.data, dark=dark)
    for view in ("overview", "documents/1", "documents/3", "documents/5"):
        one.js(f"location.hash = '#{view}'")
        one.settle()
        if "/" in view:
            one.key("n")
        assert one.js(CONTRAST) == []


CONTRAST = """(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => { const s = v / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest(".sr, .skip, svg, script, .faded")) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} ${e.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
})()"""
