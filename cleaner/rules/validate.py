"""What a rule file must satisfy beyond its schema, before it can be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.errors import Problem
from cleaner.languages import known_language, no_language
from cleaner.match import analysis, phrases
from cleaner.match.needles import needles
from cleaner.match.parts import texts
from cleaner.rules.compile import MIN_LITERAL
from cleaner.rules.model import Match, Pack, Rule
from cleaner.rules.yaml import Path, Positions
from cleaner.text.fold import fold, fold_pattern

_HOST = re.compile(r"\w[\w-]*(?:\.[\w-]+)*\.?")
ALWAYS_SLOTS = frozenset({"line"})


class File:
    """A rule file that has been read: its pack, and where things stand in it."""

    __slots__ = ("name", "pack", "positions")

    def __init__(self, name: str, pack: Pack, positions: Positions) -> None:
        self.name, self.pack, self.positions = name, pack, positions

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the value with this path, or the nearest one around it."""
        at = path
        while at and at not in self.positions:
            at = at[:-1]
        return Problem(self.name, *self.positions.get(at, (1, 1)), message)


def validate(file: File) -> list[Problem]:
    """Everything wrong with one file."""
    problems = []
    seen: dict[str, int] = {}
    for n, rule in enumerate(file.pack.rules):
        base: Path = ("rules", n)
        if rule.id in seen:
            problems.append(
                file.problem((*base, "id"), f"the id {rule.id!r} is used twice in this pack")
            )
        seen[rule.id] = n
        for path, message in (
            *_sites(rule.sites),
            *_languages(rule.languages),
            *_example_languages(rule),
            *_rule(rule),
        ):
            problems.append(file.problem((*base, *path), f"{rule.id}: {message}"))
    for path, message in (*_sites(file.pack.sites), *_languages(file.pack.languages)):
        problems.append(file.problem(path, message))
    if not file.pack.rules and not (file.pack.extends or file.pack.disable or file.pack.override):
        problems.append(
            file.problem((), "the pack does nothing: it has no rules, and no other key")
        )
    return problems


def _sites(sites: list[str] | None) -> Iterator[tuple[Path, str]]:
    """A site is a host name; what is compared with it has neither scheme nor path."""
    from cleaner.metadata import host

    for n, site in enumerate(sites or ()):
        if not _HOST.fullmatch(site):
            name = host(site) or "a host name such as example.com"
            yield ("sites", n), f"{site!r} is no host name: write {name}"


def _languages(labels: list[str] | None) -> Iterator[tuple[Path, str]]:
    """A language is written as texts are labelled with it: by its code of two letters."""
    for n, label in enumerate(labels or ()):
        code = known_language(label)
        if code is None:
            yield ("languages", n), no_language(label)
        elif code != label.split("-")[0]:
            yield ("languages", n), f"no text is labelled {label!r}: write {code!r}"


def _example_languages(rule: Rule) -> Iterator[tuple[Path, str]]:
    for n, example in enumerate(rule.examples):
        if example.language is not None and known_language(example.language) is None:
            yield ("examples", n, "language"), no_language(example.language)


def validate_together(files: list[File]) -> list[Problem]:
    """What can only be told of all files together: names that must be unique or must exist."""
    problems = []
    packs: dict[str, File] = {}
    for file in files:
        if file.pack.pack in packs:
            other = packs[file.pack.pack].name
            problems.append(
                file.problem(("pack",), f"the pack {file.pack.pack!r} is in {other} already")
            )
        packs[file.pack.pack] = file
    rules = {f"{f.pack.pack}/{r.id}" for f in files for r in f.pack.rules}
    for file in files:
        for n, name in enumerate(file.pack.extends or ()):
            if name not in packs:
                problems.append(file.problem(("extends", n), _unknown("pack", name, packs)))
        for key in ("disable", "override"):
            for n, entry in enumerate(getattr(file.pack, key) or ()):
                if entry.rule not in rules:
                    problems.append(
                        file.problem((key, n, "rule"), _unknown("rule", entry.rule, rules))
                    )
        for n, rule in enumerate(file.pack.rules):
            if rule.replaced_by is not None and rule.replaced_by not in rules:
                path = ("rules", n, "replaced_by")
                problems.append(file.problem(path, _unknown("rule", rule.replaced_by, rules)))
    return problems


