"""`cleaner clean` on JSON lines: the same records in the same order, `text` cleaned."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from conftest import BODY, DIRTY

Run = Callable[..., Result]


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_records_on_a_pipe(run: Run) -> None:
    """Order, keys and other fields stay; blank lines go."""
    one = {"id": "a", "x": [1, {"y": None}], "text": DIRTY, "url": "https://www.example.com/1"}
    two = {"text": BODY, "id": 2}
    result = run("clean", stdin=f"\n{lines(one)}\n  \n{lines(two)}")
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert list(first) == ["id", "x", "text", "url", "metadata"]
    assert first["text"] == second["text"] == BODY
    assert first["x"] == one["x"]
    assert first["metadata"]["site"] == "example.com"
    assert list(second) == ["text", "id", "metadata"]


def test_other_fields_keep_every_byte(run: Run) -> None:
    """Numbers as they were written, escapes, white space within values, NaN, half a surrogate pair."""
    other = r'"a":1.0,"b":12345678901234567890123,"c":1e400,"d":"\u00e9\/\ud800","e":{ "f" : [1.10] },"g":NaN'
    metadata = r'{"n":1.50,"s":"\u00e9"}'
    source = f'{{{other},"metadata":{metadata},"text":"x"}}\n'
    out = run("clean", stdin=source).stdout
    assert out.startswith(f'{{{other},"metadata":{metadata[:-1]},')
    assert json.loads(out)["text"] == "x\n"


def test_text_with_half_a_surrogate_pair(run: Run) -> None:
    """It is repaired by default, and passes as an escape where nothing is repaired."""
    source = '{"id": 1, "text": "half \\ud800 a pair \\ud83d\\ude00"}\n'
    assert (
        json.loads(run("clean", stdin=source).stdout)["text"] == "half \ufffd a pair \U0001f600\n"
    )
    out = run("clean", "--no-repair", stdin=source).stdout
    assert json.loads(out)["text"] == "half \ud800 a pair \U0001f600\n"


def test_one_bad_record_does_not_stop_the_others(run: Run) -> None:
    """A truncated line is named and left out, a record without text passes flagged; exit 3."""
    source = (
        lines({"id": 1, "text": DIRTY})
        + '{"id": 2, "text": "cut o\n'
        + lines({"id": 3, "text": 5}, {"id": 4, "text": DIRTY})
    )
    result = run("clean", stdin=source)
    assert result.exit_code == 3
    records = [json.loads(text) for text in result.stdout.splitlines()]
    assert [record["id"] for record in records] == [1, 3, 4]
    assert records[1]["text"] == 5
    assert records[1]["metadata"]["cleaner"]["error"] == '"text" is a number, not a string'
    assert records[2]["text"] == BODY
    assert "stdin:2: could not be processed: not JSON: Unterminated string" in result.stderr
    assert 'stdin:3: could not be processed: "text" is a number' in result.stderr
    assert "2 documents, 2 changed" in result.stderr
    assert "2 could not be processed" in result.stderr


def test_a_broken_first_line_is_still_a_record(run: Run) -> None:
    """A stream whose first line is cut off is not taken for text."""
    result = run("clean", stdin='{"id": 1, "text": "cut o')
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "stdin:1: could not be processed: not JSON" in result.stderr


def test_quarantine(run: Run, tmp_path: Path) -> None:
    """Both kinds of failures go there with place and reason, exactly as they were."""
    bad = b'{"id": 2, "text": "cut \xff o'
    other = b'{"id": 3.0, "text": null}'
    source = lines({"id": 1, "text": DIRTY}).encode() + bad + b"\r\n" + other + b"\n[1]\n"
    (tmp_path / "in.jsonl").write_bytes(source)
    result = run("clean", "in.jsonl", "--quarantine", "q.jsonl")
    assert result.exit_code == 3
    assert [json.loads(text)["id"] for text in result.stdout.splitlines()] == [1]
    found = [json.loads(text) for text in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert [(one["source"], one["line"]) for one in found] == [("in.jsonl", n) for n in (2, 3, 4)]
    assert found[0]["raw"].encode("utf-8", "surrogateescape") == bad
    assert found[1]["record"] == {"id": 3.0, "text": None}
    assert found[1]["error"] == 'no "text" and no "html"'
    assert found[2]["error"] == "JSON, but not an object"


def test_a_text_that_is_not_utf_8(run: Run, tmp_path: Path) -> None:
    """Its line is no JSON, in whichever field the bytes are: output is UTF-8, and nothing else."""
    good = lines({"id": 2, "text": BODY}).encode()
    source = b'{"id": 1, "text": "\xff"}\n' + good + b'{"id": 3, "text": "x", "y": ["\xe9"]}\n'
    result = run("clean", "--quarantine", "q.jsonl", stdin=source)
    assert result.exit_code == 3
    assert json.loads(result.stdout_bytes.decode("utf-8"))["id"] == 2
    assert "stdin:1: could not be processed: not JSON: not UTF-8 at byte 20" in result.stderr
    assert "stdin:3: could not be processed: not JSON: not UTF-8 at byte 31" in result.stderr
    kept = [json.loads(text) for text in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert [one["raw"].encode("utf-8", "surrogateescape") for one in kept] == [
        line for line in source.splitlines() if line not in good
    ]


def test_utf_16_is_said(run: Run, tmp_path: Path) -> None:
    """JSON lines in UTF-16 are refused as a whole, not line by line."""
    (tmp_path / "in.jsonl").write_bytes(lines({"text": "x"}).encode("utf-16"))
    result = run("clean", "in.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 3
    assert "in.jsonl: could not be processed: this is UTF-16" in result.stderr
    assert result.stderr.count("could not be processed") == 2  # the line, and the summary


def test_no_final_break_and_a_byte_order_mark(run: Run) -> None:
    """Neither is part of a record."""
    source = (
        "\ufeff" + lines({"id": 1, "text": DIRTY}).replace("\n", "\r\n") + '{"id": 2, "text": ""}'
    )
    result = run("clean", stdin=source.encode())
    assert result.exit_code == 0
    assert [json.loads(text)["text"] for text in result.stdout.splitlines()] == [BODY, ""]


def test_several_files_one_after_another(run: Run, tmp_path: Path) -> None:
    """Records do not run into each other."""
    for name in ("a.jsonl", "b.ndjson"):
        (tmp_path / name).write_text(lines({"id": name, "text": DIRTY}))
    out = run("clean", "a.jsonl", "b.ndjson").stdout
    assert [json.loads(text)["id"] for text in out.splitlines()] == ["a.jsonl", "b.ndjson"]
    run("clean", "a.jsonl", "b.ndjson", "-o", "all.jsonl")
    assert (tmp_path / "all.jsonl").read_text() == out


def test_cleaning_twice_changes_nothing(run: Run) -> None:
    """The clean stream is its own clean stream."""
    html = f"<html><body><p>{BODY}</p><p>{BODY}</p></body></html>"
    source = lines({"id": 1, "text": DIRTY}, {"id": 2, "text": 5}, {"id": 3, "html": html})
    once = run("clean", stdin=source).stdout
    assert run("clean", stdin=once).stdout == once


def test_html_records(run: Run) -> None:
    """Text is taken from the HTML, and metadata from both."""
    html = f"<html><head><title>A bridge for the valley | Post</title></head><body><article><h1>A bridge for the valley</h1>{''.join(f'<p>{p}</p>' for p in BODY.split(chr(10))[2:] if p)}<p>Zap this page</p></article></body></html>"
    result = run("clean", stdin=lines({"id": 1, "html": html, "text": None}))
    record = json.loads(result.stdout)
    assert list(record) == ["id", "html", "text", "metadata"]
    assert "Zap this page" not in record["text"]
    assert record["metadata"]["title"] == "A bridge for the valley"


def test_metadata_and_audit_of_records(run: Run, tmp_path: Path) -> None:
    """One line for each, with the record's id."""
    run(
        "clean",
        "--metadata",
        "m",
        "--audit",
        "a",
        stdin=lines({"id": "é", "text": DIRTY}, {"text": BODY}),
    )
    metadata = [json.loads(text) for text in (tmp_path / "m").read_text().splitlines()]
    audit = [json.loads(text) for text in (tmp_path / "a").read_text().splitlines()]
    assert [one["id"] for one in metadata] == [one["id"] for one in audit] == ["é", None]
    assert audit[0]["edits"][0]["causes"] == ["my/zap/zap"]
    assert audit[1]["edits"] == []


