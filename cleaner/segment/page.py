"""A page: a text cut into lines, with the folded view of each and what kind of block it is in."""

from __future__ import annotations

import re
from collections.abc import Container
from copy import copy
from itertools import accumulate

from cleaner.segment.blocks import block_kinds
from cleaner.segment.lines import look

_EXOTIC_BREAK = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_PROSE = frozenset({"code", "table", "front-matter"})


class Page:
    """A text in lines. Built once a round; nothing changes it afterwards.

    lines: the lines without their breaks; starts: the offset of each, and the length of the text;
    folded: the folded, trimmed view; keys: the view without decoration; kinds: the block kind of
    each line, "" for blank ones; content: the indexes of the lines that are not blank; rank: for
    each line, how many of these come before it; prose: whether the line is a real sentence; signs:
    what it looks like, see `lines`.
    """

    __slots__ = (
        "content", "folded", "keys", "kinds", "lines", "prose", "rank", "signs", "starts", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        if _EXOTIC_BREAK.search(text):
            whole = text.splitlines(keepends=True)
            self.lines = text.splitlines()
            self.starts = [0, *accumulate(map(len, whole))]
        else:
            self.lines = text.split("\n")
            if not self.lines[-1]:
                self.lines.pop()
            self.starts = [0, *accumulate(map((1).__add__, map(len, self.lines)))]
            self.starts[-1] = len(text)
        views = look(self.lines)
        self.folded = [view.folded for view in views]
        self.keys = [view.key for view in views]
        self.signs = [view.signs for view in views]
        self.content = [i for i, line in enumerate(self.folded) if line]
        self.rank = _ranks(self.folded)
        self.kinds = block_kinds(self.lines, views, self.signs)
        self.prose = [
            view.prose and kind not in _NO_PROSE
            for view, kind in zip(views, self.kinds, strict=True)
        ]

    def without(self, lines: Container[int]) -> Page:
        """This page as if these lines were blank; all offsets and numbers stay."""
        other = copy(self)
        kept = [i for i in self.content if i not in lines]
        blank = frozenset(self.content).difference(kept)
        other.folded = ["" if i in blank else view for i, view in enumerate(self.folded)]
        other.keys = ["" if i in blank else key for i, key in enumerate(self.keys)]
        other.kinds = ["" if i in blank else kind for i, kind in enumerate(self.kinds)]
        other.prose = [p and i not in blank for i, p in enumerate(self.prose)]
        other.signs = [0 if i in blank else signs for i, signs in enumerate(self.signs)]
        other.content = kept
        other.rank = _ranks(other.folded)
        return other

    def end(self, i: int) -> int:
        """Offset behind line `i`, its break left out."""
        return self.starts[i] + len(self.lines[i])

    def following(self, i: int) -> int | None:
        """The next line that is not blank."""
        at = self.rank[i] + 1
        return self.content[at] if at < len(self.content) else None


def _ranks(folded: list[str]) -> list[int]:
    """For each line, how many before it are not blank."""
    return list(accumulate(map(bool, folded), initial=0))[:-1]
