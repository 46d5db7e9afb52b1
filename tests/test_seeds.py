"""The five real documents that everything started from, where the folder beside this one is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seed(number: str, cleaner: Cleaner) -> None:
    """A seed gives exactly the curated text, metadata and removed lines, and can be undone."""
    source = next(SEEDS.glob(f"{number}_*.txt")).read_bytes()
    expected = (SEEDS / "expected" / f"{number}.txt").read_bytes().decode("utf-8")
    told = json.loads((SEEDS / "expected" / f"{number}.json").read_text("utf-8"))
    result = cleaner.clean(source)
    assert result.text == expected
    assert result.metadata.to_dict() == told["metadata"]
    assert {str(r.line): r.category for r in result.removed} == told["removed_lines"]
    assert result.undo().encode() == source
    assert cleaner.clean(result.text).text == result.text
