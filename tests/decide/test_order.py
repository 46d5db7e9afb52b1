"""The order of files, packs and rules has no effect on the result."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, pack, page, rule, write

from cleaner import Cleaner, Config, Result

P = PROSE
PACKS: list[list[dict[str, Any]]] = [
    [
        line("x1", id="a", section={"to": "2 lines", "allow": "short"}), line("x1", id="b", category="ads", confidence="likely"),
        rule(id="c", match={"contains": "two three"}, action="replace", with_="2 3"), rule(id="d", match={"contains": "one two"}, action="replace", with_="1 2"),
        rule(id="e", match={"prefix": "one"}, action="cut", confidence="likely"), line("note", id="f", action="protect", section={"to": "1 line"}),
        line("by <name>", id="g", extract={"authors": "name", "section": "=A"}), line("by <any>", id="h", extract={"authors": "any", "section": "=B"}),
        line("s1", id="i", action="signal", signal="forum"), line("s2", id="j", action="signal", signal="product"),
    ],
    [
        rule(id="a", match={"contains": "four five"}, action="cut"), rule(id="b", match={"contains": "three four"}, action="cut"), line("x2", id="c", where={"near": ["ads"]}),
        line("x3", id="d", where={"near": ["share"]}, category="share"), line("x3", id="e", category="ads", confidence="hint"), rule(id="f", match={"detector": "tag-run"}),
        rule(id="g", match={"line": ["x1", "x2", "x3"]}, run=2, category="share", confidence="likely"), line("x4", id="h", section={"to": "end", "max_share": "40%", "veto": "prose"}),
        rule(id="i", sequence=[{"line": "x1"}, {"line": "x2", "repeat": [0, 2]}, {"line": "x3"}], category="related", confidence="hint"),
    ],
    [line("x4", id="a", confidence="likely", where="tail"), line("x5", id="b", category="ads"), line("x5", id="c", category="ads", status="testing")],
]  # fmt: skip
TEXTS = [
    page("By Ann Roe", "x1", "a", "b", *P, "x2", "x3", "note", "x1", "zero one two three four five", "x5", "x4", "s1", "s2"),
    page("x4", "x5", *P[:3], "one two three four five", "x1", "x2", "x3", "x4", "x5", "note", "x4", *P[3:], "x3", "By Tom Poe", "x4", "bridge", "flood", "council"),
    page("s1", "s1", "s2", "s2", "x1", "x2", "x3"), page(*["x1", "x2", "x3", "x4", "x5"] * 5, *P), page(*P, *["note", "x1", "a", "x5"] * 3), page(*P, "bridge", "flood", "council", "x5"),
]  # fmt: skip


def results(folders: list[Path]) -> list[Result]:
    out = []
    for profile in ("conservative", "balanced", "aggressive"):
        cleaner = Cleaner(
            Config(rules=tuple(folders), builtin_rules=False, profile=profile, repair=False)
        )
        out += [replace(cleaner.clean(text), rules_hash="") for text in TEXTS]
    return out


def packs(order: random.Random | None) -> list[dict[str, Any]]:
    out = []
    for n, rules in enumerate(PACKS):
        shuffled = list(rules)
        if order:
            order.shuffle(shuffled)
        out.append(pack(*shuffled, name=f"p{n}"))
    return out


@pytest.fixture
def expected(tmp_path: Path) -> list[Result]:
    return results([write(tmp_path / "first", *packs(None))])


def test_the_texts_are_worth_it(expected: list[Result]) -> None:
    """Every rule acts or is kept for a reason in some text, so that order could matter."""
    found = {f.rule for result in expected for f in result.findings}
    assert len(found) == sum(map(len, PACKS))
    assert len({f.verdict for result in expected for f in result.findings}) >= 12


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_rules_in_files(tmp_path: Path, expected: list[Result], seed: int) -> None:
    """Shuffled rules give the same results, down to findings, edits and metadata."""
    assert results([write(tmp_path / "second", *packs(random.Random(seed)))]) == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_folders_and_files(tmp_path: Path, expected: list[Result], seed: int) -> None:
    """So do folders and single files in any order."""
    order = random.Random(seed)
    folders = [write(tmp_path / f"f{n}", one) for n, one in enumerate(packs(order))]
    folders[seed] = folders[seed] / f"p{seed}.yaml"
    order.shuffle(folders)
    assert results(folders) == expected


def test_the_names_of_packs_do_not_matter(tmp_path: Path, expected: list[Result]) -> None:
    """Renamed packs, and rules spread over other files, take the same text away."""
    spread = [
        pack({**one, "id": f"{one['id']}{n}"}, name=f"z{9 - n}-{m}")
        for n, rules in enumerate(PACKS)
        for m, one in enumerate(rules)
    ]
    got = results([write(tmp_path / "second", *spread)])
    assert [r.text for r in got] == [r.text for r in expected]
    assert [(r.document, r.flags) for r in got] == [(r.document, r.flags) for r in expected]


def test_the_hash_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    """The same files have the same hash, wherever and in whichever order they come; others another."""
    one, two = write(tmp_path / "one", *packs(None)[:1]), write(tmp_path / "two", *packs(None)[1:])

    def hash_of(*paths: Path) -> str:
        return Cleaner(Config(rules=paths, builtin_rules=False)).rules_hash

    assert hash_of(one, two) == hash_of(two, one) == hash_of(write(tmp_path / "all", *packs(None)))
    assert hash_of(one) != hash_of(two)
    assert len(hash_of(one)) == 16


def test_a_result_says_what_made_it(tmp_path: Path) -> None:
    """Version and hash of the rules are in every result."""
    import cleaner

    tool = Cleaner(Config(rules=(write(tmp_path / "one", *packs(None)),), builtin_rules=False))
    result = tool.clean("a b")
    assert (result.version, result.rules_hash) == (cleaner.__version__, tool.rules_hash)
