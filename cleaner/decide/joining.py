"""Lines put together, where they are asked for: words broken at line ends, and hard wraps.

Only prose is touched. A word is put together if the document has it elsewhere; lines are, if their
paragraph was filled to one width: wherever it was broken the next word would not have fitted in.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cleaner.document import Edit
from cleaner.segment.page import Page

_BROKEN = re.compile(r"([^\W\d_]+)([-\u2010\xad])$")
_REST = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff01-\uff65"
    "\U00020000-\U0003ffff]"
)
_LEAST_LINES = 3  # of a paragraph that can show a width
_LEAST_WIDTH, _MOST_WIDTH = 40, 100
_MARK = re.compile(r"\s*(?:[-*+•–—]|\d+[.)]|[#>|])\s|\s{4}")


def join(page: Page, fields: frozenset[str]) -> list[Edit]:
    """The edits of `hyphenation` and `hard-wraps`; words first, lines when those are done."""
    edits = _words(page) if "hyphenation" in fields else []
    if not edits and "hard-wraps" in fields:
        edits = _paragraphs(page)
    return edits


def _prose(page: Page, i: int) -> bool:
    return page.kinds[i] == "prose" and not _MARK.match(page.lines[i])


# ---- words


def _words(page: Page) -> list[Edit]:
    broken = [
        i
        for i in range(len(page.lines) - 1)
        if _prose(page, i) and _prose(page, i + 1) and _BROKEN.search(page.lines[i])
    ]
    if not broken:
        return []
    known = _vocabulary(page, broken)
    edits: list[Edit] = []
    last = -2
    for i in broken:
        head = _BROKEN.search(page.lines[i])
        rest = _REST.match(page.lines[i + 1])
        if i == last + 1 or head is None or rest is None or not rest[0].islower():
            continue  # a word over three lines is put together in the next round
        if (head[1] + rest[0]).casefold() in known:
            hyphen = ""
        elif head[2] != "\xad" and f"{head[1]}-{rest[0]}".casefold() in known:
            hyphen = head[2]
        else:
            continue
        last = i
        # the rest of the word goes up to its first half, the line break goes behind it
        start, end = page.starts[i] + head.start(2), page.starts[i + 1] + rest.end()
        while end < page.end(i + 1) and not (page.text[end].isspace() or page.text[end].isalnum()):
            end += 1
        before = page.text[start:end]
        after = hyphen + before[1:].lstrip()
        if page.text[end : end + 1] == " ":
            before, after, end = f"{before} ", f"{after}\n", end + 1
        edits.append(Edit(start, end, before, after, ("style/hyphenation",)))
    return edits


def _vocabulary(page: Page, broken: list[int]) -> set[str]:
    """All words of the document that are not broken themselves."""
    halves = set(broken)
    words: set[str] = set()
    for i, line in enumerate(page.lines):
        text = line
        if i in halves:
            text = _BROKEN.sub("", text)
        if i - 1 in halves:
            text = _REST.sub("", text, count=1)
        words.update(word.casefold().replace("\u2010", "-") for word in _WORD.findall(text))
    return words


# ---- paragraphs


def _paragraphs(page: Page) -> list[Edit]:
    edits: list[Edit] = []
    start = 0
    for i in range(len(page.lines) + 1):
        if i == len(page.lines) or not page.folded[i] or not _prose(page, i):
            if i - start >= _LEAST_LINES and _is_filled(page.lines[start:i]):
                edits += [_joint(page, n) for n in range(start, i - 1)]
            start = i + 1
    return edits


def _is_filled(lines: list[str]) -> bool:
    """Whether lines are as full as their longest one lets them be."""
    width = max(map(_columns, lines))
    if not _LEAST_WIDTH <= width <= _MOST_WIDTH:
        return False
    for line, following in pairwise(lines):
        if line != line.rstrip() or _columns(line) + _first(following) <= width:
            return False
    return True


def _columns(line: str) -> int:
    return len(line) + len(_NO_SPACES.findall(line))


def _first(line: str) -> int:
    """Columns that the next line would have taken with its first word."""
    if _NO_SPACES.match(line):
        return 4  # a character, and one that may not begin or end a line
    return 1 + _columns(line.split(maxsplit=1)[0])


def _joint(page: Page, i: int) -> Edit:
    at, behind = page.end(i), page.starts[i + 1]
    left, right = page.text[at - 1], page.text[behind : behind + 1]
    close = _NO_SPACES.match(left) and _NO_SPACES.match(right)
    return Edit(at, behind, page.text[at:behind], "" if close else " ", ("style/hard-wraps",))
