"""The run: the same bytes whoever does it, in parts, and after an interruption."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from corpus import config, documents, jsonl, packed, read_jsonl, run, warc, warc_gz

from cleaner.errors import ConfigError, InputError, ProcessingError
from cleaner.io import formats
from cleaner.io.compress import decoded
from cleaner.io.files import SUFFIXES
from cleaner.io.output import Output
from cleaner.io.run import Run, Stop, Stopped
from cleaner.io.shard import clean_shard
from cleaner.io.state import Place

DOCS = documents(120)
SIDES = ("audit", "removed", "metadata", "quarantine")


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of a few records, so that small inputs have many."""
    for name in ("jsonl", "warc", "parquet", "arrow"):
        module = __import__(f"cleaner.io.formats.{name}", fromlist=["BATCH"])
        monkeypatch.setattr(module, "BATCH", 4_000)
        if name in ("parquet", "arrow"):
            monkeypatch.setattr(module, "_ROWS", 7)
    monkeypatch.setattr("cleaner.io.reading.BATCH", 4_000)


def source(folder: Path, kind: str) -> str:
    """An input of this kind, with a record here and there that cannot be processed."""
    bad = [*DOCS[:30], {"id": "bad", "text": 5}, *DOCS[30:]]
    path = folder / f"in.{kind}"
    if kind.startswith("jsonl"):
        lines = jsonl(bad).splitlines(keepends=True)
        lines.insert(70, b'{"id": "cut", "text": "cut o\n')
        lines.insert(90, b"\n")
        path.write_bytes(packed(b"".join(lines), kind.partition(".")[2]))
    elif kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        rows = [{**one, "text": None if one["id"] == "bad" else one["text"]} for one in bad]
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=25)
    elif kind == "wet.gz":
        pytest.importorskip("fastwarc")
        path.write_bytes(warc_gz(DOCS, wet=True))
    elif kind == "warc":
        pytest.importorskip("fastwarc")
        path.write_bytes(b"".join(warc(DOCS)))
    else:
        path = folder / "in"
        for n, one in enumerate(DOCS):
            file = path / f"{n % 3}" / f"{n}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(one["text"])
        (path / "0" / "broken.txt").write_bytes(b"\0\0\0")
    return str(path)


KINDS = {
    "jsonl": "out.jsonl",
    "jsonl.gz": "out.jsonl.gz",
    "jsonl.zst": "out.jsonl.zst",
    "jsonl.xz": "out.jsonl.bz2",
    "parquet": "out.parquet",
    "wet.gz": "out.jsonl.zst",
    "warc": "out.warc.wet.gz",
    "folder": "out/",
}


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def arguments(folder: Path, kind: str) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    return {"sides": {name: str(folder / f"{name}.jsonl.zst") for name in SIDES}}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def whole(tmp_path: Path, kind: str, sides: bool = True) -> dict[str, bytes]:
    path = source(tmp_path, kind)
    options = arguments(tmp_path / "one", kind)
    run(tmp_path, path, f"{tmp_path}/one/{KINDS[kind]}", **(options if sides else {}))
    return files(tmp_path / "one")


def test_any_number_of_workers(tmp_path: Path, kind: str) -> None:
    """Output and accounts are the same bytes with one process and with three."""
    one = whole(tmp_path, kind)
    path = source(tmp_path, kind)
    run(
        tmp_path,
        path,
        f"{tmp_path}/three/{KINDS[kind]}",
        jobs=3,
        **arguments(tmp_path / "three", kind),
    )
    assert files(tmp_path / "three") == one
    assert len(one) > len(SIDES)


class Interrupted:
    """Stops a run after so many batches, again and again. `read`: how far it had come at each."""

    def __init__(self, stop: Stop, after: int, read: list[int] | None = None) -> None:
        self.stop, self.left, self.read = stop, after, read

    def __call__(self, run: Run) -> None:
        self.left -= 1
        if self.read is not None:
            self.read.append(run.read)
        if self.left <= 0:
            self.stop.signal = 15


