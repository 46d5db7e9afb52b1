"""The cleaner: repair, segment, match, decide, apply, in rounds, until nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.config import DOCUMENTS, Config
from cleaner.decide.edits import OffsetMap, apply, compose
from cleaner.decide.evidence import Context, Decision, decide
from cleaner.decide.keep import NOTHING, Keep, Kept, without_kept
from cleaner.decide.layout import layout
from cleaner.decide.opinion import CAUSE, Opinion
from cleaner.decide.rewrite import rewrite
from cleaner.document import Edit, Finding, Result
from cleaner.errors import ConfigError
from cleaner.match.engine import Engine, on_site
from cleaner.metadata import Known, Value, collect, host, plain_title, resolve
from cleaner.rules.compile import Program
from cleaner.rules.model import Where
from cleaner.segment.page import Page
from cleaner.text.characters import JOINING, STYLE, fields_of
from cleaner.text.fold import count_words

if TYPE_CHECKING:
    from cleaner.io.fields import Fields
    from cleaner.page.model import Model

_STYLE = STYLE | JOINING

MAX_ROUNDS = 8
"""Rounds after which a document counts as unsettled: only repairs and layout are kept."""

CAP_WORDS = 100
"""Documents with fewer words are not capped."""

_SITES_KEPT = 4096

_FOREIGN = "The page model finds that the line is not main content."

SiteView = tuple[frozenset[int], dict[str, tuple[Where, ...]]]
"""Indexes of the rules that are switched off on a host, and `where` overrides there by rule name."""


class Cleaner:
    """Cleans documents by one configuration. Holds nothing that depends on earlier documents.

    Raises RuleError if a rule file is broken, ConfigError if the configuration is not possible.
    """

    def __init__(self, config: Config | None = None) -> None:
        from cleaner.rules.load import load_program

        self.config = config or Config()
        rules = [Path(path) for path in self.config.rules]
        self._engine = Engine(load_program(rules, self.config.builtin_rules))
        self._sites: OrderedDict[str, SiteView] = OrderedDict()
        self._model: Model | None = None  # loaded when a page asks for it
        self._disabled = named_rules(self.program, self.config.disable)

    def configured(self, config: Config) -> Cleaner:
        """A cleaner of another configuration with these rules, which are not loaded again.

        Raises ConfigError if the configuration is not possible, or names other rules.
        """
        from copy import copy

        if (config.rules, config.builtin_rules) != (self.config.rules, self.config.builtin_rules):
            raise ConfigError("another configuration of the same cleaner has the same rules")
        other = copy(self)
        other.config = config
        other._sites = OrderedDict()
        other._disabled = named_rules(self.program, config.disable)
        return other

    @property
    def program(self) -> Program:
        """The compiled rules."""
        return self._engine.program

    @property
    def rules_hash(self) -> str:
        """Hash of the rule set: the same hash and version give the same output."""
        return self.program.hash

    def clean(
        self,
        source: str | bytes,
        *,
        url: str | None = None,
        language: str | None = None,
        document: str | None = None,
        reference_date: str | None = None,
        charset: str | None = None,
        keep: Keep | None = None,
    ) -> Result:
        """Clean text (bytes are decoded first) and account for every change.

        url: where it came from, chooses site rules; language: ISO 639-1 code or another label of a
        language (`eng_Latn`), guessed if not given; document: the document kind, guessed if not
        given; reference_date: the day the page was fetched (ISO 8601), which nothing depends on so
        far: relative dates are not resolved; charset: what HTTP or a catalogue says about bytes;
        keep: says which lines stay as they are, see `cleaner.decide.keep`.
        Raises InputError for bytes that are no text, ConfigError for a language or document kind
        that is none, ProcessingError if a pattern runs out of time, TypeError for other types.
        """
        if isinstance(source, bytes):
            from cleaner.text.decode import decode

            decoded = decode(source, charset)
            result = self.clean(
                decoded.text,
                url=url,
                language=language,
                document=document,
                reference_date=reference_date,
                keep=keep,
            )
            return result.read_from(decoded)
        _expect(source, "a text", "str or bytes")
        known = {"url": url, "language": language, "document": document}
        for name, value in {**known, "reference_date": reference_date}.items():
            if value is not None:
                _expect(value, f"`{name}`", "str or None")
        language = _language(language)
        if document is not None and document not in DOCUMENTS:
            raise ConfigError(
                f"unknown document kind {document!r}; there are {', '.join(DOCUMENTS)}"
            )
        run = _Run(self, source, url, language, document, _reference(reference_date), keep)
        return run.result()

    def clean_html(
        self,
        html: str | bytes,
        *,
        url: str | None = None,
        charset: str | None = None,
        **known: Any,
    ) -> Result:
        """Extract the text of an HTML page with trafilatura, clean it, and merge the metadata.

        The source of the ledger is the extracted text. Keywords and errors are those of `clean`.
        """
        from cleaner.segment.html import decode_html, extract

        if isinstance(html, bytes):
            decoded = decode_html(html, charset)
            return self.clean_html(decoded.text, url=url, **known).read_from(decoded)
        _expect(html, "a page", "str or bytes")
        if url is not None:
            _expect(url, "`url`", "str or None")
        page = extract(html, url, _reference(known.get("reference_date")))
        result = self.clean(page.text, url=url, **known)
        return page.merged(result)

    def clean_record(
        self, record: Mapping[str, Any], fields: Fields | None = None
    ) -> dict[str, Any]:
        """Clean a record `{"id", "text" or "html", "url", …}`: see `cleaner.io.records`.

        fields: other names for these. Never raises for what a record holds.
        """
        from cleaner.io.records import FIELDS, NOTHING, clean_record

        return clean_record(self, record, NOTHING, fields or FIELDS)

    def clean_batch(self, batch: Any, fields: Fields | None = None) -> Any:
        """Clean a `pyarrow.RecordBatch` or Table: see `cleaner.io.arrow`.

        Never raises for what a row holds. Raises InputError if no column can hold text,
        ConfigError without pyarrow.
        """
        from cleaner.io.arrow import clean_batch
        from cleaner.io.records import FIELDS, NOTHING

        return clean_batch(self, batch, NOTHING, fields or FIELDS)

    def without_decisions(self) -> Cleaner:
        """This cleaner as if no pack disabled or overrode a rule, to explain what they change."""
        from copy import copy

        from msgspec.structs import replace

        packs = [replace(pack, disable=(), override={}) for pack in self.program.packs]
        other = copy(self)
        other._engine = Engine(replace(self.program, packs=tuple(packs)))
        other._sites = OrderedDict()
        other._disabled = frozenset()
        return other

    @property
    def model(self) -> Model:
        """The page model. Raises ConfigError where numpy is missing."""
        if self._model is None:
            try:
                from cleaner.page.model import load
            except ModuleNotFoundError as err:
                raise ConfigError(
                    f"`input: {self.config.input}` needs {err.name}: pip install 'scrape-cleaner[page]'"
                ) from err
            self._model = load()
        return self._model

    def _site(self, url_host: str) -> SiteView:
        """Rules switched off on a host, and `where` overrides there. A bounded memory of a pure
        function of the rules and the host."""
        found = self._sites.get(url_host)
        if found is None:
            off, override = site_view(self.program, url_host)
            found = self._sites[url_host] = off | self._disabled, override
            if len(self._sites) > _SITES_KEPT:
                self._sites.popitem(last=False)
        return found


def site_view(program: Program, url_host: str) -> SiteView:
    """What packs disable and override on a host; the most specific site wins."""
    reach = []
    for pack in program.packs:
        matches = [site for site in pack.sites if on_site(url_host, site)]
        if not pack.sites or matches:
            reach.append((max(map(len, matches), default=0), pack))
    reach.sort(key=lambda pair: (pair[0], pair[1].pack))
    by_name = {pack.pack: pack for pack in program.packs}
    extended: set[str] = set()
    disabled: set[str] = set()
    override: dict[str, tuple[Where, ...]] = {}

    def use(pack: Any, seen: frozenset[str]) -> None:
        for name in pack.extends:
            extended.add(name)
            if name in by_name and name not in seen:
                use(by_name[name], seen | {name})
        disabled.update(pack.disable)
        override.update(pack.override)

    for _, pack in reach:
        if pack.pack not in program.extended:
            use(pack, frozenset({pack.pack}))
    off = frozenset(
        index
        for index, (name, pack) in enumerate(program.rules)
        if name in disabled or (pack in program.extended and pack not in extended)
    )
    return off, override


def named_rules(program: Program, names: Sequence[str]) -> frozenset[int]:
    """Indexes of the rules that are named, or stand in a pack that is named.

    Raises ConfigError for a name that nothing has.
    """
    out: set[int] = set()
    for name in names:
        found = {
            index
            for index, (rule, pack) in enumerate(program.rules)
            if rule == name or pack == name or pack.startswith(f"{name}/")
        }
        if not found:
            from difflib import get_close_matches

            near = get_close_matches(name, [rule for rule, _ in program.rules], 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"there is no rule or pack {name!r} to disable{hint}")
        out |= found
    return frozenset(out)


class _Run:
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
    ) -> None:
        self.keep = keep
        self.cleaner, self.config, self.source = cleaner, cleaner.config, source
        self.reference = reference
        self.url, self.given, self.document = url, document, document or "unknown"
        self.language = self.given_language = language
        self.flags: list[str] = []
        self.findings: list[Finding] = []
        self.values: list[Value] = []
        self.title: tuple[str, tuple[int, int]] | None = None
        self.excused = 0  # characters of prose that the cap does not count

    def result(self) -> Result:
        from cleaner import __version__

        normal, normal_edits, page = self.normalise(self.source)
        whole, whole_edits = normal, normal_edits  # what tells the dates, menus and all
        text, edits = normal, normal_edits
        start, fresh = page, True
        for number in range(MAX_ROUNDS + 1):
            opinion = self.opinion(page, number)
            context = self.context(text)
            decision = decide(page, self.cleaner._engine, context, opinion)
            changes = rewrite(page, decision)
            if opinion is not None and not changes:  # all that would go is protected
                opinion = None
                decision = decide(page, self.cleaner._engine, context)
                changes = rewrite(page, decision)
            if number == 0:
                self.flags.extend(["no-prose"] if decision.zones.first < 0 and page.content else [])
            if fresh:
                self.document = decision.document
            fresh = opinion is not None
            self.account(page, decision, edits, number, bool(changes))
            if not changes:
                break
            self.excused += _excused(page, decision)
            after = apply(text, changes)
            settled, more, page = self.normalise(after)
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

    def known(self, normal: str, normal_edits: list[Edit]) -> Known:
        """What the whole text tells of itself, before anything is taken from it."""
        from cleaner import publication

        published, modified, order = publication.tell(
            normal, url=self.url, language=self.language, reference=self.reference
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
        disabled, override = self.cleaner._site(url_host)
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

    def opinion(self, page: Page, number: int) -> Opinion | None:
        """The page model's opinion where the text is a whole page; None where nothing would go.

        `auto` tells anew in every round, as it would if the clean text were cleaned again.
        """
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

    def normalise(self, text: str) -> tuple[str, list[Edit], Page]:
        """Repair and layout until nothing changes; the page of the result comes with it."""
        edits: list[Edit] = []
        page: Page | None = None
        fields = fields_of(self.config.characters)
        for _ in range(MAX_ROUNDS):
            changed = False
            if self.config.repair:
                from cleaner.text.repair import repair

                repairs = repair(
                    text, _CodeTest(text), line_breaks=self.config.layout, fields=fields
                )
                if self.keep:
                    repairs = without_kept(repairs, text, self.kept(text))
                if repairs:
                    edits = compose(edits, repairs, text)
                    text = apply(text, repairs)
                    page = None
                    changed = True
            page = page or Page(text)
            style = self.restyled(page, fields) if fields & _STYLE else []
            if self.keep:
                style = without_kept(style, text, self.kept(text))
            if style:
                edits = compose(edits, style, text)
                text = apply(text, style)
                page = Page(text)
                changed = True
            if self.config.dates == "iso":
                from cleaner.decide.date_style import iso_dates

                written = iso_dates(page, self.given_language)
                if self.keep:
                    written = without_kept(written, text, self.kept(text))
                if written:
                    edits = compose(edits, written, text)
                    text = apply(text, written)
                    page = Page(text)
                    changed = True
            if self.config.layout:
                moves = layout(page)
                if self.keep:
                    moves = without_kept(moves, text, self.kept(text))
                if moves:
                    edits = compose(edits, moves, text)
                    text = apply(text, moves)
                    page = Page(text)
                    changed = True
            if not changed:
                break
        else:
            self.flags.append("unsettled-normaliser")
        assert page is not None
        return text, edits, page

    def restyled(self, page: Page, fields: frozenset[str]) -> list[Edit]:
        """Edits of style, then of lines to be put together, both only outside of code."""
        from cleaner.decide.joining import join
        from cleaner.text.style import restyle

        return restyle(page.text, fields, _CodeTest(page.text, page)) or join(page, fields)

    def account(
        self, page: Page, decision: Decision, edits: list[Edit], number: int, acted: bool
    ) -> None:
        """Keep what this round found. Later rounds only add what acts; the last one, what stays."""
        offsets = OffsetMap(edits)
        starts = _SourceLines(self.source)
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
        known = {(f.rule, f.lines): n for n, f in enumerate(self.findings)}
        for c in decision.candidates:
            lines = tuple(
                dict.fromkeys(
                    starts.number(offsets.to_source(_inked(page, i)))
                    for i in (*c.lines, *c.section)
                )
            )
            start, end = offsets.span_to_source(page.starts[c.lines[0]], page.end(c.lines[-1]))
            finding = Finding(
                c.rule.name, c.rule.category, c.rule.confidence, lines, start, end,
                c.verdict, c.rule.message,
            )  # fmt: skip
            earlier = known.get((c.rule.name, lines))
            if earlier is None:
                self.findings.append(finding)
            elif finding.acts and not self.findings[earlier].acts:
                self.findings[earlier] = finding

    def account_opinion(self, page: Page, decision: Decision, edits: list[Edit]) -> None:
        """A finding for every line that the page model had an opinion on."""
        opinion = decision.opinion
        assert opinion is not None
        offsets = OffsetMap(edits)
        category = {c.rule.name: c.rule.category for c in decision.candidates}
        starts = _SourceLines(self.source)
        for i in page.content:
            says = opinion.says(i)
            if i in decision.removed:
                others = dict.fromkeys(category[name] for name in decision.removed[i][1:])
                verdict = ", ".join((f"removed: {says}", *others))
            else:
                verdict = f"kept: {says}" if opinion.stays(i) else "kept: protected"
            start, end = offsets.span_to_source(page.starts[i], page.end(i))
            line = (starts.number(start),)
            self.findings.append(
                Finding(CAUSE, "page", "likely", line, start, end, verdict, _FOREIGN)
            )

    def brake(self, before: Page, after: Page) -> str:
        """Why `after` may not come out: it is empty, or too much of the prose of `before` is gone."""
        if not any(c.isalnum() for c in after.text):
            return "would-be-empty"
        if count_words(before.text) < CAP_WORDS:
            return ""
        prose = sum(len(line) for line, p in zip(before.lines, before.prose, strict=True) if p)
        prose -= self.excused
        kept = sum(len(line) for line, p in zip(after.lines, after.prose, strict=True) if p)
        return "capped" if prose - kept > self.config.max_prose_share * prose else ""

    def give_up(self, flag: str) -> None:
        """Drop all rule edits; repairs stay."""
        self.flags.append(flag)
        self.values = [value for value in self.values if not value.edits]
        self.findings = [
            f._replace(verdict=f"kept: {flag}") if f.acts and f.rule != CAUSE else f
            for f in self.findings
        ]


def _expect(value: object, what: str, kinds: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{what} is expected to be {kinds}, not {type(value).__name__}")


def _language(label: str | None) -> str | None:
    """The code of a language label. Raises ConfigError if it is none."""
    if label is None:
        return None
    from cleaner.text.labels import language_code

    code = language_code(label)
    if code is None:
        raise ConfigError(f"{label!r} is no language code; write one such as 'en' (ISO 639-1)")
    return code


def _excused(page: Page, decision: Decision) -> int:
    """Characters of prose that goes and does not count towards the cap.

    The cap is there for rules that err. A mark that stands over every comment on a page is no
    chance hit, and readers often write more than the author; the texts of a consent dialog are the
    same on every site, and longer than a short article.
    """
    lines = {
        i
        for c in decision.candidates
        if c.verdict == "removed" and c.rule.confidence == "certain"
        for i in (
            c.section if c.rule.times > 1 else c.lines if c.rule.category == "consent" else ()
        )
        if i in decision.removed
    }
    return sum(len(page.lines[i]) for i in lines if page.prose[i])


def _left(page: Page, decision: Decision, i: int) -> str:
    """What cuts and replacements leave of a line."""
    line, start = page.lines[i], page.starts[i]
    for a, b, at, text, _ in reversed(decision.spans):
        if at == i:
            line = line[: a - start] + text + line[b - start :]
    return line


def _inked(page: Page, i: int) -> int:
    line = page.lines[i]
    return page.starts[i] + len(line) - len(line.lstrip())


def _reference(day: str | None) -> str | None:
    """The day or moment a document was fetched, as ISO 8601. Raises ConfigError if it is none."""
    if day is None:
        return None
    from datetime import datetime

    try:
        datetime.fromisoformat(day.strip())
    except ValueError:
        from cleaner.text.dates import parse

        value = parse(day)
        if value is None or value.iso is None or value.precision == "month":
            raise ConfigError(
                f"{day!r} is no date; write one such as 2024-03-15 or 2024-03-15T10:20Z"
            ) from None
        return value.iso
    return day.strip()


class _CodeTest:
    """Whether an offset lies in code; the page is only built when somebody asks."""

    def __init__(self, text: str, page: Page | None = None) -> None:
        self.text = text
        self.page = page

    def __call__(self, offset: int) -> bool:
        from bisect import bisect_right

        if self.page is None:
            self.page = Page(self.text)
        i = bisect_right(self.page.starts, offset) - 1
        return i < len(self.page.kinds) and self.page.kinds[i] == "code"


class _SourceLines:
    """Line numbers of a source, from 1."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._starts: list[int] | None = None

    def number(self, offset: int) -> int:
        from bisect import bisect_right
        from itertools import accumulate

        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self.source.splitlines(keepends=True)))]
        return bisect_right(self._starts, offset, hi=max(1, len(self._starts) - 1))
