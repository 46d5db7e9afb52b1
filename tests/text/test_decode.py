"""Decoding: bytes to text and back without loss."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.text.decode import decode, encode

RUSSIAN = "Рыбаки вышли на озеро, хотя туман был ещё густым и берега не было видно.\n"
JAPANESE = "図書館の新しい建物は、駅から歩いて五分のところにあり、夜九時まで利用できます。\n"
KATAKANA = "イヌピアック語、イロカノ語、イングーシ語、アイスランド語、イタリア語、コム語\n"
SENTENCE = "Ein Müller mahlt für 20 € – und die Nachbarn schätzen „grobes“ Mehl.\n"


@pytest.mark.parametrize(
    ("data", "encoding", "evidence", "text"),
    [
        (b"", "utf-8", "ascii", ""),
        (b"plain\r\n", "utf-8", "ascii", "plain\r\n"),
        (SENTENCE.encode(), "utf-8", "valid utf-8", SENTENCE),
        (codecs.BOM_UTF8 + SENTENCE.encode(), "utf-8", "byte order mark", SENTENCE),
        (
            codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
            "utf-16-le",
            "byte order mark",
            SENTENCE,
        ),
        (
            codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
            "utf-16-be",
            "byte order mark",
            SENTENCE,
        ),
        (
            codecs.BOM_UTF32_LE + SENTENCE.encode("utf-32-le"),
            "utf-32-le",
            "byte order mark",
            SENTENCE,
        ),
        (
            codecs.BOM_UTF32_BE + SENTENCE.encode("utf-32-be"),
            "utf-32-be",
            "byte order mark",
            SENTENCE,
        ),
        (SENTENCE.encode("windows-1252"), "windows-1252", "detected", SENTENCE),
        (SENTENCE.encode("utf-16-le"), "utf-16-le", "detected", SENTENCE),
        (SENTENCE.encode("utf-16-be"), "utf-16-be", "detected", SENTENCE),
        (RUSSIAN.encode("koi8-r"), "koi8-r", "detected", RUSSIAN),
        (JAPANESE.encode("euc-jp"), "euc-jp", "detected", JAPANESE),
        (JAPANESE.encode("utf-16-be"), "utf-16-be", "detected", JAPANESE),
        (KATAKANA.encode("cp932"), "cp932", "detected", KATAKANA),
        (JAPANESE.encode("iso-2022-jp"), "iso2022_jp_ext", "escape sequences", JAPANESE),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, evidence: str, text: str) -> None:
    """Marks, UTF-8 and other encodings are told apart, and the mark is no part of the text."""
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.evidence) == (text, encoding, evidence)
    assert encode(text, decoded) == data


def test_a_few_bad_bytes_do_not_turn_utf8_into_something_else() -> None:
    """UTF-8 with a stray byte stays UTF-8, and the byte survives the way back."""
    data = SENTENCE.encode() + b"caf\xe9 \xff\n"
    decoded = decode(data)
    assert (decoded.encoding, decoded.evidence) == ("utf-8", "mostly valid utf-8")
    assert decoded.text == SENTENCE + "caf\udce9 \udcff\n"
    assert encode(decoded.text, decoded) == data


def test_a_declared_charset_is_taken_where_the_bytes_are_valid_in_it() -> None:
    """Labels mean what they mean on the web; one that does not fit gives way to the next."""
    data = b"\x93caf\xe9\x94"
    assert decode(data, "ISO-8859-1")[:2] == ("“café”", "windows-1252")
    assert decode(data, "iso-8859-1").evidence == "declared charset iso-8859-1"
    assert decode(data, None, "koi8-r").text == "⌠cafИ■"
    assert decode(RUSSIAN.encode("cp1251"), "euc-kr", "windows-1251").text == RUSSIAN
    assert decode("é".encode(), "iso-8859-1").evidence == "valid utf-8"
    assert decode(data, "utf-16le").evidence != "declared charset utf-16le"
    assert decode(data, "nonsense").flags == decode(data).flags


def test_a_charset_may_have_a_few_bad_bytes() -> None:
    """A page cut in the middle of a character is still in the charset that it declares."""
    data = JAPANESE.encode("cp932") * 2 + b"\x82"
    decoded = decode(data, "shift_jis")
    assert decoded.text == JAPANESE * 2 + "\udc82"
    assert decoded.flags == ("bad-bytes",)
    assert encode(decoded.text, decoded) == data


def test_two_ways_to_write_a_character_are_kept_apart() -> None:
    """Bytes that the codec would write otherwise come back as they were."""
    data = JAPANESE.encode("cp932") + b"\x87\x90 \xee\xef\n" + JAPANESE.encode("cp932")
    decoded = decode(data, "shift_jis")
    assert "≒" in decoded.text
    assert decoded.text.encode("cp932") != data
    assert encode(decoded.text, decoded) == data


def test_utf8_by_chance_does_not_outweigh_bad_bytes() -> None:
    """One valid sequence among several bytes that are not UTF-8 leaves the text Windows-1252."""
    text = "Le café, naïve idée, a été préféré à l’hôtel où l’été passé Â© déjà"
    assert decode(text.encode("windows-1252")).text == text


def test_bytes_that_windows_1252_lacks_come_back() -> None:
    """The five undefined bytes of Windows-1252 are escaped, not lost."""
    data = SENTENCE.encode("windows-1252") * 20 + b"\xe9\x81\x8d\x8f\x90\x9d\xe9"
    decoded = decode(data, "windows-1252")
    assert decoded.text == SENTENCE * 20 + "é\udc81\udc8d\udc8f\udc90\udc9dé"
    assert encode(decoded.text, decoded) == data


def test_a_stray_nul_in_valid_utf8_is_no_binary_data() -> None:
    """One NUL in a page of UTF-8 is left to `repair`."""
    data = SENTENCE.encode() * 3 + b"tele\x00phone"
    assert decode(data).text == SENTENCE * 3 + "tele\x00phone"


def test_a_utf16_mark_before_a_nul_is_not_utf32() -> None:
    """FF FE 00 00 begins UTF-16 where the rest is no UTF-32."""
    assert decode(b"\xff\xfe\x00\x00a\x00").text == "\x00a"
    assert decode(b"\xff\xfe\x00\x00a\x00b\x00").encoding == "utf-16-le"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "binary data: it has a NUL at byte 8"),
        (b"text with one NUL\x00", "binary data"),
        (codecs.BOM_UTF8 + b"a\x00b", "binary data"),
        (b"caf\xe9 " * 100 + b"\x00", "binary data"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "broken UTF-16-LE"),
        (codecs.BOM_UTF32_BE + b"\x00\x11\x00\x00", "broken UTF-32-BE"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, message: str) -> None:
    """Binary data and broken UTF-16 raise an error that says so."""
    with pytest.raises(InputError, match=message):
        decode(data)


def test_text_that_the_encoding_lacks_is_an_error() -> None:
    """An arrow cannot be written back to a file in Windows-1252, and the message says where."""
    with pytest.raises(InputError, match=r"windows-1252: it holds U\+2192 at character 2"):
        encode("a →", decode(b"a \xe9"))
    with pytest.raises(InputError, match=r"U\+D800"):
        encode("\ud800", decode(b"a"))


marks = st.sampled_from(
    [b"", b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE]
)
texts = st.text().flatmap(
    lambda text: st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"]).map(text.encode)
)


labels = st.sampled_from([None, "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1255"])


@settings(deadline=None)  # the detector is imported by the first example that needs it
@given(marks, st.lists(st.one_of(st.binary(), texts), max_size=3), labels)
def test_encode_undoes_decode(mark: bytes, parts: list[bytes], label: str | None) -> None:
    """Whatever decodes comes back byte for byte; all else is an InputError."""
    data = mark + b"".join(parts)
    try:
        decoded = decode(data, label)
    except InputError:
        return
    assert encode(decoded.text, decoded) == data
