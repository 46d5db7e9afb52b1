"""Where a record keeps what the cleaner reads: names of fields, nested ones with dots.

The defaults read the records of Dolma, datatrove, NeMo Curator, CCNet and OSCAR as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from cleaner.errors import ConfigError, InputError
from cleaner.io import jsonl

ABSENT: Any = object()
"""What `get` returns where there is nothing."""


@dataclass(frozen=True, slots=True)
class Fields:
    """For each thing that is read the fields that may hold it; the first that holds it counts.

    text: cleaned in place; html: text is extracted from it where there is no text; id, url,
    language; date: the day the page was fetched. A single name may be given as a string.
    Raises ConfigError for what is no name.
    """

    text: tuple[str, ...] = ("text", "raw_content", "content")
    html: tuple[str, ...] = ("html",)
    id: tuple[str, ...] = ("id", "warc_id", "digest", "warc_headers.warc-record-id")
    url: tuple[str, ...] = ("url", "metadata.url", "warc_headers.warc-target-uri")
    # not metadata.language: that is what the cleaner itself fills in
    language: tuple[str, ...] = ("language", "metadata.identification.label")
    date: tuple[str, ...] = (
        "crawl_date", "date_download", "metadata.date", "warc_headers.warc-date",
    )  # fmt: skip

    def __post_init__(self) -> None:
        for one in fields(self):
            names = getattr(self, one.name)
            names = (names,) if isinstance(names, str) else tuple(names)
            if not names or not all(isinstance(n, str) and all(n.split(".")) for n in names):
                raise ConfigError(f"a field is named like text or metadata.text, not {names!r}")
            object.__setattr__(self, one.name, names)

    def find(self, what: str, record: Mapping[str, Any]) -> tuple[str, Any]:
        """The field that holds `text`, `html`, …, and its value; the first name and None if none
        does. A string goes before what is no string."""
        names: tuple[str, ...] = getattr(self, what)
        other: tuple[str, Any] | None = None
        for name in names:
            value = get(record, name)
            if isinstance(value, str) or (what == "id" and value is not ABSENT):
                return name, value
            if other is None and value is not ABSENT and value is not None:
                other = name, value
        return other or (names[0], None)

    def __iter__(self) -> Iterator[str]:
        for one in fields(self):
            yield from getattr(self, one.name)


def get(record: Mapping[str, Any], name: str) -> Any:
    """The value of a field, `ABSENT` where there is none. A key that has the dots itself goes
    before a nested one."""
    if name in record or "." not in name:
        return record.get(name, ABSENT)
    top, _, rest = name.partition(".")
    inner = record.get(top)
    return get(inner, rest) if isinstance(inner, Mapping) else ABSENT


def put(record: dict[str, Any], name: str, value: Any) -> None:
    """Set a field; of what is nested copies are made, so that nobody else's record changes."""
    if name in record or "." not in name:
        record[name] = value
        return
    top, _, rest = name.partition(".")
    inner = dict(record[top]) if isinstance(record.get(top), Mapping) else {}
    put(inner, rest, value)
    record[top] = inner


def opened(raw: Mapping[str, msgspec.Raw], names: Fields) -> dict[str, Any]:
    """The fields that the cleaner reads, decoded; what cannot be decoded stays as it is.

    Of objects the other values stay undecoded, but for null in `metadata` and what is the
    cleaner's own there; `cleaner` itself is read since it may be written anew.
    """
    wanted = {"metadata", "cleaner", *names}
    out = unfolded(raw, wanted)
    about = out.get("metadata")
    if isinstance(about, dict):
        for key, value in about.items():
            if isinstance(value, msgspec.Raw) and (key == "cleaner" or bytes(value) == b"null"):
                about[key] = jsonl.value(value)
    for name in names.id:  # an id is written as it was read
        if name in raw:
            out[name] = raw[name]
    return {key: value for key, value in out.items() if key in raw}


def unfolded(raw: Mapping[str, msgspec.Raw], wanted: set[str]) -> dict[str, Any]:
    """The wanted fields and what lies on the way to them, decoded as far as that is possible."""
    inner: dict[str, set[str]] = {}
    leaves = set()
    for name in wanted:
        top, dot, rest = name.partition(".")
        if name in raw or not dot:
            leaves.add(name)
        else:
            inner.setdefault(top, set()).add(rest)
    out: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in leaves and key not in inner:
            continue
        out[key] = value
        try:
            if bytes(value).startswith(b"{"):
                whole = jsonl.read_object(bytes(value))
                out[key] = {**whole, **unfolded(whole, inner.get(key, set()))}
            elif key in leaves:
                out[key] = jsonl.value(value)
        except InputError:
            pass
    return out
