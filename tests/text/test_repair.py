"""Repair: mojibake, controls, line breaks, entities, invisible characters, NFC."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cleaner.decide.edits import apply, undo
from cleaner.document import Edit
from cleaner.text import misread, mojibake
from cleaner.text.repair import repair, repair_text

CODE_PAGES = ("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "iso8859-2",
              "mac-roman", "cp437")  # fmt: skip
HIGH = "".join(
    sorted({char for page in CODE_PAGES for char in bytes(range(128, 256)).decode(page, "ignore")})
)


def causes(text: str) -> list[str]:
    return [cause for edit in repair(text) for cause in edit.causes]


@pytest.mark.parametrize(
    ("text", "expected", "cause"),
    [
        ("Ein GrÃ¼Ã\x9f Gott", "Ein Grüß Gott", "mojibake"),
        ("â€œItâ€™s rainingâ€\x9d", "“It’s raining”", "mojibake"),
        ("РџСЂРёРІРµС‚, Anna", "Привет, Anna", "mojibake"),
        ("it\x92s \x93done\x94", "it’s “done”", "c1"),
        ("a \ud83d\ude00 b \ud83d", "a 😀 b \ufffd", "surrogates"),
        ("caf\udce9 \udc80", "café €", "bytes"),
        ("caf\udcc3\udca9", "café", "bytes"),
        ("lost \udc81", "lost \ufffd", "bytes"),
        ("tele\x00phone\x07\x7f", "telephone", "control"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07on", "red on", "terminal-escape"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive", "line-break"),
        (
            "one\vtwo\fthree\x1cfour\x1dfive\x1esix",
            "one\ntwo\nthree\nfour\nfive\nsix",
            "line-break",
        ),
        ("one\x85two\x85\x85three", "one\ntwo\n\nthree", "line-break"),
        ("\ufeffna\ufeffive \ufff9x\ufffb\u206a", "naive x", "invisible"),
        ("Schiff\xadfahrts\xadamt", "Schifffahrtsamt", "soft-hyphens"),
        ("zero\u200bwidth \u200b", "zerowidth ", "zero-width"),
        ("left\u200eright \u202aopen", "leftright open", "bidi"),
        ("cafe\u0301 \u1100\u1161", "café 가", "nfc"),
        ("fish &amp; chips &lt;3", "fish & chips <3", "entities"),
        ("&amp;amp;lt; &#39; &#x27; &#150; &EACUTE;", "< ' ' – É", "entities"),
    ],
)
def test_damage_is_repaired(text: str, expected: str, cause: str) -> None:
    """Each kind of damage is mended and the edits name the step that did it."""
    assert repair_text(text) == expected
    assert {name.partition("-windows")[0] for name in causes(text)} == {f"repair/{cause}"}


@pytest.mark.parametrize(
    "text",
    [
        "A ÇÃO e um NÃO, 20 °C, 3 €, ½ kg, “Chez Anaïs” – l’État, «Ärzte», Œuvre, No. №5",
        "می‌روم क्‍ष 👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣",
        "10³ m² ﬁre Ｆｕｌｌ，ｗｉｄｔｈ。 全角　空白",
        "10\xa0000 km, « oui\xa0», thin\u2009space, word\u2060joiner",
        "ภาษา\u200bไทย ភាសា\u200bខ្មែរ ພາສາ\u200bລາວ မြန်မာ\u200bစာ",
        "שלום\u200f! (C++\u200e) \u2067עברית\u2069 \u202bעוד\u202c",
        "tab\tstays,  two spaces too  \n\n\n  indented\n",
        "R&D, AT&T; x &lt y, &unknown; &#0; &#xD800; &#10; &Tab; &#x2028;",
        "a trailing\xad hyphen and 5\xad6",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    """Joiners, variation selectors, widths, spaces, marks beside Hebrew and the like stay."""
    assert repair(text) == []


def test_edits_are_minimal() -> None:
    """Edits cover the damaged characters and not their line."""
    assert repair("Ein schÃ¶nes MÃ¤dchen\r\n") == [
        Edit(7, 9, "Ã¶", "ö", ("repair/mojibake-windows-1252",)),
        Edit(14, 16, "Ã¤", "ä", ("repair/mojibake-windows-1252",)),
        Edit(21, 22, "\r", "", ("repair/line-break",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ã\u200b© \xad", "é \xad"),  # mojibake comes together
        ("&am\u200bp;lt;", "<"),  # so does an entity
        ("&a&shy;mp;", "&"),
        ("Stra&Atilde;&#159;e", "Straße"),  # entities make mojibake
        ("e\ufeff\u0301", "é"),
        ("&lt\u037e", "<"),  # NFC makes the semicolon
        ("&lt&semi;", "<"),
        ("\ud83d\x00\ude00", "\ufffd\ufffd"),
        ("one â€¨two", "one \ntwo"),  # mojibake of a line separator
        ("â€œok â€\udc9d", "“ok ”"),  # the raw byte ends mojibake
        ("\x1b[0\x07m", "[0m"),
    ],
)
def test_steps_work_together(text: str, expected: str) -> None:
    """What one step uncovers another one mends."""
    assert repair_text(text) == expected
    assert repair(expected) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ã\x85rhus", "Århus"),
        ("he didn\x92t know\x85 or did he", "he didn’t know… or did he"),
        ("To be continued\x85", "To be continued…"),
        ("Well\x85 perhaps", "Well… perhaps"),
    ],
)
def test_next_line_may_be_an_ellipsis(text: str, expected: str) -> None:
    """U+0085 is no line break in mojibake, beside other C1 controls and where no text follows."""
    assert repair_text(text) == expected


def test_code_keeps_entities_invisible_characters_and_forms() -> None:
    """In code only damage of the encoding is mended."""
    text = "x = '&amp;' # e\u0301 a\u200bb\n\x07y = 'Ã©'\r\n"
    assert apply(text, repair(text, lambda _: True)) == "x = '&amp;' # e\u0301 a\u200bb\ny = 'é'\n"
    assert repair_text(text) == "x = '&' # é ab\ny = 'é'\n"


def test_code_is_asked_about_by_line_and_only_where_it_matters() -> None:
    """`in_code` gets the start of a line with an entity and is not called for other damage."""
    asked: list[int] = []
    text = "damÃ¤ge\r\n\x07bell\na &amp; b &amp; c\nend"

    def in_code(offset: int) -> bool:
        asked.append(offset)
        return False

    repair(text, in_code)
    assert asked == [text.index("a &amp;")]


def test_line_breaks_can_be_left_alone() -> None:
    """With `line_breaks=False` every line break stays, and other damage goes."""
    text = "one\r\ntwÃ³\rthree\u2028\x07four\ffive\x85six\n"
    repaired = apply(text, repair(text, line_breaks=False))
    assert repaired == "one\r\ntwó\rthree\u2028four\ffive\x85six\n"
    assert repair(repaired, line_breaks=False) == []


def test_markup_keeps_its_entities() -> None:
    """Entities in a line with HTML tags and in code between backticks stay."""
    text = "<p>fish &amp; chips</p>\nwrite `&amp;` for &amp;"
    assert repair_text(text) == "<p>fish &amp; chips</p>\nwrite `&amp;` for &"


@pytest.mark.parametrize(
    "text",
    ["&s" * 40 + "&shy;" + "hy;" * 40, "&lt" + "&semi" * 40 + ";"],
)
def test_what_does_not_settle_is_left_alone(text: str) -> None:
    """Damage nested too deep stays, but controls and surrogates next to it do not."""
    assert repair(text) == []
    assert repair_text(f"\x00{text}\ud800") == f"{text}\ufffd"


def test_long_lines_take_linear_time() -> None:
    """Chains of entities, marks and controls on one line do not slow the repair down."""
    chains = ("&" + "amp;" * 20_000 + "lt;", "a" + "\u0301\u0316" * 40_000, "\u2067\u202a" * 40_000,
              "\x1b]" * 40_000, "`&amp;" * 10_000, "<a" * 40_000 + "&amp;")  # fmt: skip
    for chain in chains:
        repaired = apply(chain, repair(chain))
        assert repair(repaired) == []


def test_a_clean_text_needs_no_ftfy() -> None:
    """ftfy, which is slow to import, is only loaded for a text that may be mojibake."""
    code = (
        "import sys; from cleaner.text.repair import repair_text;"
        "repair_text('“Größe” – l’été\\r\\n &amp; 20\\xa0€ «Ärzte»\\x07');"
        "assert 'ftfy' not in sys.modules; repair_text('Ã©'); assert 'ftfy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_nasal_vowel_is_a_word() -> None:
    """A capital Ã that begins a sentence is left alone; ftfy takes it for half an à."""
    assert repair("Ã melendé") == []
    assert repair_text("voilÃ le travail") == "voilà le travail"


@pytest.mark.parametrize("codec", misread.CODECS)
def test_a_line_that_is_utf8_throughout_is_read_again(codec: str) -> None:
    """Where every character of a line is a part of UTF-8 in one codec, it was read in that."""
    for text in ("Čtvrtek začíná hudební slavností", "Привет, как дела?", "Größe über Öfen"):
        table = misread._characters(codec)
        broken = "".join(table[byte] for byte in text.encode())
        assert repair_text(broken) == text
        assert repair_text(f"clean\n{broken}\n") == f"clean\n{text}\n"


def test_one_line_proves_the_codec_for_others() -> None:
    """What is too little evidence alone is enough beside a line that is beyond doubt."""
    weak, strong = "NorteamĂŠrica", "SudĂĄn, MĂŠxico y PerĂş en espaĂąol"
    assert repair(weak) == []
    assert repair_text(f"{weak}\n{strong}") == "Norteamérica\nSudán, México y Perú en español"


@pytest.mark.parametrize(
    "text",
    [
        "«économie» et «Été»",
        "Його вік і її інші ідеї: «Бій», №5",
        "Α΄ τάξη, Β΄ τάξη – «Ώρα»",
        "OČIŠTĚNÍ ČŠ a ŠČ",
        "L’ÉTÉ À L’ÎLE, ÇA VA",
        "Go nÉireann, hÉireann agus tÁrd",
    ],
)
def test_genuine_letters_prove_no_codec(text: str) -> None:
    """Letters and signs that stand together by chance are left alone."""
    assert misread.find(text) == []


# Properties

FRAGMENTS = [
    *"ÃÂâ€™œ©¨¦¢£\xa0\xad\x80\x85\x9d\x92éÉОРЎвЂВГ ?;&#1aZ\t\n\r\v\f\x00\x1a\x1b\x1c\u2028\u0301\u0327\u037e",
    *"\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202c\u202e\u2066\u2069\ufeff\ufffc\ufffd\u206a",
    *"א你ก\u1100\u1161\u0f73\u212b\ud83d\ude00\udcc3\udca9\udc9d\ud800",
    "&amp;", "amp;", "&lt", "&semi;", "&shy;", "&#39;", "&#x85;", "&nbsp;", "&zwj;", "[0m", "<b>", "`",
    "Ã©", "â€œ", "Â ", "Ð¿Ñ€", "ï»¿", "ðŸ˜€", "â€¨", "&Atilde;&copy;",
]  # fmt: skip
anything = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join),
    st.text(st.characters(exclude_categories=())),
    st.text(HIGH + "a e?\n\x1a", max_size=24),
)


@given(anything, st.booleans(), st.booleans())
@example("Åœ\x85\x85a", False, True)
@example("\r\ufeff\n", False, False)
def test_repair_is_lossless_and_idempotent(text: str, in_code: bool, line_breaks: bool) -> None:
    """Edits are sorted, undo gives the source back, and a second repair finds nothing."""
    edits = repair(text, lambda _: in_code, line_breaks=line_breaks)
    repaired = apply(text, edits)
    assert undo(repaired, edits) == text
    assert all(a.end <= b.start for a, b in pairwise(edits))
    assert all(edit.causes and edit.before != edit.after for edit in edits)
    assert repair(repaired, lambda _: in_code, line_breaks=line_breaks) == []
    repaired.encode()  # no surrogates are left


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))
def test_a_line_is_repaired_alone(text: str) -> None:
    """What stands on other lines does not matter."""
    one = text.replace("\r", "").replace("\n", "") + "\n"
    assume(not misread.find(f"{one}Ã©\n{one}"))  # this looks at the whole document
    assert repair_text(one + "Ã©\n\u202a\n" + one) == repair_text(one) + "é\n\n" + repair_text(one)


# The guard before ftfy


def unguarded(text: str) -> str:
    from ftfy import fix_text

    return fix_text(
        text,
        unescape_html=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        normalization=None,
    )


def test_the_guard_passes_all_that_ftfy_counts_as_mojibake() -> None:
    """Every pair of characters of the code pages that ftfy suspects is suspected by the guard."""
    from ftfy.badness import is_bad

    guard = mojibake.suspects("\x80-\x9f")
    alphabet = f"{HIGH}\ufffd"
    for one in alphabet:
        pairs = "\n".join(f"a{one}{two}a {one}{two} " for two in alphabet)
        for pair in pairs.split("\n"):
            if is_bad(pair):
                assert guard.search(pair), pair


def test_guarded_and_unguarded_agree() -> None:
    """What the guard lets through comes out as from ftfy, byte for byte, and so does the rest."""
    chance = random.Random(7)
    plain = "Élan où voilà – “naïve” it’s 10 € für Äpfel żółć мир ё αβγ 日本 à la\u2028\u200b😀"
    for i in range(3000):
        if i % 2:
            text = "".join(chance.choices(HIGH + "aeZ .'?\n\x1a\ufffd\ud83d\ude00" * 8, k=12))
        else:
            text = "".join(chance.choices(plain, k=8))
            for _ in range(chance.randint(1, 3)):
                page = chance.choice(CODE_PAGES)
                text = text.encode("utf-8", "surrogatepass").decode(page, "replace")
        assert mojibake.fix(text) == unguarded(text), ascii(text)
        assert mojibake.fix(f"ok\n{text}\nok") == unguarded(f"ok\n{text}\nok"), ascii(text)
