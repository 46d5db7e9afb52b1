"""What a rule must satisfy beyond its types, and where the mistake is said to stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kit import EXAMPLES, line, pack, rule, write

from cleaner import RuleError
from cleaner.errors import Problem
from cleaner.rules.load import load_files, sources


def problems(tmp_path: Path, *packs: dict[str, Any]) -> list[Problem]:
    """Everything wrong with these packs."""
    try:
        load_files(sources([write(tmp_path / "rules", *packs)], builtin=False))
    except RuleError as err:
        return err.problems
    return []


def said(tmp_path: Path, *rules: dict[str, Any], **keys: Any) -> str:
    """The only problem of a pack of rules."""
    (problem,) = problems(tmp_path, pack(*rules, **keys))
    return problem.message


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (rule(), "either `match` or `sequence`"),
        (rule(match={"line": "a b"}, sequence=[{"line": "a b"}, {"line": "c"}]), "either `match` or `sequence`"),
        (rule(sequence=[{"line": "a b"}, {"line": "c"}], run=2), "`run` goes with `match`"),
        (rule(match={}), "alone never match"),
        (rule(match={"words": [1, 2], "shape": "title-like", "ends": "no-stop"}), "alone never match"),
        (rule(match={"any": [{"words": [1, 2]}, {"line": "a b"}]}), "alone never match"),
        (rule(match={"line": "a b", "words": [None, None]}), "`words` needs a bound"),
        (rule(match={"line": "a b", "cased": True}), "`cased` goes with `regex`"),
        (rule(match={"line": "<nmae> says"}), "unknown slot <nmae>"),
        (rule(match={"line": "***"}), "nothing to match on is left"),
        (rule(match={"prefix": " - "}), "nothing to match on is left"),
        (rule(match={"line": "<name>"}), "no literal and no slot that may stand alone"),
        (rule(match={"line": "<title>"}), "no literal and no slot that may stand alone"),
        (rule(match={"line": "<any>"}), "no literal and no slot that may stand alone"),
        (rule(match={"line": "<name> - <title>"}), "no literal and no slot that may stand alone"),
        (rule(match={"only": ["<name>", "<any>"]}), "none of the terms has a literal to hang on"),
        (rule(sequence=[{"line": "<name>"}, {"line": "says"}]), "no literal and no slot that may stand alone"),
        (rule(sequence=[{"words": [1, 2]}, {"line": "says"}]), "alone never match"),
        (rule(sequence=[{"line": "a b", "repeat": [0, 1]}, {"line": "says"}]), "the first step at least 1"),
        (rule(sequence=[{"line": "a b"}, {"line": "says", "repeat": [3, 2]}]), "`repeat` is [min, max]"),
        (rule(sequence=[{"line": "a b"}, {"line": "says", "repeat": [1, 51]}]), "at most 50"),
        (rule(sequence=[{"line": "a b"}, *[{"words": [1, 1], "repeat": [1, 50]}] * 4]), "spans at most 200 lines"),
        (line("a b", unless=[{"contains": "c"}]), "needs a `reason`"),
        (line("a b", action="replace"), "`replace` needs `with`"),
        (line("a b", with_="c"), "`with` goes with `action: replace`"),
        (line("by <name>", action="replace", with_="<title>"), "<title> is no slot of this rule"),
        (line("a b", action="signal"), "`action: signal` and the key `signal` go together"),
        (line("a b", signal="forum"), "`action: signal` and the key `signal` go together"),
        (line("a b", action="extract"), "`action: extract` needs `extract`"),
        (line("by <name>", extract={"authors": "nmae"}), "'nmae' is no slot of this rule"),
        (line("a b", status="deprecated"), "needs `replaced_by`"),
        (line("a b", blocks=["table"], not_in=["table"]), "no block kind is left"),
        (line("a b", section={"to": "end"}), "a section to the end needs `max_share`"),
        (line("a b", section={"to": "heading"}), "a section to the heading needs `max_share`"),
        (line("a b", section={"to": "4 lines"}, action="cut"), "a section goes with `remove` or `protect`"),
        (line("a b", section={"to": "4 lines", "stop": {"line": "<nmae>"}}), "unknown slot <nmae>"),
        (line("a b", examples=[{"in": "x", "out": "y"}]), "at least one `in` with `out` and one `keep`"),
        (line("a b", examples=[{"keep": "x"}]), "at least one `in` with `out` and one `keep`"),
        (line("a b", examples=[*EXAMPLES, {"in": "x"}]), "`in` and `out` go together"),
        (line("a b", examples=[*EXAMPLES, {"keep": "x", "out": "x"}]), "`in` and `out` go together"),
        (line("a b", examples=[*EXAMPLES, {"in": "x", "out": "x", "keep": "x"}]), "either `in` and `out`, or `keep`"),
        (line("a b", examples=[*EXAMPLES, {"url": "x"}]), "either `in` and `out`, or `keep`"),
        (rule(match={"regex": "Buy now"}), "holds capitals"),
        (rule(match={"regex": "buy now…"}), "never stands in a folded line"),
        (rule(match={"regex": r"\d+ \w\w"}), "no literal of 3 characters"),
        (rule(match={"regex": "buy|\\d+x"}), "no literal of 3 characters"),
        (rule(match={"regex": "buy("}), "not a valid pattern"),
        (rule(match={"regex": "(?=buy)buy"}), "look-around is not allowed"),
        (rule(match={"line": "a b", "any": [{"detector": "menu-run"}]}), "`detector` stands in `match` itself"),
        (rule(match={"any": [{"detector": "menu-run"}, {"line": "a b"}]}), "`detector` stands in `match` itself"),
        (line("a b", unless=[{"detector": "menu-run", "reason": "so"}]), "`detector` stands in `match` itself"),
        (rule(sequence=[{"detector": "menu-run"}, {"line": "a b"}]), "`detector` stands in `match` itself"),
        (line("a b", section={"to": "4 lines", "stop": {"detector": "menu-run"}}), "`detector` stands in `match` itself"),
        (line("a b", action="signal", signal="forum", where="tail"), "`where` means nothing for a signal"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    """Each of these rules is refused, for one reason."""
    assert message in said(tmp_path, wrong)


@pytest.mark.parametrize(
    "right",
    [
        line("<date>"), line("<url>"), line("<host>"), line("<n>"), line("<email>"), line("<handle>"),
        line("by <name>"), line("<name> says"), line("<any> |x"), line("来源"), line("<n> <n>"),
        rule(match={"only": ["<name>", "follow"]}),
        rule(match={"regex": r"\d+ min read"}),
        rule(match={"regex": "著作権"}), rule(match={"regex": "著作"}),
        rule(match={"regex": "Buy Now", "cased": True}),
        rule(match={"regex": r"^\d+$", "prefix": "the 3"}),
        rule(match={"detector": "menu-run", "words": [1, 2]}),
        rule(match={"any": [{"line": "a b"}, {"any": [{"prefix": "cd"}, {"regex": "efg"}]}]}),
        rule(sequence=[{"line": "share"}, {"line": "<name>"}, {"words": [1, 2], "repeat": [0, 1]}]),
        line("<name:who> and <name:other> say", extract={"authors": "who"}),
        line("a b", extract={"agency": "=Reuters", "section": "line"}),
        rule(match={"regex": r"from (?P<what>\w+) by"}, extract={"agency": "what"}),
        line("a b", section={"to": "end"}, action="protect"),
        line("a b", action="protect", examples=[{"keep": "x"}]),
        line("a b", action="replace", with_=""),
    ],
)  # fmt: skip
def test_accepted(tmp_path: Path, right: dict[str, Any]) -> None:
    """Each of these rules is fine."""
    assert problems(tmp_path, pack(right)) == []


def test_a_problem_stands_at_the_phrase(tmp_path: Path) -> None:
    """Line and column are those of the very phrase, deep in a list."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "schema: 1\npack: a\nrules:\n- id: one\n  category: promo\n  message: A line for the tests.\n"
        "  match:\n    any:\n    - line:\n      - buy now\n      - <nmae> says\n    - regex: 'Buy'\n"
        "  action: remove\n  confidence: certain\n  examples: [{keep: x}, {in: x, out: x}]\n",
        encoding="utf-8",
    )
    with pytest.raises(RuleError) as caught:
        load_files(sources([folder], builtin=False))
    assert [(p.line, p.column) for p in caught.value.problems] == [(11, 9), (12, 14)]
    assert caught.value.exit_code == 2
    assert (
        str(caught.value)
        .splitlines()[0]
        .startswith(f"{folder}/a.yaml:11:9: one: unknown slot <nmae>")
    )


