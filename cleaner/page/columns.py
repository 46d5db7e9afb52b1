"""Arithmetic on columns: integer arrays with one number a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.page.tokens import Ints

_BEYOND = 41  # lines beyond both ends of a page that windows may reach to


class Features:
    """Columns by name; each is an integer array with one number a line."""

    def __init__(self, names: Sequence[str] = (), rows: Ints | None = None) -> None:
        """rows: columns there are already, one a row, in the order of their names."""
        self.names = list(names)
        self.rows = rows
        self.columns: list[Ints] = []

    def add(self, name: str, column: Ints) -> None:
        self.names.append(name)
        self.columns.append(column)

    def matrix(self) -> Ints:
        """Lines × columns."""
        if self.rows is not None and not self.columns:
            return self.rows.T
        done = 0 if self.rows is None else len(self.rows)
        n = len(self.columns[0])
        matrix = np.empty((len(self.names), n), np.int32)
        if self.rows is not None:
            matrix[:done] = self.rows
        for row, column in zip(matrix[done:], self.columns, strict=True):
            row[:] = column
        return matrix.T


def share(part: Ints, whole: Ints) -> Ints:
    """Thousandths; 0 of nothing is 0."""
    return part * 1000 // np.maximum(whole, 1)


def shifted(column: Ints, by: int, fill: int = -1) -> Ints:
    """The column of the line `by` further down."""
    out = np.empty_like(column)
    if by > 0:
        out[-by:] = fill
        out[:-by] = column[by:]
    else:
        out[:-by] = fill
        out[-by:] = column[:by]
    return out


class Sums:
    """Sums of several columns over stretches of lines."""

    def __init__(self, columns: dict[str, Ints]) -> None:
        self.names = list(columns)
        n = len(next(iter(columns.values())))
        # up to each line, and beyond the page's ends, so that windows are slices
        self.sums = np.zeros((len(columns), n + 1 + 2 * _BEYOND), np.int64)
        self.inner = slice(_BEYOND, _BEYOND + n + 1)
        for row, column in zip(self.sums, columns.values(), strict=True):
            column.cumsum(out=row[_BEYOND + 1 : self.inner.stop])
        self.sums[:, self.inner.stop :] = self.sums[:, self.inner.stop - 1, None]

    def between(self, start: Ints, end: Ints) -> dict[str, Ints]:
        """Of each stretch [start, end)."""
        sums = self.sums[:, self.inner]
        return dict(zip(self.names, sums[:, end] - sums[:, start], strict=True))

    def _window(self, start: int, end: int) -> dict[str, Ints]:
        """Of each line from `start` lines behind it up to `end` lines behind it, as far as there
        are any; both may be negative."""
        first, last = self.inner.start, self.inner.stop - 1
        sums = self.sums[:, first + end : last + end] - self.sums[:, first + start : last + start]
        return dict(zip(self.names, sums, strict=True))

    def near(self, radius: int) -> dict[str, Ints]:
        """Over the lines at most `radius` away; the radius and the reaches are at most 40."""
        return self._window(-radius, radius + 1)

    def before(self, reach: int) -> dict[str, Ints]:
        """Over `reach` lines before."""
        return self._window(-reach, 0)

    def behind(self, reach: int) -> dict[str, Ints]:
        """Over `reach` lines behind."""
        return self._window(1, reach + 1)

    def total(self, name: str) -> int:
        """Over all lines."""
        return int(self.sums[self.names.index(name), -1])


def distances(flags: Ints) -> tuple[Ints, Ints]:
    """Lines to the nearest flagged line before, and behind; 9999 where there is none."""
    n = len(flags)
    at = np.arange(n)
    last = np.maximum.accumulate(np.where(flags, at, -1))
    before = np.where(last >= 0, at - last, 9999)
    coming = np.minimum.accumulate(np.where(flags, at, n)[::-1])[::-1]
    return before, np.where(coming < n, coming - at, 9999)


def runs(value: Ints) -> tuple[Ints, Ints, Ints]:
    """Of the run of equal values that a line is in: its number, its length, the line's place."""
    n = len(value)
    starts = np.ones(n, bool)
    starts[1:] = value[1:] != value[:-1]
    number = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    length = np.diff(np.append(first, n))
    return number, length[number], np.arange(n) - first[number]


def same(key: Ints) -> tuple[Ints, Ints]:
    """How many lines have the same key, and how many of these come before."""
    order = np.argsort(key, kind="stable")
    _, size, place = runs(key[order])
    count, before = np.empty_like(size), np.empty_like(place)
    count[order], before[order] = size, place
    return count, before


def best_stretch(gain: Ints) -> tuple[int, int]:
    """The stretch [start, end) of lines with the largest sum of gains."""
    sums = np.zeros(len(gain) + 1, np.int64)
    np.cumsum(gain, out=sums[1:])
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    start = int(np.argmin(sums[: end + 1]))
    return start, end


def to_stretch(n: int, start: int, end: int) -> Ints:
    """Lines to a stretch: 0 inside, negative before it, positive behind."""
    at = np.arange(n)
    return np.minimum(at - start, 0) + np.maximum(at - end + 1, 0)
