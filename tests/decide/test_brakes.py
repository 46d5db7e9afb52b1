"""Brakes: what rules may never do to a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, line, page, rule

from cleaner import Config, ConfigError, Result
from cleaner.rounds import CAP_WORDS, _is_short
from cleaner.text.fold import count_words

Clean = Callable[..., Result]
P = PROSE


def taking(n: int) -> dict[str, Any]:
    """A rule that takes the first so many prose lines."""
    return rule(match={"prefix": [" ".join(one.split()[:4]).lower() for one in P[:n]]})


def test_too_much_prose_is_not_taken(clean: Clean) -> None:
    """Past the cap rule edits are dropped, repairs stay, and the document is flagged."""
    text = page(*P) + "\n\n\n  "
    assert len(text.split()) >= 100
    two = clean(text, taking(2))
    assert (two.text, two.flags) == (page(*P[2:]), ())
    three = clean(text, taking(3))
    assert (three.text, three.flags) == (page(*P), ("capped",))
    assert {cause for edit in three.edits for cause in edit.causes} == {"layout/end"}


def test_findings_of_a_capped_document_say_so(clean: Clean) -> None:
    """What would have acted is `kept: capped`; the rest keeps its verdict."""
    result = clean(
        page(*P, "x1", "x2"), taking(5), line("x1", action="protect"), line("x2", confidence="hint")
    )
    assert [f.verdict for f in result.findings if f.rule.endswith("r1")] == ["kept: capped"] * 5
    assert [f.verdict for f in result.findings if not f.rule.endswith("r1")] == [
        "protected",
        "kept: not corroborated",
    ]


@pytest.mark.parametrize(
    ("share", "n", "capped"), [(0.0, 1, True), (0.5, 3, False), (0.5, 5, True), (1.0, 7, False)]
)
def test_the_cap_is_a_share_of_the_prose(clean: Clean, share: float, n: int, capped: bool) -> None:
    """`max_prose_share` is a share of the characters of prose lines."""
    result = clean(page(*P), taking(n), max_prose_share=share)
    assert ("capped" in result.flags) == capped
    assert (result.text == page(*P)) == capped


def test_lines_that_are_no_prose_are_not_counted(clean: Clean) -> None:
    """However many other lines go, the cap does not bite."""
    text = page(*P, *[f"x{n}" for n in range(500)])
    assert clean(text, line("x<n>")).text == page(*P)


def test_short_documents_are_not_capped(clean: Clean) -> None:
    """Documents under 100 words may lose most of their prose."""
    text = page(*P[:5])
    assert len(text.split()) < 100
    assert clean(text, taking(4)).text == page(P[4])


def test_cuts_and_replacements_count(clean: Clean) -> None:
    """Prose that is cut away or replaced counts for the cap as well."""
    for keys in ({"action": "cut"}, {"action": "replace", "with_": "-"}):
        result = clean(page(*P), rule(match={"regex": r" and .*$"}, **keys))
        assert (result.text, result.flags) == (page(*P), ("capped",))


def test_the_cap_counts_all_rounds_together(clean: Clean) -> None:
    """Taking a little prose in each of several rounds is taking too much in the end."""
    rules = rule(
        match={"prefix": [" ".join(one.split()[:4]).lower() for one in P]}, where={"first": 1}
    )
    result = clean(page(*P), rules)
    assert result.text == page(*P)
    assert "capped" in result.flags


@pytest.mark.parametrize("text", ["x1", "x1\n", "\n\nx1\n\nx1\n", "x1\n***\n", "x1\n\n---\n…\n"])
def test_a_document_is_never_emptied(clean: Clean, text: str) -> None:
    """If nothing with a letter or digit would be left, rule edits are dropped."""
    result = clean(text, line("x1"))
    assert "x1" in result.text
    assert "would-be-empty" in result.flags
    assert {f.verdict for f in result.findings} == {"kept: would-be-empty"}


def test_a_document_is_not_emptied_round_by_round(clean: Clean) -> None:
    """The brake holds in later rounds, and all rounds are taken back."""
    result = clean("x1\nx2\n", line("x1"), line("x2", where={"first": 1, "last": 1}))
    assert result.text == "x1\nx2\n"
    assert "would-be-empty" in result.flags


def test_dropped_edits_extract_nothing(clean: Clean) -> None:
    """Metadata of dropped edits goes with them; what rules only told stays."""
    rules = [
        line("by <name>", extract={"authors": "name"}),
        line("from <any>", action="extract", extract={"agency": "any"}),
    ]
    result = clean("By Ann Roe\n\n***\n\nFrom Wire\n", *rules, taking(1))
    assert result.metadata.authors == ("Ann Roe",)
    result = clean(page("By Ann Roe", "From Wire", *P), *rules, taking(5))
    assert result.flags == ("capped",)
    assert result.metadata.authors == ()
    assert result.metadata.agency == "Wire"


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n\u00a0", "\u2028\u2029", "***\n---\n"])
def test_documents_without_words(clean: Clean, text: str) -> None:
    """Nothing is nothing: no brake, no error."""
    result = clean(text, line("x1"))
    assert "would-be-empty" not in result.flags
    assert result.findings == ()


@pytest.mark.parametrize(
    "config", [{"profile": "bold"}, {"max_prose_share": 1.1}, {"max_prose_share": -0.1}]
)
def test_impossible_configurations_are_refused(config: dict[str, Any]) -> None:
    """A configuration that cannot be is an error when it is made."""
    with pytest.raises(ConfigError):
        Config(**config)


@given(st.integers(90, 110), st.text("a \n好", max_size=300))
def test_short_texts_are_told_by_their_first_words(count: int, more: str) -> None:
    """The words of a text are counted only as far as the cap needs."""
    for text in ("word " * count, "词" * 2 * count, "word\n" * (count // 2) + more):
        assert _is_short(text) == (count_words(text) < CAP_WORDS)
