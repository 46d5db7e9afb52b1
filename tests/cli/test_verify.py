"""`cleaner verify`: a table of promises, proved on a sample."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import DIRTY

Run = Callable[..., Result]


def test_all_hold(run: Run, tmp_path: Path) -> None:
    """Texts and records, other fields than usual; nothing is left behind."""
    (tmp_path / "in").mkdir()
    records = [{"digest": str(n), "raw_content": f"{DIRTY}{n}\n"} for n in range(5)]
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    (tmp_path / "in/b.txt").write_text(DIRTY)
    result = run("verify", "in", own=False)
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 8
    assert all(line.endswith(" 6  holds") for line in result.stdout.splitlines())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]
    limited = run("verify", "in", "--limit", "2", own=False)
    assert " 2  holds" in limited.stdout


def test_what_does_not_hold(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1, and the documents are named."""
    monkeypatch.setattr("cleaner.io.verify._STEPS", ())
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "x", "text": "two  \n\n\n\nlines"}) + "\n")
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 1
    assert "P2 attribution" in result.stdout
    assert "BROKEN: " in result.stdout
    assert "x: ['layout/" in result.stdout


def test_nothing_to_check(run: Run, tmp_path: Path) -> None:
    """An input without documents is said to be one."""
    (tmp_path / "a.jsonl").write_text("\n")
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 3
    assert "there is no document to check" in result.stderr
