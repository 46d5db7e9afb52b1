"""Metadata of a page from its markup, judged: what is told by several, and by whom.

Dates: JSON-LD and metas of publication, `<time>`, the address, and the date that readers see around
the heading vote; the day with most weight wins, and a page that is no article needs more. Authors:
only what names a person or a team in so many words. Titles: the heading, unless it is the site's.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, NamedTuple

from cleaner import publication
from cleaner.document import Evidence, Metadata
from cleaner.segment import markup
from cleaner.segment.markup import Markup, names, types


class Dates(NamedTuple):
    """Publication and modification, ISO 8601, each with a confidence from 0 to 1."""

    published: str | None
    modified: str | None
    published_confidence: float = 0.0
    modified_confidence: float = 0.0


_ARTICLE = re.compile(r"(?:Article|Posting|Report)$|^(?:Question|QAPage|Recipe|HowTo|Review|Blog)$")
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
_REGION_BEFORE, _REGION_AFTER = 4_000, 9_000
_LEAST = 0.45  # weight of the votes for a day; of pages of things that are sold it takes more
_LEAST_OF_THINGS = 1.0


def read(
    html: str, url: str | None = None, reference: str | None = None
) -> tuple[Metadata, tuple[Evidence, ...]]:
    """The metadata that the markup of a page gives, and how sure each value is.

    url: where the page came from. reference: the day it was fetched (ISO 8601).
    """
    from cleaner.metadata import host

    facts = markup.read(html)
    place = _place(html, facts)
    text = region(html, place) if place >= 0 else ""
    dates = read_dates(html, facts, url, reference, (place, text))
    articles = [node for _, node in facts.nodes if any(map(_ARTICLE.search, types(node)))]
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
        around = (place := _place(html, facts)), region(html, place) if place >= 0 else ""
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
        if any(map(_ARTICLE.search, kinds)):
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


# ---------------------------------------------------------------- what readers see


def _place(html: str, facts: Markup) -> int:
    """Where the heading of the page is; -1 if it is not known."""
    if not facts.headings:
        return -1
    told = _key(facts.first("og:title", "twitter:title") or facts.title)
    for text, at in facts.headings:
        if _key(text) and _key(text) in told:
            return at
    return facts.headings[0][1]


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


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


_BLOCK = re.compile(
    r"<(?:script|style|noscript|svg|template)\b.*?</(?:script|style|noscript|svg|template)>|<!--.*?-->"
    r"|</?(?:p|div|li|ul|ol|h[1-6]|br|tr|td|th|section|article|header|footer|nav|aside|main|figure|table"
    r"|dl|dt|dd|form|address|blockquote|figcaption|button|hr|pre)\b[^>]*>",
    re.S | re.I,
)
_INLINE = re.compile(r"<[^>]*>")


def _visible(
    text: str, facts: Markup, url: str | None, reference: str | None
) -> tuple[publication.Told | None, publication.Told | None]:
    """The date that is written around the heading."""
    if not text:
        return None, None
    locale = facts.language or None
    return publication.tell(text, url=url, language=locale, reference=reference, piece=True)[:2]


def region(html: str, place: int) -> str:
    """The text around a place of a page, blocks on lines of their own."""
    start = html.find("<", max(0, place - _REGION_BEFORE))
    piece = html[start : place + _REGION_AFTER]
    cut = piece.rfind("<script")
    if cut >= 0 and "</script" not in piece[cut:]:
        piece = piece[:cut]
    text = unescape(_INLINE.sub("", _BLOCK.sub("\n", re.sub(r"\s+", " ", piece))))
    return re.sub(r"[ \n]*\n[ \n]*", "\n", text)


# ---------------------------------------------------------------- titles

_SEPARATOR = re.compile(r"\s+[|•·»›–—:-]+\s+|\s*[|»]\s*|\s+::\s+")


def read_title(facts: Markup, url: str | None) -> str | None:
    """The title of the page, without the name of the site."""
    headline = next(
        (
            text
            for _, node in facts.nodes
            if any(map(_ARTICLE.search, types(node)))
            for text in names(node.get("headline") or node.get("name"))
        ),
        "",
    )
    metas = facts.first("og:title"), facts.first("twitter:title")
    told = [title for title in (*metas, unescape(headline), facts.title) if title]
    headings = [text for text, _ in facts.headings if len(text) <= 300]
    sites = {_key(name) for name in (facts.first("og:site_name"), *_hosts(url)) if name}
    for heading in headings:
        key = _key(heading)
        if key and key not in sites and any(key in _key(title) for title in told):
            return heading
    if headings and len(headings) == 1 and _key(headings[0]) not in sites and _key(headings[0]):
        return headings[0]
    if not told:
        return headings[0] if headings else None
    return _without_site(told[0], sites, told) or None


def _without_site(title: str, sites: set[str], told: list[str]) -> str:
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title.strip()
    for end in (parts[-1], parts[0]):
        if _key(end) in sites or any(_key(end) and _key(end) in site for site in sites):
            at = title.rfind(end) if end is parts[-1] else len(end)
            rest = title[:at] if end is parts[-1] else title[at:]
            return re.sub(r"^[\s|•·»›–—:-]+|[\s|•·»›–—:-]+$", "", rest)
    return title.strip()


def _hosts(url: str | None) -> list[str]:
    from cleaner.metadata import host

    name = host(url or "")
    return [name, name.rsplit(".", 1)[0], *name.split(".")[-2:-1]] if name else []


# ---------------------------------------------------------------- authors

_NAME_METAS = (
    "author", "article:author", "sailthru.author", "parsely-author", "cxenseparse:author",
    "dc.creator", "dcterms.creator", "og:author", "creator", "byl", "citation_author",
    "article:author_name", "bc:authors",
)  # fmt: skip
_BY = re.compile(
    r"^(?:(?:article |story |post |recipe |text |words |reviewed )?(?:written |posted |published |created )?by|author|von|par|por|di|da"
    r"|door|av|af|autor|auteur|autore)\b[:\s]+",
    re.I,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|[{}<>_=]|\b(?:admin(?:istrator)?|guest|user|anonymous|unknown|webmaster|editor|author|undefined|null|team member|topic"
    r"|read|more|about|written|posted|follow|share|comments?|updated|published|min|minutes?|contributor"
    r"|bio|profile|articles?|website|cookie|login)\b|\.(?:com|org|net|io|co)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_][\w.'’‘-]*\.?|&|\([^()]{1,20}\)")
_BREAK = re.compile(
    r"\s*(?:;|\||\s/\s|,\s*(?:and|und|et|y)\s|\s(?:and|und|et|y|with)\s|,|\s&\s)\s*"
)
_ORGANISATION = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "Brand"})


def read_authors(
    html: str, facts: Markup, url: str | None, around: tuple[int, str]
) -> tuple[str, ...]:
    """Who wrote the page, in order; empty where the page does not say so in so many words.

    around: where the heading is, and what readers see around it. JSON-LD is asked first, then links with `rel=author` and elements of the class of a byline that
    stand near the heading, then the metas of authors.
    """
    sites = {_key(name) for name in (facts.first("og:site_name"), *_hosts(url)) if name}
    raw: list[str] = []
    for path, node in facts.nodes:
        if "itemList" in path or not any(map(_ARTICLE.search, types(node))):
            continue
        author = node.get("author") or node.get("creator")
        people = [one for one in (author if isinstance(author, list) else [author]) if one]
        kinds = {kind for one in people if isinstance(one, dict) for kind in types(one)}
        if kinds & _ORGANISATION:
            continue
        forum = "Posting" in "".join(types(node)) or "Question" in types(node)
        found = _people(names(people), sites, forum=forum, one_word=True)
        if found:
            return found
        raw += names(people)
    metas: list[tuple[str, str]] = []
    for name, content in facts.metas:
        if name in _NAME_METAS and (not metas or name == metas[0][0]):
            metas.append((name, content))
    raw += [content for _, content in metas]
    told = _people([content for _, content in metas], sites, one_word=True)
    place, text = around
    seen = _bylines(html, place, sites) or _lines(text, sites)
    if told and seen and not set(map(_key, told)) & set(map(_key, seen)):
        # the meta often names who pressed the button; readers see who wrote it
        return seen
    return told or seen or _visible_names(raw, text, sites)


_BY_LINE = re.compile(
    r"^(?:(?:article|story|post|recipe|words|text)? ?(?:written )?by|von|par|por|door|av|af|di)[: ]+(.{3,80})$",
    re.I,
)


def _lines(text: str, sites: set[str]) -> tuple[str, ...]:
    """The names of the first line around the heading that begins with "by"."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if len(line) > 100 or line[:1] not in "bBwWvVpPdDaArRsS":
            continue
        joined = (
            line
            if not _ONLY_BY.fullmatch(line)
            else f"{line} {lines[i + 1] if i + 1 < len(lines) else ''}"
        )
        match = _BY_LINE.match(joined)
        if match is None:
            continue
        name = _NAME_RUN.match(match[1])
        if name and (
            not match[1][name.end() :].strip()
            or re.match(r"\s*[,|•·–—(/-]|\s*\d| on\b| in\b", match[1][name.end() :])
        ):
            found = _people([name[0]], sites)
            if found:
                return found
    return ()


