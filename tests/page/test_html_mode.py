"""HTML through the page model: what stays, what goes, and what holds whatever the page."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import PROSE, line, pack, write
from whole import FOOTER, MENU

from cleaner import Cleaner, Config, ConfigError, apply
from cleaner.decide.opinion import CAUSE
from cleaner.page.judge import together
from cleaner.page.model import HTML_FILE, load
from cleaner.page.render import render

ROOT = Path(__file__).resolve().parents[2]
LIST = ["Three hundred new planks of oak", "Two piers of the old stone", "A rail on either side"]
ROWS = [["Year", "Cost"], ["1987", "12,000"], ["2024", "410,000"]]
CODE = 'def load(bridge):\n    return bridge["tons"] * 9.81'


def entries(texts: list[str]) -> str:
    return "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(texts))


PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>The old bridge | The Valley Post</title>
<meta name="author" content="Ada Example"></head><body>
<header><nav class="menu"><ul>{entries(MENU)}</ul></nav></header>
<main><article class="post"><h1>The old bridge</h1>
<div class="entry-content">{"".join(f"<p>{text}</p>" for text in PROSE)}
<h2>What is to be built</h2><ul>{"".join(f"<li>{text}</li>" for text in LIST)}</ul>
<h2>What it costs</h2><p>The county keeps a table of what the bridge has cost it since it was built.</p>
<table>{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)}</table>
<p>The load on it is computed by a small program, which the county publishes with its plans.</p>
<pre><code>{CODE}</code></pre><p>{PROSE[1]} {PROSE[2]}</p></div></article>
<aside class="related"><h3>Related posts</h3><ul>{entries(["Owls return to the tower", "Mill for sale"])}</ul></aside></main>
<footer class="site-footer">{"".join(f"<p><a href='/f'>{text}</a></p>" for text in FOOTER)}</footer></body></html>
"""


@cache
def cleaner(**options: str) -> Cleaner:
    return Cleaner(Config(**options))


def test_main_content_stays() -> None:
    """Prose, headings, lists, tables and code stay; menu, related posts and footer go."""
    result = cleaner().clean_html(PAGE)
    for text in [*PROSE, *LIST, "What is to be built", *CODE.split("\n")]:
        assert text in result.text
    assert "| 1987 | 12,000 |\n| 2024 | 410,000 |" in result.text
    for text in [*MENU[1:], *FOOTER, "Related posts", "Owls return to the tower"]:
        assert text not in result.text.splitlines()
        assert f"- {text}" not in result.text.splitlines()


def test_source_is_the_whole_page_in_lines() -> None:
    """The ledger leads back to the page as it was rendered, menus and all."""
    result = cleaner().clean_html(PAGE)
    assert result.source == render(PAGE).source()[0]
    assert "- Log in\n" in result.source
    assert result.undo() == result.source
    assert apply(result.source, result.edits) == result.text
    assert CAUSE in {cause for edit in result.edits for cause in edit.causes}


def test_settled_in_one_pass() -> None:
    """The text of a page is clean: cleaning it changes nothing."""
    text = cleaner().clean_html(PAGE).text
    assert cleaner().clean(text).text == text


def test_every_line_has_its_evidence() -> None:
    """Each line of the page has a finding that says its score."""
    result = cleaner().clean_html(PAGE)
    found = {f.lines[0]: f.verdict for f in result.findings if f.rule == CAUSE}
    lines = result.source.splitlines()
    assert sorted(found) == [n for n, text in enumerate(lines, 1) if text]
    assert found[lines.index(PROSE[2]) + 1].startswith("kept: page model ")
    assert found[lines.index("- Sport") + 1].startswith("removed: page model 0.0")


def test_markup_tells_more_than_text() -> None:
    """What the page says of itself in its markup is metadata, and the model is named."""
    result = cleaner().clean_html(PAGE, url="https://www.example.com/bridge")
    assert result.metadata.title == "The old bridge"
    assert result.metadata.authors == ("Ada Example",)
    assert (result.extractor or "").startswith("cleaner ")


def test_protection_wins(tmp_path: Path) -> None:
    """A line that a rule protects stays, whatever the page model finds."""
    rules = write(tmp_path, pack(line("related posts", action="protect", category="protect")))
    result = Cleaner(Config(rules=(rules,))).clean_html(PAGE)
    assert "Related posts" in result.text.splitlines()
    assert "- Mill for sale" not in result.text.splitlines()


def test_scores_are_the_same_everywhere() -> None:
    """Scores are integers, and the same ones on every machine: their digest is pinned."""
    scores = load(HTML_FILE).score_rendered(render(PAGE), "https://example.com/old-bridge")
    digest = hashlib.sha256(repr(scores.chance.tolist()).encode()).hexdigest()
    assert digest == "881a10ffe13407421d7c7938ac648a786022a2c35eadb40d2b4237891dfb4fa0"


