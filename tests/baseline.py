"""The clean baseline: what the rules take from text that people marked as content.

    python tests/baseline.py                    what is new or gone against baseline.tsv, with text
    python tests/baseline.py --write            the same, and takes it into the list
    python tests/baseline.py --all [PREFIX]     the whole list with text, or that of some rules

Every gold text of ../shared/data is cleaned, and every line a rule takes or cuts is an entry; so
is every snippet that a page must keep and that is gone from its full text. The list holds no text:
page, line (or number of the snippet), a hash of it, the rule, and what a reader said of it:
`chrome` (the gold holds boilerplate) or `wrong` (content goes, with the reason why it still does).
New entries come into the list as `?`, which the test does not accept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import Cleaner, Config, Result

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LIST = Path(__file__).with_name("baseline.tsv")
WORD = re.compile(r"\w+")


class Entry(NamedTuple):
    """A line of the list. Page, line and hash tell it; the other fields are about it."""

    page: str
    line: int
    hash: str
    rule: str
    verdict: str = "?"
    reason: str = ""
    text: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        return self.page, self.line, self.hash


class Harm(NamedTuple):
    """What rules do to one gold text: entries, and the share of its words that is gone."""

    entries: list[Entry]
    lost: float


def entry(page: str, line: int, text: str, rule: str) -> Entry:
    text = " ".join(text.split())
    return Entry(page, line, hashlib.sha256(text.encode()).hexdigest()[:8], rule, text=text)


def taken(page: str, result: Result) -> list[Entry]:
    """Every line that a rule took, or took something from."""
    rules = {removed.line: removed.rule for removed in result.removed}
    for finding in result.findings:
        if finding.acts:
            for line in finding.lines:
                rules.setdefault(line, finding.rule)
    lines = result.source.splitlines()
    return [entry(page, line, lines[line - 1], rules[line]) for line in sorted(rules)]


def missed(page: str, result: Result, snippets: list[str]) -> list[Entry]:
    """Every snippet that stood in the source and is gone from the text."""
    before, after = " ".join(result.source.split()), " ".join(result.text.split())
    entries = []
    for number, snippet in enumerate((" ".join(s.split()) for s in snippets), 1):
        if snippet in before and snippet not in after:
            held = [e for e in result.edits if snippet in " ".join(e.before.split())]
            entries.append(entry(page, number, snippet, held[0].causes[0] if held else "several"))
    return entries


def words_lost(repaired: str, cleaned: str) -> float:
    words = Counter(WORD.findall(repaired.lower()))
    gone = words - Counter(WORD.findall(cleaned.lower()))
    return gone.total() / max(1, words.total())


def pages(name: str) -> Iterator[dict[str, Any]]:
    import zstandard

    with zstandard.open(DATA / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def of_gold() -> Iterator[Harm]:
    """The gold text of every page that has one."""
    tool, repair = Cleaner(), Cleaner(Config(builtin_rules=False))
    for page in pages("wcxb-dev.jsonl.zst"):
        text, url = page["gold"].get("text"), page.get("url") or None
        if text:
            result = tool.clean(text, url=url)
            lost = words_lost(repair.clean(text).text, result.text) if result.changed else 0.0
            yield Harm(taken(page["id"], result), lost)


def of_snippets() -> Iterator[Entry]:
    """The snippets that the pages of many languages must keep."""
    from resiliparse.extract.html2text import extract_plain_text

    tool = Cleaner()
    for page in pages("web-eval-dev.jsonl.zst"):
        text = extract_plain_text(page["html"], main_content=False)
        result = tool.clean(text, url=page.get("url") or None)
        yield from missed(page["id"], result, page["gold"].get("with") or [])


def read() -> list[Entry]:
    entries = []
    for row in LIST.read_text("utf-8").splitlines()[1:]:
        page, line, digest, rule, verdict, reason = row.split("\t")
        entries.append(Entry(page, int(line), digest, rule, verdict, reason))
    return entries


def write(entries: list[Entry]) -> None:
    rows = ["page\tline\thash\trule\tverdict\treason"]
    rows += ["\t".join(map(str, e[:6])) for e in sorted(entries)]
    LIST.write_text("\n".join(rows) + "\n", "utf-8")


def review(found: list[Entry], listed: list[Entry]) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Found entries with the verdicts that the list has for them; the new ones; those gone."""
    verdicts = {e.key: e for e in listed}
    merged = [
        e._replace(verdict=verdicts[e.key].verdict, reason=verdicts[e.key].reason)
        if e.key in verdicts
        else e
        for e in found
    ]
    keys = {e.key for e in found}
    new = [e for e in merged if e.key not in verdicts]
    return merged, new, [e for e in listed if e.key not in keys]


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="take new and gone entries into the list")
    cli.add_argument("--all", nargs="?", const="", metavar="PREFIX", help="show all entries")
    options = cli.parse_args()

    harms = list(of_gold())
    found = [e for harm in harms for e in harm.entries] + list(of_snippets())
    merged, new, gone = review(found, read() if LIST.exists() else [])
    if options.all is not None:
        for e in merged:
            if e.rule.startswith(options.all):
                print(f"  {e.verdict:6} {e.page}:{e.line} {e.rule}  {e.text[:160]}")
    for e in gone:
        print(f"- gone   {e.page}:{e.line} {e.rule} ({e.verdict})")
    for e in new:
        print(f"+ new    {e.page}:{e.line} {e.rule}  {e.text[:160]}")
    verdicts = Counter(e.verdict for e in merged)
    print(f"{len(new)} new, {len(gone)} gone; {len(merged)} in all: {dict(verdicts)}")
    losing = sum(harm.lost > 0 for harm in harms)
    print(
        f"word recall {1 - sum(h.lost for h in harms) / len(harms):.6f}, {losing} pages lose a word"
    )
    if options.write:
        write(merged)


if __name__ == "__main__":
    main()
