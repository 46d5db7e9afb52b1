"""The golden suite as a whole. The cases run on the pytest plugin (`golden` in pyproject.toml), also
where only this file is named: see conftest.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.golden import Case, cases

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ALL = list(cases(GOLDEN))


def test_there_are_no_orphans() -> None:
    """Every file in golden/ belongs to a case."""
    files = {"expected.txt", "expected.json", "case.yaml"}
    for path in sorted(p for p in GOLDEN.rglob("*") if p.is_file()):
        if path.name not in ("README.md", ".gitattributes"):
            assert (path.parent / "case.yaml").is_file(), path
            assert path.name in files or path.name.startswith("source."), path


def test_there_are_enough_cases() -> None:
    """The suite does not shrink unnoticed."""
    assert len(ALL) >= 290
    assert {case.group for case in ALL} >= {
        "articles",
        "clean",
        "traps",
        "encoding",
        "dates",
        "seeds",
    }


@pytest.mark.parametrize(
    "case", [c for c in ALL if c.group in ("clean", "traps")], ids=lambda c: c.name
)
def test_clean_and_trap_cases_expect_their_source(case: Case) -> None:
    """In clean/ and traps/ the curated result is the source."""
    assert case.source.read_bytes() == (case.path / "expected.txt").read_bytes()


def test_the_cases_run(request: pytest.FixtureRequest) -> None:
    """Whoever runs this file runs every case."""
    items = {item.name for item in request.session.items if "golden" in item.path.parts}
    assert {f"{case.group}/{case.name}" for case in ALL} <= items
