"""The kind of a document: article, forum, documentation, listing, product, or unknown.

The phrases that tell a forum from an article are rules (`action: signal`); here their points are
added up, and what only structure can tell comes after.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.segment.page import Page

POINTS = {"certain": 3, "likely": 2, "hint": 1}
NEEDED = 6
"""Points that make a kind; they must come from at least two lines."""

_CODE_SHARE = 0.3
_ARTICLE_PROSE = 3
_ROWS = 5
_ROW_REACH = 5
_ROW_SHARE = 0.7


def document_kind(
    page: Page, signals: Iterable[tuple[str, int, int]], rows: Iterable[int] = ()
) -> str:
    """Guess the kind. `signals` are (kind, points, line); a line counts once for a kind.

    `rows` are lines with an author or a date: an article has them above or below its text, a list
    of articles or events has them all over.
    """
    best: dict[tuple[str, int], int] = {}
    for kind, points, line in signals:
        best[kind, line] = max(points, best.get((kind, line), 0))
    totals: dict[str, list[int]] = {}
    for (kind, _), points in best.items():
        totals.setdefault(kind, []).append(points)
    ranked = sorted(((sum(p), len(p), kind) for kind, p in totals.items()), reverse=True)
    told = ""
    if ranked and ranked[0][0] >= NEEDED and ranked[0][1] >= 2:
        if len(ranked) == 1 or ranked[1][0] < ranked[0][0]:
            told = ranked[0][2]
    if told not in ("", "article"):
        return told
    code = page.kinds.count("code")
    if not told and code >= 5 and code >= _CODE_SHARE * len(page.content):
        return "documentation"
    if _recur(page, sorted({page.rank[i] for i in rows})):
        return "listing"
    return told or ("article" if page.prose.count(True) >= _ARTICLE_PROSE else "unknown")


def _recur(page: Page, ranks: list[int]) -> bool:
    """Whether rows (ranks, in order) stand apart, and close to most of the lines of the page."""
    groups = covered = 0
    last = -1
    for n, rank in enumerate(ranks):
        groups += n == 0 or rank - ranks[n - 1] > 2
        first = max(last + 1, rank - _ROW_REACH)
        last = min(rank + _ROW_REACH, len(page.content) - 1)
        covered += max(0, last + 1 - first)
    return groups >= _ROWS and covered >= _ROW_SHARE * len(page.content)
