"""A link on a line of its own may be part of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import PROSE, page, rule

from cleaner import Result

Clean = Callable[..., Result]


def link(**keys: Any) -> dict[str, Any]:
    return rule(**{"category": "legal", "match": {"line": ["privacy policy"]}, **keys})


@pytest.mark.parametrize(
    ("after", "stays"),
    [
        (".", True), (", and in the shop", True), (". We also keep the letters.", True), ("and in the office of the club.", True), ("of the club", True),
        ("Contact", False), ("And more", False), ("...", False), ("newsletter", False), ("2 replies", False), ("", False),
    ],
)  # fmt: skip
def test_a_sentence_that_goes_on_keeps_its_link(clean: Clean, after: str, stays: bool) -> None:
    """Punctuation, or a function word in lower case, says that the line above is part of a sentence."""
    text = page(PROSE[0], "We explain it in our", "Privacy policy", after).rstrip() + "\n"
    assert ("Privacy policy" in clean(text, link()).text) is stays


def test_the_words_are_those_of_the_language(clean: Clean) -> None:
    """What is a function word depends on the language."""
    text = page("Wir sagen das in der", "Privacy Policy", "und im Laden.")
    assert "Privacy Policy" in clean(text, link(), language="de").text
    assert "Privacy Policy" not in clean(text, link(), language="en").text


def test_only_links_are_part_of_sentences(clean: Clean) -> None:
    """An advertisement may stand in the middle of a sentence, and a section opener is no link."""
    text = page(PROSE[0], "The river was high, and nobody", "Privacy policy", "of the club came.")
    assert "Privacy policy" not in clean(text, link(category="ads")).text
    section = link(section={"to": "1 lines"}, where="anywhere")
    assert "Privacy policy" not in clean(text, section).text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ('"Privacy policy"', True), ("“Privacy policy”.", True), ("« Privacy policy »", False), ("„Privacy policy“", True),
        ("Privacy policy", False), ('"Privacy policy', False), ("'Privacy policy'", False), ("(Privacy policy)", False),
    ],
)  # fmt: skip
def test_a_link_in_quotation_marks_is_spoken_of(clean: Clean, text: str, stays: bool) -> None:
    """A button has no quotation marks; a text about buttons has."""
    result = clean(page(PROSE[0], text, PROSE[1]), link())
    assert (result.text == page(PROSE[0], text, PROSE[1])) is stays
