"""Zones of a page: head, body, tail."""

from __future__ import annotations

from collections.abc import Container
from itertools import compress, count
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
    prose = [i for i in compress(count(), page.prose) if i not in claimed]
    return Zones(prose[0], prose[-1]) if prose else Zones(-1, -1)
