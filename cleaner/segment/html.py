"""HTML pages by trafilatura: it finds the main text; what it would spoil is shielded.

By default the page model finds it (`cleaner.page.html`); metadata is read by `page_metadata`.
The source of the ledger is the extracted text. Extractor and version are part of the result.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import category, normalize

from cleaner.document import Evidence, Metadata, Result
from cleaner.errors import ProcessingError

if TYPE_CHECKING:
    from cleaner.text.decode import Decoded


class Extracted(NamedTuple):
    """The main text of a page, what the page says about itself, and what extracted it.

    `metadata.language` is what the page declares. `text` is "" where no main text was found.
    """

    text: str
    metadata: Metadata
    extractor: str
    evidence: tuple[Evidence, ...] = ()

    def merged(self, result: Result) -> Result:
        """`result`, the cleaned text, with what the page's markup adds to it.

        What the text tells stands, the markup fills the gaps: a byline or tags that a rule took out
        of the text were on the page for readers to see. Two exceptions. The title is the markup's,
        unless the first line of the text is the same without the name of the site. And a date is
        the markup's, which has seen more (the text around the heading, too), unless that of the
        text agrees and is more precise.
        """
        told, page = result.metadata, self.metadata
        values: dict[str, Any] = {
            name: getattr(told, name) or getattr(page, name) for name in Metadata.__slots__
        }
        values["title"] = _better_title(told.title, page.title)
        for name in ("date_published", "date_modified"):
            values[name] = _better_date(getattr(told, name), getattr(page, name))
        metadata = Metadata(**values)
        empty = not self.text and "no-content" not in result.flags
        return replace(
            result,
            metadata=metadata,
            evidence=_that_hold(metadata, result.evidence, self.evidence),
            flags=(*result.flags, "no-content") if empty else result.flags,
            extractor=self.extractor,
        )


def _that_hold(metadata: Metadata, *evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence for the values that were taken, one for each. That of the text goes first; where
    the markup says the same, it is as sure as the surer of both."""
    values = metadata.to_dict()
    out: dict[tuple[str, str], Evidence] = {}
    for one in (one for part in evidence for one in part):
        told = values[one.field]
        if one.value != told and not (isinstance(told, list) and one.value in told):
            continue
        first = out.setdefault((one.field, one.value), one)
        if one.confidence > first.confidence:
            out[one.field, one.value] = first._replace(confidence=one.confidence)
    return tuple(out.values())


def extract(
    html: str | bytes,
    url: str | None = None,
    reference: str | None = None,
    markup: str = "text",
) -> Extracted:
    """Extract main text (comments at its end) and metadata of a page. Bytes are decoded first.

    url: where the page came from, for the site's name and for links. reference: the day it was
    fetched (ISO 8601): no date is later. markup: `text`, or `markdown`, which keeps what the page
    says about headings, lists, tables, code and quotations.
    Raises InputError for bytes that are no text, ProcessingError if trafilatura fails.
    """
    if isinstance(html, bytes):
        html = decode_html(html).text
    from cleaner.segment import page_metadata

    whole = html
    if markup == "markdown":
        from cleaner.segment.markdown import render, with_code

        html = with_code(html)
    shield = Shield(html)
    document = _trafilatura(shield.up(html), url)
    metadata, evidence = page_metadata.read(whole, url, reference)
    if document is None:
        return Extracted("", metadata, _extractor(), evidence)
    if markup == "markdown":
        text = render(document)
    else:
        text = "\n".join(part for part in (document.text, document.comments) if part).strip()
    return Extracted(
        _without_hollow_lines(normalize("NFC", shield.down(text))), metadata, _extractor(), evidence
    )


def _trafilatura(html: str, url: str | None) -> Any:
    import logging

    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate"):
        logger = logging.getLogger(name)
        if not logger.handlers:  # its complaints are ours to make
            logger.addHandler(logging.NullHandler())
    if not _MARKUP.search(html):
        html = f"<html><body>\n{html}\n</body></html>"  # a fragment
    try:
        return bare_extraction(
            html,
            url=url,
            with_metadata=False,  # read by `page_metadata`, from the page as it is
        )
    except Exception as err:
        raise ProcessingError(
            f"trafilatura failed on this page: {type(err).__name__}: {err}"
        ) from err


_MARKUP = re.compile(r"<(?:html|body|!doctype)\b", re.I)


@lru_cache(maxsize=1)
def _extractor() -> str:
    from importlib.metadata import version

    return f"trafilatura {version('trafilatura')}"


# ---- characters that trafilatura deletes


