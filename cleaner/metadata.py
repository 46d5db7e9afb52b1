"""Metadata from what findings captured, the URL, the leading title and the language guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cleaner.decide.evidence import Decision
from cleaner.document import EDITS, LIST_FIELDS, Evidence, Metadata
from cleaner.match import names
from cleaner.match.hit import Hit, source_text
from cleaner.segment.page import Page

if TYPE_CHECKING:
    from cleaner.publication import Told

_ACTS = EDITS | {"extracted", "protected", "signal"}
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
    """One value for a field, where it stands, the finding it is from, and whether that edits."""

    field: str
    text: str
    category: str
    offset: int
    edits: bool
    end: int = -1
    rule: str = ""
    confidence: float = 0.0


class Known(NamedTuple):
    """What is known of a document beside what rules captured.

    title: the leading title and its span. published, modified: what the text tells by itself
    (`publication.tell`), spans in the source. order: `dmy` or `mdy`, if the document shows it.
    """

    url: str | None = None
    language: str | None = None
    language_given: bool = False
    title: tuple[str, tuple[int, int]] | None = None
    published: Told | None = None
    modified: Told | None = None
    order: str | None = None
    reference: str | None = None


_SURE = {"certain": 0.95, "likely": 0.85, "hint": 0.7}
"""Confidence of a value by that of the rule that captured it."""


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
                        edits = c.verdict in EDITS
                        at = page.lines[i].find(text)
                        start = page.starts[i] + max(0, at)
                        end = start + len(text) if at >= 0 else page.end(i)
                        out.append(
                            Value(
                                name, text, c.rule.category, start, edits, end, c.rule.name,
                                _SURE[c.rule.confidence],
                            )
                        )  # fmt: skip
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


def resolve(values: Iterable[Value], known: Known) -> tuple[Metadata, tuple[Evidence, ...]]:
    """Settle what was captured into metadata, and say where each value comes from.

    Nothing is guessed where there is no evidence. What a rule captured goes before what the text
    tells by itself, a document's own words before a scraper's header.
    """
    ordered = sorted(values, key=lambda v: (v.category == "scraper-header", v.offset))
    single: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in LIST_FIELDS}
    dates: dict[str, list[tuple[str, Value]]] = {"date_published": [], "date_modified": []}
    evidence: list[Evidence] = []

    def because(value: Value, text: str) -> None:
        evidence.append(
            Evidence(
                value.field, text, "text", (value.offset, value.end), value.confidence, value.rule
            )
        )

    if known.title:
        single["title"], span = known.title
        evidence.append(Evidence("title", known.title[0], "text", span, 0.8, "leading-title"))
    for value in ordered:
        field, text = value.field, value.text
        if field in dates:
            iso = _iso(text, known)
            if iso:
                dates[field].append((iso, value))
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
                    because(value, part)
        elif field not in single:
            single[field] = text.strip(" \t<>()[]") if field == "source_url" else text
            because(value, single[field])
    source = single.get("source_url")
    site = host(known.url or source or "") or None
    if site:
        evidence.append(Evidence("site", site, "url", None, 1.0, "host"))
    if known.language:
        told = ("given", 1.0) if known.language_given else ("guess", 0.9)
        evidence.append(Evidence("language", known.language, told[0], None, told[1], "language"))
    published = _date("date_published", dates["date_published"], known.published, evidence)
    modified = _date("date_modified", dates["date_modified"], known.modified, evidence)
    metadata = Metadata(
        title=single.get("title"),
        authors=tuple(many["authors"]),
        date_published=published,
        date_modified=modified,
        source_url=source,
        site=site or single.get("site"),
        agency=single.get("agency"),
        section=single.get("section"),
        tags=tuple(many["tags"]),
        image_credits=tuple(many["image_credits"]),
        tickers=tuple(many["tickers"]),
        language=known.language,
    )
    return metadata, tuple(e for e in evidence if e.field != "site" or e.value == metadata.site)


def _date(
    field: str,
    captured: list[tuple[str, Value]],
    told: Told | None,
    evidence: list[Evidence],
) -> str | None:
    """The date of a field: the first captured, in the most precise form that agrees with it, else
    the one that the text tells. Agreement of both makes it surer."""
    iso = told.value.iso if told else None
    if captured:
        same = [pair for pair in captured if pair[0].startswith(captured[0][0])]
        best, value = max(same, key=lambda pair: len(pair[0]))
        agrees = told is not None and (iso or "")[:10] == best[:10]
        sure = min(0.99, value.confidence + 0.04) if agrees else value.confidence
        span = (value.offset, value.end)
        evidence.append(Evidence(field, best, "text", span, sure, value.rule))
        return best
    if told is None or iso is None:
        return None
    span = told.value.span
    source = "url" if span[0] < 0 else "text"
    evidence.append(
        Evidence(field, iso, source, None if span[0] < 0 else span, told.confidence, "publication")
    )
    return iso


def host(url: str) -> str:
    """The host of a URL in lower case without `www.`; "" if there is none.

    People leave the scheme out: `www.example.com/a` is a URL, too. Without a scheme a host has a dot
    and ends in letters.
    """
    found = _HOST.match(url.strip())
    return (found[1] or found[2]).lower().removeprefix("www.").strip(".") if found else ""


def _iso(text: str, known: Known) -> str | None:
    from cleaner.publication import is_later
    from cleaner.text import dates

    value = dates.parse(text, known.reference, known.language)
    if value is None or value.precision in ("year", "month"):
        return None
    value = dates.settled([value], known.order, known.language)[0]
    return None if is_later(value, known.reference) else value.iso
