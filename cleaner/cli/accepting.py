"""Accepting findings: `cleaner check --baseline` and `--accept` write the list that `check` reads."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import click

from cleaner.cli.hook import Hook
from cleaner.cli.reporters import Place
from cleaner.errors import ConfigError, InputError
from cleaner.io.accepted import Entries, collect

_FINDING = re.compile(r"(?P<path>.+):(?P<line>[1-9][0-9]*)(?::(?P<cause>[^\W\d][^:]*))?", re.S)


def baseline(hook: Hook) -> int:
    """Accept whatever is found in every file, in place of what was accepted there; returns the exit
    code. Where a text cannot be cleaned, what was accepted in its file stays."""
    accepted, many = hook.tools.accepted, []
    for path, real in hook.files():
        failures = hook.report.failures
        found: Entries = {}
        try:
            for text in hook.texts(path, real):
                try:
                    collect(text.clean, found)
                except InputError as err:
                    hook.report.failure(text.place, str(err))
        except InputError as err:
            hook.report.failure(Place(path), str(err))
        if hook.report.failures > failures:
            found = {**accepted.of(path), **found}
        accepted.replace(path, found)
        many.append(len(found))
    return _written(hook, many)


def accept(hook: Hook, findings: Sequence[str]) -> int:
    """Accept single findings, `FILE:LINE` or `FILE:LINE:RULE`; returns the exit code. In a file of
    records LINE is that of the record.

    Raises ConfigError where nothing is found, InputError for a file that cannot be read; then none
    of them is accepted.
    """
    accepted = hook.tools.accepted
    many: dict[str, int] = {}
    for finding in findings:
        named = _FINDING.fullmatch(finding)
        if named is None:
            raise ConfigError(
                f"--accept {finding}: write FILE:LINE or FILE:LINE:RULE, as `cleaner check` has them"
            )
        path, line, cause = named["path"], int(named["line"]), named["cause"]
        entries = accepted.of(path)
        before = len(entries)
        try:
            for text in hook.texts(path, os.path.realpath(path)):
                if text.place.record is None:
                    collect(text.clean, entries, line, cause)
                elif text.place.record == line:
                    collect(text.clean, entries, None, cause)
        except InputError as err:
            raise InputError(f"{path}: {err}") from None
        if len(entries) == before:
            by = f" by {cause}" * bool(cause)
            raise ConfigError(
                f"--accept {finding}: nothing is found there{by} that is not accepted already; "
                f"`cleaner check {path}` names what is"
            )
        accepted.replace(path, entries)
        many[path] = many.get(path, 0) + len(entries) - before
    return _written(hook, list(many.values()))


def _written(hook: Hook, many: list[int]) -> int:
    """Write the list and say how much was accepted, `many` by file; returns the exit code."""
    accepted = hook.tools.accepted
    accepted.write()
    if not hook.options["quiet"]:
        count, files = sum(many), sum(map(bool, many))
        told = f"{count} finding{'s' * (count != 1)} in {files} file{'s' * (files != 1)}"
        click.echo(f"{told} accepted, see {accepted.path}", err=True)
    return 3 if hook.report.failures else 0
