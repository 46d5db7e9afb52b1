"""Spark: a data frame with its text cleaned, by `mapInArrow`.

    from cleaner.integrations.spark import clean

    clean(spark.read.parquet("in")).write.parquet("out")

Rows stay in their partitions and in their order there. A task that fails is tried again by Spark
and gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from cleaner.config import Config
from cleaner.integrations.pinned import Pinned
from cleaner.io.arrow import clean_schema
from cleaner.io.fields import Fields
from cleaner.io.records import FIELDS
from cleaner.io.storage import need


def clean(frame: Any, config: Config | None = None, fields: Fields = FIELDS) -> Any:
    """The `DataFrame` with its text column cleaned and a struct column `cleaner` (see
    `cleaner.io.arrow`). What Spark cannot send to Python as Arrow, such as an interval, it refuses.

    Raises InputError if no column can hold text.
    """
    types = need("pyspark.sql.pandas.types", "spark", "Spark")
    known = clean_schema(types.to_arrow_schema(frame.schema), fields)
    added = {field.name: field for field in types.from_arrow_schema(known)}
    own = {field.name: field for field in frame.schema}
    schema = type(frame.schema)([own.get(name, added[name]) for name in known.names])
    return frame.mapInArrow(partial(clean_batches, Pinned(config, fields)), schema)


def clean_batches(pinned: Pinned, batches: Iterable[Any]) -> Iterator[Any]:
    """The batches of a partition, cleaned one by one."""
    for batch in batches:
        yield pinned.cleaner.clean_batch(batch, pinned.fields)
