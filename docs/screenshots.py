"""Make the pictures of the README: a report on the project's own texts, in a headless Chromium.

    .venv/bin/python docs/screenshots.py

writes docs/images/report-*.png; needs Debian's `chromium`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser  # noqa: E402

from cleaner.io.tools import Tools  # noqa: E402
from cleaner.project import Project, Settings  # noqa: E402
from cleaner.report.build import Look, build  # noqa: E402
from cleaner.report.page import page  # noqa: E402

SHOTS = (
    # name, width, height, dark, view, keys pressed
    ("overview", 1280, 800, False, "overview", ""),
    ("document", 1280, 800, True, "documents", "nn"),
    ("phone", 390, 800, False, "documents/0", "nnn"),
)
LIMIT = 200_000  # bytes of a picture


def main() -> None:
    tools = Tools(Project(root="."), Settings(), layout=True)
    groups = ("articles", "dates", "encoding")  # in English; the others need more than their text
    inputs = ["examples", *(f"golden/{group}/**/source.*" for group in groups)]
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        path = Path(folder) / "report.html"
        path.write_bytes(page(build(tools, Look(inputs, "auto", 1000)).data, "Report"))
        for name, width, height, dark, view, keys in SHOTS:
            one = browser.open(path, width, height, dark)
            one.js(f"location.hash = '#{view}'")
            one.settle()
            for key in keys:
                one.key(key)
            target = ROOT / "docs" / "images" / f"report-{name}.png"
            target.parent.mkdir(exist_ok=True)
            one.screenshot(target)
            size = target.stat().st_size
            print(f"{target.relative_to(ROOT)}: {size:,} bytes")
            assert size < LIMIT, "too large for a README"
            assert not one.troubles(), one.troubles()
            one.close()


if __name__ == "__main__":
    import os

    os.chdir(ROOT)
    main()
