"""Configuration: one frozen value that says everything about how documents are cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import ConfigError

PROFILES = ("conservative", "balanced", "aggressive")
DOCUMENTS = ("article", "forum", "documentation", "listing", "product")

INPUTS = ("extracted", "page", "auto")
MARKUPS = ("text", "markdown")
EXTRACTORS = ("auto", "model", "trafilatura")
PRESETS = ("c4", "gopher", "refinedweb", "fineweb")


@dataclass(frozen=True, slots=True)
class Config:
    """How to clean.

    profile: which confidence acts, `conservative`, `balanced` or `aggressive`.
    languages: ISO 639-1 codes, or other labels of languages; rules for others are off. Empty: all are on.
    disable: names of rules, or of packs with all their rules, that are off.
    rules: folders or files with rules of your own, after the built-in ones; kept as a tuple of
        paths, whether given as strings or paths, one or several.
    builtin_rules: whether the packs that come with the package are used.
    repair: mend encoding damage, control characters and entities.
    characters: which characters are repaired and unified, as `cleaner.text.characters` has it:
        `corpus`, `strict` or `style`, and what differs (`corpus,+quotes,-soft-hyphens`).
    dates: `keep` leaves dates as they are written, `iso` writes full, unambiguous ones as ISO 8601.
    layout: settle white space: ends of lines and document, blank lines, one final line break.
    max_prose_share: share (0 to 1) of the prose characters that rules may take from a document of
        100 words or more; past it the rule edits are dropped and the document is flagged `capped`.
    input: what texts are: `extracted` (an extractor's output, or written text), `page` (the whole page
        as text, with its menus and footers, of which the page model keeps the main content; needs
        numpy), `auto` (told by the text; the flag `page` or `extracted` says which).
    max_page_share: share (0 to 1) of a whole page's words that the page model may take.
    markup: what HTML pages become, `text`, or `markdown`, which keeps headings, lists, tables, code and
        quotations as they were marked up.
    extractor: what finds the main content of HTML: `model` (the page model; needs numpy),
        `trafilatura`, or `auto`: the model, but trafilatura with a preset, and where numpy is missing.
    preset: the line filters of a well-known corpus (`c4`, `gopher`, `refinedweb`, `fineweb`) in place
        of rules and page model; "" for none. It knows no profile, no languages and no cap.

    Raises ConfigError for a value that is not possible.
    """

    profile: str = "balanced"
    rules: Sequence[str | Path] = ()
    builtin_rules: bool = True
    languages: Sequence[str] = ()
    disable: Sequence[str] = ()
    repair: bool = True
    characters: str = "corpus"
    dates: str = "keep"
    layout: bool = True
    max_prose_share: float = 0.30
    input: str = "extracted"
    max_page_share: float = 0.98
    markup: str = "text"
    extractor: str = "auto"
    preset: str = ""

    def __post_init__(self) -> None:
        rules = (self.rules,) if isinstance(self.rules, (str, Path)) else self.rules
        try:
            object.__setattr__(self, "rules", tuple(map(Path, rules)))
        except TypeError:
            raise ConfigError(f"rules are paths of files or folders, not {rules!r}") from None
        for name in ("languages", "disable"):
            object.__setattr__(self, name, _strings(name, getattr(self, name)))
        if self.languages:
            object.__setattr__(self, "languages", _codes(self.languages))
        if self.profile not in PROFILES:
            raise ConfigError(f"unknown profile {self.profile!r}; there are {', '.join(PROFILES)}")
        if self.dates not in ("keep", "iso"):
            raise ConfigError(f"dates are kept ('keep') or written as 'iso', not {self.dates!r}")
        from cleaner.text.characters import fields_of

        if not isinstance(self.characters, str):
            raise ConfigError(f"characters is a policy such as 'corpus', not {self.characters!r}")
        fields_of(self.characters)
        if self.input not in INPUTS:
            raise ConfigError(f"unknown input {self.input!r}; there are {', '.join(INPUTS)}")
        if self.markup not in MARKUPS:
            raise ConfigError(f"unknown markup {self.markup!r}; there are {', '.join(MARKUPS)}")
        if self.extractor not in EXTRACTORS:
            raise ConfigError(
                f"unknown extractor {self.extractor!r}; there are {', '.join(EXTRACTORS)}"
            )
        if self.preset and self.preset not in PRESETS:
            raise ConfigError(f"unknown preset {self.preset!r}; there are {', '.join(PRESETS)}")
        if self.preset and (self.rules or self.input != "extracted"):
            other = "rules of your own" if self.rules else f"`input: {self.input}`"
            raise ConfigError(
                f"the preset {self.preset!r} stands in place of rules and page model: leave out {other}"
            )
        for name in ("max_prose_share", "max_page_share"):
            share = getattr(self, name)
            if not isinstance(share, (int, float)) or not 0 <= share <= 1:
                raise ConfigError(f"{name} is a share from 0 to 1, not {share!r}")


def _codes(labels: Sequence[str]) -> tuple[str, ...]:
    """The codes of languages, each once. Raises ConfigError for a label that names none."""
    from cleaner.languages import known_language, no_language

    codes = {label: known_language(label) for label in labels}
    for label, code in codes.items():
        if code is None:
            raise ConfigError(f"languages: {no_language(label)}")
    return tuple(dict.fromkeys(code for code in codes.values() if code))


def _strings(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(f"{name} is a list of names, not {value!r}")
    if not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{name} holds names only, not {list(value)!r}")
    return tuple(value)
