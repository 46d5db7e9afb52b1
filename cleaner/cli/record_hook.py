"""The hook for records: the text of those that need it changes, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from cleaner.cli.changes import Lines
from cleaner.cli.hook import Hook, Text, read_only
from cleaner.cli.reporters import Place
from cleaner.decide.keep import Keep
from cleaner.document import Result
from cleaner.errors import InputError
from cleaner.io import containers
from cleaner.io.containers import Record
from cleaner.io.records import Known, reason
from cleaner.io.tools import Tool
from cleaner.languages import known_language


class RecordHook(Hook):
    """Checks and fixes files of records."""

    suffixes: ClassVar[tuple[str, ...]] = containers.SUFFIXES
    max_bytes = 1_000_000_000

    def look(self, path: str, real: str) -> None:
        state = self._state(path, real)
        tool, keep = self.tools.tool(path), self.tools.keep(path, comments=False)
        changes: dict[int, Any] = {}
        found: list[tuple[Place, Result]] = []
        record = None
        for record in containers.records(path):
            place = Place(path, record.number)
            try:
                result = _clean(tool, record, keep)
                self.count_accepted(result)
                if not result.changed:
                    continue
                if self.mode == "fix":
                    changes[record.number] = _changed(tool, record, result, keep)
            except InputError as err:
                self.report.failure(place, str(err))
            else:
                found.append((place, result))
                if self.mode != "fix":
                    self._tell(place, result)
        if changes:
            if read_only(real):
                raise InputError("not changed: the file is read-only")
            if containers.state(real) != state:
                raise InputError("not changed: somebody else has written the file meanwhile")
            containers.write(path, changes)
            for place, result in found:
                self._tell(place, result)
        self.report.changed += bool(found)
        if record is None and os.path.getsize(real):
            self.report.note(Place(path), "no record here has `text`, so nothing was looked at")

    def texts(self, path: str, real: str) -> Iterator[Text]:
        self._state(path, real)
        tool = self.tools.tool(path)
        for record in containers.records(path):
            yield Text(Place(path, record.number), partial(_clean, tool, record))

    def _tell(self, place: Place, result: Result) -> None:
        if self.mode != "diff":
            self.report.changes(place, result)
            return
        from cleaner.cli.text_hook import print_difference

        self.report.counted(place, result, Lines(result.source))
        print_difference(result.source, result.text, str(place), [])

    def _state(self, path: str, real: str) -> tuple[int, int, int]:
        if not path.lower().endswith(self.suffixes):
            raise InputError(f"no records: these end in {', '.join(self.suffixes)}")
        try:
            state = containers.state(real)
        except OSError as err:
            raise InputError(f"cannot read: {err.strerror}") from None
        if state[1] > self.limit:
            raise InputError(f"larger than {self.limit:,} bytes (see --max-bytes)")
        return state


def _known(tool: Tool, record: Record) -> Tool:
    """A tool that knows what a record says of itself."""
    known, label = tool.known, record.known.get("language")
    return tool._replace(
        known=Known(
            record.known.get("url") or known.url,
            label if known_language(label) else known.language,
            known.document,
        )
    )


def _clean(tool: Tool, record: Record, keep: Keep | None) -> Result:
    """Clean a record. Raises InputError if that is not possible."""
    if record.error:
        raise InputError(record.error)
    try:
        return _known(tool, record).text(record.text, keep)
    except Exception as err:
        raise InputError(reason(err)) from err


def _changed(tool: Tool, record: Record, result: Result, keep: Keep | None) -> Any:
    """What stands in the file instead of a record. Raises InputError if that would not be safe."""
    if _known(tool, record).text(result.text, keep).changed:
        raise InputError("not changed: a second pass would change it again; please report this")
    if not record.line:
        return result.text
    from cleaner.io.splice import spliced

    mark = b"\xef\xbb\xbf" if record.line.startswith(b"\xef\xbb\xbf") else b""
    body = record.line[len(mark) :]
    return mark + spliced(body, "text", record.text, result.edits)
