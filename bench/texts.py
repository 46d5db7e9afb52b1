"""Undamaged text in many languages for the benchmarks of the normaliser.

Three sources. `sentences()`: languages.txt beside this file, written for this project.
`locale_lines()`: lists made of CLDR names (Babel: countries, languages, months, days) in every
locale that it knows, three hundred languages and more. `pages()`: the development pages of
../shared/data, where that folder is: curated texts, and of the set in many languages what an
extractor gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"


@cache
def sentences() -> dict[str, list[str]]:
    """Lines of languages.txt by language."""
    out: dict[str, list[str]] = {}
    for line in (HERE / "languages.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            lines = out.setdefault(line[1:], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return out


@cache
def locale_lines() -> dict[str, list[str]]:
    """Lines of names in the language of each locale of the CLDR; locales that add none are left out."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    out: dict[str, list[str]] = {}
    seen: set[str] = set()
    for name in sorted(locale_identifiers()):
        locale = Locale.parse(name)
        groups: list[list[str]] = [
            [str(value) for value in table.values() if not str(value).isdigit()]
            for table in (locale.territories, locale.languages, locale.scripts, locale.variants)
        ]
        groups += [
            [str(value) for value in months.values()]
            for months in (locale.months["format"]["wide"], locale.days["format"]["wide"])
        ]
        lines = [", ".join(group[i : i + 6]) for group in groups for i in range(0, len(group), 6)]
        new = [line for line in lines if line not in seen and not line.isascii()]
        seen.update(new)
        if new:
            out[name] = new
    return out


def records(name: str) -> Iterator[dict[str, Any]]:
    """The records of a set of ../shared/data, none where the folder is not there."""
    path = DATA / f"{name}.jsonl.zst"
    if not path.is_file():
        return
    import zstandard

    with zstandard.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def gold_texts(limit: int | None = None) -> Iterator[str]:
    """Curated main texts of wcxb-dev."""
    for record in islice(records("wcxb-dev"), limit):
        if record["gold"].get("text"):
            yield record["gold"]["text"]


def page_texts(name: str, limit: int | None = None, language: str | None = None) -> Iterator[str]:
    """The full text of pages as Resiliparse renders it; of one language, as the pages declare it."""
    import re

    from resiliparse.extract.html2text import extract_plain_text

    tag = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?\s*([a-zA-Z]{2})", re.I)
    count = 0
    for record in records(name):
        if language is not None:
            found = tag.search(record["html"][:20_000])
            if found is None or found[1].lower() != language:
                continue
        yield extract_plain_text(record["html"])
        count += 1
        if count == limit:
            return
