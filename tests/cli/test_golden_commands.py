"""`cleaner golden list`, `check`, `accept`, `coverage`: the workbench, on a folder of a user's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import line, write

from cleaner.curation import lost

Run = Callable[..., Result]


@pytest.fixture
def case(run: Run, tmp_path: Path, rules: Path) -> Path:
    """A case of a user's own: two lines go by rules that only this user has."""
    (tmp_path / "page.txt").write_text(DIRTY)
    (tmp_path / "golden/shops").mkdir(parents=True)
    (tmp_path / ".cleaner.toml").write_text(f'rules = ["{rules}"]\n')
    assert run("golden", "new", "page.txt", "--group", "shops").exit_code == 0
    path = tmp_path / "golden/shops/page"
    (path / "case.yaml").write_text(
        "why: Lines about zapping go.\nmust_keep: [bridge]\nmust_drop: [Zap]\n"
    )
    (path / "expected.txt").write_text(BODY)
    return path


def test_a_case_is_accepted(run: Run, case: Path) -> None:
    """Cut the text by hand; when the cleaner comes to the same, `accept` says which lines go."""
    result = run("golden", "check")
    assert result.exit_code == 1
    assert "  my/zap/zap:\n    line 9 'Zap this page' should stay: removed by" in result.stdout
    assert "1 case; 1 not as curated" in result.stderr
    assert "shops/page: accepted; see git diff" in run("golden", "accept", "page").stdout
    assert run("golden", "check").stderr == "1 case; all as curated\n"
    assert "as curated already" in run("golden", "accept", "shops/page").stdout
    decisions = json.loads((case / "expected.json").read_text())
    assert decisions["removed"] == [{"line": n, "category": "promo"} for n in (9, 11)]
    assert '    {"line": 9, "category": "promo"},\n' in (case / "expected.json").read_text()
    assert "losses" not in (case / "case.yaml").read_text()


def test_nothing_is_lost_without_a_reason(run: Run, case: Path) -> None:
    """The expectation may not lose a line because the cleaner takes it; a reason is recorded."""
    (case / "expected.txt").write_text(DIRTY)
    (case / "case.yaml").write_text("why: Zapping.\n")
    before = {path.name: path.read_bytes() for path in case.iterdir()}
    result = run("golden", "accept", "page")
    assert result.exit_code == 2
    assert "the text would lose\n  Zap this page\n  Zap it again\n" in result.stderr
    assert run("golden", "accept", "page", "--allow-loss", " ").exit_code == 2
    assert {path.name: path.read_bytes() for path in case.iterdir()} == before
    result = run("golden", "accept", "page", "--allow-loss", "Nobody zaps: any more.")
    assert "shops/page: accepted, 2 lines lost" in result.stdout
    assert (case / "case.yaml").read_text().endswith("losses:\n- 'Nobody zaps: any more.'\n")
    (case / "expected.txt").write_text(DIRTY)
    run("golden", "accept", "page", "--allow-loss", "Again.")
    assert (case / "case.yaml").read_text().endswith("any more.'\n- Again.\n")
    assert run("golden", "check").exit_code == 0


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ("why: x\nmust_keep: [Zap this page]\n", "must_keep: 'Zap this page' is gone"),
        ("why: x\nmust_drop: [bridge]\n", "must_drop: 'bridge' is still there"),
        ("why: One sentence that says why this case exists.\n", "say first why the case exists"),
    ],
)
def test_what_a_person_says_first(run: Run, case: Path, about: str, message: str) -> None:
    """Phrases that must stay or go hold against everybody, and a case says why it exists."""
    (case / "case.yaml").write_text(about)
    result = run("golden", "accept", "page", "--allow-loss", "I want it.")
    assert result.exit_code == 2
    assert message in result.stderr
    assert (case / "expected.txt").read_text() == BODY


@pytest.mark.parametrize(
    ("group", "message"),
    [("traps", "nothing may change"), ("known-failures", "a known failure is not accepted")],
)
def test_groups_that_are_not_accepted(run: Run, case: Path, group: str, message: str) -> None:
    """What a group promises cannot be accepted away."""
    place = case.parents[1] / group / "page"
    place.parent.mkdir()
    case.rename(place)
    with (place / "case.yaml").open("a") as file:
        file.write("reason: x\n")
    result = run("golden", "accept", "page", "--allow-loss", "x")
    assert result.exit_code == 2
    assert message in result.stderr


