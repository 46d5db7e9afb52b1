"""Presets as data: the format of their files, and reading one.

A preset stands in place of our rules. `lines` are tests that take a line, `edits` cut inside one,
`documents` are verdicts of the paper on a whole document, which become flags: nothing is dropped.
Bounds say when a measure speaks against a line or document (`"< 5"`); one that is passed is enough.
The measures are functions of `presets.lines` and `presets.documents`, by name.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from cleaner.rules.compile import FORMAT, CompiledRule, Program, rules_hash

_Bounds = dict[str, str | list[str]]
_Texts = tuple[str, ...]


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """Takes a line if every condition holds that is given; of `bounds` one has to be passed.

    Texts are compared in lower case. `pattern` is searched for.
    """

    id: str
    message: str
    ends: _Texts = ()
    ends_without: _Texts = ()
    contains: _Texts = ()
    pattern: str = ""
    bounds: _Bounds = {}


class Cut(Struct, frozen=True, forbid_unknown_fields=True):
    """Cuts inside a line of at most `max_words` words: phrases at its beginning, at its end or
    anywhere, or a pattern. Phrases are compared word by word, with spaces, hyphens or nothing between."""

    id: str
    message: str
    max_words: int = 0
    begins: _Texts = ()
    finishes: _Texts = ()
    holds: _Texts = ()
    pattern: str = ""


class Verdict(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason why the paper would drop a document: a phrase that it holds, or a bound that it passes.

    text: whether the text is measured as it came (`source`) or when the lines are gone (`clean`);
    words: those that the measure `known-words` looks for.
    """

    id: str
    message: str
    text: Literal["source", "clean"] = "source"
    contains: _Texts = ()
    words: _Texts = ()
    bounds: _Bounds = {}


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """A preset's file. takes: what it takes over from others, `gopher/lines` or `c4/policy`."""

    preset: str
    source: str
    takes: _Texts = ()
    lines: tuple[Line, ...] = ()
    edits: tuple[Cut, ...] = ()
    documents: tuple[Verdict, ...] = ()


class Preset(Struct, frozen=True):
    """A preset with what it takes over: rules by their full name, `preset/c4/policy`.

    program: its line rules as the rules of a cleaner, for names, messages and the hash.
    """

    name: str
    source: str
    lines: dict[str, Line]
    edits: dict[str, Cut]
    documents: dict[str, Verdict]
    program: Program


Bound = tuple[str, Callable[[float, float], bool], float]

_OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def bounds(given: _Bounds) -> Iterator[Bound]:
    """Measure, comparison and number of each bound."""
    for measure, limits in given.items():
        for limit in [limits] if isinstance(limits, str) else limits:
            sign, number = limit.split()
            yield measure, _OPERATORS[sign], float(number)


AMID = "amid"
"""The group of a cutter's pattern that is there where a match is no cut: phrases that do not end the
line. They are matched so that they are looked at once."""


def cutter(cut: Cut) -> re.Pattern[str]:
    """The pattern of a cut; what it matches is cut where `AMID` is not there."""
    parts = [f"(?:{cut.pattern})"] if cut.pattern else []
    if cut.begins:
        parts.append(rf"^\W*(?:(?:{_either(cut.begins)})(?!\w)\W*)+")
    if cut.finishes:
        parts.append(rf"(?<!\w)(?:(?:{_either(cut.finishes)})\W*+)++(?:$|(?P<{AMID}>))")
    if cut.holds:
        parts.append(rf"(?<!\w)(?:{_either(cut.holds)})(?!\w)")
    return re.compile("|".join(parts), re.I)


def _either(phrases: _Texts) -> str:
    return "|".join(r"[\s-]?".join(map(re.escape, phrase.split())) for phrase in phrases)


@cache
def load(name: str) -> Preset:
    """A preset by name."""
    files: dict[str, tuple[File, bytes]] = {}
    _read(name, files)
    lines: dict[str, Line] = {}
    edits: dict[str, Cut] = {}
    documents: dict[str, Verdict] = {}
    own = files[name][0]
    for taken in own.takes:
        pack, _, wanted = taken.partition("/")
        other = files[pack][0]
        lines |= _named(other, other.lines, wanted, "lines")
        edits |= _named(other, other.edits, wanted, "edits")
        documents |= _named(other, other.documents, wanted, "documents")
    lines |= _named(own, own.lines, "lines", "lines")
    edits |= _named(own, own.edits, "edits", "edits")
    documents |= _named(own, own.documents, "documents", "documents")
    rules = [_rule(full, one.message, "remove") for full, one in lines.items()]
    rules += [_rule(full, one.message, "cut") for full, one in edits.items()]
    program = Program(
        FORMAT,
        rules_hash((f"preset/{file}", content) for file, (_, content) in files.items()),
        tuple((rule.name, rule.pack) for rule in rules),
        tuple(msgspec.Raw(msgspec.msgpack.encode(rule)) for rule in rules),
        (),
        (),
        {},
        {},
    )
    return Preset(name, own.source, lines, edits, documents, program)


def _read(name: str, files: dict[str, tuple[File, bytes]]) -> None:
    content = (Path(__file__).parent / f"{name}.yaml").read_bytes()
    file = msgspec.yaml.decode(content, type=File)
    files[name] = file, content
    for other in sorted({taken.partition("/")[0] for taken in file.takes}):
        _read(other, files)


def _named(file: File, items: tuple[Any, ...], wanted: str, group: str) -> dict[str, Any]:
    """The items of a group, or the one with an id, by their full names."""
    return {f"preset/{file.preset}/{i.id}": i for i in items if wanted in (group, i.id)}


def _rule(name: str, message: str, action: str) -> CompiledRule:
    return CompiledRule(
        name=name,
        pack=name.rpartition("/")[0],
        category="preset",
        message=message,
        confidence="certain",
        action=action,
        steps=(),
        run=1,
        times=1,
        where=(),
        languages=(),
        documents=(),
        not_documents=(),
        sites=(),
        blocks=(),
        unless=(),
        section=None,
        with_="",
        extract={},
        signal="",
        testing=False,
    )
