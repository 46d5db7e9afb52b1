"""The golden suite: text, decisions and metadata, byte for byte. Never writes anything."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from cleaner import Cleaner, Config, apply
from cleaner.golden import Case, cases, differences, orphans, run

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ALL = list(cases(GOLDEN))


@lru_cache
def cleaner(profile: str) -> Cleaner:
    return Cleaner(Config(profile=profile))


def marked() -> Iterator[object]:
    for case in ALL:
        reason = case.known_failure
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(case, id=f"{case.group}/{case.name}", marks=marks)


@pytest.mark.parametrize("case", list(marked()))
def test_case(case: Case) -> None:
    """Every case comes out as curated, can be undone, and is settled in one pass."""
    tool = cleaner(case.about.get("profile", "balanced"))
    result = run(case, tool)
    wrong = differences(case, result)
    assert not wrong, "\n" + "\n".join(wrong)
    assert result.undo() == result.source
    assert apply(result.source, result.edits) == result.text
    known = {k: case.about[k] for k in ("url", "language", "document") if k in case.about}
    assert tool.clean(result.text, **known).text == result.text


def test_there_are_no_orphans() -> None:
    """Every file in golden/ belongs to a case."""
    assert orphans(GOLDEN) == []


def test_there_are_enough_cases() -> None:
    """The suite does not shrink unnoticed."""
    assert len(ALL) >= 60
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
