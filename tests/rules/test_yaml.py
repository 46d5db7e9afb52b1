"""Reading YAML: what is a boolean, what stays text, and where every mistake stands."""

from __future__ import annotations

import pytest

from cleaner.errors import Problem
from cleaner.rules.model import Pack
from cleaner.rules.yaml import read

HEAD = "schema: 1\npack: a\n"
RULE = """\
rules:
- id: one
  category: promo
  message: A line for the tests.
  match: {line: [buy now]}
  action: remove
  confidence: certain
  examples: [{keep: x}, {in: x, out: x}]
"""


def problems(text: str) -> list[Problem]:
    value, found, _ = read(text, "a.yaml", Pack)
    assert (value is None) == bool(found)
    return sorted(found)


def only(text: str) -> Problem:
    (problem,) = problems(text)
    return problem


def test_no_is_norwegian() -> None:
    """`no`, `on`, `yes` and `off` are text."""
    pack, found, _ = read(
        HEAD + "languages: [no]\n" + RULE.replace("buy now", "yes, on, off, n"), "a", Pack
    )
    assert not found
    assert pack.languages == ["no"]
    assert pack.rules[0].match.line == ["yes", "on", "off", "n"]


def test_only_true_and_false_are_booleans() -> None:
    """`true` is true where a boolean is wanted; `True` and `yes` are none."""
    match = "match: {line: [buy now]}"
    pack, found, _ = read(
        HEAD + RULE.replace(match, "match: {regex: 'Buy', cased: true}"), "a", Pack
    )
    assert not found
    assert pack.rules[0].match.cased is True
    for word in ("True", "yes", "1"):
        wrong = only(HEAD + RULE.replace(match, f"match: {{regex: Buy, cased: {word}}}"))
        assert "expected true or false" in wrong.message


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "2024-03-05 12:00:00", "12:30:45", "1.5", "1e3", "0x1F", "1_000", ".inf", "="],
)
def test_dates_and_the_like_stay_text(text: str) -> None:
    """Dates, times, decimal and hexadecimal numbers are text."""
    pack, found, _ = read(HEAD + RULE.replace("buy now", text), "a", Pack)
    assert not found
    assert pack.rules[0].match.line == [text]


@pytest.mark.parametrize(
    ("value", "name"),
    [("404", "a number"), ("true", "true or false"), ("~", "nothing"), ("null", "nothing")],
)
def test_text_that_yaml_takes_for_something_else_wants_quotes(value: str, name: str) -> None:
    """A number, a boolean or null in place of text is refused, with the remedy."""
    wrong = only(HEAD + RULE.replace("buy now", value))
    assert wrong.message == f"expected text, found {name}: put {value!r} in quotes"
    assert (wrong.line, wrong.column) == (7, 18)
    assert not problems(HEAD + RULE.replace("buy now", f"'{value}'"))


def test_a_duplicate_key_is_an_error() -> None:
    """The second of two equal keys is reported, with the line of the first."""
    wrong = only(HEAD + RULE + "  category: share\n")
    assert wrong == Problem("a.yaml", 11, 3, "the key 'category' is already in line 5")


def test_a_duplicate_key_in_a_free_mapping_is_an_error() -> None:
    """So are equal keys in mappings such as `extract`."""
    wrong = only(HEAD + RULE + "  extract: {authors: line, authors: line}\n")
    assert (wrong.line, wrong.column) == (11, 28)
    assert "already in line 11" in wrong.message


def test_an_anchor_with_its_alias_is_refused_at_both_places() -> None:
    """Anchor and alias are each named where they stand."""
    found = problems("schema: 1\npack: a\nlanguages: &codes [en]\nrules: []\nsites: *codes\n")
    places = [(p.line, p.column) for p in found if "anchors and aliases" in p.message]
    assert places == [(3, 12), (5, 8)]


def test_an_anchor_that_nobody_uses_is_refused() -> None:
    """An anchor is refused although no alias names it."""
    wrong = only(HEAD + RULE.replace("[buy now]", "&x [buy now]"))
    assert (wrong.line, wrong.column) == (7, 17)
    assert "anchors" in wrong.message


def test_an_alias_to_a_list_around_it_ends() -> None:
    """An alias inside its own anchor is a problem, not a loop."""
    assert problems(HEAD + "languages: &x [*x]\n")


def test_a_merge_key_is_refused() -> None:
    """`<<` does not merge anything."""
    found = problems(
        HEAD + RULE.replace("match: {line: [buy now]}", "match: {<<: {line: [buy now]}}")
    )
    assert any("<<" in p.message for p in found)


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object:os.system x",
        "!!int '5'",
        "!!int abc",
        "!!bool yes",
        "!!str 5",
        "!mine x",
        "! x",
        "!!float 1.5",
        "!!binary aGk=",
        "!!timestamp 2024-03-05",
        "!!null x",
    ],
)
def test_tags_are_refused(value: str) -> None:
    """No tag is allowed, not even one of YAML's own."""
    wrong = only(HEAD + RULE.replace("[buy now]", f"[{value}]"))
    assert (wrong.line, wrong.column) == (7, 18)
    assert "tag" in wrong.message


