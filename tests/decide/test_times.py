"""`times`: a mark that recurs on a page, and the thread that it gives away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page

from cleaner import Result

Clean = Callable[..., Result]
P = PROSE


@pytest.mark.parametrize(("marks", "left"), [(2, 2), (3, 0), (5, 0)])
def test_a_rule_with_times_needs_so_many_lines(clean: Clean, marks: int, left: int) -> None:
    """Fewer lines than `times` stay, all of them."""
    text = page(*P, *["x1"] * marks)
    assert clean(text, line("x1", times=3)).text.count("x1") == left


def test_the_verdict_says_how_many(clean: Clean) -> None:
    """Who asks why a line stayed gets the count."""
    result = clean(page(*P, "x1", "x1"), line("x1", times=3))
    assert {f.verdict for f in result.findings} == {"kept: 2 of 3 times on the page"}


def test_lines_that_do_not_count(clean: Clean) -> None:
    """A mark in a block that the rule does not touch, or that an exception covers, is not counted."""
    rule: dict[str, Any] = line("x1", times=3)
    assert clean(page(*P, "x1", "x1", "- x1"), {**rule, "not_in": ["list"]}).removed == ()
    unless = [{"regex": "x1!{3}", "reason": "a shout"}]
    assert clean(page(*P, "x1", "x1", "x1!!!"), {**rule, "unless": unless}).removed == ()


def test_the_thread_goes_however_long_it_is(clean: Clean) -> None:
    """Prose in a section of a recurring mark does not count towards the cap."""
    thread = [one for n in range(3) for one in ("x1", P[n], P[n + 1])]
    section = {"to": "end", "max_share": "100%"}
    result = clean(page(*P[:3], *thread), line("x1", times=3, section=section))
    assert (result.text, result.flags) == (page(*P[:3]), ())
    once = clean(page(*P[:3], *thread), line("x1", section=section))
    assert once.flags == ("capped",)


def test_the_rest_of_the_document_keeps_its_cap(clean: Clean) -> None:
    """Beside such a thread other rules still may not take too much of the prose."""
    section = {"to": "end", "max_share": "100%"}
    other = line(P[0], "r2", section={"to": "2 lines"})
    text = page(*P[:4], "x1", P[4], "x1", P[5], "x1")
    result = clean(text, line("x1", times=3, section=section), other)
    assert (result.text, result.flags) == (text, ("capped",))


def test_texts_of_consent_dialogs_are_not_counted(clean: Clean) -> None:
    """They are the same on every site and may be longer than the article."""
    rules = line(*P[2:8], category="consent"), line(*P[2:8], id="r9", category="legal")
    assert clean(page(*P), rules[0]).text == page(*P[:2])
    assert clean(page(*P), rules[1]).flags == ("capped",)