@pytest.mark.parametrize("after", [1, 4])
def test_going_on(tmp_path: Path, kind: str, after: int) -> None:
    """A run that is stopped again and again ends with the bytes of one that was not, and says all
    the way how far it has come."""
    one = whole(tmp_path, kind)
    path = source(tmp_path, kind)
    options = arguments(tmp_path / "two", kind)
    stops = 0
    read: list[int] = []
    while True:
        place = Place(str(tmp_path / "state"))
        stop = Stop()
        try:
            run(
                tmp_path,
                path,
                f"{tmp_path}/two/{KINDS[kind]}",
                place=place,
                state=place.load(),
                stop=stop,
                watch=Interrupted(stop, after, read),
                checkpoint=0,
                **options,
            )
            place.release(keep=False)
            break
        except Stopped:
            stops += 1
            place.release(keep=True)
            assert not (tmp_path / "two" / KINDS[kind]).is_file()
    assert stops > 2
    assert read == sorted(read)
    assert files(tmp_path / "two") == one


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_shards(tmp_path: Path, kind: str, count: int) -> None:
    """One after another they are the whole, whatever the number."""
    one = whole(tmp_path, kind, sides=False)
    path = source(tmp_path, kind)
    found: list[Any] = []
    for n in range(1, count + 1):
        folder = tmp_path / f"{count}-{n}"
        folder.mkdir()
        run(tmp_path, path, f"{folder}/{KINDS[kind]}", shard=(n, count))
        found.append(folder)
    if kind == "folder":
        parts: dict[str, bytes] = {}
        for folder in found:
            assert not parts.keys() & files(folder).keys()
            parts |= files(folder)
        assert parts == {k: v for k, v in one.items() if k.startswith("out")}
    elif kind == "parquet":
        pq = pytest.importorskip("pyarrow.parquet")
        rows = [
            row
            for f in found
            if (f / KINDS[kind]).exists()
            for row in pq.read_table(f / KINDS[kind]).to_pylist()
        ]
        assert rows == pq.read_table(tmp_path / "one" / KINDS[kind]).to_pylist()
    elif kind == "warc":
        joined = b"".join((f / KINDS[kind]).read_bytes() for f in found)
        assert joined == one[KINDS[kind]]
    else:
        rows = [
            row for f in found if (f / KINDS[kind]).exists() for row in read_jsonl(f / KINDS[kind])
        ]
        assert rows == read_jsonl(tmp_path / "one" / KINDS[kind])
        if kind == "jsonl":
            joined = b"".join(
                (f / KINDS[kind]).read_bytes() for f in found if (f / KINDS[kind]).exists()
            )
            assert joined == one[KINDS[kind]]


def test_what_changed_in_between_is_said(tmp_path: Path) -> None:
    """A state of other rules, inputs or options is refused."""
    path = source(tmp_path, "jsonl")
    place, stop = Place(str(tmp_path / "state")), Stop()
    target = str(tmp_path / "out.jsonl")
    with pytest.raises(Stopped):
        run(
            tmp_path, path, target, place=place, stop=stop, watch=Interrupted(stop, 3), checkpoint=0
        )
    state = place.load()
    with pytest.raises(ConfigError, match=r"had other options \(max-record-bytes\): call it"):
        run(tmp_path, path, target, place=place, state=state, record_bytes=5)
    os.utime(path, (1, 1))
    with pytest.raises(ConfigError, match="had other inputs and outputs"):
        run(tmp_path, path, target, place=place, state=state)


def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    """The second is refused as long as the first holds the place."""
    first = Place(str(tmp_path / "state"))
    with pytest.raises(ConfigError, match="another run is writing this output"):
        Place(str(tmp_path / "state"))
    first.release(keep=False)
    Place(str(tmp_path / "state")).release(keep=False)


