"""The rule format as types. Everything else about it follows from here: checking, JSON Schema, docs.

See docs/rules.md for what each key means.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Category = Literal[
    "share", "comments", "author-bio", "byline", "dateline", "read-time", "counters", "newsletter",
    "promo", "related", "tags", "section-label", "navigation", "image-caption", "image-credit", "ads",
    "consent", "legal", "login-paywall", "donation", "app-promo", "contact", "disclaimer", "embed",
    "player", "template-residue", "source-url", "scraper-header", "agency", "site-slogan",
    "duplicate-title", "origin-note", "markdown-residue", "ticker", "protect",
]  # fmt: skip
Confidence = Literal["certain", "likely", "hint"]
DocumentKind = Literal["article", "forum", "documentation", "listing", "product"]
READER = "reader"
"""The signal of a line in which a reader speaks: of no kind of document, see `match/threads.py`."""
Signal = Literal["article", "forum", "documentation", "listing", "product", "reader"]
AnyDocument = Literal["article", "forum", "documentation", "listing", "product", "unknown"]
Zone = Literal["head", "body", "tail"]
Block = Literal["prose", "heading", "list", "table", "code", "quote", "verse", "front-matter"]
Detector = Literal[
    "repeated-title", "tag-run", "alt-text", "menu-run", "page-menu", "image-host", "thread"
]
RECURRING = frozenset({"thread"})
"""Detectors that go by marks which stand on a page again and again, as rules with `times` do."""

Field = Literal[
    "title", "authors", "date_published", "date_modified", "source_url", "site", "agency",
    "section", "tags", "image_credits", "tickers",
]  # fmt: skip

Text = Annotated[str, Meta(min_length=1)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PackName = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*$")]
RuleName = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)+$")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
Percent = Annotated[str, Meta(pattern=r"^(100|[1-9]?[0-9])%$")]
SectionEnd = Annotated[str, Meta(pattern=r"^(end|heading|1 line|[1-9][0-9]? lines)$")]
Count = Annotated[int, Meta(ge=1)]
Texts = Text | list[Text]


class _Keys(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"in_": "in", "with_": "with"},
):
    """Base: immutable, closed."""


class Match(_Keys, frozen=True):
    """What a line looks like. Keys are ANDed; a list inside one key is ORed."""

    line: Texts | None = None
    prefix: Texts | None = None
    suffix: Texts | None = None
    contains: Texts | None = None
    only: list[Text] | None = None
    min_terms: Count = 1
    regex: Texts | None = None
    cased: bool = False
    words: tuple[int | None, int | None] | None = None
    ends: Literal["sentence", "no-stop"] | None = None
    shape: Literal["title-like", "name-like", "number"] | None = None
    detector: Detector | None = None
    any: list[Match] | None = None


class Step(Match, frozen=True):
    """One line, or a few, of a sequence."""

    repeat: tuple[int, int] = (1, 1)


class Unless(Match, frozen=True):
    """An antipattern: a match and the reason for it."""

    reason: Text = ""


class Where(_Keys, frozen=True):
    """Where a line may stand; keys are ANDed."""

    in_: Zone | list[Zone] | None = None
    first: Count | None = None
    last: Count | None = None
    after: Percent | None = None
    before: Percent | None = None
    near: list[Category] | None = None


class Section(_Keys, frozen=True):
    """What follows the matched line also goes."""

    to: SectionEnd
    allow: Literal["any", "title-like", "short"] = "any"
    stop: Match | None = None
    veto: Literal["prose"] | None = None
    max_share: Percent | None = None
    empty: bool = True


class Example(_Keys, frozen=True):
    """`in` gives `out` (and `meta`), or `keep` stays as it is; run with all rules on."""

    in_: Text | None = None
    out: str | None = None
    keep: Text | None = None
    meta: dict[Field, str | list[str]] | None = None
    url: Text | None = None
    language: Language | None = None
    document: DocumentKind | None = None
    profile: Literal["conservative", "balanced", "aggressive"] | None = None


WhereValue = Literal["head", "body", "tail", "anywhere"] | Where
Wheres = Literal["head", "body", "tail", "anywhere"] | Where | list[WhereValue]


class Rule(_Keys, frozen=True):
    """One rule."""

    id: Slug
    category: Category
    message: Text
    confidence: Confidence
    action: Literal["remove", "cut", "replace", "protect", "extract", "signal"]
    examples: Annotated[list[Example], Meta(min_length=1)]
    match: Match | None = None
    run: Annotated[int, Meta(ge=2)] | None = None
    times: Annotated[int, Meta(ge=2)] | None = None
    sequence: Annotated[list[Step], Meta(min_length=2)] | None = None
    where: Wheres = "anywhere"
    languages: list[Language] | None = None
    documents: list[DocumentKind] | None = None
    not_documents: list[AnyDocument] | None = None
    sites: list[Text] | None = None
    blocks: list[Block] | None = None
    not_in: list[Block] | None = None
    unless: list[Unless] | None = None
    section: Section | None = None
    with_: str | None = None
    extract: dict[Field, Text] | None = None
    signal: Signal | None = None
    status: Literal["stable", "testing", "deprecated"] = "stable"
    replaced_by: RuleName | None = None
    refs: list[Text] | None = None


class Disable(_Keys, frozen=True):
    """A rule that is switched off where the pack applies."""

    rule: RuleName
    reason: Text


class Override(_Keys, frozen=True):
    """Another `where` for a rule, where the pack applies."""

    rule: RuleName
    where: Wheres
    reason: Text


class Pack(_Keys, frozen=True):
    """One rule file."""

    schema: Literal[1]
    pack: PackName
    description: Text | None = None
    languages: list[Language] | None = None
    documents: list[DocumentKind] | None = None
    sites: list[Text] | None = None
    active: Literal["always", "extended"] = "always"
    extends: list[PackName] | None = None
    disable: list[Disable] | None = None
    override: list[Override] | None = None
    rules: list[Rule] = []
