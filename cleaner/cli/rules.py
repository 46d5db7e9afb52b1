"""`cleaner rules`: check, test, list, explain, new, schema; stats and diff are `rule_effect`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.options import NO_BUILTIN, rule_paths
from cleaner.cli.rule_effect import diff, stats
from cleaner.errors import ConfigError, RuleError

if TYPE_CHECKING:
    from cleaner.rules.load import Source

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.group()
def rules() -> None:
    """Check, test, list and explain rules; write new ones."""


def _sources(paths: Iterable[Path], builtin: bool = True) -> list[Source]:
    from cleaner.rules.load import sources

    return sources(rule_paths(paths), builtin)


@rules.command()
@_PATHS
@NO_BUILTIN
def check(paths: tuple[Path, ...], no_builtin: bool) -> None:
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
@NO_BUILTIN
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
        _known_prefix(only, [f"{f.pack.pack}/{rule.id}" for f in files for rule in f.pack.rules])
    total = failed = 0
    for failure in run(files, paths, not no_builtin, only or ""):
        total += 1
        if failure is not None:
            failed += 1
            click.echo(str(failure))
    click.echo(f"{total - failed} examples hold, {failed} do not")
    ctx.exit(1 if failed else 0)


def _known_prefix(only: str, names: list[str]) -> None:
    """Raises ConfigError where no name begins so."""
    if not any(name.startswith(only) for name in names):
        hint = _near(only, names) or "`cleaner rules list` names them"
        raise ConfigError(f"--only {only}: no rule's full name begins so; {hint}")


def _near(name: str, names: list[str]) -> str:
    """Which full names may be meant; "" if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, names, 3)
    if not near:  # of a short name the last part is to be compared
        ends = {full.rpartition("/")[2]: full for full in sorted(names, reverse=True)}
        near = [ends[end] for end in get_close_matches(name, list(ends), 3)]
    return f"did you mean {' or '.join(near)}?" if near else ""


@rules.command("list")
@_PATHS
@NO_BUILTIN
@click.option("--category", metavar="NAME", help="Only rules of this category.")
@click.option("--matrix", is_flag=True, help="Count rules by concept and language instead.")
def list_(paths: tuple[Path, ...], no_builtin: bool, category: str | None, matrix: bool) -> None:
    """List rules: name, category, confidence, action, message.

    With --matrix: concepts (file names) down, folders (languages, any, engines, sites) across, the
    number of rules in each; a missing language shows as a gap.
    """
    from cleaner.rules.load import load_files

    if category:
        _known_category(category)
    files = sorted(load_files(_sources(paths, not no_builtin)), key=lambda f: f.pack.pack)
    wanted = {
        f.pack.pack: [r for r in f.pack.rules if category in (None, r.category)] for f in files
    }
    if matrix:
        _matrix({pack: len(found) for pack, found in wanted.items() if found})
        return
    for file in files:
        for rule in wanted[file.pack.pack]:
            status = "" if rule.status == "stable" else f" ({rule.status})"
            click.echo(
                f"{file.pack.pack}/{rule.id}{status}  {rule.category}  {rule.confidence}  "
                f"{rule.action}  {rule.message}"
            )


def _known_category(category: str) -> None:
    """Raises ConfigError for a category that is none."""
    from typing import get_args

    from cleaner.rules.model import Category
    from cleaner.rules.yaml import unknown

    if category not in get_args(Category):
        raise ConfigError(unknown("category", category, get_args(Category)))


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
    from cleaner.rules.scope import decisions

    files = load_files(_sources(paths))
    named = {f"{f.pack.pack}/{r.id}": (f, n) for f in files for n, r in enumerate(f.pack.rules)}
    hits = [full for full in named if full == name] or [
        full for full in named if full.endswith(f"/{name}")
    ]
    pack = name.rstrip("/")
    inside = [] if hits else [full for full in named if full.startswith(f"{pack}/")]
    if not hits and not inside:
        hint = _near(name, list(named)) or "`cleaner rules list` names them"
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


rules.add_command(stats)
rules.add_command(diff)
