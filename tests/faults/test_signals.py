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


def heeded() -> None:
    """Signals as a terminal has them: a test that runs in the background has SIGINT ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


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
    with subprocess.Popen(
        arguments("parts"), stderr=subprocess.PIPE, text=True, preexec_fn=heeded
    ) as run:
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

    stopped = 0
    for tenths in range(3, 30):
        words = [*command, "--checkpoint", "0", "--resume"]
        with subprocess.Popen(
            words, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeded
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


def test_ctrl_c_in_the_first_moments(tmp_path: Path) -> None:
    """Whatever the command is at, from its first import on: it ends, and says so once it can."""
    rules(tmp_path)
    (tmp_path / "in.jsonl").write_bytes(jsonl(documents(100) * 400))
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "in.jsonl"), "--rules"]
    command += [str(tmp_path / "rules"), "-o", str(tmp_path / "out.jsonl")]
    for moment in range(0, 300, 20):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heeded) as run:
            time.sleep(moment / 1000)
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=60)
        assert run.returncode in (130, -signal.SIGINT, 1)  # 1: Python itself was not there yet
        assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("moment", [0.1, 1.5])
def test_what_runs_in_the_background(tmp_path: Path, moment: float) -> None:
    """Shells ignore SIGINT for it, so that Ctrl-C does not end it: it is ignored at every moment."""
    rules(tmp_path)
    (tmp_path / "in.jsonl").write_bytes(jsonl(documents(100) * 100))
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "in.jsonl"), "--rules"]
    command += [str(tmp_path / "rules"), "-o", str(tmp_path / "out.jsonl"), "--jobs", "2"]

    def ignored() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=ignored) as run:
        time.sleep(moment)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 0
    assert "10,000 documents" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_it_waits_for_input(tmp_path: Path, number: signal.Signals) -> None:
    """It does not wait for more, and the exit code says which signal it was."""
    rules(tmp_path)
    command = [sys.executable, "-m", "cleaner", "clean", "-", "-o", str(tmp_path / "out.jsonl")]
    command += ["--rules", str(tmp_path / "rules")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeded
    ) as run:
        assert run.stdin
        run.stdin.write(jsonl(documents(3)))
        run.stdin.flush()
        while not list(tmp_path.glob(".out.jsonl.cleaner-part")) and run.poll() is None:
            time.sleep(0.05)
        time.sleep(0.5)
        run.send_signal(number)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 128 + number
    assert b"stopped; nothing was put in place" in said
    assert not list(tmp_path.glob("*out*"))
