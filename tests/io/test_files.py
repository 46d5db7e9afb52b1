"""Files: found, told apart, and written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.errors import ConfigError, InputError
from cleaner.io.files import (
    find_inputs,
    is_excluded,
    kind_of,
    read_file,
    sniff,
    whole_file,
    write_file,
)


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text\n")
    return folder


def test_folders_give_their_files_in_order(tmp_path: Path) -> None:
    """What is hidden or of another kind is left out."""
    tree(tmp_path, "b.txt", "a/z.md", "a/b.html", ".git/x.txt", "a/.hidden.txt", "c.py")
    found, failures, others = find_inputs([str(tmp_path)])
    assert [os.path.relpath(item.path, tmp_path) for item in found] == [
        "b.txt",
        "a/b.html",
        "a/z.md",
    ]
    assert {item.root for item in found} == {str(tmp_path)}
    assert failures == []
    assert others == [str(tmp_path / "c.py")]


def test_globs_are_expanded_and_a_file_is_taken_once(tmp_path: Path) -> None:
    """A shell that does not expand patterns is no obstacle."""
    tree(tmp_path, "a.txt", "sub/b.txt")
    found, _, _ = find_inputs([f"{tmp_path}/**/*.txt", f"{tmp_path}/a.txt"])
    assert [Path(item.path).name for item in found] == ["a.txt", "b.txt"]


def test_what_matches_nothing_is_said(tmp_path: Path) -> None:
    """An empty folder and a pattern without files are failures, a missing file is an input."""
    found, failures, _ = find_inputs([str(tmp_path), f"{tmp_path}/*.txt", f"{tmp_path}/gone.txt"])
    assert [message.split(",")[0] for _, message in failures] == [
        "no files here that end in .txt",
        "nothing matches this pattern",
    ]
    assert [item.path for item in found] == [f"{tmp_path}/gone.txt"]


@pytest.mark.parametrize(
    ("path", "pattern", "excluded"),
    [
        ("golden/a/b.txt", "golden", True),
        ("golden/a/b.txt", "golden/", True),
        ("golden/a/b.txt", "golden/*", True),
        ("golden/a/b.txt", "**/a/*", True),
        ("./golden/a.txt", "golden/*.txt", True),
        ("docs/golden/a.txt", "golden", True),
        ("docs/a.txt", "*.md", False),
        ("docs/goldenrod.txt", "golden", False),
        ("a.txt", "**/*.txt", True),
    ],
)
def test_excludes(path: str, pattern: str, excluded: bool) -> None:
    """A glob matches a path, its end, or a folder above it."""
    assert is_excluded(path, [pattern]) is excluded


def test_excludes_hold_for_named_files_only_by_force(tmp_path: Path) -> None:
    """A file that is named is taken, unless excludes are forced, as a hook needs it."""
    path = str(tree(tmp_path, "golden/a.txt") / "golden" / "a.txt")
    assert find_inputs([path], exclude=["golden"]).inputs
    assert not find_inputs([path], exclude=["golden"], force_exclude=True).inputs


@pytest.mark.parametrize("pattern", ["ex", "ex/", "./ex", "ex/*", "{}/ex", "{}/ex/"])
def test_the_name_of_a_folder_excludes_it(tmp_path: Path, pattern: str) -> None:
    """However it is written, and whether a folder or a glob yielded its files."""
    tree(tmp_path, "ex/a.txt", "ex/deep/b.txt", "example.txt")
    for argument in (str(tmp_path), f"{tmp_path}/**/*.txt"):
        found = find_inputs([argument], exclude=[pattern.format(tmp_path)])
        assert [item.path for item in found.inputs] == [str(tmp_path / "example.txt")]


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    """A file that is not there, a folder, a file that is too large: each with its reason."""
    with pytest.raises(InputError, match="No such file"):
        read_file(str(tmp_path / "gone"))
    with pytest.raises(InputError, match="directory"):
        read_file(str(tmp_path))
    path = tmp_path / "large"
    path.write_bytes(b"12345")
    assert read_file(str(path), 5) == b"12345"
    with pytest.raises(InputError, match="larger than 4 bytes"):
        read_file(str(path), 4)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "text"),
        (b"A text.\n", "text"),
        (b'{"id": 1, "text": "x"}\n', "jsonl"),
        (b'\xef\xbb\xbf\n\n {"text":"x"}\n', "jsonl"),
        (b'{"id": 1, "text": "cut off', "jsonl"),
        (b"{a set} of words\n", "text"),
        (b"{\n", "text"),
        (b"<!DOCTYPE html>\n", "html"),
        (b"\n<HTML lang=en>", "html"),
        (b'<?xml version="1.0"?>\n<!-- saved -->\n<!doctype html>', "html"),
        (b"<p>a tag in a text", "text"),
        ("<!doctype html>".encode("utf-16"), "html"),
    ],
)
def test_what_an_input_holds(head: bytes, kind: str) -> None:
    """Records and pages are told by how they begin; all else is text."""
    assert sniff(head) == kind


@pytest.mark.parametrize("head", [b'[{"text": "x"}]', b'\xef\xbb\xbf[\n  {\n "text"'])
def test_an_array_is_refused(head: bytes) -> None:
    """It is neither text nor JSON lines, and the message says what is expected."""
    with pytest.raises(InputError, match="JSON lines are expected: one object a line"):
        sniff(head)
    assert sniff(b"[a link](https://example.com)") == "text"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("a.TXT", "text"), ("a.md", "text"), ("a.htm", "html"), ("a.jsonl", "jsonl"), ("a", None)],
)
def test_what_a_suffix_says(path: str, kind: str | None) -> None:
    """Known suffixes need no look inside."""
    assert kind_of(path) == kind


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    """Until the end the old content stands there; nothing is left beside it."""
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")
    with whole_file(str(path)) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """An exception in the middle of writing changes nothing."""
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")

    def fail() -> None:
        with whole_file(str(path)) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o640])
def test_mode_is_kept(tmp_path: Path, mode: int) -> None:
    """A replaced file keeps its mode."""
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_file(str(path), b"new")
    assert path.stat().st_mode & 0o777 == mode


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file behind a symbolic link is replaced, the link stays."""
    path, link = tmp_path / "real.txt", tmp_path / "link.txt"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write_file(str(link), b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_folders_are_made_and_devices_written(tmp_path: Path) -> None:
    """A new folder is no obstacle, and neither is /dev/null."""
    write_file(str(tmp_path / "a" / "b" / "out.txt"), b"new")
    assert (tmp_path / "a" / "b" / "out.txt").read_bytes() == b"new"
    write_file(os.devnull, b"gone")


def test_a_folder_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the place of the file is said."""
    with pytest.raises(ConfigError, match="it is a folder"):
        write_file(str(tmp_path), b"new")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigError, match="cannot write"):
        write_file(str(tmp_path / "file" / "below"), b"new")
