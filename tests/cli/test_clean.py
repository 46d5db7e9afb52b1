"""`cleaner clean`: files, folders, globs, stdin; text and HTML."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import yaml
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE

from cleaner.io.files import SUFFIXES

Run = Callable[..., Result]
HTML = (
    '<!doctype html><html lang="en"><head><title>A bridge for the valley | Post</title></head><body>'
    f"<article><h1>A bridge for the valley</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
)


def test_a_file_to_stdout(run: Run, tmp_path: Path) -> None:
    """The clean text and nothing else is on stdout, the summary on stderr."""
    (tmp_path / "page.txt").write_text(DIRTY)
    result = run("clean", "page.txt")
    assert result.exit_code == 0
    assert result.stdout == BODY
    assert "1 document, 1 changed" in result.stderr
    assert run("clean", "page.txt", "-q").stderr == ""


def test_stdin_to_stdout(run: Run) -> None:
    """Without inputs, and with -, stdin is read."""
    assert run("clean", stdin=DIRTY).stdout == BODY
    assert run("clean", "-", stdin=DIRTY).stdout == BODY


def test_a_folder_is_mirrored(run: Run, tmp_path: Path) -> None:
    """Every file goes to its place below OUT; HTML becomes text, records stay records."""
    for name, content in {"in/a.txt": DIRTY, "in/sub/b.md": DIRTY, "in/c.html": HTML}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "in/d.jsonl").write_text(json.dumps({"id": 1, "text": DIRTY}) + "\n")
    assert run("clean", "in", "-o", "out").exit_code == 0
    found = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*"))
    assert found == ["a.txt", "c.txt", "d.jsonl", "sub/b.md"]
    assert (tmp_path / "out/a.txt").read_text() == BODY
    assert (tmp_path / "out/sub/b.md").read_text() == BODY
    assert json.loads((tmp_path / "out/d.jsonl").read_text())["text"] == BODY


def test_files_and_globs_keep_what_tells_them_apart(run: Run, tmp_path: Path) -> None:
    """Paths below OUT are relative to the folder that all inputs share."""
    for name in ("in/a/x.txt", "in/b/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(DIRTY)
    assert run("clean", "in/*/x.txt", "-o", "out").exit_code == 0
    assert (tmp_path / "out/a/x.txt").read_text() == (tmp_path / "out/b/x.txt").read_text() == BODY


def test_an_output_is_replaced_and_keeps_its_mode(run: Run, tmp_path: Path) -> None:
    """An OUT that is there is overwritten as a whole."""
    (tmp_path / "out.txt").write_text("old " * 10_000)
    (tmp_path / "out.txt").chmod(0o640)
    run("clean", "-o", "out.txt", stdin=DIRTY)
    assert (tmp_path / "out.txt").read_text() == BODY
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o640


def test_texts_do_not_run_into_each_other(run: Run, tmp_path: Path) -> None:
    """Several texts need a folder, or become records."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(DIRTY)
    result = run("clean", "a.txt", "b.txt")
    assert result.exit_code == 2
    assert "name a folder with -o" in result.stderr
    result = run("clean", "a.txt", "b.txt", "--to", "jsonl")
    records = [json.loads(text) for text in result.stdout.splitlines()]
    assert [record["id"] for record in records] == ["a.txt", "b.txt"]
    assert records[0]["text"] == BODY
    assert records[0]["metadata"]["title"] == "A bridge for the valley"
    assert records[0]["metadata"]["cleaner"]["rules_hash"]


