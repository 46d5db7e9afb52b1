"""`cleaner check`, `fix`, `diff`: what a hook does to the files of a corpus."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE

Run = Callable[..., Result]


def test_a_clean_file(run: Run, tmp_path: Path) -> None:
    """Exit 0, nothing on stdout; a summary, unless it is not wanted."""
    (tmp_path / "a.txt").write_text(BODY)
    for command in ("check", "fix", "diff"):
        result = run(command, "a.txt")
        assert result.exit_code == 0
        assert result.stdout == ""
        assert result.stderr == "1 file; nothing to clean\n"
        assert run(command, "-q", "a.txt").stderr == ""


def test_one_line_a_change(run: Run, tmp_path: Path) -> None:
    """Path and line, what happens, rule and message; adjacent lines of one rule are one change."""
    (tmp_path / "a.txt").write_text(
        f"{PROSE[0]} Zap zap\n\n{PROSE[1]}\n\nIt\u2019s clear.\n\nZap this page\n\nZap it again\n"
    )
    result = run("check", "a.txt")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        'a.txt:1: cut "Zap zap" [my/zap/cut] Zapped in a line.',
        "a.txt:7: removed 2 lines [my/zap/zap] Zapping.",
    ]
    assert result.stderr == "1 file; 1 to clean, 2 changes\n"


def test_repairs_are_named(run: Run, tmp_path: Path) -> None:
    """What stood there and what stands there now, also where it cannot be seen."""
    (tmp_path / "a.txt").write_text(f"{PROSE[0]}\n\nThe bridge isnâ€™t old.\n\n{PROSE[1]}\x07\n")
    lines = run("check", "a.txt").stdout.splitlines()
    assert lines[0].startswith('a.txt:3: repaired "â€™" by "\u2019" [repair/')
    assert lines[1].startswith('a.txt:5: repaired "\\x07" by nothing [repair/')
    assert run("check", "--no-repair", "a.txt").exit_code == 0


def test_white_space_is_left_alone(run: Run, tmp_path: Path) -> None:
    """Trailing blanks, missing breaks and line endings are no findings, unless they are asked for."""
    content = f"\n\n{PROSE[0]}  \r\n\r\n\r\n\r\n{PROSE[1]}".encode()
    (tmp_path / "a.txt").write_bytes(content)
    assert run("check", "a.txt").exit_code == 0
    assert run("fix", "a.txt").exit_code == 0
    assert (tmp_path / "a.txt").read_bytes() == content
    result = run("check", "--whitespace", "a.txt")
    assert result.exit_code == 1
    assert "white space in" in result.stdout
    run("fix", "--whitespace", "a.txt")
    assert (tmp_path / "a.txt").read_text() == f"{PROSE[0]}\n\n{PROSE[1]}\n"


def test_check_never_writes(run: Run, tmp_path: Path) -> None:
    """Neither check nor diff."""
    (tmp_path / "a.txt").write_text(DIRTY)
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    for command in ("check", "diff"):
        assert run(command, "a.txt").exit_code == 1
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("encoding", "mark", "ending"),
    [
        ("utf-8", b"", "\n"),
        ("utf-8", b"\xef\xbb\xbf", "\r\n"),
        ("utf-16-le", b"\xff\xfe", "\r\n"),
        ("utf-16-be", b"\xfe\xff", "\n"),
        ("cp1252", b"", "\r\n"),
        ("utf-8", b"", "\r"),
    ],
)
def test_fix_changes_nothing_but_the_text(
    run: Run, tmp_path: Path, encoding: str, mark: bytes, ending: str
) -> None:
    """Encoding, byte order mark, line endings, the missing final break and the mode stay."""
    body = f"{PROSE[0]} Déjà vu.{ending}{ending}{PROSE[1]}"
    path = tmp_path / "a.txt"
    path.write_bytes(mark + f"{body}{ending}{ending}Zap this page".encode(encoding))
    path.chmod(0o640)
    result = run("fix", "a.txt")
    assert result.exit_code == 1
    assert result.stdout == "a.txt:5: removed 1 line [my/zap/zap] Zapping.\n"
    assert result.stderr == "1 file; 1 cleaned, 1 change\n"
    assert path.read_bytes() == mark + body.encode(encoding)
    assert path.stat().st_mode & 0o777 == 0o640
    assert run("fix", "a.txt").exit_code == 0


def test_bytes_that_are_no_text_stay(run: Run, tmp_path: Path) -> None:
    """A few bad bytes are left as they are where nothing is repaired."""
    path = tmp_path / "a.txt"
    path.write_bytes(f"{PROSE[0]} é é é ".encode() + b"\xff\xfe\n\nZap this page\n")
    run("fix", "--no-repair", "a.txt")
    assert path.read_bytes() == f"{PROSE[0]} é é é ".encode() + b"\xff\xfe\n"


def test_what_cannot_be_read_is_skipped_and_said(run: Run, tmp_path: Path) -> None:
    """Binary, too large, missing: exit 3, the others are looked at, nothing is touched."""
    (tmp_path / "a.txt").write_bytes(b"text\0binary")
    (tmp_path / "b.txt").write_text(BODY * 10)
    (tmp_path / "c.txt").write_text(DIRTY)
    (tmp_path / "d.txt").write_text("")
    result = run("fix", "--max-bytes", "1000", "a.txt", "b.txt", "c.txt", "d.txt", "gone.txt")
    assert result.exit_code == 3
    assert "a.txt: skipped: this looks like binary data" in result.stderr
    assert "b.txt: skipped: larger than 1,000 bytes (see --max-bytes)" in result.stderr
    assert "gone.txt: skipped: cannot read: No such file" in result.stderr
    assert "5 files; 1 cleaned, 1 change; 3 skipped" in result.stderr
    assert (tmp_path / "c.txt").read_text() == BODY
    assert (tmp_path / "a.txt").read_bytes() == b"text\0binary"
    assert (tmp_path / "d.txt").read_bytes() == b""


def test_a_link_is_resolved_and_said(run: Run, tmp_path: Path) -> None:
    """The file behind it is cleaned, once, and the link stays a link."""
    (tmp_path / "real.txt").write_text(DIRTY)
    (tmp_path / "link.txt").symlink_to("real.txt")
    result = run("fix", "link.txt", "real.txt")
    assert "link.txt: note: a symbolic link to" in result.stderr
    assert result.stdout.count("removed") == 1
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == BODY


def test_a_read_only_file_stays(run: Run, tmp_path: Path) -> None:
    """Whoever took the right to write away meant it."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "a.txt").chmod(0o444)
    result = run("fix", "a.txt")
    assert result.exit_code == 3
    assert "a.txt: skipped: not changed: the file is read-only" in result.stderr
    assert result.stdout == ""
    assert (tmp_path / "a.txt").read_text() == DIRTY


