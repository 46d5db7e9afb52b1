"""Bytes to text and back, without loss.

The order is: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, Windows-1252. Bytes that
the encoding cannot express become lone surrogates U+DC80..U+DCFF (PEP 383): `repair` mends them in
the text, `encode` turns those that are left back into the very same bytes.
"""

from __future__ import annotations

from typing import NamedTuple

from cleaner.errors import InputError

# The longer mark first: that of UTF-32 LE begins like that of UTF-16 LE.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDTH = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


class Decoded(NamedTuple):
    """A decoded text and all that is needed to encode it again.

    encoding: name of a Python codec; bom: the byte order mark, which is not part of `text`;
    evidence: why this encoding: `byte order mark`, `ascii`, `valid utf-8`, `mostly valid utf-8`,
    `fallback`.
    """

    text: str
    encoding: str
    bom: bytes
    evidence: str


def decode(data: bytes) -> Decoded:
    """Decode `data`. `encode(decode(data).text, decode(data)) == data` holds for all that decodes.

    Raises InputError for binary data, for UTF-16 without a byte order mark and for broken UTF-16
    or UTF-32.
    """
    bom, encoding = _mark(data)
    if encoding in _WIDTH:
        return Decoded(_decode_wide(data[len(bom) :], encoding), encoding, bom, "byte order mark")
    if b"\0" in data:
        raise InputError(_why_not_text(data))
    body = data[len(bom) :]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
        if bom:
            return Decoded(text, "utf-8", bom, "byte order mark")
        if _is_mostly_utf8(data, text):
            return Decoded(text, "utf-8", bom, "mostly valid utf-8")
        encoding = _legacy_encoding(data)
        return Decoded(data.decode(encoding, "surrogateescape"), encoding, bom, "fallback")
    if bom:
        return Decoded(text, "utf-8", bom, "byte order mark")
    return Decoded(text, "utf-8", bom, "ascii" if text.isascii() else "valid utf-8")


def encode(text: str, decoded: Decoded) -> bytes:
    """Encode `text` the way `decoded` was encoded, byte order mark included.

    Raises InputError if `text` holds characters that this encoding lacks.
    """
    errors = "surrogatepass" if decoded.encoding in _WIDTH else "surrogateescape"
    try:
        return decoded.bom + text.encode(decoded.encoding, errors)
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise InputError(
            f"the text cannot be written as {decoded.encoding}: "
            f"it holds U+{code:04X} at character {error.start}"
        ) from None


def _mark(data: bytes) -> tuple[bytes, str]:
    for bom, encoding in _MARKS:
        # FF FE 00 00 may also be UTF-16 that begins with a NUL: then the length tells
        if data.startswith(bom) and not (len(bom) == 4 and len(data) % 4):
            return bom, encoding
    return b"", ""


def _decode_wide(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(
            f"broken {encoding.upper()}: {error.reason} at byte {error.start} "
            "behind the byte order mark"
        ) from None


def _is_mostly_utf8(data: bytes, text: str) -> bool:
    """Whether valid multi-byte sequences outnumber bad bytes; `text` is `data` with escapes."""
    bad = len(data) - len(text.encode("utf-8", "ignore"))
    valid = len(text) - len(text.encode("ascii", "ignore")) - bad
    return valid > bad


def _legacy_encoding(data: bytes) -> str:
    """The encoding of bytes that are not UTF-8. A seam: nothing is detected so far."""
    return "windows-1252"


def _why_not_text(data: bytes) -> str:
    even, odd = data[::2].count(0), data[1::2].count(0)
    few, many = sorted((even, odd))
    # text in UTF-16 has a NUL in every second byte of ASCII; spaces and breaks alone make 1 in 20
    if many > 1 and few * 20 <= many and many * 40 >= len(data) and len(data) % 2 == 0:
        order = "little" if odd > even else "big"
        return f"this looks like UTF-16 ({order} endian) without a byte order mark"
    return f"this looks like binary data: it has a NUL at byte {data.index(0)}"
