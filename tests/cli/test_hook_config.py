"""Configuration, comments and accepted findings, as the commands see them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from conftest import BODY, DIRTY
from kit import PROSE, page

Run = Callable[..., Result]


def configure(folder: Path, text: str) -> None:
    (folder / ".cleaner.toml").write_text(text)


def test_rules_and_excludes(run: Run, rules: Path, tmp_path: Path) -> None:
    """Rule folders of the corpus are used, files left out, by every command that cleans files."""
    (tmp_path / "own").symlink_to(rules)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden/b.txt").write_text(DIRTY)
    (tmp_path / "a.txt").write_text(DIRTY)
    configure(tmp_path, 'rules = ["own"]\nexclude = ["golden"]\n')
    result = run("check", ".", own=False)
    assert result.stdout == "a.txt:9: removed 2 lines [my/zap/zap] Zapping.\n"
    assert run("check", "golden/b.txt", own=False).exit_code == 1
    assert run("check", "--force-exclude", "golden/b.txt", own=False).exit_code == 0
    assert run("clean", "a.txt", own=False).stdout == BODY
    assert "Zap this page" in run("clean", "--no-config", "a.txt", own=False).stdout
    assert "removed" in run("explain", "a.txt:9", own=False).stdout
    assert "1 document," in run("clean", ".", "-o", "../out/", own=False).stderr


def test_disabled_rules(run: Run, tmp_path: Path) -> None:
    """By name, by pack, for some paths; an unknown one is an error with a suggestion."""
    for name in ("a.txt", "forum.txt"):
        (tmp_path / name).write_text(DIRTY)
    configure(tmp_path, '[disable]\n"my/zap/zap" = "Zapping is what we are about."\n')
    assert run("check", ".").exit_code == 0
    configure(tmp_path, '[[overrides]]\npaths = ["forum*"]\ndisable = {"my/zap" = "As above."}\n')
    assert run("check", ".").stdout.startswith("a.txt:9:")
    assert "forum" not in run("check", ".").stdout
    configure(tmp_path, '[[overrides]]\npaths = ["none"]\ndisable = {"my/zap/zup" = "x"}\n')
    result = run("check", ".")
    assert result.exit_code == 2
    assert "no rule or pack 'my/zap/zup' to disable; did you mean 'my/zap/zap'?" in result.stderr
    configure(tmp_path, 'dates = "iso"\n[disable]\n"my/zup" = "x"\n')
    assert ".cleaner.toml:3: disable: there is no rule or pack 'my/zup'" in run("check", ".").stderr


def test_the_command_line_goes_first(run: Run, tmp_path: Path) -> None:
    """What is said when the command is called is what is meant."""
    (tmp_path / "a.txt").write_text(DIRTY)
    configure(tmp_path, "max-prose-share = 0.0\nmax-bytes = 10\n")
    assert "larger than 10 bytes" in run("check", "a.txt").stderr
    assert run("check", "--max-bytes", "10000", "a.txt").exit_code == 1


def test_languages(run: Run, tmp_path: Path) -> None:
    """Rules for other languages than those of the corpus are off."""
    (tmp_path / "a.txt").write_text(page(*PROSE[:3], "Share this:"))
    for languages, code in (('["en", "de"]', 1), ('["fr", "de"]', 0), ('["eng_Latn"]', 1)):
        configure(tmp_path, f"languages = {languages}\n")
        assert run("check", "a.txt", own=False).exit_code == code
    configure(tmp_path, 'languages = ["english"]\n')
    assert "'english' is no language code" in run("check", "a.txt", own=False).stderr


def test_white_space_of_the_corpus(run: Run, tmp_path: Path) -> None:
    """`whitespace = true` is `--whitespace` for everybody."""
    (tmp_path / "a.txt").write_text(f"{PROSE[0]}  \n\n\n\n{PROSE[1]}")
    configure(tmp_path, "whitespace = true\n")
    assert "white space in" in run("check", "a.txt").stdout
    assert run("check", "--no-config", "a.txt").exit_code == 0


def test_errors_name_the_place(run: Run, tmp_path: Path) -> None:
    """Exit 2, file and line, and nothing is cleaned."""
    (tmp_path / "a.txt").write_text(DIRTY)
    configure(tmp_path, "\nprofil = 1\n")
    result = run("fix", "a.txt")
    assert result.exit_code == 2
    assert ".cleaner.toml:2: unknown key 'profil'; did you mean 'profile'?" in result.stderr
    assert (tmp_path / "a.txt").read_text() == DIRTY
    assert run("check", "--config", ".cleaner.toml", "--no-config", "a.txt").exit_code == 2
    configure(tmp_path, 'rules = ["gone"]\n')
    result = run("check", "a.txt", own=False)
    assert result.exit_code == 2
    assert ".cleaner.toml: rules: there is no file or folder " in result.stderr


@pytest.mark.parametrize("command", ["check", "fix", "clean", "explain"])
def test_comments(run: Run, tmp_path: Path, command: str) -> None:
    """Between off and on everything stays, whatever the command; behind it rules act again."""
    kept = page(*PROSE[:3], "<!-- cleaner: off -->", "Zap this page", "<!-- cleaner: on -->")
    path = tmp_path / "a.md"
    path.write_text(kept)
    result = run(command, "a.md")
    assert result.exit_code == 0
    assert path.read_text() == kept
    if command == "clean":
        assert result.stdout == kept
    if command == "explain":
        assert "└ kept: accepted [my/zap/zap]" in result.stdout
    path.write_text(f"{kept}\nZap this page\n")
    if command == "fix":
        assert run("fix", "a.md").exit_code == 1
        assert path.read_text() == kept


def test_a_baseline(run: Run, tmp_path: Path) -> None:
    """An old corpus adopts the hook today: what is there is accepted, what comes is found."""
    (tmp_path / "a.txt").write_text(f"The bridge isnâ€™t old.\n\n{DIRTY}")
    (tmp_path / "b.txt").write_text(BODY)
    result = run("check", "--baseline", "a.txt", "b.txt")
    assert result.exit_code == 0
    assert result.stderr == "3 findings in 1 file accepted, see .cleanerignore\n"
    listed = (tmp_path / ".cleanerignore").read_text()
    assert "\n[a.txt]\n" in listed
    assert " my/zap/zap  Zap this page\n" in listed
    again = run("check", ".")
    assert again.exit_code == 0
    assert again.stderr.startswith("2 files; nothing to clean; 2 accepted")
    (tmp_path / "a.txt").write_text(
        f"New line.\n\n{PROSE[4]}\n\nThe bridge isnâ€™t old.\n\n{BODY}\nZap it again\n\nZap this page\n"
    )
    assert run("check", "a.txt").exit_code == 0
    (tmp_path / "b.txt").write_text(DIRTY)
    assert "b.txt:9:" in run("check", ".").stdout
    assert run("check", "--no-config", "a.txt").exit_code == 1
    assert run("fix", "a.txt").exit_code == 0
    (tmp_path / "a.txt").write_text(BODY)
    run("check", "--baseline", "a.txt")
    assert not (tmp_path / ".cleanerignore").exists()


def test_a_baseline_is_settled(run: Run, tmp_path: Path) -> None:
    """The pages of examples/, accepted, show nothing any more, whatever hangs on whatever."""
    examples = Path(__file__).resolve().parents[2] / "examples"
    for path in sorted(examples.iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    run("check", "--baseline", ".", own=False)
    result = run("check", ".", own=False)
    assert (result.exit_code, result.stdout) == (0, "")


def test_other_files_stay_listed(run: Run, tmp_path: Path) -> None:
    """A baseline of some files leaves the others in the list, but not those that are gone."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(DIRTY)
    run("check", "--baseline", ".")
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "c.txt").unlink()
    run("check", "--baseline", "a.txt")
    listed = (tmp_path / ".cleanerignore").read_text()
    assert "[b.txt]" in listed
    assert "[a.txt]" not in listed
    assert "[c.txt]" not in listed


