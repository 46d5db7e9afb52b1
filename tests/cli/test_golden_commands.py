"""`cleaner golden list`, `check`, `accept`, `coverage`: the workbench, on a folder of a user's own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from conftest import BODY, DIRTY
from hypothesis import given
from hypothesis import strategies as st
from kit import line, write

from cleaner.errors import ConfigError
from cleaner.losses import lost, recorded

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
    assert (case / "case.yaml").read_text().endswith('losses:\n- "Nobody zaps: any more."\n')
    (case / "expected.txt").write_text(DIRTY)
    run("golden", "accept", "page", "--allow-loss", "Again.")
    assert (
        (case / "case.yaml")
        .read_text()
        .endswith('losses:\n- "Again."\n- "Nobody zaps: any more."\n')
    )
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


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("case.yaml", "why: x\nmust_keep: bridge\n", "must_keep: expected `array`, got `str`; write"),
        ("case.yaml", "why: x\nmust_drop: [2024]\n", "must_drop[0]: expected `str`, got `int`; put"),
        ("case.yaml", "why: x\nmust_kep: [x]\n", "unknown key 'must_kep'; did you mean 'must_keep'?"),
        ("case.yaml", "must_keep: [x]\n", "missing required field `why`; `why` says why"),
        ("case.yaml", "- why\n", "expected `object`, got `array`; write `key: value`"),
        ("case.yaml", "why: x\nlanguage: cn\n", "'cn' is no language code; did you mean 'zh'?"),
        ("case.yaml", "why: x\nprofile: bold\n", "unknown profile 'bold'; there are"),
        ("case.yaml", "why: [x\n", ":2:1: not valid YAML: expected ',' or ']'"),
        ("expected.json", "[]", "expected `object`, got `array`; write"),
        ("expected.json", '{"removed": [{"line": 0, "category": "x"}]}', "removed[0].line: expected"),
        ("expected.json", '{"removed": [{"line": 1}]}', "removed[0]: object missing required"),
        ("expected.json", '{"metadata": {"autors": []}}', "'autors'; did you mean 'authors'?"),
        ("expected.json", '{"removed"\n', ":2:1: not valid JSON: Expecting ':' delimiter"),
        ("expected.json", '{"edits": 1}', "edits: expected `array`, got `int`"),
    ],
)  # fmt: skip
def test_files_of_a_wrong_shape(
    run: Run, case: Path, file: str, content: str, message: str
) -> None:
    """What is no list, number or key of a case is an error that names the file and what helps."""
    (case / file).write_text(content)
    result = run("golden", "check")
    assert result.exit_code == 2
    assert f"golden/shops/page/{file}:" in result.stderr
    assert message in result.stderr


def test_a_key_without_a_value_says_nothing(run: Run, case: Path) -> None:
    """A list of which only the key is written is an empty one."""
    run("golden", "accept", "page")
    (case / "case.yaml").write_text("why: x\nmust_keep:\nreference_date: 2024-04-02\n")
    assert run("golden", "check").stderr == "1 case; all as curated\n"


def test_a_line_beyond_the_source(run: Run, case: Path) -> None:
    """A line that should go and that the source does not have is said, and no crash."""
    (case / "expected.json").write_text('{"removed": [{"line": 99, "category": "promo"}]}')
    result = run("golden", "check")
    assert result.exit_code == 1
    assert "line 99 should go, but the source has 11 lines only" in result.stdout


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
    assert "unknown key 'what'" in pytest_run(tmp_path).stdout


def test_cases_are_accepted_by_pattern(run: Run, case: Path) -> None:
    """A glob or a group accepts what can be accepted; what is refused is named and as it was."""
    other = case.with_name("promised")
    shutil.copytree(case, other)
    (other / "case.yaml").write_text("why: x\nmust_keep: [Zap this page]\n")
    before = {path.name: path.read_bytes() for path in other.iterdir()}
    result = run("golden", "accept", "sh*/p*")
    assert result.exit_code == 2
    assert result.stdout == f"shops/page: accepted; see git diff {Path('golden/shops/page')}\n"
    assert "golden/shops/promised/case.yaml: not accepted" in result.stderr
    assert {path.name: path.read_bytes() for path in other.iterdir()} == before
    (other / "case.yaml").write_text("why: x\n")
    assert "shops/promised: accepted" in run("golden", "accept", "shops").stdout
    assert run("golden", "check", "shops").exit_code == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("shop/page", "did you mean 'shops/page'?"),
        ("pag", "did you mean 'page'?"),
        ("zzz", "`cleaner golden list` has them all"),
    ],
)
def test_a_case_that_is_not_there(run: Run, case: Path, name: str, hint: str) -> None:
    """The error names the nearest case, or says where they all are."""
    for command in ("list", "check", "accept"):
        result = run("golden", command, name)
        assert result.exit_code == 2
        assert f"there is no case {name!r}; {hint}" in result.stderr


def test_edits_inside_lines_are_told_by_rule(run: Run, case: Path) -> None:
    """What a rule does inside a line, or does not, stands with the rule; `rule` may be asked for."""
    (case / "source.txt").write_text(f"{DIRTY}\nThe bridge is open again. Zap zap\n")
    (case / "expected.txt").write_text(f"{BODY}\nThe bridge is open again.\n")
    found = run("golden", "check").stdout
    assert "  my/zap/cut:\n    line 13: 'Zap zap' → '' is not expected (share)\n" in found
    run("golden", "accept", "page")
    decisions = json.loads((case / "expected.json").read_text())
    edit = {"line": 13, "before": "Zap zap", "after": "", "category": "share"}
    assert decisions["edits"] == [edit]
    decisions["edits"] = [{**edit, "rule": "my/zap/other"}, {**edit, "line": 3}]
    (case / "expected.json").write_text(json.dumps(decisions))
    found = run("golden", "check").stdout
    assert "  my/zap/cut:\n    line 13: 'Zap zap' → '': expected rule my/zap/other, got" in found
    assert "  no rule:\n    line 3: 'Zap zap' → '' is expected (share): no rule found it" in found


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("a\n\nb\n", "a\nb", []),
        ("a b\nc\n", "a b\n", ["c"]),
        ("it isnâ€™t so\n", "it isn’t so\n", []),
        ("it is so, isn't it\n", "it is so\n", ["it is so, isn't it"]),
        ("a\n", "a\nb\n", []),
        ("a\na\n", "a\n", ["a"]),
        ("one two\nthree four\n", "one two and five, six, seven\n", ["three four"]),
        ("one two\nthree four\n", "one two\nfive six seven\n", ["three four"]),
        ("one two\nthree four\n", "one two three four\n", []),
        ("今天天气很好。\n", "今天天气。\n", ["今天天气很好。"]),
        ("今天天气很好。\n我们去公园。\n", "今天天气很好,我们在家里休息。\n", ["我们去公园。"]),
        ("東京は晴れです。\n", "東京は晴れです。\n", []),
        ("วันนี้อากาศดี\n", "วันนี้อากาศ\n", ["วันนี้อากาศดี"]),
        ("ここに、ある。\n", "ここにある\n", []),
        ("हिन्दी की किताब\n", "हिन्दी किताब\n", ["हिन्दी की किताब"]),
        ("it costs € 5\n", "it costs 5\n", ["it costs € 5"]),
        ("a\n* * *\nb\n", "a\nb\n", ["* * *"]),
        ("the ﬁrst\n", "the first\n", []),
    ],
)
def test_what_counts_as_lost(before: str, after: str, gone: list[str]) -> None:
    """Lines that lack a word, a letter where words have no spaces, or a symbol; nothing that grew
    makes up for it, and repairs, line breaks and white space do not count."""
    assert lost(before, after) == gone


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("why: x\n", 'why: x\nlosses:\n- "R: r"\n'),
        ("why: x", 'why: x\nlosses:\n- "R: r"\n'),
        ("why: x  # since June\n", 'why: x  # since June\nlosses:\n- "R: r"\n'),
        ("why: x\r\n", 'why: x\r\nlosses:\r\n- "R: r"\r\n'),
        ("why: x\n...\n", 'losses:\n- "R: r"\nwhy: x\n...\n'),
        ("why: |+\n  x\n\n", 'losses:\n- "R: r"\nwhy: |+\n  x\n\n'),
        ("  why: x\n", '  why: x\n  losses:\n  - "R: r"\n'),
        ("{why: x}\n", '{losses: ["R: r"], why: x}\n'),
        ('losses: ["a"]  # one\nwhy: x\n', 'losses: ["R: r", "a"]  # one\nwhy: x\n'),
        ("losses: []\nwhy: x\n", 'losses: ["R: r"]\nwhy: x\n'),
        ("losses:\nwhy: x\n", 'losses: ["R: r"]\nwhy: x\n'),
        ("losses: null\nwhy: x\n", 'losses: ["R: r"]\nwhy: x\n'),
        (
            "losses:  # why\n  # first\n  - a\n  - |\n    b\nwhy: x\n",
            'losses:  # why\n  # first\n  - "R: r"\n  - a\n  - |\n    b\nwhy: x\n',
        ),
        ("losses: [\n  a,  # x\n]\nwhy: x\n", 'losses: ["R: r", \n  a,  # x\n]\nwhy: x\n'),
    ],
)
def test_a_reason_is_recorded_in_any_style(tmp_path: Path, text: str, new: str) -> None:
    """A reason is added where it belongs; comments and the rest of the file stay as they are."""
    path = tmp_path / "case.yaml"
    path.write_bytes(text.encode())
    assert recorded(path, "R: r") == new


def test_losses_that_are_no_list(tmp_path: Path) -> None:
    """A person has to write it as a list."""
    path = tmp_path / "case.yaml"
    path.write_text("why: x\nlosses: once\n")
    with pytest.raises(ConfigError, match="`losses` is a list of texts"):
        recorded(path, "R")


@given(reason=st.text(min_size=1), losses=st.lists(st.text()), flow=st.booleans(), why=st.text())
def test_a_recorded_reason_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    reason: str,
    losses: list[str],
    flow: bool,
    why: str,
) -> None:
    """Whatever a reason says and however the file is written, it is valid and says the same."""
    path = tmp_path_factory.mktemp("case") / "case.yaml"
    about = {"why": why, "losses": losses}
    path.write_bytes(yaml.safe_dump(about, default_flow_style=flow, allow_unicode=True).encode())
    before = yaml.safe_load(path.read_bytes())
    found = yaml.safe_load(recorded(path, reason))
    assert found == {**before, "losses": [reason, *before["losses"]]}
