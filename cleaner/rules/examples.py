"""Running the examples of rules, with all rules on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.config import Config
from cleaner.pipeline import Cleaner
from cleaner.rules.model import Example, Rule
from cleaner.rules.validate import File

_DONE = {
    "remove": "removed", "cut": "cut", "replace": "replaced",
    "protect": "protected", "extract": "extracted", "signal": "signal",
}  # fmt: skip


class Failure(NamedTuple):
    """An example that does not hold: where it stands, the rule, and what is wrong."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


def exercised(file: File, rule: Rule, cleaners: Mapping[str, Cleaner]) -> bool:
    """Whether a rule acts in one of its examples. `cleaners` by profile."""
    name = f"{file.pack.pack}/{rule.id}"
    return any(
        _one(example, rule, name, file, cleaners[example.profile or "balanced"])[1]
        for example in rule.examples
    )


def run(
    files: Iterable[File], rules: Sequence[Path] = (), builtin: bool = True, only: str = ""
) -> Iterator[Failure | None]:
    """Run every example of every rule; yields None for one that holds, else what is wrong.

    only: what the full names of the rules begin with.
    """
    cleaners = {
        profile: Cleaner(Config(profile=profile, rules=tuple(rules), builtin_rules=builtin))
        for profile in ("conservative", "balanced", "aggressive")
    }
    for file in files:
        for n, rule in enumerate(file.pack.rules):
            name = f"{file.pack.pack}/{rule.id}"
            if rule.status == "deprecated" or not name.startswith(only):
                continue
            found = False
            for m, example in enumerate(rule.examples):
                line = file.positions.get(("rules", n, "examples", m), (1, 1))[0]
                wrong, acted = _one(
                    example, rule, name, file, cleaners[example.profile or "balanced"]
                )
                found = found or acted
                yield Failure(file.name, line, name, wrong) if wrong else None
            if rule.action in ("protect", "extract", "signal") and not found:
                line = file.positions.get(("rules", n, "examples"), (1, 1))[0]
                message = f"no example in which it is found ({_DONE[rule.action]})"
                yield Failure(file.name, line, name, message)


def _one(example: Example, rule: Rule, name: str, file: File, cleaner: Cleaner) -> tuple[str, bool]:
    """(what is wrong with one example or "", whether the rule acted in it)."""
    source = example.keep if example.keep is not None else example.in_ or ""
    wanted = example.keep if example.keep is not None else example.out or ""
    url = example.url
    sites = rule.sites or file.pack.sites
    if url is None and sites:
        url = f"https://{sites[0]}/"
    languages = rule.languages or file.pack.languages or ()
    language = example.language or (languages[0].split("-")[0] if len(languages) == 1 else None)
    result = cleaner.clean(source, url=url, language=language, document=example.document)
    mine = [f for f in result.findings if f.rule == name]
    acted = any(f.verdict == _DONE[rule.action] for f in mine)
    if _settled(result.text) != _settled(wanted):
        return _difference(_settled(wanted), _settled(result.text), result.findings), acted
    if example.in_ is not None and rule.status == "stable" and not acted:
        said = "; ".join(f.verdict for f in mine) or "it did not match"
        return f"the example holds, but not through this rule: {said}", acted
    told = result.metadata.to_dict()
    for field, value in (example.meta or {}).items():
        if told[field] != value:
            return f"metadata {field} is {told[field]!r}, expected {value!r}", acted
    return "", acted


def _settled(text: str) -> str:
    """White space at the ends of the text does not count in examples."""
    return text.strip("\n \t")


def _difference(wanted: str, got: str, findings: Iterable[object]) -> str:
    import difflib

    lines = difflib.unified_diff(
        wanted.split("\n"), got.split("\n"), "expected", "got", lineterm="", n=0
    )
    shown = "\n".join(f"    {line}" for line in list(lines)[2:] if not line.startswith("@@"))
    why = "\n".join(
        f"    {f.rule}: {f.verdict}"  # type: ignore[attr-defined]
        for f in findings
    )
    return f"the text differs (- expected, + got)\n{shown}\n  findings:\n{why or '    none'}"
