"""Metadata of a page from its markup, judged: what is told by several, and by whom.

Dates are in `page_dates`, authors in `page_authors`. Titles: the heading, unless it is the site's.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from cleaner.document import Evidence, Metadata
from cleaner.segment import markup
from cleaner.segment.markup import Markup, is_article, names, place_of, region, sites_of, squeezed
from cleaner.segment.page_authors import read_authors
from cleaner.segment.page_dates import read_dates


def read(
    html: str, url: str | None = None, reference: str | None = None
) -> tuple[Metadata, tuple[Evidence, ...]]:
    """The metadata that the markup of a page gives, and how sure each value is.

    url: where the page came from. reference: the day it was fetched (ISO 8601).
    """
    from cleaner.metadata import host

    facts = markup.read(html)
    place = place_of(facts)
    text = region(html, place) if place >= 0 else ""
    dates = read_dates(html, facts, url, reference, (place, text))
    articles = [node for _, node in facts.nodes if is_article(node)]
    metadata = Metadata(
        title=read_title(facts, url),
        authors=read_authors(html, facts, url, (place, text)),
        date_published=dates.published,
        date_modified=dates.modified,
        source_url=_canonical(facts, url),
        site=host(url or facts.canonical) or None,
        section=facts.first("article:section", "og:article:section")
        or next((name for node in articles for name in names(node.get("articleSection"))), None),
        tags=_tags(facts, articles),
        language=_language(facts),
    )
    sure = {
        "date_published": dates.published_confidence,
        "date_modified": dates.modified_confidence,
        "title": 0.9,
        "authors": 0.95,
    }
    evidence = []
    for field, value in metadata.to_dict().items():
        for one in value if isinstance(value, list) else [value] if value else []:
            source = "url" if field == "site" else "markup"
            evidence.append(Evidence(field, one, source, None, sure.get(field, 0.9), source))
    return metadata, tuple(evidence)


def _canonical(facts: Markup, url: str | None) -> str | None:
    """The address that a page names as its own, where it is another one."""
    address = facts.canonical
    return address if address.startswith("http") and address != url else None


def _tags(facts: Markup, articles: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the page lists as its tags; a list of dozens is made for search engines."""
    listed = [content for name, content in facts.metas if name in ("article:tag", "og:article:tag")]
    listed = listed or [name for node in articles for name in names(node.get("keywords"))]
    listed = listed or [
        content for name, content in facts.metas if name in ("keywords", "news_keywords")
    ]
    parts = [part.strip() for value in listed for part in re.split(r"[,;]", value)]
    tags = tuple(dict.fromkeys(filter(None, parts)))
    return tags if len(tags) <= 20 else ()


def _language(facts: Markup) -> str | None:
    found = re.match(
        r"([a-zA-Z]{2})(?![a-zA-Z])", facts.language or facts.first("og:locale", "language")
    )
    return found[1].lower() if found else None


# ---------------------------------------------------------------- titles

_SEPARATOR = re.compile(r"\s+[|•·»›–—:-]+\s+|\s*[|»]\s*|\s+::\s+")


def read_title(facts: Markup, url: str | None) -> str | None:
    """The title of the page, without the name of the site."""
    headline = next(
        (
            text
            for _, node in facts.nodes
            if is_article(node)
            for text in names(node.get("headline") or node.get("name"))
        ),
        "",
    )
    metas = facts.first("og:title"), facts.first("twitter:title")
    told = [title for title in (*metas, unescape(headline), facts.title) if title]
    headings = [text for text, _ in facts.headings if len(text) <= 300]
    sites = sites_of(facts, url)
    for heading in headings:
        key = squeezed(heading)
        if key and key not in sites and any(key in squeezed(title) for title in told):
            return heading
    if (
        headings
        and len(headings) == 1
        and squeezed(headings[0]) not in sites
        and squeezed(headings[0])
    ):
        return headings[0]
    if not told:
        return headings[0] if headings else None
    return _without_site(told[0], sites) or None


def _without_site(title: str, sites: set[str]) -> str:
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title.strip()
    for end in (parts[-1], parts[0]):
        if squeezed(end) in sites or any(squeezed(end) and squeezed(end) in site for site in sites):
            at = title.rfind(end) if end is parts[-1] else len(end)
            rest = title[:at] if end is parts[-1] else title[at:]
            return re.sub(r"^[\s|•·»›–—:-]+|[\s|•·»›–—:-]+$", "", rest)
    return title.strip()
