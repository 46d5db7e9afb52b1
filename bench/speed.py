"""The speed of it all against what others take, measured in the same run.

    python bench/speed.py [--pages N] [--rounds N] [--jobs-mb MB]

Ratios of CPU time: the two sides take turns over a few documents at a time in one process, so that
whatever else the machine does touches both. Cold: no document is seen twice in a process, every round
is a new one, and what was remembered of lines and dates while warming up is forgotten before the clock
starts. Warm is what a process does once: modules are imported, and patterns that other pages call for
are compiled. The median of the rounds counts. Only the line about two workers goes by the
clock (best of the rounds, each taking turns), and needs a machine that is otherwise idle.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import growth
import hook
import start_up
from pages import Page, pages, records

if TYPE_CHECKING:
    from cleaner import Cleaner

CHUNK = 10
WARM = 300  # pages cleaned before the clock starts: patterns, and rules of a language, are made
# ready when they are first met
NEEDLE = "Share this page with your friends"


# ---- what is measured, in processes of their own


def turns(items: Sequence[Any], sides: dict[str, Callable[[Any], Any]]) -> dict[str, float]:
    """CPU seconds that each side takes for all items, taking turns; each sees each item once, as it
    would in a run."""
    spent = dict.fromkeys(sides, 0.0)
    for start in range(0, len(items), CHUNK):
        for name, side in sides.items():
            begin = time.process_time()
            for item in items[start : start + CHUNK]:
                side(item)
            spent[name] += time.process_time() - begin
    return spent


def bare(text: str) -> int:
    count = 0
    for line in text.split("\n"):
        if line == NEEDLE:
            count += 1
    return count


def forget(tool: Cleaner) -> None:
    """Make a cleaner forget what it remembers of lines, and of dates in them."""
    from cleaner.match import dated
    from cleaner.segment import page
    from cleaner.text import dates
    from cleaner.text.memory import Memory

    for look in tool.engine._looks.values():
        look.memory = Memory()
    page._memory = Memory()
    dated.marked.cache_clear()
    dates._values.cache_clear()


def rules(found: list[Page], count: int) -> dict[str, float]:
    """This many rules against a loop over the lines: what they find, and the whole of `clean` but
    repair and layout. Every other page gives the frequent lines for rules, and warms up."""
    from cleaner import Cleaner, Config
    from cleaner.io import collect_seldom
    from cleaner.segment.page import Page as Lines

    collect_seldom()
    config = Config(repair=False, layout=False)
    with tempfile.TemporaryDirectory() as folder:
        if count:
            path = rule_set(count, found[::2], Path(folder))
            config = Config(rules=(path,), builtin_rules=False, repair=False, layout=False)
        tool = Cleaner(config)

        def candidates(text: str) -> Any:
            return tool.engine.find(Lines(text), frozenset(), "en", "")

        spent: dict[str, float] = {}
        for name, side in {"found": candidates, "cleaned": tool.clean}.items():
            for page in found[::2]:
                side(page.text)
            forget(tool)
            texts = [page.text for page in found[1::2]]
            spent.update(turns(texts, {name: side, f"bare {name}": bare}))
        return spent


def rule_set(count: int, found: list[Page], folder: Path) -> Path:
    """Rules as `growth` makes them, every fifth about a line that is frequent on these pages."""
    lines = Counter(
        line.strip()
        for page in found
        for line in {*page.text.split("\n")}
        if 8 <= len(line.strip()) <= 40 and line.strip().isprintable()
    )
    real = [line for line, _ in lines.most_common(count // 5)]
    rng = random.Random(count)
    parts = []
    for n in range(count):
        text = growth.rule(n, rng)
        if n % 5 == 0 and n // 5 < len(real):
            head, _, rest = text.partition("match: ")
            _, _, tail = rest.partition("\n")
            text = (
                f"{head}match: {{line: [{json.dumps(real[n // 5], ensure_ascii=False)}]}}\n{tail}"
            )
        parts.append(text)
    path = folder / f"bench{count}.yaml"
    path.write_text(f"schema: 1\npack: bench{count}\nrules:\n{''.join(parts)}", encoding="utf-8")
    return path


def worker(warm: list[Page]) -> Callable[[list[bytes]], Any]:
    """The whole pipeline from JSON lines to JSON lines, with the ledger as `--audit` writes it."""
    from cleaner import Config
    from cleaner.io import collect_seldom
    from cleaner.io.task import Batch, Task
    from cleaner.io.worker import Worker

    collect_seldom()
    one = Worker(Task(Config(), sides=frozenset({"audit"})))

    def work(lines: list[bytes]) -> Any:
        return one.work(Batch(0, 0, "jsonl", "", lines, 1, 0, None))

    for page in warm:
        work([json.dumps({"url": page.url, "text": page.text}).encode()])
    forget(one.cleaner)
    return work


def pipeline(found: list[Page]) -> dict[str, float]:
    """The whole pipeline, ftfy, orjson and (for every tenth page) trafilatura."""
    import ftfy
    import orjson
    from trafilatura import extract

    warm, found = found[:WARM], found[WARM:]
    lines = [
        orjson.dumps({"id": n, "url": page.url, "text": page.text}) for n, page in enumerate(found)
    ]
    work = worker(warm)
    sides: dict[str, Callable[[int], Any]] = {
        "cleaner": lambda n: work([lines[n]]),
        "ftfy": lambda n: ftfy.fix_text(found[n].text),
        "orjson": lambda n: orjson.dumps(orjson.loads(lines[n])),
    }
    for page in warm[:5]:
        ftfy.fix_text(page.text)
        if page.html:
            extract(page.html)
            sides["trafilatura"] = lambda n: extract(found[n].html) if n % 10 == 0 else None
    return turns(range(len(found)), sides)


def whole(found: list[Page]) -> dict[str, float]:
    """Page mode on the text of whole pages, their HTML by the page model, and trafilatura."""
    from trafilatura import extract

    from cleaner import Cleaner, Config
    from cleaner.io import collect_seldom

    collect_seldom()
    text, html = Cleaner(Config(input="page")), Cleaner(Config(extractor="model"))
    sides: dict[str, Callable[[Page], Any]] = {
        "text": lambda page: text.clean(page.text, url=page.url),
        "html": lambda page: html.clean_html(page.html, url=page.url),
        "trafilatura": lambda page: extract(page.html),
    }
    for name, side in sides.items():
        for page in found[: 10 if name == "trafilatura" else WARM]:
            side(page)
    forget(text)
    forget(html)
    return turns(found[WARM:], sides)


def profile(found: list[Page]) -> dict[str, float]:
    """Where the pipeline spends its time: the innermost module of the package, sample by sample."""
    package = str(Path(__import__("cleaner").__file__).parent) + os.sep
    warm, found = found[:WARM], found[WARM:]
    lines = [json.dumps({"url": page.url, "text": page.text}).encode() for page in found]
    work = worker(warm)
    samples: Counter[str] = Counter()

    def sample(_: int, frame: Any) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(package):
            frame = frame.f_back
        if frame is not None:
            samples[frame.f_code.co_filename.removeprefix(package).removesuffix(".py")] += 1

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
    for line in lines:
        work([line])
    signal.setitimer(signal.ITIMER_PROF, 0)
    total = sum(samples.values())
    return {name: count / total for name, count in samples.most_common()}


CHILDREN: dict[str, Callable[..., dict[str, float]]] = {
    "rules": rules, "pipeline": pipeline, "whole": whole, "profile": profile,
}  # fmt: skip


# ---- the table


def child(name: str, count: int, skip: int, *more: int) -> dict[str, float]:
    """What a new process measured over `count` pages behind the first `skip` and those to warm up."""
    words = [sys.executable, __file__, "--child", name, str(count), str(skip), *map(str, more)]
    found: dict[str, float] = json.loads(subprocess.run(words, stdout=-1, check=True).stdout)
    return found


def workers(found: list[Page], megabytes: float, rounds: int) -> tuple[float, float]:
    """Wall seconds of the best run with one worker and with two."""
    best = {1: float("inf"), 2: float("inf")}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("wb") as file:
            file.writelines(records(found, megabytes))
        for _ in range(rounds):
            for jobs in best:
                words = [sys.executable, "-m", "cleaner", "clean", "-q", str(source)]
                words += ["-o", f"{folder}/{jobs}.jsonl", "--jobs", str(jobs)]
                begin = time.perf_counter()
                subprocess.run(words, check=True)
                best[jobs] = min(best[jobs], time.perf_counter() - begin)
    return best[1], best[2]


def row(what: str, found: str, must: str, aim: str, holds: bool) -> None:
    word = ("yes" if holds else "**no**") if must else ""
    print(f"| {what} | {found} | {must} | {aim} | {word} |", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        name, count, skip, *more = sys.argv[2], *map(int, sys.argv[3:])
        count += 0 if name == "rules" else WARM
        print(json.dumps(CHILDREN[name](pages(skip + count)[skip:], *more)))
        return
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--pages", type=int, default=120, help="of a round")
    cli.add_argument("--rounds", type=int, default=3)
    cli.add_argument("--jobs-mb", type=float, default=6, help="size of the file for two workers")
    args = cli.parse_args()
    count, every = args.pages, range(args.rounds)
    found = pages(count)
    size = sum(len(page.text.encode("utf-8", "replace")) for page in found)
    print(f"{count} pages a round, {size / 1e6:.1f} MB; {args.rounds} rounds\n")
    print("| what | measured | must | aim | holds |\n|---|---|---|---|---|")
    for number, must, aim in ((500, 8, 20), (3000, 6, 15), (0, 0, 0)):
        spent = [child("rules", count, count * n, number) for n in every]
        shares = {
            name: 100 * statistics.median([one[f"bare {name}"] / one[name] for one in spent])
            for name in ("found", "cleaned")
        }
        which = f"{number:,} rules" if number else "built-in rules"
        what = f"rules alone against a bare loop, {which}"
        share, limits = shares["found"], (f"≥ {must} %", f"{aim} %") if must else ("", "")
        row(what, f"{share:.2f} %", *limits, share >= must)
        share = shares["cleaned"]
        row("— and all that `clean` does with what they find", f"{share:.2f} %", "", "", True)
    spent = [child("pipeline", count, count * n) for n in every]
    ratio = statistics.median([one["ftfy"] / one["cleaner"] for one in spent])
    row("whole pipeline against `ftfy.fix_text`", f"{ratio:.2f}×", "≥ 6×", "15×", ratio >= 6)
    ratio = statistics.median([one["orjson"] / one["cleaner"] for one in spent])
    row("against orjson, read and write", f"{ratio:.4f}", "≥ 0.04", "0.10", ratio >= 0.04)
    if "trafilatura" in spent[0]:
        ratio = statistics.median([10 * one["trafilatura"] / one["cleaner"] for one in spent])
        row("documents/s against trafilatura", f"{ratio:.1f}×", "≥ 25×", "60×", ratio >= 25)
        # pages differ so much here that sums over many tell more than the median of a few
        both = child("whole", 10 * count, 0)
        for kind, must, aim in (("text", 5.0, 15), ("html", 0.6, 0.9)):
            ratio = both["trafilatura"] / both[kind]
            what = f"whole pages as {kind} against trafilatura, {10 * count:,} pages"
            row(what, f"{ratio:.1f}×", f"≥ {must:g}×", f"{aim:g}×", ratio >= must)
    one, two = workers(found, args.jobs_mb, args.rounds)
    what = f"two workers against one, {args.jobs_mb:g} MB"
    row(what, f"{one / two:.2f}×", "≥ 1.5×", "1.8×", one / two >= 1.5)
    start, whole, _ = hook.measure(1000, args.rounds)
    row("1,000 small files, one `check`", f"{whole:.2f} s", "≤ 1.5 s", "0.5 s", whole <= 1.5)
    start = start_up.measure(args.rounds)[0]
    row("start of `check`, one small file", f"{start:.3f} s", "≤ 0.25 s", "0.15 s", start <= 0.25)
    rate = statistics.median([size / 1e6 / one["cleaner"] for one in spent[:1]])
    print(f"\nOne core: {rate:.2f} MB/s, {count / spent[0]['cleaner']:.0f} documents/s.\n")
    print("| module | share of the pipeline |\n|---|---|")
    for name, part in list(child("profile", count, 0).items())[:16]:
        print(f"| {name} | {part:.0%} |")


if __name__ == "__main__":
    main()
