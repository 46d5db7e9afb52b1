"""Dates as they stand on pages: finding them in a text and reading them as ISO 8601.

The grammar of a date is in `date_forms`, the time of day in `clock`; names come from the CLDR
(months.py). What the text leaves open stays open: both readings of `03/04/2023` are given until
something settles the order of day and month, nothing is added to a partial date, and no word or
bare number is a date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

from cleaner.text import scans
from cleaner.text.fold import fold, fold_with_map


class DateValue(NamedTuple):
    """What a date expression says.

    iso: ISO 8601 (`2023-03`, `2023-03-20`, `2023-03-20T17`, `2023-03-20T07:07+02:00`), None where
        it is ambiguous. A time is local to the page unless an offset or `Z` follows it.
    precision: `year`, `month`, `day`, `hour` or `minute`.
    ambiguous: the possible readings, for numeric dates the one with the day in front first; empty
        where there is only one.
    span: start and end offset in the text that was parsed.
    zone: `Z`, `+02:00`, or the abbreviation in the text (`IST`), which is no offset; "" if none.
    cue: what the words beside it say: `published`, `updated`, `other`, or "".
    order: `dmy` or `mdy` where a date in numbers shows its order, `open` where it does not.
    short: whether the year has two digits.
    """

    iso: str | None
    precision: str
    ambiguous: tuple[str, ...]
    span: tuple[int, int]
    zone: str = ""
    cue: str = ""
    order: str = ""
    short: bool = False


def find(
    text: str, language: str | None = None, reference: str | None = None, *, cues: bool = True
) -> list[DateValue]:
    """All dates of a text, in order: days, months with their year, years behind a cue.

    language: ISO 639-1 code, with or without region (`en-GB`); settles names such as `listopad`.
        It does not settle the order of day and month: that is `settled`.
    reference: the day the page was fetched (ISO 8601), or the moment. `yesterday`, `3 days ago` and
        the like in the main languages are read with it, and are no dates without it.
    cues: whether the words beside each date are looked at.

    Raises ValueError if the reference is no ISO date.
    """
    out: list[DateValue] = []
    language = re.split("[-_]", language.lower())[0] if language else None
    for start, end in _windows(text):
        part = text[start:end]
        folded = _fold(part)
        values = _values(folded, language, cues)
        if not values:
            continue
        offsets = None
        if len(folded) != end - start or len(part.casefold()) != end - start or "…" in part:
            if not part.isascii():
                part = part.translate(_DIGITS)  # one character each
            folded, offsets = fold_with_map(part)
            values = _values(folded, language, cues)
        if not start and offsets is None:
            out += values
            continue
        for value in values:
            a, b = value.span
            if offsets:
                a, b = offsets[a], offsets[b]
            out.append(value._replace(span=(start + a, start + b)))
    if reference:
        from cleaner.text.relative import find_relative

        out += find_relative(text, reference)
        out.sort(key=lambda value: value.span)
    return out


def parse(text: str, reference: str | None = None, language: str | None = None) -> DateValue | None:
    """The first full date in a short text, else a month with its year, else None.

    Full means day, month and year. Impossible dates (31 February) and years outside 1900 to 2100
    are no dates. Raises ValueError if the reference is needed and is no ISO date.
    """
    found = [value for value in find(text, language, reference) if value.precision != "year"]
    full = [value for value in found if value.precision != "month"]
    return next(iter(full or found), None)


def settled(
    values: Iterable[DateValue], order: str | None = None, locale: str | None = None
) -> list[DateValue]:
    """The same dates, those in numbers read in the order that there is evidence for.

    Evidence, the strongest first: other dates of the same document, as long as they agree; `order`
    (`dmy` or `mdy`), what is known of the site; locale: language or language and region (`en-GB`),
    where the CLDR knows one order for it. Without evidence ambiguous dates stay as they are.
    """
    values = list(values)
    if not any(value.order == "open" for value in values):
        return values
    shown = {value.order for value in values} & {"dmy", "mdy"}
    if len(shown) == 1:
        order = next(iter(shown))
    elif len(shown) > 1:
        return values
    elif order is None:
        order = order_of(locale)
    if order is None:
        return values
    pick = 0 if order == "dmy" else 1
    return [
        value._replace(iso=value.ambiguous[pick], ambiguous=(), order=order)
        if value.order == "open"
        else value
        for value in values
    ]


def order_of(locale: str | None) -> str | None:
    """`dmy` or `mdy` for a language (`de`) or language and region (`en-GB`, `en_US`), by the CLDR.

    None where it is not known: English alone has both.
    """
    if not locale:
        return None
    from cleaner.text.months import ORDER

    parts = locale.lower().replace("_", "-").split("-")
    for part in parts[1:]:
        if f"{parts[0]}-{part}" in ORDER:
            return ORDER[f"{parts[0]}-{part}"]
    return ORDER.get(parts[0])


# ---------------------------------------------------------------- where dates may be

# Every full date has a year: four figures, or two behind an apostrophe or in the look of a date.
# Texts are long and dates are few, so years are looked for first; texts in other scripts (few ASCII
# characters) have other digits, years and eras.
_ANY_YEAR = re.compile(
    r"\d{4}|['’‘´`＇]\d\d(?!\d)|\d[./．／]\d{1,2}[./．／]\d\d(?!\d)|\d-[^\W\d_]\S{2,9}-\d\d(?!\d)"
    r"|[^\W\d_] \d\d \d\d:\d\d|(?:令和|平成|昭和|大正|明治|民[國国])[元\d]"
)
_LATIN_BYTES = 1.2  # bytes of UTF-8 a character, at most


def _years_in(text: str) -> list[tuple[int, int]]:
    """Spans of what may be a year, sorted."""
    if len(text) < 40 or scans.utf8_size(text) > _LATIN_BYTES * len(text):
        return [match.span() for match in _ANY_YEAR.finditer(text)]
    return scans.years(text)


_REACH = 72  # characters on both sides of a year that belong to a date, its time and its cue
_WIDEST = 600  # characters from the first to the last year of a window


def _windows(text: str) -> list[tuple[int, int]]:
    """Spans of the text around years, none across a line break, without overlaps."""
    out: list[tuple[int, int]] = []
    years = _years_in(text)
    done = i = 0
    while i < len(years):
        start, end = years[i]
        first, i = i, i + 1
        if start < done:
            continue
        # years that are near each other share a window, so that no date is cut in two
        while i < len(years) and years[i][0] < end + _REACH and years[i][1] < start + _WIDEST:
            end = max(end, years[i][1])
            i += 1
        low, high = max(done, start - _REACH), min(len(text), end + _REACH)
        if text[low:high].isprintable():
            out.append((low, high))
            done = high
            continue
        while first < len(years) and (year := years[first][0]) < high:
            if year >= done:  # its line, as far as it is in the window
                before = text[low : year + 1].splitlines()[-1]
                done = year + len(text[year:high].splitlines()[0])
                out.append((year + 1 - len(before), done))
            first += 1
    return out


def _fold(text: str) -> str:
    """Folded text with ASCII digits."""
    if not text.isascii() and _OTHER_DIGIT.search(text):
        text = text.translate(_DIGITS)
    return fold(text)


_OTHER_DIGIT = re.compile(r"[^\D0-9]")


class _Digits(dict[int, str]):
    """Every decimal digit -> its ASCII digit; filled as they are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = value = str(unicodedata.decimal(char)) if char.isdecimal() else char
        return value


