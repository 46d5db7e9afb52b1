"""Reading rule folders, and compiling them unless the cache holds the program."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cleaner.errors import ConfigError, Problem, RuleError
from cleaner.rules import cache
from cleaner.rules.compile import Program, compile_packs, rules_hash

if TYPE_CHECKING:
    from cleaner.rules.validate import File

SUFFIXES = (".yaml", ".yml")


def builtin_folder() -> Path:
    """The folder of the packs that come with the package."""
    inside = Path(__file__).resolve().parents[1] / "_rules"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "rules"


class Source(msgspec.Struct, frozen=True):
    """A rule file: its name in messages, the pack its place says it is (or the end of it), bytes."""

    name: str
    pack: str | None
    content: bytes
    path: Path


class Place(NamedTuple):
    """A rule file that has not been read: its name in messages, its pack as in `Source`, its path."""

    name: str
    pack: str | None
    path: Path


def places(paths: Sequence[Path], builtin: bool = True) -> list[Place]:
    """The rule files of folders and single files, each file once.

    Raises ConfigError for a path that is not there.
    """
    out: dict[Path, Place] = {}
    folders = [builtin_folder(), *paths] if builtin else list(paths)
    for path in folders:
        if path.is_dir():
            found = list(_folder(path, "rules" if path == builtin_folder() else str(path)))
        elif path.is_file():
            found = [Place(str(path), None, Path(os.path.abspath(path)))]
        else:
            raise ConfigError(f"no rules at {path}: there is no such file or folder")
        for place in found:
            out.setdefault(place.path, place)
    return list(out.values())


def sources(paths: Sequence[Path], builtin: bool = True) -> list[Source]:
    """The rule files with their contents; see `places`.

    Raises ConfigError for a path that is not there or cannot be read.
    """
    return [_source(place) for place in places(paths, builtin)]


def _source(place: Place) -> Source:
    return Source(place.name, place.pack, _read(place.path), place.path)


def _folder(folder: Path, name: str) -> Iterable[Place]:
    top = os.path.abspath(folder)
    for root, folders, files in os.walk(top):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        under = root[len(top) :].replace(os.sep, "/").lstrip("/")
        for file in sorted(files):
            if file.endswith(SUFFIXES) and not file.startswith("."):
                relative = f"{under}/{file}" if under else file
                yield Place(f"{name}/{relative}", relative.rpartition(".")[0], Path(root, file))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise ConfigError(f"cannot read {path}: {err.strerror}") from None


def load_program(paths: Sequence[Path] = (), builtin: bool = True) -> Program:
    """Load and compile rules, from the cache if it holds just these.

    Raises RuleError with all problems of all files, ConfigError for a path that is not there.
    """
    if builtin and not paths:
        program = cache.shipped(builtin_folder())
        if program is not None:
            return program
    found = places(paths, builtin)
    stamp = cache.stamp((place.name, place.path) for place in found)
    program = cache.known(stamp)
    if program is not None:
        return program
    files = [_source(place) for place in found]
    digest = rules_hash((f.pack or f.name.rsplit("/", 1)[-1], f.content) for f in files)
    program = cache.get(digest)
    if program is not None:
        cache.remember(stamp, program)
        return program
    packs = load_files(files)
    program = compile_packs([file.pack for file in packs], digest)
    cache.put(program, stamp)
    return program


def load_files(files: Iterable[Source]) -> list[File]:
    """Read and validate rule files. Raises RuleError with everything that is wrong."""
    from cleaner.rules.validate import validate, validate_together

    out: list[File] = []
    problems: list[Problem] = []
    for source in files:
        file, wrong = read_source(source)
        problems.extend(wrong)
        if file is not None:
            out.append(file)
            problems.extend(validate(file))
    if not problems:
        problems = validate_together(out)
    if problems:
        raise RuleError(problems)
    return out


def read_source(source: Source) -> tuple[File | None, list[Problem]]:
    """Read one file against the schema."""
    from cleaner.rules.model import Pack
    from cleaner.rules.validate import File
    from cleaner.rules.yaml import read

    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = source.content[: err.start].count(b"\n") + 1
        return None, [Problem(source.name, line, 1, "not valid UTF-8")]
    pack, problems, positions = read(text, source.name, Pack)
    if pack is None:
        return None, problems
    file = File(source.name, pack, positions)
    if source.pack is not None and not f"/{pack.pack}".endswith(f"/{source.pack}"):
        message = f"the pack is called {pack.pack!r}, but its file says {source.pack!r}"
        return None, [file.problem(("pack",), message)]
    return file, []
