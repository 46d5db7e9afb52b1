"""Golden cases: curated documents with the result that a careful person wants.

A case is a folder `GROUP/CASE` with `source.*`, `expected.txt`, `expected.json` and `case.yaml`; see
golden/README.md. Nothing here ever writes an expectation from what the cleaner does; that is
`accept`, which a person calls (`cleaner.curation`).
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Struct

from cleaner.document import Metadata, Result
from cleaner.errors import ConfigError
from cleaner.io.files import kind_of
from cleaner.languages import known_language
from cleaner.metadata import host
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    from cleaner.io.tools import Tools

GROUPS = ("articles", "clean", "traps", "encoding", "dates", "seeds", "known-failures")
"""Groups of cases; `languages/xx`, `engines/xx` and `sites/xx` are groups, too."""

_Text = Annotated[str, Meta(min_length=1)]
_Line = Annotated[int, Meta(ge=1)]


class Gone(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the source (from 1) that goes. rule: None where it does not matter which."""

    line: _Line
    category: _Text
    rule: str | None = None


class Edited(Struct, frozen=True, forbid_unknown_fields=True):
    """An edit inside a line (from 1) that stays. rule: "" where it does not matter which."""

    line: _Line
    before: str
    after: str
    category: _Text
    rule: str = ""


class Decisions(Struct, frozen=True, forbid_unknown_fields=True):
    """What expected.json says."""

    metadata: dict[str, str | list[str] | None] = {}
    removed: tuple[Gone, ...] = ()
    edits: tuple[Edited, ...] = ()
    flags: tuple[str, ...] = ()


