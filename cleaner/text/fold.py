"""Folding: the view of a line that rules match on.

Case, width, dashes, quotes, spaces, digits and bullets are unified, so that one phrase finds all its
spellings. `fold` works on any number of lines at C speed; `fold_with_map` gives the same text with
the source offset of every character and is only called for the few lines that are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from cleaner.core import CORE

DECORATION = " \t\"'`*_~-=<>|\\^•·.,:;!?()[]{}"
"""What is dropped at both ends of a folded line before phrases are compared."""

BULLET = "•"

_DASHES = "‐‑‒–—―−﹘﹣－⁃\u05be"  # the last one is the maqaf of Hebrew
_DOUBLE = "“”„‟«»‹›〝〞＂″\u05f4"  # gershayim
_SINGLE = "‘’‚‛′´ʼ＇\u05f3"  # geresh
_OPEN, _CLOSE = "【〔〖「『《〈", "】〕〗」』》〉"
_PLAIN = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys(_OPEN, "["),
    **dict.fromkeys(_CLOSE, "]"),
    **dict.fromkeys("。।॥։۔។။።｡", "."),
    **dict.fromkeys("、،٬၊፣", ","),
    **dict.fromkeys("؛፤", ";"),
    **dict.fromkeys("៖׃︰፡", ":"),
    **dict.fromkeys("‣⁌⁍․‧", "•"),
    "٫": ".",
    "؟": "?",
    "¡": "!",
    "¿": "?",
    "٪": "%",
    "⁄": "/",
    "…": "...",
    "・": "·",
    "〜": "~",
    # letters that differ in writing habits, keyboards and capitals
    **dict.fromkeys("آأإٱٲٳ", "ا"),
    **dict.fromkeys("ىیې", "ي"),
    **dict.fromkeys("ةۀەہۂ", "ه"),
    "ک": "ك",
    "ے": "ي",
    "ۓ": "ي",
    "ँ": "ं",
    "ς": "σ",
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
}
"""What single characters fold to: punctuation, and the letters that readers do not tell apart.

