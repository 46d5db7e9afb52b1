"""Relative dates in the main languages: `yesterday`, `3 days ago`, `vor 2 Wochen`, `3日前`.

They are dates only beside a reference: the day or the moment the page was fetched.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from cleaner.text.dates import DateValue
from cleaner.text.fold import fold, fold_with_map

_DAYS = {
    0: "today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś|i dag|idag|tänään|dnes|danes|danas"
    "|ma|azi|astăzi|bugün|сегодня|сьогодні|днес|σήμερα|اليوم|امروز|היום|आज|hari ini|hôm nay|วันนี้"
    "|今天|今日|오늘",
    1: "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|i går|igår|eilen|včera|včeraj|jučer"
    "|tegnap|dün|вчера|вчора|χθες|χτες|أمس|امس|دیروز|אתמול|kemarin|hôm qua|เมื่อวาน|เมื่อวานนี้"
    "|昨天|昨日|어제",
    2: "vorgestern|avant-hier|anteayer|l'altro ieri|anteontem|eergisteren|przedwczoraj|позавчера"
    "|позавчора|předevčírem|toissapäivänä|tegnapelőtt|前天|おととい|一昨日|그저께",
}
_ONE = {
    "a day ago": "d", "one day ago": "d", "a week ago": "w", "an hour ago": "h", "a month ago": "m",
    "a year ago": "y", "a minute ago": "n", "vor einem tag": "d", "vor einer woche": "w",
    "vor einer stunde": "h", "vor einem monat": "m", "vor einem jahr": "y", "il y a un jour": "d",
    "il y a une semaine": "w", "il y a une heure": "h", "il y a un mois": "m", "il y a un an": "y",
    "hace un día": "d", "hace una semana": "w", "hace una hora": "h", "hace un mes": "m",
    "hace un año": "y", "un giorno fa": "d", "una settimana fa": "w", "un'ora fa": "h",
    "un mese fa": "m", "un anno fa": "y", "há um dia": "d", "há uma semana": "w",
    "há uma hora": "h", "een dag geleden": "d", "een week geleden": "w", "een uur geleden": "h",
    "неделю назад": "w", "час назад": "h", "день назад": "d", "месяц назад": "m", "год назад": "y",
}  # fmt: skip
_UNSPACED = re.compile(r"[฀-๿぀-ヿ㐀-鿿가-힣]")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], dict[tuple[str, str], str], dict[str, str]]:
    """The pattern of all, what stands around a number -> unit, and words -> unit or days."""
    from cleaner.text.months import PAST

    around = {}
    for form, unit in PAST.items():
        before, _, behind = form.partition("{0}")
        around[before.strip(), behind.strip()] = unit
    words = {fold(word): str(n) for n, names in _DAYS.items() for word in names.split("|")}
    del words["ma"]  # Hungarian for today, and a word of many languages
    words |= {fold(word): unit for word, unit in _ONE.items()}
    heads = "|".join(sorted({re.escape(b) for b, _ in around if b}, key=len, reverse=True))
    tails = "|".join(sorted({re.escape(b) for _, b in around if b}, key=len, reverse=True))
    said = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    pattern = re.compile(
        rf"(?P<word>{said})|(?:(?P<head>{heads}) ?)?(?<![\d.,])(?P<n>\d{{1,3}}) ?(?P<tail>{tails})?"
    )
    return pattern, around, words


def find_relative(text: str, reference: str) -> list[DateValue]:
    """The relative dates of a text, in order, with the words beside them.

    reference: an ISO date or moment. Of minutes and hours a day is only told by a moment. Weeks
    are counted in days; months and years ago give a month and a year. Raises ValueError if the
    reference is no ISO date.
    """
    moment = datetime.fromisoformat(reference)
    with_time = len(reference) > 10
    pattern, around, words = _patterns()
    out: list[DateValue] = []
    start = 0
    for line in text.splitlines(keepends=True):
        stripped = line.rstrip()
        if 0 < len(stripped) <= 200:
            folded, offsets = fold_with_map(stripped)
            for match in pattern.finditer(folded):
                if match["word"]:
                    unit, count = words[match["word"]], 1
                else:
                    unit = around.get((match["head"] or "", match["tail"] or ""), "")
                    count = int(match["n"])
                told = _told(unit, count, moment, with_time)
                if told and _stands(folded, *match.span()):
                    a, b = match.span()
                    span = (start + offsets[a], start + offsets[b])
                    out.append(_value(told, span, folded, a, b))
        start += len(line)
    return out


def _value(told: tuple[str, str], span: tuple[int, int], folded: str, a: int, b: int) -> DateValue:
    from cleaner.text import cues

    cue = cues.before(folded[max(0, a - 48) : a]) or cues.after(folded[b : b + 40])
    return DateValue(told[0], told[1], (), span, cue=cue)


def _stands(folded: str, start: int, end: int) -> bool:
    """Whether a match is not part of a longer word."""
    if start and folded[start - 1].isalnum() and not _UNSPACED.match(folded[start - 1]):
        return False
    inside = end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum()
    return not inside or bool(_UNSPACED.match(folded[end - 1]))


def _told(unit: str, count: int, moment: datetime, with_time: bool) -> tuple[str, str] | None:
    """ISO value and precision; None if the reference does not tell it."""
    if unit in ("h", "n"):
        if not with_time:
            return None
        ago = timedelta(hours=count) if unit == "h" else timedelta(minutes=count)
        return (moment - ago).date().isoformat(), "day"
    try:
        if unit == "m":
            months = moment.year * 12 + moment.month - 1 - count
            return f"{date(months // 12, months % 12 + 1, 1):%Y-%m}", "month"
        if unit == "y":
            return f"{date(moment.year - count, 1, 1):%Y}", "year"
        if unit in ("d", "w"):
            days = count * (7 if unit == "w" else 1)
        elif unit:
            days = int(unit)
        else:
            return None
        return (moment.date() - timedelta(days=days)).isoformat(), "day"
    except (ValueError, OverflowError):
        return None
