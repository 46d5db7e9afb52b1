"""`cleaner undo`: from a clean text and its audit back to the source."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from cleaner.errors import InputError

if TYPE_CHECKING:
    from cleaner.io.audit import Audit


@click.command(context_settings={"max_content_width": 100})
@click.argument("text", metavar="TEXT")
@click.option("--audit", "ledger", required=True, metavar="AUDIT", help="What --audit wrote.")
@click.option("-o", "--output", metavar="OUT", help="Write here; by default to stdout.")
@click.option("--id", "name", metavar="ID", help="Which document of AUDIT, if several fit.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "text", "jsonl"]),
    default="auto",
    help="What TEXT holds; by default told by the suffix, else by the first bytes.",
)
@click.pass_context
def undo(
    ctx: click.Context, text: str, ledger: str, output: str | None, name: str | None, source: str
) -> None:
    """Give back the source of a cleaned text.

    TEXT is what `cleaner clean --audit AUDIT` wrote: a text file, which becomes the very bytes that
    it was made of, or JSON lines, whose records become what they were; - is stdin. For HTML the
    source is the extracted text.

    \b
      cleaner clean page.txt -o clean.txt --audit audit.jsonl
      cleaner undo clean.txt --audit audit.jsonl | cmp - page.txt

    Exit code 3 if a text does not fit its account: it was changed since.
    """
    from contextlib import ExitStack, nullcontext

    from cleaner.io.audit import Audit, source_bytes
    from cleaner.io.files import kind_of, sniff, whole_file

    failures = 0
    with ExitStack() as stack:
        audit = Audit(stack.enter_context(_opened(ledger)), ledger)
        stream = sys.stdin.buffer if text == "-" else stack.enter_context(_opened(text))
        to_stdout = output is None or output == "-"
        out = nullcontext(sys.stdout.buffer) if to_stdout else whole_file(str(output))
        first = stream.readline()
        if (source if source != "auto" else kind_of(text) or sniff(first)) == "jsonl":
            failures = _records(text, first, stream, audit, stack.enter_context(out))
        else:
            content = source_bytes(*audit.of_text(first + stream.read(), name))
            stack.enter_context(out).write(content)
    ctx.exit(3 if failures else 0)


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as err:
        raise InputError(f"cannot read {path}: {err.strerror}") from None


def _records(path: str, first: bytes, stream: BinaryIO, audit: Audit, out: BinaryIO) -> int:
    """Restore records one by one; returns how many could not be. Raises InputError if none could."""
    from itertools import chain

    from cleaner.cli.changes import visible
    from cleaner.io import jsonl
    from cleaner.io.audit import restore

    failures = restored = 0
    for number, line in enumerate(chain([first], stream), 1):
        if not line.strip():
            continue
        try:
            record = jsonl.read_object(line)
            item = audit.record(jsonl.value(record.get("id", b"null")))
            out.write(jsonl.encode(restore(record, item)) + b"\n")
            restored += 1
        except InputError as err:
            failures += 1
            click.echo(f"{visible(path)}:{number}: not restored: {visible(str(err))}", err=True)
    if failures and not restored:
        raise InputError(f"{path}: none of its records could be restored")
    return failures
