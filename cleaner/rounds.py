"""One document on its way: match, decide, apply, normalise, in rounds, until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from cleaner.decide.edits import OffsetMap, apply, compose
from cleaner.decide.evidence import Context, Decision, decide
from cleaner.decide.keep import NOTHING, Keep, Kept
from cleaner.decide.opinion import CAUSE, Opinion
from cleaner.decide.rewrite import rewrite
from cleaner.document import EDITS, Edit, Finding, Result
from cleaner.metadata import Known, Value, collect, host, plain_title, resolve
from cleaner.normalise import MAX_ROUNDS, normalise
from cleaner.segment.page import Page
from cleaner.text.fold import count_words

if TYPE_CHECKING:
    from cleaner.pipeline import Cleaner

CAP_WORDS = 100
"""Documents with fewer words are not capped."""

_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # of lines, beside the line feed
_FOREIGN = "The page model finds that the line is not main content."


class Run:
    """One document on its way through the rounds."""

    def __init__(
        self,
        cleaner: Cleaner,
        source: str,
        url: str | None,
        language: str | None,
        document: str | None,
        reference: str | None = None,
        keep: Keep | None = None,
        shown: Opinion | None = None,
        locale: str | None = None,
    ) -> None:
        """shown: what the page's markup says of the lines of the source, by their number."""
        self.cleaner, self.config, self.source = cleaner, cleaner.config, source
        self.source_lines = _SourceLines(source)
        self.reference, self.keep, self.shown = reference, keep, shown
        self.url, self.given, self.document = url, document, document or "unknown"
        self.language = self.given_language = language
        self.locale = locale  # the language as it was given, perhaps with a region
        self.flags: list[str] = []
        self.findings: list[Finding] = []
        self.values: list[Value] = []
        self.title: tuple[str, tuple[int, int]] | None = None
        self.excused = 0  # characters of prose that the cap does not count

    def result(self) -> Result:
        from cleaner import __version__

        normal, normal_edits, page = self.normalised(self.source)
        whole, whole_edits = normal, normal_edits  # what tells the dates, menus and all
        text, edits = normal, normal_edits
        start, fresh = page, True
        for number in range(MAX_ROUNDS + 1):
            opinion = self.opinion(page, number, edits)
            context = self.context(text)
            decision = self.decide(page, context, opinion)
            changes = rewrite(page, decision)
            if opinion is not None and not changes:  # all that would go is protected
                opinion = None
                decision = self.decide(page, context, opinion)
                changes = rewrite(page, decision)
            if number == 0:
                self.flags.extend(["no-prose"] if decision.zones.first < 0 and page.content else [])
            if fresh:
                self.document = decision.document
            fresh = opinion is not None
            self.account(page, decision, edits, number)
            if not changes:
                break
            self.excused += _excused(page, decision)
            after = apply(text, changes)
            settled, more, page = self.normalised(after)
            brake = "unsettled" if number == MAX_ROUNDS else ""
            if opinion is None:
                brake = brake or self.brake(start, page)
            if brake:
                self.give_up(brake)
                text, edits = normal, normal_edits
                break
            edits = compose(compose(edits, changes, text), more, after)
            text = settled
            if opinion is not None:  # the rules begin with what the page model left
                normal, normal_edits, start, self.excused = text, edits, page, 0
        if self.cleaner.filter is not None:
            self.flags += self.cleaner.filter.flags(start, text)
        metadata, evidence = resolve(self.values, self.known(whole, whole_edits))
        return Result(
            source=self.source,
            text=text,
            edits=tuple(edits),
            metadata=metadata,
            evidence=evidence,
            findings=tuple(self.findings),
            flags=tuple(self.flags),
            document=self.document,
            version=__version__,
            rules_hash=self.cleaner.rules_hash,
        )

    def decide(self, page: Page, context: Context, opinion: Opinion | None) -> Decision:
        """What goes: by the rules, or by the preset that stands in their place."""
        preset = self.cleaner.filter
        if preset is not None:
            return preset.decide(page, context.disabled, context.kept)
        return decide(page, self.cleaner.engine, context, opinion)

    def known(self, normal: str, normal_edits: list[Edit]) -> Known:
        """What the whole text tells of itself, before anything is taken from it."""
        from cleaner import publication
        from cleaner.text.dates import order_of

        published, modified, order = publication.tell(
            normal,
            url=self.url,
            language=self.language,
            reference=self.reference,
            order=order_of(self.locale) if self.locale else None,
        )
        offsets = OffsetMap(normal_edits)
        return Known(
            self.url,
            self.language,
            self.given_language is not None,
            self.title,
            published and published.moved(offsets),
            modified and modified.moved(offsets),
            order,
            self.reference,
        )

    def context(self, text: str) -> Context:
        """What is known about a text. A language that is not given is guessed in every round, as
        it would be if the clean text were cleaned again; metadata keep the first guess."""
        language = self.given_language
        if language is None:
            from cleaner.text.language import guess

            language = guess(text)
            self.language = self.language or language
        url_host = host(self.url or "")
        disabled, override = self.cleaner.site(url_host)
        return Context(
            self.config.profile,
            language,
            url_host,
            self.given,
            disabled,
            override,
            frozenset(self.config.languages),
            self.kept(text),
        )

    def kept(self, text: str) -> Kept:
        """The lines of a text that somebody keeps from rules or steps."""
        return self.keep(text) if self.keep else NOTHING

    def opinion(self, page: Page, number: int, edits: list[Edit]) -> Opinion | None:
        """The page model's opinion where the text is a whole page; None where nothing would go.

        `auto` tells anew in every round, as it would if the clean text were cleaned again.
        """
        if self.shown is not None:
            if number:
                return None
            offsets = OffsetMap(edits)
            begins = [offsets.to_source(_ink(page, i)[0]) for i in page.content]
            numbers = [number - 1 for number in self.source_lines.numbers(begins)]
            found = self.shown.renumbered(dict(zip(page.content, numbers, strict=True)))
            return found if found.gone() else None
        way = self.config.input
        if way == "extracted" or (way == "page" and number):
            return None
        from cleaner.page import judge

        model, url = self.cleaner.model, self.url or ""
        if way == "auto":
            whole = judge.is_whole(model, page)
            if number == 0:
                self.flags.append("page" if whole else "extracted")
            if not whole:
                return None
        strict = self.config.profile == "conservative"
        found = judge.opinion(model, page, url, self.config.max_page_share, strict)
        return found if found.gone() else None

    def normalised(self, text: str) -> tuple[str, list[Edit], Page]:
        """A text after all normalising steps."""
        normal = normalise(text, self.config, self.keep, self.locale)
        if not normal.settled:
            self.flags.append("unsettled-normaliser")
        return normal.text, normal.edits, normal.page

    def account(self, page: Page, decision: Decision, edits: list[Edit], number: int) -> None:
        """Keep what this round found. Later rounds only add what acts; the last one, what stays."""
        offsets = OffsetMap(edits)
        if number == 0 or self.title is None:
            if decision.title is not None:
                i = decision.title
                title = plain_title(_left(page, decision, i))
                self.title = title, offsets.span_to_source(page.starts[i], page.end(i))
        for value in collect(page, decision):
            a, b = offsets.span_to_source(value.offset, value.end)
            self.values.append(value._replace(offset=a, end=b))
        if decision.opinion is not None:
            self.account_opinion(page, decision, edits)
        known = {(f.rule, f.lines): n for n, f in enumerate(self.findings) if f.rule != CAUSE}
        found = sorted({i for c in decision.candidates for i in c.lines + c.section})
        inked = offsets.spans_to_source([_ink(page, i) for i in found])
        spans = dict(zip(found, inked, strict=True))
        begins = self.source_lines.numbers([start for start, _ in spans.values()])
        number_of = dict(zip(found, begins, strict=True)).__getitem__
        for c in decision.candidates:
            rule = c.rule
            lines = tuple(dict.fromkeys(map(number_of, c.lines + c.section)))
            earlier = known.get((rule.name, lines))
            if earlier is not None and (c.verdict not in EDITS or self.findings[earlier].acts):
                continue
            start, end = offsets.to_source(page.starts[c.lines[0]]), spans[c.lines[-1]][1]
            finding = Finding(
                rule.name, rule.category, rule.confidence, lines, start, end,
                c.verdict, rule.message,
            )  # fmt: skip
            if earlier is None:
                self.findings.append(finding)
            else:
                self.findings[earlier] = finding

    def account_opinion(self, page: Page, decision: Decision, edits: list[Edit]) -> None:
        """A finding for every line that the page model had an opinion on."""
        opinion = decision.opinion
        assert opinion is not None
        category = {c.rule.name: c.rule.category for c in decision.candidates}
        begins, lines, removed = page.starts, page.lines, decision.removed
        spans = [(begins[i], begins[i] + len(lines[i])) for i in page.content]
        spans = list(OffsetMap(edits).spans_to_source(spans))
        numbers = self.source_lines.numbers([start for start, _ in spans])
        add = self.findings.append
        for i, number, (start, end) in zip(page.content, numbers, spans, strict=True):
            verdict = opinion.verdict(i)
            causes = removed.get(i)
            if causes is None:
                verdict = verdict if opinion.stays(i) else "kept: protected"
            elif len(causes) > 1:
                others = dict.fromkeys(category[name] for name in causes[1:])
                verdict = ", ".join((verdict, *others))
            add(Finding(CAUSE, "page", "likely", (number,), start, end, verdict, _FOREIGN))

    def brake(self, before: Page, after: Page) -> str:
        """Why `after` may not come out: it is empty, or too much of the prose of `before` is gone."""
        if not any(c.isalnum() for c in after.text):
            return "would-be-empty"
        if self.cleaner.filter is not None or _is_short(before.text):
            return ""
        prose = sum(map(len, compress(before.lines, before.prose))) - self.excused
        kept = sum(map(len, compress(after.lines, after.prose)))
        return "capped" if prose - kept > self.config.max_prose_share * prose else ""

    def give_up(self, flag: str) -> None:
        """Drop all rule edits; repairs stay."""
        self.flags.append(flag)
        self.values = [value for value in self.values if not value.edits]
        self.findings = [
            f._replace(verdict=f"kept: {flag}") if f.acts and f.rule != CAUSE else f
            for f in self.findings
        ]


