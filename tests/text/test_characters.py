"""The character policy: sets, fields, what each changes and what none may touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Config, ConfigError
from cleaner.decide.edits import apply
from cleaner.text.characters import CORPUS, FIELDS, JOINING, SETS, STYLE, fields_of
from cleaner.text.repair import repair
from cleaner.text.style import restyle

LAST = "The council met on Monday and voted to repair the old bridge before winter comes."


def never(_: int) -> bool:
    return False


def styled(text: str, *fields: str) -> str:
    return apply(text, restyle(text, frozenset(fields or STYLE), never))


def cleaned(text: str, policy: str) -> str:
    config = Config(characters=policy, builtin_rules=False)
    return Cleaner(config).clean(text).text


def test_every_field_is_in_a_set_or_stands_alone() -> None:
    """The sets grow from strict to style; fields that join lines are in none."""
    assert SETS["strict"] < SETS["corpus"] < SETS["style"]
    assert set(FIELDS) == SETS["style"] | JOINING


def test_a_policy_is_a_set_and_what_differs() -> None:
    """Fields are switched on and off, in order."""
    assert fields_of("corpus") == CORPUS
    assert fields_of("corpus, +quotes,-soft-hyphens") == CORPUS - {"soft-hyphens"} | {"quotes"}
    assert fields_of("strict,+nfc,-nfc") == SETS["strict"]


@pytest.mark.parametrize("policy", ["", "best", "corpus,quotes", "corpus,+quote", "+quotes"])
def test_what_is_no_policy_is_named(policy: str) -> None:
    """An unknown set or field is an error that lists those that there are."""
    with pytest.raises(ConfigError, match=r"strict|hard-wraps"):
        Config(characters=policy)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("mojibake", "Ein schÃ¶nes MÃ¤dchen"),
        ("surrogates", "half \ud83d a pair"),
        ("controls", "tele\x07phone"),
        ("line-breaks", "one\r\ntwo"),
        ("entities", "fish &amp; chips"),
        ("soft-hyphens", "Schiff\xadfahrt"),
        ("zero-width", "zero\u200bwidth"),
        ("bidi", "left\u200eright"),
        ("nfc", "cafe\u0301"),
    ],
)
def test_every_repair_can_be_switched_off(field: str, text: str) -> None:
    """Without its field the damage stays, with it alone it goes."""
    assert repair(text, fields=CORPUS - {field}) == []
    assert repair(text, fields=frozenset({field})) != []


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("quotes", "“It’s ‘fine’,” „so“ – «so»", '"It\'s \'fine\'," "so" – «so»'),
        (
            "dashes",
            "1990–1995, non‑stop — a word—and more",
            "1990-1995, non-stop - a word - and more",
        ),
        ("ligatures", "eﬃcient ﬁsh, ﬂat", "efficient fish, flat"),
        ("widths", "ＡＢＣ１２３，ｏｋ！", "ABC123,ok!"),
        ("widths", "ＡＢＣ１２３，日本語。ｶﾞｷﾞ", "ABC123，日本語。ガギ"),
        ("spaces", "10\xa0000\u202fkm thin\u2009space", "10 000 km thin space"),
    ],
)
def test_style_is_changed_where_it_is_asked_for(field: str, text: str, expected: str) -> None:
    """A field changes its characters, and no other field does."""
    assert styled(text, field) == expected
    assert styled(text, *(STYLE - {field})) != expected
    assert styled(expected, field) == expected
    assert {c for e in restyle(text, STYLE, never) for c in e.causes} >= {f"style/{field}"}


@pytest.mark.parametrize(
    "text",
    [
        "write `“x” – y` and $a–b’$ or \\(p—q\\), see https://example.com/a–b’c",
        '<a title="“x”">',
        "「日本」—“引用”‘内’…，。",
        "— Сколько стоит?",
        "10³ m² ½ ① ™ №5 a\u0301 می‌روم 👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 5−3 × ʻokina oʼzbek",
    ],
)
def test_style_leaves_alone_what_is_no_style(text: str) -> None:
    """Code, formulas, addresses, tags, East Asian punctuation, dashes of speech, signs."""
    assert styled(text, *(STYLE - {"spaces"})) == text


def test_code_blocks_keep_their_style() -> None:
    """No field of style reaches into a code block."""
    code = "```\nprint(“x”) # ﬁ ＡＢ\n```\n"
    assert cleaned(f"It’s here.\n\n{code}", "style") == f"It's here.\n\n{code}"


HYPHENATED = (
    "Nobody had expected that the restor-\nation of the bridge would take so long as it did.\n"
    "\nThe restoration began when the well-\nknown mason came, and he was well-known indeed.\n"
    "\nOnly the sur-\nveyor, whose name nobody remembers, had warned them of it long before.\n"
)


def test_broken_words_are_put_together_if_the_document_has_them() -> None:
    """A word that occurs elsewhere loses its hyphen, one that has a hyphen elsewhere keeps it, and
    one that occurs nowhere else stays broken; lines stay lines."""
    text = cleaned(HYPHENATED, "corpus,+hyphenation")
    assert "the restoration\nof the bridge" in text
    assert "the well-known\nmason" in text
    assert "the sur-\nveyor," in text
    assert cleaned(HYPHENATED, "style") == HYPHENATED


WRAPPED = """\
The council met on Monday evening in the old town hall, and voted to
repair the bridge over the river before winter comes to the valley. The
work will take about three months, the mayor said, and the road will be
closed.

Short lines
that nobody filled
stay as they are.
"""


def test_hard_wraps_are_joined_where_lines_are_full() -> None:
    """Lines are joined if the next word had no room; others are verse or lists."""
    text = cleaned(WRAPPED, "corpus,+hard-wraps")
    assert text.split("\n")[0].endswith("the road will be closed.")
    assert "\nShort lines\nthat nobody filled\nstay as they are.\n" in text
    assert cleaned(WRAPPED, "style") == WRAPPED


def test_scripts_without_spaces_are_joined_without_spaces() -> None:
    """Between Chinese characters nothing is put in."""
    line = "清晨面包师打开店门整条街都弥漫着热面包和咖啡的香味邻居们陆续来买早"
    text = f"{line}\n{line}\n{line}。\n"
    assert cleaned(text, "corpus,+hard-wraps") == text.replace("\n", "", 2)


pieces = st.sampled_from(
    [
        *"“”‘’„–—‐―ﬁﬂﬀＡ１，　ｶﾞ\xa0\u2009\xad- \n aZé漢`$<>\u0301",
        "word", "re-\nstored ", "restored ", "ﬁ\u0301", "`x”`", "https://a.b/–", "\n\n", "”\u0301", *[f"{LAST}\n"] * 3,
    ]
)  # fmt: skip


@pytest.mark.parametrize("field", sorted(STYLE | JOINING))
@given(st.lists(pieces, max_size=24).map("".join))
def test_each_option_is_settled_and_can_be_undone(field: str, text: str) -> None:
    """A second pass finds nothing, and undo gives the source."""
    tool = Cleaner(Config(characters=f"corpus,+{field}", builtin_rules=False))
    result = tool.clean(text)
    assert result.undo() == text
    assert tool.clean(result.text).text == result.text


@given(st.lists(pieces, max_size=24).map("".join))
def test_all_options_together_are_settled(text: str) -> None:
    """The fields do not undo each other."""
    tool = Cleaner(Config(characters="style,+hyphenation,+hard-wraps", builtin_rules=False))
    result = tool.clean(text)
    assert result.undo() == text
    assert tool.clean(result.text).text == result.text
