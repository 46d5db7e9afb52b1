"""Dates: what is read, what stays open, what is no date."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text import date_forms, dates, months
from cleaner.text.clock import TIME
from cleaner.text.dates import find, order_of, parse, settled
from cleaner.text.fold import fold

# text that is one date and nothing else -> ISO value
DAYS = {
    "March 20, 2023": "2023-03-20",
    "20 March 2023": "2023-03-20",
    "MARCH 20TH 2023": "2023-03-20",
    "Mar. 20th, 2023": "2023-03-20",
    "20th of March, 2023": "2023-03-20",
    "Mar 20, ’23": "2023-03-20",
    "20 March '99": "1999-03-20",
    "20-Mar-2023": "2023-03-20",
    "2023-Mar-20": "2023-03-20",
    "Monday, 20 March 2023": "2023-03-20",
    "2023-03-20": "2023-03-20",
    "2023/3/5": "2023-03-05",
    "2023.03.20": "2023-03-20",
    "20.03.2023": "2023-03-20",
    "3.4.2023": "2023-04-03",
    "20. 3. 2023": "2023-03-20",
    "20/03/2023": "2023-03-20",
    "3/20/2023": "2023-03-20",
    "04/04/2023": "2023-04-04",
    "20. März 2023": "2023-03-20",
    "Mo., 20. Mrz. 2023": "2023-03-20",
    "1. Jänner 2024": "2024-01-01",
    "lundi 20 mars 2023": "2023-03-20",
    "1er avril 2023": "2023-04-01",
    "20 FEVRIER 2023": "2023-02-20",
    "20 de marzo de 2023": "2023-03-20",
    "lunes, 20 de marzo del 2023": "2023-03-20",
    "lunedì 20 marzo 2023": "2023-03-20",
    "segunda-feira, 20 de março de 2023": "2023-03-20",
    "poniedziałek, 20 marca 2023": "2023-03-20",
    "maandag 20 maart 2023": "2023-03-20",
    "måndag 20 mars 2023": "2023-03-20",
    "20. desember 2023": "2023-12-20",
    "20. marts 2023": "2023-03-20",
    "20. maaliskuuta 2023": "2023-03-20",
    "pondělí 20. března 2023": "2023-03-20",
    "2023. március 20., hétfő": "2023-03-20",
    "20 martie 2023": "2023-03-20",
    "20 Mart 2023 Pazartesi": "2023-03-20",
    "20 KASIM 2023": "2023-11-20",
    "20 марта 2023 г.": "2023-03-20",
    "20 березня 2023 року": "2023-03-20",
    "Δευτέρα, 20 Μαρτίου 2023": "2023-03-20",
    "20 ΜΑΡΤΙΟΥ 2023": "2023-03-20",
    "الاثنين 20 مارس 2023": "2023-03-20",
    "٢٠ مارس ٢٠٢٣": "2023-03-20",
    "20 كانون الثاني 2023": "2023-01-20",
    "20 במרץ 2023": "2023-03-20",
    "۲۰ مارس ۲۰۲۳": "2023-03-20",
    "सोमवार, 20 मार्च 2023": "2023-03-20",
    "Senin, 20 Maret 2023": "2023-03-20",
    "20 tháng 3 năm 2023": "2023-03-20",
    "20 Tháng 03, 2023": "2023-03-20",
    "20 มี.ค. 2023": "2023-03-20",
    "วันจันทร์ที่ 20 มีนาคม 2566": "2023-03-20",
    "2023年3月20日": "2023-03-20",
    "2023年3月20日(月)": "2023-03-20",
    "2023年3月20日 星期一": "2023-03-20",
    "２０２３年３月２０日": "2023-03-20",
    "2023년 3월 20일": "2023-03-20",
    "2023. 3. 20.": "2023-03-20",
    "March 20,2023": "2023-03-20",
    "5 marca 2024 r.": "2024-03-05",
    "2023 m. kovo 20 d.": "2023-03-20",
    "2023. gada 20. marts": "2023-03-20",
    "20 d'abril de 2023": "2023-04-20",
    "Tuesday, the 5th of March 2024": "2024-03-05",
    "20 במרס 2023": "2023-03-20",
    "12 सितम्बर 2024": "2024-09-12",
    "12 सितंबर 2024": "2024-09-12",
    "20 মার্চ 2023": "2023-03-20",
    "২০ মার্চ ২০২৩": "2023-03-20",
    "20 Agosti 2023": "2023-08-20",
    "20 მარტი 2023": "2023-03-20",
    "令和5年3月20日": "2023-03-20",
    "令和元年5月1日": "2019-05-01",
    "平成31年4月30日": "2019-04-30",
    "民國112年3月20日": "2023-03-20",
    "۱۲ فروردین ۱۴۰۲": "2023-04-01",
    "1 حمل 1402": "2023-03-21",
    "۲۸ شعبان ۱۴۴۴": "2023-03-20",
    "28 Ramadan 1444": "2023-04-19",
    "20/03/23": "2023-03-20",
    "3/20/23": "2023-03-20",
    "20.03.23": "2023-03-20",
}
MINUTES = {
    "2023-03-20 | 07:07": "2023-03-20T07:07",
    "2023-03-20T07:07:00Z": "2023-03-20T07:07Z",
    "2023-03-20T07:07:59.123+05:30": "2023-03-20T07:07+05:30",
    "Mon, 20 Mar 2023 07:07:00 -0500": "2023-03-20T07:07-05:00",
    "Mon, 20 Mar 2023 07:07:00 GMT": "2023-03-20T07:07Z",
    "20 March 2023 10:00 UTC+2": "2023-03-20T10:00+02:00",
    "20/03/2023 14:05 Uhr": "2023-03-20T14:05",
    "20.03.2023, 14:05": "2023-03-20T14:05",
    "May 1, 2024 5:10 PM IST": "2024-05-01T17:10",
    "Monday, 20 March 2023 at 7:07 am": "2023-03-20T07:07",
    "March 20, 2023 12:15 a.m. ET": "2023-03-20T00:15",
    "March 20, 2023 12:15 p.m.": "2023-03-20T12:15",
    "5:10 PM ET, Sat March 4, 2023": "2023-03-04T17:10",
    "Montag, den 20. März 2023, 14.05 Uhr": "2023-03-20T14:05",
    "20 mars 2023 à 14h05": "2023-03-20T14:05",
    "20 de marzo de 2023 a las 14:05": "2023-03-20T14:05",
    "20. mars 2023 kl. 14.05": "2023-03-20T14:05",
    "20.3.2023 klo 14.05": "2023-03-20T14:05",
    "20 марта 2023 г. в 14:05": "2023-03-20T14:05",
    "20 Μαρτίου 2023, 5:10 μ.μ.": "2023-03-20T17:10",
    "20 Maret 2023 14.05 WIB": "2023-03-20T14:05",
    "2023年03月20日07:07": "2023-03-20T07:07",
    "2023年3月20日（月）午後3時05分": "2023-03-20T15:05",
    "2023년 3월 20일 월요일 오후 3:05": "2023-03-20T15:05",
    "5 marca 2024 r., 10:20": "2024-03-05T10:20",
    "20230320T070700Z": "2023-03-20T07:07Z",
    "Sunday, 06-Nov-94 08:49:37 GMT": "1994-11-06T08:49Z",
    "Mon, 20 Mar 23 07:07 GMT": "2023-03-20T07:07Z",
    "14:05, 20 March 2023": "2023-03-20T14:05",
}
NO_DATE = [
    "",
    "12",
    "2023",
    "May",
    "sun",
    "March 20",
    "20 March",
    "Sun and moon 2",
    "You may also like these 12 recipes",
    "You may also like these 12 recipes from 2023",
    "They march 20 miles in May",
    "Top 10 2023",
    "Season 2, 2023",
    "Chapter 12, 2024",
    "Mars 2020",
    "Gen 2 2023",
    "Mag 7 2023",
    "mfsa2024-17",
    "MFSA 2024-17",
    "CVE-2023-12-20",
    "RFC 2822",
    "Version 1.2.2023",
    "v1.2.2023",
    "IntelliJ 2023.1.2",
    "10.12.2023.5",
    "192.168.20.2023",
    "+49 20 03 2023",
    "Tel. 030-20-03-2023",
    "555-01-2023",
    "$20.03",
    "Prices from $12 to $2,023",
    "ISBN 978-3-20-2023",
    "https://example.com/2023/03/20/title",
    "31 February 2023",
    "31 de febrero de 2023",
    "February 30, 2024",
    "29.02.2023",
    "2023-13-01",
    "13/13/2023",
    "2023-03-205",
    "20 March 1823",
    "20 March 2123",
    "1.2.23",
    "13/13/23",
    "20 2023 people",
    "30 Esfand 1402",
    "31 مهر 1402",
    "20 mis 2023",
    "평성 31년",
    "20-22 March 2023",
    "20 – 22 March 2023",
    "March 28 – April 2, 2023",
    "3 days ago",
    "yesterday",
]


@pytest.mark.parametrize(("text", "iso"), DAYS.items())
def test_a_date_is_read_to_the_day(text: str, iso: str) -> None:
    """A date in any of the languages and orders is read, the whole text is its span."""
    value = parse(text)
    assert value is not None
    assert value[:4] == (iso, "day", (), (0, len(text)))


@pytest.mark.parametrize(("text", "iso"), MINUTES.items())
def test_a_time_is_read_to_the_minute(text: str, iso: str) -> None:
    """A time is kept to the minute, an offset only where it is a number or UTC."""
    value = parse(text)
    assert value is not None
    assert value[:4] == (iso, "minute", (), (0, len(text)))


def is_date(text: str) -> bool:
    """Whether a text is one full date and nothing else."""
    values = [value for value in find(text) if value.precision not in ("year", "month")]
    return any(value.span == (0, len(text)) for value in values)


@pytest.mark.parametrize("text", [*DAYS, *MINUTES])
def test_a_date_alone_is_one(text: str) -> None:
    """What is read is the same folded, and is all of the text."""
    assert [v[:3] for v in find(text)] == [v[:3] for v in find(fold(text))]
    assert is_date(text)


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date(text: str) -> None:
    """Words, numbers, versions, addresses, impossible and partial dates are no dates."""
    assert parse(text) is None
    assert not is_date(text)


def test_order_of_day_and_month_is_not_guessed() -> None:
    """Both readings are given, the day first in front, with the time."""
    value = parse("03/04/2023")
    assert value is not None
    assert value[:4] == (None, "day", ("2023-04-03", "2023-03-04"), (0, 10))
    value = parse("03-04-2023 14:05")
    assert value is not None
    assert value.ambiguous == ("2023-04-03T14:05", "2023-03-04T14:05")
    assert is_date("03/04/2023")


@pytest.mark.parametrize(
    ("text", "order", "locale", "isos"),
    [
        ("03/04/2023", None, None, [None]),
        ("03/04/2023", None, "en", [None]),
        ("03/04/2023", None, "xx", [None]),
        ("03/04/2023 and 05/06/2023", None, "en", [None, None]),
        ("03/04/2023", None, "en-GB", ["2023-04-03"]),
        ("03/04/2023", None, "en_US", ["2023-03-04"]),
        ("03/04/2023", None, "de", ["2023-04-03"]),
        ("03/04/2023", "mdy", "de", ["2023-03-04"]),
        ("03/04/2023 and 15/04/2023", "mdy", "en-US", ["2023-04-03", "2023-04-15"]),
        ("4/15/2023, 03/04/2023", None, "de", ["2023-04-15", "2023-03-04"]),
        ("4/15/2023, 15/4/2023, 03/04/2023", None, "de", ["2023-04-15", "2023-04-15", None]),
        ("15.04.2023 and 03/04/2023", None, None, ["2023-04-15", None]),
    ],
)
def test_order_needs_evidence(
    text: str, order: str | None, locale: str | None, isos: list[str | None]
) -> None:
    """Other dates of the document come first, then the site, then the region; else it is open."""
    assert [value.iso for value in settled(find(text), order, locale)] == isos


def test_orders_of_the_cldr() -> None:
    """A language stands for its regions where they agree; English alone has both orders."""
    assert [order_of(x) for x in ("en", "en-IN", "en-US", "fr", "es-PR", "pt-br", "", None)] == [
        None, "dmy", "mdy", "dmy", "mdy", "dmy", None, None,
    ]  # fmt: skip


def test_the_language_settles_a_name_of_several_months() -> None:
    """`listopada` is November in Polish and October in Croatian; without a language it is open."""
    polish, croatian = (
        parse("20 listopada 2023", language="pl"),
        parse("20. listopada 2023.", language="hr"),
    )
    assert polish is not None
    assert croatian is not None
    assert (polish.iso, croatian.iso) == ("2023-11-20", "2023-10-20")
    value = parse("20 listopada 2023")
    assert value is not None
    assert value.ambiguous == ("2023-10-20", "2023-11-20")
    assert settled([value], "mdy", "de") == [value]


@pytest.mark.parametrize(
    ("text", "date", "iso"),
    [
        ("Published May 1, 2024 5:10 PM IST", "May 1, 2024 5:10 PM IST", "2024-05-01T17:10"),
        (
            "Veröffentlicht am 20.03.2023 um 14:05 Uhr",
            "20.03.2023 um 14:05 Uhr",
            "2023-03-20T14:05",
        ),
        ("Großer Tag:  20.  März  2023 …", "20.  März  2023", "2023-03-20"),
        ("发布于2023年3月20日", "2023年3月20日", "2023-03-20"),
        ("LONDON, 20 March 2023 (Agency)", "20 March 2023", "2023-03-20"),
        ("20 March 2023, updated 21 March 2023", "20 March 2023", "2023-03-20"),
        ("31 February 2023 or 1 March 2023", "1 March 2023", "2023-03-01"),
        ("© 2023 Mar 20, 2024", "Mar 20, 2024", "2024-03-20"),
        ("Mar 20, 2023 • 45:12", "Mar 20, 2023", "2023-03-20"),
        ("12:30 • Mar 20, 2023", "12:30 • Mar 20, 2023", "2023-03-20"),
        ("on 20 March 2023 they met", "20 March 2023", "2023-03-20"),
        ("March 20, 2023By Jane Doe", "March 20, 2023", "2023-03-20"),
        ("20 March 2023 10:00-12:30", "20 March 2023 10:00-12:30", "2023-03-20T10:00"),
    ],
)
def test_the_first_full_date_of_a_line(text: str, date: str, iso: str) -> None:
    """The span is that of the source, also where folding changes lengths; the rest is left out."""
    value = parse(text)
    assert value is not None
    assert text[slice(*value.span)] == date
    assert value.iso == iso


@pytest.mark.parametrize(
    ("text", "iso", "precision", "span"),
    [
        ("Updated in March 2023", "2023-03", "month", (11, 21)),
        ("2023年3月", "2023-03", "month", (0, 7)),
        ("平成31年4月", "2019-04", "month", (0, 7)),
        ("20 March 2023 at 5 pm", "2023-03-20T17", "hour", (0, 21)),
    ],
)
def test_partial_dates_are_not_completed(
    text: str, iso: str, precision: str, span: tuple[int, int]
) -> None:
    """A month with its year stays a month, an hour stays an hour."""
    value = parse(text)
    assert value is not None
    assert value[:4] == (iso, precision, (), span)
    assert is_date(text) == (precision == "hour")


def test_the_buddhist_year_in_numbers() -> None:
    """Thai beside it, or the language, tells the era."""
    assert [value.iso for value in find("20/3/2566 น.")] == ["2023-03-20"]
    assert [value.iso for value in find("1/3/2566", "th")] == [None]
    assert find("20/3/2566") == []


def test_a_year_needs_a_cue() -> None:
    """A year alone is a date only behind a word that says so, and then no more than a year."""
    assert [value[:2] for value in find("Published: 2019")] == [("2019", "year")]
    assert find("In 2019 they built it") == []
    assert find("© 2019 Example") == []


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("Posted 3 days ago", "2023-02-26", "day"), ("Yesterday", "2023-02-28", "day"), ("vor 3 Tagen", "2023-02-26", "day"), ("hace 2 semanas", "2023-02-15", "day"),
        ("3日前", "2023-02-26", "day"), ("昨天", "2023-02-28", "day"), ("il y a 5 jours", "2023-02-24", "day"), ("3 дня назад", "2023-02-26", "day"),
        ("5 months ago", "2022-10", "month"), ("a year ago", "2022", "year"), ("vor einer Woche", "2023-02-22", "day"), ("2 dni temu", "2023-02-27", "day"),
    ],
)  # fmt: skip
def test_relative_dates_need_a_reference(text: str, iso: str, precision: str) -> None:
    """They are counted back from the day of the crawl, as far as they say; else there is no date."""
    assert [value[:2] for value in find(text, reference="2023-03-01")] == [(iso, precision)]
    assert find(text) == []


def test_hours_need_a_moment() -> None:
    """Hours ago are a day only where the hour of the crawl is known."""
    assert parse("3 hours ago", reference="2023-03-01") is None
    value = parse("3 hours ago", reference="2023-03-01T02:00")
    assert value is not None
    assert value.iso == "2023-02-28"


@pytest.mark.parametrize(
    "text", ["Yesterdays 3 days", "13 days agone", "3.5 days ago", "ma", "1234 days ago"]
)
def test_what_is_no_relative_date(text: str) -> None:
    """Parts of words and of longer numbers are none."""
    assert find(text, reference="2023-03-01") == []


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Published March 3, 2024", "published"), ("Posted on: Mar 3, 2024", "published"), ("Last updated on 3 March 2024", "updated"), ("Member since March 3, 2024", "other"),
        ("Veröffentlicht am 03.03.2024", "published"), ("Zuletzt aktualisiert: 03.03.2024", "updated"), ("Publié le 3 mars 2024", "published"), ("Mis à jour le 3 mars 2024", "updated"),
        ("Опубликовано 3 марта 2024", "published"), ("2024年3月3日 公開", "published"), ("更新日：2024年3月3日", "updated"), ("发布于2024年3月3日", "published"),
        ("등록 2024.03.03", "published"), ("3 March 2024 (updated)", "updated"), ("The council met on 3 March 2024", ""), ("Expires March 3, 2024", "other"),
    ],
)  # fmt: skip
def test_cues(text: str, cue: str) -> None:
    """The words beside a date say what it is of, in many languages."""
    assert [value.cue for value in find(text)] == [cue]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2023-03-20T07:07:00Z", "Z"), ("2023-03-20T07:07+05:30", "+05:30"), ("May 1, 2024 5:10 PM IST", "IST"), ("20 March 2023 10:00 UTC+2", "+02:00"), ("20 March 2023 10:00", ""),
    ],
)  # fmt: skip
def test_zones(text: str, zone: str) -> None:
    """An offset is said as one; an abbreviation means several and stays a name."""
    assert [value.zone for value in find(text)] == [zone]


def test_dates_of_a_text() -> None:
    """All dates come out, in order, each with its own span; none reaches over a line break."""
    text = (
        "Posted 3 March\n2024 by Ann\r\n4 March 2024, updated 5 March 2024\u2028Mar 6,\n2024-03-07"
    )
    assert [(v.iso, text[slice(*v.span)]) for v in find(text)] == [
        ("2024-03-04", "4 March 2024"), ("2024-03-05", "5 March 2024"), ("2024-03-07", "2024-03-07"),
    ]  # fmt: skip
    years = " ".join(f"{day} March 2024," for day in range(1, 31))
    assert [v.iso for v in find(years)] == [f"2024-03-{day:02}" for day in range(1, 31)]


def test_a_name_before_the_comma_is_no_weekday() -> None:
    """What only looks like a date with weekday is told apart."""
    assert not is_date("London, 20 March 2023")


@pytest.mark.parametrize(
    "text", ["14:05", "5:10 PM IST", "14.05 Uhr", "14h05", "下午3:05", "5 p.m.", "7:07 am (UTC+2)"]
)
def test_times_of_day(text: str) -> None:
    """TIME matches a folded time of day with unit and zone."""
    assert regex.fullmatch(TIME, fold(text))


@pytest.mark.parametrize("text", ["14.05", "12", "25:00", "14:65", "5", "12 months"])
def test_no_times_of_day(text: str) -> None:
    """Bare numbers and impossible times are none."""
    assert not regex.fullmatch(TIME, fold(text))


def test_the_pattern_can_be_embedded() -> None:
    """TIME holds no groups and no look-around, and compiles within a bigger pattern."""
    assert regex.compile(f"posted (?:{TIME}) by").groups == 0
    assert not re.search(r"\(\?(?:<?[=!]|>)|\\\d", TIME)


def test_the_table_covers_the_languages() -> None:
    """Every month of every language of the table is there, lower case and without full stop."""
    assert set(months.MONTHS.values()) == set(range(1, 13))
    for name in [*months.MONTHS, *months.HOMONYMS]:
        assert name == fold(name)
        assert not name.endswith(".")
    assert len({language for names in months.MINOR.values() for language in names}) > 100
    assert not set(months.MONTHS) & set(months.HOMONYMS)


def test_the_table_is_what_the_script_builds() -> None:
    """The committed table comes from the build script (checked with the Babel it was built with)."""
    babel = pytest.importorskip("babel")
    pytest.importorskip("hijridate")
    root = Path(__file__).parents[2]
    table = (root / "cleaner" / "text" / "months.py").read_text(encoding="utf-8")
    if f"Babel {babel.__version__}." not in table:
        pytest.skip("another version of Babel")
    spec = importlib.util.spec_from_file_location(
        "build_months", root / "bench" / "data_tables" / "build_months.py"
    )
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.build() == table


ALPHABET = " ,./-:|'0123459 2023marchmayпмäß年月日…٣\u200b\n令和昨天ago"


@given(st.text(alphabet=st.sampled_from(ALPHABET), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No input raises; spans lie within a line, in order, and start and end with no space."""
    end = 0
    for value in find(text, reference="2024-02-29T10:00"):
        assert value.span[0] >= end or value.precision in ("day", "month", "year")
        end = value.span[1]
        part = text[slice(*value.span)]
        assert part
        assert part == part.strip()
        assert "\n" not in part
        assert (value.iso is None) == bool(value.ambiguous)


