"""`cleaner clean`: texts, pages, records and archives in; clean text or records out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.options import cleaning_options, stdin_option

if TYPE_CHECKING:
    from cleaner.io.fields import Fields

_F = TypeVar("_F", bound=Callable[..., Any])

_KINDS = ["auto", "text", "html", "jsonl", "parquet", "arrow", "warc"]
FIELDS = {
    "text": "The field with the text; a.b is b within a.",
    "html": "The field with HTML, for records without text.",
    "id": "The field with the id.",
    "url": "The field with the address.",
    "language": "The field with the language.",
    "date": "The field with the day the page was fetched.",
}


class _Shard(click.ParamType):  # type: ignore[type-arg]  # generic in new versions only
    name = "I/N"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        number, slash, count = str(value).partition("/")
        if slash and number.isdecimal() and count.isdecimal() and 0 < int(number) <= int(count):
            return int(number), int(count)
        return self.fail(f"{value!r} is no shard: write 1/8 … 8/8", param, ctx)


class _Bytes(click.ParamType):  # type: ignore[type-arg]
    name = "SIZE"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        text = str(value).upper().removesuffix("B").removesuffix("I")
        unit = {"K": 10, "M": 20, "G": 30}.get(text[-1:], 0)
        if (text[:-1] if unit else text).isdecimal():
            return int(text[:-1] if unit else text) << unit
        return self.fail(f"{value!r} is no size: write bytes, or 500K, 32M, 1G", param, ctx)


def fields_of(options: dict[str, Any]) -> Fields:
    """The names of fields that were given. Takes its keys from `options`."""
    from cleaner.io.fields import Fields

    names = {name: options.pop(f"{name}_field") for name in FIELDS}
    return Fields(**{name: value for name, value in names.items() if value})


def field_options(command: _F) -> _F:
    """Options that name the fields of records; they arrive as keywords for `fields_of`."""
    for name, about in reversed(FIELDS.items()):
        command = click.option(f"--{name}-field", metavar="NAME", help=about)(command)
    return command


@click.command(context_settings={"max_content_width": 100})
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("-o", "--output", metavar="OUT", help="A file or folder to write to, not stdout.")
@click.option(
    "--from",
    "source",
    type=click.Choice(_KINDS),
    default="auto",
    help="What the inputs hold; by default told by the suffix, else by the first bytes.",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(["text", "jsonl", "parquet", "warc"]),
    help="What to write; by default what OUT ends in, what the input is, text for HTML, JSON "
    "lines for WARC (`warc`: an archive of clean texts).",
)
@click.option("--show", is_flag=True, help="Show what goes, and why.")
@click.option(
    "--explain-encoding",
    is_flag=True,
    help="Show how bytes were read and which characters were repaired, where, by which step.",
)
@click.option("--metadata", metavar="PATH", help="Write metadata here, one JSON line a document.")
@click.option("--front-matter", is_flag=True, help="Put metadata on top of text files, as YAML.")
@click.option("--audit", metavar="PATH", help="Write every edit here, for undo (JSON lines).")
@click.option(
    "--audit-format",
    type=click.Choice(["jsonl", "dolma"]),
    default="jsonl",
    help="dolma: PATH is a folder attributes/NAME, with a file for each input.",
)
@click.option("--removed", metavar="PATH", help="Write what rules took here, span by span.")
@click.option(
    "--quarantine", metavar="PATH", help="Put what cannot be processed here (JSON lines)."
)
@click.option("--stats", metavar="PATH", help="Write counts by rule, site and flag here (JSON).")
@field_options
@click.option("--jobs", type=click.IntRange(0), default=1, help="Processes; 0: one a core.")
@click.option("--shard", type=_Shard(), help="Clean the I-th of N parts of the input only.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run stood.")
@click.option("--run", "folder", metavar="DIR", help="Keep log, stats and state of the run here.")
@click.option(
    "--checkpoint", type=click.FloatRange(0), default=5, metavar="SECONDS", show_default=True,
    help="How often to write down where the run stands.",
)  # fmt: skip
@click.option(
    "--max-record-bytes", type=_Bytes(), default="32M", show_default=True,
    help="Records that are larger are not processed.",
)  # fmt: skip
@click.option(
    "--max-removed-share", type=click.FloatRange(0, 1), default=1.0,
    help="Stop if more than this share of all text goes.",
)  # fmt: skip
@cleaning_options
@stdin_option
@click.option("--no-layout", is_flag=True, help="Leave white space as it is.")
@click.option("-q", "--quiet", is_flag=True, help="No summary, no progress.")
@click.pass_context
def clean(ctx: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Clean texts, pages, records or web archives.

    INPUT is a file, a folder, a glob, a URL (s3://, gs://, hf://), or - for stdin (the default). Of a
    folder these files are taken: text (.txt, .text, .md, .markdown), pages (.html, .htm, .xhtml), JSON
    lines (.jsonl, .ndjson), Parquet (.parquet), Arrow (.arrow), archives (.warc, .wet), also compressed
    (.gz, .zst, .bz2, .xz). What is clean goes to stdout or OUT, in UTF-8. A folder is mirrored into OUT.
    Files appear when they are complete; one that was there is replaced then, and stays if no input
    could be processed.

    \b
      cleaner clean page.txt > clean.txt
      cleaner clean page.html --metadata page.jsonl
      cleaner clean crawl/ -o clean/ --audit audit.jsonl
      cleaner clean --show page.txt
      cleaner clean --explain-encoding page.txt
      curl -s https://example.com/a | cleaner clean --stdin-filename crawl/a.html
      cat records.jsonl | cleaner clean --quarantine bad.jsonl > clean.jsonl
      cleaner clean dump.jsonl.zst -o clean.jsonl.zst --jobs 8 --resume

    Of a JSON record {"id", "text" or "html", "url", "language", "crawl_date", …} `text` is cleaned,
    `metadata` is filled, all else stays as it was, and so does the order. A record that cannot be
    processed passes through with the reason in metadata.cleaner.error; a line that is no JSON
    object is named on stderr and left out; with --quarantine both go there. Blank lines are left
    out. Rows of Parquet keep their schema, with a column `cleaner` more.

    Exit code 3 if some inputs could not be processed; all others are.
    """
    if not inputs and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("nothing to read: name files or folders, or pipe something in", ctx)

    from cleaner.cli.run import carry_out

    ctx.exit(carry_out(inputs or ("-",), options, sys.argv[1:]))
