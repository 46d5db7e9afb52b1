"""Comparisons: only what two rule sets do differently."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit import PROSE, line, page

from cleaner import Cleaner
from cleaner.io.tools import Tools
from cleaner.project import Project, Settings
from cleaner.report.build import Look, build_comparison


def test_only_differences_are_told(
    make: Callable[..., Cleaner], records: Callable[..., Path]
) -> None:
    """Documents that come out the same are counted and left out; of others the lines that differ."""
    old, new = (
        Tools(Project(root="."), Settings(), cleaner.config.rules, layout=True, builtin=False)
        for cleaner in (make(line(f"zap {n}"), line("both go")) for n in ("this", "that"))
    )
    texts = [
        page(*PROSE[:3], "zap this", "zap that", "both go"),
        page(*PROSE, "both go"),
        page(*PROSE[:3], "zap that"),
    ]
    path = records(*[{"id": n, "text": text} for n, text in enumerate(texts)])
    told = build_comparison(old, new, ("old", "new"), Look([str(path)], "auto", 10))
    data: dict[str, Any] = json.loads(told.data)
    assert (told.documents, told.changed, told.shown) == (3, 2, 2)
    assert data["run"]["compare"] == ["old", "new"]
    first = data["documents"][0]
    rules = {data["causes"][row[0]][0]: row[1:] for row in first["by"]}
    assert {name: (row[0], row[2]) for name, row in rules.items()} == {
        "my/pack/r1": (1, 1),  # both sets call their first rule so
    }
    lines = [n for n, row in first["old"].items() if row != ""]
    assert {"6", "8"} <= set(lines)
    assert "10" not in first["old"]
