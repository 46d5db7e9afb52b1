"""What can be told of a line by itself; `page` remembers it.

`_core.c` says the same in C: whoever changes one changes both, and `tests/core` tells.
"""

from __future__ import annotations

import re

from cleaner.text.fold import CLOSERS, DECORATION, count_words, ends_full_stop, ends_sentence, fold
from cleaner.text.memory import count

PROSE_WORDS = 12
"""Fewest words of a prose line."""

_BULLET = re.compile(r"\s*(?:[-*+•‣▪●◦·–]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)\S")
SYMBOLS = "{}();=<>[]$#/\\|&*_+"
"""Characters that are frequent in code."""

_SYMBOLS = re.compile(f"[{re.escape(SYMBOLS)}]")
# A line that is surely code. Each alternative wants two signs of code, never a bare word.
_CODE = re.compile(
    r"""\s*(?:
      (?:>>>\s|\.\.\.\s|\$\s?(?=[a-zA-Z./])|\#!/|C:\\\S*>)\s?\S.*               # prompts
    | (?:[}\])]+[;,]?|[{(\[]|</?[\w:-]+(?:\s[^<>]*)?/?>|/\*.*|.*\*/|<\?php.*|\?>)\s*   # brackets, tags
    | (?://|--|;;|\#(?:include|define|ifdef|endif|if)\b).*[;(){}=<>].*     # comments with code
    | .*[(){}=<>\[\]_$].*[\w)\]"'];\s*(?://.*)?|.*[\w)\]"'>]\s?\{\s*(?://.*)?       # ends in ; or {
    | (?:def|class|async\ def|function|func|fn|fun|sub|proc)\s+[\w.:]+\s*[(:{<].*
    | (?:import|from|using|package|require|export|\#include|include|use)\s+[\w.{*"'<@/]+
        (?:\s+(?:import|as|from)\s+.*|\s*;|\.\w+[\w.]*|["'>].*)
    | (?:public|private|protected|static|final|const|let|var|val|return|throw|yield|await|new|delete)\s
        .*[;=(){}].*
    | (?:if|for|while|switch|elif|except|with|catch|else\ if)\b.*[:{]\s*(?:\#.*)?[(){}\[\]=<>!].*
    | (?:if|for|while|elif|with|except|else|try|finally)\b[^.?!]*(?:\(|==|!=|<=|>=|\bin\b|\bas\b|\bnot\b)?[^.?!]*:
    | (?:SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM|CREATE\ TABLE|ALTER\ TABLE)\s.*
    | (?:sudo|pip3?|npm|npx|yarn|git|docker|kubectl|curl|wget|apt(?:-get)?|brew|cargo|conda|make|cd|mkdir|chmod)
        \s+(?:-{1,2}\w|install|add|clone|run|get|push|pull|commit|https?:|\./|\w+/\w).*
    | [\w.$@\[\]"']+\s*(?:=|:=|\+=|-=|=>|->|<-)\s*[\w"'\[({$&*/+-].*(?<![.!?])
    | [\w.$]*\w\((?:[^()\s].*|)\)[;:,{]?
    | @\w[\w.]*(?:\(.*\))?
    | --?\w[\w-]*(?:[=\s]\S*)?(?:\s+\\)?
    | "[\w-]+"\s*:\s*(?:["\[{\d].*|true,?|false,?|null,?)
    )$""",
    re.X,
)
_SOUTH_EAST_ASIAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")

# Signs of a line that tell its block, as bits; most lines have none or one.
FENCE, QUOTE, BAR, ROW, COLUMNS, CODE, INDENTED, BULLET = (1 << n for n in range(8))
HASH, HEADLIKE, SENTENCE, LONG, UNDERLINE, SOFT, ENTRY, PROSE = (1 << n for n in range(8, 16))


Line = tuple[str, str, int]
"""A line without its break: the folded, trimmed view; the view without decoration; its signs."""


