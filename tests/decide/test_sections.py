"""Sections: what goes with the line that opens it, and where it stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Result

Clean = Callable[..., Result]
P = PROSE
BODY = P[:4]


def left(
    clean: Clean, lines: list[str], section: dict[str, Any], *others: dict[str, Any], **keys: Any
) -> list[str]:
    """What is left behind the body when a rule for `x1` has this section."""
    rules = [
        line(
            "x1",
            section={"max_share": "100%", **section}
            if section["to"] in ("end", "heading")
            else section,
        ),
        *others,
    ]
    result = clean(page(*BODY, *lines), *rules, **{"max_prose_share": 1.0, **keys})
    text = result.text.removeprefix(page(*BODY).rstrip("\n")).strip("\n")
    assert result.text.startswith(page(*BODY).rstrip("\n"))
    return [one for one in text.split("\n\n") if one]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("end", []), ("heading", ["## Two", "d"]), ("1 line", ["b", "c", "## Two", "d"]), ("2 lines", ["c", "## Two", "d"]), ("9 lines", []), ("99 lines", []),
    ],
)  # fmt: skip
def test_to(clean: Clean, to: str, expected: list[str]) -> None:
    """To the end, to the next heading, or over so many lines."""
    assert left(clean, ["x1", "a", "b", "c", "## Two", "d"], {"to": to}) == expected


def test_to_heading_without_a_heading(clean: Clean) -> None:
    """Where no heading follows it goes to the end."""
    assert left(clean, ["x1", "a", "b"], {"to": "heading"}) == []


def test_lines_are_counted_without_blank_ones(clean: Clean) -> None:
    """`2 lines` are two non-blank lines, and the blank lines go with them."""
    text = page(*BODY) + "\nx1\n\n\na\nb\n\nc\n"
    assert clean(text, line("x1", section={"to": "2 lines"}), layout=False).text == page(*BODY, "c")


LONG = "one two three four five six seven eight nine"


@pytest.mark.parametrize(
    ("allow", "lines", "expected"),
    [
        ("any", ["a", P[5], "b."], []), ("short", ["a", "b c", LONG, "d"], [LONG, "d"]), ("short", ["a", "b.", "c"], ["b.", "c"]), ("short", [LONG[:-5], "a?"], []),
        ("short", ["a…", "b..."], []), ("title-like", ["a", LONG, "b?", "c"], []), ("title-like", ["a", "b c.", "d"], ["b c.", "d"]),
        ("title-like", ["a", f"{LONG} {LONG} {LONG}", "d"], [f"{LONG} {LONG} {LONG}", "d"]), ("short", ["関連記事", "関連記事を読むための長い題名です", "b"], []),
    ],
)  # fmt: skip
def test_allow(clean: Clean, allow: str, lines: list[str], expected: list[str]) -> None:
    """The section stops before the first line that is not allowed."""
    assert left(clean, ["x1", *lines], {"to": "end", "allow": allow}) == expected


def test_stop(clean: Clean) -> None:
    """It stops before a line that matches, and that line stays."""
    assert left(
        clean, ["x1", "a", "Stop here", "b"], {"to": "end", "stop": {"line": "stop here"}}
    ) == ["Stop here", "b"]
    assert left(
        clean,
        ["x1", "a", "5 comments", "b"],
        {"to": "9 lines", "stop": {"any": [{"regex": r"\d+ com"}, {"line": "no"}]}},
    ) == ["5 comments", "b"]
    assert left(clean, ["x1", "a", "b"], {"to": "end", "stop": {"words": [2, None]}}) == []


def test_veto(clean: Clean) -> None:
    """With `veto: prose` nothing goes where a prose line lies in the section, not even the opener."""
    section = {"to": "3 lines", "veto": "prose"}
    assert left(clean, ["x1", "a", P[5], "b"], section) == ["x1", "a", P[5], "b"]
    assert left(clean, ["x1", "a", "b", "c", P[5]], section) == [P[5]]
    assert left(clean, ["x1", "a", P[5]], {"to": "3 lines"}) == []


def test_max_share(clean: Clean) -> None:
    """If the section holds more than that share of the document's characters, nothing goes."""
    lines = ["x1", P[5], P[6]]
    assert left(clean, lines, {"to": "end", "max_share": "20%"}) == lines
    assert left(clean, lines, {"to": "end", "max_share": "50%"}) == []
    assert left(clean, lines, {"to": "9 lines", "max_share": "20%"}) == lines


def test_empty(clean: Clean) -> None:
    """The opener goes even if nothing follows, unless `empty: false` says it needs a line."""
    assert left(clean, ["a", "x1"], {"to": "end"}) == ["a"]
    assert left(clean, ["a", "x1"], {"to": "end", "empty": False}) == ["a", "x1"]
    assert left(clean, ["a", "x1", "b"], {"to": "end", "empty": False}) == ["a"]
    assert left(clean, ["x1", "b c.", "d"], {"to": "end", "allow": "short", "empty": False}) == [
        "x1",
        "b c.",
        "d",
    ]


