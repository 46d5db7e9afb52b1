"""Detectors: what each finds, and what looks like it and is content."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import PROSE, line, page, rule

from cleaner import Result

Clean = Callable[..., Result]


def gone(clean: Clean, detector: str, text: str, url: str | None = None) -> list[int]:
    """The content lines (from 0) that a rule with this detector takes."""
    known = line("home", "contact", "log in", confidence="likely")  # boilerplate by themselves
    result = clean(text, rule(match={"detector": detector}), known, url=url)
    lines = [n for n, one in enumerate(text.splitlines(), 1) if one.strip()]
    taken = {n for f in result.findings if f.rule.endswith("r1") and f.acts for n in f.lines}
    return [i for i, n in enumerate(lines) if n in taken]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["The old bridge", "The Old Bridge", PROSE[0]], [1]), (["# The old bridge", "By Ann", "**The old bridge**", PROSE[0]], [2]),
        (["The old bridge", "The old bridge - The Herald", PROSE[0]], [1]), (["The old bridge | The Herald", "The old bridge", PROSE[0]], [1]),
        (["The old bridge", "The old bridge", "The old bridge", PROSE[0]], [1, 2]), (["The old bridge", "The old bridge · Herald", PROSE[0]], [1]),
    ],
)  # fmt: skip
def test_repeated_title(clean: Clean, lines: list[str], expected: list[int]) -> None:
    """A later line in the head that repeats the leading title goes, with or without a site's name."""
    assert gone(clean, "repeated-title", page(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["The old bridge", PROSE[0], "The old bridge", PROSE[1]], ["The old bridge", "The new bridge", PROSE[0]], ["The old bridge", "The old bridges of it", PROSE[0]],
        ["Bridge", "Bridge", PROSE[0]], ["Old bridge", "Old bridge - a history of its arches", PROSE[0]], ["The old bridge.", "The old bridge.", PROSE[0]],
        ["The old bridge", "The old bridge - " + "a history of its arches and piers", PROSE[0]], ["The old bridge", "The old bridge"], ["- The old bridge", "The old bridge", PROSE[0]],
        ["The old bridge", "The old bridge\n| a | b | c |\n|---|---|---|\n| d | e | f |", PROSE[0], "The old bridge"][2:],
    ],
)  # fmt: skip
def test_no_repeated_title(clean: Clean, lines: list[str]) -> None:
    """Repetition behind the head, other titles, sentences, single words and pages without prose stay."""
    assert gone(clean, "repeated-title", page(*lines)) == []


def test_the_leading_title_is_behind_what_others_take(clean: Clean) -> None:
    """A line that another rule takes is not the leading title."""
    text = page("Skip to content", "The old bridge", "The old bridge", PROSE[0])
    result = clean(text, rule(match={"detector": "repeated-title"}), line("skip to content"))
    assert result.text == page("The old bridge", PROSE[0])
    assert result.metadata.title == "The old bridge"


TAGS = ["bridge", "council", "flood"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([*PROSE, *TAGS], [8, 9, 10]), ([*PROSE, "Bridge", "Old Bridge", "the valley", "Winter"], [8, 9, 10, 11]), ([*PROSE, *TAGS, "Zanzibar"], [8, 9, 10, 11]),
        ([*PROSE, "- bridge", "- council", "- flood"], [8, 9, 10]), ([*PROSE, "#bridge", "#council", "#flood"], [8, 9, 10]),
    ],
)  # fmt: skip
def test_tag_run(clean: Clean, lines: list[str], expected: list[int]) -> None:
    """Three and more short lines at the end, of words that occur on the page, are tags."""
    assert gone(clean, "tag-run", page(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        [*PROSE, "bridge", "council"], [*TAGS, *PROSE], [*PROSE, *TAGS, "A line of five other words"], [*PROSE, "apples", "pears", "plums"], [*PROSE, "bridge.", "council.", "flood."],
        [*PROSE, "Ingredients:", *TAGS], [*PROSE, "1931", "1954", "1962"], [*PROSE[:4], *TAGS, *PROSE[4:]], TAGS,
        [*PROSE, "```\nbridge\ncouncil\nflood\n```"], [*PROSE, "bridge", "apples", "pears"],
    ],
)  # fmt: skip
def test_no_tag_run(clean: Clean, lines: list[str]) -> None:
    """Two lines, lines elsewhere, other words, sentences, figures, code and what a colon opens are none."""
    assert gone(clean, "tag-run", page(*lines)) == []


