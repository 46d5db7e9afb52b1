"""Mechanisms that phrases cannot say. Rules name them: `match: {detector: tag-run}`.

Each takes a `View` of the page and returns groups of line indexes; a rule's other conditions are
checked on every line of a group. Repetition alone is never a reason: in extractor output repeated
short lines are content three times out of four.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import compress
from typing import NamedTuple

from cleaner.match.threads import thread
from cleaner.segment.lines import ENTRY
from cleaner.segment.page import Page
from cleaner.segment.zones import Zones
from cleaner.text.fold import count_words, ends_full_stop


class View(NamedTuple):
    """What detectors look at: claimed lines are those that other findings would remove, menus what
    `menu_runs` tells, readers the lines in which a reader speaks (`signal: reader`)."""

    page: Page
    zones: Zones
    claimed: frozenset[int]
    title: int | None
    menus: list[list[int]]
    host: str
    readers: frozenset[int] = frozenset()


Groups = Iterable[tuple[int, ...]]

_WORD = re.compile(r"[^\W_]+")
_HOST = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,24}$")
_AROUND_HOST = " \t\xa0()[]*_"
_TITLE_BREAKS = (" - ", " | ", " :: ", ": ", " • ", " · ", " / ", " > ")


def leading_title(
    page: Page, zones: Zones, claimed: frozenset[int], menus: list[list[int]]
) -> int | None:
    """The line of the leading title: the first line in the head that nobody claims, if it is one.

    A title has 2 to 30 words and no final full stop; a Markdown heading may have one word. The
    entries of a menu are no title.
    """
    entries = {i for run in menus for i in run}
    for i in zones.head(page):
        if i in claimed or i in entries or not any(map(str.isalnum, page.keys[i])):
            continue
        if page.kinds[i] not in ("prose", "heading"):
            if page.kinds[i] == "front-matter":
                continue
            return None
        words = count_words(page.keys[i])
        marked = page.folded[i].startswith("#")
        fits = (words >= 2 or marked) and words <= 30 and not ends_full_stop(page.folded[i])
        return i if fits else None
    return None


def _repeated_title(view: View) -> Groups:
    page, title = view.page, view.title
    if title is None:
        return
    wanted = page.keys[title].lstrip("# ")
    for i in view.zones.head(page)[page.rank[title] + 1 :]:
        if same_title(wanted, page.keys[i].lstrip("# ")):
            yield (i,)


def same_title(one: str, other: str) -> bool:
    """Whether two folded titles are equal, or one is the other with a site's name behind it."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not long.startswith(short):
        return False
    if short == long:
        return count_words(short) >= 3  # a label of two words may be said twice
    rest = long[len(short) :]
    return len(short.split()) >= 3 and rest.startswith(_TITLE_BREAKS) and count_words(rest) <= 6


def _tag_run(view: View) -> Groups:
    """At least 3 short lines at the very end whose words occur elsewhere on the page."""
    page = view.page
    if view.zones.last < 0:
        return
    run: list[int] = []
    for i in reversed(page.content):
        if i <= view.zones.last:
            break
        if i in view.claimed:
            if run:
                break
            continue
        key = page.keys[i]
        if (
            page.kinds[i] not in ("prose", "heading", "list")
            or not key
            or len(key) > 40
            or count_words(key) > 3
            or page.folded[i][-1] in ".!?:;,"
            or not any(c.isalpha() for c in key)
        ):
            return
        run.append(i)
    if len(run) < 3:
        return
    run.reverse()
    at = page.rank[run[0]]
    if at and page.folded[page.content[at - 1]].endswith(":"):
        return  # "Ingredients:" and what follows
    inside = set(run)
    text = "\n".join([key for i, key in enumerate(page.keys) if i not in inside])
    known = sum(all(_says(text, word) for word in _WORD.findall(page.keys[i])) for i in run)
    if known >= 0.75 * len(run):
        yield tuple(run)


