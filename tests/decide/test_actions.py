"""What actions do to the text: remove, cut, replace, protect, extract, signal; and what an edit takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Edit, Result

Clean = Callable[..., Result]
P = PROSE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b\nx1\nc d\n", "a b\nc d\n"), ("a b\n\nx1\n\nc d\n", "a b\n\nc d\n"), ("a b\n\n\nx1\n\nc d\n", "a b\n\n\nc d\n"), ("a b\n\nx1\n\n\nc d\n", "a b\n\n\nc d\n"),
        ("a b\nx1\n\nc d\n", "a b\n\nc d\n"), ("a b\n\nx1\nc d\n", "a b\n\nc d\n"), ("x1\n\na b\n", "a b\n"), ("x1\na b\n", "a b\n"), ("a b\n\nx1\n", "a b\n"), ("a b\nx1", "a b"),
        ("a b\n\nx1", "a b"), ("a b\n\nx1\nx1\n\nx1\n\nc d\n", "a b\n\nc d\n"), ("a b\r\n\r\nx1\r\n\r\nc d\r\n", "a b\r\n\r\nc d\r\n"), ("a b\u2028x1\u2028c d", "a b\u2028c d"),
        ("a b\n  x1  \nc d", "a b\nc d"), ("a b\n\n \n\nx1\n\nc d\n", "a b\n\n \n\nc d\n"), ("x1\nx1\n\n\na b", "a b"), ("a b\rx1\rc d", "a b\rc d"), ("a b\nx1\x0cc d", "a b\nc d"),
    ],
)  # fmt: skip
def test_remove(clean: Clean, text: str, expected: str) -> None:
    """`remove` takes whole lines and the blank lines that would be left over; other white space stays."""
    assert clean(text, line("x1"), layout=False).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Share: The bridge is old", "The bridge is old"), ("» Share | The bridge", "The bridge"), ("Share - “The bridge” is old", "“The bridge” is old"), ("Share (The bridge)", "(The bridge)"),
        ("  Share: The bridge", "The bridge"), ("**Share:** The bridge", "The bridge"), ("The bridge\n\nShare", "The bridge"), ("The bridge\n\nShare: ***", "The bridge"), ("Share… [the bridge]", "[the bridge]"),
        ("SHARE —\u00a0The bridge", "The bridge"), ("Share The bridge", "The bridge"), ("- Share: the bridge", "the bridge"), ("Share: 12", "12"),
    ],
)  # fmt: skip
def test_cut_prefix(clean: Clean, text: str, expected: str) -> None:
    """A cut prefix goes with what stands before it and the separators behind it."""
    assert clean(text, rule(match={"prefix": "share"}, action="cut")).text == f"{expected}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge | Share", "The bridge"), ("The bridge (Share)", "The bridge"), ("The bridge - Share…", "The bridge"), ("The bridge. Share »", "The bridge."), ("The bridge, Share", "The bridge,"),
        ("The bridge Share!  ", "The bridge"), ("“The bridge” — SHARE", "“The bridge”"), ("The bridge > Share", "The bridge"), ("The bridge\nShare", "The bridge"), ("The bridge · [Share]", "The bridge"),
        ("12 Share", "12"),
    ],
)  # fmt: skip
def test_cut_suffix(clean: Clean, text: str, expected: str) -> None:
    """A cut suffix goes with the separators before it and what stands behind."""
    assert clean(text, rule(match={"suffix": "share"}, action="cut")).text == f"{expected}\n"


@pytest.mark.parametrize(
    ("match", "text", "expected"),
    [
        ({"contains": "(share)"}, "The bridge (Share) is old", "The bridge  is old"), ({"contains": "share this"}, "The bridge: share THIS, please", "The bridge: , please"),
        ({"contains": "share"}, "Share the bridge, share it, share", "the bridge,  it,"), ({"contains": ["share", "share it"]}, "Please share it now", "Please  now"),
        ({"regex": r"\[\d+ edit\] ?"}, "The [1 edit] bridge[22 edit]", "The bridge"), ({"contains": "share"}, "(Share) the bridge", "() the bridge"),
        ({"contains": "share"}, "The bridge\n*Share*", "The bridge"), ({"regex": "^share: "}, "Share: the bridge", "the bridge"), ({"contains": "straße"}, "Die STRASSE heißt so", "Die  heißt so"),
        ({"contains": "teilen"}, "ẞẞ teilen ẞ", "ẞẞ  ẞ"), ({"contains": "share"}, "İ… “Share” ﬁn", "İ… “” ﬁn"), ({"contains": "share"}, "a\u200b \u00a0\u200b share\u200b \u200bb", "a\u200b \u00a0\u200b  \u200bb"),
    ],
)  # fmt: skip
def test_cut_spans(clean: Clean, match: dict[str, Any], text: str, expected: str) -> None:
    """With `contains` and `regex` the matched span goes, nothing else; only at the line's ends the space."""
    assert clean(text, rule(match=match, action="cut")).text == f"{expected}\n"


