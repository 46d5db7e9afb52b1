"""What rules do to a corpus: statistics by rule, and the difference between two rule sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.io.corpus import Text
from cleaner.pipeline import Cleaner
from cleaner.text.stated import stated_url

SAMPLES = 5
"""Lines kept by rule for show: evenly spread, so that they do not all come from the first document."""


class Sample:
    """Some of many lines: every time it is full, every other one goes and the step doubles."""

    def __init__(self, size: int = SAMPLES) -> None:
        self.size, self.step, self.seen = size, 1, 0
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        """Offer a line."""
        if self.seen % self.step == 0:
            if len(self.lines) == 2 * self.size:
                self.lines = self.lines[::2]
                self.step *= 2
            if self.seen % self.step == 0:
                self.lines.append(line)
        self.seen += 1

    def some(self) -> list[str]:
        """At most `size` lines."""
        return self.lines[: self.size]


@dataclass
class RuleStats:
    """What became of the findings of one rule."""

    acted: int = 0
    kept: int = 0
    documents: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    sample: Sample = field(default_factory=Sample)


@dataclass
class CorpusStats:
    """Statistics of a corpus, by rule and flag."""

    documents: int = 0
    changed: int = 0
    characters: int = 0
    removed_characters: int = 0
    without_address: int = 0
    rules: dict[str, RuleStats] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)


def stats(cleaner: Cleaner, corpus: Iterable[Text], url: str | None = None) -> CorpusStats:
    """Clean a corpus and count what every rule found. Rules that found nothing are in it, with 0.

    url: the address of documents that carry none.
    """
    out = CorpusStats(rules={name: RuleStats() for name, _ in cleaner.program.rules})
    for document in corpus:
        address = document.url or stated_url(document.text) or url
        result = cleaner.clean(document.text, url=address)
        out.documents += 1
        out.without_address += address is None
        out.changed += result.changed
        out.characters += len(result.source)
        out.removed_characters += len(result.source) - len(result.text)
        for flag in result.flags:
            out.flags[flag] = out.flags.get(flag, 0) + 1
        lines = result.source.splitlines()
        for name in {finding.rule for finding in result.findings}:
            out.rules[name].documents += 1
        for finding in result.findings:
            rule = out.rules[finding.rule]
            if finding.verdict.startswith("kept"):
                rule.kept += 1
                reason = finding.verdict.removeprefix("kept: ")
                rule.reasons[reason] = rule.reasons.get(reason, 0) + 1
            else:
                rule.acted += 1
                rule.sample.add(lines[finding.lines[0] - 1].strip())
    return out


@dataclass
class Difference:
    """What one of two rule sets takes and the other leaves, by rule of the one that takes it."""

    documents: int = 0
    different: int = 0
    without_address: int = 0
    old_only: dict[str, Sample] = field(default_factory=dict)
    new_only: dict[str, Sample] = field(default_factory=dict)


def compare(
    old: Cleaner, new: Cleaner, corpus: Iterable[Text], url: str | None = None
) -> Difference:
    """Clean a corpus with two rule sets and collect the lines on which they differ.

    url: the address of documents that carry none.
    """
    out = Difference()
    for document in corpus:
        address = document.url or stated_url(document.text) or url
        before = _taken(old, document.text, address)
        after = _taken(new, document.text, address)
        out.documents += 1
        out.without_address += address is None
        out.different += before != after
        for one, other, where in ((before, after, out.old_only), (after, before, out.new_only)):
            for key in sorted(set(one) - set(other)):
                where.setdefault(one[key], Sample()).add(f"{document.name}:{key[0]}: {key[1]}")
    return out


def _taken(cleaner: Cleaner, text: str, url: str | None) -> dict[tuple[int, str], str]:
    """What goes: (line, text) of removed lines and of edits in lines, with the rule."""
    result = cleaner.clean(text, url=url)
    lines = result.source.splitlines()
    out = {(r.line, lines[r.line - 1].strip()): r.rule for r in result.removed}
    gone = {r.line for r in result.removed}
    for finding in result.findings:
        if finding.verdict in ("cut", "replaced") and finding.lines[0] not in gone:
            line = finding.lines[0]
            out.setdefault((line, lines[line - 1].strip()), finding.rule)
    return out
