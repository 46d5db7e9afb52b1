"""Cuts and replacements within lines that stay."""

from __future__ import annotations

import re

from cleaner.match.engine import Candidate
from cleaner.match.hit import Hit, source_span, source_text
from cleaner.segment.page import Page


def cut_spans(
    candidates: list[Candidate],
    page: Page,
    removed: dict[int, tuple[str, ...]],
    protected: set[int],
) -> list[tuple[int, int, int, str, Candidate]]:
    """Cuts and replacements on lines that stay: spans of the text, in order, not overlapping."""
    wanted: list[tuple[int, int, int, str, Candidate]] = []
    for c in candidates:
        if c.verdict not in ("cut", "replaced"):
            continue
        if any(i in protected for i in c.lines):
            c.verdict = "kept: protected"
            continue
        if all(i in removed for i in c.lines):
            c.verdict = "kept: its line goes anyway"
            continue
        for i, hit in zip(c.lines, c.hits, strict=True):
            if i in removed:
                continue
            for n, (a, b) in enumerate(hit.spans):
                start, end = source_span(page, i, a, b, hit.cased)
                text = ""
                if c.verdict == "replaced":
                    filled = _filled(c.rule.with_, page, i, hit, n)
                    if filled is None:
                        continue
                    text = filled
                else:
                    if start <= page.starts[i] + _indent(page.lines[i]):
                        start = page.starts[i]
                        while end < page.end(i) and page.text[end].isspace():
                            end += 1
                    if end >= page.end(i) - _trail(page.lines[i]):
                        end = page.end(i)
                        while start > page.starts[i] and page.text[start - 1].isspace():
                            start -= 1
                if page.text[start:end] != text:
                    wanted.append((start, end, i, text, c))
    wanted.sort(key=lambda s: (s[0], -s[1], s[4].rule.name, s[3]))
    out: list[tuple[int, int, int, str, Candidate]] = []
    acting: set[int] = set()
    for wish in wanted:
        start, end, i, text, c = wish
        if out and start < out[-1][1]:
            last = out[-1]
            if text or last[3]:
                continue
            if end > last[1]:
                out.append((last[1], end, i, "", c))
        else:
            out.append(wish)
        acting.add(id(c))
    wishing = {id(c) for *_, c in wanted}
    for c in candidates:
        if c.verdict in ("cut", "replaced") and id(c) not in acting:
            overlaps = id(c) in wishing
            c.verdict = "kept: overlaps another edit" if overlaps else "kept: it changes nothing"
    return out


def _filled(template: str, page: Page, i: int, hit: Hit, n: int) -> str | None:
    """The text of a replacement: the n-th match's slots stand for `<slot>`, in one pass.

    None if one of them was not captured.
    """
    missing = False

    def value(slot: re.Match[str]) -> str:
        nonlocal missing
        if slot[1] == "line":
            return page.lines[i].strip()
        span = hit.slots.get(f"{slot[1]}:{n}", hit.slots.get(slot[1]))
        missing = missing or span is None
        return "" if span is None else source_text(page, i, *span, cased=hit.cased)

    text = re.sub(r"<([a-z_]+)>", value, template)
    return None if missing else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _trail(line: str) -> int:
    return len(line) - len(line.rstrip())
