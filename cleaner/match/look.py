"""Which rules to try on which lines: one look at each line tells, whatever the number of rules.

A whole line is looked up in a dictionary, needles are found by one Aho-Corasick pass over all lines;
the compiled core does both where there is one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from cleaner.core import CORE
from cleaner.match.dated import MARK, marked
from cleaner.match.hit import Hit
from cleaner.match.needles import EDGE
from cleaner.match.phrases import SCALE_SIGNS, SCALES, numbered
from cleaner.match.sieve import Sieve, unpacked
from cleaner.rules.compile import Tables
from cleaner.segment.page import Page
from cleaner.text.memory import EACH, Memory, count

if TYPE_CHECKING:
    from cleaner._core import Calls

_MAX_LINE = 160  # characters of a line that is tried for its class: with a digit, with a year …
_DOT = re.compile(r"[\w-]\.[^\W\d_]")  # what every host has
_YEAR = re.compile(r"[12]\d{3}|'\d\d")  # what every full date has, see text/dates.py
_DIGIT = re.compile(r"\d")
_WORDLIKE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SURROGATE = re.compile("[\ud800-\udfff]")


Needle = tuple[str, bool, bool, tuple[int, ...]]
"""A needle, whether it stands at a word bound on its left and right, and what it calls."""


def needles(table: dict[str, tuple[int, ...]]) -> list[Needle]:
    """The needles of a table, without the marks of their bounds."""
    out = []
    for needle, calls in table.items():
        text = needle.strip(EDGE)
        left = needle[0] == EDGE and text[0] in _WORDLIKE
        right = needle[-1] == EDGE and text[-1] in _WORDLIKE
        out.append((text, left, right, calls))
    return out


class Scan:
    """One Aho-Corasick automaton over the needles of many rules."""

    def __init__(self, table: dict[str, tuple[int, ...]]) -> None:
        entries: dict[str, list[tuple[bool, bool, tuple[int, ...]]]] = {}
        for text, left, right, calls in needles(table):
            entries.setdefault(text, []).append((left, right, calls))
        self.entries = list(entries.values())
        self.automaton: Any = None
        if table:
            from ahocorasick_rs import AhoCorasick, Implementation

            self.automaton = AhoCorasick(list(entries), implementation=Implementation.ContiguousNFA)

    def look(self, lines: list[str], out: dict[int, set[int]]) -> None:
        """Add the positions of the lines that hold a needle to `out`, by call."""
        if self.automaton is None or not lines:
            return
        text = "\n" + "\n".join(lines) + "\n"
        try:
            hits = self.automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a surrogate pair is no text for it
            text = _SURROGATE.sub("\ufffd", text)
            hits = self.automaton.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        entries = self.entries
        for literal, start, end in hits:
            for left, right, calls in entries[literal]:
                if (left and text[start - 1] in _WORDLIKE) or (right and text[end] in _WORDLIKE):
                    continue
                # one line feed stands before the first line: text offset minus 1 is the lines'
                i = bisect_right(starts, start if text[start] == "\n" else start - 1) - 1
                for number in calls:
                    out.setdefault(number, set()).add(i)


Known = tuple[tuple[int, "Hit | None"], ...]
"""What is known of a line: the rules whose first step holds on it, and where; None: to be tried, for
a rule that applies on some hosts only."""

Tried = tuple[dict[int, list[int]], list[int], int]
"""Numbers of calls to the indexes of lines that they are to be tried on, in order; the indexes of these
lines and of all that something is known of; what the new ones count for in a `Memory`."""


class Look:
    """The tables of some languages, ready to run, and what they told of lines seen before."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.memory: Memory[Known] = Memory()
        self.core: Calls | None = None
        if CORE is not None:
            classes = (tables.number, tables.digit, tables.date, tables.dot)
            both = (*needles(tables.literals), *needles(tables.anchors))
            # dates are dear, so they are looked for only where something hangs on them
            dates = tables.date or any(MARK in line for line in tables.lines)
            dated = _with_marks if dates else None
            self.core = CORE.Calls(
                tables.lines,
                both,
                classes,
                _MAX_LINE,
                dated,
                SCALES,
                SCALE_SIGNS,
                EACH,
                tables.sieves,
            )

    @cached_property
    def scans(self) -> tuple[Scan, Scan]:
        """The automata for needles anywhere in a line, and at its ends."""
        return Scan(self.tables.literals), Scan(self.tables.anchors)

    @cached_property
    def sieves(self) -> dict[int, Sieve]:
        """What is so of every line on which a part of a rule holds, by the number of its call."""
        return dict(unpacked(self.tables.sieves))

    def tried(self, page: Page, known: dict[str, Known]) -> Tried:
        """What to try on which of the lines that nothing is known of.

        That a line calls for nothing is known from now on. What it is to be tried for has to be put to
        what is known; the core marks it with a list until then.
        """
        if self.core is not None:
            return self.core.tried(page.lines, page.folded, page.keys, page.content, known)
        return self.reference(page, known)

    def reference(self, page: Page, known: dict[str, Known]) -> Tried:
        """What `tried` gives, in Python: the reference for the core."""
        new: dict[str, int] = {}
        for i in page.content:
            if page.lines[i] not in known:
                new.setdefault(page.lines[i], i)
        calls = self._calls(page, list(new.values()))
        called = {page.lines[i] for lines in calls.values() for i in lines}
        known.update((line, ()) for line in new if line not in called)
        telling = [i for i in page.content if page.lines[i] in called or known[page.lines[i]]]
        return calls, telling, count(new)

    def _calls(self, page: Page, lines: list[int]) -> dict[int, list[int]]:
        """What some lines call for."""
        if not lines:
            return {}
        tables = self.tables
        literals, anchors = self.scans
        out: dict[int, set[int]] = {}
        keys = [page.keys[i] for i in lines]
        short = [(at, key) for at, key in enumerate(keys) if len(key) <= _MAX_LINE]
        dated = [
            (at, view.text)
            for at, key in short
            if _YEAR.search(key) and (view := marked(key)).marks
        ]
        whole = tables.lines
        views = [*enumerate(keys), *dated]
        plain = numbered("\n".join([key for _, key in views])).split("\n")
        for (at, _), key in zip(views, plain, strict=True):
            if key in whole and key:
                for number in whole[key]:
                    out.setdefault(number, set()).add(at)
        literals.look([page.folded[i] for i in lines], out)
        anchors.look(keys, out)
        for calls, found in (
            (tables.number, [at for at, key in short if "0" <= key[:1] <= "9"]),
            (tables.digit, tables.digit and [at for at, key in short if _DIGIT.search(key)]),
            (tables.date, [at for at, _ in dated]),
            (tables.dot, [at for at, key in short if "." in key and _DOT.search(key)]),
        ):
            if found:
                for number in calls:
                    out.setdefault(number, set()).update(found)
        passed: dict[int, list[int]] = {}
        for number in sorted(out):
            called, one = [lines[at] for at in sorted(out[number])], self.sieves.get(number)
            if one is not None:
                called = [i for i in called if one.passes(page.folded[i], page.keys[i])]
            if called:
                passed[number] = called
        return passed


def _with_marks(key: str) -> str | None:
    """A line with marks for its dates, if it has any."""
    view = marked(key)
    return view.text if view.marks else None
