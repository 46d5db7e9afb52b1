"""Whether a text is a whole page, and which lines of it are its content."""

from __future__ import annotations

from itertools import accumulate
from operator import mul

import numpy as np

from cleaner.decide.opinion import Opinion
from cleaner.page.model import SURE, Model, Scores
from cleaner.page.render import Rendered
from cleaner.page.tokens import Ints
from cleaner.segment.page import Page

_HELD = frozenset(["dl", "ol", "pre", "table", "ul"])
_LINKED = 300  # thousandths of a list in links from which on it may be a menu

SURELY_WHOLE = 1152
"""The logit of the frame model, in 256ths, from which on a text counts as a whole page."""


def opinion(model: Model, page: Page, url: str, max_share: float, strict: bool) -> Opinion:
    """The chances of a page's lines, and the threshold.

    max_share: share of the words that may go at most; the best lines stay until that is held.
    strict: only lines go that are surely not content: those with less than half of the threshold.
    """
    return _judged(model.score(_inked(page), url), max_share, strict)


def rendered_opinion(
    model: Model, page: Rendered, url: str, max_share: float, strict: bool
) -> Opinion:
    """As `opinion`, of a page with its markup, by the numbers of its lines."""
    scores = model.score_rendered(page, url)
    return _judged(scores._replace(chance=together(page, scores.chance)), max_share, strict)


def together(page: Rendered, chance: Ints) -> Ints:
    """Chances in which lists, tables and code hold together with what stands around them.

    The lines of a `pre` share one chance. A list, table or code without many links that stands
    between two lines of the same element is as likely content as the less likely of these.
    """
    chance = chance.copy()
    sizes = [len(text) for text in page.text]
    size = [0, *accumulate(sizes)]
    linked = [0, *accumulate(map(mul, page.linked, sizes))]
    for node, tag in enumerate(page.tags):
        if tag not in _HELD:
            continue
        start, end, parent = page.starts[node], page.ends[node], page.parents[node]
        if start >= end:
            continue
        if tag == "pre":
            chance[start:end] = int(chance[start:end].sum()) // (end - start)
        if parent < 0 or start <= page.starts[parent] or end >= page.ends[parent]:
            continue
        if linked[end] - linked[start] <= _LINKED * (size[end] - size[start]):
            beside = min(int(chance[start - 1]), int(chance[end]))
            chance[start:end] = np.maximum(chance[start:end], beside)
    return chance


def _judged(scores: Scores, max_share: float, strict: bool) -> Opinion:
    threshold = scores.threshold() if len(scores.at) else 0
    if strict:
        threshold //= 2
    threshold = min(threshold, _spared(scores, max_share))
    chance = dict(zip(scores.at.tolist(), scores.chance.tolist(), strict=True))
    return Opinion(chance, threshold)


def is_whole(model: Model, page: Page) -> bool:
    """Whether a text is surely a whole page: menus stand at its top, a footer at its end.

    Main content that is taken for a page loses lines, a page that is taken for main content only
    keeps them. So the bar is high: it stands just above the highest score that a curated text
    of the development pages reached out of fold; two in three of the pages pass.
    """
    return model.frame_logit(_inked(page)) >= SURELY_WHOLE


def _inked(page: Page) -> list[str]:
    """The lines, empty where nothing can be seen."""
    return [line if view else "" for line, view in zip(page.lines, page.folded, strict=True)]


def _spared(scores: Scores, max_share: float) -> int:
    """The highest threshold that takes at most a share of the words, and never all lines."""
    if not len(scores.at):
        return 0
    order = np.argsort(-scores.chance, kind="stable")
    kept = np.cumsum(scores.words[order])
    least = int(kept[-1]) - int(max_share * int(kept[-1]))
    at = int(np.searchsorted(kept, max(1, least)))
    return min(SURE, int(scores.chance[order[min(at, len(order) - 1)]]))
