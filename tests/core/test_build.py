"""Compiling the core: where that is not possible nothing fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cleaner import core

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that compiles the core, told by no variable of the environment not to."""
    monkeypatch.delenv("CLEANER_PURE", raising=False)
    spec = importlib.util.spec_from_file_location("build_core", ROOT / "build_core.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_core_tells_its_source(build: ModuleType, tmp_path: Path) -> None:
    """What was compiled just now carries the digest that is compared when it is loaded."""
    why = build.build(tmp_path)
    if why:
        pytest.skip(f"cannot compile here: {why}")
    assert [path.name for path in tmp_path.iterdir()] == [build.NAME]
    spec = importlib.util.spec_from_file_location("_core", tmp_path / build.NAME)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert core.digest(core.SOURCE.read_bytes()) == module.SOURCE


def test_without_compiler_there_is_none(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No compiler: a line for the log, and no file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    compiled, message = build.told(tmp_path)
    assert not compiled
    assert message.startswith("no compiled core, all runs in Python: ")
    assert not list(tmp_path.iterdir())


def test_a_compiler_that_fails_is_no_error(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the compiler says last is in the line for the log, and half a file is none."""
    monkeypatch.setenv("CC", f"{sys.executable} -c 'import sys; sys.exit(\"broken\")'")
    compiled, message = build.told(tmp_path)
    assert not compiled
    assert "broken" in message or "Python.h" in message or "lock" in message
    assert not list(tmp_path.iterdir())


def test_it_can_be_switched_off(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With CLEANER_PURE nothing is compiled, and what is compiled is not used."""
    monkeypatch.setenv("CLEANER_PURE", "1")
    assert build.build(tmp_path) == "CLEANER_PURE is set"
    assert core.load() == (None, "CLEANER_PURE is set")


def test_a_folder_that_cannot_be_written_is_no_error(build: ModuleType, tmp_path: Path) -> None:
    """A tree that is not ours to write is left as it is."""
    compiled, message = build.told(tmp_path / "missing")
    assert not compiled
    assert message.count("\n") == 0
