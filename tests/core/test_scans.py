"""Passes over whole texts in C: the same as the Python code that they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kit import blocks_left

from cleaner.core import CORE, WHY_NOT
from cleaner.text import fold, scans

if CORE is None:
    pytest.skip(f"there is no compiled core: {WHY_NOT}", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
YEARS = [
    "2023", "20202023", "1919 1919", "191919", "1429 1419 1469", "14214219", "'23", "'234", "’٢٣", "٢٠٢٣", "20٢٣", "/1/23", "/12/23/45", "/123/45", "/1/234", ".1.23", ".12.23.45", ".1.2.34", "-mar-23", "-ma-23",
    "-m-23", "-märz_-23", "-abcdefghij-23", "-abcdefghijk-23", "-a b-23", "-1bc-23", "-_bc-23", "-abc-234", "--abc-12", "-abc-abc-12", "jan 20 14:05", "é 20 14:05", "n 20 14:05 ", "n 20 14:5", "20 14:05", "_ 20 14:05", "n ٢٠ ١٤:٠٥", ":05",
    "2", "20", "202", "1", "14", "142", "'", "’", "/", ".", "-", ":", "-a", "-ab", "-abc", "-abc-", "-abc-1", "/1/", "/1/2", "",
]  # fmt: skip
TEXTS = (
    st.text(st.characters(), max_size=60)
    | st.text(st.sampled_from("012459'’/.-:abé _\n\u0660กา好가\ud800\U0001f600\x85"), max_size=60)
    | st.lists(st.sampled_from([*YEARS, " ", "\n", "é", "“", "\x00", "\x7f", "\t", "\U0010ffff"]), max_size=12)
    .map("".join)
)  # fmt: skip


def same(text: str) -> None:
    assert scans.utf8_size(text) == scans._utf8_size(text)
    assert scans.runs(text) == scans._runs(text)
    assert scans.years(text) == scans._years(text)
    assert fold.count_words(text) == fold._count_words(text)


@given(TEXTS)
@example("".join(YEARS))
@example(" ".join(YEARS))
@example("".join(map(chr, range(0x20, 0x3000))))
@example("é" * 70_000 + "“" * 70_000)
def test_texts_are_scanned_alike(text: str) -> None:
    """Sizes, runs beyond ASCII, and what may be a year: alike in texts of every width."""
    for end in ("", "é", "“", "\U0001f600"):
        same(text + end)


@pytest.mark.parametrize("text", YEARS)
def test_years_are_found_alike(text: str) -> None:
    """Every form of a year, cut off anywhere and between other characters."""
    for end in range(len(text) + 1):
        same(text[:end])
        same(f"a{text[:end]} {text[:end]}0")


def test_golden_sources_are_scanned_alike() -> None:
    """Real shapes of pages, and their halves."""
    for path in sorted((ROOT / "golden").rglob("*.*"))[::7]:
        text = path.read_bytes().decode("utf-8", "replace")
        same(text)
        same(text[: len(text) // 2])


def test_nothing_is_left_behind() -> None:
    """However often they run, as many objects are alive as before."""
    text = " ".join([*YEARS, "“é”", "€"])

    def work() -> None:
        same(text)
        assert scans.runs(f"{text}\x00") is None

    assert blocks_left(work, 200) < 200  # less than one object a run


@pytest.mark.parametrize("scan", [scans.utf8_size, scans.runs, scans.years, fold.count_words])
def test_only_texts_are_scanned(scan: Any) -> None:
    """Anything else is a type error."""
    for other in (b"x", None, 1):
        with pytest.raises(TypeError):
            scan(other)
