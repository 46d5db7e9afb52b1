"""Dates in place: ISO 8601 where one asks for it, in the ledger, once and for all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Config, ConfigError

PROSE = "The council met on Monday and voted to repair the old bridge before winter comes to the valley."
TOOL = Cleaner(Config(dates="iso"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It opened on March 3, 2024 at last", "It opened on 2024-03-03 at last"), ("am 03.03.2024 um 14:05 Uhr", "am 2024-03-03T14:05"), ("2024年3月3日に", "2024-03-03に"), ("03/04/2024 or 25/12/2023", "2024-04-03 or 2023-12-25"),
        ("03/04/2024", "03/04/2024"), ("March 2024", "March 2024"), ("3 March 2024, 5:10 PM IST", "3 March 2024, 5:10 PM IST"), ("3/20/23", "3/20/23"),
        ("> On March 3, 2024 Ann wrote", "> On March 3, 2024 Ann wrote"), ("```\nlog March 3, 2024\n```", "```\nlog March 3, 2024\n```"), ("2024-03-03", "2024-03-03"),
    ],
)  # fmt: skip
def test_full_dates_are_written_as_iso(text: str, written: str) -> None:
    """Full and unambiguous dates only; quotations and code are left alone; undo gives all back."""
    source = f"{PROSE}\n\n{text}\n\n{PROSE}\n"
    result = TOOL.clean(source)
    assert result.text == f"{PROSE}\n\n{written}\n\n{PROSE}\n"
    assert result.undo() == source
    assert all(edit.causes == ("dates/iso",) for edit in result.edits)


def test_dates_are_kept_by_default() -> None:
    """Nobody's dates change unasked, and the configuration knows two words."""
    text = f"{PROSE}\n\nIt opened on March 3, 2024 at last\n"
    assert Cleaner().clean(text).text == text
    with pytest.raises(ConfigError, match="not 'us'"):
        Config(dates="us")


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["March 3, 2024", "03/04/2024", "25/12/2023", " ", "-", "10:20", "pm", "T", "\n", "20", "日", "2024", "3. März 2024", ",", "5 Mar '24", "IST", "Z"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_settled_in_one_pass(text: str) -> None:
    """What is written as ISO once stays, and can be undone."""
    result = TOOL.clean(f"{PROSE}\n{text}\n{PROSE}")
    assert result.undo() == result.source
    assert TOOL.clean(result.text).text == result.text
