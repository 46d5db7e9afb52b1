"""Lines with their dates marked: dates are looked for once a line, whatever the number of rules.

Phrases with `<date>` are matched on the marked line, in which one character stands for each date.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

MARK = "\ue000"
"""Stands for a date. A private character: one that is in the line itself is no date."""


class Marked(NamedTuple):
    """A line with marks, and for each mark where it is and which span it stands for."""

    text: str
    marks: tuple[tuple[int, int, int], ...]

    def back(self, at: int) -> int:
        """Map an offset of the marked text to the line."""
        for place, start, end in reversed(self.marks):
            if at > place:
                return end + at - place - 1
            if at == place:
                return start
        return at


@lru_cache(maxsize=1024)
def marked(line: str) -> Marked:
    """Mark the full dates of a folded line that stand between word bounds."""
    from cleaner.text.dates import find

    out, marks, at, size = [], [], 0, 0
    for value in find(line, cues=False):
        start, end = value.span
        if value.precision == "month" or _inside_word(line, start, end):
            continue
        if value.short and (start, end) == (0, len(line)):
            continue  # "1/2/23" alone may be anything
        out.append(line[at:start])
        size += start - at
        marks.append((size, start, end))
        out.append(MARK)
        size += 1
        at = end
    out.append(line[at:])
    return Marked("".join(out), tuple(marks))


def _inside_word(line: str, start: int, end: int) -> bool:
    return (start > 0 and line[start - 1].isalnum()) or (end < len(line) and line[end].isalnum())
