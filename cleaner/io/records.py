"""Records: what the cleaner reads from one and writes into it.

    {"id": …, "text": …[, "html", "url", "language", "crawl_date", "metadata"], anything else}

`text` is cleaned; without one (or with one that is no string) the text is extracted from `html`.
Other names for these fields: see `cleaner.io.fields`.
`metadata` is filled: what is there stays, null counts as not there, empty values are not added.
`metadata.cleaner` holds version, rule-set hash and flags, and is the cleaner's own: it is written
anew. Where `metadata` is something else than an object it stays as it is, and `cleaner` stands
beside it and holds the metadata found. All other fields stay, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.errors import CleanerError, ConfigError, InputError
from cleaner.io.fields import Fields, put
from cleaner.languages import known_language

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner

FIELDS = Fields()
"""Where records keep things, if nobody says otherwise."""


class Known(NamedTuple):
    """What the caller knows about documents; what a record says itself comes first."""

    url: str | None = None
    language: str | None = None
    document: str | None = None


NOTHING = Known()
"""Nothing is known."""


def clean_record(
    cleaner: Cleaner, record: Mapping[str, Any], known: Known = NOTHING, fields: Fields = FIELDS
) -> dict[str, Any]:
    """The cleaned record; `record` itself is not changed.

    Never raises for what a record holds: one that cannot be processed comes back unchanged, with
    the reason under `metadata.cleaner.error`. Raises TypeError for what is no mapping.
    """
    if not isinstance(record, Mapping):
        raise TypeError(f"a record is expected to be a dict, not {type(record).__name__}")
    try:
        return process(cleaner, record, known, fields)[0]
    except Exception as err:
        return flagged(cleaner, record, reason(err))


def process(
    cleaner: Cleaner, record: Mapping[str, Any], known: Known = NOTHING, fields: Fields = FIELDS
) -> tuple[dict[str, Any], Result]:
    """The cleaned record and how it came about: the ledger of its text.

    Raises CleanerError if it cannot be processed.
    """
    field, result = cleaned(cleaner, record, known, fields)
    out = dict(record)
    put(out, field, result.text)
    found = {k: v for k, v in result.metadata.to_dict().items() if v}
    _fill(out, found, account(result))
    return out, result


def cleaned(
    cleaner: Cleaner, record: Mapping[str, Any], known: Known = NOTHING, fields: Fields = FIELDS
) -> tuple[str, Result]:
    """The field that the text of a record belongs to, and how its text came about.

    Raises CleanerError if it cannot be processed.
    """
    field, text = fields.find("text", record)
    html = fields.find("html", record)[1]
    label = fields.find("language", record)[1]
    about: dict[str, Any] = {
        "url": _string(fields.find("url", record)[1]) or known.url,
        "language": label if known_language(label) else known.language,
        "document": known.document,
        "reference_date": _day(fields.find("date", record)[1]),
    }
    if isinstance(text, str):
        return field, cleaner.clean(text, **about)
    if isinstance(html, (str, bytes)):
        charset = getattr(html, "charset", None)
        return field, cleaner.clean_html(html, charset=charset, **about)
    if text is None:
        raise InputError(without_text(fields))
    raise InputError(f'"{field}" is {_named(text)}, not a string')


def without_text(fields: Fields) -> str:
    """Why a record without text cannot be processed."""
    return f'no "{fields.text[0]}" and no "{fields.html[0]}"'


def flagged(cleaner: Cleaner, record: Mapping[str, Any], error: str) -> dict[str, Any]:
    """A record that could not be processed: unchanged, but for the reason."""
    from cleaner import __version__

    out = dict(record)
    about = {"version": __version__, "rules_hash": cleaner.rules_hash, "flags": [], "error": error}
    _fill(out, {}, about)
    return out


def account(result: Result) -> dict[str, Any]:
    """What goes under `metadata.cleaner`."""
    about: dict[str, Any] = {
        "version": result.version,
        "rules_hash": result.rules_hash,
        "flags": list(result.flags),
    }
    if result.extractor:
        about["extractor"] = result.extractor
    return about


def reason(err: Exception) -> str:
    """Why a document could not be processed, in words."""
    if isinstance(err, CleanerError):
        return str(err)
    return f"unexpected {type(err).__name__}: {err}"


def _fill(record: dict[str, Any], found: dict[str, Any], about: dict[str, Any]) -> None:
    metadata = record.get("metadata")
    if metadata is not None and not isinstance(metadata, Mapping):
        record["cleaner"] = {**about, "metadata": found} if found else about
        return
    filled = dict(metadata or {})
    for key, value in found.items():
        if filled.get(key) is None:
            filled[key] = value
    old = filled.get("cleaner")
    if isinstance(old, Mapping) and old.get("extractor"):
        about.setdefault("extractor", old["extractor"])  # the text is still of its making
    filled["cleaner"] = about
    record["metadata"] = filled


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: object) -> str | None:
    """The day a page was fetched; None for what is no date, as for a language that is none."""
    from datetime import date

    from cleaner.pipeline import reference_day

    try:
        return reference_day(value.isoformat() if isinstance(value, date) else _string(value))
    except ConfigError:
        return None


def _named(value: object) -> str:
    kinds = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return kinds.get(type(value), type(value).__name__)
