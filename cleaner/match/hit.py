"""Where a match holds on a line, and what every kind of match needs to tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cleaner.errors import ProcessingError
from cleaner.segment.page import Page
from cleaner.text.fold import DECORATION, fold_with_map

MAX_LINE = 2000
"""Characters of the longest line that patterns look at."""

TIMEOUT = 2.0
"""Seconds after which a pattern is given up: the net below the lint that refuses slow patterns."""


class Hit(NamedTuple):
    """Where a match holds: spans and slots as offsets in the folded line (`cased`: case kept)."""

    spans: tuple[tuple[int, int], ...]
    slots: dict[str, tuple[int, int]]
    cased: bool = False


Matcher = Callable[[Page, int], "Hit | None"]


def lead(page: Page, i: int) -> int:
    """How much decoration stands before the key in the folded line."""
    folded = page.folded[i]
    return len(folded) - len(folded.lstrip(DECORATION))


def search(how: Any, text: str, at: int = 0, *, i: int) -> Any:
    """Search or match on line `i` with a pattern's bound method, within its time."""
    try:
        return how(text, at, timeout=TIMEOUT)
    except TimeoutError:
        raise ProcessingError(
            f"the pattern {how.__self__.pattern!r} ran out of time on line {i + 1}; narrow it, or disable its rule"
        ) from None


def source_span(page: Page, i: int, start: int, end: int, cased: bool = False) -> tuple[int, int]:
    """Offsets in the page's text of a span of the folded line `i`."""
    _, offsets = fold_with_map(page.lines[i], cased)
    base = page.starts[i]
    if end <= start:
        return base + offsets[start], base + offsets[start]
    last = offsets[end] if end < len(offsets) - 1 else offsets[-1]
    return base + offsets[start], base + last


def source_text(page: Page, i: int, start: int, end: int, cased: bool = False) -> str:
    """The source of a span of the folded line, trimmed."""
    a, b = source_span(page, i, start, end, cased)
    return page.text[a:b].strip()
