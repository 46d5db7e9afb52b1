"""From candidates to verdicts: one decision over everything that was found on a page.

The order of candidates has no effect: every step looks at all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaner.decide.conditions import (
    Sections,
    around,
    link_in_text,
    misplaced,
    ranks_by_category,
)
from cleaner.decide.keep import NOTHING, Kept, is_kept, untouchable
from cleaner.decide.opinion import CAUSE, Opinion
from cleaner.decide.spans import cut_spans
from cleaner.document import strength
from cleaner.match.detectors import DETECTORS, View, leading_title, menu_runs
from cleaner.match.engine import Candidate, Engine, applies
from cleaner.match.hit import Hit
from cleaner.rules.model import READER, Where
from cleaner.segment.kind import POINTS, document_kind
from cleaner.segment.page import Page
from cleaner.segment.zones import Zones, zones


class Context(NamedTuple):
    """What is known about a document besides its text."""

    profile: str
    language: str | None
    host: str
    document: str | None  # the kind, if it is given
    disabled: frozenset[int]
    override: dict[str, tuple[Where, ...]]
    languages: frozenset[str] = frozenset()  # rules for others are off; empty: all are on
    kept: Kept = NOTHING  # lines that somebody keeps from rules


class Decision(NamedTuple):
    """Candidates with their verdicts, and what follows from these."""

    candidates: list[Candidate]
    removed: dict[int, tuple[str, ...]]  # line: the rules that take it
    spans: list[tuple[int, int, int, str, Candidate]]  # start, end in the text, line, new text
    title: int | None
    document: str
    zones: Zones
    opinion: Opinion | None = None


def decide(
    page: Page, engine: Engine, context: Context, opinion: Opinion | None = None
) -> Decision:
    """Find, weigh and decide.

    With an `opinion` the text is a whole page, and only lines go that the page model finds foreign:
    what rules say of its content counts when the rest is gone.
    """
    gone: frozenset[int] = frozenset()
    if opinion is not None:
        gone = opinion.gone()
        page = page.without(opinion.far(page))
    found = engine.find(page, context.disabled, context.language, context.host, context.languages)
    _check_kept(found, context.kept)
    document = context.document or document_kind(page, _signals(found), _rows(found))
    for candidate in found:
        _check_document(candidate, document)
        if candidate.rule.action == "remove" and not candidate.verdict:
            reason = link_in_text(candidate, page, context.language)
            candidate.verdict = f"kept: {reason}" if reason else ""
    live = _live(found)
    left_alone = untouchable(context.kept)
    _extend(page, engine, live, left_alone, set_verdict=False)
    taking = [c for c in live if _takes(c)]
    cut = zones(page, _lines(taking) | gone)
    for candidate in live:
        _place(candidate, page, cut, context, neighbours=None)
    menus = menu_runs(page, cut)
    taking = [c for c in taking if c.verdict in ("", _PENDING)]
    title = leading_title(page, cut, _lines(taking) | gone, menus)
    claimed = _lines(c for c in taking if not c.verdict)
    view = View(page, cut, claimed, title, menus, context.host, _readers(live))
    found += _detected(view, engine, context, document)
    # conditions on neighbours come last: they look at findings that stand without any
    standing = [c for c in _live(found) if c.rule.action != "signal" and not c.rule.testing]
    for candidate in standing:
        candidate.section = ()
    pending = [c for c in found if c.verdict == _PENDING]
    ranks = ranks_by_category(standing, page) if pending else {}
    for candidate in pending:
        candidate.verdict = ""
        _place(candidate, page, cut, context, ranks)
    _extend(page, engine, _live(found), left_alone, set_verdict=True)
    _settle(found, page, context.profile)
    removed, protected = _removals(found, left_alone)
    if opinion is not None:
        removed = _judged(found, removed, protected, opinion)
        return Decision(found, removed, [], title, document, cut, opinion)
    spans = cut_spans(found, page, removed, protected)
    return Decision(found, removed, spans, title, document, cut)


_PENDING = "kept: pending"
_NAMES = {"extract": "extracted", "protect": "protected", "signal": "signal"}
_ACTS = {"remove": "removed", "cut": "cut", "replace": "replaced"}
"""Verdicts by action: of those that change no text, and of those that do."""

Words = tuple[tuple[int, int], ...]


def _takes(candidate: Candidate) -> bool:
    """Whether a finding that stands would remove lines; hints need others beside them."""
    rule = candidate.rule
    return rule.action == "remove" and rule.confidence != "hint" and not rule.testing


def _live(candidates: list[Candidate]) -> list[Candidate]:
    return [c for c in candidates if not c.verdict]


def _signals(candidates: list[Candidate]) -> list[tuple[str, int, int]]:
    return [
        (c.rule.signal, POINTS[c.rule.confidence], i)
        for c in candidates
        if c.rule.action == "signal" and not c.verdict and not c.rule.testing
        if c.rule.signal != READER
        for i in c.lines
    ]


def _readers(candidates: list[Candidate]) -> frozenset[int]:
    """The lines in which a reader speaks."""
    return frozenset(
        i
        for c in candidates
        if c.rule.signal == READER and not c.verdict and not c.rule.testing
        for i in c.lines
    )


def _rows(candidates: list[Candidate]) -> set[int]:
    return {
        i
        for c in candidates
        if c.rule.category in ("byline", "dateline", "read-time") and c.rule.action == "remove"
        for i in c.lines
    }


def _check_document(candidate: Candidate, document: str) -> None:
    rule = candidate.rule
    if candidate.verdict or rule.action == "signal":
        return
    kind = "article" if document == "unknown" else document
    if (rule.documents and kind not in rule.documents) or document in rule.not_documents:
        candidate.verdict = f"kept: not for {document} pages"


def _check_kept(candidates: list[Candidate], kept: Kept) -> None:
    """Lines that somebody keeps are out of a rule's reach from the start."""
    for c in candidates if kept else ():
        if not c.verdict and any(is_kept(kept, i, (c.rule.name,)) for i in c.lines):
            c.verdict = "kept: accepted"


