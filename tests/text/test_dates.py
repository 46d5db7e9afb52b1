"""Dates: what is read, what stays open, what is no date."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text import months
from cleaner.text.dates import DATE, DATE_TRIGGER, TIME, is_date, parse
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
    "1/2/23",
    "20.03.23",
    "20-22 March 2023",
    "20 – 22 March 2023",
    "March 28 – April 2, 2023",
    "3 days ago",
    "yesterday",
]


@pytest.mark.parametrize(("text", "iso"), DAYS.items())
def test_a_date_is_read_to_the_day(text: str, iso: str) -> None:
    """A date in any of the languages and orders is read, the whole text is its span."""
    assert parse(text) == (iso, "day", (), (0, len(text)))


@pytest.mark.parametrize(("text", "iso"), MINUTES.items())
def test_a_time_is_read_to_the_minute(text: str, iso: str) -> None:
    """A time is kept to the minute, an offset only where it is a number or UTC."""
    assert parse(text) == (iso, "minute", (), (0, len(text)))


@pytest.mark.parametrize("text", [*DAYS, *MINUTES])
def test_pattern_and_check_know_every_date(text: str) -> None:
    """Whatever can be read matches DATE and the trigger when folded, and `is_date` confirms it."""
    assert regex.fullmatch(DATE, fold(text))
    assert regex.search(DATE_TRIGGER, fold(text))
    assert is_date(text)


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date(text: str) -> None:
    """Words, numbers, versions, addresses, impossible and partial dates are no dates."""
    assert parse(text) is None
    assert not is_date(text)


def test_order_of_day_and_month_is_not_guessed() -> None:
    """Both readings are given, the day first in front, with the time."""
    assert parse("03/04/2023") == (None, "day", ("2023-04-03", "2023-03-04"), (0, 10))
    value = parse("03-04-2023 14:05")
    assert value is not None
    assert value.ambiguous == ("2023-04-03T14:05", "2023-03-04T14:05")
    assert is_date("03/04/2023")


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


def test_partial_dates_are_not_completed() -> None:
    """A month with its year stays a month, an hour stays an hour."""
    assert parse("Updated in March 2023") == ("2023-03", "month", (), (11, 21))
    assert parse("2023年3月") == ("2023-03", "month", (), (0, 7))
    assert parse("20 March 2023 at 5 pm") == ("2023-03-20T17", "hour", (), (0, 21))
    assert not is_date("March 2023")


def test_relative_dates_need_a_reference() -> None:
    """Days are counted back from the day of the crawl; without it there is no date."""
    assert parse("Posted 3 days ago", reference="2023-03-01") == ("2023-02-26", "day", (), (7, 17))
    assert parse("Yesterday", reference="2023-03-01T10:00") == ("2023-02-28", "day", (), (0, 9))
    assert parse("3 hours ago", reference="2023-03-01") is None


def test_a_name_before_the_comma_is_no_weekday() -> None:
    """What only looks like a date with weekday is told apart."""
    assert regex.fullmatch(DATE, "london, 20 march 2023")
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


def test_patterns_can_be_embedded() -> None:
    """They hold no groups and no look-around, and compile within a bigger pattern."""
    for pattern in (DATE, TIME, DATE_TRIGGER):
        assert regex.compile(f"posted (?:{pattern}) by").groups == 0
        assert not re.search(r"\(\?(?:<?[=!]|>)|\\\d", pattern)


def test_the_table_covers_the_languages() -> None:
    """Every month of every language of the table is there, lower case and without full stop."""
    assert set(months.MONTHS.values()) == set(range(1, 13))
    for name in [*months.MONTHS, *months.HOMONYMS]:
        assert name == fold(name)
        assert not name.endswith(".")
    assert not set(months.MONTHS) & set(months.HOMONYMS)


def test_the_table_is_what_the_script_builds() -> None:
    """The committed table comes from the build script (checked with the Babel it was built with)."""
    babel = pytest.importorskip("babel")
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


@given(
    st.text(alphabet=st.sampled_from(" ,./-:|'0123459 2023marchmayпмäß年月日…٣\u200b"), max_size=60)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No input raises, and a span lies within the text and starts and ends with no space."""
    value = parse(text)
    if value is not None:
        start, end = value.span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert (value.iso is None) == bool(value.ambiguous)
