"""A run of `clean` as a command: options in, outputs written, what happened said."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cleaner.cli.changes import visible
from cleaner.cli.clean import fields_of
from cleaner.cli.options import kind_of_input, tools_of
from cleaner.cli.progress import Progress, summary
from cleaner.errors import CleanerError, ConfigError
from cleaner.io.output import Output
from cleaner.io.plan import Plan
from cleaner.io.records import without_text
from cleaner.io.run import Braked, Run, Stop, Stopped
from cleaner.io.state import Place, RunFolder, place_of
from cleaner.io.task import Task

if TYPE_CHECKING:
    from cleaner.io.tools import Tools
    from cleaner.pipeline import Cleaner

_SIDES = ("metadata", "audit", "removed", "quarantine")


def carry_out(inputs: Sequence[str], options: dict[str, Any], words: Sequence[str]) -> int:
    """Do what `cleaner clean` was asked to; the exit code. `words`: the command, for run.json.

    Raises CleanerError.
    """
    from cleaner.pipeline import Cleaner

    stats, folder, resume = (options.pop(name) for name in ("stats", "folder", "resume"))
    progress = Progress(options.pop("quiet"))
    plan, task = _planned(inputs, options, stats)
    if stats:
        Output(stats, unique=True).discard()  # that it cannot be written is told now
    cleaner = Cleaner(task.config)
    kept = None
    if folder:
        kept = RunFolder(folder, plan, _about(cleaner, inputs, words))
        if resume and kept.complete:
            progress.say(f"complete already, says {folder}")
            return 0
        progress.log = kept.open()
    stop = Stop()
    with _signals(stop):
        place = place_of(plan, folder)
        if resume and place is None:
            raise ConfigError("--resume goes on with a file that was not complete: name it with -o")
        run = state = None
        done = False
        try:
            state = place.load() if place else None
            if place and state and not resume:
                progress.say("starting anew; --resume would go on where an earlier run stopped")
                place.forget()
                state = None
            run = Run(
                plan,
                task,
                cleaner.rules_hash,
                jobs=1 if task.show else options["jobs"] or os.cpu_count() or 1,
                place=place,
                state=state,
                max_removed_share=options["max_removed_share"],
                tell=progress.failure,
                note=progress.note,
                watch=progress.watch,
                stop=stop,
                checkpoint=options["checkpoint"],
            )
            _note_idle(task.tools, cleaner, plan, progress)
            run.carry_out()
            numbers = _numbers(run, cleaner)
            if stats:
                _write(stats, _json(numbers))
            if kept:
                kept.completed(numbers)
            done = True
        except Braked as err:
            assert run is not None
            numbers = {**_numbers(run, cleaner), "stopped": str(err).removeprefix("stopped: ")}
            if stats:
                _write(stats, _json(numbers))
            if kept:
                kept.counted(numbers)
            _tell_alarms(numbers, progress)
            if run.saved:
                and_more = " and a greater --max-removed-share"
                progress.say(f"not complete; {_way_on(run, place, and_more)}", loud=True)
            raise
        except Stopped as err:
            progress.say(f"stopped; {_way_on(run, place)}", loud=True)
            return 128 + err.signal
        except CleanerError:
            if run and run.saved:
                progress.say(f"not complete; {_way_on(run, place)}", loud=True)
            raise
        finally:
            progress.close()
            if place:
                place.release(keep=not done and (run.saved if run else state is not None))
    progress.say(summary(run))
    if not run.stats.records and progress.reasons == {without_text(task.fields)}:
        progress.say(
            "is the text in another field? --text-field (or --html-field) names it", loud=True
        )
    _tell_alarms(numbers, progress)
    return 3 if run.failures else 0


def _planned(
    inputs: Sequence[str], options: dict[str, Any], stats: str | None
) -> tuple[Plan, Task]:
    """What is read and written, and how records are cleaned. Takes its keys from `options`."""
    take = options.pop
    fields = fields_of(options)
    sides = {name: take(name) for name in _SIDES}
    attributes = None
    if take("audit_format") == "dolma":
        attributes, sides["audit"] = sides["audit"], None
        if attributes is None:
            raise ConfigError("--audit-format dolma says how, and --audit must say where")
    encoding, changes = take("explain_encoding"), take("show")
    if encoding and changes:
        raise ConfigError("--show and --explain-encoding are two views: take one")
    show = "encoding" if encoding else "changes" if changes else ""
    front_matter, limit = take("front_matter"), take("max_record_bytes")
    source = kind_of_input(take("source"), inputs, options)
    tools = tools_of(options, layout=not take("no_layout"))
    cleaner, known = tools.general()
    plan = Plan(
        inputs,
        output=take("output"),
        source=source,
        target=take("target"),
        sides={**sides, "stats": stats},
        attributes=attributes,
        show=bool(show),
        shard=take("shard"),
        excludes=tools.project.excludes,
        page_suffix=".md" if cleaner.config.markup == "markdown" else ".txt",
    )
    plan.sides.pop("stats", None)  # it is written at the end, at once
    if front_matter and plan.writes_records:
        raise ConfigError("--front-matter is for text files; records have `metadata`")
    task = Task(
        cleaner.config,
        known,
        fields,
        sides=frozenset(plan.sides) | ({"attributes"} if attributes else set()),
        attributes=os.path.basename((attributes or "").rstrip("/")) or "cleaner",
        front_matter=front_matter,
        show=show,
        record_bytes=limit,
        tools=tools,
    )
    return plan, task


def _note_idle(tools: Tools | None, cleaner: Cleaner, plan: Plan, progress: Progress) -> None:
    """Name entries of the list of accepted findings that come to nothing: it is for texts."""
    if tools and tools.ignores and any(job.kind == "text" for job in plan.jobs):
        from cleaner.io.exemptions import in_list

        for idle in in_list(tools.accepted, cleaner):
            progress.note(f"{tools.accepted.path}:{idle.line}", idle.message)


@contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the run to stop; asked twice, or while it waits for stdin, it does
    not wait for the batch that is under way. What whoever started it has ignored (as shells do with
    SIGINT for what runs in the background) stays so: from the first moment on it is the same."""

    def handle(number: int, frame: object) -> None:
        again, stop.signal = stop.signal, number
        if again or stop.at_once:
            raise KeyboardInterrupt

    asked = (
        one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) != signal.SIG_IGN
    )
    try:
        old = {one: signal.signal(one, handle) for one in asked}
    except ValueError:  # not in the main thread: signals are somebody else's
        yield
        return
    try:
        yield
    finally:
        for one, handler in old.items():
            signal.signal(one, handler)


