"""Fixtures of the report: making pages of texts, and a browser that opens them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Page, chromium

from cleaner.io.tools import Tools
from cleaner.project import Project, Settings
from cleaner.report.build import Look, Report, build
from cleaner.report.page import page


@cache
def tools() -> Tools:
    """The built-in rules, and no configuration."""
    return Tools(Project(root="."), Settings(), layout=True)


@pytest.fixture
def records(tmp_path: Path) -> Callable[..., Path]:
    """Write records to a file of JSON lines."""

    def write(*items: dict[str, Any], name: str = "records.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
        return path

    return write


@pytest.fixture
def built(records: Callable[..., Path]) -> Callable[..., tuple[Report, dict[str, Any]]]:
    """Build the data of a report over texts: the report, and its data read back."""

    def make(*texts: str | dict[str, Any], size: int = 100) -> tuple[Report, dict[str, Any]]:
        items = [{"id": n, "text": t} if isinstance(t, str) else t for n, t in enumerate(texts)]
        told = build(tools(), Look([str(records(*items))], "auto", size))
        return told, json.loads(told.data)

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a worker."""
    if chromium() is None:
        pytest.skip("there is no chromium here (Debian: apt-get install chromium)")
    with Browser() as one:
        yield one


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the page of some data; at the end nothing may have gone wrong in it."""
    pages: list[Page] = []

    def make(data: bytes, view: str = "overview", **window: Any) -> Page:
        path = tmp_path / f"report{len(pages)}.html"
        path.write_bytes(page(data, "Report"))
        one = browser.open(path, **window)
        pages.append(one)
        one.js(f"location.hash = '#{view}'")
        one.settle()
        return one

    yield make
    for one in pages:
        troubles = one.troubles()
        one.js("localStorage.clear()")
        one.close()
        assert troubles == []