def test_model_is_small() -> None:
    """The model fits a wheel and names its data."""
    assert HTML_FILE.stat().st_size < 2_500_000
    assert len(load(HTML_FILE).data) == 64


def test_conservative_takes_less() -> None:
    """In the profile `conservative` the page model takes what is surely foreign, no more."""
    gone = [
        {r.line for r in cleaner(profile=profile).clean_html(PAGE).removed}
        for profile in ("conservative", "balanced")
    ]
    assert gone[0] <= gone[1]


@pytest.mark.parametrize("html", ["", " ", "<p></p>", "<script>x</script>", "\0", "<p>&#8203;</p>"])
def test_pages_without_text(html: str) -> None:
    """A page on which nothing can be seen has no content, and says so."""
    result = cleaner().clean_html(html)
    assert result.text == ""
    assert "no-content" in result.flags


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "word " * 200_000,
        "<div>" * 5000 + f"<p>{PROSE[0]}</p>",
        f"<nav>{entries(MENU)}</nav>",
        "Home",
        "<p>half \ud83d a pair</p>",
    ],
    ids=["long line", "deep", "only a menu", "a word", "surrogate"],
)
def test_odd_pages(html: str) -> None:
    """A page of which anything can be seen is never emptied, and all of it can be undone."""
    result = cleaner().clean_html(html)
    assert any(c.isalnum() for c in result.text)
    assert result.undo() == result.source


def test_trafilatura_if_asked_for() -> None:
    """`extractor: trafilatura` leaves the main content to trafilatura, which is named."""
    result = cleaner(extractor="trafilatura").clean_html(PAGE)
    assert (result.extractor or "").startswith("trafilatura ")
    assert all(text in result.text for text in PROSE)
    assert "Log in" not in result.source


WITHOUT_NUMPY = """
import sys
sys.modules["numpy"] = None
from cleaner import Cleaner, Config, ConfigError
html = sys.stdin.read()
assert Cleaner().clean_html(html).extractor.startswith("trafilatura ")
for wanted in Config(extractor="model"), Config(input="page"), Config(input="auto"):
    for make in Cleaner, Cleaner().configured:
        try:
            make(wanted)
        except ConfigError as err:
            assert "needs numpy: pip install 'scrape-cleaner[page]'" in str(err), err
        else:
            raise AssertionError(wanted)
"""


def test_without_numpy() -> None:
    """Where numpy is missing trafilatura does it, and who asks for the model hears at once, before any
    document is read, what to install."""
    command = [sys.executable, "-c", WITHOUT_NUMPY]
    subprocess.run(command, input=PAGE, text=True, check=True, cwd=ROOT)


def test_impossible_extractor() -> None:
    """An extractor that is none is refused."""
    with pytest.raises(ConfigError, match="unknown extractor 'justext'"):
        Config(extractor="justext")


TAGS = ["p", "div", "ul", "li", "table", "tr", "td", "h2", "pre", "nav", "a", "span", "blockquote", "br", "article", "footer"]  # fmt: skip
TEXTS = [*MENU, *FOOTER, *PROSE, "Read more", "&nbsp;", "&#8203;", "x = 1;", "By Ann Roe", "<", "\n", "町議会は橋を直す。"]  # fmt: skip


@settings(max_examples=30)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
            st.sampled_from(TEXTS),
        ),
        max_size=60,
    )
)
def test_promises(pieces: list[str]) -> None:
    """Whatever the markup: the ledger leads back, nothing is emptied, the text is settled."""
    result = cleaner().clean_html("".join(pieces), url="https://example.com/the-bridge")
    assert apply(result.source, result.edits) == result.text
    assert result.undo() == result.source
    assert any(c.isalnum() for c in result.text) == any(c.isalnum() for c in result.source)
    again = cleaner().clean(result.text, url="https://example.com/the-bridge")
    assert again.text == result.text


def test_lists_and_code_hold_together() -> None:
    """A list between two lines of its element stays with them, one full of links need not."""
    short = "<ul><li>oak</li><li>stone</li></ul>"
    menu = '<ul><li><a href="/1">oak</a></li><li><a href="/2">stone</a></li></ul>'
    for inside, held in ((short, [50, 50]), (menu, [2, 4])):
        page = render(f"<div><p>Before.</p>{inside}<p>Behind.</p></div>")
        assert together(page, np.array([90, 2, 4, 50])).tolist() == [90, *held, 50]
    page = render("<pre>a\nb</pre><p>Behind.</p>")
    assert together(page, np.array([10, 30, 90])).tolist() == [20, 20, 90]
