"""Ray: tasks over files, and actors for a Dataset that is there already.

    from cleaner.integrations.ray import clean_dataset, clean_files

    numbers = clean_files([("in/0.jsonl.zst", "out/0.jsonl.zst"), …])
    dataset = clean_dataset(ray.data.read_parquet("in"), concurrency=8)

Files are the faster way, and the more robust one: each is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cleaner.config import Config
from cleaner.errors import CleanerError
from cleaner.integrations.pinned import Pinned
from cleaner.io.fields import Fields
from cleaner.io.records import FIELDS
from cleaner.io.shard import clean_shard
from cleaner.io.stats import Stats
from cleaner.io.storage import need

_RETRIES = 3  # of a task whose worker died
_AHEAD = 1000  # tasks that Ray knows of at a time: it keeps each in memory


def clean_files(
    pairs: Iterable[tuple[str, str]], config: Config | None = None, **options: Any
) -> dict[str, Any]:
    """Clean files into files (or URLs), each in a task of its own.

    options: those of `cleaner.io.shard.clean_shard`, but for side files. A task whose worker dies
    is done again; calling it all once more makes the very same files.
    Returns the numbers of `cleaner.io.stats`, with `failures` as [place, reason].
    """
    ray = need("ray", "ray", "Ray")
    task = ray.remote(max_retries=_RETRIES)(_clean_file)
    pinned = ray.put(Pinned(config))
    total, failures = Stats(), []
    for numbers in _in_order(ray, (task.remote(pinned, *pair, options) for pair in pairs)):
        failures += numbers.pop("failures")
        if numbers:
            total.add(Stats.from_dict(numbers))
    return {**total.to_dict(), "failures": failures}


def _in_order(ray: Any, tasks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = []
    for task in tasks:
        waiting.append(task)
        if len(waiting) >= _AHEAD:
            yield ray.get(waiting.pop(0))
    for task in waiting:
        yield ray.get(task)


def _clean_file(
    pinned: Pinned, source: str, target: str, options: dict[str, Any]
) -> dict[str, Any]:
    try:
        return clean_shard(source, target, pinned.config, cleaner=pinned.cleaner, **options)
    except CleanerError as err:
        return {"failures": [(source, str(err))]}


class _CleanTable(Pinned):
    def __call__(self, table: Any) -> Any:
        return self.cleaner.clean_batch(table, self.fields)


def clean_dataset(
    dataset: Any, config: Config | None = None, fields: Fields = FIELDS, **options: Any
) -> Any:
    """The `ray.data.Dataset` with its text column cleaned and a struct column `cleaner` (see
    `cleaner.io.arrow`). options: those of `map_batches`, such as `concurrency` (actors)."""
    options = {"concurrency": 1, **options, "batch_format": "pyarrow", "zero_copy_batch": True}
    return dataset.map_batches(_CleanTable, fn_constructor_args=(config, fields), **options)
