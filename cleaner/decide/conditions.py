"""Where a rule may act: zones, positions, neighbours; and what its section takes along."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from cleaner.match.engine import Candidate
from cleaner.match.matcher import Matcher, build
from cleaner.match.phrases import is_title
from cleaner.rules.model import Section, Where
from cleaner.segment.page import Page
from cleaner.segment.zones import Zones
from cleaner.text.fold import count_words, ends_full_stop

NEAR = 3
"""How many non-blank lines away a neighbour may stand."""

SHORT_WORDS = 8


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
        reason = next(
            (r for r in (_misplaced(one, i, page, zones) for i in lines) if r), ""
        ) or _lonely(one, lines, page, neighbours)
        if not reason:
            return ""
    return reason


def _misplaced(where: Where, i: int, page: Page, zones: Zones) -> str:
    if where.in_ is not None:
        wanted = [where.in_] if isinstance(where.in_, str) else where.in_
        if zones.of(i) not in wanted:
            return f"not in the {' or '.join(wanted)}"
    if where.first is not None and page.rank[i] >= where.first:
        return f"not among the first {where.first} lines"
    if where.last is not None and page.rank[i] < len(page.content) - where.last:
        return f"not among the last {where.last} lines"
    size = len(page.text)
    if where.after is not None and page.starts[i] * 100 < int(where.after[:-1]) * size:
        return f"before {where.after} of the text"
    if where.before is not None and page.starts[i] * 100 > int(where.before[:-1]) * size:
        return f"after {where.before} of the text"
    return ""


def _lonely(
    where: Where, lines: Sequence[int], page: Page, neighbours: dict[str, set[int]] | None
) -> str:
    if where.near is None or neighbours is None:
        return ""
    own = {page.rank[i] for i in lines}
    for category in where.near:
        ranks = neighbours.get(category, set()) - own
        if any(abs(rank - mine) <= NEAR for rank in ranks for mine in own):
            return ""
    return f"nothing of {', '.join(where.near)} near it"


class Sections:
    """What the sections of candidates take along."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._stops: dict[int, Matcher] = {}

    def extend(self, candidate: Candidate, openers: Container[int], kept: Container[int]) -> str:
        """Set the candidate's section; return a reason if the section forbids the finding.

        openers: lines that open sections; kept: lines that a rule protects.
        """
        section = candidate.rule.section
        candidate.section = ()
        if section is None:
            return ""
        page = self.page
        limit = _limit(section)
        taken: list[int] = []
        at = page.rank[candidate.lines[-1]] + 1
        for i in page.content[at:]:
            if len(taken) == limit:
                break
            if i in kept or page.kinds[i] not in candidate.rule.blocks:
                break
            if section.to != "end" and i in openers:
                break
            if section.to == "heading" and page.kinds[i] == "heading":
                break
            if not _allowed(section.allow, page, i) or self._stop(section, i):
                break
            taken.append(i)
        if section.veto == "prose" and any(page.prose[i] for i in taken):
            return "its section holds prose"
        if not section.empty and not taken:
            return "nothing follows it"
        if section.max_share is not None and taken:
            size = sum(len(page.folded[i]) for i in taken)
            if size * 100 > int(section.max_share[:-1]) * sum(map(len, page.folded)):
                return f"its section is more than {section.max_share} of the text"
        candidate.section = tuple(taken)
        return ""

    def _stop(self, section: Section, i: int) -> bool:
        if section.stop is None:
            return False
        matcher = self._stops.get(id(section))
        if matcher is None:
            matcher = self._stops[id(section)] = build(section.stop)
        return matcher(self.page, i) is not None


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
        ranks.update(page.rank[i] for i in (*candidate.lines, *candidate.section))
    return out
