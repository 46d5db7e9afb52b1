"""A result as a list of changes that a person can read, line by line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from cleaner.document import STEPS, Edit, Result


class Change(NamedTuple):
    """One change: what happened, to which lines of the source (from 1), and why.

    action: `removed` (whole lines), `cut` (inside a line), `replaced`, `repaired`, `white space`;
    lines: the numbers of the lines that are not blank; causes: rules, or normaliser steps where no
    rule had part; start, end: the span in the source; edits: those that were drawn together.
    """

    action: str
    lines: tuple[int, ...]
    causes: tuple[str, ...]
    before: str
    after: str
    category: str
    message: str
    start: int
    end: int
    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        causes = ", ".join(self.causes)
        return f"{self._what()} [{causes}]{self.message and f' {self.message}'}"

    def to_dict(self) -> dict[str, Any]:
        """The change for JSON."""
        return {**self._asdict(), "edits": [edit._asdict() for edit in self.edits]}

    def _what(self) -> str:
        if self.action == "removed":
            return f"removed {len(self.lines)} line{'s' * (len(self.lines) > 1)}"
        count = len(self.edits)
        if self.action == "cut":
            return f"cut {quoted(self.before)}"
        if self.action == "white space":
            return f"white space in {count} place{'s' * (count > 1)}"
        if count > 1:
            return f"{self.action} in {count} places"
        if not self.after:
            return f"{self.action} {quoted(self.before)} by nothing"
        return f"{self.action} {quoted(self.before, 40)} by {quoted(self.after, 40)}"


class Lines:
    """The lines of a text, and where they start."""

    def __init__(self, text: str) -> None:
        whole = text.splitlines(keepends=True)
        self.texts = text.splitlines()
        self.starts = [0, *accumulate(map(len, whole))]
        self.broken = bool(whole) and whole[-1] != self.texts[-1]  # there is a final line break

    def number(self, offset: int) -> int:
        """The line that an offset is in, from 1."""
        return max(1, min(bisect_right(self.starts, offset), len(self.texts)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1; behind a final break begins a line of its own."""
        line = max(1, bisect_right(self.starts, offset))
        if line == len(self.starts) and line > 1 and not self.broken:
            line -= 1  # the end of a last line without a break
        return line, offset - self.starts[line - 1] + 1

    def covered(self, start: int, end: int) -> tuple[int, ...]:
        """The lines with ink that lie in a span wholly, from 1."""
        return tuple(
            n
            for n in range(self.number(start), self.number(max(start, end - 1)) + 1)
            if self._inside(n, start, end)
        )

    def _inside(self, n: int, start: int, end: int) -> bool:
        text = self.texts[n - 1] if self.texts else ""
        ink = text.strip()
        if not ink:
            return False
        first = self.starts[n - 1] + text.index(ink)
        return start <= first and first + len(ink) <= end


def changes(result: Result, lines: Lines | None = None) -> list[Change]:
    """The changes of a result in the order of the source; those that belong together are one."""
    lines = lines or Lines(result.source)
    about = {f.rule: (f.category, f.message) for f in reversed(result.findings)}
    return list(_joined([_change(edit, lines, about) for edit in result.edits], lines))


def _change(edit: Edit, lines: Lines, about: dict[str, tuple[str, str]]) -> Change:
    rules = tuple(c for c in edit.causes if not c.startswith(STEPS))
    covered = lines.covered(edit.start, edit.end)
    ink = len(edit.before) - len(edit.before.lstrip())
    touched = covered or (lines.number(edit.start + ink if edit.before.strip() else edit.start),)
    if rules:
        gone = not edit.after.strip()
        action = "removed" if gone and covered else "cut" if gone else "replaced"
        causes = rules
    elif any(cause.startswith("repair/") for cause in edit.causes):
        action, causes = "repaired", edit.causes
    elif any(cause.startswith(("style/", "dates/")) for cause in edit.causes):
        action, causes = "restyled", edit.causes
    else:
        action, causes = "white space", edit.causes
    category, message = about.get(causes[0], ("", ""))
    return Change(
        action, touched, causes, edit.before, edit.after, category, message, edit.start, edit.end,
        (edit,),
    )  # fmt: skip


def _joined(items: Iterable[Change], lines: Lines) -> Iterator[Change]:
    """Adjacent lines of one rule, repairs of one kind in one line, white space of one kind."""
    last: Change | None = None
    blanks: dict[tuple[str, ...], tuple[Change, list[Edit]]] = {}
    for item in items:
        if item.action == "white space":
            blanks.setdefault(item.causes, (item, []))[1].extend(item.edits)
        elif last is not None and _belongs(last, item, lines):
            last = last._replace(
                lines=tuple(dict.fromkeys((*last.lines, *item.lines))),
                before=last.before + item.before,
                after=last.after + item.after,
                end=item.end,
                edits=(*last.edits, *item.edits),
            )
        else:
            if last is not None:
                yield last
            last = item
    if last is not None:
        yield last
    for item, edits in blanks.values():
        yield item._replace(edits=tuple(edits))


def _belongs(one: Change, two: Change, lines: Lines) -> bool:
    if (one.action, one.causes) != (two.action, two.causes):
        return False
    if one.action == "removed":
        between = lines.texts[one.lines[-1] : two.lines[0] - 1]
        return not any(text.strip() for text in between)
    return one.action in ("repaired", "restyled") and one.lines == two.lines


def visible(text: str) -> str:
    """A line for a terminal. Escape sequences, direction overrides and lone surrogates of a hostile
    text are shown, and have no effect."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _HARMLESS else _escaped(c) for c in text)


def quoted(text: str, limit: int = 60) -> str:
    """A piece of text in quotes, shortened; what cannot be seen is written out."""
    text = text.strip() or text
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return f'"{"".join(c if c.isprintable() else _escaped(c) for c in short)}"'


# joiners and spaces are part of ordinary text; U+2028 and U+2029 never stand within a line
_HARMLESS = "\t\u200c\u200d\xa0\u3000\u202f\u2009\u2002\u2003"


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
