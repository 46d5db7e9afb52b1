"""When a document was published, told from its text: the dates near where its main text begins.

Whole pages hold many dates, of teasers, comments, events and offers. What tells the document's own
is where it stands (just before the main text), what stands beside it (a cue, an author, a time to
read) and that it stands alone. Each sign has a weight; the sum is a probability. The weights were
fitted on pages of other sites than those they are judged on: see bench/dates.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, compress, pairwise
from math import exp
from typing import Any, NamedTuple

from cleaner.text.dates import DateValue, find, settled

MIN_CONFIDENCE = 0.33
"""Below it there is no date: none is better than a wrong one."""

MIN_OF_SHORT, SHORT = 0.66, 40
"""The same for texts of fewer lines than `SHORT`: there every date is near the main text."""

_CANDIDATES = 80  # of a page of more dates only those near the main text are looked at


# Fitted by bench/fit_dates.py, which also says how; positive speaks for a date.
WEIGHTS: dict[str, float] = {
    "after": -1.36,
    "after-5": -0.63,
    "again": 1.58,
    "alone": 0.79,
    "alone-listed": 1.26,
    "at-20": 0.76,
    "at-3": 0.71,
    "at-60": -0.08,
    "at-8": 0.31,
    "bias": -3.17,
    "body": 0.69,
    "crowd": -1.34,
    "far-before": -0.86,
    "first": 1.06,
    "first-of-many": 0.88,
    "glued-earlier": 1.03,
    "glued-later": -1.29,
    "in-10": -0.33,
    "in-3": 0.06,
    "in-sentence": -0.91,
    "inside": -1.05,
    "legal": -0.41,
    "listed": -0.42,
    "many": -0.48,
    "near": 1.03,
    "near-above": 0.27,
    "near-below": 0.27,
    "no-1": 0.49,
    "no-body": -0.71,
    "oldest": 0.82,
    "one": 1.68,
    "opening": 1.27,
    "other": 0.27,
    "prose": -1.01,
    "prose-below": -0.36,
    "prose-next": 1.06,
    "published": -0.06,
    "published-first": 0.86,
    "rising": -0.13,
    "short": 0.18,
    "time": 0.50,
    "time-many": -0.50,
    "updated": 0.19,
    "updated-first": -0.62,
    "updated-one": -0.84,
}


class Told(NamedTuple):
    """A date of the document: its value, where it stands in the text, and how sure that is (0 to 1).

    `value.span` is the span; (-1, -1) for what does not stand in the text.
    """

    value: DateValue
    confidence: float

    def moved(self, offsets: Any) -> Told:
        """The same with its span mapped to the source (`offsets` is an `OffsetMap`)."""
        if self.value.span[0] < 0:
            return self
        return self._replace(
            value=self.value._replace(span=offsets.span_to_source(*self.value.span))
        )


class Outline(NamedTuple):
    """Lines of a text that are not blank, and where its main text begins and ends among them."""

    starts: tuple[int, ...]
    lines: tuple[str, ...]
    first: int
    last: int


_SENTENCE_END = frozenset(".!?…。！？।؟\"”»'’)")


def outline(text: str) -> Outline:
    """Find the main text: the run of lines that holds the most prose for the fewest others."""
    whole = text.split("\n")
    stripped = list(map(str.strip, whole))
    lines = tuple(filter(None, stripped))
    starts = compress(accumulate(map((1).__add__, map(len, whole)), initial=0), stripped)
    best = total = 0.0
    first = last = -1
    begin = 0
    for i, line in enumerate(lines):
        size = len(line)
        if size >= 60 and (size >= 140 or line[-1] in _SENTENCE_END):
            total += min(size, 400)
        elif size < 60 and not line.isascii() and size >= 25 and line[-1] in "。！？।؟":
            total += 3 * size  # scripts that say more with a character
        else:
            total -= 25
        if total <= 0:
            total, begin = 0.0, i + 1
        elif total > best:
            best, first, last = total, begin, i
    return Outline(tuple(starts), lines, first, last)


_NEAR = re.compile(
    r"\b(?:by|von|par|por|di|door|av|af|autor|author|written|min(?:ute)?s? read|read time|reading time"
    r"|lesezeit|views?|comments?|share|posted|editor|staff|reply|replies|thread starter|newsroom)\b",
    re.I,
)
_QUOTED = re.compile(r">|.*\(@\w+\)")
_FIRST_POST = re.compile(r"(?<!\w)#1(?!\d)")
_LEGAL = re.compile(r"©|\(c\) |copyright|all rights|privacy|terms", re.I)
_LISTED = re.compile(r"^[-*•·▪]|^\d{1,3}[.)] ")


def signs(page: Outline, values: list[DateValue], at: list[int]) -> list[dict[str, float]]:
    """The signs of each date. at: the line of each."""
    lines, first, last = page.lines, page.first, page.last
    days: dict[str, int] = {}
    for value in values:
        day = (value.iso or "")[:10]
        days[day] = days.get(day, 0) + 1
    ordered = [v.iso[:10] for v in values if v.iso and v.cue != "other"]
    oldest = min(ordered, default="") if len(days) > 2 else ""
    # posts of a thread have times, or share days; the days of a journey do not
    posts = len(set(ordered)) < len(ordered) or any(v.precision == "minute" for v in values)
    oldest = oldest if posts else ""
    rising = (
        posts
        and len(ordered) > 3
        and sum(a <= b for a, b in pairwise(ordered)) >= 0.8 * (len(ordered) - 1)
    )
    body = sum(len(line) for line in lines[first : last + 1]) if first >= 0 else 0
    out = []
    for n, (value, i) in enumerate(zip(values, at, strict=True)):
        line = lines[i]
        start = value.span[0] - page.starts[i]
        rest = len(line) - (value.span[1] - value.span[0])
        before = line[max(0, start - 60) : max(0, start)]
        above = lines[i - 1] if i else ""
        below = lines[i + 1] if i + 1 < len(lines) else ""
        close = sum(1 for j in at[max(0, n - 4) : n + 5] if 0 < abs(j - i) <= 8)
        where = i - first
        cue = value.cue or _label(above)
        twin = next(
            (
                v
                for v in values[max(0, n - 1) : n + 2]
                if v.span[1] == value.span[0] or v.span[0] == value.span[1]
            ),
            None,
        )
        prose_next = sum(n for n in map(len, lines[i + 1 : i + 13]) if n >= 80)
        found = {
            "oldest": bool(oldest) and (value.iso or "")[:10] == oldest,
            "opening": bool(oldest) and rising and (value.iso or "")[:10] == oldest,
            "rising": rising,
            "no-1": bool(
                _FIRST_POST.search(line) or _FIRST_POST.search(above) or _FIRST_POST.search(below)
            ),
            "prose-next": min(prose_next, 1500) / 1500,
            "glued-later": twin is not None and (value.iso or "") > (twin.iso or ""),
            "glued-earlier": twin is not None and (value.iso or "") < (twin.iso or ""),
            "bias": 1.0,
            "published": cue == "published",
            "updated": cue == "updated",
            "other": cue == "other",
            "alone": rest <= 3,
            "short": 3 < rest <= 50,
            "prose": len(line) > 120,
            "in-sentence": rest > 50 and bool(before) and before.rstrip()[-1:].isalnum(),
            "time": value.precision == "minute",
            "first": n == 0 and len(days) <= 4,
            "first-of-many": n == 0 and len(days) > 4,
            "updated-one": cue == "updated" and len(days) == 1,
            "updated-first": cue == "updated" and n == 0,
            "published-first": cue == "published" and n <= 1,
            "time-many": value.precision == "minute" and len(days) > 4,
            "alone-listed": rest <= 3 and bool(_LISTED.match(line)),
            "one": len(days) == 1,
            "many": len(days) > 12,
            "again": days[(value.iso or "")[:10]] > 1,
            "crowd": min(close, 4) / 4,
            "near": bool(_NEAR.search(line)),
            "near-above": bool(_NEAR.search(above[:80])),
            "near-below": bool(_NEAR.search(below[:80])),
            "prose-below": len(below) > 100,
            "legal": bool(_LEGAL.search(line)),
            "listed": bool(_LISTED.match(line)),
            "body": min(body, 6000) / 6000,
            "no-body": first < 0,
        }
        if first >= 0:
            band = (
                "at-3" if -3 <= where < 0 else "at-8" if -8 <= where < -3
                else "at-20" if -20 <= where < -8 else "at-60" if -60 <= where < -20
                else "far-before" if where < -60 else "in-3" if where <= 3
                else "in-10" if where <= 10 and i <= last else "inside" if i <= last
                else "after-5" if i <= last + 5 else "after"
            )  # fmt: skip
            found[band] = 1.0
        out.append({k: float(v) for k, v in found.items() if v})
    return out


def _label(line: str) -> str:
    """What a line says that holds nothing but a cue: "Published:"."""
    if len(line) > 30:
        return ""
    from cleaner.text import cues
    from cleaner.text.fold import fold

    return cues.before(fold(line))


def tell(
    text: str,
    *,
    url: str | None = None,
    language: str | None = None,
    reference: str | None = None,
    order: str | None = None,
    piece: bool = False,
) -> tuple[Told | None, Told | None, str | None]:
    """When the document was published, when it was last changed, and the order of day and month
    that its dates show, as far as its text tells.

    url: where it is from; a date in its path counts. language: code, with or without region.
    reference: the day it was fetched (ISO 8601); the document is not younger. order: `dmy` or
    `mdy`, what is known of the site. piece: whether the text is a part of a whole page. A date that may be read in two ways is not told.
    """
    found_all = find(text, language, reference)
    shown = {value.order for value in found_all} & {"dmy", "mdy"}
    order = shown.pop() if len(shown) == 1 else order
    values = [
        value
        for value in settled(found_all, order, language)
        if value.precision in ("day", "hour", "minute") and not is_later(value, reference)
    ]
    path = url_date(url)
    if not values:
        return (_of_url(path, reference) if path else None), None, order
    page = outline(text)
    at = [bisect_right(page.starts, value.span[0]) - 1 for value in values]
    # the date under a quotation is that of what is quoted
    own = [
        n for n, i in enumerate(at) if values[n].cue != "other" and not _QUOTED.match(page.lines[i])
    ]
    values, at = [values[n] for n in own], [at[n] for n in own]
    if not values:
        return None, None, order
    if len(values) > _CANDIDATES:
        near = sorted(range(len(values)), key=lambda n: abs(at[n] - page.first))[:_CANDIDATES]
        values, at = [values[n] for n in sorted(near)], [at[n] for n in sorted(near)]
    found = signs(page, values, at)
    scores = [sum(WEIGHTS.get(k, 0.0) * v for k, v in one.items()) for one in found]
    if path:
        scores = [s + _agreement(v, path) for s, v in zip(scores, values, strict=True)]
    best = max(range(len(values)), key=lambda n: (scores[n], -n))
    published = None
    said = values[best].cue == "published"
    least = MIN_CONFIDENCE if piece or said or len(page.lines) >= SHORT else MIN_OF_SHORT
    if values[best].iso and _sure(scores[best]) >= least:
        published = Told(values[best], _sure(scores[best]))
    elif path:
        published = _of_url(path, reference)
    return published, _changed(values, found, published), order


def _changed(
    values: list[DateValue], found: list[dict[str, float]], published: Told | None
) -> Told | None:
    """The first date near the main text that is said to be of a change."""
    for value, one in zip(values, found, strict=True):
        if not value.iso or "in-sentence" in one or not ("updated" in one or "glued-later" in one):
            continue
        if published and value.iso < (published.value.iso or "")[:10]:
            continue
        # in the main text only beside the other date: a changelog has "updated" in it, too
        beside = published is not None and abs(value.span[0] - published.value.span[1]) < 100
        before = one.keys() & {"at-3", "at-8", "at-20"}
        if before or (beside and one.keys() & {"in-3", "in-10"}):
            return Told(value, 0.85)
        if "after-5" in one:
            return Told(value, 0.6)
    return None


def _sure(score: float) -> float:
    return round(1 / (1 + exp(-score)), 3)


def is_later(value: DateValue, reference: str | None) -> bool:
    """Whether a date lies behind the day the page was fetched; one day is left for time zones."""
    if not reference or not value.iso:
        return False
    from datetime import date

    return (date.fromisoformat(value.iso[:10]) - date.fromisoformat(reference[:10])).days > 1


# ---------------------------------------------------------------- the address

_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)(?:[/-]?(0[1-9]|1[0-2]|[1-9](?=/)|[a-z]{3}(?=/)))(?:[/-]?([0-2]\d|3[01]|\d(?=/)))?(?=[/_.-]|$)"
)


def url_date(url: str | None) -> str | None:
    """The date in the path of a URL: `2023-03-20` or `2023-03`; None if there is none."""
    if not url:
        return None
    match = _URL_DATE.search(url.split("?")[0])
    if match is None:
        return None
    from cleaner.text.months import MONTHS

    month = int(match[2]) if match[2].isdigit() else MONTHS.get(match[2], 0)
    if not month:
        return None
    if match[3]:
        from datetime import date

        try:
            return date(int(match[1]), month, int(match[3])).isoformat()
        except ValueError:
            return None
    return f"{match[1]}-{month:02}"


def _of_url(path: str, reference: str | None) -> Told | None:
    if len(path) < 10:
        return None
    value = DateValue(path, "day", (), (-1, -1))
    return None if is_later(value, reference) else Told(value, 0.85)


def _agreement(value: DateValue, path: str) -> float:
    """What a date in the address adds to the score of a date."""
    if not value.iso:
        return 0.0
    if value.iso.startswith(path):
        return 3.0 if len(path) == 10 else 1.5
    return -1.5
