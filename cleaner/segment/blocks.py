"""Block kinds: prose, heading, list, table, code, quote, verse, front matter.

Kinds are told from the text alone, before any rule runs. Table, code, quote, verse and front matter
are protected, so a doubtful line is better called one of these than prose.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from cleaner.segment.lines import (
    BAR,
    BULLET,
    CODE,
    COLUMNS,
    FENCE,
    HASH,
    HEADLIKE,
    INDENTED,
    LONG,
    QUOTE,
    ROW,
    SENTENCE,
    SOFT,
    UNDERLINE,
    has_symbols,
)

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")


NO_PROSE = frozenset({"code", "table", "front-matter"})
"""Kinds of blocks in which no line is prose."""


def block_kinds(text_lines: list[str], folded: list[str], signs: list[int]) -> list[str]:
    """Return the block kind of every line; "" for blank lines outside of code and front matter.

    `text_lines` are the source lines without breaks, `folded` and `signs` what is known of each.
    """
    kinds = ["prose" if view else "" for view in folded]
    every = reduce(or_, signs, 0)
    start = _front_matter(text_lines, kinds)
    if every & FENCE:
        _fences(text_lines, kinds, signs, start)
    if every & QUOTE:
        _quotes(folded, kinds, signs)
    if every & (BAR | COLUMNS):
        _tables(folded, kinds, signs)
    if every & (CODE | INDENTED):
        _code(text_lines, folded, kinds, signs)
    if every & BULLET:
        for i, one in enumerate(signs):
            if one & BULLET and kinds[i] == "prose":
                kinds[i] = "list"
    if every & SOFT:
        _verse(folded, kinds, signs)
    _headings(folded, kinds, signs)
    return kinds


def _front_matter(lines: list[str], kinds: list[str]) -> int:
    mark = lines[0].rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return 0
    pair = re.compile(
        r"[\w\"'-][\w .\"'-]*:(?:\s|$)|\s+\S|- |#|$|\["
        if mark == "---"
        else r"[\w\"'.-]+\s*=|\[|#|\s|$|\]|\""
    )
    for i in range(1, min(len(lines), 200)):
        if lines[i].rstrip() == mark or (mark == "---" and lines[i].rstrip() == "..."):
            if i == 1:
                return 0
            kinds[: i + 1] = ["front-matter"] * (i + 1)
            return i + 1
        if not pair.match(lines[i]):
            return 0
    return 0


def _fences(lines: list[str], kinds: list[str], signs: list[int], start: int) -> None:
    opened, fence = -1, ""
    for i in range(start, len(lines)):
        if not signs[i] & FENCE:
            continue
        found = _FENCE.match(lines[i])
        if not found:
            continue
        if opened < 0:
            if "`" not in found[2]:
                opened, fence = i, found[1]
        elif found[1].startswith(fence) and not found[2].strip():
            kinds[opened : i + 1] = ["code"] * (i + 1 - opened)
            opened = -1
    # a fence that is never closed is no fence: one stray line must not protect the rest


def _runs(test: list[bool]) -> list[tuple[int, int]]:
    """Runs of adjacent lines for which the test holds, as (start, end)."""
    out, at = [], 0
    try:
        while True:
            start = test.index(True, at)
            try:
                at = test.index(False, start)
            except ValueError:
                at = len(test)
            out.append((start, at))
    except ValueError:
        return out


def _quotes(folded: list[str], kinds: list[str], signs: list[int]) -> None:
    quoted = [bool(one & QUOTE) and kind == "prose" for one, kind in zip(signs, kinds, strict=True)]
    for start, end in _runs(quoted):
        # a lone short "> Read more" is a bullet, a quotation has something to say
        if any(len(folded[i].split()) > 6 for i in range(start, end)):
            kinds[start:end] = ["quote"] * (end - start)


def _tables(folded: list[str], kinds: list[str], signs: list[int]) -> None:
    columns = [
        bool(one & COLUMNS) and kind == "prose" for one, kind in zip(signs, kinds, strict=True)
    ]
    for start, end in _runs(columns):
        strong = sum(bool(one & ROW) for one in signs[start:end])
        block = folded[start:end]
        edged = all(view[0] == "|" and view[-1] == "|" for view in block)
        if end - start >= 3 or (strong >= 2) or (edged and block[0].count("|") >= 3):
            kinds[start:end] = ["table"] * (end - start)
    # narrow tables: one bar a row, but many rows
    single = [
        bool(one & BAR) and kind == "prose" and view.count("|") == 1
        for one, kind, view in zip(signs, kinds, folded, strict=True)
    ]
    for start, end in _runs(single):
        if end - start >= 3:
            kinds[start:end] = ["table"] * (end - start)


def _code(lines: list[str], folded: list[str], kinds: list[str], signs: list[int]) -> None:
    pairs = list(zip(signs, kinds, strict=True))
    sure = [bool(one & CODE) and kind == "prose" for one, kind in pairs]
    indented = [bool(one & INDENTED) and kind == "prose" for one, kind in pairs]
    if True not in sure and True not in indented:
        return
    # a page whose paragraphs are indented as well is laid out so; indents tell nothing there
    loose = True not in indented or _is_loose(lines)
    for start, end in _runs(_bridged(indented, kinds)):
        block = range(start, end)
        if end - start > 1 and not loose and _alone(kinds, start, end):
            kinds[start:end] = ["code"] * (end - start)
            continue
        if (
            any(sure[i] for i in block)
            or sum(has_symbols(lines[i]) for i in block) * 2 > end - start
        ):
            kinds[start:end] = ["code"] * (end - start)
    for start, end in _runs(_bridged(sure, kinds)):
        kinds[start:end] = [
            "code" if kinds[i] in ("", "prose", "code") else kinds[i] for i in range(start, end)
        ]
    # what stands within two short lines between two lines of code is code too
    last = i = -1
    for _ in range(kinds.count("code")):
        i = kinds.index("code", i + 1)
        if (
            0 <= last < i - 1
            and i - last <= 4
            and all(
                kinds[j] in ("", "prose") and len(folded[j]) < 60 and not signs[j] & SENTENCE
                for j in range(last + 1, i)
            )
        ):
            kinds[last + 1 : i] = ["code"] * (i - last - 1)
        last = i


def _is_loose(lines: list[str]) -> bool:
    """Whether fewer than two long lines stand at the margin."""
    return sum(len(line) >= 60 and line[0] not in " \t" for line in lines) < 2


def _alone(kinds: list[str], start: int, end: int) -> bool:
    """Whether blank lines, or the ends of the text, stand before and behind."""
    return (start == 0 or not kinds[start - 1]) and (end == len(kinds) or not kinds[end])


def _bridged(test: list[bool], kinds: list[str]) -> list[bool]:
    """The test, with blank lines between two lines that pass it passing as well."""
    out = list(test)
    last = -2
    at = -1
    for _ in range(test.count(True)):
        at = test.index(True, at + 1)
        if 0 <= last < at - 1 and not any(kinds[last + 1 : at]):
            out[last + 1 : at] = [True] * (at - last - 1)
        last = at
    return out


def _verse(folded: list[str], kinds: list[str], signs: list[int]) -> None:
    """Runs of four lines and more that read like verse: of like length, with commas at line ends."""
    fits = [
        kind == "prose" and 12 <= len(view) <= 72 for kind, view in zip(kinds, folded, strict=True)
    ]
    for start, end in _runs(fits):
        if end - start < 4:
            continue
        size = end - start
        soft = sum(bool(one & SOFT) for one in signs[start:end])
        stops = sum(bool(one & SENTENCE) for one in signs[start:end])
        if (
            soft * 3 >= size
            and soft + stops >= 0.4 * size
            and stops <= 0.6 * size
            and sum(len(view.split()) for view in folded[start:end]) >= 4 * size
        ):
            kinds[start:end] = ["verse"] * size


def _headings(folded: list[str], kinds: list[str], signs: list[int]) -> None:
    """Markdown headings, and short lines without final stop between a break and prose."""
    for i, one in enumerate(signs):
        if not one & (HASH | LONG | UNDERLINE):
            continue
        if one & HASH and kinds[i] == "prose":
            kinds[i] = "heading"
        above = i - 1
        if one & LONG and above > 0 and not folded[above]:
            above -= 1
        if above < 0 or not signs[above] & HEADLIKE or kinds[above] != "prose":
            continue
        if one & UNDERLINE and above == i - 1:
            kinds[above] = "heading"
        elif one & LONG:
            before = folded[above - 1] if above else ""
            if not before or signs[above - 1] & SENTENCE:
                kinds[above] = "heading"
