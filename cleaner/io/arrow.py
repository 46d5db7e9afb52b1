"""Arrow: record batches in, record batches out. What every engine adapter calls.

The text column is cleaned in place and keeps its type. One column is added, `cleaner`, always of
the same type whatever the data hold, so that schemas do not depend on them:

    version, rules_hash, flags, error, extractor, metadata {title, authors, …}

`error` says why a row could not be processed; its text is what it was. All other columns, the
schema's metadata and the order of the rows stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as fields_of
from struct import Struct
from typing import TYPE_CHECKING, Any

from cleaner.document import LIST_FIELDS, Metadata
from cleaner.errors import InputError
from cleaner.io.fields import ABSENT, Fields, get
from cleaner.io.records import FIELDS, NOTHING, Known, cleaned, reason
from cleaner.io.rows import array, is_string, pyarrow, records

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner

COLUMN = "cleaner"
"""The column that is the cleaner's own."""

WAS_NULL = {b"cleaner": b"null"}
"""Metadata of a field for text that had the type null, before there was text from HTML."""

_HEAD = Struct("<QQ")

Told = Callable[[int, "Result | None", str], bool]
"""Called for each row with its number, what came of it or None, and the error; whether it stays."""


def account_type() -> Any:
    """The type of the column `cleaner`."""
    pa = pyarrow()
    texts = pa.list_(pa.string())
    about = [
        (one.name, texts if one.name in LIST_FIELDS else pa.string()) for one in fields_of(Metadata)
    ]
    return pa.struct(
        [
            ("version", pa.string()),
            ("rules_hash", pa.string()),
            ("flags", texts),
            ("error", pa.string()),
            ("extractor", pa.string()),
            ("metadata", pa.struct(about)),
        ]
    )


def clean_schema(schema: Any, fields: Fields = FIELDS) -> Any:
    """The schema that `clean_batch` makes of this one. A column for text of the type null becomes one
    of strings where there is HTML to take a text from.

    Raises InputError if no column can hold text, or `cleaner` holds something else than the
    cleaner's own.
    """
    pa = pyarrow()
    if _column(schema, fields.text) is None:
        if _column(schema, fields.html) is None:
            raise InputError(
                f"no column for text: there are {', '.join(schema.names) or 'no columns'}; "
                "name one as the field with text or with HTML"
            )
        schema = schema.append(pa.field(fields.text[0], pa.string()))
    else:
        name = str(_column(schema, fields.text))
        kind = _type_at(schema, name)
        if not _is_text(kind):
            raise InputError(f"column {name} is {kind}, and text is expected")
        if pa.types.is_null(kind) and name in schema.names and _column(schema, fields.html):
            place = schema.get_field_index(name)
            schema = schema.set(place, with_type(schema.field(place), pa.string(), WAS_NULL))
    place = schema.get_field_index(COLUMN)
    if place >= 0 and not _is_account(schema.field(place).type):
        raise InputError(
            f"column {COLUMN} is {schema.field(place).type}, and the cleaner's own goes there: "
            "give it another name"
        )
    field = pa.field(COLUMN, account_type())
    return schema.append(field) if place < 0 else schema.set(place, field)


def clean_batch(
    cleaner: Cleaner,
    batch: Any,
    known: Known = NOTHING,
    fields: Fields = FIELDS,
    told: Told | None = None,
    check: Callable[[int], None] = lambda _: None,
) -> Any:
    """Clean a `pyarrow.RecordBatch` (or Table); `told` hears of every row, and
    `check`, called with the size of a text, may refuse it.

    Never raises for what a row holds. Raises InputError as `clean_schema` does, TypeError for what
    is neither.
    """
    from cleaner import __version__

    pa = pyarrow()
    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        kind = type(batch).__name__
        raise TypeError(f"a batch is expected to be a pyarrow RecordBatch or Table, not {kind}")
    if isinstance(batch, pa.Table):
        parts = [
            clean_batch(cleaner, one, known, fields, told, check) for one in batch.to_batches()
        ]
        return pa.Table.from_batches(parts, clean_schema(batch.schema, fields))
    schema = clean_schema(batch.schema, fields)
    name = _column(schema, fields.text)
    assert name is not None
    kind = _type_at(schema, name)
    texts, accounts, stay = [], [], []
    read = {one.partition(".")[0] for one in fields} | {*fields, COLUMN}
    for number, row in enumerate(records(batch, read)):
        try:
            text = get(row, name)
            check(len(text) if isinstance(text, str) else 0)
            _, result = cleaned(cleaner, row, known, fields)
            if name not in schema.names and (text is ABSENT or pa.types.is_null(kind)):
                raise InputError(f"there is no place for a text in {name}")
            error = None
        except Exception as err:
            text, result, error = get(row, name), None, reason(err)
        about: dict[str, Any] = {
            "version": __version__, "rules_hash": cleaner.rules_hash, "flags": [], "error": error,
        }  # fmt: skip
        if result is not None:
            text = result.text
            old: dict[str, Any] = row.get(COLUMN) or {}
            told_before = old.get("metadata") or {}
            about.update(
                flags=list(result.flags),
                extractor=result.extractor or old.get("extractor"),
                metadata={
                    key: told_before.get(key) or value  # what is there stays
                    for key, value in result.metadata.to_dict().items()
                },
            )
        texts.append(None if text is ABSENT else text)
        accounts.append(about)
        stay.append(told is None or told(number, result, error or ""))
    out = with_texts(batch, name, texts, schema, {COLUMN: array(accounts, account_type())})
    return out if all(stay) else out.filter(pa.array(stay))


