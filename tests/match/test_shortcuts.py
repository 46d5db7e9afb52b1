"""What detectors tell early is what they tell after a look at every line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit import PROSE

from cleaner.match import detectors, threads
from cleaner.match.detectors import DETECTORS, View
from cleaner.segment.page import Page
from cleaner.segment.zones import Zones, zones

LINES = (
    *PROSE[:4],
    "",
    "a bridge of stone",
    "the old bridge",
    "The old railing",
    "@Ann, they were not",
    "What a pity!!",
    "no :)",
    "- one",
    "    @Ann, if (x) { return 1; }",
    f"{PROSE[0]}\nthe old bridge\n{PROSE[1]}",
)


def sheet(above: int, lines: list[str], below: int) -> Page:
    """A page of so many sentences, some lines, and so many lines that are nothing."""
    sentences = [PROSE[n % 8] for n in range(above)]
    return Page("\n".join([*sentences, *lines, *["The counting takes two days."] * below]))


PAGES = st.builds(
    sheet,
    st.sampled_from([0, threads.BODY - 1, threads.BODY]),
    st.lists(st.sampled_from(LINES), max_size=40),
    st.integers(0, threads.SILENT + 2),
)
NUMBERS = st.frozensets(st.integers(0, 50), max_size=6)


def thread(page: Page, readers: frozenset[int]) -> int | None:
    """`threads.thread` with all lines weighed before anything is told."""
    weight = best = 0
    first = last = -1
    for i in reversed(page.content):
        line = page.lines[i]
        mark = 0
        if page.kinds[i] not in ("code", "table", "front-matter"):
            if i in readers or threads._ADDRESS.match(line):
                mark = threads.VOICE
            elif threads._TONE.search(line.rstrip()[-20:]):
                mark = threads.TONE
        weight += mark or -1
        last = i if mark and last < 0 else last
        if mark and weight > best:
            best, first = weight, i
    if best < threads.ENOUGH or sum(page.prose[:first]) < threads.BODY:
        return None
    lines = len(page.content) - page.rank[first]
    silent = len(page.content) - 1 - page.rank[last]
    return first if silent <= max(threads.SILENT, lines // 4) else None


@settings(max_examples=400)
@given(PAGES, NUMBERS)
@example(sheet(threads.BODY, ["What a pity!!"] * 6, threads.SILENT), frozenset())
@example(sheet(threads.BODY, ["What a pity!!"] * 40, 12), frozenset())
@example(sheet(threads.BODY, ["What a pity!!"] * 40, 13), frozenset())
@example(sheet(threads.BODY - 1, [f"{PROSE[0]}!!"] * 9, 0), frozenset())
@example(sheet(threads.BODY, [f"{PROSE[0]}!!"] * 9, 0), frozenset())
def test_a_thread_that_is_too_far_up(page: Page, readers: frozenset[int]) -> None:
    """Lines are looked at up to the first that tells that there is no thread."""
    readers = frozenset(i for i in readers if i in page.content)
    assert threads.thread(page, readers) == thread(page, readers)


@given(st.text("ab_- é\n", max_size=30), st.text("abé", min_size=1, max_size=3))
@example("aab ab", "ab")
def test_a_word_that_a_text_holds(text: str, word: str) -> None:
    """A word is looked for as it would be found in the list of all words."""
    assert detectors._says(text, word) == (word in re.findall(r"[^\W_]+", text))


def labels(page: Page, claimed: frozenset[int]) -> dict[str, list[int]]:
    """Repeated labels of a page, wherever they stand."""
    where = defaultdict(list)
    times = Counter(page.keys)
    for i in page.content:
        key = page.keys[i]
        if times[key] > 1 and page.kinds[i] in ("prose", "heading") and i not in claimed:
            if len(key) <= 60 and 2 <= len(key.split()) <= 5:
                if page.folded[i][-1] not in ".!?:;,#":
                    where[key].append(i)
    return {key: lines for key, lines in where.items() if len(lines) > 1}


def beside(page: Page, i: int) -> int:
    """How many neighbours of a line are sentences."""
    at = page.rank[i]
    near = [page.content[n] for n in (at - 1, at + 1) if 0 <= n < len(page.content)]
    return sum(page.prose[j] for j in near)


@settings(max_examples=400)
@given(PAGES, NUMBERS)
def test_image_descriptions_between_sentences(page: Page, claimed: frozenset[int]) -> None:
    """A page is told at once to have none only where no repeated label is one."""
    view = View(page, zones(page, ()), claimed, None, [], "")
    repeated = labels(page, claimed) if view.zones.first >= 0 else {}
    assert list(DETECTORS["alt-text"](view)) == [
        tuple(lines)
        for key, lines in repeated.items()
        if len(repeated) <= 2 and len(lines) <= 3
        if {beside(page, i) for i in lines} in ({2}, {1, 2})
        if all(detectors._between_prose(page, i) for i in lines)
        if detectors._in_prose(page, key.split())
        if not detectors._written_alike(page, lines)
    ]


@given(PAGES, NUMBERS)
def test_zones_hold_the_lines_that_are_in_them(page: Page, claimed: frozenset[int]) -> None:
    """Head and tail of a page are the lines of which `of` says so."""
    for cut in (zones(page, claimed), Zones(-1, -1)):
        assert cut.head(page) == [i for i in page.content if cut.of(i) == "head"]
        assert cut.tail(page) == [i for i in page.content if cut.of(i) == "tail"]
        prose = [i for i, is_prose in enumerate(page.prose) if is_prose and i not in claimed]
        if cut.first >= 0:
            assert (cut.first, cut.last) == (prose[0], prose[-1])
