"""Workers: processes that clean batches, and the order of their outcomes.

One process, one pipe, one batch at a time: so it is always known which batch a process that died
had. It is replaced and the batch done again; if that kills the next one too, its records are taken
one by one, and the record that kills a process once more on its own is given up. The processes are
spawned, not forked: nothing of the parent's state, files or threads gets into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError, ConfigError, ProcessingError
from cleaner.io import collect_seldom
from cleaner.io.task import Batch, Outcome, Task
from cleaner.io.worker import Worker

if TYPE_CHECKING:  # multiprocessing is imported by those who need it: most runs are one process
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from cleaner.pipeline import Cleaner

_WINDOW = 4  # batches per worker that may be done or under way before their turn
_PAUSE = 0.2  # seconds between looks at whether somebody wants to stop


class Serial:
    """Cleans batches in this process."""

    def __init__(self, task: Task, cleaner: Cleaner | None = None) -> None:
        self._worker = Worker(task, cleaner)
        self.states: list[str] = []

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Outcome | None]]:
        """Each batch with its outcome, in order; a batch that only ends an input has none."""
        for batch in batches:
            yield batch, self._worker.work(batch) if batch.items else None

    def close(self) -> None:
        """Nothing has to be ended."""


class Pool:
    """Cleans batches in `count` processes. Raises ProcessingError if these cannot be started."""

    def __init__(self, task: Task, count: int) -> None:
        self._task = task
        self._processes = [_Process(task) for _ in range(count)]
        self._window = _WINDOW * count
        self.restarts = 0

    @property
    def states(self) -> list[str]:
        """What each worker does, in a word."""
        return ["busy" if one.batch else "idle" for one in self._processes]

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Outcome | None] | None]:
        """Each batch with its outcome, in order; None now and then while nothing is ready."""
        from multiprocessing.connection import wait

        source = iter(batches)
        ready: dict[int, tuple[Batch, Outcome | None]] = {}
        waiting: list[int] = []  # numbers of batches in order
        more = True
        while True:
            while more and len(waiting) < self._window:
                free = next((one for one in self._processes if one.batch is None), None)
                if free is None:
                    break
                batch = next(source, None)
                if batch is None:
                    more = False
                    break
                waiting.append(batch.number)
                if batch.items:
                    self._give(free, batch)
                else:
                    ready[batch.number] = (batch, None)
            told = False
            while waiting and waiting[0] in ready:
                yield ready.pop(waiting.pop(0))
                told = True
            if not waiting and not more:
                return
            busy = [one.connection for one in self._processes if one.batch is not None]
            if told and more and len(busy) < len(self._processes):
                continue  # somebody may be given something to do
            if not busy:
                continue
            if not wait(busy, _PAUSE):
                yield None
            for one in self._processes:
                if one.batch is not None and one.connection.poll():
                    batch, outcome = one.batch, self._received(one)
                    ready[batch.number] = (batch, outcome)

    def _give(self, process: _Process, batch: Batch) -> None:
        process.batch = batch
        with suppress(OSError):  # that it is dead is seen when its answer is asked for
            process.connection.send(batch)

    def _received(self, process: _Process) -> Outcome:
        batch = process.batch
        assert batch is not None
        outcome = process.answer()
        if outcome is None:
            outcome = self._rescue(process, batch)
        process.batch = None
        return outcome

    def _rescue(self, process: _Process, batch: Batch) -> Outcome:
        """The outcome of a batch that a worker died of, or that it died with."""
        process.replace(self._task)
        self.restarts += 1
        outcome = self._again(process, batch)
        if outcome is not None:
            return outcome
        whole = Outcome()
        for at, item in enumerate(batch.items):
            one = batch._replace(items=[item], first=batch.first + at)
            done = self._again(process, one) or self._again(process, one)
            if done is None:
                error = f"it ended the worker three times ({process.last_words})"
                process.connection.send((one, error))
                done = process.answer()
            if done is None:
                raise ProcessingError(f"{batch.source}:{one.first}: {error}")
            whole.add(done)
        return whole

    def _again(self, process: _Process, batch: Batch) -> Outcome | None:
        with suppress(OSError):
            process.connection.send(batch)
        outcome = process.answer()
        if outcome is None:
            process.replace(self._task)
            self.restarts += 1
        return outcome

    def close(self) -> None:
        """End all processes, whatever they do."""
        for one in self._processes:
            one.end()


class _Process:
    def __init__(self, task: Task) -> None:
        self.batch: Batch | None = None
        self.last_words = ""
        self._start(task)

    def _start(self, task: Task) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, task), daemon=True
        )
        try:
            with _deaf():
                self._process.start()
        except OSError as err:
            raise ProcessingError(f"cannot start a worker: {err.strerror}") from None
        theirs.close()

    def answer(self) -> Outcome | None:
        """The outcome of what was sent; None if the process died. Raises what it raised."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            self._process.join(5)
            code = self._process.exitcode
            self.last_words = f"signal {-code}" if code and code < 0 else f"exit code {code}"
            return None
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, Outcome)
        return answer

    def replace(self, task: Task) -> None:
        self.end()
        self._start(task)

    def end(self) -> None:
        self.connection.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """Signals of the terminal wait: a process that begins cannot say yet that they are not for it."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which lets them through again
    old = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def _serve(connection: Connection, task: Task) -> None:
    """The life of a worker. It ends when its parent does: then the pipe does."""
    import signal

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # the parent says when to stop
    collect_seldom()
    worker: Worker | None = None
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            asked: Any = connection.recv()
            try:
                worker = worker or Worker(task)
                if isinstance(asked, Batch):
                    answer: Any = worker.work(asked)
                else:
                    answer = worker.give_up(*asked)
            except CleanerError as err:
                answer = (ConfigError if err.exit_code == 2 else ProcessingError)(str(err))
            connection.send(answer)
