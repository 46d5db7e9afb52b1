"""What the words of a page's lines have to do with its other lines, with its address, with languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from cleaner.page import tokens as t
from cleaner.page.tokens import Ints, Tokens

_URL_WORD = re.compile(r"[^\W\d_]{3,}")
_URL_COMMON = frozenset(
    "www com org net html htm php index http https the and for".split()  # noqa: SIM905
)


@lru_cache(maxsize=64)
def url_hashes(url: str) -> tuple[int, ...]:
    """Hashes of the words in an address that say something."""
    words = _URL_WORD.findall(url.lower())
    return tuple(sorted({t.hash_word(word) for word in words if word not in _URL_COMMON}))


def stop_words(tok: Tokens) -> Ints:
    """Function words of the page's likeliest language by line."""
    table, bits = t.stop_words()
    n = len(tok.words)
    place = np.minimum(np.searchsorted(table, tok.different), len(table) - 1)
    known = np.flatnonzero(table[place] == tok.different)
    if not len(known):
        return np.zeros(n, np.int64)
    masks = bits[place[known]]
    times = np.bincount(tok.which, minlength=len(tok.different))[known]
    by_language = times @ np.unpackbits(masks.view(np.uint8), bitorder="little").reshape(-1, 64)
    best = int(np.argmax(by_language))
    stops = np.zeros(len(tok.different), bool)
    stops[known] = (masks >> np.uint64(best)) & np.uint64(1) == 1
    return np.bincount(tok.line[stops[tok.which]], minlength=n)


def among(tok: Tokens, words: Iterable[int]) -> Ints:
    """Of each different word of a page whether it is one of these few, which are hashes."""
    found = np.zeros(len(tok.different), bool)
    for word in words:
        found |= tok.different == word
    return found


def shared(tok: Tokens, prose: Ints, likely: Ints, url: str) -> Ints:
    """Counts of words by line: those that say something, and of these the words that stand in other
    lines of running text, in more than two, in other likely lines, in no other line; in how many
    lines they stand, added up, up to 50 each; words of the address.

    prose, likely: whether a line is one; url: the address. (7, lines).
    """
    n = len(tok.words)
    line, which, size = tok.line, tok.which, len(tok.different)
    slug = among(tok, url_hashes(url))
    content = tok.length >= 4
    if not content.any():
        content = tok.length >= 1
    pair = np.sort(which * n + line)
    pair = pair[np.append(True, pair[1:] != pair[:-1])[: len(pair)]]
    word, where = pair // n, pair % n
    in_lines = np.bincount(word, minlength=size)[which]
    in_prose = np.bincount(word[prose[where]], minlength=size)[which] - prose[line]
    in_likely = np.bincount(word[likely[where]], minlength=size)[which] - likely[line]
    counts = [
        np.bincount(line[chosen], minlength=n)
        for chosen in (
            content,
            content & (in_prose > 0),
            content & (in_prose > 2),
            content & (in_likely > 0),
            content & (in_lines == 1),
        )
    ]
    often = np.bincount(line[content], weights=np.minimum(in_lines, 50)[content], minlength=n)
    hits = np.bincount(line[slug[which]], minlength=n)
    return np.stack([*counts, often.astype(np.int64), hits])
