"""The real pre-commit: this checkout as a hook repository, and its environments, made once a session."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hook_kit import FIXERS, ROOT, Corpus, Store, config, environment, run


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All workers of a session share one; files that are not committed yet are in it, too."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "hook-store"
    shared.mkdir(exist_ok=True)
    repo, home, done = shared / "repo", shared / "home", shared / "revision"
    env = environment(home)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            listed = run("git", "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT, env=env)
            for name in filter(None, listed.split("\0")):
                if (ROOT / name).is_file():
                    (repo / name).parent.mkdir(parents=True, exist_ok=True)
                    (repo / name).write_bytes((ROOT / name).read_bytes())
            for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Hook"]):
                run("git", *words, cwd=repo, env=env)
            revision = run("git", "rev-parse", "HEAD", cwd=repo, env=env)
            corpus = shared / "corpus"
            corpus.mkdir()
            run("git", "init", "-q", cwd=corpus, env=env)
            every = config(repo, revision, "cleaner-fix", "cleaner-fix-records", more=FIXERS)
            (corpus / ".pre-commit-config.yaml").write_text(every)
            try:
                run("pre-commit", "install-hooks", cwd=corpus, env=env)
            except subprocess.CalledProcessError as err:
                pytest.fail(f"pre-commit could not install the hooks:\n{err.stdout}{err.stderr}")
            done.write_text(revision)
    return Store(repo, done.read_text(), home)


@pytest.fixture
def corpus(store: Store, tmp_path: Path) -> Callable[..., Corpus]:
    """Make a corpus with some of our hooks, and perhaps others."""

    def make(*hooks: str, more: str = "") -> Corpus:
        return Corpus(tmp_path, store, hooks, more)

    return make