def _unknown(what: str, name: str, known: object) -> str:
    from cleaner.rules.yaml import unknown

    names = sorted(known)  # type: ignore[call-overload]
    near = [n for n in names if n.rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1]]
    return (
        unknown(what, name, near or names)
        if len(near or names) < 40
        else (unknown(what, name, names) if _close(name, names) else f"unknown {what} {name!r}")
    )


def _close(name: str, names: list[str]) -> bool:
    import difflib

    return bool(difflib.get_close_matches(name, names, 1, 0.6))


def _rule(rule: Rule) -> Iterator[tuple[Path, str]]:
    if (rule.match is None) == (rule.sequence is None):
        yield (), "it needs either `match` or `sequence`"
        return
    if rule.sequence is not None and rule.run is not None:
        yield ("run",), "`run` goes with `match`, not with `sequence`"
    slots = set(ALWAYS_SLOTS)
    if rule.match is not None:
        yield from _match(rule.match, ("match",), slots, anchored=True)
    if sum(step.repeat[1] for step in rule.sequence or ()) > 200:
        yield ("sequence",), "a sequence spans at most 200 lines"
    for n, step in enumerate(rule.sequence or ()):
        low, high = step.repeat
        if not 0 <= low <= high <= 50 or high == 0 or (n == 0 and low == 0):
            yield (
                ("sequence", n, "repeat"),
                "`repeat` is [min, max], at most 50, the first step at least 1",
            )
        yield from _match(step, ("sequence", n), slots, anchored=n == 0)
    for n, one in enumerate(rule.unless or ()):
        if not one.reason:
            yield ("unless", n), "an antipattern needs a `reason`"
        yield from _match(one, ("unless", n), set(), anchored=False)
    yield from _action(rule, slots)
    yield from _section(rule)
    yield from _examples(rule)


def _match(match: Match, path: Path, slots: set[str], anchored: bool) -> Iterator[tuple[Path, str]]:
    hanging = False
    for place in ("line", "prefix", "suffix", "contains"):
        value = getattr(match, place)
        for n, text in enumerate(texts(value)):
            hanging = True
            at = (*path, place, n) if isinstance(value, list) else (*path, place)
            try:
                phrase = phrases.parse(text, place)
            except ValueError as err:
                yield at, str(err)
                continue
            slots.update(name for _, name in phrase.slots)
            if anchored and phrase.slots and not phrases.triggers(phrase, place):
                yield at, f"{text!r} has no literal and no slot that may stand alone"
    hooks = []
    for n, text in enumerate(match.only or ()):
        hanging = True
        try:
            phrase = phrases.parse(text)
        except ValueError as err:
            yield (*path, "only", n), str(err)
            continue
        slots.update(name for _, name in phrase.slots)
        hooks.append(bool(phrases.triggers(phrase)))
    if hooks and not any(hooks):
        yield (*path, "only"), "none of the terms has a literal to hang on"
    for n, text in enumerate(texts(match.regex)):
        hanging = True
        at = (*path, "regex", n) if isinstance(match.regex, list) else (*path, "regex")
        yield from ((at, message) for message in _pattern(text, match, slots, anchored))
    if match.detector is not None:
        hanging = True
        if path != ("match",):  # elsewhere nobody asks the detector, and the key would always hold
            yield (*path, "detector"), "`detector` stands in `match` itself, nowhere else"
    for n, one in enumerate(match.any or ()):
        hanging = True
        yield from _match(one, (*path, "any", n), slots, anchored and _only_any(match))
    if anchored and not hanging:
        yield (
            path,
            "`words`, `ends` and `shape` alone never match: add a phrase, a pattern or a detector",
        )
    if match.cased and match.regex is None:
        yield (*path, "cased"), "`cased` goes with `regex`"
    if match.words is not None and match.words[0] is None and match.words[1] is None:
        yield (*path, "words"), "`words` needs a bound"


