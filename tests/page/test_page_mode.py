"""Whole pages through the cleaner: `input: page` and `input: auto`."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import PROSE, line, pack, write
from whole import FOOTER, MANY, MENU, WHOLE

from cleaner import Cleaner, Config, ConfigError, apply
from cleaner.decide.opinion import CAUSE

ROOT = Path(__file__).resolve().parents[2]


@cache
def cleaner(kind: str, profile: str = "balanced") -> Cleaner:
    return Cleaner(Config(input=kind, profile=profile))


def test_main_content_stays() -> None:
    """Of a whole page the article stays, menu and footer go, and all of it can be undone."""
    result = cleaner("page").clean(WHOLE)
    assert all(sentence in result.text for sentence in PROSE[:-1])
    assert not any(entry in result.text.splitlines() for entry in [*MENU, *FOOTER])
    assert result.undo() == WHOLE
    assert CAUSE in {cause for edit in result.edits for cause in edit.causes}


@pytest.mark.xfail(reason="a short paragraph above a footer looks like a blurb of the site")
def test_the_last_sentence_stays() -> None:
    """The last sentence of an article stays, however near the footer it stands."""
    assert PROSE[-1] in cleaner("page").clean(WHOLE).text


def test_extracted_is_the_default() -> None:
    """Without `input` nobody asks the page model, and numpy is not loaded."""
    script = (
        "import sys, cleaner\n"
        "result = cleaner.clean(sys.stdin.read())\n"
        "assert not any(f.rule == 'page/model' for f in result.findings)\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], input=WHOLE, text=True, check=True, cwd=ROOT)


def test_every_line_has_its_evidence() -> None:
    """Each line's finding says the score; of lines that go also the rules that confirm it."""
    found = {
        f.lines[0]: f.verdict for f in cleaner("page").clean(WHOLE).findings if f.rule == CAUSE
    }
    lines = WHOLE.splitlines()
    assert sorted(found) == [n for n, text in enumerate(lines, 1) if text]
    assert found[lines.index(PROSE[2]) + 1].startswith("kept: page model 0.")
    assert found[lines.index("Home") + 1].startswith("removed: page model 0.0")
    assert ", login-paywall" in found[lines.index("Log in") + 1]


def test_what_goes_still_tells() -> None:
    """A byline that the page model takes is metadata all the same."""
    page = WHOLE.replace(PROSE[0], f"By Ann Roe | March 3, 2024\n\n{PROSE[0]}")
    result = cleaner("page").clean(page)
    assert "Ann Roe" not in result.text
    assert result.metadata.authors == ("Ann Roe",)
    assert result.metadata.date_published == "2024-03-03"


def test_protection_wins(tmp_path: Path) -> None:
    """A line that a rule protects stays, whatever the page model finds."""
    rules = write(tmp_path, pack(line("privacy policy", action="protect", category="protect")))
    result = Cleaner(Config(input="page", rules=(rules,))).clean(WHOLE)
    assert "Privacy policy" in result.text.splitlines()
    assert "Terms of use" not in result.text.splitlines()


def test_rules_clean_what_the_model_leaves(tmp_path: Path) -> None:
    """What is left of a page is cleaned by the rules like any extracted text."""
    rules = write(tmp_path, pack(line(PROSE[3])))
    result = Cleaner(Config(input="page", rules=(rules,))).clean(WHOLE)
    assert PROSE[3] not in result.text
    assert PROSE[2] in result.text


def test_brake_keeps_what_the_model_left(tmp_path: Path) -> None:
    """Rules that take too much of the content are stopped; the page's menus go all the same."""
    rules = write(tmp_path, pack(*(line(sentence) for sentence in PROSE[2:6])))
    result = Cleaner(Config(input="page", rules=(rules,))).clean(WHOLE)
    assert "capped" in result.flags
    assert all(sentence in result.text for sentence in PROSE[:-1])
    assert "Privacy policy" not in result.text
    assert result.undo() == WHOLE


@pytest.mark.parametrize("text", ["", "\n", "Home\n", "\n".join(MENU), "© 2024", "\u200b\n."])
def test_nothing_is_emptied(text: str) -> None:
    """A page of which nothing looks like content keeps a line."""
    result = cleaner("page").clean(text)
    assert any(c.isalnum() for c in result.text) == any(c.isalnum() for c in text)
    assert result.undo() == text


def test_conservative_takes_less() -> None:
    """In the profile `conservative` the page model takes what is surely foreign, no more."""
    gone = [
        {r.line for r in cleaner("page", profile).clean(WHOLE).removed}
        for profile in ("conservative", "balanced")
    ]
    assert gone[0] <= gone[1]


def test_auto_says_what_it_took() -> None:
    """`auto` takes a page with menus for one, an article for an extracted text, and flags it."""
    article = "\n\n".join(PROSE) + "\n"
    page, extracted = cleaner("auto").clean(WHOLE), cleaner("auto").clean(article)
    assert page.flags[0] == "page"
    assert extracted.flags[0] == "extracted"
    assert page.text == cleaner("page").clean(WHOLE).text
    assert extracted.text == article


PIECES = [*MENU, *FOOTER, *PROSE, *MANY.values(), "Read more", "$ 19.99", "Add to cart", "  - a", "```", "    x = 1;", "| a | b | c |", "Leave a reply", "By Ann Roe", ""]  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["page", "auto"]))
def test_promises(lines: list[str], kind: str) -> None:
    """Whatever the page: the ledger leads back, `auto` is settled in one pass, nothing is emptied."""
    text = "\n".join(lines)
    result = cleaner(kind).clean(text, url="https://example.com/the-bridge")
    assert apply(text, result.edits) == result.text
    assert result.undo() == text
    assert any(c.isalnum() for c in result.text) == any(c.isalnum() for c in text)
    if kind == "auto":
        again = cleaner(kind).clean(result.text, url="https://example.com/the-bridge")
        assert again.text == result.text
        assert again.edits == ()


def test_command_line() -> None:
    """`--input page` does it at a terminal, and `explain` tells why."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "cleaner", *arguments, "--input", "page", "-"]
        done = subprocess.run(command, input=WHOLE, text=True, capture_output=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("clean", "-q").splitlines()[0] == PROSE[0]
    assert "removed: page model 0.0" in run("explain")


def test_impossible_options() -> None:
    """Inputs and shares that are none are refused."""
    with pytest.raises(ConfigError, match="unknown input 'web'"):
        Config(input="web")
    with pytest.raises(ConfigError, match="max_page_share"):
        Config(max_page_share=2)
