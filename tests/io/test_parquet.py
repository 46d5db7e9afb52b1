"""Parquet and Arrow: rows keep their schema, row groups and order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpus import documents, expected, jsonl, read_jsonl, run, warc_gz

from cleaner.errors import ConfigError
from cleaner.io.plan import Plan

DOCS = documents(40)


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


def bad_tables(folder: Path) -> dict[str, str]:
    """Files that cannot be cleaned, each with what is said of it."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    folder.mkdir()
    (folder / "a.parquet").write_bytes(b"PAR1 and no more")
    pq.write_table(pa.table({"text": [5]}), folder / "b.parquet")
    pq.write_table(pa.table({"body": ["x"]}), folder / "c.parquet")
    return {
        "a.parquet": "this is no Parquet file, or it is damaged",
        "b.parquet": "column text is int64, and text is expected",
        "c.parquet": "no column for text: there are body",
    }


@pytest.mark.parametrize("target", ["out/", "out.parquet"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_table_costs_only_itself(tmp_path: Path, target: str, jobs: int) -> None:
    """Tables that cannot be cleaned are named, wherever they stand; the one behind them is cleaned, in
    a folder and into one file."""
    pq = pytest.importorskip("pyarrow.parquet")
    bad = bad_tables(tmp_path / "in")
    pq.write_table(table(DOCS), tmp_path / "in" / "d.parquet")
    _, failures = run(tmp_path, str(tmp_path / "in"), str(tmp_path / target), jobs=jobs)
    for (where, why), (name, message) in zip(failures, bad.items(), strict=True):
        assert where.endswith(name)
        assert message in why
    made = tmp_path / ("out/d.parquet" if target == "out/" else target)
    assert pq.read_table(made)["text"].to_pylist() == expected(DOCS)
    assert {path.name for path in made.parent.iterdir()} == (
        {"d.parquet"} if target == "out/" else {"in", "rules", "out.parquet"}
    )


def test_tables_and_records_do_not_go_into_one_table(tmp_path: Path) -> None:
    """Rows have a schema to keep, records have none: that is said before anything is written."""
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(table(DOCS), tmp_path / "a.parquet")
    (tmp_path / "b.jsonl").write_bytes(jsonl(DOCS))
    (tmp_path / "c.txt").write_text(DOCS[0]["text"])
    for names in (("a.parquet", "b.jsonl"), ("b.jsonl", "a.parquet"), ("c.txt", "a.parquet")):
        paths = [str(tmp_path / name) for name in names]
        with pytest.raises(ConfigError, match="rows of tables keep their schema"):
            Plan(paths, str(tmp_path / "out.parquet"))
    run(
        tmp_path,
        [str(tmp_path / "a.parquet"), str(tmp_path / "b.jsonl")],
        str(tmp_path / "o.jsonl"),
    )
    assert [one["text"] for one in read_jsonl(tmp_path / "o.jsonl")] == expected(DOCS) * 2


def test_texts_become_tables(tmp_path: Path) -> None:
    """A folder of texts as Parquet: each file is one."""
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "in").mkdir()
    for n, one in enumerate(DOCS[:3]):
        (tmp_path / "in" / f"{n}.txt").write_text(one["text"])
    run(tmp_path, str(tmp_path / "in"), str(tmp_path / "out"), to="parquet")
    found = [pq.read_table(tmp_path / "out" / f"{n}.parquet")["text"].to_pylist() for n in range(3)]
    assert found == [[text] for text in expected(DOCS[:3])]


def test_more_shards_than_row_groups(tmp_path: Path) -> None:
    """A shard that has nothing to do writes a table without rows: nobody waits for it in vain."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(table(DOCS), tmp_path / "in.parquet", row_group_size=20)
    parts = []
    for n in range(1, 6):
        made = tmp_path / f"out-{n}.parquet"
        run(tmp_path, str(tmp_path / "in.parquet"), str(made), shard=(n, 5))
        parts.append(pq.read_table(made))
    assert sorted(part.num_rows for part in parts) == [0, 0, 0, 20, 20]
    assert pa.concat_tables(parts)["text"].to_pylist() == expected(DOCS)
