"""One document of a report, as the page reads it; and what all documents share, told once.

A row that stayed is a string, one that changed a list of strings (which stayed) and of
`[before, after, why]`, where `why` counts in the document's `whys`, lists of causes. A row ends with
its line break, and without one it ends with "\\n" (the last one of a document whose source has no
final break: with nothing, see `open`). A number in place of a row stands for so many rows that are
not in the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from cleaner.document import STEPS, Finding, Result
from cleaner.report.inputs import Looked
from cleaner.report.rows import Row, first, rows

LIMIT = 2_000_000
"""Characters of one document that a page holds; of longer ones only what is near a change."""

NEAR = 3  # rows around a change that a document cut to LIMIT keeps

DOUBT = re.compile(
    r"kept: (?:not corroborated$|only (?:likely|hint) |the rule is in testing$|nothing of |not in the "
    r"|not among the |(?:before|after) \d+% |its section |nothing follows it$|\d+ of \d+ times "
    r"|(?:capped|would-be-empty|unsettled)$)"
)
"""Verdicts of findings whose line might have gone: evidence, place or a brake kept it. The others say
that it is content: protected, in code, of another kind of document, an antipattern."""

_STEPS = {
    "repair/bytes": "Bytes that are no text in the encoding of the document.",
    "repair/surrogates": "Halves of characters, put together or replaced.",
    "repair/terminal-escape": "Escape sequences of terminals: colours, cursor moves.",
    "repair/control": "Control characters, which no text needs.",
    "repair/c1": "Characters of Windows-1252 that were read as Latin-1.",
    "repair/mojibake": "Text that was read in a wrong encoding, restored.",
    "repair/entities": "Character references such as &amp; that were never resolved.",
    "repair/invisible": "Invisible characters that do no work where they stand.",
    "repair/soft-hyphens": "Soft hyphens between letters.",
    "repair/zero-width": "Zero-width spaces in a script that needs none.",
    "repair/bidi": "Direction marks without a partner or without effect.",
    "repair/line-break": "Line breaks of other systems, and exotic ones.",
    "repair/nfc": "Letters and accents that were apart, composed (NFC).",
    "dates/iso": "A full, unambiguous date, written as ISO 8601.",
    "layout/blank-lines": "More than one blank line in a row.",
    "layout/trailing-space": "White space at the end of a line.",
    "layout/start": "White space at the start of the document.",
    "layout/end": "The end of the document: one line break.",
    "layout/front-matter": "Metadata written on top of the text.",
}


@dataclass
class Names:
    """What documents refer to by number: causes (name, category, message, confidence), and
    verdicts (words, and 1 for a doubt)."""

    causes: list[tuple[str, str, str, str]] = field(default_factory=list)
    verdicts: list[tuple[str, int]] = field(default_factory=list)
    _causes: dict[str, int] = field(default_factory=dict)
    _verdicts: dict[str, int] = field(default_factory=dict)

    def cause(self, name: str, finding: Finding | None = None) -> int:
        """The number of a rule or step; `finding` tells about a rule that is new."""
        number = self._causes.get(name)
        if number is None:
            number = self._causes[name] = len(self.causes)
            if name.startswith(STEPS):
                category = name.partition("/")[0]
                known = "repair/mojibake" if name.startswith("repair/mojibake-") else name
                message = _STEPS.get(known, f"A step of the normaliser: {name.split('/')[1]}.")
                self.causes.append((name, category, message, ""))
            elif finding is None:
                self.causes.append((name, "", "", ""))
            else:
                self.causes.append((name, finding.category, finding.message, finding.confidence))
        return number

    def verdict(self, text: str) -> int:
        """The number of a verdict."""
        number = self._verdicts.setdefault(text, len(self.verdicts))
        if number == len(self.verdicts):
            self.verdicts.append((text, int(DOUBT.match(text) is not None)))
        return number


class Part:
    """What one cause did to a document: places that changed, whole lines and characters gone."""

    __slots__ = ("characters", "lines", "places")

    def __init__(self) -> None:
        self.places = self.lines = self.characters = 0


def parts(result: Result, table: list[Row]) -> dict[str, Part]:
    """What every cause did. The characters of all add up to what went: source less text.

    A place is a line's stretch with ink; a change of white space alone counts once.
    """
    out: dict[str, Part] = {}
    for row in table:
        for piece in row:
            if piece.causes:
                part = out.setdefault(piece.causes[0], Part())
                part.characters += piece.gone
                part.places += piece.ink
    for one in result.removed:
        out.setdefault(one.rule, Part()).lines += 1
    for edit in result.edits:
        if not (edit.before.strip() or edit.after.strip()):
            out.setdefault(first(edit.causes)[0], Part()).places += 1
    return out


def found(result: Result) -> list[tuple[Finding, list[int]]]:
    """What rules found and did not change: doubts, what is protected, where facts come from. With
    the lines (from 1) that this says something about: doubts only where the line stays."""
    gone = {one.line for one in result.removed}
    out = []
    for finding in result.findings:
        if finding.acts or finding.verdict == "signal":
            continue
        lines = [n for n in finding.lines if n not in gone]
        if lines:
            out.append((finding, lines))
    return out


def dates(result: Result, names: Names) -> list[list[Any]]:
    """Where dates of the document stand: field, value, line (from 1), start and end in that line (in
    UTF-16 units, as the page counts), percent sure, and the number of the rule."""
    starts = [0, *accumulate(map(len, result.source.splitlines(keepends=True)))]
    by_rule = {f.rule: f for f in result.findings}
    out = []
    for one in result.evidence:
        if one.span is None or not one.field.startswith("date_"):
            continue
        start, end = one.span
        line = bisect_right(starts, start)
        at, stop = starts[line - 1], starts[line]
        place = [_units(result.source[at:start]), _units(result.source[at : min(end, stop)])]
        cause = names.cause(one.by, by_rule.get(one.by))
        out.append([one.field, one.value, line, *place, round(100 * one.confidence), cause])
    return out


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entry(one: Looked, result: Result, names: Names) -> dict[str, Any]:
    """A document and all that the page shows of it, by one of its results."""
    by_rule = {f.rule: f for f in reversed(result.findings)}
    table = rows(result)
    told = parts(result, table)
    by = [
        [names.cause(cause, by_rule.get(cause)), part.places, part.lines, part.characters]
        for cause, part in told.items()
    ]
    notes = [
        [names.cause(f.rule, by_rule[f.rule]), names.verdict(f.verdict), *lines]
        for f, lines in found(result)
    ]
    whys: dict[tuple[str, ...], int] = {}
    shown = [packed(row, whys) for row in table]
    out: dict[str, Any] = {
        "name": one.name,
        "id": one.id,
        "url": one.url,
        "site": result.metadata.site,
        "language": result.metadata.language,
        "kind": result.document,
        "flags": list(result.flags),
        "extractor": result.extractor,
        "meta": {k: v for k, v in result.metadata.to_dict().items() if v},
        "in": len(result.source),
        "out": len(result.text),
        "by": by,
        "found": notes,
        "dates": dates(result, names),
        "open": int(not ends_with_break(result.source)),
    }
    if len(result.source) > LIMIT:
        marked = {n for n, row in enumerate(shown) if not isinstance(row, str)}
        marked |= {n - 1 for note in notes for n in note[2:]}
        shown = cut(shown, marked | {date[2] - 1 for date in out["dates"]})
        out["cut"] = 1
    out["rows"] = shown
    out["whys"] = [[names.cause(c, by_rule.get(c)) for c in causes] for causes in whys]
    return {k: v for k, v in out.items() if v or k in ("in", "out", "rows")}


def ends_with_break(text: str) -> bool:
    """Whether a text ends with a line break of any kind."""
    return bool(text) and len((text[-1] + "x").splitlines()) == 2


def packed(row: Row, whys: dict[tuple[str, ...], int]) -> Any:
    """A row as the page reads it; causes that are new go to `whys`."""
    whole = "".join(piece.before for piece in row)
    if row and not row[-1].causes and whole.endswith("\n"):
        if not ends_with_break(whole[:-1]):  # "\r\n" stays as it is
            row = [*row[:-1], row[-1]._replace(before=row[-1].before[:-1])]
    out: list[Any] = []
    for piece in row:
        if not piece.causes:
            if piece.before:
                out.append(piece.before)
        else:
            why = whys.setdefault(piece.causes, len(whys))
            out.append([piece.before, piece.after, why])
    if all(isinstance(part, str) for part in out):
        return "".join(out)
    return out


def cut(shown: list[Any], marked: set[int]) -> list[Any]:
    """The rows near those marked, up to LIMIT; numbers stand for the others."""
    near = {k for n in marked for k in range(n - NEAR, n + NEAR + 1)} or set(range(2 * NEAR))
    out: list[Any] = []
    left = LIMIT
    for n, row in enumerate(shown):
        size = len(row) if isinstance(row, str) else sum(map(_size, row))
        if n in near and size <= left:
            left -= size
            out.append(row)
        elif out and isinstance(out[-1], int):
            out[-1] += 1
        else:
            out.append(1)
    return out


def _size(part: Any) -> int:
    return len(part) if isinstance(part, str) else len(part[0]) + len(part[1])
