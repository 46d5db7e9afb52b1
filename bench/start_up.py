"""CPU time from start to answer of `cleaner check` on one small file, as a ratio to bare Python.

    python bench/start_up.py [--rounds N]

The compiled rules are in the cache (the first round fills it and does not count).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TEXT = "Two barn owls have raised five young birds in the tower of the church for the first time.\n"


def cpu(argv: list[str]) -> float:
    """CPU seconds of one process."""
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime


def measure(rounds: int) -> tuple[float, float]:
    """CPU seconds of the command and of bare Python, best of the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.txt"
        path.write_text(TEXT)
        check = [sys.executable, "-m", "cleaner", "check", str(path)]
        bare = [sys.executable, "-c", ""]
        cpu(check)
        best = min(cpu(check) for _ in range(rounds))
        floor = min(cpu(bare) for _ in range(rounds))
    return best, floor


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--rounds", type=int, default=10)
    rounds = cli.parse_args().rounds
    best, floor = measure(rounds)
    print(
        f"cleaner check: {best:.3f} s of CPU time, {best / floor:.1f} times bare Python (best of {rounds})"
    )


if __name__ == "__main__":
    main()
