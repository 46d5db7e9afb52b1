"""`cleaner check`, `fix` and `diff`: the hooks for text and Markdown files, and for records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import all_of, cleaning_options
from cleaner.cli.reporters import FORMATS
from cleaner.errors import ConfigError

if TYPE_CHECKING:
    from cleaner.cli.hook import Hook

_SETTINGS = {"max_content_width": 100}


_hook_options = all_of(
    click.argument("paths", nargs=-1, metavar="PATH..."),
    click.option(
        "--records",
        is_flag=True,
        help="Take records (JSON lines, also compressed, and Parquet): only `text` changes.",
    ),
    click.option("--whitespace", is_flag=True, help="Settle white space and line breaks, too."),
    click.option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help="Leave these files and folders out. Repeatable.",
    ),
    click.option("--force-exclude", is_flag=True, help="Leave files out even if they are named."),
    click.option(
        "--max-bytes",
        type=click.IntRange(1),
        metavar="N",
        help="Skip larger files; by default 10,000,000, and 1,000,000,000 with --records.",
    ),
    click.option("--statistics", is_flag=True, help="Count the changes by rule."),
    click.option(
        "-q", "--quiet", count=True, help="No summary; twice: no line for each change either."
    ),
)


_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="One line a change, one JSON object a change, annotations, or one SARIF log.",
)
_DIFF = click.option(
    "--diff", "as_diff", is_flag=True, help="Show a diff instead, and never write."
)


@click.command(context_settings=_SETTINGS)
@_hook_options
@_FORMAT
@_DIFF
@click.option(
    "--baseline",
    is_flag=True,
    help="Accept whatever is found in these files: list it in .cleanerignore.",
)
@click.option(
    "--accept",
    "findings",
    multiple=True,
    metavar="FILE:LINE[:RULE]",
    help="Accept what is found on this line, or only by this rule: add it to the list. Repeatable.",
)
@cleaning_options
@click.pass_context
def check(
    ctx: click.Context,
    /,
    style: str,
    as_diff: bool,
    baseline: bool,
    findings: tuple[str, ...],
    **options: Any,
) -> None:
    """Report what is left to clean in text and Markdown files. Never writes to them.

    PATH is a file, a folder (its .txt, .text, .md, .markdown files) or a glob. A file that is named
    and has another suffix, or holds HTML or JSON lines, is skipped: `cleaner clean` takes these.
    Encoding, line endings and white space are no findings unless --whitespace is given.

    With --records these are JSON lines (.jsonl, .ndjson, also .gz and .zst) and .parquet.

    \b
      cleaner check docs/
      cleaner check --diff page.txt
      cleaner check --format github $(git ls-files '*.md')
      cleaner check --baseline docs/      accept what is there today
      cleaner check --accept docs/a.md:12 accept what is found on this line

    Exit code 1 if there is something to clean, 3 if files were skipped.
    """
    if not (baseline or findings):
        _run(ctx, "diff" if as_diff else "check", style, options)
    _refuse(baseline, findings, style, as_diff, options)
    if not (findings or options["paths"]):
        raise click.UsageError("Missing argument 'PATH...'.", ctx)
    from cleaner.cli import accepting

    hook = _hook("accept", style, options)
    ctx.exit(accepting.accept(hook, findings) if findings else accepting.baseline(hook))


def _refuse(
    baseline: bool, findings: Sequence[str], style: str, as_diff: bool, options: dict[str, Any]
) -> None:
    """Raises ConfigError for what does not go with accepting."""
    mode = "--baseline" if baseline else "--accept"
    if baseline and findings:
        raise ConfigError("--baseline accepts whatever is found, --accept one finding: drop one")
    if findings and options["paths"]:
        raise ConfigError("--accept names files itself: drop PATH, or write FILE:LINE")
    if options["whitespace"]:
        raise ConfigError(f"{mode} accepts findings of rules and repairs: drop --whitespace")
    if options["no_config"]:
        raise ConfigError(f"{mode} writes a list that --no-config does not read: drop one of them")
    reports = {"--diff": as_diff, f"--format {style}": style != "text"}
    for name, given in {**reports, "--statistics": options["statistics"]}.items():
        if given:
            raise ConfigError(f"{mode} writes a list, and reports no changes: drop {name}")


@click.command(context_settings=_SETTINGS)
@_hook_options
@_FORMAT
@_DIFF
@cleaning_options
@click.pass_context
def fix(ctx: click.Context, /, style: str, as_diff: bool, **options: Any) -> None:
    """Clean text and Markdown files in place, and name every change.

    Encoding, byte order mark, line endings, final line break and file mode stay as they are, white
    space too unless --whitespace is given. A file is replaced whole, and only if a second pass would
    find nothing more. With --records only the text of records changes, in those that need it; every
    other byte of JSON lines stays.

    \b
      cleaner fix docs/
      cleaner fix --diff docs/      first see what it would do

    Exit code 1 if files were changed, 3 if some were skipped: see `cleaner check --help`.
    """
    _run(ctx, "diff" if as_diff else "fix", style, options)


@click.command(context_settings=_SETTINGS)
@_hook_options
@cleaning_options
@click.pass_context
def diff(ctx: click.Context, /, **options: Any) -> None:
    """Show what `fix` would do, as a unified diff. Never writes.

    \b
      cleaner diff docs/
      cleaner diff page.txt | git apply     what `cleaner fix page.txt` does

    Inside a git repository paths are relative to its top folder, as git has them. Of records the
    texts are compared: that is for reading, and no patch.

    Exit code 1 if there is something to clean, 3 if files were skipped.
    """
    _run(ctx, "diff", "text", options)


def _run(ctx: click.Context, mode: str, style: str, options: dict[str, Any]) -> None:
    if mode == "diff" and style != "text":
        raise ConfigError(f"--diff is a format of its own: drop --format {style}")
    if not options["paths"]:
        raise click.UsageError("Missing argument 'PATH...'.", ctx)
    ctx.exit(_hook(mode, style, options).run())


def _hook(mode: str, style: str, options: dict[str, Any]) -> Hook:
    if options["records"]:
        from cleaner.cli.record_hook import RecordHook

        return RecordHook(mode, style, options)
    from cleaner.cli.text_hook import TextHook

    return TextHook(mode, style, options)
