"""Phrases with typed slots: what a slot stands for, and the patterns that phrases become."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cleaner.match.dated import MARK
from cleaner.match.hit import source_text
from cleaner.match.names import is_name
from cleaner.match.needles import EDGE, chance
from cleaner.segment.page import Page
from cleaner.text.clock import HALVES
from cleaner.text.fold import DECORATION, count_words, ends_full_stop, fold

# a number of digits with its marks of thousands, which in some countries are spaces or apostrophes,
# and what stands for thousands and millions behind it
_DIGITS = r"\d(?:\d{0,2}(?:[ ']\d{3})+(?!\d))?[\d.,]*"
SCALES = tuple(
    fold(word)
    for word in [
        "k", "m", "b", "к", "tsd", "mio", "mil", "mln", "tys", "bin", "rb", "jt", "тыс", "млн", "тис",
        "χιλ", "ألف", "مليون", "هزار", "אלף", "हजार", "लाख", "พัน", "หมื่น", "แสน",
    ]
)  # fmt: skip
"""Words behind a number for thousands and millions, folded."""

SCALE_SIGNS = "千万萬億亿천만억"
"""Characters behind a number for the same."""

_NUMBER = re.compile(rf"{_DIGITS}(?: ?(?:(?:{'|'.join(SCALES)})\.?(?![^\W_])|[{SCALE_SIGNS}]))?\+?")
_SLOT = re.compile(r"<([a-z]+)(?::([a-z_]+))?>")
_WORD = r"[\p{L}\p{M}][\p{L}\p{M}\p{N}.'·\-]*"
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_UNSPACED_EDGE = re.compile(_UNSPACED)

SLOTS = ("n", "name", "date", "time", "title", "url", "host", "email", "handle", "any")
ALONE = frozenset({"n", "date", "url", "host", "email", "handle"})
"""Slots that may be a phrase by themselves."""

_SOURCES = {
    "n": _NUMBER.pattern,
    "name": rf"{_WORD}(?:(?:(?:,| &| \+)? |,){_WORD}){{0,7}}",
    "title": rf"(?:\S+(?: \S+){{1,19}}?|\S*?{_UNSPACED}\S*)",
    "url": r"(?:https?://|www\.)[^\s<>]+",
    "host": r"(?:[\p{L}\p{N}\-]+\.)+\p{L}{2,24}",
    "email": r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    "handle": r"@[\p{L}\p{N}_.]{2,40}",
    "any": r"\S+(?: \S+){0,11}?",
}
_TRIGGERS = {"url": ("://", "www."), "email": ("@",), "handle": ("@",)}
_CLASS = {"date": "date", "n": "digit", "time": "digit", "host": "dot"}


class Phrase(NamedTuple):
    """A phrase taken apart: literals and slots by turns."""

    parts: tuple[str | tuple[str, str], ...]  # text, or (slot, name)

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        """The slots as (kind, name)."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def text(self) -> str:
        """The literal, if there is no slot; else the literals with `<n>` and the like between."""
        return "".join(p if isinstance(p, str) else f"<{p[0]}>" for p in self.parts)


@lru_cache(maxsize=65536)
def parse(phrase: str, place: str = "line") -> Phrase:
    """Take a phrase of `line`, `prefix`, `suffix` or `contains` apart and fold its literals.

    Decoration goes at the outer sides. Raises ValueError for an unknown slot or a phrase of which
    nothing is left.
    """
    parts: list[str | tuple[str, str]] = []
    at = 0
    for found in _SLOT.finditer(phrase):
        parts.append(phrase[at : found.start()])
        kind, name = found[1], found[2] or found[1]
        if kind not in SLOTS:
            known = ", ".join(f"<{slot}>" for slot in SLOTS)
            raise ValueError(f"unknown slot <{kind}> in {phrase!r}; there are {known}")
        parts.append((kind, name))
        at = found.end()
    parts.append(phrase[at:])
    folded: list[str | tuple[str, str]] = []
    for i, part in enumerate(parts):
        if isinstance(part, str):
            text = fold(part)
            if i == 0 and place in ("line", "prefix"):
                text = text.lstrip(DECORATION)
            if i == len(parts) - 1 and place in ("line", "suffix"):
                text = text.rstrip(DECORATION)
            if i == 0:
                text = text.lstrip(" ")
            if i == len(parts) - 1:
                text = text.rstrip(" ")
            if text:
                folded.append(text)
        else:
            folded.append(part)
    result = Phrase(tuple(folded))
    if not any(isinstance(p, str) and p.strip(DECORATION) for p in folded) and not result.slots:
        raise ValueError(f"nothing to match on is left of {phrase!r} after folding; use `regex`")
    return result


