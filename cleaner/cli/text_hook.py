"""The hook for text and Markdown files: bytes in, the same bytes out but for what was cleaned."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import click

from cleaner.cli.changes import visible
from cleaner.cli.hook import Hook, Text, read_only
from cleaner.cli.reporters import Place
from cleaner.decide.keep import Keep, by_comments, together
from cleaner.document import Result
from cleaner.errors import CleanerError, InputError
from cleaner.io.files import SNIFFED, read_file, sniff, write_file
from cleaner.io.records import reason
from cleaner.io.tools import Tool
from cleaner.text.decode import Decoded, decode, encode


class Examined(NamedTuple):
    """A file and what cleaning makes of it: `path` as named, `real` where it lies, new bytes."""

    path: str
    real: str
    content: bytes
    decoded: Decoded
    result: Result
    fixed: bytes


class TextHook(Hook):
    """Checks and fixes text and Markdown files."""

    suffixes = (".txt", ".text", ".md", ".markdown")
    max_bytes = 10_000_000

    def look(self, path: str, real: str) -> None:
        content, decoded = self._read(path, real)
        tool, keep = self.tools.tool(path), self.tools.keep(path)
        if "cleaner:" in decoded.text:
            from cleaner.io.exemptions import in_text

            self.idle(path, in_text(decoded.text, tool.cleaner))
        try:
            result = tool.text(decoded.text, keep)
            fixed = encode(result.text, decoded) if result.changed else content
        except Exception as err:
            raise InputError(reason(err)) from err
        self.count_accepted(result)
        if fixed == content:
            return
        if self.mode == "fix":
            _write(Examined(path, real, content, decoded, result, fixed), tool, keep)
        self.report.changed += 1
        if self.mode == "diff":
            self.report.counted(Place(path), result)
            print_diff(Examined(path, real, content, decoded, result, fixed))
        else:
            self.report.changes(Place(path), result)

    def texts(self, path: str, real: str) -> Iterator[Text]:
        _, decoded = self._read(path, real)
        tool = self.tools.tool(path)

        def clean(keep: Keep) -> Result:
            try:
                return tool.text(decoded.text, together(by_comments, keep))
            except Exception as err:
                raise InputError(reason(err)) from err

        yield Text(Place(path), clean)

    def _read(self, path: str, real: str) -> tuple[bytes, Decoded]:
        suffix = os.path.splitext(path)[1].lower()
        if suffix and suffix not in self.suffixes:
            raise InputError(self._other(suffix))
        content = read_file(real, self.limit)
        if not suffix and sniff(content[:SNIFFED]) != "text":
            raise InputError(self._other(suffix))
        decoded = decode(content)
        if 0 in content and not decoded.bom:
            at = content.index(0) + 1
            raise InputError(f"a NUL at byte {at}: this may be no text (`cleaner clean` mends it)")
        return content, decoded

    def _other(self, suffix: str) -> str:
        about = (
            f"not text or Markdown ({', '.join(self.suffixes)}); `cleaner clean` takes other files"
        )
        if suffix in (".jsonl", ".ndjson", ".gz", ".zst", ".parquet"):
            about += ", --records takes records"
        return about


def _write(one: Examined, tool: Tool, keep: Keep | None) -> None:
    """Replace a file. Raises InputError if that would not be safe or is not possible."""
    if decode(one.fixed).text != one.result.text:
        raise InputError("not changed: the clean text would read differently in its encoding")
    if tool.text(one.result.text, keep).changed:
        raise InputError("not changed: a second pass would change it again; please report this")
    if read_only(one.real):
        raise InputError("not changed: the file is read-only")
    try:
        write_file(one.real, one.fixed)
    except CleanerError as err:
        raise InputError(f"not changed: {err}") from None


def for_eyes() -> bool:
    """Whether stdout is for a person: a terminal, or colours are asked for."""
    colour = click.get_current_context().color
    return sys.stdout.isatty() if colour is None else colour


def print_diff(one: Examined) -> None:
    """For eyes with colours and harmless; for a pipe the very bytes, so that git can apply it."""
    root = _repository(one.real)
    name = (os.path.relpath(one.real, root) if root else one.path).replace(os.sep, "/").lstrip("/")
    mark = "\ufeff" * (one.decoded.bom == b"\xef\xbb\xbf")
    wide = one.decoded.encoding.startswith(("utf-16", "utf-32"))
    print_difference(
        mark + one.decoded.text,
        mark + one.result.text,
        name,
        # with this header git takes paths as relative to the top folder, wherever it is called
        [f"diff --git a/{name} b/{name}\n"] if root else [],
        "utf-8" if wide else one.decoded.encoding,
    )


def print_difference(
    before: str, after: str, name: str, header: list[str], encoding: str = "utf-8"
) -> None:
    """Print the unified diff of two texts."""
    from difflib import unified_diff

    eyes = for_eyes()
    diff = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    for n, line in enumerate(chain(header, diff)):
        body = line.removesuffix("\n")
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file"
        if eyes:
            bold = n < 2 + len(header)
            colour = None if bold else _DIFF_COLOURS.get(line[0])
            click.echo(click.style(visible(body), bold=bold or None, fg=colour) + end)
        else:
            click.echo((body + end + "\n").encode(encoding, "surrogateescape"), nl=False)


def _repository(path: str) -> str | None:
    """The top folder of the git repository that a file lies in."""
    folder = os.path.dirname(path)
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, last = os.path.dirname(folder), folder
        if folder == last:
            return None
    return folder


_DIFF_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *filter(None, lines[-1:])]