def test_options_are_defaults_for_records(run: Run) -> None:
    """What a record says itself comes first."""
    source = lines({"text": BODY, "language": "de"}, {"text": BODY})
    out = run("clean", "--language", "fr", stdin=source).stdout
    assert [json.loads(text)["metadata"]["language"] for text in out.splitlines()] == ["de", "fr"]


def test_records_leave_as_they_come(rules: Path) -> None:
    """A stream is answered line by line, not at its end."""
    command = [sys.executable, "-m", "cleaner", "clean", "--rules", str(rules), "-q"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(3):
            process.stdin.write(lines({"id": n, "text": DIRTY}).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == n
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory the way of Linux")
def test_memory_does_not_grow_with_the_stream(rules: Path, tmp_path: Path) -> None:
    """Ten times the records need no more memory."""
    code = (
        "import resource, sys\n"
        "from cleaner.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    peaks = []
    for count in (200, 2000):
        source = tmp_path / f"{count}.jsonl"
        source.write_text("".join(lines({"id": n, "text": DIRTY * 5}) for n in range(count)))
        arguments = [
            "clean",
            str(source),
            "-q",
            "-o",
            str(tmp_path / "out.jsonl"),
            "--rules",
            str(rules),
        ]
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stderr.split()[-1]))
    assert peaks[1] < peaks[0] * 1.1 + 2_000  # kilobytes


def test_bad_records_do_not_keep_a_stream_from_its_file(run: Run, tmp_path: Path) -> None:
    """A stream that could be read has its file, even if no record in it was good."""
    (tmp_path / "out.jsonl").write_text("old")
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "cut o\n')
    assert run("clean", "in.jsonl", "-o", "out.jsonl").exit_code == 3
    assert (tmp_path / "out.jsonl").read_text() == ""


@pytest.mark.parametrize("stdin", [False, True])
@pytest.mark.parametrize("text", ['[{"text": "x"}]', '[\n  {\n    "text": "x"\n  }\n]\n'])
def test_an_array_is_no_stream_of_records(run: Run, tmp_path: Path, text: str, stdin: bool) -> None:
    """It is refused, and the message says what is expected."""
    (tmp_path / "in.json").write_text(text)
    result = run("clean", stdin=text) if stdin else run("clean", "in.json", "-o", "out.jsonl")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "JSON lines are expected: one object a line" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()
