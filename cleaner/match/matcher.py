"""Whether a `Match` of a rule holds on a line, and where."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.match import phrases
from cleaner.match.hit import MAX_LINE, Hit, Matcher, search
from cleaner.match.names import is_name
from cleaner.match.phrases import compiled, is_title
from cleaner.match.places import placed
from cleaner.match.terms import only
from cleaner.rules.model import Match
from cleaner.segment.page import Page
from cleaner.text.fold import DECORATION, count_words, ends_sentence, fold, fold_pattern


def build(match: Match) -> Matcher:
    """Make a function of a match. Built once per rule, on the first line that calls for it."""
    parts: list[Matcher] = []
    for place in ("line", "prefix", "suffix", "contains"):
        value = getattr(match, place)
        if value is not None:
            parts.append(placed([value] if isinstance(value, str) else value, place))
    if match.only is not None:
        parts.append(only(match.only, match.min_terms))
    if match.regex is not None:
        sources = [match.regex] if isinstance(match.regex, str) else match.regex
        parts.append(_patterns(sources, match.cased))
    if match.any is not None:
        parts.append(_either([build(one) for one in match.any]))
    tests = _tests(match)
    if not tests and len(parts) < 2:
        return parts[0] if parts else _whole

    def holds(page: Page, i: int) -> Hit | None:
        for test in tests:
            if not test(page, i):
                return None
        hit: Hit | None = None
        for part in parts:
            found = part(page, i)
            if found is None:
                return None
            # the last key says what is cut; spans in cased and in folded text do not mix
            if hit is not None and hit.slots and found.cased == hit.cased:
                found = found._replace(slots={**hit.slots, **found.slots})
            hit = found
        return hit or _whole(page, i)

    return holds


def _whole(page: Page, i: int) -> Hit:
    """The hit of a match that asks nothing of the line itself: a detector's."""
    return Hit(((0, len(page.folded[i])),), {})


def _tests(match: Match) -> list[Callable[[Page, int], bool]]:
    """Cheap conditions: words, ends, shape."""
    tests: list[Callable[[Page, int], bool]] = []
    if match.words is not None:
        low, high = match.words[0] or 0, match.words[1]

        def words(page: Page, i: int) -> bool:
            n = count_words(page.keys[i])
            return n >= low and (high is None or n <= high)

        tests.append(words)
    if match.ends is not None:
        wanted = match.ends == "sentence"
        tests.append(lambda page, i: ends_sentence(page.folded[i]) == wanted)
    if match.shape == "title-like":
        tests.append(lambda page, i: is_title(page.folded[i], least=1))
    elif match.shape == "name-like":
        tests.append(lambda page, i: is_name(page.lines[i].strip(DECORATION), most=5))
    elif match.shape == "number":
        number = compiled(rf"\A(?:{phrases.slot_source('n')})\Z")
        tests.append(lambda page, i: number.match(page.keys[i]) is not None)
    return tests


def _patterns(sources: list[str], cased: bool) -> Matcher:
    sources = [fold_pattern(source, cased) for source in sources]

    def find(page: Page, i: int) -> Hit | None:
        if len(page.folded[i]) > MAX_LINE:
            return None
        text = fold(page.lines[i], cased=True).strip() if cased else page.folded[i]
        for source in sources:
            pattern = compiled(source)
            found = search(pattern.search, text, i=i)
            if found is None:
                continue
            spans: list[tuple[int, int]] = []
            slots: dict[str, tuple[int, int]] = {}
            group = "cut" if "cut" in pattern.groupindex else 0
            at = 0
            while found is not None:
                if found.span(group)[0] >= 0:
                    spans.append(found.span(group))
                for name in pattern.groupindex:
                    if found.span(name)[0] >= 0:
                        slots.setdefault(f"{name}:{len(spans) - 1}", found.span(name))
                        slots.setdefault(name, found.span(name))
                at = found.end() if found.end() > found.start() else found.end() + 1
                found = search(pattern.search, text, at, i=i) if at < len(text) else None
            return Hit(tuple(spans), slots, cased)
        return None

    return find


def _either(matchers: list[Matcher]) -> Matcher:
    if len(matchers) == 1:
        return matchers[0]

    def find(page: Page, i: int) -> Hit | None:
        for matcher in matchers:
            hit = matcher(page, i)
            if hit is not None:
                return hit
        return None

    return find
