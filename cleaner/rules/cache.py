"""The cache of compiled programs, and stamps that spare reading the rule files.

A program is kept under the hash of its rules. A stamp says which hash a set of files had, by their
paths, sizes, inodes and times; a start with a known stamp reads no rule file. No pickle: a cache
file cannot run code, and one that does not fit counts as none.
"""

from __future__ import annotations

import hashlib
import os
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from cleaner.rules.compile import FORMAT, Program

SHIPPED = "program.msgpack"
"""The compiled built-in rules beside their sources, in an installed package."""

KEPT = 8
"""Programs that are kept, and eight times as many stamps; the oldest go first."""

SETTLED = 2_000_000_000
"""Nanoseconds after a change until a file gets a stamp: a clock's tick can hide a second change."""


def cache_folder() -> Path | None:
    """Where compiled programs are kept: `$CLEANER_CACHE_DIR`, or `cleaner` in the user's cache.

    An empty `CLEANER_CACHE_DIR` switches the cache off.
    """
    named = os.environ.get("CLEANER_CACHE_DIR")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base) / "cleaner" if base else Path.home() / ".cache" / "cleaner"
    except RuntimeError:
        return None


def stamp(files: Iterable[tuple[str, Path]]) -> str | None:
    """What tells these files (name and path) in this state from any other; None where they have
    changed just now or cannot be looked at."""
    digest = hashlib.sha256(f"{FORMAT}".encode())
    newest = 0
    try:
        for name, path in files:
            at = os.stat(path)
            newest = max(newest, at.st_mtime_ns, at.st_ctime_ns)
            state = f"\0{name}\0{path}\0{at.st_size} {at.st_ino} {at.st_mtime_ns} {at.st_ctime_ns}"
            digest.update(state.encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return None if newest > time.time_ns() - SETTLED else digest.hexdigest()[:32]


def known(stamp: str | None) -> Program | None:
    """The program of a stamp, or None."""
    path = _file(f"stamp-{stamp}") if stamp else None
    if path is None:
        return None
    try:
        return get(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def shipped(folder: Path) -> Program | None:
    """The program that came with an installed package in its rule folder, or None."""
    try:
        return unpacked((folder / SHIPPED).read_bytes())
    except OSError:
        return None


def get(digest: str) -> Program | None:
    """The cached program of a hash, or None. What is damaged or of another version is none."""
    path = _file(_name(digest))
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        return None
    return unpacked(content, digest)


def unpacked(content: bytes, digest: str | None = None) -> Program | None:
    """The program in a file's content, or None if it is damaged, or of another version or hash."""
    body = memoryview(content)[4:]
    if zlib.crc32(body).to_bytes(4, "big") != content[:4]:
        return None
    try:
        program = msgspec.msgpack.decode(body, type=Program)
    except (msgspec.DecodeError, ValueError):
        return None
    fits = program.format == FORMAT and digest in (None, program.hash)
    return program if fits else None


def packed(program: Program) -> bytes:
    """The content of a program's file: a checksum and the program."""
    body = msgspec.msgpack.encode(program)
    return zlib.crc32(body).to_bytes(4, "big") + body


def put(program: Program, stamp: str | None) -> None:
    """Keep a program, and remember the stamp of its files. A cache that cannot be written is no
    reason to fail."""
    _write(_name(program.hash), packed(program))
    remember(stamp, program)


def remember(stamp: str | None, program: Program) -> None:
    """Remember that files with this stamp make this program."""
    if stamp:
        _write(f"stamp-{stamp}", program.hash.encode())


def _name(digest: str) -> str:
    from cleaner import __version__

    return f"rules-{__version__}-{FORMAT}-{digest}.msgpack"


def _file(name: str) -> Path | None:
    folder = cache_folder()
    return folder / name if folder else None


def _write(name: str, content: bytes) -> None:
    path = _file(name)
    if path is None:
        return
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, path)
        _prune(path.parent)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Forget the oldest files; another process may do so at the same time."""
    for pattern, most in (("rules-*.msgpack", KEPT), ("stamp-*", KEPT * 8)):
        found = list(folder.glob(pattern))
        if len(found) > most:
            found.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
            for path in found[most:]:
                path.unlink(missing_ok=True)
