"""A cleaner that can be sent to other processes and machines, which must have the same rules."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import ConfigError
from cleaner.io.fields import Fields
from cleaner.io.records import FIELDS

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner


class Pinned:
    """What is sent are configuration, fields, version and rule-set hash; the rules are loaded where
    it arrives. Raises ConfigError there if they are other rules than those here."""

    def __init__(self, config: Config | None = None, fields: Fields = FIELDS) -> None:
        from cleaner import __version__

        self.config, self.fields = config or Config(), fields
        self.rules_hash = self.cleaner.rules_hash
        self.version = __version__

    @cached_property
    def cleaner(self) -> Cleaner:
        """The cleaner."""
        from cleaner.pipeline import Cleaner

        return Cleaner(self.config)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.config, self.fields, self.version, self.rules_hash)


def _again(
    kind: type[Pinned], config: Config, fields: Fields, version: str, rules_hash: str
) -> Pinned:
    made = kind(config, fields)
    if (made.version, made.rules_hash) != (version, rules_hash):
        raise ConfigError(
            f"this was made with cleaner {version} and rules {rules_hash}, and here are "
            f"{made.version} and {made.rules_hash}: install the same on all machines"
        )
    return made