def test_cut_line_takes_the_line(clean: Clean) -> None:
    """Cutting all of a line, or all its letters and digits, takes the line with its blank lines."""
    result = clean(
        page(P[0], "*** x1 ***", "(x2)", P[1]),
        line("x1", action="cut"),
        rule(match={"contains": "x2"}, action="cut"),
    )
    assert result.text == page(P[0], P[1])
    assert [edit.causes for edit in result.edits] == [("my/pack/r1",), ("my/pack/r2",)]


def test_overlapping_cuts_merge(clean: Clean) -> None:
    """What two cuts both take goes once."""
    rules = [rule(match={"contains": one}, action="cut") for one in ("one two", "two three", "six")]
    assert clean("zero one two three four six", *rules).text == "zero  four\n"


@pytest.mark.parametrize(
    ("match", "with_", "text", "expected"),
    [
        ({"regex": r"(?P<n>\d+) min read"}, "<n> minutes", "A 5 Min Read, b 12 min read", "A 5 minutes, b 12 minutes"), ({"contains": "colour"}, "color", "Colour and COLOUR", "color and color"),
        ({"prefix": "by <name>"}, "<name>", "By Jane Doe", "Jane Doe"), ({"line": "by <name> in <any>"}, "<any>: <name>", "By Jane Doe in Rome", "Rome: Jane Doe"),
        ({"contains": "(at)"}, "@", "ann (at) example", "ann @ example"), ({"regex": "foo"}, "", "a foo b", "a  b"), ({"line": "say <any> now"}, "<any>", "Say <any> so <any> now", "<any> so <any>"),
        ({"prefix": "x1 is", "regex": "^x1 is .+$"}, "so: <line>", "  X1 is it: ", "so: X1 is it:"),
    ],
)  # fmt: skip
def test_replace(clean: Clean, match: dict[str, Any], with_: str, text: str, expected: str) -> None:
    """The span becomes `with`, in which `<slot>` stands for what was captured, as the source has it."""
    result = clean(text, rule(match=match, action="replace", with_=with_))
    assert result.text == f"{expected}\n"
    assert result.findings[0].verdict == "replaced"


def test_a_replacement_that_changes_nothing_is_none(clean: Clean) -> None:
    """Where the text stands there already, the finding says so, once."""
    result = clean(
        page("A 5 minutes walk", "A 6 min walk"),
        rule(match={"regex": r"(?P<n>\d+) min(?:utes)?\b"}, action="replace", with_="<n> minutes"),
    )
    assert result.text == page("A 5 minutes walk", "A 6 minutes walk")
    assert [(f.lines, f.verdict) for f in result.findings] == [
        ((1,), "kept: it changes nothing"),
        ((3,), "replaced"),
    ]


def test_a_replacement_with_a_slot_that_was_not_captured(clean: Clean) -> None:
    """Where a phrase without the slot matched, nothing is replaced."""
    rules = line("by <name>", "anonymous", action="replace", with_="Author: <name>")
    assert clean(page("By Jane Doe", "Anonymous"), rules).text == page(
        "Author: Jane Doe", "Anonymous"
    )


def test_a_replacement_that_never_settles(clean: Clean) -> None:
    """A rule that finds its own replacement again is dropped, and the document flagged."""
    result = clean(
        "a  foo\n\n\n\nb", rule(match={"contains": "foo"}, action="replace", with_="foo bar")
    )
    assert result.text == "a  foo\n\nb\n"
    assert "unsettled" in result.flags
    assert result.findings[0].verdict == "kept: unsettled"


@pytest.mark.parametrize("first", [0, 1])
def test_replacements_that_overlap(clean: Clean, first: int) -> None:
    """The earlier, then the longer one stays; the other says why it did not act."""
    rules = [
        rule(id="a", match={"contains": "two three"}, action="replace", with_="2 3"), rule(id="b", match={"contains": "one two"}, action="replace", with_="1 2"),
    ]  # fmt: skip
    if first:
        rules.reverse()
    result = clean("zero one two three four", *rules)
    assert result.text == "zero 1 2 three four\n"
    assert {f.rule: f.verdict for f in result.findings} == {
        "my/pack/a": "kept: overlaps another edit",
        "my/pack/b": "replaced",
    }


