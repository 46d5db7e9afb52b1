"""HTML by the page model: the page's lines, its metadata, and which lines are main content."""

from __future__ import annotations

from cleaner.config import Config
from cleaner.decide.opinion import Opinion
from cleaner.page import markdown
from cleaner.page.judge import rendered_opinion
from cleaner.page.model import Model
from cleaner.page.render import render
from cleaner.segment import page_metadata
from cleaner.segment.html import Extracted


def read(
    html: str, model: Model, config: Config, url: str | None, reference: str | None
) -> tuple[Extracted, Opinion]:
    """A page in lines, menus and all, and the opinion on these lines by their number.

    url, reference: as `cleaner.segment.html.extract` has them.
    """
    from cleaner import __version__

    page = render(html)
    text, owners = markdown.source(page) if config.markup == "markdown" else page.source()
    metadata, evidence = page_metadata.read(html, url, reference)
    strict = config.profile == "conservative"
    opinion = rendered_opinion(model, page, url or "", config.max_page_share, strict)
    opinion = opinion.renumbered(dict(enumerate(owners)))
    return Extracted(text, metadata, f"cleaner {__version__}", evidence), opinion
