"""The promises P1 to P4, P6 and P7 over texts of every kind, with the built-in rules."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit import PROSE, line, pack, rule, write

from cleaner import Cleaner, Config, Result, apply
from cleaner.rules.load import sources

ROOT = Path(__file__).resolve().parents[1]
MORE = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 1
STEPS = re.compile(r"(?:repair|style|layout)/[a-z0-9]+(?:-[a-z0-9]+)*")
BREAKS = [
    "\n",
    "\n\n",
    "\n\n\n",
    "\n \n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\v",
    "\f",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
]
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
    return frozenset(r.name for r in rules), frozenset(
        r.name for r in rules if r.action == "replace"
    )


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


ANYTHING = st.text(
    st.characters(codec=None) | st.sampled_from("".join(BREAKS) + " \u200b\ud800"), max_size=80
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A text put together from chrome, prose, Markdown and odd pieces, with all sorts of line breaks."""
    texts, lines = draw(st.sampled_from(chrome()))
    more = draw(st.sampled_from(chrome()))[1]
    pieces = st.one_of(
        st.sampled_from(texts), st.sampled_from(lines), st.sampled_from(lines), st.sampled_from(more), st.sampled_from(PROSE), st.sampled_from(PIECES), ANYTHING,
    )  # fmt: skip
    chosen = draw(st.lists(pieces, min_size=1, max_size=16))
    usual = draw(st.sampled_from(["\n", "\n\n", "\r\n"]))
    odd = draw(st.lists(st.sampled_from(BREAKS), max_size=3))
    joints = [usual] * (len(chosen) - 1)
    for mark in odd:
        if joints:
            joints[draw(st.integers(0, len(joints) - 1))] = mark
    text = "".join(
        a + b
        for a, b in zip(chosen, [*joints, draw(st.sampled_from(["", "\n", "\n\n\n"]))], strict=True)
    )
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


ODD_RULES = [
    line("x1", where={"first": 1}), line("x2", section={"to": "end", "max_share": "60%"}), line("x2", where="tail", confidence="likely", category="ads"), line("x3", where={"near": ["promo", "share"]}),
    line("x3", category="share", confidence="likely", section={"to": "3 lines", "allow": "short", "veto": "prose"}), rule(match={"contains": "x4"}, action="replace", with_="x5"),
    rule(match={"contains": "x5 x5"}, action="replace", with_="x4"), rule(match={"regex": r"x1x5(?P<rest>\w*)", "contains": "x"}, action="replace", with_="<rest>x1"), rule(match={"prefix": "x6"}, action="cut"),
    rule(match={"suffix": "x6"}, action="cut", category="ads", confidence="likely"), rule(match={"contains": ["x7", "x7 x8"]}, action="cut"), line("x8 <any>", action="protect", section={"to": "1 line"}),
    rule(match={"line": ["x1", "x2", "x3"]}, run=2, category="related", confidence="hint"), rule(sequence=[{"line": "x9"}, {"words": [1, 2], "repeat": [0, 3]}, {"line": "x1"}], category="tags"),
    rule(match={"prefix": "most of the money"}, where=["head", {"after": "40%"}]), line("x9", section={"to": "heading", "max_share": "30%", "empty": False}, category="comments"), line("s1", action="signal", signal="forum"),
    line("x7", documents=["forum"]), rule(match={"contains": "x8"}, action="replace", with_="\n\n  broken  \nup"), rule(match={"detector": "tag-run"}), rule(match={"contains": "engineers"}, action="cut", blocks=["prose", "code", "table"]),
]  # fmt: skip
ODD_LINES = st.lists(st.sampled_from([*(f"x{n}" for n in range(1, 10)), "x4 x4", "x1x4", "x6 a", "a x6", "x7 x8 b", "x8 a", "s1", "# h", "```", "    x = 1;", "| x4 | b | c |", "|---|", "a b", "", "bridge", *PROSE[:3]]), max_size=16)  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Cleaner]:
    folder = write(tmp_path_factory.mktemp("rules"), pack(*ODD_RULES))
    return cache(
        lambda profile: Cleaner(Config(profile=profile, rules=(folder,), builtin_rules=False))
    )


@settings(max_examples=200 * MORE)
@given(
    lines=ODD_LINES,
    mark=st.sampled_from(["\n", "\n\n"]),
    profile=st.sampled_from(["conservative", "balanced", "aggressive"]),
)
def test_odd_rules(
    odd: Callable[[str], Cleaner], lines: list[str], mark: str, profile: str
) -> None:
    """They hold for rules that feed each other, grow, chase their own results, and break lines."""
    check(odd(profile), mark.join(lines), {})


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


@settings(max_examples=10 * MORE)
@given(st.lists(documents(), min_size=2, max_size=4))
def test_no_document_leaves_a_trace(texts: list[str]) -> None:
    """P4: a cleaner that has seen others, in any order, gives what a fresh one gives."""
    fresh = Cleaner()
    forward = [cleaner().clean(text) for text in texts]
    assert [fresh.clean(text) for text in reversed(texts)][::-1] == forward


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "The bridge is old. ",
        "share ",
        "\u200b",
        "1",
        "é",
        "漢",
        "\ud800",
        "|",
        ">",
        "-",
        "`",
        "*",
        "&amp;",
        "â€™",
        "https://",
        "@",
        "a.",
        "a@",
        "(",
        "#",
        "\t",
        "By Ann, ",
        "March 3, 2024 ",
        "1:",
        "\u0301",
        "Ann ",
        "x1/",
    ],
)
def test_long_lines(piece: str) -> None:
    """P7: a line of 100,000 characters takes a moment, and the promises hold."""
    line = piece * (100_000 // len(piece))
    start = time.process_time()
    result = cleaner().clean(f"Share this\n{PROSE[0]}\n{line}\nShare this")
    assert time.process_time() - start < 4
    assert result.undo() == result.source
    assert cleaner().clean(result.text).text == result.text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a",
        "share",
        " ",
        "- a",
        "| a | b |",
        "Related",
        "Leave a reply",
        "a.org",
        "@ann",
        "```",
        "#a",
        "Home",
        "> a",
        "12",
        "By Ann Roe",
        "March 3, 2024",
        PROSE[0],
    ],
)
def test_many_lines(line: str) -> None:
    """P7: so do many lines, whatever they open or corroborate."""
    mark = "\u2028" if line in ("a", "- a") else "\n"
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


def test_hash_seeds_do_not_matter() -> None:
    """P4: another process, with another order of sets, gives the same bytes."""
    script = (
        "import sys, hashlib\n"
        "from cleaner import Cleaner\n"
        "tool = Cleaner()\n"
        "texts = sys.stdin.buffer.read().decode('utf-8').split('\\0')\n"
        "print(hashlib.sha256(repr([tool.clean(text) for text in texts]).encode()).hexdigest())\n"
    )
    texts = "\0".join(
        "\n\n".join([PROSE[0], *lines[:40], *PROSE[1:]]) for _, lines in chrome()[::40]
    )
    digests = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", script], input=texts.encode(), capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT,
        )  # fmt: skip
        digests.add(done.stdout)
    assert len(digests) == 1
