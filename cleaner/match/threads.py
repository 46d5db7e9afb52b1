"""Where readers begin to speak under an article, told by how they speak.

Extractors append the comments of a page to its text, mostly without a heading or the names above
them. What tells them is their voice: rules with `signal: reader` know the phrases ("Thanks for
sharing", "I totally agree"), and some marks need no language: a smiley at the end, two exclamation
marks, "@Name". One line in eight of a thread has such a mark, one in five hundred of an article, so
the marks are weighed as evidence for a change of speaker: a mark speaks for it as strongly as
`VOICE` lines without any speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import compress, count, islice

from cleaner.segment.page import Page

VOICE, TONE = 16, 8
"""What a reader's phrase and a mark of tone weigh; a line without any weighs -1."""

ENOUGH = 28
"""The least weight of a thread: two phrases of readers close together, or more marks."""

BODY = 15
"""The least number of sentences above: in a forum readers begin to speak earlier."""

SILENT = 8
"""So many lines without a mark may stand at the end, or a quarter of the thread: an article may
stand below its comments, too."""

_NO_WORDS = frozenset({"code", "table", "front-matter"})
_TONE = re.compile(
    r"[:;]-?[)(DP]\W*$"
    r"|[\U0001F600-\U0001F64F\U0001F90D-\U0001F92F\u2764]\W*$"
    r"|(?:!{2,}|\?{2,}|\?!)\s*$"
)
_ADDRESS = re.compile(r"\W*@(?=[^a-z\W\d_])\w+(?:[,:]|\s[^(=])")
_END = 20  # characters at the end of a line that tell its tone


def thread(page: Page, readers: Collection[int]) -> int | None:
    """The line at which readers begin to speak, and do so to the end; None where they do not.

    readers: the lines with a phrase of readers.
    """
    # the last of the sentences that must stand above
    body = next(islice(compress(count(), page.prose), BODY - 1, None), None)
    if body is None:
        return None
    quiet = max(SILENT, (len(page.content) - page.rank[body] - 1) // 4)
    weight = best = 0
    first = last = -1
    for below, i in enumerate(reversed(page.content)):
        mark = _mark(page, i, readers)
        weight += mark or -1
        if mark and last < 0:
            last = i
        if mark and weight > best:
            best, first = weight, i
        if last < 0 and below >= quiet:
            return None  # whatever stands above, the lines below it are too many
    if best < ENOUGH or first <= body:
        return None
    lines = len(page.content) - page.rank[first]
    silent = len(page.content) - 1 - page.rank[last]
    return first if silent <= max(SILENT, lines // 4) else None


def _mark(page: Page, i: int, readers: Collection[int]) -> int:
    """What a line weighs as the words of a reader."""
    line = page.lines[i]
    mark = VOICE
    if i not in readers and ("@" not in line or not _ADDRESS.match(line)):
        end = line.rstrip()[-_END:]
        if end.isascii() and not (":" in end or ";" in end or "!" in end or "?" in end):
            return 0  # most lines; no pattern is needed
        mark = TONE if _TONE.search(end) else 0
    return 0 if page.kinds[i] in _NO_WORDS else mark
