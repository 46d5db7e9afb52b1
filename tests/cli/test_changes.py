"""Changes: edits as a person would tell them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, line, page, rule

from cleaner import Cleaner, Edit, Result
from cleaner.cli.changes import Lines, changes, quoted, visible


@given(st.text(st.sampled_from("a \n\r\v\u2028\x85é")), st.data())
def test_lines_are_those_of_python(text: str, data: st.DataObject) -> None:
    """Every offset is in the line that holds it; a covered line is one whose ink lies in the span."""
    lines = Lines(text)
    whole = text.splitlines(keepends=True)
    numbers = [n for n, one in enumerate(whole, 1) for _ in one]
    assert [lines.number(offset) for offset in range(len(text))] == numbers
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = []
    for n, one in enumerate(lines.texts, 1):
        ink = {lines.starts[n - 1] + i for i, c in enumerate(one) if not c.isspace()}
        if ink and ink <= set(range(start, end)):
            expected.append(n)
    assert list(lines.covered(start, end)) == expected


def told(source: str, *edits: Edit) -> list[str]:
    return [f"{one.lines} {one}" for one in changes(Result(source, "", edits))]


def test_adjacent_lines_of_one_rule_are_one_change() -> None:
    """Blank lines between do not part them; another rule or a line that stays does."""
    source = "keep\nx\n\nx\ny\nkeep\nx\n"
    edits = [
        Edit(5, 8, "x\n\n", "", ("a/b/c",)),
        Edit(8, 10, "x\n", "", ("a/b/c",)),
        Edit(10, 12, "y\n", "", ("a/b/d",)),
        Edit(17, 19, "x\n", "", ("a/b/c",)),
    ]
    assert told(source, *edits) == [
        "(2, 4) removed 2 lines [a/b/c]",
        "(5,) removed 1 line [a/b/d]",
        "(7,) removed 1 line [a/b/c]",
    ]


def test_a_rule_comes_before_a_repair() -> None:
    """A line that was mended and then removed was removed."""
    edit = Edit(0, 3, "â€™", "", ("repair/mojibake", "a/b/c"))
    assert told("â€™", edit) == ["(1,) removed 1 line [a/b/c]"]


def test_white_space_is_counted() -> None:
    """One change for each kind, at the first place."""
    edits = [Edit(n, n + 1, " ", "", ("layout/trailing-space",)) for n in (1, 4, 7)]
    assert told("a \nb \nc \n", *edits) == ["(1,) white space in 3 places [layout/trailing-space]"]


def test_every_edit_of_a_rule_is_told(make: Callable[..., Cleaner]) -> None:
    """Removed, cut and replaced, each in its words, with category and message."""
    tool = make(
        line("share this", message="Sharing."),
        rule(match={"suffix": ["read more"]}, action="cut"),
        rule(match={"contains": ["colour"]}, action="replace", with_="color"),
    )
    result = tool.clean(
        page(f"{PROSE[0]} Read more", f"A colour. {PROSE[1]}", "Share this", PROSE[2])
    )
    assert [str(one) for one in changes(result)] == [
        'cut "Read more" [my/pack/r2] A line for the tests.',
        'replaced "colour" by "color" [my/pack/r3] A line for the tests.',
        "removed 1 line [my/pack/r1] Sharing.",
    ]
    assert {one.category for one in changes(result)} == {"promo"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\tb\xa0c", "a\tb\xa0c"),
        ("\x1b[31m\x07", "\\x1b[31m\\x07"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
        ("\U000e0067", "\\U000e0067"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """Ordinary text is shown as it is, what could play tricks on a terminal is written out."""
    assert visible(text) == shown


def test_quoted() -> None:
    """Pieces are short, and nothing in them is invisible."""
    assert quoted("  a\xa0b\u200cc  ") == '"a\\xa0b\\u200cc"'
    assert quoted("x" * 100, 10) == f'"{"x" * 9}…"'
    assert quoted(" ") == '" "'
