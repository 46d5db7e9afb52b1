"""`cleaner golden new`: a case to be curated by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import DIRTY
from kit import PROSE

from cleaner.golden import load

Run = Callable[..., Result]


def test_a_text(run: Run, tmp_path: Path) -> None:
    """The expectation starts as the source; every file that wants an edit is named."""
    (tmp_path / "A Page.txt").write_text(DIRTY)
    result = run("golden", "new", "A Page.txt")
    assert result.exit_code == 0
    for name in ("expected.txt", "expected.json", "case.yaml"):
        assert name in result.stdout
    case = load(tmp_path / "golden/articles/a-page", tmp_path / "golden")
    assert case.expected == DIRTY
    assert case.source.read_text() == DIRTY


def test_a_page(run: Run, tmp_path: Path) -> None:
    """Of HTML the expectation starts as the extracted text, which is what is cleaned."""
    html = f"<html><body><article><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
    (tmp_path / "page.html").write_text(html)
    assert run("golden", "new", "page.html").exit_code == 0
    case = load(tmp_path / "golden/articles/page", tmp_path / "golden")
    assert case.expected == f"{PROSE[0]}\n{PROSE[1]}"
    assert case.source.read_text() == html


@pytest.mark.parametrize(
    "group",
    [
        "articles",
        "traps",
        "known-failures",
        "languages/de",
        "engines/some-forum",
        "sites/example.com",
    ],
)
def test_groups(run: Run, tmp_path: Path, group: str) -> None:
    """The known ones, and those of languages, engines and sites."""
    (tmp_path / "page.txt").write_text(DIRTY)
    assert run("golden", "new", "page.txt", "--group", group).exit_code == 0
    assert load(tmp_path / "golden" / group / "page", tmp_path / "golden").group == group


@pytest.mark.parametrize(
    "group",
    [
        "article",
        "../x",
        "languages",
        "languages/klingon",
        "languages/cn",
        "languages/iw",
        "sites/x",
        "engines/",
        "a/b",
        "",
    ],
)
def test_other_groups_are_refused(run: Run, tmp_path: Path, group: str) -> None:
    """A case in a group that nobody runs would be lost."""
    (tmp_path / "page.txt").write_text(DIRTY)
    result = run("golden", "new", "page.txt", "--group", group)
    assert result.exit_code == 2
    assert "is no group; there are articles, " in result.stderr
    assert not (tmp_path / "golden").exists()


@pytest.mark.parametrize("name", ["../x", "A Page", "a_page", "a--page"])
def test_names_are_slugs(run: Run, tmp_path: Path, name: str) -> None:
    """A name that is given is a slug already."""
    (tmp_path / "page.txt").write_text(DIRTY)
    result = run("golden", "new", "page.txt", "--name", name)
    assert result.exit_code == 2
    assert "is no name for a case" in result.stderr


def test_the_address_is_written(run: Run, tmp_path: Path) -> None:
    """--url says where the text is from, so that the rules of its site act in the case."""
    (tmp_path / "page.txt").write_text(DIRTY)
    assert run("golden", "new", "page.txt", "--url", "https://mill.example/a").exit_code == 0
    case = load(tmp_path / "golden/articles/page", tmp_path / "golden")
    assert case.about.url == "https://mill.example/a"


def test_a_folder_that_cannot_be_one(run: Run, tmp_path: Path) -> None:
    """What cannot be written is said, without a traceback."""
    (tmp_path / "page.txt").write_text(DIRTY)
    result = run("golden", "new", "page.txt", "--folder", "page.txt")
    assert result.exit_code == 2
    assert "cannot write page.txt/articles/page: Not a directory" in result.stderr
