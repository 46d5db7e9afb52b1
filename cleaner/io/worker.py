"""What is done with a batch of records: in this process, or in one of several.

Everything a batch comes to is in its `Outcome`, as bytes that only need to be written: so that what
comes out cannot depend on who did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.errors import InputError
from cleaner.io import audit, jsonl
from cleaner.io.accounts import Accounts
from cleaner.io.fields import opened
from cleaner.io.formats import Damage, Source
from cleaner.io.formats.jsonl import Piece, content
from cleaner.io.records import account, flagged, process, reason
from cleaner.io.task import Batch, Document, Outcome, Task
from cleaner.io.tools import Tool

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner

BAD_DIGEST = "bad-digest"
"""The flag of an archive's record whose digest says that it is not what it was."""

_MARK = b"\xef\xbb\xbf"


class Worker:
    """Cleans batches. Holds the rules, nothing else that lasts from batch to batch.

    cleaner: one of the task's configuration, if there is one already.
    """

    def __init__(self, task: Task, cleaner: Cleaner | None = None) -> None:
        from cleaner.pipeline import Cleaner

        self.task = task
        if cleaner is None:
            cleaner = task.tools.general().cleaner if task.tools else Cleaner(task.config)
        self.cleaner = cleaner

    def tool(self, path: str) -> Tool:
        """What a file is cleaned with."""
        tools = self.task.tools
        return tools.tool(path) if tools else Tool(self.cleaner, self.task.known)

    def work(self, batch: Batch) -> Outcome:
        """Clean a batch."""
        return _Work(self, batch).outcome()

    def give_up(self, batch: Batch, error: str) -> Outcome:
        """What comes of a batch of one record that cannot be processed here."""
        return _Work(self, batch, error).outcome()


