"""Rules of one language on texts of another, and on texts of which the language is not told."""

from __future__ import annotations

import re

from cleaner import Cleaner
from cleaner.rules.load import load_files, sources

_ACTS = {"removed", "cut", "replaced"}
_LANGUAGE = re.compile(r"[a-z]{2}(?=/)")
STEP = 29


def test_examples_hold_when_the_language_is_not_told() -> None:
    """A sample of the examples holds without the language, and no rule of another one takes a line."""
    cleaner = Cleaner()
    wrong = []
    n = 0
    for file in load_files(sources([])):
        language = _LANGUAGE.match(file.pack.pack)
        if language is None:
            continue
        for rule in file.pack.rules:
            for example in rule.examples:
                n += 1
                if n % STEP or example.profile or example.url or rule.sites or file.pack.sites:
                    continue
                source = example.keep if example.keep is not None else example.in_ or ""
                wanted = example.keep if example.keep is not None else example.out or ""
                result = cleaner.clean(source, document=example.document)
                others = {
                    finding.rule
                    for finding in result.findings
                    if finding.verdict in _ACTS
                    and (found := _LANGUAGE.match(finding.rule))
                    and found[0] != language[0]
                }
                lost = set(wanted.split("\n")) - set(result.text.split("\n")) - {""}
                if lost and others:
                    wrong.append((f"{file.pack.pack}/{rule.id}", sorted(others), sorted(lost)))
    assert wrong == []


def test_short_english_lines_are_left_to_english_rules() -> None:
    """Labels that Hindi, Japanese or Thai pages show in English are no business of their rules elsewhere."""
    result = Cleaner().clean("Categories: Bridges, Floods\n\nTags: one, two\n")
    assert not [
        finding.rule
        for finding in result.findings
        if finding.verdict in _ACTS
        and re.match(r"(?:hi|ja|ko|th|zh|ar|fa|he|el|ru|uk)/", finding.rule)
    ]