def test_a_broken_list(run: Run, tmp_path: Path) -> None:
    """File and line, and what to do."""
    (tmp_path / "a.txt").write_text(DIRTY)
    (tmp_path / ".cleanerignore").write_text("# x\n[a.txt]\nwhat is this\n")
    result = run("check", "a.txt")
    assert result.exit_code == 2
    assert ".cleanerignore:3: expected [PATH], or a hash and a rule" in result.stderr
    assert run("check", "--baseline", "--whitespace", "a.txt").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "sarif"], "reports no changes: drop --format sarif"),
        (["--format", "json"], "reports no changes: drop --format json"),
        (["--statistics"], "drop --statistics"),
        (["--diff"], "drop --diff"),
        (["--whitespace"], "drop --whitespace"),
        (["--no-config"], "a list that --no-config does not read"),
        (["--accept", "a.txt:9"], "accepts whatever is found"),
    ],
)
def test_what_a_baseline_refuses(run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    """It writes a list that is read, and is no report: what contradicts that is an error."""
    (tmp_path / "a.txt").write_text(DIRTY)
    result = run("check", "--baseline", "a.txt", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / ".cleanerignore").exists()


def test_comments_of_the_list_stay(run: Run, tmp_path: Path) -> None:
    """What people wrote beside entries, sections and at the top is there after the next baseline."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(DIRTY)
    run("check", "--baseline", ".")
    path = tmp_path / ".cleanerignore"
    head, entries = path.read_text().split("\n[a.txt]\n")
    one, two = entries.splitlines()[:2]
    other = entries.partition("[b.txt]")[2]
    written = (
        f"{head}# Ours.\n\n# Ann looks after this one.\n[a.txt]\n# Free.\n\n# Zapping is fine.\n{one}"
        f"\n{two}\n# The end.\n\n[b.txt]{other}"
    )
    path.write_text(written)
    run("check", "--baseline", "b.txt")
    again = written.replace("# The end.\n", "").replace("# Free.\n", "# Free.\n# The end.\n")
    assert path.read_text() == again
    run("check", "--baseline", ".")
    assert path.read_text() == again
    (tmp_path / "a.txt").write_text(
        DIRTY.replace("Zap this page\n", "").replace("Zap it again\n", "")
    )
    (tmp_path / "a.txt").write_text(page(*PROSE[:3], two.split("  ", 1)[1]))
    run("check", "--baseline", "a.txt")
    assert "[a.txt]\n# Free.\n# The end.\n# Zapping is fine.\n\n" in path.read_text()
    (tmp_path / "a.txt").write_text(BODY)
    run("check", "--baseline", "a.txt")
    assert path.read_text() == f"{head}# Ours.\n\n[b.txt]{other}"


def test_one_finding_is_accepted(run: Run, tmp_path: Path) -> None:
    """`--accept` adds what is found on a line, by this rule if it is named, and nothing else."""
    text = page(*PROSE[:3], "Zap this page", "Zap it again")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"The bridge isnâ€™t old.\nIt is wide. zap zap\n{text}")
    result = run("check", "--accept", "a.txt:9")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 finding in 1 file accepted, see .cleanerignore\n"
    path = tmp_path / ".cleanerignore"
    assert path.read_text().endswith(" my/zap/zap  Zap this page\n")
    assert "a.txt:11: removed 1 line" in run("check", "a.txt").stdout
    assert run("check", "--accept", "a.txt:1:repair", "--accept", "a.txt:11").exit_code == 0
    assert run("check", ".").stdout.startswith('a.txt:2: cut "zap zap" [my/zap/cut] Zapped')
    assert "b.txt:9: removed 2 lines" in run("check", ".").stdout
    before = path.read_text()
    assert before.count("\n") == 6
    for words, said in (
        (["a.txt:9"], "a.txt:9: nothing is found there that is not accepted already"),
        (["b.txt:1", "b.txt:9:my/zap/cut"], "nothing is found there by my/zap/cut"),
        (["b.txt:99"], "`cleaner check b.txt` names what is"),
        (["b.txt"], "write FILE:LINE or FILE:LINE:RULE"),
        (["b.txt:0"], "write FILE:LINE or FILE:LINE:RULE"),
        (["c.txt:1"], "c.txt: cannot read"),
    ):
        result = run("check", *(word for one in words for word in ("--accept", one)))
        assert result.exit_code == (3 if "cannot read" in said else 2)
        assert said in result.stderr
    assert "names files itself" in run("check", "--accept", "b.txt:9", "b.txt").stderr
    assert run("check").exit_code == 2
    assert "Missing argument 'PATH...'" in run("fix").stderr
    assert path.read_text() == before


def test_what_is_no_address(run: Run, tmp_path: Path) -> None:
    """An address without a host chooses no rules: it is an error, given or configured."""
    (tmp_path / "a.txt").write_text(BODY)
    for command in (["check", "a.txt"], ["clean", "a.txt"], ["rules", "stats", "a.txt"]):
        result = run(*command, "--url", "not a url")
        assert result.exit_code == 2
        assert "'not a url' is no address; write one such as https" in result.stderr
    assert run("check", "a.txt", "--url", "www.example.com/a").exit_code == 0
    for table, key in (("", "url"), ("[[overrides]]\npaths = ['b']\n", "overrides[0].url")):
        configure(tmp_path, f"{table}url = 'not a url'\n")
        said = f".cleaner.toml:{1 + table.count(chr(10))}: {key}: 'not a url' is no address"
        assert said in run("check", "a.txt").stderr


def test_links_out_of_a_folder(run: Run, tmp_path: Path) -> None:
    """A folder's files are cleaned, not what its links lead to elsewhere."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out.txt").write_text(DIRTY)
    (tmp_path / "in/link.txt").symlink_to("../out.txt")
    result = run("fix", "in")
    assert result.exit_code == 0
    assert "in/link.txt: note: left out, a link out of in" in result.stderr
    assert (tmp_path / "out.txt").read_text() == DIRTY


def test_nul_bytes(run: Run, tmp_path: Path) -> None:
    """Even one is skipped and said: a hook does not guess what a file is."""
    content = DIRTY.encode().replace(b"Monday", b"Mon\0day") * 3
    (tmp_path / "a.txt").write_bytes(content)
    result = run("fix", "a.txt")
    assert result.exit_code == 3
    assert "a.txt: skipped: a NUL at byte " in result.stderr
    assert (tmp_path / "a.txt").read_bytes() == content


def test_stdin_has_a_name(run: Run, tmp_path: Path) -> None:
    """What the configuration says of a path holds for stdin that is taken for it, and its suffix."""
    configure(tmp_path, '[[overrides]]\npaths = ["forum/**"]\ndisable = {"my/zap" = "x"}\n')
    assert run("clean", "-", stdin=DIRTY).stdout == BODY
    assert run("clean", "--stdin-filename", "a.txt", stdin=DIRTY).stdout == BODY
    assert run("clean", "--stdin-filename", "forum/a.txt", stdin=DIRTY).stdout == DIRTY
    for name, verdict in (("a.txt", "removed"), ("forum/a.txt", "kept")):
        told = run("explain", "-", "--stdin-filename", name, stdin=DIRTY).stdout
        assert f"\n    9 {verdict} " in told
    html = "<p>One &amp; two are there.</p>"
    assert run("clean", "--stdin-filename", "x.md", stdin=html).stdout == f"{html}\n"
    assert "One & two" in run("clean", "--stdin-filename", "x.html", stdin=html).stdout
    result = run("clean", "--stdin-filename", "x", "a.txt")
    assert result.exit_code == 2
    assert "--stdin-filename is for stdin, and no input is `-`" in result.stderr


def test_workers_know_the_configuration(run: Run, tmp_path: Path) -> None:
    """Other processes clean by the same configuration, path by path."""
    (tmp_path / "in/forum").mkdir(parents=True)
    for n in range(4):
        (tmp_path / f"in/forum/{n}.txt").write_text(DIRTY)
        (tmp_path / f"in/{n}.txt").write_text(DIRTY)
    configure(tmp_path, '[[overrides]]\npaths = ["forum"]\ndisable = {"my/zap" = "x"}\n')
    assert run("clean", "in", "-o", "out/", "--jobs", "2").exit_code == 0
    for n in range(4):
        assert (tmp_path / f"out/forum/{n}.txt").read_text() == DIRTY
        assert (tmp_path / f"out/{n}.txt").read_text() == BODY


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("xx", 2, "'xx' is no language code; write one"),
        ("jp", 2, "'jp' is no language code; did you mean 'ja'?"),
        ("enlish", 2, "'enlish' is no language code; did you mean 'en'?"),
        ("eu", 0, "warning: there are no rules of the language 'eu'"),
    ],
)
def test_a_language_without_rules(
    run: Run, tmp_path: Path, language: str, code: int, said: str
) -> None:
    """A typo never lets everything pass; a language that no rule is for is said."""
    (tmp_path / "a.txt").write_text(page(*PROSE[:3], "Share this:"))
    given = run("check", "a.txt", "--language", language, own=False)
    assert (given.exit_code, said in given.stderr) == (code, True)
    for table in ("", "[[overrides]]\npaths = ['no.txt']\n"):
        configure(tmp_path, f"{table}languages = ['{language}']\n")
        result = run("check", "a.txt", own=False)
        assert said in result.stderr
        assert result.exit_code == (1 if table and not code else code)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- cleaner: of -->", "`cleaner: of` is no exemption; did you mean `cleaner: off`?"),
        ("# cleaner: ingore", "did you mean `cleaner: ignore`?"),
        ("<!-- cleaner: please stop -->", "there are off, on and ignore"),
        ("Words first <!-- cleaner: off -->", "let it stand alone on its line"),
        (
            "<!-- cleaner: ignore en/coments -->",
            "is called 'en/coments'; did you mean 'en/comments",
        ),
        ("# cleaner: off repair/mojibak", "did you mean 'repair/mojibake'?"),
        ("<!-- cleaner: ignore en/comments, repair because we say so -->", ""),
        ("<!-- cleaner: ignore because we say so -->", ""),
        ("cleaner: one for the floor, and one for the windows", ""),
        ("The best vacuum cleaner: on offer today", ""),
    ],
)
def test_typos_in_comments_are_said(run: Run, tmp_path: Path, comment: str, said: str) -> None:
    """An exemption that comes to nothing is named with its line, and what may be meant."""
    (tmp_path / "a.md").write_text(page(*PROSE[:2], comment, PROSE[2]))
    for command in ("check", "explain", "clean"):
        result = run(command, "a.md", own=False)
        assert ("a.md:5: note: " in result.stderr) == bool(said)
        assert said in result.stderr
    result = run("check", "--format", "json", "a.md", own=False)
    notes = [one for one in map(json.loads, result.stdout.splitlines()) if "note" in one]
    assert [(one["path"], one["line"]) for one in notes] == [("a.md", 5)] * bool(said)
    assert result.stderr.count("\n") == 1
    result = run("check", "--format", "github", "a.md", own=False)
    assert ("::notice file=a.md,line=5,endLine=5,title=cleaner::note: " in result.stdout) == bool(
        said
    )
    log = json.loads(run("check", "--format", "sarif", "a.md", own=False).stdout)
    told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in told]
    assert regions == [{"startLine": 5}] * bool(said)