class _Work(Accounts):
    def __init__(self, worker: Worker, batch: Batch, given_up: str = "") -> None:
        super().__init__(worker.task, batch)
        self.worker, self.given_up = worker, given_up
        self.cleaner, self.known = worker.tool(batch.source or ".")

    def outcome(self) -> Outcome:
        if self.batch.kind in ("text", "html"):
            for document in self.batch.items:
                self.document(document)
            return self.result
        self.result.good = 1
        for number, item in enumerate(self.batch.items, self.batch.first):
            if isinstance(item, Damage):
                self.failed(item.where, item.error, {"position": item.where})
            elif isinstance(item, Piece):
                self.piece(item, number)
            elif self.batch.kind == "jsonl":
                self.line(item, number)
            elif self.batch.kind == "warc":
                self.page(item, number)
            else:
                self.rows(item)
        return self.result

    def check(self, size: int) -> None:
        if self.given_up:
            raise InputError(self.given_up)
        if size > self.task.record_bytes:
            raise InputError(f"larger than {self.task.record_bytes:,} bytes (--max-record-bytes)")

    # ---- JSON lines

    def line(self, line: bytes, number: int) -> None:
        if number == 1:
            line = line.removeprefix(_MARK)
        if not line.strip():
            return
        try:
            raw = jsonl.read_object(line)
        except InputError as err:
            text = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            self.failed(number, str(err), {"line": number, "raw": text})
            self.left_out(None, number, str(err))
            return
        before = opened(raw, self.task.fields)
        name = self.task.fields.find("id", before)[1]
        about = {"line": number, "id": name}
        _, after = self.record(before, name, number, about, msgspec.Raw(line.strip()))
        if after is None:
            return
        fields: dict[str, Any] = dict(raw)
        for key, value in after.items():
            if key not in before or before[key] is not value:
                fields[key] = value
        self.result.out += jsonl.encode(fields) + b"\n"

    def piece(self, piece: Piece, number: int) -> None:
        error = f"a line larger than {self.task.record_bytes:,} bytes (--max-record-bytes)"
        if piece.first:
            self.result.stats.failed += 1
            self.result.failures.append((f"{self.batch.source}:{number}", error))
        if "quarantine" not in self.task.sides:
            ending = b"\n" * (piece.last and not piece.data.endswith(b"\n"))
            self.result.out += piece.data + ending
            return
        out = self.result.sides.setdefault("quarantine", bytearray())
        if piece.first:
            self.left_out(None, number, error)
            about = {"source": self.batch.source, "line": number, "error": error, "raw": ""}
            out += jsonl.encode(about)[:-2]
        # one byte is one character here, since a piece may end within a character
        out += jsonl.encode(piece.data.removesuffix(b"\n").decode("latin-1"))[1:-1]
        if piece.last:
            out += b'","raw_encoding":"latin-1"}\n'

    def record(
        self,
        before: Mapping[str, Any],
        name: Any,
        number: int,
        about: Mapping[str, Any],
        raw: Any,
        page: Any = None,
    ) -> tuple[str, dict[str, Any] | None]:
        """The field that was cleaned and the record, None where it went to the quarantine; page: that
        of an archive, if it becomes one of an archive."""
        fields, error, result = self.task.fields, "", None
        field = fields.find("text", before)[0]
        try:
            for what in ("text", "html"):
                value = fields.find(what, before)[1]
                if isinstance(value, msgspec.Raw):
                    jsonl.value(value)  # raises what is wrong with it
                self.check(len(value) if isinstance(value, (str, bytes)) else 0)
            after, result = process(self.cleaner, before, self.known, fields)
        except Exception as err:
            error = reason(err)
            if "quarantine" in self.task.sides:
                self.failed(number, error, {**about, "record": raw})
                self.left_out(name, number, error)
                self.attributes(name, None)
                return field, None
            self.failed(number, error, about)
            after = flagged(self.cleaner, before, error)
        if result is not None:
            where = f"{self.batch.source}:{number}"
            self.done(name, where if name is None else f"{where} {_plain(name)}", result)
        if "audit" in self.task.sides:
            if page is not None:
                plain = "text" in before and page.headers.get("warc-type") != "response"
                entry = audit.entry_of_page(name, result, error, page, plain)
            else:
                entry = (
                    audit.entry(name, result, field=field)
                    if result is not None
                    else {"id": name, "error": error}
                )
                entry.update(audit.differences(before, after, field))
            self.side("audit", entry)
        self.attributes(name, result)
        return field, after

    # ---- WARC

    def page(self, page: Any, number: int) -> None:
        from cleaner.io.formats.warc import record_of

        name = page.headers.get("warc-record-id", "").strip("<>") or None
        about = {"record_number": number, "id": name}
        try:
            before = record_of(page)
        except Exception as err:
            self.unreadable(page, number, about, reason(err))
            return
        if before is None:
            self.result.others += 1
            return
        html = before.get("html")
        kept = {**before, "html": html.decode("latin-1") if isinstance(html, bytes) else html}
        kept = {key: value for key, value in kept.items() if value is not None}
        becomes = page if self.batch.archive is not None else None
        _, after = self.record(before, name, number, about, kept, becomes)
        if after is not None:
            self.page_out(page, kept, after)

    def unreadable(self, page: Any, number: int, about: Mapping[str, Any], error: str) -> None:
        from cleaner.io.formats.warc import known_of

        raw = {"raw": page.block.decode("latin-1"), "raw_encoding": "latin-1"}
        name = about["id"]
        self.attributes(name, None)
        if "quarantine" in self.task.sides:
            self.failed(number, error, {**about, **raw})
            self.left_out(name, number, error)
            return
        self.failed(number, error, about)
        known = {**known_of(page), **raw}
        kept = {key: value for key, value in known.items() if value is not None}
        after = flagged(self.cleaner, kept, error)
        if self.batch.archive is not None:
            self.side("audit", audit.entry_of_page(name, None, error, page, plain=False))
        else:
            self.side("audit", {"id": name, "error": error, **audit.differences(kept, after)})
        self.page_out(page, kept, after)

    def page_out(self, page: Any, kept: dict[str, Any], after: dict[str, Any]) -> None:
        if not page.sound:
            after["metadata"]["cleaner"]["flags"].insert(0, BAD_DIGEST)
            self.result.stats.flags[BAD_DIGEST] += 1
        if self.batch.archive is not None:
            from cleaner.io.conversion import conversion

            failed = "error" in after["metadata"]["cleaner"]
            text = None if failed else after["text"]
            self.result.out += conversion(page, text, after["metadata"], self.batch.archive)
        else:
            if "cleaner" in after.get("metadata", {}) and "error" in after["metadata"]["cleaner"]:
                after = {**kept, "metadata": after["metadata"]}
            else:
                after.pop("html", None)
            after = {key: value for key, value in after.items() if value is not None}
            self.result.out += jsonl.encode(after) + b"\n"

    # ---- Parquet and Arrow

    def rows(self, item: tuple[int, Any]) -> None:
        from cleaner.io import arrow

        group, batch = item
        fields = self.task.fields
        first = self.batch.first
        if not self.batch.rows:
            for number, row in enumerate(arrow.rows_of(batch), first):
                name = fields.find("id", row)[1]
                _, after = self.record(row, name, number, {"row": number, "id": name}, row)
                if after is not None:
                    self.result.out += jsonl.encode(after) + b"\n"
            return
        rows = None

        def told(at: int, result: Result | None, error: str) -> bool:
            nonlocal rows
            number = first + at
            name = names[at]
            if result is None:
                about = {"row": number, "id": name}
                if "quarantine" in self.task.sides:
                    rows = rows or arrow.rows_of(batch)
                    self.failed(number, error, {**about, "record": rows[at]})
                    self.left_out(name, number, error)
                    self.attributes(name, None)
                    return False
                self.failed(number, error, about)
                self.side("audit", {"id": name, "error": error, **put(at, None)})
            else:
                self.done(name, f"{self.batch.source}:{number}", result)
                if "audit" in self.task.sides:
                    entry = audit.entry(name, result, field=column)
                    self.side("audit", {**entry, **put(at, result)})
            self.attributes(name, result)
            return True

        def put(at: int, result: Result | None) -> dict[str, Any]:
            added: list[str] = [] if there else [column]
            replaced: dict[str, Any] = {}
            if there and result is not None and result.extractor:  # the text is that of the HTML
                replaced[column] = None
            if accounts:
                replaced[arrow.COLUMN] = accounts[at]
            else:
                added.append(arrow.COLUMN)
            return {"added": added, **({"replaced": replaced} if replaced else {})}

        names = arrow.ids(batch, fields)
        column = arrow.text_column(batch.schema, fields)
        there = column.partition(".")[0] in batch.schema.names
        accounts = arrow.accounts(batch)
        known, check = self.known, self.check
        out = arrow.clean_batch(self.cleaner, batch, known, fields, told, check)
        self.result.out += arrow.packed(out, group)

    # ---- files

    def document(self, document: Document) -> None:
        path = document.path
        try:
            clean = self.cleaned(document)
        except InputError as err:
            self.result.stats.failed += 1
            self.result.failures.append((path, str(err)))
            self.side("quarantine", {"source": path, "error": str(err)})
            about = {"id": path, "place": path, "left_out": "nowhere"}  # the file itself has it
            self.side("audit", {**about, "error": str(err)})
            return
        self.result.good += 1
        if document.target is None:
            self.result.out += clean
        else:
            self.result.files.append((document.target, clean))

    def cleaned(self, document: Document) -> bytes:
        path = document.path
        self.cleaner, self.known = self.worker.tool(path)
        url, language, kind = self.known
        decoded = None
        try:
            content = self.whole(document)
            if document.kind == "html":
                result = self.cleaner.clean_html(content, url=url, language=language, document=kind)
            else:
                from cleaner.text.decode import decode

                decoded = decode(content)
                self.idle(path, decoded.text)
                keep = self.task.tools.keep(path) if self.task.tools else None
                result = self.cleaner.clean(
                    decoded.text, url=url, language=language, document=kind, keep=keep
                ).read_from(decoded)
        except Exception as err:
            raise InputError(reason(err)) from err
        if self.task.front_matter:
            from cleaner.io.front_matter import with_front_matter

            result = with_front_matter(result)
        self.done(path, path, result)
        if "audit" in self.task.sides:
            entry = audit.entry(path, result, decoded, content)
            made = {"output": document.output} if document.output else {}
            self.side("audit", {**entry, "path": document.name, **made})
        if document.record:
            found = {k: v for k, v in result.metadata.to_dict().items() if v}
            metadata = {**found, "cleaner": account(result)}
            record = {"id": path, "text": result.text, "metadata": metadata}
            return jsonl.encode(record) + b"\n"
        return audit.encode_text(result.text)

    def idle(self, path: str, text: str) -> None:
        """Note the comments that look like exemptions and come to nothing."""
        if "cleaner:" in text and self.task.tools:
            from cleaner.io.exemptions import in_text

            for one in in_text(text, self.cleaner):
                self.result.notes.append((f"{path}:{one.line}", one.message))

    def whole(self, document: Document) -> bytes:
        if document.content is not None:
            self.check(len(document.content))
            return document.content
        parts, size = [], 0
        for piece in content(Source(document.path)):
            parts.append(piece)
            size += len(piece)
            self.check(size)
        self.check(size)
        return b"".join(parts)


def _plain(name: Any) -> str:
    raw = bytes(name) if isinstance(name, msgspec.Raw) else jsonl.encode(name)
    return raw.decode("utf-8", "replace")
