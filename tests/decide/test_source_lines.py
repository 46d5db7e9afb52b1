"""Line numbers of a source."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.rounds import _SourceLines

TEXT = st.text("ab \n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029é\x1f", max_size=20)


@given(TEXT, st.lists(st.integers(0, 20), max_size=6))
@example("", [0])
@example("a\n", [0, 1, 2])
@example("a\r\n\r\nb", [0, 1, 2, 3, 4, 5, 6])
def test_numbers_are_those_of_splitlines(source: str, offsets: list[int]) -> None:
    """An offset is in the line that `splitlines` cuts there; one behind the text in the last."""
    offsets = sorted(min(offset, len(source)) for offset in offsets)
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    last = max(1, len(starts) - 1)
    expected = [bisect_right(starts, offset, 0, last) for offset in offsets]
    assert _SourceLines(source).numbers(offsets) == expected
