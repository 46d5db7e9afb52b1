"""Findings of all rules on a page, as if zones did not matter.

One dictionary lookup per line, one Aho-Corasick pass over the document, and a rule is only tried on
the lines that call for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from cleaner.core import CORE
from cleaner.match.dated import MARK, marked
from cleaner.match.hit import Hit, Matcher
from cleaner.match.matcher import build
from cleaner.match.needles import EDGE
from cleaner.match.parts import called, parts
from cleaner.match.phrases import SCALE_SIGNS, SCALES, numbered
from cleaner.rules.compile import CompiledRule, Program, Tables
from cleaner.rules.model import Match, Step
from cleaner.segment.page import Page
from cleaner.text import memory
from cleaner.text.memory import Memory, count

if TYPE_CHECKING:
    from cleaner._core import Calls

_MAX_LINE = 160  # characters of a line that is tried for its class: with a digit, with a year …
_DOT = re.compile(r"[\w-]\.[^\W\d_]")  # what every host has
_YEAR = re.compile(r"[12]\d{3}|'\d\d")  # what every full date has, see text/dates.py
_LOOKS_KEPT = 32  # sets of languages whose automata are kept
_DIGIT = re.compile(r"\d")
_WORDLIKE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Candidate:
    """A rule that matches on some lines; what becomes of it is decided later.

    lines: indexes of the matched lines; hits: what matched on each; section: indexes of the lines
    that follow and would go with them; verdict: "" until something speaks against it.
    """

    __slots__ = ("hits", "lines", "rule", "section", "verdict")

    def __init__(self, rule: CompiledRule, lines: tuple[int, ...], hits: tuple[Hit, ...]) -> None:
        self.rule = rule
        self.lines = lines
        self.hits = hits
        self.section: tuple[int, ...] = ()
        self.verdict = ""


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
                tables.lines, both, classes, _MAX_LINE, dated, SCALES, SCALE_SIGNS
            )

    @cached_property
    def scans(self) -> tuple[Scan, Scan]:
        """The automata for needles anywhere in a line, and at its ends."""
        return Scan(self.tables.literals), Scan(self.tables.anchors)

    def tried(self, page: Page, lines: list[int]) -> dict[int, list[int]]:
        """What to try on which of some lines: numbers of calls to line indexes, in order."""
        if self.core is not None:
            return self.core.tried(page.folded, page.keys, lines)
        return self.reference(page, lines)

    def reference(self, page: Page, lines: list[int]) -> dict[int, list[int]]:
        """What `tried` gives, in Python: the reference for the core."""
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
        return {number: [lines[at] for at in sorted(out[number])] for number in sorted(out)}


def _with_marks(key: str) -> str | None:
    """A line with marks for its dates, if it has any."""
    view = marked(key)
    return view.text if view.marks else None


class Engine:
    """A program made ready to run: the automata, and matchers built as they are needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._looks: OrderedDict[frozenset[str], Look] = OrderedDict()
        self._rules: dict[int, CompiledRule] = {}
        self._matchers: dict[int, tuple[Matcher, ...]] = {}
        self._parts: dict[int, tuple[Match, ...]] = {}
        self._calls: dict[int, tuple[int, Matcher | None]] = {}
        self._unless: dict[int, tuple[tuple[Matcher, str], ...]] = {}
        self._stops: dict[str, Matcher] = {}
        extended = frozenset(program.extended)
        self._extended = frozenset(
            index for index, (_, pack) in enumerate(program.rules) if pack in extended
        )

    def _ready(self, languages: frozenset[str]) -> Look:
        """Tables and automata for languages. A bounded memory of a pure function."""
        found = self._looks.get(languages)
        if found is None:
            tables = self.program.tables(["", *sorted(languages)])
            found = self._looks[languages] = Look(tables)
            if len(self._looks) > _LOOKS_KEPT:
                self._looks.popitem(last=False)
        return found

    def _languages(self, language: str | None, page: Page) -> frozenset[str]:
        """The languages of which rules may act: the one, or if it is unknown all that could be it."""
        if language is not None:
            return frozenset([language])
        from cleaner.text.language import possible

        return possible(page.text, self.program.parts)

    def rule(self, index: int) -> CompiledRule:
        """A rule of the program."""
        found = self._rules.get(index)
        if found is None:
            found = self._rules[index] = self.program.rule(index)
        return found

    def matchers(self, index: int) -> tuple[Matcher, ...]:
        """The matchers of a rule's steps."""
        found = self._matchers.get(index)
        if found is None:
            steps = self.rule(index).steps
            found = self._matchers[index] = tuple(build(step) for step in steps)
        return found

    def _call(self, number: int) -> tuple[int, Matcher | None]:
        """The rule of a call, and the matcher of its part (see `match.parts`); None for a rule that
        applies on some hosts only, which is tried later."""
        index, part = called(number)
        later = index in self._extended or bool(self.rule(index).sites)
        found = self._calls[number] = index, None if later else self.part(index, part)
        return found

    def part(self, index: int, part: int) -> Matcher:
        """The matcher of a part of a rule's first step."""
        found = self._parts.get(index)
        if found is None:
            found = self._parts[index] = parts(self.rule(index).steps[0])
        return build(found[part])

    def exception(self, index: int, page: Page, line: int) -> str:
        """The reason of the first antipattern of a rule that holds on a line, or ""."""
        found = self._unless.get(index)
        if found is None:
            unless = self.rule(index).unless
            found = self._unless[index] = tuple((build(one), one.reason) for one in unless)
        for matcher, reason in found:
            if matcher(page, line) is not None:
                return reason
        return ""

    def stop(self, rule: CompiledRule) -> Matcher | None:
        """What ends the section of a rule, beside its allowed length and kind."""
        if rule.section is None or rule.section.stop is None:
            return None
        found = self._stops.get(rule.name)
        if found is None:
            found = self._stops[rule.name] = build(rule.section.stop)
        return found

    def known(self, page: Page, language: str | None) -> dict[str, Known]:
        """What is known of the lines of a page: at which of them first steps of rules hold.

        A first step looks at one line alone, so what it found there holds wherever the line stands
        again: in the next round, or in the menu of the next page.
        """
        look = self._ready(self._languages(language, page))
        if sum(one.memory.size for one in list(self._looks.values())) > memory.MOST:
            for one in list(self._looks.values()):  # one bound for all languages together
                one.memory = one.memory if one is look else Memory()
        known, lines = look.memory.make_room(), page.lines
        new = {lines[i]: i for i in page.content if lines[i] not in known}
        if new:
            self._learn(look, known, page, list(new.values()))
        return known

    def _learn(self, look: Look, known: dict[str, Known], page: Page, lines: list[int]) -> None:
        """Try rules on lines that nothing is known of."""
        found: dict[int, list[tuple[int, Hit | None]]] = {}
        for number, tried in look.tried(page, lines).items():
            index, matcher = self._calls.get(number) or self._call(number)
            for i in tried:
                hits = found.get(i)
                if hits and hits[-1][0] == index:
                    continue  # an earlier part holds
                hit = matcher(page, i) if matcher is not None else None
                if hit is None and matcher is not None:
                    continue
                if hits:
                    hits.append((index, hit))
                else:
                    found[i] = [(index, hit)]
        texts = [page.lines[i] for i in lines]
        told: dict[str, Known] = dict.fromkeys(texts, ())
        told.update((page.lines[i], tuple(hits)) for i, hits in found.items())
        known.update(told)  # all at one go: other threads read it
        look.memory.size += count(texts)

    def find(
        self,
        page: Page,
        off: frozenset[int],
        language: str | None,
        host: str,
        languages: frozenset[str] = frozenset(),
    ) -> list[Candidate]:
        """Candidates of all rules that apply to the language and host, in a fixed order.

        Where the language is unknown, rules of every language whose script is on the page apply.

        `off` are the indexes of rules that are switched off, `languages` those that rules may be for
        (empty: all).
        """
        known = self.known(page, language)
        found: dict[int, list[tuple[int, Hit | None]]] = {}
        lines = page.lines
        for i, hits in [(i, hits) for i in page.content if (hits := known[lines[i]])]:
            for index, hit in hits:
                if index not in off:
                    found.setdefault(index, []).append((i, hit))
        out: list[Candidate] = []
        for index in sorted(found):
            if applies(self.rule(index), language, host, languages):
                at = {i: hit for i, hit in found[index] if hit is not None}
                if not at:  # to be tried here
                    first = self.matchers(index)[0]
                    at = {i: hit for i, _ in found[index] if (hit := first(page, i)) is not None}
                if at:
                    out.extend(self._candidates(index, page, at))
        return out

    def candidates(self, index: int, page: Page, lines: list[int]) -> list[Candidate]:
        """Candidates of one rule, tried on some lines; what a detector found stays together."""
        first = self.matchers(index)[0]
        hits = {i: hit for i in lines if (hit := first(page, i)) is not None}
        return self._candidates(index, page, hits) if hits else []

    def _candidates(self, index: int, page: Page, hits: dict[int, Hit]) -> list[Candidate]:
        """Candidates of one rule, of which the first step holds on some lines."""
        rule = self.rule(index)
        if len(rule.steps) > 1 or rule.steps[0].repeat != (1, 1):
            groups = _sequences(self.matchers(index), rule.steps, page, hits)
        elif rule.run > 1:
            groups = _runs(
                page, {i: h for i, h in hits.items() if page.kinds[i] in rule.blocks}, rule.run
            )
        elif rule.steps[0].detector is not None:
            groups = [(tuple(sorted(hits)), tuple(hits[i] for i in sorted(hits)))]
        else:
            groups = [((i,), (hit,)) for i, hit in sorted(hits.items())]
        out = []
        for matched, found in groups:
            candidate = Candidate(rule, matched, found)
            for i in matched:
                if page.kinds[i] not in rule.blocks:
                    candidate.verdict = f"kept: in {_a(page.kinds[i])}"
                elif rule.unless:
                    reason = self.exception(index, page, i)
                    if reason:
                        candidate.verdict = f"kept: {reason}"
            out.append(candidate)
        live = [candidate for candidate in out if not candidate.verdict]
        if len(live) < rule.times:
            for candidate in live:
                candidate.verdict = f"kept: {len(live)} of {rule.times} times on the page"
        return out


