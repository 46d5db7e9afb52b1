"""Clean scraped text: take the site's chrome away, mend encoding, and account for every change.

>>> import cleaner
>>> result = cleaner.clean("…scraped text…")
>>> result.undo() == result.source
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.decide.edits import OffsetMap, apply, undo
    from cleaner.document import Edit, Finding, Metadata, Result
    from cleaner.errors import CleanerError, ConfigError, InputError, ProcessingError, RuleError
    from cleaner.pipeline import Cleaner

__all__ = [
    "Cleaner",
    "CleanerError",
    "Config",
    "ConfigError",
    "Edit",
    "Finding",
    "InputError",
    "Metadata",
    "OffsetMap",
    "ProcessingError",
    "Result",
    "RuleError",
    "apply",
    "clean",
    "undo",
]

# Names are imported when they are first used: the command line must start in a moment.
_HOMES = {
    "Cleaner": "cleaner.pipeline",
    "Config": "cleaner.config",
    "OffsetMap": "cleaner.decide.edits",
    "apply": "cleaner.decide.edits",
    "undo": "cleaner.decide.edits",
    **dict.fromkeys(("Edit", "Finding", "Metadata", "Result"), "cleaner.document"),
    **dict.fromkeys(
        ("CleanerError", "ConfigError", "InputError", "ProcessingError", "RuleError"),
        "cleaner.errors",
    ),
}

_default: Cleaner | None = None


def clean(source: str | bytes, **known: Any) -> Result:
    """Clean one text, or bytes, with the default configuration; see `Cleaner.clean`."""
    global _default
    if _default is None:
        from cleaner.pipeline import Cleaner

        _default = Cleaner()
    return _default.clean(source, **known)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
