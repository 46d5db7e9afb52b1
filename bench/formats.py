"""What packing and JSON cost: gzip by zlib and by isal, zst, msgspec against orjson.

    python bench/formats.py [--mb MB]

MB of content a second of CPU time, the best of five rounds in which all take turns, over records of
whole pages. isal is measured if it is installed (`pip install isal`).
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
import orjson
import zstandard
from pages import pages, records

ROUNDS = 5
LEVEL = 3  # what the cleaner writes


def rates(content: int, sides: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """MB of content that each side does in a second of CPU time."""
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(ROUNDS):
        for name, side in sides.items():
            begin = time.process_time()
            side()
            best[name] = min(best[name], time.process_time() - begin)
    return {name: content / 1e6 / spent for name, spent in best.items()}


def gzip(module: Any, content: bytes, level: int) -> bytes:
    packer = module.compressobj(level, wbits=31)
    return bytes(packer.compress(content) + packer.flush())


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--mb", type=float, default=25, help="size of the records")
    lines = list(records(pages(300), cli.parse_args().mb))
    content = b"".join(lines)
    packed = gzip(zlib, content, 6)
    zst = zstandard.ZstdCompressor(level=LEVEL).compress(content)
    reading: dict[str, Callable[[], Any]] = {
        "zlib": lambda: zlib.decompress(packed, 31),
        "zst": lambda: zstandard.ZstdDecompressor().decompress(zst, len(content)),
    }
    writing: dict[str, Callable[[], Any]] = {
        "zlib": lambda: gzip(zlib, content, LEVEL),
        "zst": lambda: zstandard.ZstdCompressor(level=LEVEL).compress(content),
    }
    try:
        from isal import isal_zlib
    except ImportError:
        print("isal is not installed\n")
    else:
        reading["isal"] = lambda: isal_zlib.decompress(packed, 31)
        writing["isal"] = lambda: gzip(isal_zlib, content, LEVEL)
    sizes = {name: len(content) / len(side()) for name, side in writing.items()}
    print(f"{len(content) / 1e6:.0f} MB, {len(lines):,} records; MB of content a second\n")
    for what, sides in (("reading", reading), ("writing", writing)):
        for name, rate in rates(len(content), sides).items():
            ratio = f" ({sizes[name]:.1f} : 1)" if what == "writing" else ""
            print(f"{what}, {name}: {rate:.0f}{ratio}")
    decode, encode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode, msgspec.json.encode
    sides = {
        "msgspec": lambda: [encode(msgspec.json.decode(line)) for line in lines],
        "msgspec, values undecoded": lambda: [encode(decode(line)) for line in lines],
        "orjson": lambda: [orjson.dumps(orjson.loads(line)) for line in lines],
    }
    for name, rate in rates(len(content), sides).items():
        print(f"JSON decoded and encoded, {name}: {rate:.0f}")


if __name__ == "__main__":
    main()
