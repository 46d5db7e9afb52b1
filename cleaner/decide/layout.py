"""White space: ends of the document and of lines, blank lines, one final line break.

The blank-line style of the source stays; code, tables, verse and indentation are left alone.
"""

from __future__ import annotations

import re

from cleaner.document import Edit
from cleaner.segment.page import Page

_MARKDOWN = re.compile(
    r"^(?:#{1,6} |```|~~~| {0,3}(?:[*+-]|\d+\.) .*\]\()|\]\([^\s()]+\)|\*\*\S", re.M
)
_FIXED = frozenset({"code", "table", "verse", "front-matter"})


def layout(page: Page) -> list[Edit]:
    """The edits that settle the white space of a page; none when it is settled."""
    text = page.text
    if not page.content:
        return [Edit(0, len(text), text, "", ("layout/blank-lines",))] if text else []
    edits: list[Edit] = []
    first, last = page.content[0], page.content[-1]
    start = page.starts[first]
    if page.kinds[first] not in _FIXED:
        start += len(page.lines[first]) - len(page.lines[first].lstrip())
    if start:
        edits.append(Edit(0, start, text[:start], "", ("layout/start",)))
    trailing = "\n" in text and list(map(str.rstrip, page.lines)) != page.lines
    if trailing or "\n\n\n" in text or "\r" in text:
        _between(page, first, last, start, edits)
    end = page.starts[last] + len(page.lines[last].rstrip())
    if text[end:] != "\n":
        edits.append(Edit(end, len(text), text[end:], "\n", ("layout/end",)))
    return edits


def _between(page: Page, first: int, last: int, start: int, edits: list[Edit]) -> None:
    """Trailing white space, and blank lines that follow a blank line."""
    text, lines, folded, kinds = page.text, page.lines, page.folded, page.kinds
    hard_breaks: bool | None = None
    blank_before = False
    for i in range(first, last + 1):
        line = lines[i]
        if folded[i]:
            blank_before = False
            if not line[-1].isspace() or kinds[i] in _FIXED or i == last:
                continue
            left = line.rstrip()
            if line[len(left) :] == "  " and folded[i + 1]:
                if hard_breaks is None:
                    hard_breaks = bool(_MARKDOWN.search(text))
                if hard_breaks:
                    continue
            a, b = max(start, page.starts[i] + len(left)), page.end(i)
            edits.append(Edit(a, b, text[a:b], "", ("layout/trailing-space",)))
        elif kinds[i]:
            blank_before = False  # a blank line inside code
        elif blank_before and not _fixed_around(page, i):
            a, b = page.starts[i], page.starts[i + 1]
            edits.append(Edit(a, b, text[a:b], "", ("layout/blank-lines",)))
        else:
            blank_before = True
            if line:
                a, b = page.starts[i], page.end(i)
                edits.append(Edit(a, b, text[a:b], "", ("layout/trailing-space",)))


def _fixed_around(page: Page, i: int) -> bool:
    """Whether a blank line stands inside a protected block, not merely beside one."""
    at = page.rank[i]
    above, below = page.content[at - 1], page.content[at]
    kind = page.kinds[above]
    return kind in ("table", "verse") and page.kinds[below] == kind