def test_one_huge_line(tmp_path: Path) -> None:
    """It is never held in memory; it goes to the quarantine as it is, or through unchanged."""
    huge = b'{"id": "huge", "text": "' + "é\\n".encode() * 40_000 + b'"}\n'
    data = jsonl(DOCS[:20]) + huge + jsonl(DOCS[20:])
    (tmp_path / "in.jsonl").write_bytes(data)
    paths = str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")
    for limit in (20_000, 100_000):
        _, failures = run(tmp_path, *paths, record_bytes=limit)
        assert failures[0][0].endswith("in.jsonl:21")
        assert (tmp_path / "out.jsonl").read_bytes().splitlines(keepends=True)[20] == huge
        sides = {"quarantine": str(tmp_path / "q.jsonl")}
        run(tmp_path, *paths, record_bytes=limit, sides=sides)
        assert [one["id"] for one in read_jsonl(tmp_path / "out.jsonl")] == [d["id"] for d in DOCS]
        (entry,) = read_jsonl(tmp_path / "q.jsonl")
        assert entry["raw"].encode("latin-1") + b"\n" == huge
        assert entry["line"] == 21


@pytest.mark.parametrize("count", [200, 3_000])  # less and more than a batch
@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
def test_a_truncated_stream(tmp_path: Path, suffix: str, count: int) -> None:
    """Every record before the end of what is there comes out; the rest is named."""
    data = packed(jsonl(documents(count)), suffix[1:])
    cut = data[: len(data) * 3 // 4]
    (tmp_path / f"in.jsonl{suffix}").write_bytes(cut)
    there = bytearray()
    with suppress(InputError):
        for piece in decoded([cut], suffix[1:]):
            there += piece
    sides = {"quarantine": str(tmp_path / "q.jsonl")}
    one, failures = run(
        tmp_path, str(tmp_path / f"in.jsonl{suffix}"), str(tmp_path / "out.jsonl"), sides=sides
    )
    out = tmp_path / "out.jsonl"
    found = read_jsonl(out) if out.exists() else []
    assert [one["id"] for one in found] == [f"doc-{n}" for n in range(len(found))]
    assert len(found) == there.count(b"\n")
    assert "ends in the middle" in failures[-1][1]
    assert "ends in the middle" in read_jsonl(tmp_path / "q.jsonl")[-1]["error"]
    assert one.failures == len(failures)


def test_dolma_attributes(tmp_path: Path) -> None:
    """A file for each file of documents, the same rows, spans in code points of the source."""
    bad = [*DOCS[:10], {"id": "bad", "text": None}, *DOCS[10:]]
    documents_folder = tmp_path / "documents" / "sub"
    documents_folder.mkdir(parents=True)
    (documents_folder / "a.jsonl").write_bytes(jsonl(bad))
    (documents_folder / "b.jsonl").write_bytes(jsonl(DOCS[:3]))
    run(
        tmp_path,
        str(tmp_path / "documents"),
        str(tmp_path / "clean/"),
        attributes=str(tmp_path / "attributes" / "chrome"),
        sides={"quarantine": str(tmp_path / "q.jsonl")},
    )
    rows = read_jsonl(tmp_path / "attributes" / "chrome" / "sub" / "a.jsonl")
    assert [row["id"] for row in rows] == [one["id"] for one in bad]
    clean = {one["id"]: one["text"] for one in read_jsonl(tmp_path / "clean" / "sub" / "a.jsonl")}
    for row, document in zip(rows, bad, strict=True):
        text = document["text"]
        spans = [s for kind in row["attributes"].values() for s in kind if s[2] == 1]
        for start, end, _ in sorted(spans, reverse=True):
            text = text[:start] + text[end:]
        assert text is None or text == clean[row["id"]]
    names = {name for row in rows for name in row["attributes"]}
    assert names == {"chrome__cleaner__promo", "chrome__cleaner__layout"} or names == {
        "chrome__cleaner__promo"
    }
    assert len(read_jsonl(tmp_path / "attributes" / "chrome" / "sub" / "b.jsonl")) == 3


def test_removed_and_counts(tmp_path: Path) -> None:
    """What went is listed span by span; counts are by rule, site and flag."""
    path = source(tmp_path, "jsonl")
    one, _ = run(
        tmp_path, path, str(tmp_path / "out.jsonl"), sides={"removed": str(tmp_path / "r.jsonl")}
    )
    texts = {d["id"]: d["text"] for d in DOCS}
    removed = read_jsonl(tmp_path / "r.jsonl")
    assert removed
    for row in removed:
        assert texts[row["id"]][row["start"] : row["end"]] == row["removed"]
        assert row["rules"] == ["my/zap/zap"]
    numbers = one.stats.to_dict()
    assert numbers["records"] == len(DOCS)
    assert numbers["failed"] == 2
    assert numbers["sites"] == {
        "example.com": {
            "documents": len(DOCS),
            "characters_in": numbers["characters_in"],
            "characters_out": numbers["characters_out"],
        }
    }
    changed = sum("Zap" in text for text in texts.values())
    assert numbers["rules"]["my/zap/zap"]["documents"] == changed


def test_brake(tmp_path: Path) -> None:
    """A run that takes too much stops, and nothing gets its name."""
    path = source(tmp_path, "jsonl")
    with pytest.raises(ProcessingError, match="--max-removed-share is 0%"):
        run(tmp_path, path, str(tmp_path / "out.jsonl"), max_removed_share=0.001)
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.glob(".*"))