def test_known_failures_are_strict(run: Run, case: Path) -> None:
    """One that fails is no failure; one that passes has to move."""
    run("golden", "accept", "page")
    place = case.parents[1] / "known-failures/page"
    place.parent.mkdir()
    case.rename(place)
    with (place / "case.yaml").open("a") as file:
        file.write("reason: x\n")
    result = run("golden", "check")
    assert result.exit_code == 1
    assert "it passes: move it out of known-failures" in result.stdout
    (place / "expected.txt").write_text("x")
    assert run("golden", "check").stderr == "1 case; all as curated; 1 known failure\n"


def test_list(run: Run, case: Path) -> None:
    """Every case with its reason; patterns choose, and one that names nothing is an error."""
    wanted = "shops/page\n    Lines about zapping go.\n"
    for pattern in ((), ("page",), ("shops",), ("sh*/p*",), ("shops/page",)):
        assert run("golden", "list", *pattern).stdout == wanted
    result = run("golden", "list", "nobody")
    assert result.exit_code == 2
    assert "there is no case 'nobody'" in result.stderr
    assert run("golden", "list", "--folder", "none").exit_code == 2


def test_coverage(run: Run, case: Path, tmp_path: Path, rules: Path) -> None:
    """Rules that act in no case and in no example of their own are named; exit 1."""
    lazy = {**line("never seen"), "id": "lazy", "status": "stable"}
    shown = {**line("shown once"), "id": "shown"}
    shown["examples"] = [
        {"in": f"{BODY}\nShown once\n", "out": BODY},
        {"keep": f"{BODY}\nIt was shown once to them.\n"},
    ]
    own = write(tmp_path / "own", {"schema": 1, "pack": "my/own", "rules": [lazy, shown]})
    result = run("golden", "coverage", "--own", "--rules", own, "--config", ".cleaner.toml")
    assert result.exit_code == 1
    assert "my/own/lazy\n" in result.stdout
    assert "my/own/shown" not in result.stdout
    assert "my/zap/zap" not in result.stdout
    assert "1 act in golden cases, 1 only in their own examples" in result.stderr
    named = run("golden", "coverage", "--own", "--rules", own, "--cases").stdout
    assert "my/own/shown\n" in named


def pytest_run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """pytest in a project of a user's."""
    command = [sys.executable, "-m", "pytest", "-p", "cleaner.pytest_plugin", *words]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", "-p", "no:xdist"], cwd=folder, text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def test_under_pytest(run: Run, case: Path, tmp_path: Path) -> None:
    """A project runs its cases with plain pytest, by its own configuration."""
    run("golden", "accept", "page")
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n")
    assert "1 passed" in pytest_run(tmp_path, "golden", "--golden", "golden").stdout
    assert "2 passed" in pytest_run(tmp_path, "--golden", "golden").stdout
    assert "1 passed" in pytest_run(tmp_path, "test_own.py").stdout
    (tmp_path / "pytest.ini").write_text("[pytest]\ngolden = golden\ntestpaths = test_own.py\n")
    assert "2 passed" in pytest_run(tmp_path).stdout
    assert "1 passed" in pytest_run(tmp_path, "test_own.py").stdout
    assert "1 passed" in pytest_run(tmp_path, "golden/shops").stdout
    (case / "expected.txt").write_text(DIRTY)
    done = pytest_run(tmp_path)
    assert done.returncode == 1
    assert "FAILED golden/shops/page/case.yaml::shops/page" in done.stdout
    assert "-Zap this page" in done.stdout
    assert "Traceback" not in done.stdout
    (case / "case.yaml").write_text("what: x\nwhy: y\n")
    assert "unknown keys what" in pytest_run(tmp_path).stdout


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("a\n\nb\n", "a\nb", []),
        ("a b\nc\n", "a b\n", ["c"]),
        ("it isnâ€™t so\n", "it isn’t so\n", []),
        ("it is so, isn't it\n", "it is so\n", ["it is so, isn't it"]),
        ("a\n", "a\nb\n", []),
        ("a\na\n", "a\n", ["a"]),
    ],
)
def test_what_counts_as_lost(before: str, after: str, gone: list[str]) -> None:
    """Lines that are not there any more, and lines with fewer words; not repairs or white space."""
    assert lost(before, after) == gone
