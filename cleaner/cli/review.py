"""`cleaner golden from-review`: what a reader marked in a report, made into drafts."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.errors import ConfigError, InputError


@click.command("from-review", context_settings={"max_content_width": 100})
@click.argument("marks", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("golden"),
    show_default=True,
    help="The golden folder; cases go to known-failures, or to articles where they hold already.",
)
@click.option(
    "--drafts",
    type=click.Path(path_type=Path),
    default=Path("review-rules"),
    show_default=True,
    help="The folder for the draft rules, review.yaml.",
)
@click.option(
    "--rules",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The rules of your own that the report was made with. Repeatable.",
)
@click.pass_context
def from_review(
    ctx: click.Context, marks: Path, folder: Path, drafts: Path, paths: tuple[Path, ...]
) -> None:
    """Draft golden cases and rules from MARKS, which the review of a report saved.

    Every document with marks becomes a case: what cleaning leaves of it, with the lines marked as
    wrongly removed back and those marked as wrongly kept gone. Read it whole before you keep it,
    and rewrite what is not your own text. The lines become rules of your own in review.yaml, that
    protect and remove exactly them: a place to begin, not a rule to keep. Nothing that is there is
    replaced.

    Exit code 3 if some marks did not fit their document.
    """
    from cleaner.cli.options import rule_paths
    from cleaner.config import Config
    from cleaner.curation import write_case
    from cleaner.io.audit import encode_text
    from cleaner.io.files import write_file
    from cleaner.pipeline import Cleaner
    from cleaner.report.drafts import case, read_marks, rules

    try:
        profile, documents = read_marks(marks.read_bytes())
    except InputError as err:
        raise InputError(f"{marks}: {err}") from None
    target = drafts / "review.yaml"
    if target.exists():
        raise ConfigError(f"{target} is there already; move it away, or name another folder")
    cleaner = Cleaner(Config(profile=profile, rules=rule_paths(paths)))
    failures = 0
    for one in documents:
        try:
            draft = case(one, cleaner)
        except InputError as err:
            failures += 1
            click.echo(f"not drafted: {err}", err=True)
            continue
        group = "articles" if draft.holds else "known-failures"
        path = _free(folder / group / draft.name)
        write_case(path, encode_text(draft.source), draft.expected, draft.decisions, draft.about)
        click.echo(f"wrote {path}")
    text, left = rules(documents, Cleaner(Config(builtin_rules=False)))
    for message in left:
        click.echo(f"no rule for {message}", err=True)
    if text:
        drafts.mkdir(parents=True, exist_ok=True)
        write_file(str(target), text.encode("utf-8"))
        click.echo(f"wrote {target}; next: cleaner rules check {drafts}, rules test {drafts}")
    ctx.exit(3 if failures else 0)


def _free(path: Path) -> Path:
    """The path, or one like it that nothing is at."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
