"""Tables as they come: what Arrow holds and Python or JSON do not, and what another has put there."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from corpus import documents, read_jsonl, run

from cleaner.errors import InputError
from cleaner.io.fields import Fields
from cleaner.io.undo import Audit, rows

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

DOCS = documents(10)
TEXTS: list[str | None] = [one["text"] for one in DOCS]


def bad_strings() -> Any:
    """A column of strings of which some are no UTF-8, as careless writers make it."""
    raw = [(text or "").encode() for text in TEXTS]
    raw[2] += b"caf\xe9"
    buffers = pa.array(raw, pa.binary()).buffers()
    return pa.Array.from_buffers(pa.string(), len(raw), buffers)


def undone(folder: Path, source: Any, **options: Any) -> tuple[Any, Any]:
    """The clean table, and what undo makes of it."""
    pq.write_table(source, folder / "in.parquet", row_group_size=4, compression="gzip")
    sides = {"audit": str(folder / "audit.jsonl")}
    run(folder, str(folder / "in.parquet"), str(folder / "out.parquet"), sides=sides, **options)
    told: list[tuple[str, str]] = []
    with open(folder / "audit.jsonl", "rb") as lines:
        rows(
            str(folder / "out.parquet"), Audit(lines, "audit"), str(folder / "back.parquet"),
            lambda *one: told.append(one), options.get("fields", Fields()),
        )  # fmt: skip
    assert not told
    with pq.ParquetFile(folder / "back.parquet") as file:
        assert file.num_row_groups == -(-source.num_rows // 4)
        if source.num_rows:
            assert file.metadata.row_group(0).column(0).compression == "GZIP"
        back = file.read()
    with pq.ParquetFile(folder / "out.parquet") as file:
        return file.read(), back


def texts_of(kind: str) -> Any:
    texts = [*TEXTS[:8], None, ""]
    return {
        "dictionary": lambda: pa.array(texts).dictionary_encode(),
        "large": lambda: pa.array(texts, pa.large_string()),
        "not UTF-8": bad_strings,
    }[kind]()


@pytest.mark.parametrize("kind", ["dictionary", "large", "not UTF-8"])
def test_columns_of_every_kind_of_string(tmp_path: Path, kind: str) -> None:
    """They are cleaned, keep their type, and come back as they were, byte for byte."""
    source = pa.table({"id": list(range(10)), "text": texts_of(kind), "url": texts_of(kind)})
    clean, back = undone(tmp_path, source)
    assert clean.schema.field("text").type == source.schema.field("text").type
    assert not clean["text"].equals(source["text"])
    for name in source.column_names:  # the order of a dictionary says nothing
        plain = pa.binary() if name != "id" else pa.int64()
        assert back[name].cast(plain).equals(source[name].cast(plain))
    assert back.schema.equals(source.schema, check_metadata=True)


def test_a_text_in_a_struct(tmp_path: Path) -> None:
    """A nested column is cleaned where it is, and undone there; a row without the struct stays so."""
    bodies: list[Any] = [{"raw": text, "n": n} for n, text in enumerate(TEXTS)]
    bodies[3] = None
    source = pa.table({"id": list(range(10)), "body": bodies})
    clean, back = undone(tmp_path, source, fields=Fields(text="body.raw"))
    assert clean["body"][0]["n"].as_py() == 0
    assert not clean["body"].equals(source["body"])
    assert back.equals(source)


PAGE = f"<html><body><article><p>{DOCS[1]['text']}</p></article></body></html>"


def flat(texts: Any, pages: list[str | None]) -> Any:
    return pa.table({"id": list(range(len(pages))), "text": texts, "html": pages})


@pytest.mark.parametrize("kind", ["string", "dictionary", "null"])
def test_a_text_from_html(tmp_path: Path, kind: str) -> None:
    """Where there is no text it is taken from the page; undo makes it none again."""
    texts = pa.nulls(3) if kind == "null" else pa.array([None, TEXTS[0], None], pa.string())
    source = flat(texts.dictionary_encode() if kind == "dictionary" else texts, [PAGE, None, None])
    clean, back = undone(tmp_path, source)
    assert "bridge" in clean["text"][0].as_py()
    assert clean["text"][2].as_py() is None
    assert back["text"].to_pylist() == source["text"].to_pylist()
    assert back.schema.equals(source.schema, check_metadata=True)


def test_a_column_of_nulls_stays_one(tmp_path: Path) -> None:
    """Nothing can be cleaned into it where there is no HTML: its type stays."""
    source = pa.table({"id": [1, 2], "text": pa.nulls(2)})
    clean, back = undone(tmp_path, source)
    assert clean.schema.field("text").type == pa.null()
    assert {one["error"] for one in clean["cleaner"].to_pylist()} == {'no "text" and no "html"'}
    assert back.equals(source)


@pytest.mark.parametrize("kind", ["string", "null"])
def test_a_struct_without_a_place_for_text(tmp_path: Path, kind: str) -> None:
    """A text from HTML that has nowhere to go is not lost in silence: the row says so."""
    inner = pa.null() if kind == "null" else pa.string()
    bodies = pa.array([{"raw": None}, None], pa.struct([("raw", inner)]))
    source = pa.table({"id": [1, 2], "body": bodies, "html": [PAGE, PAGE]})
    clean, back = undone(tmp_path, source, fields=Fields(text="body.raw"))
    errors = [one["error"] for one in clean["cleaner"].to_pylist()]
    assert errors[1] == "there is no place for a text in body.raw"
    assert errors[0] == (errors[1] if kind == "null" else None)
    assert back.equals(source)


def test_the_wrong_audit(tmp_path: Path) -> None:
    """Where no row can be restored nothing is written."""
    undone(tmp_path, pa.table({"id": [1], "text": TEXTS[:1]}))
    (tmp_path / "other.jsonl").write_text('{"id": 2, "edits": []}\n')
    (tmp_path / "back.parquet").unlink()
    told: list[tuple[str, str]] = []
    with open(tmp_path / "other.jsonl", "rb") as lines, pytest.raises(InputError, match="none of"):
        rows(
            str(tmp_path / "out.parquet"), Audit(lines, "audit"), str(tmp_path / "back.parquet"),
            lambda *one: told.append(one),
        )  # fmt: skip
    assert told == [
        (f"{tmp_path / 'out.parquet'}:1", "audit has no account of the record with id 1")
    ]
    assert not (tmp_path / "back.parquet").exists()


def test_no_rows(tmp_path: Path) -> None:
    """A table without rows stays one, with the column more; undo takes that away."""
    source = pa.table({"id": pa.array([], pa.int32()), "text": pa.array([], pa.string())})
    clean, back = undone(tmp_path, source)
    assert clean.schema.names == ["id", "text", "cleaner"]
    assert back.equals(source)


def test_columns_of_one_name(tmp_path: Path) -> None:
    """They stay two."""
    source = pa.Table.from_arrays(
        [pa.array(TEXTS), pa.array(["a"] * 10), pa.array(["b"] * 10)], ["text", "x", "x"]
    )
    clean, back = undone(tmp_path, source)
    assert clean.column(1)[0].as_py() == "a"
    assert clean.column(2)[0].as_py() == "b"
    assert back.equals(source)


def test_a_table_that_was_cleaned_before(tmp_path: Path) -> None:
    """Undo gives back the account of the first time, too."""
    first, _ = undone(tmp_path, pa.table({"id": list(range(10)), "text": TEXTS}))
    (tmp_path / "second").mkdir()
    _, back = undone(tmp_path / "second", first)
    assert back.equals(first)


def test_what_was_found_goes_into_json(tmp_path: Path) -> None:
    """A clean table as JSON lines: what its column `cleaner` says is `metadata`, as records have it,
    though the lines that told it are gone; what was there before stays."""
    texts = ["A bridge\n\nBy Ann Lee\n\n" + str(text).partition("\n\n")[2] for text in TEXTS]
    about = [{"title": "Mine", "site": None}] * 5 + [{"title": None, "site": None}] * 5
    account = {"version": "0", "rules_hash": "x", "flags": [], "extractor": "trafilatura",
               "metadata": {"title": "Found", "authors": ["Ann Lee"], "tags": []}}  # fmt: skip
    source = pa.table({"text": texts, "metadata": about, "cleaner": [account] * 10})
    pq.write_table(source, tmp_path / "in.parquet")
    run(tmp_path, str(tmp_path / "in.parquet"), str(tmp_path / "out.jsonl"))
    found = [one["metadata"] for one in read_jsonl(tmp_path / "out.jsonl")]
    assert [one["title"] for one in found] == ["Mine"] * 5 + ["Found"] * 5
    assert {tuple(one["authors"]) for one in found} == {("Ann Lee",)}
    assert found[0]["cleaner"]["extractor"] == "trafilatura"
    assert found[0]["cleaner"]["version"] != "0"
    assert "cleaner" not in read_jsonl(tmp_path / "out.jsonl")[0]


def test_values_that_json_has_no_word_for(tmp_path: Path) -> None:
    """Times, decimals, bytes and what is no UTF-8 become strings; the run goes on."""
    columns = {
        "text": pa.array(TEXTS),
        "crawl_date": pa.array([1_704_067_200_000_000_001] * 10, pa.timestamp("ns")),
        "at": pa.array([1_704_067_200_000] * 10, pa.timestamp("ms", tz="UTC")),
        "far": pa.array([2**58] * 10, pa.timestamp("ms")),
        "price": pa.array([Decimal("1.50")] * 10),
        "map": pa.array([[("a", 1)]] * 10, pa.map_(pa.string(), pa.timestamp("ns"))),
        "raw": pa.array([b"\xff"] * 10),
        "bad": bad_strings(),
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    _, failures = run(tmp_path, str(tmp_path / "in.parquet"), str(tmp_path / "out.jsonl"))
    assert not failures
    found = read_jsonl(tmp_path / "out.jsonl")[2]
    assert found["crawl_date"] == "2024-01-01 00:00:00.000000001"
    assert found["at"] == "2024-01-01T00:00:00Z"
    assert isinstance(found["far"], str)
    assert (found["price"], found["raw"]) == ("1.50", "/w==")
    assert found["map"] == [["a", "1970-01-01 00:00:00.000000001"]]
    assert found["bad"].endswith("caf\udce9")


def test_a_column_of_somebody_else(tmp_path: Path) -> None:
    """A column `cleaner` that is not the cleaner's own is not written over; the message says so."""
    pq.write_table(pa.table({"text": TEXTS, "cleaner": ["x"] * 10}), tmp_path / "in.parquet")
    _, failures = run(tmp_path, str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"))
    assert "column cleaner is string, and the cleaner's own goes there" in failures[0][1]
    assert not (tmp_path / "out.parquet").exists()


def test_a_field_of_somebody_else(tmp_path: Path) -> None:
    """Where `metadata` is no object and `cleaner` stands beside it, the audit keeps what it was."""
    record = {"id": 1, "text": TEXTS[0], "metadata": "x", "cleaner": "mine"}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    sides = {"audit": str(tmp_path / "audit.jsonl")}
    run(tmp_path, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), sides=sides)
    (about,) = read_jsonl(tmp_path / "audit.jsonl")
    assert about["replaced"]["cleaner"] == "mine"
    assert "cleaner" not in about["added"]
