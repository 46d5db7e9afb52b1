"""Dates as they stand on pages: finding them in a line and reading them as ISO 8601.

The grammar of a date is written once, in `_forms`; the names of months and weekdays come from the
CLDR (months.py). What the text leaves open stays open: both readings of `03/04/2023` are given,
nothing is added to a partial date, and no word or bare number is a date.

`DATE` and `TIME` are patterns for the `regex` package that match folded text
(`cleaner.text.fold.fold`), to be embedded in others as `(?:…)`: they have no groups, look-around or
back-references, and no word bounds at their ends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.text.fold import fold, fold_with_map
from cleaner.text.months import ENGLISH, HOMONYMS, MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from regex import Match, Pattern

FIRST_YEAR, LAST_YEAR = 1900, 2100

DATE_TRIGGER = r"[12]\d{3}|'\d\d"
"""What every full date has, its year: a cheap necessary condition, as a pattern on folded text."""


class DateValue(NamedTuple):
    """What a date expression says.

    iso: ISO 8601 (`2023-03`, `2023-03-20`, `2023-03-20T17`, `2023-03-20T07:07+02:00`), None where
        it is ambiguous. A time is local to the page unless an offset or `Z` follows it.
    precision: `month`, `day`, `hour` or `minute`.
    ambiguous: the possible readings, for numeric dates the one with the day in front first; empty
        where there is only one.
    span: start and end offset in the text that was parsed.
    """

    iso: str | None
    precision: str
    ambiguous: tuple[str, ...]
    span: tuple[int, int]


def parse(text: str, reference: str | None = None, language: str | None = None) -> DateValue | None:
    """Read the first full date in a short text, else a month with its year, else None.

    reference: the day the page was fetched (ISO 8601). English `yesterday` and `3 days ago` are
        read with it and are no dates without it.
    language: ISO 639-1 code; settles names such as `listopad` (cs, pl: November, hr: October).

    Full means day, month and year. Impossible dates (31 February) and years outside 1900 to 2100
    are no dates. Raises ValueError if the reference is needed and is no ISO date.
    """
    if _YEAR.search(text):
        folded, offsets = _fold(text)
        found = _search(_finder(), folded, language) or _search(_month_finder(), folded, language)
        if found:
            start, end = found.span
            return found._replace(span=(offsets[start], offsets[end])) if offsets else found
    return _relative(text, reference) if reference else None


def is_date(text: str) -> bool:
    """Whether a short text is one full date and nothing else; it may be ambiguous."""
    if _YEAR.search(text) is None:
        return False
    folded = fold(text).strip()
    value = _search(_finder(), folded, None)
    return value is not None and value.span == (0, len(folded))


# ---------------------------------------------------------------- the time of day


def _time_pattern(after_dot: str) -> str:
    """Pattern of a time of day with zone. after_dot: what must follow `14.05`."""
    zone = (
        r"(?: ?[\[(]?(?P<zone>z\b|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}\b"
        r"|(?:[ecmp][sd]?t|ak[sd]t|a[ecw][sd]t|nz[sd]t|[bihs]st|jst|kst|hkt|sgt|pkt|bdt|pht|sast"
        r"|cest|cet|eest|eet|west|wet|mesz|mez|msk|мск|trt|brt|wib|wita|wit)\b)[\])]?)?"
    )
    half = r"(?: ?(?P<half>[ap]\.? ?m\b\.?|[πμ]\.? ?μ\b\.?|[صم]\b))"
    unit = r"(?: ?(?:uhr|uur|hrs?|h|น|wib|wita|wit)\b\.?)"
    minute = r"(?P<minute>[0-5]\d)"
    return (
        r"(?:(?P<early>上午|午前|오전) ?|(?P<late>下午|午後|오후) ?)?(?P<hour>[01]?\d|2[0-3])(?:"
        rf":{minute}(?P<second>:[0-5]\d(?:[.,]\d{{1,9}})?)?{unit}?{half}?"
        rf"|\.{minute}{after_dot.format(unit=unit, half=half)}"
        rf"| ?h ?{minute}(?: ?min)?\b"
        rf"| uhr(?: {minute})?\b"
        rf"|{half}"
        rf"| ?[時时點点시](?: ?{minute} ?[分분])?"
        rf"){zone}"
    )


def _without_names(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


TIME = _without_names(_time_pattern("(?:{unit}|{half})"))
"""A time of day: `14:05`, `5:10 pm ist`, `14h05`, `14.05 uhr`, `下午3:05`; not `14.05` alone."""

_CUED_TIME = r"(?:kl|klo|godz|pukul|jam)\.? \d{1,2}[.:]\d\d"


@lru_cache(maxsize=1)
def _clock_pattern() -> Pattern[str]:
    import regex

    return regex.compile(r"\D{0,6}?" + _time_pattern("{unit}?{half}?"))


def _clock(text: str, must_be_marked: bool = False) -> tuple[str, str]:
    """The ISO suffix and precision of a time of day; ("", "day") if there is none.

    must_be_marked: only with `pm`, a unit or a zone, as a bare `12:30` before a date may be the
        length of a video.
    """
    match = _clock_pattern().fullmatch(text)
    if match is None:
        return "", "day"
    hour, zone, half = int(match["hour"]), match["zone"] or "", match["half"] or ""
    if must_be_marked and not (zone or re.search(r"[^\d:., ]", text)):
        return "", "day"
    early = match["early"] or half[:1] in ("a", "π", "ص")
    late = match["late"] or half[:1] in ("p", "μ", "م")
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    if match["minute"] is None:
        return f"T{hour:02}", "hour"
    # "10:00-12:30" is a span of time: a negative offset needs more than the look of one
    sure = match["second"] is not None or not zone.startswith("-")
    return f"T{hour:02}:{match['minute']}{_offset(zone) if sure else ''}", "minute"


def _offset(zone: str) -> str:
    """`Z` or `+hh:mm`; empty for abbreviations, for those mean several zones each."""
    if zone in ("z", "utc", "gmt"):
        return "Z"
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", zone)
    if found is None:
        return ""
    sign, hours, minutes = found[1], int(found[2]), found[3] or "00"
    if hours > 14 or minutes not in ("00", "30", "45"):
        return ""
    return f"{sign}{hours:02}:{minutes}"


# ---------------------------------------------------------------- the date

# between day, month and year: "march 20, 2023", "20-mar-2023", "20 de marzo de 2023"
_GAP = r"[ ,./-]{1,3}(?:(?:of|de|del|di|do|da|năm|ngày) |d')?"
_ORDINAL = r"(?:st|nd|rd|th|er|:?e|[ºª°.])?"
_YEAR_WORD = r"(?: ?(?:г\b\.?|года\b|р\b\.?|року\b))?"
_AT = (
    r"(?:(?:at|um|gegen|à|a|as|às|las|alle|ore|ora|la|om|kl\.?|klo|o|godz\.?|v|ve|в|о|у|στις|saat"
    r"|pukul|jam|lúc|vào|ώρα|الساعة|ساعت|בשעה|เวลา|बजे) ){1,2}"
)
# What may be the name of a month. Vietnamese counts its months, Levantine Arabic has names of two
# words, Thai abbreviations have a full stop inside.
_MONTH = (
    r"(?:(?:thg|tháng) \d{1,2}|(?:كانون|تشرين) \p{L}{5,6}|\p{Thai}{1,3}\.\p{Thai}{1,2}"
    r"|\p{L}[\p{L}\p{M}]{1,12})['.॰]?"
)


def _forms(stop: str = "") -> str:
    """Pattern of day, month and year; its groups say what was found.

    stop: what ends a date that begins with the year and names the month.
    """
    day, number, year = r"(?P<day>\d{1,2}+)", r"(?P<number>\d{1,2})", r"(?P<year>[12]\d{3})"
    any_year = rf"(?:{year}|'(?P<short>\d\d)){_YEAR_WORD}"
    forms = (
        rf"{day}{_ORDINAL}{_GAP}(?P<name>{_MONTH}){_GAP}{any_year}",  # 20 march 2023
        rf"(?P<front>{_MONTH})[ ./-]{{1,2}}(?:the )?{day}{_ORDINAL}{_GAP}{any_year}",
        rf"{year}[ ,./-]{{1,2}}(?P<name>{_MONTH})[ ./-]{{1,2}}{day}\b\.?{stop}",  # 2023 march 20
        rf"{year} ?[年년] ?{number} ?[月월] ?{day} ?[日號号일]",
        rf"{year}(?:-{number}-|/{number}/){day}",
        # with dots and the year in front: two figures or spaces, for 2023.3.2 is a version
        rf"{year}(?:\.(?P<number>\d\d)\.(?P<day>\d\d)|\. {number}\. {day})\b\.?",
        rf"{day}\. ?{number}\. ?{year}{_YEAR_WORD}",
        rf"(?P<a>\d{{1,2}})(?: ?/ ?(?P<b>\d{{1,2}}) ?/ ?|-(?P<b>\d{{1,2}})-){year}",
    )
    return f"(?P<date>{'|'.join(forms)})"


# Weekdays behind the date: Chinese, Japanese, Korean, Turkish, Hungarian.
_TRAILING = (
    r"(?:星期|[周週])[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|pazar(?:tesi)?|salı|çarşamba|perşembe|cuma(?:rtesi)?"
    r"|hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap"
)
_AFTER = (
    rf"(?: ?[\[(](?:{_TRAILING}|[月火水木金土日월화수목금토일])[\])]?|,? (?:{_TRAILING}))?"
    rf"(?:(?:t|[ ,|·•@/-]{{0,3}})(?:{_AT})?(?P<time>{TIME}|{_CUED_TIME}))?"
)

# Weekdays before the date. Without a comma only these; with a comma any word may look like one.
_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lun|mar|mer|jeu|ven|sam|dim"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|(?:lune|marte|mercole|giove|vener)d[iì]|sabato|domenica"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon|m[aå]n|ti[rs]|ons|tors|fre|l[oøö]r|s[oøö]n)dag"
    r"|(?:maanan|tiis|tors|perjan|lauan|sunnun)tai(?:na)?|keskiviikko(?:na)?"
    r"|pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle"
    r"|poniedziałek|wtorek|środa|czwartek|piątek|niedziela"
    r"|δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή"
    r"|ال(?:اثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد)|(?:یک|دو|سه|چهار|پنج)?شنبه|جمعه"
    r"|יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת)|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật"
    r"|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?"
)
_TIME_BEFORE = rf"(?P<ahead>{TIME})[ ,|·•/-]{{1,3}}(?:on |am |le )?"
_BEFORE = (
    rf"(?:{_TIME_BEFORE})?(?:(?:(?:{_WEEKDAY})[.,]{{0,2}}"
    r"|[\p{L}\p{M}'-]{1,16}(?: [\p{L}']{1,8})?[.,]{1,2}) (?:(?:the|den|dem|ngày) )?)?"
)

DATE = _without_names(_BEFORE + _forms() + _AFTER)
"""The shape of an absolute date: day, month, year, optional weekday, time and zone. Any word may
stand for a month, so that the pattern compiles quickly: `is_date` tells whether a match is one."""

# A date does not start inside a word or number (scripts without spaces aside), a path, a phone
# number or a version, is not the end of a span of days, and does not end inside a longer number.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}"
_START = (
    rf"(?:\b|(?<=[{_UNSPACED}]))(?<!_|[/-]|\d[.:,]|\b(?:v|ver|version|build|firmware)[.: ]{{1,2}})"
    r"(?<!(?<![\d:.])\d{1,2} ?- )"
)
_STOP = r"(?!\d|[.:/-]\d)"


@lru_cache(maxsize=1)
def _finder() -> Pattern[str]:
    import regex

    # "© 2023 mar 20, 2024": the year before belongs to something else
    forms = _forms(stop=r"(?!,? ?[12]\d{3})")
    return regex.compile(f"{_START}{forms}{_AFTER}{_STOP}")


@lru_cache(maxsize=1)
def _time_before() -> Pattern[str]:
    import regex

    return regex.compile(rf"(?<!\d){_TIME_BEFORE}$")


@lru_cache(maxsize=1)
def _month_finder() -> Pattern[str]:
    import regex

    year = r"(?P<year>[12]\d{3})"
    return regex.compile(
        # no month with its year is cut out of an impossible day
        rf"{_START}(?<!\d(?:st|nd|rd|th|er|[ºª°])?[ .,/-]{{0,2}}(?:of |de )?)"
        rf"(?:(?P<front>{_MONTH}){_GAP}{year}|{year} ?[年년] ?(?P<number>\d{{1,2}}) ?[月월]){_STOP}"
    )


# ---------------------------------------------------------------- reading what was found


def _search(finder: Pattern[str], folded: str, language: str | None) -> DateValue | None:
    """The first match that can be read."""
    match = finder.search(folded)
    while match:
        value = _read(match, language)
        if value:
            return value
        match = finder.search(folded, match.start() + 1)
    return None


def _read(match: Match[str], language: str | None) -> DateValue | None:
    """What a match of a finder says; None if there is no such date."""
    found = match.groupdict()
    year = _year(found)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    months = _months(found, language)
    clock, precision, start = "", "month", match.start()
    if "date" not in found:
        dates = [f"{year}-{month:02}" for month in months]
    else:
        if found["a"]:
            a, b = int(found["a"]), int(found["b"])
            pairs = [(b, a), (a, b)] if a != b else [(a, b)]
        else:
            pairs = [(month, int(found["day"])) for month in months]
        dates = [f"{year}-{m:02}-{d:02}" for m, d in pairs if _exists(year, m, d)]
        start, time_before = _before(match.string, start)
        if found["time"]:
            clock, precision = _clock(found["time"])
        else:
            clock, precision = _clock(time_before, must_be_marked=True)
    if not dates:
        return None
    readings = tuple(date + clock for date in dates)
    span = (start, match.end())
    if len(readings) == 1:
        return DateValue(readings[0], precision, (), span)
    return DateValue(None, precision, readings, span)


_WEEKDAY_BEFORE = re.compile(
    r"(?:^|(?<=\s))([^\s\d.,]+ )?([^\s\d.,]+)([.,]{0,2}) (?:(?:the|den|dem|ngày) )?$"
)


def _before(folded: str, start: int) -> tuple[int, str]:
    """Where a date starts with the weekday and the time before it, and that time."""
    found = _WEEKDAY_BEFORE.search(folded[:start], max(0, start - 40)) if start else None
    if found:
        # two words: "thứ hai"; an abbreviation of two letters needs its comma: "on 20 March"
        if found[1] and found[1] + found[2] in WEEKDAYS:
            start = found.start(1)
        elif found[2].removesuffix("ที่") in WEEKDAYS and (len(found[2]) > 2 or found[3]):
            start = found.start(2)
    time = _time_before().search(folded, max(0, start - 40), start) if start else None
    return (time.start(), time["ahead"]) if time else (start, "")


def _year(found: dict[str, str | None]) -> int:
    if found["year"] is None:
        short = int(found["short"] or 0)
        return short + (2000 if short < 69 else 1900)
    year = int(found["year"])
    thai = "\u0e00" < (found.get("name") or "")[:1] < "\u0e7f"
    return year - 543 if thai and year > 2400 else year  # Thai pages count the Buddhist era


def _months(found: dict[str, str | None], language: str | None) -> tuple[int, ...]:
    """The months that the name or number of a match may mean."""
    number, front = found["number"], found["front"]
    if number:
        return (int(number),) if 1 <= int(number) <= 12 else ()
    name = (front or found.get("name") or "").rstrip(".'॰")
    # In front of the day, or alone before the year, only English abbreviations and full names
    # count: "Mars 2020", "Gen 2 2023" and "Set 1, 2024" are no dates.
    if front and name.isascii() and len(name) < 5 and name not in ENGLISH:
        return ()
    if name in HOMONYMS:
        meanings = HOMONYMS[name]
        if language in meanings:
            return (meanings[language],)
        return tuple(sorted(set(meanings.values())))
    month = MONTHS.get(name)
    return (month,) if month else ()


def _exists(year: int, month: int, day: int) -> bool:
    from datetime import date

    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


_YEAR = re.compile(r"\d{4}|['’‘´`＇]\d\d")


def _fold(text: str) -> tuple[str, list[int] | None]:
    """Folded text and the offsets of its characters in the text, None where they are the same."""
    folded = fold(text)
    if len(folded) == len(text) == len(text.casefold()) and "…" not in text:
        return folded, None
    return fold_with_map(text)


def _relative(text: str, reference: str) -> DateValue | None:
    from datetime import date, timedelta

    match = re.search(r"\b(?:yesterday|(\d{1,3}|an?|one) days? ago)\b", text, re.IGNORECASE)
    if match is None:
        return None
    days = int(match[1]) if (match[1] or "").isdigit() else 1
    day = date.fromisoformat(reference[:10]) - timedelta(days=days)
    return DateValue(day.isoformat(), "day", (), match.span())
