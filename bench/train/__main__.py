"""Train page mode's model, and one for each fold of domains that has not seen it.

    python -m bench.train ../shared/data/wcxb-dev.jsonl.zst

writes cleaner/page/{model,html}.npz and bench/train/folds/{0..4,html-0..4}.npz. The same data and the same versions of
numpy, scikit-learn and CatBoost give the same models, on one thread.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from bench.train import fit, tables
from bench.train.augment import swapped
from bench.train.pages import FOLDS, digest, load
from cleaner.page.model import FILE, HTML_FILE

FOLDER = Path(__file__).with_name("folds")
TEXT, HTML = fit.How(sample=0.15, share=0.5, seeds=2), fit.How(sample=0.25, share=0.3, seeds=1)
COPY = 0.5
"""What a copy of a page counts beside the page itself."""


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("data", type=Path, help="wcxb-dev.jsonl.zst")
    cli.add_argument("--only", choices=("text", "html"), help="one of the two models")
    args = cli.parse_args()
    for kind in ("text", "html"):
        if args.only in (None, kind):
            train(args.data, kind == "html")


def train(data: Path, markup: bool) -> None:
    """Train and write the models of one kind: of texts, or of pages with their markup."""
    classes, steps = tables.tables()
    lower = (np.arange(len(classes)) + np.cumsum(steps)).astype(np.uint32)
    seen = fit.look(load(data, markup), classes, lower)
    print(f"{len(seen)} pages, {sum(len(s.tok.words) for s in seen)} lines", flush=True)
    linear = fit.linear_without(seen)
    about = {"classes": classes, "lower": steps, "data": digest(data)}
    nothing = {"frame": np.zeros(0, np.int16), "frame_bias": 0}
    frame = {} if markup else frames(seen, classes, lower)
    file, prefix, how = (HTML_FILE, "html-", HTML) if markup else (FILE, "", TEXT)

    pages = [s.page for s in seen]
    weight = fit.weights(pages, 0.75)
    if not markup:
        more = swapped(pages, seed=1)
        weight += [COPY * each for each in fit.weights(more, 0.75)]
        pages += more
        seen += fit.look(more, classes, lower)
    y, weights = fit.labels(pages), np.concatenate(weight)
    fold = fit.folds_of(seen)
    line_fold = np.repeat(fold, [len(p.words) for p in pages])
    for k in (None, *range(FOLDS)):
        # trees see scores of linear models that know neither the page's fold nor the one held back
        models = [linear[frozenset({int(f)} | ({k} if k is not None else set()))] for f in fold]
        x, names, same = matrix(seen, models)
        others = line_fold != k
        coarse = [] if markup else same
        trees = fit.fit_trees(x[others], y[others], weights[others], how, coarse)
        words = linear[frozenset() if k is None else frozenset({k})]
        path = file if k is None else FOLDER / f"{prefix}{k}.npz"
        save(path, trees, words, about | frame.get(k, nothing), names)


def frames(seen: list[fit.Seen], classes: Any, lower: Any) -> dict[int | None, dict[str, Any]]:
    """The models that tell whole pages, one without each fold, and one of all pages (None)."""
    texts = []
    for page in (s.page for s in seen):
        held = 2 * page.held >= page.words
        kept = "\n".join(line for line, h in zip(page.lines.lines, held, strict=True) if h)
        texts.append(fit.frame_terms([page.gold, page.extracted, kept], classes, lower))
    out: dict[int | None, dict[str, Any]] = {}
    for k in (*range(FOLDS), None):
        some = [n for n, s in enumerate(seen) if s.page.fold != k]
        out[k] = fit.fit_frame([seen[n] for n in some], [texts[n] for n in some])
        print(f"frame model without fold {k}", flush=True)
    return out


def matrix(
    seen: list[fit.Seen], models: list[fit.Linear]
) -> tuple[np.ndarray, list[str], list[int]]:
    """The columns of all lines, each page by its model; their names; those that are of pages."""
    parts = [fit.columns(s, m) for s, m in zip(seen, models, strict=True)]
    same = np.all([(part == part[0]).all(0) for part, _ in parts], axis=0)
    return np.concatenate([p for p, _ in parts]), parts[0][1], np.flatnonzero(same).tolist()


def save(
    path: Path, trees: dict[str, Any], linear: fit.Linear, about: dict[str, Any], names: list[str]
) -> None:
    """Write a model file."""
    path.parent.mkdir(exist_ok=True)
    steps = {"chance_low": fit.CHANCE_LOW, "chance_step": fit.CHANCE_STEP}
    values = {**about, **linear._asdict(), **trees, **steps}
    np.savez_compressed(path, **values, names=" ".join(names), chance=fit.chances())
    print(f"{path}: {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
