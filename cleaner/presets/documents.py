"""What a preset's paper would do with a whole document: measures, and the verdicts as flags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from itertools import pairwise

from cleaner.presets.lines import ELLIPSES, alphabetic_words, ellipses, mean_word_length
from cleaner.presets.model import Preset, Verdict, bounds

_BULLETS = ("•", "-", "*", "‣", "▪", "▶", "●", "◦", "·")
_TERMINAL = (".", "!", "?", '"', "'", "”")
# begins where a run begins and never goes back into it, so that long runs take no longer
_SENTENCE = re.compile(r"""(?<![.!?])[.!?]++["'”’)\]]*+(?=\s|$)""")
_BLANK = re.compile(r"\n\s*\n")
_SHORT = 30


class Text:
    """A text, and what is measured of it, when somebody asks. flagged: words in lines that change."""

    def __init__(self, text: str, flagged: int) -> None:
        self.text, self.flagged = text, flagged

    @cached_property
    def words(self) -> list[str]:
        """Its words, as white space parts them."""
        return self.text.split()

    @cached_property
    def lines(self) -> list[str]:
        """Its lines that are not blank, without white space around them."""
        return [line for line in map(str.strip, self.text.split("\n")) if line]

    @cached_property
    def paragraphs(self) -> list[str]:
        """Its paragraphs, as blank lines part them."""
        return [part for part in map(str.strip, _BLANK.split(self.text)) if part]

    def share(self, fits: Callable[[str], bool]) -> float:
        """The share of lines that fit."""
        return sum(map(fits, self.lines)) / len(self.lines) if self.lines else 0.0

    def copies(self, parts: list[str]) -> float:
        """The share of parts that stood further above already."""
        return 1 - len(set(parts)) / len(parts) if parts else 0.0

    def copied_characters(self, parts: list[str]) -> float:
        """The share of the text's characters that stand in such parts."""
        counts = Counter(parts)
        repeated = sum(len(part) * (n - 1) for part, n in counts.items())
        return repeated / len(self.text) if self.text else 0.0

    def top_ngram(self, n: int) -> float:
        """The share of the characters that the most frequent run of `n` words takes, if it occurs
        more than once; of runs that are as frequent the longest."""
        counts = Counter(self._runs(n))
        most = max(counts.values(), default=0)
        if most < 2:
            return 0.0
        longest = max(sum(map(len, run)) for run, count in counts.items() if count == most)
        return most * longest / self._size

    def duplicate_ngrams(self, n: int) -> float:
        """The share of the characters in runs of `n` words that stood further above already; none
        counts twice."""
        seen: set[tuple[str, ...]] = set()
        inside, counted = 0, 0
        for at, run in enumerate(self._runs(n)):
            if run in seen:
                inside += sum(map(len, self.words[max(at, counted) : at + n]))
                counted = at + n
            seen.add(run)
        return inside / self._size if self.words else 0.0

    @cached_property
    def _size(self) -> int:
        return sum(map(len, self.words))

    def _runs(self, n: int) -> Iterable[tuple[str, ...]]:
        if n == 2:
            return pairwise(self.words)
        return zip(*(self.words[k:] for k in range(n)), strict=False)


MEASURES: dict[str, Callable[[Text], float]] = {
    "words": lambda text: len(text.words),
    "sentences": lambda text: len(_SENTENCE.findall(text.text)),
    "mean-word-length": lambda text: mean_word_length(text.words),
    "hashes-per-word": lambda text: text.text.count("#") / max(1, len(text.words)),
    "ellipses-per-word": lambda text: ellipses(text.text) / max(1, len(text.words)),
    "alphabetic-words": lambda text: alphabetic_words(text.words),
    "bullet-lines": lambda text: text.share(lambda line: line.startswith(_BULLETS)),
    "ellipsis-lines": lambda text: text.share(lambda line: line.endswith(ELLIPSES)),
    "punctuated-lines": lambda text: text.share(lambda line: line.endswith(_TERMINAL)),
    "short-lines": lambda text: text.share(lambda line: len(line) < _SHORT),
    "duplicate-lines": lambda text: text.copies(text.lines),
    "duplicate-line-characters": lambda text: text.copied_characters(text.lines),
    "duplicate-paragraphs": lambda text: text.copies(text.paragraphs),
    "duplicate-paragraph-characters": lambda text: text.copied_characters(text.paragraphs),
    "flagged-words": lambda text: text.flagged / max(1, len(text.words)),
    **{f"top-{n}-gram": partial(Text.top_ngram, n=n) for n in (2, 3, 4)},
    **{f"duplicate-{n}-grams": partial(Text.duplicate_ngrams, n=n) for n in range(5, 11)},
}
"""What can be measured of a text; `known-words` is there, too, and needs to know them."""


def flags(preset: Preset, source: str, clean: str, flagged: int) -> list[str]:
    """The verdicts by which the paper drops a document, by their full names.

    flagged: the number of words in the lines of `source` that the preset changes.
    """
    texts = {"source": Text(source, flagged), "clean": Text(clean, flagged)}
    return [name for name, one in preset.documents.items() if _speaks(one, texts[one.text])]


def _speaks(verdict: Verdict, text: Text) -> bool:
    if verdict.contains:
        low = text.text.lower()
        return any(phrase in low for phrase in verdict.contains)
    for name, passes, number in bounds(verdict.bounds):
        if name == "known-words":
            value = float(len(set(map(str.lower, text.words)).intersection(verdict.words)))
        else:
            value = MEASURES[name](text)
        if passes(value, number):
            return True
    return False
