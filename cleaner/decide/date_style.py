"""Dates in place: written as ISO 8601, where one asks for it."""

from __future__ import annotations

from cleaner.document import Edit
from cleaner.segment.page import Page
from cleaner.text.dates import find, settled

CAUSE = ("dates/iso",)

_LEFT_ALONE = frozenset({"code", "table", "quote", "verse", "front-matter"})


def iso_dates(page: Page, language: str | None) -> list[Edit]:
    """The edits that write the full dates of a page as ISO 8601; for a text so written none.

    Left alone: what is open or partial, years of two digits, times in a zone that is only named
    (there is no ISO form for `IST`), and code, tables, quotations and verse. language: as it was
    given, for the order of day and month; other dates of the page go before it.
    """
    values = settled(find(page.text, language, cues=False), None, language)
    out: list[Edit] = []
    i = 0
    for value in values:
        start, end = value.span
        while i + 1 < len(page.lines) and page.starts[i + 1] <= start:
            i += 1
        if not value.iso or value.short or value.precision in ("year", "month"):
            continue
        if page.kinds[i] in _LEFT_ALONE or (value.zone and not value.iso.endswith(value.zone)):
            continue
        before = page.text[start:end]
        if before != value.iso:
            out.append(Edit(start, end, before, value.iso, CAUSE))
    return out
