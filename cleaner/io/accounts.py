"""What is told of a batch, in bytes: the side files, failures, and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cleaner.io import audit, jsonl
from cleaner.io.records import account
from cleaner.io.task import Batch, Outcome, Task

if TYPE_CHECKING:
    from cleaner.document import Result


class Accounts:
    """Collects what came of a batch in `result`."""

    def __init__(self, task: Task, batch: Batch) -> None:
        self.task, self.batch, self.result = task, batch, Outcome()

    def side(self, name: str, about: Any) -> None:
        if name in self.task.sides:
            self.result.sides.setdefault(name, bytearray()).extend(jsonl.encode(about) + b"\n")

    def failed(self, where: Any, error: str, about: Mapping[str, Any]) -> None:
        self.result.stats.failed += 1
        self.result.failures.append((f"{self.batch.source}:{where}", error))
        self.side("quarantine", {"source": self.batch.source, **about, "error": error})

    def left_out(self, name: Any, place: object, error: str) -> None:
        """Tell the audit of what is in no output, for `undo` to know of it."""
        where = "quarantine" if "quarantine" in self.task.sides else "nowhere"
        about = {"id": name, "place": f"{self.batch.source}:{place}", "left_out": where}
        self.side("audit", {**about, "error": error})

    def done(self, name: Any, label: str, result: Result) -> None:
        self.result.stats.count(result)
        if "metadata" in self.task.sides:
            about = {"id": name, **result.metadata.to_dict(), "cleaner": account(result)}
            self.side("metadata", about)
        if "removed" in self.task.sides:
            for one in audit.removed(name, result):
                self.side("removed", one)
        if self.task.show == "changes":
            from cleaner.cli.show import show

            show(label, result)
        elif self.task.show == "encoding":
            from cleaner.cli.encoding import explain_encoding

            explain_encoding(label, result)

    def attributes(self, name: Any, result: Result | None) -> None:
        if "attributes" in self.task.sides:
            self.side("attributes", audit.attributes(name, result, self.task.attributes))
