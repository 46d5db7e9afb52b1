"""Metadata from what findings captured, the URL, the leading title and the language guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cleaner.decide.evidence import Decision
from cleaner.document import LIST_FIELDS, Metadata
from cleaner.match import names
from cleaner.match.matcher import Hit, source_text
from cleaner.segment.page import Page

_EDITS = frozenset({"removed", "cut", "replaced"})
_ACTS = _EDITS | {"extracted", "protected", "signal"}
_MARKUP = " \t*_#>|•·-–—"
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]?\.?-?){1,5}|(?:Staff|Senior|Contributing|Freelance) (?:\w+ )?\w+|Jr\.?|Sr\.?|II+"
)
"""What stands behind a name and a comma and is no other name: degrees, roles."""

_HEADING_MARKS = re.compile(r"^#{1,6}\s+|\s+#+$")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})([^*_].*[^*_]|[^*_])\1")
_TAG_BREAK = re.compile(r"\s*[,;|·•、，،؛；・]\s*")
_HOST = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?([\w.-]+)"
    r"|((?:[\w-]+\.)+(?:xn--[\w-]+|[^\W\d_]{2,})\.?))(?=[/:?#]|$)",
    re.I,
)


class Value(NamedTuple):
    """One value for a field, where it came from, and whether its finding edits the text."""

    field: str
    text: str
    category: str
    offset: int
    edits: bool


def collect(page: Page, decision: Decision) -> list[Value]:
    """The values that acting findings captured, in document order."""
    out: list[Value] = []
    for c in decision.candidates:
        if not c.rule.extract or c.verdict not in _ACTS:
            continue
        for name, slot in c.rule.extract.items():
            for i, hit in zip(c.lines, c.hits, strict=True):
                for text in _texts(page, i, hit, slot, name in LIST_FIELDS):
                    if text:
                        edits = c.verdict in _EDITS
                        out.append(Value(name, text, c.rule.category, page.starts[i], edits))
                if out and out[-1].field == name and name not in LIST_FIELDS:
                    break
    return out


def _texts(page: Page, i: int, hit: Hit, slot: str, many: bool) -> list[str]:
    if slot.startswith("="):
        return [slot[1:]]
    if slot == "line":
        return [page.lines[i].strip().strip(_MARKUP)]
    slots = hit.slots
    names = [n for n in slots if n.startswith(f"{slot}:")] if many else []
    return [source_text(page, i, *slots[n], cased=hit.cased) for n in names or [slot] if n in slots]


def plain_title(line: str) -> str:
    """A title without the marks of a Markdown heading or emphasis around it."""
    line = _HEADING_MARKS.sub("", line.strip())
    found = _EMPHASIS.fullmatch(line)
    return found[2] if found else line


def resolve(
    values: Iterable[Value], title: str | None, url: str | None, language: str | None
) -> Metadata:
    """Settle what was captured into metadata. Nothing is guessed where there is no evidence."""
    ordered = sorted(values, key=lambda v: (v.category == "scraper-header", v.offset))
    single: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in LIST_FIELDS}
    dates: dict[str, list[str]] = {"date_published": [], "date_modified": []}
    for field, text, *_ in ordered:
        if field in dates:
            iso = _iso(text, language)
            if iso:
                dates[field].append(iso)
        elif field in LIST_FIELDS:
            before = len(many[field])
            split = {"authors": names.BREAK, "tags": _TAG_BREAK}.get(field)
            for part in split.split(text) if split else [text]:
                part = part.strip().strip(_MARKUP + "\"'.:" if field == "authors" else _MARKUP)
                degree = (
                    field == "authors" and len(many[field]) > before and _DEGREE.fullmatch(part)
                )
                if part and part not in many[field] and not degree:
                    many[field].append(part)
        else:
            single.setdefault(field, text.strip(" \t<>()[]") if field == "source_url" else text)
    source = single.get("source_url")
    site = host(url or source or "") or None
    return Metadata(
        title=title or single.get("title"),
        authors=tuple(many["authors"]),
        date_published=_agreed(dates["date_published"]),
        date_modified=_agreed(dates["date_modified"]),
        source_url=source,
        site=site or single.get("site"),
        agency=single.get("agency"),
        section=single.get("section"),
        tags=tuple(many["tags"]),
        image_credits=tuple(many["image_credits"]),
        tickers=tuple(many["tickers"]),
        language=language,
    )


def host(url: str) -> str:
    """The host of a URL in lower case without `www.`; "" if there is none.

    People leave the scheme out: `www.example.com/a` is a URL, too. Without a scheme a host has a dot
    and ends in letters.
    """
    found = _HOST.match(url.strip())
    return (found[1] or found[2]).lower().removeprefix("www.").strip(".") if found else ""


def _iso(text: str, language: str | None) -> str | None:
    from cleaner.text import dates

    value = dates.parse(text, language=language)
    if value is None or value.precision in ("year", "month"):
        return None
    return value.iso


def _agreed(dates: list[str]) -> str | None:
    """The first date, in the most precise form that agrees with it."""
    if not dates:
        return None
    same = [d for d in dates if d.startswith(dates[0])]
    return max(same, key=len)
