"""Files in and out: finding inputs, telling what they hold, writing whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EPIPE
from typing import BinaryIO, NamedTuple

from cleaner.errors import ConfigError, InputError, ProcessingError
from cleaner.io import compress
from cleaner.io.storage import is_url, listed

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".warc": "warc",
    ".wet": "warc",
}
"""What a file with this suffix holds; behind it there may be that of a compression."""

PACKED = {**SUFFIXES, ".json": "jsonl"}
"""The same for compressed files: `.json.gz` is how some corpora call JSON lines."""

ENDINGS = (
    *SUFFIXES,
    *(f"{suffix}{codec}" for suffix, kind in PACKED.items() for codec in compress.SUFFIXES
      if kind not in ("parquet", "arrow")),
)  # fmt: skip
"""What the names of files end in that are taken from folders."""

SNIFFED = 1 << 16
"""Bytes looked at to tell what an input holds."""


class Input(NamedTuple):
    """An input file: its path, and the argument it came from (itself or a folder)."""

    path: str
    root: str


class Found(NamedTuple):
    """Inputs, what went wrong as (path, message), and files of folders that have another suffix."""

    inputs: list[Input]
    failures: list[tuple[str, str]]
    others: list[str]


def find_inputs(
    arguments: Iterable[str],
    suffixes: Iterable[str] = ENDINGS,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    excludes: Callable[[str], bool] = lambda path: False,
) -> Found:
    """Expand files, folders and globs.

    From folders come the files with one of `suffixes`, sorted, hidden ones left out. `exclude` are
    globs for what folders and globs yield, and with `force_exclude` for files that are named, too;
    so is `excludes`, which is asked for every path.
    """
    inputs: dict[str, Input] = {}
    failures: list[tuple[str, str]] = []
    others: dict[str, None] = {}
    endings = tuple(suffixes)
    for argument in arguments:
        named = False
        if is_url(argument):
            try:
                listing, root = listed(argument)
            except InputError as err:
                failures.append((argument, str(err)))
                continue
            found = [Input(p, root or p) for p in listing if not root or _ends(p, endings)]
            others.update(dict.fromkeys(p for p in listing if root and not _ends(p, endings)))
            if not found:
                failures.append((argument, f"no files here that end in {_listed(endings)}"))
        elif os.path.isdir(argument):
            before = len(failures)
            files = list(_walk(argument, failures))
            found = [Input(p, argument) for p in files if _ends(p, endings)]
            others.update(dict.fromkeys(p for p in files if not _ends(p, endings)))
            if not found and len(failures) == before:
                failures.append((argument, f"no files here that end in {_listed(endings)}"))
        else:
            paths = _globbed(argument)
            named = paths == [argument]
            found = [Input(p, p) for p in paths]
            if not found:
                failures.append((argument, "nothing matches this pattern"))
        for item in found:
            if (named and not force_exclude) or not (
                is_excluded(item.path, exclude) or excludes(item.path)
            ):
                inputs.setdefault(item.path, item)
    return Found(list(inputs.values()), failures, [p for p in others if p not in inputs])


def _ends(path: str, endings: tuple[str, ...]) -> bool:
    return path.lower().endswith(endings)


def _listed(endings: tuple[str, ...]) -> str:
    return ", ".join(one for one in endings if one.count(".") == 1)


def _walk(folder: str, failures: list[tuple[str, str]]) -> Iterator[str]:
    def failed(error: OSError) -> None:
        failures.append((str(error.filename), f"cannot read: {error.strerror}"))

    for root, folders, files in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.normpath(os.path.join(root, name))


def _globbed(argument: str) -> list[str]:
    if os.path.lexists(argument) or not any(c in argument for c in "*?["):
        return [argument]
    from glob import glob

    return sorted(path for path in glob(argument, recursive=True) if not os.path.isdir(path))


def is_excluded(path: str, patterns: Sequence[str]) -> bool:
    """Whether a glob matches the path, its last part, or a folder above it (`*` crosses `/`)."""
    if not patterns:
        return False
    relative, absolute = (
        p.replace(os.sep, "/") for p in (os.path.normpath(path), os.path.abspath(path))
    )
    return any(
        matches(absolute if os.path.isabs(pattern) else relative, (pattern,))
        for pattern in patterns
    )


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a glob is a path with slashes, its last part, or a folder above it (`*` crosses `/`)."""
    from fnmatch import fnmatchcase

    for pattern in patterns:
        pattern = pattern.removeprefix("./").removeprefix("**/").rstrip("/")
        for wanted in (pattern, f"*/{pattern}", f"{pattern}/*", f"*/{pattern}/*"):
            if fnmatchcase(path, wanted):
                return True
    return False


