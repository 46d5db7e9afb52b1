"""The parts of a match that a line calls for one by one: of a list of phrases mostly one is tried."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from cleaner.match import phrases
from cleaner.rules.model import Match

MOST = 1 << 12
"""A match of so many parts is taken as a whole; `call` counts on it."""

PLACES = ("line", "prefix", "suffix", "contains")


def parts(match: Match) -> tuple[Match, ...]:
    """The alternatives of a match, in the order in which it tries them.

    The match holds where one of them does, and gives the hit of the first that does. They come of
    the key on which a rule hangs: see `rules.compile`.
    """
    found = tuple(_parts(match))
    return found if len(found) < MOST else (match,)


def _parts(match: Match) -> Iterator[Match]:
    for place in PLACES:
        value = getattr(match, place)
        if value is not None:
            slotted = [text for text in texts(value) if phrases.parse(text, place).slots]
            plain = [text for text in texts(value) if text not in slotted]
            if plain:  # tried first, and cheap
                yield replace(match, **{place: plain})
            for text in slotted:
                yield replace(match, **{place: [text]})
            return
    if match.only is None and match.regex is not None:
        for text in texts(match.regex):
            yield replace(match, regex=[text])
    elif match.only is None and match.any is not None:
        for one in match.any:
            for part in _parts(one):
                yield replace(match, any=[part])
    else:
        yield match


def call(rule: int, part: int) -> int:
    """A rule and one of its parts as one number; these sort by rule, then by part."""
    return rule * MOST + part


def called(number: int) -> tuple[int, int]:
    """The rule and the part of a call."""
    return divmod(number, MOST)


def texts(value: str | list[str] | None) -> list[str]:
    """One phrase or many, as a list."""
    return [value] if isinstance(value, str) else list(value or ())
