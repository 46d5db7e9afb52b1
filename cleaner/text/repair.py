"""Repair: mend what accidents with encodings did to a text, and nothing else.

Lines that were misread as a whole are found first (`misread`), with the document as evidence. Then
each line is repaired until nothing changes, by steps that look at that line alone: so what is
repaired once stays as it is, and a text with nothing to repair costs a few scans at C speed. Style
(`style`) and all that scripts need (joiners, variation selectors, combining marks, spaces) is left
alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from cleaner.decide.edits import OffsetMap, apply, compose
from cleaner.document import Edit
from cleaner.text import entities, invisible, misread, mojibake, scans
from cleaner.text.characters import CORPUS

_EXOTIC_BREAKS = "\v\f\r\x1c\x1d\x1e\u2028\u2029"
_BREAK = re.compile(f"\r\n|[\n{_EXOTIC_BREAKS}]")
_ODD = (  # what some step may change wherever it stands, line breaks aside
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffc"
)
_ODD_CHARACTER = re.compile(f"[{_ODD}]")
_ODD_OR_BREAK = _ODD + _EXOTIC_BREAKS

_PASSES = 8
"""Most passes over a line. Two do for nearly all; only nested damage made on purpose needs more."""


def repair(
    text: str,
    in_code: Callable[[int], bool] | None = None,
    *,
    line_breaks: bool = True,
    fields: frozenset[str] = CORPUS,
) -> list[Edit]:
    """Return the edits that repair `text`, sorted and minimal; for a repaired text there are none.

    `in_code` says whether an offset of `text` lies in a code block: there entities, invisible
    characters and NFC are left alone. It is only asked about lines where these come up.
    `line_breaks=False` leaves the line breaks as they are; `fields` are those of
    `text.characters` that are switched on.
    """
    line_breaks = line_breaks and "line-breaks" in fields
    edits: list[Edit] = []
    for _ in range(_PASSES):
        if _is_clean(text):
            return edits
        found = misread.find(text) if "mojibake" in fields else []
        if found:
            edits, text = compose(edits, found, text), apply(text, found)
        elif not _is_suspicious(text):
            break
        asked = _seen_through(in_code, edits)
        more = _repair_lines(text, asked, line_breaks, fields)
        edits, text = compose(edits, more, text), apply(text, more)
        if not found and not (more and "mojibake" in fields and misread.find(text)):
            break
    return edits


def _seen_through(
    in_code: Callable[[int], bool] | None, edits: list[Edit]
) -> Callable[[int], bool] | None:
    """`in_code` for offsets of the text that `edits` made."""
    if in_code is None or not edits:
        return in_code
    offsets = OffsetMap(edits)
    return lambda offset: in_code(offsets.to_source(offset))


def _repair_lines(
    text: str, in_code: Callable[[int], bool] | None, line_breaks: bool, fields: frozenset[str]
) -> list[Edit]:
    """The edits of the steps that look at one line alone."""
    exotic = any(map(text.__contains__, _EXOTIC_BREAKS))  # much faster than a pattern
    breaks = [match.span() for match in _BREAK.finditer(text)] if exotic else []
    lines = _Lines(text, breaks) if exotic else _PlainLines(text)
    edits: list[Edit] = []
    for start, end in sorted(_damaged(text, lines)):
        asked = cache(partial(in_code, start)) if in_code else _never
        place = _Place(end < len(text), line_breaks, asked, fields)
        edits += _minimal(_settled(text[start:end], place), start)
    if line_breaks and exotic:
        edits += _line_breaks(text, breaks)
        edits.sort(key=lambda edit: edit.start)  # stable: at one place the line precedes its break
    return edits


def repair_text(text: str) -> str:
    """Return the repaired text."""
    return apply(text, repair(text))


# Which lines to look at

_MOST_RUNS = 500


def _is_clean(text: str) -> bool:
    """Whether there is surely nothing to repair: the fast way for the many texts that are fine.

    Where most characters are ASCII, the runs of others are few and recur (a quote, an accent): each
    different one is judged once. Other texts are to be scanned.
    """
    if "&" in text and entities.ENTITY.search(text):
        return False
    if not text.isascii() and scans.utf8_size(text) >= len(text) * 1.1:
        return False
    runs = scans.runs(text)
    return runs is not None and len(runs) < _MOST_RUNS and all(map(_is_harmless, runs))


def _is_suspicious(text: str) -> bool:
    """Whether a step that looks at one line may find something."""
    return bool(
        mojibake.suspects(_ODD_OR_BREAK).search(text)
        or ("&" in text and entities.ENTITY.search(text))
        or not unicodedata.is_normalized("NFC", text)
    )


@lru_cache(maxsize=4096)
def _is_harmless(text: str) -> bool:
    """Whether a run of characters beyond ASCII needs no repair, whatever ASCII is around it."""
    suspect = mojibake.suspects(_ODD_OR_BREAK)
    return not (
        suspect.search(f"{text}a")
        or suspect.search(f"{text} ")
        or misread.suspects().search(text)
        or unicodedata.combining(text[0])  # may be composed with the letter before it
        or not unicodedata.is_normalized("NFC", text)
    )


class _PlainLines:
    """The lines of a text that only line feeds break."""

    def __init__(self, text: str) -> None:
        self.text = text

    def around(self, at: int) -> tuple[int, int]:
        """The span of the line that an offset is in, without its break."""
        end = self.text.find("\n", at)
        return self.text.rfind("\n", 0, at) + 1, len(self.text) if end < 0 else end

    def all(self) -> Iterator[tuple[int, int]]:
        """The spans of all lines."""
        start = 0
        for line in self.text.split("\n"):
            yield start, start + len(line)
            start += len(line) + 1


class _Lines:
    """The lines between any breaks."""

    def __init__(self, text: str, breaks: list[tuple[int, int]]) -> None:
        self.starts = [0, *(end for _, end in breaks)]
        self.ends = [*(start for start, _ in breaks), len(text)]

    def around(self, at: int) -> tuple[int, int]:
        """The span of the line that an offset is in, without its break."""
        i = bisect_right(self.starts, at) - 1
        return self.starts[i], self.ends[i]

    def all(self) -> Iterator[tuple[int, int]]:
        """The spans of all lines."""
        return zip(self.starts, self.ends, strict=True)


def _damaged(text: str, lines: _Lines | _PlainLines) -> set[tuple[int, int]]:
    """Spans of the lines that one of the steps may change."""
    spans: set[tuple[int, int]] = set()
    for pattern in (mojibake.suspects(_ODD), entities.ENTITY):
        found = pattern.search(text)
        while found:
            span = lines.around(found.start())
            spans.add(span)
            found = pattern.search(text, span[1])
    if not unicodedata.is_normalized("NFC", text):
        for start, end in lines.all():
            if not unicodedata.is_normalized("NFC", text[start:end]):
                spans.add((start, end))
    return spans


def _never() -> bool:
    return False


# One line


class _Place(NamedTuple):
    """Where a line stands (whether a break ends it, whether it is code), and what is wanted."""

    ended: bool
    line_breaks: bool
    in_code: Callable[[], bool]
    fields: frozenset[str]


def _settled(line: str, place: _Place) -> list[Edit]:
    """Edits that bring a line to where another pass changes nothing.

    A line that does not get there in a few passes is left as it is, save for what no text may
    hold, controls and surrogates. That is stable too: a second run ends in the same way.
    """
    edits: list[Edit] = []
    text = line
    for _ in range(_PASSES):
        found, after = _one_pass(text, place)
        if after == text:
            return edits if text != line else []
        edits, text = compose(edits, found, text), after
    scrubbed, text = _run(_scrubbers(place.fields), line)
    return compose(scrubbed, _settled(text, place), text) if text != line else []


def _one_pass(line: str, place: _Place) -> tuple[list[Edit], str]:
    """All steps once. Where a step uncovered a line break, its two sides are lines of their own."""
    breaks = _breaks(line)
    if not breaks:
        return _mended(line, place)
    edits: list[Edit] = []
    borders = [(0, 0), *breaks, (len(line), len(line))]
    for (_, start), (end, behind) in pairwise(borders):
        part = place._replace(ended=place.ended or behind > end)
        for edit in _mended(line[start:end], part)[0]:
            edits.append(edit._replace(start=edit.start + start, end=edit.end + start))
        if place.line_breaks and behind > end:
            edits += _line_breaks(line, [(end, behind)])
    return edits, apply(line, edits)


def _mended(line: str, place: _Place) -> tuple[list[Edit], str]:
    fields = place.fields
    edits, text = _run(_scrubbers(fields), line)
    if "mojibake" in fields:
        found = mojibake.mend(text, place.ended, fields >= _SCRUBBED)
        edits, text = compose(edits, found, text), apply(text, found)
    steps: tuple[tuple[bool, Callable[[str], list[Edit]]], ...] = (
        ("entities" in fields, entities.unescape),
        (not fields.isdisjoint(invisible.FIELDS), partial(invisible.unneeded, fields=fields)),
        ("nfc" in fields, _nfc),
    )
    for wanted, step in steps:
        found = step(text) if wanted else []
        if found and not place.in_code():
            edits, text = compose(edits, found, text), apply(text, found)
    return edits, text


_SCRUBBED = frozenset({"surrogates", "controls"})


def _scrubbers(fields: frozenset[str]) -> list[Callable[[str], list[Edit]]]:
    """The steps that take out what no text may hold."""
    steps = (("surrogates", _surrogates), ("controls", _controls))
    return [step for field, step in steps if field in fields]


def _run(steps: Iterable[Callable[[str], list[Edit]]], line: str) -> tuple[list[Edit], str]:
    edits: list[Edit] = []
    for step in steps:
        found = step(line)
        if found:
            edits, line = compose(edits, found, line), apply(line, found)
    return edits, line


def _minimal(edits: Iterable[Edit], offset: int) -> list[Edit]:
    """The edits without what they share before and after, moved to their place in the document."""
    out = []
    for start, _, before, after, causes in edits:
        head = tail = 0
        if before[:1] == after[:1] or before[-1:] == after[-1:]:
            limit = min(len(before), len(after))
            while head < limit and before[head] == after[head]:
                head += 1
            while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
                tail += 1
            before, after = before[head : len(before) - tail], after[head : len(after) - tail]
        if before or after:
            begin = offset + start + head
            out.append(Edit(begin, begin + len(before), before, after, causes))
    return out


# Line breaks

# U+0085 is a line break, but also the ellipsis of Windows-1252 and a part of mojibake. It is a
# break where text follows at once and no other C1 control and no lead of mojibake is near.
_NO_BREAK = re.compile(
    "[\x80-\x84\x86-\x9f]|(?<=[\x80-\x84\x86-\xdf\u0100-\u02ff])\x85|\x85(?=[\xa0-\xbf])"
)
_TEXT_FOLLOWS = re.compile("\x85(?=[^\\s\"'’”»)\\].,;:!?])")


def _breaks(text: str) -> list[tuple[int, int]]:
    """Spans of all line breaks, U+0085 among them where it is one."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    if "\x85" not in text:
        return breaks
    out = []
    for (_, start), (end, behind) in pairwise([(0, 0), *breaks, (len(text), len(text))]):
        part = text[start:end]
        if _TEXT_FOLLOWS.search(part) and not _NO_BREAK.search(part):
            out += [(i, i + 1) for i in range(start, end) if text[i] == "\x85"]
        if behind > end:
            out.append((end, behind))
    return out


