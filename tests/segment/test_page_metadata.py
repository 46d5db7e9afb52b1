"""What the markup of a page says of it: dates that vote, authors, titles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.segment import markup
from cleaner.segment.page_metadata import read

PROSE = (
    "<p>The council met on Monday and voted to repair the old bridge before winter comes to the valley and the road is closed.</p>"
    * 3
)


def html(head: str = "", body: str = "", title: str = "Old bridge to be repaired") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Valley Post</title>{head}</head>'
        f"<body><nav><a href=/>Home</a></nav><main><h1>{title}</h1>{body}{PROSE}</main></body></html>"
    )


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def ld(**node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


ARTICLE: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle"}


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (meta("article:published_time", "2024-03-05T10:00:00+01:00"), "", "2024-03-05T10:00+01:00"), (ld(**ARTICLE, datePublished="2024-03-05"), "", "2024-03-05"), (meta("article:published_time", "2024-03-05T00:00:00Z"), "", "2024-03-05"), ("", "<p>By Ann Roe | March 5, 2024</p>", "2024-03-05"),
        ("", '<time class="entry-date published" datetime="2024-03-05T10:00">5 Mar</time>', "2024-03-05T10:00"), (meta("article:modified_time", "2024-03-05"), "", None), (ld(**ARTICLE, review=[{"@type": "Review", "datePublished": "2020-01-01"}]), "", None), (meta("og:title", "2024-03-05"), "", None),
        (ld(**{"@graph": [{"@type": "WebPage", "datePublished": "2024-03-05"}]}), "", None), (meta("article:published_time", "soon"), "", None), ("", "<p>Published 03/04/2024</p>", None),
    ],
)  # fmt: skip
def test_publication_dates(head: str, body: str, date: str | None) -> None:
    """Metas, JSON-LD, times and what readers see; a page's date alone is not an article's."""
    assert read(html(head, body))[0].date_published == date


def test_agreement_makes_surer() -> None:
    """The more tell the same day, the surer it is; a day that readers see settles the time zone."""

    def sure(*parts: str) -> tuple[str | None, float]:
        metadata, evidence = read(html(*parts))
        return metadata.date_published, max(
            e.confidence for e in evidence if e.field == "date_published"
        )

    one = meta("article:published_time", "2024-03-05T23:30:00Z")
    assert sure(one)[1] < sure(one, "<p>By Ann Roe | March 5, 2024</p>")[1]
    assert (sure(one, "<p>By Ann Roe | Published March 6, 2024</p>")[0] or "").startswith(
        "2024-03-06"
    )


def test_not_after_the_day_it_was_fetched() -> None:
    """A date behind the crawl does not count."""
    page = html(meta("article:published_time", "2030-03-05"))
    assert read(page, reference="2024-03-05")[0].date_published is None
    assert read(page)[0].date_published == "2030-03-05"


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (meta("author", "Ann Roe"), "", ("Ann Roe",)), (ld(**ARTICLE, author=[{"@type": "Person", "name": "Ann Roe"}, {"@type": "Person", "name": "Tom Poe"}]), "", ("Ann Roe", "Tom Poe")), (ld(**ARTICLE, author={"@type": "Organization", "name": "The Valley Post"}), "", ()), (meta("author", "admin"), "", ()),
        (meta("author", "By Ann Roe, MD"), "", ("Ann Roe",)), (meta("article:author", "https://www.example.com/ann"), "", ()), ("", '<p class="byline">By <a rel="author" href="/ann">Ann Roe</a></p>', ("Ann Roe",)), ("", "<p>By Ann Roe</p>", ("Ann Roe",)),
        (meta("author", "Web Team") , '<span class="author">Ann Roe</span>', ("Ann Roe",)), ("", '<p>Stand by the bridge</p>', ()), (ld(**ARTICLE, author="undefined"), "", ()),
    ],
)  # fmt: skip
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    """Names of people and teams, without degrees; readers' byline goes before the meta."""
    assert read(html(head, body), "https://www.valleypost.example/a")[0].authors == authors


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (html(), "Old bridge to be repaired"), ("<title>Old bridge | The Valley Post</title>" + meta("og:site_name", "The Valley Post"), "Old bridge"), ("<title>Old bridge - repaired</title>", "Old bridge - repaired"), ("<p>x</p>", None),
        ("<h1>The Valley Post</h1><title>Old bridge | The Valley Post</title>" + meta("og:site_name", "The Valley Post"), "Old bridge"),
    ],
)  # fmt: skip
def test_titles(page: str, title: str | None) -> None:
    """The heading, unless it is the name of the site; else the title without that name."""
    assert read(page)[0].title == title


def test_other_fields() -> None:
    """Section, tags, language and another address of the page."""
    head = (
        meta("article:section", "Local")
        + meta("article:tag", "bridges")
        + meta("article:tag", "rivers")
        + '<link rel="canonical" href="https://www.example.com/bridge">'
    )
    found, evidence = read(html(head), "https://www.example.com/bridge?x=1")
    assert (found.section, found.tags, found.language) == ("Local", ("bridges", "rivers"), "en")
    assert (found.site, found.source_url) == ("example.com", "https://www.example.com/bridge")
    assert {e.field for e in evidence} == {k for k, v in found.to_dict().items() if v}


def test_broken_json_is_read_where_it_can_be() -> None:
    """Comments, line breaks in strings and commas before brackets are mended; the rest is passed over."""
    broken = '<script type="application/ld+json">/*<!--*/\n{"@type": "Article", "headline": "a\nb", "datePublished": "2024-03-05",}</script>'
    assert read(html(broken))[0].date_published == "2024-03-05"
    assert read(html('<script type="application/ld+json">{{</script>'))[0].date_published is None
    assert markup.read('<script type="application/ld+json">{"a": 1}').nodes == ()


@given(
    st.text(alphabet="<>/ \"'=-:,.{}[]&#;0123456789abcdehimnoprtuxy2024-03-05TZ\n", max_size=300)
)
def test_any_page_is_read(text: str) -> None:
    """No markup raises."""
    for page in (
        text,
        html(text),
        html("", text),
        f"<script type='application/ld+json'>{text}</script>",
        f"<meta {text}>",
        f"<time {text}>{text}",
    ):
        read(page, "https://example.com/a", "2024-03-05")
