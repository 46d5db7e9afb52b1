"""`cleaner check --records`, `fix --records`: the text of the records that need it, nothing else."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Edit, apply
from cleaner.io.splice import spliced

Run = Callable[..., Result]
PLAIN = (
    "The record stays as it is, since there is nothing here that a rule would want to take away."
)
LINES = [
    '{"id": 1.0, "text" : ' + json.dumps(DIRTY) + ', "n": 123456789012345678901234567890}\r\n',
    "\n",
    f'{{"text":"{PLAIN}","x":"\\/ \\u00e9"}}\n',
    '{"id": 3, "html": "<p>x</p>", "text": null}\n',
    '{"text": ' + json.dumps(f"Déjà vu.\n\n{DIRTY}", ensure_ascii=False) + "}",
]
CONTENT = "".join(LINES).encode()


def fixed() -> bytes:
    lines = list(LINES)
    lines[0] = lines[0].replace(json.dumps(DIRTY)[1:-1], json.dumps(BODY)[1:-1])
    lines[4] = lines[4].replace(json.dumps(DIRTY)[1:-1], json.dumps(BODY)[1:-1])
    return "".join(lines).encode()


def packed(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(content, mtime=5)
    if name.endswith(".zst"):
        zstandard = pytest.importorskip("zstandard", reason="needs zstandard")
        half = len(content) // 2
        pack = zstandard.ZstdCompressor().compress
        return bytes(pack(content[:half]) + pack(content[half:]))  # two frames
    return content


def unpacked(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(content)
    if name.endswith(".zst"):
        import io

        import zstandard

        return bytes(zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read())
    return content


@pytest.mark.parametrize("name", ["r.jsonl", "r.ndjson", "r.jsonl.gz", "r.jsonl.zst"])
def test_every_other_byte_stays(run: Run, tmp_path: Path, name: str) -> None:
    """Numbers, escapes, spaces, keys, line ends, blank lines, the missing final break and the mode."""
    path = tmp_path / name
    path.write_bytes(packed(name, CONTENT))
    path.chmod(0o640)
    check = run("check", "--records", name)
    assert check.exit_code == 1
    assert check.stdout.splitlines() == [
        f"{name}:1: line 9: removed 2 lines [my/zap/zap] Zapping.",
        f"{name}:5: line 11: removed 2 lines [my/zap/zap] Zapping.",
    ]
    assert unpacked(name, path.read_bytes()) == CONTENT
    fix = run("fix", "--records", name)
    assert (fix.exit_code, fix.stdout) == (1, check.stdout)
    assert fix.stderr == "1 file; 1 cleaned, 2 changes\n"
    assert unpacked(name, path.read_bytes()) == fixed()
    assert path.stat().st_mode & 0o777 == 0o640
    before = path.stat().st_mtime_ns
    assert run("fix", "--records", name).exit_code == 0
    assert path.stat().st_mtime_ns == before
    if name.endswith(".gz"):
        assert path.read_bytes()[4:8] == b"\x05\0\0\0"


def test_bad_records_are_said(run: Run, tmp_path: Path) -> None:
    """They stay as they are, the others are cleaned; exit 3."""
    bad = '{"text": "cut o\n{"text": 3}\n'
    path = tmp_path / "r.jsonl"
    path.write_text(bad + json.dumps({"text": DIRTY}) + "\n")
    result = run("fix", "--records", ".")
    assert result.exit_code == 3
    assert "r.jsonl:1: not JSON: " in result.stderr
    assert 'r.jsonl:2: "text" is no string' in result.stderr
    assert path.read_text() == bad + json.dumps({"text": BODY}) + "\n"


def test_files_that_are_not_for_it(run: Run, tmp_path: Path) -> None:
    """Text hooks leave records, record hooks leave text; damage, size and rights are said."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "r.jsonl").write_bytes(CONTENT)
    assert "a.txt: skipped: no records" in run("fix", "--records", "a.txt").stderr
    assert "--records takes records" in run("fix", "r.jsonl").stderr
    (tmp_path / "r.jsonl.gz").write_bytes(gzip.compress(CONTENT)[:-9])
    (tmp_path / "s.jsonl.zst").write_bytes(b"no such thing")
    pytest.importorskip("zstandard", reason="needs zstandard")
    result = run("fix", "--records", "r.jsonl.gz", "s.jsonl.zst", "gone.jsonl")
    assert result.exit_code == 3
    for name, why in (
        ("r.jsonl.gz", "the gz stream ends in the middle"),
        ("s.jsonl.zst", "the zst stream is damaged"),
        ("gone.jsonl", "cannot read"),
    ):
        assert f"{name}: skipped: {why}" in result.stderr
    assert "larger than 9 bytes" in run("fix", "--records", "--max-bytes", "9", "r.jsonl").stderr
    (tmp_path / "r.jsonl").chmod(0o444)
    result = run("fix", "--records", "r.jsonl")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "r.jsonl: skipped: not changed: the file is read-only" in result.stderr
    assert (tmp_path / "r.jsonl").read_bytes() == CONTENT
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "r.jsonl", "r.jsonl.gz", "s.jsonl.zst"]


