"""White space: what is settled, and what is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, line

from cleaner import Cleaner, Config, Result, apply
from cleaner.decide.layout import layout
from cleaner.segment.page import Page

Clean = Callable[..., Result]
P = PROSE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a b\n"), ("a b\n", "a b\n"), ("a b\n\n\n", "a b\n"), ("\n\n  a b", "a b\n"), ("a b   ", "a b\n"), ("a b\t\nc d", "a b\nc d\n"), ("a b\u00a0\nc d", "a b\nc d\n"),
        ("a b\n\nc d\n", "a b\n\nc d\n"), ("a b\nc d\n", "a b\nc d\n"), ("a b\n\n\nc d", "a b\n\nc d\n"), ("a b\n \n\t\n\nc d", "a b\n\nc d\n"), ("a b\n \nc d", "a b\n\nc d\n"),
        ("a b\n  indented", "a b\n  indented\n"), ("a b\n\n    c d\n", "a b\n\n    c d\n"), ("", ""), ("\n \n", ""), ("  ", ""), ("a  b", "a  b\n"), ("a b\r\n\r\n\r\nc d\r\n", "a b\r\n\r\nc d\n"),
        ("a b\u200b\nc d", "a b\u200b\nc d\n"), ("\ufeffa b", "\ufeffa b\n"),
    ],
)  # fmt: skip
def test_layout(clean: Clean, text: str, expected: str) -> None:
    """Blank lines and spaces at the ends go, blank lines come one at a time, one line break ends the text."""
    result = clean(text)
    assert result.text == expected
    assert {cause.split("/")[0] for edit in result.edits for cause in edit.causes} <= {"layout"}


@pytest.mark.parametrize(
    "text",
    [
        f"# A title\n\n{P[0]}  \n{P[1]}\n", "- one  \n  two\n\n[link](https://example.com)\n", "```\na  \n\n\n  b\n```\n", "| a | b |  \n|---|---|  \n| c | d |  \n\na b\n",
        "the rose is red,  \nthe violet is blue and fair,\nthe honey's sweet, and so is air,\nand so is all that grows out there,\n", "---\ntitle: x  \n---\n\na b\n",
        "    x = 1;  \n    y = 2;\n\n\n    z = 3;\n",
    ],
)  # fmt: skip
def test_left_alone(clean: Clean, text: str) -> None:
    """Markdown's hard breaks, indentation, code, tables, verse and front matter keep their white space."""
    assert clean(text).text == text


def test_two_spaces_are_no_hard_break_without_markdown(clean: Clean) -> None:
    """In plain text two spaces at the end of a line are only spaces."""
    assert clean(f"{P[0]}  \n{P[1]}\n").text == f"{P[0]}\n{P[1]}\n"
    assert clean(f"# A title\n\n{P[0]}   \n{P[1]}\n").text == f"# A title\n\n{P[0]}\n{P[1]}\n"


def test_layout_can_be_switched_off(clean: Clean) -> None:
    """Without layout white space stays, also around what rules take."""
    text = f"\n\n {P[0]}  \n\n\n\n{P[1]}"
    assert clean(text, layout=False).text == text
    assert clean(f"{text}\n\nx1", line("x1"), layout=False).text == text


def test_nothing_but_code_keeps_its_indentation(clean: Clean) -> None:
    """A text that begins with code keeps the spaces in front of it."""
    text = "    def foo(bar):\n        return bar + 1;\n"
    assert clean(text).text == text


LINES = st.lists(
    st.sampled_from(["", " ", "\t", "a", " a ", "a  ", "    x = 1;", "```", "| a | b |", "|---|---|", "# a", "> a", "- a", "---", "t: 1", "a,", P[0], "\u200b", "\u3000", "\ufeff "]),
    max_size=12,
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\u2028", "\x0c", "\x85", "\x1c"])


@given(LINES, st.lists(BREAKS, min_size=13, max_size=13), st.booleans())
def test_layout_settles(lines: list[str], breaks: list[str], final: bool) -> None:
    """Settling white space once and again comes to an end, and takes nothing but white space."""
    text = "".join(a + b for a, b in zip(lines, breaks, strict=False))
    if not final:
        text = text.rstrip("\n")
    now = text
    for _ in range(4):
        edits = layout(Page(now))
        assert all(
            not e.after.strip()
            and not e.before.strip("\u200b\ufeff \t\n\r\u3000\u2028\x0c\x85\x1c")
            for e in edits
        )
        if not edits:
            break
        now = apply(now, edits)
    else:
        pytest.fail(f"not settled: {now!r}")


@pytest.mark.parametrize(
    "piece",
    [
        "](",
        "](a",
        "[a](",
        "  ",
        " \n",
        "\n",
        "1. ](",
        "* a](b",
        "- [",
        "**",
        "|",
        "    a\n",
        "> ",
        "a,\n",
        "```\n",
        "\t",
        "{",
        "a(",
        '"a": ',
        "= ",
        "// ;(",
        "_" * 5,
        "a.b",
        "#",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    """Time is linear in the text, whatever it is made of."""
    text = f"a b  \nc\n{piece * (200_000 // len(piece))}\nx  \ny\n"
    start = time.process_time()
    Cleaner(Config(builtin_rules=False, repair=False)).clean(text)
    assert time.process_time() - start < 2
