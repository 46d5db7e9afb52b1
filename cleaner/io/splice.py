"""Changing one string of a JSON line while every other byte stays as it was written."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence

from cleaner.document import Edit
from cleaner.errors import InputError
from cleaner.io import jsonl

# one code point of the string: a pair of surrogates, or any other escape
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)"
)


def spliced(line: bytes, key: str, before: str, edits: Sequence[Edit]) -> bytes:
    """The line of an object in which the string under `key`, now `before`, is edited.

    What the edits leave keeps its spelling, escapes and all; what they put in is written with escapes
    if the whole line is ASCII. Raises InputError if the result would not read as it must.
    """
    try:
        text = line.decode("utf-8")
        start, end = _span(text, key)
    except (ValueError, RecursionError, KeyError) as err:
        raise InputError(f"not changed: {err}") from None
    raw = text[start + 1 : end - 1]
    new = text[: start + 1] + _edited(raw, edits, line.isascii()) + text[end - 1 :]
    out = new.encode("utf-8")
    left, right = jsonl.read_object(line), jsonl.read_object(out)
    same = all(bytes(left[k]) == bytes(right[k]) for k in left if k != key)
    if list(left) != list(right) or not same or jsonl.value(right[key]) != _applied(before, edits):
        raise InputError("not changed: the new line would read differently; please report this")
    return out


def _applied(before: str, edits: Sequence[Edit]) -> str:
    from cleaner.decide.edits import apply

    return apply(before, edits)


def _edited(raw: str, edits: Sequence[Edit], ascii_only: bool) -> str:
    escapes = [match.span() for match in _ESCAPE.finditer(raw)]
    # offsets of the string behind each escape, and how much longer the raw text is up to there
    behind, longer = [0], [0]
    for start, end in escapes:
        longer.append(longer[-1] + end - start - 1)
        behind.append(end - longer[-1])

    def place(offset: int) -> int:
        return offset + longer[bisect_right(behind, offset) - 1]

    out: list[str] = []
    at = 0
    for edit in edits:
        start, end = place(edit.start), place(edit.end)
        written = json.dumps(edit.after, ensure_ascii=ascii_only)[1:-1]
        if not ascii_only and any("\ud800" <= c <= "\udfff" for c in written):
            written = json.dumps(edit.after)[1:-1]
        out += [raw[at:start], written]
        at = end
    return "".join([*out, raw[at:]])


def _span(text: str, key: str) -> tuple[int, int]:
    """Where the value of a key stands, quotes and all; the last one counts, as everywhere."""
    spans = dict(jsonl.spans(text))
    return spans[key]