def test_alarms(tmp_path: Path) -> None:
    """A rule that fires on most documents, and a site of which suddenly much more goes."""
    from cleaner.io.stats import Sites

    docs = [{**one, "text": f"{one['text']}\n\nZap this page\n"} for one in documents(300)]
    (tmp_path / "in.jsonl").write_bytes(jsonl(docs))
    one, _ = run(tmp_path, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    assert one.stats.alarms() == [
        "my/zap/zap changed 300 of 300 documents (100%): is it too broad?"
    ]
    sites = Sites()
    sites.see([("a.com", 1000, 950)] * 100)
    sites = Sites(json.loads(json.dumps(sites.state())))
    sites.see([("a.com", 1000, 400)] * 50)
    assert sites.alarms == [
        "a.com: 60% of the text of documents 101 to 150 went, 5% before: has the site changed?"
    ]


def test_shard_function(tmp_path: Path) -> None:
    """The seam for engines: once or twice, the same file; a broken input leaves what is there."""
    path = source(tmp_path, "jsonl")
    target = str(tmp_path / "out.jsonl.zst")
    numbers = clean_shard(path, target, config(tmp_path))
    assert (numbers["records"], len(numbers["failures"])) == (len(DOCS), 2)
    once = Path(target).read_bytes()
    clean_shard(path, target, config(tmp_path), jobs=2)
    assert Path(target).read_bytes() == once
    (tmp_path / "bad.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(Exception, match="the gz stream is damaged"):
        clean_shard(str(tmp_path / "bad.jsonl.gz"), target, config(tmp_path))
    assert Path(target).read_bytes() == once
    assert not list(tmp_path.glob(".*"))


def test_second_attempts(tmp_path: Path) -> None:
    """Two that write one target at a time, such as an engine's two attempts, have parts of their own,
    which name the machine."""
    import platform

    path = str(tmp_path / "out.jsonl")
    one, two = Output(path, unique=True), Output(path, unique=True)
    assert one.part != two.part
    assert platform.node() in one.part
    one.write(b"whole\n")
    two.write(b"who")
    one.finish()
    two.discard()
    assert (tmp_path / "out.jsonl").read_bytes() == b"whole\n"
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_killer_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that die are replaced and their batch is done again; a record that kills every one
    ends in the quarantine, the others come out in order."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "killer"))
    docs = [*DOCS[:40], {"id": "killer", "text": "kill -9\n"}, *DOCS[40:]]
    (tmp_path / "in.jsonl").write_bytes(jsonl(docs))
    sides = {"quarantine": str(tmp_path / "q.jsonl")}
    one, _ = run(
        tmp_path, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), jobs=2, sides=sides
    )
    assert [row["id"] for row in read_jsonl(tmp_path / "out.jsonl")] == [d["id"] for d in DOCS]
    (entry,) = read_jsonl(tmp_path / "q.jsonl")
    assert entry["record"]["id"] == "killer"
    assert entry["error"] == "it ended the worker three times (signal 9)"
    assert one.failures == 1


def test_suffixes_have_formats() -> None:
    """Every kind that a suffix names can be read."""
    for kind in {*SUFFIXES.values()} - {"text", "html"}:
        assert formats.format_of(kind).read
