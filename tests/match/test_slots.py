"""Typed slots: what each stands for, what it captures, and where it may stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, line, page, rule

from cleaner import Result

Clean = Callable[..., Result]


def captured(clean: Clean, phrase: str, text: str, slot: str, place: str = "line") -> str | None:
    """What a slot of the phrase captured on the only line; None where the rule did not match."""
    result = clean(text, rule(match={place: phrase}, action="extract", extract={"agency": slot}))
    return result.metadata.agency


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 comments", "12"), ("1,234 comments", "1,234"), ("2.3k comments", "2.3k"), ("2.3K Comments", "2.3K"), ("5 M comments", "5 M"),
        ("１２ comments", "１２"), ("١٢ comments", "١٢"), ("100+ comments", "100+"), ("twelve comments", None), ("comments", None),
        ("x12 comments", None), ("12x comments", None), ("-12 comments", "12"), ("1.234.567 comments", "1.234.567"),
        ("1 234 comments", "1 234"), ("1\u202f234\u202f567 comments", "1\u202f234\u202f567"), ("1\u00a0234 comments", "1\u00a0234"), ("1’234 comments", "1’234"), ("١٬٢٣٤ comments", "١٬٢٣٤"),
        ("3,5 тыс. comments", "3,5 тыс."), ("12К comments", "12К"), ("1,2万 comments", "1,2万"), ("1.2만 comments", "1.2만"), ("5 mil comments", "5 mil"), ("7 Tsd. comments", "7 Tsd."), ("2 हज़ार comments", "2 हज़ार"),
        ("2024 123 comments", None), ("12 34 comments", None), ("12 mild comments", None),
    ],
)  # fmt: skip
def test_n(clean: Clean, text: str, expected: str | None) -> None:
    """`<n>` is a number, with marks of thousands, words for thousands and millions, and `+`."""
    assert captured(clean, "<n> comments", text, "n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Jane Doe", "Jane Doe"), ("BY JANE DOE", "JANE DOE"), ("by Jane van der Doe", "Jane van der Doe"), ("By Jane O’Doe-Roe", "Jane O’Doe-Roe"),
        ("By Jane Doe and Ann Roe", "Jane Doe and Ann Roe"), ("By Jane Doe, Ann Roe & Tom Poe", "Jane Doe, Ann Roe & Tom Poe"), ("By J. R. Doe", "J. R. Doe"),
        ("By José Ñandú", "José Ñandú"), ("By Мария Иванова", "Мария Иванова"), ("By 王小明", "王小明"), ("By जेन डो", "जेन डो"),
        ("By the way", None), ("By jane doe", None), ("By Jane says hello", None), ("By Jane 2", None), ("By Default", "Default"), ("By", None),
        ("By Ann Bea Cat Dot Eva Fay Gin Hal", "Ann Bea Cat Dot Eva Fay Gin Hal"), ("By Ann Bea Cat Dot Eva Fay Gin Hal Ida", None),
        ("By and of the", None), ("By डो डो डो डो डो", None),
        ("By Jan van der Berg en Eva de Wit", "Jan van der Berg en Eva de Wit"), ("By Bashar al-Assad", "Bashar al-Assad"), ("By Jeanne d’Arc", "Jeanne d’Arc"), ("By Osama bin Laden", "Osama bin Laden"), ("By Ion Pop și Ana Rus", "Ion Pop și Ana Rus"),
        ("By Matti Meri ja Liisa Ranta", "Matti Meri ja Liisa Ranta"), ("By Иван Петров и Анна Ли", "Иван Петров и Анна Ли"), ("By Ali Can ve Ece Su", "Ali Can ve Ece Su"), ("By أحمد بن علي، سارة محمد حسن", "أحمد بن علي، سارة محمد حسن"), ("By 王小明、李四", "王小明、李四"),
        ("By 乔治·华盛顿", "乔治·华盛顿"), ("By 这不是一个人的名字而是一句话", None), ("By e-mail", None), ("By al-assad", None),
    ],
)  # fmt: skip
def test_name(clean: Clean, text: str, expected: str | None) -> None:
    """`<name>` is people's names: capitalised in the source, particles aside, 8 words at most."""
    assert captured(clean, "by <name>", text, "name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Updated March 3, 2024", True), ("Updated 3 March 2024", True), ("Updated Sunday, March 3, 2024 5:10 pm", True), ("Updated 2024-03-03", True),
        ("Updated 03/04/2024", True), ("Updated 3. März 2024", True), ("Updated 2024年3月3日", True), ("Updated 2024-03-03T10:00:00Z", True),
        ("Updated March", False), ("Updated 2024", False), ("Updated today", False), ("Updated 12", False), ("Updated Monday morning, 2024", False),
    ],
)  # fmt: skip
def test_date(clean: Clean, text: str, expected: bool) -> None:
    """`<date>` is an absolute date, with or without weekday, time and zone."""
    said = captured(clean, "updated <date>", text, "date")
    assert said == (text.removeprefix("Updated ") if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At 5:10 pm", "5:10 pm"),
        ("At 17:10", "17:10"),
        ("At 14h05", "14h05"),
        ("At 25:99", None),
        ("At noon", None),
        ("At 12", None),
    ],
)
def test_time(clean: Clean, text: str, expected: str | None) -> None:
    """`<time>` is a time of day."""
    assert captured(clean, "at <time>", text, "time") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read: The Old Bridge", "The Old Bridge"), ("Read: Old bridge", "Old bridge"), ("Read: " + "old " * 19 + "bridge", "old " * 19 + "bridge"),
        ("Read: " + "old " * 20 + "bridge", None), ("Read: Bridge", None), ("Read: Where is the bridge?", "Where is the bridge?"),
        ("Read: 古い橋の修理が始まる", "古い橋の修理が始まる"), ("Read: 橋", None),
    ],
)  # fmt: skip
def test_title(clean: Clean, text: str, expected: str | None) -> None:
    """`<title>` is 2 to 20 words."""
    said = captured(clean, "read: <title>", text, "title")
    assert said == (expected.rstrip("?") if expected else None)


