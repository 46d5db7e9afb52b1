"""From packs to a program: rules with their pack's defaults, and tables that say when to look at them.

The tables make the cost of a document independent of the number of rules: whole-line phrases are
keys of a dictionary, all other rules hang on a literal in one Aho-Corasick automaton (or, for slots
such as dates, on a class of lines). A table entry only says "look at this rule here"; whether it
matches is decided by its `Match`. Every language has tables of its own, which are decoded when a
document calls for them, so that the start does not pay for languages that nobody reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from cleaner.match import phrases
from cleaner.match.dated import MARK
from cleaner.match.parts import call, parts, texts
from cleaner.match.sieve import sieve
from cleaner.rules.model import RECURRING, Match, Pack, Rule, Section, Step, Unless, Where
from cleaner.text.fold import fold, fold_pattern

FORMAT = 13
"""Raised whenever the layout of a program or the way rules are folded changes."""

MIN_LITERAL = 3


class CompiledRule(Struct, frozen=True, array_like=True):
    """A rule with everything that its pack says about it."""

    name: str
    pack: str
    category: str
    message: str
    confidence: str
    action: str
    steps: tuple[Step, ...]
    run: int
    times: int
    where: tuple[Where, ...]
    languages: tuple[str, ...]
    documents: tuple[str, ...]
    not_documents: tuple[str, ...]
    sites: tuple[str, ...]
    blocks: tuple[str, ...]
    unless: tuple[Unless, ...]
    section: Section | None
    with_: str
    extract: dict[str, str]
    signal: str
    testing: bool

    @property
    def recurs(self) -> bool:
        """Whether the rule goes by a mark that stands on a page again and again."""
        return self.times > 1 or any(step.detector in RECURRING for step in self.steps)


class SitePack(Struct, frozen=True, array_like=True):
    """What a pack changes where it applies."""

    pack: str
    sites: tuple[str, ...]
    extends: tuple[str, ...]
    disable: tuple[str, ...]
    override: dict[str, tuple[Where, ...]]


class Tables(Struct, frozen=True, array_like=True):
    """What calls for a rule, or for a part of it. Values are numbers of calls: see `match.parts`."""

    lines: dict[str, tuple[int, ...]]  # whole folded lines; numbers as <n>, dates as their mark
    literals: dict[str, tuple[int, ...]]  # needles anywhere in a folded line
    anchors: dict[str, tuple[int, ...]]  # with "\n": at an end of a line without decoration
    number: tuple[int, ...]  # rules to try on short lines that begin with a number
    digit: tuple[int, ...]  # … on short lines with a digit
    date: tuple[int, ...]  # … on short lines with a year
    dot: tuple[int, ...]  # … on lines of one word with a dot
    sieves: bytes  # which of these lines may match: see `match.sieve`


class Program(Struct, frozen=True, array_like=True):
    """Compiled rules. Indexes are positions in `rules`."""

    format: int
    hash: str
    rules: tuple[tuple[str, str], ...]  # full name, pack
    bodies: tuple[msgspec.Raw, ...]  # the rules, decoded when they are needed: see `rule`
    packs: tuple[SitePack, ...]
    extended: tuple[str, ...]  # packs whose rules apply only where they are extended
    parts: dict[str, msgspec.Raw]  # the tables of each language; "" for rules of every language
    detectors: dict[str, tuple[int, ...]]

    def rule(self, index: int) -> CompiledRule:
        """Decode one rule; most rules are never looked at in a short run."""
        return _decoder.decode(self.bodies[index])

    def tables(self, parts: Iterable[str]) -> Tables:
        """The tables of some languages (those that have any) as one."""
        found = [_table_decoder.decode(self.parts[part]) for part in parts if part in self.parts]
        if len(found) == 1:
            return found[0]
        merged = _Merged()
        for one in found:
            merged.merge(one)
        return merged.frozen()


_decoder = msgspec.msgpack.Decoder(CompiledRule)
_table_decoder = msgspec.msgpack.Decoder(Tables)


def rules_hash(files: Iterable[tuple[str, bytes]]) -> str:
    """Hash of a rule set: names and contents of its files, whatever their order."""
    digest = hashlib.sha256(f"cleaner rules {FORMAT}".encode())
    for name, content in sorted(files):
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def compile_packs(packs: Iterable[Pack], hash_: str) -> Program:
    """Compile packs that have passed `rules.load`. Deterministic: packs are sorted by name."""
    rules: list[CompiledRule] = []
    site_packs = []
    extended = []
    for pack in sorted(packs, key=lambda p: p.pack):
        for rule in sorted(pack.rules, key=lambda r: r.id):
            if rule.status != "deprecated":
                rules.append(compile_rule(rule, pack))
        if pack.active == "extended":
            extended.append(pack.pack)
        if pack.extends or pack.disable or pack.override:
            site_packs.append(
                SitePack(
                    pack.pack,
                    hosts(pack.sites),
                    tuple(pack.extends or ()),
                    tuple(d.rule for d in pack.disable or ()),
                    {o.rule: wheres(o.where) for o in pack.override or ()},
                )
            )
    by_language: dict[str, _Merged] = {"": _Merged()}
    detectors: dict[str, list[int]] = {}
    for index, compiled in enumerate(rules):
        first = compiled.steps[0]
        if first.detector is not None:
            detectors.setdefault(first.detector, []).append(index)
            continue
        called = [(call(index, number), part) for number, part in enumerate(parts(first))]
        triggers = [(*key, number) for number, part in called for key in _triggers(part)]
        sieves = b"".join(one.packed(number) for number, part in called if (one := sieve(part)))
        for language in compiled.languages or ("",):
            tables = by_language.setdefault(language, _Merged())
            tables.sieves.append(sieves)
            for table, key, number in triggers:
                tables.add(table, key, number)
    return Program(
        FORMAT,
        hash_,
        tuple((rule.name, rule.pack) for rule in rules),
        tuple(msgspec.Raw(msgspec.msgpack.encode(rule)) for rule in rules),
        tuple(site_packs),
        tuple(extended),
        {
            language: msgspec.Raw(msgspec.msgpack.encode(tables.frozen()))
            for language, tables in sorted(by_language.items())
        },
        {name: tuple(indexes) for name, indexes in sorted(detectors.items())},
    )


def compile_rule(rule: Rule, pack: Pack) -> CompiledRule:
    """Give a rule its full name and its pack's defaults."""
    steps = tuple(rule.sequence) if rule.sequence else (_as_step(rule.match or Match()),)
    blocks = set(rule.blocks or ("prose", "heading", "list")) - set(rule.not_in or ())
    unless = rule.unless or []
    return CompiledRule(
        name=f"{pack.pack}/{rule.id}",
        pack=pack.pack,
        category=rule.category,
        message=rule.message,
        confidence=rule.confidence,
        action=rule.action,
        steps=steps,
        run=rule.run or 1,
        times=rule.times or 1,
        where=wheres(rule.where),
        languages=tuple(lang.split("-")[0] for lang in rule.languages or pack.languages or ()),
        documents=tuple(rule.documents or pack.documents or ()),
        not_documents=tuple(rule.not_documents or ()),
        sites=hosts(rule.sites or pack.sites),
        blocks=tuple(sorted(blocks)),
        unless=tuple(unless),
        section=rule.section,
        with_=rule.with_ or "",
        extract={str(field): slot for field, slot in (rule.extract or {}).items()},
        signal=rule.signal or "",
        testing=rule.status == "testing",
    )