def test_a_longer_replacement_at_the_same_place_stays(clean: Clean) -> None:
    """Of two that begin together the longer one is made."""
    rules = [
        rule(match={"contains": one}, action="replace", with_=two)
        for one, two in (("one", "1"), ("one two", "1 2"))
    ]
    assert clean("zero one two three", *rules).text == "zero 1 2 three\n"


def test_a_finding_acts_where_one_of_its_spans_does(clean: Clean) -> None:
    """A replacement that is made in one place and not in another is `replaced`."""
    rules = [
        rule(match={"regex": "foo|bar x"}, action="replace", with_="z"),
        rule(match={"contains": "the bar"}, action="replace", with_="a pub"),
    ]
    result = clean("a foo and the bar x", *rules)
    assert result.text == "a z and a pub x\n"
    assert {f.rule: f.verdict for f in result.findings} == {
        "my/pack/r1": "replaced",
        "my/pack/r2": "replaced",
    }


# ---- protect, and who wins on a line


@pytest.mark.parametrize("action", ["remove", "cut", "replace"])
@pytest.mark.parametrize("confidence", ["certain", "likely", "hint"])
def test_protection_wins(clean: Clean, action: str, confidence: str) -> None:
    """A protected line stays as it is, however sure the other rule is."""
    text = page(P[0], "x1 y1")
    rules = [
        rule(
            match={"contains": "x1"},
            action=action,
            **({"with_": "z"} if action == "replace" else {}),
        ),
        rule(match={"contains": "y1"}, action="protect", confidence=confidence),
    ]
    result = clean(text, *rules)
    assert result.text == text
    assert {f.rule: f.verdict for f in result.findings} == {
        "my/pack/r1": "kept: protected",
        "my/pack/r2": "protected",
    }


def test_protection_has_a_place(clean: Clean) -> None:
    """A `protect` rule that is not in place protects nothing."""
    text = page(P[0], "x1")
    assert clean(text, line("x1"), line("x1", action="protect", where="head")).text == page(P[0])
    assert clean(text, line("x1"), line("x1", action="protect", where="tail")).text == text


def test_protection_saves_lines_not_whole_findings(clean: Clean) -> None:
    """Of a run, the lines that are not protected go."""
    text = page(P[0], "x1", "x2", "x3")
    assert clean(
        text, rule(match={"line": ["x1", "x2", "x3"]}, run=3), line("x2", action="protect")
    ).text == page(P[0], "x2")


def test_removal_beats_cut_and_replacement(clean: Clean) -> None:
    """On a line that goes, other edits are not made."""
    rules = [
        line("a x1 b"),
        rule(match={"contains": "x1"}, action="cut"),
        rule(match={"prefix": "a"}, action="replace", with_="c"),
    ]
    result = clean(page(P[0], "a x1 b"), *rules)
    assert result.text == page(P[0])
    verdicts = {f.rule: f.verdict for f in result.findings}
    assert verdicts == {
        "my/pack/r1": "removed",
        "my/pack/r2": "kept: its line goes anyway",
        "my/pack/r3": "kept: its line goes anyway",
    }


# ---- extract and signal


def test_extract_leaves_the_text_alone(clean: Clean) -> None:
    """`extract` only tells."""
    result = clean(
        page("Agency: Wire", P[0]),
        line("agency: <any>", action="extract", extract={"agency": "any"}),
    )
    assert result.text == page("Agency: Wire", P[0])
    assert result.metadata.agency == "Wire"
    assert result.findings[0].verdict == "extracted"


@pytest.mark.parametrize("action", ["remove", "cut", "replace", "protect", "extract", "signal"])
def test_every_action_extracts(clean: Clean, action: str) -> None:
    """`extract` goes with any action."""
    keys = {"replace": {"with_": "x"}, "signal": {"signal": "forum"}}.get(action, {})
    assert (
        clean(
            page("Agency: Wire", P[0]),
            line("agency: <any>", action=action, extract={"agency": "any"}, **keys),
        ).metadata.agency
        == "Wire"
    )


@pytest.mark.parametrize("action", ["protect", "extract", "signal"])
@pytest.mark.parametrize("confidence", ["certain", "likely", "hint"])
@pytest.mark.parametrize("profile", ["conservative", "balanced", "aggressive"])
def test_some_actions_act_whatever_the_confidence(
    clean: Clean, action: str, confidence: str, profile: str
) -> None:
    """`protect`, `extract` and `signal` act in every profile."""
    keys = {"signal": {"signal": "forum"}, "extract": {"extract": {"agency": "=x"}}}.get(action, {})
    result = clean(
        page("x1", P[0]), line("x1", action=action, confidence=confidence, **keys), profile=profile
    )
    assert result.findings[0].verdict in ("protected", "extracted", "signal")


