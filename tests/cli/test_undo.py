"""`cleaner undo`: the source, to the byte."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from conftest import BODY, DIRTY

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "content",
    [
        DIRTY.encode(),
        DIRTY.replace("\n", "\r\n").encode("utf-8-sig"),
        DIRTY.encode("utf-16"),
        DIRTY.replace("valley", "vallée").encode("cp1252"),
        f"{DIRTY} é isnâ€™t \x07".encode() + b"\xff",
        b"",
    ],
    ids=["utf-8", "crlf", "utf-16", "cp1252", "damaged", "empty"],
)
@pytest.mark.parametrize("options", [[], ["--front-matter"], ["--no-repair", "--no-layout"]])
def test_files(run: Run, tmp_path: Path, content: bytes, options: list[str]) -> None:
    """Whatever was repaired, removed or put on top."""
    (tmp_path / "a.txt").write_bytes(content)
    run("clean", "a.txt", "-o", "clean.txt", "--audit", "audit.jsonl", *options)
    result = run("undo", "clean.txt", "--audit", "audit.jsonl")
    assert result.exit_code == 0
    assert result.stdout_bytes == content
    run("undo", "clean.txt", "--audit", "audit.jsonl", "-o", "back.txt")
    assert (tmp_path / "back.txt").read_bytes() == content


def test_a_folder_has_one_audit(run: Run, tmp_path: Path) -> None:
    """The account of a file is found by its text."""
    (tmp_path / "in").mkdir()
    for n in range(3):
        (tmp_path / f"in/{n}.txt").write_text(DIRTY.replace("bridge", f"bridge {n}"))
    run("clean", "in", "-o", "out", "--audit", "audit.jsonl")
    for n in range(3):
        out = run("undo", f"out/{n}.txt", "--audit", "audit.jsonl").stdout
        assert out == (tmp_path / f"in/{n}.txt").read_text()


def test_the_same_text_from_two_sources(run: Run, tmp_path: Path) -> None:
    """Somebody must say which one is meant."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(DIRTY)
    (tmp_path / "in/b.txt").write_text(DIRTY + "\n\n")
    run("clean", "in", "-o", "out", "--audit", "audit.jsonl")
    result = run("undo", "out/a.txt", "--audit", "audit.jsonl")
    assert result.exit_code == 3
    assert "--id: in/a.txt, in/b.txt" in result.stderr
    out = run("undo", "out/a.txt", "--audit", "audit.jsonl", "--id", "in/b.txt").stdout
    assert out == DIRTY + "\n\n"


def records() -> list[dict[str, Any]]:
    html = (
        f"<html><body><article><p>{DIRTY[:200]}</p><p>{DIRTY[200:400]}</p></article></body></html>"
    )
    return [
        {"id": "a", "text": DIRTY, "n": 1.0, "metadata": {"title": None, "x": [1.5]}},
        {"text": DIRTY + "no id"},
        {"id": 3, "text": 5},
        {"id": 4, "html": html},
        {"id": "a", "text": "the same id"},
        {"id": 5, "text": "half \ud800 a pair", "metadata": "odd"},
    ]


def test_records(run: Run, tmp_path: Path) -> None:
    """Records are what they were: text, metadata, and the order of their keys."""
    source = [json.dumps(one) for one in records()]
    run("clean", "-o", "clean.jsonl", "--audit", "audit.jsonl", stdin="\n".join(source))
    result = run("undo", "clean.jsonl", "--audit", "audit.jsonl")
    assert result.exit_code == 0
    assert [json.dumps(json.loads(text)) for text in result.stdout.splitlines()] == source


def test_records_in_another_order(run: Run, tmp_path: Path) -> None:
    """They are found by their id; one that is not there is named, the others are restored."""
    source = [{"id": n, "text": f"{DIRTY}{n}"} for n in range(5)]
    run(
        "clean", "-o", "clean.jsonl", "--audit", "a.jsonl", stdin="\n".join(map(json.dumps, source))
    )
    lines = (tmp_path / "clean.jsonl").read_text().splitlines()
    other = json.dumps({"id": 99, "text": "x"})
    result = run("undo", "-", "--audit", "a.jsonl", stdin="\n".join([lines[3], other, *lines[:3]]))
    assert result.exit_code == 3
    assert "-:2: not restored: a.jsonl has no account of the record with id 99" in result.stderr
    back = [json.loads(text) for text in result.stdout.splitlines()]
    assert back == [source[n] for n in (3, 0, 1, 2)]


