"""Findings of all rules on a page, as if zones did not matter.

A rule is only tried on the lines that call for it (see `match.look`), and what its first step finds
on a line is remembered.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache

from cleaner.match.hit import Hit, Matcher
from cleaner.match.look import Known, Look
from cleaner.match.matcher import build
from cleaner.match.parts import called, parts
from cleaner.rules.compile import CompiledRule, Program
from cleaner.rules.model import Match, Step
from cleaner.segment.page import Page
from cleaner.text import memory
from cleaner.text.memory import Memory

_LOOKS_KEPT = 32  # sets of languages whose automata are kept


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

    def known(self, page: Page, language: str | None) -> tuple[dict[str, Known], list[int]]:
        """What is known of the lines of a page, first steps of which rules hold there; and the
        indexes of those of which something is.

        A first step looks at one line alone, so what it found there holds wherever the line stands
        again: in the next round, or in the menu of the next page.
        """
        look = self._ready(self._languages(language, page))
        if sum(one.memory.size for one in list(self._looks.values())) > memory.most(page.text):
            for one in list(self._looks.values()):  # one bound for all languages together
                one.memory = one.memory if one is look else Memory()
        known = look.memory.make_room(page.text)
        return known, self._learn(look, known, page)

    def _learn(self, look: Look, known: dict[str, Known], page: Page) -> list[int]:
        """Try rules on lines that nothing is known of; the indexes of lines of which something is."""
        found: dict[int, list[tuple[int, Hit | None]]] = {}
        calls, telling, size = look.tried(page, known)
        for number, lines in calls.items():
            index, matcher = self._calls.get(number) or self._call(number)
            for i in lines:
                hits = found.setdefault(i, [])
                if hits and hits[-1][0] == index:
                    continue  # an earlier part holds
                hit = matcher(page, i) if matcher is not None else None
                if hit is not None or matcher is None:
                    hits.append((index, hit))
        # all of a line at one go: other threads read it
        known.update((page.lines[i], tuple(hits)) for i, hits in found.items())
        look.memory.size += size
        return telling

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
        known, telling = self.known(page, language)
        found: dict[int, list[tuple[int, Hit | None]]] = {}
        lines = page.lines
        for i in telling:
            for index, hit in known[lines[i]]:
                if index not in off:
                    found.setdefault(index, []).append((i, hit))
        out: list[Candidate] = []
        for index in sorted(found):
            if applies(self.rule(index), language, host, languages):
                hits = [(i, hit) for i, hit in found[index] if hit is not None]
                if not hits:  # to be tried here
                    hits = self._tried(index, page, [i for i, _ in found[index]])
                if hits:
                    out += self._candidates(index, page, hits)
        return out

    def candidates(self, index: int, page: Page, lines: list[int]) -> list[Candidate]:
        """Candidates of one rule, tried on some lines; what a detector found stays together."""
        hits = self._tried(index, page, sorted({*lines}))
        return self._candidates(index, page, hits) if hits else []

    def _tried(self, index: int, page: Page, lines: list[int]) -> list[tuple[int, Hit]]:
        """What the first step of a rule finds on some lines."""
        first = self.matchers(index)[0]
        return [(i, hit) for i in lines if (hit := first(page, i)) is not None]

    def _candidates(self, index: int, page: Page, hits: list[tuple[int, Hit]]) -> list[Candidate]:
        """Candidates of one rule, of which the first step holds on some lines, given in their order."""
        rule = self.rule(index)
        groups: list[tuple[tuple[int, ...], tuple[Hit, ...]]]
        if len(rule.steps) > 1 or rule.steps[0].repeat != (1, 1):
            groups = _sequences(self.matchers(index), rule.steps, page, dict(hits))
        elif rule.run > 1:
            groups = _runs(
                page, [one for one in hits if page.kinds[one[0]] in rule.blocks], rule.run
            )
        elif rule.steps[0].detector is not None:
            groups = [(tuple(i for i, _ in hits), tuple(hit for _, hit in hits))]
        else:
            groups = [((i,), (hit,)) for i, hit in hits]
        out = [self._candidate(index, page, lines, found) for lines, found in groups]
        if rule.times > 1:
            live = [candidate for candidate in out if not candidate.verdict]
            if len(live) < rule.times:
                for candidate in live:
                    candidate.verdict = f"kept: {len(live)} of {rule.times} times on the page"
        return out

    def _candidate(
        self, index: int, page: Page, lines: tuple[int, ...], hits: tuple[Hit, ...]
    ) -> Candidate:
        """A candidate; its verdict, if the kind of a line or an antipattern speaks against it."""
        rule = self.rule(index)
        candidate = Candidate(rule, lines, hits)
        for i in lines:
            if page.kinds[i] not in rule.blocks:
                candidate.verdict = f"kept: in {_a(page.kinds[i])}"
            elif rule.unless:
                reason = self.exception(index, page, i)
                if reason:
                    candidate.verdict = f"kept: {reason}"
        return candidate


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
    page: Page, hits: list[tuple[int, Hit]], least: int
) -> list[tuple[tuple[int, ...], tuple[Hit, ...]]]:
    """Groups of at least so many adjacent lines; blank lines between do not count."""
    groups: list[list[tuple[int, Hit]]] = []
    for i, hit in hits:
        if not groups or page.rank[i] != page.rank[groups[-1][-1][0]] + 1:
            groups.append([])
        groups[-1].append((i, hit))
    return [
        (tuple(i for i, _ in group), tuple(hit for _, hit in group))
        for group in groups
        if len(group) >= least
    ]


class _Walk:
    """Steps of a sequence over the lines of a page: an object, since functions that know themselves
    would keep the page until the garbage collector comes."""

    def __init__(
        self,
        matchers: tuple[Matcher, ...],
        steps: tuple[Step, ...],
        page: Page,
        hits: dict[int, Hit],
    ) -> None:
        self.matchers = matchers
        self.steps = steps
        self.page = page
        self.hits = hits
        self.met: dict[tuple[int, int], Hit | None] = {}
        self.dead: set[tuple[int, int, int | None]] = set()  # what has failed once fails again

    def hit(self, step: int, i: int) -> Hit | None:
        """What a step finds on a line."""
        if not step:
            return self.hits.get(i)
        if (step, i) not in self.met:
            self.met[step, i] = self.matchers[step](self.page, i)
        return self.met[step, i]

    def walk(self, step: int, count: int, i: int | None) -> list[tuple[int, Hit]] | None:
        """The lines from `i` on that a step, which has taken `count` already, and those behind it
        take; None if they cannot."""
        if step == len(self.steps):
            return []
        if (step, count, i) in self.dead:
            return None
        low, high = self.steps[step].repeat
        hit = self.hit(step, i) if i is not None and count < high else None
        if i is not None and hit is not None:
            rest = self.walk(step, count + 1, self.page.following(i))
            if rest is not None:
                return [(i, hit), *rest]
        found = self.walk(step + 1, 0, i) if count >= low else None
        if found is None:
            self.dead.add((step, count, i))
        return found


def _sequences(
    matchers: tuple[Matcher, ...], steps: tuple[Step, ...], page: Page, hits: dict[int, Hit]
) -> list[tuple[tuple[int, ...], tuple[Hit, ...]]]:
    """Ordered patterns over adjacent lines; each step takes as many lines as it can."""
    walk = _Walk(matchers, steps, page, hits).walk
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