def hosts(sites: Iterable[str] | None) -> tuple[str, ...]:
    """Host names as compared: lower case, without `www.`."""
    return tuple(site.lower().removeprefix("www.").rstrip(".") for site in sites or ())


def wheres(where: Any) -> tuple[Where, ...]:
    """All forms of `where` as alternatives; none means anywhere."""
    out = []
    for one in where if isinstance(where, list) else [where]:
        if one == "anywhere":
            return ()
        out.append(one if isinstance(one, Where) else Where(in_=one))
    return tuple(out)


def _as_step(match: Match) -> Step:
    return msgspec.convert(msgspec.to_builtins(match), Step)


class _Merged:
    """Tables that are being filled."""

    def __init__(self) -> None:
        self.keyed: dict[str, dict[str, tuple[int, ...]]] = {
            "lines": {}, "literals": {}, "anchors": {},
        }  # fmt: skip
        self.classes: dict[str, tuple[int, ...]] = {
            "number": (), "digit": (), "date": (), "dot": (),
        }  # fmt: skip
        self.sieves: list[bytes] = []

    def add(self, table: str, key: str, number: int) -> None:
        """Let a key of a table call. Calls come in the order of their numbers."""
        if table in self.classes:
            self.classes[table] = _with(self.classes[table], number)
        else:
            keyed = self.keyed[table]
            keyed[key] = _with(keyed.get(key, ()), number)

    def merge(self, other: Tables) -> None:
        """Take over the entries of other tables; a rule of several languages is in each of them."""
        for name, keyed in self.keyed.items():
            new: dict[str, tuple[int, ...]] = getattr(other, name)
            for key in keyed.keys() & new.keys():
                new[key] = tuple(sorted({*keyed[key], *new[key]}))
            keyed.update(new)
        for name, rules in self.classes.items():
            self.classes[name] = tuple(sorted({*rules, *getattr(other, name)}))
        self.sieves.append(other.sieves)

    def frozen(self) -> Tables:
        """The tables as they are."""
        keyed, classes = self.keyed, self.classes
        return Tables(
            keyed["lines"], keyed["literals"], keyed["anchors"],
            classes["number"], classes["digit"], classes["date"], classes["dot"],
            b"".join(self.sieves),
        )  # fmt: skip