def test_a_text_that_was_changed_since(run: Run, tmp_path: Path) -> None:
    """The source or nothing: exit 3, and no file."""
    (tmp_path / "a.txt").write_text(DIRTY)
    run("clean", "a.txt", "-o", "clean.txt", "--audit", "audit.jsonl")
    with (tmp_path / "clean.txt").open("a") as file:
        file.write("more\n")
    result = run("undo", "clean.txt", "--audit", "audit.jsonl", "-o", "back.txt")
    assert result.exit_code == 3
    assert "audit.jsonl has no account of this text; was it changed since?" in result.stderr
    assert not (tmp_path / "back.txt").exists()


@pytest.mark.parametrize("audit", [None, "no json\n", "[1]\n"])
def test_a_broken_audit(run: Run, tmp_path: Path, audit: str | None) -> None:
    """It is said which file is wrong."""
    (tmp_path / "r.jsonl").write_text('{"id": 1, "text": "x"}\n')
    if audit is not None:
        (tmp_path / "audit.jsonl").write_text(audit)
    result = run("undo", "r.jsonl", "--audit", "audit.jsonl")
    assert result.exit_code == 3
    assert "audit.jsonl" in result.stderr


@pytest.mark.parametrize("name", ["a.txt", "clean.txt", "m.jsonl"])
def test_what_is_no_audit_is_said(run: Run, tmp_path: Path, name: str) -> None:
    """A text or metadata in its place: the message names the file and what is wanted."""
    (tmp_path / "a.txt").write_text(DIRTY)
    run("clean", "a.txt", "-o", "clean.txt", "--audit", "audit.jsonl", "--metadata", "m.jsonl")
    result = run("undo", "clean.txt", "--audit", name)
    assert result.exit_code == 3
    assert f"{name} is no audit: name the file that `cleaner clean --audit` wrote" in result.stderr


def test_what_is_there_stays_if_nothing_could_be_restored(run: Run, tmp_path: Path) -> None:
    """The wrong audit for a stream leaves OUT as it was."""
    for n in (1, 2):
        source = json.dumps({"id": n, "text": DIRTY})
        run("clean", "-o", f"{n}.jsonl", "--audit", f"audit{n}.jsonl", stdin=source)
    (tmp_path / "back.jsonl").write_text("old")
    result = run("undo", "1.jsonl", "--audit", "audit2.jsonl", "-o", "back.jsonl")
    assert result.exit_code == 3
    assert "none of its records could be restored" in result.stderr
    assert (tmp_path / "back.jsonl").read_text() == "old"


def record(name: str, block: bytes, *headers: bytes, kind: bytes = b"conversion") -> bytes:
    """A record of a web archive, with headers as somebody may write them."""
    lines = [b"WARC/1.1", b"warc-type: " + kind, b"WARC-Record-ID:  <urn:uuid:%s>" % name.encode()]
    lines += [*headers, b"WARC-Date: 2024-05-01T00:00:00Z", b"Content-Length: %d" % len(block)]
    return b"\r\n".join([*lines, b"", block, b"", b""])


