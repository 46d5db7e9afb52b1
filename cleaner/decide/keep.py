"""Lines that somebody keeps from rules and repairs: by a comment in the text, or by a list.

A `Keep` reads a text and says by line index (from 0, lines as `str.splitlines` cuts them) which
rules or steps have no say there; EVERYTHING stands for all. It is asked anew for every text on the
way, so it must look at the text alone: then cleaning what is clean changes nothing.

Comments stand alone on a line, bare or as a comment of Markdown, HTML or a script:

    <!-- cleaner: off -->            from here to `on` or to the end nothing is touched
    <!-- cleaner: on -->
    <!-- cleaner: ignore -->         the next line that is not blank
    # cleaner: ignore en/share/x     there only this rule (or this pack, or this repair)

`ignore` may also end a line, in the form `<!-- … -->`, and is then about this line. In this form a
reason may follow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

from cleaner.document import Edit

EVERYTHING = frozenset({"*"})
"""All rules and all steps."""

Kept = Mapping[int, frozenset[str]]
NOTHING: Kept = MappingProxyType({})
Keep = Callable[[str], Kept]

_NAMES = r"(?P<names>(?:[ \t]+[\w.-]+(?:/[\w.-]+)+,?){0,20})"
_BARE = re.compile(
    r"[ \t]*(?:\[//\]: # [(\"]|[#;%]+[ \t]+|//[ \t]*)?"
    rf"cleaner:[ \t]*(?P<word>off|on|ignore)\b{_NAMES}[ \t]*[)\"]?[ \t]*$"
)
_COMMENT = rf"<!--[ \t]*cleaner:[ \t]*(?P<word>off|on|ignore)\b{_NAMES}(?:[ \t][^<>]*)?-->[ \t]*$"
_ALONE = re.compile(rf"[ \t]*{_COMMENT}")
_AT_END = re.compile(_COMMENT)
_LONGEST = 500  # characters of a line that holds a comment


def is_kept(kept: Kept, line: int, causes: Sequence[str]) -> bool:
    """Whether one of these rules or steps, or a pack above it, has no say on a line."""
    names = kept.get(line)
    if not names:
        return False
    return names == EVERYTHING or any(
        cause == name or cause.startswith(f"{name}/") for cause in causes for name in names
    )


def untouchable(kept: Kept) -> set[int]:
    """The lines that nothing may touch."""
    return {i for i, names in kept.items() if names == EVERYTHING}


def without_kept(edits: list[Edit], text: str, kept: Kept) -> list[Edit]:
    """The edits of a text that touch no line which is kept from their causes."""
    if not edits or not kept:
        return edits
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]

    def free(edit: Edit) -> bool:
        first = bisect_right(starts, edit.start) - 1
        last = bisect_right(starts, max(edit.start, edit.end - 1)) - 1
        return not any(is_kept(kept, i, edit.causes) for i in range(first, last + 1))

    return [edit for edit in edits if free(edit)]


def by_comments(text: str) -> Kept:
    """The lines that comments in a text keep; the lines of the comments are among them."""
    if "cleaner:" not in text:
        return NOTHING
    out: dict[int, frozenset[str]] = {}
    off: frozenset[str] = frozenset()  # who is off from here on
    waiting: frozenset[str] = frozenset()  # who has no say on the next line with ink
    for i, line in enumerate(text.splitlines()):
        found = None
        if "cleaner:" in line and len(line) <= _LONGEST:
            found = _ALONE.match(line) or _BARE.match(line)
        if found:
            names = _names(found)
            if found["word"] == "ignore":
                waiting = _joined(waiting, names)
            else:
                off = names if found["word"] == "off" else frozenset()
            out[i] = EVERYTHING
            continue
        mine = off
        if line.strip():
            mine, waiting = _joined(off, waiting), frozenset()
            ending = _AT_END.search(line, max(0, len(line) - _LONGEST))
            if ending and ending["word"] == "ignore":
                mine = _joined(mine, _names(ending))
        if mine:
            out[i] = mine
    return out


def _names(found: re.Match[str]) -> frozenset[str]:
    return frozenset(found["names"].replace(",", " ").split()) or EVERYTHING


def _joined(one: frozenset[str], two: frozenset[str]) -> frozenset[str]:
    return EVERYTHING if EVERYTHING in (one, two) else one | two


def together(*keeps: Keep) -> Keep:
    """What several of them keep."""

    def keep(text: str) -> Kept:
        out: dict[int, frozenset[str]] = {}
        for one in keeps:
            for i, names in one(text).items():
                out[i] = _joined(out.get(i, frozenset()), names)
        return out

    return keep
