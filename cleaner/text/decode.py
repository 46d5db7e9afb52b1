"""Bytes to text and back, without loss.

The order is: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, the declared charset if it
decodes, a detector, Windows-1252. Bytes that the encoding cannot express become lone surrogates
U+DC80..U+DCFF (PEP 383): `repair` mends them in the text, `encode` turns those that are left back
into the very same bytes.
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

_FEW = 20
"""One bad byte in so many characters beyond ASCII does not speak against an encoding."""

_SURELY = 4
"""So many valid sequences a bad byte, and a text is UTF-8 whatever a declaration says."""

_GUESSES = ("detected", "fallback")


class Decoded(NamedTuple):
    """A decoded text and all that is needed to encode it again.

    encoding: name of a Python codec; bom: the byte order mark, which is not part of `text`;
    evidence: what spoke for this encoding: `byte order mark`, `ascii`, `valid utf-8`,
    `mostly valid utf-8`, `declared charset LABEL`, `escape sequences` (ISO-2022), `detected` or
    `fallback`; odd_lines: number (from 0) and bytes of lines that the codec would write otherwise,
    as encodings with two ways to write one character have them.
    """

    text: str
    encoding: str
    bom: bytes
    evidence: str
    odd_lines: tuple[tuple[int, bytes], ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader of the result should know: `encoding-guessed` where only the bytes
        themselves spoke for the encoding, `bad-bytes` where bytes are no text in it."""
        guessed = self.evidence in _GUESSES
        bad = not self.text.isascii() and _ESCAPED.search(self.text) is not None
        return ("encoding-guessed",) * guessed + ("bad-bytes",) * bad


def decode(data: bytes, *declared: str | None) -> Decoded:
    """Decode `data`, so that `encode` makes the very same bytes of the result.

    declared: charsets that HTTP or the page name, as labels of the WHATWG Encoding Standard, the
    weightiest first. One is taken where the bytes are no UTF-8 and valid in it, or nearly so.
    Raises InputError for binary data and for broken UTF-16 or UTF-32.
    """
    wide = _decode_wide(data)
    if wide:
        return wide
    nul = b"\0" in data
    if nul and data.count(0) * _STRAY_NUL > len(data):
        return _unmarked(data) or _refused(data)
    bom = _UTF8_MARK if data.startswith(_UTF8_MARK) else b""
    body = data[len(bom) :] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if text.isascii() and b"\x1b$" in body:
            return _escape_sequences(body) or Decoded(text, "utf-8", bom, "ascii")
        evidence = "ascii" if text.isascii() else "valid utf-8"
        return Decoded(text, "utf-8", bom, "byte order mark" if bom else evidence)
    text = body.decode("utf-8", "surrogateescape")
    valid, bad = _sequences(body, text)
    if bom or valid > _SURELY * bad:
        if nul:
            return _refused(data)
        return Decoded(text, "utf-8", bom, "byte order mark" if bom else "mostly valid utf-8")
    return (
        _unmarked(data)
        or (_refused(data) if nul else None)
        or next(filter(None, (_in_charset(data, label) for label in declared if label)), None)
        or (Decoded(text, "utf-8", b"", "mostly valid utf-8") if valid > bad else None)
        or _detected(data)
        or Decoded(data.decode("windows-1252", "surrogateescape"), "windows-1252", b"", "fallback")
    )


def encode(text: str, decoded: Decoded) -> bytes:
    """Encode `text` the way `decoded` was encoded, byte order mark included.

    Raises InputError if `text` holds characters that this encoding lacks.
    """
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))
    errors = "surrogatepass" if wide else "surrogateescape"
    try:
        body = text.encode(decoded.encoding, errors)
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise InputError(
            f"the text cannot be written as {decoded.encoding}: "
            f"it holds U+{code:04X} at character {error.start}"
        ) from None
    if decoded.odd_lines and text == decoded.text:
        lines = body.split(b"\n")
        for number, line in decoded.odd_lines:
            lines[number] = line
        body = b"\n".join(lines)
    return decoded.bom + body


def _decode_wide(data: bytes) -> Decoded | None:
    """Decode UTF-16 and UTF-32 with a byte order mark; None where there is no such mark."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return None
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
    raise InputError(reason)


def _sequences(data: bytes, text: str) -> tuple[int, int]:
    """How many valid multi-byte sequences and how many bad bytes there are in `data`; `text` is
    `data` as UTF-8 with escapes."""
    bad = len(data) - len(text.encode("utf-8", "ignore"))
    return len(text) - len(text.encode("ascii", "ignore")) - bad, bad


def _unmarked(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark."""
    from cleaner.text.detect import utf16

    encoding = utf16(data)
    if encoding is None:
        return None
    try:
        return Decoded(data.decode(encoding, "surrogatepass"), encoding, b"", "detected")
    except UnicodeDecodeError:
        return None


def _escape_sequences(data: bytes) -> Decoded | None:
    """ISO-2022: ASCII in which escape sequences switch to other characters."""
    for encoding in ("iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr"):
        found = _exactly(data, encoding, "escape sequences")
        if found and not _ESCAPED.search(found.text) and "\x1b" not in found.text:
            return found
    return None


def _in_charset(data: bytes, label: str) -> Decoded | None:
    from cleaner.text.charsets import codec_of

    codec = codec_of(label)
    # whoever could read the declaration did not read UTF-16
    if codec is None or codec.startswith("utf"):
        return None
    return _exactly(data, codec, f"declared charset {label.strip().lower()}")


def _detected(data: bytes) -> Decoded | None:
    from cleaner.text.detect import candidates

    for codec in candidates(data):
        if codec != "utf-8":
            found = _exactly(data, codec, "detected")
            if found:
                return found
    return None


def _exactly(data: bytes, encoding: str, evidence: str) -> Decoded | None:
    """`data` in `encoding`; None if more than a few of its bytes are no text there."""
    try:
        text = data.decode(encoding, "surrogateescape")
        again = text.encode(encoding, "surrogateescape")
    except (UnicodeError, LookupError):
        return None
    bad = len(_ESCAPED.findall(text))
    if bad * _FEW > len(text) - len(text.encode("ascii", "ignore")):
        return None
    odd: tuple[tuple[int, bytes], ...] = ()
    if again != data:
        lines, others = data.split(b"\n"), again.split(b"\n")
        if len(lines) != len(others):
            return None
        odd = tuple((n, a) for n, (a, b) in enumerate(zip(lines, others, strict=True)) if a != b)
    return Decoded(text, encoding, b"", evidence, odd)


def _refused(data: bytes) -> Decoded:
    raise InputError(f"this looks like binary data: it has a NUL at byte {data.index(0)}")
