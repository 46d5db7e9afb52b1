"""Inputs of a report: whatever `clean` takes, through one cleaner or through two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.document import Result
from cleaner.errors import ConfigError, InputError
from cleaner.io import jsonl
from cleaner.io.formats import Chunk, Damage, Limits, format_of
from cleaner.io.formats.jsonl import Piece, content
from cleaner.io.plan import DOCUMENTS, Job, Plan
from cleaner.io.records import FIELDS, process, reason
from cleaner.io.storage import open_input, same
from cleaner.io.tools import Tools

_MARK = b"\xef\xbb\xbf"
_BEGIN = b'<!doctype html>\n<html lang="en" data-report="'

Failures = list[tuple[str, str]]
"""What could not be processed: name and reason."""


class Looked(NamedTuple):
    """A document: a name to find it by (`FILE` or `FILE:LINE`), the id of its record, its address,
    and its result by every cleaner."""

    name: str
    id: str | None
    url: str | None
    results: tuple[Result, ...]


def look(
    ways: Sequence[Tools],
    paths: Sequence[str],
    source: str,
    failures: Failures,
    output: str | None = None,
) -> Iterator[Looked]:
    """Clean every document in each way, in order. What cannot be read or cleaned goes to `failures`
    and does not stop the others. source: what the inputs hold, `auto`: as each says; output: the
    file that will be written: an earlier report there is no input. Raises ConfigError for inputs
    that cannot be meant, and where the output would replace one of them."""
    plan = Plan(paths, source=source, show=True, excludes=ways[0].project.excludes)
    failures.extend(plan.failures)
    for job in plan.jobs:
        if output is not None and same(job.path) == same(output):
            if not _is_report(output):
                raise ConfigError(f"{output} is an input, too; name another page with -o")
            continue
        try:
            if job.kind in DOCUMENTS:
                yield _whole(ways, job, b"".join(content(plan.source(job))))
                continue
            tools = [way.tool(job.path) for way in ways]
            for chunk in format_of(job.kind).read(plan.source(job), 0, None, None, Limits()):
                for where, record in _records(job, chunk, failures):
                    try:
                        results = tuple(
                            process(tool.cleaner, record, tool.known)[1] for tool in tools
                        )
                    except Exception as err:
                        failures.append((where, reason(err)))
                        continue
                    name, url = FIELDS.find("id", record)[1], FIELDS.find("url", record)[1]
                    told = None if name is None or name == "" else str(name)
                    url = url if isinstance(url, str) else tools[0].known.url
                    yield Looked(where, told, url, results)
        except InputError as err:
            failures.append((job.path, str(err)))


def _is_report(path: str) -> bool:
    """Whether a file is a page that `cleaner report` wrote."""
    try:
        with open_input(path) as file:
            return file.read(len(_BEGIN)) == _BEGIN
    except InputError:
        return False


def _whole(ways: Sequence[Tools], job: Job, data: bytes) -> Looked:
    """A file that is one document."""
    try:
        results = tuple(way.document(job.path, job.kind, data) for way in ways)
    except Exception as err:
        raise InputError(reason(err)) from err
    return Looked(job.path, None, ways[0].tool(job.path).known.url, results)


def _records(job: Job, chunk: Chunk, failures: Failures) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The records of a chunk and where they stand; what is none goes to `failures`."""
    number = chunk.first
    for item in chunk.items:
        where = f"{job.path}:{number}"
        try:
            if isinstance(item, Damage):
                failures.append((f"{job.path}:{item.where}", item.error))
            elif isinstance(item, Piece):
                if item.first:
                    failures.append((where, "a line too large for a report"))
            elif isinstance(item, bytes):
                line = item.removeprefix(_MARK) if number == 1 else item
                if line.strip():
                    yield where, {k: jsonl.value(v) for k, v in jsonl.read_object(line).items()}
            elif job.kind == "warc":
                from cleaner.io.formats.warc import record_of

                record = record_of(item)
                if record is not None:
                    yield where, record
            else:
                from cleaner.io.arrow import rows_of

                for row in rows_of(item[1]):
                    yield f"{job.path}:{number}", row
                    number += 1
                continue
        except Exception as err:
            failures.append((where, reason(err)))
        number += 1
