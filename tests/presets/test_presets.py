"""Presets do what their papers say, through the same ledger as our own rules."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Config
from cleaner.cli import main
from cleaner.config import PRESETS
from cleaner.decide.keep import by_comments
from cleaner.errors import ConfigError
from cleaner.match import analysis
from cleaner.presets import documents, lines
from cleaner.presets.model import bounds, load
from cleaner.project import Settings
from cleaner.segment.page import Page
from tests.kit import PROSE, page

BODY = page(*PROSE)


def causes(preset: str, line: str) -> set[str]:
    """What a preset does to one line above prose: the ids of its rules."""
    result = Cleaner(Config(preset=preset)).clean(f"{line}\n\n{BODY}")
    assert result.undo() == result.source
    assert PROSE[0] in result.text
    found = {cause for edit in result.edits for cause in edit.causes}
    return {cause.split("/", 1)[1] for cause in found if cause.startswith("preset/")}


@pytest.mark.parametrize(
    ("preset", "line", "taken_by"),
    [
        # Raffel et al. 2020, section 2.2
        ("c4", "The bridge in the valley is old", {"c4/terminal-punctuation"}),
        ("c4", "The bridge in the valley is old.", set()),
        ("c4", "Is the bridge in the valley old?", set()),
        ("c4", "Do repair the bridge in the valley!", set()),
        ("c4", 'He said: "The bridge is really old."', set()),
        ("c4", "He said: “The bridge is really old”", set()),
        ("c4", "Four words are few.", {"c4/few-words"}),
        ("c4", "Five words are not few.", set()),
        ("c4", "Please enable Javascript to read the comments.", {"c4/javascript"}),
        ("c4", "By going on you accept our Privacy Policy and more.", {"c4/policy"}),
        ("c4", "This site uses cookies to count its many readers.", {"c4/policy"}),
        ("c4", "The bridge was built in 1840.[1][citation needed]", {"c4/citation-mark"}),
        ("c4", "The bridge in the valley breaks off...", {"c4/ellipsis"}),
        # Rae et al. 2021, appendix A.1.1: its measures of documents, on a line
        ("gopher", "a b c d e f", {"gopher/word-length"}),
        ("gopher", "Donaudampfschiffahrtsgesellschaft Rindfleischetikettierung", {"gopher/word-length"}),
        ("gopher", "bridge #valley #winter", {"gopher/symbols"}),
        ("gopher", "Flat 12 34 56 78", {"gopher/alphabetic-words", "gopher/word-length"}),
        ("gopher", "The bridge in the valley of the northern river breaks off…", {"gopher/ellipsis"}),
        ("gopher", "The bridge", set()),
        # Penedo et al. 2023, appendix G.2
        ("refinedweb", "NEWS FROM THE valley", {"refinedweb/uppercase"}),
        ("refinedweb", "2,410 / 33", {"refinedweb/numeric"}),
        ("refinedweb", "3 likes", {"refinedweb/counter"}),
        ("refinedweb", "Three people like the bridge", set()),
        ("refinedweb", "Home", {"refinedweb/one-word"}),
        ("refinedweb", "Sign-in The bridge is old", {"refinedweb/start"}),
        ("refinedweb", "The bridge is old. Read more...", {"refinedweb/end"}),
        ("refinedweb", "The basket holds 3 items in cart now", {"refinedweb/anywhere"}),
        ("refinedweb", "All the books I wish I had read more of", set()),
        ("refinedweb", "One two three four five six seven eight nine ten read more", set()),
        # Penedo et al. 2024, sections 3.4 to 3.6
        ("fineweb", "The bridge in the valley", {"fineweb/short-line"}),
        ("fineweb", "The bridge is old.", set()),
        ("fineweb", "The bridge that stands in the valley", set()),
        ("fineweb", "Please enable Javascript to read the comments.", {"c4/javascript"}),
    ],
)  # fmt: skip
def test_lines_as_in_the_papers(preset: str, line: str, taken_by: set[str]) -> None:
    """Each rule of a paper takes what the paper says, and leaves what it does not say."""
    assert causes(preset, line) == taken_by


@pytest.mark.parametrize("preset", PRESETS)
def test_patterns_that_cannot_run_long(preset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns of presets pass the check of rules with tighter limits: they have lines of any length."""
    monkeypatch.setattr(analysis, "MAX_COST", 2)
    known = load(preset)
    for one in (*known.lines.values(), *known.edits.values()):
        if one.pattern:
            analysis.refuse_slow(analysis.parse(one.pattern))