def applies(
    rule: CompiledRule, language: str | None, host: str, languages: frozenset[str] = frozenset()
) -> bool:
    """Whether a rule is for this language (or it is unknown) and this host, and for one of
    `languages` if there are some."""
    if rule.languages:
        if language is not None and language not in rule.languages:
            return False
        if languages and languages.isdisjoint(rule.languages):
            return False
    return not rule.sites or any(on_site(host, site) for site in rule.sites)


@lru_cache(maxsize=4096)
def on_site(host: str, site: str) -> bool:
    """Whether a host is a site or lies below it."""
    return host == site or host.endswith("." + site)


def _a(kind: str) -> str:
    return kind if kind in ("prose", "verse", "code", "front-matter") else f"a {kind}"


def _runs(
    page: Page, hits: dict[int, Hit], least: int
) -> list[tuple[tuple[int, ...], tuple[Hit, ...]]]:
    """Groups of at least so many adjacent lines; blank lines between do not count."""
    out: list[tuple[tuple[int, ...], tuple[Hit, ...]]] = []
    group: list[int] = []
    for i in sorted(hits):
        if group and page.rank[i] != page.rank[group[-1]] + 1:
            if len(group) >= least:
                out.append((tuple(group), tuple(hits[j] for j in group)))
            group = []
        group.append(i)
    if len(group) >= least:
        out.append((tuple(group), tuple(hits[j] for j in group)))
    return out


