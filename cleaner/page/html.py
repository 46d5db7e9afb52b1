"""HTML by the page model: the page's lines, its metadata, and which lines are main content."""

from __future__ import annotations

from cleaner.decide.opinion import Opinion
from cleaner.page.judge import rendered_opinion
from cleaner.page.model import Model
from cleaner.page.render import render
from cleaner.segment import page_metadata
from cleaner.segment.html import Extracted


def read(
    html: str, model: Model, url: str | None, reference: str | None, max_share: float, strict: bool
) -> tuple[Extracted, Opinion]:
    """A page in lines, menus and all, and the opinion on these lines by their number.

    url, reference: as `cleaner.segment.html.extract` has them; max_share, strict: as
    `cleaner.page.judge.opinion` has them.
    """
    from cleaner import __version__

    page = render(html)
    text, at = page.source()
    metadata, evidence = page_metadata.read(html, url, reference)
    opinion = rendered_opinion(model, page, at, url or "", max_share, strict)
    return Extracted(text, metadata, f"cleaner {__version__}", evidence), opinion