def _says(text: str, word: str) -> bool:
    """Whether a text holds a word (see `_WORD`), and not only as a part of others."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False


LABEL = 60
"""Characters of the longest image description that is looked for."""


def _alt_text(view: View) -> Groups:
    """Image descriptions that were left in the text, told by their repetition."""
    page = view.page
    if view.zones.first < 0:
        return
    content, keys, prose = page.content, page.keys, page.prose
    # one of them stands between two sentences
    between = {
        keys[i]
        for above, i, below in zip(content, content[1:], content[2:], strict=False)
        if prose[above] and prose[below] and len(keys[i]) <= LABEL and _is_label(view, i)
    }
    where: dict[str, list[int]] = defaultdict(list)
    for i in content if between else ():
        if keys[i] in between and _is_label(view, i):
            where[keys[i]].append(i)
    found = []
    for key, lines in where.items():
        if not 1 < len(lines) <= 3:
            continue
        beside = [_sentences_beside(page, i) for i in lines]
        if (
            min(beside) >= 1
            and max(beside) == 2
            and all(_between_prose(page, i) for i in lines)
            and (view.title is None or view.title not in lines)
            and _in_prose(page, _WORD.findall(key))
            and not any(page.folded[i].startswith("#") for i in lines)
            and not _written_alike(page, lines)
        ):
            found.append(tuple(lines))
    if found:
        # many repeated labels are speakers, or the parts of a review
        labels = Counter(keys[i] for i in content if len(keys[i]) <= LABEL and _is_label(view, i))
        if sum(times > 1 for times in labels.values()) <= 2:
            yield from found


def _is_label(view: View, i: int) -> bool:
    """Whether a line has two to five words, no punctuation at its end, and nobody claims it."""
    page = view.page
    return (
        page.kinds[i] in ("prose", "heading")
        and i not in view.claimed
        and page.folded[i][-1] not in ".!?:;,#"
        and 2 <= count_words(page.keys[i]) <= 5
    )


def _in_prose(page: Page, words: list[str]) -> bool:
    """Whether the sentences of a page hold some words."""
    body = "\n".join(compress(page.keys, page.prose))
    return all(word in body for word in words)


def _sentences_beside(page: Page, i: int) -> int:
    """How many of the two neighbours of a line are prose."""
    at = page.rank[i]
    beside = [page.content[n] for n in (at - 1, at + 1) if 0 <= n < len(page.content)]
    return sum(page.prose[j] for j in beside)


def _written_alike(page: Page, lines: list[int]) -> bool:
    """Whether a label is capitalised, and the same each time: a heading and its table of contents."""
    written = {page.lines[i].strip() for i in lines}
    return len(written) == 1 and written.pop()[:1].isupper()


def _between_prose(page: Page, i: int) -> bool:
    """Whether a line, alone or with one neighbour, stands between prose: no part of a list."""
    at = page.rank[i]
    first = last = at
    while first > 0 and not page.prose[page.content[first - 1]]:
        first -= 1
    while last + 1 < len(page.content) and not page.prose[page.content[last + 1]]:
        last += 1
    return last - first <= 1 and first > 0 and last + 1 < len(page.content)


def _menu_run(view: View) -> Groups:
    """At least 5 adjacent lines of at most 4 words in the head or the tail, some of them known.

    Lists of countries, features or ingredients look the same; what tells a menu is that two of its
    entries, and one in eight, are boilerplate by themselves ("Home", "Log in").
    """
    for run in view.menus:
        known = sum(i in view.claimed for i in run)
        if known < len(run) <= 8 * known and known >= 2:
            yield tuple(i for i in run if i != view.title)


FULL_PAGE = 12
"""Lines of boilerplate from which on a text is a whole page, menus and all, not an extractor's;
some of them must stand above the text, and some below."""


LONGEST_MENU = 150
"""Entries of a menu; longer runs are rather data: countries, words, parts."""


def _page_menu(view: View) -> Groups:
    """Like `menu-run`, in a text that shows by a dozen other lines that it is a whole page."""
    if not view.menus or len(view.claimed) < FULL_PAGE:
        return
    if {"head", "tail"} <= {view.zones.of(i) for i in view.claimed}:
        for run in view.menus:
            if len(run) <= LONGEST_MENU:
                yield tuple(i for i in run if i != view.title)


_MENU_KINDS = frozenset({"prose", "heading", "list"})


def menu_runs(page: Page, zones: Zones) -> list[list[int]]:
    """Runs of lines that look like the entries of a menu."""
    rank, signs, kinds = page.rank, page.signs, page.kinds
    runs: list[list[int]] = []
    for part in (zones.head(page), zones.tail(page)):
        run: list[int] = []
        for i in [i for i in part if signs[i] & ENTRY and kinds[i] in _MENU_KINDS]:
            if run and rank[i] != rank[run[-1]] + 1:
                if len(run) >= 5:
                    runs.append(run)
                run = []
            run.append(i)
        if len(run) >= 5:
            runs.append(run)
    return runs


def _image_host(view: View) -> Groups:
    page = view.page
    for i in view.zones.head(page):
        key = page.keys[i]
        if "." in key and " " not in key and _HOST.match(page.lines[i].strip(_AROUND_HOST).lower()):
            host = key.removeprefix("www.")
            if host != view.host:
                yield (i,)


def _thread(view: View) -> Groups:
    start = thread(view.page, view.readers)
    if start is not None:
        yield (start,)


DETECTORS: dict[str, Callable[[View], Groups]] = {
    "repeated-title": _repeated_title,
    "tag-run": _tag_run,
    "alt-text": _alt_text,
    "menu-run": _menu_run,
    "page-menu": _page_menu,
    "image-host": _image_host,
    "thread": _thread,
}
