"""What a pure function said of lines, kept within bounds.

The rounds of a document ask for the same lines again, and the pages of a site share their menus. What
is full is forgotten whole: to learn the lines of a document again costs less than to choose among a
hundred documents', and a large memory is a slow one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")

MOST = 2_000_000
"""What is kept, in characters; `EACH` more count for what is known of a line."""

EACH = 50


class Memory(Generic[V]):
    """A dictionary by line, with a count of what it holds.

    Threads may share one: they fill the same dictionary with the same values, or one that was
    replaced a moment ago.
    """

    __slots__ = ("known", "size")

    def __init__(self) -> None:
        self.known: dict[str, V] = {}
        self.size = 0

    def make_room(self) -> dict[str, V]:
        """The dictionary, a new one if it is full. Call it before lookups: what it returns does not
        shrink."""
        if self.size > MOST:
            self.known, self.size = {}, 0
        return self.known


def count(lines: Iterable[str]) -> int:
    """What lines count for."""
    sizes = [len(line) + EACH for line in lines]
    return sum(sizes)
