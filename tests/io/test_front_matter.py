"""Front matter: metadata that every YAML reader reads as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, line, page

from cleaner import Cleaner, apply
from cleaner.document import Metadata, Result
from cleaner.io.front_matter import front_matter, with_front_matter


@pytest.mark.parametrize(
    "title",
    [
        "no",
        "2024-03-05",
        "a: b # c",
        '"quoted"',
        "back\\slash",
        "\x7f\x85\u2028\ufeff",
        "multi\nline",
        "1e3",
    ],
)
def test_strings_stay_strings(title: str) -> None:
    """No value turns into a date, a number or a boolean."""
    block = front_matter(Metadata(title=title, tags=(title, "x")))
    assert yaml.safe_load(block.strip("-\n")) == {"title": title, "tags": [title, "x"]}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_string_is_read_as_it_was_written(title: str) -> None:
    """Whatever a page calls itself."""
    block = front_matter(Metadata(title=title))
    assert next(iter(yaml.safe_load_all(block))) == {"title": title}


def test_front_matter_is_an_edit_like_others(make: Callable[..., Cleaner]) -> None:
    """It can be undone, and says where it comes from."""
    source = page("A bridge for the valley", *PROSE[:3], "Share this")
    result = with_front_matter(make(line("share this")).clean(source))
    assert result.text.startswith('---\ntitle: "A bridge for the valley"\n')
    assert apply(source, result.edits) == result.text
    assert result.undo() == source
    assert result.edits[0].causes == ("layout/front-matter",)


def test_a_second_time_nothing_is_added(make: Callable[..., Cleaner]) -> None:
    """The text with front matter is clean, and keeps the one it has."""
    tool = make(line("share this"))
    once = with_front_matter(tool.clean(page("A bridge for the valley", *PROSE[:3], "Share this")))
    again = tool.clean(once.text)
    assert again.text == once.text
    assert with_front_matter(again).text == once.text


def test_no_metadata_no_front_matter() -> None:
    """A text that tells nothing about itself stays as it is."""
    assert with_front_matter(Result("x", "x")).text == "x"
