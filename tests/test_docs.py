"""The examples in docs/ are true: files are written, commands run, outputs compared.

A block behind `<!-- file: PATH -->` is there from the start (or from the section about the
configuration), one behind `<!-- then: PATH -->` from its place on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_FILE = re.compile(
    r"<!-- (?P<when>file|then): (?P<path>\S+) -->\n+```\w*\n(?P<text>.*?)```\n", re.S
)
_CONSOLE = re.compile(r"```console\n(.*?)```\n", re.S)
PAGES = ["commands.md", "hook.md", "golden.md"]


def commands(block: str) -> list[tuple[str, str]]:
    """The commands of a block with what they print."""
    parts = re.split(r"^\$ ", block, flags=re.M)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def pattern(output: str) -> str:
    """What a documented output stands for: `…` is any text within a line."""
    return re.escape(output).replace("…", r"[^\n]*")


@pytest.mark.timeout(600)  # every command starts Python anew
@pytest.mark.parametrize("name", PAGES)
def test_examples(name: str, tmp_path: Path) -> None:
    """A page's files lie in an empty folder, its commands run there in order."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    late = text.find("\n## Configuration") % len(text)  # before it there is none
    places = [(m.start(), m["when"], m) for m in _FILE.finditer(text)]
    places += [(m.start(), "console", m) for m in _CONSOLE.finditer(text)]
    for at, kind, found in sorted(places, key=lambda p: (p[0] > late, p[1] != "file", p[0])):
        if kind != "console":
            path = tmp_path / found["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found["text"], encoding="utf-8")
            continue
        for command, output in commands(found[1]):
            line = text[:at].count("\n") + 1
            got = run(command, tmp_path)
            assert re.fullmatch(pattern(output), got), f"docs/{name}:{line}: $ {command}\n{got}"


def run(command: str, folder: Path) -> str:
    """What a command prints, stderr among it."""
    words = command.replace("cleaner ", f"'{sys.executable}' -m cleaner ", 1)
    return subprocess.run(
        words if command.startswith("cleaner ") else command,
        shell=True, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    ).stdout  # fmt: skip


def test_every_command_has_its_page() -> None:
    """The table of commands names every command, and pages that are there."""
    from click import Group

    from cleaner.cli import main

    def names(group: Group, above: str) -> list[str]:
        context = group.make_context("cleaner", [], resilient_parsing=True)
        out = []
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            full = f"{above} {name}"
            out += names(command, full) if isinstance(command, Group) else [full]
        return out

    table = (ROOT / "docs" / "commands.md").read_text("utf-8").partition("\n## ")[0]
    assert set(re.findall(r"`(cleaner [^`]+)`", table)) - {"cleaner COMMAND --help"} == set(
        names(main, "cleaner")
    )
    for page in re.findall(r"\]\(([\w-]+\.md)", table):
        assert (ROOT / "docs" / page).is_file()