def test_files_as_records_in_one_file(run: Run, tmp_path: Path) -> None:
    """A folder becomes one file of records if OUT is called so."""
    for name in ("in/a.txt", "in/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DIRTY)
    assert run("clean", "in", "--to", "jsonl", "-o", "all.jsonl").exit_code == 0
    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    assert [json.loads(text)["id"] for text in lines] == ["in/a.txt", "in/b.txt"]


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page"])
def test_html_becomes_text(run: Run, tmp_path: Path, name: str) -> None:
    """By its suffix or by how it begins."""
    (tmp_path / name).write_text(HTML)
    result = run("clean", name, "--metadata", "m.jsonl")
    assert PROSE[0] in result.stdout
    assert "<p>" not in result.stdout
    about = json.loads((tmp_path / "m.jsonl").read_text())
    assert about["title"] == "A bridge for the valley"
    assert about["cleaner"]["extractor"].startswith("cleaner ")


def test_html_on_stdin(run: Run) -> None:
    """It is told by its first line, or said with --from."""
    assert PROSE[0] in run("clean", stdin=HTML).stdout
    fragment = f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
    assert "<p>" in run("clean", stdin=fragment).stdout
    assert "<p>" not in run("clean", "--from", "html", stdin=fragment).stdout


def test_metadata_file(run: Run, tmp_path: Path) -> None:
    """One line a document, in their order, with all fields."""
    for name in ("in/a.txt", "in/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DIRTY)
    run("clean", "in", "-o", "out", "--metadata", "m.jsonl")
    lines = [json.loads(text) for text in (tmp_path / "m.jsonl").read_text().splitlines()]
    assert [one["id"] for one in lines] == ["in/a.txt", "in/b.txt"]
    assert lines[0]["language"] == "en"
    assert lines[0]["tags"] == []
    assert lines[0]["cleaner"]["flags"] == []


def test_front_matter(run: Run, tmp_path: Path) -> None:
    """Metadata on top of the text; a second run adds nothing."""
    (tmp_path / "page.txt").write_text(DIRTY)
    run("clean", "page.txt", "--front-matter", "-o", "once.txt")
    _, block, text = (tmp_path / "once.txt").read_text().split("---\n", 2)
    assert yaml.safe_load(block) == {"title": "A bridge for the valley", "language": "en"}
    assert text.lstrip("\n") == BODY
    run("clean", "once.txt", "--front-matter", "-o", "twice.txt")
    assert (tmp_path / "twice.txt").read_text() == (tmp_path / "once.txt").read_text()
    assert run("clean", "--front-matter", "--to", "jsonl", "page.txt").exit_code == 2


def test_output_is_utf_8(run: Run, tmp_path: Path) -> None:
    """Whatever the encoding of the input; bytes that are no text are replaced."""
    text = DIRTY.replace("valley", "vallée")
    for content in (text.encode("cp1252"), text.encode("utf-16"), text.encode("utf-8-sig")):
        (tmp_path / "page.txt").write_bytes(content)
        assert run("clean", "page.txt").stdout_bytes == BODY.replace("valley", "vallée").encode()


def test_what_may_not_be_changed_is_not(run: Run) -> None:
    """--no-repair and --no-layout leave damage and white space alone."""
    source = f"{PROSE[0]}  \n\n\n\nIt\u2028is â€™ here.\n\nZap this page"
    plain = run("clean", "--no-repair", "--no-layout", stdin=source)
    assert plain.stdout_bytes.decode() == f"{PROSE[0]}  \n\n\n\nIt\u2028is â€™ here."
    assert "’" in run("clean", stdin=source).stdout


def test_options_reach_the_cleaner(run: Run) -> None:
    """Profile, document kind, site and cap have their effect."""
    source = f"{BODY}\nFrobnicate\n"
    assert "Frobnicate" in run("clean", "--profile", "aggressive", stdin=source).stdout
    assert run("clean", "--document", "poem", stdin=source).exit_code == 2
    assert run("clean", "--max-prose-share", "1.5", stdin=source).exit_code == 2
    result = run("clean", "--language", "klingon", stdin=source)
    assert result.exit_code == 2
    assert "no language code" in result.stderr


def test_show_says_what_went_and_why(run: Run, tmp_path: Path) -> None:
    """Title, every removed line with its rule, every cut, and figures; nothing is written."""
    (tmp_path / "a.txt").write_text(DIRTY.replace(PROSE[1], f"{PROSE[1]} Zap zap"))
    (tmp_path / "b.txt").write_text(BODY)
    out = run("clean", "--show", "a.txt", "b.txt", "-q").stdout
    assert "title: A bridge for the valley" in out
    assert "- Zap this page" in out
    assert "promo  [my/zap/zap]" in out
    assert 'cut "Zap zap" [my/zap/cut] Zapped in a line.' in out
    assert "4 lines stay, 2 go" in out
    assert "nothing to do" in out
    assert "\x1b" not in out
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "b.txt"]


def test_show_in_colour(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On demand even where there is no terminal; and never what a hostile text wants."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    (tmp_path / "a.txt").write_text(f"{DIRTY}\n\x1b[2J\u202e {PROSE[4]} Zap zap\n")
    out = run("clean", "--show", "a.txt", "--no-repair").stdout
    assert "\x1b[31m" in out
    assert "\\x1b[2J\\u202e" in out
    assert "\x1b[2J" not in out
    assert "\u202e" not in out


def test_show_and_write(run: Run, tmp_path: Path) -> None:
    """With -o both happen."""
    result = run("clean", "--show", "-o", "out.txt", stdin=DIRTY)
    assert "Zap this page" in result.stdout
    assert (tmp_path / "out.txt").read_text() == BODY


def test_what_a_folder_holds_besides_is_said(run: Run, tmp_path: Path) -> None:
    """Files of other suffixes are left alone, counted and named; help lists those that are taken."""
    for name in ("a.txt", "b.csv", "c.bin", "sub/d.csv", "Makefile", ".hidden.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(DIRTY)
    result = run("clean", "in", "-o", "out")
    assert result.exit_code == 0
    assert "; 4 files left alone: .bin, .csv, no suffix" in result.stderr
    assert "left alone" not in run("clean", "in/a.txt").stderr
    listed = run("clean", "--help").stdout
    assert [suffix for suffix in SUFFIXES if suffix not in listed] == []


def test_encoding_is_explained(run: Run, tmp_path: Path) -> None:
    """How the bytes were read, and which step changed which characters in which lines."""
    text = f"{BODY}\nEin schÃ¶nes MÃ¤dchen, na\x07 gut &amp; schÃ¶n\n"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    result = run("clean", "--explain-encoding", "-q", "a.txt")
    last = text.count("\n")
    assert result.stdout.splitlines()[:2] == [
        "a.txt",
        "  read as utf-8, mark efbbbf (byte order mark)",
    ]
    assert "  repair/control: 1 place" in result.stdout
    assert "  repair/mojibake-windows-1252: 3 places" in result.stdout
    assert f'{last:9} "amp;" → nothing' in result.stdout
    (tmp_path / "b.txt").write_text(BODY)
    assert "no character was repaired" in run("clean", "--explain-encoding", "b.txt").stdout
    assert run("clean", "--show", "--explain-encoding", "b.txt").exit_code == 2


def test_characters_are_chosen_by_policy(run: Run) -> None:
    """--characters takes a set and fields; what is none is an error that lists them."""
    styled = run("clean", "-q", "--characters", "style", stdin=f"{BODY}\n“ﬁn”\n")
    assert styled.stdout.endswith('"fin"\n')
    wrong = run("clean", "--characters", "corpus,+quote", stdin=BODY)
    assert wrong.exit_code == 2
    assert "+quote" in wrong.stderr


def test_a_guessed_encoding_is_said(run: Run, tmp_path: Path) -> None:
    """In the summary, and among the flags of the document."""
    (tmp_path / "a.txt").write_bytes(DIRTY.replace("valley", "vallée").encode("cp1252"))
    result = run("clean", "a.txt", "--metadata", "m.jsonl", "--audit", "audit.jsonl")
    assert "; 1 encoding-guessed" in result.stderr
    for name in ("m.jsonl", "audit.jsonl"):
        about = json.loads((tmp_path / name).read_text())
        assert about.get("cleaner", about)["flags"] == ["encoding-guessed"]
    (tmp_path / "a.txt").write_bytes(f"{DIRTY}é é é".encode() + b"\xff")
    assert "; 1 bad-bytes" in run("clean", "a.txt").stderr


def test_stdout_may_be_named(run: Run, tmp_path: Path) -> None:
    """`-o -` is stdout, no file."""
    assert run("clean", "-o", "-", stdin=DIRTY).stdout == BODY
    assert os.listdir(tmp_path) == []


# ---- what goes wrong


@pytest.mark.parametrize("options", [[], ["--to", "jsonl"]], ids=str)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.txt", None),
        ("in.html", None),
        ("in.jsonl", None),
        ("*.txt", None),
        ("in.txt", b"\0\0\0"),
        ("in.html", b"\0\0\0"),
        ("in.jsonl", b"\xff\xfe{\0"),
        ("in.json", b'[{"text": "x"}]'),
    ],
)
def test_nothing_is_written_for_an_input_that_cannot_be_processed(
    run: Run, tmp_path: Path, name: str, content: bytes | None, options: list[str]
) -> None:
    """The output, metadata and audit of an earlier run stay; the quarantine has the reason."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for one in ("prev", "m", "a", "q"):
        (tmp_path / one).write_text("good\n")
    sides = ["--metadata", "m", "--audit", "a", "--quarantine", "q"]
    assert run("clean", name, "-o", "prev", *sides, *options).exit_code == 3
    assert [(tmp_path / one).read_text() for one in ("prev", "m", "a")] == ["good\n"] * 3
    assert json.loads((tmp_path / "q").read_text())["source"] == name
    assert not list(tmp_path.glob(".cleaner-*"))


def test_bad_inputs_do_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    """Binary, missing, empty, broken UTF-16: each named, counted, exit 3; the good one is written."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\x89PNG\r\n\0\0\0\rIHDR")
    (folder / "b.txt").write_bytes(b"\xff\xfea")
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_text(DIRTY)
    result = run("clean", "in", "gone.txt", "-o", "out", "--quarantine", "bad.jsonl")
    assert result.exit_code == 3
    assert "in/a.txt: could not be processed: this looks like binary data" in result.stderr
    assert "in/b.txt: could not be processed: broken UTF-16" in result.stderr
    assert "gone.txt: could not be processed: cannot read: No such file" in result.stderr
    assert "3 could not be processed" in result.stderr
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("out/**/*.txt")) == [
        "out/in/c.txt",
        "out/in/d.txt",
    ]
    assert (tmp_path / "out/in/c.txt").read_bytes() == b""
    bad = [json.loads(text) for text in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert [one["source"] for one in bad] == ["in/a.txt", "in/b.txt", "gone.txt"]


def test_a_missing_input(run: Run) -> None:
    """One that is not there is an input that cannot be processed; nothing is printed."""
    result = run("clean", "gone.txt")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert (
        "gone.txt: could not be processed: cannot read: No such file or directory" in result.stderr
    )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file(run: Run, tmp_path: Path) -> None:
    """Permission denied is said."""
    (tmp_path / "page.txt").write_text(DIRTY)
    (tmp_path / "page.txt").chmod(0)
    result = run("clean", "page.txt")
    assert result.exit_code == 3
    assert "Permission denied" in result.stderr


def test_a_failed_input_leaves_an_old_output_alone(run: Run, tmp_path: Path) -> None:
    """What could not be made new stays as it was."""
    for folder in ("in", "out"):
        (tmp_path / folder).mkdir()
    (tmp_path / "in/a.txt").write_bytes(b"\0\0\0")
    (tmp_path / "out/a.txt").write_text("old")
    assert run("clean", "in", "-o", "out").exit_code == 3
    assert (tmp_path / "out/a.txt").read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "-o", "a.txt"], "a.txt is an input, too"),
        (["in", "-o", "in"], "in/b.txt is an input, too"),
        (["in", "-o", "in/out"], "in/out lies in the input in"),
        (["a.txt", "in", "-o", "a.txt"], "a.txt is a file, and these inputs need a folder"),
        (
            ["in", "-o", "out", "--audit", "a.jsonl", "--metadata", "a.jsonl"],
            "that of --metadata already",
        ),
        (["a.txt", "--audit", "a.txt"], "--audit a.txt: this file is an input already"),
        (["a.txt", "-o", "b.txt", "--quarantine", "b.txt"], "this file is the output already"),
        (["same", "-o", "out"], "would both become out/x.txt: rename one, clean them in two runs"),
        (["a.txt", "--metadata", "-"], "--metadata -: stdout is for what is clean; name a file"),
        (["-", "a.txt"], "stdin (-) is an input of its own"),
        (["-", "-o", "in"], "stdin needs a file to go to"),
        (["r.jsonl", "--to", "text"], "JSON lines cannot become text"),
        (["a.txt", "--rules", "gone"], "no rules at gone"),
        (["a.txt", "-o", "a.txt/b"], "cannot write a.txt/b"),
    ],
)
def test_what_cannot_be_meant(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    """Exit 2 with the reason, and nothing is touched."""
    for name in ("a.txt", "in/b.txt", "same/x.txt", "same/x.html", "r.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text": "x"}\n' if name == "r.jsonl" else DIRTY)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    result = run("clean", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_link_to_the_input_is_the_input(run: Run, tmp_path: Path) -> None:
    """Another name for the same file does not get past the check."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / "link.txt").symlink_to("a.txt")
    assert run("clean", "a.txt", "-o", "link.txt").exit_code == 2
    assert (tmp_path / "a.txt").read_text() == DIRTY


def test_one_text_that_takes_too_long_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document on which a pattern runs out of time is one that could not be processed."""
    from cleaner.errors import ProcessingError
    from cleaner.pipeline import Cleaner

    true = Cleaner.clean

    def clean(self: Cleaner, source: str, **known: object) -> object:
        if "slow" in source:
            raise ProcessingError("my/zap/slow: the pattern ran out of time")
        return true(self, source, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(Cleaner, "clean", clean)
    for name, text in {"a": "slow", "b": DIRTY}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    result = run("clean", "a.txt", "b.txt", "-o", "out")
    assert result.exit_code == 3
    assert (
        "a.txt: could not be processed: my/zap/slow: the pattern ran out of time" in result.stderr
    )
    assert os.listdir(tmp_path / "out") == ["b.txt"]


def test_pipes_that_have_a_path(run: Run, tmp_path: Path) -> None:
    """What comes through a pipe is cleaned where its suffix or --from says what it is, and else it is
    refused: whoever looked at its first bytes would have taken them out."""

    def filled(name: str) -> str:
        os.mkfifo(name)
        content = json.dumps({"id": 1, "text": DIRTY})
        Thread(
            target=Path(name).write_text, args=[content], daemon=True
        ).start()  # waits for a reader
        return name

    assert json.loads(run("clean", filled("a.jsonl")).stdout)["text"] == BODY
    assert json.loads(run("clean", filled("b"), "--from", "jsonl").stdout)["text"] == BODY
    result = run("clean", filled("c"))
    assert result.exit_code == 3
    assert "c: could not be processed: a pipe is read only once" in result.stderr
