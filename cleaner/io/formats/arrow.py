"""Arrow files and streams, such as those in a folder that Hugging Face's datasets saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleaner.errors import InputError
from cleaner.io.formats import BATCH, END, Chunk, Damage, Limits, Source
from cleaner.io.rows import pyarrow
from cleaner.io.storage import need, open_input

_ROWS = 1_000
_FILE = b"ARROW1"


@contextmanager
def _batches(source: Source) -> Iterator[tuple[Any, Iterator[Any]]]:
    ipc = need("pyarrow.ipc", "parquet", "Arrow")
    with open_input(source.path) as raw:
        head = raw.read(len(_FILE))
        raw.seek(0)
        try:
            if head == _FILE:
                file = ipc.open_file(raw)
                found = (file.get_batch(i) for i in range(file.num_record_batches))
                yield file.schema, found
            else:
                stream = ipc.open_stream(raw)
                yield stream.schema, iter(stream)
        except (pyarrow().ArrowException, OSError) as err:
            raise InputError(
                f"this is no Arrow file, or it is damaged: {str(err).splitlines()[0]}"
            ) from None


def extent(source: Source) -> int:
    """Rows of the file."""
    with _batches(source) as (_, found):
        return sum(batch.num_rows for batch in found)


def schema(source: Source) -> Any:
    """The schema of the file. Raises InputError."""
    with _batches(source) as (found, _):
        return found


def read(
    source: Source, start: int, stop: int | None, position: Any, limits: Limits
) -> Iterator[Chunk]:
    """Rows as `(0, RecordBatch)`; each batch of the file becomes a row group."""
    if position == END:
        return
    group, done = position or (0, 0)
    with _batches(source) as (_, found):
        first = g = 0
        while True:
            try:
                whole = next(found, None)
            except (pyarrow().ArrowException, OSError) as err:
                why = f"rows from {first + 1:,} on cannot be read: {str(err).splitlines()[0]}"
                yield Chunk([Damage(f"batch {g}", why)], first + 1, 0, END)
                return
            if whole is None:
                return
            rows = whole.num_rows
            if g >= group and start <= first and (stop is None or first < stop):
                take = max(1, min(_ROWS, BATCH * rows // max(1, whole.nbytes)))
                for at in range(done, rows, take):
                    batch = whole.slice(at, take)
                    end = at + batch.num_rows
                    where = [g + 1, 0] if end == rows else [g, end]
                    yield Chunk([(g, batch)], first + at + 1, batch.nbytes, where)
                done = 0
            first += rows
            g += 1
