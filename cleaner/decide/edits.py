"""The ledger: edits over a source, how to apply, undo, compose and map offsets through them.

A ledger is a sequence of `Edit`, sorted by position and not overlapping. Offsets are Unicode code
points. Deletions and insertions may touch; their order in the sequence is their order in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from cleaner.document import Edit


def apply(source: str, edits: Sequence[Edit]) -> str:
    """Return `source` with `edits` applied. Raises ValueError if an edit does not fit the source."""
    out, at = [], 0
    for start, end, before, after, _ in edits:
        if start < at or source[start:end] != before:
            raise ValueError(f"the edit at {start}:{end} does not fit this source")
        out.append(source[at:start])
        out.append(after)
        at = end
    out.append(source[at:])
    return "".join(out)


def undo(text: str, edits: Sequence[Edit]) -> str:
    """Return the source that `edits` turned into `text`. Raises ValueError if they disagree."""
    out, at, shift = [], 0, 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if start < at or text[start:end] != edit.after:
            raise ValueError(f"the edit at {edit.start}:{edit.end} does not fit this text")
        out.append(text[at:start])
        out.append(edit.before)
        at = end
        shift += len(edit.after) - len(edit.before)
    out.append(text[at:])
    return "".join(out)


class OffsetMap:
    """Two-way map between offsets of a source and of the text that a ledger makes of it.

    Outside of edits the map is exact both ways. An offset inside changed text maps to the start of
    what stands there on the other side.
    """

    __slots__ = ("_clean", "_edits", "_source")

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = tuple(edits)
        self._source = [edit.start for edit in edits]
        self._clean: list[int] = []
        shift = 0
        for start, _, before, after, _ in edits:
            self._clean.append(start + shift)
            shift += len(after) - len(before)

    def to_clean(self, offset: int) -> int:
        """Map an offset of the source to the clean text."""
        i = bisect_right(self._source, offset) - 1
        # an insertion at this very place precedes it; a deletion that starts here holds it
        if i < 0:
            return offset
        edit, start = self._edits[i], self._clean[i]
        if offset < edit.end:
            return start
        return start + len(edit.after) + offset - edit.end

    def to_source(self, offset: int) -> int:
        """Map an offset of the clean text to the source."""
        i = bisect_right(self._clean, offset) - 1
        if i < 0:
            return offset
        edit, start = self._edits[i], self._clean[i]
        if offset < start + len(edit.after):
            return edit.start
        return edit.end + offset - start - len(edit.after)

    def span_to_clean(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the source; it is empty if all of it went."""
        first = self.to_clean(start)
        return first, max(first, self._end(self._source, start, end, clean=True))

    def span_to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the clean text to the source it came from."""
        first = self.to_source(start)
        return first, max(first, self._end(self._clean, start, end, clean=False))

    def spans_to_source(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Map spans of the clean text that follow each other, such as lines: all at one go."""
        edits, clean = self._edits, self._clean
        # i: edits before the span; what stands from `free` on is moved by `shift`
        i = shift = free = 0
        for start, end in spans:
            while i < len(clean) and clean[i] <= start:
                free = clean[i] + len(edits[i].after)
                shift = edits[i].end - free
                i += 1
            if free <= start < end and (i == len(clean) or end <= clean[i]):
                yield start + shift, end + shift
            else:
                yield self.span_to_source(start, end)

    def _end(self, starts: list[int], start: int, end: int, clean: bool) -> int:
        # the end of a span is the place after its last character, before anything that follows
        if end <= start:
            return self.to_clean(start) if clean else self.to_source(start)
        i = bisect_left(starts, end) - 1
        if i < 0:
            return end
        edit, at = self._edits[i], self._clean[i]
        if clean:
            return at + len(edit.after) + max(0, end - edit.end)
        return edit.end + max(0, end - at - len(edit.after))


def compose(first: Sequence[Edit], second: Sequence[Edit], middle: str) -> list[Edit]:
    """Compose two ledgers: `first` makes `middle` of a source, `second` is over `middle`.

    The result leads from the source to what `second` makes of `middle`. Edits that overlap in
    `middle` become one that carries the causes of all; one that changes nothing is dropped.
    """
    if not second:
        return list(first)
    if not first:
        return list(second)
    out: list[Edit] = []
    i = j = shift = 0  # shift: source offset minus middle offset, behind first[:i]
    while i < len(first) or j < len(second):
        i0, j0, shift0 = i, j, shift
        begin = end = -1
        # One cluster: the leftmost edit and all that overlap it in the middle. At the same place a
        # deletion of `first` comes first, then an insertion of `second`, then what has width.
        while True:
            if i < len(first) and (
                first[i].start - shift < end
                if end >= 0
                else j >= len(second) or _comes_first(first[i], second[j], shift)
            ):
                start = first[i].start - shift
                begin, end = (begin, end) if end >= 0 else (start, start)
                end = max(end, start + len(first[i].after))
                shift += len(first[i].before) - len(first[i].after)
                i += 1
            elif j < len(second) and (second[j].start < end or end < 0):
                begin = begin if end >= 0 else second[j].start
                end = max(end, second[j].end)
                j += 1
            else:
                break
        if j == j0:
            out.extend(first[i0:i])
        elif i == i0:
            for start, stop, before, after, causes in second[j0:j]:
                out.append(Edit(start + shift, stop + shift, before, after, causes))
        else:
            out.extend(_joined(first[i0:i], second[j0:j], middle, begin, end, shift0))
    return out


def _comes_first(one: Edit, two: Edit, shift: int) -> bool:
    start = one.start - shift
    if start != two.start:
        return start < two.start
    return not one.after or two.end > two.start


def _joined(
    first: Sequence[Edit], second: Sequence[Edit], middle: str, begin: int, end: int, shift: int
) -> list[Edit]:
    """One edit in place of edits of both ledgers that overlap in `middle[begin:end]`."""
    before: list[str] = []
    at, source_shift = begin, shift
    for edit in first:
        start = edit.start - source_shift
        before.append(middle[at:start])
        before.append(edit.before)
        at = start + len(edit.after)
        source_shift += len(edit.before) - len(edit.after)
    before.append(middle[at:end])
    after: list[str] = []
    at = begin
    for edit in second:
        after.append(middle[at : edit.start])
        after.append(edit.after)
        at = edit.end
    after.append(middle[at:end])
    old, new = "".join(before), "".join(after)
    if old == new:
        return []
    causes = merged_causes((*first, *second))
    start = begin + shift
    return [Edit(start, start + len(old), old, new, causes)]


def merged_causes(edits: Iterable[Edit]) -> tuple[str, ...]:
    """Causes of several edits, each once, in order of appearance."""
    return tuple(dict.fromkeys(cause for edit in edits for cause in edit.causes))
