"""What lines call for: the core says what `Look.reference` says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core import CORE, WHY_NOT
from cleaner.match.look import Known, Look
from cleaner.match.needles import EDGE
from cleaner.match.phrases import SCALE_SIGNS, SCALES, numbered
from cleaner.rules.compile import Tables
from cleaner.rules.load import load_program
from cleaner.segment.page import Page

pytestmark = pytest.mark.skipif(CORE is None, reason=f"no compiled core: {WHY_NOT}")
PROGRAM = load_program([], builtin=True)
LOOKS = [
    Look(PROGRAM.tables(["", *parts])) for parts in (["en"], ["de", "ru"], sorted(PROGRAM.parts))
]
NUMBER = st.text(st.sampled_from("0123456789 '.,+kmбx٣好_"), min_size=1, max_size=12)
PIECE = st.one_of(
    NUMBER,
    st.builds("{} {}".format, st.integers(0, 10**7), st.sampled_from([*SCALES, *SCALE_SIGNS])),
    st.sampled_from([key.replace("<n>", "12") for key in sorted(LOOKS[2].tables.lines)[::7]]),
    st.sampled_from([key.strip("\n\x02") for key in sorted(LOOKS[2].tables.literals)[::5]]),
    st.sampled_from([key.strip("\n\x02") for key in sorted(LOOKS[2].tables.anchors)[::5]]),
    st.sampled_from(["March 3, 2024", "3.4.2023", "'23", "a.b", "www.a.org", "x", "é", "\ud800", "💬", "(", "…"]),
)  # fmt: skip
TEXT = st.lists(
    st.lists(PIECE, max_size=4).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])),
    max_size=5,
).map("\n".join)  # fmt: skip


@given(TEXT, st.sampled_from(LOOKS))
def test_the_core_calls_for_the_same(text: str, look: Look) -> None:
    """The same rules on the same lines, in the same order."""
    page = Page(text)
    first: dict[str, Known] = {page.lines[i]: ((1, None),) * (i % 2) for i in page.content[:2]}
    known: list[dict[str, Any]] = [first, first.copy()]
    (found, *more), (wanted, *other) = look.tried(page, known[0]), look.reference(page, known[1])
    assert list(found.items()) == list(wanted.items())
    assert more == other
    marked = {line for line, value in known[0].items() if value == []}
    assert marked == {page.lines[i] for lines in wanted.values() for i in lines}
    assert known[0] == known[1] | {line: [] for line in marked}
    assert more[0] == [i for i in page.content if known[0][page.lines[i]] != ()]


def test_lines_that_others_look_at_are_looked_at() -> None:
    """What another thread has not finished, or left when it failed, is as good as new."""
    look, text = LOOKS[0], "Share this article\n\nShare this article\n\nplain\n\nin the year 2024"
    page = Page(text)
    once: dict[str, Any] = {}
    expected = look.tried(page, once)
    assert expected[0]
    again = look.tried(page, once)
    assert again[:2] == expected[:2]
    assert again[2]
    once = {line: [] for line in page.lines}
    assert look.tried(page, once) == expected
    assert once["plain"] == ()
    once.update((line, ()) for line, value in once.items() if value == [])
    assert look.tried(page, once) == ({}, [], 0)


@given(st.lists(NUMBER, min_size=1, max_size=4).map("a".join))
def test_numbers_end_alike(text: str) -> None:
    """What is a number is said twice, here and in a pattern, and both say the same."""
    page = Page(text)
    if not page.content:
        return
    key = page.keys[page.content[0]]
    look = Look(Tables({numbered(key): (7,)}, {}, {}, (), (), (), (), b""))
    assert look.tried(page, {})[0] == ({7: page.content[:1]} if key else {})


def test_what_another_thread_found_meanwhile_stays() -> None:
    """Dates are told by Python, which may let others look at the same line, and finish with it."""
    known: dict[str, Any] = {}

    def dated(key: str) -> str:
        known[key] = ((5, None),)
        return key

    assert CORE is not None
    calls = CORE.Calls({}, (), ((), (), (5,), ()), 160, dated, ("k",), "千", 50, b"")
    assert calls.tried(["in 2024"], ["in 2024"], ["in 2024"], [0], known) == ({5: [0]}, [0], 57)
    assert known == {"in 2024": ((5, None),)}


def test_what_is_no_table_is_refused() -> None:
    """Wrong types are errors, and never a crash."""
    assert CORE is not None
    none: Any = ()
    good: tuple[Any, ...] = ({}, (), ((), (), (), ()), 160, str, ("k",), "千", 50, b"")
    CORE.Calls(*good)
    for at, wrong in enumerate(([], (1,), ((), (), (), 1), "x", None, (1,), 1, "x", b"x")):
        if at == 4:
            continue  # whatever is called tells by itself
        with pytest.raises((TypeError, ValueError)):
            CORE.Calls(*good[:at], wrong, *good[at + 1 :])
    calls = CORE.Calls(
        {"a": (1,)},
        (("\nb", False, False, (2,)),),
        good[2],
        160,
        lambda key: 1,
        ("k",),
        "千",
        50,
        b"",
    )
    known: dict[str, Any] = {}
    views = ["A", "B", "c"], ["a", "b", "c"], ["a", "b", "c"]
    assert calls.tried(*views, [1, 0, 2], known) == ({1: [0], 2: [1]}, [1, 0], 153)
    assert known == {"A": [], "B": [], "c": ()}
    one = ["a"]
    for content in ([2], [-1], ["a"], none):
        with pytest.raises((TypeError, IndexError)):
            calls.tried(one, one, one, content, {})
    wrong_views: tuple[Any, ...] = (([1], one, one), (one, [1], one), (one, one, []))
    for wrong in wrong_views:
        with pytest.raises((TypeError, IndexError)):
            calls.tried(*wrong, [0], {})
    known = {}
    with pytest.raises(TypeError):
        calls.tried(["in 2024"], ["in 2024"], ["in 2024"], [0], known)
    assert known == {"in 2024": []}  # nothing that holds is known of it
    with pytest.raises(TypeError):
        calls.tried(one, one, one, [0], none)


WORDS = ["a", "ab", "abc", "abcd", "abcdef", "é", "aé", "éab", "abé", "千", "abc千d", "1", "a1", "a 1", "1 a bc", "a-b"]  # fmt: skip
AROUND = ["", "x", "xyzw", " ", "é", "-", "1", "٣", " 千", "\ud800"]


@pytest.mark.parametrize("word", WORDS)
def test_needles_of_every_shape_are_found(word: str) -> None:
    """Short ones and long ones, beyond ASCII, at bounds of words and at the ends of lines."""
    inside = (word, EDGE + word, word + EDGE, EDGE + word + EDGE)
    ends = (f"\n{word}", f"{word}\n", f"\n{word}\n")
    tables = [{name: (9 * k + n,) for n, name in enumerate(names)} for k, names in enumerate(((numbered(word),), inside, ends))]  # fmt: skip
    look = Look(Tables(*tables, (), (), (), (), b""))
    page = Page("\n".join(f"{before}{word}{after}" for before in AROUND for after in AROUND))
    assert look.tried(page, {}) == look.reference(page, {})
    for i in page.content:
        alone = Page(page.lines[i])
        assert look.tried(alone, {}) == look.reference(alone, {})
