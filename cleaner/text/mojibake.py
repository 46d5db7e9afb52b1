"""Mojibake: text that was encoded in one way and decoded in another, such as `Ã©` for `é`.

ftfy is the authority on what is mojibake and what it should be. It is slow, so a guard finds the
few lines that it could change: one regular expression over the whole text. The guard may pass too
many lines, never too few; tests hold it against ftfy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from cleaner.document import Edit

# Characters that turn up where UTF-8 was read in a one-byte encoding, as classes for `[...]`.
# Every sequence that ftfy counts as mojibake has one of them beside another non-ASCII character,
# save the two letters that are suspicious before a blank (Ã, Â) or a non-letter (Œ, œ).
_SIGN = (  # currency, numbers, marks without a letter, box drawing, U+FFFD
    "\xa2-\xa8\xaa\xac\xaf-\xb3\xb5\xb6\xb8-\xba\xbc-\xbe\xd7\xf7\u0192\u02c6\u02c7\u02d8\u02db\u02dc"
    "\u2020\u2021\u2030\u2044\u20a7\u20ac\u2116\u2202\u2206\u220f\u2211\u221a\u221e\u2229\u222b\u2248"
    "\u2260\u2261\u2264\u2265\u2310\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c"
    "\u2550-\u256c\u2580\u2584\u2588\u258c\u2590-\u2593\u25ca\ufffd"
)
_CLOSING = "\xae\xbb\u02dd\u201d\u203a\u2122"
_QUOTE = _CLOSING + "\xa1\xa9\xab\xbf\u0384\u0385\u2018\u201a\u201c\u201e\u2022\u2039\uf8ff"
_CAPITAL = (  # accented capitals of the Latin code pages, and Ґ
    "\xc0-\xd1\xd8\xd9\xdc\xdd\u0100\u0102\u0104\u0106\u010c\u010e\u0110\u0112\u0116\u0118\u011a\u011e"
    "\u0122\u012a\u0130\u0136\u0139\u013b\u013d\u0141\u0143\u0145\u0147\u0152\u0158\u015a\u015e\u0160"
    "\u0162\u0164\u016e\u0170\u0178\u0179\u017b\u017d\u0490"
)
_ACCENTED = "\xc0-\u024f\u0490\u0491\ufb01\ufb02"
_LEAD = "\u0392\u0393\u039e\u039f\u0412\u0413\u0420\u0421"  # lead bytes of Greek and Cyrillic
_NEAR = (  # all that mojibake is made of, without spaces, dashes, ellipsis, apostrophe, soft hyphen
    "\xa1-\xac\xae-\xb6\xb8-\u02ff\u0370-\u0491\u2018\u201a-\u2025\u2027-\u25ff\uf8ff\ufb01\ufb02\ufffd"
)
_REMOVED = (  # what ftfy mends or removes wherever it stands, C1 controls aside
    "\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ud800-\udfff\ufeff\ufff9-\ufffc"
)
_CONTEXT = rf"""
      (?<=[{_SIGN}]) (?: (?=[{_NEAR}]) | (?<=[{_NEAR}].) )
    | (?<=[{_CLOSING}]) (?=[{_ACCENTED}])
    | (?<=[{_QUOTE}]) (?<=[{_ACCENTED}{_LEAD}].) (?=[\w\x80-\U0010ffff])
    | (?<=[{_CAPITAL}]) (?: (?=[{_QUOTE}]) | (?<=[^\x00-\xde\u2000-\u2027\u2039].) )
    | (?<=[ÂÃÎÐØÙ])(?=[^\x00-\x7f]) | (?<=[ÂÃ])(?=[ ])
    | (?<=[Œœ])(?=[^A-Za-z])
    | (?<=[Вв]Ђ)
    | (?<=\u201a)(?=[Äâó][^\x00-\x7f])
