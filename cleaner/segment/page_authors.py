"""Who wrote a page: only what names a person or a team in so many words."""

from __future__ import annotations

import re

from cleaner.segment import markup
from cleaner.segment.markup import Markup, is_article, names, sites_of, squeezed, types

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
    sites = sites_of(facts, url)
    raw: list[str] = []
    for path, node in facts.nodes:
        if "itemList" in path or not is_article(node):
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
    if told and seen and not set(map(squeezed, told)) & set(map(squeezed, seen)):
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
        by = r"by:?\s" if squeezed(value) in sites else r"(?<!\w)"  # a site may sign, too
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
            if squeezed(part) in sites or not (_is_name(part) or (one_word and _is_word(part))):
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
