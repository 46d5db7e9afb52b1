"""Reporters of `check`, `fix` and `diff`: one class a format; changes on stdout, the rest on stderr."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import click

from cleaner.cli.changes import Change, Lines, changes, visible
from cleaner.document import Result

FORMATS = ("text", "json", "github", "sarif")


class Place(NamedTuple):
    """Where something is: a file, the line or row in it (from 1) if it is about a record, or a line
    (from 1) of a text."""

    path: str
    record: int | None = None
    line: int | None = None

    @property
    def number(self) -> int | None:
        """The line of the file; a row of Parquet counts as one."""
        return self.record or self.line

    def __str__(self) -> str:
        return visible(self.path) + (f":{self.number}" if self.number else "")


class Reporter:
    """Says what was found, counts, and owns the exit code. The text format; others override `one`
    and `told`.

    quiet: 1 leaves the summary out, 2 the changes as well; statistics: count the changes by rule.
    files: how many were looked at; the caller counts them.
    """

    def __init__(self, quiet: int, statistics: bool) -> None:
        self._quiet, self._statistics = quiet, statistics
        self.files = self.changed = self.failures = self.found = self.accepted = 0
        self._rules: Counter[str] = Counter()
        self._in_files: dict[str, set[str]] = {}

    def changes(self, place: Place, result: Result) -> None:
        """Report every change of a text."""
        lines = Lines(result.source)
        for item in self.counted(place, result, lines):
            if self._quiet < 2:
                self.one(place, item, lines)

    def counted(self, place: Place, result: Result, lines: Lines | None = None) -> list[Change]:
        """The changes of a text; they count, but are not printed."""
        items = changes(result, lines)
        self.found += len(items)
        for item in items:
            self._rules[item.causes[0]] += 1
            self._in_files.setdefault(item.causes[0], set()).add(place.path)
        return items

    def one(self, place: Place, item: Change, lines: Lines) -> None:
        """Print one change."""
        if place.record is None:
            click.echo(f"{click.style(f'{place}:{item.lines[0]}:', bold=True)} {item}")
        else:
            click.echo(f"{click.style(f'{place}:', bold=True)} line {item.lines[0]}: {item}")

    def failure(self, place: Place, message: str) -> None:
        """Say that a file or record could not be processed."""
        self.failures += 1
        if place.record is None:
            message = f"skipped: {message}"
        self.told("error", place, message)

    def note(self, place: Place, message: str) -> None:
        """Say something that a reader should know."""
        self.told("note", place, f"note: {message}")

    def told(self, level: str, place: Place, message: str) -> None:
        """Print what is no change. level: `error` or `note`."""
        click.echo(f"{place}: {visible(message)}", err=True)

    def end(self, done: str) -> None:
        """Print the statistics and the summary. `done` is what was done to changed files."""
        if self._statistics:
            self.table(self._rules)
        if self._quiet:
            return
        parts = [f"{self.files} file{'s' * (self.files != 1)}"]
        if self.changed:
            parts.append(f"{self.changed} {done}, {self.found} change{'s' * (self.found != 1)}")
        elif not self.failures or self.failures < self.files:
            parts.append("nothing to clean")
        if self.accepted:
            parts.append(f"{self.accepted} accepted")
        if self.failures:
            parts.append(f"{self.failures} skipped")
        click.echo("; ".join(parts), err=True)

    def table(self, rules: Counter[str]) -> None:
        """Print how many changes each rule or repair made, the most first."""
        for rule, count in sorted(rules.items(), key=lambda pair: (-pair[1], pair[0])):
            files = len(self._in_files[rule])
            click.echo(f"{count:6}  {rule}  (in {files} file{'s' * (files != 1)})")

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 1 changes, 3 some files could not be processed."""
        return 3 if self.failures else 1 if self.changed else 0


class _Json(Reporter):
    """One JSON object a line: changes as they come, failures and notes among them."""

    def one(self, place: Place, item: Change, lines: Lines) -> None:
        self._put(place, {"line": item.lines[0], **item.to_dict()})

    def told(self, level: str, place: Place, message: str) -> None:
        self._put(place, {level: message.removeprefix("skipped: ").removeprefix("note: ")})

    def table(self, rules: Counter[str]) -> None:
        self._put(None, {"statistics": dict(sorted(rules.items()))})

    def _put(self, place: Place | None, fields: dict[str, Any]) -> None:
        from cleaner.io.jsonl import encode

        where: dict[str, Any] = {}
        if place is not None:
            where = {name: value for name, value in place._asdict().items() if value}
        click.echo(encode(where | fields).decode())


def reporter(style: str, quiet: int, statistics: bool) -> Reporter:
    """The reporter of one of FORMATS."""
    if style in ("text", "json"):
        return {"text": Reporter, "json": _Json}[style](quiet, statistics)
    from cleaner.cli import formats

    return {"github": formats.GitHub, "sarif": formats.Sarif}[style](quiet, statistics)
