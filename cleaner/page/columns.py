"""Arithmetic on columns: integer arrays with one number a line."""

from __future__ import annotations

import numpy as np

from cleaner.page.tokens import Ints


class Features:
    """Columns by name; each is an integer array with one number a line."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.columns: list[Ints] = []

    def add(self, name: str, column: Ints) -> None:
        self.names.append(name)
        self.columns.append(column)

    def matrix(self) -> Ints:
        """Lines × columns."""
        matrix = np.empty((len(self.columns), len(self.columns[0])), np.int32)
        for row, column in zip(matrix, self.columns, strict=True):
            row[:] = column
        return matrix.T


def share(part: Ints, whole: Ints) -> Ints:
    """Thousandths; 0 of nothing is 0."""
    return part * 1000 // np.maximum(whole, 1)


def shifted(column: Ints, by: int, fill: int = -1) -> Ints:
    """The column of the line `by` further down."""
    out = np.full_like(column, fill)
    if by > 0:
        out[:-by] = column[by:]
    else:
        out[-by:] = column[:by]
    return out


class Sums:
    """Sums of several columns over stretches of lines."""

    def __init__(self, columns: dict[str, Ints]) -> None:
        self.names = list(columns)
        stacked = np.stack(list(columns.values()))
        self.sums = np.zeros((len(stacked), stacked.shape[1] + 1), np.int64)
        np.cumsum(stacked, axis=1, out=self.sums[:, 1:])
        self.at = np.arange(stacked.shape[1])

    def between(self, start: Ints, end: Ints) -> dict[str, Ints]:
        """Of each stretch [start, end)."""
        return dict(zip(self.names, self.sums[:, end] - self.sums[:, start], strict=True))

    def near(self, radius: int) -> dict[str, Ints]:
        """Over the lines at most `radius` away."""
        end = np.minimum(self.at + radius + 1, len(self.at))
        return self.between(np.maximum(self.at - radius, 0), end)

    def before(self, reach: int) -> dict[str, Ints]:
        """Over `reach` lines before."""
        return self.between(np.maximum(self.at - reach, 0), self.at)

    def behind(self, reach: int) -> dict[str, Ints]:
        """Over `reach` lines behind."""
        return self.between(self.at + 1, np.minimum(self.at + reach + 1, len(self.at)))

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
