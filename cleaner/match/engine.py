"""Findings of all rules on a page, as if zones did not matter.

One dictionary lookup per line, one Aho-Corasick pass over the document, and a rule is only tried on
the lines that call for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from cleaner.match.matcher import Hit, Matcher, build
from cleaner.match.phrases import numbered
from cleaner.rules.compile import CompiledRule, Program, Tables
from cleaner.rules.model import Step
from cleaner.segment.page import Page

_MAX_DIGIT_LINE = 160
_DOT = re.compile(r"[\w-]\.[^\W\d_]")  # what every host has
_YEAR = re.compile(r"[12]\d{3}|'\d\d")  # what every full date has, see text/dates.py
_LOOKS_KEPT = 32  # sets of languages whose automata are kept
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


class Scan:
    """One Aho-Corasick automaton over the literals of many rules."""

    def __init__(self, table: dict[str, tuple[int, ...]]) -> None:
        self.rules = list(table.values())
        self.automaton: Any = None
        if table:
            from ahocorasick_rs import AhoCorasick, Implementation

            self.automaton = AhoCorasick(list(table), implementation=Implementation.ContiguousNFA)

    def look(self, lines: list[str], out: dict[int, set[int]]) -> None:
        """Add the lines that hold a literal to `out`, by rule."""
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
        for literal, start, _ in hits:
            # one line feed stands before the first line: text offset minus 1 is the lines' offset
            i = bisect_right(starts, start if text[start] == "\n" else start - 1) - 1
            for rule in self.rules[literal]:
                out.setdefault(rule, set()).add(i)


class _Look(NamedTuple):
    """The tables of some languages, ready to run."""

    tables: Tables
    literals: Scan
    anchors: Scan


class Engine:
    """A program made ready to run: the automata, and matchers built as they are needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._looks: OrderedDict[frozenset[str], _Look] = OrderedDict()
        self._rules: dict[int, CompiledRule] = {}
        self._matchers: dict[int, tuple[Matcher, ...]] = {}
        self._unless: dict[int, tuple[tuple[Matcher, str], ...]] = {}

    def _ready(self, languages: frozenset[str]) -> _Look:
        """Tables and automata for languages. A bounded memory of a pure function."""
        found = self._looks.get(languages)
        if found is None:
            tables = self.program.tables(["", *sorted(languages)])
            found = self._looks[languages] = _Look(
                tables, Scan(tables.literals), Scan(tables.anchors)
            )
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

    def look(self, page: Page, language: str | None) -> dict[int, set[int]]:
        """Which rules to try on which lines: rule index to line indexes."""
        tables, literals, anchors = self._ready(self._languages(language, page))
        out: dict[int, set[int]] = {}
        keys = page.keys
        plain = numbered("\n".join(keys)).split("\n")
        lines = tables.lines
        for i, key in enumerate(plain):
            if key in lines and key:
                for rule in lines[key]:
                    out.setdefault(rule, set()).add(i)
        literals.look(page.folded, out)
        anchors.look(keys, out)
        if tables.digit:
            with_digit = [
                i for i, key in enumerate(plain) if "<n>" in key and len(key) <= _MAX_DIGIT_LINE
            ]
            for rule in tables.digit:
                out.setdefault(rule, set()).update(with_digit)
        if tables.date:
            with_year = [
                i
                for i, key in enumerate(keys)
                if 6 <= len(key) <= _MAX_DIGIT_LINE and _YEAR.search(key)
            ]
            for rule in tables.date:
                out.setdefault(rule, set()).update(with_year)
        if tables.dot:
            with_dot = [
                i
                for i, key in enumerate(keys)
                if "." in key and len(key) <= _MAX_DIGIT_LINE and _DOT.search(key)
            ]
            for rule in tables.dot:
                out.setdefault(rule, set()).update(with_dot)
        return out

    def find(
        self,
        page: Page,
        rules: frozenset[int] | None,
        language: str | None,
        host: str,
        languages: frozenset[str] = frozenset(),
    ) -> list[Candidate]:
        """Candidates of all rules that apply to the language and host, in a fixed order.

        Where the language is unknown, rules of every language whose script is on the page apply.

        `rules` are the indexes of rules that are switched off (None: none), `languages` those that
        rules may be for (empty: all).
        """
        out: list[Candidate] = []
        found = self.look(page, language)
        for index in sorted(found):
            rule = self.rule(index)
            if not applies(rule, language, host, languages) or (rules and index in rules):
                continue
            out.extend(self.candidates(index, page, sorted(found[index])))
        return out

    def candidates(self, index: int, page: Page, lines: list[int]) -> list[Candidate]:
        """Candidates of one rule, tried on some lines; what a detector found stays together."""
        rule = self.rule(index)
        first, *rest = self.matchers(index)
        hits: dict[int, Hit] = {}
        for i in lines:
            hit = first(page, i)
            if hit is not None:
                hits[i] = hit
        if not hits:
            return []
        if rest or rule.steps[0].repeat != (1, 1):
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
