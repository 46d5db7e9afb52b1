"""The rule format's page lists everything that is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("rules/validate.py", "rules/lint.py", "match/analysis.py")
LEAST = 9  # characters of a part of a message; shorter ones stand between what is filled in


def parts(node: ast.expr) -> list[str]:
    """The fixed parts of a message."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [v.value for v in node.values if isinstance(v, ast.Constant)]
    return []


def messages(path: Path) -> Iterator[str]:
    """The fixed parts of all messages that a module makes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Yield) and node.value is not None:
            value = node.value
            if isinstance(value, ast.Tuple):
                value = value.elts[-1]
            if isinstance(value, ast.Call) and value.args:
                value = value.args[-1]
            yield from parts(value)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("problem", "PatternError") and node.args:
                yield from parts(node.args[-1])


@pytest.mark.parametrize("source", SOURCES)
def test_every_refusal_is_listed(source: str) -> None:
    """Every message of validation, lint and the analysis of patterns stands in docs/rules.md."""
    page = " ".join((ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split())
    found = [part.strip(" :;%<>") for part in messages(ROOT / "cleaner" / source)]
    told = [part for part in found if len(part) >= LEAST]
    assert len(told) > 5
    assert [part for part in told if " ".join(part.split()) not in page] == []
