"""The data of a run: totals over everything, a sample that says so, inputs of all kinds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, page

from cleaner import Cleaner
from cleaner.io.tools import Tools
from cleaner.project import Project, Settings
from cleaner.report.build import Look, build
from cleaner.report.sample import Sample

TOOL = Cleaner()
TOOLS = Tools(Project(root="."), Settings(), layout=True)
DIRTY = page("A bridge for the valley", *PROSE[:4], "Share this:", "Facebook", "Twitter")


def test_totals_are_those_of_the_ledger(built: Callable[..., Any]) -> None:
    """Documents, lines, characters and rules are counted as the results tell them."""
    texts = [DIRTY, page(*PROSE), "cafÃ©\n", DIRTY.replace("Share this:", "Leave a comment")]
    told, data = built(*texts)
    results = [TOOL.clean(text) for text in texts]
    totals = data["totals"]
    assert totals["documents"] == told.documents == len(texts)
    assert totals["changed"] == sum(r.changed for r in results)
    assert totals["in"] == sum(len(r.source) for r in results)
    assert totals["out"] == sum(len(r.text) for r in results)
    assert totals["removed"] == sum(len(r.removed) for r in results)
    assert sum(row[3] for row in totals["causes"]) == totals["in"] - totals["out"]
    lines = {data["causes"][cause][0]: n for cause, _, n, *_ in totals["causes"] if n}
    wanted: dict[str, int] = {}
    for result in results:
        for one in result.removed:
            wanted[one.rule] = wanted.get(one.rule, 0) + 1
    assert lines == wanted


def test_a_sample_is_said_and_totals_count_all(built: Callable[..., Any]) -> None:
    """Of too many documents some are drawn, the same every time, those that lost most among them."""
    texts = [*[page(*PROSE)] * 30, DIRTY]
    told, data = built(*texts, size=5)
    assert data["run"]["complete"] is False
    assert data["totals"]["documents"] == 31
    assert 5 <= told.shown == len(data["documents"]) <= 6
    assert any(one["id"] == "30" for one in data["documents"])
    assert built(*texts, size=5)[1]["documents"] == data["documents"]


def test_a_sample_is_bounded_in_bytes() -> None:
    """Documents leave the sample until it fits, at random, and what it holds is in order."""
    sample = Sample(1000, max_bytes=10_000)
    for n in range(200):
        sample.add(b"%06d" % n * 50, 0.0)
    held = sample.documents()
    assert sum(map(len, held)) <= 10_000
    assert len(held) == 33
    assert held == sorted(held)
    assert not sample.complete


def test_every_document_may_be_drawn() -> None:
    """The draw does not favour the first documents or the last."""
    sample = Sample(200)
    for n in range(2000):
        sample.add(b"%d" % n, 0.0)
    drawn = [int(one) for one in sample.documents()]
    assert len(drawn) == 200
    assert 70 <= sum(n < 1000 for n in drawn) <= 130


def test_inputs_of_all_kinds(tmp_path: Path) -> None:
    """Text, Markdown, HTML and JSON lines, also compressed, and what fails is named."""
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8")
    (tmp_path / "b.html").write_text(
        "<html><body><article>"
        + "".join(f"<p>{p}</p>" for p in PROSE)
        + "</article></body></html>",
        encoding="utf-8",
    )
    record = {"id": "r1", "url": "https://www.example.com/x", "text": DIRTY}
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n{broken\n" + json.dumps({"id": "r2"}) + "\n")
    (tmp_path / "d.txt").write_bytes(b"\x00\x01\x02" * 100)
    told = build(TOOLS, Look([str(tmp_path)], "auto", 100))
    data = json.loads(told.data)
    names = [Path(one["name"].split(":")[0]).name for one in data["documents"]]
    assert names == ["a.txt", "b.html", "c.jsonl.gz"]
    assert data["documents"][2]["site"] == "example.com"
    assert data["documents"][1]["extractor"]
    failed = [Path(name).name for name, _ in told.failures]
    assert failed == ["c.jsonl.gz:2", "c.jsonl.gz:3", "d.txt"]
    assert data["run"]["failed"] == 3


def test_tables_and_archives(tmp_path: Path) -> None:
    """Rows of Parquet and pages of WARC are documents, too, each with its place in the file."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs scrape-cleaner[parquet]")
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"id": ["x", "y"], "text": [DIRTY, page(*PROSE)]})
    parquet.write_table(table, tmp_path / "a.parquet")
    html = (
        "<html><body><article>" + "".join(f"<p>{p}</p>" for p in PROSE) + "</article></body></html>"
    )
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Date: 2024-04-02T00:00:00Z\r\nWARC-Target-URI: https://example.com/a\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    (tmp_path / "b.warc").write_bytes(head.encode() + block + b"\r\n\r\n")
    told = build(TOOLS, Look([str(tmp_path)], "auto", 10))
    documents = json.loads(told.data)["documents"]
    assert [Path(one["name"]).name for one in documents] == [
        "a.parquet:1",
        "a.parquet:2",
        "b.warc:1",
    ]
    assert [one.get("id") for one in documents] == ["x", "y", "urn:uuid:1"]
    assert documents[2]["site"] == "example.com"
    assert told.failures == []
