"""Oblivious trees: all nodes of one depth ask the same question, so that a line's leaf is a number
whose bits are the answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.page.compiled import score
from cleaner.page.tokens import Ints

_DEPTH = 6  # of the trees that the compiled part knows
_CHUNK = 64  # lines at a time, so that what is between stays in the cache


class Trees(NamedTuple):
    """Trees as they are asked.

    column, border: of each different question the column, and the number it must exceed; question:
    (depth, trees), which of these each tree asks; first: where each tree's leaves begin in `leaves`;
    bias: what is added to the sum.
    """

    column: Ints
    border: Ints
    question: Ints
    first: Ints
    leaves: Ints
    bias: int

    @classmethod
    def of(cls, feature: Ints, border: Ints, leaves: Ints, bias: int) -> Trees:
        """feature, border: (trees, depth), the first question being the lowest bit of a leaf;
        leaves: (trees, 2**depth)."""
        asked = np.stack([feature.ravel(), border.ravel()])
        (column, over), question = np.unique(asked, axis=1, return_inverse=True)
        question = np.ascontiguousarray(question.reshape(feature.shape).T.astype(np.int64))
        first = np.arange(len(leaves))[:, None] * leaves.shape[1]
        over = over.astype(np.int32)[:, None]
        return cls(column.astype(np.int64), over, question, first, leaves.ravel(), bias)

    def sums(self, matrix: Ints) -> Ints:
        """The sum of the leaves that each row of numbers comes to."""
        columns = np.ascontiguousarray(matrix.T)
        out = np.empty(len(matrix), np.int64)
        if score is not None and len(self.question) == _DEPTH:
            score.trees(columns, self.column, self.border, self.question, self.leaves, out)
            return out + self.bias
        for at in range(0, len(matrix), _CHUNK):
            part = columns[:, at : at + _CHUNK].take(self.column, 0)
            answers = (part > self.border).view(np.uint8)
            leaf = answers.take(self.question[-1], 0)  # at most eight questions a tree
            for asked in self.question[-2::-1]:
                leaf += leaf
                leaf |= answers.take(asked, 0)
            index = leaf.astype(np.intp)
            index += self.first
            out[at : at + _CHUNK] = self.leaves.take(index).sum(axis=0, dtype=np.int32)
        return out + self.bias
