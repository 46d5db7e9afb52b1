"""The audit: one JSON line a document, enough to give back the source, and to see what was done.

    id            the record's id, or the path of the file as it was named
    field         the field of the record that holds the text, where that is not `text`
    path, output  of a file: its path below the folder that was cleaned, that of its clean text;
                  of a page that became a record of an archive: the id of that one
    head          of such a page, if its block comes back by the edits: its header
    version, rules_hash, document, language, flags, extractor (HTML only)
    encoding, bom (hexadecimal), evidence    how the bytes of a file were read
    odd_lines     [[line from 0, bytes in hexadecimal]] that the encoding would write otherwise
    page          {encoding, evidence}, how the bytes of a page were read (HTML only)
    sha256        of the source: a file's bytes, a record's text (UTF-8)
    text_sha256   of the clean text
    edits         [{start, end, before, after, causes}], offsets in code points of the source
    findings      [{rule, category, confidence, lines, start, end, verdict, message}], those that acted
    added, replaced    what else the cleaner put into a record, as paths such as metadata/title
    error         instead of all that, for a record that passed through as it was
    left_out      beside the error, for one that is in no output: it is in the `quarantine`, or
                  `nowhere` but in the input (a line that is no JSON, a file); and its place

`before` and `after` are strings, but lists of code points where they hold surrogates: JSON cannot
tell two surrogates that stand side by side from the character that they would make as a pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.decide.edits import undo
from cleaner.document import Edit, Result
from cleaner.errors import InputError
from cleaner.io.fields import get, put, unfolded

if TYPE_CHECKING:
    from cleaner.io.formats.warc import Page
    from cleaner.text.decode import Decoded


def entry(
    name: Any,
    result: Result,
    decoded: Decoded | None = None,
    content: bytes = b"",
    field: str = "text",
) -> dict[str, Any]:
    """The account of a document. `content` are the bytes that were decoded; `field` is the field
    of the record that holds the text."""
    about: dict[str, Any] = {
        "id": name,
        **({"field": field} if field != "text" else {}),
        "version": result.version,
        "rules_hash": result.rules_hash,
        "document": result.document,
        "language": result.metadata.language,
        "flags": result.flags,
    }
    if result.extractor:
        about["extractor"] = result.extractor
    if decoded is not None:
        about["encoding"], about["bom"] = decoded.encoding, decoded.bom.hex()
        about["evidence"] = decoded.evidence
        if decoded.odd_lines:
            about["odd_lines"] = [[number, line.hex()] for number, line in decoded.odd_lines]
    elif result.encoding is not None:
        about["page"] = {
            "encoding": result.encoding.name,
            "evidence": result.encoding.evidence,
        }
    about["sha256"] = digest(content if decoded is not None else result.source)
    about["text_sha256"] = digest(result.text)
    about["edits"] = [_edit(edit) for edit in result.edits]
    about["findings"] = [finding._asdict() for finding in result.findings if finding.acts]
    return about


def entry_of_page(
    name: Any, result: Result | None, error: str, page: Page, plain: bool
) -> dict[str, Any]:
    """The account of a record of an archive that became one. plain: its block is the text; of another
    the account is that of the text that was taken from it, which is no way back to the page."""
    from cleaner.io.conversion import name_of

    head = {"head": page.head.decode("latin-1")}
    if result is None:
        return {"id": name, "error": error, "output": name_of(page, None), **head}
    output = {"output": name_of(page, result.text)}
    if not plain:
        return {**entry(name, result), **output}
    from cleaner.text.decode import decode

    return {**entry(name, result, decode(page.block), page.block), **output, **head}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], field: str = "text"
) -> dict[str, Any]:
    """What cleaning put into a record beside the text: `added` paths and `replaced` values."""
    added, replaced = [], {}
    text = isinstance(get(before, field), str)
    for path, old, new in _changes(before, after):
        name = path.replace("/", ".")
        if text and (name == field or field.startswith(f"{name}.")):
            continue
        if old is _ABSENT:
            added.append(path)
        elif old is not new:
            replaced[path] = old
    return {"added": added, "replaced": replaced}


_ABSENT: Any = object()


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key, new in after.items():
        old = before.get(key, _ABSENT)
        if key == "metadata" and isinstance(old, Mapping):
            for name, value in new.items():
                yield f"metadata/{name}", old.get(name, _ABSENT), value
        else:
            yield key, old, new


def removed(name: Any, result: Result) -> Iterator[dict[str, Any]]:
    """What rules took out of a document, span by span; repairs and layout are not among it."""
    categories = {f.rule: f.category for f in result.findings if f.acts}
    for edit in result.edits:
        rules = [cause for cause in edit.causes if cause in categories]
        if rules:
            yield {
                "id": name,
                "start": edit.start,
                "end": edit.end,
                "removed": _text_or_codes(edit.before),
                **({"replaced_by": _text_or_codes(edit.after)} if edit.after else {}),
                "category": categories[rules[0]],
                "rules": rules,
            }


def attributes(name: Any, result: Result | None, title: str) -> dict[str, Any]:
    """A row of Dolma attributes: spans `[start, end, score]` in code points of the source.

    What rules took is under `TITLE__cleaner__CATEGORY` with score 1; what was replaced, by rules or
    repairs, under `TITLE__cleaner__replaced`, scored 0: leaving it out would lose text.
    """
    spans: dict[str, list[list[float]]] = {}
    if result is not None:
        categories = {f.rule: f.category for f in result.findings if f.acts}
        for edit in result.edits:
            rules = [cause for cause in edit.causes if cause in categories]
            if edit.after or not edit.before:
                kind = "replaced"
            else:
                kind = categories[rules[0]] if rules else edit.causes[0].partition("/")[0]
                kind = kind.replace("-", "_")
            score = 0.0 if kind == "replaced" else 1.0
            spans.setdefault(f"{title}__cleaner__{kind}", []).append([edit.start, edit.end, score])
    return {"id": name, "attributes": spans}


def _edit(edit: Edit) -> dict[str, Any]:
    fields = edit._asdict()
    for name in ("before", "after"):
        fields[name] = _text_or_codes(fields[name])
    return fields


def _text_or_codes(text: str) -> str | list[int]:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return list(map(ord, text))
    return text


def digest(content: str | bytes) -> str:
    """SHA-256 of bytes, or of a text in UTF-8."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


