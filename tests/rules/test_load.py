"""Rule folders and the cache of compiled programs."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from kit import PROSE, line, pack, page, rule, write

from cleaner import Cleaner, Config, ConfigError, RuleError
from cleaner.rules import cache as kept
from cleaner.rules import load
from cleaner.rules.cache import cache_folder
from cleaner.rules.compile import FORMAT, Program
from cleaner.rules.load import builtin_folder, load_program, sources


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, which does not exist yet."""
    folder = tmp_path / "cache" / "deep"
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one rule."""
    return write(tmp_path / "rules", pack(line("buy now")))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Counts how often rules were compiled, not taken from the cache."""
    count = 0
    real = load.compile_packs

    def counting(*args: object) -> Program:
        nonlocal count
        count += 1
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "compile_packs", counting)
    return lambda: count


def program(folder: Path) -> Program:
    return load_program([folder], builtin=False)


def test_folders_are_read_to_the_bottom(tmp_path: Path) -> None:
    """Every .yaml and .yml below a folder is a pack; hidden files and folders and others are not."""
    folder = write(tmp_path / "rules", pack(line("a b"), name="a"), pack(line("c d"), name="x/y/z"))
    (folder / "a.yaml").rename(folder / "a.yml")
    (folder / "README.md").write_text("not a rule")
    (folder / ".hidden").mkdir()
    (folder / ".hidden/b.yaml").write_text("not a rule")
    (folder / ".c.yaml").write_text("not a rule")
    assert [s.pack for s in sources([folder], builtin=False)] == ["a", "x/y/z"]


def test_built_in_rules_come_unless_told_otherwise(folder: Path) -> None:
    """Rules of one's own come after the built-in ones, or alone."""
    names = [s.name for s in sources([folder])]
    assert names[0].startswith("rules/")
    assert names[-1] == f"{folder}/my/pack.yaml"
    assert len(sources([folder], builtin=False)) == 1
    assert builtin_folder().is_dir()


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """A folder that does not exist is a configuration error."""
    with pytest.raises(ConfigError, match=r"no rules at .*nowhere"):
        Cleaner(Config(rules=(tmp_path / "nowhere",), builtin_rules=False))


def test_no_rules_at_all_are_allowed(make: Callable[..., Cleaner]) -> None:
    """A cleaner without any rule only normalises."""
    result = make().clean("  Buy now \n\n\n\nA line")
    assert result.text == "Buy now\n\nA line\n"
    assert result.findings == ()


def test_a_broken_rule_stops_the_cleaner(make: Callable[..., Cleaner]) -> None:
    """A cleaner with a broken rule is never made."""
    with pytest.raises(RuleError):
        make(rule(match={"line": "<nmae>"}))


# ---- cache


def test_the_second_time_comes_from_the_cache(
    cache: Path, folder: Path, compiled: Callable[[], int]
) -> None:
    """A program that was compiled once is read from the cache, and is the same."""
    first = program(folder)
    (file,) = cache.iterdir()
    assert first.hash in file.name
    assert program(folder) == first
    assert compiled() == 1


def test_a_change_of_the_rules_makes_the_cache_stale(
    cache: Path, folder: Path, compiled: Callable[[], int]
) -> None:
    """After any change of a rule file the rules are compiled anew, and the hash is another."""
    first = program(folder)
    write(folder, pack(line("buy today")))
    second = program(folder)
    assert compiled() == 2
    assert second.hash != first.hash
    assert list(second.tables([""]).lines) == ["buy today"]
    write(folder, pack(line("buy now")))
    assert program(folder) == first
    assert compiled() == 2


def test_a_rename_makes_the_cache_stale(
    cache: Path, tmp_path: Path, compiled: Callable[[], int]
) -> None:
    """The names of the files count: a file that may no longer be called so is an error again."""
    folder = write(tmp_path / "rules", pack(line("a b"), name="one"))
    program(folder)
    (folder / "one.yaml").rename(folder / "two.yaml")
    with pytest.raises(RuleError):
        program(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:10],
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content + b"x",
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: os.urandom(len(content)),
        lambda content: b"not a program" * 100,
        lambda content: _signed(b"garbage"),
        lambda content: _signed(msgspec.msgpack.encode({"hash": "x"})),
        lambda content: _signed(msgspec.msgpack.encode([FORMAT, "x"])),
    ],
)
def test_a_damaged_cache_counts_as_none(
    cache: Path, folder: Path, compiled: Callable[[], int], damage: Callable[[bytes], bytes]
) -> None:
    """Truncated, garbled or foreign cache files are passed over and replaced."""
    first = program(folder)
    (file,) = cache.iterdir()
    good = file.read_bytes()
    file.write_bytes(damage(good))
    assert program(folder) == first
    assert compiled() == 2
    assert file.read_bytes() == good


def _signed(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4, "big") + body


@pytest.mark.parametrize("field", ["format", "hash"])
def test_a_cache_of_another_version_counts_as_none(
    cache: Path, folder: Path, compiled: Callable[[], int], field: str
) -> None:
    """A whole program of another format or of other rules is passed over."""
    first = program(folder)
    (file,) = cache.iterdir()
    values = msgspec.structs.asdict(first)
    values[field] = FORMAT + 1 if field == "format" else "0" * 16
    file.write_bytes(_signed(msgspec.msgpack.encode(Program(**values))))
    assert program(folder) == first
    assert compiled() == 2


