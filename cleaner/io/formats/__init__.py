"""Containers of records: each module reads one into chunks that workers take.

`read(source, start, stop, position, limits)` yields `Chunk`s, in order. It raises InputError when
no more can be read, after everything that can be was yielded. `extent(source)` is the measure that
`start` and `stop` are given in: a chunk belongs to the part of the input that it begins in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

BATCH = 1 << 20
"""Bytes of input that a worker takes at once, about."""


END = "end"
"""The position behind all records, for formats that have no other word for it."""


class Chunk(NamedTuple):
    """Some records of an input: what they are depends on the format.

    first: number of the first one, from 1 (the line, for JSON lines); size: bytes of input;
    position: where reading can go on behind them, for JSON, or None if it cannot there.
    """

    items: list[Any]
    first: int
    size: int
    position: Any


class Damage(NamedTuple):
    """In place of a record: what could not be read and where, when others follow."""

    where: str
    error: str


class Source(NamedTuple):
    """An input that can be opened: a path, and for stdin what was read of it already.

    live: whether records shall go on as soon as they come; seen: how many bytes of the file were
    read so far, for whoever shows the progress.
    """

    path: str
    head: bytes = b""
    live: bool = False
    seen: list[int] = []  # noqa: RUF012  # filled by those who read


class Limits(NamedTuple):
    """record: bytes of one record; more is not read into memory."""

    record: int = 32 << 20


class Format(NamedTuple):
    """What a run needs to know about a container."""

    read: Callable[[Source, int, int | None, Any, Limits], Iterator[Chunk]]
    extent: Callable[[Source], int]


def format_of(kind: str) -> Format:
    """The format of this kind: jsonl, parquet, arrow or warc."""
    from importlib import import_module

    module = import_module(f"cleaner.io.formats.{kind}")
    return Format(module.read, module.extent)
