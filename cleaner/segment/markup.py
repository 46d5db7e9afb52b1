"""What a page says of itself in its markup: meta elements, JSON-LD, headings, times, links.

Read with searches for the few elements that matter, without building a tree: a page of 300 KB costs
about a millisecond. Nothing is judged here; `page_metadata` does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple


class Time(NamedTuple):
    """A `<time>` element: what it says to machines and to readers, its attributes, its place."""

    datetime: str
    text: str
    attributes: str
    at: int


class Markup(NamedTuple):
    """The facts of a page, in document order.

    metas: lower-case name or property, and content. nodes: objects of JSON-LD that describe the
    page or its main thing, with the path of keys that leads to them. headings: text and place of
    each h1. title: the title element.
    """

    metas: tuple[tuple[str, str], ...]
    nodes: tuple[tuple[str, dict[str, Any]], ...]
    times: tuple[Time, ...]
    headings: tuple[tuple[str, int], ...]
    title: str
    language: str
    canonical: str

    def first(self, *names: str) -> str:
        """The content of the first of these metas that is there, names in order of preference."""
        found: dict[str, str] = {}
        for name, content in self.metas:
            if name in names and content.strip():
                found.setdefault(name, content.strip())
        return next((found[name] for name in names if name in found), "")


_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_TAG_END = 4000  # a tag longer than this is none
_TAGS = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_MOST_TIMES = 40
_NEAR = 60_000  # characters around what matters in which times and metas are looked for
_LARGEST_SCRIPT = 400_000


def read(html: str) -> Markup:
    """Read the markup of a page. Broken markup is passed over; nothing is raised."""
    body = html.find("<body")
    head = body if body >= 0 else len(html) // 2
    metas = []
    for tag, _ in _tags(html, "<meta", 0, head + _NEAR):
        attributes = _attributes(tag)
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            metas.append((name.lower().strip(), unescape(content)))
    headings: list[tuple[str, int]] = []
    for _, end in _tags(html, "<h1", max(0, body), len(html)):
        close = html.find("</h1", end, end + 3000)
        text = plain(html[end:close]) if close >= 0 else ""
        if text:
            headings.append((text, end))
        if len(headings) == 3:
            break
    times: list[Time] = []
    first = max(0, body, headings[0][1] - _NEAR if headings else 0)
    last = headings[-1][1] + _NEAR if headings else len(html)
    for tag, end in _tags(html, "<time", first, last):
        if len(times) == _MOST_TIMES:
            break
        close = html.find("</", end, end + 400)
        text = plain(html[end:close]) if close >= 0 else ""
        times.append(Time(_attributes(tag).get("datetime", "").strip(), text, tag, end))
    title = next(
        (
            plain(html[end : max(end, html.find("</", end, end + 2000))])
            for _, end in _tags(html, "<title", 0, head)
        ),
        "",
    )
    language = next(
        (_attributes(tag).get("lang", "") for tag, _ in _tags(html, "<html", 0, 5_000)), ""
    )
    canonical = ""
    at = html.find('"canonical"', 0, head)
    if at >= 0:
        start, end = html.rfind("<", max(0, at - 1000), at), html.find(">", at, at + 1000)
        if 0 <= start < end:
            canonical = unescape(_attributes(html[start:end]).get("href", ""))
    return Markup(
        tuple(metas), tuple(_nodes(html)), tuple(times), tuple(headings), title, language, canonical
    )


def plain(html: str) -> str:
    """Text of a piece of markup, on one line."""
    return _SPACE.sub(" ", unescape(_TAGS.sub(" ", html))).strip()


def _tags(html: str, opening: str, start: int, stop: int) -> Iterator[tuple[str, int]]:
    """Tags that begin so between two places, and where they end; upper case if there is no lower."""
    at = html.find(opening, start, stop)
    if at < 0:
        opening = opening.upper()
        at = html.find(opening, start, stop)
    size = len(opening)
    while at >= 0:
        end = html.find(">", at, at + _TAG_END)
        if end < 0:
            at = html.find(opening, at + size, stop)
            continue
        if not html[at + size].isalnum():  # there is a ">" behind it
            yield html[at:end], end + 1
        at = html.find(opening, end, stop)


def _attributes(tag: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag):
        out.setdefault(name.lower(), double or single or bare)
    return out


# ---------------------------------------------------------------- JSON-LD

# Keys below which other things than the page are described.
_ELSEWHERE = frozenset(
    [
        "itemlistelement",
        "review",
        "reviews",
        "comment",
        "haspart",
        "blogpost",
        "relatedlink",
        "video",
        "image",
        "logo",
        "publisher",
        "author",
        "creator",
        "aggregaterating",
        "offers",
        "suggestedanswer",
        "acceptedanswer",
        "potentialaction",
        "isrelatedto",
        "mentions",
        "citation",
        "about",
        "isbasedon",
        "breadcrumb",
        "significantlink",
        "subjectof",
        "workexample",
        "associatedmedia",
        "sitenavigationelement",
        "containspart",
        "episode",
        "track",
        "event",
    ]
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", re.S)


def _nodes(html: str) -> Iterator[tuple[str, dict[str, Any]]]:
    at = html.find("ld+json")
    while at >= 0:
        start = html.find(">", at, at + _TAG_END) + 1
        end = html.find("</script", start)
        if start <= 0 or end < 0:
            return
        if end - start <= _LARGEST_SCRIPT:
            yield from _walk("", _json(html[start:end]))
        at = html.find("ld+json", end)


def _json(text: str) -> Any:
    import msgspec

    for attempt in (str, _mended):
        try:
            return msgspec.json.decode(attempt(text).encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
    return None


def _mended(text: str) -> str:
    """JSON as people write it: in comments, with line breaks in strings, commas before brackets."""
    text = _COMMENT.sub("", text.strip()).strip().rstrip(";")
    return re.sub(r",\s*([}\]])", r"\1", _CONTROL.sub(" ", text))


def _walk(path: str, value: Any, depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    if depth > 8:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(path, one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield path, value
        for key, below in value.items():
            if isinstance(below, (dict, list)) and key.lower() not in _ELSEWHERE:
                yield from _walk(path if key == "@graph" else f"{path}/{key}", below, depth + 1)


def types(node: dict[str, Any]) -> tuple[str, ...]:
    """The types of a node, without the address of the vocabulary."""
    found = node.get("@type")
    listed = found if isinstance(found, list) else [found]
    return tuple(one.rsplit("/", 1)[-1] for one in listed if isinstance(one, str))


def names(value: Any) -> list[str]:
    """The names that a value of JSON-LD gives: text, an object with a name, a list of such."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return names(value.get("name"))
    if isinstance(value, list):
        return [name for one in value for name in names(one)]
    return []


