"""Running the examples of rules: what holds, and what is said about one that does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, pack, rule, write

from cleaner.rules.examples import run
from cleaner.rules.load import load_files, sources

P = PROSE
BODY = f"{P[0]}\n\n{P[1]}"
X: dict[str, Any] = {"in": f"{BODY}\n\nx1", "out": BODY}
KEEP: dict[str, Any] = {"keep": f"{BODY}\n\nx1 and more"}


def failures(tmp_path: Path, *items: dict[str, Any]) -> list[str]:
    """What does not hold in packs, or in one pack of loose rules."""
    packs = [one for one in items if "pack" in one] or [pack(*items)]
    folder = write(tmp_path / "rules", *packs)
    files = load_files(sources([folder], builtin=False))
    return [f"{f.rule}: {f.message}" for f in run(files, [folder], builtin=False) if f is not None]


@pytest.mark.parametrize(
    "one",
    [
        line("x1", examples=[X, KEEP]), line("x1", confidence="likely", examples=[{**X, "profile": "aggressive"}, KEEP]), line("x1", languages=["de"], examples=[X, KEEP]),
        line("x1", languages=["de", "en"], examples=[{**X, "language": "de"}, {"keep": X["in"], "language": "fr"}]), line("x1", sites=["example.com"], examples=[X, {"keep": X["in"], "url": "https://example.org"}]),
        line("x1", documents=["forum"], examples=[{**X, "document": "forum"}, {"keep": X["in"]}]), line("by <name>", extract={"authors": "name"}, examples=[{"in": f"By Ann Roe\n\n{BODY}", "out": BODY, "meta": {"authors": ["Ann Roe"]}}, KEEP]),
        line("x1", action="protect", examples=[{"keep": X["in"]}]), line("x1", action="extract", extract={"section": "line"}, examples=[{"keep": X["in"], "meta": {"section": "x1"}}]),
        line("x1", action="signal", signal="forum", examples=[{"keep": X["in"]}]), line("x1", action="replace", with_="x2", examples=[{"in": X["in"], "out": f"{BODY}\n\nx2"}, KEEP]),
        line("x1", status="testing", examples=[{"in": X["in"], "out": X["in"]}, KEEP]), line("x1", status="deprecated", replaced_by="my/pack/r1", examples=[{"in": "a", "out": "b"}, KEEP]),
        line("x1", examples=[{"in": f"\n{X['in']}\n\n", "out": f"\n\n{BODY}\n"}, KEEP]),
    ],
)  # fmt: skip
def test_examples_that_hold(tmp_path: Path, one: dict[str, Any]) -> None:
    """Language, site, document and profile may be said, or follow from the rule."""
    assert failures(tmp_path, one) == []


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (line("x2", examples=[X, KEEP]), "the text differs"), (line("x1", examples=[{"in": X["in"], "out": X["in"]}, KEEP]), "the text differs"), (line("x1", examples=[X, {"keep": X["in"]}]), "the text differs"),
        (line("x2", examples=[{"in": BODY, "out": BODY}, KEEP]), "not through this rule: it did not match"), (line("x1", where="head", examples=[{"in": X["in"], "out": X["in"]}, KEEP]), "not through this rule: kept: not in the head"),
        (line("by <name>", extract={"authors": "name"}, examples=[{"in": f"By Ann Roe\n\n{BODY}", "out": BODY, "meta": {"authors": ["Tom"]}}, KEEP]), "metadata authors is ['Ann Roe'], expected ['Tom']"),
        (line("x1", action="protect", examples=[{"keep": BODY}]), "no example in which it is found (protected)"), (line("x1", action="signal", signal="forum", examples=[{"keep": BODY}]), "no example in which it is found (signal)"),
        (line("x1", action="extract", extract={"section": "line"}, examples=[{"keep": BODY}]), "no example in which it is found (extracted)"), (line("x1", confidence="likely", examples=[X, KEEP]), "kept: not corroborated"),
    ],
)  # fmt: skip
def test_examples_that_do_not_hold(tmp_path: Path, one: dict[str, Any], message: str) -> None:
    """What is wrong is said, with the verdicts."""
    (failure,) = failures(tmp_path, one)
    assert failure.startswith("my/pack/r1: ")
    assert message in failure


def test_examples_run_with_all_rules_on(tmp_path: Path) -> None:
    """An example shows that no other rule interferes."""
    other = pack(
        rule(
            match={"prefix": "x1 and"},
            examples=[{"in": f"{BODY}\n\nx1 and", "out": BODY}, {"keep": BODY}],
        ),
        name="other",
    )
    (failure,) = failures(tmp_path, pack(line("x1", examples=[X, KEEP])), other)
    assert "other/r1: removed" in failure


def test_another_rule_s_work_is_not_this_rule_s(tmp_path: Path) -> None:
    """An `in` must act through its own rule."""
    (failure,) = failures(
        tmp_path,
        line("x1", examples=[X, KEEP]),
        rule(
            match={"prefix": "x1"},
            where="head",
            examples=[X, KEEP, {"in": f"x1 a\n\n{BODY}", "out": BODY}],
        ),
    )
    assert failure.startswith(
        "my/pack/r2: the example holds, but not through this rule: kept: not in the head"
    )


def test_failures_have_a_place(tmp_path: Path) -> None:
    """A failure names file and line of its example."""
    folder = write(tmp_path / "rules", pack(line("x2", examples=[KEEP, X])))
    files = load_files(sources([folder], builtin=False))
    (failure,) = [f for f in run(files, [folder], builtin=False) if f is not None]
    assert str(failure).startswith(
        f"{folder}/my/pack.yaml:{failure.line}: my/pack/r1: the text differs"
    )
    assert (folder / "my/pack.yaml").read_text().splitlines()[failure.line - 1].strip() == "{"
