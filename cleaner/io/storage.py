"""Local paths and, with fsspec, URLs (`s3://`, `gs://`, `hf://`, `memory://`)."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from cleaner.errors import ConfigError, InputError, ProcessingError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(path: str) -> bool:
    """Whether a path is one for fsspec."""
    return _URL.match(path) is not None


def is_pipe(path: str) -> bool:
    """Whether a path is a named pipe, or one that a shell made (`<(…)`, `/dev/stdin`)."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def same(path: str) -> str:
    """One name for one file, whatever it is called."""
    return path if is_url(path) else os.path.realpath(path)


def need(module: str, extra: str, what: str) -> Any:
    """An optional module. Raises ConfigError that names the extra to install."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as err:
        raise ConfigError(
            f"{what} needs the package {module.partition('.')[0]}: "
            f"pip install 'scrape-cleaner[{extra}]' ({err})"
        ) from None


def filesystem(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Raises ConfigError if it cannot be had."""
    core = need("fsspec.core", "cloud", url)
    try:
        system, path = core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as err:
        raise ConfigError(f"{url}: {err}") from None
    return system, path


def reach(url: str) -> None:
    """Raises ConfigError if nothing can be had of this file system: better now than when all is
    done and shall be written."""
    try:
        _info(*filesystem(url))
    except ConfigError:
        raise
    except Exception as err:
        raise ConfigError(f"cannot write {url}: {err}") from None


def _info(system: Any, path: str) -> dict[str, Any] | None:
    """What a file system says of a path, None if it is not there. Raises what its client raises:
    `exists` and `isdir` of many say no where nothing could be asked."""
    try:
        return cast("dict[str, Any]", system.info(path))
    except FileNotFoundError:
        return None


def stdin() -> BinaryIO:
    """The input of this process. Raises InputError if it has none."""
    if sys.stdin is None:  # whoever started it has closed it
        raise InputError("stdin is closed")
    return sys.stdin.buffer


def stdout() -> BinaryIO:
    """The output of this process. Raises ConfigError if it has none."""
    if sys.stdout is None:
        raise ConfigError("stdout is closed: name a file with -o")
    return sys.stdout.buffer


def open_input(path: str) -> BinaryIO:
    """A file to read. Raises InputError with the reason if it cannot be opened."""
    with reading():
        if is_url(path):
            system, inner = filesystem(path)
            return cast("BinaryIO", system.open(inner, "rb"))
        return open(path, "rb")


@contextmanager
def reading() -> Iterator[None]:
    """Errors of the outside in words. Raises InputError."""
    try:
        yield
    except OSError as err:
        raise InputError(f"cannot read: {err.strerror or err or type(err).__name__}") from None
    except Exception as err:
        if type(err).__module__.split(".")[0] in ("builtins", "cleaner"):
            raise
        raise InputError(f"cannot read: {err or type(err).__name__}") from None  # a client's own


def size_of(path: str) -> int:
    """Size in bytes; 0 if it is not known."""
    try:
        with reading():
            if is_url(path):
                system, inner = filesystem(path)
                return int(system.size(inner) or 0)
            return os.stat(path).st_size
    except InputError:
        return 0


def listed(url: str) -> tuple[list[str], str]:
    """The files that a URL names, in order, and the folder that they lie in; "" if it is one file
    or a pattern. Raises InputError if there are none."""
    system, path = filesystem(url)
    root = ""
    with reading():
        if any(c in path for c in "*?["):
            found = system.glob(path)
        else:
            about = _info(system, path)
            if about is None:
                raise InputError("cannot read: there is no such object")
            found = [path]
            if about["type"] == "directory":
                found, root = system.find(path), system.unstrip_protocol(path)
    return [system.unstrip_protocol(one) for one in sorted(found)], root


def below(path: str, folder: str) -> str:
    """The path relative to a folder that it lies in."""
    if is_url(folder):
        return path.removeprefix(folder.rstrip("/")).lstrip("/")
    return os.path.relpath(path, folder)


def joined(folder: str, name: str) -> str:
    """The path of what is called `name` in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_url(folder) else os.path.join(folder, name)


def publish(part: str, path: str) -> None:
    """Give a finished local file its name: rename it, or upload it, which is whole or not at all.

    Raises ProcessingError.
    """
    if not is_url(path):
        os.replace(part, path)
        return
    system, inner = filesystem(path)
    try:
        parent = system._parent(inner)
        if parent:
            system.makedirs(parent, exist_ok=True)
        system.put_file(part, inner)
    except Exception as err:
        raise ProcessingError(f"cannot write {path}: {err}") from err
    os.unlink(part)
