"""What a run of `clean` reads and where everything goes, settled before anything is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, NamedTuple

from cleaner.errors import ConfigError, InputError
from cleaner.io.files import SNIFFED, Found, Input, find_inputs, kind_of, sniff

STDIN = "-"
_OPEN = ([b"["], [b"[", b"{"], [b"[{"])  # lines with which an array may begin


class Job(NamedTuple):
    """One input: what it holds, and the file that it becomes (None: what all share)."""

    path: str
    kind: str
    target: str | None


class Plan:
    """Inputs, outputs and side files. Raises ConfigError for what cannot be meant.

    jobs: the inputs; failures: (path, message) of inputs that are not there or of no use; others:
    files of folders that are not for the cleaner; output: the file that all jobs without a target
    go to, None for stdout; sides: the side files by name.
    """

    def __init__(
        self,
        arguments: tuple[str, ...],
        output: str | None,
        source: str,
        target: str | None,
        sides: Mapping[str, str | None],
        show: bool,
    ) -> None:
        self._head = b""  # what was read of stdin to tell what it holds
        self.sides = {name: path for name, path in sides.items() if path}
        for name, path in self.sides.items():
            if path == STDIN:
                raise ConfigError(f"--{name} -: stdout is for what is clean; name a file")
        output = None if output == STDIN else output
        self.to_records = target == "jsonl"
        if STDIN in arguments:
            if len(arguments) > 1:
                raise ConfigError("stdin (-) is an input of its own: name no other beside it")
            found = Found([Input(STDIN, STDIN)], [], [])
        else:
            found = find_inputs(arguments)
        inputs, kinds = [], []
        self.failures, self.others = found.failures, found.others
        for item in found.inputs:
            try:
                kinds.append(source if source != "auto" else self._kind(item.path))
                inputs.append(item)
            except InputError as err:
                self.failures.append((item.path, str(err)))
        self.writes_records = self.to_records or "jsonl" in kinds
        if target == "text" and "jsonl" in kinds:
            raise ConfigError("JSON lines cannot become text: records would run into each other")
        records_only = all(self.to_records or kind == "jsonl" for kind in kinds)
        if output is None and len(found.inputs) > 1 and not (records_only or show):
            raise ConfigError(
                "several texts would run into each other on stdout: name a folder with -o, "
                "or take --to jsonl"
            )
        targets = self._targets(inputs, kinds, arguments, output, records_only)
        self.jobs = [
            Job(item.path, kind, path)
            for item, kind, path in zip(inputs, kinds, targets, strict=True)
        ]
        self.output = None if any(targets) else output
        self._check(found.inputs, output if any(targets) else None)

    def _kind(self, path: str) -> str:
        if path == STDIN:
            self._head = _first_lines(sys.stdin.buffer)
            return sniff(self._head)
        kind = kind_of(path)
        if kind is None:
            try:
                with open(path, "rb") as file:
                    kind = sniff(file.read(SNIFFED))
            except OSError:
                kind = "text"  # the run will say what is wrong with it
        return kind

    def _targets(
        self,
        inputs: list[Input],
        kinds: list[str],
        arguments: tuple[str, ...],
        output: str | None,
        records_only: bool,
    ) -> list[str | None]:
        if output is None or not inputs:
            return [None] * len(inputs)
        mirrored = any(item.root != item.path for item in inputs)
        into_one = records_only and output.lower().endswith((".jsonl", ".ndjson"))
        if not (
            os.path.isdir(output)
            or output.endswith(("/", os.sep))
            or ((mirrored or len(inputs) > 1) and not into_one)
        ):
            return [None] * len(inputs)
        if os.path.lexists(output) and not os.path.isdir(output):
            raise ConfigError(f"{output} is a file, and these inputs need a folder")
        if inputs[0].path == STDIN:
            raise ConfigError(f"stdin needs a file to go to, and {output} is a folder")
        base = _base(inputs, arguments)
        out: list[str | None] = []
        for item, kind in zip(inputs, kinds, strict=True):
            stem, suffix = os.path.splitext(os.path.relpath(item.path, base))
            if self.to_records and kind != "jsonl":
                suffix = ".jsonl"
            elif kind == "html":
                suffix = ".txt"
            out.append(os.path.join(output, stem + suffix))
        return out

    def _check(self, inputs: list[Input], folder: str | None) -> None:
        """No file may be two things: read and written, or written twice."""
        taken = {os.path.realpath(item.path): "an input" for item in inputs}
        outputs = [(job.target, job.path) for job in self.jobs if job.target]
        if self.output:
            outputs = [(self.output, "")]
        for path, name in outputs:
            real = os.path.realpath(path)
            what = taken.get(real)
            if what == "an input":
                raise ConfigError(f"{path} is an input, too; `cleaner fix` cleans files in place")
            if what:
                raise ConfigError(
                    f"{what} and {name} would both become {path}: rename one, clean them in two runs "
                    "into two folders, or take --to jsonl and one file (-o all.jsonl)"
                )
            taken[real] = name or "the output"
        for option, path in self.sides.items():
            real = os.path.realpath(path)
            if real in taken and (os.path.isfile(real) or not os.path.exists(real)):
                what = taken[real] if taken[real] != STDIN else "the output"
                raise ConfigError(f"--{option} {path}: this file is {what} already")
            taken[real] = f"that of --{option}"
        for item in inputs:
            if folder and item.root != item.path and _lies_in(folder, item.root):
                raise ConfigError(
                    f"{folder} lies in the input {item.root}: the next run would clean its output"
                )

    @contextmanager
    def lines(self, path: str) -> Iterator[Iterator[bytes]]:
        """The lines of an input. Raises InputError if it cannot be read."""
        if path == STDIN:
            yield _with_head(self._head, sys.stdin.buffer)
            return
        try:
            file = open(path, "rb")  # noqa: SIM115
        except OSError as err:
            raise InputError(f"cannot read: {err.strerror}") from None
        with file:
            yield _with_head(b"", file)

    def content(self, path: str) -> bytes:
        """The bytes of an input. Raises InputError if it cannot be read."""
        with self.lines(path) as lines:
            return b"".join(lines)


def _first_lines(stream: BinaryIO) -> bytes:
    """Enough of a stream to tell what it holds: the first line with ink, and more where that line
    alone does not tell (XML, HTML, an array)."""
    head = b""
    while len(head) < SNIFFED:
        line = stream.readline(SNIFFED)
        if not line:
            break
        head += line
        ink = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if ink and not ink.startswith((b"<!--", b"<?")) and ink.split() not in _OPEN:
            break
    return head


def _with_head(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    try:
        if head:
            lines = BytesIO(head).readlines()
            if not lines[-1].endswith(b"\n"):
                lines[-1] += stream.readline()
            yield from lines
        yield from stream
    except OSError as err:
        raise InputError(f"cannot read: {err.strerror}") from None


def _base(inputs: list[Input], arguments: tuple[str, ...]) -> str:
    """The folder that paths below OUT are relative to."""
    roots = list(dict.fromkeys(item.root for item in inputs))
    if len(arguments) == 1 and len(roots) == 1 and roots[0] != inputs[0].path:
        return roots[0]
    return os.path.commonpath([os.path.dirname(os.path.abspath(root)) for root in roots])


def _lies_in(path: str, folder: str) -> bool:
    inner, outer = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([inner, outer]) == outer