def test_a_title_has_no_full_stop(clean: Clean) -> None:
    """A sentence is no title."""
    assert (
        captured(clean, "read: <title> now", "Read: The bridge is. Old now", "title")
        == "The bridge is. Old"
    )
    assert captured(clean, "read: <title> now", "Read: The bridge is old. now", "title") is None
    assert captured(clean, "read: <title>", "Read: The bridge is old.", "title") is None


@pytest.mark.parametrize(
    ("slot", "text", "expected"),
    [
        ("url", "See https://example.com/a?b=c#d", "https://example.com/a?b=c#d"), ("url", "See http://example.com", "http://example.com"),
        ("url", "See www.example.com/a", "www.example.com/a"), ("url", "See example.com", None), ("url", "See https://", None),
        ("host", "See example.com", "example.com"), ("host", "See news.example.co.uk", "news.example.co.uk"), ("host", "See Example", None),
        ("host", "See 3.14", None), ("host", "See bücher.example", "bücher.example"),
        ("email", "See ann.roe+x@example.org", "ann.roe+x@example.org"), ("email", "See ann@roe", None), ("email", "See @roe.org", None),
        ("handle", "See @ann_roe", "@ann_roe"), ("handle", "See ann@roe", None), ("handle", "See @", None),
        ("any", "See a", "a"), ("any", "See " + "a " * 11 + "b", "a " * 11 + "b"), ("any", "See " + "a " * 12 + "b", None), ("any", "See", None),
    ],
)  # fmt: skip
def test_other_slots(clean: Clean, slot: str, text: str, expected: str | None) -> None:
    """`<url>`, `<host>`, `<email>`, `<handle>` and `<any>` are what they are called."""
    assert captured(clean, f"see <{slot}>", text, slot) == expected


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("date", "March 3, 2024"),
        ("url", "https://example.com/a"),
        ("host", "example.com"),
        ("n", "12"),
        ("email", "a@b.org"),
        ("handle", "@ann"),
    ],
)
@pytest.mark.parametrize("place", ["line", "prefix", "suffix", "contains"])
def test_slots_that_stand_alone(clean: Clean, slot: str, text: str, place: str) -> None:
    """Six slots may be a phrase by themselves, in every place."""
    assert captured(clean, f"<{slot}>", text, slot, place) == text
    if place in ("prefix", "contains"):
        assert captured(clean, f"<{slot}>", f"{text} - and more", slot, place) == text
    if place in ("suffix", "contains"):
        assert captured(clean, f"<{slot}>", f"more - {text}", slot, place) == text


@pytest.mark.xfail(
    reason="a rule that hangs on a slot alone is only tried on lines of up to 160 characters",
    strict=True,
)
def test_a_slot_alone_is_found_on_a_long_line(clean: Clean) -> None:
    """A line that begins with a date may be long."""
    assert (
        captured(clean, "<date>", f"March 3, 2024 - {PROSE[0]} {PROSE[1]}", "date", "prefix")
        == "March 3, 2024"
    )


@pytest.mark.parametrize(
    ("phrase", "text", "slots"),
    [
        ("by <name> <date>", "By Jane Doe March 3, 2024", {"name": "Jane Doe", "date": "March 3, 2024"}),
        ("by <name> on <date>", "By Jane Doe on Sunday, March 3, 2024", {"name": "Jane Doe", "date": "Sunday, March 3, 2024"}),
        ("<date> | <n> comments", "3 March 2024 | 12 comments", {"date": "3 March 2024", "n": "12"}),
        ("<name> - <n> of <n:all>", "Jane Doe - 3 of 4", {"name": "Jane Doe", "n": "3", "all": "4"}),
        ("<name:who> and <name:other> say", "Jane and Ann say", {"who": "Jane", "other": "Ann"}),
        ("updated <date:updated>, posted <date>", "Updated March 4, 2024, posted March 3, 2024", {"updated": "March 4, 2024", "date": "March 3, 2024"}),
        ("<name> (<handle>) at <time>", "Jane Doe (@jane) at 5:10 pm", {"name": "Jane Doe", "handle": "@jane", "time": "5:10 pm"}),
        ("<any> by <name>", "Painted by hand by Jane Doe", {"any": "Painted", "name": None}),
    ],
)  # fmt: skip
def test_several_slots(clean: Clean, phrase: str, text: str, slots: dict[str, str | None]) -> None:
    """A phrase may hold several slots, with names of their own; each takes what the others leave."""
    if None in slots.values():
        assert captured(clean, phrase, text, "any") is None
        return
    for slot, expected in slots.items():
        assert captured(clean, phrase, text, slot) == expected


