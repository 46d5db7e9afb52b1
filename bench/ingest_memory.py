"""Peak memory of a run over a large file.

    python bench/ingest_memory.py [GIGABYTES] [--jobs N] [--text-share SHARE] [--limit MB]

Writes synthetic JSON lines (.jsonl.zst) and cleans them with `cleaner clean --jobs --audit`, looking
at the resident memory of every process of the run five times a second. Prints the highest in each
tenth of the run, of the parent and of the workers: it must stay below the limit and be flat. Of each
record `--text-share` is text; the rest is another field, which is read and written, but not cleaned:
so that reading, writing and bookkeeping of many gigabytes can be tried in minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import zstandard

WORDS = (  # noqa: SIM905
    "the a of and to in is was for on with as by at from that this bridge river valley council road "
    "water stone winter summer people house market school morning evening report meeting letter"
).split()
CHROME = (
    "Share this:",
    "Leave a comment",
    "Read more",
    "Subscribe to our newsletter",
    "Related posts",
)


def document(n: int, dice: random.Random, share: float) -> bytes:
    """A record of a few kilobytes."""
    sentences = [
        " ".join(dice.choices(WORDS, k=dice.randrange(12, 25))).capitalize() + "."
        for _ in range(dice.randrange(5, 60))
    ]
    parts = [f"Report {n}", *sentences, *dice.sample(CHROME, 2)]
    record = {"id": n, "text": "\n\n".join(parts), "url": f"https://site{n % 5000}.example.com/{n}"}
    if share < 1:
        rest = int(len(record["text"]) * (1 / share - 1))
        record["features"] = " ".join(dice.choices(WORDS, k=rest // 6))
    return json.dumps(record).encode() + b"\n"


def write(path: Path, size: int, share: float) -> int:
    dice = random.Random(1)
    block = [document(n, dice, share) for n in range(1_000)]  # again and again with other ids
    done = count = 0
    with open(path, "wb") as raw, zstandard.ZstdCompressor(3).stream_writer(raw) as file:
        while done < size:
            for line in block:
                line = line.replace(b'{"id": ', b'{"id": %d' % (1 + count % 97), 1)
                file.write(line)
                done += len(line)
                count += 1
    return count


def memory(pid: int) -> tuple[int, int]:
    """Resident megabytes of a process, and of the largest of its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = []
    for one in (pid, *map(int, children)):
        status = Path(f"/proc/{one}/status").read_text()
        found += [int(x.split()[1]) // 1024 for x in status.splitlines() if x.startswith("VmRSS:")]
    return found[0], max(found[1:], default=0)


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("gigabytes", type=float, nargs="?", default=5)
    cli.add_argument("--jobs", type=int, default=2)
    cli.add_argument("--text-share", type=float, default=1)
    cli.add_argument("--limit", type=int, default=400, help="megabytes of any process")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "in.jsonl.zst"
        count = write(source, int(args.gigabytes * 1e9), args.text_share)
        packed = source.stat().st_size / 1e6
        print(f"{args.gigabytes:g} GB, {count:,} records, {packed:,.0f} MB packed", flush=True)
        words = [sys.executable, "-m", "cleaner", "clean", "-q", str(source)]
        words += ["-o", f"{name}/out.jsonl.zst", "--audit", f"{name}/audit.jsonl.zst"]
        begin = time.monotonic()
        seen = []
        with subprocess.Popen([*words, "--jobs", str(args.jobs)]) as run:
            while run.poll() is None:
                with suppress(OSError, IndexError):  # one ended just now
                    seen.append(memory(run.pid))
                time.sleep(0.2)
        took = time.monotonic() - begin
    tenths = [seen[len(seen) * i // 10 : len(seen) * (i + 1) // 10] or [(0, 0)] for i in range(10)]
    peaks = [[max(column) for column in zip(*part, strict=True)] for part in tenths]
    print("peak MB by tenth of the run, parent: ", *(f"{parent:4}" for parent, _ in peaks))
    print("                          a worker:  ", *(f"{worker:4}" for _, worker in peaks))
    highest = max(max(pair) for pair in peaks)
    rise = max(peaks[-1]) - max(peaks[1])
    print(f"{args.gigabytes * 1000 / took:.1f} MB/s on the clock, {took:.0f} s; peak {highest} MB")
    raise SystemExit(bool(run.returncode) or highest > args.limit or rise > 20)


if __name__ == "__main__":
    main()