@given(
    st.dates(date(1969, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%a, %d %b %Y", "%d %b '%y"]),
    st.text(alphabet="abc .,:\u4e2d", max_size=20),
)
def test_a_written_date_is_read_back(day: date, form: str, around: str) -> None:
    """Whatever stands around it, at a distance of a word, a date says what was written."""
    found = find(f"{around} x {day.strftime(form)} x {around}")
    assert [value.iso for value in found] == [day.isoformat()]


NEAR_YEARS = st.lists(
    st.sampled_from(
        ["march", "марта", "thang", "thg", "the", "den", "de", "del", "of", "da", "nam", "3", "12"]
    )
    | st.sampled_from(["th", "long-winded.name", "a" * 20, *" .,/-'|:(_é日"]),
    max_size=10,
).map("".join)


@given(NEAR_YEARS)
def test_what_is_not_looked_for_is_not_there(text: str) -> None:
    """Patterns are asked about the words before a year only where they can match."""
    if not date_forms._DIGIT.search(text):
        for pattern in (date_forms._VIETNAMESE, date_forms._DAY_NAME, date_forms._DAY_LEFT):
            assert pattern.search(text) is None
    if "th" not in text:
        assert date_forms._VIETNAMESE.search(text) is None
    if not text.endswith(date_forms._OF):
        assert date_forms._OF_LEFT.search(text) is None
    if not date_forms._may_be_numeric(text, 0, len(text)):
        assert date_forms._NUMBERS_LEFT.search(text) is None
    if not text.endswith(" "):
        assert date_forms._WEEKDAY_BEFORE.search(text) is None
    near = date_forms._NAME_LEFT.search(text, len(text) - date_forms._LONGEST_NAME)
    anywhere = date_forms._NAME_LEFT.search(text)
    assert (near and near.span()) == (anywhere and anywhere.span())


BESIDE_YEARS = st.lists(
    st.sampled_from(
        ["2020", "1999", "x" * 71, "x" * 72, "2021 " * 150, *"\n\r\v\x1c\x85\u2028\u200b x-"]
    ),
    max_size=16,
).map("".join)


@given(BESIDE_YEARS)
def test_windows_are_parts_of_lines(text: str) -> None:
    """Of a window over several lines those parts are kept that hold the start of a year."""
    years = dates._years_in(text)
    expected: list[tuple[int, int]] = []
    for n, (start, end) in enumerate(years):
        done = expected[-1][1] if expected else 0
        if start < done:
            continue
        for later, behind in years[n + 1 :]:
            if later >= end + dates._REACH or behind >= start + dates._WIDEST:
                break
            end = max(end, behind)
        low, high = max(done, start - dates._REACH), min(len(text), end + dates._REACH)
        for line in re.finditer(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text[low:high]):
            a, b = low + line.start(), low + line.end()
            if any(a <= year < b for year, _ in years):
                expected.append((a, b))
    assert dates._windows(text) == expected
