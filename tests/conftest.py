"""Fixtures: a cache folder of the session's own, and cleaners made of a few rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from kit import packs_of, write

from cleaner import Cleaner, Config, Result

# Without a seed of their own the same examples run every time; HYPOTHESIS_PROFILE=explore looks for
# new ones.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("steady"), derandomize=False, max_examples=2000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_configure(config: pytest.Config) -> None:
    """The golden cases belong to the file that says how many there must be."""
    golden = str(Path(__file__).resolve().parents[1] / "golden")
    if any(arg.endswith("test_golden.py") for arg in config.args) and golden not in config.args:
        config.args.append(golden)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rules of a session, all its workers together, go to a folder of its own."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEANER_CACHE_DIR", str(shared / "cleaner-cache"))
        yield


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Cleaner]:
    """Make a cleaner of packs, or of loose rules, that repairs nothing unless it is told to.

    Keywords are those of `Config`.
    """
    count = 0

    def build(*items: dict[str, Any], **config: Any) -> Cleaner:
        nonlocal count
        count += 1
        folder = write(tmp_path / f"rules{count}", *packs_of(items))
        folder.mkdir(exist_ok=True)
        return Cleaner(
            Config(**{"rules": (folder,), "builtin_rules": False, "repair": False, **config})
        )

    return build


@pytest.fixture
def clean(make: Callable[..., Cleaner]) -> Callable[..., Result]:
    """Clean a text by some rules; keywords are those of `Config` and of `Cleaner.clean`."""
    options = {"profile", "repair", "layout", "max_prose_share"}

    def run(text: str, *items: dict[str, Any], **keys: Any) -> Result:
        config = {key: value for key, value in keys.items() if key in options}
        known = {key: value for key, value in keys.items() if key not in options}
        result = make(*items, **config).clean(text, **known)
        assert result.undo() == text
        return result

    return run
