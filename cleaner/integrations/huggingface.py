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
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import ConfigError
from cleaner.io.arrow import COLUMN, account_type, clean_schema, pyarrow
from cleaner.io.fields import Fields
from cleaner.io.records import FIELDS

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner


class CleanMap:
    """Cleans examples or batches; see `cleaner.io.arrow` for the column that is added.

    It can be pickled: what is sent are configuration, fields, version and rule-set hash; the rules
    are loaded where it is called. Raises ConfigError there if they are other rules by then.
    """

    def __init__(self, config: Config | None = None, fields: Fields = FIELDS) -> None:
        from cleaner import __version__

        self.config, self.fields = config or Config(), fields
        self.rules_hash = self._cleaner.rules_hash
        self.version = __version__

    @cached_property
    def _cleaner(self) -> Cleaner:
        from cleaner.pipeline import Cleaner

        return Cleaner(self.config)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.config, self.fields, self.version, self.rules_hash)

    def features(self, features: Any) -> Any:
        """The `datasets.Features` of what comes out, for those who want to give them to `map`."""
        from cleaner.io.storage import need

        datasets = need("datasets", "hf", "Hugging Face datasets")
        return datasets.Features.from_arrow_schema(clean_schema(features.arrow_schema, self.fields))

    def __call__(self, batch: Any) -> Any:
        """A cleaned Arrow table, dict of lists, or example: what was given."""
        pa = pyarrow()
        if not isinstance(batch, Mapping):
            return self._cleaner.clean_batch(batch, self.fields)
        field = next((name for name in self.fields.text if name in batch), self.fields.text[0])
        one = not any(isinstance(batch.get(name), list) for name in (field, *self.fields.html))
        rows = {name: [value] if one else value for name, value in batch.items()}
        known = {COLUMN: account_type()}
        table = pa.table({name: pa.array(value, known.get(name)) for name, value in rows.items()})
        clean = self._cleaner.clean_batch(table, self.fields)
        out = {name: clean[name].to_pylist() for name in (field, COLUMN)}
        return {name: values[0] for name, values in out.items()} if one else out


def _again(config: Config, fields: Fields, version: str, rules_hash: str) -> CleanMap:
    made = CleanMap(config, fields)
    if (made.version, made.rules_hash) != (version, rules_hash):
        raise ConfigError(
            f"this was made with cleaner {version} and rules {rules_hash}, and here are "
            f"{made.version} and {made.rules_hash}: install the same on all machines"
        )
    return made
