"""Folding: the view of a line, and the way back to the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.fold import (
    DECORATION,
    bare,
    count_words,
    ends_full_stop,
    ends_sentence,
    fold,
    fold_with_map,
)

ODD = st.sampled_from("aZß\u1e9eİıŉǰΐﬁﬃẞŒ…–—“„«»‹›’‘‚´`＇＂－（）［］｛｝１９Ａｚ％＃！？。、，；：\u00a0\u2003\u3000\t\x0b\x0c\x1f \u00ad\u200b\u200c\u200d\u200e\u202b\u2066\ufeff\ufe0f"
                      "•‣▪●★→►✓💬👍🏽🇩🇪\U000e0061\U0001f1e6·‧・¶§©®™°№|*_~#@&+/$€%^<>\\=ёЁйй٣۳३۰אבּשׁעَمـ한한日本ก๓é\u0301\ud800\udfff\U00020000")  # fmt: skip
LINES = st.text(ODD, max_size=25) | st.text(
    st.characters(exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=25
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leave A Reply", "leave a reply"), ("STRAẞE", "strasse"), ("ΌΔΟΣ", "οδοσ"), ("İstanbul", "istanbul"), ("ﬁn", "fin"), ("a–b—c−d‐e－f", "a-b-c-d-e-f"),
        ("“a” „b‟ «c» ‹d› 〝e〞 ＂f＂", '"a" "b" "c" "d" "e" "f"'), ("a’b‘c‚d′e´f＇g", "a'b'c'd'e'f'g"), ("a\u00a0b\u2003c\u3000d\te  f", "a b c d e f"), ("Ａｂｃ１２！？％＃（ｘ）［ｙ］", "abc12!?%#(x)[y]"),
        ("【a】「b」《c》", "[a][b][c]"), ("a…b", "a...b"), ("今日。明日、", "今日.明日,"), ("نعم؟ لا،", "نعم? لا,"), ("ठीक।", "ठीक."), ("¡a! ¿b?", "!a! ?b?"), ("٣ ۳ ३ ３", "3 3 3 3"), ("★ → 💬", "• • •"), ("👍🏽", "••"),
        ("© ® ™ ° №", "© ® ™ ° №"), ("a\u00adb\u200bc\u200dd\ufeffe\ufe0f", "abcde"), ("مَرحبـا", "مرحبا"), ("שָׁלוֹם", "שׁלום"), ("Ещё", "еще"), ("a\u202eb", "ab"), ("#a @b &c +d /e $f €g", "#a @b &c +d /e $f €g"), ("a‣b⁃c", "a•b-c"),
        ("أإآٱ ى ة ی ک", "اااا ي ه ي ك"), ("ﺷﺎﺭﻙ", "شارك"), ("٪ ٬ ٫", "% , ."), ("ज़ क़ हँसी", "ज क हंसी"), ("צה״ל׳ כתב־יד", "צה\"ל' כתב-יד"), ("כּל שׂר", "כל שר"), ("Σχόλια;\u037e", "σχολια;;"), ("ΐ Ϋ", "ι υ"),
        ("Adăugaţi Adăugați", "adaugati adaugati"), ("YORUMLARI yorumları", "yorumlari yorumlari"), ("İı", "ii"), ("Łódź Ørsted", "lodz orsted"), ("й ї Ё", "и і е"), ("thẻ ảnh", "thẻ ảnh"), ("đọc", "đọc"), ("e\u0309 e\u0301", "ẻ e"),
        ("ｺﾒﾝﾄ ﾌﾟﾛ ｶﾞ", "コメント プロ ガ"), ("ガ カ\u3099", "ガ ガ"), ("한", "한"), ("ន។ ៖", "ន. :"), ("⟨x⟩ ½", "⟨x⟩ ½"), ("①②", "①②"),
    ],
)  # fmt: skip
def test_fold(text: str, expected: str) -> None:
    """Case, width, dashes, quotes, brackets, stops, spaces, digits and symbols are unified."""
    folded = fold(text)
    if "ׁ" in expected:  # the dot of shin is a mark that may stay or go; the letters count
        folded, expected = (one.replace("ׁ", "") for one in (folded, expected))
    assert folded == expected


@given(st.lists(LINES, max_size=5))
def test_lines_are_folded_one_by_one(lines: list[str]) -> None:
    """Folding a document is folding its lines: no character depends on its neighbours' lines."""
    assert fold("\n".join(lines)).split("\n") == [fold(line) for line in lines or [""]]


