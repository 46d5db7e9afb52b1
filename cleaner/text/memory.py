"""What a pure function said of lines, kept within bounds.

The rounds of a document ask for the same lines again, and the pages of a site share their menus. What
is full is forgotten whole: to learn the lines of a document again costs less than to choose among a
hundred documents', and a large memory is a slow one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")

MOST = 1_000_000
"""What is kept, in characters; `EACH` more count for what is known of a line."""

_TIMES = 3  # what the lines of a text count for at most, as a rule, in its characters

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

    def make_room(self, text: str) -> dict[str, V]:
        """The dictionary for the lines of a text, a new one if it is full. Call it before lookups:
        what it returns does not shrink."""
        if self.size > most(text):
            self.known, self.size = {}, 0
        return self.known


def most(text: str) -> int:
    """What is kept while the lines of a text are asked for: those of a book stay for all its rounds."""
    return max(MOST, _TIMES * len(text))


def count(lines: Iterable[str]) -> int:
    """What lines count for."""
    sizes = [len(line) + EACH for line in lines]
    return sum(sizes)
