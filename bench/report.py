"""How the page of `cleaner report` does with ten thousand documents, in a headless Chromium.

    .venv/bin/python bench/report.py [DOCUMENTS]

Prints the size of the page; milliseconds until it has drawn itself; and milliseconds for going to
the next document, for a filter, and for a search through all texts. Needs Debian's `chromium`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser, Page  # noqa: E402

from cleaner.io.tools import Tools  # noqa: E402
from cleaner.project import Project, Settings  # noqa: E402
from cleaner.report.build import Look, build  # noqa: E402
from cleaner.report.page import page, to_json  # noqa: E402

NEXT = """(async () => {
  const start = performance.now();
  for (let i = 0; i < 50; i += 1) {
    const there = new Promise((done) => addEventListener("hashchange", done, {once: true}));
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
    await there;
  }
  return (performance.now() - start) / 50;
})()"""
FILTER = """(() => {
  const field = document.querySelector("select[name=category]");
  field.value = "comments";
  const start = performance.now();
  field.dispatchEvent(new Event("change"));
  return performance.now() - start;
})()"""
SEARCH = """(async () => {
  document.getElementById("reset").click();
  const found = document.getElementById("found").textContent;
  const field = document.getElementById("q");
  field.value = "nobody wrote this";
  const start = performance.now();
  field.dispatchEvent(new Event("input"));
  while (document.getElementById("found").textContent === found) await new Promise((r) => setTimeout(r));
  return performance.now() - start;
})()"""


def main(documents: int) -> None:
    paths = [str(path) for path in sorted((ROOT / "golden").rglob("source.*"))]
    started = time.process_time()
    data = json.loads(
        build(
            Tools(Project(root="."), Settings(), layout=True), Look(paths, "auto", documents)
        ).data
    )
    print(
        f"{len(paths)} documents cleaned and collected: {time.process_time() - started:.1f} s CPU"
    )
    first = data["documents"]
    data["documents"] = [{**first[n % len(first)], "name": f"{n}"} for n in range(documents)]
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        path = Path(folder) / "report.html"
        path.write_bytes(page(to_json(data), "Report"))
        one: Page = browser.open(path)
        loaded = one.js("performance.getEntriesByType('navigation')[0].loadEventEnd")
        one.js("location.hash = '#documents'")
        one.settle()
        print(f"{documents:,} documents, {path.stat().st_size / 1e6:.1f} MB")
        print(f"drawn after {loaded:.0f} ms")
        for name, script in (("next document", NEXT), ("filter", FILTER), ("search", SEARCH)):
            print(f"{name}: {one.js(script):.1f} ms")
        assert not one.troubles(), one.troubles()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
