"""How sure a finding must be to act: confidence, corroboration, profiles, status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Result

Clean = Callable[..., Result]
P = PROSE


def verdicts(clean: Clean, lines: list[str], *rules: dict[str, Any], **keys: Any) -> dict[str, str]:
    """The verdict of each rule's first finding, by the rule's number."""
    out: dict[str, str] = {}
    for finding in clean(page(P[0], *lines, P[1]), *rules, **keys).findings:
        out.setdefault(finding.rule.rsplit("/", 1)[-1], finding.verdict)
    return out


@pytest.mark.parametrize(
    ("profile", "certain", "likely", "hint"),
    [
        ("conservative", "removed", "kept: only likely (profile conservative)", "kept: only hint (profile conservative)"),
        ("balanced", "removed", "kept: not corroborated", "kept: not corroborated"), ("aggressive", "removed", "removed", "kept: not corroborated"),
    ],
)  # fmt: skip
def test_alone(clean: Clean, profile: str, certain: str, likely: str, hint: str) -> None:
    """Certain acts in every profile, likely alone only in `aggressive`, a hint never alone."""
    for confidence, verdict in (("certain", certain), ("likely", likely), ("hint", hint)):
        assert verdicts(clean, ["x1"], line("x1", confidence=confidence), profile=profile) == {
            "r1": verdict
        }


@pytest.mark.parametrize("profile", ["conservative", "balanced", "aggressive"])
@pytest.mark.parametrize("action", ["remove", "cut", "replace"])
def test_every_edit_needs_its_confidence(clean: Clean, profile: str, action: str) -> None:
    """Cuts and replacements are weighed like removals."""
    keys = {"with_": "z"} if action == "replace" else {}
    text = page(P[0], "x1 y1")
    changed = (
        clean(
            text,
            rule(match={"contains": "x1"}, action=action, confidence="likely", **keys),
            profile=profile,
        ).text
        != text
    )
    assert changed == (profile == "aggressive")


def test_another_category_on_the_line_corroborates(clean: Clean) -> None:
    """A likely finding acts with a finding of another category on its line, be it only likely or a hint."""
    one = line("x1 y1", confidence="likely")
    for confidence in ("certain", "likely", "hint"):
        assert (
            verdicts(
                clean,
                ["x1 y1"],
                one,
                rule(match={"prefix": "x1"}, category="ads", confidence=confidence),
            )["r1"]
            == "removed"
        )
    assert (
        verdicts(
            clean,
            ["x1 y1"],
            one,
            rule(
                match={"prefix": "x1"}, category="ads", action="extract", extract={"section": "=x"}
            ),
        )["r1"]
        == "removed"
    )


def test_the_same_words_count_once(clean: Clean) -> None:
    """Two doubtful findings of the very same words do not corroborate each other; a slot or a certain one does."""
    one = line("x1 y1", confidence="likely")
    for other, acts in (
        (line("x1 y1", category="ads", confidence="likely"), False),
        (rule(match={"prefix": "x1 y1"}, category="ads", confidence="hint"), False),
        (line("x1 <any>", category="ads", confidence="likely"), True),
        (rule(match={"suffix": "y1"}, category="ads", confidence="likely"), True),
        (line("x1 y1", category="ads"), True),
    ):
        expected = "removed" if acts else "kept: not corroborated"
        assert verdicts(clean, ["x1 y1"], one, other)["r1"] == expected


@pytest.mark.parametrize(
    "other",
    [
        {"category": "promo"}, {"category": "ads", "status": "testing"}, {"category": "ads", "action": "protect"}, {"category": "ads", "action": "signal", "signal": "forum"},
        {"category": "ads", "where": "tail"}, {"category": "ads", "documents": ["forum"]}, {"category": "ads", "unless": [{"line": "x1 y1", "reason": "so"}]},
        {"category": "ads", "languages": ["fr"]}, {"category": "ads", "blocks": ["table"]},
    ],
)  # fmt: skip
def test_what_does_not_corroborate_on_the_line(clean: Clean, other: dict[str, Any]) -> None:
    """The same category, protection, signals, and findings that do not stand are no corroboration."""
    given = verdicts(
        clean,
        ["x1 y1"],
        line("x1 y1", confidence="likely"),
        rule(match={"prefix": "x1"}, **{"confidence": "likely", **other}),
        language="en",
    )
    assert given["r1"].startswith("kept")


@pytest.mark.parametrize(
    ("lines", "acts"),
    [
        (["x1", "y1"], True), (["y1", "x1"], True), (["x1", "a", "b", "y1"], True), (["y1", "a", "b", "x1"], True), (["x1", "a", "b", "c", "y1"], False), (["x1"], False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("category", ["promo", "ads"])
def test_a_line_that_goes_nearby_corroborates(
    clean: Clean, lines: list[str], acts: bool, category: str
) -> None:
    """Within three non-blank lines, either way, a line goes because of a certain finding of any category."""
    given = verdicts(clean, lines, line("x1", confidence="likely"), line("y1", category=category))
    assert given["r1"] == ("removed" if acts else "kept: not corroborated")


def test_two_likelies_on_neighbouring_lines_do_not_prop_each_other_up(clean: Clean) -> None:
    """However many likely findings stand together, none of them goes."""
    lines = ["x1", "y1", "z1"] * 3
    rules = [
        line(name, category=category, confidence="likely")
        for name, category in (("x1", "ads"), ("y1", "share"), ("z1", "tags"))
    ]
    assert set(verdicts(clean, lines, *rules).values()) == {"kept: not corroborated"}


def test_a_corroborated_likely_corroborates_nothing(clean: Clean) -> None:
    """Certainty is not handed on from line to line."""
    lines = ["y1", "x1", "a", "b", "z1"]
    given = verdicts(
        clean, lines, line("x1", confidence="likely"), line("y1"), line("z1", confidence="likely")
    )
    assert given == {"r1": "removed", "r2": "removed", "r3": "kept: not corroborated"}


@pytest.mark.parametrize(
    "other",
    [
        {"action": "cut"}, {"action": "extract", "extract": {"section": "=x"}}, {"action": "protect"}, {"status": "testing"}, {"confidence": "likely"}, {"where": "head"},
        {"unless": [{"line": "y1", "reason": "so"}]}, {"section": {"to": "3 lines", "empty": False, "stop": {"line": "a"}}}, {"section": {"to": "4 lines", "max_share": "1%"}},
    ],
)  # fmt: skip
def test_what_does_not_corroborate_nearby(clean: Clean, other: dict[str, Any]) -> None:
    """Only lines that really go count: not cuts, not findings that are kept for any reason."""
    given = verdicts(clean, ["x1", "y1", "a"], line("x1", confidence="likely"), line("y1", **other))
    assert given["r1"] == "kept: not corroborated"


def test_a_line_that_is_protected_does_not_corroborate(clean: Clean) -> None:
    """A certain finding on a protected line does not go, so it vouches for nothing."""
    given = verdicts(
        clean,
        ["x1", "y1"],
        line("x1", confidence="likely"),
        line("y1"),
        line("y1", action="protect"),
    )
    assert given == {"r1": "kept: not corroborated", "r2": "kept: protected", "r3": "protected"}


def test_section_lines_corroborate(clean: Clean) -> None:
    """Lines that go with a certain opener count."""
    lines = ["y1", "a", "b", "c", "d", "x1"]
    assert (
        verdicts(clean, lines, line("x1", confidence="likely"), line("y1"))["r1"]
        == "kept: not corroborated"
    )
    assert (
        verdicts(
            clean, lines, line("x1", confidence="likely"), line("y1", section={"to": "3 lines"})
        )["r1"]
        == "removed"
    )


def test_a_hint_needs_two(clean: Clean) -> None:
    """Two corroborations: two categories on the line, two lines that go nearby, or one of each."""
    hint = line("x1 z1", confidence="hint")
    on_line = [
        rule(match={"prefix": "x1"}, category=category, confidence="hint")
        for category in ("ads", "share")
    ]
    going = line("y1")
    assert verdicts(clean, ["x1 z1"], hint, on_line[0])["r1"] == "kept: not corroborated"
    assert verdicts(clean, ["x1 z1"], hint, *on_line)["r1"] == "removed"
    assert verdicts(clean, ["x1 z1", "y1"], hint, going)["r1"] == "kept: not corroborated"
    assert verdicts(clean, ["y1", "x1 z1", "y1"], hint, going)["r1"] == "removed"
    assert verdicts(clean, ["x1 z1", "y1"], hint, going, on_line[0])["r1"] == "removed"


def test_where_does_not_corroborate(clean: Clean) -> None:
    """A place is a condition, no evidence."""
    assert (
        verdicts(
            clean, ["x1"], line("x1", confidence="likely", where=[{"in": "body", "first": 2}])
        )["r1"]
        == "kept: not corroborated"
    )


def test_conservative_does_not_weigh(clean: Clean) -> None:
    """In the conservative profile corroboration changes nothing."""
    given = verdicts(
        clean, ["x1", "y1"], line("x1", confidence="likely"), line("y1"), profile="conservative"
    )
    assert given == {"r1": "kept: only likely (profile conservative)", "r2": "removed"}


def test_testing_rules_are_reported_and_never_applied(clean: Clean) -> None:
    """A rule in testing is found, with a verdict that says so, and changes nothing."""
    rules = line("x1", status="testing", extract={"section": "line"})
    for profile in ("conservative", "balanced", "aggressive"):
        result = clean(page(P[0], "x1"), rules, profile=profile)
        assert result.text == page(P[0], "x1")
        assert result.metadata.section is None
        assert [f.verdict for f in result.findings] == ["kept: the rule is in testing"]


@pytest.mark.parametrize("action", ["protect", "signal", "extract"])
def test_testing_rules_do_not_protect_signal_or_extract(clean: Clean, action: str) -> None:
    """So it is with rules that do not edit."""
    keys: dict[str, Any] = {
        "signal": {"signal": "forum"},
        "extract": {"extract": {"section": "line"}},
    }.get(action, {})
    result = clean(
        page("x1", "x1", P[0]), line("x1", action=action, status="testing", **keys), line("x1")
    )
    assert result.text == page(P[0])
    assert (result.document, result.metadata.section) == ("unknown", None)


def test_deprecated_rules_are_gone(clean: Clean) -> None:
    """A deprecated rule is not even looked for."""
    old = line("x1", status="deprecated", replaced_by="my/pack/r2")
    result = clean(page(P[0], "x1", "x2"), old, line("x2"))
    assert result.text == page(P[0], "x1")
    assert [f.rule for f in result.findings] == ["my/pack/r2"]