def numbered(text: str) -> str:
    """Folded text with `<n>` for every number: how whole lines and phrases are looked up."""
    return _NUMBER.sub("<n>", text)


def triggers(phrase: Phrase, place: str = "contains") -> tuple[str, ...]:
    """Needles of which a line with the phrase holds one (see `needles`).

    With a line feed in front (or behind) a needle stands at the beginning (or end) of the line
    without decoration; `\0digit` and the like call for classes of lines. Empty if there is nothing
    in the phrase to hang a rule on.
    """
    if not phrase.parts:
        return ()
    first, last = phrase.parts[0], phrase.parts[-1]
    if place in ("line", "prefix", "term") and isinstance(first, str):
        if len(phrase.parts) > 1:
            return (f"\n{first}",)
        # at the end of a line its decoration is missing: "tags" for "Tags:"
        return (f"\n{first.rstrip(DECORATION)}{'' if place == 'term' else EDGE}",)
    if place in ("line", "suffix") and isinstance(last, str):
        alone = len(phrase.parts) == 1
        return (f"{EDGE}{last.lstrip(' ')}\n" if alone else f"{last}\n",)
    if place == "term":
        return _class_triggers(first, at_start=True)
    bound = EDGE if place != "within" or phrase.slots else ""
    literals = [
        (bound if at == 0 else "") + part + (bound if at == len(phrase.parts) - 1 else "")
        for at, part in enumerate(phrase.parts)
        if isinstance(part, str) and part.strip(DECORATION)
    ]
    best = min(literals, key=chance, default="")
    if len(best.strip(EDGE + " ")) < 5 and any(kind == "date" for kind, _ in phrase.slots):
        return ("\0date",)  # lines with a year are fewer than lines with "on" or "at"
    if len(best.strip(EDGE + " ")) >= 2 or (best and not best.isascii()):
        return (best,)
    for kind, _ in phrase.slots:
        if kind in _TRIGGERS:
            return _TRIGGERS[kind]
    for part in phrase.parts:
        found = _class_triggers(part)
        if found:
            return found
    return (best,) if best else ()


def _class_triggers(part: str | tuple[str, str], at_start: bool = False) -> tuple[str, ...]:
    """What calls for a phrase by a slot: a class of lines. at_start: the line begins with it."""
    kind = "" if isinstance(part, str) else part[0]
    if not at_start or kind not in ("n", "time"):
        return (f"\0{_CLASS[kind]}",) if kind in _CLASS else ()
    return ("\0number", *(f"\n{word}" for word in HALVES if kind == "time"))


def triggers_of_terms(terms: list[Phrase]) -> tuple[str, ...]:
    """Triggers of lines that consist of terms only: such a line begins with one of them."""
    out: dict[str, None] = {}
    for term in terms:
        first = term.parts[0]
        if not isinstance(first, str) and first[0] not in _CLASS:
            # a line may begin with a name, so any other term has to call for the rule
            return tuple(dict.fromkeys(t for one in terms for t in triggers(one, "within")))
        out.update(dict.fromkeys(triggers(term, "term")))
    return tuple(out)


