"""The ledger: apply, undo, compose, and the map of offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decide.edits import OffsetMap, apply, compose, undo
from cleaner.document import Edit

TEXT = st.text(alphabet="abc\nä😀\ud800 ", max_size=30)


@st.composite
def ledger(draw: st.DrawFn, source: str) -> list[Edit]:
    """Edits over a source, in order: deletions, insertions, replacements, some of them touching."""
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=10)))
    edits = []
    for n, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False)):
        before, after = source[start:end], draw(st.sampled_from(["", "", "x", "yz", source[:2]]))
        if before != after:
            edits.append(Edit(start, end, before, after, (f"c{n}",)))
    return edits


@st.composite
def two_ledgers(draw: st.DrawFn) -> tuple[str, list[Edit], list[Edit]]:
    source = draw(TEXT)
    first = draw(ledger(source))
    return source, first, draw(ledger(apply(source, first)))


@given(st.data())
def test_undo_takes_back_what_apply_did(data: st.DataObject) -> None:
    """`undo` is exact, whatever the edits."""
    source = data.draw(TEXT)
    edits = data.draw(ledger(source))
    assert undo(apply(source, edits), edits) == source


@given(two_ledgers())
def test_compose_is_one_after_the_other(given: tuple[str, list[Edit], list[Edit]]) -> None:
    """Applying two ledgers composed gives what the second makes of what the first makes."""
    source, first, second = given
    middle = apply(source, first)
    both = compose(first, second, middle)
    assert apply(source, both) == apply(middle, second)
    assert undo(apply(source, both), both) == source


@given(two_ledgers())
def test_a_composed_ledger_is_in_order_and_says_why(
    given: tuple[str, list[Edit], list[Edit]],
) -> None:
    """Edits are sorted, do not overlap, change something, and carry only causes of the two ledgers."""
    source, first, second = given
    both = compose(first, second, apply(source, first))
    at = 0
    for edit in both:
        assert edit.start >= at
        assert edit.end == edit.start + len(edit.before)
        assert edit.before != edit.after
        assert edit.causes
        at = edit.end
    assert {c for e in both for c in e.causes} <= {c for e in (*first, *second) for c in e.causes}


@given(two_ledgers())
def test_compose_invents_nothing(given: tuple[str, list[Edit], list[Edit]]) -> None:
    """Every character that an edit puts in was put in by one of the two ledgers."""
    source, first, second = given
    both = compose(first, second, apply(source, first))
    new = "".join(e.after for e in (*first, *second))
    for edit in both:
        assert all(char in new for char in edit.after)


@given(two_ledgers(), st.data())
def test_three_ledgers_compose_in_any_grouping(
    given: tuple[str, list[Edit], list[Edit]], data: st.DataObject
) -> None:
    """Composition is associative in what it does."""
    source, first, second = given
    middle = apply(source, first)
    last = apply(middle, second)
    third = data.draw(ledger(last))
    left = compose(compose(first, second, middle), third, last)
    right = compose(first, compose(second, third, last), middle)
    assert apply(source, left) == apply(source, right) == apply(last, third)


def test_composing_with_nothing() -> None:
    """An empty ledger leaves the other one alone."""
    edits = [Edit(0, 1, "a", "", ("x",))]
    assert compose(edits, [], "b") == edits
    assert compose([], edits, "ab") == edits


def test_what_cancels_out_is_no_edit() -> None:
    """An insertion that is deleted again leaves nothing behind."""
    assert compose([Edit(1, 1, "", "x", ("one",))], [Edit(1, 2, "x", "", ("two",))], "axb") == []


def test_overlapping_edits_carry_all_causes() -> None:
    """Where both ledgers change a place, the edit names both, each cause once."""
    first = [Edit(0, 2, "ab", "X", ("one",)), Edit(3, 4, "d", "Y", ("one",))]
    second = [Edit(0, 3, "XcY", "Z", ("two",))]
    assert compose(first, second, "XcYe") == [Edit(0, 4, "abcd", "Z", ("one", "two"))]


def test_edits_apart_stay_apart() -> None:
    """Edits at different places are not merged, and offsets are those of the source."""
    first = [Edit(0, 2, "ab", "", ("one",))]
    second = [Edit(2, 3, "e", "", ("two",))]
    assert compose(first, second, "cdef") == [
        Edit(0, 2, "ab", "", ("one",)),
        Edit(4, 5, "e", "", ("two",)),
    ]


@pytest.mark.parametrize(
    ("source", "edits"),
    [
        ("abc", [Edit(0, 1, "x", "", ("c",))]), ("abc", [Edit(2, 4, "cd", "", ("c",))]), ("abc", [Edit(1, 2, "b", "", ("c",)), Edit(0, 1, "a", "", ("c",))]),
        ("abc", [Edit(0, 2, "ab", "", ("c",)), Edit(1, 3, "bc", "", ("c",))]),
    ],
)  # fmt: skip
def test_edits_that_do_not_fit_are_refused(source: str, edits: list[Edit]) -> None:
    """A ledger of another text is an error, not garbage."""
    with pytest.raises(ValueError, match="does not fit this source"):
        apply(source, edits)


def test_undo_refuses_another_text() -> None:
    """So is undoing with a text that these edits did not make."""
    edits = [Edit(0, 1, "a", "xy", ("c",))]
    assert undo("xybc", edits) == "abc"
    for text in ("zybc", "x", ""):
        with pytest.raises(ValueError, match="does not fit this text"):
            undo(text, edits)


@given(st.data())
def test_the_map_is_monotone(data: st.DataObject) -> None:
    """Both directions keep the order of offsets, and stay inside the texts."""
    source = data.draw(TEXT)
    edits = data.draw(ledger(source))
    text = apply(source, edits)
    offsets = OffsetMap(edits)
    there = [offsets.to_clean(i) for i in range(len(source) + 1)]
    back = [offsets.to_source(i) for i in range(len(text) + 1)]
    assert there == sorted(there)
    assert back == sorted(back)
    assert 0 <= there[0] <= there[-1] <= len(text)
    assert 0 <= back[0] <= back[-1] <= len(source)


@given(st.data())
def test_the_map_is_exact_outside_of_edits(data: st.DataObject) -> None:
    """A character that no edit touched is mapped to itself, both ways."""
    source = data.draw(TEXT)
    edits = data.draw(ledger(source))
    text = apply(source, edits)
    offsets = OffsetMap(edits)
    touched = {i for e in edits for i in range(e.start, e.end)}
    kept = [i for i in range(len(source)) if i not in touched]
    for i in kept:
        assert text[offsets.to_clean(i)] == source[i]
        assert offsets.to_source(offsets.to_clean(i)) == i


@given(st.data())
def test_spans(data: st.DataObject) -> None:
    """A mapped span holds what is left of the source's span; it is empty where all of it went."""
    source = data.draw(TEXT)
    edits = data.draw(ledger(source))
    a, b = sorted((data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(source)))))
    offsets = OffsetMap(edits)
    start, end = offsets.span_to_clean(a, b)
    text = apply(source, edits)
    assert 0 <= start <= end <= len(text)
    touched = {i for e in edits for i in range(e.start, e.end)}
    left = [offsets.to_clean(i) for i in range(a, b) if i not in touched]
    assert all(start <= i < end for i in left)
    if b > a and not left and not any(e.after for e in edits):
        assert start == end
    back = offsets.span_to_source(start, end)
    assert 0 <= back[0] <= back[1] <= len(source)
    if left:
        assert back[0] <= a or a in touched
        assert back[1] >= max(offsets.to_source(i) for i in left)


