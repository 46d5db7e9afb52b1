"""Lines with their dates marked: the pattern of a date is large, so it is compiled and run once.

Phrases with `<date>` are matched on the marked line, in which one character stands for each date.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

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


@lru_cache(maxsize=1)
def _finder() -> Any:
    import regex

    from cleaner.text.dates import DATE

    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{DATE})(?![\p{{L}}\p{{N}}])")


@lru_cache(maxsize=1024)
def marked(line: str, timeout: float) -> Marked:
    """Mark the dates of a folded line. Raises TimeoutError."""
    from cleaner.text.dates import parse

    out, marks, at, size = [], [], 0, 0
    for found in _finder().finditer(line, timeout=timeout):
        value = parse(found[0])
        if value is None or value.precision == "month":
            continue
        # any word with a comma may look like a weekday: "updated sunday, march 3"
        start, end = (found.start() + offset for offset in value.span)
        out.append(line[at:start])
        size += start - at
        marks.append((size, start, end))
        out.append(MARK)
        size += 1
        at = end
    out.append(line[at:])
    return Marked("".join(out), tuple(marks))