def _with(numbers: tuple[int, ...], number: int) -> tuple[int, ...]:
    return numbers if numbers and numbers[-1] == number else (*numbers, number)


def _triggers(match: Match) -> Iterator[tuple[str, str]]:
    """What makes us look at a match, as (table, key): the most telling key of it."""
    if match.line is not None:
        for text in texts(match.line):
            phrase = phrases.parse(text)
            kinds = {kind for kind, _ in phrase.slots}
            found = phrases.triggers(phrase, "line")
            if kinds <= {"n"} or (kinds <= {"n", "date"} and found == ("\0date",)):
                # digits of the phrase's own are looked up as numbers too
                whole = phrase.text.replace("<n>", "1").replace("<date>", MARK)
                yield "lines", phrases.numbered(whole)
            else:
                yield from _hung(found)
    elif match.prefix is not None or match.suffix is not None or match.contains is not None:
        for place in ("prefix", "suffix", "contains"):
            value = getattr(match, place)
            if value is not None:
                for text in texts(value):
                    yield from _hung(phrases.triggers(phrases.parse(text, place), place))
                break
    elif match.only is not None:
        terms = [phrases.parse(text) for text in match.only]
        yield from _hung(phrases.triggers_of_terms(terms))
    elif match.regex is not None:
        from cleaner.match import analysis
        from cleaner.match.needles import needles

        for text in texts(match.regex):
            literals = needles(analysis.parse(fold_pattern(text, match.cased)))
            yield from _hung(tuple(sorted(map(fold, literals))))
    elif match.any is not None:
        for one in match.any:
            yield from _triggers(one)


def _hung(triggers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for trigger in triggers:
        if trigger[0] == "\0":
            yield trigger[1:], ""
        else:
            yield "anchors" if "\n" in trigger else "literals", trigger
