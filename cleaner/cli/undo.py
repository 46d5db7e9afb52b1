"""`cleaner undo`: from a clean text and its audit back to the source."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.progress import NAMED
from cleaner.errors import ConfigError, InputError

if TYPE_CHECKING:
    from cleaner.io.fields import Fields
    from cleaner.io.files import Found
    from cleaner.io.undo import Audit

_LEFT_OUT = {
    "quarantine": ("record", "records", "went to the quarantine"),
    "nowhere": ("line or file", "lines or files", "could not be read"),
}
"""What is not in a clean text, by where it is instead (`left_out` in the audit)."""


@click.command(context_settings={"max_content_width": 100})
@click.argument("text", metavar="TEXT")
@click.option("--audit", "ledger", required=True, metavar="AUDIT", help="What --audit wrote.")
@click.option("-o", "--output", metavar="OUT", help="Write here; by default to stdout.")
@click.option("--id", "name", metavar="ID", help="Which document of AUDIT, if several fit.")
@click.option("--id-field", metavar="NAME", help="The field with the id, as it was given to clean.")
@click.option("--text-field", metavar="NAME", help="The column with the text, of Parquet.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "text", "jsonl", "parquet", "warc"]),
    default="auto",
    help="What TEXT holds; by default told by the suffix, else by the first bytes.",
)
@click.pass_context
def undo(
    ctx: click.Context,
    text: str,
    ledger: str,
    output: str | None,
    name: str | None,
    id_field: str | None,
    text_field: str | None,
    source: str,
) -> None:
    """Give back the source of a cleaned text.

    TEXT is what `cleaner clean --audit AUDIT` wrote: a text file, which becomes the very bytes that
    it was made of; JSON lines or Parquet, whose records get back the values they had (the lines are
    written anew; what is in the quarantine is not among them); an archive, whose texts become the
    records they were, header and block; a folder of these; - is stdin. All may be compressed. For HTML
    the source is the extracted text; pages of archives do not come back, the archives have them.

    \b
      cleaner clean page.txt -o clean.txt --audit audit.jsonl
      cleaner undo clean.txt --audit audit.jsonl | cmp - page.txt
      cleaner undo clean/ --audit audit.jsonl.zst -o crawl/

    Exit code 3 if a text does not fit its account: it was changed since; or if the account tells of
    records that are not in the clean text, since they went to the quarantine or could not be read.
    """
    from cleaner.io.fields import Fields

    given: dict[str, Any] = {"id": id_field, "text": text_field}
    fields = Fields(**{key: value for key, value in given.items() if value})
    run = _Undo(ledger, name, fields, source)
    run.carry_out(text, None if output == "-" else output)
    ctx.exit(3 if run.failures or run.left_out else 0)


class _Undo:
    """Restores one file or the files of a folder, and counts what could not be."""

    def __init__(self, ledger: str, name: str | None, fields: Fields, source: str) -> None:
        self.failures = self.left_out = 0
        self._ledger, self._name, self._fields, self._source = ledger, name, fields, source

    def carry_out(self, text: str, output: str | None) -> None:
        from cleaner.io.files import find_inputs
        from cleaner.io.storage import is_url
        from cleaner.io.undo import Audit, lines

        self._refuse(text, output)
        audit = Audit(lines(_content(self._ledger)), self._ledger)
        if text != "-" and (is_url(text) or os.path.isdir(text)):
            found = find_inputs([text])
            if [item.path for item in found.inputs] != [text]:
                if output is None:
                    raise ConfigError(
                        "the files of a folder need a folder to go to: name it with -o"
                    )
                self._folder(audit, text, found, output)
                self._tell_left_out(audit)
                return
        if self._file(audit, text, output):
            self._tell_left_out(audit)

    def _refuse(self, text: str, output: str | None) -> None:
        """Raises ConfigError if what is written would replace what it is made of."""
        from cleaner.io.storage import same

        for path, what in ((self._ledger, "the audit"), (text, "the clean text")):
            if output is not None and path != "-" and same(output) == same(path):
                raise ConfigError(f"{output} is {what}, and an input, too: name another with -o")

    def tell(self, place: str, reason: str) -> None:
        from cleaner.cli.changes import visible

        self.failures += 1
        if self.failures <= NAMED:
            click.echo(f"{visible(place)}: not restored: {visible(reason)}", err=True)
        elif self.failures == NAMED + 1:
            click.echo("… more were not restored, and are only counted", err=True)

    def _tell_left_out(self, audit: Audit) -> None:
        """Say what is not in the clean text, and so not in what was made of it."""
        from cleaner.cli.changes import visible

        audit.read_on()
        for where, (places, count) in sorted(audit.left_out.items(), reverse=True):
            self.left_out += count
            one, more, why = _LEFT_OUT[where]
            dots = ", …" * (count > len(places))
            click.echo(
                f"not in what is restored: {count:,} {one if count == 1 else more} that {why}: "
                f"{visible(', '.join(places))}{dots}",
                err=True,
            )

    def _file(self, audit: Audit, path: str, output: str | None) -> bool:
        """Restore a file; whether it holds records."""
        from itertools import chain

        from cleaner.io.audit import source_bytes
        from cleaner.io.conversion import ALONE
        from cleaner.io.files import kind_of, sniff
        from cleaner.io.undo import archive, records, rows

        kind = self._source if self._source != "auto" else kind_of(path)
        if kind == "parquet":
            if output is None:
                raise ConfigError("Parquet cannot go to stdout: name a file with -o")
            with _local(output) as target:
                rows(path, audit, target, self.tell, self._fields)
            return True
        if kind == "warc":
            from cleaner.io.compress import codec_of

            codec = codec_of(output or "")
            with _written(output, packed=codec in ALONE) as write:
                archive(path, audit, codec, write, self.tell)
            return True
        stream = _content(path)
        first = next(stream, b"")
        if (kind or sniff(first)) == "jsonl":
            with _written(output) as write:
                records(chain([first], stream), path, audit, write, self.tell, self._fields)
            return True
        source = source_bytes(*audit.of_text(first + b"".join(stream), self._name))
        with _written(output) as write:
            write(source)
        return False

    def _folder(self, audit: Audit, folder: str, found: Found, output: str) -> None:
        from cleaner.io.files import kind_of
        from cleaner.io.storage import below, joined
        from cleaner.io.undo import document

        for path, reason in found.failures:
            self.tell(path, reason)
        for item in found.inputs:
            inner = below(item.path, item.root if item.root != item.path else folder)
            try:
                if kind_of(item.path) in ("jsonl", "parquet", "warc"):
                    self._refuse(item.path, joined(output, inner))
                    self._file(audit, item.path, joined(output, inner))
                    continue
                entry = audit.file(inner)
                content = document(b"".join(_content(item.path)), entry)
                place = entry.get("path", inner) if "encoding" in entry else inner
                if os.path.isabs(place) or os.path.normpath(place).startswith(".."):
                    raise InputError(f"its account names a path outside of OUT: {place}")
            except InputError as err:
                self.tell(item.path, str(err))
                continue
            self._refuse(item.path, joined(output, place))
            with _written(joined(output, place)) as write:
                write(content)


def _content(path: str) -> Iterator[bytes]:
    from cleaner.io.formats import Source
    from cleaner.io.formats.jsonl import content

    try:
        yield from content(Source(path))
    except InputError as err:
        raise InputError(f"{path}: {err}") from None


@contextmanager
def _local(path: str) -> Iterator[str]:
    """The path of a file, of a URL that of a local one that is uploaded when it is complete."""
    from tempfile import TemporaryDirectory

    from cleaner.io.storage import is_url, publish

    if not is_url(path):
        yield path
        return
    with TemporaryDirectory(prefix="cleaner-undo-") as folder:
        target = os.path.join(folder, "part")
        yield target
        publish(target, path)


@contextmanager
def _written(path: str | None, packed: bool = False) -> Iterator[Callable[[bytes], object]]:
    from cleaner.io.output import Output
    from cleaner.io.storage import stdout

    if path is None:
        yield stdout().write
        return
    out = Output(path, unique=True, packed=packed)
    try:
        yield out.write
        out.finish()
    except BaseException:
        out.discard()
        raise