def test_all_files_are_told_of_at_once(tmp_path: Path) -> None:
    """Problems of several files come in one error, sorted by file and place."""
    found = problems(tmp_path, pack(rule(), rule(match={}), name="b"), pack(rule(), name="a/c"))
    assert [Path(p.path).name for p in found] == ["c.yaml", "b.yaml", "b.yaml"]


def test_the_file_says_the_name_of_its_pack(tmp_path: Path) -> None:
    """A pack must be called like its file, in a folder."""
    folder = write(tmp_path / "rules", pack(line("a b"), name="en/one"))
    (folder / "en/one.yaml").rename(folder / "en/two.yaml")
    with pytest.raises(RuleError) as caught:
        load_files(sources([folder], builtin=False))
    (problem,) = caught.value.problems
    assert problem.message == "the pack is called 'en/one', but its file says 'en/two'"
    assert (problem.line, problem.column) == (3, 10)


def test_a_single_file_may_have_any_name(tmp_path: Path) -> None:
    """A rule file given by its path need not be called like its pack."""
    folder = write(tmp_path, pack(line("a b"), name="my"))
    (folder / "my.yaml").rename(folder / "other.yml")
    (file,) = load_files(sources([folder / "other.yml"], builtin=False))
    assert file.pack.pack == "my"