@pytest.mark.parametrize(
    ("preset", "line"),
    [
        ("refinedweb", "1" * 100_000 + "a"),
        ("refinedweb", "read-more-" * 20_000 + "x"),
        ("refinedweb", "sign-in-" * 20_000 + "x"),
        ("c4", "." * 200_000 + "x."),
        ("c4", '."' * 100_000 + "x."),
        ("c4", "[1" * 100_000),
    ],
)
def test_long_lines(preset: str, line: str) -> None:
    """A line of one character again and again takes no longer than another."""
    lines.Filter(load(preset)).flags(Page(line), line)


def test_sentences() -> None:
    """A run of marks ends one sentence, if white space or the end follows."""
    text = 'One. Two?! "Three!") v. 1.2 and x.y ..." ...z .'
    assert documents.MEASURES["sentences"](documents.Text(text, 0)) == 6


def test_copies_of_a_line() -> None:
    """Gopher counts copies of lines: the first stays, all others go."""
    text = f"{PROSE[0]}\n{PROSE[1]}\n{PROSE[0]}\n"
    result = Cleaner(Config(preset="gopher")).clean(text)
    assert result.text == f"{PROSE[0]}\n{PROSE[1]}\n"
    assert [(r.line, r.rule) for r in result.removed] == [(3, "preset/gopher/repeated-line")]


def flags(preset: str, text: str) -> set[str]:
    """The verdicts on a whole document, without the name of the preset."""
    found = Cleaner(Config(preset=preset)).clean(text).flags
    return {flag.split("/", 1)[1] for flag in found if flag.startswith("preset/")}


def test_documents_that_papers_drop_are_flagged_and_stay() -> None:
    """The verdict of a paper on a whole document is a flag; the text is not dropped."""
    assert flags("c4", BODY) == set()
    assert "c4/few-sentences" in flags(
        "c4", "The bridge in the valley is old.\nIt will be repaired in spring.\n"
    )
    assert flags("c4", f"{BODY}\nLorem ipsum dolor sit amet.\n") == {"c4/lorem-ipsum"}
    assert flags("c4", f"{BODY}\nif (x) {{ return; }}\n") == {"c4/curly-bracket"}
    assert flags("gopher", BODY) == set()
    assert "gopher/word-count" in flags("gopher", PROSE[0])
    assert flags("gopher", "".join(f"- {line}\n" for line in PROSE)) == {"gopher/bullet-lines"}
    assert "gopher/ellipsis-lines" in flags("gopher", "".join(f"{p}...\n" for p in PROSE))
    assert "gopher/stop-words" in flags("gopher", "bridge valley winter river county stone " * 12)
    assert "gopher/duplicate-lines" in flags("gopher", f"{PROSE[0]}\n" * 8)
    assert "refinedweb/flagged-words" in flags(
        "refinedweb", f"{BODY}\nHOME NEWS WEATHER SPORT TRAVEL MONEY AND MORE\n"
    )
    assert flags("refinedweb", f"{BODY}\n3 likes\n") == set()
    menu = "".join(f"Menu entry {n}\n" for n in range(60))
    assert {"fineweb/short-lines", "fineweb/punctuated-lines"} <= flags("fineweb", menu + BODY)
    assert flags("fineweb", BODY) == set()


def test_ngram_measures() -> None:
    """Table A1: the most frequent n-gram, and characters in repeated ones, none counted twice."""
    text = documents.Text("ab cd ab cd ab cd xy zz", 0)
    assert text.top_ngram(2) == 3 * 4 / 16
    assert documents.Text("one two three four", 0).top_ngram(2) == 0
    five = documents.Text("a b c d e a b c d e a b c d e", 0)
    assert five.duplicate_ngrams(5) == 10 / 15


