"""`cleaner clean`: text, HTML and JSON lines in, clean text or records out."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.cli.options import cleaning_options, split
from cleaner.errors import ConfigError


@click.command(context_settings={"max_content_width": 100})
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("-o", "--output", metavar="OUT", help="A file or folder to write to, not stdout.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "text", "html", "jsonl"]),
    default="auto",
    help="What the inputs hold; by default told by the suffix, else by the first bytes.",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(["text", "jsonl"]),
    help="What to write; by default what the input is, and text for HTML.",
)
@click.option("--show", is_flag=True, help="Show what goes, and why.")
@click.option("--metadata", metavar="PATH", help="Write metadata here, one JSON line a document.")
@click.option("--front-matter", is_flag=True, help="Put metadata on top of text files, as YAML.")
@click.option("--audit", metavar="PATH", help="Write every edit here (JSON lines), for undo.")
@click.option(
    "--quarantine", metavar="PATH", help="Put what cannot be processed here (JSON lines)."
)
@cleaning_options
@click.option("--no-layout", is_flag=True, help="Leave white space as it is.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.pass_context
def clean(ctx: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Clean text, HTML or JSON lines.

    INPUT is a file, a folder, a glob, or - for stdin (the default). Of a folder these files are taken:
    text (.txt, .text, .md, .markdown), pages (.html, .htm, .xhtml) and JSON lines (.jsonl, .ndjson). What
    is clean goes to stdout or OUT, in UTF-8. A folder is mirrored into OUT. Files appear when they are
    complete; one that was there is replaced then, and stays if no input could be processed.

    \b
      cleaner clean page.txt > clean.txt
      cleaner clean page.html --metadata page.jsonl
      cleaner clean crawl/ -o clean/ --audit audit.jsonl
      cleaner clean --show page.txt
      cat records.jsonl | cleaner clean --quarantine bad.jsonl > clean.jsonl

    Of a JSON record {"id", "text" or "html", "url", "language", "crawl_date", …} `text` is cleaned,
    `metadata` is filled, all else stays as it was, and so does the order. A record that cannot be
    processed passes through with the reason in metadata.cleaner.error; a line that is no JSON
    object is named on stderr and left out; with --quarantine both go there. Blank lines are left
    out.

    Exit code 3 if some inputs could not be processed; all others are.
    """
    if not inputs and sys.stdin.isatty():
        raise click.UsageError("nothing to read: name files or folders, or pipe something in", ctx)

    from cleaner.cli.plan import Plan
    from cleaner.cli.run import Run
    from cleaner.pipeline import Cleaner

    show, front_matter, quiet = (options.pop(name) for name in ("show", "front_matter", "quiet"))
    sides = {name: options.pop(name) for name in ("metadata", "audit", "quarantine")}
    config, known = split(options, layout=not options.pop("no_layout"))
    plan = Plan(inputs or ("-",), **options, sides=sides, show=show)
    if front_matter and plan.writes_records:
        raise ConfigError("--front-matter is for text files; records have `metadata`")
    run = Run(Cleaner(config), known, plan, front_matter, show)
    run.carry_out()
    if not quiet:
        run.summary()
    ctx.exit(3 if run.failures else 0)