def read_file(path: str, max_bytes: int | None = None) -> bytes:
    """The bytes of a file. Raises InputError with the reason if it cannot be read."""
    try:
        with open(path, "rb") as file:
            if max_bytes is None:
                return file.read()
            content = file.read(max_bytes + 1)
    except OSError as err:
        raise InputError(f"cannot read: {err.strerror}") from None
    if len(content) > max_bytes:
        raise InputError(f"larger than {max_bytes:,} bytes (see --max-bytes)")
    return content


# ---- what an input holds

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"WARC/1.": "warc"}
_ARRAY = re.compile(rb'\s*\[\s*\{\s*"')
_RECORD = re.compile(rb'\s*\{\s*"(?:[^"\\]|\\.){0,200}"\s*:')


def kind_of(path: str) -> str | None:
    """What the suffix says a file holds, one of `SUFFIXES`' kinds; None for a suffix unknown."""
    plain = compress.without_suffix(path)
    known = SUFFIXES if plain == path else PACKED
    return known.get(os.path.splitext(plain)[1].lower())


def sniff(head: bytes) -> str:
    """What an input holds by its first bytes: `jsonl`, `html`, `text`, `parquet`, `arrow`, `warc`.

    JSON lines are told by a first line that begins like an object with a key, even if that line
    turns out to be broken: no text begins so. Raises InputError for a JSON array of objects.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    if _ARRAY.match(head):
        raise InputError(
            "this is a JSON array, and JSON lines are expected: one object a line, without brackets "
            "and commas around them (jq -c '.[]' makes them)"
        )
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if _RECORD.match(head):
        return "jsonl"
    return "html" if _HTML.match(head) else "text"


# ---- writing


@contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A file to write that appears under its name when it is complete, or not at all.

    It is written beside, flushed to the disk and renamed; an existing file keeps its mode and, where
    that is possible, its owner. Symbolic links are followed. Devices and pipes are written at once.
    Raises ConfigError if it cannot be opened, ProcessingError if writing fails (a full disk).
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    try:
        old = os.stat(target) if os.path.exists(target) else None
        if old is not None and not os.path.isfile(target):
            if os.path.isdir(target):
                raise ConfigError(f"cannot write {path}: it is a folder")
            with open(target, "wb") as device:
                yield device
            return
        os.makedirs(folder, exist_ok=True)
        temporary, file = _beside(folder)
    except OSError as err:
        raise ConfigError(f"cannot write {path}: {err.strerror}") from None
    try:
        with disk_trouble(path):
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                like(old, temporary)
            os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def disk_trouble(path: str) -> Iterator[None]:
    """Errors of writing in words. Raises ProcessingError."""
    try:
        yield
    except OSError as err:
        if err.errno == EPIPE:  # another stream's reader went away
            raise
        name = "stdout" if path == "-" else path
        raise ProcessingError(f"cannot write {name}: {err.strerror}") from None


def write_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all; see `whole_file`."""
    with whole_file(path) as file:
        file.write(content)


def _beside(folder: str) -> tuple[str, BinaryIO]:
    number = 0
    while True:
        path = os.path.join(folder, f".cleaner-{os.getpid()}-{number}.tmp")
        try:
            return path, open(path, "xb")
        except FileExistsError:
            number += 1


def like(old: os.stat_result, path: str) -> None:
    """Give a file the mode and, where that is possible, the owner that another had."""
    new = os.stat(path)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid) and hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, old.st_uid, old.st_gid)
    os.chmod(path, old.st_mode & 0o7777)