_ARTICLE = re.compile(r"(?:Article|Posting|Report)$|^(?:Question|QAPage|Recipe|HowTo|Review|Blog)$")


def is_article(node: dict[str, Any]) -> bool:
    """Whether a node describes something that somebody wrote."""
    return any(map(_ARTICLE.search, types(node)))


# ---------------------------------------------------------------- what readers see

_REGION_BEFORE, _REGION_AFTER = 4_000, 9_000


def place_of(facts: Markup) -> int:
    """Where the heading of the page is; -1 if it is not known."""
    if not facts.headings:
        return -1
    told = squeezed(facts.first("og:title", "twitter:title") or facts.title)
    for text, at in facts.headings:
        if squeezed(text) and squeezed(text) in told:
            return at
    return facts.headings[0][1]


def squeezed(text: str) -> str:
    """Letters and digits of a text, without case: what names are compared by."""
    return "".join(re.findall(r"\w+", text.casefold()))


_BLOCK = re.compile(
    r"<(?:script|style|noscript|svg|template)\b.*?</(?:script|style|noscript|svg|template)>|<!--.*?-->"
    r"|</?(?:p|div|li|ul|ol|h[1-6]|br|tr|td|th|section|article|header|footer|nav|aside|main|figure|table"
    r"|dl|dt|dd|form|address|blockquote|figcaption|button|hr|pre)\b[^>]*>",
    re.S | re.I,
)
_INLINE = re.compile(r"<[^>]*>")


def region(html: str, place: int) -> str:
    """The text around a place of a page, blocks on lines of their own."""
    start = html.find("<", max(0, place - _REGION_BEFORE))
    piece = html[start : place + _REGION_AFTER]
    cut = piece.rfind("<script")
    if cut >= 0 and "</script" not in piece[cut:]:
        piece = piece[:cut]
    text = unescape(_INLINE.sub("", _BLOCK.sub("\n", re.sub(r"\s+", " ", piece))))
    return re.sub(r"[ \n]*\n[ \n]*", "\n", text)


def sites_of(facts: Markup, url: str | None) -> set[str]:
    """The names of the site, squeezed: what it calls itself, and its host."""
    from cleaner.metadata import host

    name = host(url or "")
    hosts = [name, name.rsplit(".", 1)[0], *name.split(".")[-2:-1]] if name else []
    return {squeezed(one) for one in (facts.first("og:site_name"), *hosts) if one}
