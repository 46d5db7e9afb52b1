"""Full disks and inputs that are damaged anywhere: told, nothing lost, nothing half-written."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from corpus import documents, jsonl, packed, read_jsonl, rules, run, warc_gz
from test_kills import DRIVER, SCENARIOS, files, source

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

DOCS = documents(1_500, seed=5)


@pytest.mark.parametrize("kind", [k for k in SCENARIOS if k != "folder"])
@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_disk_full(tmp_path: Path, kind: str, share: float) -> None:
    """The message names the file; with room again the run goes on, to the same bytes."""
    rules(tmp_path)
    path, out = source(tmp_path, kind), SCENARIOS[kind]

    def attempt(name: str, limit: int | None) -> subprocess.CompletedProcess[str]:
        def narrow() -> None:
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        words = [sys.executable, str(DRIVER), str(tmp_path / "rules"), "1"]
        return subprocess.run(
            [*words, f"{tmp_path}/{name}-state", str(path), f"{tmp_path}/{name}/{out}"],
            capture_output=True, text=True, preexec_fn=narrow,
        )  # fmt: skip

    assert attempt("whole", None).returncode == 0
    whole = files(tmp_path / "whole")
    limit = int(len(whole[out]) * share)
    failed = attempt("parts", limit)
    assert failed.returncode != 0
    assert "ProcessingError: cannot write " in failed.stderr
    assert not (tmp_path / "parts" / out).exists()
    assert attempt("parts", None).returncode == 0
    assert files(tmp_path / "parts") == whole


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Cut off, a piece overwritten, a piece missing, or one too many; anywhere."""
    at = dice.randrange(len(data))
    length = dice.randrange(1, 2_000)
    noise = dice.randbytes(length)
    return dice.choice(
        [
            data[:at],
            data[:at] + noise + data[at + length :],
            data[:at] + data[at + length :],
            data[:at] + noise + data[at:],
        ]
    )


@pytest.mark.parametrize(
    "kind", ["jsonl", "jsonl.gz", "jsonl.zst", "jsonl.bz2", "jsonl.xz", "parquet", "wet.gz", "wet"]
)
def test_damaged_inputs(tmp_path: Path, kind: str) -> None:
    """The run ends, says where the damage is, and what comes out are records of the input, in order
    and none twice; together with what is told of nothing is silently gone."""
    if kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(DOCS), tmp_path / "good", row_group_size=200)
        data = (tmp_path / "good").read_bytes()
    elif kind.startswith("wet"):
        pytest.importorskip("fastwarc")
        from corpus import warc

        data = warc_gz(DOCS, wet=True) if kind == "wet.gz" else b"".join(warc(DOCS, wet=True))
    else:
        data = packed(jsonl(DOCS), kind.partition(".")[2])
    (tmp_path / f"in.{kind}").write_bytes(data)
    run(tmp_path, str(tmp_path / f"in.{kind}"), str(tmp_path / "all.jsonl"))
    good = {one["id"]: n for n, one in enumerate(read_jsonl(tmp_path / "all.jsonl"))}
    texts = {one["id"]: one["text"] for one in read_jsonl(tmp_path / "all.jsonl")}
    assert len(good) == len(DOCS)
    dice = random.Random(f"damage to {kind}")
    for _ in range(12):
        bad = damaged(data, dice)
        if bad == data:
            continue
        (tmp_path / f"in.{kind}").write_bytes(bad)
        sides = {"quarantine": str(tmp_path / "q.jsonl")}
        (tmp_path / "out.jsonl").unlink(missing_ok=True)
        _, failures = run(
            tmp_path, str(tmp_path / f"in.{kind}"), str(tmp_path / "out.jsonl"), sides=sides
        )
        found = read_jsonl(tmp_path / "out.jsonl") if (tmp_path / "out.jsonl").exists() else []
        places = [good[one["id"]] for one in found if one["id"] in good]
        if kind != "jsonl.gz":  # the checksum of a gz stream comes at its very end
            assert places == sorted(set(places))
        if len(found) < len(DOCS) and kind != "jsonl":  # a plain text has no checksum at all
            assert failures
            assert len(read_jsonl(tmp_path / "q.jsonl")) == len(failures)
        if not failures and kind in ("jsonl.gz", "jsonl.zst", "jsonl.bz2", "jsonl.xz"):
            assert [one["text"] for one in found] == list(texts.values())


def test_damage_in_one_place_costs_one_place(tmp_path: Path) -> None:
    """Lines, members and row groups that are whole come out whatever stands between them."""
    pytest.importorskip("fastwarc")
    cases: dict[str, Any] = {"jsonl": jsonl(DOCS), "wet.gz": warc_gz(DOCS, wet=True)}
    dice = random.Random(9)
    for kind, data in cases.items():
        bad = bytearray(data)
        for _ in range(5):
            at = dice.randrange(len(bad) - 300)
            bad[at : at + 300] = dice.randbytes(300)
        (tmp_path / f"in.{kind}").write_bytes(bytes(bad))
        run(tmp_path, str(tmp_path / f"in.{kind}"), str(tmp_path / f"{kind}.jsonl"))
        assert len(read_jsonl(tmp_path / f"{kind}.jsonl")) >= len(DOCS) - 20
