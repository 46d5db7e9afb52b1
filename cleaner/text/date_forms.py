"""The grammar of dates: what a folded line says of days, months and years, and where.

Every form has a year, so the scan jumps from year to year and looks at what stands on both sides of
it. Names are looked up in tables (months.py, calendars.py), so no pattern is longer than a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cleaner.text.months import ENGLISH, HOMONYMS, MINOR, MONTHS, PARTICLES, WEEKDAYS

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Found(NamedTuple):
    """A date in a folded line.

    start, end: its span, without weekday and time.
    readings: ISO dates or months; two or more where the text leaves it open, for numeric dates the
        one with the day in front first.
    order: `dmy` or `mdy` where a numeric date shows how this page writes them, `open` where it
        shows nothing, "" for other dates.
    short: whether the year has two digits.
    """

    start: int
    end: int
    readings: tuple[str, ...]
    order: str = ""
    short: bool = False

    @property
    def full(self) -> bool:
        """Whether it has a day."""
        return len(self.readings[0]) > 7


_IMPOSSIBLE = Found(0, 0, ())
"""Here stands a date, but one that does not exist: nothing else is cut out of it."""

_ANCHOR = re.compile(
    r"(?<![\d$€£¥])(?P<year>[12]\d{3})(?:(?!\d)|(?=\d{4}t\d{4}))"
    r"|(?<![\d\w])'(?P<short>\d\d)(?!\d)"
    r"|(?<![\d./:-])(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?P=sep)(?P<two>\d\d)(?![\d./%]|-\d)"
    r"|(?<![\d./:-])(?P<day>\d{1,2})(?:-(?P<name>[^\W\d_][^\s\d|;:()-]{2,9})-(?P<yy>\d\d)(?!\d)"
    r"| (?P<name2>[^\W\d_][^\s\d|;:()]{2,4}) (?P<yy2>\d\d) (?=\d\d:\d\d))"
    r"|(?P<era>令和|平成|昭和|大正|明治|民[國国])(?P<nth>元|\d{1,3})(?=年)"
)

_SPOT = re.compile(r"[0-9'令平昭大明民]+")  # where an anchor may begin; a class is searched fast

_DIGIT = re.compile(r"\d")
_STOP = re.compile(r"\d|[.:/-]\d")
_UNSPACED = re.compile(r"[฀-๿຀-໿က-႟ក-៿぀-ヿ㐀-鿿가-힣、-〿]")

# A date does not start inside a word or number, a path, a phone number or a version, and is not the
# end of a span of days.
_NO_START = re.compile(
    r"(?:[_/-]|\d[.:,]|\b(?:v|ver|version|build|firmware)[.: ]{1,2}|(?<![\d:.])\d{1,2} ?- )$"
)

_HEBREW_PREFIX = re.compile(r"(?<!\w)[בהלמ]-$")  # "on the 20th", "since the 20th"

_NUMBERS_LEFT = re.compile(
    r"(?<!\d)(?:(?P<a>\d{1,2}) ?/ ?(?P<b>\d{1,2}) ?/ ?|(?P<c>\d{1,2})-(?P<d>\d{1,2})-"
    r"|(?P<e>\d{1,2})\. ?(?P<f>\d{1,2})\. ?)$"
)
_NUMBERS_RIGHT = re.compile(
    r"(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d\d)\.(\d\d)\.?|\. (\d{1,2})\. (\d{1,2})\.?"
    r"|(\d\d)(\d\d)(?=t\d))(?![\d])"
)
_CJK = re.compile(r" ?[年년] ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日號号일])?")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2}) (?:thang|thg) ?(\d{1,2})(?:,| nam|, nam)? $")

_ORDINAL = r"(?:st|nd|rd|th|er|eme|:?[ae]|[ºª°.])?"
_DAY_NAME = re.compile(rf"(?<!\d)(\d{{1,2}}){_ORDINAL}([^\d|;:()\[\]]{{2,40}})$")
_DAY_LEFT = re.compile(rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[ ,./'-]{{1,3}}(?:(?:of|de|del|di|da|do) )?$")
_NAME_LEFT = re.compile(r"([^\W\d_][^\s\d,|;:()\[\]/-]{1,20})[ ./-]{1,2}(?:the |den |de )?$")
_LONGEST_NAME = 28  # characters that `_NAME_LEFT` takes, at most
_OF = ("of ", "de ", "del ", "di ", "do ", "da ")
_OF_LEFT = re.compile(r"[, ]{1,2}(?:of|de|del|di|do|da) $")
_DAY_BEFORE = re.compile(rf"\d{_ORDINAL}[ .,/-]{{0,2}}(?:of |de )?$")  # an impossible day
_NAME_DAY = re.compile(
    r"((?:\(e\))?[ ,./-][^\d|;:()\[\]]{1,30}?[ ./-]{1,2}|\(e\)ko [^\d\W]{4,12} )(\d{1,2})(?!\d|[.:]\d)(?:\.|(?:st|nd|rd|th|e)\b| d\.)?"
)
_DAY_THEN_NAME = re.compile(r"(\. ?[^\W\d_]{1,8}) (\d{1,2})\. ?([^\W\d_][^\s\d,|;:()\[\]/-]{1,20})")
_YEAR_WORD = re.compile(
    r" ?(?:(?:года|року|roku|годы|годзе|ah|ه)\b|(?:г|р|r|m|ж|god|h|ش|م)(?:\.|(?<=[гржشم])\b))"
)
_TRIM = " ,./-'’׳॰ঃ:"


def scan(folded: str, language: str | None = None) -> list[Found]:
    """All dates of a folded line (digits in ASCII), in order, without overlaps."""
    out: list[Found] = []
    low = 0
    for spot in _SPOT.finditer(folded):
        at = spot.start()
        if at >= low and (anchor := _ANCHOR.match(folded, at)):
            found = _at(folded, anchor, low, language)
            if found is not None:
                out.append(found)
                low = found.end
    return out


def _at(folded: str, anchor: re.Match[str], low: int, language: str | None) -> Found | None:
    """The date around a year; no date starts before `low`."""
    start, end = anchor.span()
    if anchor["year"]:
        year = int(anchor["year"])
        for form in _forms(folded, low, start, end, year, language):
            if form is _IMPOSSIBLE:
                return None
            if form is not None and _stands(folded, form, low):
                return form
        return None
    if anchor["short"]:
        found = _named_left(folded, low, start, end, _century(anchor["short"]), language)
        return (
            found
            if found and found.readings and found.full and _stands(folded, found, low)
            else None
        )
    if anchor["era"]:
        return _east_asian(folded, anchor)
    return _short(folded, anchor, language)


def _forms(
    folded: str, low: int, start: int, end: int, year: int, language: str | None
) -> Iterator[Found | None]:
    """The forms of a date with a year of four digits, those first that say most."""
    right = _NUMBERS_RIGHT.match(folded, end)
    if right:
        month, day = (int(g) for g in right.groups() if g is not None)
        for found in _numeric_years(folded, year, month, day, language):
            yield Found(start, right.end(), (found,))
            return
        yield _IMPOSSIBLE
    cjk = _CJK.match(folded, end)
    if cjk and FIRST_YEAR <= year <= LAST_YEAR:
        if cjk[2]:
            iso = _day(year, int(cjk[1]), int(cjk[2]))
            yield Found(start, cjk.end(), (iso,)) if iso else _IMPOSSIBLE
        elif 1 <= int(cjk[1]) <= 12:
            yield Found(start, cjk.end(), (f"{year}-{int(cjk[1]):02}",))
    if start > low:
        numeric = _may_be_numeric(folded, low, start)
        left = _NUMBERS_LEFT.search(folded, max(low, start - 12), start) if numeric else None
        if left:
            yield _numeric(folded, left, end, year, language)
            return
        yield _named_left(folded, low, start, end, year, language)
    yield _named_right(folded, start, end, year, language)


def _may_be_numeric(folded: str, low: int, start: int) -> bool:
    """Whether what `_NUMBERS_LEFT` ends in stands before a year; mostly it is a word."""
    return start > low and (folded[start - 1] in "/-." or folded[max(low, start - 2)] in "/.")


def _numeric(
    folded: str, left: re.Match[str], end: int, year: int, language: str | None
) -> Found | None:
    """`20/03/2023`, `20-03-2023`, `20.03.2023`: with dots the day is in front everywhere."""
    a, b = (int(g) for g in left.groups() if g is not None)
    pairs = [(b, a)] if left["e"] or a == b else [(b, a), (a, b)]
    found = [iso for m, d in pairs for iso in _numeric_years(folded, year, m, d, language) if iso]
    if not found:
        return _IMPOSSIBLE
    order = ""
    if not left["e"] and a != b:
        order = "open" if len(found) > 1 else "dmy" if a > 12 else "mdy"
    return Found(left.start(), _year_end(folded, end), tuple(found), order)


def _numeric_years(
    folded: str, year: int, month: int, day: int, language: str | None
) -> Iterator[str]:
    """The day in the calendar that the year, and the script around it, speak for."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        iso = _day(year, month, day)
    elif 2443 <= year <= 2643 and (language == "th" or re.search("[\u0e00-\u0e7f]", folded)):
        iso = _day(year - 543, month, day)
    elif 1300 <= year <= 1450 and (language == "fa" or re.search("[پچژگ]", folded)):
        iso = _elsewhere("persian", year, month, day)
    else:
        return
    if iso:
        yield iso