_ONLY_BY = re.compile(
    r"(?:(?:article|written|words|posted|published) )?by:?|author:?|von|par|por", re.I
)


def _visible_names(raw: list[str], text: str, sites: set[str]) -> tuple[str, ...]:
    """What the markup gives for an author and readers see: names that do not look like one."""
    for value in raw:
        value = _BY.sub("", value.strip())
        if "://" in value:
            continue
        by = r"by:?\s" if _key(value) in sites else r"(?<!\w)"  # a site may sign, too
        if 3 <= len(value) <= 40 and not _NO_WRITER.fullmatch(value):
            if re.search(rf"{by}{re.escape(value)}(?!\w)", text, re.I):
                return (value,)
    return ()


_NO_WRITER = re.compile(
    r"admin\w*|editor|author|guest|undefined|null|none|user|webmaster|unknown|root", re.I
)


_TAG = re.compile(r"<[^>]*>")
_BYLINE = re.compile(
    r"""<(a|span|div|p|strong|b|em|h[2-6]|address|li|cite)\b([^>]*\b(?:class|rel|itemprop|id)\s*=\s*"""
    r"""["']?[^"'>]*(?:author|byline|by-line|writer)[^>]*)>""",
    re.I,
)
_NOT_OWN = re.compile(
    r"bio|avatar|image|img|photo|comment|related|box|widget|social|desc|job|role|title\b|date|label|reviewer",
    re.I,
)
_NAME_RUN = re.compile(
    r"[^\W\d_a-z][\w.'’‘-]*(?: (?:(?:van|von|de|del|da|di|la|le|der|den|bin|al|el|and|&|,)(?= )|[^\W\d_a-z][\w.'’‘-]*|\([A-Z]\w+\)))+"
)


