"""Folding: the view of a line that rules match on.

Case, width, dashes, quotes, spaces, digits and bullets are unified, so that one phrase finds all its
spellings. `fold` works on any number of lines at C speed; `fold_with_map` gives the same text with
the source offset of every character and is only called for the few lines that are cut.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DECORATION = " \t\"'`*_~-=<>|\\^•·.,:;!?()[]{}"
"""What is dropped at both ends of a folded line before phrases are compared."""

BULLET = "•"

_DASHES = "‐‑‒–—―−﹘﹣－⁃"
_DOUBLE = "“”„‟«»‹›〝〞＂″"
_SINGLE = "‘’‚‛′´ʼ＇"
_OPEN, _CLOSE = "【〔〖「『《〈", "】〕〗」』》〉"
_STOPS = {
    "。": ".",
    "、": ",",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "।": ".",
    "॥": ".",
    "։": ".",
    "・": "·",
    "…": "...",
    "¡": "!",
    "¿": "?",
    "۔": ".",
    "︰": ":",
    "｡": ".",
}
# invisible: zero-width, bidi controls, soft hyphen, tatweel, vowel signs of Arabic and Hebrew
# (all optional in writing), and the dot that case folding leaves behind an i
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufe00-\ufe0f\u0640\u064b-\u0652\u0591-\u05bd\u0307\U000e0000-\U000e01ef"
)
_KEPT_SYMBOLS = "©®™°№℗"

# Ranges that can hold characters the table maps; one search tells whether a text needs it at all.
_CANDIDATE = re.compile(
    "[\u00a0\u00a1\u00a6\u00ab\u00ad\u00b4\u00bb\u00bf\u02bc\u0300-\u034f\u0451\u0589-\u05bd\u060c-\u061f"
    "\u0640-\u0669\u06d4-\u06f9\u0964-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0e50-\u0e59\u1680\u180e\u2000-\u206f"
    "\u2190-\u2bff\u3000-\u3020\u3030-\u303f\u30fb\ufe00-\ufe0f\ufe30-\ufe6f\ufeff\uff00-\uffef"
    "\U00010000-\U0010ffff]"
)


class _Table(dict[int, "str | None"]):
    """Translation of folded characters, filled as they are met."""

    def __missing__(self, code: int) -> str | None:
        value = self[code] = _fold_char(chr(code))
        return value


_invisible = re.compile(f"[{_INVISIBLE}]")


def _fold_char(char: str) -> str | None:
    if not _CANDIDATE.match(char):
        return char  # whether a text is translated must not depend on its other characters
    if char in _DASHES:
        return "-"
    if char in _DOUBLE:
        return '"'
    if char in _SINGLE:
        return "'"
    if char in _OPEN:
        return "["
    if char in _CLOSE:
        return "]"
    if char in _STOPS:
        return _STOPS[char]
    if _invisible.match(char):
        return None
    if char == "ё":
        return "е"
    if "！" <= char <= "～":
        return (
            _fold_char(chr(ord(char) - 0xFEE0))
            if ord(char) - 0xFEE0 > 0x7E
            else chr(ord(char) - 0xFEE0)
        )
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "So" and char not in _KEPT_SYMBOLS:
        return BULLET
    if category in ("Sm", "Sk") and char > "\u2100":
        return BULLET
    if char in "‣⁃⁌⁍․‧¶§":
        return BULLET if char not in "¶§" else char
    return char


_TABLE = _Table()
_COMMON = tuple((char, _fold_char(char) or "") for char in "’“”‘–—…\xa0•·")
_SPACES = re.compile(r"[ \t\x0b\x0c\x1f]{2,}|[\t\x0b\x0c\x1f]")


def fold(text: str, cased: bool = False) -> str:
    """Fold text; line feeds stay, so that whole documents can be folded at once.

    With `cased` the case is kept. Ends of lines are not trimmed.
    """
    if text.isascii():
        text = text if cased else text.lower()
    else:
        if not cased:
            text = text.casefold()
        if _CANDIDATE.search(text):
            for char, plain in _COMMON:  # a few replacements are much faster than a translation
                text = text.replace(char, plain)
            if not text.isascii() and _CANDIDATE.search(text):
                text = text.translate(_TABLE)
    if "\t" in text or "  " in text or "\x0b" in text or "\x0c" in text or "\x1f" in text:
        text = _SPACES.sub(" ", text)
    return text


def bare(folded: str) -> str:
    """Drop the decoration at both ends of a folded line: what phrases are compared with."""
    return folded.strip(DECORATION)


@lru_cache(maxsize=65536)
def fold_phrase(phrase: str) -> str:
    """Fold a phrase of a rule the way lines are folded."""
    return bare(fold(phrase))


def fold_with_map(line: str, cased: bool = False) -> tuple[str, list[int]]:
    """Fold one line and give the source offset of every folded character.

    The folded text equals `fold(line).strip()`. The list has one more entry than the text: the
    offset behind the last character. Characters that one source character folds to share its
    offset; the characters of the source that vanish belong to the character before them.
    """
    chars: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    for i, char in enumerate(line):
        for part in char if cased else char.casefold():
            mapped = part if part < "\x80" else _TABLE[ord(part)]
            if mapped is None:
                if ends:
                    ends[-1] = i + 1
                continue
            for one in mapped:
                if one in " \t\x0b\x0c\x1f":
                    if not chars or chars[-1] == " ":
                        if ends:
                            ends[-1] = i + 1
                        continue
                    one = " "
                chars.append(one)
                offsets.append(i)
                ends.append(i + 1)
    if chars and chars[-1] == " ":
        chars.pop()
        offsets.pop()
        ends.pop()
    offsets.append(ends[-1] if ends else 0)
    return "".join(chars), offsets


_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def count_words(text: str) -> int:
    """Words of a text; in scripts written without spaces two characters count as one word."""
    words = len(text.split())
    if not text.isascii():
        unspaced = len(_UNSPACED.findall(text))
        if unspaced:
            words = max(words, unspaced // 2 + len(_UNSPACED.sub(" ", text).split()))
    return words


_CLOSERS = " \t\"'*_)]}>»”’"


def ends_sentence(folded: str) -> bool:
    """Whether a folded line ends like a sentence: `. ! ?` or an ellipsis, closing quotes aside."""
    return folded.rstrip(_CLOSERS).endswith((".", "!", "?"))


def ends_full_stop(folded: str) -> bool:
    """Whether a folded line ends in a full stop (an ellipsis is none)."""
    end = folded.rstrip(_CLOSERS)
    return end.endswith(".") and not end.endswith("..")
