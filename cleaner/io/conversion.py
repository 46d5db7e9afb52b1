"""Web archives written: cleaned texts as records of the type `conversion`, as in WET files.

Such a record names the one that its text came from (`WARC-Refers-To`) and has a digest of its block.
Its own id follows from these two, so that the same input gives the same bytes. What was found about
the document and version, rule-set hash and flags are in its header `X-Cleaner`, as JSON.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from cleaner.io.compress import Encoder

if TYPE_CHECKING:
    from cleaner.io.formats.warc import Page

HEADER = "x-cleaner"
"""The header that is the cleaner's own."""

ALONE = ("gz", "zst")
"""Compressions of which each record is a member or frame of its own, so that readers can seek."""

_KEPT = ("warc-target-uri", "warc-date", "warc-identified-content-language")


def conversion(page: Page, text: str | None, metadata: Mapping[str, Any], codec: str) -> bytes:
    """A record with the clean text of `page`; the page as it was where there is none.

    codec: `gz` or `zst` for a record that is compressed by itself, else "".
    """
    about = json.dumps(metadata)  # ASCII on one line, whatever it holds
    if text is None:
        return _record({**page.headers, HEADER: about}, page.block, codec)
    block = text.encode("utf-8", "replace")
    digest = f"sha1:{b32encode(sha1(block, usedforsecurity=False).digest()).decode()}"
    source = page.headers["warc-record-id"]
    if page.headers.get("warc-type") == "conversion":
        source = page.headers.get("warc-refers-to", source)
    return _record(
        {
            "warc-type": "conversion",
            **{name: page.headers[name] for name in _KEPT if name in page.headers},
            "warc-record-id": f"<{uuid5(NAMESPACE_URL, f'{source} {digest}').urn}>",
            "warc-refers-to": source,
            "warc-block-digest": digest,
            "content-type": "text/plain",
            HEADER: about,
        },
        block,
        codec,
    )


def _record(headers: Mapping[str, str], block: bytes, codec: str) -> bytes:
    named = {**headers, "content-length": str(len(block))}
    lines = [f"{_named(key)}: {value}" for key, value in named.items()]
    raw = "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"
    if codec not in ALONE:
        return raw
    encoder = Encoder(codec)
    return encoder.block(raw) + encoder.finish()


def _named(header: str) -> str:
    """As the standard writes it; the case means nothing."""
    parts = header.split("-")
    return "-".join(p.upper() if p in ("warc", "id", "uri", "ip") else p.title() for p in parts)
