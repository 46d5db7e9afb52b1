"""Peak memory of a run over a large file: bench/ingest_memory.py [GIGABYTES] [JOBS].

Writes synthetic JSON lines (.jsonl.zst), cleans them with `cleaner clean --jobs`, and looks at the
resident memory of every process of the run twice a second. Prints the highest in each tenth of
the run: it must not grow.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zstandard

WORDS = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "is",
    "was",
    "for",
    "on",
    "with",
    "as",
    "by",
    "at",
    "from",
    "that",
    "this",
    "bridge",
    "river",
    "valley",
    "council",
    "road",
    "water",
    "stone",
    "winter",
    "summer",
    "people",
    "house",
    "market",
    "school",
    "morning",
    "evening",
    "report",
    "meeting",
    "letter",
]
CHROME = (
    "Share this:",
    "Leave a comment",
    "Read more",
    "Subscribe to our newsletter",
    "Related posts",
)


def document(n: int, dice: random.Random) -> bytes:
    sentences = [
        " ".join(dice.choices(WORDS, k=dice.randrange(12, 25))).capitalize() + "."
        for _ in range(dice.randrange(5, 60))
    ]
    parts = [f"Report {n}", *sentences, *dice.sample(CHROME, 2)]
    record = {"id": n, "text": "\n\n".join(parts), "url": f"https://site{n % 5000}.example.com/{n}"}
    return json.dumps(record).encode() + b"\n"


def write(path: Path, size: int) -> int:
    dice = random.Random(1)
    block = [document(n, dice) for n in range(2_000)]  # repeated with other ids: quick to make
    done = count = 0
    with open(path, "wb") as raw, zstandard.ZstdCompressor(3).stream_writer(raw) as file:
        while done < size:
            for line in block:
                line = line.replace(b'{"id": ', b'{"id": %d' % (1 + count % 97), 1)
                file.write(line)
                done += len(line)
                count += 1
    return count


def memory(pid: int) -> dict[int, int]:
    """Resident kilobytes of a process and its children."""
    found = {}
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            for line in Path(f"/proc/{one}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    found[one] = int(line.split()[1])
    except OSError:
        pass
    return found


def main() -> None:
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    jobs = sys.argv[2] if len(sys.argv) > 2 else "2"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write(folder / "in.jsonl.zst", int(gigabytes * 1e9))
        packed = (folder / "in.jsonl.zst").stat().st_size
        print(f"{gigabytes:g} GB in {count:,} records, {packed / 1e6:,.0f} MB packed", flush=True)
        words = [sys.executable, "-m", "cleaner", "clean", str(folder / "in.jsonl.zst"), "-o"]
        words += [
            str(folder / "out.jsonl.zst"),
            "--jobs",
            jobs,
            "--audit",
            str(folder / "a.jsonl.zst"),
        ]
        begin = time.monotonic()
        seen = []
        with subprocess.Popen(words) as run:
            while run.poll() is None:
                seen.append(max(memory(run.pid).values(), default=0))
                time.sleep(0.5)
        took = time.monotonic() - begin
        tenths = [
            max(seen[len(seen) * i // 10 : len(seen) * (i + 1) // 10] or [0]) for i in range(10)
        ]
        print("peak of any process, MB, by tenth of the run:", *(t // 1024 for t in tenths))
        print(f"{gigabytes * 1000 / took:.1f} MB/s on the clock, exit code {run.returncode}")


if __name__ == "__main__":
    main()
