"""More pages to train on: content of one page between the menus and footers of others.

There are few pages, and of each many lines: trees that see a page's number of lines, its share of
running text and the like learn single pages by heart. With another head and foot the same content
stands in another page.
"""

from __future__ import annotations

import numpy as np

from bench.train.pages import Page
from cleaner.page.model import Lines

SWAPPED = 0.7
"""How often a head, or a foot, is another page's."""

OTHER_KIND = 0.3
"""How often that page may be of another kind."""


def swapped(pages: list[Page], seed: int) -> list[Page]:
    """Of every page with content one with other lines before it and behind it.

    These come from pages of the same fold: what was held back stays so.
    """
    rng = np.random.default_rng(seed)
    inside = {n: found for n, page in enumerate(pages) if (found := _inside(page))}
    by_fold: dict[int, list[int]] = {}
    for n in inside:
        by_fold.setdefault(pages[n].fold, []).append(n)
    out = []
    for n, (start, stop) in inside.items():
        page = pages[n]
        among = by_fold[page.fold]
        parts = [(page, slice(0, start)), (page, slice(start, stop)), (page, slice(stop, None))]
        for part in (0, 2):
            if rng.random() < SWAPPED:
                giver = _giver(page, pages, among, rng)
                first, last = inside[giver]
                parts[part] = pages[giver], (slice(last, None) if part else slice(0, first))
        out.append(_joined(page, parts))
    return out


def _inside(page: Page) -> tuple[int, int] | None:
    """From the first line of content to behind the last; None without content."""
    at = np.flatnonzero((2 * page.held >= page.words) & (page.words > 0))
    return (int(at[0]), int(at[-1]) + 1) if len(at) else None


def _giver(page: Page, pages: list[Page], among: list[int], rng: np.random.Generator) -> int:
    """The number of a page whose head or foot is taken; mostly of the same kind."""
    while True:
        n = int(rng.choice(among))
        if pages[n].kind == page.kind or rng.random() < OTHER_KIND:
            return n


def _joined(page: Page, parts: list[tuple[Page, slice]]) -> Page:
    """The page with these lines."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(giver, name)[at] for giver, at in parts])

    lines = [line for giver, at in parts for line in giver.lines.lines[at]]
    indent, blank = (
        np.concatenate([getattr(giver.lines, name)[at] for giver, at in parts])
        for name in ("indent", "blank")
    )
    return page._replace(
        lines=Lines(np.arange(len(lines)), lines, indent, blank),
        words=column("words"),
        held=column("held"),
    )
