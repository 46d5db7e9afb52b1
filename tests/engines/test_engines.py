"""The real engines with two workers: the same as one local run, also when a worker is killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from corpus import documents, jsonl, read_jsonl
from engine_kit import DOC, call, environment
from kit import PROSE, page
from test_docs import _CONSOLE, _FILE, commands, pattern

pytestmark = [pytest.mark.engines, pytest.mark.timeout(400)]

KILLER = str(Path(__file__).parents[1] / "io" / "killer")
FILES = 4


def needs(*packages: str, java: bool = False) -> pytest.MarkDecorator:
    """Skip where an engine is not there."""
    gone = [name for name in packages if find_spec(name) is None]
    gone += ["java"] * (java and which("java") is None)
    return pytest.mark.skipif(bool(gone), reason=f"there is no {', '.join(gone)}")


def corpus(folder: Path, kill: bool) -> Path:
    """Files of records, with chrome; with `kill` one in the middle ends its worker, once."""
    source = folder / "in"
    source.mkdir()
    for n in range(FILES):
        rows = []
        for one in documents(60, seed=n):
            text = one["text"] + "\nShare this:\n"
            rows.append({"text": text, "id": f"{n}-{one['id']}", "metadata": {"url": one["url"]}})
        if kill and n == 1:
            text = page(f"kill once {folder / 'killed'} please", *PROSE[:4], "Share this:")
            rows.insert(40, {"text": text, "id": "killer", "metadata": {}})
        (source / f"{n}.jsonl").write_bytes(jsonl(rows))
    return source


def local(folder: Path, source: Path, target: str) -> Path:
    """What one local run makes of it."""
    call(folder, [sys.executable, "-m", "cleaner", "clean", "-q", str(source), "-o", target])
    return folder / target


def lines(folder: Path) -> list[bytes]:
    """All lines of the files of a folder, sorted."""
    return sorted(
        line for path in folder.glob("*.jsonl") for line in path.read_bytes().splitlines()
    )


def rows(path: Path) -> list[bytes]:
    """The rows of a Parquet file, or of a folder of them, sorted by id, as JSON."""
    import pyarrow.parquet as parquet

    found = parquet.read_table(path).sort_by("id").to_pylist()
    return [json.dumps(row, sort_keys=True).encode() for row in found]


def parquet_of(source: Path, target: Path) -> Path:
    """The records as Parquet with several row groups, in two files."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    target.mkdir()
    for n in range(2):
        records: list[dict[str, Any]] = []
        for path in sorted(source.iterdir())[n::2]:
            records += read_jsonl(path)
        for one in records:
            one["metadata"] = {"url": one["metadata"].get("url")}
        parquet.write_table(
            pa.Table.from_pylist(records), target / f"{n}.parquet", row_group_size=30
        )
    return target


@needs("datatrove", "ray", "pyspark", java=True)
def test_the_page(tmp_path: Path) -> None:
    """Every example runs as it stands and prints what the page says."""
    for found in _FILE.finditer(DOC):
        path = tmp_path / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], encoding="utf-8")
    for block in _CONSOLE.findall(DOC):
        for command, output in commands(block):
            said = call(tmp_path, command)
            assert re.fullmatch(pattern(output), said), f"$ {command}\n{said}"


# ---- datatrove


@needs("datatrove")
def test_datatrove(folder: Path) -> None:
    """Two workers write the lines of a local run, and count what was done."""
    source = corpus(folder, kill=False)
    call(folder, [sys.executable, "clean_datatrove.py", "in", "out", "logs"])
    assert lines(folder / "out" / "clean") == lines(local(folder, source, "local"))
    steps = json.loads((folder / "logs" / "stats.json").read_text("utf-8"))
    (own,) = [one["stats"] for one in steps if "cleaner" in one["name"]]
    count = FILES * 60
    assert own["total"] == own["forwarded"] == own["changed"] == count
    assert own["removed_share"]["total"] >= count * len("Share this:")