def test_tags_stand_before_what_others_take(clean: Clean) -> None:
    """Lines that other rules take do not hide the tags in front of them."""
    text = page(*PROSE, *TAGS, "Share this")
    assert clean(text, rule(match={"detector": "tag-run"}), line("share this")).text == page(*PROSE)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([PROSE[0], "old bridge", PROSE[1], "Old Bridge", PROSE[2]], [1, 3]), ([PROSE[0], "old bridge", PROSE[1], "old bridge", PROSE[2]], [1, 3]),
        (["The council votes", PROSE[0], "old bridge", PROSE[1], "Old bridge", "By Ann", PROSE[2], "Old Bridge", PROSE[3]], [2, 4, 7]),
    ],
)  # fmt: skip
def test_alt_text(clean: Clean, lines: list[str], expected: list[int]) -> None:
    """A short line that comes again, up to case, between sentences describes a picture."""
    assert gone(clean, "alt-text", page(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        [PROSE[0], "old bridge", PROSE[1]], [PROSE[0], "Old bridge", PROSE[1], "Old bridge", PROSE[2]], [PROSE[0], "old bridge", PROSE[1], "old bridge"],
        [PROSE[0], "old bridge", "one", "two", PROSE[1], "old bridge", PROSE[2]], [PROSE[0], "old bridge", "old bridge", PROSE[1]], [PROSE[0], "- old bridge", PROSE[1], "- old bridge", PROSE[2]],
        [PROSE[0], "old bridge:", PROSE[1], "old bridge:", PROSE[2]], [PROSE[0], "Ann Roe", PROSE[1], "Ann Roe", PROSE[2]], [PROSE[0], "old bridge.", PROSE[1], "old bridge.", PROSE[2]],
        [PROSE[0], "bridge", PROSE[1], "bridge", PROSE[2]], [PROSE[0], "# old bridge", PROSE[1], "# old bridge", PROSE[2]],
        [PROSE[0], "old bridge", PROSE[1], "the river", PROSE[2], "old bridge", PROSE[3], "the river", PROSE[4], "three of them", PROSE[5], "three of them", PROSE[6]],
        [PROSE[0], "| old bridge | x | y |\n| old bridge | x | y |", PROSE[1]],
    ],
)  # fmt: skip
def test_no_alt_text(clean: Clean, lines: list[str]) -> None:
    """Single lines, lists, tables, speakers, headings, sentences and recurring labels stay."""
    assert gone(clean, "alt-text", page(*lines)) == []


MENU = ["Home", "About us", "News", "Sport", "Contact"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([*MENU, *PROSE], [0, 1, 2, 3, 4]), ([*PROSE, *MENU], [8, 9, 10, 11, 12]), ([*MENU, "Weather", "The old bridge is repaired", *PROSE], [0, 1, 2, 3, 4, 5]),
        (["- Home", "- About us", "- News", "- Sport", "- Contact", *PROSE], [0, 1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_menu_run(clean: Clean, lines: list[str], expected: list[int]) -> None:
    """Five and more adjacent lines of at most four words, two and one in eight of them known, are a menu."""
    assert gone(clean, "menu-run", page(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["Home", "About us", "News", "Contact", *PROSE], ["Spain", "Italy", "Home", "France", "Malta", *PROSE], ["Home", "Contact", *(f"a{'b' * n}" for n in range(15)), *PROSE], MENU, [*PROSE[:4], *MENU, *PROSE[4:]], [*[f"{one}." for one in MENU], *PROSE], ["1931", "1932", "1933", "1934", "1935", *PROSE],
        ["Home", "About us", "A line of five words", "News", "Sport", "Contact", *PROSE], [*PROSE, "| a | b | c |\n" * 6],
    ],
)  # fmt: skip
def test_no_menu_run(clean: Clean, lines: list[str]) -> None:
    """Four lines, unknown ones, those between prose or without any, sentences, figures, tables are none."""
    assert gone(clean, "menu-run", page(*lines)) == []


@pytest.mark.parametrize(
    ("lines", "url", "expected"),
    [
        (["The old bridge", "pictures.example.org", PROSE[0]], None, [1]), (["www.pictures.example.org", PROSE[0]], "https://example.com/a", [0]),
        (["(pictures.example.org)", PROSE[0]], None, [0]),
    ],
)  # fmt: skip
def test_image_host(clean: Clean, lines: list[str], url: str | None, expected: list[int]) -> None:
    """A line that is nothing but a host name, in the head, says where a picture comes from."""
    assert gone(clean, "image-host", page(*lines), url) == expected


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ([PROSE[0], "pictures.example.org"], None), (["example.com", PROSE[0]], "https://www.example.com/a"), (["www.example.com", PROSE[0]], "https://example.com/a"),
        (["pictures.example.org/a", PROSE[0]], None), (["see pictures.example.org", PROSE[0]], None), (["3.14", PROSE[0]], None), (["pictures.example.org"], None),
        (["ann@example.org", PROSE[0]], None),
    ],
)  # fmt: skip
def test_no_image_host(clean: Clean, lines: list[str], url: str | None) -> None:
    """The page's own site, addresses, other lines, other zones and pages without prose stay."""
    assert gone(clean, "image-host", page(*lines), url) == []


def test_other_keys_hold_on_every_line_of_a_group(clean: Clean) -> None:
    """Beside a detector the other keys are ANDed, line by line."""
    text = page(*PROSE, *TAGS, "old bridge")
    assert clean(text, rule(match={"detector": "tag-run", "words": [1, 1]})).text == page(
        *PROSE, "old bridge"
    )
    assert clean(
        text, rule(match={"detector": "tag-run", "line": ["bridge", "flood", "x"]})
    ).text == page(*PROSE, "council", "old bridge")
    text = page(*PROSE, "bridge", "flood")
    assert (
        clean(text, rule(match={"detector": "tag-run", "line": ["bridge", "flood"]})).text == text
    )


def test_detectors_obey_the_other_keys_of_a_rule(clean: Clean) -> None:
    """`where`, `unless`, `blocks` and `documents` hold for findings of detectors as well."""
    text = page(*PROSE, *TAGS)
    tags = {"detector": "tag-run"}
    assert clean(text, rule(match=tags, where="tail")).text == page(*PROSE)
    assert clean(text, rule(match=tags, where="head")).text == text
    assert clean(text, rule(match=tags, documents=["forum"])).text == text
    assert clean(text, rule(match=tags, not_in=["prose", "heading"])).text == text
    unless = [{"line": "council", "reason": "so"}]
    assert (
        clean(text, rule(match=tags, unless=unless)).text == text
    )  # what was found stays together
    assert clean(text, rule(match=tags, languages=["fr"]), language="en").text == text
    assert clean(text, rule(match=tags, sites=["example.com"])).text == text
    assert clean(text, rule(match=tags, section={"to": "1 line"}, run=2)).text == page(*PROSE)
