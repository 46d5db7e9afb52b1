"""Style, switched on field by field: quotes, dashes, ligatures, widths, spaces.

Each step looks at one line and leaves alone what is no prose: code between backticks, formulas,
addresses, tags. A text in Chinese or Japanese keeps its own quotes, dashes and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from cleaner.document import Edit
from cleaner.text.characters import STYLE

_PROTECTED = re.compile(
    r"`[^`]*`|\$[^$\s](?:[^$]*[^$\s])?\$|\\\(.*?\\\)|\\\[.*?\\\]|<[A-Za-z/!][^<>]*>|\b\w+://\S+"
)
_EAST_ASIAN = re.compile(
    "[\u2e80-\u2fff\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)
_QUOTES = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
}
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_PUNCTUATION = {
    "\u3000": " ",
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
_LETTERS = {wide: plain for wide, plain in _PUNCTUATION.items() if plain.isalnum()}


def _class(chars: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(chars)}]")


_ANY = {
    "quotes": _class("".join(_QUOTES)),
    "dashes": re.compile("[\u2010-\u2015]"),
    "ligatures": re.compile("[\ufb00-\ufb06]"),
    "widths": re.compile("[\u3000\uff01-\uff5e\uff61-\uffdc]+"),
    "spaces": re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]"),
}
_HALF_WIDTH = re.compile("[\uff66-\uffdc]+")


@cache
def _wanted(fields: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(_ANY[field].pattern for field in sorted(fields)))


def restyle(text: str, fields: frozenset[str], in_code: Callable[[int], bool]) -> list[Edit]:
    """Edits of the steps among `fields`. `in_code` is asked for the starts of lines."""
    fields &= STYLE
    if not fields or text.isascii():
        return []
    wanted = _wanted(fields)
    edits: list[Edit] = []
    found = wanted.search(text)
    while found:
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.start())
        end = len(text) if end < 0 else end
        if not in_code(start):
            edits += _line(text[start:end], start, fields)
        found = wanted.search(text, end)
    return edits


def _line(line: str, offset: int, fields: frozenset[str]) -> Iterator[Edit]:
    spared = [match.span() for match in _PROTECTED.finditer(line)]
    east_asian = _EAST_ASIAN.search(line) is not None
    found = []
    for field in fields:
        for match in _ANY[field].finditer(line):
            start, end = match.span()
            if not any(start < b and a < end for a, b in spared):
                after = _plain(field, line, start, end, east_asian)
                if after != match[0]:
                    found.append((start, match[0], after, field))
    for start, before, after, field in sorted(found):
        begin = offset + start
        yield Edit(begin, begin + len(before), before, after, (f"style/{field}",))


def _plain(field: str, line: str, start: int, end: int, east_asian: bool) -> str:
    chars = line[start:end]
    if field == "ligatures":
        return _LIGATURES[chars]
    if field == "spaces":
        return " "
    if field == "widths":
        table = _LETTERS if east_asian else _PUNCTUATION
        chars = "".join(table.get(char, char) for char in chars)
        return _HALF_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), chars)
    if east_asian:
        return chars
    if field == "quotes":
        return _QUOTES[chars]
    return _dash(chars, line[:start], line[end:])


def _dash(dash: str, before: str, after: str) -> str:
    """A hyphen for hyphens and ranges, a hyphen between blanks for a dash that parts a sentence.

    One that begins a line stays: there it marks speech, and a hyphen would make a list.
    """
    if not before.strip():
        return dash
    if dash in "\u2010\u2011\u2012\u2013":
        return "-"
    left = "" if before[-1:].isspace() else " "
    right = "" if after[:1].isspace() or not after else " "
    return f"{left}-{right}"