def test_records_say_what_they_are(run: Run, tmp_path: Path) -> None:
    """The language and the address of a record choose its rules."""
    text = "The council met on Monday and voted to repair the bridge before winter comes again here.\n\n"
    rows = [
        {"text": f"{text}Partager cet article\n", "language": code} for code in ("eng_Latn", "fra")
    ]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [one[:10] for one in run("check", "--records", ".").stdout.splitlines()] == [
        "r.jsonl:2:"
    ]


def test_a_baseline_of_records(run: Run, tmp_path: Path) -> None:
    """Accepted findings hold for records, too, wherever a record moves."""
    path = tmp_path / "r.jsonl"
    path.write_bytes(CONTENT)
    assert "2 findings in 1 file accepted" in run("check", "--records", "--baseline", ".").stderr
    path.write_bytes("".join(reversed(LINES)).replace("}{", "}\n{").encode())
    assert run("check", "--records", ".").exit_code == 0


def test_a_bad_record_does_not_lose_the_baseline(run: Run, tmp_path: Path) -> None:
    """The others of its file are accepted, what was accepted stays, and the bad one is said."""
    path = tmp_path / "r.jsonl"
    path.write_bytes(CONTENT)
    run("check", "--records", "--baseline", ".")
    before = (tmp_path / ".cleanerignore").read_text()
    text = DIRTY.replace("Zap it again", "Words zap zap")
    path.write_text(json.dumps({"text": text}) + '\n{"text": 3}\n{"text": "cut o\n')
    result = run("check", "--records", "--baseline", ".")
    assert result.exit_code == 3
    assert 'r.jsonl:2: "text" is no string' in result.stderr
    assert "r.jsonl:3: not JSON" in result.stderr
    assert "3 findings in 1 file accepted" in result.stderr
    listed = (tmp_path / ".cleanerignore").read_text()
    assert " my/zap/cut  Words zap zap\n" in listed
    assert set(before.splitlines()) < set(listed.splitlines())


def test_a_record_is_accepted(run: Run, tmp_path: Path) -> None:
    """`--accept FILE:RECORD` adds what is found in one record."""
    lines = [
        json.dumps({"text": BODY + f"\n{chrome}\n"}) for chrome in ("Zap this page", "Zap it again")
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(lines))
    assert run("check", "--records", "--accept", "r.jsonl:2:my/zap").exit_code == 0
    assert [one[:10] for one in run("check", "--records", ".").stdout.splitlines()] == [
        "r.jsonl:1:"
    ]


