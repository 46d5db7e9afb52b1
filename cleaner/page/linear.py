"""The first look at a page: hashed words and word pairs, weighed. Integers throughout."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from cleaner.page import tokens as t
from cleaner.page.columns import runs, shifted
from cleaner.page.compiled import score
from cleaner.page.tokens import Ints, Tokens, mixed

LINE_BITS = 18
PAGE_BITS = 15
FRAME = 8
"""Lines at both ends of a text in which a page's frame is looked for."""

ONE = 256
"""The value 1 of a term, and of a logit."""


Terms = tuple[Ints, Ints, Ints]
"""Of each term the line, its bucket, and its value in 256ths."""


def line_terms(tok: Tokens, indent: Ints, blank: Ints) -> Terms:
    """Of each term the line, its bucket, and its value in 256ths.

    Terms are the line's words, pairs of adjacent words, first and last word, shape; the same words
    of the line before and behind count as other terms. A group of terms is scaled by the root of
    its size.
    """
    n = len(tok.words)
    hashes, line = tok.hashes, tok.line
    groups = []
    pair = line[1:] == line[:-1]
    pairs = mixed(hashes[:-1] * np.uint64(3) + hashes[1:])[pair]
    first = np.ones(len(line), bool)
    first[1:] = ~pair
    last = np.ones(len(line), bool)
    last[:-1] = ~pair
    groups.append(
        (
            np.concatenate([line, line[1:][pair], line[first], line[last]]),
            np.concatenate([hashes, pairs, mark(hashes[first], 1), mark(hashes[last], 2)]),
        )
    )
    for by, number in ((-1, 3), (1, 4)):
        target = line - by
        fits = (target >= 0) & (target < n)
        groups.append((target[fits], mark(hashes[fits], number)))
    log = np.frexp(tok.size + 2 * tok.counts[:, t.DENSE])[1].astype(np.int64)
    ends = tok.last.astype(np.int64)
    shape = log * 16 + ends
    facts = [
        shape,
        log * 16 + tok.first,
        shifted(shape, -1) * 512 + shape,
        shifted(shape, 1) * 512 + shape,
        np.minimum(indent, 40) * 3 + np.minimum(blank, 2),
        np.minimum(tok.words, 30),
        ends * 16 + shifted(ends, 1) + 1,
        np.frexp(np.arange(n))[1].astype(np.int64),
        np.frexp(n - np.arange(n))[1].astype(np.int64),
    ]
    at = np.tile(np.arange(n), len(facts))
    codes = np.concatenate([mark(fact.astype(np.uint64), 10 + k) for k, fact in enumerate(facts)])
    groups.append((at, codes))
    return scaled(groups, n, LINE_BITS)


def scaled(groups: list[tuple[Ints, Ints]], n: int, bits: int) -> Terms:
    """Terms of groups of lines and codes: a group's terms of a line are scaled by the root of how
    many there are."""
    lines, buckets, values = [], [], []
    for where, codes in groups:
        count = np.bincount(where, minlength=n)
        lines.append(where)
        buckets.append((codes >> np.uint64(64 - bits)).astype(np.int64))
        values.append(_scale(count)[where])
    return np.concatenate(lines), np.concatenate(buckets), np.concatenate(values)


def page_terms(tok: Tokens, url_words: Sequence[int]) -> tuple[Ints, Ints]:
    """Of each term of a whole page the bucket, and the value in 256ths."""
    codes = _page_codes(tok, url_words)
    buckets = (codes >> np.uint64(64 - PAGE_BITS)).astype(np.int64)
    return buckets, np.full(len(buckets), int(_scale(np.array([len(buckets)]))[0]))


def _page_codes(tok: Tokens, url_words: Sequence[int]) -> Ints:
    if not url_words:
        return tok.different
    return np.concatenate([tok.different, mark(np.array(url_words, np.uint64), 5)])


def frame_terms(tok: Tokens) -> tuple[Ints, Ints]:
    """Terms that tell a whole page from main content: words and word pairs of the first and last
    lines, where menus and footers stand, and how many of the lines are short."""
    n = len(tok.words)
    pair = tok.line[1:] == tok.line[:-1]
    pairs = mixed(tok.hashes[:-1] * np.uint64(3) + tok.hashes[1:])[pair]
    codes = np.concatenate([tok.hashes, pairs])
    line = np.concatenate([tok.line, tok.line[1:][pair]])
    mass = tok.size + 2 * tok.counts[:, t.DENSE]
    short = (mass < 40) & (tok.last != t.FINAL)
    _, length, _ = runs(short)
    facts = [
        int(short.sum()) * 10 // n,
        int(np.frexp(np.where(short, length, 0).max())[1]),
        int(short[:5].sum()),
        int(short[-5:].sum()),
        int(np.frexp(n)[1]),
        int(mass[~short].sum()) * 10 // max(1, int(mass.sum())),
    ]
    groups = [
        mark(np.unique(codes[line < FRAME]), 6),
        mark(np.unique(codes[line >= n - FRAME]), 7),
        mark(np.array([k * 64 + fact for k, fact in enumerate(facts)], np.uint64), 8),
    ]
    buckets = (np.concatenate(groups) >> np.uint64(64 - PAGE_BITS)).astype(np.int64)
    values = [np.full(len(group), int(_scale(np.array([len(group)]))[0])) for group in groups]
    return buckets, np.concatenate(values)


def mark(codes: Ints, number: int) -> Ints:
    """Other codes for the same words in another role."""
    return mixed(codes ^ np.uint64(number * 0x9E3779B97F4A7C15 % 2**64))


def _scale(count: Ints) -> Ints:
    """256 divided by the root of a count; roots of doubles are the same everywhere."""
    return np.floor(ONE / np.sqrt(np.maximum(count, 1))).astype(np.int64)


def word_sums(tok: Tokens, indent: Ints, blank: Ints, weights: Ints) -> Ints:
    """Of each line the sum of its terms' values (`line_terms`), weighed."""
    n = len(tok.words)
    if score is None:
        return term_sums(line_terms(tok, indent, blank), weights, n)
    out = np.empty(n, np.int64)
    score.word_sums(
        tok.counts, tok.first, tok.last, tok.size, tok.hashes, tok.words, indent, blank, weights,
        LINE_BITS, out,
    )  # fmt: skip
    return out


def term_sums(terms: Terms, weights: Ints, n: int) -> Ints:
    """Of each of `n` lines the sum of its terms' values, weighed."""
    line, bucket, value = terms
    products = weights[bucket] * value  # their sums stay below 2**53, which doubles hold exactly
    return np.bincount(line, weights=products, minlength=n).astype(np.int64)


def logits(sums: Ints, bias: Ints) -> Ints:
    """Logits in 256ths of sums; weights and bias are in 256ths, too."""
    return np.clip((sums + bias * ONE) // ONE, -4000, 4000)


def kind_logits(tok: Tokens, url_words: Sequence[int], weights: Ints, bias: Ints) -> Ints:
    """`page_logits` of `page_terms`."""
    if score is None:
        return page_logits(page_terms(tok, url_words), weights, bias)
    codes, sums = _page_codes(tok, url_words), np.empty(len(bias), np.int64)
    score.code_sums(codes, weights, PAGE_BITS, sums)
    return logits(sums * int(ONE / sqrt(max(len(codes), 1))), bias.astype(np.int64))


def page_logits(terms: tuple[Ints, Ints], weights: Ints, bias: Ints) -> Ints:
    """One logit a kind, in 256ths."""
    bucket, value = terms
    sums = value @ weights[bucket]
    return logits(sums, bias.astype(np.int64))
