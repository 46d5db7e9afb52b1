"""Reports for machines: annotations, SARIF, statistics; and what is quiet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE

Run = Callable[..., Result]
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-subset.json").read_text())
"""Ours, written from the specification: no package on PyPI or of Debian carries the official schema,
so it is what holds where `make sarif-schema` could not fetch that one from npm."""
OFFICIAL = Path(sys.prefix, "sarif-2.1.0.schema.json")
"""The schema of the OASIS committee, as Microsoft's SARIF SDK ships it; see the Makefile."""


def test_annotations(run: Run, tmp_path: Path) -> None:
    """A line for each change, with rule and message."""
    (tmp_path / "a.txt").write_text(DIRTY)
    assert run("check", "--format", "github", "a.txt").stdout == (
        "::warning file=a.txt,line=9,endLine=11,title=my/zap/zap::"
        "removed 2 lines [my/zap/zap] Zapping.\n"
    )


def test_annotations_are_escaped(run: Run, tmp_path: Path) -> None:
    """No name and no text ends a command, or begins one."""
    name = "a,b:c%d\n::error::x.txt"
    (tmp_path / name).write_text(f"{PROSE[0]} 100% sure\n::error::sâ€™x Zap zap\n")
    for text in run("check", "--format", "github", name).stdout.splitlines():
        assert text.startswith("::warning file=a%2Cb%3Ac%25d%0A%3A%3Aerror%3A%3Ax.txt,line=")
    (tmp_path / "b.txt").write_bytes(b"\0\0\0")
    skipped = run("check", "--format", "github", "b.txt").stdout
    assert skipped.startswith("::error file=b.txt,title=cleaner::skipped: this looks like binary")


