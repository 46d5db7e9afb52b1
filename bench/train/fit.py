"""Fitting: two linear models over hashed words, then trees over what these say and much else.

The trees see scores of linear models that were not trained on the page's domain, as they will at
run time. Everything that comes out is rounded to integers; nothing else is shipped.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.train.pages import FOLDS, Page
from cleaner.page import linear, tokens
from cleaner.page.context import NAME_BITS
from cleaner.page.features import features
from cleaner.page.model import KINDS, Lines, Look
from cleaner.page.words import url_hashes

LINE_ALPHA = 3e-5
KIND_C = 50
FRAME_C = 30
COARSE = 6
"""Borders of columns that are the same for all lines of a page."""
TREES: dict[str, Any] = {
    "iterations": 400, "depth": 6, "learning_rate": 0.08, "border_count": 64, "l2_leaf_reg": 6,
    "bootstrap_type": "Bernoulli", "subsample": 0.7, "boosting_type": "Plain",
    "leaf_estimation_iterations": 1, "thread_count": 1, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip
LEAF_ONE = 4096
"""The value 1 of a sum of leaves."""
CHANCE_LOW, CHANCE_STEP, CHANCE_SIZE = -6 * LEAF_ONE, 32, 12 * LEAF_ONE // 32


class Seen(NamedTuple):
    """A page as the models see it."""

    page: Page
    tok: tokens.Tokens
    look: Look | None
    terms: tuple[np.ndarray, np.ndarray, np.ndarray]
    about: tuple[np.ndarray, np.ndarray]


class Linear(NamedTuple):
    """Weights in 256ths."""

    words: np.ndarray
    word_bias: int
    kinds: np.ndarray
    kind_bias: np.ndarray


def look(pages: list[Page], classes: np.ndarray, lower: np.ndarray) -> list[Seen]:
    """What the models look at, once for all."""
    out = []
    for page in pages:
        look = Look.of(page.rendered, classes, lower) if page.rendered else None
        if look:
            tok, terms = look.seen, look.terms()
        else:
            tok = tokens.tokens(page.lines.lines, classes, lower)
            terms = linear.line_terms(tok, page.lines.indent, page.lines.blank)
        out.append(Seen(page, tok, look, terms, linear.page_terms(tok, url_hashes(page.url))))
    return out


def weights(pages: list[Page], power: float) -> list[np.ndarray]:
    """What each line counts: by its words, and so that a long page counts little more than a short."""
    out = []
    for page in pages:
        words = np.minimum(page.words, 100).astype(float) ** power
        out.append(words / (words.sum() + 30) ** power)
    scale = np.concatenate(out).mean()
    return [each / scale for each in out]


def labels(pages: list[Page]) -> np.ndarray:
    """Whether at least half of a line's words stand in the gold text."""
    return np.concatenate([(2 * p.held >= p.words) & (p.words > 0) for p in pages])


def fit_linear(seen: list[Seen]) -> Linear:
    """The linear models of lines and of kinds."""
    from scipy.sparse import csr_matrix, vstack
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    def matrix(line: Any, bucket: Any, value: Any, shape: tuple[int, int]) -> Any:
        return csr_matrix(((value / linear.ONE).astype(np.float32), (line, bucket)), shape=shape)

    pages = [s.page for s in seen]
    width = (1 << linear.LINE_BITS) + ((1 << NAME_BITS) if seen[0].look else 0)
    x = vstack([matrix(*s.terms, (len(s.tok.words), width)) for s in seen]).tocsr()
    model = SGDClassifier(
        loss="log_loss", alpha=LINE_ALPHA, max_iter=4, tol=None, average=True, random_state=0
    )
    model.fit(x, labels(pages), sample_weight=np.concatenate(weights(pages, 0.5)))
    width = 1 << linear.PAGE_BITS
    x = vstack(
        [matrix(np.zeros(len(b), int), b, v, (1, width)) for b, v in (s.about for s in seen)]
    )
    kinds = LogisticRegression(C=KIND_C, max_iter=300)
    kinds.fit(x.tocsr(), [KINDS.index(p.kind) for p in pages])
    return Linear(
        _rounded(model.coef_[0]),
        int(_rounded(model.intercept_)[0]),
        _rounded(kinds.coef_.T),
        _rounded(kinds.intercept_),
    )


def fit_frame(seen: list[Seen], texts: list[list[tuple[Any, Any]]]) -> dict[str, Any]:
    """The linear model that tells whole pages from main content; `texts` are terms of the latter."""
    from scipy.sparse import csr_matrix, vstack
    from sklearn.linear_model import LogisticRegression

    whole = [linear.frame_terms(s.tok) for s in seen]
    parts = [terms for several in texts for terms in several]
    width = 1 << linear.PAGE_BITS
    x = vstack(
        [
            csr_matrix((v / linear.ONE, (np.zeros(len(b), int), b)), shape=(1, width))
            for b, v in [*whole, *parts]
        ]
    )
    y = np.array([1] * len(whole) + [0] * len(parts))
    model = LogisticRegression(C=FRAME_C, max_iter=500).fit(x.tocsr(), y)
    return {"frame": _rounded(model.coef_[0]), "frame_bias": int(_rounded(model.intercept_)[0])}


