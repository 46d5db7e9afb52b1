"""Inputs of a report: files, folders and JSON lines, through one cleaner or through two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.document import Result
from cleaner.errors import InputError
from cleaner.io import files, jsonl
from cleaner.io.corpus import opened
from cleaner.io.records import Known, process, reason
from cleaner.pipeline import Cleaner

SUFFIXES = (*files.SUFFIXES, ".jsonl.gz", ".jsonl.zst")
"""What is taken from folders."""


class Looked(NamedTuple):
    """A document: a name to find it by (`FILE` or `FILE:LINE`), the id of its record, its address,
    and its result by every cleaner."""

    name: str
    id: str | None
    url: str | None
    results: tuple[Result, ...]


def look(
    cleaners: Sequence[Cleaner],
    paths: Sequence[str],
    known: Known,
    failures: list[tuple[str, str]],
) -> Iterator[Looked]:
    """Clean every document, in order. What cannot be read or cleaned goes to `failures`, as
    (name, reason), and does not stop the others."""
    found = files.find_inputs(paths, SUFFIXES)
    failures.extend(found.failures)
    for item in found.inputs:
        try:
            yield from _file(cleaners, item.path, known, failures)
        except (InputError, OSError, EOFError) as err:  # a compressed file may end too soon
            failures.append((item.path, str(err)))


def _file(
    cleaners: Sequence[Cleaner], path: str, known: Known, failures: list[tuple[str, str]]
) -> Iterator[Looked]:
    plain = path.removesuffix(".gz").removesuffix(".zst")
    kind = files.kind_of(plain)
    if kind == "jsonl":
        yield from _records(cleaners, path, known, failures)
        return
    content = files.read_file(path)
    kind = kind or files.sniff(content)
    if kind == "jsonl":
        yield from _records(cleaners, path, known, failures)
        return
    url, language, document = known
    try:
        results = tuple(
            (tool.clean_html if kind == "html" else tool.clean)(
                content, url=url, language=language, document=document
            )
            for tool in cleaners
        )
    except Exception as err:
        raise InputError(reason(err)) from err
    yield Looked(path, None, url, results)


def _records(
    cleaners: Sequence[Cleaner], path: str, known: Known, failures: list[tuple[str, str]]
) -> Iterator[Looked]:
    try:
        file = opened(path)
    except OSError as err:
        raise InputError(f"cannot read: {err.strerror}") from None
    with file as lines:
        for number, line in enumerate(lines, 1):
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if not line.strip():
                continue
            where = f"{path}:{number}"
            try:
                record = {k: jsonl.value(v) for k, v in jsonl.read_object(line).items()}
                results = tuple(process(tool, record, known)[1] for tool in cleaners)
            except Exception as err:
                failures.append((where, reason(err)))
                continue
            name, url = record.get("id"), record.get("url")
            told = None if name is None or name == "" else str(name)
            yield Looked(where, told, url if isinstance(url, str) else known.url, results)
