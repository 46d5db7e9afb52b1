"""`cleaner golden`: make a case."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from cleaner.cli.review import from_review
from cleaner.errors import ConfigError, InputError

_ABOUT = """\
why: One sentence that says why this case exists.
must_keep: []
must_drop: []
"""
_REASON = "reason: One sentence that says why the cleaner fails here.\n"


@click.group()
def golden() -> None:
    """Curated documents with the result that a careful person wants."""


@golden.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--group",
    default="articles",
    show_default=True,
    help="articles, clean, traps, encoding, dates, seeds, known-failures; or languages/CODE, "
    "engines/NAME, sites/HOST.",
)
@click.option("--name", help="The case's name, a slug; by default made of the file's.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("golden"), show_default=True
)
def new(source: Path, group: str, name: str | None, folder: Path) -> None:
    """Make a case of SOURCE whose expectation starts as the source itself, or as the text extracted
    from it if it is HTML.

    Cut expected.txt by hand to what a careful person wants to keep, say in expected.json which lines
    go and why, and in case.yaml why the case exists. Nothing is taken from what the cleaner does
    today: that would approve its mistakes.
    """
    from cleaner.golden import GROUPS, is_group, is_slug
    from cleaner.io.files import kind_of
    from cleaner.segment.html import extract
    from cleaner.text.decode import decode

    if not is_group(group):
        raise ConfigError(
            f"{group!r} is no group; there are {', '.join(GROUPS)}, and languages/CODE, "
            "engines/NAME, sites/HOST"
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
    case.mkdir(parents=True)
    (case / f"source{source.suffix or '.txt'}").write_bytes(content)
    (case / "expected.txt").write_bytes(text.encode("utf-8", "replace"))
    empty: dict[str, object] = {"metadata": {}, "removed": [], "edits": [], "flags": []}
    (case / "expected.json").write_text(json.dumps(empty, indent=1) + "\n", encoding="utf-8")
    about = _ABOUT + _REASON * (group == "known-failures")
    (case / "case.yaml").write_text(about, encoding="utf-8")
    click.echo(f"wrote {case}; now edit expected.txt, expected.json and case.yaml by hand")


golden.add_command(from_review)
