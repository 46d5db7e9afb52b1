"""A run of `clean`: every input through the cleaner, every account to its place."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import msgspec

from cleaner.cli.plan import STDIN, Job, Plan
from cleaner.errors import InputError
from cleaner.io import audit, jsonl
from cleaner.io.files import whole_file
from cleaner.io.records import FIELDS, Known, account, flagged, process, reason

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner

_Opened = AbstractContextManager[BinaryIO]
_TOLD = ("capped", "unsettled", "would-be-empty", "no-content", "encoding-guessed", "bad-bytes")
_MARK = b"\xef\xbb\xbf"
_NAMED = 6  # suffixes named in the summary


class _NothingDone(Exception):  # noqa: N818  # tells `whole_file` to leave what is there
    """No input could be processed: files that are there stay."""


class Run:
    """Carries a plan out and counts. One input that fails does not stop the others."""

    def __init__(
        self, cleaner: Cleaner, known: Known, plan: Plan, front_matter: bool, show: bool
    ) -> None:
        self._cleaner, self._known, self._plan = cleaner, known, plan
        self._front_matter, self._show = front_matter, show
        self._sides: dict[str, BinaryIO] = {}
        self.failures = 0
        self._documents = self._changed = self._before = self._after = 0
        self._flags: Counter[str] = Counter()

    def carry_out(self) -> None:
        """Read, clean and write everything. Raises ConfigError if an output cannot be opened."""
        plan = self._plan
        for path, message in plan.failures:
            self._failed(path, message)
        with ExitStack() as stack:
            if "quarantine" in plan.sides:
                file = stack.enter_context(whole_file(plan.sides["quarantine"]))
                self._sides["quarantine"] = file
            stack.enter_context(suppress(_NothingDone))
            for name, path in plan.sides.items():
                if name not in self._sides:
                    self._sides[name] = stack.enter_context(whole_file(path))
            for path, message in plan.failures:
                self._aside("quarantine", {"source": path, "error": message})
            if plan.output and plan.jobs:
                shared = stack.enter_context(whole_file(plan.output))
            elif self._show:
                shared = stack.enter_context(open(os.devnull, "wb"))
            else:
                shared = sys.stdout.buffer
            if not sum(self._job(job, shared) for job in plan.jobs):
                raise _NothingDone

    def _job(self, job: Job, shared: BinaryIO) -> bool:
        """Take one input; whether it could be read."""

        def opened() -> _Opened:
            return whole_file(job.target) if job.target else nullcontext(shared)

        take = self._records if job.kind == "jsonl" else self._document
        try:
            take(job, opened)
        except InputError as err:
            self._failed(job.path, str(err))
            self._aside("quarantine", {"source": job.path, "error": str(err)})
            return False
        return True

    # ---- files

    def _document(self, job: Job, opened: Callable[[], _Opened]) -> None:
        content = self._plan.content(job.path)
        decoded = None
        url, language, document = self._known
        try:
            if job.kind == "html":
                result = self._cleaner.clean_html(
                    content, url=url, language=language, document=document
                )
            else:
                from cleaner.text.decode import decode

                decoded = decode(content)
                result = self._cleaner.clean(
                    decoded.text, url=url, language=language, document=document
                ).read_from(decoded)
        except Exception as err:
            raise InputError(reason(err)) from err
        if self._front_matter:
            from cleaner.io.front_matter import with_front_matter

            result = with_front_matter(result)
        if self._plan.to_records:
            found = {k: v for k, v in result.metadata.to_dict().items() if v}
            metadata = {**found, "cleaner": account(result)}
            record = {"id": job.path, "text": result.text, "metadata": metadata}
            clean = jsonl.encode(record) + b"\n"
        else:
            clean = audit.encode_text(result.text)
        with opened() as out:
            out.write(clean)
        self._done(job.path, job.path, result)
        if "audit" in self._sides:
            self._aside("audit", audit.entry(job.path, result, decoded, content))

    # ---- records

    def _records(self, job: Job, opened: Callable[[], _Opened]) -> None:
        name = "stdin" if job.path == STDIN else job.path
        with self._plan.lines(job.path) as lines:
            first = next(lines, b"")
            if first.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise InputError("this is UTF-16; JSON lines are UTF-8")
            with opened() as out:
                for number, line in enumerate(chain([first.removeprefix(_MARK)], lines), 1):
                    if line.strip():
                        self._line(line, name, number, out)

    def _line(self, line: bytes, name: str, number: int, out: BinaryIO) -> None:
        where = f"{name}:{number}"
        try:
            fields = jsonl.read_object(line)
        except InputError as err:
            self._failed(where, str(err))
            raw = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            about = {"source": name, "line": number, "error": str(err), "raw": raw}
            self._aside("quarantine", about)
            return
        before = _values(fields)
        result = None
        try:
            for key in ("text", "html"):
                if isinstance(before.get(key), msgspec.Raw):
                    jsonl.value(before[key])  # raises what is wrong with it
            after, result = process(self._cleaner, before, self._known)
        except Exception as err:
            error = reason(err)
            self._failed(where, error)
            if "quarantine" in self._sides:
                about = {"source": name, "line": number, "id": before.get("id"), "error": error}
                self._aside("quarantine", {**about, "record": msgspec.Raw(line.strip())})
                return
            after = flagged(self._cleaner, before, error)
        for key, value in after.items():
            if key not in before or before[key] is not value:
                fields[key] = value
        out.write(jsonl.encode(fields) + b"\n")
        if out is sys.stdout.buffer:
            out.flush()  # whoever reads the pipe need not wait for more records
        if result is not None:
            self._done(before.get("id"), _label(where, before.get("id")), result)
        if "audit" in self._sides:
            about = (
                audit.entry(before.get("id"), result)
                if result is not None
                else {"id": before.get("id"), "error": error}
            )
            self._aside("audit", {**about, **audit.differences(before, after)})

    # ---- accounts

    def _done(self, name: Any, label: str, result: Result) -> None:
        self._documents += 1
        self._changed += result.changed
        self._before += len(result.source)
        self._after += len(result.text)
        self._flags.update(flag for flag in result.flags if flag in _TOLD)
        if "metadata" in self._sides:
            about = {"id": name, **result.metadata.to_dict(), "cleaner": account(result)}
            self._aside("metadata", about)
        if self._show:
            from cleaner.cli.show import show

            show(label, result)

    def _aside(self, side: str, about: Mapping[str, Any]) -> None:
        if side in self._sides:
            self._sides[side].write(jsonl.encode(about) + b"\n")

    def _failed(self, name: str, message: str) -> None:
        from cleaner.cli.changes import visible

        self.failures += 1
        click.echo(f"{visible(name)}: could not be processed: {visible(message)}", err=True)

    def summary(self) -> None:
        """What the run did, in one line on stderr."""
        count = self._documents
        parts = [
            f"{count:,} document{'s' * (count != 1)}, {self._changed:,} changed",
            f"{self._before:,} characters in, {self._after:,} out",
            *(f"{self._flags[flag]:,} {flag}" for flag in _TOLD if self._flags[flag]),
        ]
        if self.failures:
            parts.append(f"{self.failures:,} could not be processed")
        others = self._plan.others
        if others:
            suffixes = sorted({os.path.splitext(path)[1] or "no suffix" for path in others})
            more = ", …" * (len(suffixes) > _NAMED)
            count = len(others)
            parts.append(
                f"{count:,} file{'s' * (count != 1)} left alone: {', '.join(suffixes[:_NAMED])}{more}"
            )
        click.echo("; ".join(parts), err=True)


def _values(fields: Mapping[str, msgspec.Raw]) -> dict[str, Any]:
    """The fields that the cleaner reads, decoded; what cannot be decoded stays as it is.

    Of `metadata` the values stay undecoded, too, but for null and what is the cleaner's own.
    """
    out: dict[str, Any] = {}
    for key in ("id", *FIELDS):
        if key not in fields:
            continue
        raw = fields[key]
        out[key] = raw
        try:
            if key == "metadata" and bytes(raw).startswith(b"{"):
                metadata = jsonl.read_object(bytes(raw))
                out[key] = {
                    k: jsonl.value(v) if k == "cleaner" or bytes(v) == b"null" else v
                    for k, v in metadata.items()
                }
            elif key != "id":
                out[key] = jsonl.value(raw)
        except InputError:
            pass
    return out


def _label(where: str, name: msgspec.Raw | None) -> str:
    return where if name is None else f"{where} {bytes(name).decode('utf-8', 'replace')}"
