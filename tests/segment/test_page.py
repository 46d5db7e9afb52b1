"""A page: lines, offsets, views, prose, zones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE

from cleaner.segment.page import Page
from cleaner.segment.zones import zones

BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@given(
    st.lists(
        st.sampled_from([*BREAKS, "a", " ", "ß", "😀", "\ud800", "\u200b", "\t", "…"]), max_size=20
    ).map("".join)
)
def test_lines_and_offsets(text: str) -> None:
    """Lines are cut at every line break there is; starts and ends are offsets in the text; nothing falls between."""
    page = Page(text)
    assert page.lines == text.splitlines()
    assert len(page.starts) == len(page.lines) + 1
    assert page.starts[0] == 0
    assert page.starts[-1] == len(text)
    for i, line in enumerate(page.lines):
        assert text[page.starts[i] : page.end(i)] == line
        assert not text[page.end(i) : page.starts[i + 1]].strip("".join(BREAKS))
    assert (
        len(page.folded)
        == len(page.keys)
        == len(page.kinds)
        == len(page.prose)
        == len(page.rank)
        == len(page.lines)
    )


@pytest.mark.parametrize("mark", BREAKS)
def test_every_line_break_cuts(mark: str) -> None:
    """Unicode's and the scrapers' line breaks all end a line."""
    assert Page(f"a{mark}b").lines == ["a", "b"]
    assert Page(f"a{mark}").lines == ["a"]


def test_content_and_rank() -> None:
    """Lines that are not blank are numbered; a line of invisible characters is blank."""
    page = Page("\na\n\n\u200b\nb\n c")
    assert page.content == [1, 4, 5]
    assert page.rank == [0, 0, 1, 1, 1, 2]
    assert page.following(1) == 4
    assert page.following(5) is None


def test_views() -> None:
    """The folded view keeps decoration, the key does not."""
    page = Page("  **Leave a Reply…** ")
    assert page.folded == ["**leave a reply...**"]
    assert page.keys == ["leave a reply"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROSE[0], True),
        (f"“{PROSE[0]}”", True),
        ("Eleven words are not enough to make a line of prose.", False),
        ("no stop " * 20, False),
        (f"```\n{PROSE[0]}\n```", False),
        ("", False),
        ("。" * 30, True),
    ],
)
def test_prose(text: str, expected: bool) -> None:
    """Prose has about 12 words and final punctuation, and is no code, table or front matter."""
    assert any(Page(text).prose) == (expected and "。" not in text)


def test_zones() -> None:
    """Zones are cut at the first and last prose line that nobody claims."""
    page = Page("\n".join(["a b", PROSE[0], "c d", PROSE[1], "e f", PROSE[2]]))
    cut = zones(page, ())
    assert [cut.of(i) for i in range(6)] == ["head", "body", "body", "body", "body", "body"]
    cut = zones(page, {1, 5})
    assert [cut.of(i) for i in range(6)] == ["head", "head", "head", "body", "tail", "tail"]
    cut = zones(page, {1, 3, 5})
    assert [cut.of(i) for i in range(6)] == [""] * 6