def look(lines: list[str], known: dict[str, Line]) -> int:
    """Add what can be told of some lines to what is known; returns how much that was, see `count`."""
    new = dict.fromkeys(line for line in lines if line not in known)
    if not new:
        return 0
    # lines of ASCII alone, which are most, fold much faster
    easy = [line for line in new if line.isascii()]
    hard = [line for line in new if not line.isascii()] if len(easy) < len(new) else []
    for group in (easy, hard):
        if group:
            for line, folded in zip(group, fold("\n".join(group)).split("\n"), strict=True):
                known[line] = _line(line, folded.strip())
    return count(new)


def _line(line: str, folded: str) -> Line:
    if not folded:
        return "", "", FENCE if "```" in line or "~~~" in line else 0
    key = folded.strip(DECORATION)
    return folded, key, _signs(line, folded, key, folded.rstrip(CLOSERS))


def _signs(line: str, folded: str, key: str, end: str) -> int:
    """Bits of what a line looks like. end: the folded line without closing marks."""
    size, sentence = len(folded), ends_sentence(end)
    signs = PROSE if size >= 24 and _is_prose(folded, sentence) else 0
    if "```" in line or "~~~" in line:
        signs |= FENCE
    first, last = folded[0], folded[-1]
    if first == ">" and folded[:2] != ">>":
        signs |= QUOTE
    if "|" in folded:
        bars = folded.count("|")
        signs |= BAR
        if (
            bars >= 3
            or (bars == 2 and first == "|" and last == "|")
            or ("-" in folded and set(folded) <= set("|-:+ ="))
        ):
            signs |= ROW | COLUMNS
    elif "\t" in line.strip() or (first == "+" and set(folded) <= set("+-= ")):
        signs |= ROW | COLUMNS
    if "   " in line and _has_columns(line):
        signs |= COLUMNS
    if line.lstrip()[:1] in "-*+•‣▪●◦·–(0123456789abcdefghij" and _BULLET.match(line):
        signs |= BULLET
    elif line[0] in " \t" and line.startswith(("    ", "\t")) and not _BULLET.match(line):
        signs |= INDENTED
    if len(line) < 400 and _SYMBOLS.search(line) and not _plain_sentence(line) and is_code(line):
        # "print(x)" is code; so is "f(x)" in a formula: both are better left alone.
        # "(Reuters)" or "(Photo: AP)" is neither, nor is a lone option or call in brackets
        if not line.lstrip().startswith("("):
            signs |= CODE
    if first == "#" and folded.lstrip("#")[:1] == " ":
        signs |= HASH
    elif size <= 100 and last not in ",;" and not ends_full_stop(end):
        signs |= HEADLIKE
    if sentence:
        signs |= SENTENCE | LONG if size >= 80 else SENTENCE
    elif (
        0 < len(key) <= 40
        and last not in ":;,"
        and key.count(" ") <= 3
        and count_words(key) <= 4
        and not any(map(str.isdigit, key))
    ):
        signs |= ENTRY
    if last in ",;-":
        signs |= SOFT
    if first in "=-" and size >= 3 and folded == first * size:
        signs |= UNDERLINE
    return signs


def _plain_sentence(line: str) -> bool:
    """Whether a line begins and ends as no line of code does; saves a slow pattern."""
    return line[-1] in ".!?" and "A" <= line[0] <= "Z" and line[1:2].islower() and "//" not in line


def _has_columns(line: str) -> bool:
    return re.search(r"\S {3,}\S", line.strip()) is not None


def has_symbols(line: str) -> bool:
    """Whether a line holds characters that are frequent in code."""
    return _SYMBOLS.search(line) is not None


def is_code(line: str) -> bool:
    """Whether a line matches the pattern of lines that are surely code."""
    return _CODE.match(line) is not None


def _is_prose(folded: str, sentence: bool) -> bool:
    """Whether a folded line is a real sentence: about 12 words and final punctuation.

    Thai and its neighbours write no full stops: there 60 characters are enough.
    """
    if sentence:
        if folded.count(" ") >= PROSE_WORDS - 1:  # folded lines have single spaces
            return True
        return not folded.isascii() and count_words(folded) >= PROSE_WORDS
    return len(folded) >= 60 and len(_SOUTH_EAST_ASIAN.findall(folded)) >= 60
