"""HTML in lines: what is cut where, and what each line knows of its place."""

from __future__ import annotations

import pytest

from cleaner.page import markdown
from cleaner.page.render import Rendered, render


def source(html: str) -> str:
    return render(html).source()[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>line</b>,\n with\tspaces.<p>Two", "One line, with spaces.\n\nTwo\n"),
        ("<p>one<br>two<br><br>three</p>", "one\ntwo\nthree\n"),
        ("<div>one</div><div>two</div>", "one\ntwo\n"),
        ("<ul><li>one<ul><li>two</ul><li><p>three</p></ul>end", "- one\n- two\n- three\n\nend\n"),
        ("<pre>  def f():\n    return 1\n\n  x</pre>", "  def f():\n    return 1\n\n  x\n"),
        ("<table><tr><td>a<td>b<tr><td><p>c</p><td>d</table>", "| a | b |\n| c | d |\n"),
        ("<table><tr><td><p>a</p><p>b</p><td>c</table>", "a\n\nb\n\nc\n"),
        ("<table><tr><td>alone</table>", "alone\n"),
        ("<head><title>T</title></head><script>x</script><style>y</style><p>text", "text\n"),
        ("<select><option>a</select><textarea>b</textarea><button>Open</button>", "Open\n"),
        ("<noscript><p>without scripts</p></noscript>", "without scripts\n"),
        ("no tags at all\n", "no tags at all\n"),
        ("<p>&zwnj;می&zwnj;خواهم &shy;&amp;lt;</p>", "\u200cمی\u200cخواهم \xad&lt;\n"),
        ("<p>&#8203;</p><p> </p><p>x</p>", "x\n"),
        ("<p>half \ud83d a pair</p>", "half \ud83d a pair\n"),
        ("", ""),
        (" \n", ""),
        ("\0", ""),
    ],
)
def test_lines(html: str, text: str) -> None:
    """Blocks, breaks, entries and rows are lines; scripts, heads and forms' fields are none."""
    assert source(html) == text


def test_places() -> None:
    """A line knows its element, its block, its links, what hides it, and the page its title."""
    page = render(
        '<title>A  title</title><meta name="description" content=" In\nshort "><body>'
        '<nav class="menu" id="top"><a href="/">Home</a> now</nav><div style="display: none"><p>x</p></div>'
    )
    assert (page.title, page.description) == ("A title", "In short")
    assert page.text == ["Home now", "x"]
    assert [page.tags[n] for n in page.node] == ["a", "p"]
    assert [page.tags[n] for n in page.block] == ["nav", "p"]
    assert page.linked == [500, 0]
    assert page.names[page.block[0]] == "menu top"
    hidden = page.parents[page.node[1]]
    assert page.hidden[hidden]
    assert (page.starts[hidden], page.ends[hidden]) == (1, 2)


def whole(page: Rendered) -> None:
    """All lists of lines are as long as each other, and so are all lists of elements; every line is
    written, as text and as Markdown, and every line written has an owner."""
    lines = (page.text, page.node, page.block, page.linked, page.gap, page.images, page.spaced, page.mark, page.marked, page.cells)  # fmt: skip
    elements = (page.tags, page.parents, page.names, page.hidden, page.depths, page.starts, page.ends)  # fmt: skip
    assert len({len(each) for each in lines}) == 1
    assert len({len(each) for each in elements}) == 1
    assert all(0 <= a <= b <= len(page.text) for a, b in zip(page.starts, page.ends, strict=True))
    for text, owners in (page.source(), markdown.source(page)):
        assert len(owners) == text.count("\n")
        assert set(owners) - {-1} == set(range(len(page.text)))


HOSTILE = {
    "deep": "<div>" * 20_000 + "x" + "</div>" * 20_000,
    "unclosed": "<b>" * 50_000 + "x",
    "tables": "<table><tr><td>x<td>" * 2000 + "y",
    "wide": "<p>" + "word " * 200_000,
    "empty": "<div><span></span>" * 50_000,
    "closing": "</p></div></table>" * 20_000 + "x",
    "rows": "<table>" + "<tr><td>a<td>b" * 20_000,
    "comments": "<!--" * 50_000,
    "attribute": '<p title="' + "x" * 10**6,
    "references": "&#" * 100_000,
    "brackets": "<" * 100_000,
    "controls": "".join(map(chr, range(0x3000))),
    "surrogates": "<p>\ud800\udfff" * 1000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile(html: str) -> None:
    """Whatever the markup, a page is read, and no test of this takes longer than a blink."""
    whole(render(html))
