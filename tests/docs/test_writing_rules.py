"""The tutorial is true: its files, its commands and their outputs, and its list of concepts."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import main
from cleaner.rules import load
from cleaner.rules.load import builtin_folder

DOC = Path(__file__).resolve().parents[2] / "docs" / "writing-rules.md"
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.M | re.S)


def said(output: str) -> re.Pattern[str]:
    """The output of a command as a pattern: a line `…` is any lines, `…` after a number's place anything."""
    lines = []
    for line in output.splitlines():
        if line == "…":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(re.escape(line).replace(r"…\ ", r"\S+ ") + r"[ ]*\n")
    return re.compile("".join(lines))


@pytest.mark.timeout(600)
def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the tutorial is written, every command run; each prints what the tutorial says."""
    # every command reads the built-in rules anew; what a file holds does not change between them
    monkeypatch.setattr(load, "read_source", cache(load.read_source))
    monkeypatch.chdir(tmp_path)
    for kind, name, body in _BLOCK.findall(DOC.read_text(encoding="utf-8")):
        if name:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        if kind != "console":
            continue
        for step in re.split(r"^\$ ", body, flags=re.M)[1:]:
            command, _, output = step.partition("\n")
            words = shlex.split(command)
            assert words[0] == "cleaner"
            printed = CliRunner().invoke(main, words[1:]).output
            assert said(output).fullmatch(printed), f"$ {command}\n{printed}"


def test_the_concepts() -> None:
    """The list names every concept of the built-in rules once, with the languages that have it."""
    languages = sorted(
        f.name for f in builtin_folder().iterdir() if re.fullmatch("[a-z]{2}", f.name)
    )
    have: dict[str, list[str]] = {}
    for language in languages:
        for path in (builtin_folder() / language).glob("*.yaml"):
            have.setdefault(path.stem, []).append(language)
    wanted = {}
    for concept, found in have.items():
        missing = [language for language in languages if language not in found]
        few = len(found) <= len(missing)
        wanted[concept] = (
            "all" if not missing else " ".join(found) if few else f"all but {' '.join(missing)}"
        )
    text = DOC.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| .+ \| ([a-z ]+) \|$", text, re.M)
    assert dict(rows) == wanted
    assert len(rows) == len(wanted)
    assert f"Languages: {' '.join(languages)}." in text
