"""Processes killed at random moments: nothing lost, nothing doubled, the very same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from corpus import documents, jsonl, packed, rules, warc_gz

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for workers in /proc"),
]

DRIVER = Path(__file__).with_name("driver.py")
KILLS = 10  # in each scenario; there are seven

SCENARIOS = {
    "jsonl": "out.jsonl",
    "jsonl.gz": "out.jsonl.gz",
    "jsonl.zst": "out.jsonl.zst",
    "jsonl.bz2": "out.jsonl.xz",
    "parquet": "out.parquet",
    "wet.gz": "out.jsonl.zst",
    "folder": "out/",
}


def source(folder: Path, kind: str) -> Path:
    """An input that takes a few seconds, with records that cannot be processed among the others."""
    docs = documents(2_500, seed=3)
    docs[100] = {"id": "bad", "text": 5}
    path = folder / f"in.{kind}"
    if kind.startswith("jsonl"):
        path.write_bytes(packed(jsonl(docs) + b'{"cut": "o\n', kind.partition(".")[2]))
    elif kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        import pyarrow.parquet as pq

        rows = [{**one, "text": one["text"] if one["text"] != 5 else None} for one in docs]
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=400)
    elif kind == "wet.gz":
        pytest.importorskip("fastwarc")
        path.write_bytes(warc_gz([one for one in docs if one["text"] != 5], wet=True))
    else:
        path = folder / "in"
        path.mkdir()
        for n, one in enumerate(docs[:700]):
            (path / f"{n}.txt").write_text(str(one["text"]))
    return path


def started(folder: Path, source: Path, name: str, out: str) -> subprocess.Popen[bytes]:
    (folder / name).mkdir(exist_ok=True)
    words = [sys.executable, str(DRIVER), str(folder / "rules"), "2", str(folder / f"{name}-state")]
    return subprocess.Popen([*words, str(source), f"{folder}/{name}/{out}"])


def workers(parent: int) -> list[int]:
    """The processes that a run started, but for the one that watches over shared resources."""
    found = []
    with suppress(OSError):
        for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            with suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("kind", SCENARIOS)
def test_killed_and_resumed(tmp_path: Path, kind: str) -> None:
    """SIGKILL of the run and of its workers, in turn, at moments spread over all of it."""
    rules(tmp_path)
    path, out = source(tmp_path, kind), SCENARIOS[kind]
    begin = time.monotonic()
    assert started(tmp_path, path, "whole", out).wait() == 0
    length = time.monotonic() - begin
    dice = random.Random(f"kills of {kind}")
    kills = 0
    while True:
        process = started(tmp_path, path, "parts", out)
        while kills < KILLS and process.poll() is None:
            time.sleep(dice.uniform(0.05, 0.6) * length)
            children = workers(process.pid)
            if dice.random() < 0.4 and children:
                with suppress(ProcessLookupError):
                    os.kill(dice.choice(children), signal.SIGKILL)
                    kills += 1
            elif process.poll() is None:
                process.kill()
                kills += 1
                process.wait()
        code = process.wait()
        if code == 0 and kills < KILLS:  # it was done before the last kill: once more
            for file in sorted((tmp_path / "parts").rglob("*")):
                if file.is_file():
                    file.unlink()
            continue
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert kills >= KILLS
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    assert not (tmp_path / "parts-state").exists()