def _sequences(
    matchers: tuple[Matcher, ...], steps: tuple[Step, ...], page: Page, hits: dict[int, Hit]
) -> list[tuple[tuple[int, ...], tuple[Hit, ...]]]:
    """Ordered patterns over adjacent lines; each step takes as many lines as it can."""
    dead: set[tuple[int, int, int | None]] = set()  # what has failed once fails again

    @cache
    def match(step: int, i: int) -> Hit | None:
        return matchers[step](page, i) if step else hits.get(i)

    def walk(step: int, count: int, i: int | None) -> list[tuple[int, Hit]] | None:
        if step == len(steps):
            return []
        if (step, count, i) in dead:
            return None
        low, high = steps[step].repeat
        hit = match(step, i) if i is not None and count < high else None
        if i is not None and hit is not None:
            rest = walk(step, count + 1, page.following(i))
            if rest is not None:
                return [(i, hit), *rest]
        found = walk(step + 1, 0, i) if count >= low else None
        if found is None:
            dead.add((step, count, i))
        return found

    out = []
    taken = -1
    for i in sorted(hits):
        if i <= taken:
            continue
        found = walk(0, 0, i)
        if found:
            out.append((tuple(j for j, _ in found), tuple(hit for _, hit in found)))
            taken = found[-1][0]
    return out
