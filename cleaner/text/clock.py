"""The time of day, beside a date or alone, on folded text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Clock(NamedTuple):
    """A time of day.

    iso: `T07:07` or `T17`; with `Z` or `+hh:mm` where the offset is said.
    precision: `hour` or `minute`.
    zone: the offset, else the abbreviation as it stands in the text, in capitals; abbreviations
        mean several zones each, so they give no offset. "" if there is none.
    """

    iso: str
    precision: str
    zone: str


HALVES = ("上午", "午前", "오전", "下午", "午後", "오후")
"""Words for the half of the day that stand before the time."""


def _pattern(after_dot: str) -> str:
    """Pattern of a time of day with zone. after_dot: what must follow `14.05`."""
    zone = (
        r"(?: ?[\[(]?(?P<zone>z\b|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}\b"
        r"|(?:[ecmp][sd]?t|ak[sd]t|a[ecw][sd]t|nz[sd]t|[bihs]st|jst|kst|hkt|sgt|pkt|bdt|pht|sast"
        r"|cest|cet|eest|eet|west|wet|mesz|mez|msk|мск|trt|brt|wib|wita|wit)\b)[\])]?)?"
    )
    half = r"(?: ?(?P<half{}>[ap]\.? ?m\b\.?|[πμ]\.? ?μ\b\.?|[صم]\b))"
    unit = r"(?: ?(?:uhr|uur|hrs?|h|น|wib|wita|wit)\b\.?)"
    return (
        rf"(?:(?P<early>{'|'.join(HALVES[:3])}) ?|(?P<late>{'|'.join(HALVES[3:])}) ?)?"
        r"(?P<hour>[01]?\d|2[0-3])(?:"
        rf":(?P<m1>[0-5]\d)(?P<second>:[0-5]\d(?:[.,]\d{{1,9}})?)?{unit}?{half.format(1)}?"
        rf"|\.(?P<m2>[0-5]\d){after_dot.format(unit=unit, half=half.format(2))}"
        r"| ?h ?(?P<m3>[0-5]\d)(?: ?min)?\b"
        r"| uhr(?: (?P<m4>[0-5]\d))?\b"
        rf"|{half.format(3)}"
        rf"| ?[時时點点시](?: ?(?P<m5>[0-5]?\d) ?[分분])?"
        rf"){zone}"
    )


def without_names(pattern: str) -> str:
    """A pattern whose groups do not capture, to be embedded in others."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


TIME = without_names(_pattern("(?:{unit}|{half})"))
"""A time of day: `14:05`, `5:10 pm ist`, `14h05`, `14.05 uhr`, `下午3:05`; not `14.05` alone.

For the `regex` package, on folded text; no groups, no look-around, no bounds at its ends."""

_AT = (
    r"(?:(?:at|um|gegen|a|as|alle|ore|ora|la|las|los|om|kl\.?|klo|o|godz\.?|v|ve|в|о|об|у|στισ"
    r"|saat|pukul|jam|luc|vao|ωρα|الساعه|ساعت|בשעה|เวลา|बजे) ){1,2}"
)


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    gap = rf"(?:t|[ ,|·•@/(-]{{0,3}})(?P<at>{_AT})?"
    return re.compile(gap + _pattern("(?:{unit}?{half}?)") + r"(?![\d%])")


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\d:.,-]){_pattern('(?:{unit}|{half})')}(?:[ ,|·•/-]{{1,3}}(?:on |am |le )?)$"
    )


def after(folded: str, at: int) -> tuple[Clock, int] | None:
    """The time that follows a date which ends at `at`, and where it ends."""
    match = _after().match(folded, at)
    if match is None:
        basic = _BASIC.match(folded, at)
        return (_of_basic(basic), basic.end()) if basic else None
    if match["m2"] and not (
        match["at"] or match["half2"] or _MARKED.match(folded, match.end("m2"))
    ):
        return None  # "20.3.2023 14.05" may be a price
    if match["half3"] is None and match["m1"] is None and not (match["m2"] or match["m3"]):
        if match["hour"] == folded[match.end() - len(match["hour"]) : match.end()]:
            return None
    return _read(match), match.end()


_BASIC = re.compile(r"t([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d)?(z|[+-]\d{4})?\b")


def _of_basic(match: re.Match[str]) -> Clock:
    offset = _offset(match[3] or "")
    return Clock(f"T{match[1]}:{match[2]}{offset}", "minute", offset)


_MARKED = re.compile(r" ?(?:uhr|uur|hrs?|h|น|wib|wita|wit)\b")


def before(folded: str, start: int) -> tuple[Clock, int] | None:
    """The time in front of a date that starts at `start`, and where it starts.

    It is only read with `pm`, a unit, a zone or a comma: a bare `12:30` may be the length of a
    video, and is an empty Clock.
    """
    near = folded[max(0, start - 24) : start]
    if ":" not in near and "." not in near and "h" not in near and "m" not in near:
        return None
    match = _before().search(near)
    if match is None:
        return None
    clock = _read(match)
    said = (
        match["zone"]
        or match[0].endswith(", ")
        or re.search(r"[^\d:., |·•/-]", re.sub(r"(?:on |am |le )$", "", match[0]))
    )
    return clock if said else _NO_CLOCK, max(0, start - 24) + match.start()


_NO_CLOCK = Clock("", "day", "")


def _read(match: re.Match[str]) -> Clock:
    hour, zone = int(match["hour"]), match["zone"] or ""
    half = match["half1"] or match["half2"] or match["half3"] or ""
    early = match["early"] or half[:1] in ("a", "π", "ص")
    late = match["late"] or half[:1] in ("p", "μ", "م")
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    minute = match["m1"] or match["m2"] or match["m3"] or match["m4"] or match["m5"]
    # "10:00-12:30" is a span of time: a negative offset needs more than the look of one
    sure = match["second"] is not None or not zone.startswith("-")
    offset = _offset(zone) if sure else ""
    name = offset or (zone.upper() if zone[:1].isalpha() and offset == "" else "")
    if minute is None:
        return Clock(f"T{hour:02}", "hour", name)
    return Clock(f"T{hour:02}:{int(minute):02}{offset}", "minute", name)


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
