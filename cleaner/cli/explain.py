"""`cleaner explain`: every line of a document with what became of it, and why."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleaner.cli.changes import Change, Lines, changes, visible
from cleaner.cli.options import cleaning_options, kind_of_input, stdin_option, tools_of
from cleaner.decide.opinion import CAUSE
from cleaner.errors import ConfigError, InputError

if TYPE_CHECKING:
    from cleaner.document import Finding, Result
    from cleaner.io.records import Known
    from cleaner.pipeline import Cleaner

_COLOURS = {"removed": "red", "cut": "yellow", "replaced": "yellow", "repaired": "yellow",
            "restyled": "yellow"}  # fmt: skip


class Verdict(NamedTuple):
    """What became of a line: `kept`, `removed`, `cut`, `replaced`, `repaired`, or blank ("").

    changes: what was done to it; findings: what rules found on it and did not do.
    """

    line: int
    text: str
    verdict: str
    changes: list[Change]
    findings: list[Finding]


@click.command(context_settings={"max_content_width": 100})
@click.argument("file", metavar="FILE[:LINE]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with everything.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["auto", "text", "html", "jsonl"]),
    default="auto",
    help="What the file holds; by default told by the suffix, else by the first bytes.",
)
@cleaning_options
@stdin_option
def explain(file: str, as_json: bool, source: str, **options: Any) -> None:
    """Say for every line why it went, or why it stayed.

    FILE holds text or HTML (whose extracted text is explained); - is stdin. With :LINE only this line
    is explained, and rules are named that would find it but are switched off or moved by a pack; of a
    file of JSON lines LINE chooses the record.

    \b
      cleaner explain page.txt
      cleaner explain page.txt:12
      cleaner explain records.jsonl:3 --json
    """
    from cleaner.io.files import kind_of, read_file, sniff

    path, line = _address(file)
    source = kind_of_input(source, [path], options)
    tools = tools_of(options, layout=True)
    cleaner, known = tools.tool(path)

    def clean(cleaner: Cleaner) -> Result:
        if kind == "jsonl":
            return _record(cleaner, known, content, line or 1)
        url, language, document = known
        about = {"url": url, "language": language, "document": document}
        if kind == "html":
            return cleaner.clean_html(content, **about)
        return cleaner.clean(content, **about, keep=tools.keep(path))

    try:
        content = sys.stdin.buffer.read() if path == "-" else read_file(path)
        kind = source if source != "auto" else kind_of(path) or sniff(content)
        if kind == "jsonl" and line is None:
            raise ConfigError(f"name a record: {path}:LINE")
        result = clean(cleaner)
    except InputError as err:
        raise InputError(f"{path}: {err}") from None
    if kind == "text" and "cleaner:" in result.source:
        from cleaner.io.exemptions import in_text

        for idle in in_text(result.source, cleaner):
            click.echo(f"{visible(path)}:{idle.line}: note: {visible(idle.message)}", err=True)
    verdicts = account(result)
    one = line if kind != "jsonl" else None
    if one is not None:
        if one > len(verdicts):
            count = len(verdicts)
            raise InputError(f"{path} has {count} line{'s' * (count != 1)}, and no line {one}")
        verdicts = verdicts[one - 1 : one]
    if as_json:
        _print_json(path, result, verdicts)
        return
    for verdict in verdicts:
        _print(verdict)
    if one is None:
        _print_document(result)
    elif verdicts[0].text.strip():
        reasons = _changed_by_packs(verdicts[0], result.findings, cleaner, clean)
        if not (reasons or verdicts[0].changes or verdicts[0].findings):
            reasons = ["no rule matches this line", *_not_asked(cleaner, known, result)]
        for reason in reasons:
            _print_reason(reason, None)


def _address(file: str) -> tuple[str, int | None]:
    """The file and the line in `FILE:LINE`. Raises ConfigError if what follows a file is no line."""
    path, colon, line = file.rpartition(":")
    if not colon or not path or os.path.lexists(file):
        return file, None
    if line.isascii() and line.isdigit() and int(line) > 0:
        return path, int(line)
    if not os.path.lexists(path):
        return file, None
    raise ConfigError(f"{file}: {line!r} is no line number; lines of {path} count from 1")


def _changed_by_packs(
    one: Verdict, found: tuple[Finding, ...], cleaner: Cleaner, clean: Callable[[Cleaner], Result]
) -> list[str]:
    """Rules that would find this line in another way if no pack switched rules off or moved them."""
    changed = {name for pack in cleaner.program.packs for name in (*pack.disable, *pack.override)}
    if not changed:
        return []
    from cleaner.rules.load import load_files, sources
    from cleaner.rules.scope import decisions

    known = {(f.rule, f.verdict) for f in found if one.line in f.lines}
    others = {
        f.rule: f.verdict
        for f in clean(cleaner.without_decisions()).findings
        if one.line in f.lines and f.rule in changed and (f.rule, f.verdict) not in known
    }
    if not others:
        return []
    config = cleaner.config
    files = load_files(sources([Path(p) for p in config.rules], config.builtin_rules))
    return [
        f"{verdict} [{name}], were it not {decision}"
        for name, verdict in others.items()
        for decision in decisions(files, name)
    ]


def _not_asked(cleaner: Cleaner, known: Known, result: Result) -> Iterator[str]:
    """A hint that somebody's rules for a site were not asked, since nothing says where a text is
    from."""
    from cleaner.rules.scope import sites_not_asked
    from cleaner.text.stated import stated_url

    if not (known.url or stated_url(result.source)):
        yield from sites_not_asked(cleaner.program, cleaner.config.rules)


def _record(cleaner: Cleaner, known: Known, content: bytes, number: int) -> Result:
    from cleaner.io import jsonl
    from cleaner.io.records import process

    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if number > len(lines) or not lines[number - 1].strip():
        raise InputError(f"there is no record on line {number}")
    fields = {k: jsonl.value(v) for k, v in jsonl.read_object(lines[number - 1]).items()}
    return process(cleaner, fields, known)[1]


def account(result: Result) -> list[Verdict]:
    """The verdict on every line of the source."""
    lines = Lines(result.source)
    done: dict[int, list[Change]] = {}
    for change in changes(result, lines):
        if change.action != "white space":
            for n in change.lines:
                done.setdefault(n, []).append(change)
    stayed: dict[int, list[Finding]] = {}
    for finding in result.findings:
        if not finding.acts or finding.rule == CAUSE:
            for n in finding.lines:
                stayed.setdefault(n, []).append(finding)
    out = []
    for n, text in enumerate(lines.texts, 1):
        mine = done.get(n, [])
        actions = [change.action for change in mine]
        verdict = "removed" if "removed" in actions else actions[0] if actions else "kept"
        if not text.strip():
            verdict = ""
        out.append(Verdict(n, text, verdict, mine, stayed.get(n, [])))
    return out


def _print(one: Verdict) -> None:
    colour = _COLOURS.get(one.verdict)
    number = click.style(f"{one.line:5}", dim=True)
    if not one.verdict:
        click.echo(number)
        return
    word = click.style(f"{one.verdict:9}", fg=colour, dim=colour is None)
    text = click.style(visible(one.text), fg=colour, strikethrough=one.verdict == "removed" or None)
    click.echo(f"{number} {word}{text}")
    for change in one.changes:
        if change.causes[0] == CAUSE and any(f.acts for f in one.findings):
            continue  # the finding says it with the score
        _print_reason(str(change) if change.action != "removed" else _why(change), colour)
    for finding in one.findings:
        _print_reason(_told(finding), colour if finding.acts else None)


def _told(finding: Finding) -> str:
    """What a finding says; the page model's has said all with its verdict."""
    if finding.rule == CAUSE:
        return finding.verdict
    return f"{finding.verdict} [{finding.rule}] {finding.message}".rstrip()


def _why(change: Change) -> str:
    return f"[{', '.join(change.causes)}] {change.message}".rstrip()


def _print_reason(text: str, colour: str | None) -> None:
    click.secho(f"{'':15}└ {text}", fg=colour, dim=colour is None)


def _print_document(result: Result) -> None:
    click.echo()
    facts: dict[str, Any] = {
        "document": result.document,
        **result.metadata.to_dict(),
        "flags": result.flags,
        "extractor": result.extractor,
    }
    for name, value in facts.items():
        if value:
            text = value if isinstance(value, str) else ", ".join(value)
            click.echo(f"{click.style(name, fg='cyan')}: {visible(text)}")


def _print_json(path: str, result: Result, verdicts: list[Verdict]) -> None:
    from cleaner.io.jsonl import encode

    about = {
        "path": path,
        "document": result.document,
        "metadata": result.metadata.to_dict(),
        "flags": result.flags,
        "version": result.version,
        "rules_hash": result.rules_hash,
        "lines": [
            {
                **one._asdict(),
                "changes": [change.to_dict() for change in one.changes],
                "findings": [finding._asdict() for finding in one.findings],
            }
            for one in verdicts
        ],
    }
    click.echo(encode(about).decode())
