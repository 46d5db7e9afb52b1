"""Real pages for the benchmarks: HTML, and the same rendered as text with nothing taken out.

They are those of ../shared/data where that folder is; else the texts of golden/, which are fewer
and have no HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import texts

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


class Page(NamedTuple):
    """A page. html: "" where there is none."""

    url: str
    html: str
    text: str


def pages(limit: int) -> list[Page]:
    """Up to `limit` distinct pages, menus and footers among their text."""
    found = list(islice(_rendered(), limit))
    if not found:
        for n, path in enumerate(sorted((ROOT / "golden").rglob("source.*"))[:limit]):
            text = path.read_bytes().decode("utf-8", "replace")
            found.append(Page(f"https://example.com/{n}", "", text))
    return found


def _rendered() -> Iterator[Page]:
    for path in sorted(DATA.glob("*.jsonl.zst")):
        from resiliparse.extract.html2text import extract_plain_text

        for row in texts.records(path.name.removesuffix(".jsonl.zst")):
            text = extract_plain_text(row["html"], main_content=False, alt_texts=False)
            text = text.encode("utf-8", "replace").decode()
            if len(text) >= 200:
                yield Page(row.get("url") or "https://example.com/", row["html"], text)


def records(found: list[Page], megabytes: float) -> Iterator[bytes]:
    """The pages as JSON lines, again and again with other words in them, up to this size."""
    size = n = 0
    while size < megabytes * 1e6:
        for page in found:
            lines = page.text.split("\n")
            if n >= len(found):  # no two documents are the same, short lines come again
                lines = [f"{line} {n}" if len(line) > 60 else line for line in lines]
            about = {"id": n, "url": page.url, "text": "\n".join(lines)}
            line = json.dumps(about, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            yield line
            size += len(line)
            n += 1
            if size >= megabytes * 1e6:
                return