def _extend(
    page: Page, engine: Engine, live: list[Candidate], left_alone: set[int], set_verdict: bool
) -> None:
    opening = [c for c in live if c.rule.section is not None]
    if not opening:
        return
    openers = {c.lines[0] for c in opening if c.rule.action == "remove" and not c.rule.testing}
    acting = [c for c in live if c.rule.action == "protect" and not c.rule.testing]
    kept = {i for c in acting for i in c.lines} | left_alone
    sections = Sections(page, openers, (), engine.stop)
    for candidate in opening:
        if candidate.rule.action == "protect":
            sections.extend(candidate)
            if not candidate.rule.testing:
                kept.update(candidate.section)
    sections = Sections(page, openers, kept, engine.stop)
    for candidate in opening:
        if candidate.rule.action != "protect":
            reason = sections.extend(candidate)
            if reason and set_verdict:
                candidate.verdict = f"kept: {reason}"


def _place(
    candidate: Candidate,
    page: Page,
    cut: Zones,
    context: Context,
    neighbours: dict[str, set[int]] | None,
) -> None:
    where = context.override.get(candidate.rule.name, candidate.rule.where)
    if not where or candidate.verdict or candidate.rule.action == "signal":
        return
    reason = misplaced(where, candidate.lines, page, cut, neighbours)
    if reason:
        candidate.verdict = f"kept: {reason}"
    elif neighbours is None and any(one.near for one in where):
        if misplaced(where, candidate.lines, page, cut, {}):
            candidate.verdict = _PENDING


def _lines(candidates: Iterable[Candidate]) -> frozenset[int]:
    """The lines of candidates and of their sections."""
    return frozenset([i for c in candidates for i in c.lines + c.section])


def _detected(view: View, engine: Engine, context: Context, document: str) -> list[Candidate]:
    out: list[Candidate] = []
    for name, indexes in engine.program.detectors.items():
        rules = [
            i
            for i in indexes
            if i not in context.disabled
            and applies(engine.rule(i), context.language, context.host, context.languages)
        ]
        if not rules:
            continue
        for group in DETECTORS[name](view):
            for index in rules:
                candidates = engine.candidates(index, view.page, list(group))
                _check_kept(candidates, context.kept)
                for candidate in candidates:
                    _check_document(candidate, document)
                    _place(candidate, view.page, view.zones, context, neighbours=None)
                    out.append(candidate)
    return out


