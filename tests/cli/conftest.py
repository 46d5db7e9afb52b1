"""Fixtures of the command line: running a command, and a text with chrome that every profile takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kit import PROSE, line, page, write

BODY = page("A bridge for the valley", *PROSE[:3])
DIRTY = page("A bridge for the valley", *PROSE[:3], "Zap this page", "Zap it again")


@pytest.fixture
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule folder of a user's own: lines about zapping go, `frobnicate` is only a hint."""
    folder = tmp_path_factory.mktemp("rules")
    hint = {
        "id": "frob",
        **line("frobnicate", confidence="hint", message="Nobody knows."),
    }
    zap = {"id": "zap", **line("zap this page", "zap it again", message="Zapping.")}
    cut = {
        "id": "cut",
        "category": "share",
        "message": "Zapped in a line.",
        "match": {"suffix": ["zap zap"]},
        "action": "cut",
        "confidence": "certain",
        "examples": [{"in": "x", "out": "x"}, {"keep": "x"}],
    }
    pack = {"schema": 1, "pack": "my/zap", "rules": [hint, zap, cut]}
    return write(folder, pack)


@pytest.fixture
def run(rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run a command in the test's folder, with the rules above if it is one that cleans."""
    from cleaner.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*arguments: str | Path, stdin: str | bytes | None = b"", own: bool = True) -> Result:
        words = list(map(str, arguments))
        if own and words[0] in ("clean", "check", "fix", "diff", "explain"):
            words += ["--rules", str(rules)]
        result = CliRunner().invoke(main, words, input=stdin, prog_name="cleaner")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
