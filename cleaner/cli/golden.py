"""`cleaner golden`: make a case."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cleaner.errors import ConfigError

_ABOUT = """\
why: One sentence that says why this case exists.
must_keep: []
must_drop: []
"""


@click.group()
def golden() -> None:
    """Curated documents with the result that a careful person wants."""


@golden.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--group", default="articles", show_default=True, help="The folder below the golden folder."
)
@click.option("--name", help="The case's name; by default the file's.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("golden"), show_default=True
)
def new(source: Path, group: str, name: str | None, folder: Path) -> None:
    """Make a case of SOURCE whose expectation starts as the source itself.

    Cut expected.txt by hand to what a careful person wants to keep, and say in expected.json which
    lines go and why. Nothing is taken from what the cleaner does today: that would approve its
    mistakes.
    """
    from cleaner.text.decode import decode

    name = name or source.stem
    case = folder / group / name
    if case.exists():
        raise ConfigError(f"{case} is there already")
    content = source.read_bytes()
    text = decode(content).text
    case.mkdir(parents=True)
    (case / f"source{source.suffix or '.txt'}").write_bytes(content)
    (case / "expected.txt").write_bytes(text.encode("utf-8", "replace"))
    empty: dict[str, object] = {"metadata": {}, "removed": [], "edits": [], "flags": []}
    (case / "expected.json").write_text(json.dumps(empty, indent=1) + "\n", encoding="utf-8")
    (case / "case.yaml").write_text(_ABOUT, encoding="utf-8")
    click.echo(f"wrote {case}; now edit expected.txt and expected.json by hand")