@pytest.mark.parametrize(
    ("match", "text", "left"),
    [
        ({"prefix": "tags: <any>"}, "Tags: one two three", "two three"),
        ({"contains": "(photo: <name>)"}, "The bridge (Photo: Jane Doe)", "The bridge"),
        ({"contains": "(photo: <name>)"}, "(Photo: Jane Doe) The bridge", "The bridge"),
        ({"contains": "photo by <name>"}, "Not a photo by any means. Photo by Jane Doe", "Not a photo by any means."),
        ({"suffix": "- <n> comments"}, "The bridge - 12 comments", "The bridge"),
    ],
)  # fmt: skip
def test_slots_where_the_line_goes_on(
    clean: Clean, match: dict[str, Any], text: str, left: str
) -> None:
    """In `prefix`, `suffix` and `contains` slots take as little as they can."""
    assert clean(text, rule(match=match, action="cut")).text == f"{left}\n"


@pytest.mark.xfail(
    reason="<name> takes as many words as it can, and the phrase fails if they are no name",
    strict=True,
)
def test_a_name_stops_before_words_that_are_none(clean: Clean) -> None:
    """A name at the open end of a phrase ends where names end."""
    assert captured(clean, "by <name>", "By Jane Doe in the valley", "name", "prefix") in (
        "Jane",
        "Jane Doe",
    )


def test_source_case_and_width_are_captured(clean: Clean) -> None:
    """A slot gives the source text as it stands there, not the folded one."""
    assert (
        captured(clean, "from <any>", "**From  “ＡＰ”  and\u00a0Reuters**", "any")
        == "“ＡＰ”  and\u00a0Reuters"
    )


def test_characters_that_fold_to_several_are_captured_whole(clean: Clean) -> None:
    """Where folding changes lengths, slots still give exactly the source."""
    assert captured(clean, "maß … von <name> …", "MAẞ… von Strauß…", "name") is None
    assert (
        captured(clean, "maß von <name> und so", "MAẞ\u00ad von İnci Strauß und so", "name")
        == "İnci Strauß"
    )


def test_line_is_always_there(clean: Clean) -> None:
    """`line` is the whole line, trimmed."""
    rules = rule(match={"prefix": "from"}, action="extract", extract={"agency": "line"})
    assert clean("  From the  Wire: ", rules).metadata.agency == "From the  Wire:"


def test_constants_are_extracted(clean: Clean) -> None:
    """`=Reuters` is what it says."""
    assert (
        clean(
            "(Reuters)", line("reuters", action="extract", extract={"agency": "=Reuters"})
        ).metadata.agency
        == "Reuters"
    )


def test_named_groups_are_slots(clean: Clean) -> None:
    """Every named group of a pattern is a slot."""
    rules = rule(
        match={"regex": r"from (?P<who>\w+), (?P<where>\w+)"},
        action="extract",
        extract={"agency": "who", "section": "where"},
    )
    told = clean("FROM Wire, Valley", rules).metadata
    assert (told.agency, told.section) == ("Wire", "Valley")


def test_list_fields_take_every_match_of_a_pattern(clean: Clean) -> None:
    """Each match of the pattern in the line gives its own value."""
    rules = rule(
        match={"regex": r"nyse: (?P<symbol>\w+)"}, action="extract", extract={"tickers": "symbol"}
    )
    assert clean("Mills (NYSE: MIL) and Dams (NYSE: DAM)", rules).metadata.tickers == ("MIL", "DAM")


def test_slots_of_a_sequence(clean: Clean) -> None:
    """A slot may be captured by any step."""
    rules = rule(
        sequence=[{"line": "written by"}, {"line": "<name>"}],
        extract={"authors": "name"},
        where="head",
    )
    result = clean(page("The bridge", "Written by", "Jane Doe", *PROSE), rules)
    assert result.metadata.authors == ("Jane Doe",)
    assert "Jane" not in result.text


def test_run_collects_list_fields_from_every_line(clean: Clean) -> None:
    """With `run`, list fields collect from every line, other fields take the first line that has the slot."""
    rules = rule(
        match={"line": ["#<any>", "# <any:other>"]},
        run=2,
        extract={"tags": "any", "section": "any"},
    )
    told = clean(page(*PROSE, "#Bridge", "# Water", "#River"), rules).metadata
    assert told.tags == ("Bridge", "River")
    assert told.section == "Bridge"
