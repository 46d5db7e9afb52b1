"""`cleaner report`: a page from files, and what is said about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from kit import PROSE, line, page, write

TEXT = page("A bridge for the valley", *PROSE[:3], "Zap this page")


def data_of(path: Path) -> dict[str, Any]:
    """The data in a page."""
    content = path.read_text("utf-8")
    found: dict[str, Any] = json.loads(
        content.partition('<script type="application/json" id="data">')[2].partition("</script>")[0]
    )
    return found


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one text that has something to remove, and one that has not."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(page(*PROSE), encoding="utf-8")
    return folder


def test_a_page_is_written(run: Callable[..., Result], texts: Path, rules: Path) -> None:
    """The page appears whole, with every document, and one line says what is in it."""
    result = run("report", "texts", "-o", "out.html", "--rules", rules)
    assert result.exit_code == 0
    assert result.stderr.startswith("wrote out.html (0.1 MB): 2 documents, 1 changed")
    data = data_of(Path("out.html"))
    assert [one["name"] for one in data["documents"]] == ["texts/a.txt", "texts/b.txt"]
    assert "my/zap/zap" in [cause[0] for cause in data["causes"]]


def test_the_configuration_holds(run: Callable[..., Result], texts: Path, rules: Path) -> None:
    """Overrides of paths, excluded files, comments and names of stdin do what they do for `clean`."""
    zap = page(*PROSE, "Zap this page", "Share this:")
    for name in ("c.txt", "forum.txt", "left.txt"):
        (texts / name).write_text(zap)
    (texts / "off.txt").write_text(f"# cleaner: off\n\n{zap}")
    Path(".cleaner.toml").write_text(
        f'rules = ["{rules}"]\nexclude = ["**/left.txt"]\n'
        '[[overrides]]\npaths = ["**/forum*"]\ndisable = {"my/zap" = "x"}\nprofile = "aggressive"\n'
    )
    assert run("report", "texts", "-o", "out.html").exit_code == 0
    found = {
        one["name"]: sum(row[2] for row in one.get("by", ()))
        for one in data_of(Path("out.html"))["documents"]
    }
    assert found == {
        "texts/a.txt": 1, "texts/b.txt": 0, "texts/c.txt": 2, "texts/forum.txt": 1, "texts/off.txt": 0
    }  # fmt: skip
    compare = ("report", "--compare", rules, f"builtin,{rules}", "texts", "-o", "out.html")
    assert run(*compare).exit_code == 0
    assert [one["name"] for one in data_of(Path("out.html"))["documents"]] == [
        "texts/c.txt",
        "texts/forum.txt",
    ]
    for name, gone in (("x.txt", 2), ("forum.txt", 1)):
        run("report", "-", "-o", "out.html", "--stdin-filename", name, stdin=zap)
        (one,) = data_of(Path("out.html"))["documents"]
        assert sum(row[2] for row in one.get("by", ())) == gone


def test_what_fails_is_named(run: Callable[..., Result], texts: Path) -> None:
    """Inputs that cannot be read do not stop the others: exit 3, on stderr and in the page."""
    result = run("report", "texts", "nowhere.txt", "-q")
    assert result.exit_code == 3
    assert "nowhere.txt: could not be processed: cannot read" in result.stderr
    data = data_of(Path("report.html"))
    assert len(data["documents"]) == 2
    assert data["run"]["failures"][0][0] == "nowhere.txt"


def test_comparison(run: Callable[..., Result], texts: Path, tmp_path: Path) -> None:
    """--compare shows the documents on which two rule sets differ."""
    old = write(
        tmp_path / "old",
        {"schema": 1, "pack": "my/a", "rules": [{"id": "one", **line("nothing like it")}]},
    )
    new = write(
        tmp_path / "new",
        {"schema": 1, "pack": "my/a", "rules": [{"id": "one", **line("zap this page")}]},
    )
    result = run("report", "--compare", old, new, "texts")
    assert result.exit_code == 0
    assert "2 documents, 1 differ" in result.stderr
    data = data_of(Path("report.html"))
    assert data["run"]["compare"] == [str(old), str(new)]
    assert [one["name"] for one in data["documents"]] == ["texts/a.txt"]


def test_compare_and_rules_do_not_go_together(run: Callable[..., Result], texts: Path) -> None:
    """--compare names its rules itself."""
    result = run("report", "--compare", "builtin", "builtin", "--rules", "x", "texts")
    assert result.exit_code == 2
    assert "leave --rules out" in result.stderr


def test_a_sample_is_said(run: Callable[..., Result], tmp_path: Path) -> None:
    """Of more documents than --sample some are drawn, and the summary says so."""
    with open("many.jsonl", "w", encoding="utf-8") as file:
        for n in range(9):
            file.write(json.dumps({"id": n, "text": page(*PROSE[:2])}) + "\n")
    result = run("report", "many.jsonl", "--sample", "4")
    assert "9 documents, 0 changed, 4 drawn for the page" in result.stderr


def test_the_documented_output_is_true(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What docs/report.md shows is what the command says."""
    root = Path(__file__).resolve().parents[2]
    shown = (
        (root / "docs" / "report.md").read_text("utf-8").split("```console\n")[1].split("\n```")[0]
    )
    command, wanted = shown.split("\n")
    monkeypatch.chdir(root)
    words = command.removeprefix("$ cleaner ").replace("report.html", str(tmp_path / "report.html"))
    result = run(*words.split())
    said = result.stderr.replace(str(tmp_path) + "/", "").strip()
    count = re.compile(r"\d+(?= changed)")  # how many is up to the rules
    assert count.sub("n", said) == count.sub("n", wanted)


def test_an_input_is_not_replaced(run: Callable[..., Result], texts: Path) -> None:
    """The page never takes the place of what it is made of."""
    for inputs in ("texts/a.txt", "texts"):
        result = run("report", inputs, "-o", "texts/a.txt")
        assert result.exit_code == 2
        assert "texts/a.txt is an input, too" in result.stderr
        assert (texts / "a.txt").read_text("utf-8") == TEXT


def test_an_earlier_report_is_no_input(run: Callable[..., Result], texts: Path) -> None:
    """Run twice in one folder, a report does not tell of itself; another page there is refused."""
    for _ in range(2):
        assert run("report", ".").exit_code == 0
        names = [one["name"] for one in data_of(Path("report.html"))["documents"]]
        assert names == ["texts/a.txt", "texts/b.txt"]
    Path("report.html").write_text("<p>Somebody's own page.")
    assert run("report", ".").exit_code == 2
    assert Path("report.html").read_text() == "<p>Somebody's own page."
