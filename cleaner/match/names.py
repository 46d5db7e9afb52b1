"""People's names as they stand in bylines: what looks like one, and where one ends and another begins."""

from __future__ import annotations

import re

MOST_WORDS = 8
"""Words of the longest run of names."""

_PARTICLES_OF = {
    "Romance": "a al da dal dalla dalle de degli dei del dell della delle dello di do dos das du d e "
    "i l la las le les lo los san y",
    "Germanic, Celtic": "af am an ap auf aus av den der des fitz im in mac mc of op 't t te ten ter the "
    "tot uit van vande vanden vander vom von zu zum zur",
    "Semitic, Turkic, Indian, Malay": "abu ad as ash aw bar bat bey ben bin bint binti el hadj ibn oglu "
    "ould ud ul um umm ur ush",
    "Slavic, Hungarian, Greek": "na z ze né του της των",
}
_PARTICLES = frozenset(word for words in _PARTICLES_OF.values() for word in words.split())
_AND = (
    "and und et och og en ja sekä oraz és şi și si ou oder with mit ve dan và y e i a u и і й та και κι و "
    "और तथा व และ"
)
_AND_CAPITALS = "AND UND ET OCH OG EN JA ȘI ŞI VE VÀ И ТА ΚΑΙ"
_ANDS = frozenset(_AND.split())
_WORDS = "|".join(f"{_AND} {_AND_CAPITALS}".split())

BREAK = re.compile(
    rf"\s*(?:[,;|&+،؛、，；](?:\s*(?:{_WORDS})(?=\s))?|\s(?:{_WORDS})(?=\s))\s*", re.UNICODE
)
"""What stands between two names: commas of all scripts, and the words for *and*.

Single letters and words that are first names elsewhere (`dan`) count in lower case only.
"""

_APOSTROPHE = re.compile(r"[-'’‘׳]")
_LONG = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{13}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{31}"
)


def is_name(source: str, most: int = MOST_WORDS) -> bool:
    """Whether source text looks like people's names, with at most so many capitalised words.

    In scripts without capitals up to three names of one to four words each do; there a word without
    spaces of more than 12 characters (30 in Thai and its neighbours) is no name.
    """
    if any(char.isdigit() for char in source):
        return False
    words = re.split(r"[\s,،、，]+", source.strip(" ,،、，"))
    if not words[0] or len(words) > MOST_WORDS:
        return False
    if not any(char.isupper() or char.islower() for char in source):
        names = BREAK.split(source.strip())
        return (
            len(names) <= 3
            and not _LONG.search(source)
            and all(1 <= len(name.split()) <= 4 and len(name) <= 40 for name in names)
        )
    capitals = 0
    for word in words:
        letters = word.lstrip("'‘’\"(“-")
        if letters[:1].isupper() or letters[:1].istitle():
            capitals += 1
        elif not (_is_particle(word) or (letters[:1].isalpha() and not letters[:1].islower())):
            return False
    return 1 <= capitals <= most


def _is_particle(word: str) -> bool:
    """`van`, `and`, `&`, and words that begin with a particle: `d'Arc`, `al-Masri`."""
    if word in _PARTICLES or word in _ANDS or word in ("&", "+"):
        return True
    head, found, rest = word.partition((_APOSTROPHE.search(word) or [""])[0] or "\0")
    return bool(found) and head in _PARTICLES and rest[:1].isupper()
