"""How a run comes along, on a real terminal and where there is none."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from corpus import documents, jsonl, run

from cleaner.cli import progress


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.io.formats import jsonl

    monkeypatch.setattr(jsonl, "BATCH", 20_000)
    for name in ("_FIRST", "_EVERY", "_SHOWN"):
        monkeypatch.setattr(progress, name, 1e-9)


def shown(folder: Path, **options: int) -> None:
    (folder / "in.jsonl").write_bytes(jsonl([*documents(300), {"id": "bad", "text": 5}]))
    told = progress.Progress(quiet=False)
    run(folder, str(folder / "in.jsonl"), str(folder / "out.jsonl"), watch=told.watch, **options)
    told.close()


@pytest.mark.parametrize("columns", [80, 160])
def test_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """One line that is written over: share of the input, time and time left, bytes a second, what each
    worker does, share of the text that went, records, failures. 80 columns hold the most of it."""
    pytest.importorskip("tqdm")
    pty = pytest.importorskip("pty")
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, bytes([40, 0, columns, 0, 0, 0, 0, 0]))
    with open(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        shown(tmp_path, jobs=2)
    lines = re.split(r"[\r\n]+", os.read(master, 1 << 20).decode())
    os.close(master)
    assert max(map(len, lines)) <= columns
    seen = [
        re.match(
            r" *(\d+)% [\d.]+k?/[\d.]+k \[[\d:]+<[\d:?]+, +[\d.?]+[kM]?B/s, workers [#.]{2}, [\d.]+% removed",
            line,
        )
        for line in lines
    ]
    shares = [int(one[1]) for one in seen if one]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[-1] > 50
    if columns > 80:
        assert any("300 records, 1 failed" in line for line in lines)


def test_where_there_is_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plain lines that say the same, now and then; the last one is the summary's."""
    shown(tmp_path, jobs=2)
    lines = capsys.readouterr().err.splitlines()
    for line in lines[1:]:
        assert re.match(
            r"\d+%, workers [#.]{2}, [\d.]+% removed, \d+ records, \d+\.\d MB/s(, \d:\d\d:\d\d left)?$",
            line,
        )
    assert len(lines) > 3


def test_many_workers() -> None:
    """They are counted where a sign for each would fill the line."""

    class Workers:
        states = ("busy",) * 30 + ("idle",) * 2

    class Running:
        workers, failures = Workers, 0
        stats = __import__("cleaner.io.stats", fromlist=["Stats"]).Stats()

    assert "30 of 32 workers busy" in progress.Progress(False)._about(Running)  # type: ignore[arg-type]
