"""JSON lines: objects whose values stay as they were written until somebody asks for them.

A record is read as its top-level values, undecoded. What is not touched is written back byte for
byte: 1.0 stays 1.0, a number of 30 digits keeps them all, escapes stay escapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from cleaner.errors import InputError

_Fields = dict[str, msgspec.Raw]
_decoder = msgspec.json.Decoder(_Fields)
_NOT_JSON = (msgspec.DecodeError, ValueError, RecursionError)


def read_object(line: bytes) -> _Fields:
    """The values of one object, undecoded, in order; of a key that repeats the last one counts.

    Lone surrogates in escapes (`"\\ud800"`) and NaN are let pass, since Python writes them.
    Raises InputError if the line is not a JSON object in UTF-8.
    """
    try:
        text = line.decode("utf-8")  # msgspec looks into no value that stays undecoded
        return _decoder.decode(line)
    except UnicodeDecodeError as err:
        raise InputError(f"not JSON: {_reason(err)}") from None
    except _NOT_JSON as err:
        first = err
    text = text.strip(" \t\n\r")
    try:
        return {key: msgspec.Raw(text[a:b].encode()) for key, (a, b) in spans(text)}
    except (ValueError, RecursionError) as err:
        if isinstance(first, msgspec.ValidationError):
            raise InputError("JSON, but not an object") from None
        raise InputError(f"not JSON: {_reason(err)}") from None


def _reason(err: Exception) -> str:
    if isinstance(err, RecursionError):
        return "nested too deep"
    if isinstance(err, UnicodeDecodeError):
        return f"not UTF-8 at byte {err.start + 1}"
    message, at = getattr(err, "msg", str(err)), getattr(err, "pos", None)
    if at is None:
        return message
    return f"{message.removesuffix(' at')} at character {at + 1}"


def spans(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The keys of an object and where their values stand, by the standard library.

    Raises ValueError if the text is no object, RecursionError if it is nested too deep.
    """
    import re
    from json import JSONDecodeError, JSONDecoder

    space = re.compile(r"[ \t\n\r]*")

    def skip(at: int) -> int:
        found = space.match(text, at)
        return found.end() if found else at

    def expect(what: str, at: int) -> int:
        if not text.startswith(what, at):
            raise JSONDecodeError(f"{what!r} expected", text, at)
        return skip(at + len(what))

    scan = JSONDecoder().raw_decode
    at = expect("{", skip(0))
    first = True
    while not text.startswith("}", at):
        if not first:
            at = expect(",", at)
        first = False
        start = at
        key, at = scan(text, at)
        if not isinstance(key, str):
            raise JSONDecodeError("a key in double quotes expected", text, start)
        start = expect(":", skip(at))
        _, end = scan(text, start)
        yield key, (start, end)
        at = skip(end)
    if skip(at + 1) != len(text):
        raise JSONDecodeError("more after the object", text, at + 1)


def value(raw: bytes | msgspec.Raw) -> Any:
    """Decode one value. Raises InputError if it is not possible."""
    try:
        return msgspec.json.decode(raw)
    except _NOT_JSON:
        pass
    import json

    try:
        return json.loads(bytes(raw))
    except (ValueError, RecursionError) as err:
        raise InputError(f"not JSON: {_reason(err)}") from None


def encode(value: Any) -> bytes:
    """Encode a value; lone surrogates become escapes, undecoded values stay as they are; what JSON
    has no word for becomes a string."""
    try:
        return msgspec.json.encode(value, enc_hook=str)
    except UnicodeEncodeError:
        pass
    if isinstance(value, Mapping):
        return b"{%b}" % b",".join(encode(k) + b":" + encode(v) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return b"[%b]" % b",".join(map(encode, value))
    import json

    return json.dumps(value).encode()
