"""Invisible characters that do no work where they stand.

Joiners, variation selectors, tags and the word joiner are never among them. Each test looks at one
line; what stays has its reason in what stays too, so that a second look finds nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import groupby

from cleaner.document import Edit

_CANDIDATE = re.compile("[\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH_SPACES = re.compile("\u200b+")
# Where a zero-width space is of no use: beside Latin letters, their marks, ASCII, spaces, dashes
# and quotes. Other scripts need it between words (Thai, Khmer, Lao, Myanmar) or as a joiner.
_PLAIN = re.compile("[\x00-\u036f\u1e00-\u1eff\u2000-\u200a\u2010-\u2029\u202f-\u205f\u3000]")
_SOFT_HYPHENS = re.compile("\xad+")
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARK = re.compile("[\u061c\u200e\u200f]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


FIELDS = frozenset({"soft-hyphens", "zero-width", "bidi"})
"""The fields of the character policy that are settled here."""


def unneeded(line: str, fields: frozenset[str] = FIELDS) -> list[Edit]:
    """Edits that take out soft hyphens, zero-width spaces and direction marks that do no work.

    Soft hyphens between letters; zero-width spaces in Latin text; bidi controls without their
    partner on the line; LRM, RLM and ALM that are not beside a right-to-left letter.
    """
    if not _CANDIDATE.search(line):
        return []
    drop: dict[int, str] = {}
    if "zero-width" in fields:
        for match in _ZERO_WIDTH_SPACES.finditer(line):
            if _is_plain(line, match.start() - 1) and _is_plain(line, match.end()):
                drop.update(dict.fromkeys(range(*match.span()), "zero-width"))
    if "soft-hyphens" in fields:
        for match in _SOFT_HYPHENS.finditer(line):
            if _is_letter(line, match.start() - 1) and _is_letter(line, match.end()):
                drop.update(dict.fromkeys(range(*match.span()), "soft-hyphens"))
    if "bidi" in fields:
        drop.update(dict.fromkeys(_unpaired(line), "bidi"))
        if _MARK.search(line):
            drop.update(dict.fromkeys(_idle_marks(line), "bidi"))
    edits = []
    places = sorted(drop)
    for field, run in groupby(places, lambda at: (drop[at], at - bisect_right(places, at))):
        first, *others = run
        end = others[-1] + 1 if others else first + 1
        edits.append(Edit(first, end, line[first:end], "", (f"repair/{field[0]}",)))
    return edits


def _is_plain(line: str, at: int) -> bool:
    return not 0 <= at < len(line) or bool(_PLAIN.match(line, at))


def _is_letter(line: str, at: int) -> bool:
    return 0 <= at < len(line) and unicodedata.category(line[at])[0] in "LM"


def _unpaired(line: str) -> list[int]:
    """Bidi embeddings, overrides and isolates without an end on the line, and ends without them."""
    drop: list[int] = []
    opened: list[int] = []
    isolates = 0  # how many of the opened are isolates
    for match in _BIDI_CONTROL.finditer(line):
        char, at = match[0], match.start()
        if char == "\u202c":
            if opened and line[opened[-1]] < "\u2066":
                opened.pop()
            else:
                drop.append(at)
        elif char == "\u2069":
            if not isolates:
                drop.append(at)
                continue
            while line[opened[-1]] < "\u2066":  # an isolate closes what was opened in it
                drop.append(opened.pop())
            opened.pop()
            isolates -= 1
        else:
            opened.append(at)
            isolates += char >= "\u2066"
    return drop + opened


def _idle_marks(line: str) -> list[int]:
    """LRM, RLM and ALM with no right-to-left letter beside them, signs and spaces aside.

    At an end of the line its first letter counts in place of the missing one.
    """
    marks = [match.start() for match in _MARK.finditer(line)]
    if not _RIGHT_TO_LEFT.search(line):
        return marks
    places, directions = [], []
    for i, char in enumerate(line):
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL") and not _MARK.match(char):
            places.append(i)
            directions.append(kind != "L")
    first = directions[0] if directions else False
    sides = [first, *directions, first]
    return [mark for mark in marks if not any(sides[(at := bisect_right(places, mark)) : at + 2])]
