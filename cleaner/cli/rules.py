"""`cleaner rules`: check, test, list, explain, new, schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.options import rule_paths
from cleaner.errors import ConfigError, RuleError

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner
    from cleaner.rules.load import Source
    from cleaner.rules.validate import File

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
_ALONE = click.option("--no-builtin", is_flag=True, help="Leave the built-in rules out.")


@click.group()
def rules() -> None:
    """Check, test, list and explain rules; write new ones."""


def _sources(paths: Iterable[Path], builtin: bool = True) -> list[Source]:
    from cleaner.rules.load import sources

    return sources(rule_paths(paths), builtin)


@rules.command()
@_PATHS
@_ALONE
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], no_builtin: bool) -> None:
    """Check rule files: schema, references, and what is likely to go wrong.

    PATHS are rule files or folders of your own; the built-in rules are checked with them. All
    problems are told at once, as FILE:LINE:COLUMN. Exit code 2 if there are any.
    """
    from cleaner.rules.lint import lint
    from cleaner.rules.load import load_files

    files = load_files(_sources(paths, not no_builtin))
    problems = lint(files)
    if problems:
        raise RuleError(problems)
    count = sum(len(file.pack.rules) for file in files)
    click.echo(f"{count} rules in {len(files)} files: no problems")


@rules.command()
@_PATHS
@_ALONE
@click.option("--only", metavar="NAME", help="Only rules whose full name begins with this.")
@click.pass_context
def test(ctx: click.Context, paths: tuple[Path, ...], no_builtin: bool, only: str | None) -> None:
    """Run the examples of rules, with all rules on.

    PATHS are rule files or folders of your own; only their examples run then. Exit code 1 if one
    does not hold.
    """
    from cleaner.rules.examples import run
    from cleaner.rules.load import load_files

    found = _sources(paths, not no_builtin)
    mine = {source.path for source in _sources(paths, False)}
    names = {source.name for source in found if not paths or source.path in mine}
    files = [file for file in load_files(found) if file.name in names]
    if only:
        files = [
            f
            for f in files
            if f"{f.pack.pack}/".startswith(only) or only.startswith(f"{f.pack.pack}/")
        ]
    total = failed = 0
    for failure in run(files, paths, not no_builtin):
        if failure is not None and only and not failure.rule.startswith(only):
            continue
        total += 1
        if failure is not None:
            failed += 1
            click.echo(str(failure))
    click.echo(f"{total - failed} examples hold, {failed} do not")
    ctx.exit(1 if failed else 0)


@rules.command("list")
@_PATHS
@_ALONE
@click.option("--category", help="Only rules of this category.")
@click.option("--matrix", is_flag=True, help="Count rules by concept and language instead.")
def list_(paths: tuple[Path, ...], no_builtin: bool, category: str | None, matrix: bool) -> None:
    """List rules: name, category, confidence, action, message.

    With --matrix: concepts (file names) down, folders (languages, any, engines, sites) across, the
    number of rules in each; a missing language shows as a gap.
    """
    from cleaner.rules.load import load_files

    files = sorted(load_files(_sources(paths, not no_builtin)), key=lambda f: f.pack.pack)
    if matrix:
        _matrix({f.pack.pack: len(f.pack.rules) for f in files})
        return
    for file in files:
        for rule in file.pack.rules:
            if category and rule.category != category:
                continue
            status = "" if rule.status == "stable" else f" ({rule.status})"
            click.echo(
                f"{file.pack.pack}/{rule.id}{status}  {rule.category}  {rule.confidence}  "
                f"{rule.action}  {rule.message}"
            )


def _matrix(counts: dict[str, int]) -> None:
    """Print concepts by languages; what is no language has a line of its own below."""
    cells: dict[str, dict[str, int]] = {}
    others: dict[str, int] = {}
    for pack, count in counts.items():
        folder, _, concept = pack.rpartition("/")
        if len(folder) in (2, 3):
            cells.setdefault(concept, {})[folder] = count
        else:
            others[pack] = count
    folders = sorted(
        {folder for row in cells.values() for folder in row}, key=lambda f: (f != "any", f)
    )
    width = max(map(len, cells), default=0)
    click.echo(" " * width + "".join(f"{folder:>4}" for folder in folders))
    for concept in sorted(cells):
        row = "".join(f"{cells[concept].get(folder) or '·':>4}" for folder in folders)
        click.echo(f"{concept:{width}}{row}")
    for pack, count in sorted(others.items()):
        click.echo(f"{pack}: {count}")


_CORPUS = click.argument("corpus", nargs=-1, required=True, type=click.Path(exists=True))
_URL = click.option(
    "--url", help="The address of inputs that carry none: chooses rules of its site."
)


@rules.command()
@_CORPUS
@click.option(
    "--rules", "paths", multiple=True, type=click.Path(path_type=Path), help="Rules of your own."
)
@_ALONE
@click.option("--profile", default="balanced", show_default=True)
@click.option(
    "--share",
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
        f"{told.documents} documents, {told.changed} changed, "
        f"{100 * told.removed_characters / max(1, told.characters):.2f} % of the characters gone; flags: {flags}"
    )
    _not_asked(told.without_address, tool)


def _not_asked(count: int, *tools: Cleaner) -> None:
    """Say that rules for sites were not asked about so many documents, if there are such rules."""
    from cleaner.cli.explain import sites_not_asked

    hints = dict.fromkeys(hint for tool in tools for hint in sites_not_asked(tool))
    for hint in hints if count else ():
        click.echo(f"{count} document{'s' * (count != 1)} without an address: {hint}", err=True)


def _names(paths: tuple[Path, ...], builtin: bool) -> set[str]:
    """The full names of the rules of some folders."""
    from cleaner.rules.load import load_program

    return {name for name, _ in load_program(paths, builtin).rules}


@rules.command()
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
        parts = names.split(",")
        folders = tuple(Path(part) for part in parts if part != "builtin")
        return Cleaner(Config(profile=profile, rules=folders, builtin_rules="builtin" in parts))

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


@rules.command()
@click.argument("name", metavar="ID")
@click.option(
    "--rules", "paths", multiple=True, type=click.Path(path_type=Path), help="Rules of your own."
)
def explain(name: str, paths: tuple[Path, ...]) -> None:
    """Explain a rule: what it is for, what it matches, where it acts, its examples; and which packs
    disable or override it.

    ID is the full name (en/comments/reply-form) or its last part. Where several rules have this last
    part they are listed, and so are the rules of a pack (en/comments).
    """
    from cleaner.rules.load import load_files

    files = load_files(_sources(paths))
    named = {f"{f.pack.pack}/{r.id}": (f, n) for f in files for n, r in enumerate(f.pack.rules)}
    hits = [full for full in named if full == name] or [
        full for full in named if full.endswith(f"/{name}")
    ]
    pack = name.rstrip("/")
    inside = [] if hits else [full for full in named if full.startswith(f"{pack}/")]
    if not hits and not inside:
        from difflib import get_close_matches

        near = get_close_matches(name, list(named), 3)
        if not near:  # of a short name the last part is to be compared
            ends = {full.rpartition("/")[2]: full for full in sorted(named, reverse=True)}
            near = [ends[end] for end in get_close_matches(name, list(ends), 3)]
        hint = f"did you mean {' or '.join(near)}?" if near else "`cleaner rules list` names them"
        raise ConfigError(f"there is no rule {name!r}; {hint}")
    if len(hits) != 1:
        count = f"{len(hits or inside)} rules" if len(hits or inside) != 1 else "1 rule"
        one = any(file.pack.pack == pack for file in files)
        what = f"a pack of {count}" if one else f"a folder of packs with {count}"
        told = f"{count} have this name" if hits else f"{pack} is {what}"
        hits = hits or inside
        click.echo(f"{told}; which one?")
        for full in sorted(hits):
            file, n = named[full]
            click.echo(f"{full}  {file.pack.rules[n].message}")
        return
    file, n = named[hits[0]]
    rule = file.pack.rules[n]
    line = file.positions.get(("rules", n), (1, 1))[0]
    click.secho(hits[0], bold=True)
    click.echo(f"  {rule.message}")
    click.echo(
        f"  {rule.category} · {rule.confidence} · {rule.action} · {rule.status} · {file.name}:{line}"
    )
    for decision in decisions(files, hits[0]):
        click.secho(f"  {decision}", fg="yellow")
    click.echo(_plain(rule))


def decisions(files: Iterable[File], name: str) -> list[str]:
    """What packs decide about a rule: disabled or overridden, by which pack, where, and why."""
    out = []
    for file in files:
        pack = file.pack
        on = f" on {', '.join(pack.sites)}" if pack.sites else ""
        for key, word in (("disable", "disabled"), ("override", "overridden")):
            for n, entry in enumerate(getattr(pack, key) or ()):
                if entry.rule == name:
                    line = file.positions.get((key, n), (1, 1))[0]
                    out.append(
                        f"{word} by {pack.pack} ({file.name}:{line}){on}: {entry.reason.strip()}"
                    )
    return out


def _plain(rule: object) -> str:
    """A rule as YAML, its examples as blocks: they are texts of several lines."""
    import msgspec
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)

    Dumper.add_representer(str, text)
    value = msgspec.to_builtins(rule)
    for key in ("id", "category", "message", "confidence", "action", "status"):
        value.pop(key, None)
    examples = {"examples": value.pop("examples")}
    lines = [
        line
        for part, flow in ((value, None), (examples, False))
        for line in yaml.dump(
            part,
            Dumper=Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=100,
            default_flow_style=flow,
        ).splitlines()
    ]
    return "\n".join(f"  {line}".rstrip() for line in lines)


@rules.command()
@click.argument("pack")
@click.option("--site", help="A host: the pack applies to it only. Known for sites/HOST.")
@click.option("--language", help="The pack's language (ISO 639-1). Known for en/NAME.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("rules"), show_default=True)
def new(pack: str, site: str | None, language: str | None, folder: Path) -> None:
    """Write a new rule file to start from, with a rule whose examples hold.

    `cleaner rules check` refuses it until its message says what the rule is about.

    PACK is its name, for example `en/farewell` or `sites/example.com`.
    """
    from cleaner.cli.template import write_pack

    path, found = write_pack(folder, pack, site, language)
    click.echo(
        f"wrote {path}; next: fill it in, cleaner rules check {folder}, cleaner rules test {folder}"
    )
    if not found:
        click.echo("`cleaner rules schema` prints a JSON Schema that editors can check the file by")


@rules.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    from cleaner.rules.schema import schema_text

    click.echo(schema_text(), nl=False)