def test_only_findings_that_act_extract(clean: Clean) -> None:
    """What is kept tells nothing."""
    rules = line("agency: <any>", extract={"agency": "any"}, confidence="likely")
    assert clean(page("Agency: Wire", P[0]), rules).metadata.agency is None
    assert clean(page("Agency: Wire", P[0]), rules, profile="aggressive").metadata.agency == "Wire"
    rules = line("agency: <any>", extract={"agency": "any"}, where="tail")
    assert clean(page("Agency: Wire", P[0]), rules).metadata.agency is None


SIGNALS = {"reply": "forum", "thread": "forum", "cart": "product"}


@pytest.mark.parametrize(
    ("lines", "confidence", "expected"),
    [
        (["a1", "a2"], "certain", "forum"), (["a1"], "certain", "unknown"), (["a1", "a2"], "likely", "unknown"), (["a1", "a2", "a1"], "likely", "forum"), (["a1"] * 5, "hint", "unknown"),
        (["a1"] * 6, "hint", "forum"), (["a1", "a2", "b1", "b2"], "certain", "unknown"), (["a1", "a2", "a2", "b1", "b2"], "certain", "forum"),
    ],
)  # fmt: skip
def test_signal(clean: Clean, lines: list[str], confidence: str, expected: str) -> None:
    """Certain 3 points, likely 2, hint 1; six points from two lines, and ahead of the others, make the kind."""
    rules = [
        line("a1", "a2", action="signal", signal="forum", confidence=confidence),
        line("b1", "b2", action="signal", signal="product", confidence=confidence),
    ]
    assert clean(page(*lines, P[0]), *rules).document == expected


def test_a_line_counts_once_for_a_kind(clean: Clean) -> None:
    """Two rules on one line are no two lines; the surer one counts."""
    rules = [
        line("a1", action="signal", signal="forum"),
        rule(match={"prefix": "a1"}, action="signal", signal="forum", confidence="hint"),
    ]
    assert clean(page("a1", P[0]), *rules).document == "unknown"
    assert clean(page("a1", "a1", P[0]), *rules).document == "forum"


def test_a_given_kind_is_not_guessed(clean: Clean) -> None:
    """Signals do not move a document kind that is given, and do not look at `documents`."""
    rules = line("a1", action="signal", signal="forum", documents=["article"])
    assert clean(page("a1", "a1", P[0]), rules, document="product").document == "product"
    assert clean(page("a1", "a1", P[0]), rules).document == "forum"


def test_structure_tells_articles_and_documentation(clean: Clean) -> None:
    """Three prose lines make an article, much code documentation, neither is unknown."""
    assert clean(page(*P[:3])).document == "article"
    assert clean(page(*P[:2])).document == "unknown"
    assert clean(page(*P[:3], "```\n" + "x = 1\n" * 6 + "```")).document == "documentation"


# ---- the account


def test_findings_and_edits(clean: Clean) -> None:
    """A finding says rule, lines, place and verdict; an edit what stood there, what stands there, and why."""
    text = f"{P[0]}\n\nx1\n\n{P[1]}\n"
    result = clean(text, line("x1", message="A line that goes."))
    (finding,) = result.findings
    assert finding[:4] == ("my/pack/r1", "promo", "certain", (3,))
    assert text[finding.start : finding.end] == "x1"
    assert (finding.verdict, finding.message, finding.acts) == (
        "removed",
        "A line that goes.",
        True,
    )
    start = len(P[0]) + 1
    assert result.edits == (Edit(start, start + 4, "\nx1\n", "", ("my/pack/r1",)),)


def test_lines_are_those_of_the_source(clean: Clean) -> None:
    """Line numbers and offsets count in the source, whatever was normalised before."""
    text = f"\n\n\n  {P[0]}  \n\n\n\n\nx1\n\n{P[1]}"
    (finding,) = clean(text, line("x1")).findings
    assert finding.lines == (9,)
    assert text[finding.start : finding.end] == "x1"


def test_a_finding_of_a_later_round_replaces_an_earlier_one(clean: Clean) -> None:
    """A line that stayed in one round and goes in the next has one verdict: that it went."""
    result = clean(
        page("x1", "a", "b", "x2", P[0]),
        line("x1", where={"first": 1}),
        line("x2", where={"first": 3}),
    )
    assert result.text == page("a", "b", P[0])
    assert [(f.lines, f.verdict) for f in result.findings] == [((1,), "removed"), ((7,), "removed")]
