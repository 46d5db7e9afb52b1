"""What can be told about a regular expression before it runs: literals it needs, and its cost.

Rules may use a subset of the `regex` syntax: literals, classes, groups, alternation, repeats,
anchors. Look-around and back-references are refused, and so is whatever can run long. The criterion
is that of one-unambiguous expressions (Brüggemann-Klein & Wood, 1998): a repeat is harmless where the
next character always tells whether it goes on. Ambiguous repeats multiply, and their product is
bounded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.match.hit import MAX_LINE

MAX_COST = 300
"""Highest product of the ambiguous repeats' lengths, where the pattern is not anchored."""

# one letter of every larger script, and one character of every category
_SAMPLE = "".join(map(chr, range(32, 127))) + (
    "éßÑжЯαשعგаհ中あカ한กລကកབঅनਕકଅஅఅಅഅඅአᠠॐ\u0301٣½²€©•→←\t\n\xa0\u200b—“”«»_"
)
_CODE_POINT = regex.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_REPEAT = regex.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}(?<!\{\})")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}
_UNBOUNDED = 1 << 30


class PatternError(ValueError):
    """A pattern that rules may not use; the message says why and what to do."""


class Item(NamedTuple):
    """One element of a sequence: a set of characters, a group, or an anchor, with its repeat."""

    chars: frozenset[str]  # what it can match, of a sample; empty for groups and anchors
    literal: str  # the character, where it is exactly one
    group: tuple[tuple[Item, ...], ...] | None  # alternatives
    low: int
    high: int
    anchor: str = ""
    text: str = ""  # its source, repeat and all


Sequence = tuple[Item, ...]


