"""Records: what the cleaner reads from one and writes into it.

    {"id": …, "text": …[, "html", "url", "language", "crawl_date", "metadata"], anything else}

`text` is cleaned; without one (or with one that is no string) the text is extracted from `html`.
`metadata` is filled: what is there stays, null counts as not there, empty values are not added.
`metadata.cleaner` holds version, rule-set hash and flags, and is the cleaner's own: it is written
anew. Where `metadata` is something else than an object it stays as it is, and `cleaner` stands
beside it and holds the metadata found. All other fields stay, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.errors import CleanerError, InputError
from cleaner.text.labels import language_code

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner

FIELDS = ("text", "html", "url", "language", "crawl_date", "metadata")
"""The fields that the cleaner reads."""


class Known(NamedTuple):
    """What the caller knows about documents; what a record says itself comes first."""

    url: str | None = None
    language: str | None = None
    document: str | None = None


_NOTHING = Known()


def clean_record(
    cleaner: Cleaner, record: Mapping[str, Any], known: Known = _NOTHING
) -> dict[str, Any]:
    """The cleaned record; `record` itself is not changed.

    Never raises for what a record holds: one that cannot be processed comes back unchanged, with
    the reason under `metadata.cleaner.error`. Raises TypeError for what is no mapping.
    """
    if not isinstance(record, Mapping):
        raise TypeError(f"a record is expected to be a dict, not {type(record).__name__}")
    try:
        return process(cleaner, record, known)[0]
    except Exception as err:
        return flagged(cleaner, record, reason(err))


def process(
    cleaner: Cleaner, record: Mapping[str, Any], known: Known = _NOTHING
) -> tuple[dict[str, Any], Result]:
    """The cleaned record and how it came about: the ledger of its text.

    Raises CleanerError if it cannot be processed.
    """
    text, html = record.get("text"), record.get("html")
    about = {
        "url": _string(record.get("url")) or known.url,
        "language": language_code(record.get("language")) or known.language,
        "document": known.document,
        "reference_date": _string(record.get("crawl_date")),
    }
    if isinstance(text, str):
        result = cleaner.clean(text, **about)
    elif isinstance(html, str):
        result = cleaner.clean_html(html, **about)
    elif text is None:
        raise InputError('no "text" and no "html"')
    else:
        raise InputError(f'"text" is {_named(text)}, not a string')
    out = dict(record)
    out["text"] = result.text
    found = {k: v for k, v in result.metadata.to_dict().items() if v}
    _fill(out, found, account(result))
    return out, result


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


def _named(value: object) -> str:
    kinds = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return kinds.get(type(value), type(value).__name__)
