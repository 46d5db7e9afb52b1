"""Files that grow beside their place and appear under their name when they are complete."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from tempfile import gettempdir
from typing import Any, BinaryIO

from cleaner.errors import ConfigError, InputError
from cleaner.io.compress import BLOCK, Encoder, codec_of
from cleaner.io.files import disk_trouble, like
from cleaner.io.storage import is_url, publish, stdout

STDOUT = "-"
"""The path that means stdout."""

_numbers = count()

Finisher = Callable[[str, str], None]
"""Makes the final file (second path) of a part (first path), for formats that end with an index."""


class Output:
    """One file that is written: `write`, then `finish` or `discard`.

    A part is kept beside the file. With `state()`, which flushes to the disk, another Output goes
    on where this one stood: give it as `state`. Compression goes by the suffix, unless what is
    written is `packed` already. `unique` parts are
    this Output's own, on whatever machine of a cluster; others can be found again. Devices, pipes
    and stdout are written at once. Those of URLs grow in `folder`, or in the temporary one.
    Raises ConfigError if the file cannot be opened, ProcessingError if writing fails.
    """

    def __init__(
        self,
        path: str,
        state: dict[str, Any] | None = None,
        finisher: Finisher | None = None,
        unique: bool = False,
        folder: str | None = None,
        packed: bool = False,
    ) -> None:
        self.path, self._finisher = path, finisher
        self._file: BinaryIO
        self._rest = bytearray()
        self._device = False
        self._done = False
        if path == STDOUT:
            self._device, self._file, self._encoder = True, stdout(), Encoder("")
            return
        try:
            self._old = None if is_url(path) else _old(path)
            self._target = path if is_url(path) else os.path.realpath(path)
            home = os.path.dirname(self._target) if not is_url(path) else folder or gettempdir()
            if self._old is not None and not os.path.isfile(self._target):
                if os.path.isdir(self._target):
                    raise ConfigError(f"cannot write {path}: it is a folder")
                self._device, self.part = True, self._target
                self._file = open(self._target, "wb")  # noqa: SIM115
            else:
                os.makedirs(home, exist_ok=True)
                name = os.path.basename(self._target)
                if is_url(path):  # parts of other folders grow in this one, too
                    from hashlib import sha256

                    name = f"{sha256(path.encode()).hexdigest()[:12]}-{name}"
                self.part = os.path.join(home, part_name(name, unique))
                self._file = open(self.part, "r+b" if state else "w+b")  # noqa: SIM115
        except OSError as err:
            raise ConfigError(f"cannot write {path}: {err.strerror}") from None
        self._encoder = Encoder("" if finisher or packed or self._device else codec_of(path))
        if state:
            self._resume(state)

    def _resume(self, state: dict[str, Any]) -> None:
        with disk_trouble(self.path):
            self._file.seek(0, os.SEEK_END)
            if self._file.tell() < state["size"]:
                raise ConfigError(
                    f"{self.part} is shorter than the run knows it: it cannot go on; "
                    "start anew, without --resume"
                )
            self._file.truncate(state["size"])
            self._file.seek(0)
        try:
            self._encoder.resume(state["encoder"], iter(lambda: self._file.read(BLOCK), b""))
        except InputError as err:
            raise ConfigError(f"{self.part} cannot be gone on with: {err}") from None
        self._file.seek(0, os.SEEK_END)
        self._rest = bytearray(b64decode(state["rest"]))
        self._done = state["done"]

    def write(self, data: bytes) -> None:
        """Add to the file."""
        with disk_trouble(self.path):
            if not self._encoder.codec:
                self._file.write(data)
                return
            self._rest += data
            while len(self._rest) >= BLOCK:
                self._file.write(self._encoder.block(bytes(self._rest[:BLOCK])))
                del self._rest[:BLOCK]

    def flush(self) -> None:
        """Hand what was written to the system."""
        with disk_trouble(self.path):
            self._file.flush()

    def state(self) -> dict[str, Any]:
        """Where the file stands, for JSON; what is before that is on the disk."""
        with disk_trouble(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())
            return {
                "path": self.path,
                "part": self.part,
                "size": self._file.tell(),
                "encoder": self._encoder.state(),
                "rest": b64encode(self._rest).decode(),
                "done": self._done,
            }

    def complete(self, sync: bool = True) -> None:
        """Write what ends the file; it stays beside its place until `finish`."""
        if self._done or self._device:
            return
        with disk_trouble(self.path):
            if self._rest:
                self._file.write(self._encoder.block(bytes(self._rest)))
                self._rest.clear()
            self._file.write(self._encoder.finish())
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())
        self._done = True

    def finish(self, sync: bool = True) -> None:
        """Complete the file and give it its name; with `sync` it is on the disk before."""
        self.complete(sync)
        with disk_trouble(self.path):
            if self._device:
                self.close()
                return
            self._file.close()
            made = self.part
            if self._finisher:
                made = f"{self.part}-made"
                self._finisher(self.part, made)  # a failure leaves the part to try again
            if self._old is not None:
                like(self._old, made)
            publish(made, self.path if is_url(self.path) else self._target)
            if made != self.part:
                os.unlink(self.part)

    def close(self) -> None:
        """Leave the part as it is, to go on with later."""
        if self.path == STDOUT:
            self._file.flush()
            return
        with suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """Leave what is under this name as it was."""
        self.close()
        if not self._device:
            for path in (self.part, f"{self.part}-made"):
                with suppress(OSError):
                    os.unlink(path)


def sync(path: str) -> None:
    """Make sure that a file is on the disk."""
    if is_url(path):
        return
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def part_name(name: str, unique: bool = False) -> str:
    """What the growing file of this name is called."""
    if not unique:
        return f".{name}.cleaner-part"
    from platform import node

    host = "".join(c if c.isalnum() or c in ".-" else "-" for c in node())
    return f".{name}.cleaner-{host}-{os.getpid()}-{next(_numbers)}"


def _old(path: str) -> os.stat_result | None:
    return os.stat(path) if os.path.exists(path) else None