def _only_any(match: Match) -> bool:
    keys = (
        match.line,
        match.prefix,
        match.suffix,
        match.contains,
        match.only,
        match.regex,
        match.detector,
    )
    return all(value is None for value in keys)


def _pattern(text: str, match: Match, slots: set[str], anchored: bool) -> Iterator[str]:
    try:
        parsed = analysis.parse(fold_pattern(text, match.cased))
        analysis.refuse_slow(parsed)
    except analysis.PatternError as err:
        yield f"{err} (in {text[:80] + (text[80:] and '…')!r})"
        return
    import regex

    slots.update(regex.compile(text).groupindex)
    if not match.cased and any(
        c.isupper() for c in regex.sub(r"\\.|\{[^}]*\}|\(\?P<\w+>", "", text)
    ):
        yield f"{text!r} holds capitals, but the folded line has none; write lower case or add `cased: true`"
    for char in sorted(analysis.literals(parsed)):
        if (folded := fold(char, match.cased or char.isupper())) != char:
            yield f"{char!r} in {text!r} never stands in a folded line; write {folded!r}"
    others = (match.line, match.prefix, match.suffix, match.contains, match.only, match.detector)
    if anchored and all(value is None for value in others):
        literals = analysis.factors(parsed, " ")
        if (
            not literals
            or not needles(parsed)
            or any(
                len(lit) < (MIN_LITERAL if lit.isascii() else 2 if lit.isalnum() else 1)
                for lit in literals
            )
        ):
            yield (
                f"{text!r} has no literal of {MIN_LITERAL} characters that every match holds: "
                "add one, or a phrase beside it"
            )


def _action(rule: Rule, slots: set[str]) -> Iterator[tuple[Path, str]]:
    import re

    if rule.action == "replace":
        if rule.with_ is None:
            yield ("action",), "`replace` needs `with`"
        for name in re.findall(r"<([a-z_]+)>", rule.with_ or ""):
            if name not in slots:
                yield (
                    ("with",),
                    f"<{name}> is no slot of this rule; there are {', '.join(sorted(slots))}",
                )
    elif rule.with_ is not None:
        yield ("with",), "`with` goes with `action: replace`"
    if (rule.action == "signal") != (rule.signal is not None):
        yield ("action",), "`action: signal` and the key `signal` go together"
    if rule.action == "signal" and rule.where != "anywhere":
        yield (
            ("where",),
            "`where` means nothing for a signal: zones are cut after the kind is known",
        )
    if rule.action == "extract" and not rule.extract:
        yield ("action",), "`action: extract` needs `extract`"
    for field, slot in (rule.extract or {}).items():
        if not slot.startswith("=") and slot not in slots:
            yield (
                ("extract", field),
                f"{slot!r} is no slot of this rule; there are {', '.join(sorted(slots))}",
            )
    if rule.status == "deprecated" and rule.replaced_by is None:
        yield ("status",), "a deprecated rule needs `replaced_by`"
    if rule.blocks is not None and not set(rule.blocks) - set(rule.not_in or ()):
        yield ("blocks",), "no block kind is left to act on"


def _section(rule: Rule) -> Iterator[tuple[Path, str]]:
    section = rule.section
    if section is None:
        return
    if rule.action not in ("remove", "protect"):
        yield ("section",), "a section goes with `remove` or `protect`"
    if section.to in ("end", "heading") and section.max_share is None and rule.action == "remove":
        yield ("section",), f"a section to the {section.to} needs `max_share`"
    if section.stop is not None:
        yield from _match(section.stop, ("section", "stop"), set(), anchored=False)


def _examples(rule: Rule) -> Iterator[tuple[Path, str]]:
    kinds = set()
    for n, example in enumerate(rule.examples):
        at: Path = ("examples", n)
        if (example.in_ is None) == (example.keep is None):
            yield at, "an example has either `in` and `out`, or `keep`"
        elif (example.in_ is None) != (example.out is None):
            yield at, "`in` and `out` go together"
        kinds.add("keep" if example.keep is not None else "in")
    if rule.action in ("remove", "cut", "replace") and kinds != {"in", "keep"}:
        yield ("examples",), "it needs at least one `in` with `out` and one `keep`"
