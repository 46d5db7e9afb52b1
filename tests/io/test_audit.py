"""The audit: from a clean text back to the very source."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import PROSE, line, page

from cleaner import Cleaner
from cleaner.document import Edit, Result
from cleaner.errors import InputError
from cleaner.io import jsonl
from cleaner.io.audit import (
    differences,
    encode_text,
    entry,
    readings,
    restore,
    source_bytes,
    source_of,
)
from cleaner.io.records import Known, process
from cleaner.io.undo import Audit

TEXT = page("A bridge", *PROSE[:3], "Share this")


def written(about: dict[str, Any]) -> dict[str, Any]:
    """An account that went through a file."""
    found: dict[str, Any] = json.loads(jsonl.encode(about))
    return found


@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()), st.text())
def test_every_character_comes_back(head: str, before: str, after: str, tail: str) -> None:
    """Lone surrogates, and two that would make a pair, are told apart."""
    source, text = head + before + tail, head + after + tail
    edit = Edit(len(head), len(head) + len(before), before, after, ("repair/x",))
    about = written(entry("a", Result(source, text, (edit,))))
    assert source_of(text, about) == source


def test_a_pair_in_two_halves_stays_two_halves() -> None:
    """JSON would make one character of them."""
    edit = Edit(0, 2, "\ud83d\ude00", "", ("repair/surrogates",))
    about = written(entry("a", Result("\ud83d\ude00", "", (edit,))))
    assert about["edits"][0]["before"] == [0xD83D, 0xDE00]
    assert source_of("", about) == "\ud83d\ude00"


def test_an_account_says_who_did_what(make: Callable[..., Cleaner]) -> None:
    """Version, rules, flags, edits with causes, and the findings that acted."""
    tool = make(line("share this"))
    about = written(entry("a.txt", tool.clean(TEXT)))
    assert about["id"] == "a.txt"
    assert about["rules_hash"] == tool.rules_hash
    assert [edit["causes"] for edit in about["edits"]] == [["my/pack/r1"]]
    assert [(f["rule"], f["category"], f["verdict"]) for f in about["findings"]] == [
        ("my/pack/r1", "promo", "removed")
    ]


def test_a_changed_text_is_refused(make: Callable[..., Cleaner]) -> None:
    """Undo gives the source or nothing."""
    result = make(line("share this")).clean(TEXT)
    about = written(entry("a", result))
    assert source_of(result.text, about) == TEXT
    with pytest.raises(InputError, match="changed since"):
        source_of(result.text + "x", about)
    about["edits"][0]["start"] = 3
    with pytest.raises(InputError, match="damaged"):
        source_of(result.text, about)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        ("\ufeff" + TEXT).encode("utf-16-be"),
        TEXT.replace("valley", "vallée").encode("cp1252"),
        TEXT.replace("valley", "vallée").encode() + b"\xff\xfe bad\n",
        b"",
        b"\n\n\n",
    ],
    ids=["utf-8", "crlf and bom", "utf-16", "utf-16-be", "cp1252", "bad bytes", "empty", "blank"],
)
@pytest.mark.parametrize("repair", [True, False])
def test_files_come_back_byte_for_byte(
    make: Callable[..., Cleaner], content: bytes, repair: bool
) -> None:
    """Encoding, byte order mark, line endings and bad bytes included."""
    from cleaner.text.decode import decode

    decoded = decode(content)
    result = make(line("share this"), repair=repair).clean(decoded.text)
    audit = io.BytesIO(jsonl.encode(entry("a", result, decoded, content)) + b"\n")
    assert source_bytes(*Audit(audit, "a").of_text(encode_text(result.text))) == content


@given(st.text(st.characters()))
def test_what_was_written_can_be_read(text: str) -> None:
    """Every text has a form in bytes, and the form can be read back."""
    assert text in readings(encode_text(text))


def test_of_several_documents_that_became_one_text_one_is_chosen() -> None:
    """Where sources differ somebody must say which."""
    lines = [
        jsonl.encode(entry(name, Result(f"{name}x", "x", (Edit(0, 1, name, "", ("a",)),)))) + b"\n"
        for name in "abb"
    ]
    with pytest.raises(InputError, match="choose one with --id: a, b"):
        Audit(io.BytesIO(b"".join(lines)), "audit").of_text(b"x")
    text, about = Audit(io.BytesIO(b"".join(lines)), "audit").of_text(b"x", "b")
    assert source_of(text, about) == "bx"
    with pytest.raises(InputError, match="no account of this text"):
        Audit(io.BytesIO(b"".join(lines)), "audit").of_text(b"y")


def test_records_are_found_in_any_order() -> None:
    """In the order of the audit, in another, and where ids repeat or are missing."""
    names = [1, "1", None, 2, 2]
    file = io.BytesIO(
        b"".join(jsonl.encode({"id": n, "n": i, "edits": []}) + b"\n" for i, n in enumerate(names))
    )
    audit = Audit(file, "audit")
    assert [audit.record(name)["n"] for name in (2, 1, None, "1", 2)] == [3, 0, 2, 1, 4]
    with pytest.raises(InputError, match="no account of the record with id 2"):
        audit.record(2)


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"metadata": None},
        {"metadata": {"title": "Mine", "language": None, "n": 1}},
        {"metadata": {"cleaner": {"version": "0"}}},
        {"metadata": "a string"},
        {"metadata": "a string", "cleaner": "mine"},
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        {"text": TEXT},
        {"html": f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>"},
        {"text": None, "html": f"<p>{PROSE[0]}</p>"},
    ],
    ids=["text", "html", "both"],
)
def test_records_come_back_as_they_were(
    make: Callable[..., Cleaner], extra: dict[str, Any], body: dict[str, Any]
) -> None:
    """What was added goes, what was replaced is back."""
    record = {"id": 1, **body, **extra, "last": 1.0}
    after, result = process(make(line("share this")), record, Known())
    about = written({**entry(1, result), **differences(record, after)})
    back = jsonl.encode(restore(jsonl.read_object(jsonl.encode(after)), about))
    assert json.loads(back) == record
    assert list(json.loads(back)) == list(record)


@pytest.mark.parametrize(
    "content", [b"A page of text.\n", b"[1]\n", b'{"id": 1, "text": "x"}\n', b"\xff\n"]
)
def test_what_is_no_audit_is_said(content: bytes) -> None:
    """Another file in its place is not taken for an audit that lacks the document."""
    with pytest.raises(InputError, match=r"page\.txt is no audit: name the file that"):
        Audit(io.BytesIO(content), "page.txt")
