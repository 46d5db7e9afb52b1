"""Parquet, by pyarrow. Extents are rows; a row group belongs to the part that its first row is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleaner.errors import InputError
from cleaner.io.formats import BATCH, Chunk, Damage, Limits, Source
from cleaner.io.rows import pyarrow
from cleaner.io.storage import need, open_input, size_of

_ROWS = 1_000


@contextmanager
def opened(source: Source) -> Iterator[Any]:
    """The file. Raises InputError for one that is none."""
    parquet = need("pyarrow.parquet", "parquet", "Parquet")
    with open_input(source.path) as raw:
        try:
            with parquet.ParquetFile(raw, pre_buffer=False, buffer_size=1 << 20) as file:
                yield file
        except pyarrow().ArrowException as err:
            raise InputError(f"this is no Parquet file, or it is damaged: {_first(err)}") from None
        except OSError as err:
            raise InputError(f"cannot read: {_first(err)}") from None


def extent(source: Source) -> int:
    """Rows of the file."""
    with opened(source) as file:
        return int(file.metadata.num_rows)


def schema(source: Source) -> Any:
    """The Arrow schema of the file. Raises InputError."""
    with opened(source) as file:
        return file.schema_arrow


def codec(source: Source) -> str:
    """The compression of the file, as pyarrow's writer names it."""
    with opened(source) as file:
        about = file.metadata
        if not (about.num_row_groups and about.num_columns):
            return "snappy"
        found = about.row_group(0).column(0).compression.lower()
        return "none" if found == "uncompressed" else str(found)


def read(
    source: Source, start: int, stop: int | None, position: Any, limits: Limits
) -> Iterator[Chunk]:
    """Rows as `(row group, RecordBatch)`, or `Damage` for a row group that cannot be read."""
    group, done = position or (0, 0)
    size = size_of(source.path)
    with opened(source) as file:
        first = sum(file.metadata.row_group(g).num_rows for g in range(group))
        for g in range(group, file.metadata.num_row_groups):
            about = file.metadata.row_group(g)
            rows = about.num_rows
            inside = start <= first and (stop is None or first < stop)
            if inside:
                per_row = max(1, about.total_byte_size // max(1, rows))
                take = max(1, min(_ROWS, BATCH // per_row))
                yield from _group(file, g, first, rows, done, take)
            source.seen[:] = [size * (g + 1) // file.metadata.num_row_groups]
            first, done = first + rows, 0


def _group(file: Any, g: int, first: int, rows: int, done: int, take: int) -> Iterator[Chunk]:
    at = 0
    try:
        for batch in file.iter_batches(take, row_groups=[g], use_threads=False):
            at += batch.num_rows
            if at <= done:
                continue
            where = [g + 1, 0] if at == rows else [g, at]
            number = first + at - batch.num_rows + 1
            yield Chunk([(g, batch)], number, batch.nbytes, where)
    except (pyarrow().ArrowException, OSError) as err:
        why = f"rows {first + at + 1:,} to {first + rows:,} cannot be read: {_first(err)}"
        damage = Damage(f"row group {g}", why)
        yield Chunk([damage], first + at + 1, 0, [g + 1, 0])


def _first(err: Exception) -> str:
    return (str(err) or type(err).__name__).splitlines()[0]
