"""The measure's cleaner: each page by the models that have not seen its domain."""

from __future__ import annotations

import pytest
from whole import WHOLE

from cleaner import Cleaner, Config

bench = pytest.importorskip("bench.out_of_fold", reason="benchmarks are in the repository only")


def test_pages_and_failures() -> None:
    """A page is cleaned by the model of its fold; one that cannot be cleaned says why."""
    tools = bench.OutOfFold(input="page")
    row = {"id": "1", "text": WHOLE, "url": "https://example.com/bridge"}
    tool = Cleaner(Config(input="page"))
    tool._model = tools.of(row["url"], "1").model
    assert tools.clean(row) == {"id": "1", "text": tool.clean(WHOLE, url=row["url"]).text}
    assert tools.clean({"id": "2", "html": 5}) == {"id": "2", "error": 'no "text" and no "html"'}
