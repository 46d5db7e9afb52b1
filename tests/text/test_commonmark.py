"""Pieces of Markdown: fences, code within lines, languages, rows of tables."""

from __future__ import annotations

import pytest

from cleaner.text import commonmark


@pytest.mark.parametrize(
    ("code", "fence", "span"),
    [
        ("x = 1", "```", "`x = 1`"),
        ("a `b`", "```", "`` a `b` ``"),
        ("```\na\n````", "`````", "````` ``` a ```` `````"),
        (" \n", "```", ""),
    ],
)
def test_code(code: str, fence: str, span: str) -> None:
    """Code stands between more backticks than it holds in a row."""
    assert commonmark.fence(code) == fence
    assert commonmark.span(code) == span


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ("highlight language-c++", "c++"),
        ("lang-py numbered", "py"),
        ("slang-x", ""),
        ("", ""),
    ],
)
def test_language(names: str, language: str) -> None:
    """The language of code is what its element's class says after `language-` or `lang-`."""
    assert commonmark.language(names) == language


def test_rows() -> None:
    r"""A bar within a cell is escaped, and so is a backslash before it, which would undo that: GitHub
    reads `\\|` as a backslash at the end of a cell."""
    cells = ["a|b", r"a\|b", r"C:\bin", ""]
    assert commonmark.row(cells) == r"| a\|b | a\\\|b | C:\bin |  |"
    assert commonmark.rule(2) == "| --- | --- |"


def test_many_backslashes() -> None:
    """A cell of backslashes takes no longer than its length."""
    text = "\\" * 200_000
    assert commonmark.row([text]) == f"| {text} |"
