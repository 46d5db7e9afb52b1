"""One input to one output: what cluster engines call for each of their tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.io.fields import Fields
from cleaner.io.plan import Plan
from cleaner.io.records import FIELDS, NOTHING, Known
from cleaner.io.run import Run
from cleaner.io.task import Task

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner


def clean_shard(
    source: str,
    target: str,
    config: Config | None = None,
    *,
    fields: Fields = FIELDS,
    known: Known = NOTHING,
    jobs: int = 1,
    max_record_bytes: int = 32 << 20,
    cleaner: Cleaner | None = None,
    **sides: str | None,
) -> dict[str, Any]:
    """Clean one file or URL into another, formats and compression told by the suffixes.

    Idempotent: `target` appears when it is complete, or not at all; a second call makes the very
    same bytes; two calls at a time, such as an engine's second attempt, do not disturb each other.
    cleaner: one of this configuration that is there already; with `jobs` processes make their own.
    sides: `audit`, `removed`, `metadata`, `quarantine`, each a path, as on the command line.
    Returns the numbers of `cleaner.io.stats`, with `failures` as [place, reason].
    Raises InputError if nothing of the input could be read, ProcessingError if writing fails.
    """
    plan = Plan([source], target, sides=sides)
    task = Task(
        config or Config(), known, fields, frozenset(plan.sides), record_bytes=max_record_bytes
    )
    failures: list[tuple[str, str]] = []
    run = Run(
        plan, task, "", jobs, tell=lambda where, why: failures.append((where, why)), cleaner=cleaner
    )
    run.carry_out()
    if failures and not run.good:
        raise InputError("; ".join(f"{where}: {why}" for where, why in failures[:5]))
    return {**run.stats.to_dict(), "failures": failures}
