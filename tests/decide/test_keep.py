"""Lines that comments or lists keep from rules and repairs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import PROSE, line, page

from cleaner import Cleaner
from cleaner.decide.keep import EVERYTHING, by_comments, together

ZAP = line("zap this page", id="zap")
"""A certain rule."""


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- cleaner: off -->",
        "<!--cleaner:off-->",
        "<!-- cleaner: off because the reader wants it -->",
        "cleaner: off",
        "# cleaner: off",
        "// cleaner: off",
        "[//]: # (cleaner: off)",
    ],
)
def test_off(comment: str) -> None:
    """From the comment to the end, or to `on`, nothing is touched; the comments are kept, too."""
    kept = by_comments(f"one\n{comment}\ntwo\n\nthree\n")
    assert kept == dict.fromkeys((1, 2, 3, 4), EVERYTHING)
    on = comment.replace("off", "on")
    assert set(by_comments(f"one\n{comment}\ntwo\n{on}\nthree\n")) == {1, 2, 3}


@pytest.mark.parametrize(
    "text",
    [
        "cleaner: off to the laundry",
        "The cleaner: off and on.",
        "<!-- a cleaner: off -->",
        "vacuum-cleaner: off",
        "cleaner: offer",
    ],
)
def test_what_is_no_comment(text: str) -> None:
    """Prose that begins like a comment is prose."""
    assert by_comments(f"{text}\ntwo\n") == {}


def test_ignore() -> None:
    """The next line with ink, or the line that the comment ends; all rules, or those it names."""
    assert by_comments("<!-- cleaner: ignore -->\n\ntwo\nthree") == dict.fromkeys(
        (0, 2), EVERYTHING
    )
    assert by_comments("one <!-- cleaner: ignore -->\ntwo") == {0: EVERYTHING}
    named = by_comments("# cleaner: ignore en/share/prompt, repair/mojibake\ntwo\nthree")
    assert named[1] == {"en/share/prompt", "repair/mojibake"}
    assert 2 not in named


def test_keeps_add_up() -> None:
    """What one of several keeps is kept."""
    keep = together(
        lambda _: {0: frozenset({"a/b"})}, lambda _: {0: frozenset({"c/d"}), 1: EVERYTHING}
    )
    assert keep("") == {0: {"a/b", "c/d"}, 1: EVERYTHING}


def test_a_kept_line_stays(make: Callable[..., Cleaner]) -> None:
    """Rules do not take it, the others go, and a second pass changes nothing."""
    tool = make(ZAP)
    text = page(
        *PROSE[:2],
        "<!-- cleaner: off -->",
        "Zap this page",
        "<!-- cleaner: on -->",
        "Zap this page",
    )
    result = tool.clean(text, keep=by_comments)
    assert result.text == text[: text.rindex("\n\nZap")] + "\n"
    assert tool.clean(result.text, keep=by_comments).text == result.text
    assert [f.verdict for f in result.findings] == ["kept: accepted", "removed"]
    assert "Zap" not in tool.clean(text).text


def test_only_the_named_rule(make: Callable[..., Cleaner]) -> None:
    """Other rules may still act on the line; a pack stands for all its rules."""
    tool = make(ZAP)
    for name, stays in (("my/pack/zap", True), ("my/pack", True), ("my/pack/zip", False)):
        text = page(*PROSE[:2], f"Zap this page <!-- cleaner: ignore {name} -->".split(" <")[0])
        kept = page(*PROSE[:2], f"<!-- cleaner: ignore {name} -->", "Zap this page")
        assert ("Zap" in tool.clean(kept, keep=by_comments).text) is stays
        assert "Zap" not in tool.clean(text, keep=by_comments).text


def test_sections_end_where_nothing_may_be_touched(make: Callable[..., Cleaner]) -> None:
    """A heading takes what follows, but not what is kept."""
    tool = make(line("zap this page", section={"to": "end", "max_share": "100%"}))
    text = page(*PROSE[:2], "Zap this page", "By night.", "<!-- cleaner: off -->", "By day.")
    result = tool.clean(text, keep=by_comments)
    assert "By day." in result.text
    assert "cleaner: off" in result.text


def test_repairs_and_white_space(make: Callable[..., Cleaner]) -> None:
    """Nothing at all is touched between off and on."""
    tool = make(repair=True, layout=True)
    broken = "It isnâ€™t here.  "
    text = f"{broken}\n\n<!-- cleaner: off -->\n\n\n{broken}\n<!-- cleaner: on -->\n\n{broken}\n"
    result = tool.clean(text, keep=by_comments)
    mended = "It isn’t here."
    assert result.text == text.replace(f"{broken}\n\n<", f"{mended}\n\n<").replace(
        f"-->\n\n{broken}", f"-->\n\n{mended}"
    )
    assert result.undo() == text
    assert tool.clean(result.text, keep=by_comments).text == result.text
    named = lambda _: {0: frozenset({"repair/mojibake"})}  # noqa: E731
    assert tool.clean(f"{broken.strip()}\n", keep=named).text == f"{broken.strip()}\n"
