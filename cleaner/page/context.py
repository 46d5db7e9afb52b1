"""What a page's markup says about its lines: their elements, links, what stands in the same place.

Integers throughout, as in `features`; shares are in thousandths.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleaner.page import tokens as t
from cleaner.page.columns import Features, Sums, distances, share, shifted, to_stretch
from cleaner.page.features import prose_of, rough_chance
from cleaner.page.linear import Terms, mark, scaled
from cleaner.page.render import Rendered
from cleaner.page.tokens import Ints, Tokens, mixed

NAME_BITS = 17
"""Terms of the markup go into so many buckets, behind those of the words."""

_TAGS = tuple(
    """html body div p span a li ul ol h1 h2 h3 h4 h5 h6 td th tr table tbody thead dl dt dd pre
    blockquote article main section nav header footer aside form figure figcaption button label
    noscript details summary strong b em i code time address center fieldset small cite font hr
    """.split()  # noqa: SIM905
)
_TAG = {tag: n + 1 for n, tag in enumerate(_TAGS)}
_HEADINGS = np.array([_TAG[f"h{n}"] for n in range(1, 7)])
_MARKED = (
    "nav", "header", "footer", "aside", "form", "article", "main", "section", "li ul ol",
    "table tr td th", "figure figcaption", "a", "button", "p", "blockquote", "pre",
    "details summary", "label", "h1 h2 h3 h4 h5 h6", "noscript", "dl dt dd",
)  # fmt: skip
_MARK = np.full(len(_TAGS) + 1, -1)
for _n, _names in enumerate(_MARKED):
    for _tag in _names.split():
        _MARK[_TAG[_tag]] = _n
_FAR = 99
_NAME = re.compile(r"[A-Za-z][a-z]+|[A-Z]+")
_NAMES = 10  # words of an element's names that count
_LEVELS = 14  # ancestors whose names count
_HEADING_WORDS = 8


class Tree(NamedTuple):
    """The elements of a page, as arrays.

    path: a hash of the tags from the root; place: of these and the element's names; up: for each
    mark (`_MARKED`) the depth of the nearest such element above or here, `_FAR` without; first,
    size: where the words of its names stand in `words`.
    """

    parent: Ints
    tag: Ints
    depth: Ints
    path: Ints
    place: Ints
    hidden: Ints
    up: Ints
    start: Ints
    end: Ints
    first: Ints
    size: Ints
    words: Ints

    def above(self, node: Ints) -> Ints:
        """The parents; the root is its own."""
        return np.maximum(self.parent[node], 0)

    def chain(self, node: Ints, levels: int) -> list[Ints]:
        """The elements, their parents, and so on."""
        out = [node]
        for _ in range(levels - 1):
            out.append(self.above(out[-1]))
        return out


def tree(page: Rendered) -> Tree:
    """The elements of a page."""
    parent = np.array(page.parents, np.int64)
    depth = np.array(page.depths, np.int64)
    tag = np.array([_TAG.get(name, 0) for name in page.tags], np.int64)
    known: dict[str, int] = {}
    which = np.array([known.setdefault(name, len(known)) for name in page.names])
    own = [_words(name) for name in known]
    size = np.array([len(words) for words in own])
    first = np.cumsum(size) - size
    words = mixed(np.array([word for words in own for word in words], np.uint64))
    label = mixed(np.array([zlib.crc32(_bytes(name)) for name in known], np.uint64))[which]
    code = mixed(tag.astype(np.uint64) + np.uint64(1))
    path = code.copy()
    hidden = np.array(page.hidden, bool)
    marks = _MARK[tag]
    up = np.full((len(tag), len(_MARKED)), _FAR, np.int16)
    order = np.argsort(depth, kind="stable")
    bounds = np.searchsorted(depth[order], np.arange(int(depth.max()) + 2))
    for level in range(len(bounds) - 1):
        here = order[bounds[level] : bounds[level + 1]]
        if level:
            above = parent[here]
            path[here] = mixed(path[above] * np.uint64(3) + code[here])
            hidden[here] |= hidden[above]
            up[here] = up[above]
        marked = here[marks[here] >= 0]
        up[marked, marks[marked]] = level
    start, end = np.array(page.starts), np.array(page.ends)
    return Tree(
        parent, tag, depth, path, path ^ label, hidden.astype(np.int64), up, start, end,
        first[which], size[which], words,
    )  # fmt: skip


@lru_cache(maxsize=1 << 15)
def _words(names: str) -> tuple[int, ...]:
    """Hashes of the words in an element's names: `post-body entryContent` has four."""
    found = dict.fromkeys(word.lower() for word in _NAME.findall(names[:400]))
    return tuple(zlib.crc32(word.encode()) for word in list(found)[:_NAMES])


def _bytes(names: str) -> bytes:
    return names.encode("utf-8", "surrogatepass")