def _named_left(
    folded: str, low: int, start: int, end: int, year: int, language: str | None
) -> Found | None:
    """`20 march 2023`, `march 20, 2023`, `march 2023`: the year comes last."""
    begin = max(low, start - 52)
    text = folded[begin:start]
    if _DIGIT.search(text):
        if "th" in text and (viet := _VIETNAMESE.search(text)):
            iso = _day(year, int(viet[2]), int(viet[1]))
            return Found(begin + viet.start(), end, (iso,)) if iso else _IMPOSSIBLE
        match = _DAY_NAME.search(text)
        if match:
            readings = _days(match[2], year, int(match[1]), language)
            if readings is not None:
                end = _year_end(folded, end)
                return Found(begin + match.start(), end, readings) if readings else _IMPOSSIBLE
        match = _DAY_LEFT.search(text)
        if match:
            name = _NAME_LEFT.search(text, match.start() - _LONGEST_NAME, match.start())
            if name and _in_front(word := name[1].rstrip(".'׳")):
                readings = _days(word, year, int(match[1]), language)
                if readings is not None:
                    end = _year_end(folded, end)
                    return Found(begin + name.start(), end, readings) if readings else _IMPOSSIBLE
            return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if text.endswith(_OF):
        text = _OF_LEFT.sub(" ", text)
    text = text.replace(", ", " ")
    name = _NAME_LEFT.search(text, len(text) - _LONGEST_NAME)
    if name and _in_front(word := name[1].rstrip(".'׳")) and (months := _months(word, language)):
        first = begin + name.start()
        if not _DAY_BEFORE.search(folded[begin:first]):
            readings = tuple(f"{year}-{month:02}" for month in months)
            return Found(first, _year_end(folded, end), readings)
    return None


