"""The scripts of docs/engines.md; documents are those of tests/io."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from test_docs import _FILE

sys.path.insert(0, str(Path(__file__).parents[1] / "io"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the scripts of the page."""
    from engine_kit import DOC

    for found in _FILE.finditer(DOC):
        if found["path"].endswith(".py"):
            (tmp_path / found["path"]).write_text(found["text"], encoding="utf-8")
    return tmp_path
