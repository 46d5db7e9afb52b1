"""Curating golden cases: accepting what the cleaner does now, and what cases and examples cover."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.document import Result
from cleaner.errors import ConfigError
from cleaner.golden import Case, broken_promises, cleaner_of, inner_edits, run
from cleaner.io.files import write_file
from cleaner.io.tools import Tools
from cleaner.losses import lost, recorded

WHY = "One sentence that says why this case exists."
"""What `golden new` writes, for somebody to say it."""

_NOTHING_GOES = ("clean", "traps")


def write_case(
    path: Path,
    source: bytes,
    expected: str,
    decisions: dict[str, Any],
    about: dict[str, Any],
    suffix: str = ".txt",
) -> None:
    """Write the files of a new case. `decisions` are those of expected.json, `about` of case.yaml.
    Where the expectation is no Unicode text, escapes stand for what cannot be written.

    Raises ConfigError if they cannot be written.
    """
    import yaml

    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=100)
    files = {
        f"source{suffix}": source,
        "expected.txt": expected.encode("utf-8", "backslashreplace"),
        "expected.json": _json(decisions).encode("utf-8", "backslashreplace"),
        "case.yaml": text.encode("utf-8", "backslashreplace"),
    }
    try:
        path.mkdir(parents=True)
        for name, content in files.items():
            (path / name).write_bytes(content)
    except OSError as err:
        raise ConfigError(f"cannot write {path}: {err.strerror}") from None


def accept(case: Case, result: Result, allow_loss: str | None = None) -> list[str]:
    """Make what the cleaner does now the expectation of a case; returns the lines that are lost.

    Raises ConfigError where a person would have to say something first: the case does not say why it
    exists, its must_keep or must_drop is broken, it is one in which nothing may change or one that is
    known to fail, or the text loses more than before and nobody says why that is right. Nothing is
    written then.
    """
    place = case.path / "case.yaml"
    if case.about.why == WHY:
        raise ConfigError(f"{place}: say first why the case exists (`why`)")
    if case.group == "known-failures":
        raise ConfigError(
            f"{case.path}: a known failure is not accepted; move the case when it passes"
        )
    broken = list(broken_promises(case, result.text))
    if broken:
        raise ConfigError(f"{place}: not accepted\n  " + "\n  ".join(broken))
    if case.group in _NOTHING_GOES and result.text != result.source:
        raise ConfigError(f"{case.path}: nothing may change in a case of the group {case.group}")
    losses = lost(case.expected, result.text)
    if losses and not (allow_loss or "").strip():
        shown = "\n  ".join(losses)
        raise ConfigError(
            f"{case.path}: not accepted, the text would lose\n  {shown}\n"
            "cut expected.txt by hand if that is right, or say why with --allow-loss REASON"
        )
    about = recorded(place, (allow_loss or "").strip()) if losses else None
    try:
        text = result.text.encode("utf-8")
    except UnicodeEncodeError as err:
        raise ConfigError(
            f"{case.path}: not accepted, the result is no Unicode text: {err}"
        ) from None
    if about is not None:
        write_file(str(place), about.encode("utf-8"))
    write_file(str(case.path / "expected.txt"), text)
    write_file(str(case.path / "expected.json"), _json(_decisions(case, result)).encode())
    return losses


def _decisions(case: Case, result: Result) -> dict[str, Any]:
    decisions = case.decisions
    named = {one.line for one in decisions.removed if one.rule}
    inside = {(one.line, one.before) for one in decisions.edits if one.rule}
    removed: list[dict[str, Any]] = []
    for gone in result.removed:
        rule = {"rule": gone.rule} if gone.line in named else {}
        removed.append({"line": gone.line, "category": gone.category, **rule})
    edits: list[dict[str, Any]] = []
    for edit in inner_edits(result):
        shown = edit._asdict()
        if edit[:2] not in inside:
            del shown["rule"]
        edits.append(shown)
    metadata = {k: v for k, v in result.metadata.to_dict().items() if v}
    return {"metadata": metadata, "removed": removed, "edits": edits, "flags": list(result.flags)}


def _json(decisions: dict[str, Any]) -> str:
    """The decisions as people write them: one line for each that goes, so that diffs can be read."""
    parts = []
    for key, value in decisions.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in value)
            shown = f"[\n{lines}\n  ]"
        else:
            shown = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        parts.append(f'  "{key}": {shown}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


class Coverage(NamedTuple):
    """Stable rules by name: those that act in a golden case, those that act only in an example of
    their own, and those that act in neither."""

    cases: tuple[str, ...]
    examples: tuple[str, ...]
    neither: tuple[str, ...]


def coverage(cases: Iterable[Case], tools: Tools, rules: Iterable[Path], builtin: bool) -> Coverage:
    """Which stable rules are exercised, and by what. `builtin`: ask for the built-in ones, too."""
    from dataclasses import replace

    from cleaner.config import PROFILES
    from cleaner.rules.examples import exercised
    from cleaner.rules.load import load_files, sources

    acting = set()
    for case in cases:
        for finding in run(case, cleaner_of(case, tools)).findings:
            if finding.acts or finding.verdict in ("protected", "extracted", "signal"):
                acting.add(finding.rule)
    config = tools.general().cleaner.config
    cleaners = {one: tools.variant(replace(config, profile=one)) for one in PROFILES}
    found: dict[str, list[str]] = {"cases": [], "examples": [], "neither": []}
    for file in load_files(sources(list(rules), builtin)):
        for rule in file.pack.rules:
            name = f"{file.pack.pack}/{rule.id}"
            if rule.status != "stable":
                continue
            where = "cases" if name in acting else "neither"
            if where == "neither" and exercised(file, rule, cleaners):
                where = "examples"
            found[where].append(name)
    return Coverage(**{where: tuple(sorted(names)) for where, names in found.items()})