def test_another_release_has_another_cache(
    cache: Path, folder: Path, compiled: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two releases never read each other's cache."""
    program(folder)
    monkeypatch.setattr("cleaner.__version__", "99.0")
    program(folder)
    assert compiled() == 2
    assert len(list(cache.iterdir())) == 2


def test_a_cache_that_cannot_be_written_is_no_error(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cache folder is a file, or below one, rules are compiled every time."""
    file = tmp_path / "file"
    file.write_text("in the way")
    for path in (file, file / "below"):
        monkeypatch.setenv("CLEANER_CACHE_DIR", str(path))
        assert len(program(folder).rules) == 1
    assert file.read_text() == "in the way"


def test_a_full_disk_is_no_error(
    cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails half way nothing is left behind."""

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert len(program(folder).rules) == 1
    assert list(cache.iterdir()) == []


def test_the_cache_can_be_switched_off(
    tmp_path: Path, folder: Path, compiled: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty CLEANER_CACHE_DIR means no cache."""
    monkeypatch.setenv("CLEANER_CACHE_DIR", "")
    monkeypatch.chdir(tmp_path)
    program(folder)
    program(folder)
    assert compiled() == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rules"]


def test_the_cache_is_in_the_user_s_cache_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Unless named, the cache is `cleaner` below XDG_CACHE_HOME or ~/.cache."""
    monkeypatch.delenv("CLEANER_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "cleaner"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "cleaner"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had lain still for long enough."""
    monkeypatch.setattr(kept, "SETTLED", 0)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Counts how many rule files were read."""
    count = 0
    real = load._read

    def counting(path: Path) -> bytes:
        nonlocal count
        count += 1
        return real(path)

    monkeypatch.setattr(load, "_read", counting)
    return lambda: count


def test_files_that_have_not_changed_are_not_read_again(
    cache: Path, folder: Path, settled: None, reads: Callable[[], int]
) -> None:
    """A file that has lain still for some seconds is known by its size and times."""
    first = program(folder)
    assert program(folder) == first
    assert reads() == 1


def test_files_that_have_just_changed_are_read_again(
    cache: Path, folder: Path, reads: Callable[[], int]
) -> None:
    """Two changes within a tick of the clock could look alike, so there is no stamp that early."""
    program(folder)
    program(folder)
    assert reads() == 2


@pytest.mark.parametrize("change", ["content", "size", "another file"])
def test_changed_files_are_read_again(
    cache: Path, folder: Path, settled: None, change: str
) -> None:
    """Neither an edit of the same length, nor one with its old time, nor a new file is overlooked."""
    first = program(folder)
    path = folder / "my" / "pack.yaml"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    if change == "another file":
        write(folder, pack(line("buy today"), name="my/other"))
    else:
        new = "buy not" if change == "content" else "buy something"
        path.write_text(path.read_text().replace("buy now", new))
        os.utime(path, ns=times)
    assert program(folder).hash != first.hash


def test_a_stamp_without_its_program_counts_as_none(
    cache: Path, folder: Path, settled: None, compiled: Callable[[], int]
) -> None:
    """Where the program of a stamp is gone, or the stamp is garbled, rules are compiled anew."""
    first = program(folder)
    (stamp,) = cache.glob("stamp-*")
    (kept_program,) = cache.glob("rules-*")
    kept_program.unlink()
    assert program(folder) == first
    stamp.write_bytes(b"\xff/../x")
    assert program(folder) == first
    assert compiled() == 2


def test_the_cache_does_not_grow_for_ever(cache: Path, folder: Path) -> None:
    """Only the newest programs are kept."""
    for n in range(kept.KEPT + 3):
        write(folder, pack(line(f"buy {n}")))
        newest = program(folder)
    names = [path.name for path in cache.glob("rules-*")]
    assert len(names) == kept.KEPT
    assert any(newest.hash in name for name in names)


def test_an_installed_package_brings_its_program(
    folder: Path, compiled: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiled program beside the built-in rules is taken as it is; with others it is not."""
    monkeypatch.setattr(load, "builtin_folder", lambda: folder)
    monkeypatch.setenv("CLEANER_CACHE_DIR", "")
    first = load_program()
    (folder / kept.SHIPPED).write_bytes(kept.packed(first))
    assert load_program() == first
    assert compiled() == 1
    load_program([write(folder.parent / "more", pack(line("a b"), name="my/more"))])
    assert compiled() == 2
    (folder / kept.SHIPPED).write_bytes(b"damaged")
    assert load_program() == first
    assert compiled() == 3


def test_a_cached_program_cleans_alike(cache: Path, make: Callable[..., Cleaner]) -> None:
    """A program from the cache does what the compiled one did, with every kind of rule in it."""
    rules = (
        line("buy now", section={"to": "2 lines", "stop": {"line": "stop"}}),
        rule(
            match={"any": [{"regex": r"(?P<n>\d+) min read"}, {"only": ["a b", "<date>"]}]},
            where=[{"first": 3}, "tail"],
        ),
        rule(
            sequence=[{"line": "by"}, {"line": "<name>x", "repeat": [0, 2]}],
            extract={"authors": "=A"},
        ),
        line(
            "by <name>",
            unless=[{"contains": "no", "reason": "so"}],
            action="extract",
            extract={"authors": "name"},
        ),
    )
    text = page("4 min read", "By Jane Doe", *PROSE, "Buy now", "a", "b", "c", "by")
    first = make(*rules).clean(text)
    second = make(*rules).clean(text)
    assert len(list(cache.iterdir())) == 1
    assert first == second
    assert first.metadata.authors == ("Jane Doe", "A")
