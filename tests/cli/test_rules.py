"""`cleaner rules`: new packs, explanations, and what is said about rule files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from kit import PROSE, line, page, write
from kit import pack as make_pack

from cleaner.rules.lint import UNWRITTEN

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("en/farewell", "languages: [en]"),
        ("de/abschied", "languages: [de]"),
        ("sites/example.com", "sites: [example.com]"),
        ("any/farewell", ""),
        ("my/farewell", ""),
        ("sw/kwaheri", "languages: [sw]"),
        ("xx/farewell", ""),
        ("farewell", ""),
    ],
)
def test_a_new_pack_holds(run: Run, tmp_path: Path, name: str, scope: str) -> None:
    """Its examples hold, and its scope follows from its name; `check` wants it to be filled in."""
    assert run("rules", "new", name, "--folder", "own").exit_code == 0
    path = tmp_path / f"own/{name}.yaml"
    text = path.read_text()
    result = run("rules", "check", "own", "--no-builtin")
    assert result.exit_code == 2
    assert "first-rule: still as `cleaner rules new` wrote it: say what" in result.output
    path.write_text(text.replace(UNWRITTEN, "A farewell of the site under its articles."))
    assert re.findall(r"^(?:languages|sites): .*$", text, re.M) == ([scope] if scope else [])
    for command in ("check", "test"):
        result = run("rules", command, "own", "--no-builtin")
        assert result.exit_code == 0, result.output
    assert "2 examples hold, 0 do not" in result.stdout


def test_a_new_pack_holds_beside_the_built_in_rules(run: Run) -> None:
    """No rule that comes with the package interferes with what a newcomer starts from."""
    run("rules", "new", "en/farewell")
    result = run("rules", "test", "rules")
    assert result.exit_code == 0, result.output
    assert "2 examples hold, 0 do not" in result.stdout


@pytest.mark.parametrize(
    "name",
    ["../x/y", "x/../../y", "/x/y", "x//y", "x/", "", ".x/y", "x/.y", "My pack", "a:b", "en/ü"],
)
def test_what_is_no_pack_name_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    """Nothing is written outside of the folder, nor what could not be loaded."""
    result = run("rules", "new", "--folder", "own", "--", name)
    assert result.exit_code == 2
    assert "is no pack name; write letters" in result.stderr
    assert list(tmp_path.rglob("*")) == []


def test_a_new_pack_for_a_site_or_language_that_is_none(run: Run, tmp_path: Path) -> None:
    """A URL is taken for its host; what has no host, and no code, is refused."""
    run("rules", "new", "x/y", "--site", "https://www.example.com/a", "--language", "deu_Latn")
    text = (tmp_path / "rules/x/y.yaml").read_text()
    assert "sites: [example.com]\nlanguages: [de]\n" in text
    result = run("rules", "new", "x/z", "--site", "The Herald")
    assert (result.exit_code, "is no host" in result.stderr) == (2, True)
    for language in ("klingon", "cn"):
        result = run("rules", "new", "x/z", "--language", language)
        assert (result.exit_code, "is no language code" in result.stderr) == (2, True)
    assert "did you mean 'zh'?" in result.stderr
    assert not (tmp_path / "rules/x/z.yaml").exists()


def test_names_of_packs_are_lower_case(run: Run, tmp_path: Path) -> None:
    """A name in capitals is the same pack, in its language or for its site, and not a second one."""
    assert run("rules", "new", "EN/Farewell").exit_code == 0
    assert (
        "pack: en/farewell\nlanguages: [en]\n" in (tmp_path / "rules/en/farewell.yaml").read_text()
    )
    result = run("rules", "new", "en/farewell")
    assert (result.exit_code, "is there already" in result.stderr) == (2, True)


def test_examples_of_some_rules(run: Run, tmp_path: Path) -> None:
    """`--only` runs the examples of the rules whose names begin so, counts no others, and is an
    error where there are none."""
    run("rules", "new", "en/farewell")
    path = tmp_path / "rules/en/farewell.yaml"
    head, rules = path.read_text().split("rules:\n")
    second = rules.replace("first-rule", "second-rule").replace("exact line", "second line")
    path.write_text(f"{head}rules:\n{rules}{second}")
    assert "4 examples hold" in run("rules", "test", "rules").stdout
    for only in ("en/farewell/sec", "en/farewell/second-rule"):
        assert "2 examples hold" in run("rules", "test", "rules", "--only", only).stdout
    result = run("rules", "test", "rules", "--only", "en/farewel/second-rule")
    assert result.exit_code == 2
    assert "did you mean en/farewell/second-rule" in result.stderr


def test_languages_of_rules_are_checked(run: Run, tmp_path: Path) -> None:
    """A language that no text can have is a mistake, told with its place: of a pack, a rule, an
    example."""
    run("rules", "new", "x/y", "--language", "zh")
    path = tmp_path / "rules/x/y.yaml"
    text = path.read_text()
    for old, new, said in (
        ("[zh]", "[cn]", "y.yaml:3:13: 'cn' is no language code; did you mean 'zh'?"),
        ("[zh]", "[zh, iw]", "y.yaml:3:17: no text is labelled 'iw': write 'he'"),
        ("  category", "  languages: [eng]\n  category", "first-rule: no text is labelled 'eng'"),
        ("  - keep", "  - language: xx\n    keep", "first-rule: 'xx' is no language code"),
    ):
        path.write_text(text.replace(old, new, 1))
        result = run("rules", "check", "rules", "--no-builtin")
        assert result.exit_code == 2
        assert said in result.stderr


def test_what_commands_about_rules_refuse(run: Run, tmp_path: Path) -> None:
    """A category, a rule set, a share or a folder that is none is an error, not an empty answer."""
    (tmp_path / "a.txt").write_text("A line.\n")
    for words, said in (
        (["list", "--category", "shares"], "unknown category 'shares'; did you mean 'share'?"),
        (
            ["diff", "builtin", "", "a.txt"],
            "'' is no rule set: write a folder, builtin, or several",
        ),
        (["diff", "builtin,", "builtin", "a.txt"], "'builtin,' is no rule set"),
        (["stats", "a.txt", "--share", "-5"], "not in the range 0<=x<=100"),
        (["new", "en/x", "--folder", "a.txt"], "cannot write a.txt/en/x.yaml: Not a directory"),
    ):
        result = run("rules", *words)
        assert result.exit_code == 2
        assert said in result.stderr
    result = run("rules", "list", "--category", "share", "--matrix")
    assert "\nshare " in result.stdout
    assert "\nbyline " not in result.stdout
    assert "1 document, 0 changed" in run("rules", "stats", "a.txt").stdout


def test_the_schema_of_a_new_pack(run: Run, tmp_path: Path) -> None:
    """It is named where it lies in the folder; else one learns how to get it."""
    result = run("rules", "new", "en/one", "--folder", "own")
    assert "$schema" not in (tmp_path / "own/en/one.yaml").read_text()
    assert "`cleaner rules schema` prints a JSON Schema" in result.stdout
    (tmp_path / "own/rules.schema.json").write_text(run("rules", "schema").stdout)
    result = run("rules", "new", "en/two", "--folder", "own")
    first = (tmp_path / "own/en/two.yaml").read_text().splitlines()[0]
    assert (tmp_path / "own/en" / first.partition("$schema=")[2]).is_file()
    assert "rules schema" not in result.stdout


def test_a_folder_without_rule_files(run: Run, tmp_path: Path) -> None:
    """It is said that there are none; an empty folder passes no check."""
    (tmp_path / "empty").mkdir()
    for command in ("check", "test", "list"):
        result = run("rules", command, "empty")
        assert result.exit_code == 2
        assert "there are no rule files in empty" in result.stderr
    result = run("clean", "--rules", "empty", stdin="x", own=False)
    assert result.exit_code == 2
    assert "there are no rule files in empty" in result.stderr


@pytest.fixture
def tamed(tmp_path: Path) -> Path:
    """Rules, and a pack that switches one off and moves another."""
    rules = make_pack(
        {"id": "one", **line("zap this")},
        {
            "id": "two",
            **line("zap that", examples=[{"in": "a\n\nb\n", "out": "a\n"}, {"keep": "a"}]),
        },
        name="my/zap",
    )
    other = make_pack({"id": "two", **line("zip that")}, name="my/zip")
    decisions = make_pack(
        name="my/taming",
        sites=["example.com"],
        disable=[{"rule": "my/zap/one", "reason": "They mean it."}],
        override=[{"rule": "my/zap/two", "where": "head", "reason": "It ends their texts."}],
    )
    return write(tmp_path / "own", rules, other, decisions)


def test_decisions_about_a_rule_are_told(run: Run, tamed: Path) -> None:
    """Which pack disables or overrides it, on which sites, where that stands, and why."""
    out = run("rules", "explain", "my/zap/one", "--rules", tamed).stdout
    assert re.search(
        r"disabled by my/taming \(.*taming\.yaml:\d+\) on example\.com: They mean it\.", out
    )
    out = run("rules", "explain", "my/zap/two", "--rules", tamed).stdout
    assert re.search(r"overridden by my/taming \(.*\) on example\.com: It ends their texts\.", out)
    assert " by my/taming" not in run("rules", "explain", "my/zip/two", "--rules", tamed).stdout


def test_examples_are_shown_as_blocks(run: Run, tamed: Path) -> None:
    """An example of several lines is shown as it is, line by line."""
    out = run("rules", "explain", "my/zap/two", "--rules", tamed).stdout
    assert "  - in: |\n      a\n\n      b\n    out: |\n      a\n  - keep: a\n" in out


def test_a_last_part_that_names_several_rules(run: Run, tamed: Path) -> None:
    """They are listed with their messages, none is explained."""
    out = run("rules", "explain", "two", "--rules", tamed).stdout.splitlines()
    assert out[0].endswith("rules have this name; which one?")
    assert "my/zap/two  A line for the tests." in out
    assert "my/zip/two  A line for the tests." in out
    assert not any("keep" in text for text in out)


@pytest.mark.parametrize(
    "site", ["https://blog.example.com", "blog.example.com/a", "blog.example.com:80"]
)
@pytest.mark.parametrize("where", ["pack", "rule"])
def test_a_site_is_a_host_name(run: Run, tmp_path: Path, site: str, where: str) -> None:
    """A URL would never match; the remedy is told."""
    sites = {"sites": [site]}
    rules = make_pack(
        line("zap this", **(sites if where == "rule" else {})), **(sites if where == "pack" else {})
    )
    result = run("rules", "check", write(tmp_path / "own", rules), "--no-builtin")
    assert result.exit_code == 2
    assert f"{site!r} is no host name: write blog.example.com" in result.stderr


RULE = """\
schema: 1
pack: a
rules:
- id: one
  category: promo
  message: A line for the tests.
  match: {line: [buy now]}
  where: {after: 50%}
  action: remove
  confidence: certain
  examples: [{keep: x}, {in: x, out: x}]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("after: 50%", "after: 50", "expected text, found a number: write 50%"),
        ("after: 50%", "after: half", "'half' is no share: write a whole percentage"),
        ("  action", "  section: {to: 4, max_share: 9%}\n  action", "write 4 lines"),
        ("id: one", "id: Number One", "'Number One' is no id: lower-case letters, digits and"),
        ("pack: a", "pack: a b", "'a b' is no pack name: letters, digits, "),
        ("pack: a", "pack: a\nlanguages: [english]", "'english' is no language: write its code"),
        ("  action", "  replaced_by: two\n  action", "'two' is no full name of a rule"),
        ("  action", "\taction", ":9:1: not valid YAML: a tab in the indent; indent with spaces"),
        ("  action", "  \taction", "not valid YAML: a tab in the indent"),
        ("- id", "-\tid", "not valid YAML: a tab in the indent"),
    ],
)
def test_mistakes_are_told_in_words(
    run: Run, tmp_path: Path, old: str, new: str, message: str
) -> None:
    """No pattern is shown to somebody who wants to write a rule."""
    (tmp_path / "a.yaml").write_text(RULE.replace(old, new))
    result = run("rules", "check", "a.yaml", "--no-builtin")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "^" not in result.stderr


