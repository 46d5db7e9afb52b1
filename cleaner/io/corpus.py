"""A corpus for looking at rules: texts of files, folders and JSON lines, with what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.errors import InputError
from cleaner.io import files
from cleaner.io.compress import SUFFIXES, without_suffix
from cleaner.io.formats import Source
from cleaner.io.formats.jsonl import content
from cleaner.io.jsonl import read_object, value
from cleaner.io.undo import lines
from cleaner.text.decode import decode


class Text(NamedTuple):
    """One document: a name to find it by, its text, and its address if that is known."""

    name: str
    text: str
    url: str | None


def read(paths: Iterable[str]) -> Iterator[Text]:
    """The documents of files and folders, in order. Records without text are passed over.

    JSON lines may be compressed. Raises InputError, naming file and line, for what cannot be read.
    """
    packed = [f"{one}{codec}" for one in (".jsonl", ".ndjson") for codec in ("", *SUFFIXES)]
    suffixes = (".txt", ".text", ".md", ".markdown", *packed)
    inputs, failures, _ = files.find_inputs(paths, suffixes)
    if failures:
        raise InputError("; ".join(f"{path}: {message}" for path, message in failures))
    for item in inputs:
        if files.kind_of(without_suffix(item.path)) == "jsonl":
            yield from _records(item.path)
        else:
            try:
                text = decode(files.read_file(item.path)).text
            except InputError as err:
                raise InputError(f"{item.path}: {err}") from None
            yield Text(item.path, text, None)


def _records(path: str) -> Iterator[Text]:
    for n, line in enumerate(lines(_content(path)), 1):
        if not line.strip():
            continue
        try:
            record = read_object(line)
        except InputError as err:
            raise InputError(f"{path}:{n}: {err}") from None
        text = value(record["text"]) if "text" in record else None
        url = value(record["url"]) if "url" in record else None
        name = value(record["id"]) if "id" in record else n
        if isinstance(text, str):
            yield Text(f"{path}:{name}", text, url if isinstance(url, str) else None)


def _content(path: str) -> Iterator[bytes]:
    try:
        yield from content(Source(path))
    except InputError as err:
        raise InputError(f"{path}: {err}") from None