def frame_terms(texts: list[str], classes: np.ndarray, lower: np.ndarray) -> list[tuple[Any, Any]]:
    """What the frame model sees of texts; empty ones are left out."""
    lines = [Lines.of(text.split("\n")).lines for text in texts]
    return [linear.frame_terms(tokens.tokens(each, classes, lower)) for each in lines if each]


def _rounded(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values * linear.ONE), -32767, 32767).astype(np.int16)


def columns(seen: Seen, model: Linear) -> tuple[np.ndarray, list[str]]:
    """The matrix that the trees see of a page, and its columns' names."""
    page, tok = seen.page, seen.tok
    size = len(page.lines.lines)
    words = model.words.astype(np.float64)
    logit = linear.logits(linear.term_sums(seen.terms, words, size), model.word_bias)
    kinds = linear.page_logits(seen.about, model.kinds, model.kind_bias)
    if seen.look:
        found = seen.look.features(page.url, logit, kinds)
    else:
        lines = page.lines
        found = features(lines.lines, lines.indent, lines.blank, page.url, tok, logit, kinds)
    return found.matrix(), found.names


def sampled(weight: np.ndarray, sample: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A share of the lines to train on, the heavier the likelier, and what each then counts."""
    chance = np.sqrt(weight)
    for _ in range(8):
        chance = np.minimum(1, chance * sample / chance.mean())
    hit = np.random.default_rng(seed).random(len(weight)) < chance
    return hit, (weight / np.maximum(chance, 1e-9))[hit]


class How(NamedTuple):
    """How trees are trained.

    sample: share of the lines; share: of the columns that each question chooses from; seeds: how
    many times, each time on other lines; the trees share the sum.
    """

    sample: float
    share: float
    seeds: int


def fit_trees(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, how: How, coarse: list[int]
) -> dict[str, Any]:
    """Trees over integer columns, their borders and leaves rounded to integers.

    coarse: columns with few borders, so that trees cannot tell single pages by them.
    """
    from catboost import CatBoostClassifier

    few = [f"{column}:border_count={COARSE}" for column in coarse]
    depth = TREES["depth"]
    feature, border, leaves, biases = [], [], [], []
    for seed in range(how.seeds):
        hit, counts = sampled(weight, how.sample, seed)
        model = CatBoostClassifier(
            **TREES, rsm=how.share, random_seed=seed, per_float_feature_quantization=few or None
        )
        model.fit(x[hit], y[hit], sample_weight=counts)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "trees.json"
            model.save_model(str(path), format="json")
            tree = json.loads(path.read_text())
        scale, (bias,) = tree["scale_and_bias"]
        biases.append(bias)
        for one in tree["oblivious_trees"]:
            splits = one["splits"]
            missing = depth - len(splits)
            feature.append([s["float_feature_index"] for s in splits] + [0] * missing)
            border.append([int(np.floor(s["border"])) for s in splits] + [2**31 - 1] * missing)
            values = np.round(np.array(one["leaf_values"]) * scale * LEAF_ONE / how.seeds)
            leaves.append(np.concatenate([values, np.zeros(2**depth - len(values))]))
    return {
        "feature": np.array(feature, np.int16),
        "border": np.array(border, np.int32),
        "leaves": np.array(leaves, np.int16),
        "leaf_bias": round(sum(biases) / how.seeds * LEAF_ONE),
    }


def chances() -> np.ndarray:
    """Score by logit: the logistic function. Out of fold the trees' logits are calibrated already:
    an isotonic fit differs little, and gains nothing."""
    at = CHANCE_LOW + CHANCE_STEP * np.arange(CHANCE_SIZE) + CHANCE_STEP // 2
    return np.round(65535 / (1 + np.exp(-at / LEAF_ONE))).astype(np.uint16)


def folds_of(seen: list[Seen]) -> np.ndarray:
    """The fold of every page."""
    return np.array([s.page.fold for s in seen])


def linear_without(seen: list[Seen]) -> dict[frozenset[int], Linear]:
    """Linear models trained without one fold, without two, and with all pages."""
    from itertools import combinations

    fold = folds_of(seen)
    out = {}
    for size in (0, 1, 2):
        for left in combinations(range(FOLDS), size):
            some = [s for s, f in zip(seen, fold, strict=True) if f not in left]
            out[frozenset(left)] = fit_linear(some)
            print(f"linear models without folds {left or 'none'}", flush=True)
    return out