def terms(page: Rendered, tree: Tree, tok: Tokens) -> Terms:
    """Terms of the markup: names of the elements around a line, tags, the heading above it.

    Of each the line, its bucket, and its value in 256ths, as `linear.line_terms` has them.
    """
    node = np.array(page.node, np.int64)
    n = len(node)
    at = np.arange(n)
    chain = tree.chain(node, _LEVELS)
    lines, codes = [], []
    for level, nodes in enumerate(chain):
        fresh = at if level == 0 else at[nodes != chain[level - 1]]
        line, index = _spread(fresh, tree.first[nodes[fresh]], tree.size[nodes[fresh]])
        found = tree.words[index]
        lines.append(line)
        codes.append(mark(found, 30))
        if level < 3:
            lines.append(line)
            codes.append(mark(found, 31))
    names = np.concatenate(lines), np.concatenate(codes)
    tags = [tree.tag[nodes].astype(np.uint64) for nodes in chain[:4]]
    marked = (tree.up[node] < _FAR) @ (1 << np.arange(len(_MARKED)))
    facts = [
        tags[0],
        tags[0] * np.uint64(64) + tags[1],
        (tags[0] * np.uint64(64) + tags[1]) * np.uint64(64) + tags[2],
        ((tags[0] * np.uint64(64) + tags[1]) * np.uint64(64) + tags[2]) * np.uint64(64) + tags[3],
        tree.path[node],
        tree.place[node],
        tree.place[chain[1]] * np.uint64(5) + tags[0],
        tree.path[chain[2]],
        np.minimum(tree.depth[node], 30),
        marked,
    ]
    facts = [mark(fact.astype(np.uint64), 40 + k) for k, fact in enumerate(facts)]
    groups = [names, (np.tile(at, len(facts)), np.concatenate(facts))]
    heading = _heading(page, tree)
    below = at[heading >= 0]
    first = np.cumsum(tok.words) - tok.words
    line, index = _spread(
        below, first[heading[below]], np.minimum(tok.words[heading[below]], _HEADING_WORDS)
    )
    groups.append((line, mark(tok.hashes[index], 32)))
    return scaled(groups, n, NAME_BITS)


def _spread(owner: Ints, first: Ints, size: Ints) -> tuple[Ints, Ints]:
    """The owners of ranges, each as often as its range is long, and the places in these."""
    ends = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(owner, size), np.repeat(first - ends + size, size) + np.arange(total)


def _heading(page: Rendered, tree: Tree) -> Ints:
    """Of each line the heading it stands under, -1 without; a heading is its own."""
    at = np.arange(len(page.text))
    return np.maximum.accumulate(np.where(_headings(page, tree), at, -1))


def _headings(page: Rendered, tree: Tree) -> Ints:
    up = tree.up[np.array(page.node)]
    return up[:, _MARKED.index("h1 h2 h3 h4 h5 h6")] < _FAR


