"""`cleaner clean --explain-encoding`: how bytes were read, and every character that was repaired."""

from __future__ import annotations

import click

from cleaner.cli.changes import Lines, quoted, visible
from cleaner.document import Edit, Result

_SHOWN = 5  # places of one step
_NAMED = 15  # lines of the other places


def explain_encoding(name: str, result: Result) -> None:
    """Print how a document was read, and for each step of the normaliser what it did and where."""
    click.secho(visible(name), bold=True, underline=True)
    read = result.encoding
    if read is not None:
        mark = f", mark {read.bom.hex()}" if read.bom else ""
        click.echo(f"  read as {read.name}{mark} ({read.evidence})")
    if result.flags:
        click.echo(f"  {click.style('flags', fg='cyan')}: {', '.join(result.flags)}")
    lines = Lines(result.source)
    steps: dict[str, list[Edit]] = {}
    for edit in result.edits:
        for cause in edit.causes:
            if cause.startswith(("repair/", "style/")):
                steps.setdefault(cause, []).append(edit)
    for cause, edits in sorted(steps.items()):
        where = f"{len(edits):,} place{'s' * (len(edits) > 1)}"
        click.echo(f"  {click.style(cause, fg='yellow')}: {where}")
        for edit in edits[:_SHOWN]:
            before, after = (quoted(text, 30) if text else "nothing" for text in edit[2:4])
            click.echo(f"  {lines.number(edit.start):7} {before} → {after}")
        others = list(dict.fromkeys(str(lines.number(edit.start)) for edit in edits[_SHOWN:]))
        if others:
            more = ", …" * (len(others) > _NAMED)
            click.echo(f"          also in lines {', '.join(others[:_NAMED])}{more}")
    if not steps:
        click.secho("  no character was repaired", dim=True)
    click.echo()