def test_no_document_is_emptied() -> None:
    """Where a preset would take every line it takes none, and a flag says so."""
    result = Cleaner(Config(preset="c4")).clean("Home\nNews\nSport\n")
    assert result.text == "Home\nNews\nSport\n"
    assert "would-be-empty" in result.flags
    assert not any(finding.acts for finding in result.findings)


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_promises(preset: str, data: st.DataObject) -> None:
    """Undo is exact and a second pass changes nothing, whatever the text."""
    pieces = [*PROSE[:3], "Home", "3 likes", "Sign in", "sign-in sign in read more", "Read more...", "[1]",
              "12", "items in cart", "a [1] b.", "WE ARE HERE", "", "{ }", "The river rises again.[2]"]  # fmt: skip
    some = st.lists(st.sampled_from(pieces) | st.text(max_size=12), max_size=14)
    text = "\n".join(data.draw(some))
    tool = Cleaner(Config(preset=preset))
    result = tool.clean(text)
    assert result.undo() == text
    assert tool.clean(result.text).text == result.text


def test_a_preset_stands_in_place_of_rules() -> None:
    """None of our rules acts beside a preset, and the hash says which rules did."""
    share = f"{BODY}\nShare this: the bridge is old.\n"
    tool = Cleaner(Config(preset="refinedweb"))
    assert tool.clean(share).text == share
    assert len({Cleaner(Config(preset=p)).rules_hash for p in ("", *PRESETS)}) == len(PRESETS) + 1
    with pytest.raises(ConfigError, match="stands in place of rules"):
        Config(preset="c4", rules=["mine"])
    with pytest.raises(ConfigError, match="leave out `input: page`"):
        Config(preset="c4", input="page")
    with pytest.raises(ConfigError, match="unknown preset 'c5'; there are c4, gopher"):
        Config(preset="c5")


def test_rules_of_a_preset_can_be_switched_off_and_lines_kept() -> None:
    """`disable` names a preset's rules, and comments in a text keep lines from them."""
    text = f"Home\n\n{BODY}"
    assert Cleaner(Config(preset="c4")).clean(text).text == BODY
    off = Config(preset="c4", disable=["preset/c4/terminal-punctuation", "preset/c4/few-words"])
    assert Cleaner(off).clean(text).text == text
    kept = f"<!-- cleaner: ignore -->\nHome\n\n{BODY}"
    result = Cleaner(Config(preset="c4")).clean(kept, keep=by_comments)
    assert result.text == kept
    assert {f.verdict for f in result.findings} == {"kept: accepted"}


def test_command_line(tmp_path: Path) -> None:
    """`--preset` works with clean, explain and report, and names the rule of each line."""
    file = tmp_path / "page.txt"
    file.write_text(f"Home\n\n{BODY}", encoding="utf-8")
    run = CliRunner().invoke(main, ["clean", "-q", "--preset", "c4", str(file)])
    assert (run.exit_code, run.stdout) == (0, BODY)
    told = CliRunner().invoke(main, ["explain", "--preset", "c4", f"{file}:1"])
    assert "preset/c4/terminal-punctuation" in told.stdout
    out = tmp_path / "report.html"
    assert (
        CliRunner().invoke(main, ["report", "--preset", "c4", "-o", str(out), str(file)]).exit_code
        == 0
    )
    assert "preset/c4/few-words" in out.read_text(encoding="utf-8")
    record = json.dumps({"id": 1, "text": f"Home\n\n{BODY}"})
    done = CliRunner().invoke(main, ["clean", "-q", "--preset", "gopher"], input=record)
    assert (
        json.loads(done.stdout)["metadata"]["cleaner"]["rules_hash"] == load("gopher").program.hash
    )
    assert (
        CliRunner()
        .invoke(main, ["clean", "--preset", "c4", "--input", "page", str(file)])
        .exit_code
        == 2
    )


def test_files_of_presets() -> None:
    """Every preset can be chosen everywhere, cites its source, and names only measures that there are."""
    folder = Path(lines.__file__).parent
    assert sorted(PRESETS) == sorted(path.stem for path in folder.glob("*.yaml"))
    kinds = {msgspec.convert({"preset": name}, Settings).preset for name in PRESETS}
    assert kinds == set(PRESETS)
    for name in PRESETS:
        preset = load(name)
        assert "et al. (20" in preset.source
        for line in preset.lines.values():
            assert {measure for measure, *_ in bounds(line.bounds)} <= set(lines.MEASURES)
        for verdict in preset.documents.values():
            measures = {measure for measure, *_ in bounds(verdict.bounds)}
            assert measures <= {*documents.MEASURES, "known-words"}
