"""Reports for machines: annotations of GitHub's workflows, and SARIF 2.1.0 with fixes.

Sources: "Workflow commands for GitHub Actions" (how values are escaped), and "Static Analysis Results
Interchange Format (SARIF) Version 2.1.0" of OASIS (sections are named below).
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

import click

from cleaner.cli.changes import Change, Lines
from cleaner.cli.reporters import Place, Reporter

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BREAKS = ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


class GitHub(Reporter):
    """One annotation a change. Within a message no break may stand, within a property no separator."""

    def one(self, place: Place, item: Change, lines: Lines) -> None:
        first = place.record or item.lines[0]
        last = place.record or item.lines[-1]
        where = f"line {item.lines[0]}: " if place.record else ""
        self._put("warning", place.path, first, last, item.causes[0], where + str(item))

    def told(self, level: str, place: Place, message: str) -> None:
        kind = "notice" if level == "note" else "error"
        self._put(kind, place.path, place.number, place.number, "cleaner", message)

    def _put(
        self, kind: str, path: str, line: int | None, last: int | None, title: str, message: str
    ) -> None:
        at = f",line={line},endLine={last}" if line else ""
        click.echo(
            f"::{kind} file={_property(path)}{at},title={_property(title)}::{_escaped(message)}"
        )


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")


class Sarif(Reporter):
    """One SARIF log with one run, printed at the end. Lines and columns count from 1, columns in
    code points; the end column stands behind the last character (3.30)."""

    def __init__(self, quiet: int, statistics: bool) -> None:
        super().__init__(quiet, statistics)
        self._results: list[dict[str, Any]] = []
        self._told: list[dict[str, Any]] = []
        self._about: dict[str, dict[str, Any]] = {}

    def one(self, place: Place, item: Change, lines: Lines) -> None:
        rule = item.causes[0]
        about: dict[str, Any] = {"id": rule, "shortDescription": {"text": item.message or rule}}
        if item.category:
            about["properties"] = {"category": item.category}
        self._about.setdefault(rule, about)
        artifact = {"uri": _uri(place.path)}
        if place.record:
            region: dict[str, Any] = {"startLine": place.record}
        else:
            region = _region(lines, item.start, item.end)
        result: dict[str, Any] = {
            "ruleId": rule,
            "level": "warning",
            "message": {"text": _encodable(str(item))},
            "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        }
        if place.record is None:
            replacements = [
                {
                    "deletedRegion": _region(lines, edit.start, edit.end),
                    "insertedContent": {"text": _encodable(edit.after)},
                }
                for edit in item.edits
            ]
            change = {"artifactLocation": artifact, "replacements": replacements}
            description = {"text": item.message or str(item)}
            result["fixes"] = [{"description": description, "artifactChanges": [change]}]
        self._results.append(result)

    def told(self, level: str, place: Place, message: str) -> None:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.path)}}
        if place.number:
            location["region"] = {"startLine": place.number}
        self._told.append(
            {
                "level": level,
                "message": {"text": _encodable(message)},
                "locations": [{"physicalLocation": location}],
            }
        )

    def table(self, rules: Counter[str]) -> None:
        """The log has every result; it needs no table."""

    def end(self, done: str) -> None:
        import json

        from cleaner import __version__

        rules = sorted(self._about)
        index = {rule: n for n, rule in enumerate(rules)}
        for result in self._results:
            result["ruleIndex"] = index[result["ruleId"]]
        driver = {
            "name": "cleaner",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": [self._about[rule] for rule in rules],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": _BREAKS,
            "invocations": [
                {
                    "executionSuccessful": not self.failures,
                    "toolExecutionNotifications": self._told,
                }
            ],
            "results": self._results,
        }
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        click.echo(json.dumps(log, indent=1, ensure_ascii=False))
        super().end(done)


def _region(lines: Lines, start: int, end: int) -> dict[str, Any]:
    first, last = lines.position(start), lines.position(end)
    return {
        "startLine": first[0],
        "startColumn": first[1],
        "endLine": last[0],
        "endColumn": last[1],
    }


def _uri(path: str) -> str:
    import os

    path = path.replace(os.sep, "/")
    return ("file://" if path.startswith("/") else "") + quote(path, errors="surrogateescape")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
