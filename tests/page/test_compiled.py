"""The compiled part of the page model: the same numbers as numpy gives, and as safe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kit import PROSE
from whole import MANY, WHOLE

from cleaner.page import features as features_module
from cleaner.page import linear, model, tokens, trees
from cleaner.page.compiled import WHY_NOT, score
from cleaner.page.model import Lines, Model, Scores, load

if score is None:
    pytest.skip(f"there is no compiled part: {WHY_NOT}", allow_module_level=True)

URL = "https://example.com/news/the-old-bridge"
PIECES = [
    *PROSE, *MANY["japanese"].split("\n"), *MANY["thai"].split("\n"), *MANY["odd"].split("\n"), "", " ", "\u3000", "\x85", "Home", "  - Home", "\tabc", "    $ 1,000.50", "He said: “yes.”", "«Oui»", "a" * 200, "x " * 600, "The bridge",
    "the old bridge", "der die das und", "ÀÉ ß İ", "e\u0301", "1", ".", "|", "a\x00b", "© 2024", "@a #b", "中", "中文。",
]  # fmt: skip
PAGES = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=60)


@contextmanager
def reference() -> Iterator[None]:
    """What is done in here is done by numpy."""
    modules: list[Any] = [features_module, linear, model, tokens, trees]
    for module in modules:
        module.score = None
    try:
        yield
    finally:
        for module in modules:
            module.score = score


def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """The same values in arrays of the same type."""
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
        assert getattr(a, "dtype", None) == getattr(b, "dtype", None)


def parts(tool: Model, lines: list[str]) -> tuple[Any, ...]:
    """What is computed of a page, step by step."""
    page = Lines.of(lines)
    seen = tokens.tokens(page.lines, tool.classes, tool.lower)
    assert np.array_equal(seen.different[seen.which], seen.hashes)
    assert len(set(seen.different.tolist())) == len(seen.different)
    kinds = tool.kind_logits(seen, URL)
    found = tool.features(page, seen, URL, kinds)
    matrix = found.matrix()
    sums = linear.word_sums(seen, page.indent, page.blank, tool.words)
    return (*page, *seen[:-2], kinds, sums, matrix, found.names, tool.trees.sums(matrix))


@given(PAGES)
@example(WHOLE.split("\n"))
@example([*WHOLE.split("\n")] * 30)
@example(["word"])
@example(["x"] * 300)
@example(["."])
@example([f"line {n} " * (n % 7) for n in range(900)])
def test_every_step_gives_what_numpy_gives(lines: list[str]) -> None:
    """Lines, words, sums, features and scores of a page are those of the reference."""
    if not any(line.strip() for line in lines):
        return
    tool = load()
    compiled = parts(tool, lines)
    with reference():
        same(compiled, parts(tool, lines))


@given(PAGES)
@example([])
def test_pages_score_the_same(lines: list[str]) -> None:
    """So do the scores of a page, and what tells whether it is a whole one."""
    tool = load()

    def scores() -> tuple[Scores, int]:
        return tool.score(lines, URL), tool.frame_logit(lines)

    found, frame = scores()
    with reference():
        expected, other = scores()
    same(found, expected)
    assert frame == other


def test_columns_are_those_that_the_model_was_trained_on() -> None:
    """The names of the columns stand in the model, in their order."""
    tool = load()
    page = Lines.of(WHOLE.split("\n"))
    seen = tokens.tokens(page.lines, tool.classes, tool.lower)
    found = tool.features(page, seen, "", tool.kind_logits(seen, ""))
    assert tuple(found.names) == tool.names


def arrays() -> dict[str, tuple[Any, ...]]:
    """Arguments of each function that fit each other."""
    tool = load()
    page = Lines.of(WHOLE.split("\n"))
    seen = tokens.tokens(page.lines, tool.classes, tool.lower)
    kinds = tool.kind_logits(seen, URL)
    n = len(page.lines)
    found = tool.features(page, seen, URL, kinds)
    rows = np.ascontiguousarray(found.matrix().T)
    out = np.empty(n, np.int64)
    slug = np.zeros(len(seen.different), bool)
    asked = tool.trees
    return {
        "tokens": (page.lines, tool.classes, tool.lower),
        "word_sums": (
            seen.counts, seen.first, seen.last, seen.size, seen.hashes, seen.words, page.indent,
            page.blank, tool.words, linear.LINE_BITS, out,
        ),
        "code_sums": (
            seen.different, tool.kinds, linear.PAGE_BITS, np.empty(len(kinds), np.int64),
        ),
        "features": (
            seen, page.indent, page.blank, np.zeros(n, np.int64), kinds, slug, *tokens.stop_words(),
            rows.copy(),
        ),
        "trees": (rows, asked.column, asked.border, asked.question, asked.leaves, out),
    }  # fmt: skip


@pytest.mark.parametrize("name", arrays())
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    """A function given arrays of other lengths or types raises, and reads nothing beyond them."""
    arguments = arrays()[name]
    getattr(score, name)(*arguments)
    any_length = {("tokens", 0), ("word_sums", 8), ("code_sums", 0)}
    for n, argument in enumerate(arguments):
        others: list[Any] = [None]
        if isinstance(argument, tuple):
            for k, column in enumerate(argument):
                for other in (column[:-1], column.astype(np.int16)):
                    others.append((*argument[:k], other, *argument[k + 1 :]))
        elif isinstance(argument, np.ndarray):
            others.append(argument.astype(np.complex128))
            if (name, n) not in any_length:
                others += [argument.reshape(-1)[:0], argument.reshape(-1)[:-1].copy()]
        elif isinstance(argument, int):
            others += [0, 64, -1]
        for other in others:
            with pytest.raises((TypeError, ValueError, BufferError)):
                getattr(score, name)(*arguments[:n], other, *arguments[n + 1 :])


def test_places_beyond_the_arrays_are_refused() -> None:
    """Lines, words, columns and questions that are not there are never read."""
    calls = arrays()
    for name, place, at in (
        ("trees", 1, 1 << 40), ("trees", 1, -1),
        ("trees", 3, -1), ("trees", 3, 1 << 40), ("word_sums", 5, -1), ("word_sums", 5, 1 << 62),
    ):  # fmt: skip
        arguments = list(calls[name])
        arguments[place] = arguments[place].copy()
        arguments[place].reshape(-1)[-1] = at
        with pytest.raises(ValueError, match="do not fit"):
            getattr(score, name)(*arguments)
    seen, *others = calls["features"]
    for field in ("line", "which"):
        wrong = getattr(seen, field).copy()
        wrong[0] = 1 << 40
        with pytest.raises(ValueError, match="do not fit"):
            score.features(seen._replace(**{field: wrong}), *others)


@pytest.mark.parametrize("lines", [[""], [b"x"], [None], ("x",), "x"])
def test_what_are_no_lines_is_refused(lines: Any) -> None:
    """Lines are a list of strings with something in them."""
    tool = load()
    with pytest.raises((TypeError, ValueError)):
        score.tokens(lines, tool.classes, tool.lower)
