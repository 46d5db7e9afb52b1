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
    monkeypatch.setattr("cleaner.io.verify.STEPS", ("repair/",))
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "x", "text": "two  \n\n\n\nlines"}) + "\n")
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 1
    assert "P2 attribution" in result.stdout
    assert "BROKEN: " in result.stdout
    assert "x: ['layout/" in result.stdout


def test_steps_that_are_asked_for(run: Run, tmp_path: Path) -> None:
    """Dates and quotes that are written anew have causes, too."""
    text = f"On March 5, 2024 the “council” met.\n\n{DIRTY}"
    (tmp_path / "a.txt").write_text(text)
    result = run("verify", "a.txt", "--dates", "iso", "--characters", "style", own=False)
    assert result.exit_code == 0, result.output


def test_every_file_by_its_overrides(run: Run, tmp_path: Path, rules: Path) -> None:
    """Documents are checked as the configuration says of their files, and of what stdin is called."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.txt").write_text(DIRTY)
    (tmp_path / "b.txt").write_text(DIRTY)
    (tmp_path / ".cleaner.toml").write_text(
        f'rules = ["{rules}"]\n[[overrides]]\npaths = ["a/**"]\ndisable = {{"my/zap/zip" = "No."}}\n'
    )
    assert "my/zap/zip" in run("verify", "b.txt").stderr  # it is checked whatever is called for
    (tmp_path / ".cleaner.toml").write_text(
        f'rules = ["{rules}"]\n[[overrides]]\npaths = ["a/**"]\ndisable = {{"my/zap" = "No."}}\n'
    )
    result = run("verify", "a", "b.txt")
    assert result.exit_code == 0, result.output
    assert " 2  holds" in result.stdout
    result = run("verify", "-", "--stdin-filename", "a/y.txt", stdin=DIRTY)
    assert result.exit_code == 0, result.output


def test_lines_that_are_no_records_are_said(run: Run, tmp_path: Path) -> None:
    """They are not among the documents that are counted, and how many there are is told."""
    good = json.dumps({"text": DIRTY})
    (tmp_path / "a.jsonl").write_text(f"{good}\nno json\n\n[1]\n{good}\n")
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 0, result.output
    assert all(line.endswith(" 2  holds") for line in result.stdout.splitlines())
    assert result.stderr.startswith("2 lines or records that are none are not among these")
    assert "are none" not in run("verify", "a.jsonl", "--limit", "1", own=False).stderr


def test_nothing_to_check(run: Run, tmp_path: Path) -> None:
    """An input without documents is said to be one."""
    (tmp_path / "a.jsonl").write_text("\n")
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 3
    assert "there is no document to check" in result.stderr
    (tmp_path / "a.jsonl").write_text('{"body": "x"}\n' * 3)
    result = run("verify", "a.jsonl", own=False)
    assert result.exit_code == 3
    assert "of 3 documents none could be cleaned, so nothing is proved" in result.stderr
    result = run("verify", "nope.txt", own=False)
    assert (result.exit_code, result.stderr) == (
        3,
        "Error: nope.txt: cannot read: No such file or directory\n",
    )


def test_pages_that_cannot_be_read_are_said(run: Run, tmp_path: Path) -> None:
    """A record of an archive that is no text counts among what is no document."""
    pytest.importorskip("fastwarc")
    records = []
    for block in (DIRTY.encode(), b"\xff\xfe\x00\xd8\x00"):
        head = ["WARC/1.1", "WARC-Type: conversion", "WARC-Record-ID: <urn:a>"]
        head += [f"Content-Length: {len(block)}", "", ""]
        records.append("\r\n".join(head).encode() + block + b"\r\n\r\n")
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    result = run("verify", "a.warc", own=False)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("1 line or record that is none is not among these documents")
