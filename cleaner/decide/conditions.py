"""Where a rule may act: zones, positions, neighbours; and what its section takes along."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache, cached_property
from itertools import accumulate

from cleaner.match.engine import Candidate
from cleaner.match.hit import Matcher
from cleaner.match.phrases import is_title
from cleaner.rules.compile import CompiledRule
from cleaner.rules.model import Section, Where
from cleaner.segment.page import Page
from cleaner.segment.zones import Zones
from cleaner.text.fold import count_words, ends_full_stop, ends_sentence

NEAR = 3
"""How many non-blank lines away a neighbour may stand."""

SHORT_WORDS = 8

_LINKS = frozenset(
    {"app-promo", "consent", "contact", "donation", "legal", "login-paywall"}
    | {"navigation", "newsletter", "promo", "related", "share"}
)
"""Categories of links and buttons, whose words a sentence may use."""

_LINK_WORDS = 6
_QUOTED = re.compile('["“„][^"“”„]+["“”][.,;:]?')  # guillemets may be arrows of a pager
_GOES_ON = re.compile(r"[.,;)](?:\s|$)")


def misplaced(
    where: Sequence[Where],
    lines: Sequence[int],
    page: Page,
    zones: Zones,
    neighbours: dict[str, set[int]] | None,
) -> str:
    """Why lines do not satisfy `where`, or "" if they do.

    `neighbours` maps a category to the ranks of lines with a finding of it; None leaves conditions
    on neighbours out of account.
    """
    reason = ""
    for one in where:
        for i in lines:
            reason = _misplaced(one, i, page, zones)
            if reason:
                break
        else:
            reason = _lonely(one, lines, page, neighbours)
            if not reason:
                return ""
    return reason


def _misplaced(where: Where, i: int, page: Page, zones: Zones) -> str:
    if where.in_ is not None:
        zone = zones.of(i)
        if isinstance(where.in_, str):
            if zone != where.in_:
                return f"not in the {where.in_}"
        elif zone not in where.in_:
            return f"not in the {' or '.join(where.in_)}"
    if where.first is not None and page.rank[i] >= where.first:
        return f"not among the first {where.first} lines"
    if where.last is not None and page.rank[i] < len(page.content) - where.last:
        return f"not among the last {where.last} lines"
    if where.after is not None and page.starts[i] * 100 < int(where.after[:-1]) * len(page.text):
        return f"before {where.after} of the text"
    if where.before is not None and page.starts[i] * 100 > int(where.before[:-1]) * len(page.text):
        return f"after {where.before} of the text"
    return ""


def _lonely(
    where: Where, lines: Sequence[int], page: Page, neighbours: dict[str, set[int]] | None
) -> str:
    if where.near is None or neighbours is None:
        return ""
    if neighbours:
        own = {page.rank[i] for i in lines}
        beside = around(own) - own
        for category in where.near:
            if not beside.isdisjoint(neighbours.get(category, ())):
                return ""
    return f"nothing of {', '.join(where.near)} near it"


def around(ranks: Iterable[int]) -> set[int]:
    """These ranks and those at most `NEAR` lines away."""
    return {near for rank in ranks for near in range(rank - NEAR, rank + NEAR + 1)}


def link_in_text(candidate: Candidate, page: Page, language: str | None) -> str:
    """Why a matched line that is the words of a link belongs to the text, or ""."""
    rule = candidate.rule
    if rule.category not in _LINKS or len(candidate.lines) > 1:
        return ""
    i = candidate.lines[0]
    if rule.section is None and _within_sentence(i, page, language):
        return "its sentence goes on in the next line"
    # a button has no quotation marks: somebody speaks of it
    return "in quotation marks" if _QUOTED.fullmatch(page.lines[i].strip()) else ""


def _within_sentence(i: int, page: Page, language: str | None) -> bool:
    """Whether a line is a link within a sentence that goes on in the next line.

    Some scrapers put every link on a line of its own: "We explain it in our", "Privacy policy",
    "and in the shop." A sentence goes on with punctuation, or with a function word in lower case.
    """
    after = page.following(i)
    line = "" if after is None else page.lines[after].strip()
    word = line.split(maxsplit=1)[0] if line[:1].islower() else ""
    function = len(word) > 1 and word in _function_words(language or "en")  # a letter: a label
    if not function and not _GOES_ON.match(line):
        return False
    return count_words(page.folded[i]) <= _LINK_WORDS and not ends_sentence(page.folded[i])


@cache
def _function_words(language: str) -> frozenset[str]:
    from cleaner.text.stopwords import STOPWORDS

    return frozenset(STOPWORDS.get(language, "").split())


class Sections:
    """What the sections of candidates take along; linear in the page, however many open one.

    openers: lines that open sections; kept: lines that a rule protects; stop: what ends the section
    of a rule.
    """

    def __init__(
        self,
        page: Page,
        openers: Container[int],
        kept: Container[int],
        stop: Callable[[CompiledRule], Matcher | None],
    ) -> None:
        self.page, self.openers, self.kept, self.stop = page, openers, kept, stop
        # by rule: where an unlimited section was walked from and to, and where the last one ends
        self._walked: dict[str, tuple[int, int]] = {}
        self._held: dict[str, int] = {}

    @cached_property
    def _sizes(self) -> list[int]:
        """Characters of the lines before each rank."""
        page = self.page
        return [0, *accumulate(map(len, map(page.folded.__getitem__, page.content)))]

    @cached_property
    def _prose(self) -> list[int]:
        """Sentences before each rank."""
        page = self.page
        return [0, *accumulate(map(page.prose.__getitem__, page.content))]

    def extend(self, candidate: Candidate) -> str:
        """Set the candidate's section; return a reason if the section forbids the finding.

        An opener in a section of its own rule opens no other: what follows goes already.
        """
        rule, page = candidate.rule, self.page
        section = rule.section
        candidate.section = ()
        if section is None or page.rank[candidate.lines[0]] < self._held.get(rule.name, 0):
            return ""
        start = page.rank[candidate.lines[-1]] + 1
        end = self._end(rule, section, start)
        if section.veto == "prose" and self._prose[end] > self._prose[start]:
            return "its section holds prose"
        if not section.empty and end == start:
            return "nothing follows it"
        if section.max_share is not None:
            size = self._sizes[end] - self._sizes[start]
            if size * 100 > int(section.max_share[:-1]) * self._sizes[-1]:
                return f"its section is more than {section.max_share} of the text"
        candidate.section = tuple(page.content[start:end])
        self._held[rule.name] = end
        return ""

    def _end(self, rule: CompiledRule, section: Section, start: int) -> int:
        """The rank behind the last line of a section that begins at a rank."""
        limit = _limit(section)
        end = len(self.page.content)
        if limit >= 0:
            end = min(end, start + limit)
        else:
            walked = self._walked.get(rule.name, (0, -1))
            if walked[0] <= start <= walked[1]:
                return walked[1]
        stop, content = self.stop(rule), self.page.content
        rank = start
        while rank < end and not self._stopped(rule, section, content[rank], stop):
            rank += 1
        if limit < 0:
            self._walked[rule.name] = start, rank
        return rank

    def _stopped(self, rule: CompiledRule, section: Section, i: int, stop: Matcher | None) -> bool:
        """Whether a section stops before a line."""
        kind = self.page.kinds[i]
        if i in self.kept or kind not in rule.blocks:
            return True
        if section.to != "end" and (i in self.openers or (section.to == "heading" == kind)):
            return True
        if not _allowed(section.allow, self.page, i):
            return True
        return stop is not None and stop(self.page, i) is not None


def _limit(section: Section) -> int:
    return int(section.to.split()[0]) if section.to[0].isdigit() else -1


def _allowed(allow: str, page: Page, i: int) -> bool:
    if allow == "any":
        return True
    folded = page.folded[i]
    if ends_full_stop(folded):
        return False
    if allow == "short":
        return count_words(folded) <= SHORT_WORDS
    return is_title(folded) or count_words(folded) <= 1


def ranks_by_category(candidates: Iterable[Candidate], page: Page) -> dict[str, set[int]]:
    """Category to the ranks of the lines with a finding of it."""
    out: dict[str, set[int]] = {}
    for candidate in candidates:
        ranks = out.setdefault(candidate.rule.category, set())
        ranks.update(page.rank[i] for i in candidate.lines + candidate.section)
    return out
