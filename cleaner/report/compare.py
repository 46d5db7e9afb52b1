"""Two rule sets on one corpus: what one takes and the other leaves."""

from __future__ import annotations

from typing import Any

from cleaner.document import Result
from cleaner.report.entry import Names, cut, entry, packed
from cleaner.report.inputs import Looked
from cleaner.report.rows import Row, rows
from cleaner.report.totals import add_to


def difference(one: Looked, names: Names) -> dict[str, Any] | None:
    """A document on which two rule sets differ, None where they agree (white space aside).

    `rows` are those of the new rules near a difference; `old` has, by index from 0, the rows that
    differ as the old rules left them; `by` counts, by cause, places and characters that go with the
    old rules only, then with the new ones only; `meta_old` the metadata that were others.
    """
    old, new = one.results
    tables = rows(old), rows(new)
    rules = {f.rule: f for result in (new, old) for f in reversed(result.findings)}
    by: dict[str, list[int]] = {}
    differing = []
    for n, (before, after) in enumerate(zip(*tables, strict=True)):
        if _text(before) == _text(after):
            continue
        differing.append(n)
        for side, (mine, others) in enumerate(((before, after), (after, before))):
            known = {change[:3] for change in _changes(others)}
            for change in _changes(mine):
                if change[:3] not in known:
                    _, was, now, cause, ink = change
                    place = [int(ink), len(was) - len(now)]
                    add_to(by, cause, *([0, 0] * side), *place, *([0, 0] * (1 - side)))
    facts = [{k: v for k, v in r.metadata.to_dict().items() if v} for r in (old, new)]
    if facts[0] == facts[1] and not any(counts[0] or counts[2] for counts in by.values()):
        return None
    out = entry(one, new, names)
    whys: dict[tuple[str, ...], int] = {}
    shown = [packed(row, whys) for row in tables[1]]
    out["old"] = {n: packed(tables[0][n], whys) for n in differing}
    out["rows"] = cut(shown, set(differing))
    out["whys"] = [[names.cause(c, rules.get(c)) for c in causes] for causes in whys]
    out["by"] = [[names.cause(cause, rules.get(cause)), *counts] for cause, counts in by.items()]
    out["meta_old"] = {k: v for k, v in facts[0].items() if facts[1].get(k) != v}
    out["out_old"] = len(old.text)
    return out


def _text(row: Row) -> str:
    return "".join(piece.after for piece in row)


def _changes(row: Row) -> list[tuple[int, str, str, str, bool]]:
    """Changed pieces: where in the row, before, after, cause, ink."""
    out = []
    at = 0
    for piece in row:
        if piece.causes:
            out.append((at, piece.before, piece.after, piece.causes[0], piece.ink))
        at += len(piece.before)
    return out


class Differences:
    """Counts over all documents of a comparison."""

    def __init__(self) -> None:
        self.documents = self.different = self.characters = 0
        self.out = [0, 0]
        self.causes: dict[int, list[int]] = {}

    def add(self, entry: dict[str, Any] | None, old: Result, new: Result) -> float:
        """Count a document; returns the share of its characters on which the two differ."""
        self.documents += 1
        self.characters += len(new.source)
        self.out[0] += len(old.text)
        self.out[1] += len(new.text)
        if entry is None:
            return 0.0
        self.different += 1
        for cause, *counts in entry["by"]:
            add_to(self.causes, cause, *counts, 1)
        gone: int = sum(row[2] + row[4] for row in entry["by"])
        return gone / max(1, len(new.source))

    def to_dict(self) -> dict[str, Any]:
        """What the page reads."""
        return {
            "documents": self.documents,
            "changed": self.different,
            "in": self.characters,
            "out_old": self.out[0],
            "out": self.out[1],
            "causes": [[cause, *counts] for cause, counts in self.causes.items()],
        }
