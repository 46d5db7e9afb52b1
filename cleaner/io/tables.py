"""Parquet files out of parts: of rows that kept their schema, or of JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cleaner.errors import InputError, ProcessingError
from cleaner.io import jsonl
from cleaner.io.arrow import clean_schema, unpacked
from cleaner.io.fields import Fields
from cleaner.io.formats import Source
from cleaner.io.rows import array, pyarrow
from cleaner.io.storage import need

if TYPE_CHECKING:
    from cleaner.io.plan import Job

_ROWS, _BYTES = 50_000, 16 << 20  # of a row group made of JSON lines


def schema_of(path: str, kind: str, fields: Fields) -> Any:
    """The schema of what a Parquet or Arrow file becomes. Raises InputError."""
    from importlib import import_module

    module = import_module(f"cleaner.io.formats.{kind}")
    return clean_schema(module.schema(Source(path)), fields)


def first_of(jobs: Iterable[Job], fields: Fields) -> Job:
    """The first of the tables that can be cleaned: of all that go into one file it has the schema.

    If none can be it is the first one.
    """
    found = None
    for job in jobs:
        found = found or job
        with suppress(InputError):
            schema_of(job.path, job.kind, fields)
            return job
    assert found is not None
    return found


def check_schema(path: str, kind: str, fields: Fields, first: str, expected: Any) -> None:
    """Raises InputError if this table cannot be cleaned, or not go into one file with the first one."""
    found = schema_of(path, kind, fields)
    if found.equals(expected):
        return
    names = [
        name
        for name in dict.fromkeys([*expected.names, *found.names])
        if name not in found.names
        or name not in expected.names
        or not found.field(name).equals(expected.field(name))
    ]
    raise InputError(
        f"its schema is not that of {first} ({', '.join(names) or 'order of columns'}): "
        "write into a folder, or take --to jsonl"
    )


def from_rows(part: str, made: str, path: str, kind: str, fields: Fields) -> None:
    """Write the rows of a part as a Parquet file, in the row groups that they came in.

    path, kind: the input, for its schema and its compression.
    """
    parquet = need("pyarrow.parquet", "parquet", "Parquet")
    pa = pyarrow()
    schema = schema_of(path, kind, fields)
    codec = "snappy"
    if kind == "parquet":
        from cleaner.io.formats import parquet as source

        codec = source.codec(Source(path))
    with parquet.ParquetWriter(made, schema, compression=codec) as writer:
        for _, found in groupby(unpacked(part), key=lambda pair: pair[0]):
            table = pa.Table.from_batches([batch for _, batch in found], schema)
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)


def from_records(part: str, made: str) -> None:
    """Write the JSON lines of a part as a Parquet file.

    Columns are typed by what they hold; one whose values have no common type holds JSON text, and
    says so in the metadata of its field. Raises ProcessingError.
    """
    parquet = need("pyarrow.parquet", "parquet", "Parquet")
    pa = pyarrow()
    types: dict[str, Any] = {}
    for rows in _chunks(part):
        for name, values in _columns(rows).items():
            types[name] = _common(types.get(name, pa.null()), values)
    while True:
        fields = []
        for name, kind in types.items():
            text = {b"content": b"JSON"} if kind is None else None
            kind = pa.string() if kind is None or pa.types.is_null(kind) else kind
            fields.append(pa.field(name, kind, metadata=text))
        schema = pa.schema(fields)
        odd = ""
        with parquet.ParquetWriter(made, schema, compression="zstd") as writer:
            for rows in _chunks(part):
                columns, arrays = _columns(rows), []
                for name in schema.names:
                    values = columns.get(name) or [None] * len(rows)
                    try:
                        arrays.append(_array(values, schema.field(name).type, types[name] is None))
                    except (pa.ArrowException, ValueError, TypeError, OverflowError) as err:
                        if types[name] is None:
                            raise ProcessingError(f"column {name}: {err}") from None
                        odd = name
                        break
                if odd:
                    break
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        if not odd:
            return
        types[odd] = None


def _chunks(part: str) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    with open(part, "rb") as file:
        for line in file:
            rows.append(jsonl.value(line))
            size += len(line)
            if size >= _BYTES or len(rows) >= _ROWS:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _common(known: Any, values: list[Any]) -> Any:
    """A type for these values, too; None if there is none."""
    pa = pyarrow()
    if known is None:
        return None
    try:
        kinds = [pa.schema([("x", kind)]) for kind in (known, _array(values, None, False).type)]
        return pa.unify_schemas(kinds, promote_options="permissive").field("x").type
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return None


def _array(values: list[Any], kind: Any, as_json: bool) -> Any:
    if as_json:
        values = [None if one is None else jsonl.encode(one).decode() for one in values]
    return array(values, kind)