def test_typos_in_the_list_are_said(run: Run, tmp_path: Path) -> None:
    """An accepted finding of a rule that is not there is named with its line."""
    (tmp_path / "a.txt").write_text(page(*PROSE[:3], "Share this:"))
    assert run("check", "--baseline", "a.txt", own=False).exit_code == 0
    path = tmp_path / ".cleanerignore"
    path.write_text(path.read_text().replace("en/share/prompt", "en/share/promt"))
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n')
    for command, name, code in (
        ("check", "a.txt", 1),
        ("clean", "a.txt", 0),
        ("clean", "a.jsonl", 0),
    ):
        result = run(command, name, own=False)
        assert result.exit_code == code
        told = ".cleanerignore:4: note: no rule, pack or repair is called 'en/share/promt'; did you"
        assert (told in result.stderr) == (name == "a.txt")
        assert ("did you mean 'en/share/prompt'?" in result.stderr) == (name == "a.txt")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_clean_names_exemptions_of_each_file(run: Run, tmp_path: Path, jobs: str) -> None:
    """In whatever process; they are no failures, and --quiet leaves them as it leaves failures."""
    for name in ("a", "b"):
        text = page(*PROSE[:2], "<!-- cleaner: of -->", PROSE[2])
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.md").write_text(text)
    result = run("clean", "in", "-o", "out", "--jobs", jobs, "-q", own=False)
    assert result.exit_code == 0
    assert [line.partition(": note: ")[0] for line in result.stderr.splitlines()] == [
        "in/a.md:5", "in/b.md:5",
    ]  # fmt: skip
