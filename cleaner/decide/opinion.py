"""Evidence from the page model: of every line the chance to be main content, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cleaner.segment.page import Page

CAUSE = "page/model"
"""What edits and findings of the page model are called."""

SURE = 65535
"""The chance of a line that is content for certain."""

REACH = 4
"""Lines of content around which the other lines are looked at: bylines, dates and tags stand there."""


class Opinion(NamedTuple):
    """chance: of each line that is not blank, from 0 to `SURE`; threshold: from which on lines stay."""

    chance: Mapping[int, int]
    threshold: int

    def stays(self, i: int) -> bool:
        """Whether the line is content."""
        return self.chance.get(i, SURE) >= self.threshold

    def gone(self) -> frozenset[int]:
        """The lines that are not content."""
        return frozenset(i for i, chance in self.chance.items() if chance < self.threshold)

    def renumbered(self, numbers: Mapping[int, int]) -> Opinion:
        """The same opinion on lines that had other numbers: those behind each new one."""
        chance = {i: self.chance[n] for i, n in numbers.items() if n in self.chance}
        return self._replace(chance=chance)

    def far(self, page: Page) -> frozenset[int]:
        """The lines that are not content, nor beside any: rules have nothing to say on these."""
        near: set[int] = set()
        for rank, i in enumerate(page.content):
            if self.stays(i):
                near.update(page.content[max(0, rank - REACH) : rank + REACH + 1])
        return self.gone() - near

    def verdict(self, i: int) -> str:
        """What it says of a line: `kept: page model 0.93`, `removed: page model 0.04`."""
        chance = self.chance.get(i, SURE)
        return (_KEPT if chance >= self.threshold else _REMOVED)[chance * 100 // SURE]


_KEPT, _REMOVED = (
    tuple(f"{done}: page model {n / 100:.2f}" for n in range(101)) for done in ("kept", "removed")
)
