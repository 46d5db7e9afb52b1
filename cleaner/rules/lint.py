"""Lints: what is allowed by the format but likely to go wrong."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cleaner.errors import Problem
from cleaner.match import phrases
from cleaner.match.parts import texts
from cleaner.rules.model import Match, Rule
from cleaner.rules.validate import File
from cleaner.rules.yaml import Path

UNWRITTEN = "One sentence that says what this line is and why it goes."
"""The message that `cleaner rules new` writes, for somebody to say it."""


def lint(files: list[File]) -> list[Problem]:
    """Problems of files that have passed `validate`; empty if there are none."""
    problems: list[Problem] = []
    for file in files:
        for n, rule in enumerate(file.pack.rules):
            if rule.status == "deprecated":
                continue
            for path, message in (
                *_message(rule),
                *_unsatisfiable(rule),
                *_loose(rule, file),
                *_order(rule),
            ):
                problems.append(file.problem(("rules", n, *path), f"{rule.id}: {message}"))
    problems.extend(_duplicates(files))
    return problems


def _message(rule: Rule) -> Iterator[tuple[Path, str]]:
    if rule.message.strip() == UNWRITTEN:
        yield ("message",), "still as `cleaner rules new` wrote it: say what this line is"
        return
    if "\n" in rule.message.strip() or len(rule.message) > 200:
        yield ("message",), "the message is one sentence on one line"
    if len(rule.message.split()) < 3:
        yield ("message",), "the message says what the line is and why it goes"


def _matches(match: Match) -> Iterator[Match]:
    yield match
    for one in match.any or ():
        yield from _matches(one)


def _unsatisfiable(rule: Rule) -> Iterator[tuple[Path, str]]:
    """Rules that can never act."""
    if rule.match is None:
        return
    for n, one in enumerate(rule.unless or ()):
        plain = {k: v for k, v in msgspec.to_builtins(one).items() if k != "reason"}
        if plain == msgspec.to_builtins(rule.match):
            yield ("unless", n), "the antipattern is the match itself: the rule can never act"
    for match in _matches(rule.match):
        low, high = match.words or (None, None)
        if low is not None and high is not None and low > high:
            yield ("match", "words"), f"no line has at least {low} and at most {high} words"
        if match.line is not None and high is not None:
            shortest = min(
                (len(phrases.parse(t).text.split()) for t in texts(match.line)), default=0
            )
            if shortest > high:
                yield ("match", "words"), f"every phrase has more than {high} words"
    for where in rule.where if isinstance(rule.where, list) else [rule.where]:
        if not isinstance(where, str) and where.after and where.before:
            if int(where.after[:-1]) >= int(where.before[:-1]):
                yield ("where",), f"no line is after {where.after} and before {where.before}"


def _loose(rule: Rule, file: File) -> Iterator[tuple[Path, str]]:
    """Phrases so short and so little bound that they will hit content."""
    bound = rule.where != "anywhere" or rule.run or rule.sequence or rule.sites or file.pack.sites
    if rule.match is None or bound or rule.action not in ("remove", "cut", "replace"):
        return
    if rule.match.words is not None or rule.match.shape is not None or rule.match.ends is not None:
        return  # binds what is nested in it as well
    for match in _matches(rule.match):
        if match.words is not None or match.shape is not None or match.ends is not None:
            continue
        for place in ("prefix", "suffix", "contains"):
            value = getattr(match, place)
            for n, text in enumerate(texts(value)):
                phrase = phrases.parse(text, place)
                words = len(phrase.text.split())
                cjk = any(not phrases._bound(c) and c.isalpha() for c in phrase.text)
                punctuated = any(not c.isalnum() and c not in " '-" for c in phrase.text)
                if (
                    words < 2
                    and len(phrase.text) < 12
                    and not punctuated
                    and not phrase.slots
                    and not (cjk and len(phrase.text) >= 4)
                ):
                    at = ("match", place, n) if isinstance(value, list) else ("match", place)
                    yield (
                        at,
                        (
                            f"{text!r} is one word, not the whole line and not bound to a place: it will hit "
                            "content; add `where`, `words`, or write more of the line"
                        ),
                    )
        if match.contains is not None and rule.action == "remove" and rule.confidence == "certain":
            others = (match.prefix, match.suffix, match.line, match.only, match.regex)
            if all(value is None for value in others):
                yield (
                    ("match", "contains"),
                    (
                        "`contains` alone takes whole lines for certain; add `words` or `where`, or make it likely"
                    ),
                )


def _order(rule: Rule) -> Iterator[tuple[Path, str]]:
    """`any` with one entry, lists that say a thing twice."""
    matches = [rule.match] if rule.match else list(rule.sequence or ())
    for outer in matches:
        for match in _matches(outer):
            for place in ("line", "prefix", "suffix", "contains"):
                seen: set[str] = set()
                for n, text in enumerate(texts(getattr(match, place))):
                    folded = phrases.parse(text, place).text
                    if folded in seen:
                        path: Path = ("match", place, n) if outer is rule.match else ("sequence",)
                        yield path, f"{text!r} is there twice (after folding)"
                    seen.add(folded)


def _duplicates(files: list[File]) -> Iterator[Problem]:
    """Whole-line phrases that two rules of the same category, scope and place both hold."""
    seen: dict[tuple[object, ...], str] = {}
    for file in sorted(files, key=lambda f: f.pack.pack):
        for n, rule in enumerate(file.pack.rules):
            if rule.match is None or rule.status != "stable":
                continue
            if rule.match.line is None:
                continue
            rest = msgspec.to_builtins(rule.match)
            rest.pop("line")
            scope = (
                tuple(sorted(rule.languages or file.pack.languages or ())),
                tuple(sorted(rule.sites or file.pack.sites or ())),
                tuple(sorted(rule.documents or file.pack.documents or ())),
                rule.category,
                rule.action,
                rule.run,
                rule.times,
                repr(rest),
                repr(rule.where),
            )
            for m, text in enumerate(texts(rule.match.line)):
                key = (*scope, phrases.parse(text).text)
                name = f"{file.pack.pack}/{rule.id}"
                if key in seen and seen[key] != name:
                    path = ("rules", n, "match", "line", m)
                    yield file.problem(path, f"{rule.id}: {text!r} is in {seen[key]} already")
                seen.setdefault(key, name)
