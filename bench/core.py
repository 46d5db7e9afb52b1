"""What the compiled core gives: CPU time with it and without it (CLEANER_PURE=1), in one run.

    python bench/core.py [--pages N]

Two processes, one with the core and one without, take turns over a few pages at a time. No page is
seen twice, save where it says so; a third of the pages goes before, so that the patterns of most rules
are there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from pages import pages

CHUNK = 10


def side(count: int) -> None:
    """One of the two: reads starts of chunks, writes CPU seconds by part."""
    from cleaner import Cleaner, Config, core
    from cleaner.page.model import load
    from cleaner.segment import page as lines
    from cleaner.segment.page import Page
    from cleaner.text.language import guess
    from cleaner.text.memory import Memory

    found = pages(count)
    tool, whole, model = Cleaner(), Cleaner(Config(input="page")), load()
    parts: dict[str, Callable[[Any], Any]] = {
        "`Page`, lines not seen before": lambda page: Page(page.text),
        "`Page`, all lines known": lambda page: Page(page.text),
        "`language.guess`": lambda page: guess(page.text),
        "`Model.score`, of whole pages": lambda page: model.score(page.text.split("\n"), page.url),
    }
    wholes: dict[str, Callable[[Any], Any]] = {
        "a document": lambda page: tool.clean(page.text, url=page.url),
        "a page (`--input page`)": lambda page: whole.clean(page.text, url=page.url),
    }
    for page in found[: count // 3]:
        for run in (*parts.values(), *wholes.values()):
            run(page)
    lines._memory = Memory()  # it is full by now, and making room would fall to one page
    print(core.about(), flush=True)
    for line in sys.stdin:
        chunk = found[int(line) : int(line) + CHUNK]
        spent = {name: cpu(run, chunk[:4]) for name, run in parts.items()}
        spent |= {
            name: cpu(run, chunk[4 + 3 * n : 7 + 3 * n])
            for n, (name, run) in enumerate(wholes.items())
        }
        print(json.dumps(spent), flush=True)


def cpu(run: Callable[[Any], Any], items: Iterable[Any]) -> float:
    begin = time.process_time()
    for item in items:
        run(item)
    return time.process_time() - begin


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--pages", type=int, default=300)
    cli.add_argument("--side", action="store_true", help=argparse.SUPPRESS)
    options = cli.parse_args()
    if options.side:
        side(options.pages)
        return
    command = [sys.executable, __file__, "--side", "--pages", str(options.pages)]
    sides = []
    for pure in ("1", "0"):
        process = subprocess.Popen(
            command, env={**os.environ, "CLEANER_PURE": pure}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        sides.append((process.stdout.readline().strip(), process.stdin, process.stdout))
    spent: list[dict[str, float]] = [{}, {}]
    starts = range(options.pages // 3, options.pages - CHUNK + 1, CHUNK)
    for start in starts:
        for total, (_, ask, answer) in zip(spent, sides, strict=True):
            print(start, file=ask, flush=True)
            for name, seconds in json.loads(answer.readline()).items():
                total[name] = total.get(name, 0.0) + seconds
    print(
        f"| ms of CPU | {' | '.join(about for about, _, _ in sides)} | times |\n|---|---|---|---|"
    )
    for name, seconds in spent[0].items():
        each = 1000 / len(starts) / (3 if name.startswith("a ") else 4)
        other = spent[1][name]
        print(f"| {name} | {seconds * each:.2f} | {other * each:.2f} | {seconds / other:.1f} |")


if __name__ == "__main__":
    main()
