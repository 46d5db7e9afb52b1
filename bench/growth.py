"""How the cost of a document grows with the number of rules.

    python bench/growth.py [--pages N]

Makes rule sets of 300 and 3,000 rules (whole lines, prefixes, phrases, patterns, in made-up words),
cleans the same documents with both by turns, and prints the ratio of the CPU times. The documents
are those of golden/ and, where the folder is there, pages of ../shared/data.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from texts import gold_texts

from cleaner import Cleaner, Config

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 1.5
SYLLABLES = [
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "za",
    "dre",
    "fla",
    "gri",
    "sto",
    "plu",
    "qua",
    "the",
    "ing",
    "sha",
    "com",
    "new",
]


def word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3)))


def rule(n: int, rng: random.Random) -> str:
    words = [word(rng) for _ in range(rng.randint(2, 4))]
    phrase = " ".join(words)
    kind = n % 10
    match = (
        f"{{line: [{phrase}, {phrase} {word(rng)}]}}"
        if kind < 4
        else f"{{prefix: [{phrase}], words: [null, 12]}}"
        if kind < 6
        else f"{{contains: [{phrase}], words: [null, 20]}}"
        if kind < 8
        else f"{{regex: '^{phrase}[^a-z]{{1,4}}\\d{{1,3}}$'}}"
    )
    return f"""\
- id: rule-{n}
  category: promo
  message: A made-up rule for the benchmark.
  match: {match}
  action: remove
  confidence: certain
  examples:
  - in: "x"
    out: "y"
  - keep: "x"
"""


def rule_set(count: int, folder: Path) -> Path:
    rng = random.Random(count)
    path = folder / f"bench{count}.yaml"
    rules = "".join(rule(n, rng) for n in range(count))
    path.write_text(f"schema: 1\npack: bench{count}\nrules:\n{rules}")
    return path


def documents(limit: int) -> list[str]:
    texts = [p.read_bytes().decode() for p in sorted((ROOT / "golden").rglob("expected.txt"))]
    texts += gold_texts(limit)
    return texts


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--pages", type=int, default=200)
    cli.add_argument("--rounds", type=int, default=5)
    args = cli.parse_args()
    texts = documents(args.pages)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLEANER_CACHE_DIR"] = folder
        tools = {
            count: Cleaner(Config(rules=(rule_set(count, Path(folder)),), builtin_rules=False))
            for count in (300, 3000)
        }
        for tool in tools.values():
            tool.clean("warm up")
        ratios, seconds = [], {300: 0.0, 3000: 0.0}
        for _ in range(args.rounds):
            spent = {300: 0.0, 3000: 0.0}
            for text in texts:
                for count, tool in tools.items():
                    start = time.process_time()
                    tool.clean(text)
                    spent[count] += time.process_time() - start
            ratios.append(spent[3000] / spent[300])
            for count in spent:
                seconds[count] += spent[count]
    size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts) * args.rounds / 1e6
    print(f"{len(texts)} documents, {args.rounds} rounds")
    for count, spent in seconds.items():
        print(f"{count:5} rules: {size / spent:6.1f} MB/s of CPU time")
    ratio = statistics.median(ratios)
    print(
        f"a document with 3,000 rules costs {ratio:.2f} times what it costs with 300 (at most {LIMIT})"
    )
    raise SystemExit(ratio > LIMIT)


if __name__ == "__main__":
    main()
