"""Repair, style, dates and layout of a text, until none of them finds anything more."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cleaner.config import Config
from cleaner.decide.edits import apply, compose
from cleaner.decide.keep import Keep, without_kept
from cleaner.decide.layout import layout
from cleaner.document import Edit
from cleaner.segment.page import Page
from cleaner.text.characters import JOINING, STYLE, fields_of

MAX_ROUNDS = 8
"""Rounds after which a text counts as unsettled."""


class Normal(NamedTuple):
    """A normalised text, the edits that made it of the one before, its page, and whether it is
    settled: nothing more was found."""

    text: str
    edits: list[Edit]
    page: Page
    settled: bool


class _Sheet:
    """A text, and its page as soon as somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        if self._page is None:
            self._page = Page(self.text)
        return self._page

    def in_code(self, offset: int) -> bool:
        """Whether an offset lies in code."""
        i = bisect_right(self.page.starts, offset) - 1
        return i < len(self.page.kinds) and self.page.kinds[i] == "code"


_Step = Callable[[_Sheet], list[Edit]]


def normalise(text: str, config: Config, keep: Keep | None, language: str | None) -> Normal:
    """Normalise a text. keep: which lines stay; language: as given, for the order of dates."""
    steps = list(_steps(config, language))
    edits: list[Edit] = []
    sheet = _Sheet(text)
    for _ in range(MAX_ROUNDS):
        before = sheet
        for step in steps:
            found = step(sheet)
            if keep and found:
                found = without_kept(found, sheet.text, keep(sheet.text))
            if found:
                edits = compose(edits, found, sheet.text)
                sheet = _Sheet(apply(sheet.text, found))
        if sheet is before:
            return Normal(sheet.text, edits, sheet.page, True)
    return Normal(sheet.text, edits, sheet.page, False)


def _steps(config: Config, language: str | None) -> Iterator[_Step]:
    """The steps that a configuration asks for, in order."""
    fields = fields_of(config.characters)
    if config.repair:
        from cleaner.text.repair import repair

        yield lambda sheet: repair(
            sheet.text, sheet.in_code, line_breaks=config.layout, fields=fields
        )
    if fields & STYLE:
        from cleaner.text.style import restyle

        yield lambda sheet: restyle(sheet.text, fields, sheet.in_code)
    if fields & JOINING:
        from cleaner.decide.joining import join

        yield lambda sheet: join(sheet.page, fields)
    if config.dates == "iso":
        from cleaner.decide.date_style import iso_dates

        yield lambda sheet: iso_dates(sheet.page, language)
    if config.layout:
        yield lambda sheet: layout(sheet.page)