Arabic, Persian and Hindi after Lucene's ArabicNormalizer, PersianNormalizer and HindiNormalizer
(alef with hamza or madda, alef maksura and the Persian yeh, teh marbuta, keheh, candrabindu).
"""

# invisible: zero-width, bidi controls, soft hyphen, tatweel, and marks that are optional in writing:
# accents on letters of Latin, Greek and Cyrillic, points and vowel signs of Hebrew and Arabic, nukta
_INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u093c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)
_KEPT_SYMBOLS = "©®™°№℗"

# Letters without which a word is another word, whatever can be taken off them: Vietnamese has one
# letter for "tags" and "the", kana and Hangul are not letters with accents.
_WHOLE = re.compile(
    "[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0\u3040-\u30ff\uac00-\ud7a3\u3400-\u9fff]"
)
# Characters that may be written in two: what can follow a character and make one with it
_PARTS = frozenset(
    chr(code)
    for first, last in (
        (0x300, 0x36F), (0x653, 0x655), (0x93C, 0x93C), (0x9BE, 0x9BE), (0x9D7, 0x9D7),
        (0xB3E, 0xB3E), (0xB56, 0xB57), (0xBBE, 0xBBE), (0xBD7, 0xBD7), (0xCC2, 0xCC2),
        (0xCD5, 0xCD6), (0xD3E, 0xD3E), (0xD57, 0xD57), (0xDCF, 0xDCF), (0xDDF, 0xDDF),
        (0x102E, 0x102E), (0x1161, 0x1175), (0x11A8, 0x11C2), (0x3099, 0x309A), (0xFF65, 0xFF9F),
    )
    for code in range(first, last + 1)
)  # fmt: skip
_HALF_WIDTH = re.compile("[\uff65-\uff9f]+")
_KANA = re.compile("[\uff65-\uff9d]")  # half-width ones that are no parts of others


def _fold_char(char: str) -> str:
    plain = _PLAIN.get(char)
    if plain is not None:
        return plain
    if _INVISIBLE.match(char):
        return ""
    if char < "\x80" or _WHOLE.match(char):
        return char
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Lu", "Ll", "Lt", "Lo"):
        return _fold_letter(char)
    if category == "So" and char not in _KEPT_SYMBOLS:
        return BULLET
    if category in ("Sm", "Sk") and char > "\u2100" and not "！" <= char <= "～":
        return BULLET
    if char >= "\ufe10":  # full-width, half-width, small and vertical forms
        wide = unicodedata.normalize("NFKC", char)
        return "".join(map(_fold_char, wide)) if wide != char else char
    return _fold_parts(char, unicodedata.normalize("NFC", char))


def _fold_letter(char: str) -> str:
    if "\ufb1d" <= char <= "\ufefc" or "\uff00" <= char <= "\uffef":  # forms of other letters
        return _fold_parts(char, unicodedata.normalize("NFKC", char))
    return _fold_parts(char, unicodedata.normalize("NFD", char))


def _fold_parts(char: str, parts: str) -> str:
    return char if parts == char else "".join(map(_fold_char, parts))


class _Table(dict[str, str]):
    """What characters fold to, filled as they are met."""

    def __missing__(self, char: str) -> str:
        value = self[char] = _fold_char(char)
        return value


_TABLE = _Table()


def fold(text: str, cased: bool = False) -> str:
    """Fold text; line feeds stay, so that whole documents can be folded at once.

    With `cased` the case is kept. Ends of lines are not trimmed.
    """
    if text.isascii():
        text = text if cased else text.lower()
    else:
        if not _PARTS.isdisjoint(_beyond_ascii(text)):
            text = "\n".join(map(_composed, text.split("\n")))
        if not cased:
            text = text.casefold()
        for char in _beyond_ascii(text):  # a few replacements are much faster than a translation
            if (plain := _TABLE[char]) != char:
                text = text.replace(char, plain)
    for space in _ASCII_SPACES:
        if space in text:
            text = text.replace(space, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def fold_alone(char: str) -> str | None:
    """What a character folds to wherever it stands; None if that depends on its neighbours."""
    return None if char in _PARTS else fold(char)


_ASCII_SPACES = "\t\x0b\x0c\x1f"
_ASCII = bytes(range(128))


def _beyond_ascii(text: str) -> set[str]:
    """The characters of a text that are not ASCII, each once."""
    return set(
        text.encode("utf-8", "surrogatepass")
        .translate(None, _ASCII)
        .decode("utf-8", "surrogatepass")
    )


def _composed(line: str) -> str:
    """Characters written in parts, made one: decomposed letters, half-width kana with their marks.

    Only in lines that hold such parts, so that a line folds alike wherever it stands.
    """
    if line.isascii() or _PARTS.isdisjoint(line):
        return line
    return unicodedata.normalize("NFC", _wide(line))


def _wide(text: str) -> str:
    """Half-width kana as the full ones, with their marks."""
    return _HALF_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def bare(folded: str) -> str:
    """Drop the decoration at both ends of a folded line: what phrases are compared with."""
    return folded.strip(DECORATION)


def fold_pattern(source: str, cased: bool = False) -> str:
    """Fold the characters of a regular expression the way lines are folded.

    Patterns may so be written as people write: `ς`, `é`, `،`, with vowel points. A character that
    folds to several stays, and so do capitals, unless the pattern is `cased`.
    """
    if source.isascii():
        return source
    out: list[str] = []
    optional = False  # whether a character that is dropped takes a `?` or `*` behind it along
    for char in unicodedata.normalize("NFC", source):
        plain = char if char < "\x80" or (char.isupper() and not cased) else _TABLE[char]
        if len(plain) > 1:
            plain = char
        elif plain and plain < "\x80" <= char and not plain.isalnum():
            plain = f"\\{plain}"
        if not (optional and plain in ("?", "*")):
            out.append(plain)
        optional = not plain
    return "".join(out)


def fold_with_map(line: str, cased: bool = False) -> tuple[str, list[int]]:
    """Fold one line and give the source offset of every folded character.

    The folded text equals `fold(line).strip()`. The list has one more entry than the text: the
    offset behind the last character. Characters that one source character folds to share its
    offset; the characters of the source that vanish belong to the character before them.
    """
    chars: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    at = 0
    composing = not _PARTS.isdisjoint(line)
    for cluster in _clusters(line) if composing else line:
        i, at = at, at + len(cluster)
        for part in unicodedata.normalize("NFC", _wide(cluster)) if composing else cluster:
            for char in part if cased else part.casefold():
                for one in char if char < "\x80" else _TABLE[char]:
                    if one == " " or one in _ASCII_SPACES:
                        if not chars or chars[-1] == " ":
                            continue
                        one = " "
                    chars.append(one)
                    offsets.append(i)
                    ends.append(at)
        if ends:
            ends[-1] = at
    if chars and chars[-1] == " ":
        chars.pop()
        offsets.pop()
        ends.pop()
    offsets.append(ends[-1] if ends else 0)
    return "".join(chars), offsets


def _clusters(line: str) -> Iterable[str]:
    """The characters of a line; those written in parts together with their parts."""
    out: list[str] = []
    for char in line:
        if out and ((char in _PARTS and not _KANA.match(char)) or unicodedata.combining(char)):
            out[-1] += char
        else:
            out.append(char)
    return out


_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def _count_words(text: str) -> int:
    """Words of a text; in scripts written without spaces two characters count as one word."""
    words = len(text.split())
    if not text.isascii():
        unspaced = len(_UNSPACED.findall(text))
        if unspaced:
            words = max(words, unspaced // 2 + len(_UNSPACED.sub(" ", text).split()))
    return words


count_words: Callable[[str], int] = _count_words if CORE is None else CORE.count_words


CLOSERS = " \t\"'*_)]}>»”’"
"""What may stand behind the final mark of a sentence."""


def ends_sentence(folded: str) -> bool:
    """Whether a folded line ends like a sentence: `. ! ?` or an ellipsis, closing quotes aside.

    A Greek question ends in a semicolon.
    """
    end = folded.rstrip(CLOSERS)
    return end.endswith((".", "!", "?")) or (end.endswith(";") and "α" <= end[-2:-1] <= "ω")


def ends_full_stop(folded: str) -> bool:
    """Whether a folded line ends in a full stop (an ellipsis is none)."""
    end = folded.rstrip(CLOSERS)
    return end.endswith(".") and not end.endswith("..")