def _in_front(name: str) -> bool:
    """Whether a name may stand before the day, or alone before the year.

    Short ones only in English: "Mars 2020", "Gen 2 2023" and "Set 1, 2024" are no dates.
    """
    return not name.isascii() or len(name) > 4 or name in ENGLISH


def _named_right(
    folded: str, start: int, end: int, year: int, language: str | None
) -> Found | None:
    """`2023 march 20`, `2023. gada 20. marts`: the year comes first."""
    match = _NAME_DAY.match(folded, end)
    if match:
        readings = _days(match[1], year, int(match[2]), language)
        if readings and not re.match(r",? ?[12]\d{3}(?!\d)", folded[match.end() :]):
            return Found(start, match.end(), readings)
    match = _DAY_THEN_NAME.match(folded, end)
    if match and match[1].strip(" .,-") in PARTICLES:
        readings = _days(match[3].rstrip("."), year, int(match[2]), language)
        return Found(start, match.end(), readings) if readings else None
    return None


def _short(folded: str, anchor: re.Match[str], language: str | None) -> Found | None:
    """`20.03.23`, `3/20/23`, `20-Mar-23`: a year of two digits needs the look of a date."""
    start, end = anchor.span()
    if anchor["day"]:
        name, digits = anchor["name"] or anchor["name2"], anchor["yy"] or anchor["yy2"]
        readings = _days(name, _century(digits), int(anchor["day"]), language)
        end = anchor.end("yy") if anchor["yy"] else anchor.end("yy2")
        found = Found(start, end, readings, short=True) if readings else None
    else:
        year, a, b = _century(anchor["two"]), int(anchor["a"]), int(anchor["b"])
        dots = anchor["sep"] == "."
        if dots and len(anchor["a"]) + len(anchor["b"]) < 4:
            return None  # "1.2.23" is a version
        pairs = [(b, a)] if dots or a == b else [(b, a), (a, b)]
        readings = tuple(iso for m, d in pairs if (iso := _day(year, m, d)))
        order = (
            "" if dots or a == b else "open" if len(readings) > 1 else "dmy" if a > 12 else "mdy"
        )
        found = Found(start, end, readings, order, short=True) if readings else None
    return found if found and _stands(folded, found) else None


def _east_asian(folded: str, anchor: re.Match[str]) -> Found | None:
    from cleaner.text.calendars import ERAS

    count = 1 if anchor["nth"] == "元" else int(anchor["nth"])
    year = ERAS[anchor["era"]] + count
    rest = _CJK.match(folded, anchor.end())
    if rest is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    month = int(rest[1])
    if rest[2]:
        iso = _day(year, month, int(rest[2]))
        return Found(anchor.start(), rest.end(), (iso,)) if iso else None
    return Found(anchor.start(), rest.end(), (f"{year}-{month:02}",)) if 1 <= month <= 12 else None


def _century(digits: str) -> int:
    return int(digits) + (2000 if int(digits) < 69 else 1900)


