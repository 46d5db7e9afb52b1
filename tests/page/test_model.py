"""The page model: its scores, the threshold, what tells a whole page."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from kit import PROSE
from whole import FOOTER, MANY, MENU, WHOLE

from cleaner.page.judge import is_whole, opinion
from cleaner.page.model import FILE, SURE, Lines, Scores, load
from cleaner.page.tokens import hash_word, tokens
from cleaner.page.trees import Trees
from cleaner.segment.page import Page


def test_scores_are_the_same_everywhere() -> None:
    """Scores are integers, and the same ones on every machine: the digest of all is pinned."""
    model = load()
    scores = [
        model.score(text.split("\n"), "https://example.com/the-bridge").chance.tolist()
        for text in MANY.values()
    ]
    digest = hashlib.sha256(repr(scores).encode()).hexdigest()
    assert digest == "bda913c8666cf88f2b2d47849b34ce0479c005a17d2a4657eafc9e860b7948be"


def test_content_scores_higher_than_menus() -> None:
    """Sentences of an article score above the entries of menu and footer."""
    lines = WHOLE.split("\n")
    scores = load().score(lines)
    by_line = {lines[i]: c for i, c in zip(scores.at.tolist(), scores.chance, strict=True)}
    assert min(by_line[line] for line in PROSE) > 5 * max(
        by_line[line] for line in [*MENU, *FOOTER]
    )


def test_blank_lines_have_no_scores() -> None:
    """Blank lines are not scored, and a text of blank lines has no scores."""
    model = load()
    assert model.score(["", " ", "\t"]).at.tolist() == []
    assert model.score(["", "A line.", ""]).at.tolist() == [1]


def test_one_page_does_not_change_another() -> None:
    """A page scores the same, whatever was scored before it."""
    model = load()
    first = model.score(WHOLE.split("\n")).chance.tolist()
    model.score((WHOLE * 30).split("\n"))
    assert model.score(WHOLE.split("\n")).chance.tolist() == first


def test_long_pages_are_scored_in_parts() -> None:
    """Pages longer than a part of the scorer score all their lines."""
    lines = (PROSE[0] + "\n").split("\n") * 1500
    assert len(load().score(lines).chance) == 1500


def test_trees_add_up_what_they_come_to() -> None:
    """Each tree gives the leaf that its answers number, the first question the lowest bit."""
    asked, borders = np.array([[0, 1]]), np.array([[5, -3]])
    trees = Trees.of(asked, borders, np.array([[1, 20, 300, 4000]]), 7)
    rows = np.array([[5, -3], [6, -3], [5, -2], [6, -2]], np.int32)
    assert trees.sums(rows).tolist() == [8, 27, 307, 4007]


@pytest.mark.parametrize(
    ("chance", "words", "kept"),
    [
        ([1.0, 1.0, 0.0], [5, 5, 5], 2),
        ([0.9, 0.6, 0.5, 0.1], [10, 10, 10, 10], 3),
        ([0.9, 0.2, 0.2, 0.2], [50, 1, 1, 1], 1),
        ([0.2, 0.2, 0.1], [1, 1, 1], 2),
    ],
)
def test_threshold_has_the_best_expected_f1(
    chance: list[float], words: list[int], kept: int
) -> None:
    """The threshold is the score with the best expected F1: surer pages have a higher one."""
    scores = Scores(
        np.arange(len(chance)), np.array([int(c * SURE) for c in chance]), np.array(words)
    )
    best = scores.threshold()
    assert sum(int(c * SURE) >= best for c in chance) == kept


def test_lines_stand_or_fall_together() -> None:
    """Doubtful lines may all be content: many of them stay where lines alone would not."""
    chance = np.array([int(c * SURE) for c in [0.8, 0.8, *[0.3] * 8]])
    scores = Scores(np.arange(10), chance, np.full(10, 10))
    assert scores.threshold() == chance[-1]
    assert scores._replace(odds=1).threshold() == chance[0]


def test_share_that_may_go() -> None:
    """However foreign the lines are, those with the best scores stay until the share is held."""
    page = Page("\n".join(MENU) + "\n")
    words = sum(len(line.split()) for line in MENU)
    for share in (0.0, 0.5, 1.0):
        gone = opinion(load(), page, "", share, strict=False).gone()
        assert sum(len(MENU[i].split()) for i in gone) <= share * words
        assert len(gone) < len(MENU)


def test_strict_takes_less() -> None:
    """A strict opinion takes a part of what the usual one takes."""
    page = Page(WHOLE)
    usual, strict = (opinion(load(), page, "", 0.98, strict).gone() for strict in (False, True))
    assert strict <= usual


def test_whole_pages() -> None:
    """A page with menu and footer is a whole one, its main content alone is not."""
    model = load()
    assert is_whole(model, Page(WHOLE))
    assert not is_whole(model, Page("\n\n".join(PROSE) + "\n"))
    assert not is_whole(model, Page(""))


def test_words_hash_as_in_texts() -> None:
    """A word has the same hash alone and in a line, in any case; digits count as zeros."""
    model = load()
    found = tokens(["The Bridge, 1987!", "橋x"], model.classes, model.lower)
    words = ["the", "bridge", "0000", "橋", "x"]
    assert found.hashes.tolist() == [hash_word(word) for word in words]
    assert found.line.tolist() == [0, 0, 0, 1, 1]
    assert found.words.tolist() == [3, 2]


def test_lines_know_their_white_space() -> None:
    """Lines that are not blank, with indentation and the blank lines above them."""
    lines = Lines.of(["", "  a ", "", "", "\tb"])
    assert (lines.at.tolist(), lines.lines) == ([1, 4], ["a", "b"])
    assert (lines.indent.tolist(), lines.blank.tolist()) == ([2, 1], [1, 2])


def test_model_is_small() -> None:
    """The model fits a wheel, names its data, and holds no pickled objects."""
    assert FILE.stat().st_size < 5_000_000
    assert len(load().data) == 64
