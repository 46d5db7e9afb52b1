"""Passes over a whole text that ask of every character: in C where there is the compiled core.

The functions that begin with an underscore are the reference, and do it elsewhere.
"""

from __future__ import annotations

import re

from cleaner.core import CORE


def _utf8_size(text: str) -> int:
    """Bytes that a text takes in UTF-8, three for a surrogate."""
    return len(text.encode("utf-8", "surrogatepass"))


_PLAIN_ASCII = bytes((9, 10, *range(32, 127)))
_TO_BLANK = bytes(32 if code in _PLAIN_ASCII else code if code > 127 else 0 for code in range(256))


def _runs(text: str) -> set[str] | None:
    """The different runs of characters beyond ASCII; None for a text with controls other than tabs
    and line feeds."""
    data = text.encode("utf-8", "surrogatepass").translate(_TO_BLANK)
    if b"\x00" in data:
        return None
    return {run.decode("utf-8", "surrogatepass") for run in set(data.split())}


# Each pattern begins with a literal, which `re` looks for at the speed of C.
_YEARS = tuple(
    map(
        re.compile,
        (
            r"20\d\d",
            r"19\d\d",
            r"14[2-5]\d",
            r"'\d\d(?!\d)",
            r"’\d\d(?!\d)",
            r"/\d{1,2}/\d\d(?!\d)",
            r"\.\d{1,2}\.\d\d(?!\d)",
            r"-[^\W\d_][^\s-]{2,9}-\d\d(?!\d)",
            r":(?<=[^\W\d_] \d\d \d\d:)\d\d",
        ),
    )
)


def _years(text: str) -> list[tuple[int, int]]:
    """Spans of what may be the year of a date in Latin script, sorted."""
    return sorted(match.span() for pattern in _YEARS for match in pattern.finditer(text))


utf8_size = _utf8_size if CORE is None else CORE.utf8_size
runs = _runs if CORE is None else CORE.runs
years = _years if CORE is None else CORE.years
