"""`cleaner golden`: make cases, look at them, run them, accept them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from cleaner.cli.options import ADDRESS, rules_options, tools_of
from cleaner.cli.review import from_review
from cleaner.errors import ConfigError, InputError

_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("golden"), show_default=True
)


@click.group()
def golden() -> None:
    """Curated documents with the result that a careful person wants."""


@golden.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--group",
    default="articles",
    show_default=True,
    help="articles, clean, traps, encoding, dates, seeds, known-failures; languages/CODE, "
    "engines/NAME, sites/HOST; or a folder that is there.",
)
@click.option("--name", help="The case's name, a slug; by default made of the file's.")
@click.option("--url", type=ADDRESS, help="Where the text is from: chooses the rules of its site.")
@_FOLDER
def new(source: Path, group: str, name: str | None, url: str | None, folder: Path) -> None:
    """Make a case of SOURCE whose expectation starts as the source itself, or as the text extracted
    from it if it is HTML.

    Cut expected.txt by hand to what a careful person wants to keep, and say in case.yaml why the case
    exists. Nothing is taken from what the cleaner does today: that would approve its mistakes. When
    the cleaner comes to the same text, `cleaner golden accept` fills in which lines go and why.
    """
    from cleaner.curation import WHY, write_case
    from cleaner.golden import GROUPS, is_group, is_slug
    from cleaner.io.files import kind_of
    from cleaner.segment.html import extract
    from cleaner.text.decode import decode

    own = all(map(is_slug, group.split("/"))) and (folder / group).is_dir()
    if not is_group(group) and not own:
        raise ConfigError(
            f"{group!r} is no group; there are {', '.join(GROUPS)}, and languages/CODE, "
            "engines/NAME, sites/HOST; for one of your own make the folder first"
        )
    name = name or re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-")
    if not is_slug(name):
        raise ConfigError(f"{name!r} is no name for a case; --name gives it one such as author-bio")
    case = folder / group / name
    if case.exists():
        raise ConfigError(f"{case} is there already")
    content = source.read_bytes()
    try:
        html = kind_of(source.name) == "html"
        text = extract(content).text if html else decode(content).text
    except InputError as err:
        raise InputError(f"{source}: {err}") from None
    about: dict[str, Any] = {"why": WHY, "must_keep": [], "must_drop": []}
    if url:
        about["url"] = url
    if group == "known-failures":
        about["reason"] = "One sentence that says why the cleaner fails here."
    empty: dict[str, Any] = {"metadata": {}, "removed": [], "edits": [], "flags": []}
    write_case(case, content, text, empty, about, source.suffix or ".txt")
    click.echo(f"wrote {case}; now edit expected.txt, expected.json and case.yaml by hand")


def _cases(folder: Path, patterns: tuple[str, ...] = ()) -> list[Any]:
    from cleaner.golden import cases, chosen

    found = list(cases(folder)) if folder.is_dir() else []
    if not found:
        raise ConfigError(f"there are no cases in {folder}; `cleaner golden new` makes one")
    return chosen(found, patterns)


@golden.command("list")
@click.argument("patterns", nargs=-1, metavar="[CASE]...")
@_FOLDER
def list_cases(patterns: tuple[str, ...], folder: Path) -> None:
    """List the cases, and why they exist. CASE is GROUP/CASE, a case, a group or a glob."""
    for case in _cases(folder, patterns):
        known = click.style(" (known failure)", fg="yellow") if case.known_failure else ""
        click.echo(f"{click.style(f'{case.group}/{case.name}', bold=True)}{known}")
        click.echo(f"    {' '.join(case.about.why.split())}")


@golden.command()
@click.argument("patterns", nargs=-1, metavar="[CASE]...")
@_FOLDER
@rules_options
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.pass_context
def check(
    ctx: click.Context, /, patterns: tuple[str, ...], folder: Path, quiet: bool, **options: Any
) -> None:
    """Run cases and show what is not as curated: the text, and the decisions rule by rule.

    CASE is GROUP/CASE, a case, a group or a glob. Never writes.

    \b
      cleaner golden check
      cleaner golden check articles/author-bio
      cleaner golden check --folder my-golden --rules my-rules

    Exit code 1 if something is not as curated, or if a known failure passes.
    """
    from cleaner.golden import wrong

    tools = tools_of(options, layout=True)
    cases = _cases(folder, patterns)
    failed = known = 0
    for case in cases:
        _, found = wrong(case, tools)
        if case.known_failure:
            known += bool(found)
            found = [] if found else ["it passes: move it out of known-failures"]
        if not found:
            continue
        failed += 1
        click.secho(f"{case.group}/{case.name}", bold=True)
        for text in found:
            for line in text.splitlines():
                colour = {"-": "red", "+": "green"}.get(line[:1])
                click.echo("  " + click.style(line, fg=colour))
    if not quiet:
        parts = [f"{len(cases)} case{'s' * (len(cases) != 1)}"]
        parts.append(f"{failed} not as curated" if failed else "all as curated")
        parts += [f"{known} known failure{'s' * (known != 1)}"] if known else []
        click.echo("; ".join(parts), err=True)
    ctx.exit(1 if failed else 0)


@golden.command()
@click.argument("patterns", nargs=-1, required=True, metavar="CASE...")
@_FOLDER
@rules_options
@click.option(
    "--allow-loss",
    metavar="REASON",
    help="Accept that more goes than before; the reason is recorded in case.yaml.",
)
def accept(patterns: tuple[str, ...], folder: Path, allow_loss: str | None, **options: Any) -> None:
    """Make what the cleaner does now the expectation of cases.

    CASE is GROUP/CASE, a case, a group or a glob.

    Refuses while must_keep or must_drop are broken, where `why` says nothing yet, in known-failures,
    and in clean and traps if anything changes. Refuses to lose anything of expected.txt, line by
    line: cut it there by hand, or say with --allow-loss why that is right. What is refused is as it
    was; the other cases are accepted.

    \b
      cleaner golden accept articles/author-bio
      cleaner golden accept "engines/*" languages
      cleaner golden accept author-bio --allow-loss "The second bio repeats the first."
    """
    from cleaner.curation import accept as take
    from cleaner.golden import cleaner_of, differences, run

    tools = tools_of(options, layout=True)
    refused = []
    for case in _cases(folder, patterns):
        result = run(case, cleaner_of(case, tools))
        name = f"{case.group}/{case.name}"
        if not differences(case, result):
            click.echo(f"{name}: as curated already")
            continue
        try:
            losses = take(case, result, allow_loss)
        except ConfigError as err:
            refused.append(str(err))
            continue
        many = f", {len(losses)} line{'s' * (len(losses) != 1)} lost" if losses else ""
        click.echo(f"{name}: accepted{many}; see git diff {case.path}")
    if refused:
        raise ConfigError("\n".join(refused))


@golden.command()
@_FOLDER
@rules_options
@click.option("--own", is_flag=True, help="Only ask for rules of your own, not the built-in ones.")
@click.option("--cases", "only_cases", is_flag=True, help="Name what no case exercises.")
@click.pass_context
def coverage(
    ctx: click.Context, /, folder: Path, own: bool, only_cases: bool, **options: Any
) -> None:
    """Name the stable rules that no golden case and no example of theirs exercises.

    A rule is exercised where it acts: removes, cuts, replaces, protects, extracts or signals.

    Exit code 1 if there are such rules.
    """
    from cleaner.curation import coverage as covered

    tools = tools_of(options, layout=True)
    rules = map(Path, tools.general().cleaner.config.rules)
    found = covered(_cases(folder), tools, rules, not own)
    for name in (*found.neither, *(found.examples if only_cases else ())):
        click.echo(name)
    total = sum(map(len, found))
    click.echo(
        f"{total:,} stable rule{'s' * (total != 1)}: {len(found.cases):,} act in golden cases, "
        f"{len(found.examples):,} only in their own examples, {len(found.neither):,} in neither",
        err=True,
    )
    ctx.exit(1 if found.neither else 0)


golden.add_command(from_review)