def test_an_unstable_result_is_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a second pass would change the text again the file stays."""
    from cleaner.document import Edit
    from cleaner.document import Result as Cleaned
    from cleaner.pipeline import Cleaner

    def clean(self: Cleaner, source: str, **known: object) -> Cleaned:
        return Cleaned(source, source[1:], (Edit(0, 1, source[:1], "", ("my/x/y",)),))

    monkeypatch.setattr(Cleaner, "clean", clean)
    (tmp_path / "a.txt").write_text(DIRTY)
    result = run("fix", "a.txt")
    assert result.exit_code == 3
    assert "a second pass would change it again" in result.stderr
    assert (tmp_path / "a.txt").read_text() == DIRTY


def test_a_text_that_its_encoding_cannot_hold_is_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Windows-1252 file does not become another encoding, nor lose a character."""
    from cleaner.document import Edit
    from cleaner.document import Result as Cleaned
    from cleaner.pipeline import Cleaner

    def clean(self: Cleaner, source: str, **known: object) -> Cleaned:
        return Cleaned(source, f"→{source}", (Edit(0, 0, "", "→", ("repair/x",)),))

    monkeypatch.setattr(Cleaner, "clean", clean)
    (tmp_path / "a.txt").write_bytes("Déjà vu à l’hôtel où l’été dure".encode("cp1252"))
    result = run("fix", "a.txt")
    assert result.exit_code == 3
    assert "cannot be written as windows-1252" in result.stderr
    assert (tmp_path / "a.txt").read_bytes() == "Déjà vu à l’hôtel où l’été dure".encode("cp1252")


def test_folders_hold_text_and_markdown(run: Run, tmp_path: Path) -> None:
    """Other files are none of a text hook's business."""
    for name in ("a.txt", "b.md", "c.markdown", "d.html", "e.py", "f.jsonl", ".g.txt"):
        (tmp_path / name).write_text(DIRTY)
    result = run("check", ".")
    assert [text.split(":")[0] for text in result.stdout.splitlines()] == [
        "a.txt",
        "b.md",
        "c.markdown",
    ]


@pytest.mark.parametrize("name", ["page.html", "r.jsonl", "code.py", "page", "records"])
def test_other_files_are_not_taken_for_text(run: Run, tmp_path: Path, name: str) -> None:
    """A file that is named and is no text or Markdown is skipped and said, and stays; exit 3."""
    starts = {"page": "<!doctype html>\n", "records": '{"text": "x"}\n'}
    (tmp_path / name).write_text(starts.get(name, "") + DIRTY)
    (tmp_path / "README").write_text(DIRTY)
    for command in ("check", "diff", "fix"):
        result = run(command, name, "README")
        assert result.exit_code == 3
        assert f"{name}: skipped: not text or Markdown (.txt, .text, .md" in result.stderr
        assert "README" in result.stdout
        assert f"{name}:" not in result.stdout
    assert (tmp_path / name).read_text() == starts.get(name, "") + DIRTY


