"""JSON lines: what nobody asks for stays as it was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.io.jsonl import encode, read_object, value


@pytest.mark.parametrize(
    "text",
    [
        "1.0",
        "1.10",
        "1e400",
        "-0",
        "12345678901234567890123456789",
        "0.1000000000000000055511151231257827",
        r'"\u00e9\/\ud83d\ude00"',
        r'"\ud800 alone"',
        '{"a": [1.50, {"b" :null}]}',
        "NaN",
        "-Infinity",
        "true",
    ],
)
def test_values_come_out_as_they_went_in(text: str) -> None:
    """Numbers, escapes and white space within values are not touched."""
    line = f'{{"a": {text}, "b": "x"}}'.encode()
    fields = read_object(line)
    assert encode(fields) == f'{{"a":{text},"b":"x"}}'.encode()


def test_both_readers_agree() -> None:
    """What msgspec refuses for one value is split just as well by the other way."""
    line = b' { "a" : "x" , "b":[1, 2] ,"c": {} }\r\n'
    other = line.replace(b'"x"', b"NaN")
    assert list(read_object(line)) == list(read_object(other)) == ["a", "b", "c"]
    assert read_object(line)["b"] == read_object(other)["b"]
    assert read_object(b"{}") == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": 1', "not JSON: ',' expected"),
        (b'{"a": "cut off\n', "not JSON: Unterminated string starting at character 7"),
        (b'{"a": 1} {"b": 2}', "not JSON: more after the object"),
        (b'{"a" 1}', "not JSON: ':' expected"),
        (b"{1: 2}", "double quotes"),
        (b'{"a": 01}', "not JSON"),
        (b'{"a": "\xff", "b": tru}', "not UTF-8 at byte 8"),
        (b"[1, 2]", "JSON, but not an object"),
        (b'"text"', "JSON, but not an object"),
        (b"plain", "not JSON"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
)
def test_what_is_no_object_is_said(line: bytes, reason: str) -> None:
    """The message says what is wrong, and where."""
    with pytest.raises(InputError, match=reason.replace("(", r"\(")):
        read_object(line)


def test_of_a_key_that_repeats_the_last_counts() -> None:
    """As in every other reader."""
    assert encode(read_object(b'{"a": 1, "b": 2, "a": 3}')) == b'{"a":3,"b":2}'


def test_lone_surrogates_are_written_as_escapes() -> None:
    """They have no place in UTF-8, wherever they stand."""
    deep = {"a": ["\ud800", {"\udc00": "x\ud800"}], "b": 1.0}
    assert json.loads(encode(deep)) == deep


def test_bad_bytes_in_a_string() -> None:
    """A line that is not UTF-8 is no JSON, wherever the bytes stand; the place is that in the line."""
    for line in (b'{"a": "\xff", "b": "ok"}', b'{"a": {"b": [1, "\xed\xa0\x80"]}}', b'{"\xe9": 1}'):
        at = next(n for n, byte in enumerate(line, 1) if byte > 127)
        with pytest.raises(InputError, match=f"not JSON: not UTF-8 at byte {at}$"):
            read_object(line)
    with pytest.raises(InputError):
        value(b'"\xff"')


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters()), _json, max_size=4), st.booleans())
def test_every_object_comes_back(record: dict[str, object], ascii_only: bool) -> None:
    """Reading and writing an object keeps its meaning and the order of its keys."""
    line = json.dumps(record, ensure_ascii=ascii_only)
    if any("\ud800" <= c <= "\udfff" for c in line):
        line = json.dumps(record)
    again = json.loads(encode(read_object(line.encode())))
    assert again == record
    assert list(again) == list(record)
