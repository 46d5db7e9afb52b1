"""Rules are tried in parts, and on short lines of ASCII by patterns for these: neither changes a hit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.match import phrases, terms
from cleaner.match.hit import Hit
from cleaner.match.matcher import build
from cleaner.match.parts import parts
from cleaner.rules.load import load_program
from cleaner.rules.model import Match
from cleaner.segment.page import Page

PROGRAM = load_program([], builtin=True)
FIRST = [PROGRAM.rule(index).steps[0] for index in range(len(PROGRAM.rules))]
WORDS = (
    "reply", "share", "save", "12", "1,200", "3k", "by", "Ann Lee", "van der Berg", "o'Hara", "posted",
    "on", "March 3, 2024", "5:10 pm", "14.05", "www.a.org/b", "a.org", "ann@a.org", "@ann", "#1", "-", "|",
    "·", "(", ")", ":", ",", "&", "comments", "min read", "tags", "photo", "©", "2024", "_", "x1", "…",
)  # fmt: skip


def first_of(match: Match, page: Page, i: int) -> Hit | None:
    """The hit of the first part of a match that holds on a line."""
    return next((hit for part in parts(match) if (hit := build(part)(page, i)) is not None), None)


def test_the_first_part_that_holds_gives_the_hit_of_the_whole() -> None:
    """For every rule, on what its own phrases are made of."""
    listed = [step for step in FIRST if step.detector is None and len(parts(step)) > 1]
    assert len(listed) > 300
    page = Page(
        "\n".join(" ".join(WORDS[n : n + 3]) for n in range(len(WORDS))) + "\nreply share save"
    )
    for step in listed[::5]:
        whole = build(step)
        for i in page.content[::3]:
            assert first_of(step, page, i) == whole(page, i)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.data())
def test_parts_and_whole_agree(words: list[str], data: st.DataObject) -> None:
    """A match and its parts find the same, whatever their order."""
    texts = data.draw(st.permutations(LISTED))
    for match in (
        Match(line=texts),
        Match(prefix=texts),
        Match(suffix=texts),
        Match(contains=texts),
    ):
        page = Page(" ".join(words))
        for i in page.content:
            assert first_of(match, page, i) == build(match)(page, i)


LISTED = [
    "reply", "share save", "<n> comments", "by <name>", "<name> posted <date>", "on <date>", "<date>",
    "<any> | <title>", "<handle>", "photo: <name>", "<host>", "<time>", "see <url>", "<email>",
]  # fmt: skip


@pytest.mark.parametrize("place", ["line", "prefix", "suffix", "contains"])
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=7))
def test_twins_find_what_the_patterns_find(place: str, words: list[str]) -> None:
    """On ASCII text the pattern for `re` has the same matches and groups as that for `regex`."""
    text = " ".join(words).lower().replace("march 3, 2024", phrases.MARK)
    if not text.replace(phrases.MARK, "").isascii():
        text = re.sub("[©…·]", "*", text)
    for one in LISTED:
        source = phrases.pattern(phrases.parse(one, place), place)
        slow = [m.regs for m in phrases.compiled(source).finditer(text)]
        fast = [m.regs for m in phrases.twin(source).finditer(text)]
        assert fast == slow


@given(
    st.lists(st.sampled_from([*LISTED, "reply", "save", "#<n>", "more"]), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from([*WORDS, "Reply", "more", "replyshare"]), min_size=1, max_size=5),
    st.integers(1, 3),
)  # fmt: skip
def test_a_row_is_told_alike_by_steps_and_by_its_pattern(
    chosen: list[str], words: list[str], least: int
) -> None:
    """`only` holds on the same lines with and without the pattern that turns lines down early."""
    page = Page(" ".join(words))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "_FEW", 0)
        quick = [terms.only(chosen, least)(page, i) for i in page.content]
        patch.setattr(phrases, "easy", lambda text: False)
        slow = [terms.only(chosen, least)(page, i) for i in page.content]
    assert quick == slow


def test_all_patterns_of_the_built_in_phrases_have_twins() -> None:
    """Each compiles for `re` without a warning: nothing in it means something else there."""
    for step in FIRST:
        for place in ("line", "prefix", "suffix", "contains"):
            value = getattr(step, place)
            for text in [value] if isinstance(value, str) else value or ():
                phrase = phrases.parse(text, place)
                if phrase.slots and phrases.is_easy(phrase):
                    phrases.twin(phrases.pattern(phrase, place))
