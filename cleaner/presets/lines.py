"""The line filters of a preset on a page: measures of lines, and one decision over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from cleaner.decide.evidence import Decision
from cleaner.decide.keep import NOTHING, Kept, is_kept, untouchable
from cleaner.match.detectors import leading_title, menu_runs
from cleaner.match.engine import Candidate
from cleaner.match.hit import Hit
from cleaner.presets.model import AMID, Cut, Line, Preset, bounds, cutter
from cleaner.rules.compile import CompiledRule
from cleaner.segment.page import Page
from cleaner.segment.zones import zones

ELLIPSES = ("...", "…")


class Sight(NamedTuple):
    """What is seen of a line: its text without white space around it, the same in lower case, its
    words, and how often the same line stood above."""

    text: str
    low: str
    words: list[str]
    copies: int


def mean_word_length(words: list[str]) -> float:
    """Characters per word."""
    return sum(map(len, words)) / len(words) if words else 0.0


def alphabetic_words(words: list[str]) -> float:
    """The share of words that hold a letter."""
    return sum(any(map(str.isalpha, word)) for word in words) / len(words) if words else 0.0


def uppercase_letters(text: str) -> float:
    """The share of letters that are capitals."""
    letters = [c for c in text if c.isalpha()]
    return sum(map(str.isupper, letters)) / len(letters) if letters else 0.0


def ellipses(text: str) -> int:
    """How often a text breaks off."""
    return sum(map(text.count, ELLIPSES))


MEASURES: dict[str, Callable[[Sight], float]] = {
    "characters": lambda line: len(line.text),
    "words": lambda line: len(line.words),
    "mean-word-length": lambda line: mean_word_length(line.words),
    "hashes-per-word": lambda line: line.text.count("#") / len(line.words),
    "ellipses-per-word": lambda line: ellipses(line.text) / len(line.words),
    "alphabetic-words": lambda line: alphabetic_words(line.words),
    "uppercase-letters": lambda line: uppercase_letters(line.text),
    "earlier-copies": lambda line: line.copies,
}
"""What can be measured of a line that is not blank."""


class Filter:
    """The line filters of a preset, ready to run."""

    def __init__(self, preset: Preset) -> None:
        self.preset = preset
        decode = preset.program.rule
        rules = [decode(i) for i in range(len(preset.program.rules))]
        self._tests: list[tuple[CompiledRule, Test]] = [
            (rule, _test(preset.lines[rule.name]))
            if rule.action == "remove"
            else (rule, _cutter(preset.edits[rule.name]))
            for rule in rules
        ]

    def decide(self, page: Page, off: Container[int], kept: Kept) -> Decision:
        """Weigh the lines of a page: what edits cut goes first, then the lines that any test takes.

        Blocks, zones and profiles mean nothing here: a preset does what its paper says. Lines that
        somebody keeps stay. off: indexes of rules that are switched off.
        """
        tests = [pair for i, pair in enumerate(self._tests) if i not in off]
        alone = untouchable(kept)
        seen: dict[str, int] = {}
        found: list[Candidate] = []
        removed: dict[int, tuple[str, ...]] = {}
        spans: list[_Span] = []
        for i in page.content:

            def matching(action: str, line: Sight, i: int = i) -> list[Candidate]:
                out = _matching([p for p in tests if p[0].action == action], line, i)
                for candidate in out:
                    if i in alone or is_kept(kept, i, (candidate.rule.name,)):
                        candidate.verdict = "kept: accepted"
                found.extend(out)
                return [candidate for candidate in out if not candidate.verdict]

            cuts = matching("cut", _sight(page.lines[i].strip(), 0))
            cut = _spans(page, i, cuts)
            left = _left(page, i, cut)
            taking = []
            if not cut or any(map(str.isalnum, left)):  # otherwise the line goes with the cut
                taking = matching("remove", _sight(left, seen.get(left, 0)))
                seen[left] = seen.get(left, 0) + 1
            for candidate in taking:
                candidate.verdict = "removed"
            for candidate in cuts:
                candidate.verdict = "kept: its line goes anyway" if taking else "cut"
            if taking:
                removed[i] = tuple(c.rule.name for c in taking)
            else:
                spans += cut
        zone = zones(page, ())
        title = leading_title(page, zone, frozenset(removed), menu_runs(page, zone))
        return Decision(found, removed, spans, title, "unknown", zone)

    def flags(self, page: Page, clean: str) -> list[str]:
        """Why the paper would drop the document: see `presets.documents`. page: as it came."""
        from cleaner.presets.documents import flags

        found = self.decide(page, (), NOTHING).candidates
        flagged = sum(len(page.lines[i].split()) for i in {i for c in found for i in c.lines})
        return flags(self.preset, page.text, clean, flagged)


Test = Callable[[Sight], Hit | None]
_TAKEN = Hit((), {})


def _test(line: Line) -> Test:
    pattern = re.compile(line.pattern, re.I) if line.pattern else None
    limits = tuple(bounds(line.bounds))

    def test(sight: Sight) -> Hit | None:
        text = sight.text
        if line.ends and not text.endswith(line.ends):
            return None
        if line.ends_without and text.endswith(line.ends_without):
            return None
        if line.contains and not any(part in sight.low for part in line.contains):
            return None
        if pattern is not None and not pattern.search(text):
            return None
        if limits and not any(passes(MEASURES[name](sight), n) for name, passes, n in limits):
            return None
        return _TAKEN

    return test


def _cutter(cut: Cut) -> Test:
    pattern = cutter(cut)

    def test(sight: Sight) -> Hit | None:
        if cut.max_words and len(sight.words) > cut.max_words:
            return None
        matches = pattern.finditer(sight.text)
        spans = tuple(found.span() for found in matches if found[0] and found.lastgroup != AMID)
        return Hit(spans, {}) if spans else None

    return test


def _sight(text: str, copies: int) -> Sight:
    return Sight(text, text.lower(), text.split(), copies)


def _matching(tests: Iterable[tuple[CompiledRule, Test]], line: Sight, i: int) -> list[Candidate]:
    pairs = ((rule, test(line)) for rule, test in tests)
    return [Candidate(rule, (i,), (found,)) for rule, found in pairs if found is not None]


_Span = tuple[int, int, int, str, Candidate]


def _left(page: Page, i: int, cuts: list[_Span]) -> str:
    """A line without what is cut out of it, and without white space around it."""
    line = page.lines[i]
    for a, b, *_ in reversed(cuts):
        line = line[: a - page.starts[i]] + line[b - page.starts[i] :]
    return line.strip()


def _spans(page: Page, i: int, cuts: list[Candidate]) -> list[_Span]:
    """What is cut out of a line, in order; where two overlap the later one has the rest."""
    start = page.starts[i] + len(page.lines[i]) - len(page.lines[i].lstrip())
    wanted = [(start + a, start + b, c) for c in cuts for a, b in c.hits[0].spans]
    out = []
    end = 0
    for a, b, candidate in sorted(wanted, key=lambda span: span[:2]):
        if max(a, end) < b:
            out.append((max(a, end), b, i, "", candidate))
            end = b
    return out
