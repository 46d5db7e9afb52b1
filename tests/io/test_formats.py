"""JSON lines, compressed or not, and the records of others: the same in, the same out, in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus import documents, expected, jsonl, packed, read_jsonl, run, warc

from cleaner.errors import ConfigError
from cleaner.io.compress import BLOCK, SUFFIXES, decoded
from cleaner.io.plan import Plan

DOCS = documents(40)


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
