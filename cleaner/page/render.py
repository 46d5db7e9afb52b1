"""A page's visible text in lines, and where in the page's tree each line stands.

Lines are cut where blocks begin and end and at `<br>`. A table's row whose cells hold a line each is
one line. Everything visible comes out, menus and footers, too, and what a style hides: what of it is
main content the page model tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category


def _elements(names: str) -> frozenset[str]:
    return frozenset(names.split())


SKIPPED = _elements(
    "annotation annotation-xml audio base canvas datalist embed head iframe input link map meta meter"
    " object optgroup option param progress script select source style svg template textarea title"
    " track video"
)
"""Elements without visible text of the page's own."""

INLINE = _elements(
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark math mfrac"
    " mi mn mo mrow msqrt msub msubsup msup mtext nobr noscript output q rp rt ruby s samp semantics"
    " slot small span strike strong sub sup time tt u var wbr"
)
"""Elements that stand within a line; all others begin and end one, but for pictures and breaks."""
_WITHIN = INLINE | {"br", "img"}

_SPACED = _elements("blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul")
"""Blocks with a margin: a blank line stands before and behind."""

_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STAND_INS = (*range(0x100000, 0x10FFFE), *range(0xF0000, 0xFFFFE))  # of private use
_REFERENCE = re.compile("&#(?:0*([0-9]{6,7})|[xX]0*([0-9a-fA-F]{5,6}))")  # to one of them, too

_CODES = _elements("code kbd samp tt")
_CODE = "\0"  # begins and ends a piece of code; the page has no such character any more
_PIECE = re.compile(f"{_CODE}([^{_CODE}]*){_CODE}")
DEEPEST = 255
"""The depth from which on elements count as equally deep: real pages are not that deep."""

_CELL = 200  # characters of a cell from which on a row is no line of data
_ROW = 2000  # elements of a row from which on it is layout


@dataclass
class Rendered:
    """A page in lines.

    Of each line: `text`; `node`, the innermost element in which it begins, and `block`, that
    element's nearest block; `linked`, how many of its characters stand in links, in thousandths;
    `gap`, how many blocks began or ended since the line before; `images` before and in it; `spaced`,
    how many blank lines set it apart from the line before; `mark`, what stands before it in plain
    text ("- " for an entry of a list, white space in `<pre>`); `marked`, the line with its pieces of
    code between backticks, "" if it has none; `cells`, if it is a table's row.

    Of each element in the order of the page: `tags`, `parents` (-1 at the root), `names` (class, id
    and role), `hidden`, `depths`, and the lines in it, from `starts` up to `ends`.

    `title` and `description` are the page's own words about itself.
    """

    text: list[str] = field(default_factory=list)
    node: list[int] = field(default_factory=list)
    block: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    gap: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    spaced: list[int] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    title: str = ""
    description: str = ""

    def source(self) -> tuple[str, list[int]]:
        """The text as it is cleaned, and of each line of it which line of the page it is; -1 is for
        blank lines, which stand between paragraphs."""
        out: list[str] = []
        owners: list[int] = []
        for n, text in enumerate(self.text):
            blank = self.spaced[n] if n else 0
            row = self.tags[self.node[n]] == "tr" and " | " in text
            out += [""] * blank
            out.append(f"| {text} |" if row else self.mark[n] + text)
            owners += [-1] * blank
            owners.append(n)
        return "\n".join([*out, ""]) if out else "", owners


def render(html: str) -> Rendered:
    """Read a page. Broken markup is read as browsers do, more or less; nothing is raised."""
    from lxml import etree

    html = html.replace("\0", "")
    up: dict[int, str] = {}
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        up = _stand_ins(html)
        encoded = html.translate(up).encode(errors="replace")
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True, recover=True)
    try:
        parser.feed(encoded)
        parser.close()
    except etree.LxmlError:  # nothing in it, not even a tag
        reader.close()
    page = reader.page
    if up:
        down = {ord(letter): chr(surrogate) for surrogate, letter in up.items()}
        page.text = [text.translate(down) for text in page.text]
        page.marked = [text.translate(down) for text in page.marked]
        page.cells = [tuple(text.translate(down) for text in row) for row in page.cells]
        page.title, page.description = page.title.translate(down), page.description.translate(down)
    return page


