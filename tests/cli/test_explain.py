"""`cleaner explain`: why a line went, and why it stayed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE, line, pack, write

Run = Callable[..., Result]
SOURCE = f"{BODY}\nFrobnicate\n\n{PROSE[3]} Zap zap\n\nZap this page\n"


def test_every_line_has_its_verdict(run: Run, tmp_path: Path) -> None:
    """Number, verdict, text; below it the rule and its message."""
    (tmp_path / "a.txt").write_text(SOURCE)
    out = run("explain", "a.txt").stdout.splitlines()
    assert out[0].split() == ["1", "kept", "A", "bridge", "for", "the", "valley"]
    assert out[1].split() == ["2"]
    assert out[8].split() == ["9", "kept", "Frobnicate"]
    assert out[9].strip() == "└ kept: not corroborated [my/zap/frob] Nobody knows."
    assert out[11].split()[:2] == ["11", "cut"]
    assert out[12].strip() == '└ cut "Zap zap" [my/zap/cut] Zapped in a line.'
    assert out[14].split() == ["13", "removed", "Zap", "this", "page"]
    assert out[15].strip() == "└ [my/zap/zap] Zapping."
    assert any(text.startswith("document: ") for text in out)
    assert "title: A bridge for the valley" in out
    assert "language: en" in out


def test_one_line(run: Run, tmp_path: Path) -> None:
    """Only this line, with what is to be said about it."""
    (tmp_path / "a.txt").write_text(SOURCE)
    out = run("explain", "a.txt:9").stdout.splitlines()
    assert len(out) == 2
    assert "kept: not corroborated" in out[1]
    result = run("explain", "a.txt:99")
    assert result.exit_code == 3
    assert "a.txt has 13 lines, and no line 99" in result.stderr


def test_a_file_with_a_colon_in_its_name(run: Run, tmp_path: Path) -> None:
    """What is there as it was named is meant."""
    (tmp_path / "a:9").write_text(SOURCE)
    assert len(run("explain", "a:9").stdout.splitlines()) > 10


def test_json(run: Run, tmp_path: Path) -> None:
    """Everything, for programs."""
    (tmp_path / "a.txt").write_text(SOURCE)
    found = json.loads(run("explain", "a.txt", "--json").stdout)
    assert [one["verdict"] for one in found["lines"]][::2] == [
        "kept", "kept", "kept", "kept", "kept", "cut", "removed",
    ]  # fmt: skip
    assert found["lines"][8]["findings"][0]["verdict"] == "kept: not corroborated"
    assert found["lines"][12]["changes"][0]["causes"] == ["my/zap/zap"]
    assert found["metadata"]["title"] == "A bridge for the valley"
    assert found["rules_hash"]


def test_html_and_stdin(run: Run) -> None:
    """Of a page the extracted text is explained."""
    html = f"<!doctype html><html><body><article><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
    out = run("explain", "-", stdin=html).stdout
    assert PROSE[0] in out
    assert "extractor: cleaner " in out


def test_a_record(run: Run, tmp_path: Path) -> None:
    """Of JSON lines the line number chooses the record."""
    records = [{"id": 1, "text": BODY}, {"id": 2, "text": DIRTY}]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    assert "removed" not in run("explain", "r.jsonl:1").stdout
    assert "removed  Zap this page" in run("explain", "r.jsonl:2").stdout
    assert "name a record: r.jsonl:LINE" in run("explain", "r.jsonl").stderr
    assert run("explain", "r.jsonl").exit_code == 2
    assert run("explain", "r.jsonl:3").exit_code == 3


def test_colour(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went is red and struck out."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    (tmp_path / "a.txt").write_text(SOURCE)
    assert "\x1b[31m\x1b[9mZap this page" in run("explain", "a.txt").stdout


@pytest.mark.parametrize("content", [b"\0\0binary", None])
def test_what_cannot_be_read(run: Run, tmp_path: Path, content: bytes | None) -> None:
    """Exit 3 with the reason."""
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    result = run("explain", "a.txt")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: a.txt: ")


@pytest.mark.parametrize("line", ["0", "abc", "-1", "1-3", ""])
def test_what_is_no_line(run: Run, tmp_path: Path, line: str) -> None:
    """The message names the file and the problem; exit 2."""
    (tmp_path / "a.txt").write_text(SOURCE)
    result = run("explain", f"a.txt:{line}")
    assert result.exit_code == 2
    assert f"a.txt:{line}: {line!r} is no line number; lines of a.txt count from 1" in result.stderr
    result = run("explain", f"gone.txt:{line}")
    assert result.exit_code == 3
    assert "gone.txt" in result.stderr


def test_a_line_that_no_rule_finds(run: Run, tmp_path: Path) -> None:
    """That is said, where a single line is asked for; not of a blank line, nor of all lines."""
    (tmp_path / "a.txt").write_text(SOURCE)
    assert "└ no rule matches this line\n" in run("explain", "a.txt:3").stdout
    assert "no rule matches" not in run("explain", "a.txt:2").stdout
    assert "no rule matches" not in run("explain", "a.txt:13").stdout
    assert "no rule matches" not in run("explain", "a.txt").stdout


def test_what_packs_keep_a_rule_from(run: Run, tmp_path: Path) -> None:
    """A rule that a pack switched off or moved is named, with pack, place and reason."""
    decisions = pack(
        name="my/taming",
        sites=["example.com"],
        disable=[{"rule": "my/zap/zap", "reason": "They mean it."}],
        override=[{"rule": "my/zap/frob", "where": "head", "reason": "It ends their texts."}],
    )
    own = ("--rules", write(tmp_path / "own", decisions), "--url", "https://example.com/a")
    (tmp_path / "a.txt").write_text(SOURCE)
    out = run("explain", "a.txt:13", *own).stdout
    assert re.search(
        r"└ removed \[my/zap/zap\], were it not disabled by my/taming \(.*taming\.yaml:\d+\) "
        r"on example\.com: They mean it\.",
        out,
    )
    assert "no rule matches" not in out
    out = run("explain", "a.txt:9", *own).stdout
    assert re.search(r"\[my/zap/frob\], were it not overridden by .*: It ends their texts\.", out)
    assert "were it not" not in run("explain", "a.txt:13", *own[:2]).stdout


def test_rules_of_sites_that_were_not_asked(run: Run, tmp_path: Path) -> None:
    """Where no rule matches and nothing says where a text is from, the sites of one's own rules are
    named; front matter says it as well as `--url`."""
    own = ("--rules", write(tmp_path / "own", pack(line("two herons"), sites=["herons.example"])))
    text = "A bridge for the valley is there.\n\nTwo herons\n"
    (tmp_path / "a.txt").write_text(text)
    hint = (
        "rules for herons.example are not asked without an address: --url, or url: in front matter"
    )
    assert hint in run("explain", "a.txt:3", *own).stdout
    assert hint not in run("explain", "a.txt:3", *own, "--url", "https://example.com").stdout
    (tmp_path / "b.txt").write_text(f"---\nurl: https://herons.example/a\n---\n\n{text}")
    told = run("explain", "b.txt:7", *own).stdout
    assert "    7 removed  Two herons" in told
    assert hint not in told
