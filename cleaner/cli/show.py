"""`cleaner clean --show`: a document with what goes struck out, beside each line the reason."""

from __future__ import annotations

from collections import Counter

import click

from cleaner.cli.changes import Change, Lines, changes, visible
from cleaner.document import Result

_MARKS = {"removed": "-", "cut": "~", "replaced": "~", "repaired": "~", "restyled": "~"}
_WIDTH = 72
_AROUND = 1  # lines that stay, shown on both sides of what goes


def show(name: str, result: Result) -> None:
    """Print the account of a document: what the chrome told, what went and why, in figures."""
    lines = Lines(result.source)
    click.secho(visible(name), bold=True, underline=True)
    for field, value in result.metadata.to_dict().items():
        if value:
            text = ", ".join(value) if isinstance(value, list) else value
            click.echo(f"  {click.style(field, fg='cyan')}: {visible(text)}")
    if result.flags:
        click.echo(f"  {click.style('flags', fg='cyan')}: {', '.join(result.flags)}")
    click.echo()
    _body(lines, changes(result, lines))
    _figures(result, lines)


def _body(lines: Lines, items: list[Change]) -> None:
    touched: dict[int, list[Change]] = {}
    for item in items:
        for n in item.lines if item.action in _MARKS else ():
            touched.setdefault(n, []).append(item)
    ink = [n for n, text in enumerate(lines.texts, 1) if text.strip()]
    near = set(touched)
    for at, n in enumerate(ink):
        if n in touched:
            near.update(ink[max(0, at - _AROUND) : at + _AROUND + 1])
    last = 0
    for at, n in enumerate(ink):
        if n not in near:
            continue
        if at and ink[at - 1] not in near and last:
            click.secho("      ⋮", dim=True)
        last = n
        _line(n, lines.texts[n - 1], touched.get(n, []))
    if not touched:
        click.secho("  nothing to do", dim=True)
    click.echo()


def _line(n: int, text: str, items: list[Change]) -> None:
    number = click.style(f"{n:5} ", dim=True)
    shown = visible(text)
    removed = next((item for item in items if item.action == "removed"), None)
    if removed is not None:
        more = f" +{len(removed.causes) - 1}" if len(removed.causes) > 1 else ""
        why = f"{removed.category}  [{removed.causes[0]}{more}]"
        struck = click.style(_short(shown), fg="red", strikethrough=True)
        gap = " " * max(2, _WIDTH - len(_short(shown)))
        click.echo(
            f"{number}{click.style('- ', fg='red')}{struck}{gap}{click.style(why, dim=True)}"
        )
        return
    click.echo(f"{number}{click.style('~ ', fg='yellow') if items else '  '}{_short(shown)}")
    for item in items:
        click.echo(f"        {click.style(str(item), fg='yellow')}")


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _figures(result: Result, lines: Lines) -> None:
    ink = sum(1 for text in lines.texts if text.strip())
    items = changes(result, lines)
    gone = {n for item in items if item.action == "removed" for n in item.lines}
    parts = [
        f"{ink - len(gone)} line{'s stay' if ink - len(gone) != 1 else ' stays'}, {len(gone)} go",
        f"{len(result.source):,} characters in, {len(result.text):,} out",
    ]
    counts = Counter(item.action for item in items if item.action != "removed")
    parts += [f"{count} {action}" for action, count in sorted(counts.items())]
    click.secho(f"  {' · '.join(parts)}\n", bold=True)