@pytest.mark.parametrize("to", ["end", "heading", "9 lines"])
def test_a_section_stops_before_what_is_protected(clean: Clean, to: str) -> None:
    """It never reaches past a protected line."""
    protect = line("note", action="protect")
    assert left(clean, ["x1", "a", "Note", "b"], {"to": to}, protect) == ["Note", "b"]


@pytest.mark.parametrize(
    "block", ["```\ncode\n```", "| a | b | c |\n|---|---|---|\n| d | e | f |", f"> {P[5]}"]
)
@pytest.mark.parametrize("to", ["end", "9 lines"])
def test_a_section_stops_before_protected_blocks(clean: Clean, block: str, to: str) -> None:
    """It never reaches past a table, code or a quotation, unless the rule names that kind."""
    assert left(clean, ["x1", "a", block, "b"], {"to": to}) == [block, "b"]
    rules = line(
        "x1",
        section={"to": "9 lines"},
        blocks=["prose", "heading", "list", "table", "code", "quote"],
    )
    assert clean(page(*BODY, "x1", "a", block, "b"), rules, max_prose_share=1.0).text == page(*BODY)


def test_a_section_stops_before_a_protected_section(clean: Clean) -> None:
    """The section of a `protect` rule is protected as its opener is."""
    protect = line("note", action="protect", section={"to": "2 lines"})
    assert left(clean, ["x1", "a", "Note", "b", "c", "x1"], {"to": "end"}, protect) == [
        "Note",
        "b",
        "c",
    ]


def test_a_testing_rule_protects_nothing(clean: Clean) -> None:
    """A `protect` rule in testing stops no section, with its own section or without."""
    for section in ({}, {"section": {"to": "2 lines"}}):
        protect = line("note", action="protect", status="testing", **section)
        assert left(clean, ["x1", "a", "Note", "b", "c"], {"to": "end"}, protect) == []


def test_a_bounded_section_stops_before_another_opener(clean: Clean) -> None:
    """Sections to a heading or over some lines stop where another section is opened; those to the end do not."""
    other = line("y1", section={"to": "1 line", "stop": {"line": "b"}})
    for to in ("heading", "9 lines"):
        assert left(clean, ["x1", "a", "y1", "b"], {"to": to}, other) == ["b"]
    assert left(clean, ["x1", "a", "y1", "b"], {"to": "end"}, other) == []


def test_an_opener_that_does_not_apply_stops_nothing(clean: Clean) -> None:
    """Openers of rules for other places, documents or in testing are lines like others."""
    for keys in ({"where": {"first": 1}}, {"documents": ["forum"]}, {"status": "testing"}):
        other = line("y1", section={"to": "1 line"}, **keys)
        assert left(clean, ["x1", "a", "y1", "b"], {"to": "9 lines"}, other) == []


def test_a_section_need_not_satisfy_where(clean: Clean) -> None:
    """`where` is about the opener only."""
    text = page("x1", P[0], P[1], *BODY)
    assert clean(
        text, line("x1", where={"first": 1}, section={"to": "2 lines"}), max_prose_share=1.0
    ).text == page(*BODY)


def test_an_opener_that_is_protected_keeps_its_section(clean: Clean) -> None:
    """Where the opener stays, its section stays."""
    assert left(clean, ["x1", "a", "b"], {"to": "end"}, line("x1", action="protect")) == [
        "x1",
        "a",
        "b",
    ]


def test_an_opener_that_is_not_corroborated_keeps_its_section(clean: Clean) -> None:
    """A likely opener alone takes nothing."""
    text = page(*BODY, "x1", "a", "b")
    assert (
        clean(text, line("x1", confidence="likely", section={"to": "end", "max_share": "50%"})).text
        == text
    )


def test_veto_and_share_concern_only_their_rule(clean: Clean) -> None:
    """Another rule takes what a vetoed section would have held."""
    vetoed = {"to": "end", "veto": "prose"}
    assert left(clean, ["x1", "a", P[5]], vetoed, line("a")) == ["x1", P[5]]


def test_the_finding_names_the_lines_of_its_section(clean: Clean) -> None:
    """Opener and section are the finding's lines, and every edit has its rule as cause."""
    result = clean(
        page(P[0], "x1", "a", "b"), line("x1", section={"to": "end", "max_share": "90%"})
    )
    assert result.findings[0].lines == (3, 5, 7)
    assert {edit.causes for edit in result.edits} == {("my/pack/r1",)}
    assert [(one.line, one.rule) for one in result.removed] == [
        (3, "my/pack/r1"),
        (5, "my/pack/r1"),
        (7, "my/pack/r1"),
    ]


def test_a_run_opens_one_section(clean: Clean) -> None:
    """The lines of a run open one section, behind the last of them."""
    rules = rule(match={"line": ["x1", "x2"]}, run=2, section={"to": "1 line"})
    assert clean(page(*BODY, "x1", "x2", "a", "b"), rules).text == page(*BODY, "b")
