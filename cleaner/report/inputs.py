"""Inputs of a report: whatever `clean` takes, through one cleaner or through two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.document import Result
from cleaner.errors import InputError
from cleaner.io import jsonl
from cleaner.io.formats import Chunk, Damage, Limits, format_of
from cleaner.io.formats.jsonl import Piece, content
from cleaner.io.plan import DOCUMENTS, Job, Plan
from cleaner.io.records import FIELDS, Known, process, reason
from cleaner.pipeline import Cleaner

_MARK = b"\xef\xbb\xbf"

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
    cleaners: Sequence[Cleaner], paths: Sequence[str], known: Known, failures: Failures
) -> Iterator[Looked]:
    """Clean every document, in order. What cannot be read or cleaned goes to `failures` and does not
    stop the others. Raises ConfigError for inputs that cannot be meant."""
    plan = Plan(paths, show=True)
    failures.extend(plan.failures)
    for job in plan.jobs:
        try:
            if job.kind in DOCUMENTS:
                yield _whole(cleaners, job, b"".join(content(plan.source(job))), known)
                continue
            for chunk in format_of(job.kind).read(plan.source(job), 0, None, None, Limits()):
                for where, record in _records(job, chunk, failures):
                    try:
                        results = tuple(process(tool, record, known)[1] for tool in cleaners)
                    except Exception as err:
                        failures.append((where, reason(err)))
                        continue
                    name, url = FIELDS.find("id", record)[1], FIELDS.find("url", record)[1]
                    told = None if name is None or name == "" else str(name)
                    yield Looked(where, told, url if isinstance(url, str) else known.url, results)
        except InputError as err:
            failures.append((job.path, str(err)))


def _whole(cleaners: Sequence[Cleaner], job: Job, data: bytes, known: Known) -> Looked:
    """A file that is one document."""
    url, language, document = known
    try:
        results = tuple(
            (tool.clean_html if job.kind == "html" else tool.clean)(
                data, url=url, language=language, document=document
            )
            for tool in cleaners
        )
    except Exception as err:
        raise InputError(reason(err)) from err
    return Looked(job.path, None, url, results)


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
