"""What a run of `clean` reads and where everything goes, settled before anything is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.errors import ConfigError, InputError
from cleaner.io.compress import SUFFIXES as CODECS
from cleaner.io.compress import codec_of, decoded, pieces, sniffed, without_suffix
from cleaner.io.files import SNIFFED, Found, Input, find_inputs, kind_of, sniff
from cleaner.io.formats import Source, format_of
from cleaner.io.storage import below, is_pipe, is_url, joined, need, open_input, reach, same, stdin

STDIN = "-"
DOCUMENTS = ("text", "html")
"""Kinds of input that are one document; all others hold records."""

TABLES = ("parquet", "arrow")
"""Kinds of input that hold rows with a schema."""

_OPEN = ([b"["], [b"[", b"{"], [b"[{"])  # lines with which an array may begin
_RECORDS = ("jsonl", "parquet", "warc")
_NOT_WRITTEN = (".lz4", ".br", ".zip", ".7z", ".lzma", ".z", ".sz", ".tar", ".tgz", ".rar")
_WORDS = {"jsonl": "JSON lines", "parquet": "Parquet", "arrow": "Arrow", "warc": "WARC"}


class Job(NamedTuple):
    """One input: what it holds, and what becomes of it.

    to: `text`, `jsonl`, `parquet` or `warc`; target: the file that it becomes, None for what all
    share;
    attributes: the file for its Dolma attributes; name: its path below the folder that is cleaned;
    output: that of its target below the folder of outputs, "" if it has none;
    start, stop: the part of it that is this run's, in the measure of its format.
    """

    path: str
    kind: str
    to: str
    target: str | None
    attributes: str | None
    name: str
    output: str = ""
    start: int = 0
    stop: int | None = None

    @property
    def rows(self) -> bool:
        """Whether its rows stay rows of the same schema."""
        return self.kind in TABLES and self.to == "parquet"

    def archive(self, output: str | None) -> str | None:
        """The compression of the web archive that it becomes, in this file or its own; None if it
        becomes none."""
        return codec_of(self.target or output or "") if self.to == "warc" else None


class Plan:
    """Inputs, outputs and side files. Raises ConfigError for what cannot be meant.

    page_suffix: what the names of cleaned pages end in. jobs: the inputs of this shard; whole: those
    of all shards; failures: (path, message) of inputs that are not there or of no use; others: files
    of folders that are not for the cleaner; output: the file that all jobs without a target go to,
    None for stdout; sides: the side files by name.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        output: str | None = None,
        source: str = "auto",
        target: str | None = None,
        sides: Mapping[str, str | None] = {},
        attributes: str | None = None,
        show: bool = False,
        shard: tuple[int, int] | None = None,
        excludes: Callable[[str], bool] = lambda path: False,
        page_suffix: str = ".txt",
    ) -> None:
        self._page_suffix = page_suffix
        self.head = b""  # what was read of stdin to tell what it holds
        self.sides = {name: path for name, path in sides.items() if path}
        for name, path in self.sides.items():
            if path == STDIN:
                raise ConfigError(f"--{name} -: stdout is for what is clean; name a file")
            if kind_of(path) in TABLES:
                raise ConfigError(f"--{name} {path}: side files are JSON lines")
        output = None if output == STDIN else output
        if STDIN in arguments:
            if len(arguments) > 1:
                raise ConfigError("stdin (-) is an input of its own: name no other beside it")
            found = Found([Input(STDIN, STDIN)], [], [])
        else:
            found = find_inputs(arguments, excludes=excludes)
        inputs, kinds = [], []
        self.failures, self.others = found.failures, found.others
        for item in found.inputs:
            try:
                kinds.append(source if source != "auto" else self._kind(item.path))
                inputs.append(item)
            except InputError as err:
                self.failures.append((item.path, str(err)))
        told = target or (kind_of(output) if output else None)
        self._told = told if told in _RECORDS else None
        to = [self._to(kind) for kind in kinds]
        self.writes_records = any(one != "text" for one in to) or target in _RECORDS
        if target == "text" and any(kind not in DOCUMENTS for kind in kinds):
            what = next(_WORDS[kind] for kind in kinds if kind not in DOCUMENTS)
            raise ConfigError(f"{what} cannot become text: records would run into each other")
        if self._told == "warc" and any(kind != "warc" for kind in kinds):
            raise ConfigError(
                "only web archives become web archives, which have no place for the other fields of "
                "records: take --to jsonl"
            )
        self._check_name(output, told, kinds)
        records_only = all(one in _RECORDS for one in to) and (bool(to) or target in _RECORDS)
        if output is None:
            if len(found.inputs) > 1 and not (records_only or show):
                raise ConfigError(
                    "several texts would run into each other on stdout: name a folder with -o, "
                    "or take --to jsonl"
                )
            if "parquet" in to and not show:
                raise ConfigError("Parquet cannot go to stdout: name a file with -o, or --to jsonl")
        names = _names(inputs, tuple(arguments))
        targets = self._targets(inputs, kinds, to, names, output, records_only)
        self.jobs = []
        for item, kind, one, goal, name in zip(inputs, kinds, to, targets, names, strict=True):
            tags = None
            if attributes is not None:
                if kind in DOCUMENTS:
                    raise ConfigError(f"{item.path}: Dolma attributes are for records, not texts")
                tags = joined(attributes, _attributes_name(name, kind))
            made = self._target_name(name, kind, one) if goal else ""
            self.jobs.append(Job(item.path, kind, one, goal, tags, name, made))
        self.output = None if any(targets) else output
        self.folder = output if any(targets) else None
        if (
            self._told == "parquet"
            and not self.folder
            and 0 < sum(k in TABLES for k in kinds) < len(kinds)
        ):
            raise ConfigError(
                "rows of tables keep their schema, and other inputs have none: clean them in two runs, "
                "into a folder (-o out/), or take --to jsonl"
            )
        self._check(found.inputs)
        self._require()
        self.whole, self.shard = self.jobs, shard
        if shard:
            self._cut(*shard)

    def source(self, job: Job) -> Source:
        """The input of a job, to be opened."""
        live = job.path == STDIN
        return Source(job.path, self.head if live else b"", live, [0])

    def _to(self, kind: str) -> str:
        if kind in DOCUMENTS:
            return self._told or "text"
        return self._told or ("parquet" if kind in TABLES else "jsonl")

    def _kind(self, path: str) -> str:
        if path == STDIN:
            self.head, content = _first_lines()
            kind = sniff(content)
            if kind not in ("jsonl", *DOCUMENTS):
                raise InputError(f"{kind} cannot be read from stdin; name the file")
            return kind
        known = kind_of(path)
        if known is not None:
            return known
        if is_pipe(path):  # what was looked at would be lost
            raise InputError(
                "a pipe is read only once, and its name does not tell what it holds: say so with "
                f"--from, or give it to stdin (cleaner clean < {path})"
            )
        try:
            with open_input(path) as file:
                head = next(decoded(pieces(file, SNIFFED), codec_of(path)), b"")
        except InputError:
            return "text"  # the run will say what is wrong with it
        return sniff(head[:SNIFFED])

    def _targets(
        self,
        inputs: list[Input],
        kinds: list[str],
        to: list[str],
        names: list[str],
        output: str | None,
        records_only: bool,
    ) -> list[str | None]:
        if output is None or not inputs:
            return [None] * len(inputs)
        mirrored = any(item.root != item.path for item in inputs)
        into_one = records_only and kind_of(output) in _RECORDS
        if not (
            (not is_url(output) and os.path.isdir(output))
            or output.endswith(("/", os.sep))
            or ((mirrored or len(inputs) > 1) and not into_one)
        ):
            return [None] * len(inputs)
        if not is_url(output) and os.path.lexists(output) and not os.path.isdir(output):
            raise ConfigError(f"{output} is a file, and these inputs need a folder")
        if inputs[0].path == STDIN:
            raise ConfigError(f"stdin needs a file to go to, and {output} is a folder")
        return [
            joined(output, self._target_name(name, kind, one))
            for name, kind, one in zip(names, kinds, to, strict=True)
        ]

    def _target_name(self, name: str, kind: str, to: str) -> str:
        """What a file of this name is called when it is clean."""
        stem, suffix = os.path.splitext(without_suffix(name))
        codec = next((one for one, c in CODECS.items() if c == codec_of(name)), "")
        if to == "text":
            return stem + (self._page_suffix if kind == "html" else suffix) + codec
        if to == "parquet":
            return name if kind == "parquet" else f"{stem.removesuffix('.warc')}.parquet"
        if to == "warc":
            return f"{stem}.warc.wet{codec}" if suffix.lower() == ".warc" else name
        return name if kind == "jsonl" else f"{stem.removesuffix('.warc')}.jsonl{codec}"

    @staticmethod
    def _check_name(output: str | None, told: str | None, kinds: list[str]) -> None:
        """A name must not say something else than what is written under it."""
        suffix = os.path.splitext(output or "")[1].lower()
        if suffix in _NOT_WRITTEN:
            raise ConfigError(
                f"{output}: {suffix} cannot be written: take {', '.join(CODECS)}, or no compression"
            )
        other = next((kind for kind in kinds if kind not in DOCUMENTS), None)
        if told in DOCUMENTS and other and not os.path.isdir(output or ""):
            raise ConfigError(
                f"{output} is the name of a text, and {_WORDS[other]} cannot become one: name it "
                ".jsonl, or take --to jsonl"
            )

    def _check(self, inputs: list[Input]) -> None:
        """No file may be two things: read and written, or written twice."""
        taken = {same(item.path): "an input" for item in inputs}
        outputs = [(job.target, job.path) for job in self.jobs if job.target]
        outputs += [(job.attributes, job.path) for job in self.jobs if job.attributes]
        if self.output:
            outputs.append((self.output, ""))
        for path, name in outputs:
            what = taken.get(same(path))
            if what == "an input":
                raise ConfigError(f"{path} is an input, too; `cleaner fix` cleans files in place")
            if what:
                raise ConfigError(
                    f"{what} and {name} would both become {path}: rename one, clean them in two runs "
                    "into two folders, or take --to jsonl and one file (-o all.jsonl)"
                )
            taken[same(path)] = name or "the output"
        for option, path in self.sides.items():
            real = same(path)
            if real in taken and (is_url(real) or os.path.isfile(real) or not os.path.exists(real)):
                what = taken[real] if taken[real] != STDIN else "the output"
                raise ConfigError(f"--{option} {path}: this file is {what} already")
            taken[real] = f"that of --{option}"
        for item in inputs:
            if self.folder and item.root != item.path and _lies_in(self.folder, item.root):
                raise ConfigError(
                    f"{self.folder} lies in the input {item.root}: "
                    "the next run would clean its output"
                )

    def _require(self) -> None:
        """Packages that are missing are named now, not when half is done."""
        paths = [self.output, *self.sides.values()]
        for job in self.jobs:
            paths += [job.path, job.target, job.attributes]
        if any(path and codec_of(path) == "zst" for path in paths):
            need("zstandard", "zstd", ".zst")
        kinds = {job.kind for job in self.jobs} | {job.to for job in self.jobs}
        if kinds & {*TABLES}:
            need("pyarrow", "parquet", "reading and writing Arrow and Parquet")
        if "warc" in kinds:
            need("fastwarc.warc", "warc", "WARC")
        for path in dict.fromkeys([self.output, self.folder, *self.sides.values()]):
            if path and is_url(path):
                reach(path)

    def _cut(self, number: int, count: int) -> None:
        """Keep the part of the input that is shard `number` (from 1) of `count`."""
        if STDIN in (job.path for job in self.jobs):
            raise ConfigError("stdin cannot be cut into shards: each would have to read all of it")
        whole = any(job.target or job.attributes for job in self.jobs)
        sizes = []
        for job in self.jobs:
            try:
                alone = whole or job.kind in DOCUMENTS
                sizes.append(1 if alone else format_of(job.kind).extent(Source(job.path)))
            except InputError:
                sizes.append(1)  # the run says what is wrong with it, once
        total = sum(sizes)
        first, last = total * (number - 1) // count, total * number // count
        jobs, at = [], 0
        for job, size in zip(self.jobs, sizes, strict=True):
            start, stop = max(0, first - at), min(size, last - at)
            if start < stop or (size == 0 and first <= at < last):
                end = None if stop == size else stop
                jobs.append(job._replace(start=start, stop=end))
            at += size
        self.jobs = jobs
        if number > 1:  # somebody has to tell of these, and one is enough
            self.failures, self.others = [], []


