"""From inputs to the data of a page: every document is cleaned once, counted, and may be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cleaner import __version__
from cleaner.io.records import Known
from cleaner.io.tools import Tools
from cleaner.pipeline import Cleaner
from cleaner.report.compare import Differences, difference
from cleaner.report.entry import Names, entry
from cleaner.report.inputs import look
from cleaner.report.page import to_json
from cleaner.report.sample import Sample
from cleaner.report.totals import Totals

FORMAT = 1
"""Version of the data; the page reads this one."""

TOLD = 200  # failures that are named


class Report(NamedTuple):
    """The data of a page as JSON, and what to say at a terminal."""

    data: bytes
    documents: int
    shown: int
    changed: int
    failures: list[tuple[str, str]]


class Look(NamedTuple):
    """What a report looks at: inputs, what they hold (`auto`: as each says), how many documents
    are in the page at most, and the file that the page becomes, None for stdout."""

    paths: Sequence[str]
    source: str
    size: int
    output: str | None = None


def build(tools: Tools, of: Look) -> Report:
    """Clean the inputs and collect what a page shows."""
    names, totals, sample = Names(), Totals(), Sample(of.size)
    failures: list[tuple[str, str]] = []
    cleaner, known = tools.general()
    for one in look([tools], of.paths, of.source, failures, of.output):
        told = entry(one, one.results[0], names)
        sample.add(to_json(told), totals.add(told, one.results[0], names))
    sums = totals.to_dict()
    about = {"rules_hash": cleaner.rules_hash, **_about(cleaner, of.paths, known)}
    return _report(about, sums, names, sample, failures)


def build_comparison(old: Tools, new: Tools, titles: tuple[str, str], of: Look) -> Report:
    """Clean the inputs with two rule sets and collect the documents on which they differ."""
    names, totals, sample = Names(), Differences(), Sample(of.size)
    failures: list[tuple[str, str]] = []
    cleaner, known = new.general()
    for one in look([old, new], of.paths, of.source, failures, of.output):
        told = difference(one, names)
        share = totals.add(told, *one.results)
        if told is not None:
            sample.add(to_json(told), share)
    about = {
        "compare": list(titles),
        "rules_hash": [old.general().cleaner.rules_hash, cleaner.rules_hash],
        **_about(cleaner, of.paths, known),
    }
    return _report(about, totals.to_dict(), names, sample, failures)


def _about(cleaner: Cleaner, paths: Sequence[str], known: Known) -> dict[str, Any]:
    given = {k: v for k, v in known._asdict().items() if v}
    return {
        "version": __version__,
        "profile": cleaner.config.profile,
        "inputs": list(paths),
        "given": given,
    }


def _report(
    about: dict[str, Any],
    sums: dict[str, Any],
    names: Names,
    sample: Sample,
    failures: list[tuple[str, str]],
) -> Report:
    documents = sample.documents()
    about |= {"failures": failures[:TOLD], "failed": len(failures), "complete": sample.complete}
    head = {
        "format": FORMAT,
        "run": about,
        "totals": sums,
        "causes": names.causes,
        "verdicts": names.verdicts,
    }
    data = to_json(head)[:-1] + b',"documents":[' + b",\n".join(documents) + b"]}"
    return Report(data, sums["documents"], len(documents), sums["changed"], failures)
