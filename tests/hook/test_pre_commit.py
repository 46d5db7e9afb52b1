"""The hooks under the real pre-commit, in real git repositories (`make test-hook`)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hook_kit import FIXERS, Corpus, Store
from kit import PROSE, page

pytest.importorskip("pre_commit", reason="needs pre-commit")
Make = Callable[..., Corpus]
pytestmark = [pytest.mark.hook, pytest.mark.timeout(1200)]  # the first one builds the environments

BODY = page("A bridge for the valley", *PROSE[:3])
DIRTY = page("A bridge for the valley", *PROSE[:3], "Share this:", "Leave a comment")


def test_a_commit_is_blocked_and_the_next_one_passes(corpus: Make) -> None:
    """The fixer says what it took and why; what it left is committed without a word."""
    git = corpus("cleaner-fix")
    path = git.write("pages/a.md", DIRTY)
    git.write("pages/b.txt", BODY)
    git.git("add", "-A")
    done = git.commit()
    assert done.returncode == 1
    assert "cleaner (fix)" in done.stdout
    assert "- files were modified by this hook" in done.stdout
    assert "pages/a.md:9: removed 1 line [en/share/" in done.stdout
    assert "2 files; 1 cleaned, 2 changes" in done.stdout
    assert path.read_text() == BODY
    assert git.git("status", "--short") == "AM pages/a.md\nA  pages/b.txt\n"
    git.git("add", "-A")
    done = git.commit()
    assert (done.returncode, git.git("status", "--short")) == (0, "")


def test_check_never_writes(corpus: Make) -> None:
    """The commit is blocked with the same words until somebody cleans the file, or accepts it."""
    git = corpus("cleaner-check")
    path = git.write("a.md", DIRTY)
    git.git("add", "-A")
    done = git.commit()
    assert done.returncode == 1
    assert "a.md:9: removed 1 line [en/share/" in done.stdout
    assert "files were modified" not in done.stdout
    assert path.read_text() == DIRTY
    git.run("cleaner", "check", "--baseline", "a.md")
    git.git("add", "-A")
    assert git.commit().returncode == 0
    assert git.git("show", "--stat", "--format=").count("|") == 2


def test_only_what_is_staged(corpus: Make) -> None:
    """What is not staged is neither judged nor lost."""
    git = corpus("cleaner-fix")
    path = git.write("a.md", BODY)
    git.git("add", "-A")
    path.write_text(DIRTY)
    git.write("b.md", DIRTY)
    done = git.commit()
    assert done.returncode == 0, done.stdout
    assert path.read_text() == DIRTY
    assert git.git("status", "--short") == " M a.md\n?? b.md\n"


def test_a_thousand_files(corpus: Make) -> None:
    """One process takes them all (`require_serial`), and one of them is found."""
    git = corpus("cleaner-check")
    for n in range(1000):
        git.write(f"pages/{n:04}.txt", BODY)
    git.write("pages/0500.txt", DIRTY)
    git.git("add", "-A")
    done = git.commit()
    assert done.returncode == 1
    assert done.stdout.count("nothing to clean") == 0
    assert "1000 files; 1 to clean, 2 changes" in done.stdout
    git.write("pages/0500.txt", BODY)
    git.git("add", "-A")
    assert git.commit().returncode == 0


def test_beside_two_other_fixers(corpus: Make) -> None:
    """Blanks at line ends and final breaks are theirs: nobody undoes what another one did."""
    git = corpus("cleaner-fix", more=FIXERS)
    texts = {
        "a.md": DIRTY.rstrip("\n"),
        "b.txt": DIRTY.replace("\n", "  \n") + "\n\n",
        "c.md": "",
        "d.txt": "Share this:",
        "e.txt": DIRTY.replace("\n", "\r\n"),
    }
    for name, text in texts.items():
        git.write(name, text)
    git.git("add", "-A")
    assert git.commit().returncode == 1
    git.git("add", "-A")
    done = git.commit()
    assert done.returncode == 0, done.stdout
    assert (git.path / "a.md").read_text() == BODY
    assert (git.path / "b.txt").read_text() == BODY
    assert (git.path / "e.txt").read_bytes() == BODY.replace("\n", "\r\n").encode()


def test_windows_1252(corpus: Make) -> None:
    """The file keeps its encoding and its line ends."""
    git = corpus("cleaner-fix")
    text = DIRTY.replace("valley", "vallée").replace("\n", "\r\n")
    path = git.write("a.txt", text.encode("cp1252"))
    git.git("add", "-A")
    assert git.commit().returncode == 1
    wanted = BODY.replace("valley", "vallée").replace("\n", "\r\n")
    assert path.read_bytes() == wanted.encode("cp1252")


def test_a_read_only_file(corpus: Make) -> None:
    """It stays, and the commit is blocked with the reason."""
    git = corpus("cleaner-fix")
    path = git.write("a.md", DIRTY)
    git.git("add", "-A")
    path.chmod(0o444)
    done = git.commit()
    assert done.returncode == 1
    assert "a.md: skipped: not changed: the file is read-only" in done.stdout
    assert path.read_text() == DIRTY


def test_what_the_corpus_leaves_out(corpus: Make) -> None:
    """Excludes of the configuration hold although pre-commit names every file."""
    git = corpus("cleaner-fix")
    git.write(".cleaner.toml", 'exclude = ["golden"]\n')
    for name in ("golden/a.md", "LICENSE", "requirements-dev.txt", "docs/robots.txt"):
        git.write(name, DIRTY)
    git.git("add", "-A")
    assert git.commit().returncode == 0


@pytest.mark.parametrize("name", ["r.jsonl", "r.parquet"])
def test_records(corpus: Make, name: str) -> None:
    """Only `text` changes, and every other byte of JSON lines stays."""
    git = corpus("cleaner-fix-records")
    lines = '{"n": 1.0,"text": %s}\r\n{"text":"\\/"}\n'
    if name == "r.jsonl":
        path = git.write(name, lines % json.dumps(DIRTY))
    else:
        pa = pytest.importorskip("pyarrow", reason="needs pyarrow")
        import pyarrow.parquet as pq

        path = git.path / name
        pq.write_table(pa.table({"n": [1], "text": [DIRTY]}), path)
    git.git("add", "-A")
    done = git.commit()
    assert done.returncode == 1
    assert f"{name}:1: line 9: removed 1 line [en/share/" in done.stdout
    git.git("add", "-A")
    assert git.commit().returncode == 0
    if name == "r.jsonl":
        assert path.read_bytes() == (lines % json.dumps(BODY)).encode()
    else:
        assert pq.read_table(path).to_pylist() == [{"n": 1, "text": BODY}]


def test_the_environment_is_made_of_a_wheel(store: Store, tmp_path: Path) -> None:
    """What pre-commit installed works without the checkout: rules come with the package."""
    (tmp_path / "a.md").write_text(DIRTY)
    found = sorted(store.home.glob("repo*/py_env-*/bin/cleaner"))
    assert found
    for cleaner in found:
        done = subprocess.run(
            [cleaner, "clean", "a.md"], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={**os.environ, "CLEANER_CACHE_DIR": str(tmp_path / "cache")},
        )  # fmt: skip
        assert done.stdout == BODY
