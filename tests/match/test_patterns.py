"""The key `regex`: what a pattern sees, what it cuts, and what happens when it runs out of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, page, rule

from cleaner import Cleaner, ProcessingError, Result
from cleaner.match import hit as limits
from cleaner.match.hit import source_span
from cleaner.match.matcher import build
from cleaner.rules.model import Match
from cleaner.segment.page import Page

Clean = Callable[..., Result]


def hit(match: dict[str, Any], text: str) -> list[str] | None:
    """The source spans of a match on a line."""
    one = Page(text)
    found = build(Match(**match))(one, 0)
    if found is None:
        return None
    return [text[slice(*source_span(one, 0, a, b, found.cased))] for a, b in found.spans]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"min read", "5 Min Read", ["Min Read"]), (r"^\*\*foo\*\*$", "  **FOO**  ", ["**FOO**"]), (r"a - b", "A — B", ["A — B"]),
        (r"it's", "It’s", ["It’s"]), (r'"foo"', "“Foo”", ["“Foo”"]), (r"a b", "A \u00a0\t B", ["A \u00a0\t B"]), (r"foo$", "Foo.", None), (r"^foo", "- foo", None),
        (r"\.\.\.$", "foo…", ["…"]), (r"(?P<cut>[(]\d+[)]) foo", "(12) foo", ["(12)"]), (r"\d foo", "１ foo", ["１ foo"]), (r"strasse", "Straße", ["Straße"]),
        (r"foo", "foo bar Foo baz FOO", ["foo", "Foo", "FOO"]), (["bar", "foo"], "foo bar foo", ["bar"]), (["baz", "foo"], "foo bar", ["foo"]),
        (r"(?P<cut>x)?foo", "xfoo foo", ["x"]),
    ],
)  # fmt: skip
def test_what_a_pattern_sees(pattern: Any, text: str, expected: list[str] | None) -> None:
    """It searches the folded line with its decoration, trimmed; every match counts, `cut` narrows the span."""
    assert hit({"regex": pattern}, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"Foo", "Foo foo FOO", ["Foo"]),
        (r"^[A-Z]{3} - ", "ABC — Strauß", ["ABC — "]),
        (r"(?P<cut>B) ", "ßAB c", ["B"]),
        (r"X’", "X'", ["X'"]),
        (r"X'", "X’", ["X’"]),
    ],
)
def test_cased(pattern: str, text: str, expected: list[str] | None) -> None:
    """`cased` keeps the case; dashes, quotes and spaces are unified all the same."""
    assert hit({"regex": pattern, "cased": True}, text) == expected


def test_a_pattern_does_not_see_long_lines() -> None:
    """Lines of more than 2,000 characters do not match."""
    assert hit({"regex": "foo"}, "x" * 1997 + "foo") == ["foo"]
    assert hit({"regex": "foo"}, "x" * 1998 + "foo") is None


def test_every_match_is_cut(clean: Clean) -> None:
    """Every match in the line is cut."""
    text = "The bridge [1 from 2] is old [22 from 3] and grey.[citation needed]"
    rules = rule(match={"regex": r"\[citation needed\]|\[\d{1,2} from \d\] "}, action="cut")
    assert clean(text, rules).text == "The bridge is old and grey.\n"


def test_a_pattern_beside_a_phrase_needs_no_literal(clean: Clean) -> None:
    """The phrase is what the rule hangs on; both must hold."""
    rules = rule(match={"suffix": "read", "regex": r"^\d+ \w+ \w+$"})
    assert clean(page("5 min read", *PROSE, "A min read"), rules).text == page(*PROSE, "A min read")


def test_capitals_and_literals_find_their_lines(clean: Clean) -> None:
    """A rule with a cased pattern hangs on its folded literal."""
    rules = rule(match={"regex": r"^BREAKING: ", "cased": True}, action="cut")
    assert clean(page("BREAKING: The bridge", "Breaking: The bridge"), rules).text == page(
        "The bridge", "Breaking: The bridge"
    )


def test_a_pattern_that_runs_out_of_time_is_an_error(
    make: Callable[..., Cleaner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out makes the document one that could not be processed; it never changes what comes out."""
    monkeypatch.setattr(limits, "TIMEOUT", 0.05)
    monkeypatch.setattr("cleaner.match.analysis.refuse_slow", lambda parsed: None)
    cleaner = make(rule(match={"regex": r"^(?:foo(?:a|a|aa)+)+b$"}))
    slow = "foo" + "a" * 100 + "bb"
    with pytest.raises(ProcessingError, match=r"ran out of time on line 3; narrow it") as caught:
        cleaner.clean(page(PROSE[0], slow))
    assert caught.value.exit_code == 3
    assert cleaner.clean(page(PROSE[0])).text == page(PROSE[0])


def test_slots_run_out_of_time_as_well(
    make: Callable[..., Cleaner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The net is there for the patterns that phrases become on long lines, in `only` too."""
    monkeypatch.setattr(limits, "TIMEOUT", 1e-9)
    monkeypatch.setattr(
        "cleaner.match.phrases._SOURCES", {"any": r"(?:(?:\w|\w\w)+)+", "n": r"\d+"}
    )
    from cleaner.match.phrases import slot_source

    slot_source.cache_clear()
    try:
        for match in ({"line": "foo <any> bar!x"}, {"only": ["foo <any> bar!x"]}):
            with pytest.raises(ProcessingError):
                make(rule(match=match)).clean("foo " + "a" * 200 + "! bar!x")
    finally:
        slot_source.cache_clear()
