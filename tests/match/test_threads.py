"""Where readers begin to speak: what is a thread, and what only has marks of one."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.match.threads import thread
from cleaner.segment.page import Page

ARTICLE = [
    f"In the year {year} the council of the valley counted {year // 9} sheep, and nobody was surprised by it."
    for year in range(1901, 1921)
]
THREAD = [
    "My aunt remembers the winter in which they were counted twice.",
    "@Anna: they were not.",
    "Is the book still to be had anywhere?",
    "No :)",
    "What a pity!!",
    "They are still counted.",
]


def first(body: list[str], tail: list[str], readers: set[int]) -> int | None:
    """The line of the tail (from 0) at which the thread begins; readers: lines of the tail."""
    found = thread(Page("\n".join(body + tail)), {len(body) + i for i in readers})
    return None if found is None else found - len(body)


def test_marks_of_tone_alone_tell_a_thread() -> None:
    """An address, a smiley and two exclamation marks need no phrases; it begins at the first mark."""
    assert first(ARTICLE, THREAD, set()) == 1


def test_phrases_of_readers_tell_a_thread() -> None:
    """Two phrases are enough if they stand close together, and not if they stand far apart."""
    plain = ["The counting takes two days."] * 5
    assert first(ARTICLE, plain, {0, 2}) == 0
    assert first(ARTICLE, plain, {0}) is None
    assert first(ARTICLE, plain * 4, {0, 17}) is None


@pytest.mark.parametrize(
    ("body", "tail"),
    [
        (ARTICLE[:14], THREAD),  # an opening post and its answers
        (ARTICLE, THREAD + ["The counting takes two days."] * 9),  # an article below its comments
        (ARTICLE, ["    @Anna = call(1);", "    @Jon = call(2);", "    @Ines = call(3);"]),
        (ARTICLE, ["@media print", "@prefix a: <b>", "@app.route", "@override"]),
        (ARTICLE, []),
    ],
)
def test_what_is_no_thread(body: list[str], tail: list[str]) -> None:
    """Short openings, threads above other text, and code stay."""
    assert first(body, tail, set()) is None


def test_a_thread_longer_than_its_article_goes() -> None:
    """The cap on removed prose does not count a thread, and what is left stays as it is."""
    text = "\n".join(
        [*ARTICLE, "Thanks for sharing this, it made my day.", *((THREAD + ARTICLE[:4]) * 5)]
    )
    tool = Cleaner()
    result = tool.clean(text + "\nGreat article, thank you.")
    assert result.text.splitlines() == ARTICLE
    assert not result.flags
    assert tool.clean(result.text).text == result.text
    assert result.undo() == result.source


def test_a_forum_keeps_its_answers() -> None:
    """Where the document is a thread itself, its answers are the content."""
    text = "\n".join([*ARTICLE, *THREAD])
    assert Cleaner().clean(text, document="forum").text.splitlines()[-1] == THREAD[-1]
