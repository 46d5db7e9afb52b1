"""`cleaner rules stats` and `diff`: what rules do to a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.options import ADDRESS, NO_BUILTIN, rule_set

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner

_CORPUS = click.argument("corpus", nargs=-1, required=True, type=click.Path(exists=True))
_URL = click.option(
    "--url", type=ADDRESS, help="The address of inputs that carry none: chooses rules of its site."
)


@click.command()
@_CORPUS
@click.option(
    "--rules", "paths", multiple=True, type=click.Path(path_type=Path), help="Rules of your own."
)
@NO_BUILTIN
@click.option("--profile", default="balanced", show_default=True)
@click.option(
    "--share",
    type=click.FloatRange(0, 100),
    default=20.0,
    show_default=True,
    help="Name rules found in more than this % of documents.",
)
@click.option("--samples", is_flag=True, help="Show some of the lines on which a rule acted.")
@click.option("--dead", is_flag=True, help="Name built-in rules, too, that found nothing.")
@_URL
def stats(
    corpus: tuple[str, ...],
    paths: tuple[Path, ...],
    no_builtin: bool,
    profile: str,
    share: float,
    samples: bool,
    dead: bool,
    url: str | None,
) -> None:
    """Count what every rule finds in a corpus of text files and JSON lines.

    For each rule: how often it acted, how often it was kept and why, in how many documents; then
    the rules of your own that found nothing, and those found in more documents than one would
    expect.
    """
    from cleaner.config import Config
    from cleaner.io.corpus import read
    from cleaner.pipeline import Cleaner
    from cleaner.rules.effect import stats as count

    tool = Cleaner(Config(profile=profile, rules=paths, builtin_rules=not no_builtin))
    told = count(tool, read(corpus), url)
    used = {name: rule for name, rule in told.rules.items() if rule.documents}
    click.echo(f"{'acted':>8}{'kept':>8}{'docs':>8}  rule")
    for name, rule in sorted(
        used.items(), key=lambda item: (-item[1].acted, -item[1].kept, item[0])
    ):
        reasons = sorted(rule.reasons.items(), key=lambda item: (-item[1], item[0]))[:2]
        why = "; ".join(f"{reason} ({n})" for reason, n in reasons)
        click.echo(
            f"{rule.acted:8}{rule.kept:8}{rule.documents:8}  {name}"
            + (f"  kept: {why}" if why else "")
        )
        for line in rule.sample.some() if samples else ():
            click.echo(f"{'':26}{line[:100]}")
    silent = sorted(set(told.rules) - set(used))
    click.echo(f"\n{len(silent)} of {len(told.rules)} rules found nothing")
    builtin = _names((), True) if not (dead or no_builtin) else set()
    for name in silent:
        if name not in builtin:
            click.echo(f"nothing: {name}")
    for name, rule in sorted(used.items()):
        if rule.documents * 100 > share * told.documents:
            click.echo(
                f"{name} is found in {100 * rule.documents / told.documents:.0f} % of the documents"
            )
    flags = ", ".join(f"{flag} {n}" for flag, n in sorted(told.flags.items())) or "none"
    click.echo(
        f"{told.documents} document{'s' * (told.documents != 1)}, {told.changed} changed, "
        f"{100 * told.removed_characters / max(1, told.characters):.2f} % of the characters gone; flags: {flags}"
    )
    _not_asked(told.without_address, tool)


def _not_asked(count: int, *tools: Cleaner) -> None:
    """Say that rules for sites were not asked about so many documents, if there are such rules."""
    from cleaner.rules.scope import sites_not_asked

    hints = dict.fromkeys(
        hint for tool in tools for hint in sites_not_asked(tool.program, tool.config.rules)
    )
    for hint in hints if count else ():
        click.echo(f"{count} document{'s' * (count != 1)} without an address: {hint}", err=True)


def _names(paths: tuple[Path, ...], builtin: bool) -> set[str]:
    """The full names of the rules of some folders."""
    from cleaner.rules.load import load_program

    return {name for name, _ in load_program(paths, builtin).rules}


@click.command()
@click.argument("old")
@click.argument("new")
@_CORPUS
@click.option("--profile", default="balanced", show_default=True)
@_URL
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, corpus: tuple[str, ...], profile: str, url: str | None
) -> None:
    """Show what two rule sets take differently from a corpus.

    OLD and NEW are rule folders (each a whole set), `builtin` for the built-in rules, or several
    joined by commas: `builtin,my-rules`. Lines that only one of them takes are counted by its rule,
    with samples. Exit code 1 if there is a difference.
    """
    from cleaner.config import Config
    from cleaner.io.corpus import read
    from cleaner.pipeline import Cleaner
    from cleaner.rules.effect import compare

    def tool(names: str) -> Cleaner:
        folders, builtin = rule_set(names)
        return Cleaner(Config(profile=profile, rules=folders, builtin_rules=builtin))

    tools = tool(old), tool(new)
    told = compare(*tools, read(corpus), url)
    for sign, title, colour, by_rule in (
        ("-", f"taken by {old} only", "red", told.old_only),
        ("+", f"taken by {new} only", "green", told.new_only),
    ):
        total = sum(sample.seen for sample in by_rule.values())
        click.secho(f"{title}: {total} lines", bold=True)
        for name, sample in sorted(by_rule.items(), key=lambda item: (-item[1].seen, item[0])):
            click.echo(f"{sign} {sample.seen:6}  {name}")
            for line in sample.some():
                click.secho(f"            {line[:120]}", fg=colour)
    click.echo(f"{told.different} of {told.documents} documents differ")
    _not_asked(told.without_address, *tools)
    ctx.exit(1 if told.different else 0)