def _settle(candidates: list[Candidate], page: Page, profile: str) -> None:
    """Give every candidate its verdict by confidence and corroboration."""
    alone = ("certain", "likely") if profile == "aggressive" else ("certain",)
    live = _live(candidates)
    unsure: list[Candidate] = []
    for c in live:
        action = c.rule.action
        if c.rule.testing:
            c.verdict = "kept: the rule is in testing"
        elif action in _NAMES:
            c.verdict = _NAMES[action]
        elif c.rule.confidence in alone:
            c.verdict = _ACTS[action]
        elif profile == "conservative":
            c.verdict = f"kept: only {c.rule.confidence} (profile conservative)"
        else:
            unsure.append(c)
    if unsure:
        _corroborate(unsure, [c for c in live if not c.rule.testing], page, alone)


def _corroborate(
    unsure: list[Candidate], live: list[Candidate], page: Page, alone: tuple[str, ...]
) -> None:
    """Give the candidates that need others beside them their verdicts."""
    kept = {i for c in live if c.rule.action == "protect" for i in c.lines + c.section}
    going = {
        page.rank[i]
        for c in live
        if c.rule.confidence in alone and c.rule.action == "remove" and not kept.issuperset(c.lines)
        for i in c.lines + c.section
        if i not in kept
    }
    on_line: dict[int, set[tuple[str, Words | None]]] = {i: set() for c in unsure for i in c.lines}
    for c in live:
        if c.rule.action not in ("protect", "signal") and not on_line.keys().isdisjoint(c.lines):
            sure = c.rule.confidence in alone
            for i, hit in zip(c.lines, c.hits, strict=True):
                if i in on_line:
                    on_line[i].add((c.rule.category, None if sure else _words(hit)))
    for c in unsure:
        needed = 1 if c.rule.confidence == "likely" else 2
        own = {page.rank[i] for i in c.lines}
        # the same words are one piece of evidence, whatever the number of rules that know them
        same = {
            category
            for i, hit in zip(c.lines, c.hits, strict=True)
            for category, words in on_line[i]
            if category != c.rule.category and (words is None or words != _words(hit))
        }
        near = around(own) & going
        enough = len(same) + len(near) >= needed
        c.verdict = _ACTS[c.rule.action] if enough else "kept: not corroborated"


def _words(hit: Hit) -> Words | None:
    """The words that a finding rests on; None where slots say more than the words."""
    return None if hit.slots else hit.spans


def _removals(
    candidates: list[Candidate], left_alone: set[int]
) -> tuple[dict[int, tuple[str, ...]], set[int]]:
    protected = {i for c in candidates if c.verdict == "protected" for i in c.lines + c.section}
    protected |= left_alone
    ranked: list[tuple[tuple[bool, int, int, str], tuple[int, ...]]] = []
    for c in candidates:
        if c.verdict != "removed":
            continue
        if protected.issuperset(c.lines):
            c.verdict = "kept: protected"
            continue
        for matched, lines in ((True, c.lines), (False, c.section)):
            rank = strength(matched, c.rule.confidence, len(c.lines), c.rule.name)
            ranked.append((rank, lines))
    # the rule that speaks best for a line comes first: it matched the line itself, and is surest
    removed: dict[int, tuple[str, ...]] = {}
    for (*_, name), lines in sorted(ranked):
        alone = (name,)
        for i in lines:
            if i not in protected:
                others = removed.get(i)
                if others is None:
                    removed[i] = alone
                elif name not in others:
                    removed[i] = others + alone
    return {i: removed[i] for i in sorted(removed)}, protected


def _judged(
    candidates: list[Candidate],
    removed: dict[int, tuple[str, ...]],
    protected: set[int],
    opinion: Opinion,
) -> dict[int, tuple[str, ...]]:
    """The lines that go by the page model's opinion, with the rules that confirm it."""
    for c in candidates:
        if c.verdict == "removed":
            c.section = tuple(i for i in c.section if not opinion.stays(i))
            staying = [i for i in c.lines if opinion.stays(i)]
            if staying:
                c.verdict = opinion.verdict(staying[0])
        elif c.verdict in ("cut", "replaced"):
            i = c.lines[0]
            c.verdict = opinion.verdict(i) if opinion.stays(i) else "kept: its line goes anyway"
    gone = sorted(opinion.gone() - protected)
    return {i: (CAUSE, *removed.get(i, ())) for i in gone}
