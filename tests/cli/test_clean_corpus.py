"""`cleaner clean` on a corpus: run folders, shards, going on, what the options refuse."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY

Run = Callable[..., Result]


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    """20 records, the last one of which cannot be processed."""
    records = [{"id": n, "text": DIRTY, "url": f"https://example.com/{n}"} for n in range(19)]
    lines = [json.dumps(one) + "\n" for one in [*records, {"id": 19, "text": None}]]
    (tmp_path / "in.jsonl").write_text("".join(lines))
    return "in.jsonl"


def test_a_run_folder(run: Run, tmp_path: Path, corpus: str) -> None:
    """What ran, its numbers, its log; what is complete is not done again."""
    result = run("clean", corpus, "-o", "out.jsonl", "--run", "run")
    assert result.exit_code == 3
    about = json.loads((tmp_path / "run/run.json").read_text())
    assert about["tasks"] == 1
    assert about["rules_hash"]
    assert about["libraries"]["ftfy"]
    numbers = json.loads((tmp_path / "run/stats/00000.json").read_text())
    assert (numbers["records"], numbers["failed"]) == (19, 1)
    assert numbers["rules"]["my/zap/zap"]["documents"] == 19
    assert numbers["sites"]["example.com"]["documents"] == 19
    assert json.loads((tmp_path / "run/stats.json").read_text())["records"] == 19
    assert (tmp_path / "run/completions/00000").read_bytes() == b""
    assert (
        "in.jsonl:20: could not be processed" in (tmp_path / "run/logs/task_00000.log").read_text()
    )
    os.unlink(tmp_path / "out.jsonl")
    again = run("clean", corpus, "-o", "out.jsonl", "--run", "run", "--resume")
    assert again.exit_code == 0
    assert "complete already, says run" in again.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_a_job_array(run: Run, tmp_path: Path, corpus: str) -> None:
    """Shards share a run folder; their outputs joined are those of one run, their numbers add up."""
    run("clean", corpus, "-o", "whole.jsonl", "--stats", "whole.json")
    for n in (1, 2, 3):
        run("clean", corpus, "-o", f"{n}.jsonl", "--run", "run", "--shard", f"{n}/3")
    joined = b"".join((tmp_path / f"{n}.jsonl").read_bytes() for n in (1, 2, 3))
    assert joined == (tmp_path / "whole.jsonl").read_bytes()
    assert len(list((tmp_path / "run/completions").iterdir())) == 3
    merged = json.loads((tmp_path / "run/stats.json").read_text())
    assert merged == json.loads((tmp_path / "whole.json").read_text())
    other = run("clean", corpus, "-o", "x.jsonl", "--run", "run", "--shard", "1/4")
    assert other.exit_code == 2
    assert "run is of a run with 3 tasks, not 4" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["in.jsonl", "--shard", "0/4"], "is no shard: write 1/8"),
        (["-", "--shard", "1/4"], "stdin cannot be cut into shards"),
        (["in.jsonl", "-o", "out.jsonl.lz4"], ".lz4 cannot be written: take .gz, .zst"),
        (["in.jsonl", "-o", "out.txt"], "JSON lines cannot become one: name it .jsonl"),
        (["in.jsonl", "--max-record-bytes", "many"], "is no size"),
        (["in.jsonl", "--audit-format", "dolma"], "--audit must say where"),
        (
            ["a.txt", "--audit", "attributes/x", "--audit-format", "dolma"],
            "are for records, not texts",
        ),
        (["in.jsonl", "--text-field", "a..b"], "a field is named like text or metadata.text"),
        (["in.jsonl", "--to", "parquet"], "Parquet cannot go to stdout"),
        (
            ["in.jsonl", "-o", "out.jsonl", "--stats", "out.jsonl"],
            "this file is the output already",
        ),
        (["in.jsonl", "--audit", "a.parquet"], "side files are JSON lines"),
        (["s3-or-so://x/y.jsonl"], "s3-or-so://x/y.jsonl"),
    ],
)
def test_what_is_refused(
    run: Run, tmp_path: Path, corpus: str, arguments: list[str], message: str
) -> None:
    """Exit 2 (or 3, if it is an input), the reason, and nothing is written."""
    (tmp_path / "a.txt").write_text(DIRTY)
    before = sorted(tmp_path.rglob("*"))
    result = run("clean", *arguments)
    assert result.exit_code in (2, 3)
    assert message in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unfinished_run_is_not_forgotten(run: Run, tmp_path: Path, corpus: str) -> None:
    """Starting anew says so; going on needs the same command."""
    from cleaner.io.state import Place

    place = Place(str(tmp_path / ".out.jsonl.cleaner-run"))
    place.save({"same": {}})
    place.release(keep=True)
    place_file = Path(place.folder, "state.json")
    refused = run("clean", corpus, "-o", "out.jsonl", "--resume")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: the run that was interrupted had other")
    assert place_file.exists()
    assert not (tmp_path / "out.jsonl").exists()
    nowhere = run("clean", corpus, "--resume")
    assert nowhere.exit_code == 2
    assert "name it with -o" in nowhere.stderr
    anew = run("clean", corpus, "-o", "out.jsonl")
    assert "starting anew; --resume would go on" in anew.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 20
    assert not list(tmp_path.glob(".*"))


def test_the_suffix_of_the_output_says_what_to_write(run: Run, tmp_path: Path) -> None:
    """Texts into one file of records, compressed."""
    import gzip

    for name in ("in/a.txt", "in/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DIRTY)
    assert run("clean", "in", "-o", "all.jsonl.gz").exit_code == 0
    with gzip.open(tmp_path / "all.jsonl.gz", "rt") as file:
        assert [json.loads(line)["text"] for line in file] == [BODY, BODY]


def test_compressed_texts(run: Run, tmp_path: Path) -> None:
    """A folder of them keeps its names, and undo gives back the texts with their bytes."""
    import gzip

    (tmp_path / "in/sub").mkdir(parents=True)
    contents = {
        "a.txt.gz": DIRTY.encode("utf-16"),
        "sub/b.txt.gz": DIRTY.replace("\n", "\r\n").encode("utf-8-sig"),
        "c.html.gz": f"<html><body><p>{BODY}</p></body></html>".encode(),
    }
    for name, content in contents.items():
        (tmp_path / "in" / name).write_bytes(gzip.compress(content))
    (tmp_path / "in/d.jsonl").write_text(json.dumps({"id": 1, "text": DIRTY}) + "\n")
    run("clean", "in", "-o", "out", "--audit", "audit.jsonl.gz")
    assert gzip.decompress((tmp_path / "out/a.txt.gz").read_bytes()) == BODY.encode()
    assert run("undo", "out", "--audit", "audit.jsonl.gz", "-o", "back").exit_code == 0
    for name in ("a.txt.gz", "sub/b.txt.gz"):
        assert gzip.decompress((tmp_path / "back" / name).read_bytes()) == contents[name]
    assert (tmp_path / "back/c.txt.gz").exists()
    assert json.loads((tmp_path / "back/d.jsonl").read_text()) == {"id": 1, "text": DIRTY}


def test_undo_of_parquet(run: Run, tmp_path: Path) -> None:
    """The table that was, in its row groups; a row that is not as the audit knows it is named."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    source = pa.table({"id": list(range(25)), "text": [f"{DIRTY}{n}" for n in range(24)] + [None]})
    pq.write_table(source, tmp_path / "in.parquet", row_group_size=10)
    run("clean", "in.parquet", "-o", "out.parquet", "--audit", "audit.jsonl")
    assert run("undo", "out.parquet", "--audit", "audit.jsonl", "-o", "back.parquet").exit_code == 0
    with pq.ParquetFile(tmp_path / "back.parquet") as back:
        assert back.num_row_groups == 3
        assert back.read().equals(source)
    changed = pq.read_table(tmp_path / "out.parquet").to_pylist()
    changed[3]["text"] += "more"
    pq.write_table(pa.Table.from_pylist(changed), tmp_path / "out.parquet")
    result = run("undo", "out.parquet", "--audit", "audit.jsonl", "-o", "back.parquet")
    assert result.exit_code == 3
    assert "out.parquet:4: not restored: the text was changed since" in result.stderr