@given(LINES)
def test_folding_twice_is_folding_once(line: str) -> None:
    """The folded line is folded, but for what case folding brings about only at a second look."""
    once = fold(line)
    assert fold(once) == once or any(
        unicodedata.normalize("NFKC", c) != c or c.casefold() != c for c in line
    )


@given(LINES)
def test_what_a_character_becomes_does_not_depend_on_others(line: str) -> None:
    """Every character folds alike, whatever else stands in the text."""
    assert fold(f"{line}\u201c").replace('"', "") == fold(line).replace('"', "")
    assert fold(f"{line}é") == fold(line) + "e"


@given(LINES, st.booleans())
def test_the_map_agrees_with_fold(line: str, cased: bool) -> None:
    """`fold_with_map` gives the folded, trimmed line and one offset more than it has characters, in order."""
    text, offsets = fold_with_map(line, cased)
    assert text == fold(line, cased).strip()
    assert len(offsets) == len(text) + 1
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(line) for offset in offsets)


@given(LINES)
def test_the_map_points_at_what_was_folded(line: str) -> None:
    """The source from each offset to the next one folds to something that holds the folded character."""
    text, offsets = fold_with_map(line)
    for char, offset in zip(text, offsets, strict=False):
        end = min((other for other in offsets if other > offset), default=len(line))
        folded = fold(line[offset:end])
        assert char in folded or (char == " " and not folded.strip())


@given(LINES)
def test_composed_and_decomposed_letters_fold_alike(line: str) -> None:
    """It makes no difference whether a letter and its accent are one character or two."""
    assert fold(unicodedata.normalize("NFD", line)) == fold(unicodedata.normalize("NFC", line))


@pytest.mark.parametrize(
    ("line", "span", "expected"),
    [
        ("  Leave a Reply ", (0, 5), "Leave"), ("STRAẞE x", (0, 7), "STRAẞE"), ("a…b", (1, 4), "…"), ("a \u00a0 b", (2, 3), "b"), ("\u200bab\u200b c", (0, 2), "ab\u200b"), ("👍🏽 ok", (3, 5), "ok"), ("x\u200b", (0, 1), "x\u200b"),
    ],
)  # fmt: skip
def test_spans_of_the_source(line: str, span: tuple[int, int], expected: str) -> None:
    """A span of the folded line is a span of the source; what vanishes belongs to what stands before it."""
    _, offsets = fold_with_map(line)
    assert line[offsets[span[0]] : offsets[span[1]]].rstrip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("** leave a reply: **", "leave a reply"),
        ("(a) b", "a) b"),
        ("#a", "#a"),
        ("50%", "50%"),
        ("$5", "$5"),
        ("© x", "© x"),
        ("@x", "@x"),
        ("a & b", "a & b"),
        ("c++", "c++"),
        ("/x/", "/x/"),
        ("...", ""),
        ("", ""),
        ("^[x]\\", "x"),
        ("- • · |", ""),
    ],
)
def test_bare(text: str, expected: str) -> None:
    """Decoration goes at both ends, not inside; `# % $ € © @ & + /` are none."""
    assert bare(text) == expected


def test_decoration() -> None:
    """The documented characters, and no others of ASCII."""
    assert {c for c in map(chr, range(33, 127)) if not c.isalnum()} - set(DECORATION) == set(
        "#$%&+/@"
    )


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0),
        ("one", 1),
        ("one two  three", 3),
        ("one-two", 1),
        ("今日は晴れ", 2),
        ("今日は晴れだ", 3),
        ("今日は x y", 3),
        ("สวัสดี", 3),
        ("한국어 단어", 2),
        ("one … two", 3),
        ("ab 今", 2),
    ],
)
def test_count_words(text: str, n: int) -> None:
    """Words; in scripts written without spaces two characters are one."""
    assert count_words(text) == n


@pytest.mark.parametrize(
    ("text", "sentence", "stop"),
    [
        ("a.", True, True), ("a!", True, False), ("a?", True, False), ("a...", True, False), ("a..", True, False), ('a."', True, True), ("a.)", True, True), ("a.**", True, True), ("a", False, False), ("a:", False, False),
        ("a,", False, False), ("", False, False), ("...", True, False), (".", True, True), ("a.  ", True, True), ("a.]", True, True), ('a?"', True, False), ("a >", False, False),
        ("τι;", True, False), ("a;", False, False), (";", False, False),
    ],
)  # fmt: skip
def test_ends(text: str, sentence: bool, stop: bool) -> None:
    """How a folded line ends, closing quotes and marks aside; an ellipsis is no full stop."""
    assert ends_sentence(text) == sentence
    assert ends_full_stop(text) == stop