@pytest.mark.parametrize(
    ("edits", "offset", "clean"),
    [
        ([Edit(2, 4, "cd", "", ("c",))], 1, 1), ([Edit(2, 4, "cd", "", ("c",))], 2, 2), ([Edit(2, 4, "cd", "", ("c",))], 3, 2), ([Edit(2, 4, "cd", "", ("c",))], 4, 2),
        ([Edit(2, 4, "cd", "", ("c",))], 5, 3), ([Edit(2, 4, "cd", "xyz", ("c",))], 3, 2), ([Edit(2, 4, "cd", "xyz", ("c",))], 4, 5), ([Edit(2, 2, "", "x", ("c",))], 2, 3),
        ([], 7, 7),
    ],
)  # fmt: skip
def test_to_clean(edits: list[Edit], offset: int, clean: int) -> None:
    """An offset inside changed text maps to the start of what stands there."""
    assert OffsetMap(edits).to_clean(offset) == clean


@given(st.data())
def test_spans_in_a_row_map_as_each_does(data: st.DataObject) -> None:
    """What follows each other is mapped at one go to where each span maps by itself."""
    source = data.draw(TEXT)
    edits = data.draw(ledger(source))
    size = len(apply(source, edits))
    cuts = sorted(data.draw(st.lists(st.integers(0, size), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    offsets = OffsetMap(edits)
    assert list(offsets.spans_to_source(spans)) == [offsets.span_to_source(*one) for one in spans]
    starts = [offsets.to_source(cut) for cut in cuts]
    assert starts == sorted(starts)
    ends = [offsets.span_to_source(a, end)[1] for a, b in spans for end in cuts if a < b <= end]
    whole = [
        offsets.span_to_source(b - 1, end)[1] for a, b in spans for end in cuts if a < b <= end
    ]
    assert ends == whole  # where a span ends is told by its end alone
