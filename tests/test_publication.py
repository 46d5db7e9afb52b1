"""When a document was published: told from its text and its address, or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, ConfigError
from cleaner.publication import outline, tell, url_date

PROSE = [
    "The council met on Monday and voted to repair the old bridge before winter comes to the valley and the road is closed.",
    "The work will take about six months, the council said, and the road along the river stays open to traffic until it ends.",
    "Half of the cost of the repair will be paid by the county, and the rest by those who live near the river and use it.",
]


def page(*lines: str) -> str:
    return "\n".join(["Home", "News", "Old bridge to be repaired at last", *lines, *PROSE])


def told(text: str, **known: str) -> tuple[str | None, str | None]:
    published, modified, _ = tell(text, **known)  # type: ignore[arg-type]
    return published and published.value.iso, modified and modified.value.iso


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["By Ann Roe", "March 3, 2024"], "2024-03-03"), (["3 March 2024 | 5 min read"], "2024-03-03"), (["Veröffentlicht am 03.03.2024 um 14:05 Uhr"], "2024-03-03T14:05"),
        ([], None), (["The bridge was built on 3 March 1924, which nobody here remembers, and widened on 4 May 1960."], None), (["Expires 3 March 2024"], None), (["03/04/2024"], None),
        (["> On March 3, 2024 Ann wrote:"], None), (["— Regio Rail (@regiorail) March 3, 2024"], None),
    ],
)  # fmt: skip
def test_the_date_before_the_text(lines: list[str], date: str | None) -> None:
    """A date between title and text is that of the document; one that is of something else is not."""
    assert told(page(*lines))[0] == date


def test_span_and_confidence() -> None:
    """The span is that of the date in the text; agreement with the address makes it surer."""
    text = page("By Ann Roe", "March 3, 2024")
    alone, _, _ = tell(text)
    both, _, _ = tell(text, url="https://example.com/2024/03/03/bridge")
    assert alone is not None
    assert both is not None
    assert text[slice(*alone.value.span)] == "March 3, 2024"
    assert 0 < alone.confidence < both.confidence < 1


def test_order_of_the_document() -> None:
    """Another date of the page settles day and month, else the region does, else nothing."""
    assert told(page("By Ann Roe", "03/04/2024"))[0] is None
    assert told(page("By Ann Roe", "03/04/2024"), language="en-GB")[0] == "2024-04-03"
    text = page("By Ann Roe", "03/04/2024") + "\n" + "x\n" * 8 + "Joined 25/12/2020"
    assert told(text)[0] == "2024-04-03"


def test_never_after_the_day_it_was_fetched() -> None:
    """A date later than the crawl is none of the document's."""
    text = page("By Ann Roe", "March 3, 2024")
    assert told(text, reference="2024-03-02")[0] == "2024-03-03"  # a day of grace for time zones
    assert told(text, reference="2024-02-01")[0] is None


def test_relative_dates_with_the_day_it_was_fetched() -> None:
    """ "3 days ago" in a byline is a date if the day of the crawl is known."""
    text = page("By Ann Roe", "Posted 3 days ago")
    assert told(text)[0] is None
    assert told(text, reference="2024-03-06")[0] == "2024-03-03"


def test_modification_is_kept_apart() -> None:
    """Published and updated go to their own fields."""
    text = page("By Ann Roe", "Published: March 3, 2024", "Updated: March 9, 2024")
    assert told(text) == ("2024-03-03", "2024-03-09")


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://example.com/2024/03/05/bridge", "2024-03-05"), ("https://example.com/2024/3/5/bridge", "2024-03-05"), ("https://example.com/news/2024-03-05-bridge", "2024-03-05"), ("https://example.com/2024/03/bridge", "2024-03"),
        ("https://example.com/20240305/bridge", "2024-03-05"), ("https://example.com/2024/mar/05/bridge", "2024-03-05"), ("https://example.com/2024/13/05/bridge", None), ("https://example.com/2024/02/31/bridge", None), ("https://example.com/a?d=/2024/03/05/", None),
        ("https://example.com/best-of-2024", None), (None, None),
    ],
)  # fmt: skip
def test_dates_in_addresses(url: str | None, date: str | None) -> None:
    """A path may hold a day or a month; impossible ones are none."""
    assert url_date(url) == date


def test_the_outline() -> None:
    """The main text is the run with the most prose."""
    found = outline(page("By Ann Roe") + "\nShare\nTweet\n" + "Menu\n" * 20)
    assert (found.lines[found.first], found.lines[found.last]) == (PROSE[0], PROSE[-1])
    assert outline("").first == -1


@given(st.text(st.sampled_from("ab \n\t\r\x1c\x85\u2028\u00a0")))
def test_the_lines_of_an_outline(text: str) -> None:
    """Lines between line feeds that are not blank, without white space around, with their offsets."""
    found = outline(text)
    expected = [(match.start(), match[0].strip()) for match in re.finditer(r"[^\n]+", text)]
    assert [*zip(found.starts, found.lines, strict=True)] == [one for one in expected if one[1]]


def test_in_the_pipeline() -> None:
    """Dates are looked for before bylines go, come with evidence, and a crawl date must be one."""
    tool = Cleaner()
    source = page("By Ann Roe", "March 3, 2024", "")
    result = tool.clean(source)
    assert result.metadata.date_published == "2024-03-03"
    (found,) = [e for e in result.evidence if e.field == "date_published"]
    assert found.span is not None
    assert source[slice(*found.span)] == "March 3, 2024"
    assert 0 < found.confidence <= 1
    with pytest.raises(ConfigError, match="is no date"):
        tool.clean(source, reference_date="soon")


def test_every_value_has_evidence() -> None:
    """What metadata says stands somewhere: title, author, date, site, language."""
    result = Cleaner().clean(page("By Ann Roe", "March 3, 2024"), url="https://www.example.com/a")
    fields = {k for k, v in result.metadata.to_dict().items() if v}
    assert {e.field for e in result.evidence} == fields
    for one in result.evidence:
        if one.field in ("title", "authors"):
            assert one.span is not None
            assert result.source[slice(*one.span)] == one.value


def test_the_title_under_a_scrapers_label() -> None:
    """A title behind a label comes out without it."""
    text = "\n".join(
        [
            "Title: Old bridge to be repaired at last",
            "URL: https://www.example.com/a",
            "Date: 2024-03-05",
            "",
            *PROSE,
        ]
    )
    assert Cleaner().clean(text).metadata.title == "Old bridge to be repaired at last"


@given(st.text(alphabet="By 3March2024,.\n-/0159updated x", max_size=300))
def test_any_text(text: str) -> None:
    """Nothing is raised, the same text tells the same, and spans lie in it."""
    first = tell(text, reference="2024-03-05")
    assert first == tell(text, reference="2024-03-05")
    for one in first[:2]:
        if one is not None:
            start, end = one.value.span
            assert 0 <= start < end <= len(text)
            assert one.value.iso is not None
