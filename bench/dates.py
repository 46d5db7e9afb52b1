"""Dates, titles and authors of the pages of wcxb-dev, against peers in the same run.

    python bench/dates.py [--every N] [--without-peers]

Each part is measured on both halves of the pages (split by the hash of the site, so that no site is
in both) and on all. The weights of `cleaner/publication.py` were fitted on all pages; what a half
gives with weights of the other half says bench/fit_dates.py. CPU time is the process's own.

right: share of the pages with a gold date that get it, to the day. precision: share of the dates
given on such pages that are right. null: share of the pages without a gold date that get one.
Titles count if they are the same letters and digits, case aside. Authors count if at least half of
the names given, and one at least, are in the gold, degrees and roles aside; "all" counts authors
given on pages without a gold author as wrong, although many of those name one.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import texts

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "wcxb-dev.jsonl.zst"

Page = dict[str, Any]


def load(every: int = 1) -> list[Page]:
    """The pages, with the text of the whole page as a renderer of crawls gives it."""
    if not DATA.is_file():
        sys.exit(f"{DATA} is not here; the figures need it")
    from resiliparse.extract.html2text import extract_plain_text

    pages = []
    for row in islice(texts.records("wcxb-dev"), 0, None, every):
        gold = row["gold"]
        pages.append(
            {
                "id": row["id"],
                "url": row.get("url"),
                "html": row["html"],
                "text": extract_plain_text(row["html"], main_content=False, alt_texts=False),
                "date": (gold.get("date") or "")[:10],
                "title": gold.get("title") or "",
                "author": gold.get("author") or "",
            }
        )
    return pages


def half(page: Page) -> int:
    """0 or 1, the same for all pages of a site."""
    host = urlsplit(page["url"] or "").hostname or page["id"]
    site = ".".join(host.split(".")[-2:])
    return hashlib.sha1(site.encode()).digest()[0] % 2


# ---------------------------------------------------------------- systems: page -> date, text or names


def our_date_of_html(page: Page) -> str | None:
    from cleaner.segment import markup, page_dates

    facts = markup.read(page["html"])
    return page_dates.read_dates(page["html"], facts, page["url"]).published


def our_date_of_text(page: Page) -> str | None:
    from cleaner.publication import tell

    told = tell(page["text"])[0]
    return told.value.iso if told else None


def our_date_of_text_and_url(page: Page) -> str | None:
    from cleaner.publication import tell

    told = tell(page["text"], url=page["url"])[0]
    return told.value.iso if told else None


def our_metadata(page: Page) -> Any:
    from cleaner.segment import page_metadata

    return page_metadata.read(page["html"], page["url"])[0]


def htmldate_fast(page: Page) -> str | None:
    from htmldate import find_date

    return find_date(page["html"], extensive_search=False, original_date=True)


def first_by_dateparser(page: Page) -> str | None:
    from dateparser.search import search_dates

    lines = [line for line in page["text"].split("\n") if re.search(r"\d{4}", line)][:10]
    for line in lines:
        found = search_dates(
            line[:200], languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]}
        )
        if found:
            return found[0][1].date().isoformat()
    return None


def trafilatura_metadata(page: Page) -> Any:
    from trafilatura.metadata import extract_metadata
    from trafilatura.utils import load_html

    tree = load_html(page["html"])
    return extract_metadata(tree, default_url=page["url"]) if tree is not None else None


# ---------------------------------------------------------------- measures


def run(system: Callable[[Page], Any], pages: list[Page]) -> tuple[dict[str, Any], float]:
    """What a system gives for each page, and its milliseconds of CPU time a page."""
    out = {}
    for page in pages[:3]:
        system(page)  # what is loaded once does not count
    start = time.process_time()
    for page in pages:
        try:
            out[page["id"]] = system(page)
        except Exception:
            out[page["id"]] = None
    return out, (time.process_time() - start) / len(pages) * 1000


def parts(pages: list[Page]) -> list[tuple[str, list[Page]]]:
    return [
        ("half 0", [p for p in pages if half(p) == 0]),
        ("half 1", [p for p in pages if half(p) == 1]),
        ("all", pages),
    ]


def report_dates(name: str, system: Callable[[Page], Any], pages: list[Page]) -> float:
    found, cost = run(system, pages)
    for part, some in parts(pages):
        gold = [p for p in some if p["date"]]
        null = [p for p in some if not p["date"]]
        dated = [p for p in gold if found[p["id"]]]
        right = sum(found[p["id"]][:10] == p["date"] for p in dated)
        print(
            f"{name:34} {part:7} right {right / max(1, len(gold)):6.1%}"
            f"  precision {right / max(1, len(dated)):6.1%}"
            f"  null {sum(bool(found[p['id']]) for p in null) / max(1, len(null)):6.1%}"
            f"  {cost:7.2f} ms a page"
        )
    return cost


def key(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))


_ASIDE = frozenset(
    [
        "md",
        "phd",
        "dr",
        "dvm",
        "dacvb",
        "rd",
        "rdn",
        "ms",
        "mba",
        "cpa",
        "jd",
        "esq",
        "ma",
        "ba",
        "mph",
        "rn",
        "np",
        "pa",
        "lmft",
        "lcsw",
        "cfa",
        "cfp",
        "ldn",
        "cssd",
        "mr",
        "mrs",
        "prof",
        "pharmd",
        "do",
        "dds",
        "pe",
        "staff",
        "writer",
        "editor",
        "by",
        "lvt",
        "vts",
        "behavior",
        "cscs",
    ]
)


def people(text: str) -> set[str]:
    parts = re.split(r"\s*(?:,|;|\||/| & |\band\b)\s*", text)
    names = (" ".join(w for w in key(part).split() if w not in _ASIDE) for part in parts)
    return {name for name in names if name}


def same_people(gold: str, given: str) -> bool:
    a, b = people(gold), people(given)
    return len(a & b) >= max(1, len(b) / 2) if a and b else key(gold) == key(given)


def report_metadata(name: str, system: Callable[[Page], Any], pages: list[Page]) -> None:
    found, cost = run(system, pages)
    titles = {i: getattr(m, "title", None) for i, m in found.items()}
    authors = {}
    for i, told in found.items():
        given = getattr(told, "authors", None) or getattr(told, "author", None) or ""
        authors[i] = given if isinstance(given, str) else "; ".join(given)
    for part, some in parts(pages):
        gold = [p for p in some if p["author"]]
        given = [p for p in gold if authors[p["id"]]]
        right = sum(same_people(p["author"], authors[p["id"]]) for p in given)
        all_given = sum(bool(authors[p["id"]]) for p in some)
        title = sum(key(titles[p["id"]]) == key(p["title"]) for p in some) / max(1, len(some))
        print(
            f"{name:34} {part:7} title {title:6.1%}  author right {right / max(1, len(gold)):6.1%}"
            f"  precision {right / max(1, len(given)):6.1%} (all {right / max(1, all_given):6.1%})"
            f"  {cost:7.2f} ms a page"
        )


LINES = [
    "Posted on Monday, 20 March 2023 at 7:07 am by Jane Doe",
    "Veröffentlicht am 20.03.2023 um 14:05 Uhr",
    "20 de marzo de 2023",
    "2023年3月20日（月）午後3時05分",
    "Last edited: 2023-03-20T07:07:00+02:00",
    "March 20, 2023",
    "You may also like these 12 recipes",
]


def report_lines(peers: bool) -> None:
    """Microseconds for one line, without what is remembered of it."""
    from cleaner.text import dates

    def ours(line: str) -> None:
        dates._values.cache_clear()
        dates.find(line)

    def cost(call: Callable[[str], Any], rounds: int) -> float:
        for line in LINES:
            call(line)
        start = time.process_time()
        for _ in range(rounds):
            for line in LINES:
                call(line)
        return (time.process_time() - start) / rounds / len(LINES) * 1e6

    mine = cost(ours, 1000)
    print(f"one line: {mine:.0f} µs", end="")
    if peers:
        from dateparser.search import search_dates

        theirs = cost(lambda line: search_dates(line, languages=["en"]), 5)
        print(
            f"; dateparser's search_dates, told that it is English, {theirs / mine:.0f} times that"
        )
    else:
        print()


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--every", type=int, default=1, help="every Nth page only")
    cli.add_argument("--without-peers", action="store_true")
    options = cli.parse_args()
    peers = not options.without_peers
    logging.disable(logging.CRITICAL)
    pages = load(options.every)
    print(f"{len(pages)} pages, {sum(bool(p['date']) for p in pages)} with a gold date")
    cost = report_dates("from HTML", our_date_of_html, pages)
    if peers:
        theirs = report_dates("  htmldate, fast", htmldate_fast, pages)
        print(f"CPU time: {cost / theirs:.2f} of htmldate's")
    report_dates("from the text of the page", our_date_of_text, pages)
    report_dates("  and its address", our_date_of_text_and_url, pages)
    if peers:
        report_dates(
            "  first by dateparser", first_by_dateparser, pages[:: 5 if options.every == 1 else 1]
        )
    report_metadata("title and author", our_metadata, pages)
    if peers:
        report_metadata("  trafilatura", trafilatura_metadata, pages)
    report_lines(peers)


if __name__ == "__main__":
    main()
