"""HTML entities that were left over in text.

Only closed ones (`&amp;`) are looked at. They are unescaped to the end, so that a second pass finds
nothing, or not at all; never to a character that `repair` would have to take out again.
"""

from __future__ import annotations

import re

from cleaner.decide.edits import apply, compose
from cleaner.document import Edit

_CLOSED = (
    r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)*"  # &amp;amp;lt; in one go: chains may be long
    r"(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][0-9A-Za-z]{1,31});"
)
ENTITY = re.compile(_CLOSED)
_ENTITY_OR_CODE = re.compile(_CLOSED + "|`[^`]+`")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Controls, line breaks, surrogates and noncharacters are no text: their entities stay as they are.
_NONCHARACTERS = "".join(chr(i) + chr(i + 1) for i in range(0x1FFFE, 0x110000, 0x10000))
_NO_TEXT = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_NONCHARACTERS}]"
)
_ROUNDS = 4


def unescape(line: str) -> list[Edit]:
    """Edits that unescape the entities of a line to the end, or none.

    Lines with HTML tags and code between backticks are markup and stay as they are, and so do
    entities that are still not at their end after a few rounds (`&lt&semi;` needs two).
    """
    if not ENTITY.search(line) or ("<" in line and _TAG.search(line)):
        return []
    edits: list[Edit] = []
    for _ in range(_ROUNDS):
        found = _one_round(line)
        if not found:
            return edits
        edits = compose(edits, found, line)
        line = apply(line, found)
    return []


def _one_round(line: str) -> list[Edit]:
    edits = []
    for match in _ENTITY_OR_CODE.finditer(line):
        if match[1]:
            after = _character(match[1]) or f"&{match[1]};"
            if after != match[0]:
                edits.append(Edit(*match.span(), match[0], after, ("repair/entities",)))
    return edits


def _character(name: str) -> str:
    """The text that an entity stands for, "" if it is unknown or must not be unescaped."""
    if name[0] == "#":
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if code > 0x10FFFF:
            return ""
        # as in HTML, numbers of C1 controls mean the characters of Windows-1252
        text = bytes([code]).decode("windows-1252", "ignore") if 0x80 <= code <= 0x9F else chr(code)
    else:
        from html.entities import html5  # 2,231 names: only loaded when there is an entity

        text = html5.get(name + ";", "")
        if not text and name.isupper():  # P&EACUTE;REZ: put in capitals with its entities
            text = html5.get(name.lower() + ";", "").upper()
    return "" if _NO_TEXT.search(text) else text
