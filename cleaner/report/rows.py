"""A result as rows for the eye: the lines of the source, cut into what stays and what changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.document import STEPS, Result


class Piece(NamedTuple):
    """A stretch of a source line: `before` became `after` by `causes`, none where it stayed.

    The first cause is the one that speaks for the change; what a change costs is counted for it.
    """

    before: str
    after: str
    causes: tuple[str, ...] = ()

    @property
    def gone(self) -> int:
        """Characters that went; below zero where a repair made a text longer."""
        return len(self.before) - len(self.after)

    @property
    def ink(self) -> bool:
        """Whether something changed that can be seen."""
        return bool(self.causes) and bool(self.before.strip() or self.after.strip())


Row = list[Piece]


def rows(result: Result) -> list[Row]:
    """The source line by line, with its line breaks. Nothing is lost on the way: `before` of all
    pieces together is the source, and `after` the clean text.

    An edit over several lines is cut at their ends; what it puts in stands with the first of its
    lines that has ink.
    """
    lines = result.source.splitlines(keepends=True)
    best = {one.line: one.rule for one in result.removed}
    out: list[Row] = [[] for _ in lines] or [[]]
    line, room = 0, len(lines[0]) if lines else 0
    for before, after, causes in _stretches(result):
        parts: list[tuple[int, str]] = []
        while True:
            parts.append((line, before[:room]))
            before, room = before[room:], room - len(parts[-1][1])
            if not room and line < len(lines) - 1:
                line, room = line + 1, len(lines[line + 1])
            if not before:
                break
        ink = next((n for n, (_, part) in enumerate(parts) if part.strip()), 0)
        for n, (number, part) in enumerate(parts):
            if causes:
                put = after if n == ink else ""
                out[number].append(Piece(part, put, first(causes, best.get(number + 1))))
            else:
                out[number].append(Piece(part, part))
    return out


def _stretches(result: Result) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The source from end to end: what stays (without causes), and every edit."""
    at = 0
    for start, end, before, after, causes in result.edits:
        if start > at:
            yield result.source[at:start], "", ()
        yield before, after, causes
        at = end
    if at < len(result.source):
        yield result.source[at:], "", ()


def first(causes: tuple[str, ...], best: str | None = None) -> tuple[str, ...]:
    """The causes with the one in front that speaks for the change: the rule that `Result.removed`
    names for the line, else the first rule, else the first repair, else white space."""
    return tuple(
        sorted(causes, key=lambda c: (c != best, c.startswith(STEPS), c.startswith("layout/")))
    )
