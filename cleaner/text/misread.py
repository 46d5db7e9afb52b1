"""Lines that were UTF-8 and were read in a one-byte encoding, as the whole document tells it.

ftfy judges by characters that are out of place; in Cyrillic, Greek and Central European letters
hardly any are. But where every character beyond ASCII of a line takes part in a valid UTF-8
sequence of the same codec, chance is ruled out after a few of them: such a line proves its codec,
and makes the same codec likely for the other lines of the document that decode without loss.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.document import Edit

CODECS = (
    *("windows-1252", "windows-1251", "windows-1250", "iso-8859-2", "windows-1254"),
    *("windows-1257", "windows-1253", "latin-1", "mac-roman", "cp437"),
)

_PROOF = 3
"""A line proves its codec if its different sequences have so many continuation bytes together, and
a word of it cannot be right as it is."""

_LONGEST = 20_000  # characters of a line that is looked at


class _Reading(NamedTuple):
    """What a line says in one codec: `weight` counts the continuation bytes of its different
    sequences, `rare` its letters that few languages use."""

    codec: str
    text: str
    weight: int
    rare: int


def find(text: str) -> list[Edit]:
    """Edits that undo the misreading of lines, none where nothing proves one."""
    read = []
    proven: set[str] = set()
    lines: dict[str, int] = {}
    rare: dict[str, int] = {}
    for match in _lines(text):
        readings = list(_readings(match[0]))
        if readings:
            read.append((match.start(), match[0], readings))
            needed = _needed(match[0])
            for reading in readings:
                codec = reading.codec
                lines[codec] = lines.get(codec, 0) + 1
                rare[codec] = rare.get(codec, 0) + reading.rare
                if reading.weight >= needed:
                    proven.add(codec)
    # one codec for the document: the one that reads most lines, and says the most ordinary things
    order = sorted(proven, key=lambda name: (-lines[name], rare[name], CODECS.index(name)))
    edits: list[Edit] = []
    for start, line, readings in read:
        by_codec = {reading.codec: reading for reading in readings}
        best = next((by_codec[codec] for codec in order if codec in by_codec), None)
        if best:
            edits += _edits(start, line, best)
    return edits


def _needed(line: str) -> int:
    """The weight with which a line proves its codec: less where no word of it can be right."""
    words = {word for word in line.split() if not word.isascii()}
    odd = sum(map(_odd, words))
    if odd == len(words) and (odd > 1 or any(map(_mixed, words))):
        return 1
    return _PROOF if odd else 1000


def _readings(line: str) -> Iterator[_Reading]:
    """The codecs in which a line is UTF-8 throughout and reads well, and what it says in them."""
    judged: dict[str, tuple[int, int] | None] = {}  # several codecs may say the same
    for codec in CODECS:
        try:
            data = codecs.charmap_encode(line, "strict", _table(codec))[0]
            text = data.decode("utf-8")
        except UnicodeError:
            continue
        if text not in judged:
            judged[text] = _judged(text)
        found = judged[text]
        if found:
            yield _Reading(codec, text, *found)


def _judged(text: str) -> tuple[int, int] | None:
    """Weight and rarity of what a line says; None if no text says such a thing."""
    found = set(text).difference(_ASCII)
    if any(map(_no_text, found)) or odd_words(text):
        return None
    weight = sum(1 if char < "\u0800" else 2 for char in found)
    return weight, sum(_rare(char) * text.count(char) for char in found)


def _edits(start: int, line: str, reading: _Reading) -> Iterator[Edit]:
    """One edit for each run of characters that was misread: ASCII means itself in all codecs."""
    causes = (f"repair/mojibake-{reading.codec}",)
    for old, new in zip(_RUN.finditer(line), _RUN.finditer(reading.text), strict=True):
        yield Edit(start + old.start(), start + old.end(), old[0], new[0], causes)


_RUN = re.compile("[^\x00-\x7f]+")


_ASCII = frozenset(map(chr, range(128)))


# ---- characters of the codecs


def _characters(codec: str) -> str:
    """All 256 characters; bytes that the codec lacks are C1 controls, as software reads them."""
    out = []
    for byte in range(256):
        try:
            out.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return "".join(out)


@cache
def _table(codec: str) -> Any:
    return codecs.charmap_build(_characters(codec))


@cache
def suspects() -> re.Pattern[str]:
    """The second of some characters beyond ASCII, where it may be the second of a sequence.

    The class at its front makes the search one fast pass over the text: letters are rare in it.
    """
    leads: set[str] = set()
    followers: set[str] = set()
    pairs = []
    for codec in CODECS:
        chars = _characters(codec)
        leads.update(chars[0xC2:0xF5])
        followers.update(chars[0x80:0xC0])
        lead, more = (f"[{re.escape(part)}]" for part in (chars[0xC2:0xF5], chars[0x80:0xC0]))
        pairs.append(f"(?<={lead}{more})")
    front, before = (re.escape("".join(sorted(chars))) for chars in (followers, leads))
    return re.compile(f"[{front}](?<=[{before}].)(?<![^\\x00-\\x7f]..)(?:{'|'.join(pairs)})")


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that may have been misread."""
    suspect = suspects()
    found = suspect.search(text)
    while found:
        start = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())) + 1
        line = _LINE.match(text, start)
        assert line is not None
        if line.end() - start < _LONGEST:
            yield line
        found = suspect.search(text, line.end())


