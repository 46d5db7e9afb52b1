"""A page: a text cut into lines, with the folded view of each and what kind of block it is in.

`cut` is the reference for the compiled core, which takes its place where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Container
from copy import copy
from itertools import accumulate
from typing import TYPE_CHECKING

from cleaner.core import CORE
from cleaner.segment.blocks import NO_PROSE, block_kinds
from cleaner.segment.lines import PROSE, SYMBOLS, Line, is_code, look
from cleaner.text.fold import CLOSERS, DECORATION, fold, fold_alone
from cleaner.text.memory import EACH, Memory

if TYPE_CHECKING:
    from cleaner._core import Lines

_EXOTIC_BREAK = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Pages are built anew in every round, and most of their lines stay as they were; the menus of a site
# are the same on every page.
_memory: Memory[Line] = Memory()

Cut = tuple[
    list[str], list[int], list[str], list[str], list[int], list[int], list[int], list[str],
    list[bool], int,
]  # fmt: skip


def cut(text: str, known: dict[str, Line]) -> Cut:
    """The parts of a page: lines, starts, folded, keys, signs, content, rank, kinds and prose.

    The last one says how much was added to what is known of lines.
    """
    if _EXOTIC_BREAK.search(text):
        whole = text.splitlines(keepends=True)
        lines = text.splitlines()
        starts = [0, *accumulate(map(len, whole))]
    else:
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        starts = [0, *accumulate(map((1).__add__, map(len, lines)))]
        starts[-1] = len(text)
    grown = look(lines, known)
    views = [known[line] for line in lines]
    folded = [view for view, _, _ in views]
    signs = [one for _, _, one in views]
    kinds = block_kinds(lines, folded, signs)
    return (
        lines,
        starts,
        folded,
        [key for _, key, _ in views],
        signs,
        [i for i, line in enumerate(folded) if line],
        _ranks(folded),
        kinds,
        [bool(s & PROSE) and kind not in NO_PROSE for s, kind in zip(signs, kinds, strict=True)],
        grown,
    )


_COMPILED: Lines | None = None
if CORE is not None:
    _COMPILED = CORE.Lines(
        fold_alone, fold, is_code, block_kinds, DECORATION, CLOSERS, SYMBOLS, NO_PROSE, EACH
    )


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
        (
            self.lines, self.starts, self.folded, self.keys, self.signs, self.content, self.rank,
            self.kinds, self.prose, grown,
        ) = (cut if _COMPILED is None else _COMPILED.cut)(text, _memory.make_room(text))  # fmt: skip
        _memory.size += grown

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
