"""The document kind: points of signals, and structure."""

from __future__ import annotations

import pytest
from kit import PROSE, page

from cleaner.segment.kind import document_kind
from cleaner.segment.page import Page

NOTHING = Page("a b\n")


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ([], "unknown"), ([("forum", 3, 0), ("forum", 3, 1)], "forum"), ([("forum", 6, 0)], "unknown"), ([("forum", 3, 0), ("forum", 2, 1)], "unknown"), ([("forum", 3, 0), ("forum", 3, 0)], "unknown"),
        ([("forum", 3, 0), ("forum", 3, 1), ("product", 3, 2), ("product", 3, 3)], "unknown"), ([("forum", 3, 0), ("forum", 3, 1), ("forum", 1, 2), ("product", 3, 3), ("product", 3, 4)], "forum"),
        ([("forum", 1, 0), ("forum", 3, 0), ("forum", 3, 1)], "forum"),
    ],
)  # fmt: skip
def test_points(signals: list[tuple[str, int, int]], expected: str) -> None:
    """Six points from two lines, ahead of all others; a line counts once for a kind."""
    assert document_kind(NOTHING, signals) == expected
    assert document_kind(NOTHING, reversed(signals)) == expected


def test_structure() -> None:
    """Without signals three prose lines make an article, and much code documentation."""
    assert document_kind(Page(page(*PROSE[:3])), []) == "article"
    assert document_kind(Page(page(*PROSE[:2])), []) == "unknown"
    code = "```\n" + "words\n" * 5 + "```\n"
    assert document_kind(Page(page(*PROSE[:3]) + code), []) == "documentation"
    assert (
        document_kind(Page(page(*PROSE[:3]) + code), [("forum", 3, 0), ("forum", 3, 2)]) == "forum"
    )
    assert document_kind(Page(page(*PROSE * 4) + code), []) == "article"


def test_rows() -> None:
    """Authors and dates all over a page make it a listing; above or below a text they do not."""
    teaser = ("How to mend a kettle", PROSE[0], "By Ann Roe")
    listing = Page(page(*teaser * 5))
    rows = [i for i, line in enumerate(listing.lines) if line.startswith("By ")]
    assert document_kind(listing, [], rows) == "listing"
    assert document_kind(listing, [], rows[:4]) == "article"
    assert document_kind(listing, [("article", 3, i) for i in rows], rows) == "listing"
    assert document_kind(listing, [("forum", 3, 0), ("forum", 3, 2)], rows) == "forum"
    article = Page(page(*PROSE * 3, *("Title", "By Ann Roe") * 5))
    rows = [i for i, line in enumerate(article.lines) if line.startswith("By ")]
    assert document_kind(article, [], rows) == "article"
    adjacent = Page(page(PROSE[0], PROSE[1], PROSE[2], *["By Ann Roe"] * 9))
    assert document_kind(adjacent, [], range(6, 22, 2)) == "article"
