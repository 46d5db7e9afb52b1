"""Scores of one system by kind and by language of the pages, each with a 95 % interval.

    python ../shared/measure/quality.py … --json result.json
    python -m bench.by_language result.json ../shared/data/wcxb-dev.jsonl.zst

The language is our own guess from all visible text of a page; the sets do not say it. Languages with
fewer than 10 pages share a row. Intervals are by the bootstrap over pages, as in `bench.must_hold`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.must_hold import DRAWS, SEED, Run, value
from bench.train.pages import rows
from cleaner.page.render import render
from cleaner.text import language

FEW = 10
"""Languages with fewer pages than this are not shown alone."""


def interval(run: Run, measure: str, chosen: np.ndarray) -> tuple[float, float, float]:
    """A measure of the chosen pages, and its 95 % interval."""
    draws = np.random.default_rng(SEED).integers(0, len(chosen), (DRAWS, len(chosen)))
    low, high = np.percentile(value(run, measure, chosen[draws]), (2.5, 97.5))
    return float(value(run, measure, chosen)), float(low), float(high)


def groups(pages: list[dict[str, Any]], data: Path) -> dict[str, list[str]]:
    """Of each page its group in every division: all, kind (if the set says it), language."""
    found = {row["id"]: row for row in rows(data)}
    known = [language.guess("\n".join(render(found[p["id"]]["html"]).text)) or "?" for p in pages]
    times = Counter(known)
    out = {"": ["all"] * len(pages)}
    if all(found[p["id"]].get("kind") for p in pages):
        out["kind"] = [found[p["id"]]["kind"] for p in pages]
    out["language"] = [name if times[name] >= FEW else "others" for name in known]
    return out


def lines(result: dict[str, Any], data: Path) -> Iterator[str]:
    """The table, as Markdown."""
    pages = result["per_page"]
    run = Run("ours", pages, 0)
    snippets = "tp" in pages[0]
    measures = ("f1", "acc") if snippets else ("f1", "p", "r")
    yield "| | pages | F1 [95 %] | " + (
        "accuracy [95 %] |" if snippets else "precision [95 %] | recall [95 %] |"
    )
    yield "|---|---|" + "---|" * len(measures)
    for division, names in groups(pages, data).items():
        for name, _ in Counter(names).most_common():
            chosen = np.array([i for i, own in enumerate(names) if own == name])
            figures = [interval(run, measure, chosen) for measure in measures]
            cells = " | ".join(f"{v:.3f} [{low:.3f}, {high:.3f}]" for v, low, high in figures)
            yield f"| {f'{division} ' if division else ''}{name} | {len(chosen)} | {cells} |"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("result", type=Path, help="what quality.py wrote with --json")
    cli.add_argument("data", type=Path, help="the set, JSON lines compressed with zstandard")
    options = cli.parse_args()
    for line in lines(json.loads(options.result.read_text()), options.data):
        print(line)


if __name__ == "__main__":
    main()
