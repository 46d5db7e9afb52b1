"""What is known about each line of a page: itself, its neighbours, the page. Integers throughout.

Shares are in thousandths. The order of columns is `Features.names`; a model is trained for one
order and says so.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cleaner.page import tokens as t
from cleaner.page.columns import (
    Features,
    Sums,
    best_stretch,
    distances,
    runs,
    same,
    share,
    shifted,
    to_stretch,
)
from cleaner.page.compiled import score
from cleaner.page.tokens import Ints, Tokens
from cleaner.page.words import among, shared, stop_words, url_hashes

PROSE_CHARS = 50
"""Characters from which a line that ends a sentence counts as running text here."""

_BASE = 153  # columns without those of the page's kinds
_WIDE = (1, 2, 4, 8, 16, 40)


def features(
    lines: list[str],
    indent: Ints,
    blank: Ints,
    url: str,
    tok: Tokens,
    logit: Ints,
    kinds: Ints,
) -> Features:
    """All features of a page.

    lines: stripped, none empty; indent: characters of white space before each; blank: blank lines
    before each; logit: the linear model's score of each line, in 256ths; kinds: scores of the page's
    kinds, in 256ths.
    """
    if score is not None and lines:
        rows = np.empty((_BASE + len(kinds), len(lines)), np.int32)
        slug = among(tok, url_hashes(url))
        score.features(tok, indent, blank, logit, kinds, slug, *t.stop_words(), rows)
        return Features(_names(len(kinds)), rows)
    return reference(indent, blank, url, tok, logit, kinds)


@lru_cache(maxsize=2)
def _names(kinds: int) -> tuple[str, ...]:
    """The columns' names: those that the reference gives to a line without words."""
    nothing, one = np.zeros(1, np.int64), np.ones(1, np.int64)
    words, hashes, mark = nothing[:0], np.zeros(1, np.uint64), np.zeros(1, np.uint8)
    counts = np.zeros((1, len(t.CLASSES)), np.int64)
    tok = Tokens(
        counts, mark, mark, one, words, hashes[:0], words > 0, words, nothing, hashes, hashes[:0],
        words,
    )  # fmt: skip
    found = reference(nothing, nothing, "", tok, nothing, np.zeros(kinds, np.int64))
    return tuple(found.names)


