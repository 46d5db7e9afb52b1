"""`cleaner explain`: why a line went, and why it stayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE

Run = Callable[..., Result]
SOURCE = f"{BODY}\nFrobnicate\n\n{PROSE[3]} Zap zap\n\nZap this page\n"


def test_every_line_has_its_verdict(run: Run, tmp_path: Path) -> None:
    """Number, verdict, text; below it the rule and its message."""
    (tmp_path / "a.txt").write_text(SOURCE)
    out = run("explain", "a.txt").stdout.splitlines()
    assert out[0].split() == ["1", "kept", "A", "bridge", "for", "the", "valley"]
    assert out[1].split() == ["2"]
    assert out[8].split() == ["9", "kept", "Frobnicate"]
    assert out[9].strip() == "└ kept: not corroborated [my/zap/frob] Nobody knows."
    assert out[11].split()[:2] == ["11", "cut"]
    assert out[12].strip() == '└ cut "Zap zap" [my/zap/cut] Zapped in a line.'
    assert out[14].split() == ["13", "removed", "Zap", "this", "page"]
    assert out[15].strip() == "└ [my/zap/zap] Zapping."
    assert any(text.startswith("document: ") for text in out)
    assert "title: A bridge for the valley" in out
    assert "language: en" in out


def test_one_line(run: Run, tmp_path: Path) -> None:
    """Only this line, with what is to be said about it."""
    (tmp_path / "a.txt").write_text(SOURCE)
    out = run("explain", "a.txt:9").stdout.splitlines()
    assert len(out) == 2
    assert "kept: not corroborated" in out[1]
    result = run("explain", "a.txt:99")
    assert result.exit_code == 3
    assert "a.txt has 13 lines, and no line 99" in result.stderr


def test_a_file_with_a_colon_in_its_name(run: Run, tmp_path: Path) -> None:
    """What is there as it was named is meant."""
    (tmp_path / "a:9").write_text(SOURCE)
    assert len(run("explain", "a:9").stdout.splitlines()) > 10


def test_json(run: Run, tmp_path: Path) -> None:
    """Everything, for programs."""
    (tmp_path / "a.txt").write_text(SOURCE)
    found = json.loads(run("explain", "a.txt", "--json").stdout)
    assert [one["verdict"] for one in found["lines"]][::2] == [
        "kept", "kept", "kept", "kept", "kept", "cut", "removed",
    ]  # fmt: skip
    assert found["lines"][8]["findings"][0]["verdict"] == "kept: not corroborated"
    assert found["lines"][12]["changes"][0]["causes"] == ["my/zap/zap"]
    assert found["metadata"]["title"] == "A bridge for the valley"
    assert found["rules_hash"]


def test_html_and_stdin(run: Run) -> None:
    """Of a page the extracted text is explained."""
    html = f"<!doctype html><html><body><article><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
    out = run("explain", "-", stdin=html).stdout
    assert PROSE[0] in out
    assert "extractor: trafilatura" in out


def test_a_record(run: Run, tmp_path: Path) -> None:
    """Of JSON lines the line number chooses the record."""
    records = [{"id": 1, "text": BODY}, {"id": 2, "text": DIRTY}]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    assert "removed" not in run("explain", "r.jsonl:1").stdout
    assert "removed  Zap this page" in run("explain", "r.jsonl:2").stdout
    assert "name a record: r.jsonl:LINE" in run("explain", "r.jsonl").stderr
    assert run("explain", "r.jsonl").exit_code == 2
    assert run("explain", "r.jsonl:3").exit_code == 3


def test_colour(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went is red and struck out."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    (tmp_path / "a.txt").write_text(SOURCE)
    assert "\x1b[31m\x1b[9mZap this page" in run("explain", "a.txt").stdout


@pytest.mark.parametrize("content", [b"\0\0binary", None])
def test_what_cannot_be_read(run: Run, tmp_path: Path, content: bytes | None) -> None:
    """Exit 3 with the reason."""
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    result = run("explain", "a.txt")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: ")
