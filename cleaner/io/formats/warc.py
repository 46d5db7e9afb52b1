"""WARC and WET, by FastWARC. Extents are bytes of the file as it is.

Behind a damaged member reading goes on at the next one that can be found, so that one bad sector
does not cost the rest of a file.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b32encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO, Literal, NamedTuple

from cleaner.errors import InputError
from cleaner.io.compress import codec_of, decoded, pieces
from cleaner.io.conversion import HEADER
from cleaner.io.formats import BATCH, END, Chunk, Damage, Limits, Source
from cleaner.io.storage import need, open_input, reading, size_of

_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")
_MANDATORY = ("WARC-Type", "WARC-Record-ID", "Content-Length")
_WANTED = ("response", "resource", "conversion")
_TYPE = re.compile("[a-z-]+")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_PLAIN = re.compile(rb"WARC/1\.\d\r?\n(?:WARC|Content)-")


class Page(NamedTuple):
    """A record of an archive: its headers (names in lower case) and its block, undecoded; whether it
    is what its digests say, where there are some; and its header as it stands in the file."""

    headers: dict[str, str]
    block: bytes
    sound: bool = True
    head: bytes = b""


def extent(source: Source) -> int:
    """Bytes of the file."""
    return size_of(source.path)


def read(
    source: Source, start: int, stop: int | None, position: Any, limits: Limits
) -> Iterator[Chunk]:
    """Responses, resources and conversions that begin in `start:stop`, as `Page` or `Damage`."""
    if position == END:
        return
    batch: list[Page | Damage] = []
    at, number = position or (start, 0)
    first, size = number + 1, 0
    records = _records(source, at, start if position is None else at, limits)
    broken: InputError | None = None
    while True:
        try:
            found = next(records, None)
        except InputError as err:  # all that came before it comes out
            broken = err
            break
        if found is None:
            break
        source.seen[:] = [found.at]
        number += 1
        if stop is not None and found.at >= stop:
            number -= 1
            break
        if size >= BATCH:
            yield Chunk(batch, first, size, [found.at, number - 1])
            batch, first, size = [], number, 0
        if found.page is None:
            number -= 1  # not for the cleaner
            continue
        batch.append(found.page)
        size += found.size
    if batch:
        yield Chunk(batch, first, size, END)
    if broken:
        raise broken


class _Found(NamedTuple):
    at: int
    page: Page | Damage | None
    size: int


def _records(source: Source, at: int, start: int, limits: Limits) -> Iterator[_Found]:
    warc = need("fastwarc.warc", "warc", "WARC")
    codec = codec_of(source.path)
    with open_input(source.path) as plain:
        file: Any = plain
        if codec in ("bz2", "xz", "zst"):
            file = _Unpacked(plain, codec)
            begin: int | None = 0
        else:
            begin = at if at == 0 else _next(file, at, codec)
        lost: _Lost | None = None
        while begin is not None:
            if begin:
                file.seek(begin)
            last, error, good = begin, "", False
            try:
                archive = warc.ArchiveIterator(
                    file,
                    record_types=warc.WarcRecordType.any_type,
                    parse_http=False,
                    fsspec_args=False,
                )
                for record in archive:
                    last, good = record.stream_pos, False
                    if last < start:
                        good = True
                        continue
                    length = record.content_length
                    missing = [name for name in _MANDATORY if name not in record.headers]
                    if missing:
                        error = f"its header has no {', '.join(missing)}"
                        break
                    # names and types in any case (WARC 1.1, section 4), which FastWARC overlooks
                    kind = record.headers["WARC-Type"].lower()
                    if not _TYPE.fullmatch(kind) or int(record.headers["Content-Length"]) != length:
                        error = "its header is damaged"
                        break
                    page: Page | Damage | None = None
                    if length > limits.record:
                        why = f"a record of {length:,} bytes (see --max-record-bytes)"
                        page, length = Damage(f"byte {last}", why), 0
                    elif kind in _WANTED:
                        block = record.reader.read()
                        if len(block) != length:
                            error = f"only {len(block):,} of its {length:,} bytes are there"
                            break
                        about = {k.lower(): v for k, v in record.headers.items()}
                        about["warc-type"] = kind
                        head = BytesIO()
                        record.headers.write(head)
                        page = Page(about, block, _sound(about, block), head.getvalue())
                    if lost:
                        yield lost.told(last)
                        lost = None
                    good = True
                    yield _Found(last, page, length)
            except InputError as err:
                error = str(err)
            except (OSError, ValueError, RuntimeError, UnicodeError) as err:
                error = str(err) or type(err).__name__
            if not error:
                if last == 0 and not good and not _is_archive(source, codec):
                    raise InputError("this is no WARC file")
                if isinstance(file, _Unpacked) or not _more(file, last, codec):
                    break
                error = "it is cut off"
            if lost is None or lost.behind:
                lost = _Lost(last, error, good)
            begin = None if isinstance(file, _Unpacked) else _next(file, last + 1, codec)
        if lost:
            if lost.at == 0 and not lost.behind:
                raise InputError(f"this is no WARC file, or it is damaged: {lost.error}")
            yield lost.told(None)


def _sound(headers: dict[str, str], block: bytes) -> bool:
    """Whether a record is not known to be another one than its digests were made of.

    That of the payload counts where there is none of the block, and the payload is whole (WARC 1.1,
    section 5.9). Some writers take it before a transfer encoding is undone, others after that.
    """
    digest = headers.get("warc-block-digest", "")
    if _kind(digest):
        return _is_of(digest, block)
    digest = headers.get("warc-payload-digest", "")
    if not _kind(digest) or "warc-truncated" in headers:
        return True
    if headers.get("warc-type") != "response":
        return _is_of(digest, block)
    return not block.startswith(b"HTTP/") or any(_is_of(digest, one) for one in _payloads(block))


def _kind(digest: str) -> str:
    kind = digest.partition(":")[0].lower()
    return kind if kind in ("md5", "sha1", "sha256") else ""


def _is_of(digest: str, data: bytes) -> bool:
    wanted = digest.partition(":")[2].rstrip("=").lower()
    found = hashlib.new(_kind(digest), data, usedforsecurity=False)
    return wanted in (
        found.hexdigest(), b32encode(found.digest()).decode().rstrip("=").lower(),
    )  # fmt: skip


def _payloads(block: bytes) -> Iterator[bytes]:
    yield block.partition(b"\r\n\r\n")[2]
    with suppress(OSError, ValueError, RuntimeError):
        for record in chain(_parsed(block, "transfer"), _parsed(block, "all")):
            yield record.reader.read()


class _Lost(NamedTuple):
    """What cannot be read: from the record at this byte on, or from the end of that record on."""

    at: int
    error: str
    behind: bool

    def told(self, until: int | None) -> _Found:
        start = (
            f"behind the record at byte {self.at:,}" if self.behind else f"from byte {self.at:,}"
        )
        end = "to the end" if until is None else f"to byte {until:,}"
        damage = Damage(f"byte {self.at}", f"unreadable {start} {end}: {self.error}")
        return _Found(self.at, damage, 0)


def _more(file: BinaryIO, at: int, codec: str) -> bool:
    """Whether there is something behind the record that begins at `at`."""
    with reading():
        file.seek(at)
        if codec == "gz":
            member, begun = zlib.decompressobj(31), False
            while not member.eof:
                piece = file.read(1 << 16)
                if not piece:
                    return begun
                begun = True
                member.decompress(piece)
            return bool((member.unused_data + file.read(64)).strip(b"\0"))
        head = file.read(1 << 16)
        end = re.search(rb"\r?\n\r?\n", head)
        length = re.search(rb"(?i)\ncontent-length:\s*(\d+)", head)
        if end is None or length is None:
            return False
        file.seek(at + end.end() + int(length[1]))
        return bool(file.read(1 << 16).strip())


def _is_archive(source: Source, codec: str) -> bool:
    with open_input(source.path) as file:
        head = next(decoded(pieces(file), codec), b"")
    return not head or head.lstrip().startswith(b"WARC/")


def _next(file: BinaryIO, at: int, codec: str) -> int | None:
    """Where the next record begins at `at` or behind it; None if there is none."""
    pattern = _GZIP if codec == "gz" else _PLAIN
    window = 1 << 16
    while True:
        with reading():
            file.seek(at)
            data = file.read(window)
        for found in pattern.finditer(data):
            here = at + found.start()
            if codec != "gz" or _is_member(file, here):
                return here
        if len(data) < window:
            return None
        at += window - 32


def _is_member(file: BinaryIO, at: int) -> bool:
    with reading():
        file.seek(at)
        try:
            return zlib.decompressobj(31).decompress(file.read(4096), 64).startswith(b"WARC/")
        except zlib.error:
            return False


class _Unpacked:
    """A decompressed stream for FastWARC. Its positions are those of the content."""

    def __init__(self, file: BinaryIO, codec: str) -> None:
        self._stream = decoded(pieces(file), codec)
        self._rest = b""
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._stream, b"")
            if not piece:
                return b""
            self._rest = piece
        size = len(self._rest) if size < 0 else size
        out, self._rest = self._rest[:size], self._rest[size:]
        self._at += len(out)
        return out

    def tell(self) -> int:
        return self._at


# ---- in the worker


class HtmlBytes(bytes):
    """A page as it came, and the charset that HTTP declared."""

    charset: str | None = None


def known_of(page: Page) -> dict[str, Any]:
    """What the headers of a page say: id, url, crawl_date, and `metadata` if it was cleaned before."""
    headers = page.headers
    out: dict[str, Any] = {
        "id": headers.get("warc-record-id", "").strip("<>") or None,
        "url": headers.get("warc-target-uri", "").strip("<>") or None,
        "crawl_date": headers.get("warc-date"),
    }
    if HEADER in headers:  # it was cleaned before: what was found then stays
        with suppress(ValueError, RecursionError):
            metadata = json.loads(headers[HEADER])
            if isinstance(metadata, dict):
                out["metadata"] = metadata
    return out


def record_of(page: Page) -> dict[str, Any] | None:
    """The record of a page: what is known of it, and `text` or `html`; None if it is no text.

    Raises InputError if its HTTP part is broken, or its bytes are no text.
    """
    headers, out = page.headers, known_of(page)
    languages = headers.get("warc-identified-content-language", "")
    if languages and "," not in languages:
        out["language"] = languages
    kind, charset, body = _media(headers.get("content-type", "")), None, page.block
    if headers.get("warc-type") == "response":
        if not page.block.startswith(b"HTTP/"):
            return None
        kind, charset, body = _http(page)
    if kind[0] not in _TEXT_TYPES:
        return None
    charset = charset or kind[1]
    if headers.get("warc-type") == "conversion" or kind[0] == "text/plain":
        from cleaner.text.decode import decode

        out["text"] = decode(body).text
    else:
        out["html"] = HtmlBytes(body)
        out["html"].charset = charset
    return out


def _http(page: Page) -> tuple[tuple[str, str | None], str | None, bytes]:
    try:
        for record in _parsed(page.block, "all"):
            kind = _media(record.http_content_type or "")
            return kind, record.http_charset, record.reader.read()
    except (OSError, ValueError, RuntimeError) as err:
        raise InputError(f"the HTTP response is broken: {err}") from None
    raise InputError("the HTTP response is broken")


def _parsed(block: bytes, decoding: Literal["transfer", "all"]) -> Iterable[Any]:
    """A block as a record whose HTTP part FastWARC reads."""
    from fastwarc.warc import ArchiveIterator

    lines = [b"WARC/1.0", b"WARC-Type: response", b"Content-Type: application/http"]
    lines.append(b"Content-Length: %d" % len(block))
    raw = b"\r\n".join([*lines, b"", block, b"", b""])
    archive: Iterable[Any] = ArchiveIterator(BytesIO(raw), auto_decode=decoding)
    return archive


def _media(header: str) -> tuple[str, str | None]:
    kind, *rest = header.split(";")
    charset = next(
        (r.split("=", 1)[1] for r in rest if r.strip().lower().startswith("charset=")), None
    )
    return kind.strip().lower(), charset.strip(" \"'") if charset else None
