"""What is so of every line on which a match holds: told by a look at the characters of the line.

Needles call for a rule on many lines on which it does not hold after all, and trying it costs a
thousand times more than to see that the line does not end in a colon. A sieve lets no line through
that lacks a character which the match needs, holds one which it cannot have, or begins or ends with
one with which it cannot.

Only printable characters of ASCII count: a sieve says nothing about others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from cleaner.match import phrases
from cleaner.match.parts import texts
from cleaner.match.phrases import SCALES, Phrase
from cleaner.match.terms import SEPARATORS
from cleaner.rules.model import Match
from cleaner.text.fold import fold_pattern

if TYPE_CHECKING:
    from cleaner.match.analysis import Item, Sequence

_ASCII = frozenset(map(chr, range(32, 127)))
_ALL = sum(1 << ord(char) for char in _ASCII)
_PACKED = Struct("<2I8Q")  # call, bare, the sets in two halves each; `_core.c` reads it
_HALF = (1 << 64) - 1

_NUMBER = frozenset("0123456789.,+' ").union(*(word for word in SCALES if word.isascii()))


class Sieve(NamedTuple):
    """Sets of characters, as bits by code point; of `first`, `last` and `others` none means any.

    bare: whether `first` and `last` are those of the line without decoration; first, last: what it
    begins and ends with one of; needs: what it holds all of; others: what it holds nothing beside.
    """

    bare: bool
    first: int
    last: int
    needs: int
    others: int

    def packed(self, call: int) -> bytes:
        """The sieve of a call as bytes."""
        halves = (half for bits in self[1:] for half in (bits & _HALF, bits >> 64))
        return _PACKED.pack(call, self.bare, *halves)

    def passes(self, folded: str, key: str) -> bool:
        """Whether a line may match."""
        text = key if self.bare else folded
        held = _bits(folded)
        return (
            _may_be(_bits(text[:1]), self.first)
            and _may_be(_bits(text[-1:]), self.last)
            and not self.needs & ~held
            and not (self.others and held & ~self.others)
        )


def _bits(chars: Iterable[str]) -> int:
    out = 0
    for char in chars:
        if char < "\x7f":
            out |= 1 << ord(char)
    return out & _ALL


def _may_be(char: int, chars: int) -> bool:
    return not chars or not char or char & chars != 0


def unpacked(packed: bytes) -> Iterator[tuple[int, Sieve]]:
    """Calls and their sieves, of bytes that were put together."""
    for call, bare, *halves in _PACKED.iter_unpack(packed):
        yield (
            call,
            Sieve(
                bool(bare),
                *(low | high << 64 for low, high in zip(halves[::2], halves[1::2], strict=True)),
            ),
        )


Chars = frozenset[str] | None
"""Characters; None for any."""


def sieve(match: Match) -> Sieve | None:
    """The sieve of a match, or of a part of one; None if it would let everything through."""
    found: Sieve | None
    if match.only is not None:
        found = _of_terms([phrases.parse(text) for text in match.only])
    elif match.regex is not None:
        found = None if match.cased else _of_patterns(match.regex)
    elif match.any is not None:
        found = sieve(match.any[0]) if len(match.any) == 1 else None
    else:
        found = _of_phrases(match)
    return found if found is not None and any(found[1:]) else None


def _sieve(bare: bool, first: Chars, last: Chars, needs: Chars, others: Chars) -> Sieve:
    return Sieve(bare, *map(_bits, (first or "", last or "", needs or "", others or "")))


def _any_of(found: Iterable[Chars]) -> Chars:
    """One of some sets of characters; None if one of them is."""
    out: frozenset[str] = frozenset()
    for one in found:
        if not one:
            return None
        out |= one
    return out


# ---- phrases


def _of_phrases(match: Match) -> Sieve | None:
    for place in ("line", "prefix", "suffix", "contains"):
        value = getattr(match, place)
        if value is not None:
            parsed = [phrases.parse(text, place) for text in texts(value)]
            needs = frozenset.intersection(*map(_literals, parsed))
            first = _any_of(map(_first, parsed)) if place == "line" else None
            last = _any_of(map(_last, parsed)) if place == "line" else None
            return _sieve(True, first, last, needs, None)
    return None


def _literals(phrase: Phrase) -> frozenset[str]:
    return frozenset("".join(part for part in phrase.parts if isinstance(part, str)))


def _first(phrase: Phrase) -> Chars:
    part = phrase.parts[0]
    return frozenset(part[0]) if isinstance(part, str) else None


def _last(phrase: Phrase) -> Chars:
    part = phrase.parts[-1]
    if isinstance(part, str):
        return frozenset(part[-1])
    return _NUMBER if part[0] == "n" else None


def _of_terms(terms: list[Phrase]) -> Sieve:
    # separators may stand behind the last term, where they are no decoration
    last = _any_of([*map(_last, terms), frozenset(SEPARATORS)])
    others = _any_of([*map(_all, terms), frozenset(SEPARATORS)])
    return _sieve(True, None, last, None, others)


def _all(term: Phrase) -> Chars:
    return _any_of(
        frozenset(part) if isinstance(part, str) else _NUMBER if part[0] == "n" else None
        for part in term.parts
    )


# ---- patterns


def _of_patterns(sources: str | list[str]) -> Sieve:
    from cleaner.match import analysis

    found = [
        alternative
        for source in texts(sources)
        for alternative in analysis.parse(fold_pattern(source, False))
    ]
    needs = frozenset.intersection(*map(_needs, found))
    first = _any_of(_at_start(one) for one in found)
    last = _any_of(_at_end(one) for one in found)
    whole = first is not None and last is not None
    return _sieve(False, first, last, needs, _any_of(map(_chars, found)) if whole else None)


def _needs(sequence: Sequence) -> frozenset[str]:
    """Characters without which a sequence does not match."""
    out: frozenset[str] = frozenset()
    for item in sequence:
        if item.low and item.group is not None:
            out |= frozenset.intersection(*map(_needs, item.group))
        elif item.low and item.literal:
            out |= frozenset(item.literal)
    return out


def _chars(sequence: Sequence) -> frozenset[str]:
    """Characters that a sequence may match."""
    return frozenset[str]().union(
        *(
            item.chars if item.group is None else frozenset[str]().union(*map(_chars, item.group))
            for item in sequence
        )
    )


def _at_start(sequence: Sequence) -> Chars:
    """What a line begins with one of if the sequence matches it from its start; None for any."""
    return _at(sequence, 0, lambda item: item.anchor == "^")


def _at_end(sequence: Sequence) -> Chars:
    """The same for its end."""
    return _at(sequence, -1, lambda item: item.text in ("$", r"\Z"))


def _at(sequence: Sequence, end: int, is_bound: Callable[[Item], bool]) -> Chars:
    if not sequence:
        return None
    item = sequence[end]
    if item.group is not None and item.low == item.high == 1:
        return _any_of(_at(one, end, is_bound) for one in item.group)
    if not item.anchor or not is_bound(item):
        return None
    rest = sequence[1:] if end == 0 else sequence[:-1]
    return _outer(rest, end)


def _outer(sequence: Sequence, end: int) -> Chars:
    """What a match of a sequence begins (or ends) with one of; None if it may be empty."""
    out: frozenset[str] = frozenset()
    for item in sequence if end == 0 else reversed(sequence):
        if item.anchor:
            continue
        if item.group is None:
            out |= item.chars
            empty = False
        else:
            inner = [_outer(one, end) for one in item.group]
            out = out.union(
                *(one for one in inner if one),
                *(_chars(a) or () for a, one in zip(item.group, inner, strict=True) if one is None),
            )
            empty = None in inner
        if item.low and not empty:
            return out
    return None
