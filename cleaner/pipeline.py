"""The cleaner: one configuration with its rules, ready for any number of documents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.config import DOCUMENTS, Config
from cleaner.decide.keep import Keep
from cleaner.decide.opinion import Opinion
from cleaner.document import Result
from cleaner.errors import ConfigError
from cleaner.match.engine import Engine
from cleaner.rounds import Run
from cleaner.rules.compile import Program
from cleaner.rules.scope import Known, SiteView, named_rules, site_view
from cleaner.text.stated import stated_url

if TYPE_CHECKING:
    from cleaner.io.fields import Fields
    from cleaner.page.model import Model
    from cleaner.presets.lines import Filter

_SITES_KEPT = 4096


class Cleaner:
    """Cleans documents by one configuration. What it remembers of lines changes no result; threads may
    share one.

    Raises RuleError if a rule file is broken, ConfigError if the configuration is not possible.
    """

    def __init__(self, config: Config | None = None) -> None:
        from cleaner.rules.load import load_program

        self.config = config or Config()
        _require_numpy(self.config)
        self.filter = _filter(self.config.preset)
        if self.filter is None:
            rules = [Path(path) for path in self.config.rules]
            self.engine = Engine(load_program(rules, self.config.builtin_rules))
        else:
            self.engine = Engine(self.filter.preset.program)
        self._sites: OrderedDict[str, SiteView] = OrderedDict()
        self._off: Known = {}
        self._model: Model | None = None  # loaded when a page asks for it
        self._html_model: Model | None = None
        self._disabled = named_rules(self.program, self.config.disable)

    def configured(self, config: Config) -> Cleaner:
        """A cleaner of another configuration with these rules, which are not loaded again.

        Raises ConfigError if the configuration is not possible, or names other rules.
        """
        from copy import copy

        mine = self.config
        if (config.rules, config.builtin_rules, config.preset) != (
            mine.rules, mine.builtin_rules, mine.preset,
        ):  # fmt: skip
            raise ConfigError("another configuration of the same cleaner has the same rules")
        _require_numpy(config)
        other = copy(self)
        other.config = config
        other._sites = OrderedDict()
        other._off = {}
        other._disabled = named_rules(self.program, config.disable)
        return other

    @property
    def program(self) -> Program:
        """The compiled rules."""
        return self.engine.program

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

        url: where it came from, chooses site rules; if not given, what front matter on top of the
        text states; language: ISO 639-1 code or another label of a language (`eng_Latn`), guessed if
        not given; a region (`en-GB`) tells the order of day and month; document: the document kind,
        guessed if not given; reference_date: the day the page was fetched (ISO 8601): no date of the
        document is later, and relative dates count from it; charset: what HTTP or a catalogue says
        about bytes; keep: says which lines stay as they are, see `cleaner.decide.keep`.
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
        return self._run(source, url, language, document, reference_date, keep)

    def _run(
        self,
        source: str,
        url: str | None = None,
        language: str | None = None,
        document: str | None = None,
        reference_date: str | None = None,
        keep: Keep | None = None,
        shown: Opinion | None = None,
    ) -> Result:
        _expect(source, "a text", "str or bytes")
        known = {"url": url, "language": language, "document": document}
        for name, value in {**known, "reference_date": reference_date}.items():
            if value is not None:
                _expect(value, f"`{name}`", "str or None")
        code = _language(language)
        if document is not None and document not in DOCUMENTS:
            raise ConfigError(
                f"unknown document kind {document!r}; there are {', '.join(DOCUMENTS)}"
            )
        reference = reference_day(reference_date)
        url = stated_url(source) if url is None else url
        run = Run(self, source, url, code, document, reference, keep, shown, locale=language)
        result = run.result()
        if not result.text.strip() and not result.removed:
            return result.flagged(["no-content"])
        return result

    def clean_html(
        self,
        html: str | bytes,
        *,
        url: str | None = None,
        charset: str | None = None,
        **known: Any,
    ) -> Result:
        """Find the main content of an HTML page, clean it, and merge the metadata.

        The page model tells the main content by the page's markup and words; the source of the
        ledger is then the whole page in lines, menus and all. Without numpy, or if the
        configuration says so, trafilatura extracts it, and the source is what it extracted. In both
        cases offsets, `source` and `undo()` of the result are that text, not the markup.
        Keywords and errors are those of `clean`.
        """
        from cleaner.segment.html import decode_html, extract

        if isinstance(html, bytes):
            decoded = decode_html(html, charset)
            return self.clean_html(decoded.text, url=url, **known).read_from(decoded)
        _expect(html, "a page", "str or bytes")
        if url is not None:
            _expect(url, "`url`", "str or None")
        reference = reference_day(known.get("reference_date"))
        model = self.html_model
        if model is None:
            page = extract(html, url, reference, self.config.markup)
            return page.merged(self._run(page.text, url=url, **known))
        from cleaner.page.html import read

        page, opinion = read(html, model, self.config, url, reference)
        return page.merged(self._run(page.text, url=url, shown=opinion, **known))

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
        other.engine = Engine(replace(self.program, packs=tuple(packs)))
        other._sites = OrderedDict()
        other._off = {}
        other._disabled = frozenset()
        return other

    @property
    def model(self) -> Model:
        """The page model."""
        if self._model is None:
            from cleaner.page.model import load

            self._model = load()
        return self._model

    @property
    def html_model(self) -> Model | None:
        """The model of pages with markup; None if trafilatura is to be used."""
        if self.config.extractor == "trafilatura" or self.config.preset:
            return None
        if self._html_model is None:
            if not _has_numpy():
                return None
            from cleaner.page.model import HTML_FILE, load

            self._html_model = load(HTML_FILE)
        return self._html_model

    def site(self, url_host: str) -> SiteView:
        """Rules switched off on a host, and `where` overrides there. A bounded memory of a pure
        function of the rules and the host."""
        found = self._sites.get(url_host)
        if found is None:
            off, override = site_view(self.program, url_host, self._off)
            found = self._sites[url_host] = off | self._disabled, override
            if len(self._sites) > _SITES_KEPT:
                self._sites.popitem(last=False)
        return found


def _filter(preset: str) -> Filter | None:
    """The line filters that stand in place of rules."""
    if not preset:
        return None
    from cleaner.presets.lines import Filter
    from cleaner.presets.model import load

    return Filter(load(preset))


@cache
def _has_numpy() -> bool:
    from importlib.util import find_spec

    return find_spec("numpy") is not None


def _require_numpy(config: Config) -> None:
    """Raises ConfigError where the page model is asked for and cannot be had: here once, and not at
    every document."""
    if config.input != "extracted":
        setting = f"input: {config.input}"
    elif config.extractor == "model" and not config.preset:
        setting = "extractor: model"
    else:
        return
    if not _has_numpy():
        raise ConfigError(f"`{setting}` needs numpy: pip install 'scrape-cleaner[page]'")


def _expect(value: object, what: str, kinds: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{what} is expected to be {kinds}, not {type(value).__name__}")


def _language(label: str | None) -> str | None:
    """The code of a language label. Raises ConfigError if it is none."""
    if label is None:
        return None
    from cleaner.languages import known_language, no_language

    code = known_language(label)
    if code is None:
        raise ConfigError(no_language(label))
    return code


def reference_day(day: str | None) -> str | None:
    """The day or moment a document was fetched, as ISO 8601; web archives write 14 digits.

    Raises ConfigError if it is none.
    """
    if day is None:
        return None
    from datetime import datetime

    if len(day) == 14 and day.isdecimal():
        day = f"{day[:4]}-{day[4:6]}-{day[6:8]}T{day[8:10]}:{day[10:12]}:{day[12:]}"
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