_DIGITS = _Digits()


# ---------------------------------------------------------------- what they say


@lru_cache(maxsize=1)
def _grammar() -> tuple[ModuleType, ModuleType, ModuleType]:
    """What reads a date, its time and its cue: loaded with the first year of a text."""
    from cleaner.text import clock, cues, date_forms

    return date_forms, clock, cues


@lru_cache(maxsize=2048)
def _values(folded: str, language: str | None, with_cues: bool) -> tuple[DateValue, ...]:
    """The dates of a folded piece of a line, with times, weekdays and cues."""
    forms, clock, cues = _grammar()
    out: list[DateValue] = []
    low = 0
    for found in forms.scan(folded, language):
        start, end = found.start, found.end
        suffix, precision, zone = "", "day" if found.full else "month", ""
        if found.full:
            start = max(low, forms.weekday_before(folded, start))
            end = forms.weekday_after(folded, end)
            time = clock.after(folded, end) if end < len(folded) else None
            if time:
                (suffix, precision, zone), end = time
            elif start > low and (ahead := clock.before(folded, start)) and ahead[1] >= low:
                (suffix, precision, zone), start = ahead
        readings = tuple(iso + suffix for iso in found.readings)
        iso = readings[0] if len(readings) == 1 else None
        cue = ""
        if with_cues:
            cue = cues.before(folded[max(low, start - 48) : start])
            if not cue and end < len(folded):
                cue = cues.after(folded[end : end + 40])
        out.append(
            DateValue(
                iso,
                precision,
                () if iso else readings,
                (start, end),
                zone,
                cue,
                found.order,
                found.short,
            )
        )
        low = end
    if with_cues and not out and len(folded) <= _REACH:
        out += _years(folded)
    return tuple(out)


# what must not stand before it is looked at last: a pattern that begins with digits is searched fast
_BARE_YEAR = re.compile(
    r"((?:19|20)\d\d)(?<![\d.,/:$€£-]....)(?![\d.,/:%-]|\s*[-–]\s*\d| [^\W\d_])"
)


def _years(folded: str) -> list[DateValue]:
    """Years alone, which count only directly behind a cue: "Published: 2019"."""
    _, _, cues = _grammar()
    return [
        DateValue(match[1], "year", (), match.span(1), cue=cue)
        for match in _BARE_YEAR.finditer(folded)
        if (cue := cues.before(folded[: match.start()])) in ("published", "updated")
    ]