def _tell_alarms(numbers: dict[str, Any], progress: Progress) -> None:
    for alarm in numbers["alarms"]:
        progress.say(f"alarm: {visible(alarm)}")


def _way_on(run: Run | None, place: Place | None, more: str = "") -> str:
    assert run is not None
    if run.saved and place:
        return (
            f"{run.stats.records:,} documents are done: the same command with --resume{more} goes "
            f"on from there (what it needs is in {place.folder})"
        )
    return "nothing was put in place"


def _numbers(run: Run, cleaner: Cleaner) -> dict[str, Any]:
    from cleaner import __version__

    return {
        "version": __version__,
        "rules_hash": cleaner.rules_hash,
        "others": run.others,
        **run.stats.to_dict(),
        "alarms": [*run.stats.alarms(), *run.sites.alarms],
    }


def _about(cleaner: Cleaner, inputs: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from cleaner import __version__

    libraries = {}
    for name in ("ftfy", "msgspec", "regex", "trafilatura", "pyarrow", "FastWARC", "zstandard"):
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "version": __version__,
        "rules_hash": cleaner.rules_hash,
        "command": list(words),
        "inputs": list(inputs),
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "libraries": libraries,
    }


def _write(path: str, content: bytes) -> None:
    out = Output(path, unique=True)
    try:
        out.write(content)
        out.finish()
    except BaseException:
        out.discard()
        raise


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
