"""A page's lines as arrays: character classes, words as hashes, what they add up to line by line.

Everything is exact integer arithmetic, so that a page gets the same numbers on every machine.
Character classes and lower case come from a table in the model file, not from the Unicode data of
the running Python, which differ from version to version.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from cleaner.page.compiled import score

Ints = Any
"""An integer array (numpy)."""

CLASSES = [
    "other",
    "letter",
    "upper",
    "digit",
    "space",
    "final",
    "comma",
    "colon",
    "quote",
    "bar",
    "money",
    "mark",
    "dense",
    "newline",
    "sign",
    "dash",
]
"""Character classes: `dense` are letters of scripts without spaces, `sign` is @ # © and their like."""
OTHER, LETTER, UPPER, DIGIT, SPACE, FINAL, COMMA, COLON, QUOTE, BAR, MONEY, MARK, DENSE, NEWLINE, SIGN, DASH = range(16)  # fmt: skip

_BASE = 0x9E3779B97F4A7C15  # odd, so that its powers have inverses modulo 2**64
_INVERSE = pow(_BASE, -1, 2**64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)


class Tokens(NamedTuple):
    """The lines of a page, and their words.

    counts: lines × 16, characters by class; first, last: class of the first and last character;
    size: characters of each line; line: for each word its line; hashes: for each word its hash
    (digits count as zeros); capital: whether it begins in upper case; length: its characters;
    words: words by line; key: for each line a hash of all its characters; different: the different
    hashes, in any order; which: for each word its place among these.
    """

    counts: Ints
    first: Ints
    last: Ints
    size: Ints
    line: Ints
    hashes: Ints
    capital: Ints
    length: Ints
    words: Ints
    key: Ints
    different: Ints
    which: Ints


_TYPES = (
    np.int64, np.uint8, np.uint8, np.int64, np.int64, np.uint64, bool, np.int64, np.int64, np.uint64,
    np.uint64, np.int64,
)  # fmt: skip


def mixed(value: Ints) -> Ints:
    """Spread the bits of 64-bit hashes; arithmetic modulo 2**64."""
    value = (value ^ (value >> _SHIFT)) * _MIX
    return (value ^ (value >> _SHIFT)) * _MIX


class _Powers:
    """Powers of the base and of its inverse, as many as were asked for."""

    up = np.ones(1, np.uint64)
    down = np.ones(1, np.uint64)

    @classmethod
    def of(cls, size: int) -> tuple[Ints, Ints]:
        if len(cls.up) < size:
            room = max(size, 1 << 16)
            for name, base in (("up", _BASE), ("down", _INVERSE)):
                steps = np.full(room, base, np.uint64)
                steps[0] = 1
                setattr(cls, name, np.cumprod(steps, dtype=np.uint64))
        return cls.up, cls.down


def tokens(lines: list[str], classes: Ints, lower: Ints) -> Tokens:
    """Cut stripped, non-empty lines into words. `classes` and `lower` are tables by code point."""
    if score is not None:
        found = map(np.frombuffer, score.tokens(lines, classes, lower), _TYPES)
        counts, *more = found
        return Tokens(counts.reshape(-1, 16), *more)
    text = "\n".join(lines) + "\n"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    size = np.fromiter(map(len, lines), np.int64, len(lines))
    ends = np.cumsum(size + 1) - 1
    starts = ends - size
    kind, low = _looked_up(points, classes, lower)
    line_of = np.repeat(np.arange(len(lines)), size + 1)
    counts = np.bincount(line_of * 16 + kind, minlength=len(lines) * 16).reshape(-1, 16)
    # words: runs of letters, digits and marks; in scripts without spaces every letter is one.
    # LETTER, UPPER and DIGIT follow each other, MARK and DENSE, too; differences below 0 are large
    inside = (kind - np.uint8(LETTER) < 3) | (kind - np.uint8(MARK) < 2)
    begins, stops = inside.copy(), inside.copy()
    begins[1:] = inside[1:] > inside[:-1]
    stops[:-1] = inside[:-1] > inside[1:]
    dense = kind == DENSE
    if dense.any():
        alone = dense[1:] | dense[:-1]
        begins[1:] |= inside[1:] & alone
        stops[:-1] |= inside[:-1] & alone
    begin, stop = np.flatnonzero(begins), np.flatnonzero(stops) + 1
    up, down = _Powers.of(len(points) + 1)
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(low * up[: len(points)], out=sums[1:])
    hashes = mixed((sums[stop] - sums[begin]) * down[begin])
    line = line_of[begin]
    different, which = np.unique(hashes, return_inverse=True)
    return Tokens(
        counts=counts,
        first=kind[starts],
        last=kind[ends - 1],
        size=size,
        line=line,
        hashes=hashes,
        capital=kind[begin] == UPPER,
        length=stop - begin,
        words=np.bincount(line, minlength=len(lines)),
        key=mixed((sums[ends] - sums[starts]) * down[starts]),
        different=different,
        which=which,
    )


def _looked_up(points: Ints, classes: Ints, lower: Ints) -> tuple[Ints, Ints]:
    """Of each code point its class, and its lower case, digits as zeros."""
    if points.max() < len(lower):
        at = points.astype(np.intp)
        kind, low = classes.take(at), lower.take(at)
    else:
        at = np.minimum(points, len(lower) - 1).astype(np.intp)
        kind, low = classes.take(at), np.where(points < len(lower), lower.take(at), points)
    low[kind == DIGIT] = 48
    return kind, low


def hash_word(word: str) -> int:
    """The hash of one word, lower case and without digits, as `tokens` gives it."""
    total, power = 0, 1
    for char in word:
        total += ord(char) * power
        power = power * _BASE % 2**64
    for _ in range(2):
        total %= 2**64
        total = (total ^ total >> 32) * int(_MIX)
    return total % 2**64


@lru_cache(maxsize=1)
def stop_words() -> tuple[Ints, Ints]:
    """Sorted hashes of function words of all languages, and for each the languages as bits."""
    from cleaner.text.stopwords import STOPWORDS

    bits: dict[int, int] = {}
    for n, words in enumerate([*STOPWORDS.values(), " ".join(_HAN), " ".join(_KANA)]):
        for word in words.split():
            code = hash_word(word)
            bits[code] = bits.get(code, 0) | 1 << n
    order = sorted(bits)
    return np.array(order, np.uint64), np.array([bits[code] for code in order], np.uint64)


_HAN = "的了是在和有不这我他也就都而与及为以于对会上中个到说要"
_KANA = "はをがのにでともたてしいるなれまこ"