def test_tags_on_collections_are_refused() -> None:
    """A tag on a list or mapping is refused as well."""
    assert "tag" in only(HEAD + RULE.replace("[buy now]", "!!set {buy now: }")).message
    assert (
        "tag" in only(HEAD + RULE.replace("{line: [buy now]}", "!!map {line: [buy now]}")).message
    )


def test_a_key_without_value_is_refused() -> None:
    """`extends:` with nothing behind it has no value, and null is none either."""
    assert only(HEAD + "extends:\n" + RULE).message == "'extends' has no value"
    assert only(HEAD + "extends: ~\n" + RULE).message == "'extends' has no value"
    assert only(HEAD + "extends: null\n" + RULE).message == "'extends' has no value"


def test_null_is_a_bound_of_words() -> None:
    """In `words` null means no bound."""
    pack, found, _ = read(
        HEAD + RULE.replace("{line: [buy now]}", "{line: [buy now], words: [null, 9]}"), "a", Pack
    )
    assert not found
    assert pack.rules[0].match.words == (None, 9)


def test_all_mistakes_come_at_once() -> None:
    """Unknown keys, wrong types and missing keys of one file are all told, sorted, with their places."""
    text = """\
schema: 2
pack: a
langauges: [en]
rules:
- id: Not A Slug
  category: comment
  mesage: A line for the tests.
  match: {lines: [buy now], min_terms: 0}
  where: {frist: 3, in: haed}
  action: remove
  confidence: sure
  examples: []
"""
    found = [(p.line, p.column, p.message) for p in problems(text)]
    assert [(n, c) for n, c, _ in found] == [
        (1, 9), (3, 1), (5, 3), (5, 7), (6, 13), (7, 3), (8, 11), (8, 40), (9, 11), (9, 25), (11, 15), (12, 13),
    ]  # fmt: skip
    said = dict(zip([(n, c) for n, c, _ in found], [m for _, _, m in found], strict=True))
    assert "expected 1" in said[1, 9]
    assert said[3, 1] == "unknown key 'langauges'; did you mean 'languages'?"
    assert said[5, 3] == "'message' is missing"
    assert "'Not A Slug' is no id" in said[5, 7]
    assert said[6, 13] == "unknown value 'comment'; did you mean 'comments'?"
    assert said[7, 3] == "unknown key 'mesage'; did you mean 'message'?"
    assert said[8, 11] == "unknown key 'lines'; did you mean 'line'?"
    assert said[8, 40] == "expected at least 1, found 0"
    assert said[9, 11] == "unknown key 'frist'; did you mean 'first'?"
    assert said[9, 25] == "unknown value 'haed'; did you mean 'head'?"
    assert said[11, 15].startswith("unknown value 'sure'; known are certain, hint, likely")
    assert "at least 1" in said[12, 13]


def test_problems_read_like_a_compiler_s() -> None:
    """A problem prints as file:line:column: message."""
    assert str(only(HEAD + "langauges: [en]\n" + RULE)).startswith(
        "a.yaml:3:1: unknown key 'langauges'"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{line: [buy now]}", "[buy now]", "expected a mapping, found a list"),
        ("{line: [buy now]}", "buy now", "expected a mapping, found text"),
        ("[buy now]", "{buy: now}", "expected text or a list, found a mapping"),
        ("remove", "[remove]", "expected cut or extract or protect or remove or replace or signal, found a list"),
        ("promo", "''", "unknown value ''"),
        ("buy now", "''", "the text is empty"),
        ("buy now", "' '", "the text is empty"),
        ("[buy now]", "[]", "expected at least 1 entries"),
        ("{line: [buy now]}", "{line: [buy now], words: [1]}", "expected 2 entries, found 1"),
        ("{line: [buy now]}", "{line: [buy now], words: [a, 3]}", "expected a number, found text"),
    ],
)  # fmt: skip
def test_wrong_types_are_named(old: str, new: str, expected: str) -> None:
    """A value of the wrong type is refused in words that say what was expected."""
    assert expected in only(HEAD + RULE.replace(old, new, 1)).message


def test_phrases_may_be_a_single_text() -> None:
    """`line: buy now` is a list of one."""
    pack, found, _ = read(HEAD + RULE.replace("[buy now]", "buy now"), "a", Pack)
    assert not found
    assert pack.rules[0].match.line == "buy now"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("# nothing but a comment\n", (1, 1)),
        ("- a list\n", (1, 1)),
        ("schema: 1\n---\nschema: 1\n", (2, 1)),
        ("schema: [1\npack: a\n", (2, 1)),
        ("schema: 1\n\tpack: a\n", (2, 1)),
        ("schema: 1\npack: a\n? [a]\n: b\n", (3, 3)),
    ],
)
def test_what_is_no_yaml_mapping_is_a_problem(text: str, place: tuple[int, int]) -> None:
    """Broken YAML, several documents, other shapes than a mapping: a problem with a place."""
    first = problems(text)[0]
    assert first.path == "a.yaml"
    assert first.line == place[0]


def test_control_characters_are_a_problem() -> None:
    """A character that YAML does not allow is reported, not raised."""
    assert "not valid YAML" in only(HEAD + "description: \x01\n").message


def test_unknown_names_far_from_all_known_ones_list_these() -> None:
    """Where nothing is near, the known names are told."""
    assert "known are schema, pack, description" in only(HEAD + "qqqq: 1\n" + RULE).message
