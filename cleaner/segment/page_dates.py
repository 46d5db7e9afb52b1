"""When a page was published and last changed: its markup, its address and its readers vote.

JSON-LD and metas of publication, `<time>`, the address, and the date that readers see around the
heading have a weight each; the day with most wins, and a page that is no article needs more.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cleaner import publication
from cleaner.segment.markup import Markup, is_article, place_of, region, types


class Dates(NamedTuple):
    """Publication and modification, ISO 8601, each with a confidence from 0 to 1."""

    published: str | None
    modified: str | None
    published_confidence: float = 0.0
    modified_confidence: float = 0.0


_THING = re.compile(
    r"^(?:Product|ProductGroup|Offer|SoftwareApplication|LocalBusiness|Course|Event)$"
)
_PUBLISHED_METAS = frozenset(
    [
        "article:published_time",
        "og:article:published_time",
        "article:published",
        "datepublished",
        "date_published",
        "publishdate",
        "publish_date",
        "publish-date",
        "published-date",
        "published_date",
        "publisheddate",
        "published",
        "pubdate",
        "pub_date",
        "pub-date",
        "date-pub",
        "publication_date",
        "publication-date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "date",
        "sailthru.date",
        "parsely-pub-date",
        "citation_publication_date",
        "citation_date",
        "citation_online_date",
        "cxenseparse:publishtime",
        "bt:pubdate",
        "og:publish_date",
        "og:pubdate",
        "og:published_time",
        "article.published",
        "article_date_original",
        "shareaholic:article_published_time",
        "rnews:datepublished",
        "originalpublicationdate",
        "dateposted",
        "sort_date",
        "cludo:date",
        "displaydate",
        "release_date",
        "article:post_date",
    ]
)
_MODIFIED_METAS = frozenset(
    [
        "article:modified_time",
        "og:updated_time",
        "og:modified_time",
        "article:modified",
        "datemodified",
        "last-modified",
        "modified",
        "updated",
        "dcterms.modified",
        "dc.date.modified",
        "lastmod",
        "revised",
        "cxenseparse:modifiedtime",
        "bt:moddate",
        "updated_at",
    ]
)
_LEAST = 0.45  # weight of the votes for a day; of pages of things that are sold it takes more
_LEAST_OF_THINGS = 1.0


def read_dates(
    html: str,
    facts: Markup,
    url: str | None,
    reference: str | None = None,
    around: tuple[int, str] | None = None,
) -> Dates:
    """When a page was published and last changed.

    around: where the heading is, and the text around it, if that is known already.
    """
    if around is None:
        around = (place := place_of(facts)), region(html, place) if place >= 0 else ""
    votes: dict[str, float] = {}
    said: dict[str, str] = {}
    changes: list[Any] = []

    def vote(text: object, weight: float) -> str:
        iso = _iso(text, reference)
        if iso:
            day = iso[:10]
            votes[day] = votes.get(day, 0.0) + weight
            if len(iso) > len(said.get(day, "")):
                said[day] = iso
        return iso

    article = facts.first("og:type") in ("article", "blog", "news")
    thing = facts.first("og:type").startswith(("product", "og:product"))
    seen: set[tuple[Any, Any]] = set()
    pages: set[str] = set()
    for path, node in facts.nodes:
        kinds = types(node)
        if is_article(node):
            article = True
            weight = 1.0 if "itemList" not in path else 0.0
        elif any(kind.endswith("Page") or kind in ("WebSite", "CreativeWork") for kind in kinds):
            weight = 0.4 if "WebSite" not in kinds else 0.0
        else:
            thing = thing or any(map(_THING.match, kinds))
            weight = 0.0
        changes += [node.get("dateModified")] if weight else []
        published = node.get("datePublished") or (
            node.get("dateCreated") if weight == 1.0 else None
        )
        if weight and (weight, published) not in seen:
            seen.add((weight, published))
            day = vote(published, weight)[:10]
            if weight < 1 and day:
                pages.add(day)
    for name, content in facts.metas:
        if name in _PUBLISHED_METAS and (name, "") not in seen:
            seen.add((name, ""))
            # "article:published_time" is written by software, "date" by anyone
            vote(content, 1.1 if name.startswith(("article:", "og:")) else 0.9)
        elif name in _MODIFIED_METAS:
            changes.append(content)
    if article and not thing:
        for day in pages:
            votes[day] = votes.get(day, 0.0) + 0.4
    place, text = around
    changed = {iso[:10] for change in changes if (iso := _iso(change, reference))} - set(votes)
    _times(facts, place, vote, changes, changed)
    for day, weight in _url(url):
        if len(day) == 10:
            vote(day, weight)
        else:
            for known in votes:
                votes[known] += 0.2 if known.startswith(day) else 0.0
    seen_published, seen_modified = _visible(text, facts, url, reference)
    if seen_published:
        value, sure = seen_published.value, seen_published.confidence
        day = (value.iso or "")[:10]
        own = value.cue != "updated" and day not in changed
        if own or not votes or day in votes:
            near = [other for other in votes if other != day and _apart(other, day) <= 1]
            for other in near:  # the same moment in another time zone: readers see the local day
                votes[day] = votes.get(day, 0.0) + 0.8 * votes[other]
            said.setdefault(day, value.iso or day)
            votes[day] = votes.get(day, 0.0) + 1.2 * sure * (1.0 if own else 0.8)
    if not votes:
        return Dates(None, _changed(changes, None, seen_modified, reference))
    best = max(votes, key=lambda day: (votes[day], day in said, day))
    least = _LEAST_OF_THINGS if (thing and not article) or _home(url) else _LEAST
    published = said.get(best, best) if votes[best] >= least else None
    confidence = (
        round(min(0.99, votes[best] / (sum(votes.values()) + 0.25)), 2) if published else 0.0
    )
    modified = _changed(changes, published, seen_modified, reference)
    return Dates(published, modified, confidence, 0.9 if modified else 0.0)


def _changed(
    changes: list[Any], published: str | None, seen: publication.Told | None, reference: str | None
) -> str | None:
    """The last change: what the markup says first, unless it lies before the publication."""
    told = [iso for change in changes if (iso := _iso(change, reference))]
    if seen and seen.value.iso:
        told.append(seen.value.iso)
    return next((iso for iso in told if not published or iso[:10] >= published[:10]), None)


def _apart(a: str, b: str) -> int:
    from datetime import date

    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)


_MIDNIGHT = re.compile(r"T00:00(?:[+-]\d\d:\d\d|Z)?$")


def _iso(text: object, reference: str | None) -> str:
    """The date that a value of the markup gives, "" if there is none that can be."""
    if not isinstance(text, str) or not 8 <= len(text.strip()) <= 60:
        return ""
    from cleaner.text.dates import find

    value = next(
        (v for v in find(text.strip(), cues=False) if v.precision not in ("year", "month")), None
    )
    if (
        value is None
        or not value.iso
        or value.iso < "1995"
        or publication.is_later(value, reference)
    ):
        return ""
    return _MIDNIGHT.sub("", value.iso)


def _url(url: str | None) -> list[tuple[str, float]]:
    day = publication.url_date(url)
    return [(day, 0.9)] if day else []


def _home(url: str | None) -> bool:
    return bool(url) and re.fullmatch(r"https?://[^/]+/?", url or "") is not None


_OWN = re.compile(
    r"publish|pubdate|entry-date|post-date|posted|date-created|dateCreated|article-date|created",
    re.I,
)
_CHANGE = re.compile(r"updated|modif", re.I)


def _times(facts: Markup, place: int, vote: Any, changes: list[Any], changed: set[str]) -> None:
    """Votes of `<time>`: those that say so, and the first one near the heading.

    changed: days of which the markup says that they are of a change.
    """
    said = 0
    for n, time in enumerate(facts.times):
        text = time.datetime or time.text
        if changed and _iso(text, None)[:10] in changed:
            continue
        distance = time.at - place
        if _CHANGE.search(time.attributes) and not _OWN.search(time.attributes):
            if 0 <= abs(distance) < 6_000:
                changes.append(text)
        elif (
            _OWN.search(time.attributes) and said == 0 and (place < 0 or -3_000 < distance < 12_000)
        ):
            said += bool(vote(text, 0.8))
        elif n == 0 and place >= 0 and -2_000 < distance < 8_000:
            vote(text, 0.55)


def _visible(
    text: str, facts: Markup, url: str | None, reference: str | None
) -> tuple[publication.Told | None, publication.Told | None]:
    """The date that is written around the heading."""
    if not text:
        return None, None
    locale = facts.language or None
    return publication.tell(text, url=url, language=locale, reference=reference, piece=True)[:2]
