"""Findings that somebody has looked at and accepted: the file `.cleanerignore`.

    [notes/bridge.md]
    # Ann wants this one to stay.
    3f2a9c1b77d0 en/share/prompt  Share this:

A section a file (paths are relative to the list's folder), a line a finding: hash of the text line,
rule or repair, and for readers the beginning of the line. Lines are known by what they say, not by
their number, so a finding stays accepted wherever its line moves, and is new when its line changes.

Comments stay when the list is written anew: one above an entry or a section goes with it (that of an
entry which is gone stays in its section), one before a blank line stands for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from hashlib import blake2b

from cleaner.decide.keep import NOTHING, Keep, Kept
from cleaner.document import Result
from cleaner.errors import ConfigError
from cleaner.io.files import read_file, write_file

Entries = dict[tuple[str, str], str]
"""Accepted findings of a file: the beginning of the line by its hash and the rule or repair."""

_HEAD = "# Findings that are accepted. `cleaner check --baseline PATH…` writes this file."
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
        self._files: dict[str, Entries] = {}
        self._comments: dict[tuple[str, ...], list[str]] = {}
        self.causes: list[tuple[int, str]] = []
        if os.path.exists(path):
            self._read(read_file(path).decode("utf-8", "surrogateescape"))

    def keep(self, path: str) -> Keep | None:
        """What is kept in a file; None where nothing is."""
        entries = self._files.get(self._name(path))
        return _keep(entries) if entries else None

    def of(self, path: str) -> Entries:
        """What is accepted in a file."""
        return dict(self._files.get(self._name(path), {}))

    def replace(self, path: str, entries: Entries) -> None:
        """Accept these findings in a file, and no others."""
        name = self._name(path)
        self._files.pop(name, None)
        if entries:
            if not name.isprintable():
                raise ConfigError(f"{name!r} cannot be listed in {self.path}: rename the file")
            self._files[name] = entries

    def write(self) -> None:
        """Write the list, without files that are gone; an empty list is taken away."""
        top = self._comments.get((), [])
        out = [_HEAD, *top]
        for name in sorted(self._files):
            if os.path.exists(os.path.join(self.folder, name)):
                out += ["", *self._comments.get((name, "above"), []), f"[{name}]"]
                out += self._section(name)
        if len(out) > 1:
            content = "".join(f"{line}\n" for line in out)
            write_file(self.path, content.encode("utf-8", "surrogateescape"))
        elif os.path.exists(self.path):
            os.unlink(self.path)

    def _section(self, name: str) -> Iterable[str]:
        entries = self._files[name]
        free = list(self._comments.get((name,), []))
        for key, lines in self._comments.items():
            if key[0:1] == (name,) and len(key) == 3 and key[1:] not in entries:
                free += lines
        if free:
            yield from (*free, "")
        for key, shown in sorted(entries.items(), key=lambda pair: pair[0][::-1]):
            yield from self._comments.get((name, *key), [])
            yield f"{key[0]} {key[1]}  {shown}"

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def _read(self, text: str) -> None:
        entries: Entries | None = None
        name: tuple[str, ...] = ()
        comments: list[str] = []

        def belong(*to: str) -> None:
            if comments:
                self._comments.setdefault(to, []).extend(comments)
                comments.clear()

        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip("\r")
            if not line.strip():
                belong(*name)
            elif line.startswith("#"):
                if line != _HEAD:
                    comments.append(line)
            elif line.startswith("[") and line.endswith("]"):
                name = (line[1:-1],)
                belong(*name, "above")
                entries = self._files.setdefault(line[1:-1], {})
            else:
                digest, cause, *shown = line.split(None, 2)[:3] if " " in line else ("", "")
                if entries is None or len(digest) != 2 * _SIZE or "/" not in cause:
                    raise ConfigError(
                        f"{self.path}:{number}: expected [PATH], or a hash and a rule; "
                        "`cleaner check --baseline` writes the file anew"
                    )
                belong(*name, digest, cause)
                self.causes.append((number, cause))
                entries[digest, cause] = shown[0] if shown else ""
        belong(*name)


def collect(
    clean: Callable[[Keep], Result],
    entries: Entries,
    line: int | None = None,
    cause: str | None = None,
) -> None:
    """Add to `entries` what cleaning a text finds, until it finds nothing any more.

    line: only on this line (from 1); cause: only this rule or repair, or those of this pack.
    """
    for _ in range(_ROUNDS):
        found = _entries(clean(_keep(entries)), line, cause)
        if found.keys() <= entries.keys():
            break
        entries.update(found)


_SIZE = 6


def _digest(line: str) -> str:
    return blake2b(line.strip().encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def _keep(entries: Entries) -> Keep:
    rules: dict[str, set[str]] = {}
    for digest, cause in entries:
        rules.setdefault(digest, set()).add(cause)

    def keep(text: str) -> Kept:
        if not rules:
            return NOTHING
        digests = map(_digest, text.splitlines())
        return {i: frozenset(rules[d]) for i, d in enumerate(digests) if d in rules}

    return keep


def _entries(result: Result, line: int | None, cause: str | None) -> Entries:
    """What would have to be accepted for a result to change nothing. White space does not count."""
    lines = result.source.splitlines()
    found = [(f.lines, f.rule) for f in result.findings if f.acts]
    for edit in result.edits:
        number = max(1, len(result.source[: edit.start + 1].splitlines()))
        found += [((number,), one) for one in edit.causes if one.startswith("repair/")]
    out = {}
    for numbers, one in found:
        if line is not None and line not in numbers:
            continue
        if cause is not None and one != cause and not one.startswith(f"{cause}/"):
            continue
        text = lines[min(numbers[0], len(lines)) - 1]
        shown = "".join(c if c.isprintable() else " " for c in text.strip()[:_SHOWN])
        out[_digest(text), one] = shown.strip()
    return out
