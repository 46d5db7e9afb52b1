"""What is known of lines: bounded, and of no effect on what comes out."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Config
from cleaner.segment import page
from cleaner.segment.lines import Line, look
from cleaner.segment.page import Page
from cleaner.text import memory
from cleaner.text.fold import fold, fold_with_map
from cleaner.text.memory import Memory

LINES = st.lists(st.text(alphabet="ae\u0301\u0345İ\u0e48 ", max_size=6), max_size=2)

PAGE = """Home

The ferry to the island was late because the tide had turned early, and nobody minded much.

Share this article

The {n} passengers bought tea from the kiosk, and the gulls waited on the railing for the crumbs.

Leave a comment
"""


def test_a_full_memory_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, and not in the hands of who is using it."""
    monkeypatch.setattr(memory, "MOST", 1000)
    one: Memory[int] = Memory()
    known = one.make_room("")
    known["line" * 300] = 1
    one.size = memory.count(known)
    assert one.make_room("") == {}
    assert one.size == 0
    assert known


def test_the_lines_of_a_long_text_stay_for_all_its_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is; the next text begins anew."""
    monkeypatch.setattr(memory, "MOST", 1000)
    monkeypatch.setattr(page, "_memory", Memory())
    text = "\n".join(f"a line of some words and with the number {n}" for n in range(200))
    Page(text)
    known = page._memory.known
    Page(text)
    assert page._memory.known is known
    Page("another text")
    assert list(page._memory.known) == ["another text"]


def test_memory_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines are met, no more are kept than fit."""
    monkeypatch.setattr(memory, "MOST", 5000)
    monkeypatch.setattr(page, "_memory", Memory())
    for n in range(2000):
        Page(f"line {n}\nanother line {n}")
    assert 0 < memory.count(page._memory.known) <= 5200


def test_one_bound_for_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known for all languages together stays within the bound."""
    monkeypatch.setattr(memory, "MOST", 3000)
    cleaner = Cleaner(Config())
    for n in range(60):
        cleaner.clean(PAGE.format(n=n), language=("en", "de", "fr", "ja")[n % 4])
    held = sum(look.memory.size for look in cleaner.engine._looks.values())
    assert held <= 3000 + memory.count(PAGE.split("\n"))


@given(
    st.text(alphabet="ae\u0301\U0001d15e\u0345\u0e01\u0e38\u0e48İǰ1 -", max_size=12), LINES, LINES
)
def test_a_line_is_what_it_is_wherever_it_stands(
    line: str, before: list[str], after: list[str]
) -> None:
    """What is told of a line does not depend on the lines that are looked at with it."""
    alone: dict[str, Line] = {}
    beside: dict[str, Line] = {}
    look([line], alone)
    look([*before, line, *after], beside)
    assert beside[line] == alone[line]
    assert alone[line][0] == fold(line).strip() == fold_with_map(line)[0]


def test_threads_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several threads with one cleaner, and hardly any memory, give what one gives."""
    monkeypatch.setattr(memory, "MOST", 500)
    cleaner = Cleaner(Config())
    sources = [PAGE.format(n=n) for n in range(30)]
    expected = [cleaner.clean(source).text for source in sources]
    wrong: list[object] = []

    def work(k: int) -> None:
        try:
            for n in range(len(sources)):
                at = (7 * n + 11 * k) % len(sources)
                if cleaner.clean(sources[at]).text != expected[at]:
                    wrong.append(at)
        except BaseException as err:
            wrong.append(err)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert "Share" not in expected[0]