def test_the_name_says_what_a_file_holds(run: Run, tmp_path: Path) -> None:
    """The suffix of the name counts, in either case, not that of what a link leads to."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store/7f3a").write_bytes(gzip.compress(CONTENT))
    (tmp_path / "r.jsonl.gz").symlink_to("store/7f3a")
    (tmp_path / "S.JSONL").write_bytes(CONTENT)
    result = run("fix", "--records", "r.jsonl.gz", "S.JSONL")
    assert result.exit_code == 1
    assert "2 files; 2 cleaned, 4 changes" in result.stderr
    assert gzip.decompress((tmp_path / "store/7f3a").read_bytes()) == fixed()
    assert (tmp_path / "r.jsonl.gz").is_symlink()
    assert (tmp_path / "S.JSONL").read_bytes() == fixed()


def test_parquet_by_any_name(run: Run, tmp_path: Path) -> None:
    """`.PARQUET` is Parquet, and so is a link of that name."""
    pa = pytest.importorskip("pyarrow", reason="needs pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [DIRTY]}), tmp_path / "blob")
    (tmp_path / "P.PARQUET").symlink_to("blob")
    assert run("fix", "--records", "P.PARQUET").exit_code == 1
    assert pq.read_table(tmp_path / "blob").to_pylist() == [{"text": BODY}]
    assert (tmp_path / "P.PARQUET").is_symlink()


def test_a_diff_of_records(run: Run, tmp_path: Path) -> None:
    """Their texts are compared, under the number of the record."""
    (tmp_path / "r.jsonl").write_bytes(CONTENT)
    shown = run("check", "--records", "--diff", "r.jsonl").stdout
    assert "--- a/r.jsonl:1\n" in shown
    assert "-Zap this page\n" in shown
    assert (tmp_path / "r.jsonl").read_bytes() == CONTENT


def test_parquet(run: Run, tmp_path: Path) -> None:
    """Only `text` changes: other columns, schema, metadata, row groups and compression stay."""
    pa = pytest.importorskip("pyarrow", reason="needs pyarrow")
    import pyarrow.parquet as pq

    texts = [DIRTY, PLAIN, None, BODY, DIRTY]
    table = pa.table(
        {
            "n": pa.array([1, None, 3, 4, 5], pa.int16()),
            "text": pa.array(texts, pa.large_string()),
            "tags": [["a"], [], None, ["b", "c"], ["d"]],
        }
    ).replace_schema_metadata({"owner": "us"})
    path = tmp_path / "p.parquet"
    pq.write_table(table, path, row_group_size=2, compression={"n": "none", "text": "zstd"})
    before, schema = pq.read_metadata(path), pq.read_schema(path)
    result = run("fix", "--records", "p.parquet")
    assert result.exit_code == 1
    assert [one.split(" ")[0] for one in result.stdout.splitlines()] == [
        "p.parquet:1:",
        "p.parquet:5:",
    ]
    after = pq.read_metadata(path)
    assert pq.read_table(path).to_pylist() == [
        {**row, "text": BODY if row["text"] == DIRTY else row["text"]} for row in table.to_pylist()
    ]
    assert pq.read_schema(path).equals(schema, check_metadata=True)
    for i in range(before.num_row_groups):
        one, two = before.row_group(i), after.row_group(i)
        assert one.num_rows == two.num_rows
        for j in range(one.num_columns):
            assert one.column(j).compression == two.column(j).compression
            assert one.column(j).encodings == two.column(j).encodings
    stamp = path.stat().st_mtime_ns
    assert run("fix", "--records", "p.parquet").exit_code == 0
    assert path.stat().st_mtime_ns == stamp
    pq.write_table(pa.table({"x": [1]}), path)
    assert 'there is no column "text"' in run("check", "--records", "p.parquet").stderr
    path.write_bytes(b"PAR1 no")
    assert "p.parquet: skipped: cannot read" in run("check", "--records", "p.parquet").stderr


@given(
    st.text(min_size=1),
    st.data(),
    st.booleans(),
    st.dictionaries(
        st.text(min_size=5), st.floats(allow_nan=False) | st.text() | st.none(), max_size=3
    ),
)
def test_splicing(text: str, data: Any, escaped: bool, others: dict[str, Any]) -> None:
    """Whatever is edited in a string: it reads as it should, and all the rest keeps its bytes."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edit = Edit(start, end, text[start:end], data.draw(st.text()), ("repair/x",))
    record = {**others, "text": text, "last": 1.0}
    line = json.dumps(record, ensure_ascii=escaped).encode()
    out = spliced(line, "text", text, [edit])
    assert json.loads(out) == {**record, "text": apply(text, [edit])}
    at = json.dumps({**others, "text": ""}, ensure_ascii=escaped).encode()[:-2]
    assert out.startswith(at)
    assert out.endswith(b', "last": 1.0}')


