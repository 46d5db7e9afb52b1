"""Exemptions that come to nothing: comments and lists with a word or a name that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from cleaner.decide.keep import by_comments
from cleaner.decide.opinion import CAUSE
from cleaner.io.accepted import Accepted
from cleaner.pipeline import Cleaner
from cleaner.text.characters import JOINING, STYLE
from cleaner.text.misread import CODECS

_WORDS = ("off", "on", "ignore")
_STEPS = (
    "repair", "style", "dates", "layout", "dates/iso",
    *(f"repair/{name}" for name in (
        "bidi", "bytes", "control", "entities", "invisible", "line-break", "mojibake", "nfc",
        "soft-hyphens", "surrogates", "terminal-escape", "zero-width",
    )),
    *(f"repair/mojibake-{codec}" for codec in CODECS),
    *(f"style/{name}" for name in sorted(STYLE | JOINING)),
    *(f"layout/{name}" for name in ("blank-lines", "end", "front-matter", "start", "trailing-space")),
)  # fmt: skip

_ASKED = re.compile(
    r"cleaner:[ \t]*(?P<word>[\w-]*)(?P<names>(?:[ \t]+[\w.-]+(?:/[\w.-]+)+,?)*)(?P<rest>.*)$"
)
_COMMENT = re.compile(r"<!--[ \t]*cleaner:|[ \t]*\[//\]: # [(\"]cleaner:")
_LINE = re.compile(r"[ \t]*(?P<mark>[#;%]+[ \t]+|//[ \t]*)?cleaner:")


class Idle(NamedTuple):
    """An exemption, or a part of one, that does nothing: its line (from 1), and why."""

    line: int
    message: str


class Names:
    """The names of rules, packs and steps that an exemption can have."""

    def __init__(self, cleaner: Cleaner) -> None:
        names = {*_STEPS, CAUSE}
        for rule, pack in cleaner.program.rules:
            names |= {rule, pack, rule.rpartition("/")[0], pack.rpartition("/")[0]}
        self._names = names - {""}

    def unknown(self, names: Collection[str]) -> Iterator[str]:
        """What to say of the names among these that nothing has."""
        for name in names:
            if name not in self._names:
                from difflib import get_close_matches

                near = get_close_matches(name, sorted(self._names), 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                yield f"no rule, pack or repair is called {name!r}{hint}"


def in_text(text: str, cleaner: Cleaner) -> Iterator[Idle]:
    """The comments in a text that look like exemptions and are none, or name what is not there."""
    if "cleaner:" not in text:
        return
    names = Names(cleaner)
    for number, line in enumerate(text.splitlines(), 1):
        asked = _ASKED.search(line) if "cleaner:" in line else None
        if asked is None:
            continue
        if by_comments(line):
            given = asked["names"].replace(",", " ").split()
            yield from (Idle(number, message) for message in names.unknown(given))
        elif message := _not_understood(line, asked["word"], asked["rest"].split()):
            yield Idle(number, message)


def _not_understood(line: str, word: str, rest: list[str]) -> str:
    """What to say of a line that no exemption is made of; "" if it was hardly meant for one."""
    from difflib import get_close_matches

    near = get_close_matches(word, _WORDS, 1)
    if not _COMMENT.search(line):
        plain = _LINE.match(line)
        if not (plain and near) or len(rest) > (2 if plain["mark"] else 0):
            return ""  # prose about a cleaner
    if word in _WORDS:
        return f"`cleaner: {word}` is not understood here: let it stand alone on its line"
    meant = f"; did you mean `cleaner: {near[0]}`?" if near else "; there are off, on and ignore"
    return f"`cleaner: {word}` is no exemption{meant}"


def in_list(accepted: Accepted, cleaner: Cleaner) -> Iterator[Idle]:
    """The entries of a list of accepted findings that name what is not there."""
    if accepted.causes:
        names = Names(cleaner)
        for number, cause in accepted.causes:
            yield from (Idle(number, message) for message in names.unknown([cause]))
