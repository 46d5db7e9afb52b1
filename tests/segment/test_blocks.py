"""Block kinds: prose, headings, lists, and what is protected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE

from cleaner.segment.page import Page

P = PROSE


def kinds(text: str) -> list[str]:
    """The kinds of the lines that are not blank."""
    page = Page(text)
    return [page.kinds[i] for i in page.content]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (P[0], ["prose"]), (f"{P[0]}\n{P[1]}", ["prose", "prose"]), ("some words", ["prose"]), ("# A title", ["heading"]), ("###### A title", ["heading"]), ("#hashtag", ["prose"]),
        (f"A short line\n\n{P[0]}", ["heading", "prose"]), (f"A short line.\n\n{P[0]}", ["prose", "prose"]), (f"{P[0]}\nA short line\n{P[1]}", ["prose", "heading", "prose"]),
        (f"some words\nA short line\n{P[1]}", ["prose", "prose", "prose"]), ("A title\n=======\n", ["heading", "prose"]), ("- one\n- two", ["list", "list"]), ("* one", ["list"]), ("• one", ["list"]),
        ("1. one\n2) two\n(3) three", ["list"] * 3), ("a) one", ["list"]), ("– one", ["list"]), ("-one", ["prose"]), ("1.5 metres", ["prose"]), ("2024. A year", ["prose"]), ("**bold** words", ["prose"]),
    ],
)  # fmt: skip
def test_open_kinds(text: str, expected: list[str]) -> None:
    """Paragraphs and loose lines, headings of both sorts, bullets and numbers."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a | b |\n|---|---|\n| c | d |", ["table"] * 3), ("a | b | c | d\n--- | --- | --- | ---\ne | f | g | h", ["table"] * 3), ("a\tb\tc\nd\te\tf", ["table"] * 2),
        ("+---+---+\n| a | b |\n+---+---+", ["table"] * 3), ("a    b    c\nd    e    f\ng    h    i", ["table"] * 3), ("Home | About | News | Contact", ["prose"]), ("a | b", ["prose"]),
        ("one | two\nthree | four\nfive | six", ["table"] * 3),
    ],
)  # fmt: skip
def test_tables(text: str, expected: list[str]) -> None:
    """Rows with bars, tabs or columns; a lone menu with bars is none."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nany words\n\nat all\n```", ["code"] * 4), ("~~~python\nany words\n~~~", ["code"] * 3), (f"```\nany words\n\n{P[0]}", ["prose", "prose", "prose"]), ("````\n```\nx\n````", ["code"] * 4),
        ("```js\na\n```\nwords behind", ["code", "code", "code", "prose"]), ("def foo(bar):\n    return bar + 1", ["code"] * 2), ("if (x > 1) {\n  y = 2;\n}", ["code"] * 3), (">>> print(x)\n1\n>>> y = 2", ["code"] * 3),
        ("$ sudo apt-get install foo", ["code"]), ("import duties rose", ["prose"]), ("<div class='x'>", ["code"]), ('{\n  "name": ["x"],\n}', ["code"] * 3), ("(Reuters)", ["prose"]), ("SELECT * FROM t;", ["code"]),
        ("    x = 1\n\n    y = 2", ["code"] * 2), ("    An indented paragraph of words\n    that goes on here", ["prose"] * 2), ("for all of us:", ["prose"]), ("Call me at home.", ["prose"]), ("#include <stdio.h>", ["code"]),
    ],
)  # fmt: skip
def test_code(text: str, expected: list[str]) -> None:
    """Fences that are closed, and lines with two signs of code; words that begin like code are none."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"> {P[0]}\n> so it was", ["quote"] * 2), ("> Read more", ["prose"]), (f">> {P[0]}", ["prose"]), (f"> {P[0]}\n{P[1]}", ["quote", "prose"]), (f"» {P[0]}", ["prose"]),
    ],
)  # fmt: skip
def test_quotes(text: str, expected: list[str]) -> None:
    """A `>` that has something to say is a quotation, a lone short one a bullet."""
    assert kinds(text) == expected


POEM = "the rose is red, the leaves are brown,\nthe violet is blue and fair,\nthe honey's sweet, and so is air,\nand so is all that grows out there,"


def test_verse() -> None:
    """Four and more lines of like length with commas at their ends are verse; fewer, or prose, are not."""
    assert kinds(POEM) == ["verse"] * 4
    assert "verse" not in kinds("\n".join(POEM.split("\n")[:3]))
    assert "verse" not in kinds("\n".join(P[:5]))
    assert "verse" not in kinds("one\ntwo\nthree\nfour\nfive")


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("---\ntitle: x\ntags: [a, b]\n---\nwords", 4), ("---\ntitle: x\nlist:\n  - a\n- b\n# note\n\n...\nwords", 7), ("+++\ntitle = 'x'\n[params]\n+++\nwords", 4), ("---\n\nSome words of prose.\n\n---\nwords", 0),
        ("---\n---\nwords", 0), ("words\n---\ntitle: x\n---", 0), ("---\ntitle: x\nwords", 0), ("--- \ntitle: x\n---\t\nwords", 3),
    ],
)  # fmt: skip
def test_front_matter(text: str, n: int) -> None:
    """YAML or TOML between two marks at the very top, and closed."""
    assert kinds(text)[:n] == ["front-matter"] * n
    assert "front-matter" not in kinds(text)[n:]


def test_blank_lines_inside_code_are_code() -> None:
    """A blank line in a fence has the kind of the fence, one outside has none."""
    page = Page("```\na\n\nb\n```\n\nwords")
    assert page.kinds == ["code", "code", "code", "code", "code", "", "prose"]


@given(
    st.lists(
        st.sampled_from(
            [
                "",
                " ",
                "a",
                "    a = 1;",
                "```",
                "~~~",
                "| a | b |",
                "|-|-|",
                "\t",
                "a\tb",
                "---",
                "+++",
                "t: 1",
                "> a b c d e f g",
                "- a",
                "a,",
                "}",
                "# a",
                "===",
                P[0],
                "a  |  b",
            ]
        ),
        max_size=12,
    )
)
def test_every_line_has_its_kind(lines: list[str]) -> None:
    """Exactly the non-blank lines have a kind, blank ones only inside of code and front matter."""
    page = Page("\n".join(lines))
    for line, kind in zip(page.lines, page.kinds, strict=True):
        assert (
            kind in ("prose", "heading", "list", "table", "code", "quote", "verse", "front-matter")
            if line.strip()
            else kind in ("", "code", "front-matter")
        )
