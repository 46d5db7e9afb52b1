"""A corpus for looking at rules: texts of files, folders and JSON lines, with what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple, cast

from cleaner.errors import InputError
from cleaner.io import files
from cleaner.io.jsonl import read_object, value
from cleaner.text.decode import decode


class Text(NamedTuple):
    """One document: a name to find it by, its text, and its address if that is known."""

    name: str
    text: str
    url: str | None


def read(paths: Iterable[str]) -> Iterator[Text]:
    """The documents of files and folders, in order. Records without text are passed over.

    JSON lines may be compressed with gzip, or with zstd where the `zstandard` package is there.
    Raises InputError, naming file and line, for what cannot be read.
    """
    suffixes = (".txt", ".text", ".md", ".markdown", ".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst")
    inputs, failures, _ = files.find_inputs(paths, suffixes)
    if failures:
        raise InputError("; ".join(f"{path}: {message}" for path, message in failures))
    for item in inputs:
        if files.kind_of(item.path.removesuffix(".gz").removesuffix(".zst")) == "jsonl":
            yield from _records(item.path)
        else:
            try:
                text = decode(files.read_file(item.path)).text
            except InputError as err:
                raise InputError(f"{item.path}: {err}") from None
            yield Text(item.path, text, None)


def _records(path: str) -> Iterator[Text]:
    with _opened(path) as lines:
        for n, line in enumerate(lines, 1):
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


def _opened(path: str) -> IO[bytes]:
    if path.endswith(".gz"):
        import gzip

        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.endswith(".zst"):
        import io

        try:
            import zstandard
        except ImportError:
            raise InputError(f"{path}: reading .zst needs the package zstandard") from None
        return io.BufferedReader(
            zstandard.ZstdDecompressor().stream_reader(open(path, "rb"), read_across_frames=True)
        )
    return open(path, "rb")
