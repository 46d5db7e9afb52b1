"""Every container: the same records in, the same records out, in order."""

from __future__ import annotations

import bz2
import io
import json
from pathlib import Path
from typing import Any

import pytest
from corpus import documents, jsonl, read_jsonl, run, warc, warc_gz

from cleaner.errors import ConfigError
from cleaner.io.compress import BLOCK, SUFFIXES, Encoder, decoded
from cleaner.io.plan import Plan
from cleaner.io.state import Place

DOCS = documents(40)


def clean_texts(records: list[dict[str, Any]]) -> list[str]:
    return [
        "\n\n".join(t for t in one["text"].split("\n\n") if not t.startswith("Zap"))
        for one in records
    ]


def expected(records: list[dict[str, Any]]) -> list[str]:
    return [text if text.endswith("\n") else text + "\n" for text in clean_texts(records)]


def packed(data: bytes, codec: str) -> bytes:
    if codec == "zst":
        pytest.importorskip("zstandard")
    encoder = Encoder(codec)
    blocks = [encoder.block(data[i : i + BLOCK]) for i in range(0, len(data), BLOCK)]
    return b"".join(blocks) + encoder.finish()


@pytest.mark.parametrize("suffix", ["", *SUFFIXES])
def test_json_lines(tmp_path: Path, suffix: str) -> None:
    """Plain and in every compression: texts are cleaned, order and other fields stay."""
    (tmp_path / f"in.jsonl{suffix}").write_bytes(packed(jsonl(DOCS), suffix[1:]))
    run(tmp_path, str(tmp_path / f"in.jsonl{suffix}"), str(tmp_path / f"out.jsonl{suffix}"))
    found = read_jsonl(tmp_path / f"out.jsonl{suffix}")
    assert [one["text"] for one in found] == expected(DOCS)
    assert [(one["id"], one["url"]) for one in found] == [(one["id"], one["url"]) for one in DOCS]
    about = found[0]["metadata"]["cleaner"]
    assert about["version"]
    assert about["rules_hash"]


@pytest.mark.parametrize("codec", ["gz", "zst", "bz2", "xz"])
@pytest.mark.parametrize("size", [0, 5, BLOCK, 3 * BLOCK + 7])
def test_compression_is_read_by_everybody(codec: str, size: int) -> None:
    """By the usual library with its defaults, which for zst stops after the first frame."""
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    out = packed(data, codec)
    if codec == "zst":
        import zstandard

        assert zstandard.ZstdDecompressor().stream_reader(out).read() == data
    else:
        from importlib import import_module

        module = import_module({"gz": "gzip", "bz2": "bz2", "xz": "lzma"}[codec])
        assert module.decompress(out) == data
    assert b"".join(decoded([out[i : i + 7_000] for i in range(0, len(out), 7_000)], codec)) == data
    assert b"".join(decoded([out, out], codec)) == data * 2


