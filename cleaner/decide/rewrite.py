"""From a decision to edits over the page's text."""

from __future__ import annotations

from cleaner.decide.evidence import Decision
from cleaner.document import Edit
from cleaner.segment.page import Page


def rewrite(page: Page, decision: Decision) -> list[Edit]:
    """The edits of a decision: whole lines with the blank lines left over, and spans in lines."""
    removed = dict(decision.removed)
    spans: list[Edit] = []
    by_line: dict[int, list[tuple[int, int, str, str]]] = {}
    for start, end, i, text, candidate in decision.spans:
        by_line.setdefault(i, []).append((start, end, text, candidate.rule.name))
    for i, cuts in by_line.items():
        left = page.text[page.starts[i] : page.end(i)]
        for start, end, text, _ in reversed(cuts):
            left = left[: start - page.starts[i]] + text + left[end - page.starts[i] :]
        if any(c.isalnum() for c in left):
            spans.extend(
                Edit(start, end, page.text[start:end], text, (rule,))
                for start, end, text, rule in cuts
            )
        else:
            removed[i] = tuple(sorted({rule for *_, rule in cuts}))
    return sorted([*spans, *_line_edits(page, removed)])


def _line_edits(page: Page, removed: dict[int, tuple[str, ...]]) -> list[Edit]:
    out: list[Edit] = []
    lines = sorted(removed)
    at = 0
    while at < len(lines):
        group = [lines[at]]
        while at + 1 < len(lines) and page.rank[lines[at + 1]] == page.rank[group[-1]] + 1:
            at += 1
            group.append(lines[at])
        at += 1
        out.extend(_group_edits(page, group, removed))
    return out


def _group_edits(page: Page, group: list[int], removed: dict[int, tuple[str, ...]]) -> list[Edit]:
    """Remove adjacent lines, and the blank lines around them that would be too many."""
    before, after = page.rank[group[0]] - 1, page.rank[group[-1]] + 1
    start, end = page.starts[group[0]], page.starts[group[-1] + 1]
    above = page.content[before] if before >= 0 else None
    below = page.content[after] if after < len(page.content) else None
    if above is None:
        # at the top nothing may be left over in front of what follows
        end = page.starts[below] if below is not None else end
    elif below is None:
        start = page.starts[above + 1]
        if end == len(page.text) and page.end(group[-1]) == end:
            start = page.end(above)  # the text had no final line break, and gets none
    elif group[0] - above > below - group[-1]:
        end = page.starts[below]  # more blank lines above: those below go
    else:
        start = page.starts[above + 1]  # as many or more below: those above go
    out: list[Edit] = []
    for i, following in zip(group, [*group[1:], None], strict=True):
        if following is not None and removed[following] == removed[i]:
            continue  # one edit for all lines that go for the same reasons
        right = end if following is None else page.starts[following]
        out.append(Edit(start, right, page.text[start:right], "", removed[i]))
        start = right
    return out