# ---- the way back


def source_of(text: str, item: Mapping[str, Any]) -> str:
    """The source that became `text`. Raises InputError if the account does not fit the text."""
    if digest(text) != item.get("text_sha256"):
        raise InputError("the text was changed since it was cleaned")
    try:
        source = undo(text, list(_edits(item["edits"])))
    except (ValueError, KeyError, TypeError):
        raise InputError("the account is damaged: its edits do not fit the text") from None
    if "encoding" not in item and digest(source) != item.get("sha256"):
        raise InputError("the account is damaged: it does not give the text it was made of")
    return source


def source_bytes(text: str, item: Mapping[str, Any]) -> bytes:
    """The very bytes of the file that became `text`. Raises InputError."""
    source = source_of(text, item)
    if "encoding" not in item:
        return encode_text(source)  # the text of a web page
    from cleaner.text.decode import Decoded, encode

    bom = bytes.fromhex(item["bom"])
    odd_lines = tuple((n, bytes.fromhex(line)) for n, line in item.get("odd_lines", ()))
    content = encode(source, Decoded(source, item["encoding"], bom, item["evidence"], odd_lines))
    if digest(content) != item.get("sha256"):
        raise InputError("the account is damaged: it does not give the bytes it was made of")
    return content


def restore(record: Mapping[str, msgspec.Raw], item: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it was before it was cleaned; what it holds stays undecoded.

    Raises InputError if the account does not fit.
    """
    field = item.get("field", "text")
    out: dict[str, Any] = dict(record)
    out.update(unfolded(record, {"metadata", field}))
    if "error" not in item:
        text = get(out, field)
        if not isinstance(text, str):
            raise InputError(f"the record has no {field}")
        put(out, field, source_of(text, item))
    for path, old in (item.get("replaced") or {}).items():
        home, key = _home(out, path)
        home[key] = old
    for path in item.get("added") or ():
        home, key = _home(out, path)
        home.pop(key, None)
    return out


def _home(record: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    top, _, key = path.partition("/")
    if key and isinstance(record.get(top), dict):
        return record[top], key
    return record, path


def _edits(items: Iterable[Mapping[str, Any]]) -> Iterator[Edit]:
    for item in items:
        yield Edit(
            item["start"],
            item["end"],
            _text(item["before"]),
            _text(item["after"]),
            tuple(item["causes"]),
        )


def _text(value: str | list[int]) -> str:
    return value if isinstance(value, str) else "".join(map(chr, value))


def encode_text(text: str) -> bytes:
    """A text in UTF-8. Bytes that were no text when it was read are again what they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # surrogates of another origin
        return text.encode("utf-8", "surrogatepass")


def readings(content: bytes) -> list[str]:
    """The texts that `encode_text` may have written as `content`: one, but for odd bytes two."""
    texts = [content.decode("utf-8", "surrogateescape")]
    with suppress(UnicodeDecodeError):
        texts.append(content.decode("utf-8", "surrogatepass"))
    return texts
