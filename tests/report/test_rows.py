"""Rows: the source cut into lines and pieces, with nothing lost and everything counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, page

from cleaner import Cleaner
from cleaner.report.entry import Names, cut, entry, parts
from cleaner.report.inputs import Looked
from cleaner.report.rows import rows

TOOL = Cleaner()
LINES = [
    *PROSE[:4], "", "", " ", "Share this:", "Facebook", "Twitter", "Leave a comment", "Tags: a, b",
    "By Jane Doe", "cafÃ© and naÃ¯ve", "&amp;amp; &lt;b&gt;", "trailing \t", "\u202eabc\u202c", "\ud800",
    "Read our [guide](#) first", "</script><!--", "\x00\x07", "Advertisement", "© 2024 Example",
]  # fmt: skip
BREAKS = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", "\x85", "\u2028", "\v", ""]


@st.composite
def texts(draw: st.DrawFn) -> str:
    items = draw(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(BREAKS)), max_size=14))
    return "".join(line + end for line, end in items)


def read_back(document: dict) -> tuple[str, str]:
    """Source and clean text of an entry, as docs/report.md says it is read."""
    source, text = "", ""
    for n, row in enumerate(document["rows"]):
        pieces = [row] if isinstance(row, str) else row
        before = "".join(p if isinstance(p, str) else p[0] for p in pieces)
        after = "".join(p if isinstance(p, str) else p[1] for p in pieces)
        whole = bool(before) and len((before[-1] + "x").splitlines()) == 2
        last = n == len(document["rows"]) - 1
        end = "" if whole or (last and document.get("open")) else "\n"
        source, text = source + before + end, text + after + end
    return source, text


@given(texts())
def test_rows_hold_source_and_clean_text(text: str) -> None:
    """All pieces together are the source and the clean text, one row for a line."""
    result = TOOL.clean(text)
    table = rows(result)
    assert "".join(piece.before for row in table for piece in row) == result.source
    assert "".join(piece.after for row in table for piece in row) == result.text
    lines = result.source.splitlines(keepends=True)
    assert ["".join(p.before for p in row) for row in table] == (lines or [""])


@given(texts())
def test_an_entry_can_be_read_back(text: str) -> None:
    """What the page holds of a document is its source and its clean text, to the character."""
    result = TOOL.clean(text)
    assert read_back(entry(Looked("a", None, None, ()), result, Names())) == (
        result.source,
        result.text,
    )


@given(texts())
def test_counts_add_up(text: str) -> None:
    """Characters of all causes add up to what went, whole lines to those of `Result.removed`."""
    result = TOOL.clean(text)
    told = parts(result, rows(result))
    assert sum(part.characters for part in told.values()) == len(result.source) - len(result.text)
    assert sum(part.lines for part in told.values()) == len(result.removed)
    assert set(told) <= {cause for edit in result.edits for cause in edit.causes} | {
        one.rule for one in result.removed
    }


def test_a_line_that_went_speaks_for_its_rule() -> None:
    """A removed line has the rule that the ledger names for it, its category and its message."""
    result = TOOL.clean(page("A bridge", *PROSE[:4], "Share this:", "Facebook", "Twitter"))
    names = Names()
    document = entry(Looked("a", None, None, ()), result, names)
    for one in result.removed:
        row = document["rows"][one.line - 1]
        why = document["whys"][row[-1][2]]
        name, category, message, confidence = names.causes[why[0]]
        assert (name, category) == (one.rule, one.category)
        assert message
        assert confidence in ("certain", "likely", "hint")


def test_doubts_are_told_on_lines_that_stay() -> None:
    """A finding that did not act is told with its verdict, and only on lines that are still there."""
    result = TOOL.clean(page(*PROSE[:4], "Facebook", *PROSE[4:]))
    kept = [f for f in result.findings if f.verdict.startswith("kept")]
    assert kept
    names = Names()
    document = entry(Looked("a", None, None, ()), result, names)
    told = {names.causes[c][0]: (*names.verdicts[v], lines) for c, v, *lines in document["found"]}
    verdict, doubt, lines = told["any/share/network-lone"]
    assert (verdict[:6], doubt, lines) == ("kept: ", 1, [9])


def test_long_documents_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a document past the limit the lines near a change stay, and numbers count the others."""
    monkeypatch.setattr("cleaner.report.entry.LIMIT", 3000)
    filler = [f"{sentence} Again, {n}." for n in range(20) for sentence in PROSE]
    document = entry(
        Looked("a", None, None, ()), TOOL.clean(page(*filler, "Leave a comment")), Names()
    )
    assert document["cut"] == 1
    assert sum(row if isinstance(row, int) else 1 for row in document["rows"]) == 321
    assert isinstance(document["rows"][0], int)
    assert document["rows"][-1][-1][0].strip() == "Leave a comment"


def test_a_cut_document_keeps_its_beginning_if_nothing_changed() -> None:
    """A document without changes shows its first lines."""
    assert cut(["a"] * 10, set()) == ["a"] * 6 + [4]