def with_texts(
    batch: Any, name: str, texts: list[Any], schema: Any, more: Mapping[str, Any] = {}
) -> Any:
    """A batch of this schema: with these texts in the column `name`, which may be a field in a
    struct, and these other columns."""
    pa = pyarrow()
    place = {one: i for i, one in enumerate(batch.schema.names)}
    columns = {one: batch.column(i) for one, i in place.items()}
    _put(columns, name, texts, _type_at(schema, name))
    columns.update(more)
    arrays = [
        batch.column(i) if schema.names.count(one) > 1 else columns[one]
        for i, one in enumerate(schema.names)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def with_type(field: Any, kind: Any, more: Mapping[bytes, bytes] = {}) -> Any:
    """The field with another type, and with this metadata or without what `WAS_NULL` adds."""
    about = {k: v for k, v in (field.metadata or {}).items() if k not in WAS_NULL}
    return field.with_type(kind).with_metadata({**about, **more} or None)


def rows_of(batch: Any) -> list[dict[str, Any]]:
    """The rows as records: what the column `cleaner` says is where records have it."""
    rows = records(batch)
    if _is_account(_type_at(batch.schema, COLUMN)):
        for row in rows:
            about = row.pop(COLUMN) or {}
            about = {key: value for key, value in about.items() if value is not None}
            metadata = row.get("metadata") or {}
            if not isinstance(metadata, Mapping):
                row[COLUMN] = about
            elif about:
                found = about.pop("metadata", {})
                known = {key: value for key, value in metadata.items() if value is not None}
                found = {key: value for key, value in found.items() if value}
                row["metadata"] = {**metadata, **found, **known, COLUMN: about}
    return rows


def accounts(batch: Any) -> list[Any]:
    """What the column `cleaner` of each row holds; empty if there is none."""
    if COLUMN not in batch.schema.names:
        return []
    return [row[COLUMN] for row in records(batch, [COLUMN])]


def ids(batch: Any, fields: Fields = FIELDS) -> list[Any]:
    """The ids of the rows; None where there are none."""
    name = _column(batch.schema, fields.id)
    if name is None:
        return [None] * int(batch.num_rows)
    rows = records(batch, [name if name in batch.schema.names else name.partition(".")[0]])
    return [None if (found := get(row, name)) is ABSENT else found for row in rows]


def text_column(schema: Any, fields: Fields = FIELDS) -> str:
    """The column that the clean text is in."""
    return _column(schema, fields.text) or fields.text[0]


def packed(batch: Any, group: int) -> bytes:
    """A batch of this row group for a part: length, group, Arrow stream. See `unpacked`."""
    pa = pyarrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data = sink.getvalue().to_pybytes()
    return bytes(_HEAD.pack(len(data), group) + data)


def unpacked(path: str) -> Iterator[tuple[int, Any]]:
    """The batches of a part with their row groups; they lie in the file, not in memory."""
    pa = pyarrow()
    with pa.memory_map(path) as file:
        size, at = file.size(), 0
        while at < size:
            file.seek(at)
            length, group = _HEAD.unpack(file.read(_HEAD.size))
            at += _HEAD.size + length
            for batch in pa.ipc.open_stream(file.read_buffer(length)):
                yield group, batch


def _column(schema: Any, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if _type_at(schema, name) is not None), None)


def _type_at(schema: Any, name: str) -> Any:
    """The type of a column, or of a field in a struct; None if there is none."""
    pa = pyarrow()
    if name in schema.names:
        return schema.field(name).type
    top, _, rest = name.partition(".")
    if not rest or top not in schema.names:
        return None
    kind = schema.field(top).type
    return _type_at(pa.schema(list(kind)), rest) if pa.types.is_struct(kind) else None


def _is_account(kind: Any) -> bool:
    """Whether this is the type of the column `cleaner`, as any version of it may have written it."""
    if kind is None or not pyarrow().types.is_struct(kind):
        return False
    return {"version", "rules_hash", "flags", "metadata"} <= {field.name for field in kind}


def _is_text(kind: Any) -> bool:
    types = pyarrow().types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return is_string(kind) or bool(types.is_null(kind))


def _put(columns: dict[str, Any], name: str, values: list[Any], kind: Any) -> None:
    pa = pyarrow()
    if name in columns or "." not in name:
        columns[name] = array(values, kind)
        return
    top, _, rest = name.partition(".")
    struct = columns[top]
    inner = {field.name: struct.field(i) for i, field in enumerate(struct.type)}
    _put(inner, rest, values, kind)
    columns[top] = pa.StructArray.from_arrays(
        list(inner.values()), fields=list(struct.type), mask=struct.is_null()
    )