def reference(
    indent: Ints, blank: Ints, url: str, tok: Tokens, logit: Ints, kinds: Ints
) -> Features:
    """What `features` gives, as it is done where the compiled part is not there.

    A change of these columns is one of `add_features` in _c/features.h, too.
    """
    f = Features()
    n = len(tok.words)
    at, one = np.arange(n), np.ones(n, np.int64)
    counts, size, words = tok.counts, tok.size, tok.words
    letters = counts[:, t.LETTER] + counts[:, t.UPPER] + counts[:, t.MARK] + counts[:, t.DENSE]
    dense = counts[:, t.DENSE]
    mass = size + 2 * dense  # a letter of a script without spaces says as much as three
    stop = stop_words(tok)
    stop_share = share(stop, words)
    full = _full(tok)
    prose_mass = prose_of(tok)
    prose = prose_mass > 0
    capital = np.bincount(tok.line[tok.capital], minlength=n)
    short = (mass < 40) & ~full

    # ---- the line
    f.add("mass", mass)
    f.add("words", words)
    f.add("word_length", letters * 10 // np.maximum(words, 1))
    f.add("letters", share(letters, size))
    f.add("upper", share(counts[:, t.UPPER], letters))
    f.add("capital", share(capital, words))
    f.add("digits", share(counts[:, t.DIGIT], size))
    f.add("dense", share(dense, size))
    for name in ("final", "comma", "colon", "quote", "bar", "money", "sign", "dash", "other"):
        f.add(name, counts[:, t.CLASSES.index(name)])
    f.add("first", tok.first)
    f.add("last", tok.last)
    f.add("full", full)
    f.add("stop", stop)
    f.add("stop_share", stop_share)
    f.add("logit", logit)
    # ---- position
    total = int(mass.sum())
    before = np.cumsum(mass) - mass
    prose_total = int(prose_mass.sum())
    prose_before = np.cumsum(prose_mass) - prose_mass
    f.add("rank", at)
    f.add("rank_back", n - at)
    f.add("place", share(at, np.int64(n)))
    f.add("mass_place", share(before, np.int64(total)))
    f.add("prose_place", share(prose_before, np.int64(prose_total)))
    # ---- layout
    number, length, place = runs(np.cumsum(blank > 0))
    block_mass = np.bincount(number, weights=mass).astype(np.int64)[number]
    block_prose = np.bincount(number, weights=prose_mass).astype(np.int64)[number]
    block_logit = np.bincount(number, weights=logit).astype(np.int64)[number]
    f.add("indent", indent)
    f.add("indent_before", indent - shifted(indent, -1, 0))
    f.add("indent_after", indent - shifted(indent, 1, 0))
    f.add("blank", blank)
    f.add("blank_after", shifted(blank, 1, 0))
    f.add("block_lines", length)
    f.add("block_place", place)
    f.add("block_mass", block_mass)
    f.add("block_mean", block_mass // length)
    f.add("block_prose", share(block_prose, block_mass))
    f.add("block_logit", block_logit // length)
    _, same_length, same_place = runs(indent)
    f.add("level_lines", same_length)
    f.add("level_place", same_place)
    prose_indent = np.bincount(np.minimum(indent, 63), weights=prose_mass, minlength=64)
    f.add(
        "level_prose",
        share(prose_indent.astype(np.int64)[np.minimum(indent, 63)], np.int64(prose_total)),
    )
    # ---- repetition
    count, earlier = same(tok.key)
    f.add("same", count)
    f.add("same_before", earlier)
    shape = t.mixed(
        (
            np.minimum(words, 9) * 16 * 16 * 64
            + tok.last.astype(np.int64) * 64
            + np.minimum(indent, 63)
        ).astype(np.uint64)
    )
    count, earlier = same(shape)
    f.add("shape", count)
    near = np.zeros(n, np.uint8)
    for by in range(1, 13):
        alike = (shape[by:] == shape[:-by]).view(np.uint8)
        near[by:] += alike
        near[:-by] += alike
        if by in (4, 12):
            f.add(f"shape_{by}", near.copy())
    _, length, place = runs(short)
    f.add("short_run", np.where(short, length, -length))
    f.add("short_place", place)
    # ---- words of the line elsewhere
    _shared_words(f, tok, prose, url, logit)
    # ---- neighbours
    for by in (-3, -2, -1, 1, 2, 3):
        f.add(f"mass{by:+}", shifted(mass, by))
        f.add(f"logit{by:+}", shifted(logit, by, -4000))
        if abs(by) < 3:
            f.add(f"words{by:+}", shifted(words, by))
            f.add(f"last{by:+}", shifted(tok.last.astype(np.int64), by))
            f.add(f"first{by:+}", shifted(tok.first.astype(np.int64), by))
            f.add(f"stop_share{by:+}", shifted(stop_share, by))
            f.add(f"indent{by:+}", indent - shifted(indent, by, 0))
    # ---- surroundings
    chance = rough_chance(logit)
    expected = chance * mass // 1024
    sums = Sums(
        {
            "lines": one, "mass": mass, "logit": logit, "prose": prose_mass,
            "expected": expected, "stop": stop, "words": words,
        }
    )  # fmt: skip
    for radius in _WIDE:
        around = sums.near(radius)
        f.add(f"mass_{radius}", around["mass"] // around["lines"])
        f.add(f"logit_{radius}", around["logit"] // around["lines"])
        if radius > 1:
            f.add(f"prose_{radius}", share(around["prose"], around["mass"]))
            f.add(f"chance_{radius}", share(around["expected"], around["mass"]))
            f.add(f"stop_{radius}", share(around["stop"], around["words"]))
    for reach in (5, 20):
        above, below = sums.before(reach), sums.behind(reach)
        for name in ("prose", "expected", "mass"):
            f.add(f"{name}_above_{reach}", above[name])
            f.add(f"{name}_below_{reach}", below[name])
    up, down = distances(prose)
    f.add("prose_up", up)
    f.add("prose_down", down)
    up, down = distances(chance > 512)
    f.add("likely_up", up)
    f.add("likely_down", down)
    up, down = distances(chance < 60)
    f.add("unlikely_up", up)
    f.add("unlikely_down", down)
    # ---- the best stretch of the page
    for name, gain in (
        ("likely", (chance - 350) * mass),
        ("strict", (chance - 600) * mass),
        ("prose", prose_mass - 30),
        ("lines", chance - 300),
    ):
        start, end = best_stretch(gain)
        f.add(f"to_{name}", to_stretch(n, start, end))
        f.add(
            f"in_{name}",
            one * (int(expected[start:end].sum()) * 1000 // max(1, int(expected.sum()))),
        )
    # ---- the page
    f.add("page_lines", n * one)
    f.add("page_mass", total * one)
    f.add("page_prose", one * (prose_total * 1000 // max(1, total)))
    f.add("page_chance", one * (int(expected.sum()) * 1000 // max(1, total)))
    f.add("page_mean", one * (total // n))
    f.add("page_likely", one * int((chance > 512).sum()))
    f.add("page_money", one * (int((counts[:, t.MONEY] > 0).sum()) * 1000 // n))
    f.add("page_short", one * (int(short.sum()) * 1000 // n))
    f.add("page_indent", one * int(indent.max()))
    f.add("page_blank", one * (int((blank > 0).sum()) * 1000 // n))
    for k, value in enumerate(kinds.tolist()):
        f.add(f"kind_{k}", one * value)
    return f


def _full(tok: Tokens) -> Ints:
    """Whether a line ends a sentence."""
    quoted = (tok.last == t.QUOTE) & (tok.counts[:, t.FINAL] > 0)
    return (tok.last == t.FINAL) | quoted


def prose_of(tok: Tokens) -> Ints:
    """Characters of running text by line."""
    mass = tok.size + 2 * tok.counts[:, t.DENSE]
    return np.where((_full(tok) & (mass >= PROSE_CHARS)) | (mass >= 160), mass, 0)


def rough_chance(logit: Ints) -> Ints:
    """A rough probability, in 1024ths, of a logit in 256ths: x / (1 + |x|), moved and scaled."""
    return 512 + 512 * logit // (256 + np.abs(logit))


def _shared_words(f: Features, tok: Tokens, prose: Ints, url: str, logit: Ints) -> None:
    """How much a line's words have to do with the running text, the address, the first lines."""
    found = shared(tok, prose, logit > 0, url)
    total, in_prose, in_prose_often, in_likely, alone, common, hits = found
    f.add("content_words", total)
    f.add("in_prose", share(in_prose, total))
    f.add("in_prose_often", share(in_prose_often, total))
    f.add("in_likely", share(in_likely, total))
    f.add("alone", share(alone, total))
    f.add("common", common * 10 // np.maximum(total, 1))
    f.add("slug", hits)
    f.add("slug_share", share(hits, tok.words))
    # the line that looks most like the page's title stands where the content begins
    score = np.minimum(hits, 6) * 1000 + share(hits, tok.words)
    best = int(np.argmax(score)) if int(hits.max()) >= 2 else -1
    at = np.arange(len(hits))
    f.add("to_title", at - best if best >= 0 else np.full_like(at, -9999))