def _first_lines() -> tuple[bytes, bytes]:
    """Enough of stdin to tell what it holds, as it is and uncompressed: the first line with ink,
    and more where that line alone does not tell (XML, HTML, an array)."""
    raw: list[bytes] = []
    content = b""
    stream = pieces(stdin())

    def read() -> Any:
        for piece in stream:
            raw.append(piece)
            yield piece

    source = read()
    head = next(source, b"")
    codec = sniffed(head)

    def again() -> Any:
        yield head
        yield from source

    for piece in decoded(again(), codec):
        content += piece
        lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        told = (line for line in lines[:-1] if line.strip())
        if len(content) >= SNIFFED or any(
            not line.lstrip().startswith((b"<!--", b"<?")) and line.split() not in _OPEN
            for line in told
        ):
            break
    return b"".join(raw), content[:SNIFFED]


def _names(inputs: list[Input], arguments: tuple[str, ...]) -> list[str]:
    """The paths of inputs below the folder that all share, or that was named."""
    if not inputs:
        return []
    roots = list(dict.fromkeys(item.root for item in inputs))
    if inputs[0].path == STDIN:
        return ["stdin"]
    if len(arguments) == 1 and len(roots) == 1 and roots[0] != inputs[0].path:
        base = roots[0]
    elif any(is_url(root) for root in roots):
        base = os.path.commonprefix([root.rpartition("/")[0] + "/" for root in roots])  # noqa: RUF071
        base = base.rpartition("/")[0]
    else:
        base = os.path.commonpath([os.path.dirname(os.path.abspath(root)) for root in roots])
    return [below(item.path, base) for item in inputs]


def _attributes_name(name: str, kind: str) -> str:
    if kind == "jsonl" and name != "stdin":
        return name
    return f"{os.path.splitext(without_suffix(name))[0]}.jsonl.gz"


def _lies_in(path: str, folder: str) -> bool:
    if is_url(path) or is_url(folder):
        return f"{path.rstrip('/')}/".startswith(f"{folder.rstrip('/')}/")
    inner, outer = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([inner, outer]) == outer
