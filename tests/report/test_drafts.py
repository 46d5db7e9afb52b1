"""Marks of a reader, made into golden cases and rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kit import PROSE, page

from cleaner import Cleaner, Config
from cleaner.cli import main
from cleaner.errors import InputError
from cleaner.golden import cases, differences, run
from cleaner.report.drafts import Mark, Marked, case, read_marks
from cleaner.rules.examples import run as run_examples
from cleaner.rules.lint import lint
from cleaner.rules.load import load_files, sources

TOOL = Cleaner()
TEXT = page(
    "A bridge for the valley", *PROSE[:4], "Read all about it here", "Share this:", "Facebook"
)


def marked(*marks: tuple[int, str, str | None], text: str = TEXT, **keys: Any) -> dict[str, Any]:
    """A file of marks about one document: (line, mark, category)."""
    lines = text.splitlines()
    told = [
        {
            "line": n,
            "mark": mark,
            "text": lines[n - 1],
            "rule": "en/share/prompt",
            "category": category,
            "note": "",
        }
        for n, mark, category in marks
    ]
    document = {"name": "pages/Bridge one.txt", "url": None, "source": text, "marks": told, **keys}
    report = {"version": "0.1.0", "rules_hash": "x", "profile": "balanced"}
    return {"format": "cleaner-marks", "version": 1, "report": report, "documents": [document]}


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `golden from-review` on marks, in the test's folder."""
    monkeypatch.chdir(tmp_path)

    def call(marks: Any) -> Result:
        Path("marks.json").write_text(json.dumps(marks), encoding="utf-8")
        return CliRunner().invoke(main, ["golden", "from-review", "marks.json"])

    return call


def test_without_marks_the_draft_is_what_the_cleaner_does() -> None:
    """The expectation of a draft is the clean text where nothing is marked."""
    for text in (TEXT, "a\n\n\n\nb\nShare this:\n", "\r\nx \r\n"):
        assert case(Marked("a", None, text, ()), TOOL).expected == TOOL.clean(text).text


def test_marks_put_the_text_right() -> None:
    """A line wrongly removed is back with its blank lines, one wrongly kept is gone with its own."""
    marks = (
        Mark(11, "wrongly-kept", "Read all about it here", None, "promo", ""),
        Mark(13, "wrongly-removed", "Share this:", "en/share/prompt", "share", ""),
    )
    draft = case(Marked("a", None, TEXT, marks), TOOL)
    assert draft.expected == page("A bridge for the valley", *PROSE[:4], "Share this:")
    assert draft.about["must_keep"] == ["Share this:"]
    assert draft.about["must_drop"] == ["Read all about it here"]
    assert [one["line"] for one in draft.decisions["removed"]] == [11, 15]
    assert draft.holds is False


def test_drafts_are_whole_cases_and_rules(drafted: Callable[..., Result], tmp_path: Path) -> None:
    """The case is a known failure, and the draft rules, which lint and examples let pass, mend it."""
    result = drafted(
        marked(
            (11, "wrongly-kept", "promo"),
            (13, "wrongly-removed", "share"),
            url="https://www.example.com/a",
        )
    )
    assert result.exit_code == 0, result.output
    (one,) = cases(tmp_path / "golden")
    assert (one.group, one.name) == ("known-failures", "pages-bridge-one")
    assert one.known_failure == "nothing takes line 11; en/share/prompt takes line 13."
    assert differences(one, run(one, TOOL))
    folder = tmp_path / "review-rules"
    files = load_files(sources([folder], True))
    assert lint(files) == []
    mine = [file for file in files if file.pack.pack == "review"]
    assert [rule.id for rule in mine[0].pack.rules] == ["keep-1", "go-1"]
    assert [failure for failure in run_examples(mine, [folder]) if failure] == []
    with_drafts = Cleaner(Config(rules=[folder]))
    assert run(one, with_drafts).text == one.expected


def test_a_case_that_holds_is_no_known_failure(
    drafted: Callable[..., Result], tmp_path: Path
) -> None:
    """Where the rules have been mended since, the case is an ordinary one."""
    marks = marked((1, "wrongly-removed", "share"))
    assert drafted(marks).exit_code == 0
    (one,) = cases(tmp_path / "golden")
    assert one.group == "articles"
    assert differences(one, run(one, TOOL)) == []


def test_nothing_is_replaced(drafted: Callable[..., Result], tmp_path: Path) -> None:
    """A second run refuses to write over draft rules, and a case gets a name of its own."""
    marks = marked((13, "wrongly-removed", "share"))
    assert drafted(marks).exit_code == 0
    again = drafted(marks)
    assert again.exit_code == 2
    assert "is there already" in again.output
    (tmp_path / "review-rules" / "review.yaml").unlink()
    assert drafted(marks).exit_code == 0
    assert [one.name for one in cases(tmp_path / "golden")] == [
        "pages-bridge-one",
        "pages-bridge-one-2",
    ]


def test_what_cannot_be_drafted_is_said(drafted: Callable[..., Result]) -> None:
    """A document the report did not hold whole, and a mark that does not fit, are named: exit 3."""
    whole = drafted(marked((13, "wrongly-removed", "share"), source=None))
    assert whole.exit_code == 3
    assert "did not hold all of it" in whole.output
    Path("review-rules/review.yaml").unlink()
    other = drafted(
        marked((13, "wrongly-removed", "share"), source=TEXT.replace("Share this", "Share it"))
    )
    assert other.exit_code == 3
    assert "line 13 is not the one that was marked" in other.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "no file of marks"),
        (b"[]", "no file of marks"),
        (b"{}", "'format' is missing"),
        (b'{"format": "x"}', "not 'cleaner-marks'"),
        (b'{"format": "cleaner-marks", "version": 9}', "version 9 is not known"),
        (json.dumps(marked((1, "wrong", None))).encode(), "'wrong' is no mark"),
    ],
)
def test_broken_marks_are_named(content: bytes, message: str) -> None:
    """What is no file of marks is an error that says why."""
    with pytest.raises(InputError, match=message):
        read_marks(content)


def test_often_wrong_rules_are_named(drafted: Callable[..., Result], tmp_path: Path) -> None:
    """A rule marked wrong three times or more comes with the lines that switch it off."""
    text = page(*PROSE[:3], "Share this:", "Facebook", "Twitter")
    assert (
        drafted(marked(*[(n, "wrongly-removed", "share") for n in (7, 9, 11)], text=text)).exit_code
        == 0
    )
    content = (tmp_path / "review-rules" / "review.yaml").read_text("utf-8")
    assert "# disable: [{rule: en/share/prompt, reason: say why}]" in content