def _line_breaks(text: str, breaks: Iterable[tuple[int, int]]) -> list[Edit]:
    causes = ("repair/line-break",)
    return [
        Edit(start, start + 1, text[start], "\n" if end - start == 1 else "", causes)
        for start, end in breaks
        if text[start] != "\n"
    ]


# Steps: each gives edits over the line it is handed

_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]+|[\ud800-\udfff]")
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that Windows-1252 lacks
_LOST = {0xDC00 + byte: "\ufffd" for byte in _UNDEFINED}
_AS_C1 = {0xDC00 + byte: chr(byte) for byte in _UNDEFINED}


def _surrogates(line: str) -> list[Edit]:
    """Join pairs and read raw bytes (PEP 383) as what they most likely are; the rest is U+FFFD."""
    if not _SURROGATES.search(line):
        return []
    undefined = _LOST
    if any(chr(code) in line for code in _LOST):
        # such a byte may be the end of mojibake, which the next step then mends
        trial = _SURROGATES.sub(lambda match: _without_surrogates(match[0], _AS_C1), line)
        if not any(char in mojibake.fix(trial) for char in _AS_C1.values()):
            undefined = _AS_C1
    edits = []
    for match in _SURROGATES.finditer(line):
        step = "bytes" if _is_raw(match[0]) else "surrogates"
        after = _without_surrogates(match[0], undefined)
        edits.append(Edit(*match.span(), match[0], after, (f"repair/{step}",)))
    return edits


