"""Compressed streams: read to the last good byte, written so that a run can go on in the middle.

What is written does not depend on how it was cut into calls: `Encoder` takes blocks of a fixed
size. gz is one member (its blocks are compressed for themselves, as pigz does), zst is one frame
(many readers stop after the first one), bz2 and xz are one stream a block.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cleaner.errors import InputError
from cleaner.io.storage import need

SUFFIXES = {".gz": "gz", ".zst": "zst", ".bz2": "bz2", ".xz": "xz"}
"""Compressions by suffix."""

BLOCK = 1 << 20
"""Bytes of content that `Encoder.block` takes at once; only the last one is shorter."""

_MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}
_GZ_LEVEL, _ZST_LEVEL = 3, 3  # levels that cost less than the cleaning
_GZ_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_INPUT = 1 << 16
_ZST_INPUT = 1 << 13  # its decoder gives back all at once; a small input cannot become a large one


def codec_of(path: str) -> str:
    """The compression that the suffix names, "" for none."""
    for suffix, codec in SUFFIXES.items():
        if path.lower().endswith(suffix):
            return codec
    return ""


def without_suffix(path: str) -> str:
    """The path without the suffix of its compression."""
    codec = codec_of(path)
    return path[: -len(codec) - 1] if codec else path


def sniffed(head: bytes) -> str:
    """The compression of a stream by its first bytes, "" for none."""
    return next((codec for magic, codec in _MAGIC.items() if head.startswith(magic)), "")


# ---- reading


def _zst_decoder() -> Any:
    zstandard = need("zstandard", "zstd", "reading .zst")
    return zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()


def _decoders(codec: str) -> Callable[[], Any]:
    if codec == "gz":
        return lambda: zlib.decompressobj(31)
    if codec == "bz2":
        from bz2 import BZ2Decompressor

        return BZ2Decompressor
    if codec == "xz":
        from lzma import LZMADecompressor

        return LZMADecompressor
    return _zst_decoder


def decoded(pieces: Iterable[bytes], codec: str) -> Iterator[bytes]:
    """The content of a compressed stream, members and frames one after another.

    All that can be read comes out; then InputError is raised if the stream is damaged or ends in
    the middle, with the place.
    """
    if not codec:
        yield from pieces
        return
    make = _decoders(codec)
    decoder: Any = None
    at = done = 0
    try:
        for piece in pieces:
            for data in _cut(piece, _ZST_INPUT) if codec == "zst" else (piece,):
                at += len(data)
                while data:
                    if decoder is None:
                        data = data.lstrip(b"\0") if done and codec in ("gz", "xz") else data
                        if not data:
                            break
                        decoder = make()
                    out, data = _step(decoder, data, codec)
                    if out:
                        done += len(out)
                        yield out
                    if decoder.eof:
                        data = decoder.unused_data
                        decoder = None
                        done = max(done, 1)
    except InputError:
        raise
    except (zlib.error, OSError, EOFError, ValueError) as err:
        raise InputError(_damaged(codec, at, done, err)) from None
    except Exception as err:
        if type(err).__name__ not in ("LZMAError", "ZstdError"):
            raise
        raise InputError(_damaged(codec, at, done, err)) from None
    if decoder is not None:
        raise InputError(
            f"the {codec} stream ends in the middle, at byte {at:,}: it is truncated; "
            f"{done:,} bytes of content could be read"
        )


def _damaged(codec: str, at: int, done: int, err: Exception) -> str:
    return (
        f"the {codec} stream is damaged before byte {at:,} ({err}); "
        f"{done:,} bytes of content could be read"
    )


def _step(decoder: Any, data: bytes, codec: str) -> tuple[bytes, bytes]:
    """Some content, and what is left of the input."""
    if codec == "gz":
        out = decoder.decompress(data, BLOCK)
        return out, b"" if decoder.eof else decoder.unconsumed_tail
    if codec == "zst":
        return decoder.decompress(data), b""
    out = decoder.decompress(data, BLOCK)
    if not decoder.eof and not decoder.needs_input:
        parts = [out]
        while not decoder.eof and not decoder.needs_input:
            parts.append(decoder.decompress(b"", BLOCK))
        out = b"".join(parts)
    return out, b""


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def pieces(stream: Any, size: int = _INPUT) -> Iterator[bytes]:
    """A binary stream as pieces; from a pipe they come as soon as there is something."""
    from cleaner.io.storage import reading

    read = getattr(stream, "read1", stream.read)
    while True:
        with reading():
            piece = read(size)
        if not piece:
            return
        yield piece


# ---- writing


class Encoder:
    """Compresses block after block. `state` says where it stands; with the state and what was
    written so far another encoder goes on, to the very same bytes."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self._crc = self._size = 0
        self._frame: Any = None
        if codec == "zst":
            zstandard = need("zstandard", "zstd", "writing .zst")
            self._frame = zstandard.ZstdCompressor(
                level=_ZST_LEVEL, write_checksum=True
            ).compressobj()
            self._flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def block(self, data: bytes) -> bytes:
        """Compress one block of `BLOCK` bytes, or the last one."""
        first = not self._size
        self._size += len(data)
        if self.codec == "gz":
            packer = zlib.compressobj(_GZ_LEVEL, zlib.DEFLATED, -15)
            out = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
            self._crc = zlib.crc32(data, self._crc)
            return _GZ_HEAD * first + out
        if self.codec == "zst":
            packed: bytes = self._frame.compress(data) + self._frame.flush(self._flush)
            return packed
        if self.codec == "bz2":
            from bz2 import compress

            return compress(data)
        if self.codec == "xz":
            import lzma

            return lzma.compress(data, preset=1)
        return data

    def finish(self) -> bytes:
        """What ends the stream."""
        if self.codec == "gz":
            size = (self._size & 0xFFFFFFFF).to_bytes(4, "little")
            return _GZ_HEAD * (not self._size) + b"\x03\0" + self._crc.to_bytes(4, "little") + size
        if self.codec == "zst":
            packed: bytes = self._frame.flush()
            return packed
        return b"" if self._size else self.block(b"")

    def state(self) -> list[int]:
        """Where this encoder stands."""
        return [self._crc, self._size]

    def resume(self, state: list[int], written: Iterable[bytes]) -> None:
        """Go on where another encoder stood. `written` is what it wrote.

        A zst frame refers back to what it holds, so its content is compressed once more.
        Raises InputError if `written` is not what this encoder would have written.
        """
        self._crc, self._size = state
        if self.codec != "zst":
            return
        rest = bytearray()
        length = made = 0

        def counted() -> Iterator[bytes]:
            nonlocal length
            for piece in written:
                length += len(piece)
                yield piece

        try:
            for out in decoded(counted(), "zst"):
                rest += out
                while len(rest) >= BLOCK:
                    made += len(self.block(bytes(rest[:BLOCK])))
                    del rest[:BLOCK]
        except InputError as err:
            if not str(err).startswith("the zst stream ends in the middle"):
                raise
        if rest or made != length:
            raise InputError("it was written by another version of zstandard")
