"""Files of records that are changed in place: JSON lines, also compressed, and Parquet.

Both forms are read twice: once to find what changes, and again to copy all the rest while it is
written. So a file without changes is never written, and nothing but the changes is held in memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

from cleaner.errors import CleanerError, ConfigError, InputError
from cleaner.io import jsonl
from cleaner.io.compress import BLOCK, Encoder, codec_of
from cleaner.io.compress import SUFFIXES as CODECS
from cleaner.io.files import whole_file
from cleaner.io.formats import Source
from cleaner.io.formats.jsonl import content

SUFFIXES = (
    *(f"{suffix}{codec}" for suffix in (".jsonl", ".ndjson") for codec in ("", *CODECS)), ".parquet",
)  # fmt: skip
"""What files of records end in."""

KNOWN = ("url", "language")
"""Columns and fields that tell how a record is cleaned."""


class Record(NamedTuple):
    """A record: its line or row (from 1), its text, what is known of it, and its line in JSON.

    error: what is wrong with it, if there is no text to be had.
    """

    number: int
    text: str
    known: Mapping[str, str]
    line: bytes = b""
    error: str = ""


def records(path: str) -> Iterator[Record]:
    """The records of a file that have a text; the suffix of its name, not of what a link leads to,
    says what it holds. Raises InputError if the file cannot be read."""
    return _rows(path) if _is_parquet(path) else _objects(path)


def write(path: str, changes: Mapping[int, Any]) -> None:
    """Write a file anew with other records: lines (bytes) by number for JSON, texts for Parquet.

    A symbolic link stays one. Raises InputError if the file cannot be written.
    """
    try:
        (_write_parquet if _is_parquet(path) else _write_lines)(path, changes)
    except InputError:
        raise
    except CleanerError as err:
        raise InputError(f"not changed: {err}") from None


def state(path: str) -> tuple[int, int, int]:
    """What is different when somebody else has written a file."""
    found = os.stat(path)
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_parquet(path: str) -> bool:
    return path.lower().endswith(".parquet")


# ---- JSON lines


def _objects(path: str) -> Iterator[Record]:
    for number, line in enumerate(_lines(path), 1):
        body = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not body.strip():
            continue
        if number == 1 and body.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputError("this is UTF-16; JSON lines are UTF-8")
        try:
            fields = jsonl.read_object(body)
            text = jsonl.value(fields["text"]) if "text" in fields else None
        except InputError as err:
            yield Record(number, "", {}, error=str(err))
            continue
        if isinstance(text, str):
            about = {k: jsonl.value(fields[k]) for k in KNOWN if k in fields}
            known = {k: v for k, v in about.items() if isinstance(v, str) and v}
            yield Record(number, text, known, line)
        elif text is not None:
            yield Record(number, "", {}, error='"text" is no string')


def _lines(path: str) -> Iterator[bytes]:
    """The lines of a file with their breaks. Raises InputError."""
    rest: list[bytes] = []
    try:
        for piece in content(Source(path)):
            cut = piece.rfind(b"\n") + 1
            if cut:
                for line in b"".join([*rest, piece[:cut]]).split(b"\n")[:-1]:
                    yield line + b"\n"
                rest = []
            rest.append(piece[cut:])
    except ConfigError as err:  # of a package that is missing
        raise InputError(str(err)) from None
    last = b"".join(rest)
    if last:
        yield last


def _write_lines(path: str, changes: Mapping[int, bytes]) -> None:
    encoder, rest = Encoder(codec_of(path)), bytearray()
    with open(path, "rb") as file:
        head = file.read(8)
    with whole_file(path) as raw:
        for number, line in enumerate(_lines(path), 1):
            rest += changes.get(number, line)
            while len(rest) >= BLOCK:
                raw.write(encoder.block(bytes(rest[:BLOCK])))
                del rest[:BLOCK]
        if rest:
            raw.write(encoder.block(bytes(rest)))
        raw.write(encoder.finish())
        if encoder.codec == "gz":
            raw.seek(4)
            raw.write(head[4:8])  # RFC 1952: the time in the header stays


# ---- Parquet


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise InputError("Parquet needs pyarrow: pip install 'scrape-cleaner[parquet]'") from None
    return pyarrow.parquet


@contextmanager
def _parquet_file(path: str) -> Iterator[Any]:
    parquet = _parquet()
    import pyarrow

    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except (OSError, pyarrow.ArrowException) as err:
        raise InputError(f"cannot read: {str(err).splitlines()[0]}") from None


def _rows(path: str) -> Iterator[Record]:
    with _parquet_file(path) as file:
        names = file.schema_arrow.names
        if "text" not in names:
            raise InputError('there is no column "text"')
        from cleaner.io.rows import records as rows

        columns = ["text", *(name for name in KNOWN if name in names)]
        number = 0
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=columns)
            for row in chain.from_iterable(map(rows, table.to_batches())):
                number += 1
                text = row.pop("text")
                if isinstance(text, str):
                    known = {k: v for k, v in row.items() if isinstance(v, str) and v}
                    yield Record(number, text, known)
                elif text is not None:
                    raise InputError('the column "text" holds no strings')


def _write_parquet(path: str, changes: Mapping[int, str]) -> None:
    """Schema, metadata, row groups, compression and encoding of the columns stay."""
    parquet = _parquet()
    from cleaner.io.rows import array, values

    with _parquet_file(path) as file, whole_file(path) as out:
        about = file.metadata.row_group(0) if file.num_row_groups else None
        columns = [about.column(i) for i in range(about.num_columns)] if about else []
        settings: dict[str, Any] = {
            "compression": {c.path_in_schema: _codec(c.compression) for c in columns} or "snappy",
            "use_dictionary": [
                c.path_in_schema for c in columns if any("DICT" in e for e in c.encodings)
            ],
            "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set],
            "version": file.metadata.format_version,
            "store_schema": b"ARROW:schema" in (file.metadata.metadata or {}),
        }
        first = 1
        with parquet.ParquetWriter(out, file.schema_arrow, **settings) as writer:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                count = table.num_rows
                mine = [n for n in range(first, first + count) if n in changes]
                if mine:
                    at = table.schema.get_field_index("text")
                    texts = [one for part in table.column(at).chunks for one in values(part)]
                    for n in mine:
                        texts[n - first] = changes[n]
                    field = table.schema.field(at)
                    table = table.set_column(at, field, array(texts, field.type))
                writer.write_table(table, row_group_size=max(1, count))
                first += count


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}.get(name, name.lower())
