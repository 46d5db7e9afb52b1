"""A rendered page as Markdown: CommonMark with the tables of GitHub."""

from __future__ import annotations

from functools import cached_property

from cleaner.page.render import DEEPEST, Rendered
from cleaner.text import commonmark


def source(page: Rendered) -> tuple[str, list[int]]:
    """The page as Markdown, and of each line of it which line of the page it belongs to.

    Fences belong to the first line of their code, the rule below a table's head to the head; -1 is
    for blank lines.
    """
    writer = _Writer(page)
    for n in range(len(page.text)):
        writer.write(n)
    writer.close_code()
    lines = [line.rstrip() if owner < 0 else line for line, owner in writer.lines]
    owners = [owner for _, owner in writer.lines]
    return "\n".join([*lines, ""]) if lines else "", owners


class _Writer:
    """Writes line by line; knows what the line before was."""

    def __init__(self, page: Rendered) -> None:
        self.page = page
        self.lines: list[tuple[str, int]] = []
        self.table = self.code = -1  # the element that is being written
        self.quote = self.indent = ""
        self.opening = 0  # the number of the fence above the code
        self.width = 0  # columns of the table

    def write(self, n: int) -> None:
        page = self.page
        above = self.above(page.block[n])
        pre = next((node for node in above if page.tags[node] == "pre"), -1)
        if self.code >= 0 and pre != self.code:
            self.close_code()
        quote = "> " * sum(page.tags[node] == "blockquote" for node in above)
        items = [node for node in reversed(above) if page.tags[node] == "li"]
        begins = [page.starts[node] == n for node in items]
        marks = [self.marker(node) for node in items]
        indent = quote + "".join(" " * len(mark) for mark in marks)
        lead = quote + "".join(
            mark if first else " " * len(mark) for mark, first in zip(marks, begins, strict=True)
        )
        table = -1
        if len(page.cells[n]) > 1:
            table = next((node for node in above if page.tags[node] == "table"), -1)
        if n and (table < 0 or table != self.table):
            self.space(n, quote, any(begins), bool(items))
        self.quote = quote
        if pre >= 0:
            if self.code < 0:
                self.code, self.opening, self.indent = pre, len(self.lines), indent
                self.lines.append((lead, n))
                lead = indent
            self.lines.append((lead + page.mark[n].expandtabs(4) + page.text[n], n))
        elif table >= 0:
            self.row(n, table, lead, indent)
        else:
            level = next((page.tags[node] for node in above if page.tags[node] in _HEADINGS), "")
            head = "#" * int(level[1]) + " " if level else ""
            self.lines.append((lead + head + (page.marked[n] or page.text[n]), n))
        self.table = table

    def space(self, n: int, quote: str, begins: bool, inside: bool) -> None:
        """Blank lines before a line."""
        page = self.page
        count = page.spaced[n] if self.code >= 0 else min(1, page.spaced[n])
        if not count and page.block[n] != page.block[n - 1] and not begins:
            count = 1  # lines of two blocks would be read as one paragraph
        if inside and begins and not page.spaced[n]:
            count = 0
        lead = quote if self.quote and quote else ""
        self.lines += [(lead, -1)] * count

    def close_code(self) -> None:
        """End the code that is being written, if any: now it is known how long its fences are."""
        if self.code < 0:
            return
        fence = commonmark.fence("\n".join(text for text, _ in self.lines[self.opening + 1 :]))
        names = self.page.names[self.code : self.code + 2]  # its own, and those of a `code` in it
        lead, n = self.lines[self.opening]
        self.lines[self.opening] = lead + fence + commonmark.language(" ".join(names)), n
        self.lines.append((self.indent + fence, n))
        self.code = -1

    def row(self, n: int, table: int, lead: str, indent: str) -> None:
        cells = list(self.page.cells[n])
        fresh = table != self.table
        if fresh:
            self.width = len(cells)
        cells += [""] * (self.width - len(cells))
        self.lines.append((lead + commonmark.row(cells), n))
        if fresh:
            self.lines.append((indent + commonmark.rule(self.width), n))

    def above(self, node: int) -> list[int]:
        """An element and those around it, the innermost first, as many as real pages have."""
        out: list[int] = []
        while node >= 0 and len(out) < DEEPEST:
            out.append(node)
            node = self.page.parents[node]
        return out

    def marker(self, item: int) -> str:
        number = self.numbers.get(item)
        return f"{number}. " if number else "- "

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The numbers of entries of ordered lists."""
        page = self.page
        seen: dict[int, int] = {}
        out = {}
        for node, tag in enumerate(page.tags):
            parent = page.parents[node]
            if tag == "li" and parent >= 0 and page.tags[parent] == "ol":
                out[node] = seen[parent] = seen.get(parent, 0) + 1
        return out


_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
