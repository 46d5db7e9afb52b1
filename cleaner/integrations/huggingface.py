"""Hugging Face datasets: a callable for `Dataset.map`.

    from cleaner.integrations.huggingface import CleanMap

    clean = CleanMap()
    dataset = dataset.with_format("arrow").map(clean, batched=True).with_format(None)

Whole Arrow batches are the fast way. With `batched=True` alone it takes a dict of lists, without it
one example (of fields that are not nested): what comes out is the same. What comes out depends on configuration,
rules and version only, and so does the fingerprint that the result is cached under.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.integrations.pinned import Pinned
from cleaner.io.arrow import COLUMN, account_type, clean_schema
from cleaner.io.rows import pyarrow


class CleanMap(Pinned):
    """Cleans examples or batches; see `cleaner.io.arrow` for the column that is added."""

    def features(self, features: Any) -> Any:
        """The `datasets.Features` of what comes out, for those who want to give them to `map`."""
        from cleaner.io.storage import need

        datasets = need("datasets", "hf", "Hugging Face datasets")
        return datasets.Features.from_arrow_schema(clean_schema(features.arrow_schema, self.fields))

    def __call__(self, batch: Any) -> Any:
        """A cleaned Arrow table, dict of lists, or example: what was given."""
        pa = pyarrow()
        if not isinstance(batch, Mapping):
            return self.cleaner.clean_batch(batch, self.fields)
        field = next((name for name in self.fields.text if name in batch), self.fields.text[0])
        one = not any(isinstance(batch.get(name), list) for name in (field, *self.fields.html))
        rows = {name: [value] if one else value for name, value in batch.items()}
        known = {COLUMN: account_type()}
        table = pa.table({name: pa.array(value, known.get(name)) for name, value in rows.items()})
        clean = self.cleaner.clean_batch(table, self.fields)
        out = {name: clean[name].to_pylist() for name in (field, COLUMN)}
        return {name: values[0] for name, values in out.items()} if one else out