def _bylines(html: str, place: int, sites: set[str]) -> tuple[str, ...]:
    """The names in elements near the heading whose class, or whose link, says author."""
    if place < 0:
        return ()
    start = max(0, place - 3_000)
    piece = html[start : place + 10_000]
    for match in _BYLINE.finditer(piece):
        attributes = match[2]
        if _NOT_OWN.search(attributes):
            continue
        close = piece.find(f"</{match[1]}", match.end(), match.end() + 1_500)
        if close < 0:
            continue
        text = markup.plain(_TAG.sub(" | ", piece[match.end() : close])).strip(" |")
        said = _BY.match(text)
        text = text[said.end() :].lstrip(" |") if said else text
        name = _NAME_RUN.match(text)
        if name is None:
            continue
        rest = text[name.end() :].strip()
        link = match[1].lower() == "a" or "rel=" in attributes.lower()
        if rest and not (said or link) and not re.match(r"[,|•·–—-]|\d|on\b|in\b", rest):
            continue
        found = _people([name[0]], sites)
        if found:
            return found
    return ()


def _people(
    values: list[str], sites: set[str], forum: bool = False, one_word: bool = False
) -> tuple[str, ...]:
    """The names in what a page gives for its author; () if it does not look like names.

    forum: names are what members call themselves. one_word: a name may be one capitalised word.
    """
    out: list[str] = []
    for value in values:
        value = _BY.sub("", re.sub(r"\s+", " ", value).strip(" ,;|·•-–—")).strip()
        if not value or len(value) > 250:
            continue
        if forum and len(value) <= 40 and "://" not in value and not _NO_WRITER.fullmatch(value):
            out.append(value)
            continue
        if re.fullmatch(r"[^,]+, [^,\s]+(?: [A-Z]\.?)?", value) and len(values) > 1:
            value = " ".join(reversed(value.split(", ")))  # "Roy, Aniruddha" of citations
        for part in _BREAK.split(value):
            part = part.strip(" .,") if not part.endswith("r.") else part.strip(" ,")
            if not part or (out and _degree(part)):
                continue
            half = part[: len(part) // 2].strip()
            part = half if f"{half} {half}" == part else part
            if _key(part) in sites or not (_is_name(part) or (one_word and _is_word(part))):
                continue
            out.append(part)
    return tuple(dict.fromkeys(out))[:12]


_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]?\.?-?){1,5}|(?:Staff|Senior|Contributing|Freelance|Chief|Lead|Head|Vice|Associate)\b.*|Jr\.?|Sr\.?|II+"
    r"|.*\b(?:Editor|Writer|Director|Manager|Expert|Specialist|Founder|Reporter|Dietitian|Coach|Inc|LLC|Ltd)\b.*"
)


def _degree(part: str) -> bool:
    return _DEGREE.fullmatch(part) is not None


def _is_word(text: str) -> bool:
    """Whether a text is one capitalised word that may be a name."""
    return bool(re.fullmatch(r"[^\W\d_a-z][^\W_]{2,20}", text)) and not _NO_NAME.search(text)


def _is_name(text: str) -> bool:
    """Whether a text looks like the name of a person or a team: two to five capitalised words, or
    one word in a script without capitals."""
    if _NO_NAME.search(text):
        return False
    words = text.split()
    if len(words) == 1:
        return not text.isascii() and len(text) >= 2 and text.isalpha() and text[0] >= "\u0590"
    if len(words) > 5 or not all(_WORD.fullmatch(word) for word in words):
        return False
    capital = sum(word[0].isupper() or not word[0].isascii() for word in words)
    return capital >= 2 or (capital >= 1 and len(words) <= 3)