def test_stats_that_cannot_be_written(run: Run, tmp_path: Path, corpus: str) -> None:
    """That is told before anything is read, not when all is done; they go to URLs, too."""
    done = run("clean", corpus, "-o", "clean.jsonl", "--stats", f"{corpus}/stats.json")
    assert done.exit_code == 2
    assert "cannot write" in done.stderr
    assert not (tmp_path / "clean.jsonl").exists()
    fsspec = pytest.importorskip("fsspec")
    done = run("clean", corpus, "-o", "clean.jsonl", "--stats", "memory://run/stats.json")
    assert done.exit_code == 3
    assert json.loads(fsspec.filesystem("memory").cat("/run/stats.json"))["records"]


@pytest.fixture
def late(tmp_path: Path) -> list[str]:
    """A call that a brake stops after some checkpoints: 4,000 records without chrome, then as many
    with some."""
    texts = [BODY] * 4_000 + [DIRTY] * 4_000
    lines = [json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("".join(lines))
    return ["clean", "in.jsonl", "-o", "out.jsonl", "--stats", "stats.json", "--checkpoint", "0"]


@pytest.mark.parametrize("folder", [[], ["--run", "run"]])
def test_a_brake_leaves_the_stats(
    run: Run, tmp_path: Path, late: list[str], folder: list[str]
) -> None:
    """They say by what so much went, and that this is not the whole run. With a greater share
    --resume goes on."""
    done = run(*late, *folder, "--max-removed-share", "0.01")
    assert done.exit_code == 3
    assert "the same command with --resume and a greater --max-removed-share goes on" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()
    numbers = json.loads((tmp_path / "stats.json").read_text())
    assert numbers["stopped"].startswith("3% of the text went in the first")
    first = numbers["records"]
    assert 5_000 < first < 8_000
    assert numbers["rules"]["my/zap/zap"]["documents"] == first - 4_000
    if folder:
        assert json.loads((tmp_path / "run/stats/00000.json").read_text()) == numbers
        assert not (tmp_path / "run/completions/00000").exists()
    assert run(*late, *folder, "--resume").exit_code == 0
    numbers = json.loads((tmp_path / "stats.json").read_text())
    assert (numbers["records"], "stopped" in numbers) == (8_000, False)
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 8_000


def test_alarms_of_a_run_that_a_brake_stops(run: Run, tmp_path: Path) -> None:
    """They are told, as they are at the end of a run."""
    text = "".join(json.dumps({"id": n, "text": DIRTY}) + "\n" for n in range(300))
    (tmp_path / "in.jsonl").write_text(text)
    done = run("clean", "in.jsonl", "--stats", "s.json", "--max-removed-share", "0.01")
    (alarm,) = json.loads((tmp_path / "s.json").read_text())["alarms"]
    assert alarm.startswith("my/zap/zap changed 300 of 300")
    assert f"alarm: {alarm}" in done.stderr


def test_a_new_start_forgets_the_old_one(
    run: Run, late: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What begins anew writes over what an earlier run left: that one cannot be gone on with any
    more, even if the new one comes to no checkpoint of its own."""
    from cleaner.io.run import Run as OneRun

    assert run(*late, "--max-removed-share", "0.01").exit_code == 3
    state = Path(".out.jsonl.cleaner-run/state.json")
    assert state.exists()
    there = []
    carry_out = OneRun.carry_out

    def look(self: OneRun) -> None:
        there.append(state.exists())
        carry_out(self)

    monkeypatch.setattr(OneRun, "carry_out", look)
    assert "starting anew" in run(*late).stderr
    assert there == [False]


def test_many_failures_of_one_kind(run: Run, tmp_path: Path) -> None:
    """A hundred are named and the others counted; the quarantine and the log of a run have them all.
    Where no record has text, the option that names its field is said."""
    (tmp_path / "in.jsonl").write_text('{"body": "x"}\n' * 250)
    result = run(
        "clean", "in.jsonl", "-q", "-o", "out.jsonl", "--quarantine", "bad.jsonl", "--run", "r"
    )
    assert result.exit_code == 3
    lines = result.stderr.splitlines()
    assert lines[99].startswith("in.jsonl:100: could not be processed")
    assert lines[100].startswith("… more could not be processed")
    assert lines[101] == "is the text in another field? --text-field (or --html-field) names it"
    assert len(lines) == 102
    assert len((tmp_path / "bad.jsonl").read_text().splitlines()) == 250
    assert (tmp_path / "r/logs/task_00000.log").read_text().count("could not be processed") == 251
    some = run("clean", "in.jsonl", "--text-field", "body", "-o", "out.jsonl")
    assert (some.exit_code, "another field" in some.stderr) == (0, False)
