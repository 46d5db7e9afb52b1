"""Web archives written: cleaned texts as records of the type `conversion`, as in WET files.

Such a record names the one that its text came from (`WARC-Refers-To`) and has digests of its block,
which is its payload, too. Its own id follows from these two, so that the same input gives the same
bytes. What was found about the document and version, rule-set hash and flags are in its header
`X-Cleaner`, as JSON. A page that could not be cleaned stays as it was, header and block, but for that
one line.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from cleaner.io.audit import encode_text
from cleaner.io.compress import Encoder

if TYPE_CHECKING:
    from cleaner.io.formats.warc import Page

HEADER = "x-cleaner"
"""The header that is the cleaner's own."""

ALONE = ("gz", "zst")
"""Compressions of which each record is a member or frame of its own, so that readers can seek."""

_KEPT = {
    "WARC-Target-URI": "warc-target-uri",
    "WARC-Date": "warc-date",
    "WARC-Identified-Content-Language": "warc-identified-content-language",
}


def conversion(page: Page, text: str | None, metadata: Mapping[str, Any], codec: str) -> bytes:
    """A record with the clean text of `page`; the page as it was where there is none.

    codec: `gz` or `zst` for a record that is compressed by itself, else "".
    """
    about = json.dumps(metadata)  # ASCII on one line, whatever it holds
    if text is None:
        return record(_with(page.head, about), page.block, codec)
    block = encode_text(text)
    digest = _digest(block)
    headers = {
        "WARC-Type": "conversion",
        **{name: page.headers[key] for name, key in _KEPT.items() if key in page.headers},
        "WARC-Record-ID": f"<{name_of(page, text)}>",
        "WARC-Refers-To": _source(page),
        "WARC-Block-Digest": digest,
        "WARC-Payload-Digest": digest,
        "Content-Type": "text/plain",
        "X-Cleaner": about,
        "Content-Length": str(len(block)),
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return record("\r\n".join(["WARC/1.0", *lines, "", ""]).encode(), block, codec)


def name_of(page: Page, text: str | None) -> str:
    """The id of the record that `conversion` makes, without brackets."""
    if text is None:
        return page.headers["warc-record-id"].strip("<>")
    return uuid5(NAMESPACE_URL, f"{_source(page)} {_digest(encode_text(text))}").urn


def record(head: bytes, block: bytes, codec: str) -> bytes:
    """A record of this header, which ends with its empty line."""
    raw = head + block + b"\r\n\r\n"
    if codec not in ALONE:
        return raw
    encoder = Encoder(codec)
    return encoder.block(raw) + encoder.finish()


def _source(page: Page) -> str:
    """The record that the text came from: a conversion of a conversion is one of the page."""
    own = page.headers["warc-record-id"]
    return (
        page.headers.get("warc-refers-to", own)
        if page.headers.get("warc-type") == "conversion"
        else own
    )


def _digest(block: bytes) -> str:
    return f"sha1:{b32encode(sha1(block, usedforsecurity=False).digest()).decode()}"


def _with(head: bytes, about: str) -> bytes:
    """A header with that of the cleaner at its end, instead of an earlier one."""
    end = b"\r\n" if b"\r\n" in head else b"\n"
    lines = head.removesuffix(end * 2).split(end)
    kept = [one for one in lines if not one.lower().startswith(HEADER.encode() + b":")]
    return end.join([*kept, b"X-Cleaner: " + about.encode(), b"", b""])