def _without_surrogates(chars: str, undefined: dict[int, str]) -> str:
    """The text of a pair, of a run of raw bytes or of a lone surrogate."""
    if not _is_raw(chars):
        return chars.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    data = chars.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "surrogateescape").translate(undefined)


def _is_raw(chars: str) -> bool:
    return "\udc80" <= chars[0] <= "\udcff"


_ESCAPE = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b\\([0B]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]+")
_NO_TEXT = re.compile("[\u206a-\u206f\ufeff\ufff9-\ufffc]+")


def _controls(line: str) -> list[Edit]:
    """Take out terminal escapes, controls, and marks that have no place in text.

    U+FEFF, the deprecated U+206A..U+206F, the annotation marks U+FFF9..U+FFFB and, as ftfy does,
    U+FFFC, which stands for an object that is not there.
    """
    if not _ODD_CHARACTER.search(line):
        return []
    steps = ((_ESCAPE, "terminal-escape"), (_CONTROL, "control"), (_NO_TEXT, "invisible"))
    return _run([partial(_without, pattern, cause) for pattern, cause in steps], line)[0]


def _without(pattern: re.Pattern[str], step: str, line: str) -> list[Edit]:
    causes = (f"repair/{step}",)
    return [Edit(*match.span(), match[0], "", causes) for match in pattern.finditer(line)]


_LONGEST_CLUSTER = 100  # sorting the marks of one letter takes quadratic time


def _nfc(line: str) -> list[Edit]:
    if unicodedata.is_normalized("NFC", line):
        return []
    edits = []
    for match in re.finditer(r"\S+", line):
        word = match[0]
        if unicodedata.is_normalized("NFC", word):
            continue
        borders = [i for i, char in enumerate(word) if i == 0 or not _joins(char)]
        clusters = [word[a:b] for a, b in pairwise([*borders, len(word)])]
        if max(map(len, clusters)) > _LONGEST_CLUSTER:
            continue
        composed = [unicodedata.normalize("NFC", cluster) for cluster in clusters]
        whole = unicodedata.normalize("NFC", word)
        if "".join(composed) != whole:
            clusters, composed = [word], [whole]
        at = match.start()
        for before, after in zip(clusters, composed, strict=True):
            if before != after:
                edits.append(Edit(at, at + len(before), before, after, ("repair/nfc",)))
            at += len(before)
    return edits


def _joins(char: str) -> bool:
    """Whether a character can be composed with the one before it: marks, and vowels of Hangul."""
    return unicodedata.category(char)[0] == "M" or "\u1161" <= char <= "\u11c2"
