"""Phrases of a rule at their place in a line: `line`, `prefix`, `suffix`, `contains`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from cleaner.match import phrases
from cleaner.match.dated import Marked, marked
from cleaner.match.hit import MAX_LINE, Hit, Matcher, lead, search
from cleaner.match.phrases import bounded, compiled, slot_holds
from cleaner.segment.page import Page
from cleaner.text.fold import DECORATION, bare

_BEFORE_SUFFIX = " -|•·>(["


class _Slotted(NamedTuple):
    """A phrase with slots, and what a line must hold before its pattern is tried."""

    phrase: phrases.Phrase
    source: str
    with_date: bool
    first: str  # what the line begins with
    last: str  # what it ends with
    inner: tuple[str, ...]  # what else is in it
    easy: bool


def _slotted(phrase: phrases.Phrase, place: str) -> _Slotted:
    first, last = phrase.parts[0], phrase.parts[-1]
    return _Slotted(
        phrase,
        phrases.pattern(phrase, place),
        any(kind == "date" for kind, _ in phrase.slots),
        first if place in ("line", "prefix") and isinstance(first, str) else "",
        last if place in ("line", "suffix") and isinstance(last, str) else "",
        tuple(part for part in phrase.parts if isinstance(part, str)),
        phrases.is_easy(phrase),
    )


def placed(texts: list[str], place: str) -> Matcher:
    """One matcher for all phrases of one place: plain ones by string methods, others by pattern."""
    plain: list[str] = []
    slotted: list[_Slotted] = []
    for text in texts:
        phrase = phrases.parse(text, place)
        if phrase.slots:
            slotted.append(_slotted(phrase, place))
        else:
            plain.append(phrase.text)
    anchored = place in ("line", "prefix")
    find_plain = _PLAIN[place](plain) if plain else None
    if find_plain is not None and not slotted:
        return find_plain

    def find(page: Page, i: int) -> Hit | None:
        hit = find_plain(page, i) if find_plain is not None else None
        if hit is not None:
            return hit
        # decoration beside a phrase of `contains` may be what it is about: "(photo: <name>)"
        text = page.folded[i] if place == "contains" else page.keys[i]
        if len(page.keys[i]) > MAX_LINE:
            return None
        for one in slotted:
            if not (text.startswith(one.first) and text.endswith(one.last)):
                continue
            for part in one.inner:
                if part not in text:
                    break
            else:
                hit = find_slotted(one, text, page, i)
                if hit is not None:
                    return hit
        return None

    def find_slotted(one: _Slotted, text: str, page: Page, i: int) -> Hit | None:
        view = marked(text) if one.with_date else Marked(text, ())
        if one.with_date and not view.marks:
            return None
        at = 0 if place == "contains" else lead(page, i)
        how: Callable[..., Any]
        if one.easy and phrases.easy(text):
            pattern = phrases.twin(one.source)
            how = pattern.match if anchored else pattern.search
        else:
            how = partial(search, compiled(one.source).search, i=i)
        found = how(view.text)
        while found is not None:
            slots = _slots(one.phrase, found, page, i, at, view)
            if slots is not None:
                start, end = view.back(found.start()), view.back(found.end())
                return Hit((span(page, i, at + start, at + end),), slots)
            if anchored:
                break
            found = how(view.text, found.start() + 1)
        return None

    def span(page: Page, i: int, start: int, end: int) -> tuple[int, int]:
        if place == "line":
            return 0, len(page.folded[i])
        if place == "prefix":
            return _prefix_span(page, i, end)
        return _suffix_span(page, i, start) if place == "suffix" else (start, end)

    return find


def _longest_first(plain: list[str]) -> tuple[str, ...]:
    return tuple(sorted(plain, key=lambda p: (-len(p), p)))


def _plain_line(plain: list[str]) -> Matcher:
    whole = frozenset(plain)

    def find(page: Page, i: int) -> Hit | None:
        return Hit(((0, len(page.folded[i])),), {}) if page.keys[i] in whole else None

    return find


def _plain_prefix(plain: list[str]) -> Matcher:
    starts = _longest_first(plain)

    def find(page: Page, i: int) -> Hit | None:
        at = lead(page, i)
        # "tags:" begins the line "Tags:", of which the key is "tags"
        head = page.folded[i][at:]
        if head.startswith(starts):
            for text in starts:
                if head.startswith(text) and bounded(head, 0, len(text)):
                    return Hit((_prefix_span(page, i, at + len(text)),), {})
        return None

    return find


def _plain_suffix(plain: list[str]) -> Matcher:
    ends = _longest_first(plain)

    def find(page: Page, i: int) -> Hit | None:
        key = page.keys[i]
        if key.endswith(ends):
            for text in ends:
                start = len(key) - len(text)
                if key.endswith(text) and bounded(key, start, len(key)):
                    return Hit((_suffix_span(page, i, lead(page, i) + start),), {})
        return None

    return find


def _plain_within(plain: list[str]) -> Matcher:
    texts = _longest_first(plain)

    def find(page: Page, i: int) -> Hit | None:
        folded = page.folded[i]
        for text in texts:
            if text not in folded:
                continue
            spans = []
            start = folded.find(text)
            while start >= 0:
                if bounded(folded, start, start + len(text)):
                    spans.append((start, start + len(text)))
                start = folded.find(text, start + len(text))
            if spans:
                return Hit(tuple(spans), {})
        return None

    return find


_PLAIN = {
    "line": _plain_line,
    "prefix": _plain_prefix,
    "suffix": _plain_suffix,
    "contains": _plain_within,
}


def _slots(
    phrase: phrases.Phrase, found: Any, page: Page, i: int, at: int, view: Marked
) -> dict[str, tuple[int, int]] | None:
    """The slots of a match as spans of the folded line; None if one is not what it must be."""
    slots = {}
    for kind, name in phrase.slots:
        start, end = map(view.back, found.span(name))
        text, rest = page.folded[i][at + start : at + end], page.folded[i][at + end :]
        if kind == "title" and not bare(rest):
            text += rest  # the full stop that would end it is decoration of the line
        if not slot_holds(kind, page, i, at + start, at + end, text):
            return None
        slots[name] = (at + start, at + end)
    return slots


def _prefix_span(page: Page, i: int, end: int) -> tuple[int, int]:
    folded = page.folded[i]
    while end < len(folded) and folded[end] in DECORATION and folded[end] not in "\"'([":
        end += 1
    return 0, end


def _suffix_span(page: Page, i: int, start: int) -> tuple[int, int]:
    folded = page.folded[i]
    while start > 0 and folded[start - 1] in _BEFORE_SUFFIX:
        start -= 1
    return start, len(folded)
