"""The way back: from clean files and their audit to what they were, at any size."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

import msgspec

from cleaner.errors import InputError
from cleaner.io import jsonl
from cleaner.io.audit import digest, readings, restore, source_bytes, source_of
from cleaner.io.fields import ABSENT, Fields, get, opened
from cleaner.io.files import whole_file
from cleaner.io.formats import Damage, Limits, Source
from cleaner.io.records import FIELDS

TOLD = 3
"""How many places are named of what is left out."""

Tell = Callable[[str, str], None]
"""Hears of what could not be restored: place and reason."""


class Audit:
    """An audit to look documents up in: by id in a stream of records, by path, by the clean text.

    Documents in the order of the audit cost no memory; of what is skipped the place is remembered,
    in a temporary file. Raises InputError for lines that do not begin like an audit.

    left_out: what is in no output, by where it is instead (see `cleaner.io.audit`): places, the
    first `TOLD` of them, and how many there are.
    """

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self._lines, self._name = iter(lines), name
        self._skipped = TemporaryFile()  # noqa: SIM115  # it goes when this object does
        self._places: dict[bytes, list[int]] = {}
        self.left_out: dict[str, tuple[list[str], int]] = {}
        first = next(self._lines, b"")
        if first and not {"edits", "error"} & self._read(first).keys():
            raise InputError(self._foreign)
        self._lines = chain([first] if first else [], self._lines)

    @property
    def _foreign(self) -> str:
        return f"{self._name} is no audit: name the file that `cleaner clean --audit` wrote"

    def record(self, name: Any) -> dict[str, Any]:
        """The next entry for a record with this id. Raises InputError."""
        key = jsonl.encode(name)
        found = self._find(key)
        if found is None:
            raise InputError(f"{self._name} has no account of the record with id {key.decode()}")
        return found

    def file(self, path: str) -> dict[str, Any]:
        """The entry of the file that was written to this path of the output folder.

        Raises InputError.
        """
        found = self._find(b"\0" + path.encode("utf-8", "surrogateescape"))
        if found is None:
            raise InputError(f"{self._name} has no account of {path}")
        return found

    def _find(self, key: bytes) -> dict[str, Any] | None:
        places = self._places.get(key)
        if places:
            self._skipped.seek(places.pop(0))
            if not places:
                del self._places[key]
            return self._read(self._skipped.readline())
        for line in self._lines:
            found = self._read(line)
            if "left_out" in found:
                self._leave_out(found)
                continue
            mine = _key(found)
            if mine == key:
                return found
            self._skipped.seek(0, os.SEEK_END)
            self._places.setdefault(mine, []).append(self._skipped.tell())
            self._skipped.write(line if line.endswith(b"\n") else line + b"\n")
        return None

    def read_on(self) -> None:
        """Look for what is left out in the rest, too."""
        for line in self._lines:
            if b'"left_out"' in line:
                found = self._read(line)
                if "left_out" in found:
                    self._leave_out(found)

    def _leave_out(self, found: dict[str, Any]) -> None:
        where = "quarantine" if found["left_out"] == "quarantine" else "nowhere"
        places, count = self.left_out.get(where, ([], 0))
        if count < TOLD:
            places.append(f"{found.get('place')} ({found.get('error')})")
        self.left_out[where] = places, count + 1

    def of_text(self, content: bytes, name: str | None = None) -> tuple[str, dict[str, Any]]:
        """The text that a cleaned file holds, and its entry (with this id, if it is given).

        Raises InputError if there is none, or several that had different sources.
        """
        wanted = {digest(text): text for text in readings(content)}
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for line in self._lines:
            if not any(one.encode() in line for one in wanted):
                continue
            item = self._read(line)
            if item.get("text_sha256") in wanted and name in (None, item.get("id")):
                source = item.get("sha256"), item.get("encoding"), item.get("bom")
                found.setdefault(source, item)
        if not found:
            raise InputError(f"{self._name} has no account of this text; was it changed since?")
        if len(found) > 1:
            names = ", ".join(str(item.get("id")) for item in found.values())
            raise InputError(f"several documents became this text; choose one with --id: {names}")
        item = next(iter(found.values()))
        return wanted[item["text_sha256"]], item

    def _read(self, line: bytes) -> dict[str, Any]:
        try:
            found = jsonl.value(line)
        except InputError as err:
            raise InputError(f"{self._foreign} ({err})") from None
        if not isinstance(found, dict):
            raise InputError(self._foreign)
        return found


def _key(item: dict[str, Any]) -> bytes:
    if "output" in item:
        return b"\0" + str(item["output"]).encode("utf-8", "surrogateescape")
    return jsonl.encode(item.get("id"))


def lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream that comes in pieces, without their breaks."""
    rest: list[bytes] = []
    for piece in stream:
        *whole, last = piece.split(b"\n")
        if whole:
            yield b"".join([*rest, whole[0]])
            yield from whole[1:]
            rest = []
        if last:
            rest.append(last)
    if rest:
        yield b"".join(rest)


