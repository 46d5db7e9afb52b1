"""Sums over all documents of a run, those included that the page does not hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cleaner.document import STEPS, Result
from cleaner.report.entry import Names

BINS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6)
"""Lower bounds of the shares removed by rules; the first bin is for documents without removals."""

LISTED = 500  # sites told; the page says how many there are


class Totals:
    """Counts that grow with every document.

    `touched`: documents that rules changed; `causes`: places, lines, characters and documents by cause; `kept`: findings in doubt,
    and documents, by rule.
    """

    def __init__(self) -> None:
        self.documents = self.changed = self.characters = self.out = 0
        self.lines = self.removed = self.doubtful = self.touched = 0
        self.causes: dict[int, list[int]] = {}
        self.kept: dict[int, list[int]] = {}
        self.flags: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.languages: dict[str, list[int]] = {}
        self.sites: dict[str, list[int]] = {}
        self.bins = [0] * len(BINS)

    def add(self, entry: dict[str, Any], result: Result, names: Names) -> float:
        """Count a document; returns the share of its characters that rules took."""
        self.documents += 1
        self.changed += result.changed
        self.characters += len(result.source)
        self.out += len(result.text)
        self.lines += sum(1 for line in result.source.splitlines() if line.strip())
        self.removed += len(result.removed)
        gone = touched = 0
        for cause, places, lines, characters in entry.get("by", ()):
            add_to(self.causes, cause, places, lines, characters, 1)
            if not names.causes[cause][0].startswith(STEPS):
                gone += characters
                touched = 1
        self.touched += touched
        doubts: set[int] = set()
        kept: Counter[int] = Counter()
        for cause, verdict, *lines in entry.get("found", ()):
            if names.verdicts[verdict][1]:
                doubts.update(lines)
                kept[cause] += 1
        for cause, count in kept.items():
            add_to(self.kept, cause, count, 1)
        self.doubtful += len(doubts)
        self.flags.update(set(result.flags))
        self.fields.update(entry.get("meta", {}).keys())
        self.kinds[result.document] += 1
        add_to(self.languages, result.metadata.language or "", 1, len(result.source), gone)
        add_to(self.sites, result.metadata.site or "", 1, len(result.source), gone)
        share = gone / len(result.source) if result.source else 0.0
        self.bins[max(n for n, low in enumerate(BINS) if low < share or not n)] += 1
        return share

    def to_dict(self) -> dict[str, Any]:
        """What the page reads."""
        sites = sorted(self.sites.items(), key=lambda item: (-item[1][0], item[0]))
        return {
            "documents": self.documents,
            "changed": self.changed,
            "touched": self.touched,
            "in": self.characters,
            "out": self.out,
            "lines": self.lines,
            "removed": self.removed,
            "doubtful": self.doubtful,
            "causes": [[cause, *counts] for cause, counts in self.causes.items()],
            "kept": [[cause, *counts] for cause, counts in self.kept.items()],
            "flags": _ranked(self.flags),
            "fields": _ranked(self.fields),
            "kinds": _ranked(self.kinds),
            "languages": [
                [code, *counts]
                for code, counts in sorted(
                    self.languages.items(), key=lambda item: (-item[1][0], item[0])
                )
            ],
            "sites": [[site, *counts] for site, counts in sites[:LISTED]],
            "site_count": len(sites),
            "bins": [list(BINS), self.bins],
        }


def add_to(table: dict[Any, list[int]], key: Any, *counts: int) -> None:
    """Add counts to a row of counts."""
    row = table.setdefault(key, [0] * len(counts))
    for n, count in enumerate(counts):
        row[n] += count


def _ranked(counts: Counter[str]) -> list[list[Any]]:
    return [[k, n] for k, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