class About(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What case.yaml says: why the case exists, phrases that stay or go, and how to clean."""

    why: _Text
    must_keep: tuple[_Text, ...] = ()
    must_drop: tuple[_Text, ...] = ()
    url: str | None = None
    language: str | None = None
    document: str | None = None
    profile: str | None = None
    characters: str | None = None
    dates: str | None = None
    reference_date: str | None = None
    reason: str = ""
    losses: tuple[_Text, ...] = ()


class Case(NamedTuple):
    """One golden case. `known_failure` holds the reason for one in the group of known failures."""

    path: Path
    group: str
    name: str
    source: Path
    expected: str
    decisions: Decisions
    about: About

    @property
    def known_failure(self) -> str | None:
        """Why the case fails today, if it is meant to."""
        return self.about.reason if self.group == "known-failures" else None


def cases(folder: Path) -> Iterator[Case]:
    """The cases below a folder, in order. Raises ConfigError for a folder that is no whole case."""
    for about in sorted(folder.rglob("case.yaml")):
        yield load(about.parent, folder)


def is_group(name: str) -> bool:
    """Whether there is a group of this name, or may be one."""
    top, _, rest = name.partition("/")
    if top == "languages":
        return known_language(rest) == rest
    if top == "sites":
        return host(rest) == rest != ""
    return name in GROUPS or (top == "engines" and is_slug(rest))


def is_slug(name: str) -> bool:
    """Whether a name is lower-case letters, digits and single hyphens."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None


def load(path: Path, folder: Path) -> Case:
    """Read one case. Raises ConfigError if a file is missing or does not say what it should."""
    import yaml

    found = sorted(path.glob("source.*"))
    if len(found) != 1:
        raise ConfigError(f"{path}: a case has one source.* file, this one has {len(found)}")
    place = path / "expected.txt"
    try:
        expected = place.read_bytes().decode("utf-8")
        place = path / "expected.json"
        decisions = _converted(json.loads(place.read_text("utf-8")), place, Decisions)
        place = path / "case.yaml"
        about = _converted(yaml.safe_load(place.read_text("utf-8")) or {}, place, About)
    except OSError as err:
        raise ConfigError(f"{place}: {err.strerror}; a case has this file") from None
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ConfigError(f"{place}{at}: not valid YAML: {err.problem or err.context}") from None
    except json.JSONDecodeError as err:
        raise ConfigError(f"{place}:{err.lineno}:{err.colno}: not valid JSON: {err.msg}") from None
    except (ValueError, RecursionError, yaml.YAMLError) as err:
        raise ConfigError(f"{place}: {' '.join(str(err).split())}") from None
    names = [field.name for field in fields(Metadata)]
    for name in decisions.metadata:
        if name not in names:
            message = _unknown("field of the metadata", name, names)
            raise ConfigError(f"{path / 'expected.json'}: {message}")
    group = path.relative_to(folder).parent.as_posix()
    if group == "known-failures" and not about.reason:
        raise ConfigError(f"{place}: a known failure needs a `reason`")
    return Case(path, group, path.name, found[0], expected, decisions, about)


_S = TypeVar("_S", bound=Struct)
_REMEDIES = {
    "`why`": "`why` says why the case exists",
    "array`, got `str": "write a list, each entry on a line of its own after `- `",
    "`str": "put the text in quotes",
    "`int`": "lines are numbers from 1",
    "`object`": "write `key: value`, as golden/README.md has it",
}
"""What helps, by what msgspec says."""


def _converted(value: Any, place: Path, kind: type[_S]) -> _S:
    """What a file holds. Raises ConfigError with its name, the key and what helps."""
    known = kind.__struct_fields__
    if isinstance(value, dict):
        for name in value:
            if name not in known:
                raise ConfigError(f"{place}: {_unknown('key', str(name), known)}")
        value = {
            name: one.isoformat() if isinstance(one, datetime.date) else one  # YAML knows dates
            for name, one in value.items()
            if one is not None
        }
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as err:
        message, _, at = str(err).partition(" - at ")
        key = at.strip("`").removeprefix("$").removeprefix(".")
        helps = next((words for part, words in _REMEDIES.items() if part in message), "")
        parts = (str(place), key, message[:1].lower() + message[1:].replace(" | null", ""))
        raise ConfigError(": ".join(filter(None, parts)) + (f"; {helps}" * bool(helps))) from None


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"unknown {what} {name!r}; {hint}"


def chosen(cases: Iterable[Case], patterns: Sequence[str]) -> list[Case]:
    """The cases that a pattern names: `GROUP/CASE`, `CASE`, `GROUP` or a glob of these; all if there
    is no pattern. Raises ConfigError for a pattern that names none."""
    from fnmatch import fnmatchcase

    known = list(cases)
    out: dict[Path, Case] = {}
    for pattern in patterns:
        wanted = pattern.rstrip("/")
        found = [
            case
            for case in known
            for name in (f"{case.group}/{case.name}", case.name, case.group)
            if fnmatchcase(name, wanted) or f"{case.group}/".startswith(f"{wanted}/")
        ]
        if not found:
            raise ConfigError(f"there is no case {pattern!r}; {_nearest(known, wanted)}")
        out.update((case.path, case) for case in found)
    return sorted(out.values()) if patterns else known


def _nearest(known: Iterable[Case], wanted: str) -> str:
    """What may have been meant."""
    from difflib import get_close_matches

    names = {one: None for c in known for one in (f"{c.group}/{c.name}", c.name, c.group)}
    near = get_close_matches(wanted, names, 1)
    return f"did you mean {near[0]!r}?" if near else "`cleaner golden list` has them all"


def cleaner_of(case: Case, tools: Tools) -> Cleaner:
    """The cleaner of a case: what the configuration says of its file, and what the case says.

    Raises ConfigError for what is not possible.
    """
    config = tools.tool(str(case.source)).cleaner.config
    given = {name: getattr(case.about, name) for name in ("profile", "characters", "dates")}
    try:
        config = replace(config, **{name: value for name, value in given.items() if value})
    except ConfigError as err:
        raise ConfigError(f"{case.path / 'case.yaml'}: {err}") from None
    return tools.variant(config)


def wrong(case: Case, tools: Tools) -> tuple[Result, list[str]]:
    """What a case comes to, and what is wrong with it: differences, and promises that do not hold."""
    from cleaner.decide.edits import apply

    cleaner = cleaner_of(case, tools)
    result = run(case, cleaner)
    out = differences(case, result)
    if result.undo() != result.source or apply(result.source, result.edits) != result.text:
        out.append("the edits do not lead from the source to the text and back")
    if cleaner.clean(result.text, **_known(case)).text != result.text:
        out.append("cleaning the clean text changes it again")
    return result, out


def _known(case: Case) -> dict[str, Any]:
    names = ("url", "language", "document", "reference_date")
    return {name: getattr(case.about, name) for name in names}


def run(case: Case, cleaner: Cleaner) -> Result:
    """Clean the source of a case the way the case says. Raises ConfigError for what is not possible."""
    content = case.source.read_bytes()
    method = cleaner.clean_html if kind_of(case.source.name) == "html" else cleaner.clean
    try:
        return method(content, **_known(case))
    except ConfigError as err:
        raise ConfigError(f"{case.path / 'case.yaml'}: {err}") from None


def differences(case: Case, result: Result) -> list[str]:
    """What is not as curated: the text, removed lines and edits inside lines rule by rule, metadata,
    flags."""
    out: list[str] = []
    if result.text != case.expected:
        out.append(text_diff(case.expected, result.text))
    out.extend(broken_promises(case, result.text))
    by_rule: dict[str, list[str]] = {}
    for rule, message in (*_removed(case, result), *_edits(case, result)):
        by_rule.setdefault(rule, []).append(message)
    for rule in sorted(by_rule):
        out.append("\n  ".join([f"{rule}:", *by_rule[rule]]))
    told = {k: v for k, v in result.metadata.to_dict().items() if v}
    wanted = case.decisions.metadata
    for key in sorted({*told, *wanted}):
        if told.get(key) != wanted.get(key):
            out.append(f"metadata {key}: expected {wanted.get(key)!r}, got {told.get(key)!r}")
    if sorted(result.flags) != sorted(case.decisions.flags):
        wanted_flags = list(case.decisions.flags)
        out.append(f"flags: expected {wanted_flags}, got {list(result.flags)}")
    return out


def text_diff(expected: str, got: str) -> str:
    """A unified diff in which line ends and invisible characters show."""
    import difflib

    lines = difflib.unified_diff(
        [ascii_safe(line) for line in expected.splitlines(keepends=True)],
        [ascii_safe(line) for line in got.splitlines(keepends=True)],
        "expected.txt",
        "result",
        lineterm="",
        n=1,
    )
    return "the text differs\n" + "\n".join(lines)


def ascii_safe(line: str) -> str:
    """A line with its break and invisible characters written out."""
    return "".join(
        c if c == " " or c.isprintable() else c.encode("unicode_escape").decode() for c in line
    )


def broken_promises(case: Case, text: str) -> Iterator[str]:
    """The phrases that a case wants to keep and that are gone, or to drop and that are there."""
    for phrase in case.about.must_keep:
        if phrase not in text:
            yield f"must_keep: {phrase!r} is gone"
    for phrase in case.about.must_drop:
        if phrase in text:
            yield f"must_drop: {phrase!r} is still there"


def _removed(case: Case, result: Result) -> Iterator[tuple[str, str]]:
    """What is not as curated in the lines that go: the rule that has to do with it, and a message."""
    wanted = {entry.line: entry for entry in case.decisions.removed}
    got = {entry.line: entry for entry in result.removed}
    lines = result.source.splitlines()
    for line in sorted({*wanted, *got}):
        if line > len(lines):
            rule = wanted[line].rule or "no rule"
            yield rule, f"line {line} should go, but the source has {len(lines)} lines only"
            continue
        shown = lines[line - 1].strip()[:60]
        if line not in got:
            findings = [f for f in result.findings if line in f.lines]
            why = "; ".join(f"{f.rule}: {f.verdict}" for f in findings) or "no rule found it"
            rule = wanted[line].rule or (findings[0].rule if findings else "no rule")
            yield rule, f"line {line} {shown!r} should go ({wanted[line].category}): {why}"
        elif line not in wanted:
            yield got[line].rule, f"line {line} {shown!r} should stay: removed by {got[line].rule}"
        else:
            for key in ("category", "rule"):
                want, have = getattr(wanted[line], key), getattr(got[line], key)
                if want is not None and want != have:
                    rule = got[line].rule
                    yield rule, f"line {line} {shown!r}: expected {key} {want}, got {have} ({rule})"


class InnerEdit(NamedTuple):
    """An edit of a rule inside a line that stays. Lines count from 1."""

    line: int
    before: str
    after: str
    category: str
    rule: str


def inner_edits(result: Result) -> list[InnerEdit]:
    """Edits of rules inside lines that stay, in order."""
    categories = {f.rule: f.category for f in result.findings}
    gone = {entry.line for entry in result.removed}
    got = []
    for edit in result.edits:
        mine = [cause for cause in edit.causes if cause in categories]
        line = len(result.source[: edit.start].splitlines()) or 1
        if edit.start and result.source[edit.start - 1 : edit.start] in "\r\n":
            line += 1
        inked = {
            line + n for n, part in enumerate(edit.before.splitlines() or [""]) if part.strip()
        }
        if mine and not inked <= gone:
            before, after = edit.before.strip(), edit.after.strip()
            got.append(InnerEdit(line, before, after, categories[mine[0]], mine[0]))
    return sorted(got)


def _edits(case: Case, result: Result) -> Iterator[tuple[str, str]]:
    """What is not as curated inside lines that stay: the rule, and a message."""
    wanted = [
        InnerEdit(e.line, e.before.strip(), e.after.strip(), e.category, e.rule)
        for e in case.decisions.edits
    ]
    got = inner_edits(result)
    for one in wanted:
        same = next((g for g in got if g[:3] == one[:3]), None)
        what = f"line {one.line}: {one.before!r} → {one.after!r}"
        if same is None:
            findings = [f for f in result.findings if one.line in f.lines]
            why = "; ".join(f"{f.rule}: {f.verdict}" for f in findings) or "no rule found it"
            rule = one.rule or next((f.rule for f in findings), "no rule")
            yield rule, f"{what} is expected ({one.category}): {why}"
            continue
        got.remove(same)
        for key in ("category", "rule"):
            want, have = getattr(one, key), getattr(same, key)
            if want and want != have:
                yield same.rule, f"{what}: expected {key} {want}, got {have}"
    for one in got:
        what = f"line {one.line}: {one.before!r} → {one.after!r}"
        yield one.rule, f"{what} is not expected ({one.category})"