def pattern(phrase: Phrase, place: str) -> str:
    """The phrase as a pattern over a folded line without decoration (source text, named groups)."""
    out = []
    first, last = phrase.parts[0], phrase.parts[-1]
    if place in ("line", "prefix"):
        out.append(r"\A")
    elif not (isinstance(first, str) and not _bound(first[0])):
        out.append(rf"(?:(?<![\p{{L}}\p{{M}}\p{{N}}])|(?<={_UNSPACED}))")
    taken: set[str] = set()
    for part in phrase.parts:
        if isinstance(part, str):
            out.append(re.escape(part))
            continue
        kind, name = part
        source = slot_source(kind)
        out.append(f"(?:{source})" if name in taken else f"(?P<{name}>{source})")
        taken.add(name)
    if place in ("line", "suffix"):
        out.append(r"\Z")
    elif not (isinstance(last, str) and not _bound(last[-1])):
        out.append(rf"(?:(?![\p{{L}}\p{{M}}\p{{N}}])|(?={_UNSPACED}))")
    return "".join(out)


def _bound(char: str) -> bool:
    """Whether a word that ends in this character has to end there in the line as well.

    Vowel signs and other marks are part of their word; scripts without spaces know no words.
    """
    if not char.isalnum() and (char < "\u0300" or unicodedata.category(char)[0] != "M"):
        return False
    return not _UNSPACED_EDGE.match(char)


def bounded(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins and ends at word bounds."""
    if start > 0 and _bound(text[start]) and _bound(text[start - 1]):
        return False
    return not (end < len(text) and _bound(text[end - 1]) and _bound(text[end]))


@cache
def slot_source(kind: str) -> str:
    """The pattern source of a slot."""
    if kind == "date":
        return MARK  # see `dated`
    if kind == "time":
        from cleaner.text.clock import TIME

        return TIME
    return _SOURCES[kind]


def is_title(folded: str, least: int = 2) -> bool:
    """Whether folded text looks like a title: up to 20 words, no final full stop."""
    return least <= count_words(folded) <= 20 and not ends_full_stop(folded)


def slot_holds(kind: str, page: Page, i: int, start: int, end: int, folded: str) -> bool:
    """What a slot at these offsets of the folded line `i` wants beyond its pattern."""
    if kind == "name":  # only here the source is asked for, which is dear
        return is_name(source_text(page, i, start, end))
    return kind != "title" or is_title(folded)


@cache
def compiled(source: str, flags: Any = 0) -> Any:
    """A pattern, compiled once (the `regex` package is imported when the first one is needed)."""
    import regex

    return regex.compile(source, flags)


# ---- short lines in ASCII

_IN_ASCII = (
    (f"|(?<={_UNSPACED})", ""),
    (f"|(?={_UNSPACED})", ""),
    (rf"|\S*?{_UNSPACED}\S*", ""),
    (r"\p{L}\p{M}\p{N}", "a-zA-Z0-9"),
    (r"\p{L}\p{M}", "a-zA-Z"),
    (r"\p{L}\p{N}", "a-zA-Z0-9"),
    (r"\p{L}", "[a-zA-Z]"),
)
_EASY_LINE = 160
_EASY_KINDS = frozenset({"n", "date", "time"})


@cache
def twin(source: str) -> re.Pattern[str]:
    """A pattern of phrases for `re`: on ASCII (and marks of dates) it means what the other one
    does, and takes a tenth of the time. It has no time limit, see `easy`."""
    for general, plain in _IN_ASCII:
        source = source.replace(general, plain)
    return re.compile(source, re.ASCII)


def easy(text: str) -> bool:
    """Whether twins may run on a folded line."""
    return len(text) <= _EASY_LINE and text.isascii()


def is_easy(phrase: Phrase) -> bool:
    """Whether a phrase may have a twin: few of its slots have ends that are to be searched for."""
    return sum(kind not in _EASY_KINDS for kind, _ in phrase.slots) <= 2
