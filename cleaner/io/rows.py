"""Rows of Arrow as Python's values and back, also those that Arrow holds and Python does not.

What cannot be a string of Python (bytes that are no UTF-8, which Arrow does not look at) is one with
surrogates in place of these bytes, as Python's `surrogateescape` makes it, and becomes the same bytes
again. Times that Python's cannot tell (nanoseconds, years behind 9999) are strings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cleaner.io.storage import need


def pyarrow() -> Any:
    """The package. Raises ConfigError if it is not installed."""
    return need("pyarrow", "parquet", "reading and writing Arrow and Parquet")


def records(batch: Any, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a record batch, with these columns or all; of columns of one name the last."""
    columns = {
        name: values(batch.column(i))
        for i, name in enumerate(batch.schema.names)
        if names is None or name in names
    }
    if not columns:
        return [{} for _ in range(batch.num_rows)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def values(column: Any) -> list[Any]:
    """The values of an array."""
    try:
        kind = _without_nanoseconds(column.type)
        found = column if kind.equals(column.type) else column.cast(kind)
        return list(found.to_pylist())
    except (ValueError, OverflowError):
        return [_value(one) for one in column]


def _value(scalar: Any) -> Any:
    """The value of one scalar, part by part."""
    pa = pyarrow()
    types, kind = pa.types, scalar.type
    if not scalar.is_valid:
        return None
    if types.is_struct(kind):
        return {field.name: _value(scalar[i]) for i, field in enumerate(kind)}
    if types.is_map(kind):
        return [(_value(one[0]), _value(one[1])) for one in scalar.values]
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return [_value(one) for one in scalar.values]
    if types.is_dictionary(kind):
        return _value(scalar.value)
    if types.is_timestamp(kind) or types.is_time(kind) or types.is_date(kind):
        return scalar.cast(pa.string()).as_py()
    if types.is_duration(kind):
        return f"{scalar.value} {kind.unit}"
    if is_string(kind):
        return bytes(scalar.as_buffer()).decode("utf-8", "surrogateescape")
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return str(scalar)


def _without_nanoseconds(kind: Any) -> Any:
    """The type that holds the same in microseconds, as Python does."""
    pa = pyarrow()
    types = pa.types
    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    if types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    if types.is_struct(kind):
        return pa.struct([field.with_type(_without_nanoseconds(field.type)) for field in kind])
    if types.is_map(kind):
        return pa.map_(*map(_without_nanoseconds, (kind.key_type, kind.item_type)))
    if types.is_list(kind):
        inner = kind.value_field
        return pa.list_(inner.with_type(_without_nanoseconds(inner.type)))
    return kind


def is_string(kind: Any) -> bool:
    """Whether this is a type of strings; one of dictionaries is none."""
    types = pyarrow().types
    view = getattr(types, "is_string_view", lambda _: False)
    return bool(types.is_string(kind) or types.is_large_string(kind) or view(kind))


def array(items: list[Any], kind: Any) -> Any:
    """An array of this type, or one inferred. Raises what pyarrow raises for other values.

    Surrogates that stand for bytes become these; others, which no array can hold, U+FFFD.
    """
    pa = pyarrow()
    try:
        return pa.array(items, kind)
    except UnicodeEncodeError:
        pass
    if kind is not None and pa.types.is_dictionary(kind):
        return array(items, kind.value_type).dictionary_encode().cast(kind)
    if kind is not None and is_string(kind):
        try:
            raw = [None if one is None else one.encode("utf-8", "surrogateescape") for one in items]
            return pa.array(raw, pa.large_binary()).cast(pa.large_string(), safe=False).cast(kind)
        except UnicodeEncodeError:
            pass
    return pa.array(_mended(items), kind)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, (list, tuple)):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(one) for key, one in value.items()}
    return value