def test_excludes(run: Run, tmp_path: Path) -> None:
    """They hold for folders, and for named files by force: a hook names every file."""
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden/a.txt").write_text(DIRTY)
    (tmp_path / "b.txt").write_text(BODY)
    assert run("check", ".", "--exclude", "golden").exit_code == 0
    assert run("check", "golden/a.txt", "--exclude", "golden").exit_code == 1
    assert run("check", "golden/a.txt", "--exclude", "golden", "--force-exclude").exit_code == 0


def test_json(run: Run, tmp_path: Path) -> None:
    """One object a change, and one a file that was skipped."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "b.txt").write_bytes(b"\0\0\0")
    result = run("check", "--format", "json", "a.txt", "b.txt")
    change, skipped = map(json.loads, result.stdout.splitlines())
    assert (change["path"], change["line"], change["action"]) == ("a.txt", 9, "removed")
    assert change["lines"] == [9, 11]
    assert change["causes"] == ["my/zap/zap"]
    assert change["category"] == "promo"
    assert DIRTY[: change["start"]] + change["after"] + DIRTY[change["end"] :] == BODY
    assert skipped["path"] == "b.txt"
    assert "binary" in skipped["error"]


def test_diff_is_a_patch(run: Run, tmp_path: Path) -> None:
    """git takes it, and it does what fix does."""
    (tmp_path / "a b.txt").write_text(DIRTY)
    (tmp_path / "c.txt").write_text(DIRTY.rstrip("\n"))
    result = run("diff", "a b.txt", "c.txt")
    assert result.exit_code == 1
    assert "--- a/c.txt\n+++ b/c.txt\n" in result.stdout
    assert "-Zap this page\n" in result.stdout
    assert "\\ No newline at end of file" in result.stdout
    subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, check=True, cwd=tmp_path)
    applied = [(tmp_path / name).read_text() for name in ("a b.txt", "c.txt")]
    assert applied == [BODY, BODY.rstrip("\n")]


@pytest.mark.parametrize(
    "content",
    [
        DIRTY.replace("\n", "\r\n").encode(),
        f"Zap this page\n\n{BODY}".encode("utf-8-sig"),
        DIRTY.replace("valley", "vallée").encode("cp1252"),
    ],
    ids=["crlf", "bom", "cp1252"],
)
def test_diff_is_a_patch_to_the_byte(run: Run, tmp_path: Path, content: bytes) -> None:
    """Whatever the encoding and the line endings."""
    (tmp_path / "a.txt").write_bytes(content)
    patch = run("diff", "a.txt").stdout_bytes
    subprocess.run(["git", "apply", "-"], input=patch, check=True, cwd=tmp_path)
    applied = (tmp_path / "a.txt").read_bytes()
    (tmp_path / "a.txt").write_bytes(content)
    run("fix", "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == applied != content


def test_diff_in_colour(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes is red; NO_COLOR is obeyed."""
    (tmp_path / "a.txt").write_text(DIRTY)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m-Zap this page\x1b[0m" in run("diff", "a.txt").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("diff", "a.txt").stdout


def test_a_thousand_changes_are_not_a_thousand_lines(run: Run, tmp_path: Path) -> None:
    """Repairs of one kind in one line are one change."""
    (tmp_path / "a.txt").write_text(f"{PROSE[0]}\n\n{'isnâ€™t ' * 50}\n")
    lines = run("check", "a.txt").stdout.splitlines()
    assert len(lines) <= 2
    assert "50 places" in lines[0]


@pytest.mark.parametrize("where", [".", "sub", "sub/deep"])
@pytest.mark.parametrize("absolute", [False, True])
def test_diff_is_a_patch_from_anywhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, absolute: bool
) -> None:
    """Inside a repository paths are relative to its top folder, whatever the file was called."""
    subprocess.run(["git", "init", "-q", "."], check=True, cwd=tmp_path)
    path = tmp_path / "sub/deep/a b.txt"
    path.parent.mkdir(parents=True)
    path.write_text(DIRTY)
    monkeypatch.chdir(tmp_path / where)
    patch = run("diff", path if absolute else os.path.relpath(path)).stdout
    assert "--- a/sub/deep/a b.txt\n+++ b/sub/deep/a b.txt\n" in patch
    subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
    assert path.read_text() == BODY


def test_what_was_skipped_is_not_called_clean(run: Run, tmp_path: Path) -> None:
    """Of files none of which was looked at nothing is said but that."""
    (tmp_path / "a.txt").write_bytes(b"a\0b")
    (tmp_path / "b.txt").write_text(BODY)
    assert run("check", "a.txt").stderr.splitlines()[-1] == "1 file; 1 skipped"
    both = run("check", "a.txt", "b.txt").stderr.splitlines()[-1]
    assert both == "2 files; nothing to clean; 1 skipped"
