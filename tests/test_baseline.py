"""What the rules take from the gold texts of ../shared/data, against a list that was read."""

from __future__ import annotations

from pathlib import Path

import baseline
import pytest
from baseline import DATA, Entry, entry, missed, review, taken, words_lost
from kit import PROSE, line, pack, page, rule, write

from cleaner import Cleaner, Config


def test_a_review_tells_new_from_gone() -> None:
    """An entry is known by page, line and text; who takes it may change without a new verdict."""
    listed = [entry("p", 1, "Share", "en/a/b")._replace(verdict="chrome", reason="so")]
    again, other = entry("p", 1, " Share ", "en/c/d"), entry("p", 1, "Tweet", "en/a/b")
    assert review([again], listed) == ([again._replace(verdict="chrome", reason="so")], [], [])
    assert review([other], listed) == ([other], [other], listed)


def test_lines_and_parts_of_lines_are_entries(tmp_path: Path) -> None:
    """A line that goes, and one that loses a part, is an entry; a snippet only if it is gone."""
    rules = pack(line("x1"), rule(action="cut", match={"suffix": ["y1"]}), name="my/pack")
    tool = Cleaner(Config(rules=(write(tmp_path, rules),), builtin_rules=False))
    result = tool.clean(page("x1", PROSE[0], "words y1"))
    assert [(e.line, e.rule) for e in taken("p", result)] == [(1, "my/pack/r1"), (5, "my/pack/r2")]
    assert [e.line for e in missed("p", result, ["words  y1", PROSE[0], "never there"])] == [1]
    assert words_lost(result.source, result.text) == 2 / 21


def test_the_list_is_read() -> None:
    """Every entry has a verdict, and what is known to be wrong has a reason."""
    entries = baseline.read()
    assert len({e.key for e in entries}) == len(entries)
    assert {e.verdict for e in entries} == {"chrome", "wrong"}
    assert [e for e in entries if e.verdict == "wrong" and not e.reason] == []


@pytest.mark.data
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
def test_the_clean_baseline() -> None:
    """Nothing goes from the gold texts but what is in the list; see tests/baseline.py."""
    pytest.importorskip("resiliparse")
    harms = list(baseline.of_gold())
    found: list[Entry] = [e for harm in harms for e in harm.entries]
    _, new, gone = review(found + list(baseline.of_snippets()), baseline.read())
    assert [new, gone] == [[], []], "python tests/baseline.py shows the lines"
    assert 1 - sum(harm.lost for harm in harms) / len(harms) >= 0.9995
    assert sum(harm.lost > 0 for harm in harms) <= 0.05 * len(harms)
