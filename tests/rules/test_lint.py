"""Lints: rules that are allowed and likely to go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kit import line, pack, rule, write

from cleaner.rules.lint import lint
from cleaner.rules.load import load_files, sources


def said(tmp_path: Path, *packs: dict[str, Any]) -> list[str]:
    """What the lint says about these packs."""
    return [
        p.message
        for p in lint(load_files(sources([write(tmp_path / "rules", *packs)], builtin=False)))
    ]


@pytest.mark.parametrize(
    ("suspect", "message"),
    [
        (line("buy now", message="Two\nlines of it"), "one sentence on one line"), (line("buy now", message="x " * 150), "one sentence on one line"), (line("buy now", message="Promo line"), "says what the line is"),
        (line("buy now", unless=[{"line": ["buy now"], "reason": "so"}]), "can never act"), (rule(match={"line": "buy now", "words": [3, 2]}), "at least 3 and at most 2"),
        (rule(match={"line": "buy it now", "words": [1, 2]}), "more than 2 words"), (line("buy now", where={"after": "50%", "before": "40%"}), "no line is after 50% and before 40%"),
        (rule(match={"prefix": "share"}), "it will hit content"), (rule(match={"suffix": ["buy now", "more"]}), "it will hit content"), (rule(match={"contains": "ad"}, confidence="likely"), "it will hit content"),
        (rule(match={"any": [{"prefix": "share"}, {"line": "x1"}]}), "it will hit content"), (rule(match={"contains": "buy it now"}), "takes whole lines for certain"),
        (line("buy now", "Buy Now!"), "is there twice"), (rule(match={"prefix": ["tags: a", "tags： A"]}), "is there twice"),
    ],
)  # fmt: skip
def test_suspects(tmp_path: Path, suspect: dict[str, Any], message: str) -> None:
    """Each of these rules is told about."""
    assert any(message in one for one in said(tmp_path, pack(suspect)))


@pytest.mark.parametrize(
    "fine",
    [
        line("buy now", "buy it"), rule(match={"prefix": "share"}, where="tail"), rule(match={"prefix": "share", "words": [1, 3]}), rule(match={"prefix": "share:"}), rule(match={"prefix": "share"}, sites=["x.org"]),
        rule(match={"prefix": "share"}, run=2), rule(match={"prefix": "share"}, action="protect"), rule(match={"prefix": "by <name>"}), rule(match={"contains": "buy it now"}, confidence="likely"),
        rule(match={"contains": "本文来自"}, confidence="likely"), line("buy now", unless=[{"line": "buy", "reason": "so"}]), rule(sequence=[{"prefix": "share"}, {"line": "x1"}]),
        rule(match={"contains": "buy it now", "words": [1, 6]}), line("x1", status="deprecated", replaced_by="my/pack/r1", message="x"),
    ],
)  # fmt: skip
def test_fine_rules(tmp_path: Path, fine: dict[str, Any]) -> None:
    """About these there is nothing to say."""
    assert said(tmp_path, pack(fine)) == []


def test_phrases_that_two_rules_hold(tmp_path: Path) -> None:
    """The same line in two rules of one category, scope and place is told about; elsewhere it is not."""
    assert said(tmp_path / "a", pack(line("buy now"), line("BUY NOW!", "x2"))) == [
        "r2: 'BUY NOW!' is in my/pack/r1 already"
    ]
    for n, keys in enumerate(
        [
            {"category": "ads"},
            {"where": "head"},
            {"languages": ["de"]},
            {"sites": ["x.org"]},
            {"documents": ["forum"]},
            {"action": "protect"},
            {"run": 2},
        ]
    ):
        assert said(tmp_path / str(n), pack(line("buy now"), line("buy now", **keys))) == []


def test_a_lint_has_a_place(tmp_path: Path) -> None:
    """Problems stand at the phrase."""
    folder = write(tmp_path / "rules", pack(rule(match={"prefix": ["buy now", "share"]})))
    (problem,) = lint(load_files(sources([folder], builtin=False)))
    text = (folder / "my/pack.yaml").read_text().splitlines()
    assert '"share"' in text[problem.line - 1]
    assert problem.column == text[problem.line - 1].index('"share"') + 1
