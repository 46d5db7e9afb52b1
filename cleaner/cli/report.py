"""Reporters of `check`, `fix` and `diff`: one class a format; changes on stdout, the rest on stderr."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.changes import Change, Lines, changes, visible
from cleaner.document import Result


class Reporter:
    """Says what was found, counts, and owns the exit code. The text format; others override `one`.

    files: how many were looked at; the caller counts them.
    """

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self.files = self.changed = self.failures = self.found = 0

    def changes(self, path: str, result: Result) -> None:
        """Report every change of a file."""
        for item in self.counted(path, result):
            self.one(path, item)

    def counted(self, path: str, result: Result) -> list[Change]:
        """The changes of a file; they count, but are not printed."""
        items = changes(result, Lines(result.source))
        self.changed += 1
        self.found += len(items)
        return items

    def one(self, path: str, item: Change) -> None:
        """Print one change."""
        where = click.style(f"{visible(path)}:{item.lines[0]}:", bold=True)
        click.echo(f"{where} {item}")

    def failure(self, path: str, message: str) -> None:
        """Say that a file could not be processed."""
        self.failures += 1
        click.echo(f"{visible(path)}: skipped: {visible(message)}", err=True)

    def note(self, path: str, message: str) -> None:
        """Say something that a reader should know."""
        click.echo(f"{visible(path)}: note: {visible(message)}", err=True)

    def end(self, done: str) -> None:
        """Print the summary. `done` is what was done to changed files."""
        if self._quiet:
            return
        parts = [f"{self.files} file{'s' * (self.files != 1)}"]
        if self.changed:
            parts.append(f"{self.changed} {done}, {self.found} change{'s' * (self.found != 1)}")
        else:
            parts.append("nothing to clean")
        if self.failures:
            parts.append(f"{self.failures} skipped")
        click.echo("; ".join(parts), err=True)

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 1 changes, 3 some files could not be processed."""
        return 3 if self.failures else 1 if self.changed else 0


class _Json(Reporter):
    """One JSON object a line: changes as they come, failures and notes among them."""

    def one(self, path: str, item: Change) -> None:
        fields: dict[str, Any] = {"path": path, "line": item.lines[0], **item._asdict()}
        self._put(fields)

    def failure(self, path: str, message: str) -> None:
        self.failures += 1
        self._put({"path": path, "error": message})

    def _put(self, fields: dict[str, Any]) -> None:
        from cleaner.io.jsonl import encode

        click.echo(encode(fields).decode())


def reporter(style: str, quiet: bool) -> Reporter:
    """The reporter of a format (`text`, `json`)."""
    return {"text": Reporter, "json": _Json}[style](quiet)