"""


@cache  # compiled when first needed: it takes some milliseconds
def suspects(always: str) -> re.Pattern[str]:
    """A pattern that finds every line with mojibake, and characters of the class `always`.

    A match is one character. There is one class at its front, so that one fast pass over the text
    finds all of them.
    """
    return re.compile(
        rf"[{always}{_SIGN}{_QUOTE}{_CAPITAL}œЂ] (?: (?<=[{always}]) | {_CONTEXT} )", re.X
    )


_DAMAGE = _REMOVED + "\x80-\x9f"
_OTHER_DAMAGE = re.compile(f"[{_REMOVED}]")
_C1 = re.compile("[\x80-\x9f]")
_LONGEST = 1_000_000  # ftfy cuts longer lines in parts


def fix(text: str) -> str:
    """Return what ftfy makes of `text`, byte for byte, with encoding repairs only.

    That is `ftfy.fix_text` without entities, ligatures, widths, quotes, line breaks and
    normalisation. As there, the parts between line feeds are mended one by one.
    """
    suspect = suspects(_DAMAGE)
    found = suspect.search(text)
    out: list[str] = []
    done = 0
    while found:
        start = text.rfind("\n", done, found.start()) + 1 or done
        end = text.find("\n", found.start()) + 1 or len(text)
        out += text[done:start], _fix_line(text[start:end])
        done = end
        found = suspect.search(text, done)
    return "".join((*out, text[done:])) if out else text


_Fixer = Callable[[str], str]


@cache
def _ftfy() -> tuple[_Fixer, _Fixer]:
    """`ftfy.fix_encoding` and `ftfy.fix_text` with the options named above."""
    from ftfy import TextFixerConfig, fix_encoding, fix_text

    config = TextFixerConfig(
        unescape_html=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        normalization=None,
        explain=False,
    )
    return fix_encoding, lambda line: fix_text(line, config)


def _fix_line(line: str) -> str:
    fix_encoding, fix_text = _ftfy()
    if len(line) > _LONGEST or _OTHER_DAMAGE.search(line):
        return fix_text(line)
    # fix_text does this and more until nothing changes: without other damage there is no more to do
    fixed = fix_encoding(line)
    return fix_text(line) if _C1.search(fixed) or _OTHER_DAMAGE.search(fixed) else fixed


def mend(line: str, ended: bool, scrub: bool = True) -> list[Edit]:
    """Edits that mend the mojibake of a line, given without its break.

    `scrub` lets ftfy take out surrogates and controls, as `fix` does.
    That is what ftfy makes of it, save for one word that is none of its own (`_is_a_word`).
    `ended` says whether a line break follows, which counts: `œ` is suspicious before one. Lone C1
    controls that become characters of Windows-1252 have the cause `repair/c1`; the five that it
    lacks stay, as they may be what is left of mojibake.
    """
    mender = fix if scrub else _ftfy()[0]
    fixed = mender(line + "\n")[:-1] if ended else mender(line)
    if fixed == line:
        return []
    edits = []
    differences = list(_differences(line, fixed))
    if len(differences) == 1 and _is_a_word(line, differences[0][0], differences[0][1]):
        return []
    for start, before, after in differences:
        c1 = len(before) == len(after) and all("\x80" <= char <= "\x9f" for char in before)
        causes = ("repair/c1",) if c1 else ("repair/mojibake",)
        edits.append(Edit(start, start + len(before), before, after, causes))
    return edits


def _is_a_word(line: str, at: int, before: str) -> bool:
    """Whether all that speaks for mojibake is a capital Ã before a blank, where a sentence begins.

    ftfy takes it for an à that lost its second half. Languages with nasal vowels have that word.
    """
    return before.rstrip(" ") == "Ã" and not line[:at].rstrip(" \t-–—\"'“«").rstrip(".!?:…")


# ASCII that ftfy never takes for a part of mojibake, as it may take `?` and blanks
_ANCHORS = re.compile("([!->@-~]+)")


def _differences(old: str, new: str) -> Iterator[tuple[int, str, str]]:
    """Where and how two texts differ: the offset in `old`, what stands there, what stands in `new`.

    Blanks and the ASCII that survives the repair anchor the one text in the other. Linear time.
    """
    words, others = old.split(" "), new.split(" ")
    if len(words) != len(others):
        words, others = [old], [new]
    at = 0
    for word, other in zip(words, others, strict=True):
        if word != other:
            parts, mended = _ANCHORS.split(word), _ANCHORS.split(other)
            if parts[1::2] != mended[1::2]:
                parts, mended = [word], [other]
            start = at
            for before, after in zip(parts, mended, strict=True):
                if before != after:
                    yield start, before, after
                start += len(before)
        at += len(word) + 1
