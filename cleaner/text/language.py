"""Which language a text is in: by its script, then by its function words. Unknown is an answer."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.core import CORE

if TYPE_CHECKING:
    from cleaner._core import Words

SAMPLE = 20_000
"""Characters of a text that are looked at."""

_LETTERS = 1_000  # letters that are counted to tell the script, taken evenly from the sample

# First code point of each range of letters. A character of Han, kana or Hangul says as much as
# two or three letters, and such texts hold many Latin names: it counts threefold.
_RANGES = (
    (0x00, ""), (0x41, "latin"), (0x5B, ""), (0x61, "latin"), (0x7B, ""), (0xC0, "latin"),
    (0x250, ""), (0x370, "greek"), (0x400, "cyrillic"), (0x530, ""), (0x5D0, "hebrew"),
    (0x5EB, ""), (0x620, "arabic"), (0x660, ""), (0x66E, "arabic"), (0x6F0, ""), (0x750, "arabic"),
    (0x780, ""), (0x900, "devanagari"), (0x980, ""), (0xE01, "thai"), (0xE50, ""),
    (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""), (0x3041, "kana"), (0x3100, ""),
    (0x3400, "han"), (0xA000, ""), (0xAC00, "hangul"), (0xD7B0, ""), (0xFB50, "arabic"),
    (0xFE00, ""), (0xFE70, "arabic"), (0xFEFF, ""), (0x20000, "han"), (0x32000, ""),
)  # fmt: skip
_STARTS = tuple(start for start, _ in _RANGES)
_NO_LETTERS = {script: 0 for _, script in _RANGES}
_ONE_LANGUAGE = {"greek": "el", "hebrew": "he", "thai": "th", "hangul": "ko"}
# the scripts of languages
_WRITTEN = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "uk"), ("cyrillic",)),
    **dict.fromkeys(("ar", "fa", "ps", "ug", "ur"), ("arabic",)),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), ("devanagari",)),
    **{language: (script,) for script, language in _ONE_LANGUAGE.items()},
    "he": ("hebrew",),
    "yi": ("hebrew",),
    "sr": ("cyrillic", "latin"),
    "ja": ("kana", "han"),
    "zh": ("han",),
    **dict.fromkeys(
        [
            "af",
            "az",
            "ca",
            "cs",
            "cy",
            "da",
            "de",
            "en",
            "es",
            "et",
            "eu",
            "fi",
            "fr",
            "ga",
            "gl",
            "hr",
            "hu",
            "id",
            "is",
            "it",
            "lt",
            "lv",
            "ms",
            "mt",
            "nl",
            "no",
            "pl",
            "pt",
            "ro",
            "sk",
            "sl",
            "sq",
            "sv",
            "sw",
            "tl",
            "tr",
            "uz",
            "vi",
        ],
        ("latin",),
    ),
}
_DENSE = frozenset({"han", "kana", "hangul"})
_MIN_LETTERS = 40
_SCRIPT_SHARE = 0.6

# What running text passes and lists of names, code and mixtures do not; measured on pages and on
# translated messages of 40 languages.
_MIN_HITS = 8
_MIN_DISTINCT = 5
_MIN_SHARE = 0.08  # of the words
_MIN_OWN = 3  # that the second language does not have
_MARGIN = 2  # over the words that only the second language has


def possible(text: str, languages: Iterable[str]) -> frozenset[str]:
    """Those of some languages in which a text that `guess` does not know could be.

    They are written in a script of which the text holds a letter, and have at least a third of the
    function words of the language that has most; where there are none, or for a language of which
    nothing is known here, the script alone tells.
    """
    sample = text[:SAMPLE]
    scripts = frozenset(["latin"]) if sample.isascii() else _scripts(sample)
    scores = _scores(_hits(sample)[0])
    least = max(scores.values(), default=0.0) / 3
    from cleaner.text.stopwords import STOPWORDS

    return frozenset(
        language
        for language in languages
        if not scripts.isdisjoint(_WRITTEN.get(language, scripts))
        and (language not in STOPWORDS or scores.get(language, 0.0) >= least)
    )


def _scripts(text: str) -> frozenset[str]:
    found = {_RANGES[bisect_right(_STARTS, ord(char)) - 1][1] for char in set(text)}
    return frozenset(found - {""})


def guess(text: str) -> str | None:
    """The ISO 639-1 code of the language (`no` for Norwegian), or None where that is not clear.

    Looks at the first 20,000 characters. Short texts, lists of names and texts that are half one
    language and half another are unknown.
    """
    sample = text[:SAMPLE]
    if not sample.isascii():
        language, share = _by_script(sample)
        if share > _SCRIPT_SHARE:
            return language
        if share > 1 - _SCRIPT_SHARE:
            return None  # half of it is in another script
    return _by_words(sample)


def _by_script(sample: str) -> tuple[str | None, float]:
    """The language that a script stands for, and its share of the letters.

    Scripts of several languages have no share: their words tell.
    """
    counts = dict(_NO_LETTERS)
    spread = _spread if CORE is None else _compiled().spread
    for (_, script), count in zip(
        _RANGES, spread(sample, max(1, len(sample) // _LETTERS)), strict=True
    ):
        if count:
            counts[script] += 3 * count if script in _DENSE else count
    del counts[""]
    total = sum(counts.values())
    if total < _MIN_LETTERS:
        return None, 0.0
    kana, han = counts["kana"], counts["han"]
    candidates = [(counts[script], language) for script, language in _ONE_LANGUAGE.items()]
    if kana > 0.1 * (kana + han):
        candidates.append((kana + han, "ja"))
    elif kana < 0.02 * (kana + han):
        candidates.append((han, "zh"))
    count, language = max(candidates)
    return language, count / total


def _spread(sample: str, step: int) -> list[int]:
    """How many of every `step`th character of a text are in each of the ranges."""
    counts = [0] * len(_STARTS)
    for char, count in Counter(sample[::step]).items():
        counts[bisect_right(_STARTS, ord(char)) - 1] += count
    return counts


@lru_cache(maxsize=1)
def _languages() -> dict[str, tuple[str, ...]]:
    """Stop word -> the languages that have it."""
    from cleaner.text.stopwords import STOPWORDS

    languages: dict[str, list[str]] = {}
    for language, words in STOPWORDS.items():
        for word in dict.fromkeys(words.split()):
            languages.setdefault(word, []).append(language)
    return {word: tuple(found) for word, found in languages.items()}


def _count(sample: str) -> tuple[dict[str, int], int]:
    """How often a text holds each function word, in the order they are met; its number of words."""
    words = sample.lower().split()
    return Counter(filter(_languages().__contains__, words)), len(words)


@lru_cache(maxsize=1)
def _compiled() -> Words:
    """What takes the place of `_count` and `_spread`, where the core is there."""
    assert CORE is not None
    words: Words = CORE.Words(tuple(_languages()), _STARTS)
    return words


def _hits(sample: str) -> tuple[dict[str, int], int]:
    return _count(sample) if CORE is None else _compiled().count(sample)


def _scores(hits: dict[str, int]) -> dict[str, float]:
    """What function words say for each language. Those that many languages share say little."""
    languages = _languages()
    scores: dict[str, float] = {}
    for word, count in hits.items():
        having = languages[word]
        points = 1 / len(having) * count
        for language in having:
            scores[language] = scores.get(language, 0.0) + points
    return scores


def _by_words(sample: str) -> str | None:
    languages = _languages()
    hits, words = _hits(sample)
    scores = _scores(hits)
    if not scores:
        return None
    ranked = sorted((-score, language) for language, score in scores.items())
    best = ranked[0][1]
    own = {word: count for word, count in hits.items() if best in languages[word]}
    if len(own) < _MIN_DISTINCT or sum(own.values()) < max(_MIN_HITS, _MIN_SHARE * words):
        return None
    if len(ranked) > 1:
        # only words that tell the two apart count: most of those of Danish and Norwegian do not
        second = ranked[1][1]
        ours = sum(count for word, count in own.items() if second not in languages[word])
        theirs = sum(
            count for word, count in hits.items() if second in languages[word] and word not in own
        )
        if ours < max(_MIN_OWN, _MARGIN * theirs):
            return None
    return best
