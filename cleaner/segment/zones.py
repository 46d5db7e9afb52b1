"""Zones of a page: head, body, tail."""

from __future__ import annotations

from collections.abc import Container
from itertools import compress
from typing import NamedTuple

from cleaner.segment.page import Page


class Zones(NamedTuple):
    """The first and last prose line; -1 where the page has none."""

    first: int
    last: int

    def of(self, i: int) -> str:
        """`head`, `body` or `tail`; "" on a page without prose."""
        if self.first < 0:
            return ""
        return "head" if i < self.first else "tail" if i > self.last else "body"

    def head(self, page: Page) -> list[int]:
        """The lines of the head that are not blank."""
        return page.content[: page.rank[self.first]] if self.first >= 0 else []

    def tail(self, page: Page) -> list[int]:
        """The lines of the tail that are not blank."""
        return page.content[page.rank[self.last] + 1 :] if self.first >= 0 else []


def zones(page: Page, claimed: Container[int]) -> Zones:
    """Cut a page into zones by the prose lines that no finding claims."""
    prose, size = page.prose, len(page.prose)
    first = next((i for i in compress(range(size), prose) if i not in claimed), -1)
    if first < 0:
        return Zones(-1, -1)
    backwards = compress(range(size - 1, -1, -1), reversed(prose))
    return Zones(first, next(i for i in backwards if i not in claimed))