def test_escapes_keep_their_spelling() -> None:
    """What is not edited stays spelled as it was, also half a surrogate pair; new text is spelled
    like the line."""
    line = rb'{"text": "\/a\ud83d\ude00\u00e9\ud800b", "text": "\/a\ud83d\ude00\u00e9\ud800b"}'
    text = "/a😀é\ud800b"
    out = spliced(line, "text", text, [Edit(5, 6, "b", "ü", ("repair/x",))])
    assert out == line[:-3] + rb'\u00fc"}'


def test_line_breaks_stay(run: Run, tmp_path: Path) -> None:
    """A line ends at a line feed and nowhere else; every compression is changed in place."""
    from cleaner.io.compress import Encoder, decoded

    plain = CONTENT.replace(b"\n", b"\r\n") + b'{"text":\r "No end"}'
    (tmp_path / "plain.jsonl").write_bytes(plain)
    run("fix", "--records", "plain.jsonl")
    fixed = (tmp_path / "plain.jsonl").read_bytes()
    assert fixed != plain
    assert fixed.endswith(b'{"text":\r "No end"}')
    for codec in ("gz", "bz2", "xz"):
        encoder = Encoder(codec)
        path = tmp_path / f"a.jsonl.{codec}"
        path.write_bytes(encoder.block(plain) + encoder.finish())
        run("fix", "--records", path.name)
        assert b"".join(decoded([path.read_bytes()], codec)) == fixed


@pytest.mark.parametrize("kind", ["string", "dictionary"])
def test_parquet_that_is_no_utf_8(run: Run, tmp_path: Path, kind: str) -> None:
    """Careless writers leave such bytes: they are a finding, and what is not touched keeps them."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    odd = b"one" + b"\x81\x8d" + b"two\n"
    raw = pa.array([f"{DIRTY}".encode(), odd, b"x\n"], pa.binary())
    texts = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    if kind == "dictionary":
        indices = pa.array([0, 1, 2], pa.int32())
        texts = pa.DictionaryArray.from_arrays(indices, texts)
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet")
    run("fix", "--records", "a.parquet", "--no-repair")
    found = pq.read_table(tmp_path / "a.parquet").column("text")
    assert found.type == texts.type
    plain = found.chunk(0)
    if kind == "dictionary":
        plain = plain.dictionary_decode()
    kept = [bytes(one.as_buffer()) for one in plain]
    assert kept[1:] == [odd, b"x\n"]
    assert b"Zap" not in kept[0]
    assert run("check", "--records", "a.parquet", "--no-repair").exit_code == 0


def test_records_without_texts_are_said(run: Run, tmp_path: Path) -> None:
    """A file whose records have their text elsewhere is not called clean without a word."""
    (tmp_path / "a.jsonl").write_text('{"body": "Share this:"}\n' * 3)
    (tmp_path / "empty.jsonl").write_text("")
    result = run("check", "--records", "a.jsonl", "empty.jsonl")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "a.jsonl: note: no record here has `text`, so nothing was looked at",
        "2 files; nothing to clean",
    ]
