"""Where a rule may act: zones, positions, neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Result

Clean = Callable[..., Result]
P = PROSE


def lines_gone(clean: Clean, lines: list[str], *rules: dict[str, Any], **keys: Any) -> list[int]:
    """Which of these lines (from 0) are gone by the first rule, `my/pack/r1`."""
    result = clean(page(*lines), *rules, **{"max_prose_share": 1.0, **keys})
    return sorted(
        (n - 1) // 2 for f in result.findings if f.rule == "my/pack/r1" and f.acts for n in f.lines
    )


X = ["x1", P[0], P[1], "x1", P[2], P[3], "x1"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("head", [0]), ("body", [3]), ("tail", [6]), ("anywhere", [0, 3, 6]), (None, [0, 3, 6]), (["head", "tail"], [0, 6]), (["head", "anywhere"], [0, 3, 6]),
        ({"in": "head"}, [0]), ({"in": ["body", "tail"]}, [3, 6]), ({"first": 1}, [0]), ({"first": 2}, [0]), ({"first": 4}, [0, 3]), ({"last": 1}, [6]),
        ({"last": 2}, [6]), ({"last": 4}, [3, 6]), ({"first": 9}, [0, 3, 6]), ({"after": "0%"}, [0, 3, 6]), ({"after": "40%"}, [3, 6]), ({"after": "60%"}, [6]),
        ({"after": "100%"}, []), ({"before": "0%"}, [0]), ({"before": "60%"}, [0, 3]), ({"before": "100%"}, [0, 3, 6]), ({"after": "30%", "before": "70%"}, [3]),
        ({"in": "tail", "last": 1}, [6]), ({"in": "head", "last": 1}, []), ([{"first": 1}, {"last": 1}], [0, 6]), ([{"first": 1}, "body"], [0, 3]),
        ({"in": "body", "first": 4, "last": 4, "after": "10%", "before": "90%"}, [3]), ([{"in": "body", "first": 1}, {"in": "tail", "first": 1}], []),
    ],
)  # fmt: skip
def test_where(clean: Clean, where: Any, expected: list[int]) -> None:
    """A zone, a mapping whose keys are ANDed, or a list of these that is ORed."""
    keys = {} if where is None else {"where": where}
    assert lines_gone(clean, X, line("x1", **keys)) == expected


def test_lines_that_move_up_are_found_where_they_then_stand(clean: Clean) -> None:
    """Positions are those of the text as it is cleaned: a clean text holds nothing that would go."""
    result = clean(page("x1", "x1", "x1", P[0]), line("x1", where={"first": 1}))
    assert result.text == page(P[0])


@pytest.mark.xfail(
    reason="a rule that takes one line a round runs out of rounds, and all is dropped", strict=True
)
def test_many_lines_that_move_up(clean: Clean) -> None:
    """However many lines move up one after the other, the document settles."""
    result = clean(page(*["x1"] * 12, P[0]), line("x1", where={"first": 1}))
    assert result.flags == ()


def test_positions_count_lines_that_are_not_blank(clean: Clean) -> None:
    """`first` and `last` count non-blank lines, whatever the blank-line style."""
    for text in (f"a b\nx1\n{P[0]}\n", f"a b\n\n\n\nx1\n\n{P[0]}\n"):
        assert "x1" not in clean(text, line("x1", where={"first": 2})).text
        assert "x1" in clean(text, line("x1", where={"first": 1})).text
        assert "x1" not in clean(text, line("x1", where={"last": 2})).text
        assert "x1" in clean(text, line("x1", where={"last": 1})).text


@pytest.mark.parametrize("where", ["head", "body", "tail", ["head", "body", "tail"]])
def test_a_page_without_prose_has_no_zones(clean: Clean, where: Any) -> None:
    """There rules for head, body or tail do not act, and the page is flagged."""
    result = clean(page("A title", "x1", "Some words"), line("x1", where=where))
    assert result.text == page("A title", "x1", "Some words")
    assert result.flags == ("no-prose",)


def test_a_page_without_prose_still_has_positions(clean: Clean) -> None:
    """`first`, `last`, `after` and `before` need no prose."""
    assert lines_gone(clean, ["x1", "Some words", "x1"], line("x1", where={"first": 1})) == [0]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        (P[0], True), ("One two three four five six seven eight nine ten eleven twelve.", True), ("One two three four five six seven eight nine ten eleven.", False),
        ("One two three four five six seven eight nine ten eleven twelve", False), ("One two three four five six seven eight nine ten eleven twelve?”", True),
        ("議会は月曜日に会合を開き、冬が来る前に古い橋を修理することを決めた。", True), ("議会は月曜日に会合。", False), ("> " + P[0], True), ("- " + P[0], True), ("| " + P[0] + " | a | b |", False),
        ("สภาประชุมเมื่อวันจันทร์และลงมติให้ซ่อมแซมสะพานเก่าก่อนที่ฤดูหนาวจะมาถึงหุบเขา", True),
    ],
)  # fmt: skip
def test_prose(clean: Clean, text: str, is_prose: bool) -> None:
    """A prose line has about 12 words and final punctuation; other measures hold for other scripts."""
    result = clean(f"x1\n\n{text}\n", line("x1", where="head"))
    assert (result.text == f"{text}\n") == is_prose


# ---- claimed prose

BIO = (
    "Ann Roe has written about bridges for this paper for more than twenty years and lives nearby."
)


def test_prose_that_a_finding_claims_does_not_end_the_body(clean: Clean) -> None:
    """A bio that a rule takes is no prose for the zones: what stands before it is the tail."""
    lines = [P[0], P[1], "x1", BIO]
    bio = rule(match={"prefix": "ann roe has written"})
    assert lines_gone(clean, lines, line("x1", where="tail")) == []
    assert lines_gone(clean, lines, line("x1", where="tail"), bio) == [2]


def test_prose_in_a_section_is_claimed(clean: Clean) -> None:
    """So is prose in the section of a finding, and a consent sentence above the text."""
    lines = ["We use cookies", P[5], "x1", P[0], P[1], "x1", "About", BIO]
    openers = [
        line("we use cookies", section={"to": "1 line"}),
        line("about", section={"to": "1 line"}),
    ]
    assert lines_gone(clean, lines, line("x1", where="head")) == []
    assert lines_gone(clean, lines, line("x1", where="head"), *openers) == [2]
    assert lines_gone(clean, lines, line("x1", where="tail"), *openers) == [5]


def test_a_finding_does_not_count_its_own_line(clean: Clean) -> None:
    """A rule for the tail may take a sentence: its own line does not end the body."""
    assert lines_gone(
        clean, [P[0], P[1], BIO], rule(match={"prefix": "ann roe"}, where="tail")
    ) == [2]
    assert lines_gone(
        clean, [BIO, P[0], P[1]], rule(match={"prefix": "ann roe"}, where="head")
    ) == [0]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "testing"}, {"action": "extract", "extract": {"section": "=x"}}, {"action": "protect"}, {"documents": ["forum"]}, {"languages": ["fr"]},
        {"sites": ["example.org"]}, {"unless": [{"contains": "bridges", "reason": "so"}]}, {"not_in": ["prose"]}, {"action": "cut"},
    ],
)  # fmt: skip
def test_findings_that_remove_nothing_claim_nothing(clean: Clean, other: dict[str, Any]) -> None:
    """Only findings that would take the line claim it."""
    lines = [P[0], P[1], "x1", BIO]
    bio = rule(match={"prefix": "ann roe has written"}, **other)
    assert lines_gone(clean, lines, line("x1", where="tail"), bio, language="en") == []


# ---- near


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["x1", "y1"], [0]), (["y1", "x1"], [1]), (["y1", "a", "b", "x1"], [3]), (["y1", "a", "b", "c", "x1"], []), (["x1", "a", "b", "y1"], [0]), (["x1", "z1"], []), (["x1"], []),
        (["x1", "a", "b", "c", "y1", "x1"], [5]),
    ],
)  # fmt: skip
def test_near(clean: Clean, lines: list[str], expected: list[int]) -> None:
    """Within three non-blank lines, either way, stands a finding of one of the categories."""
    rules = [
        line("x1", where={"near": ["share", "tags"]}),
        line("y1", category="share"),
        line("z1", category="ads"),
    ]
    assert lines_gone(clean, [*lines, P[0]], *rules) == expected


def test_two_near_rules_do_not_prop_each_other_up(clean: Clean) -> None:
    """A finding that itself rests on `near` is no neighbour for another."""
    one = line("x1", category="share", where={"near": ["tags"]})
    two = line("y1", category="tags", where={"near": ["share"]})
    text = page("x1", "y1", P[0])
    assert clean(text, one, two).text == text
    three = line("z1", category="share")
    assert clean(page("x1", "y1", "z1", P[0]), one, two, three).text == page("x1", P[0])


def test_near_does_not_hand_on(clean: Clean) -> None:
    """A chain of lines each near the next ends after its first link."""
    rules = [line("x1", where={"near": ["promo", "share"]}), line("y1", category="share")]
    assert lines_gone(clean, ["y1", "x1", "a", "b", "x1", P[0]], *rules) == [1]


def test_a_near_rule_with_another_place_is_a_neighbour(clean: Clean) -> None:
    """A finding that stands without its neighbours, by another alternative, counts."""
    one = line("x1", where={"near": ["share"]})
    two = line("y1", category="share", where=[{"near": ["tags"]}, {"first": 2}])
    assert lines_gone(clean, ["x1", "y1", P[0]], one, two) == [0]
    assert lines_gone(clean, ["a", "x1", "y1", P[0]], one, two) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"status": "testing"}, []), ({"documents": ["forum"]}, []), ({"where": "tail"}, []), ({"confidence": "likely"}, [0]), ({"confidence": "hint"}, [0]),
        ({"action": "extract", "extract": {"section": "=x"}}, [0]), ({"unless": [{"line": "y1", "reason": "so"}]}, []), ({"action": "protect"}, [0]),
        ({"action": "signal", "signal": "forum"}, []),
    ],
)  # fmt: skip
def test_which_findings_are_neighbours(
    clean: Clean, other: dict[str, Any], expected: list[int]
) -> None:
    """Findings that apply there count, sure or not; those that do not apply, or are in testing, do not."""
    one = line("x1", where={"near": ["share"]})
    assert (
        lines_gone(clean, ["x1", "y1", P[0]], one, line("y1", category="share", **other))
        == expected
    )


def test_near_is_not_the_line_itself(clean: Clean) -> None:
    """A finding of the category on the very line is no neighbour."""
    one = line("x1", where={"near": ["share"]})
    assert (
        lines_gone(clean, ["x1", P[0]], one, line("x1", category="share", confidence="hint")) == []
    )


def test_near_is_anded(clean: Clean) -> None:
    """Beside other keys `near` is one more condition."""
    rules = [line("x1", where={"near": ["share"], "first": 1}), line("y1", category="share")]
    assert lines_gone(clean, ["x1", "y1", "x1", P[0]], *rules) == [0]


def test_where_says_why(clean: Clean) -> None:
    """What is not in place stays, with its reason."""
    lines = page("x1", P[0], "x1", P[1], "x1")
    for where, reason in [
        ("head", "kept: not in the head"), ({"first": 1}, "kept: not among the first 1 lines"), ({"last": 5, "near": ["share"]}, "kept: nothing of share near it"),
        ({"after": "99%"}, "kept: before 99% of the text"), ({"before": "1%", "after": "0%"}, "kept: after 1% of the text"), ({"last": 1}, "kept: not among the last 1 lines"),
    ]:  # fmt: skip
        assert reason in {f.verdict for f in clean(lines, line("x1", where=where)).findings}
