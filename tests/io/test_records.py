"""Records: `text` is cleaned, `metadata` is filled, everything else stays."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Cleaner, ConfigError
from cleaner.io.records import clean_record, flagged
from cleaner.text.labels import language_code

TEXT = page("A bridge for the valley", "By Ada Example", *PROSE[:3], "Share this")
CLEAN = page("A bridge for the valley", *PROSE[:3])
RULES = (
    line("share this"),
    rule(match={"line": ["by <name>"]}, extract={"authors": "name"}),
)


@pytest.fixture
def tool(make: Callable[..., Cleaner]) -> Cleaner:
    return make(*RULES)


def test_text_is_cleaned_and_metadata_filled(tool: Cleaner) -> None:
    """Fields keep their order; what is new comes last; version and rules are named."""
    record = {"text": TEXT, "id": 7, "other": [1, {"a": None}], "url": "https://www.example.com/a"}
    before = copy.deepcopy(record)
    out = clean_record(tool, record)
    assert record == before
    assert list(out) == ["text", "id", "other", "url", "metadata"]
    assert out["text"] == CLEAN
    assert out["other"] == [1, {"a": None}]
    about = out["metadata"].pop("cleaner")
    assert about["rules_hash"] == tool.rules_hash
    assert about["flags"] == []
    assert out["metadata"] == {
        "title": "A bridge for the valley",
        "authors": ["Ada Example"],
        "site": "example.com",
        "language": "en",
    }


def test_existing_metadata_wins(tool: Cleaner) -> None:
    """What is there stays, but for null; nothing empty is added."""
    metadata = {"title": "Mine", "authors": None, "tags": [], "x": 1}
    out = clean_record(tool, {"text": TEXT, "metadata": metadata})["metadata"]
    assert out["title"] == "Mine"
    assert out["authors"] == ["Ada Example"]
    assert out["tags"] == []
    assert list(out) == ["title", "authors", "tags", "x", "language", "cleaner"]


def test_the_account_is_written_anew(tool: Cleaner) -> None:
    """A second run says what it did, not what the first one did."""
    old = {"version": "0.0.1", "rules_hash": "old", "flags": ["capped"], "error": "it broke"}
    out = clean_record(tool, {"text": TEXT, "metadata": {"cleaner": old}})
    assert out["metadata"]["cleaner"]["rules_hash"] == tool.rules_hash
    assert "error" not in out["metadata"]["cleaner"]


def test_cleaning_a_clean_record_changes_nothing(tool: Cleaner) -> None:
    """Metadata that only the chrome told is still there after a second run."""
    once = clean_record(tool, {"text": TEXT, "url": "https://example.com"})
    assert clean_record(tool, once) == once
    html = f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
    once = clean_record(tool, {"html": html})
    assert clean_record(tool, once) == once


@pytest.mark.parametrize("metadata", ["a string", [1], 5, '{"title": "x"}'])
def test_metadata_of_another_kind_stays(tool: Cleaner, metadata: object) -> None:
    """Then the account stands beside it."""
    out = clean_record(tool, {"text": TEXT, "metadata": metadata})
    assert out["metadata"] == metadata
    assert out["text"] == CLEAN
    assert out["cleaner"]["metadata"]["authors"] == ["Ada Example"]
    assert clean_record(tool, {"text": 5, "metadata": metadata})["cleaner"]["error"]


def test_text_wins_over_html(tool: Cleaner) -> None:
    """A record with both is cleaned by its text, and keeps its HTML."""
    html = f"<html><body><p>{PROSE[4]}</p></body></html>"
    out = clean_record(tool, {"text": TEXT, "html": html})
    assert out["text"] == CLEAN
    assert out["html"] == html
    assert "extractor" not in out["metadata"]["cleaner"]


@pytest.mark.parametrize("missing", [{}, {"text": None}, {"text": 5}])
def test_html_is_taken_where_there_is_no_text(tool: Cleaner, missing: dict[str, Any]) -> None:
    """The extracted text is cleaned; the extractor is named."""
    html = f"<html><body><article><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
    out = clean_record(tool, {**missing, "html": html})
    assert out["text"] == f"{PROSE[0]}\n\n{PROSE[1]}\n"
    assert out["html"] == html
    assert out["metadata"]["cleaner"]["extractor"].startswith("cleaner ")


@pytest.mark.parametrize(
    ("record", "error"),
    [
        ({}, 'no "text" and no "html"'),
        ({"text": None}, 'no "text" and no "html"'),
        ({"text": 5}, '"text" is a number, not a string'),
        ({"text": ["a"]}, '"text" is a list, not a string'),
        ({"text": True}, '"text" is true or false, not a string'),
    ],
)
def test_what_cannot_be_processed_is_flagged(
    tool: Cleaner, record: dict[str, Any], error: str
) -> None:
    """It comes back as it was, with the reason."""
    out = clean_record(tool, {**record, "x": 1})
    assert {k: v for k, v in out.items() if k != "metadata"} == {**record, "x": 1}
    assert out["metadata"]["cleaner"]["error"] == error


class Broken:
    """A cleaner that fails."""

    rules_hash = "x"

    def clean(self, *args: object, **known: object) -> None:
        raise ZeroDivisionError("division by zero")


def test_what_nobody_expected_is_named() -> None:
    """A mistake of the program's own stops one record, not the run."""
    out = clean_record(Broken(), {"text": "x"})  # type: ignore[arg-type]
    assert out["metadata"]["cleaner"]["error"] == "unexpected ZeroDivisionError: division by zero"


