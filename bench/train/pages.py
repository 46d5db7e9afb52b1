"""The pages to train on: rendered, cut into lines, labelled by their curated text, in folds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner.page.model import Lines
from cleaner.page.render import Rendered
from cleaner.page.render import render as render_lines

FOLDS = 5
_WORD = re.compile(r"\w+")
_HOST = re.compile(r"https?://([^/:?#]+)", re.I)
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org"])


class Page(NamedTuple):
    """A page: its lines, the words of each, those that stand in the curated text; its fold.

    rendered: the page with its markup, if it is to be looked at; `lines` are then its lines.
    """

    id: str
    url: str
    kind: str
    text: str
    gold: str
    lines: Lines
    words: np.ndarray
    held: np.ndarray
    fold: int
    extracted: str
    rendered: Rendered | None = None


def rows(path: Path) -> Iterator[dict]:
    """The records of a file of JSON lines, compressed with zstandard."""
    import zstandard

    with zstandard.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def render(html: str) -> str:
    """The full visible text of a page, as the measure renders it (resiliparse)."""
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(
        html,
        preserve_formatting=True,
        main_content=False,
        list_bullets=False,
        links=False,
        alt_texts=False,
        form_fields=False,
        noscript=True,
    )


def domain(url: str | None) -> str | None:
    """The registrable domain of an address, as far as two or three labels tell; None without one."""
    found = _HOST.match(url or "")
    if not found:
        return None
    labels = found[1].lower().split(".")
    short = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3 if short else -2 :])


def fold_of(url: str | None, name: str) -> int:
    """The fold of a page: all pages of a domain share one; pages without address go by their name."""
    key = domain(url) or name
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def load(path: Path, markup: bool) -> list[Page]:
    """All pages with at least one line. markup: as the model for HTML sees them."""
    from trafilatura import extract

    out = []
    for row in rows(path):
        rendered = render_lines(row["html"]) if markup else None
        text = "\n".join(rendered.text) if rendered else render(row["html"])
        lines = Lines.of(text.split("\n"))
        if not lines.lines:
            continue
        gold = row["gold"]["text"] or ""
        words, held = covered(lines.lines, gold)
        url = row.get("url") or ""
        fold = fold_of(url, row["id"])
        main = "" if markup else extract(row["html"]) or ""
        about = row["id"], url, row["kind"]
        out.append(Page(*about, text, gold, lines, words, held, fold, main, rendered))
    return out


def covered(lines: list[str], gold: str) -> tuple[np.ndarray, np.ndarray]:
    """Of each line the words, and how many of them the gold text holds in the same order.

    Texts are aligned word by word, the longest stretch that they share first (Ratcliff/Obershelp).
    """
    from cydifflib import SequenceMatcher

    codes: dict[str, int] = {}
    words, owner = [], []
    for n, line in enumerate(lines):
        found = _WORD.findall(line.lower())
        words += [codes.setdefault(word, len(codes)) for word in found]
        owner += [n] * len(found)
    wanted = [codes.setdefault(word, len(codes)) for word in _WORD.findall(gold.lower())]
    held = np.zeros(len(words), np.int64)
    if words and wanted:
        matcher = SequenceMatcher(None, wanted, words, autojunk=False)
        for _, at, size in matcher.get_matching_blocks():
            held[at : at + size] = 1
    where = np.array(owner, np.int64)
    total = np.bincount(where, minlength=len(lines))
    return total, np.bincount(where, weights=held, minlength=len(lines)).astype(np.int64)