@needs("datatrove")
def test_datatrove_goes_on(folder: Path) -> None:
    """Its local executor waits for ever for a worker that was killed; stopped and started again it
    does what was not complete, and nothing is lost or doubled."""
    source = corpus(folder, kill=True)
    words = [sys.executable, "clean_datatrove.py", "in", "out", "logs"]
    with subprocess.Popen(
        words, cwd=folder, env=environment(PYTHONPATH=KILLER), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as run:  # fmt: skip
        try:
            other = folder / "logs" / "completions" / "00000"
            end = time.monotonic() + 120
            while not (other.exists() and (folder / "killed").exists()):
                assert run.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
        finally:
            os.killpg(run.pid, signal.SIGKILL)
    assert sorted(os.listdir(folder / "logs" / "completions")) == ["00000"]
    first = (folder / "out" / "clean" / "00000.jsonl").stat().st_mtime_ns
    call(folder, words, PYTHONPATH=KILLER)
    assert (folder / "out" / "clean" / "00000.jsonl").stat().st_mtime_ns == first
    assert lines(folder / "out" / "clean") == lines(local(folder, source, "local"))


@needs("datatrove")
def test_datatrove_filter() -> None:
    """What cannot be processed has its reason, and goes where the step is told to send it."""
    from datatrove.data import Document

    from cleaner.integrations.datatrove import CleanFilter

    step = CleanFilter(drop=["no-prose"])
    step.filter(short := Document(text="Home | News", id="a"))
    assert "no-prose" in short.metadata["cleaner"]["flags"]
    assert step.filter(Document(text="Home | News", id="a")) == (False, "no-prose")
    broken = Document(text=None, id="b", metadata={"x": 1})
    assert step.filter(broken) is True
    assert broken.metadata["x"] == 1
    assert 'no "text"' in broken.metadata["cleaner"]["error"]
    step.exclusion_writer = object()
    assert step.filter(broken) == (False, "failed")


# ---- Ray


@needs("ray")
@pytest.mark.parametrize("kill", [False, True])
def test_ray_files(folder: Path, kill: bool) -> None:
    """Tasks over files make the very files of a local run; one whose worker dies is done again."""
    source = corpus(folder, kill)
    more = {"PYTHONPATH": KILLER} if kill else {}
    call(folder, [sys.executable, "clean_ray.py", "in", "out"], **more)
    assert (folder / "killed").exists() == kill
    made = local(folder, source, "local")
    for path in sorted(source.iterdir()):
        assert (folder / "out" / path.name).read_bytes() == (made / path.name).read_bytes()
    visible = [name for name in os.listdir(folder / "out") if not name.startswith(".")]
    assert sorted(visible) == sorted(os.listdir(source))


@needs("ray")
def test_ray_failures(tmp_path: Path) -> None:
    """A file that cannot be read is told of and stops no other."""
    (tmp_path / "good.jsonl").write_bytes(jsonl(documents(5)))
    (tmp_path / "bad.jsonl.gz").write_bytes(b"no gzip")
    script = (
        "import json, ray; from cleaner.integrations.ray import clean_files\n"
        "ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)\n"
        "names = ('bad.jsonl.gz', 'good.jsonl', 'gone.jsonl')\n"
        "found = clean_files(((name, 'out/' + name) for name in names), max_record_bytes=10**6)\n"
        "open('numbers.json', 'w').write(json.dumps(found))\n"
    )
    call(tmp_path, [sys.executable, "-c", script])
    numbers = json.loads((tmp_path / "numbers.json").read_text("utf-8"))
    assert numbers["records"] == 5
    (bad, why), (gone, _) = numbers["failures"]
    assert (bad, gone) == ("bad.jsonl.gz", "gone.jsonl")
    assert "damaged" in why
    assert os.listdir(tmp_path / "out") == ["good.jsonl"]


@needs("ray")
@pytest.mark.parametrize("kill", [False, True])
def test_ray_dataset(folder: Path, kill: bool) -> None:
    """Actors make the rows of a local run; the work of one that dies is done by another."""
    source = parquet_of(corpus(folder, kill), folder / "tables")
    more = {"PYTHONPATH": KILLER} if kill else {}
    call(folder, [sys.executable, "clean_ray_dataset.py", "tables", "out"], **more)
    assert (folder / "killed").exists() == kill
    assert rows(folder / "out") == rows(local(folder, source, "local"))


# ---- Spark


@needs("pyspark", java=True)
@pytest.mark.parametrize("kill", [False, True])
def test_spark(folder: Path, kill: bool) -> None:
    """`spark-submit` makes the rows of a local run; a task whose worker dies is tried again."""
    source = parquet_of(corpus(folder, kill), folder / "tables")
    words = ["spark-submit", "--master", "local[2,4]", "--conf", "spark.ui.enabled=false"]
    more = {"PYTHONPATH": KILLER} if kill else {}
    call(folder, [*words, "clean_spark.py", "tables", "out"], **more)
    assert (folder / "killed").exists() == kill
    assert rows(folder / "out") == rows(local(folder, source, "local"))
