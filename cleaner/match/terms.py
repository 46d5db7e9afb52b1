"""Lines that consist of terms and nothing else: `only`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cleaner.match import phrases
from cleaner.match.dated import MARK, Marked, marked
from cleaner.match.hit import Hit, Matcher, lead, search
from cleaner.match.phrases import compiled, slot_holds
from cleaner.segment.page import Page
from cleaner.text.clock import without_names
from cleaner.text.fold import DECORATION

SEPARATORS = DECORATION + "/&+#"
"""What stands between the terms of a row."""

_MAX_ONLY = 400
_FEW, _LONG_ROW = 5, 10_000  # tries and characters for which compiling a pattern does not pay


class _Term(NamedTuple):
    """A term with slots, and what it surely begins with."""

    phrase: phrases.Phrase
    source: str
    first: str  # a literal
    starts: str  # characters of which it begins with one; "" if it may begin with any
    inner: tuple[str, ...]  # literals that it holds
    quick: bool  # whether its pattern needs no watch: numbers and marks of dates never take long


def _term(phrase: phrases.Phrase) -> _Term:
    first = phrase.parts[0]
    literal = first if isinstance(first, str) else ""
    starts = "" if isinstance(first, str) else {"n": "0123456789", "date": MARK}.get(first[0], "")
    inner = tuple(part for part in phrase.parts if isinstance(part, str))
    quick = all(kind in ("n", "date") for kind, _ in phrase.slots)
    return _Term(phrase, phrases.pattern(phrase, "contains"), literal, starts, inner, quick)


def _row(sure: list[str], plain: tuple[str, ...], open_: list[str], least: int) -> str:
    """What `only` does, as one pattern: a term, then what separates it from the next, and so on,
    and no step is taken back. A line that it does not match is no row of these terms."""
    terms = "|".join(
        [*map(without_names, sure), *map(re.escape, plain), *map(without_names, open_)]
    )
    return rf"(?:(?>{terms})[{re.escape(SEPARATORS)}]*+){{{least},}}+\Z"


def only(terms: list[str], least: int) -> Matcher:
    """Nothing but these terms, and at least one of those that a rule can hang on."""
    parsed = [phrases.parse(term) for term in terms]
    plain = tuple(
        sorted({p.text for p in parsed if not p.slots}, key=lambda text: (-len(text), text))
    )
    slotted = [p for p in parsed if p.slots]
    # what a name could swallow comes before it
    sure = [_term(phrase) for phrase in slotted if phrases.triggers(phrase)]
    open_ = [_term(phrase) for phrase in slotted if not phrases.triggers(phrase)]
    with_date = any(kind == "date" for phrase in slotted for kind, _ in phrase.slots)
    free = not plain and not sure  # a later step of a sequence: nothing to hang on is needed
    row = _row([term.source for term in sure], plain, [term.source for term in open_], least)
    quick = all(map(phrases.is_easy, slotted)) and len(row) < _LONG_ROW
    tries = 0

    def find(page: Page, i: int) -> Hit | None:
        key = page.keys[i]
        if len(key) > _MAX_ONLY:
            return None
        view = marked(key) if with_date else Marked(key, ())
        text = view.text
        if quick and phrases.easy(key):
            nonlocal tries
            tries += 1
            if tries > _FEW and not phrases.twin(row).match(text):
                return None
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
                    if not slot_holds(kind, page, i, a, b, page.folded[i][a:b]):
                        return None
                    slots.setdefault(name, (a, b))
            count += 1
            at = end
            while at < len(text) and text[at] in SEPARATORS:
                at += 1
        if count < least or not anchored:
            return None
        return Hit(((0, len(page.folded[i])),), slots)

    def slotted_at(among: list[_Term], text: str, i: int, at: int) -> tuple[_Term | None, Any]:
        """The first of some terms that matches at an offset, and its match."""
        for term in among:
            if not text.startswith(term.first, at) or (term.starts and text[at] not in term.starts):
                continue
            for part in term.inner:
                if part not in text:
                    break
            else:
                match = compiled(term.source).match
                found = match(text, at) if term.quick else search(match, text, at, i=i)
                if found is not None:
                    return term, found
        return None, None

    return find