def records(
    stream: Iterable[bytes],
    path: str,
    audit: Audit,
    write: Callable[[bytes], object],
    tell: Tell,
    fields: Fields = FIELDS,
) -> None:
    """Restore JSON lines one by one. Raises InputError if none could be."""
    failures = restored = 0
    for number, line in enumerate(lines(stream), 1):
        if not line.strip():
            continue
        try:
            record = jsonl.read_object(line)
            name = fields.find("id", opened(record, fields))[1]
            item = audit.record(jsonl.value(name) if isinstance(name, msgspec.Raw) else name)
            write(jsonl.encode(restore(record, item)) + b"\n")
            restored += 1
        except InputError as err:
            failures += 1
            tell(f"{path}:{number}", str(err))
    if failures and not restored:
        raise InputError(f"{path}: none of its records could be restored")


def rows(path: str, audit: Audit, target: str, tell: Tell, fields: Fields = FIELDS) -> None:
    """Restore the rows of a Parquet file, in its row groups. Raises InputError if none could be, or
    some cannot be read, ProcessingError."""
    from itertools import groupby

    from cleaner.io import arrow
    from cleaner.io.formats import parquet
    from cleaner.io.rows import array, pyarrow, records
    from cleaner.io.storage import need

    pa, source = pyarrow(), Source(path)
    schema = parquet.schema(source)
    column = arrow.text_column(schema, fields)
    place = schema.get_field_index(column)
    was_null = place >= 0 and arrow.WAS_NULL.items() <= (schema.field(place).metadata or {}).items()
    if was_null:
        schema = schema.set(place, arrow.with_type(schema.field(place), pa.null()))
    added: set[str] = {arrow.COLUMN}
    count = failures = 0

    def restored() -> Iterator[tuple[int, Any]]:
        for chunk in parquet.read(source, 0, None, None, Limits()):
            for item in chunk.items:
                if isinstance(item, Damage):
                    raise InputError(f"{path}: {item.error}")
                yield item[0], one(item[1])

    def one(batch: Any) -> Any:
        nonlocal count, failures
        texts, accounts = [], arrow.accounts(batch)
        found = records(batch, {column, column.partition(".")[0]})
        for at, (name, row) in enumerate(zip(arrow.ids(batch, fields), found, strict=True)):
            count += 1
            text = get(row, column)
            try:
                entry = audit.record(name)
                if not ("error" in entry or isinstance(text, str)):
                    raise InputError(f"the record has no {column}")
                before = text if "error" in entry else source_of(text, entry)
                added.update(entry.get("added", ()))
                old = entry.get("replaced") or {}
                if arrow.COLUMN in old:
                    accounts[at] = old[arrow.COLUMN]
                    added.discard(arrow.COLUMN)
                texts.append(old.get(column, before))
            except InputError as err:
                failures += 1
                tell(f"{path}:{count}", str(err))
                texts.append(text)
        texts = [None if text is ABSENT or was_null else text for text in texts]
        more = {arrow.COLUMN: array(accounts, schema.field(arrow.COLUMN).type)} if accounts else {}
        return arrow.with_texts(batch, column, texts, schema, more)

    writer: Any = None
    parquets = need("pyarrow.parquet", "parquet", "Parquet")
    with whole_file(target) as file:
        for _, batches in groupby(restored(), key=lambda pair: pair[0]):
            table = pa.Table.from_batches([batch for _, batch in batches])
            table = _without(table, added)
            if writer is None:
                writer = parquets.ParquetWriter(
                    file, table.schema, compression=parquet.codec(source)
                )
            writer.write_table(table, row_group_size=table.num_rows)
        if writer is None:
            writer = parquets.ParquetWriter(file, _without(schema.empty_table(), added).schema)
        writer.close()
        if failures and failures == count:
            raise InputError(f"{path}: none of its records could be restored")


def _without(table: Any, names: set[str]) -> Any:
    return table.drop_columns([name for name in table.column_names if name in names])


def archive(
    path: str, audit: Audit, codec: str, write: Callable[[bytes], object], tell: Tell
) -> None:
    """Restore the records of a web archive, each compressed by itself. Raises InputError if none
    could be."""
    from cleaner.io.conversion import record
    from cleaner.io.formats import warc

    restored = 0
    for chunk in warc.read(Source(path), 0, None, None, Limits(sys.maxsize)):
        for item in chunk.items:
            if isinstance(item, Damage):
                tell(f"{path}:{item.where}", item.error)
                continue
            name = item.headers["warc-record-id"].strip("<>")
            try:
                entry = audit.file(name)
                if "head" not in entry:
                    source = item.headers.get("warc-refers-to", "")
                    raise InputError(f"its source is a page, and the archive with {source} has it")
                block = item.block if "error" in entry else document(item.block, entry)
                write(record(entry["head"].encode("latin-1"), block, codec))
                restored += 1
            except InputError as err:
                tell(f"{path}:{name}", str(err))
    if not restored:
        raise InputError(f"{path}: none of its records could be restored")


def document(content: bytes, item: dict[str, Any]) -> bytes:
    """The bytes that a cleaned text file was made of. Raises InputError."""
    for text in readings(content):
        if digest(text) == item.get("text_sha256"):
            return source_bytes(text, item)
    raise InputError("the text was changed since it was cleaned")
