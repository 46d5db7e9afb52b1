"""Pieces of Markdown, for all that writes it: CommonMark with the tables of GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TICKS = re.compile("`+")
_LANGUAGE = re.compile(r"(?:^|\s)lang(?:uage)?-([\w+#.-]+)")
_BARS = re.compile(r"(?<!\\)(\\*)\|")


def _longest(text: str) -> int:
    """The longest run of backticks."""
    return max(map(len, _TICKS.findall(text)), default=0)


def fence(code: str) -> str:
    """What stands above and below code: more backticks than it holds in a row, three at least."""
    return "`" * max(3, _longest(code) + 1)


def span(code: str) -> str:
    """Code within a line, between more backticks than it holds in a row; white space is joined."""
    code = " ".join(code.split())
    if not code:
        return ""
    ticks = "`" * (_longest(code) + 1)
    return f"{ticks} {code} {ticks}" if "`" in code else f"{ticks}{code}{ticks}"


def language(names: str) -> str:
    """The language of code by the class names of its element: `highlight language-c++`; "" if none."""
    found = _LANGUAGE.search(names)
    return found[1] if found else ""


def row(cells: Iterable[str]) -> str:
    """A row of a table. Bars are escaped, and backslashes that stand before them."""
    escaped = [_BARS.sub(r"\1\1\\|", cell) for cell in cells]
    return f"| {' | '.join(escaped)} |"


def rule(width: int) -> str:
    """What stands below the first row of a table of so many columns."""
    return row(["---"] * width)
