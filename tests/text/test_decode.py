"""Decoding: bytes to text and back without loss."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.text.decode import decode, encode

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
        (SENTENCE.encode("windows-1252"), "windows-1252", "fallback", SENTENCE),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, evidence: str, text: str) -> None:
    """A mark, valid UTF-8 and Windows-1252 are told apart, and the mark is no part of the text."""
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


def test_utf8_by_chance_does_not_outweigh_bad_bytes() -> None:
    """One valid sequence among several bytes that are not UTF-8 leaves the text Windows-1252."""
    assert decode(b"caf\xe9, na\xefve, \xc2\xa9 d\xe9j\xe0").text == "café, naïve, Â© déjà"


def test_bytes_that_windows_1252_lacks_come_back() -> None:
    """The five undefined bytes of Windows-1252 are escaped, not lost."""
    data = b"\xe9\x81\x8d\x8f\x90\x9d\xe9"
    assert decode(data).text == "é\udc81\udc8d\udc8f\udc90\udc9dé"
    assert encode(decode(data).text, decode(data)) == data


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
        (
            "One line.\nAnother line.\n".encode("utf-16-le"),
            r"UTF-16 \(little endian\) without a byte",
        ),
        ("One line.\nAnother line.\n".encode("utf-16-be"), r"UTF-16 \(big endian\) without a byte"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "broken UTF-16-LE"),
        (codecs.BOM_UTF32_BE + b"\x00\x11\x00\x00", "broken UTF-32-BE"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, message: str) -> None:
    """Binary data, UTF-16 without a mark and broken UTF-16 raise an error that says so."""
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


@given(marks, st.lists(st.one_of(st.binary(), texts), max_size=3))
def test_encode_undoes_decode(mark: bytes, parts: list[bytes]) -> None:
    """Whatever decodes comes back byte for byte; all else is an InputError."""
    data = mark + b"".join(parts)
    try:
        decoded = decode(data)
    except InputError:
        return
    assert encode(decoded.text, decoded) == data