def test_near_names_are_suggested(run: Run) -> None:
    """A name that no rule has brings the nearest ones, never the whole list."""
    for name, near in (
        ("en/share/promt", "did you mean en/share/prompt"),
        ("promt", "/prompt"),
        ("qqqqqq", "`cleaner rules list` names them"),
    ):
        result = run("rules", "explain", name)
        assert result.exit_code == 2
        assert f"there is no rule '{name}'; " in result.stderr
        assert near in result.stderr
        assert len(result.stderr) < 200


def test_a_pack_is_told_from_a_rule(run: Run) -> None:
    """The name of a pack lists its rules."""
    result = run("rules", "explain", "en/byline")
    assert result.exit_code == 0
    assert re.match(r"en/byline is a pack of \d+ rules; which one\?\n", result.stdout)
    assert "\nen/byline/by-name-role  " in result.stdout


def test_rules_of_a_site_are_measured(run: Run, tmp_path: Path) -> None:
    """--url is the address of inputs that carry none; without one they hear of it."""
    rules = [{"id": "zap", **line("zap this page")}]
    pack = {"schema": 1, "pack": "sites/mill.example", "sites": ["mill.example"], "rules": rules}
    write(tmp_path / "own", pack)
    (tmp_path / "a.txt").write_text(page(*PROSE, "Zap this page"))
    hint = "1 document without an address: rules for mill.example are not asked"
    for command in (("stats", "--rules", "own"), ("diff", "builtin", "builtin,own")):
        without = run("rules", *command, "a.txt")
        assert "  sites/mill.example/zap" not in without.stdout
        assert hint in without.stderr
        given = run("rules", *command, "a.txt", "--url", "https://mill.example/a")
        assert re.search(r"^\+? +1( +0 +1)?  sites/mill.example/zap$", given.stdout, re.M)
        assert hint not in given.stderr