def test_ids_are_unique_in_a_pack(tmp_path: Path) -> None:
    """An id may be used once in a pack, and again in another."""
    (problem,) = problems(tmp_path, pack(line("a b", id="one"), line("c d", id="one")))
    assert "used twice" in problem.message
    assert (
        problems(
            tmp_path / "x",
            pack(line("a b", id="one"), name="a"),
            pack(line("c d", id="one"), name="b"),
        )
        == []
    )


def test_a_pack_is_there_once(tmp_path: Path) -> None:
    """Two files with the same pack are refused, whichever folders they are in."""
    first = write(tmp_path / "first", pack(line("a b")))
    second = write(tmp_path / "second", pack(line("c d")))
    with pytest.raises(RuleError, match=r"the pack 'my/pack' is in .* already"):
        load_files(sources([first, second], builtin=False))


def test_a_pack_must_do_something(tmp_path: Path) -> None:
    """A pack without rules, extends, disable and override is refused."""
    (problem,) = problems(tmp_path, {"schema": 1, "pack": "my/pack"})
    assert "the pack does nothing" in problem.message


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"extends": ["engines/wordpres"]}, "unknown pack 'engines/wordpres'; did you mean 'engines/wordpress'?"),
        ({"disable": [{"rule": "engines/wordpress/r2", "reason": "so"}]}, "did you mean 'engines/wordpress/r1'?"),
        ({"override": [{"rule": "wordpress/r1", "where": "tail", "reason": "so"}]}, "did you mean 'engines/wordpress/r1'?"),
    ],
)  # fmt: skip
def test_names_of_other_packs_must_exist(
    tmp_path: Path, keys: dict[str, Any], message: str
) -> None:
    """What extends, disable and override name must be there; the nearest name is told."""
    known = pack(line("a b"), name="engines/wordpress")
    (problem,) = problems(tmp_path, known, pack(name="sites/x", **keys))
    assert message in problem.message
    assert problem.path.endswith("sites/x.yaml")


def test_a_deprecated_rule_names_a_rule_that_exists(tmp_path: Path) -> None:
    """`replaced_by` must be the full name of a rule."""
    old = line("a b", status="deprecated", replaced_by="my/pack/r3")
    assert "unknown rule 'my/pack/r3'" in said(tmp_path, old, line("c d"))
    old["replaced_by"] = "my/pack/r2"
    assert problems(tmp_path, pack(old, line("c d"))) == []


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """A rule file in another encoding is a problem with its line."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yaml").write_bytes("schema: 1\ndescription: é\n".encode("latin-1"))
    with pytest.raises(RuleError, match=r"a\.yaml:2:1: not valid UTF-8"):
        load_files(sources([folder], builtin=False))


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """A rule file may begin with a byte order mark."""
    folder = write(tmp_path / "rules", pack(line("a b")))
    path = folder / "my/pack.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_files(sources([folder], builtin=False))) == 1
