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


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>Use <code>x</code> or <kbd>y</kbd>.", ["Use `x` or `y`."]),
        ("<p>No <code></code> code <tt> </tt>.", [""]),
        ("<p><tt><code>a</code> b</tt> c", ["`a b` c"]),
        ("<p><code>a</code><code>b</code> c", ["`ab` c"]),
        ("<code>a<div>b</div>c</code> d <code>e</code>", ["", "", ""]),
        ("<code>a</code> b <code>c<div>d</div></code>", ["", ""]),
        ("<p><code>a`b</code>", [""]),
    ],
)
def test_code_in_a_line(html: str, marked: list[str]) -> None:
    """Code is between backticks where it begins and ends in its line and there is something of it."""
    assert render(html).marked == marked


def test_surrogates_and_characters_of_private_use() -> None:
    """What the page holds comes back everywhere, whatever stands in for surrogates meanwhile."""
    own = "\U00100000\U0010d83d"
    page = render(
        f"<title>\ud83d {own}</title><p>Use <code>x</code> and \ud83d {own} &#x100001; &#01048578;"
        "<table><tr><td>\ud83d<td>b</table>"
    )
    shown = f"Use {{}} and \ud83d {own} \U00100001 \U00100002"
    assert page.text == [shown.format("x"), "\ud83d | b"]
    assert page.marked == [shown.format("`x`"), ""]
    assert page.cells == [(), ("\ud83d", "b")]
    assert page.title == f"\ud83d {own}"


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title></title><script>var a</script><body><svg><title>Menu</title></svg>x", ""),
        ("<body><svg><g><title>Menu</title></g></svg>x", ""),
        ("<svg><title>Menu</title></svg><title>A page</title>x", "A page"),
        ("<title> </title><title>A page</title>x", "A page"),
    ],
)
def test_title(html: str, title: str) -> None:
    """A page's title is that of the page, not that of a drawing."""
    assert render(html).title == title


def test_code_within_code() -> None:
    """Its fences are longer than any run of backticks between them, and no longer."""
    text = markdown.source(render("<pre>a\n```\n<pre>b</pre>c</pre>"))[0]
    assert [line for line in text.split("\n") if line] == [
        "````", "a", "```", "````", "```", "b", "```", "```", "c", "```",
    ]  # fmt: skip


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
    "code": "<pre>" + "a<pre>b</pre>" * 20_000,
    "deep code": "<pre>a" * 20_000,
    "surrogates": "<p>\ud800\udfff" * 1000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile(html: str) -> None:
    """Whatever the markup, a page is read, and no test of this takes longer than a blink."""
    whole(render(html))
