"""Errors of the package.

CleanerError                      everything this package raises on purpose
├── ConfigError                   wrong option or configuration        exit code 2
├── RuleError                     a rule file is broken                exit code 2
├── InputError                    an input could not be read           exit code 3
└── ProcessingError               one document could not be cleaned    exit code 3

An argument of the wrong type is a TypeError, as everywhere in Python.
"""

from __future__ import annotations

from typing import NamedTuple


class CleanerError(Exception):
    """Base of all errors raised on purpose; `exit_code` is the command line's."""

    exit_code = 2


class ConfigError(CleanerError):
    """A wrong option or configuration value."""


class NoRuleError(ConfigError):
    """A rule or pack that is to be switched off is not there; `name` is what it was called."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name, self._message = name, message

    def __str__(self) -> str:
        return self._message


class Problem(NamedTuple):
    """One thing wrong in a rule file. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class RuleError(CleanerError):
    """One or more rule files are broken; `problems` names every place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class InputError(CleanerError):
    """An input that cannot be read: unreadable, binary, truncated, unknown encoding."""

    exit_code = 3


class ProcessingError(CleanerError):
    """A document that could not be cleaned, for example a pattern that ran out of time."""

    exit_code = 3
