"""The figures that page mode must hold, beside the best peer of the same run, with confidence intervals.

    python -m bench.must_hold --data ../shared/data --quality ../shared/measure/quality.py

Every system cleans the same pages: ours out of fold where the model was trained on the set, the peers
that are installed, and the presets. `quality.py` (its data, renderers, systems and scores are used as
they are) scores each page; the difference to the best peer gets a 95 % interval by the bootstrap:
pages are drawn with replacement, both systems scored on the same draw, the 2.5th and 97.5th
percentiles of the differences taken (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapter 13). The draws are fixed by a seed.

What systems give is kept in the cache, with the CPU time it took; `--fresh` runs them all again, ours
are always run. `--every 10` takes every tenth page: for a look, not for figures.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

SEED = 20_26
DRAWS = 2_000

_OUT_OF_FOLD = "{python} -m bench.out_of_fold"
_CLEAN = "{python} -m cleaner clean -q --no-config"
OURS = {
    ("text", "wcxb-dev"): f"{_OUT_OF_FOLD} --input page",
    ("text", "web-eval-dev"): f"{_CLEAN} --input page",
    ("html", "wcxb-dev"): _OUT_OF_FOLD,
    ("html", "web-eval-dev"): f"{_CLEAN} --from jsonl",
    ("post", "wcxb-dev"): _CLEAN,
    ("gold", "wcxb-dev"): f"{_OUT_OF_FOLD} --input auto",
}
"""Our command by track and set."""

_PRESETS = {
    f"preset {name}": f"{_CLEAN} --preset {name}"
    for name in ("c4", "gopher", "refinedweb", "fineweb")
}
PEERS: dict[str, dict[str, str]] = {
    "text": dict.fromkeys(("c4", "refinedweb", "gopher-fineweb", "justext-lines"), "") | _PRESETS,
    "html": dict.fromkeys(("trafilatura", "trafilatura-nocomments", "justext", "resiliparse"), ""),
    "post": {"identity": ""} | _PRESETS,
    "gold": {"identity": ""},
}
"""Peers by track: the command of each, "" for a system of `quality.py`."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what must hold. kind: of pages, "" for all; worse: less is better."""

    track: str
    dataset: str
    measure: str
    must: float
    aim: float
    kind: str = ""
    worse: bool = False


_KINDS = {
    "article": (0.92, 0.94), "documentation": (0.91, 0.93), "forum": (0.75, 0.80),
    "service": (0.80, 0.84), "listing": (0.71, 0.76), "collection": (0.66, 0.72),
    "product": (0.60, 0.66),
}  # fmt: skip
ROWS = (
    Row("text", "wcxb-dev", "f1", 0.85, 0.88),
    *(Row("text", "wcxb-dev", "f1", must, aim, kind) for kind, (must, aim) in _KINDS.items()),
    Row("text", "web-eval-dev", "f1", 0.86, 0.90),
    Row("html", "wcxb-dev", "f1", 0.86, 0.89),
    Row("html", "web-eval-dev", "acc", 0.936, 0.945),
    Row("post", "wcxb-dev", "f1", 0.822, 0.83),
    Row("post", "wcxb-dev", "without", 0.040, 0.030, worse=True),
    Row("gold", "wcxb-dev", "r", 0.9990, 0.9995),
)


@dataclass
class Run:
    """What a system made of the pages of a track: a row of scores for each, and CPU seconds."""

    name: str
    pages: list[dict[str, Any]]
    seconds: float
    errors: int = 0
    _columns: dict[str, np.ndarray] = field(default_factory=dict)

    def column(self, name: str) -> np.ndarray:
        """A score of each page; NaN where the page has none."""
        if name not in self._columns:
            values = [page.get(name, np.nan) for page in self.pages]
            self._columns[name] = np.array(values, float)
        return self._columns[name]


def value(run: Run, measure: str, draw: np.ndarray) -> np.ndarray:
    """A measure over drawn pages; `draw`: indexes, one row a draw.

    F1 and accuracy of snippets are pooled over pages, everything else is the mean of pages.
    """
    if "tp" in run.pages[0]:
        tp, fp, fn, tn = (run.column(name)[draw].sum(-1) for name in ("tp", "fp", "fn", "tn"))
        if measure == "f1":
            return 2 * tp / np.maximum(1, 2 * tp + fp + fn)
        return (tp + tn) / np.maximum(1, tp + fp + fn + tn)
    return np.nanmean(run.column(measure)[draw], -1)


def compare(one: Run, other: Run, measure: str, chosen: np.ndarray) -> tuple[float, float, float]:
    """The difference of a measure between two systems, and its 95 % interval. chosen: pages."""
    draws = np.random.default_rng(SEED).integers(0, len(chosen), (DRAWS, len(chosen)))
    low, high = np.percentile(
        value(one, measure, chosen[draws]) - value(other, measure, chosen[draws]), (2.5, 97.5)
    )
    whole = float(value(one, measure, chosen) - value(other, measure, chosen))
    return whole, float(low), float(high)