def test_archives(run: Run, tmp_path: Path) -> None:
    """The records of texts come back byte for byte, header and block, in whatever encoding, each a
    member of its own; of a page the message names the archive that has it; what could not be cleaned
    has kept its header."""
    pytest.importorskip("fastwarc")
    text, zap = "Über den Fluß führt eine schöne Brücke für alle Bürger.\r\n", "Zap this page\r\n"
    odd = (b"X-Odd:caf\xe9", b"WARC-Concurrent-To: <a>", b"WARC-Concurrent-To: <b>")
    texts = [
        record("a", DIRTY.encode(), *odd),
        record("a", DIRTY.encode(), b"WARC-Refers-To: <urn:uuid:page>"),
        record("b", ("\ufeff" + text + zap).encode(), kind=b"Conversion"),
        record("c", (text + zap).encode("latin-1"), b"content-type: text/plain", kind=b"resource"),
        record("d", DIRTY.encode() + b"\xff\xfe odd\n\x85"),
        record("e", bytes(range(256))),
    ]
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + BODY.encode()
    page = record("f", html, kind=b"response")
    info = record("g", b"a: b", kind=b"warcinfo")
    members = [gzip.compress(one) for one in (info, *texts, page)]
    (tmp_path / "in.warc.gz").write_bytes(b"".join(members))
    done = run("clean", "in.warc.gz", "-o", "out.warc.gz", "--audit", "audit.jsonl")
    assert "1 could not be processed" in done.stderr
    clean = gzip.decompress((tmp_path / "out.warc.gz").read_bytes())
    assert b"Zap" not in clean
    before, _, rest = texts[5].partition(b"\r\n\r\n")
    assert before + b"\r\nX-Cleaner: {" in clean
    assert rest in clean
    done = run("undo", "out.warc.gz", "--audit", "audit.jsonl", "-o", "back.warc.gz")
    assert done.exit_code == 3
    assert "its source is a page, and the archive with <urn:uuid:f> has it" in done.stderr
    assert done.stderr.count("not restored") == 1
    left, found = (tmp_path / "back.warc.gz").read_bytes(), []
    while left:
        member = zlib.decompressobj(31)
        found.append(member.decompress(left))
        left = member.unused_data
    assert found == texts
    done = run("undo", "out.warc.gz", "--audit", "audit.jsonl")
    assert done.stdout_bytes == b"".join(texts)
    (tmp_path / "other.jsonl").write_text('{"id": 1, "edits": []}\n')
    done = run("undo", "out.warc.gz", "--audit", "other.jsonl", "-o", "x.warc")
    assert "none of its records could be restored" in done.stderr
    assert not (tmp_path / "x.warc").exists()


def test_neither_audit_nor_text_is_replaced(run: Run, tmp_path: Path) -> None:
    """-o may not be what the source is made of: nothing would be left to try again with."""
    (tmp_path / "n.txt").write_text(DIRTY)
    assert run("clean", "n.txt", "-o", "c/o.txt", "--audit", "a.jsonl").exit_code == 0
    for text, output, what in (
        ("c/o.txt", "./a.jsonl", "the audit"),
        ("c/o.txt", "c/o.txt", "the clean text"),
        ("c", "c", "the clean text"),
    ):
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
        result = run("undo", text, "--audit", "a.jsonl", "-o", output)
        assert result.exit_code == 2
        assert f"{output} is {what}, and an input, too" in result.stderr
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_folders_behind_urls(run: Run, tmp_path: Path) -> None:
    """They come back as local ones do: texts, records and tables, also to a URL."""
    pq = pytest.importorskip("pyarrow.parquet")
    memory = pytest.importorskip("fsspec").filesystem("memory")
    pa = pytest.importorskip("pyarrow")
    records = [{"id": n, "text": f"{DIRTY}{n}"} for n in range(3)]
    lines = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in records)
    memory.pipe({"/in/a.txt": DIRTY.encode("utf-16"), "/in/sub/b.jsonl": lines.encode()})
    with memory.open("/in/c.parquet", "wb") as file:
        pq.write_table(pa.Table.from_pylist(records), file)
    try:
        assert (
            run("clean", "memory://in", "-o", "memory://out/", "--audit", "a.jsonl").exit_code == 0
        )
        done = run("undo", "memory://out/", "--audit", "a.jsonl", "-o", "memory://back/")
        assert done.exit_code == 0, done.output
        for name in ("a.txt", "sub/b.jsonl"):
            assert memory.cat(f"/back/{name}") == memory.cat(f"/in/{name}")
        with memory.open("/back/c.parquet", "rb") as file:
            assert pq.read_table(file).to_pylist() == records
        assert run("undo", "memory://out/", "--audit", "a.jsonl").exit_code == 2
        memory.pipe("/other/x.csv", b"a,b")
        done = run("undo", "memory://other", "--audit", "a.jsonl", "-o", "x")
        assert done.exit_code == 3
        assert "no files here that end in" in done.stderr
    finally:
        memory.rm("/", recursive=True)


