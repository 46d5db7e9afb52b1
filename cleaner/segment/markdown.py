"""Markdown of an extracted page: headings, lists, tables, code and quotations as they were marked up.

The input is the tree that trafilatura makes of a page's main content (`head`, `p`, `list`, `item`,
`table`, `row`, `cell`, `code`, `quote`, `lb`, after the TEI guidelines). Its own Markdown loses the
blank lines of code and the marks of quotations, so the tree is written out here, as CommonMark with
the tables of GitHub. Emphasis and addresses of links are left out, as they are in plain text: rules
read words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cleaner.text import commonmark

_BLOCKS = ("head", "p", "list", "item", "table", "row", "cell", "quote", "ab", "div", "body")
_BREAK = "\n"


_PRE = re.compile(r"<(?:pre\b|/pre\s*>)", re.I)  # a tag without end is looked for behind it, once


def with_code(html: str) -> str:
    """A page in which every `pre` holds `code`: without it trafilatura takes some for quotations."""
    out: list[str] = []
    done = start = 0  # start: where the content of the `pre` begins that is open, 0 if none is
    for tag in _PRE.finditer(html):
        if not tag[0].endswith(">"):
            start = start or html.find(">", tag.end()) + 1
            if not start:
                break
        elif 0 < start <= tag.start():
            inside = html[start : tag.start()]
            if "<code" not in inside.lower():
                out += [html[done:start], "<code>", inside, "</code>"]
                done = tag.start()
            start = 0
    return "".join([*out, html[done:]])


def render(document: Any) -> str:
    """The main content and the comments of an extracted document; "" where it has none."""
    found = [
        block
        for tree in (document.body, document.commentsbody)
        if tree is not None
        for block in _blocks(tree)
    ]
    return "\n\n".join(found)


def _blocks(element: Any) -> Iterator[str]:
    """The blocks of an element, from top to bottom; text beside blocks is a paragraph."""
    run: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):  # a comment
            run.append(child.tail or "")
        elif _is_block(child):
            yield from _paragraph(run)
            yield from _block(child)
            run = [child.tail or ""]
        else:
            run.append(_inline(child))
            run.append(child.tail or "")
    yield from _paragraph(run)


def _is_block(element: Any) -> bool:
    if element.tag == "code":
        return "\n" in "".join(element.itertext()).strip("\n") or element.find("code") is not None
    return element.tag in _BLOCKS or next(element.iter(*_BLOCKS), None) is not None


def _block(element: Any) -> Iterator[str]:
    tag = element.tag
    if tag == "head":
        text = " ".join(_inline(element).split())
        if text:
            yield f"{'#' * _level(element)} {text}"
    elif tag == "list":
        items = list(_items(element))
        if items:
            yield "\n".join(items)
    elif tag == "table":
        yield from _table(element)
    elif tag == "code":
        yield from _code(element)
    elif tag == "quote":
        inside = "\n\n".join(_blocks(element))
        if inside:
            yield "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
    else:
        yield from _blocks(element)


def _paragraph(run: list[str]) -> Iterator[str]:
    """Inline text without white space that means nothing; line breaks stay."""
    lines = [" ".join(line.split(" ")) for line in "".join(run).split(_BREAK)]
    text = "\n".join(line.strip() for line in lines if line.strip())
    if text:
        yield text


def _inline(element: Any) -> str:
    """The text of an element within a line; code has its marks, a break is a line feed."""
    if element.tag == "lb":
        return _BREAK
    if element.tag == "code":
        return commonmark.span("".join(element.itertext()))
    parts = [_flat(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            text = _inline(child)
            parts.append(f" {text} " if _is_block(child) else text)
        parts.append(_flat(child.tail))
    return "".join(parts)


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _level(element: Any) -> int:
    rend = element.get("rend") or ""
    return int(rend[1]) if rend[:1] == "h" and rend[1:2] in "123456" and rend[1:] else 2


def _code(element: Any) -> Iterator[str]:
    text = "".join(element.itertext()).strip("\n").expandtabs(4).rstrip()
    if not text.strip():
        return
    fence = commonmark.fence(text)
    named = element.find("code")
    label = (named if named is not None else element).get("class") or ""
    yield f"{fence}{commonmark.language(label)}\n{text}\n{fence}"


def _items(element: Any) -> Iterator[str]:
    """The items of a list, what follows the first line of each set in."""
    number = 0
    for item in element:
        if not isinstance(item.tag, str):
            continue
        if item.tag != "item":
            yield from _block(item) if _is_block(item) else ()
            continue
        blocks = list(_blocks(item))
        if not blocks:
            continue
        number += 1
        mark = f"{number}. " if element.get("rend") == "ol" else "- "
        margin = "  " if (item.get("rend") or "").startswith("dd") else ""  # below its term
        text = _together(blocks)
        indent = " " * len(mark)
        lines = [f"{margin}{indent}{line}" if line else "" for line in text.split("\n")]
        yield "\n".join([f"{margin}{mark}{lines[0].lstrip()}", *lines[1:]])


def _together(blocks: list[str]) -> str:
    """Blocks of an item: a list follows its line, all else after a blank line."""
    out = blocks[0]
    for block in blocks[1:]:
        out += ("\n" if block.startswith(("- ", "1. ")) else "\n\n") + block
    return out


def _table(element: Any) -> Iterator[str]:
    """A table as GitHub has it, the first row as its head; one of one column is layout, not a table."""
    rows = [
        [_cell(cell) for cell in row.iterchildren("cell")] for row in element.iterchildren("row")
    ]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if width < 2:
        for row in element.iter("cell"):
            yield from _blocks(row)
        return
    lines = [commonmark.row([*row, *[""] * (width - len(row))]) for row in rows]
    lines.insert(1, commonmark.rule(width))
    yield "\n".join(lines)


def _cell(element: Any) -> str:
    parts = [_inline(element)] if not len(element) else list(_blocks(element))
    return " ".join(" ".join(parts).split())
