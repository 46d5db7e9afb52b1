"""Reading rule folders, and the cache of compiled programs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleaner.errors import ConfigError, Problem, RuleError
from cleaner.rules.compile import FORMAT, Program, compile_packs, rules_hash

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


def sources(paths: Sequence[Path], builtin: bool = True) -> list[Source]:
    """The rule files of folders and single files, each file once.

    Raises ConfigError for a path that is not there.
    """
    out: dict[Path, Source] = {}
    folders = [builtin_folder(), *paths] if builtin else list(paths)
    for path in folders:
        if path.is_dir():
            found = list(_folder(path, "rules" if path == builtin_folder() else str(path)))
        elif path.is_file():
            found = [Source(str(path), None, _read(path), Path(os.path.abspath(path)))]
        else:
            raise ConfigError(f"no rules at {path}: there is no such file or folder")
        for source in found:
            out.setdefault(source.path, source)
    return list(out.values())


def _folder(folder: Path, name: str) -> Iterable[Source]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            if file.endswith(SUFFIXES) and not file.startswith("."):
                path = Path(root) / file
                relative = path.relative_to(folder)
                yield Source(
                    f"{name}/{relative.as_posix()}",
                    relative.with_suffix("").as_posix(),
                    _read(path),
                    Path(os.path.abspath(path)),
                )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise ConfigError(f"cannot read {path}: {err.strerror}") from None


def load_program(paths: Sequence[Path] = (), builtin: bool = True) -> Program:
    """Load and compile rules, from the cache if it holds just these.

    Raises RuleError with all problems of all files, ConfigError for a path that is not there.
    """
    files = sources(paths, builtin)
    digest = rules_hash((f.pack or f.name.rsplit("/", 1)[-1], f.content) for f in files)
    cached = _cache_get(digest)
    if cached is not None:
        return cached
    packs = load_files(files)
    program = compile_packs([file.pack for file in packs], digest)
    _cache_put(program)
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


# ---- cache


def cache_folder() -> Path | None:
    """Where compiled programs are kept: `$CLEANER_CACHE_DIR`, or `cleaner` in the user's cache.

    An empty `CLEANER_CACHE_DIR` switches the cache off.
    """
    named = os.environ.get("CLEANER_CACHE_DIR")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base) / "cleaner" if base else Path.home() / ".cache" / "cleaner"
    except RuntimeError:
        return None


def _cache_file(digest: str) -> Path | None:
    from cleaner import __version__

    folder = cache_folder()
    return folder / f"rules-{__version__}-{FORMAT}-{digest}.msgpack" if folder else None


def _cache_get(digest: str) -> Program | None:
    """The cached program, or None. A file that is damaged or of another version counts as none."""
    path = _cache_file(digest)
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, body = content[:32], content[32:]
    if hashlib.sha256(body).digest() != head:
        return None
    try:
        program = msgspec.msgpack.decode(body, type=Program)
    except (msgspec.DecodeError, ValueError):
        return None
    return program if program.format == FORMAT and program.hash == digest else None


def _cache_put(program: Program) -> None:
    path = _cache_file(program.hash)
    if path is None:
        return
    body = msgspec.msgpack.encode(program)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(hashlib.sha256(body).digest() + body)
        os.replace(temporary, path)
    except OSError:  # a cache that cannot be written is no reason to fail
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
