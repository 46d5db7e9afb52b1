"""Bytes to text and back, without loss.

The order is: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, Windows-1252. Bytes that
the encoding cannot express become lone surrogates U+DC80..U+DCFF (PEP 383): `repair` mends them in
the text, `encode` turns those that are left back into the very same bytes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaner.errors import InputError

_UTF8_MARK = b"\xef\xbb\xbf"
# The mark of UTF-32 LE is also that of UTF-16 LE before a NUL, so it is tried first.
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

_ESCAPED = re.compile("[\udc80-\udcff]")

_STRAY_NUL = 200
"""One NUL in so many bytes of valid UTF-8 is an accident that `repair` mends. More is binary data."""


class Decoded(NamedTuple):
    """A decoded text and all that is needed to encode it again.

    encoding: name of a Python codec; bom: the byte order mark, which is not part of `text`;
    evidence: what spoke for this encoding: `byte order mark`, `ascii`, `valid utf-8`,
    `mostly valid utf-8` or `fallback`.
    """

    text: str
    encoding: str
    bom: bytes
    evidence: str

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader of the result should know: `encoding-guessed` where nothing but the lack of
        a better idea spoke for the encoding, `bad-bytes` where bytes are no text in it."""
        guessed = self.evidence == "fallback"
        bad = not self.text.isascii() and _ESCAPED.search(self.text) is not None
        return ("encoding-guessed",) * guessed + ("bad-bytes",) * bad


def decode(data: bytes) -> Decoded:
    """Decode `data`, so that `encode` makes the very same bytes of the result.

    Raises InputError for binary data, for UTF-16 without a byte order mark and for broken UTF-16
    or UTF-32.
    """
    wide = _decode_wide(data)
    if wide:
        return wide
    nuls = data.count(0)
    if nuls * _STRAY_NUL > len(data):
        raise InputError(_why_not_text(data))
    bom = _UTF8_MARK if data.startswith(_UTF8_MARK) else b""
    body = data[len(bom) :]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        if nuls:
            raise InputError(_why_not_text(data)) from None
        text = body.decode("utf-8", "surrogateescape")
        if not bom and not _is_mostly_utf8(body, text):
            encoding = _legacy_encoding(body)
            return Decoded(body.decode(encoding, "surrogateescape"), encoding, b"", "fallback")
        evidence = "mostly valid utf-8"
    else:
        evidence = "ascii" if text.isascii() else "valid utf-8"
    return Decoded(text, "utf-8", bom, "byte order mark" if bom else evidence)


def encode(text: str, decoded: Decoded) -> bytes:
    """Encode `text` the way `decoded` was encoded, byte order mark included.

    Raises InputError if `text` holds characters that this encoding lacks.
    """
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))
    errors = "surrogatepass" if wide else "surrogateescape"
    try:
        return decoded.bom + text.encode(decoded.encoding, errors)
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise InputError(
            f"the text cannot be written as {decoded.encoding}: "
            f"it holds U+{code:04X} at character {error.start}"
        ) from None


def _decode_wide(data: bytes) -> Decoded | None:
    """Decode UTF-16 and UTF-32 with a byte order mark; None where there is no such mark."""
    reason = ""
    for bom, encoding in _WIDE_MARKS:
        if data.startswith(bom):
            try:
                text = data[len(bom) :].decode(encoding, "surrogatepass")
            except UnicodeDecodeError as error:
                at = error.start + len(bom)
                reason = f"broken {encoding.upper()}: {error.reason} at byte {at}"
            else:
                return Decoded(text, encoding, bom, "byte order mark")
    if reason:
        raise InputError(reason)
    return None


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
