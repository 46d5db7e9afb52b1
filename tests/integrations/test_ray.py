"""What a task of Ray does, without Ray; tests/engines has the real one."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Config
from cleaner.integrations.pinned import Pinned
from cleaner.integrations.ray import _clean_file


def test_a_task_loads_the_rules_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is cleaned with the cleaner that was checked to have the same rules."""
    pinned = pickle.dumps(Pinned(Config(preset="c4")))
    made, init = [], Cleaner.__init__

    def counted(self: Cleaner, *args: Any, **more: Any) -> None:
        made.append(self)
        init(self, *args, **more)

    monkeypatch.setattr(Cleaner, "__init__", counted)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text": "The bridge in the valley is old.\\n"}\n', "utf-8")
    numbers = _clean_file(pickle.loads(pinned), str(source), str(target), {})
    assert (numbers["records"], len(made)) == (1, 1)
    assert json.loads(target.read_text("utf-8"))["text"] == "The bridge in the valley is old.\n"
