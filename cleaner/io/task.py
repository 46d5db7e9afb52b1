"""What workers are given and what they give back; all of it can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.config import Config
from cleaner.io.fields import Fields
from cleaner.io.records import FIELDS, NOTHING, Known
from cleaner.io.stats import Stats
from cleaner.io.tools import Tools


@dataclass(frozen=True)
class Task:
    """How to clean, and which accounts to give.

    sides: of `audit`, `attributes`, `removed`, `metadata`, `quarantine` those that are wanted;
    attributes: the name of Dolma attributes; record_bytes: what is larger is not processed; tools:
    what files are cleaned with, if not all with the same.
    """

    config: Config
    known: Known = NOTHING
    fields: Fields = FIELDS
    sides: frozenset[str] = frozenset()
    attributes: str = "cleaner"
    front_matter: bool = False
    show: str = ""
    record_bytes: int = 32 << 20
    tools: Tools | None = None


class Document(NamedTuple):
    """A text or page that is a whole file. `content` is given for stdin only."""

    path: str
    kind: str
    target: str | None
    name: str  # below the folder that is cleaned
    record: bool = False  # whether it becomes one
    output: str = ""  # what `target` is called below the folder of outputs
    content: bytes | None = None


class Batch(NamedTuple):
    """Records on their way to a worker. `number` counts batches, `source` names their input.

    rows: whether rows of a table stay rows; archive: the compression of the web archive that they
    become, None if they become none; position: where reading goes on behind them; end: nothing
    of this input follows; error: why not.
    """

    number: int
    job: int
    kind: str
    source: str
    items: list[Any]
    first: int
    size: int
    position: Any
    rows: bool = False
    end: bool = False
    error: str | None = None
    archive: str | None = None


@dataclass
class Outcome:
    """What came of a batch: bytes for the output and for each side, counts, and failures as (place,
    reason), notes likewise. `files`: documents that are files of their own; `good`: inputs that could
    be read, `others`: records that are not for the cleaner."""

    out: bytearray = field(default_factory=bytearray)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    sides: dict[str, bytearray] = field(default_factory=dict)
    stats: Stats = field(default_factory=Stats)
    failures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    good: int = 0
    others: int = 0

    def add(self, other: Outcome) -> None:
        """Add what came of the records behind these."""
        self.out += other.out
        self.files += other.files
        for name, data in other.sides.items():
            self.sides.setdefault(name, bytearray()).extend(data)
        self.stats.add(other.stats)
        self.stats.seen += other.stats.seen
        self.failures += other.failures
        self.notes += other.notes
        self.good += other.good
        self.others += other.others