_LINE = re.compile("[^\n\r]*")


# ---- plausibility


@lru_cache(maxsize=8192)
def _no_text(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") or char in "\ufffd\ufeff"


def _rare(char: str) -> int:
    """How unusual a character is among those that one misreading and another differ in: 0 for the
    small letters and signs that many languages use, 3 for letters that few do."""
    if char in _FAMILIAR:
        return 0
    return 3 if "\u0180" <= char <= "\u036f" or "\u0460" <= char <= "\u048f" else 1


_FAMILIAR = frozenset(
    "áàâäãåéèêëíìîïóòôöõøúùûüñçæßþðýčšžěřůąćęłńóśźżőűăășțşţığāēīūļņķģąęėįųū’“”„–—…«»°·"
)


def odd_words(text: str) -> int:
    """Words that no text holds: letters of several scripts, signs or controls between letters,
    capitals after small letters. ASCII words are none."""
    return sum(_odd(word) for word in set(text.split()) if not word.isascii())


_OUTER = (
    "!\"#%&'()*+,-./:;?@[]_{}«»‹›“”„‟‘’‚‛…–—·•¡¿†‡§¶€$£¥¢°©®™²³¹"
    "、。「」『』，．！？：；（）【】《》،؛؟।॥።፣፤"
)
_SIGNS = "‚„“”†‡…‰‹›•«»¡¿§¶²³¹¼½¾"
_MIXED = (  # scripts that share words
    frozenset({"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH"}),
    frozenset({"HANGUL", "CJK", "FULLWIDTH"}),
)
_CASED = frozenset({"LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "ARMENIAN"})


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    """The script of a letter; "" for what is none, "?" for what has no place beside letters."""
    kind = unicodedata.category(char)
    if kind[0] == "L":
        return unicodedata.name(char, "?").split()[0] if char not in "ªº" else ""
    if char in _SIGNS:
        return "?"
    # box drawing, C1 controls, private use, unassigned, modifiers, currency
    return "?" if kind in ("Cc", "Cn", "Co", "So", "Sk", "Sm", "Sc") else ""


@lru_cache(maxsize=4096)
def _odd(word: str) -> bool:
    inner = word.strip(_OUTER)
    kinds = {_script(char) for char in inner}
    if "?" in kinds or "\ufffd" in word or _jagged(word):
        return True
    scripts = kinds - {""}
    if len(scripts) < 2:
        return False
    if "LATIN" in scripts:
        return len(scripts & _CASED) > 1
    return not any(scripts <= group for group in _MIXED)


def _jagged(word: str) -> bool:
    """Whether there are capitals after small letters, more than names and Irish words have."""
    if word[1:] == word[1:].lower():
        return False
    rises = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    return rises > 1 or (rises == 1 and any(map(_buried, word, word[1:], word[2:], word[3:])))


def _buried(one: str, two: str, three: str, four: str) -> bool:
    """Small, capital beyond ASCII, capital, small."""
    return one.islower() and four.islower() and two > "\x7f" and two.isupper() and three.isupper()


def _mixed(word: str) -> bool:
    """Whether a word has letters of Latin and of another alphabet."""
    return len({_script(char) for char in word} & _CASED) > 1
