"""What the tests of formats and runs share: documents, a small rule set, containers of them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, page, write

from cleaner import Config
from cleaner.io.compress import BLOCK, Encoder
from cleaner.io.plan import Plan
from cleaner.io.run import Run
from cleaner.io.task import Task

CHROME = ("Zap this page", "Zap it again", "Zap and be zapped")


def rules(folder: Path) -> Path:
    """A rule folder: lines about zapping go."""
    zap = {"id": "zap", **line(*(phrase.lower() for phrase in CHROME), message="Zapping.")}
    return write(folder / "rules", {"schema": 1, "pack": "my/zap", "rules": [zap]})


def config(folder: Path) -> Config:
    """Only these rules: what is tested here are the ways around the cleaner."""
    return Config(rules=(rules(folder),), builtin_rules=False)


def documents(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Records with chrome at both ends, of many lengths, some in other scripts."""
    dice = random.Random(seed)
    out = []
    for n in range(count):
        body = [dice.choice(PROSE) for _ in range(dice.randrange(2, 12))]
        if n % 7 == 0:
            body.append("Мост открыли в среду — 橋は水曜日に開通した 🌉.")
        lines = [f"A bridge for valley {n}", *body, *dice.sample(CHROME, dice.randrange(0, 3))]
        out.append({"id": f"doc-{n}", "text": page(*lines), "url": f"https://example.com/{n}"})
    return out


def jsonl(records: list[dict[str, Any]]) -> bytes:
    """Records as JSON lines."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file, by its suffix."""
    from cleaner.io.formats import Source
    from cleaner.io.formats.jsonl import content

    return [json.loads(one) for one in b"".join(content(Source(str(path)))).splitlines()]


def warc(records: list[dict[str, Any]], wet: bool = False) -> list[bytes]:
    """Records of a web archive, one after another."""
    out = []
    for one in records:
        if wet:
            block, kind, media = one["text"].encode(), "conversion", "text/plain"
        else:
            html = "".join(f"<p>{text}</p>" for text in one["text"].split("\n\n"))
            body = f"<html><body><article>{html}</article></body></html>".encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            block, kind, media = head + body, "response", "application/http; msgtype=response"
        about = [
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: <urn:uuid:{one['id']}>",
            f"WARC-Target-URI: {one['url']}",
            "WARC-Date: 2024-05-01T00:00:00Z",
            f"Content-Type: {media}",
            f"Content-Length: {len(block)}",
        ]
        out.append("\r\n".join([*about, "", ""]).encode() + block + b"\r\n\r\n")
    return out


def warc_gz(records: list[dict[str, Any]], wet: bool = False) -> bytes:
    """The same, each record a member of its own, as Common Crawl has it."""
    return b"".join(gzip.compress(one, mtime=0) for one in warc(records, wet))


def expected(records: list[dict[str, Any]]) -> list[str]:
    """The texts that the small rule set makes of these records."""
    texts = [
        "\n\n".join(t for t in one["text"].split("\n\n") if not t.startswith("Zap"))
        for one in records
    ]
    return [text if text.endswith("\n") else text + "\n" for text in texts]


def packed(data: bytes, codec: str) -> bytes:
    """Bytes in a compression, as the cleaner writes it."""
    if codec == "zst":
        pytest.importorskip("zstandard")
    encoder = Encoder(codec)
    blocks = [encoder.block(data[i : i + BLOCK]) for i in range(0, len(data), BLOCK)]
    return b"".join(blocks) + encoder.finish()


def run(
    folder: Path, source: str | list[str], target: str | None, **options: Any
) -> tuple[Run, list[tuple[str, str]]]:
    """Clean with the small rule set; the run, and its failures. Keywords are Plan's, Task's, Run's."""
    failures: list[tuple[str, str]] = []
    plan_keys = ("source", "target", "sides", "attributes", "show", "shard")
    task_keys = ("known", "fields", "record_bytes")
    sources = [source] if isinstance(source, str) else source
    plan = Plan(
        sources,
        target,
        **{
            ("target" if k == "to" else k): options.pop(k)
            for k in list(options)
            if k in plan_keys or k == "to"
        },
    )
    wanted = frozenset(plan.sides) | (
        {"attributes"} if plan.jobs and plan.jobs[0].attributes else set()
    )
    task = Task(
        config(folder),
        attributes="chrome",
        sides=frozenset(wanted),
        **{k: options.pop(k) for k in list(options) if k in task_keys},
    )
    one = Run(plan, task, "hash", tell=lambda *told: failures.append(told), **options)
    one.carry_out()
    return one, failures
