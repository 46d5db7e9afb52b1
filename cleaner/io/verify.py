"""The promises, proved on somebody's own documents by the ways that real runs take."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import zip_longest
from typing import Any, NamedTuple

from cleaner.config import Config
from cleaner.decide.opinion import CAUSE as MODEL
from cleaner.document import STEPS
from cleaner.errors import InputError
from cleaner.io import jsonl
from cleaner.io.fields import Fields
from cleaner.io.formats import Damage, Limits, format_of
from cleaner.io.formats.jsonl import Piece
from cleaner.io.formats.warc import Page
from cleaner.io.plan import DOCUMENTS, Job, Plan
from cleaner.io.records import Known
from cleaner.io.run import Run, Stop, Stopped
from cleaner.io.state import Place
from cleaner.io.task import Task
from cleaner.io.tools import Tools
from cleaner.io.undo import Audit
from cleaner.io.undo import records as restored


class Check(NamedTuple):
    """A promise, what was done to prove it, on how many documents, and where it did not hold."""

    promise: str
    what: str
    documents: int
    broken: list[str]


def verify(
    paths: Sequence[str],
    source: str,
    tools: Tools,
    fields: Fields,
    folder: str,
    limit: int,
    jobs: int,
) -> tuple[list[Check], int]:
    """Check the promises on the first `limit` documents of these inputs, each cleaned as the
    configuration says of its file.

    source: what the inputs hold, `auto`: as each says; folder: an empty folder for the runs. Returns
    the checks, and how much stood between the documents that is none, such as a line that is no
    JSON. Raises InputError if there is nothing to check, or nothing that can be cleaned.
    """
    tools.general()
    samples: dict[tuple[Config, Known], list[bytes]] = {}
    taken = others = 0
    for path, record in _documents(paths, source, tools):
        if record is None:
            others += 1
            continue
        cleaner, known = tools.tool(path)
        samples.setdefault((cleaner.config, known), []).append(record)
        taken += 1
        if taken == limit:
            break
    if not samples:
        raise InputError("there is no document to check")
    found = []
    for n, ((config, known), records) in enumerate(samples.items()):
        home = os.path.join(folder, str(n))
        os.mkdir(home)
        found.append(_checked(records, Task(config, known, fields), home, jobs))
    checks = [
        first._replace(
            documents=sum(one.documents for one in (first, *more)),
            broken=[broken for one in (first, *more) for broken in one.broken],
        )
        for first, *more in zip(*found, strict=True)
    ]
    if not checks[0].documents:
        raise InputError(
            f"of {taken:,} documents none could be cleaned, so nothing is proved; `cleaner clean` "
            "says why"
        )
    return checks, others


def _checked(taken: Sequence[bytes], task: Task, folder: str, jobs: int) -> list[Check]:
    """The checks on records that are all cleaned in the same way."""
    sample = os.path.join(folder, "sample.jsonl")
    with open(sample, "wb") as file:
        file.writelines(record + b"\n" for record in taken)
    sides = ("audit", "quarantine")
    task = replace(task, sides=frozenset(sides))

    def run(name: str, source: str, **options: Any) -> dict[str, bytes]:
        home = os.path.join(folder, name)
        os.makedirs(home, exist_ok=True)
        plan = Plan(
            [source],
            os.path.join(home, "clean.jsonl"),
            sides={one: os.path.join(home, f"{one}.jsonl") for one in sides},
        )
        Run(plan, task, "", **options).carry_out()
        return {one: _bytes(os.path.join(home, f"{one}.jsonl")) for one in ("clean", *sides)}

    one = run("one", sample)
    clean = [json.loads(line) for line in one["clean"].splitlines()]
    accounts = [json.loads(line) for line in one["audit"].splitlines()]
    failed = len(one["quarantine"].splitlines())
    count = len(clean)
    many = run("many", sample, jobs=jobs)
    parts = _in_parts(run, folder, sample)
    again = run("again", os.path.join(folder, "one", "clean.jsonl"))
    return [
        Check("P1 ledger", "undo from the audit gives the records", count, _undone(folder, sample, task)),
        Check("P2 attribution", "every edit names rules or steps", count, _caused(accounts, task)),
        Check("P3 idempotence", "cleaning the clean texts", count, _settled(clean, again, task)),
        Check(
            "P4 determinism", f"1 and {jobs} processes, the same bytes", count, _same(one, many)
        ),
        Check("P5 nothing lost", "all records out or in the quarantine", len(taken),
              [] if count + failed == len(taken) else [f"{count} and {failed}"]),
        Check("P5 nothing lost", "stopped again and again, the same bytes", count, _same(one, parts)),
        Check("P6 brakes", "no text is emptied", count, _emptied(accounts, clean, task)),
        Check("P8 reproducible", "version and rule-set hash in each", count, [
            str(record.get("id")) for record in clean if not _told(record)
        ]),
    ]  # fmt: skip


def _documents(
    paths: Sequence[str], source: str, tools: Tools
) -> Iterator[tuple[str, bytes | None]]:
    """The documents of all inputs as JSON lines, each with the path that it is from; None for what
    is no document."""
    plan = Plan(paths, source=source, show=True, excludes=tools.project.excludes)
    if plan.failures:
        raise InputError("; ".join(f"{path}: {why}" for path, why in plan.failures))
    for job in plan.jobs:
        try:
            yield from ((job.path, record) for record in _of_job(plan, job))
        except InputError as err:
            raise InputError(f"{job.path}: {err}") from None


def _of_job(plan: Plan, job: Job) -> Iterator[bytes | None]:
    from cleaner.io.formats.jsonl import content
    from cleaner.segment.html import decode_html
    from cleaner.text.decode import decode

    stream = plan.source(job)
    if job.kind in DOCUMENTS:
        data = b"".join(content(stream))
        key = "html" if job.kind == "html" else "text"
        text = decode_html(data).text if key == "html" else decode(data).text
        yield jsonl.encode({"id": job.name, key: text})
        return
    for chunk in format_of(job.kind).read(stream, 0, None, None, Limits()):
        for item in chunk.items:
            yield from _as_records(item)


def _as_records(item: Any) -> Iterator[bytes | None]:
    if isinstance(item, Damage):
        yield None
    elif isinstance(item, Piece):  # of a line that is longer than records may be
        yield from [None] * item.last
    elif isinstance(item, bytes):
        try:
            jsonl.read_object(item)
        except InputError:
            yield from [None] * bool(item.strip())
        else:
            yield item.strip()
    elif isinstance(item, Page):
        from cleaner.io.formats.warc import record_of
        from cleaner.segment.html import decode_html

        try:
            record = record_of(item)
            if record and "html" in record:
                record["html"] = decode_html(record["html"], record["html"].charset).text
        except InputError:
            yield None
        else:
            if record:
                yield jsonl.encode({k: v for k, v in record.items() if v is not None})
    else:
        from cleaner.io.arrow import rows_of

        for row in rows_of(item[1]):
            yield jsonl.encode(row)


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _in_parts(run: Callable[..., dict[str, bytes]], folder: str, sample: str) -> dict[str, bytes]:
    """The run once more, stopped after every batch but gone on with."""
    while True:
        place, stop = Place(os.path.join(folder, "state")), Stop()

        def halt(_: Run, stop: Stop = stop) -> None:
            stop.signal = 15

        try:
            made = run("parts", sample, place=place, state=place.load(), stop=stop, watch=halt,
                       checkpoint=0)  # fmt: skip
        except Stopped:
            place.release(keep=True)
            continue
        place.release(keep=False)
        return made


def _undone(folder: str, sample: str, task: Task) -> list[str]:
    broken: list[str] = []
    out: list[bytes] = []
    home = os.path.join(folder, "one")

    def tell(where: str, why: str) -> None:
        broken.append(f"{where} {why}")

    with (
        open(os.path.join(home, "audit.jsonl"), "rb") as ledger,
        open(os.path.join(home, "clean.jsonl"), "rb") as clean,
    ):
        audit = Audit(ledger, "audit")
        with suppress(InputError):  # all of them are in `broken`
            restored(clean, "clean", audit, out.append, tell, task.fields)
    sources = {json.dumps(json.loads(line)) for line in _bytes(sample).splitlines()}
    for line in out:
        if json.dumps(json.loads(line)) not in sources:
            broken.append(str(json.loads(line).get("id")))
    return broken


def _caused(accounts: list[dict[str, Any]], task: Task) -> list[str]:
    from cleaner.pipeline import Cleaner

    known = {MODEL, *(name for name, _ in Cleaner(task.config).program.rules)}
    broken = []
    for entry in accounts:
        for edit in entry.get("edits", ()):
            causes = edit["causes"]
            if not causes or not all(c in known or c.startswith(STEPS) for c in causes):
                broken.append(f"{entry['id']}: {causes}")
    return broken


def _settled(clean: list[dict[str, Any]], again: dict[str, bytes], task: Task) -> list[str]:
    twice = [json.loads(line) for line in again["clean"].splitlines()]
    broken = []
    nothing: dict[str, Any] = {}
    for first, second in zip_longest(clean, twice, fillvalue=nothing):
        field, text = task.fields.find("text", first)
        if task.fields.find("text", second)[1] != text:
            broken.append(f"{first.get('id')} ({field})")
    return broken


def _same(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [name for name in one if one[name] != other[name]]


def _emptied(accounts: list[dict[str, Any]], clean: list[dict[str, Any]], task: Task) -> list[str]:
    return [
        str(record.get("id"))
        for entry, record in zip(
            (entry for entry in accounts if "left_out" not in entry), clean, strict=True
        )
        if not str(task.fields.find("text", record)[1]).strip()
        and any(
            not cause.startswith(STEPS) for e in entry.get("edits", ()) for cause in e["causes"]
        )
    ]


def _told(record: dict[str, Any]) -> bool:
    about = (record.get("metadata") or {}) if isinstance(record.get("metadata"), dict) else record
    about = about.get("cleaner") or {}
    return bool(about.get("version") and about.get("rules_hash"))
