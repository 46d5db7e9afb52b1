"""The promises over real pages, where ../shared/data is there: a sample, or all with `make test-data`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from cleaner import Cleaner, apply

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("wcxb-dev.jsonl.zst", "web-eval-dev.jsonl.zst")
STEP = 20  # every 20th page makes about a hundred

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


def pages(step: int) -> Iterator[dict[str, object]]:
    zstandard = pytest.importorskip("zstandard", reason="make test-data installs it")
    for name in FILES:
        with zstandard.open(DATA / name, "rt", encoding="utf-8") as file:
            yield from map(json.loads, islice(file, 0, None, step))


def texts(page: dict[str, object], extracted: bool) -> Iterator[str]:
    gold = page["gold"]
    assert isinstance(gold, dict)
    if gold.get("text"):
        yield gold["text"]
    if extracted:
        import trafilatura

        text = trafilatura.extract(page["html"])
        if text:
            yield text


def broken(cleaner: Cleaner, text: str, url: str | None) -> str:
    """Which promise a text breaks, or ""."""
    result = cleaner.clean(text, url=url)
    if result.undo() != text or apply(text, result.edits) != result.text:
        return "undo"
    if cleaner.clean(result.text, url=url).text != result.text:
        return "idempotence"
    if not all(edit.causes for edit in result.edits):
        return "attribution"
    return ""


def test_a_sample_of_real_pages() -> None:
    """About a hundred real pages can be undone and are settled in one pass."""
    cleaner = Cleaner()
    wrong = []
    for page in pages(STEP):
        for text in texts(page, extracted=False):
            url = page.get("url")
            failure = broken(cleaner, text, str(url) if url else None)
            if failure:
                wrong.append((page["id"], failure))
    assert wrong == []


@pytest.mark.data
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(4))
def test_all_real_pages(part: int) -> None:
    """All real pages, as gold text, as an extractor's output and as full page text."""
    extract_plain_text = pytest.importorskip("resiliparse.extract.html2text").extract_plain_text
    cleaner = Cleaner()
    wrong = []
    for n, page in enumerate(pages(1)):
        if n % 4 != part:
            continue
        url = str(page["url"]) if page.get("url") else None
        full = extract_plain_text(page["html"], main_content=False)
        for text in (*texts(page, extracted=True), full):
            failure = broken(cleaner, text, url)
            if failure:
                wrong.append((page["id"], failure))
    assert wrong == []
