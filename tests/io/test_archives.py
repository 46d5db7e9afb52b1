"""Web archives: pages in, records or archives out; damage, digests, and what is no text."""

from __future__ import annotations

import bz2
import io
import json
from pathlib import Path

import pytest
from corpus import documents, expected, jsonl, packed, read_jsonl, run, warc, warc_gz

from cleaner.errors import ConfigError
from cleaner.io.plan import Plan

DOCS = documents(40)


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
