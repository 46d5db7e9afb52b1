"""`cleaner clean` for pages that the model was trained on: each by a model that did not see its domain.

    python ../shared/measure/quality.py --data ../shared/data --dataset wcxb-dev --track text \
        --system "cmd:.venv/bin/python -m bench.out_of_fold --input page"

    python ../shared/measure/quality.py --data ../shared/data --dataset wcxb-dev --track html \
        --system "cmd:.venv/bin/python -m bench.out_of_fold"

JSON lines on stdin and stdout, as `cleaner clean -q` does it. Records that cannot be cleaned are left
out, and named on stderr: the measure counts them as missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from copy import copy
from typing import Any

from bench.train.__main__ import FOLDER
from bench.train.pages import FOLDS, fold_of
from cleaner import Cleaner, Config
from cleaner.config import INPUTS
from cleaner.page.model import load


class OutOfFold:
    """One cleaner a fold; they share the rules."""

    def __init__(self, **options: Any) -> None:
        base = Cleaner(Config(**options))
        self._tools = []
        for k in range(FOLDS):
            tool = copy(base)
            tool._model = load(FOLDER / f"{k}.npz")
            tool._html_model = load(FOLDER / f"html-{k}.npz")
            self._tools.append(tool)

    def of(self, url: str | None, name: str) -> Cleaner:
        """The cleaner whose model has not seen the domain."""
        return self._tools[fold_of(url, name)]

    def clean(self, row: dict[str, Any]) -> dict[str, Any]:
        """The id of a record and its clean text, or the `error` that kept it from being cleaned."""
        cleaned = self.of(row.get("url"), row["id"]).clean_record(row)
        error = cleaned["metadata"]["cleaner"].get("error")
        return {"id": row["id"]} | ({"error": error} if error else {"text": cleaned["text"]})


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("--input", choices=INPUTS, default="page")
    tools = OutOfFold(input=cli.parse_args().input)
    for line in sys.stdin:
        row = json.loads(line)
        found = tools.clean(row)
        if "error" in found:
            sys.stderr.write(f"{row['id']}: {found['error']}\n")
        else:
            sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
