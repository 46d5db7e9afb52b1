"""`Dataset.map` of the real library."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, page, write

from cleaner import Config

datasets = pytest.importorskip("datasets")
datasets.disable_progress_bars()


@pytest.fixture
def tool(tmp_path: Path) -> Any:
    from cleaner.integrations.huggingface import CleanMap

    zap = {"id": "zap", **line("zap this page", message="Zapping.")}
    rules = write(tmp_path / "rules", {"schema": 1, "pack": "my/zap", "rules": [zap]})
    return CleanMap(Config(rules=(rules,), builtin_rules=False))


def rows(count: int = 30) -> list[dict[str, Any]]:
    text = page("A bridge for the valley", *PROSE[:3], "Zap this page")
    return [
        {"id": n, "text": text, "url": f"https://example.com/{n}" if n % 2 else None}
        for n in range(count)
    ]


def test_map(tool: Any) -> None:
    """Arrow batches, dicts of lists and single examples give the same dataset, twice the same."""
    source = datasets.Dataset.from_list(rows())
    arrow = source.with_format("arrow").map(tool, batched=True, batch_size=7).with_format(None)
    assert not any("Zap" in text for text in arrow["text"])
    assert arrow["id"][:] == list(range(30))
    lists = source.map(tool, batched=True, batch_size=7, features=tool.features(source.features))
    single = source.map(tool, features=tool.features(source.features))
    assert lists.features == single.features == arrow.features
    assert lists.to_list() == single.to_list() == arrow.to_list()
    again = arrow.with_format("arrow").map(tool, batched=True).with_format(None)
    assert again.to_list() == arrow.to_list()
    assert arrow[0]["cleaner"]["rules_hash"] == tool.rules_hash


def test_two_processes(tool: Any) -> None:
    """The callable goes to workers; order stays."""
    source = datasets.Dataset.from_list(rows())
    one = source.with_format("arrow").map(tool, batched=True).with_format(None)
    two = source.with_format("arrow").map(tool, batched=True, num_proc=2).with_format(None)
    assert two.to_list() == one.to_list()


def test_fingerprint(tool: Any, tmp_path: Path) -> None:
    """It depends on rules and configuration, not on the object or on what it did before."""
    from datasets.fingerprint import Hasher

    from cleaner.integrations.huggingface import CleanMap

    other = CleanMap(tool.config)
    other({"text": ["x"]})
    assert Hasher.hash(other) == Hasher.hash(tool)
    assert Hasher.hash(pickle.loads(pickle.dumps(tool))) == Hasher.hash(tool)
    assert Hasher.hash(CleanMap(Config(builtin_rules=False))) != Hasher.hash(tool)
    (rules,) = (tmp_path / "rules").rglob("*.yaml")
    packed = pickle.dumps(tool)
    rules.write_text(rules.read_text().replace("zap this page", "zap that page"))
    with pytest.raises(Exception, match="install the same on all machines"):
        pickle.loads(packed)
