"""JSON lines, plain or compressed. Extents are bytes of the uncompressed stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cleaner.errors import InputError
from cleaner.io.compress import codec_of, decoded, pieces, sniffed
from cleaner.io.formats import BATCH, Chunk, Limits, Source
from cleaner.io.storage import open_input, size_of, stdin


class Piece(NamedTuple):
    """A part of a line that is too long to be held in memory. The last one may be empty."""

    data: bytes
    first: bool
    last: bool


def content(source: Source) -> Iterator[bytes]:
    """The uncompressed stream of an input in pieces. Raises InputError where it is damaged."""
    if source.path == "-":
        stream = stdin()

        def raw() -> Iterator[bytes]:
            if source.head:
                yield source.head
            yield from pieces(stream)

        yield from decoded(raw(), sniffed(source.head))
        return
    with open_input(source.path) as file:

        def watched() -> Iterator[bytes]:
            for piece in pieces(file):
                source.seen[:] = [sum(source.seen) + len(piece)]
                yield piece

        yield from decoded(watched(), codec_of(source.path))


def extent(source: Source) -> int:
    """Bytes of the stream; a compressed one is read through to know."""
    if codec_of(source.path):
        return sum(map(len, content(source)))
    return size_of(source.path)


def read(
    source: Source, start: int, stop: int | None, position: Any, limits: Limits
) -> Iterator[Chunk]:
    """The lines that begin in `start:stop`. A record is a line (bytes) or a `Piece` of one."""
    offset, line = position or (max(0, start - 1), 1)
    ahead = _Ahead(content(source), offset)
    batch = _Batch(offset, line)
    inside = start == 0 or position is not None  # else the first line is an earlier part's
    try:
        yield from _chunks(ahead, batch, inside, stop, limits, source.live)
    except InputError:  # all that came before it comes out
        if batch.lines:
            yield batch.cut()
        raise


def _chunks(
    ahead: _Ahead, batch: _Batch, inside: bool, stop: int | None, limits: Limits, live: bool
) -> Iterator[Chunk]:
    for n, found in enumerate(_split(ahead.rest(), limits.record)):
        if not inside and n == 0:
            batch.line += ahead.breaks
        if isinstance(found, Piece):
            if inside and found.first and stop is not None and batch.offset + batch.size >= stop:
                break
            if batch.lines:
                yield batch.cut()
            if inside:
                yield batch.of_piece(found)
            else:
                batch.of_piece(found)
                inside = found.last
            continue
        if not inside:
            batch.offset += len(found[0]) + 1
            batch.line += 1
            inside, found = True, found[1:]
        for one in found:
            if stop is not None and batch.offset + batch.size >= stop:
                if batch.lines:
                    yield batch.cut()
                return
            if len(one) > limits.record:
                if batch.lines:
                    yield batch.cut()
                yield batch.of_piece(Piece(one + b"\n", first=True, last=True))
                continue
            batch.add(one)
            if batch.size >= BATCH:
                yield batch.cut()
        if live and batch.lines:
            yield batch.cut()
    if batch.lines:
        yield batch.cut()


class _Batch:
    """Lines until they are a chunk, and where they stand."""

    def __init__(self, offset: int, line: int) -> None:
        self.offset, self.line = offset, line
        self.lines: list[bytes] = []
        self.size = 0

    def add(self, line: bytes) -> None:
        self.lines.append(line)
        self.size += len(line) + 1

    def cut(self) -> Chunk:
        first, lines, size = self.line, self.lines, self.size
        self.offset, self.line = self.offset + size, first + len(lines)
        self.lines, self.size = [], 0
        return Chunk(lines, first, size, [self.offset, self.line])

    def of_piece(self, piece: Piece) -> Chunk:
        first = self.line
        self.offset += len(piece.data)
        self.line += piece.last
        position = [self.offset, self.line] if piece.last else None
        return Chunk([piece], first, len(piece.data), position)


class _Ahead:
    """A stream behind its first `count` bytes, and the line breaks among these."""

    def __init__(self, stream: Iterator[bytes], count: int) -> None:
        self.breaks = 0
        self._stream, self._count = stream, count

    def rest(self) -> Iterator[bytes]:
        left, at_start = self._count, self._count == 0
        for piece in self._stream:
            if left:
                self.breaks += piece.count(b"\n", 0, left)
                left, piece = max(0, left - len(piece)), piece[left:]
            if at_start and piece:
                at_start = False
                if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise InputError("this is UTF-16; JSON lines are UTF-8")
            if piece:
                yield piece


def _split(stream: Iterator[bytes], limit: int) -> Iterator[list[bytes] | Piece]:
    """Whole lines without their breaks, and pieces of those that are longer than `limit`.

    What is left of the last line where a stream breaks off comes out like any other line.
    """
    rest: list[bytes] = []
    size, long = 0, False
    broken: InputError | None = None
    while True:
        try:
            piece = next(stream, b"")
        except InputError as err:
            broken, piece = err, b""
        if not piece:
            break
        if long:
            end = piece.find(b"\n") + 1
            yield Piece(piece[: end or len(piece)], first=False, last=bool(end))
            long, piece = not end, piece[end:] if end else b""
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join([*rest, piece[:cut]]).split(b"\n")[:-1]
            rest, size, piece = [], 0, piece[cut:]
        if piece:
            rest.append(piece)
            size += len(piece)
        if size > limit:
            yield Piece(b"".join(rest), first=True, last=False)
            rest, size, long = [], 0, True
    if long:
        yield Piece(b"", first=False, last=True)
    elif rest:
        yield [b"".join(rest)]
    if broken:
        raise broken