RECORDS = {
    "dolma": ({"id": "a", "text": "T", "source": "cc", "added": "x", "metadata": {"url": "U"}}, "text"),
    "datatrove": ({"text": "T", "id": "a", "metadata": {"url": "U", "date": "2024-01-01"}}, "text"),
    "nemo": ({"url": "U", "warc_id": "a", "source_id": "s", "language": "ENGLISH", "text": "T"}, "text"),
    "ccnet": ({"url": "U", "digest": "a", "raw_content": "T", "nlines": 3, "language": "en"}, "raw_content"),
    "oscar": (
        {"content": "T", "warc_headers": {"warc-record-id": "a", "warc-target-uri": "U"},
         "metadata": {"identification": {"label": "en", "prob": 0.9}, "annotation": None}},
        "content",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_records_of_others_as_they_are(tmp_path: Path, name: str) -> None:
    """Text, id and address are found; what is not the text stays; the audit names the id."""
    text = DOCS[1]["text"] + "\nZap this page\n"
    shape, field = RECORDS[name]
    record = json.loads(
        json.dumps(shape)
        .replace('"T"', json.dumps(text))
        .replace('"U"', '"https://www.example.com/1"')
    )
    (tmp_path / "in.jsonl").write_bytes(jsonl([record]))
    run(
        tmp_path,
        str(tmp_path / "in.jsonl"),
        str(tmp_path / "out.jsonl"),
        sides={"audit": str(tmp_path / "audit.jsonl")},
    )
    (out,) = read_jsonl(tmp_path / "out.jsonl")
    assert out[field] == expected([{"text": text}])[0]
    assert out["metadata"]["site"] == "example.com"
    assert {k: v for k, v in out.items() if k not in (field, "metadata")} == {
        k: v for k, v in record.items() if k not in (field, "metadata")
    }
    (entry,) = read_jsonl(tmp_path / "audit.jsonl")
    assert entry["id"] == "a"


def test_a_field_with_dots(tmp_path: Path) -> None:
    """The text may be anywhere, and so may the id."""
    from cleaner.io.fields import Fields

    record = {"doc": {"id": 7, "body": {"text": DOCS[2]["text"], "n": 1.50}}, "text": "not this"}
    (tmp_path / "in.jsonl").write_bytes(jsonl([record]))
    fields = Fields(text="doc.body.text", id="doc.id")
    sides = {"audit": str(tmp_path / "a.jsonl")}
    run(
        tmp_path,
        str(tmp_path / "in.jsonl"),
        str(tmp_path / "out.jsonl"),
        fields=fields,
        sides=sides,
    )
    (out,) = read_jsonl(tmp_path / "out.jsonl")
    assert out["doc"]["body"] == {"text": expected([DOCS[2]])[0], "n": 1.5}
    assert b'"n":1.5' in (tmp_path / "out.jsonl").read_bytes()
    assert out["text"] == "not this"
    (entry,) = read_jsonl(tmp_path / "a.jsonl")
    assert (entry["id"], entry["field"]) == (7, "doc.body.text")
    assert set(entry["added"]) == {"metadata"}
    assert entry["replaced"] == {}


# ---- WARC


@pytest.mark.parametrize("suffix", [".warc", ".warc.gz", ".warc.wet.gz", ".warc.zst"])
def test_archives(tmp_path: Path, suffix: str) -> None:
    """Pages and plain texts become records with id, address and day, others are left alone."""
    pytest.importorskip("fastwarc")
    wet = "wet" in suffix
    data = warc_gz(DOCS, wet) if suffix.endswith(".gz") else b"".join(warc(DOCS, wet))
    if suffix.endswith(".zst"):
        data = packed(data, "zst")
    (tmp_path / f"in{suffix}").write_bytes(data)
    run(tmp_path, str(tmp_path / f"in{suffix}"), str(tmp_path / "out.jsonl"))
    found = read_jsonl(tmp_path / "out.jsonl")
    assert [one["id"] for one in found] == [f"urn:uuid:{one['id']}" for one in DOCS]
    assert [one["url"] for one in found] == [one["url"] for one in DOCS]
    assert {one["crawl_date"] for one in found} == {"2024-05-01T00:00:00Z"}
    assert not any("Zap" in one["text"] for one in found)
    if wet:
        assert [one["text"] for one in found] == expected(DOCS)


@pytest.mark.parametrize("suffix", ["gz", "zst", "bz2", ""])
def test_archives_are_written(tmp_path: Path, suffix: str) -> None:
    """A conversion for each page, as in WET files: FastWARC reads it and its digest, each record is
    compressed by itself, and what is cleaned again is the same bytes."""
    fastwarc = pytest.importorskip("fastwarc.warc")
    dot = f".{suffix}" if suffix else ""
    (tmp_path / "in.wet").write_bytes(b"".join(warc(DOCS, wet=True)))
    out = tmp_path / f"out.warc.wet{dot}"
    _, failures = run(tmp_path, str(tmp_path / "in.wet"), str(out))
    assert failures == []
    data = bz2.decompress(out.read_bytes()) if suffix == "bz2" else out.read_bytes()
    found = []
    for record in fastwarc.ArchiveIterator(io.BytesIO(data), parse_http=False):
        assert record.verify_block_digest()
        assert record.headers["WARC-Payload-Digest"] == record.headers["WARC-Block-Digest"]
        about = dict(record.headers)
        found.append((record.record_type, about, record.reader.read().decode()))
    assert [text for _, _, text in found] == expected(DOCS)
    for (kind, about, _), one in zip(found, DOCS, strict=True):
        assert kind == fastwarc.WarcRecordType.conversion
        assert about["WARC-Refers-To"] == f"<urn:uuid:{one['id']}>"
        assert about["WARC-Target-URI"] == one["url"]
        assert about["WARC-Date"] == "2024-05-01T00:00:00Z"
        assert json.loads(about["X-Cleaner"])["cleaner"]["rules_hash"]
    members = {"gz": b"\x1f\x8b\x08", "zst": b"\x28\xb5\x2f\xfd"}.get(suffix, b"WARC/1.0")
    if suffix != "bz2":
        assert out.read_bytes().count(members) >= len(DOCS)
    again = tmp_path / f"again.wet{dot}"
    run(tmp_path, str(out), str(again))
    assert again.read_bytes() == out.read_bytes()


def test_folders_of_archives(tmp_path: Path) -> None:
    """They are mirrored, pages and texts; records of other containers, which have more fields than
    archives have a place for, are refused."""
    fastwarc = pytest.importorskip("fastwarc.warc")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(warc_gz(DOCS[:3]))
    (tmp_path / "in" / "b.wet").write_bytes(b"".join(warc(DOCS[3:5], wet=True)))
    run(tmp_path, str(tmp_path / "in"), f"{tmp_path}/out/", to="warc")
    counts = {}
    for path in (tmp_path / "out").iterdir():
        with path.open("rb") as file:
            counts[path.name] = sum(1 for _ in fastwarc.ArchiveIterator(file))
    assert counts == {"a.warc.wet.gz": 3, "b.wet": 2}
    (tmp_path / "c.jsonl").write_bytes(jsonl(DOCS))
    with pytest.raises(ConfigError, match="only web archives become web archives"):
        Plan([str(tmp_path / "c.jsonl")], str(tmp_path / "c.warc.gz"))


def test_a_page_without_text_stays_in_an_archive() -> None:
    """What could not be processed is written as it was, with the reason."""
    fastwarc = pytest.importorskip("fastwarc.warc")
    from cleaner.io.conversion import conversion
    from cleaner.io.formats.warc import Page

    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 17\r\n\r\n"
    about = {"warc-type": "response", "warc-record-id": "<urn:uuid:a>"}
    page = Page(about, b"HTTP/1.1 200 OK\r\n", head=head)
    raw = conversion(page, None, {"cleaner": {"error": "тоо лонг\n"}}, "gz")
    record = next(iter(fastwarc.ArchiveIterator(io.BytesIO(raw), parse_http=False)))
    assert record.record_type == fastwarc.WarcRecordType.response
    assert json.loads(dict(record.headers)["X-Cleaner"]) == {"cleaner": {"error": "тоо лонг\n"}}
    assert record.reader.read() == page.block


def test_pages_that_cannot_be_read(tmp_path: Path) -> None:
    """They come through with their bytes and the reason, or go to the quarantine."""
    fastwarc = pytest.importorskip("fastwarc.warc")
    first, second = warc(DOCS[:2], wet=True)
    head, _, block = first.partition(b"\r\n\r\n")
    block = block[:-4]
    odd = bytes(range(256)) * (len(block) // 256 + 1)
    odd = odd[: len(block)]
    (tmp_path / "in.wet").write_bytes(head + b"\r\n\r\n" + odd + b"\r\n\r\n" + second)
    source = str(tmp_path / "in.wet")
    _, failures = run(tmp_path, source, str(tmp_path / "out.jsonl"))
    assert len(failures) == 1
    bad, good = read_jsonl(tmp_path / "out.jsonl")
    assert bad["raw"].encode(bad["raw_encoding"]) == odd
    assert (bad["id"], bad["url"]) == (f"urn:uuid:{DOCS[0]['id']}", DOCS[0]["url"])
    assert bad["metadata"]["cleaner"]["error"] == failures[0][1]
    assert good["text"] == expected(DOCS[1:2])[0]
    run(tmp_path, source, str(tmp_path / "out.wet"))
    with (tmp_path / "out.wet").open("rb") as file:
        blocks, abouts = [], []
        for record in fastwarc.ArchiveIterator(file, parse_http=False):
            blocks.append(record.reader.read())
            abouts.append(json.loads(dict(record.headers)["X-Cleaner"])["cleaner"])
    assert blocks == [odd, expected(DOCS[1:2])[0].encode()]
    assert [one.get("error") for one in abouts] == [failures[0][1], None]
    run(tmp_path, str(tmp_path / "out.wet"), str(tmp_path / "again.wet"))
    assert (tmp_path / "again.wet").read_bytes() == (tmp_path / "out.wet").read_bytes()
    quarantine = tmp_path / "bad.jsonl"
    run(tmp_path, source, str(tmp_path / "some.jsonl"), sides={"quarantine": str(quarantine)})
    assert read_jsonl(tmp_path / "some.jsonl") == [good]
    assert [one["raw"] for one in read_jsonl(quarantine)] == [bad["raw"]]


def test_digests_of_archives(tmp_path: Path) -> None:
    """A record that is not what its digest says is cleaned and flagged."""
    pytest.importorskip("fastwarc")
    from base64 import b32encode
    from hashlib import sha1, sha256

    texts = [one["text"].encode() for one in DOCS[:4]]
    digests = [
        f"sha1:{b32encode(sha1(texts[0]).digest()).decode()}",
        f"sha256:{sha256(texts[1]).hexdigest()}",
        f"sha1:{b32encode(sha1(texts[0]).digest()).decode()}",
        "crc:1234",
    ]
    data = b""
    for record, digest in zip(warc(DOCS[:4], wet=True), digests, strict=True):
        data += record.replace(
            b"WARC-Date", f"WARC-Block-Digest: {digest}\r\nWARC-Date".encode(), 1
        )
    (tmp_path / "in.wet").write_bytes(data)
    one, _ = run(tmp_path, str(tmp_path / "in.wet"), str(tmp_path / "out.jsonl"))
    found = read_jsonl(tmp_path / "out.jsonl")
    assert [row["text"] for row in found] == expected(DOCS[:4])
    bad = ["bad-digest" in row["metadata"]["cleaner"]["flags"] for row in found]
    assert bad == [False, False, True, False]
    assert one.stats.flags["bad-digest"] == 1


def test_digests_of_payloads(tmp_path: Path) -> None:
    """Without a digest of the block that of the payload counts, taken before or after a transfer
    encoding is undone; not where the payload is not whole."""
    pytest.importorskip("fastwarc")
    from hashlib import sha1

    body = f"<p>{DOCS[0]['text']}</p>".encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    transfer = head + b"Transfer-Encoding: chunked\r\n"
    cases: list[tuple[bytes, bytes, str, bool]] = [
        (head, body, sha1(body).hexdigest(), True),
        (head, body, sha1(b"x").hexdigest(), False),
        (head, body, sha1(b"x").hexdigest() + "\r\nWARC-Truncated: length", True),
        (transfer, chunked, sha1(chunked).hexdigest(), True),
        (transfer, chunked, sha1(body).hexdigest(), True),
        (transfer, chunked, sha1(b"x").hexdigest(), False),
    ]
    data = b""
    for n, (http, payload, digest, _) in enumerate(cases):
        block = http + b"\r\n" + payload
        about = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
            f"WARC-Payload-Digest: sha1:{digest}\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        data += about.encode() + block + b"\r\n\r\n"
    (tmp_path / "in.warc").write_bytes(data)
    run(tmp_path, str(tmp_path / "in.warc"), str(tmp_path / "out.jsonl"))
    found = read_jsonl(tmp_path / "out.jsonl")
    sound = ["bad-digest" not in row["metadata"]["cleaner"]["flags"] for row in found]
    assert sound == [one[3] for one in cases]


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    """Reading goes on at the next one; the quarantine names the bytes."""
    pytest.importorskip("fastwarc")
    parts = [warc_gz([one], wet=True) for one in DOCS[:10]]
    bad = bytearray(parts[4])
    bad[len(bad) // 2 :] = b"\xff" * (len(bad) - len(bad) // 2)
    parts[4] = bytes(bad)
    (tmp_path / "in.wet.gz").write_bytes(b"".join(parts))
    sides = {"quarantine": str(tmp_path / "q.jsonl")}
    _, failures = run(
        tmp_path, str(tmp_path / "in.wet.gz"), str(tmp_path / "out.jsonl"), sides=sides
    )
    ids = [one["id"].rpartition(":")[2] for one in read_jsonl(tmp_path / "out.jsonl")]
    assert ids == [f"doc-{n}" for n in range(10) if n != 4]
    start = sum(map(len, parts[:4]))
    assert f"unreadable from byte {start:,} to byte {start + len(bad):,}" in failures[0][1]
    assert read_jsonl(tmp_path / "q.jsonl")[0]["position"] == f"byte {start}"


# ---- Parquet and Arrow


def table(records: list[dict[str, Any]]) -> Any:
    pa = pytest.importorskip("pyarrow")
    rows = [
        {**one, "n": i, "tags": ["x", None], "about": {"k": 1.5}} for i, one in enumerate(records)
    ]
    schema = pa.schema(
        [
            ("id", pa.string()),
            pa.field("text", pa.large_string(), metadata={b"a": b"b"}),
            ("url", pa.string()),
            ("n", pa.int16()),
            ("tags", pa.list_(pa.string())),
            ("about", pa.struct([("k", pa.float32())])),
        ],
        metadata={b"huggingface": b"{}"},
    )
    return pa.Table.from_pylist(rows, schema)


def test_parquet_keeps_schema_row_groups_and_order(tmp_path: Path) -> None:
    """One column is added, of a type that does not depend on the data."""
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "in.parquet"
    pq.write_table(table(DOCS), path, row_group_size=15, compression="zstd")
    source = pq.read_table(path)
    run(tmp_path, str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"))
    with pq.ParquetFile(tmp_path / "out.parquet") as file:
        assert [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)] == [
            15,
            15,
            10,
        ]
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        found = file.read()
    assert found.schema.remove(found.schema.get_field_index("cleaner")).equals(
        source.schema, check_metadata=True
    )
    assert found["text"].to_pylist() == expected(DOCS)
    for name in ("id", "url", "n", "tags", "about"):
        assert found[name].equals(source[name])
    assert {one["version"] for one in found["cleaner"].to_pylist()} != {None}
    run(tmp_path, str(tmp_path / "out.parquet"), str(tmp_path / "again.parquet"))
    assert pq.read_table(tmp_path / "again.parquet").equals(found)


def test_between_containers(tmp_path: Path) -> None:
    """Parquet to JSON lines and back, WARC to Parquet: the texts are those of the direct way."""
    pytest.importorskip("fastwarc")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(table(DOCS), tmp_path / "in.parquet")
    run(tmp_path, str(tmp_path / "in.parquet"), str(tmp_path / "a.jsonl.gz"))
    assert [one["text"] for one in read_jsonl(tmp_path / "a.jsonl.gz")] == expected(DOCS)
    run(tmp_path, str(tmp_path / "a.jsonl.gz"), str(tmp_path / "b.parquet"))
    back = pq.read_table(tmp_path / "b.parquet")
    assert back["text"].to_pylist() == expected(DOCS)
    assert back["n"].to_pylist() == list(range(len(DOCS)))
    (tmp_path / "c.wet.gz").write_bytes(warc_gz(DOCS, wet=True))
    run(tmp_path, str(tmp_path / "c.wet.gz"), str(tmp_path / "c.parquet"))
    assert pq.read_table(tmp_path / "c.parquet")["text"].to_pylist() == expected(DOCS)


def test_columns_without_a_common_type_are_json(tmp_path: Path) -> None:
    """Records need no schema; Parquet does: what has none is JSON text, and says so."""
    pq = pytest.importorskip("pyarrow.parquet")
    records = [{"text": "x\n", "odd": odd} for odd in (1, "one", [1], {"a": None}, None)]
    records += [{"text": "half \ud800", "more": 1}, {"text": "y\n", "more": 2.5}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    run(tmp_path, str(tmp_path / "in.jsonl"), str(tmp_path / "out.parquet"))
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.field("odd").metadata == {b"content": b"JSON"}
    assert found["odd"].to_pylist() == ["1", '"one"', "[1]", '{"a":null}', None, None, None]
    assert found["more"].to_pylist()[-2:] == [1.0, 2.5]


def test_a_dataset_folder(tmp_path: Path) -> None:
    """What `save_to_disk` wrote is a folder of Arrow files; it becomes Parquet."""
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    datasets.Dataset.from_list(DOCS).save_to_disk(str(tmp_path / "set"))
    run(tmp_path, str(tmp_path / "set"), str(tmp_path / "out"))
    (made,) = (tmp_path / "out").glob("*.parquet")
    found = datasets.Dataset.from_parquet(str(made), cache_dir=str(tmp_path / "cache"))
    assert found["text"][:] == expected(DOCS)


def test_a_column_that_is_no_text(tmp_path: Path) -> None:
    """The message names the column and what is expected; nothing is written."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    for name, column in (("a", "text"), ("b", "body")):
        pq.write_table(pa.table({column: [1, 2]}), tmp_path / f"{name}.parquet")
        _, failures = run(
            tmp_path, str(tmp_path / f"{name}.parquet"), str(tmp_path / "out.parquet")
        )
        assert failures[0][1] in (
            "column text is int64, and text is expected",
            "no column for text: there are body; name one as the field with text or with HTML",
        )
        assert not (tmp_path / "out.parquet").exists()


def test_files_of_another_schema_do_not_go_into_one(tmp_path: Path) -> None:
    """The first file's schema counts; the other is named with the column that differs."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": ["x"], "n": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": ["y"], "n": ["1"]}), tmp_path / "b.parquet")
    pq.write_table(pa.table({"text": ["z"], "n": [3]}), tmp_path / "c.parquet")
    paths = [str(tmp_path / f"{name}.parquet") for name in "abc"]
    _, failures = run(tmp_path, paths, str(tmp_path / "out.parquet"))
    assert "its schema is not that of" in failures[0][1]
    assert "(n)" in failures[0][1]
    assert pq.read_table(tmp_path / "out.parquet")["n"].to_pylist() == [1, 3]


def test_what_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is the command that helps."""
    import sys

    for name in ("fastwarc.warc", "zstandard", "pyarrow"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "in.warc").write_bytes(b"".join(warc(DOCS[:1])))
    (tmp_path / "in.jsonl").write_bytes(jsonl(DOCS[:1]))
    before = sorted(tmp_path.iterdir())
    for source, target, extra in (
        ("in.warc", "out.jsonl", "warc"),
        ("in.jsonl", "out.jsonl.zst", "zstd"),
        ("in.jsonl", "out.parquet", "parquet"),
    ):
        with pytest.raises(ConfigError, match=rf"pip install 'scrape-cleaner\[{extra}\]'"):
            Plan([str(tmp_path / source)], str(tmp_path / target))
    assert sorted(tmp_path.iterdir()) == before


# ---- URLs


def test_a_file_system_in_memory(tmp_path: Path) -> None:
    """URLs are read, and written whole: a folder of them is mirrored."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe(
        {"/in/a.jsonl": jsonl(DOCS[:3]), "/in/sub/b.jsonl.gz": packed(jsonl(DOCS[3:]), "gz")}
    )
    try:
        run(tmp_path, "memory://in", "memory://out/", sides={"audit": "memory://audit.jsonl"})
        assert sorted(memory.find("/out")) == ["/out/a.jsonl", "/out/sub/b.jsonl.gz"]
        found = [json.loads(one)["text"] for one in memory.cat("/out/a.jsonl").splitlines()]
        assert found == expected(DOCS[:3])
        assert len(memory.cat("/audit.jsonl").splitlines()) == len(DOCS)
        _, failures = run(tmp_path, "memory://gone.jsonl", "memory://x.jsonl")
        assert failures == [("memory://gone.jsonl", "cannot read: there is no such object")]
    finally:
        memory.rm("/", recursive=True)


def test_outputs_of_one_name_in_two_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of URLs grow in one folder, and neither gets into the other; none is left."""
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.chdir(tmp_path)
    memory.pipe({"/in/a.jsonl": jsonl(DOCS)})
    try:
        for place in (None, Place(str(tmp_path / "place"))):
            one = "memory://attributes/chrome"
            run(tmp_path, "memory://in", "memory://out/", attributes=one, place=place)
            rows = [json.loads(row) for row in memory.cat("/out/a.jsonl").splitlines()]
            assert [row["text"] for row in rows] == expected(DOCS)
            spans = memory.cat("/attributes/chrome/a.jsonl").splitlines()
            assert [json.loads(row)["id"] for row in spans] == [one["id"] for one in DOCS]
        assert {path.name for path in tmp_path.iterdir()} == {"rules", "place"}
    finally:
        memory.rm("/", recursive=True)


def test_any_scheme_that_fsspec_knows(tmp_path: Path) -> None:
    """`hf://` and the like go the way that fsspec knows; here a folder stands for the hub."""
    fsspec = pytest.importorskip("fsspec")
    from fsspec.implementations.dirfs import DirFileSystem
    from fsspec.implementations.local import LocalFileSystem

    class Hub(DirFileSystem):
        protocol = "hf"

        def __init__(self, **more: Any) -> None:
            super().__init__(str(tmp_path / "hub"), LocalFileSystem(), **more)

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix("hf://")

        def unstrip_protocol(self, name: str) -> str:
            return f"hf://{name}"

    (tmp_path / "hub" / "datasets" / "me" / "crawl").mkdir(parents=True)
    (tmp_path / "hub" / "datasets" / "me" / "crawl" / "a.jsonl.gz").write_bytes(
        packed(jsonl(DOCS), "gz")
    )
    fsspec.register_implementation("hf", Hub, clobber=True)
    try:
        run(tmp_path, "hf://datasets/me/crawl", "hf://datasets/me/clean/")
    finally:
        from fsspec.registry import _registry

        _registry.pop("hf", None)
    found = read_jsonl(tmp_path / "hub" / "datasets" / "me" / "clean" / "a.jsonl.gz")
    assert [one["text"] for one in found] == expected(DOCS)


def test_errors_of_a_client_are_words(tmp_path: Path) -> None:
    """Whatever a file system's client raises, in finding a file or in the middle of it, is told of
    the input that it belongs to, and what was read until then comes out."""
    fsspec = pytest.importorskip("fsspec")
    from fsspec.implementations.dirfs import DirFileSystem
    from fsspec.implementations.local import LocalFileSystem

    class LineLostError(Exception):
        """As HTTP clients have one, which is no OSError."""

    class Breaks(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            if self.tell() >= 10_000:
                raise LineLostError("the line was lost")
            return self.read(1_000)

    class Line(DirFileSystem):  # type: ignore[misc]
        protocol = "line"

        def __init__(self, **more: Any) -> None:
            super().__init__(str(tmp_path), LocalFileSystem(), **more)

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix("line://")

        def unstrip_protocol(self, name: str) -> str:
            return f"line://{name}"

        def exists(self, path: str, **more: Any) -> bool:
            if "gone" in path:
                raise LineLostError("no such host")
            return bool(super().exists(path, **more))

        def open(self, path: str, mode: str = "rb", **more: Any) -> Any:
            return Breaks((tmp_path / path).read_bytes())

    (tmp_path / "a.jsonl").write_bytes(jsonl(DOCS))
    fsspec.register_implementation("line", Line, clobber=True)
    try:
        sources = ["line://a.jsonl", "line://gone.jsonl"]
        _, failures = run(tmp_path, sources, str(tmp_path / "out.jsonl"))
    finally:
        from fsspec.registry import _registry

        _registry.pop("line", None)
    assert ("line://gone.jsonl", "cannot read: no such host") in failures
    assert ("line://a.jsonl", "cannot read: the line was lost") in failures
    found = read_jsonl(tmp_path / "out.jsonl")
    assert len(found) == jsonl(DOCS)[:10_000].count(b"\n")


def test_a_place_that_cannot_be_written_is_told_of_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials nothing is read: hours of cleaning would be for nothing."""
    pytest.importorskip("s3fs")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
    (tmp_path / "a.jsonl").write_bytes(jsonl(DOCS[:1]))
    with pytest.raises(ConfigError, match=r"cannot write s3://bucket/x\.jsonl: .*credentials"):
        Plan([str(tmp_path / "a.jsonl")], "s3://bucket/x.jsonl")
    S3FileSystem.clear_instance_cache()


def test_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real client against a server of its own on this machine."""
    pytest.importorskip("s3fs")
    server_of = pytest.importorskip("moto.server")
    import fsspec

    server = server_of.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    try:
        s3 = fsspec.filesystem("s3", skip_instance_cache=True)
        s3.mkdir("crawl")
        s3.pipe("crawl/in/a.jsonl.gz", packed(jsonl(DOCS), "gz"))
        run(tmp_path, "s3://crawl/in", "s3://crawl/out/")
        s3.invalidate_cache()
        (tmp_path / "a.jsonl.gz").write_bytes(s3.cat("crawl/out/a.jsonl.gz"))
        assert [one["text"] for one in read_jsonl(tmp_path / "a.jsonl.gz")] == expected(DOCS)
    finally:
        server.stop()
