"""What a pure function said of lines, kept within bounds.

The rounds of a document ask for the same lines again, and the pages of a site share their menus. Long
lines come again in the same document only, so they go first.
"""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")

MOST = 4_000_000
"""Characters of the lines that are kept."""

SHORT = 100
"""Characters of lines that may come again in other documents."""


class Memory(Generic[V]):
    """A dictionary by line, with a count of its characters."""

    __slots__ = ("known", "size")

    def __init__(self) -> None:
        self.known: dict[str, V] = {}
        self.size = 0

    def make_room(self) -> dict[str, V]:
        """The dictionary, after some of it was forgotten if it is full. Call it before lookups: what
        it returns does not shrink until the next call."""
        if self.size > MOST:
            short = {line: value for line, value in self.known.items() if len(line) <= SHORT}
            self.size = sum(map(len, short)) + len(short)
            if self.size > MOST // 2:
                short, self.size = {}, 0
            self.known = short
        return self.known
