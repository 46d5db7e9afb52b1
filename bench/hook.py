"""CPU time of a hook run over 1,000 small clean files, and what of it is start-up.

    python bench/hook.py [--files N] [--rounds N]

The files are made of a fixed seed; the compiled rules are in the cache (the first round fills it and
does not count).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = (  # noqa: SIM905
    "the owls of this old tower have raised five young birds in a year and people of village came "
    "to see them with their children before winter storms began again over hills river bridge"
).split()


def cpu(argv: list[str], folder: str) -> float:
    """CPU seconds of one process."""
    process = subprocess.Popen(
        argv, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, "the files are not clean"
    return usage.ru_utime + usage.ru_stime


def measure(files: int, rounds: int) -> tuple[float, float, int]:
    """CPU seconds for one file and for all, best of the rounds, and the bytes of all."""
    rng = random.Random(4)
    check = [sys.executable, "-m", "cleaner", "check", "--force-exclude"]
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{n:04}.txt" for n in range(files)]
        size = 0
        for name in names:
            paragraphs = (" ".join(rng.choices(WORDS, k=60)).capitalize() + "." for _ in range(3))
            text = f"The owls of {rng.choice(WORDS)}\n\n" + "\n\n".join(paragraphs) + "\n"
            size += Path(folder, name).write_text(text)
        cpu([*check, *names[:1]], folder)
        start = min(cpu([*check, *names[:1]], folder) for _ in range(rounds))
        whole = min(cpu([*check, *names], folder) for _ in range(rounds))
    return start, whole, size


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--files", type=int, default=1000)
    cli.add_argument("--rounds", type=int, default=3)
    options = cli.parse_args()
    start, whole, size = measure(options.files, options.rounds)
    print(
        f"cleaner check, {options.files:,} clean files of {size // options.files:,} bytes: "
        f"{whole:.2f} s of CPU time, {start:.2f} s of it start-up (best of {options.rounds})"
    )


if __name__ == "__main__":
    main()
