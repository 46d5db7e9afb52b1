"""The run: records in batches to the workers, what comes of them in order to the outputs.

    plan ─ batches ─ workers ─ sink ─ outputs
             position ────────── checkpoint

All that is written is written here, in the order of the input. A checkpoint says how far every
output has grown and where reading goes on; since batches in between leave no trace, whoever goes on
from it makes the very same files.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaner.errors import ProcessingError
from cleaner.io.conversion import ALONE
from cleaner.io.output import STDOUT, Finisher, Output, sync
from cleaner.io.plan import DOCUMENTS, STDIN, Job, Plan
from cleaner.io.pool import Pool, Serial
from cleaner.io.reading import Reading
from cleaner.io.state import OPTION, Place, check_same, fingerprint
from cleaner.io.stats import Sites, Stats
from cleaner.io.storage import size_of
from cleaner.io.task import Batch, Outcome, Task

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner

CHECKPOINT = 5.0
"""Seconds between checkpoints."""

_ENOUGH = 100  # documents after which the share removed means something


class Stopped(Exception):  # noqa: N818  # nothing went wrong
    """Somebody asked the run to stop; `saved` says whether it can be gone on with."""

    def __init__(self, signal: int, saved: bool) -> None:
        self.signal, self.saved = signal, saved
        super().__init__(f"stopped by signal {signal}")


class Braked(ProcessingError):  # noqa: N818  # it did what it was asked to
    """More went than may go."""


class Stop:
    """Whether somebody asked to stop, by which signal; at_once: whether the run does not wait for
    what is under way, which is then interrupted."""

    signal = 0
    at_once = False


class Run:
    """Carries a plan out and counts. One input that fails does not stop the others.

    place: where checkpoints go, None for a run that cannot be gone on with; state: one of them;
    tell(place, reason): hears of every failure, note of what a reader should know; watch(run): is
    called after every batch; cleaner: one of the task's configuration that is there already, for a
    run in this process. Raises CleanerError and `Stopped`; outputs that are not complete are then
    left to go on with if there is a checkpoint, and else not there.
    """

    def __init__(
        self,
        plan: Plan,
        task: Task,
        rules_hash: str,
        jobs: int = 1,
        place: Place | None = None,
        state: dict[str, Any] | None = None,
        max_removed_share: float = 1.0,
        tell: Callable[[str, str], None] = lambda where, why: None,
        note: Callable[[str, str], None] = lambda where, what: None,
        watch: Callable[[Run], None] = lambda run: None,
        stop: Stop | None = None,
        checkpoint: float = CHECKPOINT,
        cleaner: Cleaner | None = None,
    ) -> None:
        self.plan, self.task, self.stats = plan, task, Stats()
        self.sites = Sites()
        self.failures = self.others = 0
        self.read = 0  # bytes of input that are done with
        self.total = sum(size_of(job.path) for job in plan.jobs if job.path != "-")
        self.workers: Serial | Pool | None = None
        self._count, self._place = jobs, place
        self._tell, self._note, self._watch = tell, note, watch
        self._share, self._stop, self._every = max_removed_share, stop or Stop(), checkpoint
        self._same = fingerprint(plan, {"rules": rules_hash, **_options(task)})
        if state:
            check_same(state["same"], self._same)
        self.good = int(bool(plan.whole) and not plan.jobs)  # a shard may have nothing to do
        self._job, self._position, self._ended = 0, None, False  # what is written so far
        self._shared: dict[str, Output] = {}
        self._own: dict[str, Output] = {}
        self._saved_job = -1  # the job that the last checkpoint is in the middle of
        self.saved = state is not None
        self._unsynced: list[str] = []  # documents since the last checkpoint
        self._at = time.monotonic()
        self._state, self._cleaner = state, cleaner

    # ---- from the beginning to the end

    def carry_out(self) -> None:
        """Read, clean and write everything."""
        try:
            self._open()
            if self._count == 1:
                self.workers = Serial(self.task, self._cleaner)
            else:
                self.workers = Pool(self.task, self._count)
            batches = Reading(self.plan, self.task).batches(self._job, self._position)
            for found in self._arriving(batches):
                if found is not None:
                    self._take(*found)
                self._watch(self)
                if time.monotonic() - self._at >= self._every:
                    self._save()
            if self._stop.signal:
                if self.read:  # else there is nothing to go on with
                    self._save()
                raise Stopped(self._stop.signal, self.saved)
            self._finish()
        except BaseException as err:
            self._leave()
            if isinstance(err, KeyboardInterrupt) and self._stop.signal:
                raise Stopped(self._stop.signal, self.saved) from None
            raise
        finally:
            if self.workers:
                self.workers.close()

    def _arriving(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Outcome | None] | None]:
        """What comes from the workers, until somebody asks to stop. Who asks while it waits for
        stdin need not wait for the next record."""
        assert self.workers is not None
        live = any(job.path == STDIN for job in self.plan.jobs)
        outcomes = iter(self.workers.run(batches))
        while True:
            self._stop.at_once = live
            try:
                found = None if self._stop.signal else next(outcomes)
            except StopIteration:
                return
            finally:
                self._stop.at_once = False
            if self._stop.signal:
                return
            yield found

    def _leave(self) -> None:
        outputs = [*self._shared.values(), *self._own.values()]
        for output in outputs:
            output.close() if self.saved else output.discard()

    def _open(self) -> None:
        state, sides = self._state, dict(self.plan.sides)
        states: dict[str, Any] = {}
        if state:
            self.stats = Stats.from_dict(state["stats"])
            self.sites = Sites(state["sites"])
            self.failures, self.others = state["failures"], state["others"]
            self.good = state["good"]
            self._job, self._position = state["job"], state["position"]
            self.read = state["read"]
            self._ended = state["ended"]
            states = state["shared"]
        whole = self.plan.whole
        if whole and not self.plan.folder and (self.plan.output or not self.task.show):
            sides["text"] = self.plan.output or STDOUT
        self._say_what_is_missing(state is None)
        for name in sorted(sides, key=lambda one: one != "quarantine"):
            first = whole[0] if name == "text" else None
            done = states.get(name)
            if done and done["done"] and not _part_waits(done):
                continue  # it has its name already
            self._shared[name] = self._output(sides[name], done, first)
        if state is None:
            for path, message in self.plan.failures:
                about = {"source": path, "error": message}
                self._aside("quarantine", about)
        if state and state["own"]:
            job = self.plan.jobs[self._job]
            for name, done in state["own"].items():
                if not done["done"] or _part_waits(done):
                    mine = job if name == "text" else None
                    self._own[name] = self._output(done["path"], done, mine)
            self._saved_job = self._job
            if self._ended:
                self._end_job()
        if state and state["finished"]:
            self._job = len(self.plan.jobs)

    def _say_what_is_missing(self, fresh: bool) -> None:
        for path, message in self.plan.failures if fresh else ():
            self.failures += 1
            self._tell(path, message)

    def _output(
        self, path: str, state: dict[str, Any] | None = None, job: Job | None = None
    ) -> Output:
        """A file that is written; job: the one whose records go there, or the first of several."""
        finisher: Finisher | None = None
        packed = job is not None and job.archive(self.plan.output) in ALONE
        if job is not None and job.to == "parquet":
            from cleaner.io import tables

            finisher = tables.from_records
            if job.rows:
                fields = self.task.fields
                one = job if job.target else tables.first_of(self.plan.whole, fields)
                finisher = partial(tables.from_rows, path=one.path, kind=one.kind, fields=fields)
        folder = self._place.folder if self._place else None
        return Output(path, state, finisher, self._place is None, folder, packed)

    # ---- writing

    def _take(self, batch: Batch, outcome: Outcome | None) -> None:
        self.read += batch.size
        if batch.kind in DOCUMENTS:
            assert outcome is not None
            self._add(outcome, self._shared.get("text"))
            self._documents(outcome, self.plan.jobs[batch.job])
            self._job, self._position = batch.job + 1, None
            self._brake()
            return
        self._job = batch.job
        if outcome is not None:
            self._add(outcome, self._out("text", self.plan.jobs[batch.job].target))
            if batch.position is not None:
                self._position = batch.position
            self._ready = batch.position is not None
            self._brake()
        if batch.end:
            self._end_of_input(batch)

    def _add(self, outcome: Outcome, out: Output | None) -> None:
        self.stats.add(outcome.stats)
        self.sites.see(outcome.stats.seen)
        self.good += outcome.good
        self.others += outcome.others
        for where, why in outcome.failures:
            self.failures += 1
            self._tell(where, why)
        for where, what in outcome.notes:
            self._note(where, what)
        if out is not None and outcome.out:
            out.write(bytes(outcome.out))
            if out.path == STDOUT:
                out.flush()  # whoever reads the pipe need not wait for more records
        for name, data in outcome.sides.items():
            own = self.plan.jobs[self._job].attributes if name == "attributes" else None
            side = self._out(name, own)
            assert side is not None
            side.write(bytes(data))

    def _documents(self, outcome: Outcome, job: Job) -> None:
        """Write documents that are files of their own; all of a batch become the same as `job`."""
        for path, clean in outcome.files:
            document = self._output(path, None, job)
            try:
                document.write(clean)
                document.finish(sync=False)
            except BaseException:
                document.discard()
                raise
            self._unsynced.append(path)

    def _out(self, name: str, path: str | None) -> Output | None:
        if path is None:
            return self._shared.get(name)
        if name not in self._own:
            job = self.plan.jobs[self._job] if name == "text" else None
            self._own[name] = self._output(path, None, job)
        return self._own[name]

    def _end_of_input(self, batch: Batch) -> None:
        job = self.plan.jobs[batch.job]
        self._ready = True
        if batch.error is None:
            self._out("text", job.target)  # an input without records has its file, too
            if job.attributes:
                self._out("attributes", job.attributes)
            self.good += 1
        else:
            self.failures += 1
            self._tell(batch.source, batch.error)
            about = {"source": batch.source, "error": batch.error}
            self._aside("quarantine", about)
        for output in self._own.values():
            output.complete()
        if self._saved_job == batch.job:
            self._ended = True
            self._save()
        self._end_job()

    def _end_job(self) -> None:
        for output in self._own.values():
            output.finish()
        self._own = {}
        self._job, self._position, self._ended = self._job + 1, None, False

    def _aside(self, side: str, about: Any) -> None:
        from cleaner.io.jsonl import encode

        if side in self._shared:
            self._shared[side].write(encode(about) + b"\n")

    def _brake(self) -> None:
        enough = self.stats.records >= _ENOUGH or self._job >= len(self.plan.jobs)
        if enough and self.stats.removed_share > self._share:
            raise Braked(
                f"stopped: {self.stats.removed_share:.0%} of the text went in the first "
                f"{self.stats.records:,} documents, and --max-removed-share is {self._share:.0%}; "
                "look at what goes with `cleaner clean --show` or --removed"
            )

    # ---- the end, and stops on the way

    def _finish(self) -> None:
        self._brake()
        self._sync()
        if not self.good:  # files that are there stay
            for name, output in self._shared.items():
                output.finish() if name == "quarantine" else output.discard()
            self._shared = {}
            return
        for output in self._shared.values():
            output.complete()
        if self.saved and self._place:
            self._save(finished=True)
        for output in self._shared.values():
            output.finish()
        self._shared = {}

    def _sync(self) -> None:
        for path in self._unsynced:
            sync(path)
        self._unsynced.clear()

    def _save(self, finished: bool = False) -> None:
        """Write a checkpoint, if there is a place for one and reading can go on from here."""
        self._at = time.monotonic()
        self._sync()
        if self._place is None or not self._ready:
            return
        self._place.save(
            {
                "same": self._same,
                "stats": self.stats.to_dict(),
                "sites": self.sites.state(),
                "failures": self.failures,
                "others": self.others,
                "good": self.good,
                "read": self.read,
                "job": self._job,
                "position": self._position,
                "ended": self._ended,
                "finished": finished,
                "shared": {name: output.state() for name, output in self._shared.items()},
                "own": {name: output.state() for name, output in self._own.items()},
            }
        )
        self.saved = True
        self._saved_job = self._job if self._own else -1

    _ready = True  # whether reading can go on behind what was written last


def _options(task: Task) -> dict[str, str]:
    """The options of a task, each under the name that a message may give it."""
    about: dict[str, Any] = {
        "front-matter": task.front_matter,
        "max-record-bytes": task.record_bytes,
        "attributes": task.attributes if "attributes" in task.sides else "",
        "configuration": task.tools,
        **{f"{name}-field": names for name, names in asdict(task.fields).items()},
        **asdict(task.config),
        **task.known._asdict(),
    }
    return {OPTION + name.replace("_", "-"): repr(value) for name, value in about.items()}


def _part_waits(state: dict[str, Any]) -> bool:
    return os.path.exists(state["part"])