class Bench:
    """The systems on the pages of one track and set."""

    def __init__(self, quality: ModuleType, options: argparse.Namespace) -> None:
        self.quality, self.options = quality, options
        self._pages: dict[str, list[Any]] = {}
        self._runs: dict[tuple[str, str], dict[str, Run]] = {}

    def runs(self, track: str, dataset: str) -> dict[str, Run]:
        """Ours and all peers that run here, by name."""
        key = track, dataset
        if key not in self._runs:
            found = {"ours": self._run(track, dataset, "ours", OURS[key], keep=False)}
            for name, command in PEERS[track].items():
                run = self._run(track, dataset, name, command, keep=not command)
                if run.errors == len(run.pages):
                    print(f"{name} does not run here", file=sys.stderr)
                else:
                    found[name] = run
            self._runs[key] = found
        return self._runs[key]

    def kinds(self, dataset: str) -> list[str]:
        """The kind of each page."""
        return [page.type for page in self._of(dataset)]

    def _of(self, dataset: str) -> list[Any]:
        if dataset not in self._pages:
            pages = list(self.quality.LOADERS[dataset](self.options.data))
            self._pages[dataset] = pages[:: self.options.every]
        return self._pages[dataset]

    def _run(self, track: str, dataset: str, name: str, command: str, keep: bool) -> Run:
        pages, quality = self._of(dataset), self.quality
        label = f"{track}-{dataset}-{name.replace(' ', '-')}-{self.options.every}.json.gz"
        kept = self.options.cache / "systems" / label
        if keep and kept.is_file() and not self.options.fresh:
            held = json.loads(gzip.decompress(kept.read_bytes()))
        else:
            print(f"{track} {dataset}: {name} …", file=sys.stderr)
            about = SimpleNamespace(
                track=track, dataset=dataset, cache=self.options.cache, render="resiliparse",
                extractor="trafilatura",
            )  # fmt: skip
            rows = quality.make_rows(pages, about)
            if command:
                line = command.format(python=sys.executable)
                out, errors, seconds = quality.run_command(line, rows)
            else:
                systems = quality.HTML_SYSTEMS if track == "html" else quality.TEXT_SYSTEMS
                out, errors, seconds = quality.run_builtin(systems[name], rows)
            held = {"out": out, "seconds": seconds, "errors": len(errors)}
            if keep:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(gzip.compress(json.dumps(held).encode(), 5))
        return Run(
            name, quality.score(pages, held["out"], dataset)[1], held["seconds"], held["errors"]
        )


def lines(bench: Bench, rows: Iterable[Row]) -> Iterable[str]:
    """The table, as Markdown."""
    yield "| track, set | measure | best peer | must | aim | ours | ours − peer [95 %] | |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        runs = bench.runs(row.track, row.dataset)
        kinds = bench.kinds(row.dataset)
        chosen = np.array([i for i, kind in enumerate(kinds) if row.kind in ("", kind)])
        if not len(chosen):
            continue
        values = {name: float(value(run, row.measure, chosen)) for name, run in runs.items()}
        ours = values.pop("ours")
        best = _best(row, values)
        difference, low, high = compare(runs["ours"], runs[best], row.measure, chosen)
        holds = ours <= row.must if row.worse else ours >= row.must
        what = f"{row.track}, {row.dataset}" + (f", {row.kind} ({len(chosen)})" if row.kind else "")
        yield (
            f"| {what} | {row.measure} | {values[best]:.4f} {best} | {row.must} | {row.aim} | {ours:.4f} "
            f"| {difference:+.4f} [{low:+.4f}, {high:+.4f}] | {'holds' if holds else 'not yet'} |"
        )


def _best(row: Row, values: dict[str, float]) -> str:
    if row.measure == "without":  # who keeps nothing has no boilerplate: only the input counts
        return "identity"
    pick: Callable[..., str] = min if row.worse else max
    return pick(values, key=values.__getitem__)


def speeds(bench: Bench) -> Iterable[str]:
    """Pages per second of CPU time, text and HTML, against trafilatura."""
    yield "| pages/s, one core (wcxb-dev) | ours | trafilatura | ratio | must |"
    yield "|---|---|---|---|---|"
    peer = bench.runs("html", "wcxb-dev")["trafilatura"]
    for track, must in (("text", 5), ("html", 0.6)):
        ours = bench.runs(track, "wcxb-dev")["ours"]
        mine, its = (len(run.pages) / max(run.seconds, 1e-6) for run in (ours, peer))
        yield f"| {track} | {mine:.1f} | {its:.1f} | {mine / its:.2f} | {must} |"


def main() -> None:
    """Run and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--quality", type=Path, required=True, help="quality.py of the measure")
    cli.add_argument("--cache", type=Path, help="default: DATA/.bench-cache")
    cli.add_argument("--every", type=int, default=1, help="take every n-th page only")
    cli.add_argument("--tracks", default="text,html,post,gold", help="some of these")
    cli.add_argument("--fresh", action="store_true", help="run peers again that have run")
    options = cli.parse_args()
    options.cache = options.cache or options.data / ".bench-cache"
    spec = importlib.util.spec_from_file_location("quality", options.quality)
    assert spec is not None
    assert spec.loader is not None
    quality = importlib.util.module_from_spec(spec)
    sys.modules["quality"] = quality  # its dataclasses look themselves up
    spec.loader.exec_module(quality)
    bench = Bench(quality, options)
    tracks = options.tracks.split(",")
    for line in lines(bench, [row for row in ROWS if row.track in tracks]):
        print(line, flush=True)
    if {"text", "html"} <= set(tracks):
        print()
        for line in speeds(bench):
            print(line)


if __name__ == "__main__":
    main()