@lru_cache(maxsize=8192)
def parse(pattern: str) -> tuple[Sequence, ...]:
    """Parse a pattern into alternatives of items. Raises PatternError."""
    try:
        regex.compile(pattern)
    except regex.error as err:
        raise PatternError(f"not a valid pattern: {err}") from None
    parser = _Parser(pattern)
    alternatives = parser.alternatives()
    if parser.at < len(pattern):
        raise PatternError("not a valid pattern: unbalanced parenthesis")
    return alternatives


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        # two ranges overlap where an end of one is in the other, so what the pattern names will do
        named = "".join(chr(int(a or b or c, 16)) for a, b, c in _CODE_POINT.findall(text))
        self.sample = frozenset(_SAMPLE + text + named)

    def alternatives(self) -> tuple[Sequence, ...]:
        out = [self.sequence()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            out.append(self.sequence())
        return tuple(out)

    def sequence(self) -> Sequence:
        items: list[Item] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            start = self.at
            item = self.repeated(self.atom())
            items.append(item._replace(text=self.text[start : self.at]))
        return tuple(items)

    def atom(self) -> Item:
        char = self.text[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self.chars(self.bracket())
        self.at += 1
        if char == ".":
            return Item(self.sample, "", None, 1, 1)
        if char == "{":
            raise PatternError(r"a brace that is no repeat is written \{")
        if char in "^$":
            return Item(frozenset(), "", None, 1, 1, char)
        if char == "\\":
            return self.escape()
        return Item(frozenset(char), char, None, 1, 1)

    def escape(self) -> Item:
        char = self.text[self.at]
        start, self.at = self.at - 1, self.at + 1
        if char in "bBAZzmM":
            return Item(frozenset(), "", None, 1, 1, "^" if char == "A" else "b")
        if (char.isdigit() and char != "0") or char in "gk":
            raise PatternError("back-references are not allowed")
        if char == "0" and self.text[self.at : self.at + 1].isdigit():
            raise PatternError(r"octal escapes are not allowed; write \x")
        if char in "pPN":
            braced = self.text.startswith("{", self.at)
            self.at = self.text.index("}", self.at) + 1 if braced else self.at + (char != "N")
            return self.chars(self.text[start : self.at])
        if char in "xuU":
            self.at += {"x": 2, "u": 4, "U": 8}[char]
            return self.one(chr(int(self.text[start + 2 : self.at], 16)))
        if char in "wWdDsSXRh":
            return self.chars(self.text[start : self.at])
        if char.isalpha() and char not in _ESCAPES:
            raise PatternError(rf"the escape \{char} is not allowed")
        return self.one(_ESCAPES.get(char, char))

    def one(self, char: str) -> Item:
        return Item(frozenset(char), char, None, 1, 1)

    def chars(self, source: str) -> Item:
        one = regex.compile(source)
        found = frozenset(c for c in self.sample if one.fullmatch(c))
        return Item(found or self.sample, "", None, 1, 1)  # nothing known: it may be anything

    def bracket(self) -> str:
        start = self.at
        self.at += 1
        if self.text[self.at] == "^":
            self.at += 1
        first = True
        while self.text[self.at] != "]" or first:
            if self.text[self.at] == "\\":
                self.at += 1
            elif self.text.startswith("[:", self.at) and ":]" in self.text[self.at :]:
                self.at = self.text.index(":]", self.at) + 1
            first = False
            self.at += 1
        self.at += 1
        return self.text[start : self.at]

    def group(self) -> Item:
        self.at += 1
        if self.text.startswith("?", self.at):
            rest = self.text[self.at + 1 :]
            if rest.startswith((":", ">")):
                self.at += 2
            elif rest.startswith("P<"):
                self.at = self.text.index(">", self.at) + 1
            elif rest.startswith(("=", "!", "<=", "<!")):
                raise PatternError("look-around is not allowed; use `unless`")
            elif rest.startswith("P="):
                raise PatternError("back-references are not allowed")
            else:
                raise PatternError("only (…), (?:…), (?>…) and (?P<name>…) groups are allowed")
        inner = self.alternatives()
        if self.at >= len(self.text) or self.text[self.at] != ")":
            raise PatternError("not a valid pattern: unbalanced parenthesis")
        self.at += 1
        return Item(frozenset(), "", inner, 1, 1)

    def repeated(self, item: Item) -> Item:
        if self.at >= len(self.text):
            return item
        found = _REPEAT.match(self.text, self.at)
        if not found:
            return item
        self.at = found.end()
        if self.at < len(self.text) and self.text[self.at] in "+?":
            self.at += 1
        if found[0] in "*+?":
            low, high = {"*": (0, _UNBOUNDED), "+": (1, _UNBOUNDED), "?": (0, 1)}[found[0]]
        else:
            low = int(found[1] or 0)
            high = low if not found[2] else int(found[3]) if found[3] else _UNBOUNDED
        return item._replace(low=low, high=high)


# ---- literals


def factors(alternatives: tuple[Sequence, ...], trim: str = "") -> frozenset[str]:
    """Literals of which every match holds at least one; empty if there is no such set.

    The set with the longest shortest literal is taken. Characters of `trim` are dropped at both
    ends of a literal (a line may lack them: folded lines are trimmed).
    """
    out: set[str] = set()
    for sequence in alternatives:
        best = _best(sequence, trim)
        if not best:
            return frozenset()
        out |= best
    return frozenset(out)


def literals(alternatives: tuple[Sequence, ...]) -> frozenset[str]:
    """All characters that stand for themselves, outside of classes."""
    out: set[str] = set()
    for sequence in alternatives:
        for item in sequence:
            out |= {item.literal} if item.group is None else literals(item.group)
    return frozenset(out - {""})


def _best(sequence: Sequence, trim: str) -> frozenset[str]:
    options: list[frozenset[str]] = []
    run = ""
    for item in (*_flat(sequence), Item(frozenset(), "", None, 0, 0)):
        if item.literal and item.low >= 1:
            run += item.literal
            if item.high == 1:
                continue
        if not item.anchor and run.strip(trim):
            options.append(frozenset((run.strip(trim),)))
        if not item.anchor:
            run = item.literal if item.literal and item.low >= 1 and item.high > 1 else ""
        if item.group is not None and item.low >= 1:
            options.append(factors(item.group, trim))
    options = [option for option in options if option]
    return max(options, key=lambda o: (min(map(len, o)), -len(o), sorted(o)), default=frozenset())


def _flat(sequence: Sequence) -> list[Item]:
    out: list[Item] = []
    for item in sequence:
        if item.group is not None and len(item.group) == 1 and item.low == item.high == 1:
            out.extend(_flat(item.group[0]))
        else:
            out.append(item)
    return out


def first_chars(sequence: Sequence) -> frozenset[str]:
    """Characters of the sample that a match can begin with; empty if it may match nothing."""
    return frozenset() if _nullable(sequence) else _first(sequence, frozenset())


# ---- cost


def refuse_slow(alternatives: tuple[Sequence, ...]) -> None:
    """Raise PatternError if matching can take long on some line, or can match the empty string."""
    if any(_nullable(sequence) for sequence in alternatives):
        raise PatternError("the pattern matches the empty string")
    for sequence in alternatives:
        ambiguous: list[str] = []
        cost = _cost(sequence, frozenset(), ambiguous)
        anchored = bool(sequence) and sequence[0].anchor == "^"
        if cost > MAX_COST * (100 if anchored else 1):
            raise PatternError(
                "the pattern can run long: these repeats can be followed by what they match "
                f"themselves, so that their lengths multiply: {'  '.join(ambiguous)}; narrow their "
                "classes, or bound them ({0,4})"
            )


def _nullable(sequence: Sequence) -> bool:
    return all(_item_nullable(item) for item in sequence)


def _item_nullable(item: Item) -> bool:
    if item.low == 0 or item.anchor:
        return True
    return item.group is not None and any(_nullable(one) for one in item.group)


def _first(sequence: Sequence, follow: frozenset[str]) -> frozenset[str]:
    """Characters that a match of the sequence (and what follows it) can begin with."""
    out: frozenset[str] = frozenset()
    for item in sequence:
        out |= _item_first(item)
        if not _item_nullable(item):
            return out
    return out | follow


def _item_first(item: Item) -> frozenset[str]:
    if item.group is None:
        return item.chars
    out: frozenset[str] = frozenset()
    for one in item.group:
        out |= _first(one, frozenset())
    return out


def _cost(sequence: Sequence, follow: frozenset[str], ambiguous: list[str]) -> int:
    """Product of the lengths of ambiguous repeats, whose sources are added to `ambiguous`."""
    cost = 1
    for i, item in enumerate(sequence):
        after = _first(sequence[i + 1 :], follow)
        varies = item.high > item.low
        if item.group is not None:
            loops = item.high > 1
            inner = after | _item_first(item) if loops else after
            each = max(_cost(one, inner, ambiguous) for one in item.group)
            if each > 1 and loops:
                raise PatternError(
                    "the pattern can run long: a repeat inside a repeated group, with nothing "
                    "between that tells them apart"
                )
            if loops and any(_nullable(one) for one in item.group):
                raise PatternError("the pattern can run long: a repeated group that can be empty")
            cost *= each
            heads = [_first(one, frozenset()) for one in item.group]
            overlap = any(a & b for n, a in enumerate(heads) for b in heads[n + 1 :])
            if overlap and loops and item.high > 4 and not _distinct(item.group):
                raise PatternError(
                    "the pattern can run long: alternatives of a repeated group begin alike"
                )
        if varies and _item_first(item) & after:
            cost *= min(item.high, MAX_LINE) - item.low + 1
            ambiguous.append(
                item.text if len(item.text) <= 40 else item.text[:18] + "…" + item.text[-18:]
            )
        if cost > MAX_LINE * MAX_LINE:
            break
    return cost


def _distinct(alternatives: tuple[Sequence, ...]) -> bool:
    """Whether all alternatives are plain literals, none the beginning of another."""
    words = []
    for sequence in alternatives:
        if not all(item.literal and item.low == item.high == 1 for item in sequence):
            return False
        words.append("".join(item.literal for item in sequence))
    return not any(b.startswith(a) for n, a in enumerate(words) for b in words[:n] + words[n + 1 :])
