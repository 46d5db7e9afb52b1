"""Ctrl-C and SIGTERM: the command ends cleanly, says how to go on, and does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from corpus import documents, jsonl, rules
from test_kills import files

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_signals(tmp_path: Path, number: signal.Signals, jobs: str) -> None:
    """Exit code 128 and the signal; nothing under its name yet; --resume makes the same bytes."""
    rules(tmp_path)
    (tmp_path / "in.jsonl").write_bytes(jsonl(documents(4_000)))
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "in.jsonl"), "--rules"]
    command += [str(tmp_path / "rules"), "--jobs", jobs, "--checkpoint", "0"]

    def arguments(name: str) -> list[str]:
        (tmp_path / name).mkdir(exist_ok=True)
        home = tmp_path / name
        return [*command, "-o", str(home / "out.jsonl.zst"), "--audit", str(home / "a.jsonl.zst")]

    subprocess.run(arguments("whole"), check=True, capture_output=True)
    state = tmp_path / "parts" / ".out.jsonl.zst.cleaner-run" / "state.json"
    with subprocess.Popen(arguments("parts"), stderr=subprocess.PIPE, text=True) as run:
        while not state.exists() and run.poll() is None:
            time.sleep(0.02)
        run.send_signal(number)
        _, said = run.communicate()
    assert run.returncode == 128 + number
    assert "the same command with --resume goes on from there" in said
    assert not (tmp_path / "parts" / "out.jsonl.zst").exists()
    done = subprocess.run([*arguments("parts"), "--resume"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "4,000 documents" in done.stderr
    assert files(tmp_path / "parts") == files(tmp_path / "whole")


def test_ctrl_c_while_workers_begin(tmp_path: Path) -> None:
    """The terminal sends it to all processes: whatever they are at, only the run says something."""
    rules(tmp_path)
    (tmp_path / "in.jsonl").write_bytes(jsonl(documents(6_000)))
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "in.jsonl"), "--rules"]
    command += [str(tmp_path / "rules"), "--jobs", "4", "-o", str(tmp_path / "out.jsonl")]

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test that runs behind has it ignored

    stopped = 0
    for tenths in range(3, 30):
        words = [*command, "--checkpoint", "0", "--resume"]
        with subprocess.Popen(
            words, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=begin
        ) as run:
            time.sleep(tenths / 10)
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGINT)
            _, said = run.communicate()
        assert "spawn_main" not in said
        if run.returncode == 0:
            break
        assert run.returncode in (130, -signal.SIGINT)
        assert not (tmp_path / "out.jsonl").exists()
        stopped += run.returncode == 130
    assert stopped