def _stands(folded: str, found: Found, low: int = 0) -> bool:
    """Whether a date stands by itself, not in a word, number, path or version.

    low: where the date before ended. Pages glue them: "May 21, 2025April 24, 2025".
    """
    start, end = found.start, found.end
    if start and (start > low or folded[start].isdigit()):
        char = folded[start - 1]
        if char.isalnum() and not _UNSPACED.match(char):
            return False
        if char in "_/-.:, " and _NO_START.search(folded, max(0, start - 12), start):
            if not _HEBREW_PREFIX.search(folded, max(0, start - 3), start):
                return False
    # behind a sign such as 日 the time may follow at once
    return not (end < len(folded) and folded[end - 1].isdigit() and _STOP.match(folded, end))


def _year_end(folded: str, end: int) -> int:
    """Behind the word for "year" that some languages put after it."""
    match = _YEAR_WORD.match(folded, end) if end < len(folded) else None
    return match.end() if match else end


# ---------------------------------------------------------------- names and days


def _days(stretch: str, year: int, day: int, language: str | None) -> tuple[str, ...] | None:
    """The days that a day, the words between and a year mean.

    None if the words are no month; empty if they are, but there is no such day.
    """
    name = stretch.strip(_TRIM)
    if not name:
        return None
    months = _months(name, language)
    if not months:
        name = _without_particles(name)
        months = _months(name, language)
    if months:
        years = year - 543 if year > 2400 and "\u0e00" < name[:1] < "\u0e7f" else year
        if not FIRST_YEAR <= years <= LAST_YEAR:
            return ()
        return tuple(iso for month in months if (iso := _day(years, month, day)))
    if not name.isascii() or year < 1600:
        from cleaner.text import calendars

        told = calendars.months().get(name)
        if told:
            iso = _elsewhere(told[0], year, told[1], day)
            return (iso,) if iso else ()
    return None


def _without_particles(name: str) -> str:
    words = name.removeprefix("(e)ko").replace("d'", "d' ").replace(",", " ").split()
    while len(words) > 1 and words[0].rstrip(".'") in PARTICLES:
        del words[0]
    while len(words) > 1 and words[-1].rstrip(".'") in PARTICLES:
        del words[-1]
    if len(words) > 1 and words[0].strip(".,") in WEEKDAYS:
        del words[0]
    return " ".join(words).strip(_TRIM)


def _months(name: str, language: str | None) -> tuple[int, ...]:
    """The months that a name may mean."""
    month = MONTHS.get(name)
    if month:
        return (month,)
    if name in HOMONYMS:
        meanings = HOMONYMS[name]
        return (
            (meanings[language],) if language in meanings else tuple(sorted(set(meanings.values())))
        )
    if language and name in MINOR and language in MINOR[name]:
        return (MINOR[name][language],)
    return ()


def _day(year: int, month: int, day: int) -> str:
    """The ISO date, "" if there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _elsewhere(calendar: str, year: int, month: int, day: int) -> str:
    from cleaner.text.calendars import gregorian

    found = gregorian(calendar, year, month, day)
    return found.isoformat() if found else ""


# ---------------------------------------------------------------- weekdays

_WEEKDAY_BEFORE = re.compile(
    r"(?:^|(?<=[\s(\[|·•]))([^\s\d.,]+ )?([^\s\d.,()\[\]|]+)([.,]{0,2}) (?:(?:the|den|dem|ngay) )?$"
)
# Weekdays behind the date: Chinese, Japanese, Korean, Turkish, Hungarian.
_TRAILING = (
    r"(?:星期|[周週])[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|pazar(?:tesi)?|sali|carsamba|persembe|cuma(?:rtesi)?"
    r"|hetfo|kedd|szerda|csutortok|pentek|szombat|vasarnap"
)
_WEEKDAY_AFTER = re.compile(
    rf" ?[\[(](?:{_TRAILING}|[月火水木金土日월화수목금토일])[\])]|[, ]{{1,2}}(?:{_TRAILING})(?!\w)"
)


def weekday_before(folded: str, start: int) -> int:
    """Where a date starts with the weekday before it."""
    if not start or folded[start - 1] != " ":
        return start
    base = max(0, start - 40)
    found = _WEEKDAY_BEFORE.search(folded[base:start])
    if found:
        # two words: "thứ hai"; an abbreviation of two letters needs its comma: "on 20 March"
        if found[1] and found[1] + found[2] in WEEKDAYS:
            return base + found.start(1)
        if found[2].removesuffix("ที่") in WEEKDAYS and (len(found[2]) > 2 or found[3]):
            return base + found.start(2)
    return start


def weekday_after(folded: str, end: int) -> int:
    """Where a date ends with the weekday behind it."""
    found = _WEEKDAY_AFTER.match(folded, end) if end < len(folded) else None
    return found.end() if found else end