class Shield:
    """Puts letters in the place of characters that trafilatura would delete, and takes them back.

    trafilatura drops every character that is neither printable nor white space: zero-width joiners
    and non-joiners, soft hyphens, direction marks, tag sequences (flags), the C1 controls that tell
    mojibake, and letters and emoji newer than Python's tables. Each such character of a page,
    written out or as an entity, is mapped to a letter of its own that the page does not hold.
    """

    def __init__(self, html: str) -> None:
        held = set(html)
        self._written: dict[str, str] = {}
        for match in _REFERENCE.finditer(html):
            char = _meant(match)
            held.add(char)
            if char and _endangered(char):
                self._written[match[0]] = char
        if "\\u" in html:
            for script in _JSON_LD.finditer(html):
                for match in _ESCAPE.finditer(script[0]):
                    char = chr(int(match[1], 16))
                    if _endangered(char) and category(char) != "Cs":
                        self._written[match[0]] = char
        endangered = {char for char in held if char and _endangered(char)}
        endangered.update(self._written.values())
        free = (chr(c) for c in _STAND_INS if chr(c) not in held)
        self._up = dict(zip(map(ord, sorted(endangered)), free, strict=False))
        self._down = {ord(letter): chr(c) for c, letter in self._up.items()}

    def up(self, html: str) -> str:
        """The page with stand-ins."""
        if not self._up:
            return html
        if self._written:
            html = _REFERENCE.sub(self._plain, html)
            html = _JSON_LD.sub(lambda script: _ESCAPE.sub(self._plain, script[0]), html)
        return html.translate(self._up)

    def _plain(self, match: re.Match[str]) -> str:
        return self._written.get(match[0], match[0])

    def down(self, text: str) -> str:
        """Text of the page with its own characters again."""
        return text.translate(self._down) if self._down else text


# Letters of Linear A and of the CJK extension G: trafilatura knows nothing about them, they are
# letters to every Python, and hardly any page holds them.
_STAND_INS = (*range(0x10600, 0x10737), *range(0x30000, 0x3134B))

_REFERENCE = re.compile(r"&(?:#([0-9]{2,7})|#[xX]([0-9a-fA-F]{2,6})|([a-zA-Z]{2,31}));?")
_JSON_LD = re.compile(r"<script\b[^>]*\bld\+json\b[^>]*>.*?</script", re.I | re.S)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _endangered(char: str) -> bool:
    kind = category(char)
    if kind == "Cc":
        return "\x80" <= char <= "\x9f" and char != "\x85"
    # surrogates are not only deleted, they make the parser give up
    return not (char.isprintable() or char.isspace())


def _meant(match: re.Match[str]) -> str:
    """The character that a reference in HTML stands for; "" if that is none or several."""
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        from html.entities import html5

        char = html5.get(name + (";" if match[0].endswith(";") else ""), "")
        return char if len(char) == 1 else ""
    code = int(decimal) if decimal else int(hexadecimal, 16)
    # references to C1 and to surrogates have a meaning of their own in HTML
    return "" if code < 0xA0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def _without_hollow_lines(text: str) -> str:
    """Without lines of format characters and spaces: empty paragraphs that the stand-ins filled."""
    if text.isprintable():
        return text
    return "\n".join(line for line in text.split("\n") if not _hollow(line)).strip()


def _hollow(line: str) -> bool:
    inked = "".join(line.split())
    return inked != "" and all(category(c) == "Cf" for c in inked)


# ---- metadata


def _better_title(told: str | None, page: str | None) -> str | None:
    if not told or not page:
        return page or told
    short, long = (" ".join(title.split()).casefold() for title in (told, page))
    before, found, behind = long.partition(short)
    # a site's name is set off: "Title | Site", "Site: Title"
    apart = not before.rstrip()[-1:].isalnum() and not behind.lstrip()[:1].isalnum()
    return told if found and apart else page


def _better_date(told: str | None, page: str | None) -> str | None:
    if told and page and told.startswith(page):
        return told
    return page or told


# ---- bytes

_META_CHARSET = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([a-zA-Z0-9_:.+-]+)""", re.I)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([a-zA-Z0-9_:.+-]+)""", re.I)
_HEAD = 4096  # bytes in which a charset is looked for


def decode_html(content: bytes, charset: str | None = None) -> Decoded:
    """Decode a page: byte order mark, valid UTF-8, declared charset, then as any other text.

    charset: what HTTP declares; it goes before what the page says itself. Raises InputError.
    """
    from cleaner.text.decode import decode

    head = content[:_HEAD]
    found = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    return decode(content, charset, found and found[1].decode("ascii"))