BAD = {"id": "bad", "text": 5}


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "warc"])
def test_what_went_to_the_quarantine_is_told(run: Run, tmp_path: Path, kind: str) -> None:
    """How many records, and where the first ones stood; all others come back, and exit code 3 says
    that this is not all."""
    good = [{"id": str(n), "text": f"{DIRTY}{n}"} for n in range(3)]
    if kind == "jsonl":
        lines = [json.dumps(one) for one in (BAD, good[0], {**BAD, "id": "1"}, *good[1:], BAD, BAD)]
        (tmp_path / "in.jsonl").write_text("\n".join([*lines, "{no json", ""]))
        told = (
            '5 records that went to the quarantine: in.jsonl:1 ("text" is a number, not a string), '
        )
    elif kind == "parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        rows = [good[0], {"id": "1", "text": None}, *good[1:]]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
        told = '1 record that went to the quarantine: in.parquet:2 (no "text" and no "html")\n'
    else:
        pytest.importorskip("fastwarc")
        blocks = [record(one["id"], one["text"].encode()) for one in good]
        blocks.insert(1, record("odd", b"\xff\xfe\x00\xd8\x00"))
        (tmp_path / "in.warc").write_bytes(b"".join(blocks))
        told = "1 record that went to the quarantine: in.warc:2 (broken UTF-16-LE"
    sides = ("--audit", "a.jsonl.gz", "--quarantine", "q.jsonl")
    assert run("clean", f"in.{kind}", "-o", f"out.{kind}", *sides).exit_code == 3
    done = run("undo", f"out.{kind}", "--audit", "a.jsonl.gz", "-o", f"back.{kind}")
    assert f"not in what is restored: {told}" in done.stderr
    assert "not restored:" not in done.stderr
    assert done.exit_code == 3
    if kind == "jsonl":
        assert [json.loads(x) for x in (tmp_path / "back.jsonl").read_text().splitlines()] == good
    elif kind == "parquet":
        assert pq.read_table(tmp_path / "back.parquet").to_pylist() == good
    else:
        assert (tmp_path / "back.warc").read_bytes() == b"".join([blocks[0], *blocks[2:]])


def test_what_could_not_be_read_is_told(run: Run, tmp_path: Path) -> None:
    """A line that is no JSON and a file that is too large are in no output of a folder; records that
    went through unchanged come back as they were."""
    source = [BAD, {"id": 1, "text": DIRTY}]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("x" * 2_000)
    lines = "\n".join([json.dumps(source[0]), "{no json", json.dumps(source[1])])
    (tmp_path / "in/b.jsonl").write_text(lines)
    run("clean", "in", "-o", "out", "--audit", "a.jsonl", "--max-record-bytes", "1K")
    done = run("undo", "out", "--audit", "a.jsonl", "-o", "back")
    assert done.exit_code == 3
    assert (
        "not in what is restored: 2 lines or files that could not be read: in/a.txt ("
        in done.stderr
    )
    assert "in/b.jsonl:2 (not JSON" in done.stderr
    back = [json.loads(line) for line in (tmp_path / "back/b.jsonl").read_text().splitlines()]
    assert back == source


def test_many_that_are_not_restored(run: Run, tmp_path: Path) -> None:
    """A hundred are named, the others counted."""
    records = "".join(json.dumps({"id": n, "text": DIRTY}) + "\n" for n in range(150))
    (tmp_path / "in.jsonl").write_text(records)
    run("clean", "in.jsonl", "-o", "out.jsonl", "--audit", "audit.jsonl")
    result = run("undo", "in.jsonl", "--audit", "audit.jsonl")
    assert result.exit_code == 3
    assert result.stderr.count("not restored: ") == 100
    assert "in.jsonl:100: not restored" in result.stderr
    assert "… more were not restored" in result.stderr
