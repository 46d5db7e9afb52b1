"""`run` and `sequence`: adjacent lines that only mean something together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, garbage, line, page, rule

from cleaner import Cleaner, Result

Clean = Callable[..., Result]
TERMS = {"line": ["share", "tweet", "pin"]}


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Share"], ["Share"]), (["Share", "Tweet"], []), (["Share", "Tweet", "Pin", "Share"], []), (["Share", "A word", "Tweet"], ["Share", "A word", "Tweet"]),
        (["Share", "A word", "Tweet", "Pin"], ["Share", "A word"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n \n"])
def test_run(clean: Clean, lines: list[str], left: list[str], between: str) -> None:
    """A run has at least so many adjacent lines; blank lines between them do not count."""
    result = clean(
        PROSE[0] + "\n\n" + between.join(lines) + "\n", rule(match=TERMS, run=2), layout=False
    )
    assert result.text.split() == f"{PROSE[0]} {' '.join(left)}".split()


def test_every_line_of_a_run_must_be_in_place(clean: Clean) -> None:
    """With `run` every line must satisfy `where`."""
    text = page("Share", "Tweet", "Pin", *PROSE)
    assert clean(text, rule(match=TERMS, run=2, where={"first": 3})).text == page(*PROSE)
    assert clean(text, rule(match=TERMS, run=2, where={"first": 2})).text == text


def test_a_run_ends_at_a_protected_block(clean: Clean) -> None:
    """Lines of other block kinds are no part of a run."""
    text = page(PROSE[0]) + "\nShare\n- Tweet\nPin\n"
    assert "Share" in clean(text, rule(match=TERMS, run=2, blocks=["prose"])).text
    assert "Share" not in clean(text, rule(match=TERMS, run=3)).text


def test_a_run_with_an_exception_stays(clean: Clean) -> None:
    """A line for which `unless` holds stays, and the run with it."""
    text = page(PROSE[0], "Share", "Tweet", "Pin")
    assert (
        clean(text, rule(match=TERMS, run=2, unless=[{"line": "tweet", "reason": "so"}])).text
        == text
    )


STEPS = [
    {"line": "<n>"},
    {"line": ["min", "min read"]},
    {"line": "by", "repeat": [0, 1]},
    {"line": "<name> says", "repeat": [1, 2]},
]


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (["5", "min", "by", "Ann says"], 4), (["5", "min", "Ann says"], 3), (["5", "min read", "by", "Ann says", "Bea says"], 5),
        (["5", "min", "Ann says", "Bea says", "Cat says"], 4), (["5", "min", "by"], 0), (["5", "min", "by", "by", "Ann says"], 0), (["min", "Ann says"], 0),
        (["5", "x", "min", "Ann says"], 0), (["Ann says", "min", "5"], 0), (["4", "5", "min", "Ann says"], 3), (["5"], 0),
        (["5", "min", "Ann says", "6", "min", "Bea says"], 6),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_sequence(clean: Clean, lines: list[str], gone: int, between: str) -> None:
    """A sequence matches line by line, in order; a step may be left out or come several times."""
    result = clean(PROSE[0] + "\n\n" + between.join(lines), rule(sequence=STEPS))
    before = len(PROSE[0].split()) + len(" ".join(lines).split())
    left = result.text.split()
    assert (before - len(left) > 0) == (gone > 0)
    assert sum(len(f.lines) for f in result.findings if f.verdict == "removed") == gone


def test_later_steps_may_hang_on_nothing(clean: Clean) -> None:
    """Only the first step needs something of its own: later ones may be any short line."""
    rules = rule(sequence=[{"line": "original url:"}, {"words": [1, 1]}, {"line": "<name>"}])
    assert clean(page("Original url:", "x.org/a", "Jane Doe", PROSE[0]), rules).text == page(
        PROSE[0]
    )
    assert "Original" in clean(page("Original url:", "x.org/a b", "Jane Doe", PROSE[0]), rules).text


def test_a_first_step_may_be_repeated(clean: Clean) -> None:
    """`repeat` of the first step takes as many lines as it can."""
    rules = rule(sequence=[{"line": "x1", "repeat": [2, 3]}, {"line": "y1"}])
    assert clean(page(PROSE[0], "x1", "x1", "y1"), rules).text == page(PROSE[0])
    assert clean(page(PROSE[0], "x1", "x1", "x1", "y1"), rules).text == page(PROSE[0])
    assert clean(page(PROSE[0], "x1", "y1"), rules).text == page(PROSE[0], "x1", "y1")
    assert clean(page(PROSE[0], "x1", "x1", "x1", "x1", "y1"), rules).text == page(PROSE[0], "x1")


def test_a_step_gives_back_what_the_next_one_needs(clean: Clean) -> None:
    """A repeated step may take fewer lines than it could."""
    rules = rule(
        sequence=[
            {"line": "go"},
            {"words": [1, 1], "repeat": [0, 5]},
            {"line": "end"},
            {"line": "end"},
        ]
    )
    assert clean(page(PROSE[0], "go", "a", "end", "end"), rules).text == page(PROSE[0])


def test_every_line_of_a_sequence_must_be_in_place(clean: Clean) -> None:
    """With `sequence` every line must satisfy `where`."""
    rules = rule(sequence=[{"line": "by"}, {"line": "<name>"}], where="head")
    assert clean(page("By", "Jane Doe", PROSE[0]), rules).text == page(PROSE[0])
    text = page("Title of it", PROSE[0], "By", "Jane Doe")
    assert clean(text, rules).text == text


def test_a_sequence_through_a_protected_block_stays(clean: Clean) -> None:
    """A sequence of which one line lies in a protected block does not act."""
    text = (
        page(PROSE[0], "By") + "\n> Jane Doe who has written much more than that about the bridge\n"
    )
    rules = rule(sequence=[{"line": "by"}, {"prefix": "jane doe"}])
    result = clean(text, rules)
    assert result.text == text
    assert result.findings[0].verdict == "kept: in a quote"
    assert clean(text, {**rules, "blocks": ["prose", "quote"]}).text == page(PROSE[0])


def test_a_sequence_takes_a_moment_whatever_stands_there(clean: Clean) -> None:
    """Many steps that all match the same lines do not multiply."""
    steps: list[dict[str, Any]] = [
        {"line": "x1", "repeat": [1, 50]},
        *({"words": [1, 1], "repeat": [0, 20]} for _ in range(7)),
        {"line": "end"},
    ]
    start = time.process_time()
    clean("x1\n" * 400, rule(sequence=steps))
    assert time.process_time() - start < 3


def test_a_section_follows_the_last_line(clean: Clean) -> None:
    """The section of a run or sequence begins behind its last line."""
    text = page(PROSE[0], "By", "Jane Doe", "Gone", PROSE[1])
    rules = rule(sequence=[{"line": "by"}, {"line": "<name>"}], section={"to": "1 line"})
    assert clean(text, rules).text == page(PROSE[0], PROSE[1])


def test_overlapping_rules_share_a_line(clean: Clean) -> None:
    """A line that two rules take goes once, and the edit names both."""
    result = clean(
        page(PROSE[0], "Share", "Tweet"), rule(match=TERMS, run=2), line("tweet"), layout=False
    )
    assert result.text == page(PROSE[0])
    assert {cause for edit in result.edits for cause in edit.causes} == {"my/pack/r1", "my/pack/r2"}


def test_sequences_leave_nothing_to_the_garbage_collector(make: Callable[..., Cleaner]) -> None:
    """Pages are freed as soon as they are done with: nothing in a walk knows itself."""
    cleaner = make(rule(sequence=[{"line": "by"}, {"line": "<name>"}]))
    text = page(
        PROSE[0], "By", "Jane Doe", PROSE[1], "By", "nobody else than they themselves did it"
    )
    assert garbage(lambda: cleaner.clean(text)) == 0
    assert "Jane Doe" not in cleaner.clean(text).text
