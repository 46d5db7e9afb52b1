"""Metadata: what acting findings captured, settled into fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Metadata, Result
from cleaner.metadata import host

Clean = Callable[..., Result]
P = PROSE


def told(clean: Clean, lines: list[str], *rules: dict[str, Any], **known: Any) -> Metadata:
    """Metadata of a page with these lines in front of the text."""
    return clean(page(*lines, *P), *rules, **known).metadata


def by(category: str = "byline", **keys: Any) -> dict[str, Any]:
    return line("by <any>", category=category, extract={"authors": "any"}, **keys)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ann Roe", ["Ann Roe"]), ("By Ann Roe, Tom Poe", ["Ann Roe", "Tom Poe"]), ("By Ann Roe and Tom Poe", ["Ann Roe", "Tom Poe"]), ("By Ann Roe, Tom Poe and Al Loe", ["Ann Roe", "Tom Poe", "Al Loe"]),
        ("By Ann Roe, Tom Poe, and Al Loe", ["Ann Roe", "Tom Poe", "Al Loe"]), ("By Ann Roe & Tom Poe", ["Ann Roe", "Tom Poe"]), ("By Ann Roe | Tom Poe", ["Ann Roe", "Tom Poe"]), ("By ANN ROE AND TOM POE", ["ANN ROE", "TOM POE"]),
        ("By Ann Roe, Ann Roe", ["Ann Roe"]), ("By Sandy Andrews", ["Sandy Andrews"]), ("By Ann Roe, E Poe", ["Ann Roe", "E Poe"]), ("By **Ann Roe**", ["Ann Roe"]), ("By Ann Roe:", ["Ann Roe"]), ("By Ann Roe und Tom Poe", ["Ann Roe", "Tom Poe"]),
        ("By Ann Roe en Tom Poe", ["Ann Roe", "Tom Poe"]), ("By Ann Roe ja Tom Poe", ["Ann Roe", "Tom Poe"]), ("By Иван Ли и Анна По", ["Иван Ли", "Анна По"]), ("By Ion Pop și Ana Rus", ["Ion Pop", "Ana Rus"]), ("By Ali Can ve Ece Su", ["Ali Can", "Ece Su"]), ("By Nagy Pál és Kis Éva", ["Nagy Pál", "Kis Éva"]),
        ("By John E Smith", ["John E Smith"]), ("By Dan Brown", ["Dan Brown"]), ("By أحمد علي، سارة حسن", ["أحمد علي", "سارة حسن"]), ("By 王小明、李四", ["王小明", "李四"]),
    ],
)  # fmt: skip
def test_authors_are_split(clean: Clean, text: str, authors: list[str]) -> None:
    """Authors are split at commas and "and", each once."""
    assert told(clean, [text], by()).authors == tuple(authors)


def test_tags_are_split(clean: Clean) -> None:
    """Tags are split at commas, and bullets."""
    rules = line("tags: <any>", extract={"tags": "any"})
    assert told(clean, ["Tags: Bridges, The Valley · Floods; #Winter, Bridges"], rules).tags == (
        "Bridges",
        "The Valley",
        "Floods",
        "Winter",
    )
    assert told(clean, ["Tags: جسور، وادي ؛ 桥、谷・橋"], rules).tags == (
        "جسور",
        "وادي",
        "桥",
        "谷",
        "橋",
    )


def test_lists_collect_over_the_document(clean: Clean) -> None:
    """List fields hold the values of all findings, in the order of the document."""
    rules = [
        line("photo: <any>", extract={"image_credits": "any"}),
        line("© <any>", extract={"image_credits": "any"}),
    ]
    assert told(clean, ["© Ann Roe", "Photo: Tom, Al", "© Ann Roe"], *rules).image_credits == (
        "Ann Roe",
        "Tom, Al",
    )


def test_the_first_value_wins(clean: Clean) -> None:
    """Of single fields the first value in the document counts, whatever the order of rules."""
    rules = [
        line("section: <any>", extract={"section": "any"}),
        line("in <any>", extract={"section": "any"}),
    ]
    assert told(clean, ["In News", "Section: Sport"], *rules).section == "News"
    assert told(clean, ["Section: Sport", "In News"], *rules).section == "Sport"


def test_a_scraper_header_comes_last(clean: Clean) -> None:
    """What other categories say beats a scraper's header."""
    header = line("category: <any>", category="scraper-header", extract={"section": "any"})
    label = line("in <any>", category="section-label", extract={"section": "any"})
    assert told(clean, ["Category: misc", "In News"], header, label).section == "News"
    assert told(clean, ["Category: misc"], header, label).section == "misc"


def test_what_later_rounds_find_is_ordered_by_place(clean: Clean) -> None:
    """A value that is found in a later round stands where it stood in the source."""
    late = line("by <any>", where={"first": 1}, extract={"section": "any"})
    early = line("x1", where={"first": 1})
    after = line("in <any>", extract={"section": "any"})
    assert told(clean, ["x1", "By Ann", "In News"], late, early, after).section == "Ann"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("March 3, 2024", "2024-03-03"), ("3 March 2024", "2024-03-03"), ("2024-03-03T10:15:00Z", "2024-03-03T10:15Z"), ("Sunday, 3 March 2024, 5:10 pm", "2024-03-03T17:10"),
        ("25/12/2024", "2024-12-25"), ("03/04/2024", None), ("3/3/2024", "2024-03-03"), ("2024年3月3日", "2024-03-03"),
    ],
)  # fmt: skip
def test_dates_become_iso_8601(clean: Clean, text: str, iso: str | None) -> None:
    """Dates are ISO 8601, and dropped where the order of day and month is open."""
    assert (
        told(
            clean,
            [f"Published {text}"],
            line("published <date>", extract={"date_published": "date"}),
        ).date_published
        == iso
    )


