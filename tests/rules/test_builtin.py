"""The rules that come with the package: schema, lints, examples, and that their order does not matter."""

from __future__ import annotations

import pytest

from cleaner.rules.examples import run
from cleaner.rules.lint import lint
from cleaner.rules.load import load_files, sources

FILES = load_files(sources([]))
PARTS = 24  # of neighbours: a part compiles the patterns of one or two languages, and is soon done


def test_they_are_clean() -> None:
    """The built-in rules have no problems."""
    assert lint(FILES) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_their_examples_hold(part: int) -> None:
    """Every example of every rule holds, with all rules on."""
    mine = FILES[len(FILES) * part // PARTS : len(FILES) * (part + 1) // PARTS]
    failures = [str(failure) for failure in run(mine) if failure is not None]
    assert failures == []


def test_every_category_has_a_rule() -> None:
    """Every category of the format is served, at least in English or in all languages."""
    from typing import get_args

    from cleaner.rules.model import Category

    served = {
        rule.category
        for file in FILES
        for rule in file.pack.rules
        if file.pack.pack.startswith(("en/", "any/"))
    }
    assert served == set(get_args(Category))
