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
    try:
        path = build.build(Path("_core.c"), tmp_path)
    except OSError as why:
        pytest.skip(f"cannot compile here: {why}")
    assert list(tmp_path.iterdir()) == [path]
    spec = importlib.util.spec_from_file_location("_core", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert core.digest(core.PACKAGE / "_core.c") == module.SOURCE


def test_every_source_is_a_module_of_the_package(build: ModuleType) -> None:
    """What is compiled is what lies in the package."""
    assert Path("_core.c") in build.sources()
    assert all((core.PACKAGE / source).is_file() for source in build.sources())


def test_without_compiler_there_is_none(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No compiler: a line for the log, and no file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    made, message = build.build_all(tmp_path)
    assert made == []
    assert message.startswith("no compiled core, Python does it all: ")
    assert not list(tmp_path.rglob("*.*"))


def test_a_compiler_that_fails_is_no_error(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the compiler says last is in the line for the log, and half a file is none."""
    monkeypatch.setenv("CC", f"{sys.executable} -c 'import sys; sys.exit(\"broken\")'")
    made, message = build.build_all(tmp_path)
    assert made == []
    assert "broken" in message or "Python.h" in message or "lock" in message
    assert not list(tmp_path.rglob("*.*"))


def test_it_can_be_switched_off(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With CLEANER_PURE nothing is compiled, and what is compiled is not used."""
    monkeypatch.setenv("CLEANER_PURE", "1")
    assert build.build_all(tmp_path)[1].endswith("CLEANER_PURE is set")
    assert core.load("cleaner._core") == (None, "CLEANER_PURE is set")


def test_a_folder_that_cannot_be_written_is_no_error(build: ModuleType, tmp_path: Path) -> None:
    """A tree that is not ours to write is left as it is."""
    (tmp_path / "file").touch()
    made, message = build.build_all(tmp_path / "file")
    assert made == []
    assert message.count("\n") == 0