def _is_short(text: str) -> bool:
    """Whether a text has fewer words than the cap is for; mostly the first of them tell."""
    return len(text.split(None, CAP_WORDS - 1)) < CAP_WORDS and count_words(text) < CAP_WORDS


def _excused(page: Page, decision: Decision) -> int:
    """Characters of prose that goes and does not count towards the cap.

    The cap is there for rules that err. A mark that stands over every comment on a page is no
    chance hit, and readers often write more than the author; the texts of a consent dialog are the
    same on every site, and longer than a short article. What a cut leaves of a line is still there,
    although it may be no sentence any more.
    """
    lines = {
        i
        for c in decision.candidates
        if c.verdict == "removed" and c.rule.confidence == "certain"
        if c.rule.recurs or c.rule.category == "consent"
        for i in (c.lines + c.section if c.rule.recurs else c.lines)
        if i in decision.removed
    }
    left = {i: _left(page, decision, i) for *_, i, _, _ in decision.spans if page.prose[i]}
    return (
        sum(len(page.lines[i]) for i in lines if page.prose[i])
        + sum(len(line) for line in left.values() if not any(Page(line).prose))
        + sum(b - a for a, b, i, _, c in decision.spans if i in left and c.rule.recurs)
    )


def _left(page: Page, decision: Decision, i: int) -> str:
    """What cuts and replacements leave of a line."""
    line, start = page.lines[i], page.starts[i]
    for a, b, at, text, _ in reversed(decision.spans):
        if at == i:
            line = line[: a - start] + text + line[b - start :]
    return line


def _ink(page: Page, i: int) -> tuple[int, int]:
    """The span of a line without white space in front."""
    line = page.lines[i]
    end = page.starts[i] + len(line)
    return end - len(line.lstrip()), end


class _SourceLines:
    """Line numbers of a source, from 1, as `str.splitlines` counts."""

    def __init__(self, source: str) -> None:
        self.source = source

    def numbers(self, offsets: Iterable[int]) -> list[int]:
        """The numbers of the lines that some offsets are in, which do not go back."""
        text = self._text
        out, number, at = [], 1, 0
        for offset in offsets:
            number += text.count("\n", at, offset)
            out.append(number)
            at = offset
        return out

    @cached_property
    def _text(self) -> str:
        """The source with line feeds at the ends of lines; the last line needs none."""
        source = self.source
        if any(map(source.__contains__, _BREAKS)):
            source = source.replace("\r\n", " \n").translate(dict.fromkeys(map(ord, _BREAKS), "\n"))
        return source[:-1]
