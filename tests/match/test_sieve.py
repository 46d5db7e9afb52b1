"""Sieves let every line through on which their match holds, and few others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.match.matcher import build
from cleaner.match.parts import parts, texts
from cleaner.match.sieve import Sieve, sieve, unpacked
from cleaner.rules.load import load_program
from cleaner.rules.model import Match
from cleaner.segment.page import Page
from cleaner.text.fold import fold_pattern

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = load_program([], builtin=True)
PARTS = [
    part
    for index in range(len(PROGRAM.rules))
    if (step := PROGRAM.rule(index).steps[0]).detector is None
    for part in parts(step)
]
SIEVED = [(part, one) for part in PARTS if (one := sieve(part)) is not None]
WORDS = (
    "Reply", "share", "save", "12", "1,200", "3k", "5 mio", "by", "Ann Lee", "on", "March 3, 2024", "5:10 pm",
    "www.a.org/b", "@ann", "#1", "-", "|", "·", "(", ")", ":", ".", "&", "+", "comments", "©", "É", "ا", "٣",
)  # fmt: skip
LISTED = [
    "reply", "share save", "<n> comments", "more (<n>)", "by <name>", "<name> posted <date>", "<date>", "tags:",
    "<any> | <title>", "<handle>", "photo: <name>", "<time>", "<n>", "é", "&",
]  # fmt: skip


def lost(match: Match, one: Sieve | None, text: str) -> list[str]:
    """Lines of a text on which a match holds and that do not pass its sieve."""
    page, holds = Page(text), build(match)
    return [
        page.lines[i]
        for i in page.content
        if one is not None and not one.passes(page.folded[i], page.keys[i]) and holds(page, i)
    ]


@given(
    st.sampled_from(["line", "prefix", "suffix", "contains", "only"]),
    st.lists(st.sampled_from(LISTED), min_size=1, max_size=4, unique=True),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=4),
    st.sampled_from(["", " "]),
)
def test_phrases_hold_on_no_line_that_does_not_pass(
    place: str, phrases: list[str], lines: list[list[str]], between: str
) -> None:
    """Whatever the place, whatever the slots."""
    match = Match(**{place: phrases})
    assert lost(match, sieve(match), "\n".join(map(between.join, lines))) == []


def patterns(match: Match) -> Iterator[str]:
    if match.regex is not None and not match.cased:
        yield from (fold_pattern(text, False) for text in texts(match.regex))


ASCII_PATTERNS = sorted(
    {
        source
        for part in PARTS
        for one in (part, *(part.any or ()))
        for source in patterns(one)
        if source.isascii() and not re.search(r"\\[pPhRX]|\[\[|\[:", source)
    }
)


@given(st.data())
def test_patterns_hold_on_no_line_that_does_not_pass(data: st.DataObject) -> None:
    """For patterns of the built-in rules, and texts made to match them."""
    source = data.draw(st.sampled_from(ASCII_PATTERNS))
    chars = st.characters(max_codepoint=0x250, exclude_categories=["Cc", "Zl", "Zp", "Lu"])
    text = data.draw(st.from_regex(re.compile(source), alphabet=chars))
    match = Match(regex=source)
    assert lost(match, sieve(match), text) == []


def test_rules_hold_on_no_line_of_the_golden_sources_that_does_not_pass() -> None:
    """For the built-in rules, on pages in the shape of real ones."""
    found = sorted((ROOT / "golden").rglob("source.*"))[::3]
    page = Page("\n".join(path.read_bytes().decode("utf-8", "replace") for path in found))
    lines = [i for i in page.content if len(page.folded[i]) < 120]
    lines = lines[:: len(lines) // 100]
    for part, one in SIEVED[::7]:
        holds = build(part)
        for i in lines:
            if not one.passes(page.folded[i], page.keys[i]):
                assert holds(page, i) is None


@pytest.mark.parametrize(
    ("match", "passing", "other"),
    [
        (Match(regex="^ab?c$"), ["abc", "ac"], ["abcd", "xac", "abbd", "a c"]),
        (Match(regex="^(?:news|tips):$"), ["news:", "tips:"], ["news", "tips: a", "a tips:"]),
        (Match(regex="(?:^|x)ab$"), ["ab", "1xab"], ["abc"]),
        (Match(regex="^a|b$"), ["a1", "1b", "12"], []),
        (Match(regex=r"\(\d+\)"), ["see (12) there"], ["see 12", "(12"]),
        (Match(regex=["^ab$", "^cd$"]), ["ab", "cd", "ad"], ["ae", "eb"]),
        (Match(line="by <name>, editor"), ["by Ann, editor"], ["by Ann", "Ann, editor by"]),
        (Match(prefix="tags: <any>"), ["tags: a", "a tags:"], ["tags"]),
        (Match(only=["reply", "share"]), ["Reply | share", "reply share &", "please"], ["reply (3)", "reply a"]),
        (Match(only=["<n> votes", "share"]), ["3 votes share"], ["3 votes by"]),
        (Match(any=[Match(regex="^a$")]), ["a"], ["b"]),
    ],
)  # fmt: skip
def test_a_sieve_tells_by_characters(match: Match, passing: list[str], other: list[str]) -> None:
    """What a match needs, cannot have, and begins and ends with."""
    one = sieve(match)
    assert one is not None or not other
    for text in (*passing, *other):
        page = Page(text)
        passes = one is None or one.passes(page.folded[0], page.keys[0])
        assert passes is (text in passing), text


@pytest.mark.parametrize(
    "match",
    [
        Match(regex="a|b"),
        Match(regex="^.*$"),
        Match(regex="^a$", cased=True),
        Match(only=["<name>", "reply"]),
        Match(line=["<date>", "reply"]),
        Match(any=[Match(line="a"), Match(line="b")]),
        Match(words=(1, 3)),
    ],
)
def test_a_sieve_that_lets_everything_through_is_none(match: Match) -> None:
    """Nothing is kept, and nothing is looked at."""
    assert sieve(match) is None


def test_sieves_are_kept_as_they_are() -> None:
    """Those of the built-in rules, put together and taken apart."""
    assert len(SIEVED) > 0.5 * len(PARTS)
    packed = b"".join(one.packed(call) for call, (_, one) in enumerate(SIEVED))
    assert list(unpacked(packed)) == [(call, one) for call, (_, one) in enumerate(SIEVED)]
