"""What the hooks for text and for records have in common: files, summary, exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from cleaner.cli.options import tools_of
from cleaner.cli.reporters import Place, Reporter, reporter
from cleaner.decide.keep import Keep
from cleaner.document import Result
from cleaner.errors import InputError
from cleaner.io.files import find_inputs

if TYPE_CHECKING:
    from cleaner.io.exemptions import Idle

_DONE = {"check": "to clean", "diff": "to clean", "fix": "cleaned"}


class Text(NamedTuple):
    """A text of a file: where it is, and how it is cleaned. Cleaning it raises InputError."""

    place: Place
    clean: Callable[[Keep], Result]


class Hook:
    """One run over files. mode: `check`, `diff`, `fix` or `accept`.

    Takes its keys from `options`. Raises ConfigError for a configuration that is not possible.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()
    max_bytes: ClassVar[int] = 0

    def __init__(self, mode: str, style: str, options: dict[str, Any]) -> None:
        self.mode = mode
        self.tools = tools_of(options)
        self.options = options
        self.report: Reporter = reporter(style, options["quiet"], options["statistics"])
        self.limit: int = options["max_bytes"] or self.tools.project.max_bytes or self.max_bytes

    def run(self) -> int:
        """Look at every file; returns the exit code."""
        for path, real in self.files():
            try:
                self.look(path, real)
            except InputError as err:
                self.report.failure(Place(path), str(err))
            self.report.files += 1
        self.report.end(_DONE[self.mode])
        return self.report.exit_code

    def look(self, path: str, real: str) -> None:
        """Look at a file, and write it if that is the mode. Raises InputError if it is skipped."""
        raise NotImplementedError

    def texts(self, path: str, real: str) -> Iterator[Text]:
        """The texts of a file. Raises InputError if it is skipped."""
        raise NotImplementedError

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file once: as it is named, and where it lies."""
        options = self.options
        inputs, failures, _ = find_inputs(
            options["paths"],
            self.suffixes,
            options["exclude"],
            options["force_exclude"],
            self.tools.project.excludes,
        )
        for path, message in failures:
            self.report.failure(Place(path), message)
        cleaner = self.tools.general().cleaner  # also where there is no file
        if self.tools.ignores and self.mode != "accept" and self.tools.accepted.causes:
            from cleaner.io.exemptions import in_list

            self.idle(self.tools.accepted.path, in_list(self.tools.accepted, cleaner))
        seen: set[str] = set()
        for item in inputs:
            real = os.path.realpath(item.path)
            if real in seen:
                continue
            seen.add(real)
            if os.path.islink(item.path):
                inside = item.root == item.path or real.startswith(
                    os.path.realpath(item.root) + os.sep
                )
                if not inside:
                    self.report.note(Place(item.path), f"left out, a link out of {item.root}")
                    continue
                self.report.note(Place(item.path), f"a symbolic link to {real}")
            yield item.path, real

    def idle(self, path: str, found: Iterable[Idle]) -> None:
        """Name exemptions that come to nothing."""
        for one in found:
            self.report.note(Place(path, line=one.line), one.message)

    def count_accepted(self, result: Result) -> None:
        """Count the findings of a text that somebody accepted."""
        self.report.accepted += sum(f.verdict == "kept: accepted" for f in result.findings)


def read_only(path: str) -> bool:
    """Whether nobody may write to a file; who took the right away meant it."""
    return not os.stat(path).st_mode & 0o222
