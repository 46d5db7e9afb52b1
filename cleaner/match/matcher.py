"""Whether a `Match` of a rule holds on a line, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cleaner.errors import ProcessingError
from cleaner.match import phrases
from cleaner.match.dated import MARK, Marked, marked
from cleaner.match.names import is_name
from cleaner.match.phrases import bounded, compiled, is_title, slot_holds
from cleaner.rules.model import Match
from cleaner.segment.page import Page
from cleaner.text.fold import (
    DECORATION,
    bare,
    count_words,
    ends_sentence,
    fold,
    fold_pattern,
    fold_with_map,
)

MAX_LINE = 2000
"""Characters of the longest line that patterns look at."""

TIMEOUT = 2.0
"""Seconds after which a pattern is given up: the net below the lint that refuses slow patterns."""

_BEFORE_SUFFIX = " -|•·>(["
_SEPARATORS = DECORATION + "/&+#"
_MAX_ONLY = 400


class Hit(NamedTuple):
    """Where a match holds: spans and slots as offsets in the folded line (`cased`: case kept)."""

    spans: tuple[tuple[int, int], ...]
    slots: dict[str, tuple[int, int]]
    cased: bool = False


Matcher = Callable[[Page, int], "Hit | None"]


def build(match: Match) -> Matcher:
    """Make a function of a match. Built once per rule, on the first line that calls for it."""
    parts: list[Matcher] = []
    for place in ("line", "prefix", "suffix", "contains"):
        value = getattr(match, place)
        if value is not None:
            parts.append(_phrases([value] if isinstance(value, str) else value, place))
    if match.only is not None:
        parts.append(_only(match.only, match.min_terms))
    if match.regex is not None:
        sources = [match.regex] if isinstance(match.regex, str) else match.regex
        parts.append(_patterns(sources, match.cased))
    if match.any is not None:
        parts.append(_either([build(one) for one in match.any]))
    tests = _tests(match)
    if not tests and len(parts) == 1:
        return parts[0]

    def holds(page: Page, i: int) -> Hit | None:
        for test in tests:
            if not test(page, i):
                return None
        hit = Hit(((0, len(page.folded[i])),), {})
        for part in parts:
            found = part(page, i)
            if found is None:
                return None
            # the last key says what is cut; spans in cased and in folded text do not mix
            slots = found.slots if found.cased != hit.cased else {**hit.slots, **found.slots}
            hit = Hit(found.spans, slots, found.cased)
        return hit

    return holds


def _tests(match: Match) -> list[Callable[[Page, int], bool]]:
    """Cheap conditions: words, ends, shape."""
    tests: list[Callable[[Page, int], bool]] = []
    if match.words is not None:
        low, high = match.words[0] or 0, match.words[1]

        def words(page: Page, i: int) -> bool:
            n = count_words(page.keys[i])
            return n >= low and (high is None or n <= high)

        tests.append(words)
    if match.ends is not None:
        wanted = match.ends == "sentence"
        tests.append(lambda page, i: ends_sentence(page.folded[i]) == wanted)
    if match.shape == "title-like":
        tests.append(lambda page, i: is_title(page.folded[i], least=1))
    elif match.shape == "name-like":
        tests.append(lambda page, i: is_name(page.lines[i].strip(DECORATION), most=5))
    elif match.shape == "number":
        number = compiled(rf"\A(?:{phrases.slot_source('n')})\Z")
        tests.append(lambda page, i: number.match(page.keys[i]) is not None)
    return tests


def lead(page: Page, i: int) -> int:
    """How much decoration stands before the key in the folded line."""
    folded = page.folded[i]
    return len(folded) - len(folded.lstrip(DECORATION))


class _Slotted(NamedTuple):
    """A phrase with slots, and what a line must hold before its pattern is tried."""

    phrase: phrases.Phrase
    source: str
    with_date: bool
    first: str  # what the line begins with
    last: str  # what it ends with
    inner: tuple[str, ...]  # what else is in it


def _slotted(phrase: phrases.Phrase, place: str) -> _Slotted:
    first, last = phrase.parts[0], phrase.parts[-1]
    return _Slotted(
        phrase,
        phrases.pattern(phrase, place),
        any(kind == "date" for kind, _ in phrase.slots),
        first if place in ("line", "prefix") and isinstance(first, str) else "",
        last if place in ("line", "suffix") and isinstance(last, str) else "",
        tuple(part for part in phrase.parts if isinstance(part, str)),
    )


def _phrases(texts: list[str], place: str) -> Matcher:
    """One matcher for all phrases of one place: plain ones by string methods, others by pattern."""
    plain: list[str] = []
    slotted: list[_Slotted] = []
    for text in texts:
        phrase = phrases.parse(text, place)
        if phrase.slots:
            slotted.append(_slotted(phrase, place))
        else:
            plain.append(phrase.text)
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
        pattern = compiled(one.source)
        found = _search(pattern.search, view.text, i)
        while found is not None:
            slots = _slots(one.phrase, found, page, i, at, view)
            if slots is not None:
                start, end = view.back(found.start()), view.back(found.end())
                return Hit((span(page, i, at + start, at + end),), slots)
            if place in ("line", "prefix"):
                break
            found = _search(pattern.search, view.text, i, found.start() + 1)
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
        if not slot_holds(kind, source_text(page, i, at + start, at + end), text):
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


class _Term(NamedTuple):
    """A term with slots, and what it surely begins with."""

    phrase: phrases.Phrase
    source: str
    first: str  # a literal
    starts: str  # characters of which it begins with one; "" if it may begin with any


def _term(phrase: phrases.Phrase) -> _Term:
    first = phrase.parts[0]
    literal = first if isinstance(first, str) else ""
    starts = "" if isinstance(first, str) else {"n": "0123456789", "date": MARK}.get(first[0], "")
    return _Term(phrase, phrases.pattern(phrase, "contains"), literal, starts)


def _only(terms: list[str], least: int) -> Matcher:
    """Nothing but these terms, and at least one of those that a rule can hang on."""
    parsed = [phrases.parse(term) for term in terms]
    plain = _longest_first(list({p.text for p in parsed if not p.slots}))
    slotted = [p for p in parsed if p.slots]
    # what a name could swallow comes before it
    sure = [_term(phrase) for phrase in slotted if phrases.triggers(phrase)]
    open_ = [_term(phrase) for phrase in slotted if not phrases.triggers(phrase)]
    with_date = any(kind == "date" for phrase in slotted for kind, _ in phrase.slots)
    free = not plain and not sure  # a later step of a sequence: nothing to hang on is needed

    def find(page: Page, i: int) -> Hit | None:
        key = page.keys[i]
        if len(key) > _MAX_ONLY:
            return None
        view = marked(key) if with_date else Marked(key, ())
        text = view.text
        slots: dict[str, tuple[int, int]] = {}
        at = count = 0
        anchored = free
        while at < len(text):
            term, found = slotted_at(sure, text, i, at)
            anchored = anchored or term is not None
            end = 0
            if found is not None:
                end = found.end()
            elif text.startswith(plain, at):
                anchored = True
                end = at + len(next(one for one in plain if text.startswith(one, at)))
            else:
                term, found = slotted_at(open_, text, i, at)
                if found is not None:
                    end = found.end()
            if end <= at:
                return None
            if term is not None:
                shift = lead(page, i)
                for kind, name in term.phrase.slots:
                    a, b = (view.back(offset) + shift for offset in found.span(name))
                    if not slot_holds(kind, source_text(page, i, a, b), page.folded[i][a:b]):
                        return None
                    slots.setdefault(name, (a, b))
            count += 1
            at = end
            while at < len(text) and text[at] in _SEPARATORS:
                at += 1
        if count < least or not anchored:
            return None
        return Hit(((0, len(page.folded[i])),), slots)

    def slotted_at(among: list[_Term], text: str, i: int, at: int) -> tuple[_Term | None, Any]:
        """The first of some terms that matches at an offset, and its match."""
        for term in among:
            if text.startswith(term.first, at) and (not term.starts or text[at] in term.starts):
                found = _search(compiled(term.source).match, text, i, at)
                if found is not None:
                    return term, found
        return None, None

    return find


def _patterns(sources: list[str], cased: bool) -> Matcher:
    sources = [fold_pattern(source, cased) for source in sources]

    def find(page: Page, i: int) -> Hit | None:
        if len(page.folded[i]) > MAX_LINE:
            return None
        text = fold(page.lines[i], cased=True).strip() if cased else page.folded[i]
        for source in sources:
            pattern = compiled(source)
            found = _search(pattern.search, text, i)
            if found is None:
                continue
            spans: list[tuple[int, int]] = []
            slots: dict[str, tuple[int, int]] = {}
            group = "cut" if "cut" in pattern.groupindex else 0
            at = 0
            while found is not None:
                if found.span(group)[0] >= 0:
                    spans.append(found.span(group))
                for name in pattern.groupindex:
                    if found.span(name)[0] >= 0:
                        slots.setdefault(f"{name}:{len(spans) - 1}", found.span(name))
                        slots.setdefault(name, found.span(name))
                at = found.end() if found.end() > found.start() else found.end() + 1
                found = _search(pattern.search, text, i, at) if at < len(text) else None
            return Hit(tuple(spans), slots, cased)
        return None

    return find


def _either(matchers: list[Matcher]) -> Matcher:
    def find(page: Page, i: int) -> Hit | None:
        for matcher in matchers:
            hit = matcher(page, i)
            if hit is not None:
                return hit
        return None

    return find


def _search(how: Any, text: str, i: int, at: int = 0) -> Any:
    """Search or match with a pattern's bound method, within its time."""
    try:
        return how(text, at, timeout=TIMEOUT)
    except TimeoutError:
        raise ProcessingError(
            f"the pattern {how.__self__.pattern!r} ran out of time on line {i + 1}; narrow it, or disable its rule"
        ) from None


def source_span(page: Page, i: int, start: int, end: int, cased: bool = False) -> tuple[int, int]:
    """Offsets in the page's text of a span of the folded line `i`."""
    _, offsets = fold_with_map(page.lines[i], cased)
    base = page.starts[i]
    if end <= start:
        return base + offsets[start], base + offsets[start]
    last = offsets[end] if end < len(offsets) - 1 else offsets[-1]
    return base + offsets[start], base + last


def source_text(page: Page, i: int, start: int, end: int, cased: bool = False) -> str:
    """The source of a span of the folded line, trimmed."""
    a, b = source_span(page, i, start, end, cased)
    return page.text[a:b].strip()
