"""The promises P1 to P4, P6 and P7 over texts of every kind, with the built-in rules."""

from __future__ import annotations

import os
import re
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit import PROSE

from cleaner import Cleaner, Config, Result, apply
from cleaner.rules.load import sources

MORE = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 1
STEPS = re.compile(r"(?:repair|layout)/[a-z0-9]+(?:-[a-z0-9]+)*")
BREAKS = ["\n", "\n\n", "\n\n\n", "\n \n", "\r\n", "\r\n\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
PIECES = [
    "", " ", "\t", "  ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2066", "\u061c", "\xad", "\ud800", "\udfff", "\x00", "\x07", "\x1b[1m", "\ufffd", "\U0010ffff", "e\u0301", "\u0301", "👨‍👩‍👧", "🇩🇪",
    "# A heading", "## Related", "- item", "* item", "1. item", "> quoted words that have something to say about it", "| a | b | c |", "|---|---|---|", "```", "~~~", "    code = 1;", "---", "***", "+++", "===",
    "title: x", "[link](https://example.com/a)", "![image](a.png)", "**bold**", "a\tb\tc", "x <- 1;", "&amp;amp; &lt;b&gt; &nbsp;", "â€™ Ã©", "caf\u00c3\u00a9", "It\u00e2\u0080\u0099s", "\u0093quoted\u0094", "ﬁ", "Ⅷ", "①", "½", "ＡＢＣ",
    "The rose is red, the leaves are brown,", "3 March 2024", "5 min read", "By Jane Doe", "https://example.com/a?b=c", "@handle", "#tag", "$NVDA", "(Reuters)", "12", "...", "…", "»", "|", "İ", "ß",
]  # fmt: skip


@cache
def cleaner(profile: str = "balanced", **options: Any) -> Cleaner:
    return Cleaner(Config(profile=profile, **options))


@cache
def rules_of(tool: Cleaner) -> tuple[frozenset[str], frozenset[str]]:
    """The names of all rules, and of those that may put something in."""
    rules = [tool.program.rule(n) for n in range(len(tool.program.rules))]
    return frozenset(r.name for r in rules), frozenset(r.name for r in rules if r.action == "replace")


@cache
def chrome() -> list[tuple[list[str], list[str]]]:
    """Of every built-in pack the examples of its rules, and their lines: chrome, and what is near it."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    packs = []
    for source in sources([]):
        rules = yaml.load(source.content, loader).get("rules", ())
        texts = [one.get("in") or one.get("keep") for rule in rules for one in rule["examples"]]
        lines = sorted({line for text in texts for line in text.splitlines() if line})
        packs.append((texts, lines))
    return [pack for pack in packs if pack[1]]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Everything is loaded before the first text is drawn."""
    chrome()
    cleaner()


ANYTHING = st.text(st.characters(codec=None) | st.sampled_from("".join(BREAKS) + " \u200b\ud800"), max_size=80)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A text put together from chrome, prose, Markdown and odd pieces, with all sorts of line breaks."""
    texts, lines = draw(st.sampled_from(chrome()))
    more = draw(st.sampled_from(chrome()))[1]
    line = st.one_of(
        st.sampled_from(texts), st.sampled_from(lines), st.sampled_from(lines), st.sampled_from(more), st.sampled_from(PROSE), st.sampled_from(PIECES), ANYTHING,
    )  # fmt: skip
    lines = draw(st.lists(line, min_size=1, max_size=16))
    usual = draw(st.sampled_from(["\n", "\n\n", "\r\n"]))
    odd = draw(st.lists(st.sampled_from(BREAKS), max_size=3))
    joints = [usual] * (len(lines) - 1)
    for mark in odd:
        if joints:
            joints[draw(st.integers(0, len(joints) - 1))] = mark
    text = "".join(a + b for a, b in zip(lines, [*joints, draw(st.sampled_from(["", "\n", "\n\n\n"]))], strict=True))
    return draw(st.sampled_from(["", "", "", "\n\n", "  ", "\ufeff"])) + text


KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "url": st.sampled_from(["https://www.example.com/a", "https://a.example.org", "x"]),
        "language": st.sampled_from(["en", "de", "ja", "no"]),
        "document": st.sampled_from(["article", "forum", "documentation", "listing", "product"]),
    },
)


def check(tool: Cleaner, text: str, known: dict[str, Any]) -> Result:
    """Everything that must hold for one text."""
    result = tool.clean(text, **known)
    # P1: the ledger leads there and back
    assert result.source == text
    assert apply(text, result.edits) == result.text
    assert result.undo() == text
    # P2: every edit says why, and only normaliser steps and replacements put anything in
    names, replacing = rules_of(tool)
    for edit in result.edits:
        assert edit.causes
        assert all(cause in names or STEPS.fullmatch(cause) for cause in edit.causes)
        assert edit.before != edit.after
        if edit.after:
            assert any(STEPS.fullmatch(cause) or cause in replacing for cause in edit.causes)
    # P3: what is clean stays as it is
    again = tool.clean(result.text, **known)
    assert again.text == result.text
    assert again.edits == ()
    # P6: something is left, where there was something
    plain = cleaner(builtin_rules=False, repair=tool.config.repair, layout=tool.config.layout)
    if any(c.isalnum() for c in plain.clean(text).text):
        assert any(c.isalnum() for c in result.text)
    # findings point into the source
    for finding in result.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert all(1 <= line <= max(1, len(text.splitlines())) for line in finding.lines)
        assert finding.verdict
    return result


@settings(max_examples=150 * MORE)
@given(ANYTHING)
@example("")
@example("\n")
@example(" \n\t\u00a0\n\u200b\n")
@example("\ufeff")
@example("\x00")
@example("\ud800")
@example("\r")
@example("a\r\n\rb\u2028\u2029c\x85")
@example("\U0010ffff" * 5)
def test_any_text(text: str) -> None:
    """The promises hold for arbitrary Unicode."""
    check(cleaner(), text, {})


@settings(max_examples=250 * MORE)
@given(documents(), KNOWN)
def test_any_document(text: str, known: dict[str, Any]) -> None:
    """They hold for pages of chrome, prose and markup in which rules fire."""
    check(cleaner(), text, known)


@settings(max_examples=60 * MORE)
@given(documents(), st.sampled_from(["conservative", "aggressive"]), KNOWN)
def test_every_profile(text: str, profile: str, known: dict[str, Any]) -> None:
    """They hold in every profile."""
    check(cleaner(profile), text, known)


@settings(max_examples=60 * MORE)
@given(documents(), st.booleans(), st.booleans())
def test_every_normaliser(text: str, repair: bool, layout: bool) -> None:
    """They hold with repair, layout or both switched off; then nobody else puts anything in."""
    result = check(cleaner(repair=repair, layout=layout), text, {})
    causes = {cause.split("/")[0] for edit in result.edits for cause in edit.causes}
    assert repair or "repair" not in causes
    assert layout or "layout" not in causes


def test_documents_do_something() -> None:
    """The texts of these tests are worth it: rules act in many of them."""
    acts = 0

    @settings(max_examples=60)
    @given(documents())
    def count(text: str) -> None:
        nonlocal acts
        acts += any(finding.acts for finding in cleaner().clean(text).findings)

    count()
    assert acts >= 12


@settings(max_examples=20 * MORE)
@given(st.lists(documents(), min_size=2, max_size=4))
def test_no_document_leaves_a_trace(texts: list[str]) -> None:
    """P4: a cleaner that has seen others, in any order, gives what a fresh one gives."""
    fresh = Cleaner()
    forward = [cleaner().clean(text) for text in texts]
    assert [fresh.clean(text) for text in reversed(texts)][::-1] == forward


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "The bridge is old. ", "share ", "\u200b", "1", "é", "漢", "\ud800", "|", ">", "-", "`", "*", "&amp;", "â€™", "https://", "@", "a.", "a@", "(", "#", "\t", "By Ann, ", "March 3, 2024 ", "1:", "\u0301", "Ann ", "x1/"],
)
def test_long_lines(piece: str) -> None:
    """P7: a line of 100,000 characters takes a moment, and the promises hold."""
    line = piece * (100_000 // len(piece))
    start = time.process_time()
    result = cleaner().clean(f"Share this\n{PROSE[0]}\n{line}\nShare this")
    assert time.process_time() - start < 4
    assert result.undo() == result.source
    assert cleaner().clean(result.text).text == result.text


@pytest.mark.parametrize("line", ["", "a", "share", " ", "- a", "| a | b |", "Related", "Leave a reply", "a.org", "@ann", "```", "#a", "Home", "> a", "12", "By Ann Roe", "March 3, 2024", PROSE[0]])
@pytest.mark.parametrize("mark", ["\n", "\u2028"])
def test_many_lines(line: str, mark: str) -> None:
    """P7: so do many lines, whatever they open or corroborate."""
    text = PROSE[0] + "\n" + f"{line}{mark}" * (300 if any(c.isdigit() for c in line) else 3000)
    start = time.process_time()
    result = cleaner().clean(text)
    assert time.process_time() - start < 4
    assert result.undo() == text


def test_many_lines_are_settled() -> None:
    """P3 holds for many lines as for few."""
    text = PROSE[0] + "\n" + "share\nLeave a reply\nRelated\nBy Ann Roe\n" * 100
    result = cleaner().clean(text)
    assert cleaner().clean(result.text).text == result.text