def test_flagged_keeps_what_is_there(tool: Cleaner) -> None:
    """A flag is all that a failed record gets."""
    out = flagged(tool, {"text": 5, "metadata": {"title": "Mine", "site": None}}, "why")
    assert list(out["metadata"]) == ["title", "site", "cleaner"]
    assert out["metadata"]["site"] is None


class Listening:
    """A cleaner that keeps what it is told."""

    rules_hash = "x"

    def clean(self, text: str, **known: object) -> None:
        self.known = known
        raise ConfigError("enough")


def test_a_record_says_what_is_known() -> None:
    """URL, language and crawl date go to the cleaner; what is no string does not."""
    tool = Listening()
    record = {"text": "x", "url": "https://a.b", "language": "deu_Latn", "crawl_date": "2024-01-02"}
    clean_record(tool, record)  # type: ignore[arg-type]
    assert tool.known == {
        "url": "https://a.b",
        "language": "deu_Latn",
        "document": None,
        "reference_date": "2024-01-02",
    }
    clean_record(tool, {"text": "x", "url": 5, "language": ["en"], "crawl_date": 20240102})  # type: ignore[arg-type]
    assert set(tool.known.values()) == {None}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20240102030405", "2024-01-02T03:04:05"),  # as web archives write it
        ("Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, tzinfo=UTC), "2024-01-02T03:00:00+00:00"),
        ("unknown", None),
        ("2024-13-45", None),
        ("", None),
    ],
)
def test_the_day_of_the_crawl(value: object, day: str | None) -> None:
    """It is read as corpora write it; what is no date is as good as none, and no failure."""
    tool = Listening()
    clean_record(tool, {"text": "x", "crawl_date": value})  # type: ignore[arg-type]
    found = tool.known["reference_date"]
    assert found is None if day is None else str(found).startswith(day)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("eng", "en"),
        ("eng_Latn", "en"),
        ("zho_Hans", "zh"),
        ("cmn", "zh"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("__label__de", "de"),
        ("English", None),
        ("", None),
        ("xyz", None),
        (None, None),
        (["en"], None),
        ("é1", None),
    ],
)
def test_language_labels(label: object, code: str | None) -> None:
    """Labels of corpora are understood; one that is not is as good as none."""
    assert language_code(label) == code