def _stand_ins(html: str) -> dict[int, str]:
    """For each surrogate of a page, which no parser takes, a character that the page does not hold."""
    surrogates = sorted(set(_SURROGATE.findall(html)))
    held = set(map(ord, set(html)))
    held.update(int(a or b, 10 if a else 16) for a, b in _REFERENCE.findall(html))
    free = (chr(c) for c in _STAND_INS if c not in held)
    return dict(zip(map(ord, surrogates), free, strict=False))


def _hollow(text: str) -> bool:
    """Whether there is nothing to see: a paragraph of a zero-width space."""
    return len(text) < 9 and all(c.isspace() or category(c) == "Cf" for c in text)


def _ticked(piece: re.Match[str]) -> str:
    """A piece of code between backticks, if there is something to see."""
    return piece[1] if _hollow(piece[1].strip()) else f"`{piece[1]}`"


class _Reader:
    """What the parser tells, tag by tag."""

    def __init__(self) -> None:
        self.page = Rendered()
        self.skipping = 0  # elements that are open within one that is skipped
        self.drawing = 0  # how many of them at the outermost drawing: drawings have titles, too
        self.title: list[str] | None = None  # of the head, while it is read
        self.open: list[tuple[str, int, int]] = []  # tag, number, number of the nearest block
        self.cells: list[list[tuple[int, int]]] = []  # of the rows that are open
        self.pieces: list[str] = []  # of the line
        self.node = self.block = -1
        self.linked = self.links = self.pre = self.lists = self.gap = self.images = 0
        self.spaced = self.codes = 0
        self.amid = False  # whether the line began within a piece of code
        self.mark = ""

    def start(self, tag: str, attributes: Any) -> None:
        page = self.page
        if self.skipping or tag in SKIPPED:
            if tag == "svg" and not self.drawing:
                self.drawing = self.skipping + 1
            elif tag == "title" and not page.title and self.title is None and not self.drawing:
                self.title = []
            elif tag == "meta" and not page.description:
                name = attributes.get("name") or attributes.get("property") or ""
                if name.lower() in ("description", "og:description"):
                    page.description = " ".join((attributes.get("content") or "").split())
            self.skipping += 1
            return
        if tag == "br":
            if self.pre:
                self.pieces.append("\n")
            else:
                self.flush()
        elif tag == "img":
            self.images += 1
        number = len(page.tags)
        parent, block = self.open[-1][1:] if self.open else (-1, -1)
        if tag not in _WITHIN:
            self.flush()
            self.gap += 1
            block = number
            if tag in _SPACED and not self.lists:
                self.spaced = 1
            if tag == "pre":
                self.pre += 1
            elif tag == "li":
                self.mark = "- "
                self.lists += 1
            elif tag == "tr":
                self.cells.append([])
        elif tag == "a":
            self.links += 1
        elif tag in _CODES:
            if not self.codes:
                self.pieces.append(_CODE)
            self.codes += 1
        self.open.append((tag, number, block))
        page.tags.append(tag)
        page.parents.append(parent)
        page.depths.append(min(len(self.open) - 1, DEEPEST))
        page.starts.append(len(page.text))
        page.ends.append(-1)
        if attributes:
            get = attributes.get
            named = [get("class"), get("id"), get("role")]
            page.names.append(" ".join(filter(None, named)))
            style = get("style")
            page.hidden.append(
                (style is not None and _HIDES.search(style) is not None)
                or "hidden" in attributes
                or get("aria-hidden") == "true"
            )
        else:
            page.names.append("")
            page.hidden.append(False)

    def end(self, tag: str) -> None:
        page = self.page
        if self.skipping:
            if self.skipping == self.drawing:
                self.drawing = 0
            self.skipping -= 1
            if tag == "title" and self.title is not None:
                page.title = " ".join("".join(self.title).split())
                self.title = None
            return
        if not self.open:
            return
        tag, number, _ = self.open.pop()
        if tag not in _WITHIN:
            self.flush()
            self.gap += 1
            if tag == "li":
                self.mark = ""
                self.lists -= 1
            elif tag == "pre":
                self.pre -= 1
            elif tag in ("td", "th"):
                if self.cells:
                    self.cells[-1].append((page.starts[number], len(page.text)))
            if tag in _SPACED and not self.lists:
                self.spaced = 1
        elif tag == "a":
            self.links -= 1
        elif tag in _CODES:
            self.codes -= 1
            if not self.codes:
                self.pieces.append(_CODE)
        page.ends[number] = len(page.text)
        if tag == "tr":
            self.join(number, self.cells.pop())

    def data(self, text: str) -> None:
        if self.skipping:
            if self.title is not None:
                self.title.append(text)
            return
        inked = not text.isspace()
        if inked:
            if self.node < 0 and self.open:
                _, self.node, self.block = self.open[-1]
            if self.links:
                self.linked += len(text)
        self.pieces.append(text)

    def close(self) -> None:
        while self.open:
            self.end(self.open[-1][0])
        self.flush()

    def flush(self) -> None:
        """End the line."""
        if not self.pieces:
            return
        text = "".join(self.pieces)
        marked = ""
        if _CODE in text:
            if not ("`" in text or self.pre or self.amid or self.codes):
                marked = " ".join(_PIECE.sub(_ticked, text).replace("``", "").split())
                marked = marked if "`" in marked else ""
            text = text.replace(_CODE, "")
        self.amid = self.codes > 0
        node, linked = self.node, self.linked
        self.pieces.clear()
        self.node, self.linked = -1, 0
        if node < 0 or text.isspace() or _hollow(text):
            return
        page = self.page
        if self.pre:
            lines = [line.rstrip() for line in _BREAKS.sub("\n", text).strip("\n").split("\n")]
        else:
            lines = [" ".join(text.split())]
        share = min(1000, linked * 1000 // max(1, len(text.strip())))
        for line in lines:
            if not line:
                self.spaced += 1
                continue
            bare = line.lstrip()
            page.text.append(bare)
            page.node.append(node)
            page.block.append(max(self.block, 0))
            page.linked.append(share)
            page.gap.append(self.gap)
            page.images.append(self.images)
            page.spaced.append(self.spaced)
            page.marked.append(marked)
            page.cells.append(())
            page.mark.append(line[: len(line) - len(bare)] if self.pre else self.mark)
            self.gap = self.images = 0
            self.spaced, self.mark = 0, ""

    def join(self, row: int, cells: list[tuple[int, int]]) -> None:
        """Make a row's cells one line, if each holds one at most, and none is a paragraph."""
        page = self.page
        first, last = page.starts[row], len(page.text)
        if len(cells) < 2 or first == last or len(page.tags) - row > _ROW:
            return
        if any(b - a > 1 for a, b in cells) or sum(b - a for a, b in cells) != last - first:
            return
        row_cells = [page.text[a] if a < b else "" for a, b in cells]
        if last - first == 1:
            page.cells[first] = tuple(row_cells)
            return
        texts = page.text[first:last]
        if any(len(text) > _CELL for text in texts):
            return
        size = sum(map(len, texts))
        linked = sum(
            part * len(text) for part, text in zip(page.linked[first:last], texts, strict=True)
        )
        here = slice(first, last)
        above = page.node[first - 1] if first else -1
        follows = (
            above >= 0 and page.tags[above] == "tr" and page.parents[above] == page.parents[row]
        )
        self.spaced = 0
        page.text[here] = [" | ".join(texts)]
        page.linked[here] = [linked // max(1, size)]
        page.node[here] = page.block[here] = [row]
        page.gap[here] = [page.gap[first]]
        page.images[here] = [sum(page.images[here])]
        page.spaced[here] = [0 if follows else page.spaced[first]]
        page.mark[here] = page.marked[here] = [""]
        page.cells[here] = [tuple(row_cells)]
        for n in range(row, len(page.tags)):
            page.starts[n] = min(page.starts[n], first)
            page.ends[n] = first + 1
