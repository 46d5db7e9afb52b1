"""Other calendars than the Gregorian: names of their months, and their days as Gregorian days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

# Names of months, folded. Persian months: Persian, and as Afghanistan and Pashto call them.
_PERSIAN = (
    "فروردین حمل وری",
    "اردیبهشت ثور غویی",
    "خرداد جوزا غبرګولی",
    "تیر سرطان چنګاښ",
    "مرداد اسد زمری",
    "شهریور سنبله وږی",
    "مهر میزان تله",
    "ابان آبان عقرب لړم",
    "اذر آذر قوس لیندۍ",
    "دی جدی مرغومی",
    "بهمن دلو سلواغه",
    "اسفند حوت کب",
)
# Islamic months: Arabic and Persian spellings, then those of Turkish, Indonesian and English.
_ISLAMIC = (
    "محرم|المحرم|muharrem|muharam|muharram",
    "صفر|safer|safar",
    "ربيع الاول|ربيع الأول|ربیع الاول|ربیع‌الاول|rebiülevvel|rabiulawal|rabi' al-awwal|rabi al-awwal",
    "ربيع الاخر|ربيع الآخر|ربيع الثاني|ربیع الثانی|ربیع‌الثانی|rebiülahir|rabiulakhir"
    "|rabi' al-thani|rabi al-thani",
    "جمادى الاولى|جمادى الأولى|جمادی الاول|جمادی‌الاول|cemaziyelevvel|jumadilawal|jumada al-awwal",
    "جمادى الاخرة|جمادى الآخرة|جمادى الثانية|جمادی الثانی|جمادی‌الثانی|cemaziyelahir"
    "|jumadilakhir|jumada al-thani",
    "رجب|recep|rajab",
    "شعبان|şaban|syakban|sha'ban|shaban|shaaban",
    "رمضان|ramazan|ramadan|ramadhan",
    "شوال|şevval|syawal|shawwal",
    "ذو القعدة|ذي القعدة|ذیقعده|ذی‌القعده|zilkade|zulkaidah|dhu al-qidah|dhu al-qi'dah",
    "ذو الحجة|ذي الحجة|ذیحجه|ذی‌الحجه|zilhicce|zulhijah|dhu al-hijjah",
)

ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民國": 1911,
    "民国": 1911,
}
"""Era of East Asia -> what its year is counted from: year 1 is one more."""


@lru_cache(maxsize=1)
def months() -> dict[str, tuple[str, int]]:
    """Folded name of a month -> calendar (`persian`, `islamic`) and number."""
    from cleaner.text.fold import fold

    table: dict[str, tuple[str, int]] = {}
    for number, names in enumerate(_PERSIAN, 1):
        for name in names.split():
            table[fold(name)] = ("persian", number)
    for number, names in enumerate(_ISLAMIC, 1):
        for name in names.split("|"):
            table[fold(name)] = ("islamic", number)
    return table


def gregorian(calendar: str, year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a day in another calendar; None if there is no such day."""
    days = _persian if calendar == "persian" else _islamic
    ordinal = days(year, month, day)
    return date.fromordinal(ordinal) if ordinal else None


_PERSIAN_EPOCH = date(622, 3, 21).toordinal()


def _persian(year: int, month: int, day: int) -> int:
    """The ordinal of a day of the solar Hijri calendar, which has 8 leap years in 33.

    The rule gives the official calendar for the years 1178 to 1633; 0 if there is no such day.
    """
    if not (1178 <= year <= 1633 and 1 <= month <= 12):
        return 0
    leap = (25 * year + 11) % 33 < 8
    length = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not 1 <= day <= length:
        return 0
    before = 31 * (month - 1) - max(0, month - 7)
    return _PERSIAN_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33 + before + day - 1


_ISLAMIC_EPOCH = date(1945, 12, 5).toordinal()  # 1 Muharram 1365


@lru_cache(maxsize=1)
def _islamic_years() -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """The first year of the table, the bits of each year's months, and the days before it."""
    from cleaner.text.months import UMM_AL_QURA

    first, table = UMM_AL_QURA
    bits = tuple(int(table[i : i + 3], 16) for i in range(0, len(table), 3))
    before, total = [], 0
    for year in bits:
        before.append(total)
        total += 12 * 29 + year.bit_count()
    return first, bits, tuple(before)


def _islamic(year: int, month: int, day: int) -> int:
    """The ordinal of a day of the Umm al-Qura calendar; 0 if there is no such day or no table.

    Other Islamic calendars, which go by sight of the moon, may differ by a day.
    """
    first, bits, before = _islamic_years()
    index = year - first
    if not (0 <= index < len(bits) and 1 <= month <= 12):
        return 0
    lengths = [29 + (bits[index] >> i & 1) for i in range(12)]
    if not 1 <= day <= lengths[month - 1]:
        return 0
    return _ISLAMIC_EPOCH + before[index] + sum(lengths[: month - 1]) + day - 1