def features(
    page: Rendered, tree: Tree, tok: Tokens, logit: Ints, about: tuple[Ints, Ints]
) -> Features:
    """What the markup says of each line.

    logit: the linear model's score of each line, in 256ths; about: hashes of the words of the page's
    title, and of its description.
    """
    f = Features()
    n = len(page.text)
    at = np.arange(n)
    node, block = np.array(page.node, np.int64), np.array(page.block, np.int64)
    linked, gap = np.array(page.linked, np.int64), np.array(page.gap, np.int64)
    mass = tok.size + 2 * tok.counts[:, t.DENSE]
    in_links = linked * mass // 1000
    prose = np.where(linked < 500, prose_of(tok), 0)
    chance = rough_chance(logit)
    expected = chance * mass // 1024
    one = np.ones(n, np.int64)
    columns = {
        "lines": one, "mass": mass, "links": in_links, "prose": prose, "expected": expected,
        "logit": logit,
    }  # fmt: skip
    sums = Sums(columns)
    of_node = np.stack(list(sums.between(tree.start, tree.end).values()))
    total, all_prose, all_expected = (
        np.int64(max(1, sums.total(name))) for name in ("mass", "prose", "expected")
    )

    # ---- its elements
    for k, nodes in enumerate(tree.chain(node, 4)):
        f.add(f"tag_{k}", tree.tag[nodes])
    for k, nodes in enumerate(tree.chain(block, 3)):
        f.add(f"block_tag_{k}", tree.tag[nodes])
    depth = tree.depth[node]
    f.add("depth", depth)
    up = tree.up[node]
    up = np.where(up < _FAR, depth[:, None] - up, _FAR)
    for k, name in enumerate(_MARKED):
        f.add(f"up_{name.split()[0]}", up[:, k])
    f.add("hidden", tree.hidden[node])
    f.add("link", linked)
    f.add("images", np.array(page.images, np.int64))
    f.add("gap", gap)
    f.add("gap+1", shifted(gap, 1))
    for by in (-2, -1, 1, 2):
        f.add(f"link{by:+}", shifted(linked, by))
        f.add(f"block_tag{by:+}", shifted(tree.tag[block], by))
        f.add(f"depth{by:+}", shifted(tree.depth[block], by) - tree.depth[block])
    for radius in (2, 5, 15):
        near = sums.near(radius)
        f.add(f"links_{radius}", share(near["links"], near["mass"]))
    # ---- what stands in the elements around it, as far as they hold more lines each time
    around = block
    for k in range(1, 7):
        size = tree.end[around] - tree.start[around]
        for _ in range(12):
            parent = tree.above(around)
            climbs = (tree.end[parent] - tree.start[parent] == size) & (parent != around)
            if not climbs.any():
                break
            around = np.where(climbs, parent, around)
        within = dict(zip(columns, of_node[:, around], strict=True))
        f.add(f"around_{k}_lines", within["lines"])
        f.add(f"around_{k}_place", at - tree.start[around])
        f.add(f"around_{k}_mass", within["mass"])
        f.add(f"around_{k}_tag", tree.tag[around])
        _add_shares(f, f"around_{k}", within, all_prose)
        f.add(f"around_{k}_of_mass", share(within["mass"], total))
        f.add(f"around_{k}_of_expected", share(within["expected"], all_expected))
        around = tree.above(around)
    # ---- what stands in places like its own
    parent = tree.above(block)
    for name, key in (
        ("path", tree.path[node]),
        ("place", tree.place[node]),
        ("block_path", tree.path[block]),
        ("block_place", tree.place[parent] ^ tree.place[block]),
        ("parent", parent),
    ):
        alike = _alike(key, columns)
        f.add(f"{name}_lines", alike["lines"])
        f.add(f"{name}_mass", alike["mass"])
        _add_shares(f, name, alike, all_prose)
    # ---- the narrowest element that holds most of what is likely content, or running text
    for name, column, percent in (
        ("expected", "expected", 60), ("expected", "expected", 80),
        ("prose", "prose", 60), ("prose", "prose", 85),
    ):  # fmt: skip
        whole = sums.total(column)
        holds = of_node[sums.names.index(column)] * 100 >= percent * whole
        main = int(np.argmax(np.where(holds, tree.depth, -1)))
        start, end = (int(tree.start[main]), int(tree.end[main])) if whole else (0, n)
        f.add(f"to_{name}_{percent}", to_stretch(n, start, end))
        f.add(f"main_{name}_{percent}", one * ((end - start) * 1000 // n))
        f.add(f"depth_{name}_{percent}", depth - tree.depth[main] if whole else one * -_FAR)
    # ---- headings
    headings = _headings(page, tree)
    before, behind = distances(headings)
    f.add("heading_up", before)
    f.add("heading_down", behind)
    heading = _heading(page, tree)
    f.add("heading_logit", np.where(heading >= 0, logit[heading], -9999))
    f.add("heading_tag", np.where(heading >= 0, tree.tag[block[heading]], 0))
    until = at + 1 + _next(headings)
    section, following = sums.between(heading + 1, until), sums.between(at + 1, until)
    for name, within in (("section", section), ("following", following)):
        f.add(f"{name}_lines", within["lines"])
        f.add(f"{name}_mass", within["mass"])
        _add_shares(f, name, within, all_prose)
    first = tree.tag[block] == _TAG["h1"]
    before, behind = distances(first)
    f.add("h1_up", before)
    f.add("h1_down", behind)
    f.add("h1_lines", one * int(first.sum()))
    # ---- what the page says about itself
    for name, words in zip(("title", "description"), about, strict=True):
        hits = np.bincount(tok.line[np.isin(tok.different, words)[tok.which]], minlength=n)
        f.add(f"{name}_share", share(hits, tok.words))
        f.add(f"{name}_whole", share(hits, np.int64(len(words))))
    f.add("page_links", one * (sums.total("links") * 1000 // int(total)))
    f.add("page_paragraphs", one * int((tree.tag[block] == _TAG["p"]).sum()))
    return f


def _next(headings: Ints) -> Ints:
    """How many lines follow until the next heading."""
    n = len(headings)
    at = np.arange(n)
    coming = np.minimum.accumulate(np.where(headings, at, n)[::-1])[::-1]
    return np.append(coming[1:], n) - at - 1


def _add_shares(f: Features, name: str, sums: dict[str, Ints], all_prose: Ints) -> None:
    mass = sums["mass"]
    f.add(f"{name}_links", share(sums["links"], mass))
    f.add(f"{name}_prose", share(sums["prose"], mass))
    f.add(f"{name}_expected", share(sums["expected"], mass))
    f.add(f"{name}_logit", sums["logit"] // np.maximum(1, sums["lines"]))
    f.add(f"{name}_of_prose", share(sums["prose"], all_prose))


def _alike(key: Ints, columns: dict[str, Ints]) -> dict[str, Ints]:
    """Sums over the lines with the same key."""
    keys, which = np.unique(key, return_inverse=True)
    which = which.ravel()
    return {
        name: np.bincount(which, weights=column, minlength=len(keys)).astype(np.int64)[which]
        for name, column in columns.items()
    }
