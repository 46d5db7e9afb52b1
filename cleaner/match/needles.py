"""Needles: literals that call for a rule, as rare as its pattern allows.

Every line on which a pattern matches holds one of its needles, so a rule is tried on these lines
only. Of all sets of literals that a pattern must hold one of, the one is taken that the fewest lines
will hold by chance.

A needle with `EDGE` at an end stands there at a word bound. That is a hint: whoever searches may
pass by hits at which an ASCII letter or digit of the needle touches another one, and need not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.match.analysis import Item, Sequence

EDGE = "\x02"
"""Marks an end of a needle that is a word bound."""

_MANY = 12  # literals that a run of items may stand for
_MOST = 80  # literals that one group may stand for
_WORDLIKE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SET = re.compile(r"\[([^\\^\[\]&|~-]{1,4})\](\?)?")

# Shares of characters in folded text, in parts of 1,000; after counts of letters in English prose
# (Mayzner and Tresselt, 1965), scaled to leave room for spaces and marks.
_COMMON = {
    " ": 170, "e": 100, "t": 72, "a": 65, "o": 60, "i": 57, "n": 57, "s": 51, "r": 49, "h": 40,
    "l": 33, "d": 31, "u": 22, "c": 22, "m": 20, "f": 19, "w": 17, "g": 16, "p": 15, "y": 14,
    "b": 12, "v": 8, "k": 5, ".": 10, ",": 10, "-": 4, "'": 3, '"': 3, ":": 3,
}  # fmt: skip
_EDGE_SHARE = 0.2  # of chance hits, those that stand at a word bound


def chance(needle: str) -> float:
    """How likely a needle stands at a place of a text by chance: an estimate, to compare needles."""
    out = 1.0
    for char in needle.lower():
        if char == EDGE:
            out *= _EDGE_SHARE
        elif char == "\n":
            out *= 0.01
        else:
            out *= _COMMON.get(char, 2 if char < "\x80" else 4) / 1000
    return out


def needles(alternatives: tuple[Sequence, ...]) -> frozenset[str]:
    """Needles of a pattern (see `analysis.parse`) for folded lines; empty if there are none."""
    out: set[str] = set()
    for sequence in alternatives:
        best = _best(sequence)
        if not best:
            return frozenset()
        out |= best
    return frozenset(out)


def _rarest(options: Iterable[frozenset[str]]) -> frozenset[str]:
    """The set of needles that the fewest places hold by chance; empty if there is none."""
    found = [one for one in options if one]
    return min(found, key=lambda o: (sum(map(chance, sorted(o))), sorted(o)), default=frozenset())


def _trimmed(text: str) -> str:
    """A literal as a needle: folded lines lack outer spaces, so these become edges."""
    body = text.strip(EDGE + " ")
    if not body:
        return ""
    at = text.index(body)
    left = EDGE if at and body[0] in _WORDLIKE else ""
    right = EDGE if at + len(body) < len(text) and body[-1] in _WORDLIKE else ""
    return left + body + right


def _best(sequence: Sequence) -> frozenset[str]:
    options: list[frozenset[str]] = []
    run = [""]
    for at, item in enumerate(sequence):
        exact = _exact(item)
        if exact is not None and (len(exact) == 1 or len(run) * len(exact) <= _MANY):
            run = [text + more for text in run for more in exact]
            continue
        if item.literal and item.low >= 1:
            # it stands there so often at least, and what follows touches one of it
            options.append(_closed([text + item.literal * item.low for text in run], ()))
            run = [item.literal]
            continue
        options.append(_closed(run, sequence[at:]))
        left = EDGE if all(_is_bound(text) for text in run) else ""
        if exact is not None:
            run = [left + text for text in exact]
            continue
        if item.group is not None and item.low >= 1:
            options.append(needles(item.group))
        # what is neither letter nor digit is a bound for what follows
        run = [EDGE if _no_word(item) else ""]
    options.append(_closed(run, ()))
    return _rarest(options)


def _closed(run: list[str], rest: Sequence) -> frozenset[str]:
    """The needles of a run of characters with something behind it."""
    from cleaner.match.analysis import first_chars  # imports `regex`: only to compile rules

    edge = EDGE if rest and _WORDLIKE.isdisjoint(first_chars(rest) or _WORDLIKE) else ""
    found = frozenset(_trimmed(_plain(text + edge)) for text in run)
    return frozenset() if "" in found else found


def _is_bound(text: str) -> bool:
    """Whether the last character of a run is a bound for what follows."""
    return text[-1:] == EDGE or (text != "" and text[-1] < "\x80" and text[-1] not in _WORDLIKE)


def _no_word(item: Item) -> bool:
    """Whether what an item matches begins and ends with no letter or digit of ASCII."""
    return item.low >= 1 and item.group is None and item.chars.isdisjoint(_WORDLIKE)


def _plain(text: str) -> str:
    """A run of characters without the edges inside, which say nothing that can be looked up."""
    inner = text.strip(EDGE)
    if EDGE not in inner:
        return text
    at = text.index(inner)
    return text[:at] + inner.replace(EDGE, "") + text[at + len(inner) :]


def _exact(item: Item) -> list[str] | None:
    """All texts that an item matches, if these are few; anchors match `EDGE`."""
    if item.anchor:
        return [EDGE] if item.text in ("^", "$", r"\b", r"\A", r"\Z") else [""]
    texts: list[str] | None = None
    if item.literal:
        texts = [item.literal]
    elif item.group is not None:
        texts = _texts(item.group)
    elif found := _SET.fullmatch(item.text):
        texts = list(found[1])
    if texts is None or item.high > 3 or len(texts) ** item.high > _MOST:
        return None
    out: dict[str, None] = {}
    for times in range(item.low, item.high + 1):
        more = [""]
        for _ in range(times):
            more = [text + one for text in more for one in texts]
        out.update(dict.fromkeys(more))
    return list(out) if len(out) <= _MOST else None


def _texts(alternatives: tuple[Sequence, ...]) -> list[str] | None:
    out: dict[str, None] = {}
    for sequence in alternatives:
        run = [""]
        for item in sequence:
            exact = _exact(item)
            if exact is None or len(run) * len(exact) > _MOST:
                return None
            run = [text + more for text in run for more in exact]
        out.update(dict.fromkeys(run))
        if len(out) > _MOST:
            return None
    return list(out)
