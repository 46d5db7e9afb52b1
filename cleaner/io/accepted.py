"""Findings that somebody has looked at and accepted: the file `.cleanerignore`.

    [notes/bridge.md]
    3f2a9c1b77d0 en/share/prompt  Share this:

A section a file (paths are relative to the list's folder), a line a finding: hash of the text line,
rule or repair, and for readers the beginning of the line. Lines are known by what they say, not by
their number, so a finding stays accepted wherever its line moves, and is new when its line changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b

from cleaner.decide.keep import NOTHING, Keep, Kept
from cleaner.document import Result
from cleaner.errors import ConfigError
from cleaner.io.files import read_file, write_file

_HEAD = "# Findings that are accepted. `cleaner check --baseline PATH…` writes this file.\n"
_SHOWN = 60  # characters of a line that readers see
_ROUNDS = 10  # what goes may uncover something else


class Accepted:
    """The accepted findings of a corpus. Raises ConfigError, with file and line, if the list is
    broken.

    causes: the rules and repairs that the file names, each with its line (from 1).
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))
        self._files: dict[str, dict[tuple[str, str], str]] = {}
        self.causes: list[tuple[int, str]] = []
        if os.path.exists(path):
            self._read(read_file(path).decode("utf-8", "surrogateescape"))

    def keep(self, path: str) -> Keep | None:
        """What is kept in a file; None where nothing is."""
        entries = self._files.get(self._name(path))
        return _keep(entries) if entries else None

    def replace(self, path: str, cleanings: list[Callable[[Keep], Result]]) -> int:
        """Accept whatever cleaning finds in the texts of a file, in place of what was accepted there.

        Each cleaning is called until it finds nothing any more. Returns how many entries there are.
        """
        entries: dict[tuple[str, str], str] = {}
        for clean in cleanings:
            for _ in range(_ROUNDS):
                found = _entries(clean(_keep(entries)))
                if found.keys() <= entries.keys():
                    break
                entries.update(found)
        name = self._name(path)
        self._files.pop(name, None)
        if entries:
            if not name.isprintable():
                raise ConfigError(f"{name!r} cannot be listed in {self.path}: rename the file")
            self._files[name] = entries
        return len(entries)

    def write(self) -> None:
        """Write the list, without files that are gone; an empty list is taken away."""
        out = [_HEAD]
        for name in sorted(self._files):
            if os.path.exists(os.path.join(self.folder, name)):
                out.append(f"\n[{name}]\n")
                entries = self._files[name].items()
                out.extend(
                    f"{digest} {cause}  {shown}\n"
                    for (digest, cause), shown in sorted(entries, key=lambda pair: pair[0][::-1])
                )
        if len(out) > 1:
            write_file(self.path, "".join(out).encode("utf-8", "surrogateescape"))
        elif os.path.exists(self.path):
            os.unlink(self.path)

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def _read(self, text: str) -> None:
        entries: dict[tuple[str, str], str] | None = None
        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip("\r")
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("[") and line.endswith("]"):
                entries = self._files.setdefault(line[1:-1], {})
                continue
            digest, cause, *shown = line.split(None, 2)[:3] if " " in line else ("", "")
            if entries is None or len(digest) != 2 * _SIZE or "/" not in cause:
                raise ConfigError(
                    f"{self.path}:{number}: expected [PATH], or a hash and a rule; "
                    "`cleaner check --baseline` writes the file anew"
                )
            self.causes.append((number, cause))
            entries[digest, cause] = shown[0] if shown else ""


_SIZE = 6


def _digest(line: str) -> str:
    return blake2b(line.strip().encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def _keep(entries: dict[tuple[str, str], str]) -> Keep:
    rules: dict[str, set[str]] = {}
    for digest, cause in entries:
        rules.setdefault(digest, set()).add(cause)

    def keep(text: str) -> Kept:
        if not rules:
            return NOTHING
        digests = map(_digest, text.splitlines())
        return {i: frozenset(rules[d]) for i, d in enumerate(digests) if d in rules}

    return keep


def _entries(result: Result) -> dict[tuple[str, str], str]:
    """What would have to be accepted for a result to change nothing. White space does not count."""
    lines = result.source.splitlines()
    found = [(f.lines[0], f.rule) for f in result.findings if f.acts]
    for edit in result.edits:
        number = max(1, len(result.source[: edit.start + 1].splitlines()))
        found += [(number, cause) for cause in edit.causes if cause.startswith("repair/")]
    out = {}
    for number, cause in found:
        line = lines[min(number, len(lines)) - 1]
        shown = "".join(c if c.isprintable() else " " for c in line.strip()[:_SHOWN])
        out[_digest(line), cause] = shown.strip()
    return out
