"""What the tests of the hooks share: git repositories, and the environment of git and pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FIXERS = """\
  - repo: local
    hooks:
      - {id: ends, name: ends, entry: end-of-file-fixer, language: python, types: [text],
         additional_dependencies: [pre-commit-hooks==5.0.0]}
      - {id: blanks, name: blanks, entry: trailing-whitespace-fixer, language: python, types: [text],
         additional_dependencies: [pre-commit-hooks==5.0.0]}
"""


def config(repo: Path, revision: str, *hooks: str, more: str = "") -> str:
    """A .pre-commit-config.yaml with hooks of the cleaner: `ID` or `ID, KEY: VALUE`."""
    items = "".join(f"      - {{id: {hook}}}\n" for hook in hooks)
    return f"repos:\n  - repo: file://{repo}\n    rev: {revision}\n    hooks:\n{items}{more}"


def environment(home: Path) -> dict[str, str]:
    """Variables of git and pre-commit, nothing of the machine's own settings."""
    who = {
        f"GIT_{role}_{key}": "tester@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    }
    left_out = ("GIT_", "PRE_COMMIT", "VIRTUAL_ENV", "FORCE_COLOR")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    return {
        **kept,
        **who,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home),
        "PRE_COMMIT_COLOR": "never",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


class Store(NamedTuple):
    """The hook repository, its revision, and where pre-commit keeps its environments."""

    repo: Path
    revision: str
    home: Path


def run(*words: str, cwd: Path, env: dict[str, str]) -> str:
    return subprocess.run(
        words, cwd=cwd, env=env, check=True, text=True, capture_output=True
    ).stdout.strip()


class Corpus:
    """A git repository with hooks installed."""

    def __init__(self, path: Path, store: Store, hooks: tuple[str, ...], more: str) -> None:
        self.path, self.env = path, environment(store.home)
        (path / ".pre-commit-config.yaml").write_text(
            config(store.repo, store.revision, *hooks, more=more)
        )
        self.git("init", "-q")
        self.run("pre-commit", "install")
        self.git("add", "-A")
        self.git("commit", "-qm", "Hooks")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command; stdout holds stderr, too."""
        return subprocess.run(
            words, cwd=self.path, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip

    def git(self, *words: str) -> str:
        done = self.run("git", *words)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commit what is staged."""
        return self.run("git", "commit", "-qm", "Pages")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
