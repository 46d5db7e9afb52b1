"""Values that flow through the cleaner. All are immutable; offsets are Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cleaner.text.decode import Decoded

SURENESS = ("certain", "likely", "hint")
"""Confidence levels, the surest first."""

LIST_FIELDS = frozenset({"authors", "tags", "image_credits", "tickers"})


EDITS = frozenset({"removed", "cut", "replaced"})
"""Verdicts of findings that change the text."""

STEPS = ("repair/", "style/", "dates/", "layout/")
"""How causes begin that are steps of the normaliser; all others are rules."""


class Edit(NamedTuple):
    """`before`, which stands at `start:end` of the source, becomes `after`.

    `causes` are full rule names (`en/comments/reply-form`) or normaliser steps
    (`repair/mojibake`, `layout/blank-lines`), never empty.
    """

    start: int
    end: int
    before: str
    after: str
    causes: tuple[str, ...]


class Finding(NamedTuple):
    """What a rule found, and what became of it.

    `lines` are 1-based line numbers of the source (matched lines and section), `start:end` the
    matched span in the source. `verdict` is `removed`, `cut`, `replaced`, `protected`,
    `extracted`, `signal`, or `kept: REASON`. The page model's findings, one a line, are named
    `page/model` and say the score: `removed: page model 0.04, navigation`, `kept: page model 0.93`.
    """

    rule: str
    category: str
    confidence: str
    lines: tuple[int, ...]
    start: int
    end: int
    verdict: str
    message: str = ""

    @property
    def acts(self) -> bool:
        """Whether this finding changed the text."""
        return self.verdict.partition(":")[0] in EDITS


def strength(matched: bool, confidence: str, size: int, rule: str) -> tuple[bool, int, int, str]:
    """Order of findings that took the same line: one that matched the line itself, the surest, and
    then the one that matched the fewest lines (`size`), since it knows most about this one."""
    return not matched, SURENESS.index(confidence), size, rule


class Removed(NamedTuple):
    """A source line that went altogether, and the finding that speaks for it best."""

    line: int
    category: str
    rule: str


class Encoding(NamedTuple):
    """How bytes were read: the name of a Python codec, what spoke for it, the byte order mark.

    For `evidence` see `text.decode.Decoded`.
    """

    name: str
    evidence: str
    bom: bytes = b""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What chrome and HTML told about the document. Empty where there was no evidence."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    source_url: str | None = None
    site: str | None = None
    agency: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_credits: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    language: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """All fields, lists as lists, ready for JSON."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


class Evidence(NamedTuple):
    """Where a value of the metadata comes from, and how sure it is (0 to 1).

    `source`: `text` (it stands at `span` of the source), `markup` (of an HTML page), `url`, `given`
    by the caller, or `guess` (of the language). `span` is None where there is none. `by` names
    the rule, or the step, that found it.
    """

    field: str
    value: str
    source: str
    span: tuple[int, int] | None
    confidence: float
    by: str


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned document and the account of how it came about.

    `edits` lead from `source` to `text` and back; `evidence` says for each value of `metadata` where
    it comes from; `document` is the document kind; `rules_hash`
    and `version` name what did it. `extractor` names the HTML extractor and its version where one
    was used, `encoding` how bytes were read where the source was given as bytes. `flags`, those
    that fit:

    encoding-guessed, bad-bytes: how bytes were read, see `text.decode.Decoded.flags`;
    no-content: no main text was found in a page, or the text is empty; no-prose: a text without a sentence;
    capped, would-be-empty, unsettled: a brake held, rules changed nothing;
    page, extracted: what `input: auto` took the text for;
    preset/…: why the paper behind a preset would drop the whole document;
    unsettled-normaliser: repair and layout came to no end.
    """

    source: str
    text: str
    edits: tuple[Edit, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    document: str = "unknown"
    version: str = ""
    rules_hash: str = ""
    extractor: str | None = None
    encoding: Encoding | None = None

    @property
    def changed(self) -> bool:
        """Whether cleaning changed anything."""
        return self.text != self.source

    @property
    def removed(self) -> tuple[Removed, ...]:
        """The source lines (from 1) of which nothing is left, in order.

        Where several findings took a line, the one that matched it goes before one whose section
        held it, a surer one before a less sure one, and one that matched fewer lines before others.
        """
        starts = [0, *accumulate(map(len, self.source.splitlines(keepends=True)))]
        offsets = self.offsets
        best: dict[int, tuple[tuple[bool, int, int, str], Removed]] = {}
        for finding in self.findings:
            if not finding.acts:
                continue
            own = {
                line
                for line in finding.lines
                if starts[line - 1] < finding.end and finding.start < starts[line]
            }
            for line in finding.lines:
                start, end = offsets.span_to_clean(starts[line - 1], starts[line])
                if self.text[start:end].strip():
                    continue
                rank = strength(line in own, finding.confidence, len(own), finding.rule)
                removed = Removed(line, finding.category, finding.rule)
                if line not in best or rank < best[line][0]:
                    best[line] = (rank, removed)
        return tuple(best[line][1] for line in sorted(best))

    def flagged(self, flags: Iterable[str]) -> Result:
        """This result with these flags in front of its own."""
        return replace(self, flags=(*flags, *self.flags))

    def read_from(self, decoded: Decoded) -> Result:
        """This result with the account of how its bytes were read, flags in front of its own."""
        encoding = Encoding(decoded.encoding, decoded.evidence, decoded.bom)
        return replace(self.flagged(decoded.flags), encoding=encoding)

    def undo(self) -> str:
        """Return the source, rebuilt from `text` and `edits`. Raises ValueError if they disagree."""
        from cleaner.decide.edits import undo

        return undo(self.text, self.edits)

    @property
    def offsets(self) -> Any:
        """The two-way map between offsets of `source` and of `text` (an `OffsetMap`).

        Offsets go from 0 to the length of the text; the map does not know the texts, and what it
        makes of others means nothing.
        """
        from cleaner.decide.edits import OffsetMap

        return OffsetMap(self.edits)
