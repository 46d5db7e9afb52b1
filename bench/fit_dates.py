"""Fit the weights of cleaner/publication.py on the pages of wcxb-dev, with a check on held-back sites.

    python bench/fit_dates.py            # print what two halves of the sites give, and the weights
    python bench/fit_dates.py --write    # write them into cleaner/publication.py

Each date on a page is an example; it is right if it is the gold date. The pages are split by the
hash of their site, so that no site is in both halves; the figures of the check are those of a half
with the weights of the other. The shipped weights are fitted on both. Needs numpy.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from pathlib import Path

import numpy as np
from dates import half, load

from cleaner import publication
from cleaner.text.dates import find, settled

TARGET = Path(publication.__file__)


def examples(pages):
    """Per page: half, gold date, signs and day of each date."""
    out = []
    for page in pages:
        values = [
            v for v in settled(find(page["text"])) if v.precision in ("day", "hour", "minute")
        ]
        shape = publication.outline(page["text"])
        at = [bisect_right(shape.starts, v.span[0]) - 1 for v in values]
        own = [
            n
            for n, i in enumerate(at)
            if values[n].cue != "other" and not publication._QUOTED.match(shape.lines[i])
        ]
        values, at = [values[n] for n in own], [at[n] for n in own]
        if len(values) > 80:
            near = sorted(sorted(range(len(values)), key=lambda n: abs(at[n] - shape.first))[:80])
            values, at = [values[n] for n in near], [at[n] for n in near]
        days = [(v.iso or "")[:10] for v in values]
        out.append((half(page), page["date"], publication.signs(shape, values, at), days))
    return out


def matrix(signs, names):
    rows = np.zeros((len(signs), len(names)))
    index = {name: i for i, name in enumerate(names)}
    for row, one in zip(rows, signs, strict=True):
        for name, value in one.items():
            row[index[name]] = value
    return rows


def fit(pages, names, ridge=1.0):
    """Logistic regression by Newton's method; every page weighs by the root of its dates."""
    pages = [page for page in pages if page[3]]
    x = np.vstack([matrix(signs, names) for _, _, signs, _ in pages])
    y = np.array([bool(gold) and day == gold for _, gold, _, days in pages for day in days], float)
    share = np.concatenate([np.full(len(days), len(days) ** -0.5) for *_, days in pages])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (share * (y - p)) - ridge * weights
        curve = (x * (share * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(names))
        step = np.linalg.solve(curve, slope)
        weights += step
        if abs(step).max() < 1e-6:
            break
    return weights


def judge(pages, names, weights, least):
    """Shares: right of the pages with a date, right of those dated, dated of those without."""
    right = wrong = null = 0
    for _, gold, signs, days in pages:
        if not days:
            continue
        scores = 1 / (1 + np.exp(-matrix(signs, names) @ weights))
        best = int(np.argmax(scores))
        if scores[best] < least or not days[best]:
            continue
        null += not gold
        right += bool(gold) and days[best] == gold
        wrong += bool(gold) and days[best] != gold
    dated = sum(bool(page[1]) for page in pages)
    return right / dated, right / max(1, right + wrong), null / max(1, len(pages) - dated)


def main() -> None:
    pages = examples(load())
    names = sorted({name for _, _, signs, _ in pages for one in signs for name in one})
    for held in (0, 1):
        weights = fit([p for p in pages if p[0] != held], names)
        told = judge([p for p in pages if p[0] == held], names, weights, publication.MIN_CONFIDENCE)
        print(
            f"half {held}, weights of the other: right {told[0]:.3f} precision {told[1]:.3f} dated without gold {told[2]:.3f}"
        )
    weights = fit(pages, names)
    table = ", ".join(f'"{n}": {w:.2f}' for n, w in zip(names, weights, strict=True))
    print(table)
    if "--write" in sys.argv[1:]:
        text = TARGET.read_text("utf-8")
        new = "WEIGHTS: dict[str, float] = {\n    " + table.replace(", ", ",\n    ") + ",\n}\n"
        text = re.sub(r"WEIGHTS: dict\[str, float\] = \{.*?\}\n", new, text, count=1, flags=re.S)
        TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
