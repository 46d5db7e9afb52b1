"""The command line as a whole: help, errors, start-up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY

import cleaner

Run = Callable[..., Result]
COMMANDS = ("clean", "check", "fix", "diff", "explain", "undo", "rules", "golden")


def call(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *arguments], input=stdin, capture_output=True
    )


def test_help(run: Run) -> None:
    """Every command is named, with examples and exit codes."""
    result = run("--help")
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in result.stdout] == []
    assert "Exit codes: 0 nothing to do" in result.stdout
    assert result.stdout == run("-h").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_commands(run: Run, command: str) -> None:
    """Each has a help that says what it does; those for everyday use show examples."""
    result = run(command, "--help", own=False)
    assert result.exit_code == 0
    assert "Usage: cleaner" in result.stdout
    if command not in ("rules", "golden"):
        assert f"cleaner {command} " in result.stdout.split("\n", 1)[1]


def test_version(run: Run) -> None:
    """The version of the package."""
    assert cleaner.__version__ in run("--version").stdout


def test_wrong_usage(run: Run) -> None:
    """Exit 2; a mistyped command gets a suggestion."""
    result = run("chekc", "a.txt")
    assert result.exit_code == 2
    assert "Did you mean check?" in result.stderr
    result = run("check", "--no-such-option", "a.txt")
    assert result.exit_code == 2
    assert "No such option" in result.stderr
    assert run("check").exit_code == 2


def test_a_broken_rule_file(run: Run, tmp_path: Path) -> None:
    """Every problem with file, line and column; exit 2; nothing is written."""
    (tmp_path / "bad.yaml").write_text(
        "schema: 1\npack: bad\nrules:\n- id: x\n  colour: red\n  acton: cut\n"
    )
    (tmp_path / "a.txt").write_text(DIRTY)
    for arguments in (["clean", "a.txt", "-o", "b.txt"], ["fix", "a.txt"], ["explain", "a.txt"]):
        result = run(*arguments, "--rules", "bad.yaml")
        assert result.exit_code == 2
        assert re.search(r"bad\.yaml:5:\d+: ", result.stderr)
        assert re.search(r"bad\.yaml:6:\d+: .*action", result.stderr)
        assert "problems in rule files" in result.stderr
        assert "Traceback" not in result.stderr
    assert (tmp_path / "a.txt").read_text() == DIRTY
    assert not (tmp_path / "b.txt").exists()


def test_a_catastrophic_pattern(run: Run, tmp_path: Path) -> None:
    """It is refused with its place, before it sees a text."""
    rule = (
        "schema: 1\npack: bad\nrules:\n- id: slow\n  category: promo\n  message: Too slow.\n"
        "  match: {regex: '^(a+)+b$'}\n  action: remove\n  confidence: certain\n"
        "  examples: [{in: aab, out: ''}, {keep: c}]\n"
    )
    (tmp_path / "bad.yaml").write_text(rule)
    result = run("rules", "check", "bad.yaml")
    assert result.exit_code == 2
    assert re.search(r"bad\.yaml:7:\d+: ", result.stderr)


def test_real_exit_codes_and_streams(tmp_path: Path, rules: Path) -> None:
    """The process gives what the shell sees: bytes out, summary on stderr, codes 0, 1, 2, 3."""
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    own = ("--rules", str(rules))
    done = call("clean", *own, stdin=DIRTY.encode())
    assert (done.returncode, done.stdout) == (0, BODY.encode())
    assert call("check", *own, str(path)).returncode == 1
    assert call("check", "--rules", str(tmp_path / "gone"), str(path)).returncode == 2
    assert call("clean", *own, str(tmp_path / "gone.txt")).returncode == 3
    assert call("clean", *own, str(path), "-o", str(path)).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_goes_away(tmp_path: Path, rules: Path) -> None:
    """`| head` is no error to cry about."""
    records = b'{"text": "a"}\n' * 2000
    command = [sys.executable, "-m", "cleaner", "clean", "-q", "--rules", str(rules)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(records)
            process.stdin.close()
        except BrokenPipeError:
            pass
        errors = process.stderr.read()
    assert b"Traceback" not in errors
    assert b"could not be processed" not in errors


def heard() -> None:
    """Signals as a terminal has them: where tests run in the background, SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("late", [0, 0.5])
def test_an_interrupted_run_leaves_nothing_by_half(
    tmp_path: Path, rules: Path, number: signal.Signals, late: float
) -> None:
    """Ctrl-C and SIGTERM, while a run begins and while it waits for stdin: no output, nothing beside
    it, and an exit code that tells which."""
    command = [sys.executable, "-m", "cleaner", "clean", "-o", "out.jsonl", "--rules", str(rules)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        preexec_fn=heard,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "a"}\n')
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while not os.listdir(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.0005)
        assert os.listdir(tmp_path)  # it has begun to write
        time.sleep(late)
        process.send_signal(number)
        errors = process.stderr.read()
    assert process.returncode == 128 + number
    assert b"stopped; nothing was put in place" in errors
    assert b"Traceback" not in errors
    assert os.listdir(tmp_path) == []


HEAVY = {
    "asyncio", "babel", "concurrent", "dateparser", "difflib", "email", "ftfy",
    "glob", "html", "htmldate", "http", "importlib.metadata", "json", "lxml", "multiprocessing",
    "numpy", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "trafilatura", "unittest", "yaml",
    "zipfile", "cleaner.cli.clean", "cleaner.cli.explain", "cleaner.cli.rules", "cleaner.io.audit",
    "cleaner.rules.lint", "cleaner.rules.validate", "cleaner.rules.yaml", "cleaner.segment.html",
}  # fmt: skip


def test_start_up_imports_nothing_heavy(tmp_path: Path) -> None:
    """`cleaner check` on one small file loads neither what other commands nor what other texts need."""
    path = tmp_path / "small.txt"
    path.write_text(BODY)
    call("check", str(path))  # the rules are in the cache now
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cleaner", "check", str(path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    imported = {text.rsplit("|", 1)[-1].strip() for text in done.stderr.splitlines() if "|" in text}
    assert "cleaner.pipeline" in imported
    assert sorted(imported & HEAVY) == []
    assert sorted(name for name in imported if name.split(".")[0] in HEAVY) == []


@pytest.mark.skipif(os.name != "posix", reason="closes descriptors by a shell")
def test_closed_streams(tmp_path: Path) -> None:
    """A stdin or stdout that whoever started the command has closed is named."""
    (tmp_path / "a.txt").write_text(DIRTY)
    words = [sys.executable, "-m", "cleaner", "clean"]
    for closed, arguments, message in (
        (">&-", "a.txt", "stdout is closed: name a file with -o"),
        ("<&-", "- -o b.txt", "stdin is closed"),
    ):
        shell = ["sh", "-c", f'exec "$@" {arguments} {closed}', "sh", *words]
        done = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode in (2, 3)
        assert message in done.stderr
        assert "Traceback" not in done.stderr
