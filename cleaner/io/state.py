"""Where a run keeps what it needs to go on: beside its output, or in a run folder.

A run folder has the shape that datatrove's has, one task a shard:

    run.json            what ran: versions, rule-set hash, options, inputs, number of tasks
    completions/00000   empty; task 0 is complete
    stats/00000.json    its numbers; stats.json is their sum once all tasks are complete
    logs/task_00000.log what it said
    state/00000/        what it needs to go on with; empty when it is complete
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from tempfile import gettempdir
from typing import IO, Any

from cleaner.errors import ConfigError
from cleaner.io.files import disk_trouble, write_file
from cleaner.io.plan import Plan
from cleaner.io.stats import Stats
from cleaner.io.storage import is_url, size_of


class Place:
    """A folder for the state of one run. Two runs cannot hold it at a time.

    Raises ConfigError if another run does, or if the folder cannot be made.
    """

    def __init__(self, folder: str, output: str = "") -> None:
        self.folder = folder
        self._file = os.path.join(folder, "state.json")
        try:
            os.makedirs(folder, exist_ok=True)
            self._lock: IO[str] = open(os.path.join(folder, "lock"), "w")  # noqa: SIM115
        except OSError as err:
            raise ConfigError(f"cannot write {output or folder}: {err.strerror}") from None
        try:
            import fcntl

            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # where there are no such locks two runs are the user's care
            pass
        except OSError:
            self._lock.close()
            raise ConfigError(
                f"another run is writing this output (it holds {folder}); let it end first"
            ) from None

    def load(self) -> dict[str, Any] | None:
        """What `save` wrote last; None if there is nothing."""
        try:
            with open(self._file, encoding="utf-8") as file:
                found = json.load(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as err:
            raise ConfigError(
                f"{self._file} cannot be read ({err}); start anew, without --resume"
            ) from None
        assert isinstance(found, dict)
        return found

    def forget(self) -> None:
        """Nothing was saved: what an earlier run left is not to be gone on with."""
        with suppress(FileNotFoundError):
            os.unlink(self._file)

    def save(self, state: dict[str, Any]) -> None:
        """Replace what is known, whole or not at all."""
        with disk_trouble(self._file):
            write_file(self._file, json.dumps(state).encode())

    def release(self, keep: bool) -> None:
        """Let go of the folder; without `keep` what it holds is removed, too."""
        self._lock.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def place_of(plan: Plan, folder: str | None) -> Place | None:
    """Where the state of this plan's run is; None for one that cannot be gone on with."""
    if folder:
        return Place(os.path.join(folder, "state", f"{rank(plan):05d}"))
    output = plan.output or plan.folder
    if not output or (not is_url(output) and os.path.exists(output) and not _normal(output)):
        return None
    suffix = f"-{rank(plan):05d}" if plan.shard and plan.folder else ""
    if is_url(output):
        name = sha256(f"{output}{suffix}".encode()).hexdigest()[:16]
        return Place(os.path.join(gettempdir(), f"cleaner-run-{name}"))
    if plan.folder:
        return Place(os.path.join(output, f".cleaner-run{suffix}"), output)
    home, name = os.path.split(os.path.realpath(output))
    return Place(os.path.join(home, f".{name}.cleaner-run"), output)


def _normal(path: str) -> bool:
    return os.path.isfile(path) or os.path.isdir(path)


def rank(plan: Plan) -> int:
    """The number of this task among all shards, from 0."""
    return plan.shard[0] - 1 if plan.shard else 0


OPTION = "option "
"""What names of options begin with in a fingerprint."""


def fingerprint(plan: Plan, options: dict[str, str]) -> dict[str, str]:
    """What must be the same for a run to be gone on with; names are for messages."""
    about = sha256()
    for job in plan.jobs:
        about.update(repr((*job, _stamp(job.path))).encode())
    return {
        "inputs and outputs": about.hexdigest(),
        **options,
        "side files": repr(sorted(plan.sides.items())),
        "output": str(plan.output),
        "shard": str(plan.shard),
    }


def _stamp(path: str) -> tuple[int, int]:
    if is_url(path):
        return size_of(path), 0
    with suppress(OSError):
        found = os.stat(path)
        return found.st_size, found.st_mtime_ns
    return 0, 0


def check_same(old: dict[str, str], new: dict[str, str]) -> None:
    """Raises ConfigError, naming what differs, if another run left this state."""
    differ = [name for name in new if old.get(name) != new[name]]
    if differ:
        options = [name.removeprefix(OPTION) for name in differ if name.startswith(OPTION)]
        what = [name for name in differ if not name.startswith(OPTION)]
        what += [f"options ({', '.join(options)})"] if options else []
        raise ConfigError(
            f"the run that was interrupted had other {', '.join(what)}: "
            "call it as it was called then, or start anew without --resume"
        )


class RunFolder:
    """The part of a run folder that people and other tools read."""

    def __init__(self, folder: str, plan: Plan, about: dict[str, Any]) -> None:
        self._folder = folder
        self._rank, self._count = rank(plan), plan.shard[1] if plan.shard else 1
        self._about = {**about, "tasks": self._count}
        self._done = os.path.join(folder, "completions", f"{self._rank:05d}")

    @property
    def complete(self) -> bool:
        """Whether this task was completed before."""
        return os.path.exists(self._done)

    def open(self) -> IO[str]:
        """Write run.json, and give the log. Raises ConfigError for another run's folder."""
        path = os.path.join(self._folder, "run.json")
        try:
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    old = json.load(file)
                if old.get("tasks") != self._count:
                    raise ConfigError(
                        f"{self._folder} is of a run with {old.get('tasks')} tasks, not "
                        f"{self._count}: take another folder, or the same --shard i/n"
                    )
            for name in ("completions", "stats", "logs"):
                os.makedirs(os.path.join(self._folder, name), exist_ok=True)
            with suppress(FileNotFoundError):
                os.unlink(self._done)
            write_file(path, _json(self._about))
            log = os.path.join(self._folder, "logs", f"task_{self._rank:05d}.log")
            return open(log, "a", encoding="utf-8", errors="backslashreplace")
        except (OSError, ValueError) as err:
            raise ConfigError(f"{self._folder} is no run folder: {err}") from None

    def counted(self, numbers: dict[str, Any]) -> None:
        """Write what this task counted."""
        name = os.path.join(self._folder, "stats", f"{self._rank:05d}.json")
        write_file(name, _json(numbers))

    def completed(self, numbers: dict[str, Any]) -> None:
        """Mark this task complete; when all are, add up what they counted."""
        self.counted(numbers)
        write_file(self._done, b"")
        total, alarms = Stats(), []
        for task in range(self._count):
            if not os.path.exists(os.path.join(self._folder, "completions", f"{task:05d}")):
                return
            path = os.path.join(self._folder, "stats", f"{task:05d}.json")
            with open(path, encoding="utf-8") as file:
                one = json.load(file)
            total.add(Stats.from_dict(one))
            alarms += [a for a in one["alarms"] if a not in alarms]
        merged = {**numbers, **total.to_dict(), "alarms": sorted({*alarms, *total.alarms()})}
        write_file(os.path.join(self._folder, "stats.json"), _json(merged))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
