"""Which encoding bytes are in that are not UTF-8 and that nothing else tells about.

UTF-16 without a mark is told by the controls that only it is full of. For the rest chardet gives
its candidates in order; where the best is one that the web does not use, or reads badly, a common
one close behind it goes first.
"""

from __future__ import annotations

import re
from functools import cache

from cleaner.text.misread import odd_words

_WINDOW = 20_000
"""Bytes that the detector looks at, from the line with the first byte beyond ASCII: more evidence
than any text needs, and a bound on its cost."""

_CLOSE = 0.75
"""A candidate is close behind the best if its confidence is this share of the best one's."""

_HARDLY_ANY, _NEAR = 2, 0.5
"""So few bytes beyond ASCII tell little: windows-1252 is right if it has this share of the best
candidate's confidence, and in any case if there is one such byte."""

_HIGH = re.compile(rb"[\x80-\xff]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_C0 = bytes((*range(9), 11, *range(14, 27), *range(28, 32), 127))

# What chardet calls an encoding, where neither Python nor the web knows the name
_CODECS = {"johab": "johab", "hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr"}

# Encodings that pages and files are in. All others are rare, and so are their namesakes.
_COMMON = frozenset(
    [
        *(f"windows-{number}" for number in range(1250, 1259)),
        *(f"iso-8859-{number}" for number in (2, 5, 6, 7, 8, 13, 15)),
        *("koi8-r", "koi8-u", "cp866", "cp437", "cp850", "cp852", "cp855", "mac-roman"),
        *(
            "mac-cyrillic",
            "cp874",
            "cp932",
            "euc-jp",
            "iso-2022-jp",
            "gb18030",
            "big5hkscs",
            "cp949",
        ),
        *("utf-8", "utf-16-le", "utf-16-be"),
    ]
)


def candidates(data: bytes) -> list[str]:
    """Python codecs that `data` may be in, the likeliest first; none if it is no text."""
    from chardet import detect_all

    first = _HIGH.search(data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    part = data[max(start, first.start() - 200 if first else 0) :][:_WINDOW]
    found = [
        (str(item["encoding"]), float(item["confidence"]))
        for item in detect_all(part, ignore_threshold=True)
        if item["encoding"]
    ]
    if not found:
        return []
    best = found[0][1]
    names: dict[str, float] = {}
    for name, confidence in found:
        codec = _codec(name)
        if codec:
            names.setdefault(codec, confidence)
    high = len(_HIGH.findall(part))
    if (
        high <= _HARDLY_ANY
        and (high == 1 or names.get("windows-1252", 0) >= best * _NEAR)
        and not _oddities(part, "windows-1252")[0]
    ):
        return list({"windows-1252": best, **names})  # what most pages in Latin script are in
    near = [name for name, confidence in names.items() if confidence >= best * _CLOSE]
    if near:
        odd, words = _oddities(part, near[0])
        if odd * 2 > words:  # the best cannot be right
            near = _kana(part) or list(names)
        if odd or near[0] not in _COMMON:
            near.sort(key=lambda name: (_oddities(part, name)[0], name not in _COMMON))  # stable
    return near + [name for name in names if name not in near]


def _kana(data: bytes) -> list[str]:
    """The codec in which `data` is Japanese: chardet asks for more variety than lists of names in
    katakana have."""
    for codec in ("cp932", "euc-jp"):
        text = "".join(data.decode(codec, "replace").split())
        kana = sum("\u3041" <= char <= "\u30fe" for char in text)
        if "\ufffd" not in text and kana * 3 > len(text) and not _HALF_WIDTH.search(text):
            return [codec]
    return []


@cache
def _codec(name: str) -> str | None:
    """The codec for a name that chardet gives; a superset in place of what the web calls so."""
    import codecs

    from cleaner.text.charsets import codec_of

    label = name.lower()
    codec = codec_of(label) or _CODECS.get(label)
    if codec is None:
        try:
            codec = codecs.lookup(label).name
        except LookupError:
            return None
    # the web's names for what these codecs read
    return codec_of(codec) or {"gb2312": "gb18030", "cp936": "gb18030"}.get(codec, codec)


def _oddities(data: bytes, codec: str) -> tuple[int, int]:
    """How many words hold what no text holds (letters of two scripts, controls or signs beside
    letters, capitals after small letters), and how many words there are. ASCII does not count."""
    text = data.decode(codec, "replace")
    words = [word for word in set(text.split()) if not word.isascii()]
    return odd_words(text), len(words)


# UTF-16 without a byte order mark

_ENOUGH = 8  # bytes below which nothing is guessed


def utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` if `data` is text in it, though no mark says so.

    Such text is full of bytes that are controls in all other encodings: every second byte of
    ASCII, the upper halves of Greek to Tibetan, one in ten of Chinese characters.
    """
    if len(data) % 2 or len(data) < _ENOUGH:
        return None
    head = data[:_WINDOW]
    controls = len(head) - len(head.translate(None, _C0))
    if controls * (6 if head.isascii() else 30) < len(head):
        return None
    best = None
    for codec, upper in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        try:
            text = head.decode(codec)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 2:  # a surrogate pair cut in two by the window
                continue
            text = head[: error.start].decode(codec)
        bad = sum(1 for c in text if not (c.isprintable() or c in "\t\n\r\f\u200c\u200d\ufeff\xad"))
        if bad * 50 <= len(text):
            # text keeps to few blocks of Unicode; its lower halves are all over
            rank = (bad, len(set(upper)))
            if best is None or rank < best[0]:
                best = rank, codec
    return best[1] if best else None