def test_published_and_modified_are_kept_apart(clean: Clean) -> None:
    """Each date goes to its own field; a date that is open leaves room for a later one."""
    rules = [
        line("published <date>", extract={"date_published": "date"}),
        line("updated <date>", extract={"date_modified": "date"}),
    ]
    given = told(
        clean,
        [
            "Updated March 4, 2024",
            "Published 03/04/2024",
            "Published March 3, 2024",
            "Published March 9, 2024",
        ],
        *rules,
    )
    assert (given.date_published, given.date_modified) == ("2024-03-03", "2024-03-04")


def test_the_most_precise_form_of_a_date(clean: Clean) -> None:
    """Where a later date agrees with the first and says more, it is taken."""
    rules = line("published <date>", extract={"date_published": "date"})
    assert (
        told(
            clean,
            [
                "Published March 3, 2024",
                "Published 3 March 2024 17:10",
                "Published 4 March 2024 9:00",
            ],
            rules,
        ).date_published
        == "2024-03-03T17:10"
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("The old bridge", "The old bridge"), ("# The old bridge", "The old bridge"), ("## Bridge", "Bridge"), ("Bridge", None), ("The bridge is old.", None), ("Is the bridge old?", "Is the bridge old?"),
        ("  The old bridge  ", "The old bridge"), ("## The bridge in C# ##", "The bridge in C#"), ("The bridge in C#", "The bridge in C#"), ("*The old* bridge", "*The old* bridge"), ("- The old bridge", None), ("**The old bridge**", "The old bridge"), ("The bridge... is old...", "The bridge... is old..."), ("古い橋の修理", "古い橋の修理"),
    ],
)  # fmt: skip
def test_the_leading_title(clean: Clean, first: str, expected: str | None) -> None:
    """The first line of the head, if it is one, is the title, and stays in the text."""
    result = clean(page(first, *P))
    assert result.metadata.title == expected
    assert first.strip() in result.text


def test_the_leading_title_beats_a_captured_one(clean: Clean) -> None:
    """A title that a rule captured counts where the text does not begin with one."""
    rules = line("title: <any>", extract={"title": "any"})
    assert told(clean, ["Title: A bridge is mended"], rules).title == "A bridge is mended"
    assert (
        told(clean, ["The old bridge", "Title: A bridge is mended"], rules).title
        == "The old bridge"
    )


def test_the_title_behind_what_goes(clean: Clean) -> None:
    """Lines that go are no title; the line behind them is."""
    assert (
        told(clean, ["Skip to content", "The old bridge"], line("skip to content")).title
        == "The old bridge"
    )


@pytest.mark.parametrize(
    ("url", "source", "site", "given"),
    [
        ("https://www.Example.com/a", None, "example.com", None), (None, "https://example.org/b", "example.org", "https://example.org/b"),
        ("https://example.com", "https://example.org/b", "example.com", "https://example.org/b"), (None, None, "The Herald", None), (None, "<https://example.org/b>", "example.org", "https://example.org/b"),
    ],
)  # fmt: skip
def test_site_and_source(
    clean: Clean, url: str | None, source: str | None, site: str, given: str | None
) -> None:
    """`site` is the host without `www.`, of the URL or the source's; else what a rule captured."""
    rules = [
        rule(match={"regex": r"source: (?P<link>\S+)"}, extract={"source_url": "link"}),
        line("the herald", extract={"site": "line"}),
    ]
    result = told(
        clean, ["The Herald", *([f"Source: {source}"] if source else [])], *rules, url=url
    )
    assert (result.site, result.source_url) == (site, given)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.com/a", "example.com"), ("http://EXAMPLE.com:80", "example.com"), ("//a.example.com?x", "a.example.com"), ("https://ann:pw@example.com#x", "example.com"), (" https://example.com ", "example.com"),
        ("https://example.com.", "example.com"), ("example.com/a", "example.com"), ("", ""), ("mailto:ann@example.com", ""), ("https://www.bücher.example/", "bücher.example"), ("https:///a", ""), ("file:///a/b", ""),
        ("https://a/b@example.com/", "a"),
    ],
)  # fmt: skip
def test_host(url: str, expected: str) -> None:
    """The host of a URL, in lower case, without `www.` and port."""
    assert host(url) == expected


def test_language(clean: Clean) -> None:
    """A given language is told as it is; a guess where there is enough text."""
    assert told(clean, [], language="fr").language == "fr"
    assert told(clean, []).language == "en"
    assert clean("zz qq").metadata.language is None


def test_line_is_without_markup(clean: Clean) -> None:
    """The slot `line` is trimmed of bullets and emphasis."""
    assert (
        told(
            clean, ["**From the Wire**"], rule(match={"prefix": "from"}, extract={"agency": "line"})
        ).agency
        == "From the Wire"
    )


def test_no_evidence_no_metadata(clean: Clean) -> None:
    """Where nothing was told, fields are empty, and the dictionary is ready for JSON."""
    assert clean("zz qq").metadata == Metadata()
    assert clean("zz qq").metadata.to_dict() == {
        "title": None, "authors": [], "date_published": None, "date_modified": None, "source_url": None, "site": None, "agency": None, "section": None,
        "tags": [], "image_credits": [], "tickers": [], "language": None,
    }  # fmt: skip