def applied(source: str, result: dict[str, Any]) -> str:
    """A text with the fix of a SARIF result applied, by lines and columns."""
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text))
    (change,) = result["fixes"][0]["artifactChanges"]
    for one in reversed(change["replacements"]):
        region = one["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        source = source[:start] + one["insertedContent"]["text"] + source[end:]
    return source


@pytest.mark.parametrize("source", [DIRTY, DIRTY.rstrip("\n"), f"😀\u2028{DIRTY}", f"\r\n{DIRTY}"])
def test_sarif(run: Run, tmp_path: Path, source: str) -> None:
    """It follows the schema, and its fixes are those of `fix`."""
    import jsonschema

    (tmp_path / "a b.txt").write_bytes(source.encode())
    (tmp_path / "b.txt").write_bytes(b"\0\0\0")
    result = run("check", "--format", "sarif", "a b.txt", "b.txt")
    assert result.exit_code == 3
    log = json.loads(result.stdout)
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    known(log)
    (found,) = log["runs"][0]["results"]
    assert found["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][found["ruleIndex"]]["id"]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.txt"
    invocation = log["runs"][0]["invocations"][0]
    assert not invocation["executionSuccessful"]
    assert "binary" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    run("fix", "a b.txt")
    assert applied(source, found) == (tmp_path / "a b.txt").read_bytes().decode()


def test_sarif_of_repairs_and_records(run: Run, tmp_path: Path) -> None:
    """Several places in one line are one result; records have a line and no fix."""
    import jsonschema

    source = f"{PROSE[0]}\n\nisnâ€™t isnâ€™t\n"
    (tmp_path / "a.txt").write_text(source)
    log = json.loads(run("check", "--format", "sarif", "a.txt").stdout)
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    (found,) = log["runs"][0]["results"]
    assert applied(source, found) == f"{PROSE[0]}\n\nisn’t isn’t\n"
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": DIRTY}) + "\n")
    log = json.loads(run("check", "--records", "--format", "sarif", "r.jsonl").stdout)
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    (found,) = log["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert "fixes" not in found


def known(log: dict[str, Any]) -> None:
    """Every key of a log is one of the SARIF schema, as the classes of sarif-om have them."""
    sarif = pytest.importorskip("sarif_om", reason="needs sarif-om")

    def keys(cls: type, value: dict[str, Any]) -> None:
        names = {a.metadata["schema_property_name"]: a for a in cls.__attrs_attrs__}
        assert set(value) <= set(names), (cls, set(value) - set(names))
        needed = {n for n, a in names.items() if a.default is __import__("attr").NOTHING}
        assert needed <= set(value), (cls, needed - set(value))

    keys(sarif.SarifLog, {k: v for k, v in log.items() if k != "$schema"})
    for one in log["runs"]:
        keys(sarif.Run, one)
        keys(sarif.ToolComponent, one["tool"]["driver"])
        for rule in one["tool"]["driver"]["rules"]:
            keys(sarif.ReportingDescriptor, rule)
        for invocation in one["invocations"]:
            keys(sarif.Invocation, invocation)
            for told in invocation["toolExecutionNotifications"]:
                keys(sarif.Notification, told)
        for found in one["results"]:
            keys(sarif.Result, found)
            for location in found["locations"]:
                keys(sarif.PhysicalLocation, location["physicalLocation"])
                keys(sarif.Region, location["physicalLocation"]["region"])
            for fix in found.get("fixes", ()):
                keys(sarif.Fix, fix)
                for change in fix["artifactChanges"]:
                    keys(sarif.ArtifactChange, change)
                    for replacement in change["replacements"]:
                        keys(sarif.Replacement, replacement)


def official() -> Any:
    """A validator of the official schema."""
    import jsonschema

    if not OFFICIAL.is_file():
        pytest.skip("needs the official schema: make sarif-schema (npm)")
    schema = json.loads(OFFICIAL.read_text("utf-8"))
    cls = jsonschema.validators.validator_for(schema)
    cls.check_schema(schema)
    return cls(schema)


def test_sarif_follows_the_official_schema(run: Run, tmp_path: Path) -> None:
    """Fixes, repairs, files that were skipped, odd names, records, nothing at all: every log is
    valid SARIF 2.1.0."""
    validator = official()
    (tmp_path / "ä b%#?\n.txt").write_text(DIRTY)
    (tmp_path / "a.txt").write_text(f"{PROSE[0]}\n\nisnâ€™t isnâ€™t. Zap zap\n")
    (tmp_path / "b.txt").write_bytes(b"\0\0\0")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": DIRTY}) + "\n{\n")
    for words in (["."], ["empty.txt"], ["--records", "r.jsonl"], [str(tmp_path / "a.txt")]):
        log = json.loads(run("check", "--format", "sarif", *words).stdout)
        assert [error.message for error in validator.iter_errors(log)] == []
    log = json.loads(run("check", "--format", "sarif", ".").stdout)
    log["runs"][0]["results"][0]["level"] = "bad"
    assert not validator.is_valid(log)


def test_the_schema_refuses() -> None:
    """Our part of the schema is no rubber stamp."""
    import jsonschema

    validator = jsonschema.Draft7Validator(SCHEMA)
    driver = {"name": "x"}
    good = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": []}]}
    assert validator.is_valid(good)
    for bad in (
        {**good, "version": "2.0.0"},
        {**good, "runs": [{"results": []}]},
        {**good, "runs": [{"tool": {"driver": driver}, "results": [{"ruleId": "x"}]}]},
        {**good, "runs": [{"tool": {"driver": driver}, "columnKind": "bytes"}]},
        {**good, "other": 1},
    ):
        assert not validator.is_valid(bad)


def test_statistics(run: Run, tmp_path: Path) -> None:
    """Changes by rule, the most first, and in how many files."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "b.txt").write_text(f"{DIRTY}\nisnâ€™t\n")
    result = run("check", "-qq", "--statistics", ".")
    assert result.stdout.splitlines() == [
        "     2  my/zap/zap  (in 2 files)",
        "     1  repair/mojibake  (in 1 file)",
    ]
    assert result.stderr == ""
    line = run("check", "-qq", "--format", "json", "--statistics", ".").stdout
    assert json.loads(line) == {"statistics": {"my/zap/zap": 2, "repair/mojibake": 1}}


def test_quiet(run: Run, tmp_path: Path) -> None:
    """Once: no summary; twice: no changes; the exit code still tells."""
    (tmp_path / "a.txt").write_text(DIRTY)
    once, twice = run("check", "-q", "a.txt"), run("check", "-qq", "a.txt")
    assert (once.exit_code, once.stderr) == (1, "")
    assert "removed" in once.stdout
    assert (twice.exit_code, twice.output) == (1, "")


@pytest.mark.parametrize("command", ["check", "fix"])
def test_diff_as_an_option(run: Run, tmp_path: Path, command: str) -> None:
    """It is what the command `diff` shows, and nothing is written."""
    (tmp_path / "a.txt").write_text(DIRTY)
    result = run(command, "--diff", "a.txt")
    assert result.exit_code == 1
    assert result.stdout == run("diff", "a.txt").stdout != ""
    assert (tmp_path / "a.txt").read_text() == DIRTY != BODY
    assert run(command, "--diff", "--format", "sarif", "a.txt").exit_code == 2
