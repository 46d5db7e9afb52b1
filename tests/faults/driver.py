"""A run in a process of its own, to be killed: driver.py RULES JOBS STATE SOURCE OUT.

Goes on where an earlier one stood. A checkpoint after every batch, small batches: there is much to
interrupt.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cleaner import Config
from cleaner.io.formats import arrow, jsonl, parquet, warc
from cleaner.io.plan import Plan
from cleaner.io.run import Run
from cleaner.io.state import Place
from cleaner.io.task import Task

SIDES = ("audit", "removed", "metadata", "quarantine")


def main(rules: str, jobs: str, state: str, source: str, out: str) -> None:
    import cleaner.io.reading

    for module in (jsonl, parquet, arrow, warc, cleaner.io.reading):
        module.BATCH = 20_000  # type: ignore[attr-defined]
    folder = Path(out).parent
    plan = Plan([source], out, sides={name: str(folder / f"{name}.jsonl.zst") for name in SIDES})
    task = Task(Config(rules=(rules,), builtin_rules=False), sides=frozenset(plan.sides))
    place = Place(state)
    run = Run(plan, task, "", int(jobs), place, place.load(), checkpoint=0.02)
    run.carry_out()
    place.release(keep=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
