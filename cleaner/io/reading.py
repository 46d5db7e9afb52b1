"""The batches of a plan: what is read, and the position behind each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.errors import InputError
from cleaner.io.formats import BATCH, Limits, format_of
from cleaner.io.plan import DOCUMENTS, STDIN, Job, Plan
from cleaner.io.storage import size_of
from cleaner.io.task import Batch, Document, Task

_GROUP = 64  # documents that a worker takes at once, at most


class Reading:
    """Reads the inputs of a plan from a job and a position in it on."""

    def __init__(self, plan: Plan, task: Task) -> None:
        self.plan, self.task = plan, task
        self._first_table: tuple[str, Any] | None = None

    def batches(self, at: int, position: Any) -> Iterator[Batch]:
        """What there is to clean, and for each input a batch that ends it."""
        jobs = self.plan.jobs
        number = 0
        while at < len(jobs):
            job = jobs[at]
            if job.kind in DOCUMENTS:
                items: list[Any] = []
                size = 0
                while at < len(jobs) and jobs[at].kind in DOCUMENTS:
                    if len(items) >= _GROUP or size >= BATCH:
                        break
                    items.append(self._document(jobs[at]))
                    size += 0 if jobs[at].path == STDIN else size_of(jobs[at].path)
                    at += 1
                yield Batch(number, at - 1, job.kind, "", items, 1, size, None)
                number += 1
                continue
            for batch in self._of_job(job, at, position):
                yield batch._replace(number=number)
                number += 1
            at, position = at + 1, None

    def _document(self, job: Job) -> Document:
        content = None
        if job.path == STDIN:
            from cleaner.io.formats.jsonl import content as read

            content = b"".join(read(self.plan.source(job)))
        record = job.to != "text"
        return Document(job.path, job.kind, job.target, job.name, record, job.output, content)

    def _of_job(self, job: Job, at: int, position: Any) -> Iterator[Batch]:
        name = "stdin" if job.path == STDIN else job.path
        batch = Batch(0, at, job.kind, name, [], 1, 0, position, job.rows)
        batch = batch._replace(archive=job.archive(self.plan.output))
        source, error = self.plan.source(job), None
        limits = Limits(self.task.record_bytes)
        done = seen = 0
        try:
            if job.rows:
                self._check_schema(job)
            read = format_of(job.kind).read
            chunks = read(source, job.start, job.stop, position, limits)
            for items, first, _, position in chunks:
                seen, done = sum(source.seen) - done, sum(source.seen)
                yield batch._replace(items=items, first=first, size=seen, position=position)
        except InputError as err:
            error = str(err)
        rest = max(0, size_of(job.path) - done) if job.path != STDIN and job.stop is None else 0
        yield batch._replace(items=[], size=rest, end=True, error=error)

    def _check_schema(self, job: Job) -> None:
        """Raises InputError for a table that cannot go where it shall."""
        from cleaner.io.tables import check_schema, first_of, schema_of

        if job.target:
            schema_of(job.path, job.kind, self.task.fields)
            return
        if self._first_table is None:
            first = first_of(self.plan.whole, self.task.fields)
            self._first_table = first.path, schema_of(first.path, first.kind, self.task.fields)
        check_schema(job.path, job.kind, self.task.fields, *self._first_table)
