"""Needles: what calls for a rule is rare, and never misses."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from test_analysis import patterns

from cleaner.match.analysis import factors, parse
from cleaner.match.look import Scan
from cleaner.match.needles import EDGE, chance, needles


def marked(found: frozenset[str]) -> set[str]:
    return {needle.replace(EDGE, "|") for needle in found}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("foo", {"foo"}), (r"\bmon\b", {"|mon|"}), (r"^mon", {"|mon"}), (r"mon$", {"mon|"}), (r"(?:mon|tue)day", {"monday", "tueday"}),
        (r"colou?r", {"color", "colour"}), (r"gr[ae]y", {"gray", "grey"}), (r"\d+ min\b", {"|min|"}), (r"foo bar\W", {"foo bar|"}), (r"page \d", {"page|"}),
        (r"\((?:NYSE|NSE): ", {"(NYSE:", "(NSE:"}), (r"\{\{ ?\w+ ?\}\}", {"{{"}), (r"\d+", set()), (r"(?:a|\d)", set()), (r"foo.*q", {"foo"}), ("嘻+哈+", {"嘻哈"}), ("fo+bar", {"obar"}), (r"foo\B", {"foo"}),
    ],
)  # fmt: skip
def test_the_rarest_literals_call_for_a_pattern(pattern: str, expected: set[str]) -> None:
    """Short alternatives are multiplied out, ends at word bounds are marked."""
    assert marked(needles(parse(pattern))) == expected


def test_what_is_rare() -> None:
    """Longer needles, rare letters and word bounds are found by chance less often."""
    assert chance("mon") > chance("month") > chance("month" + EDGE)
    assert chance("ee") > chance("qz")


@given(patterns())
def test_what_the_lint_accepts_has_needles(pattern: str) -> None:
    """Wherever a literal can be found that every match holds, there are needles as well."""
    parsed = parse(pattern)
    assert needles(parsed) or not factors(parsed, " ")


@given(patterns(), st.lists(st.text(alphabet="abä1 -ö", max_size=30), min_size=1, max_size=3))
def test_a_pattern_is_tried_wherever_it_matches(pattern: str, lines: list[str]) -> None:
    """Whatever the pattern: on every line on which it matches one of its needles stands."""
    found = needles(parse(pattern))
    folded = [" ".join(line.split()) for line in lines]
    out: dict[int, set[int]] = {}
    Scan(dict.fromkeys(sorted(found), (0,))).look(folded, out)
    matching = {i for i, line in enumerate(folded) if regex.search(pattern, line)}
    assert not found or matching <= out.get(0, set())
