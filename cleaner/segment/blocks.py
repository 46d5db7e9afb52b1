"""Block kinds: prose, heading, list, table, code, quote, verse, front matter.

Kinds are told from the text alone, before any rule runs. Table, code, quote, verse and front matter
are protected, so a doubtful line is better called one of these than prose.
"""

from __future__ import annotations

import re

from cleaner.text.fold import ends_full_stop, ends_sentence

PROTECTED = frozenset({"table", "code", "quote", "verse", "front-matter"})
OPEN = frozenset({"prose", "heading", "list"})

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_BULLET = re.compile(r"\s*(?:[-*+•‣▪●◦·–]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)\S")
_SYMBOLS = re.compile(r"[{}();=<>\[\]$#/\\|&*_+]")
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
_CALL_ONLY = re.compile(r"[\w.$]*\w\(.*\)[;:,{]?$")
_OPTION_ONLY = re.compile(r"--?\w")


def block_kinds(lines: list[str], folded: list[str]) -> list[str]:
    """Return the block kind of every line; "" for blank lines outside of code and front matter.

    `lines` are the source lines without breaks, `folded` their folded, trimmed views.
    """
    kinds = ["prose" if view else "" for view in folded]
    start = _front_matter(lines, kinds)
    _fences(lines, kinds, start)
    _quotes(folded, kinds)
    _tables(lines, folded, kinds)
    _code(lines, folded, kinds)
    _lists(lines, kinds)
    _verse(folded, kinds)
    _headings(folded, kinds)
    return kinds


def _front_matter(lines: list[str], kinds: list[str]) -> int:
    mark = lines[0].rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return 0
    pair = re.compile(
        r"[\w\"'-][\w .\"'-]*:(?:\s|$)|\s+\S|- |#|$|\["
        if mark == "---"
        else r"[\w\"'.-]+\s*=|\[|#|\s|$|\]|\""
    )
    for i in range(1, min(len(lines), 200)):
        if lines[i].rstrip() == mark or (mark == "---" and lines[i].rstrip() == "..."):
            if i == 1:
                return 0
            kinds[: i + 1] = ["front-matter"] * (i + 1)
            return i + 1
        if not pair.match(lines[i]):
            return 0
    return 0


def _fences(lines: list[str], kinds: list[str], start: int) -> None:
    opened, fence = -1, ""
    for i in range(start, len(lines)):
        line = lines[i]
        if "```" not in line and "~~~" not in line:
            continue
        found = _FENCE.match(line)
        if not found:
            continue
        if opened < 0:
            if "`" not in found[2]:
                opened, fence = i, found[1]
        elif found[1].startswith(fence) and not found[2].strip():
            kinds[opened : i + 1] = ["code"] * (i + 1 - opened)
            opened = -1
    # a fence that is never closed is no fence: one stray line must not protect the rest


def _runs(kinds: list[str], test: list[bool]) -> list[tuple[int, int]]:
    """Runs of adjacent lines for which the test holds, as (start, end)."""
    out, start = [], -1
    for i, holds in enumerate((*test, False)):
        if holds and start < 0:
            start = i
        elif not holds and start >= 0:
            out.append((start, i))
            start = -1
    return out


def _quotes(folded: list[str], kinds: list[str]) -> None:
    quoted = [
        view[:1] == ">" and view[:2] != ">>" and kind == "prose"
        for view, kind in zip(folded, kinds, strict=True)
    ]
    if not any(quoted):
        return
    for start, end in _runs(kinds, quoted):
        # a lone short "> Read more" is a bullet, a quotation has something to say
        if any(len(folded[i].split()) > 6 for i in range(start, end)):
            kinds[start:end] = ["quote"] * (end - start)


def _tables(lines: list[str], folded: list[str], kinds: list[str]) -> None:
    rows = [False] * len(lines)
    for i, view in enumerate(folded):
        if kinds[i] != "prose":
            continue
        if "|" in view:
            bars = view.count("|")
            rows[i] = bars >= 3 or (bars == 2 and view[0] == "|" and view[-1] == "|")
            rows[i] = rows[i] or (bars >= 1 and set(view) <= set("|-:+ =") and "-" in view)
        elif "\t" in lines[i].strip() or (view[0] == "+" and set(view) <= set("+-= ")):
            rows[i] = True
    if True not in rows and not any("   " in line or "|" in line for line in lines):
        return
    columns = [rows[i] or _has_columns(lines[i]) for i in range(len(lines))]
    columns = [c and kinds[i] == "prose" for i, c in enumerate(columns)]
    for start, end in _runs(kinds, columns):
        strong = sum(rows[start:end])
        edged = all(folded[i][0] == "|" and folded[i][-1] == "|" for i in range(start, end))
        if end - start >= 3 or (strong >= 2) or (edged and folded[start].count("|") >= 3):
            kinds[start:end] = ["table"] * (end - start)
    # narrow tables: one bar a row, but many rows
    single = [kinds[i] == "prose" and view.count("|") == 1 for i, view in enumerate(folded)]
    for start, end in _runs(kinds, single):
        if end - start >= 3:
            kinds[start:end] = ["table"] * (end - start)


def _has_columns(line: str) -> bool:
    return "   " in line.strip() and len(re.findall(r"\S {3,}\S", line.strip())) >= 1


def _code(lines: list[str], folded: list[str], kinds: list[str]) -> None:
    sure = [False] * len(lines)
    indented = [False] * len(lines)
    for i, line in enumerate(lines):
        if kinds[i] != "prose":
            continue
        if line[0] in " \t" and line.startswith(("    ", "\t")):
            indented[i] = not _BULLET.match(line)
        if len(line) < 400 and _SYMBOLS.search(line) and _CODE.match(line):
            # "print(x)" is code; so is "f(x)" in a formula: both are better left alone.
            # "(Reuters)" or "(Photo: AP)" is neither, nor is a lone option or call in brackets
            sure[i] = not line.lstrip().startswith("(")
    if True not in sure and True not in indented:
        return
    # a page whose paragraphs are indented as well is laid out so; indents tell nothing there
    loose = sum(len(line) >= 60 and line[0] not in " \t" for line in lines) < 2
    for start, end in _runs(kinds, _bridged(indented, kinds)):
        block = range(start, end)
        if end - start > 1 and not loose and _alone(kinds, start, end):
            kinds[start:end] = ["code"] * (end - start)
            continue
        if (
            any(sure[i] for i in block)
            or sum(bool(_SYMBOLS.search(lines[i])) for i in block) * 2 > end - start
        ):
            kinds[start:end] = ["code"] * (end - start)
    for start, end in _runs(kinds, _bridged(sure, kinds)):
        kinds[start:end] = [
            "code" if kinds[i] in ("", "prose", "code") else kinds[i] for i in range(start, end)
        ]
    # what stands within two short lines between two lines of code is code too
    last = -1
    for i, kind in enumerate(kinds):
        if kind != "code":
            continue
        if (
            0 <= last < i - 1
            and i - last <= 4
            and all(
                kinds[j] in ("", "prose") and len(folded[j]) < 60 and not ends_sentence(folded[j])
                for j in range(last + 1, i)
            )
        ):
            kinds[last + 1 : i] = ["code"] * (i - last - 1)
        last = i


def _alone(kinds: list[str], start: int, end: int) -> bool:
    """Whether blank lines, or the ends of the text, stand before and behind."""
    return (start == 0 or not kinds[start - 1]) and (end == len(kinds) or not kinds[end])


def _bridged(test: list[bool], kinds: list[str]) -> list[bool]:
    """The test, with blank lines between two lines that pass it passing as well."""
    out = list(test)
    last = -2
    for i, holds in enumerate(test):
        if holds:
            if last >= 0 and all(kinds[j] == "" for j in range(last + 1, i)):
                out[last + 1 : i] = [True] * (i - last - 1)
            last = i
    return out


def _lists(lines: list[str], kinds: list[str]) -> None:
    for i, line in enumerate(lines):
        if (
            kinds[i] == "prose"
            and line.lstrip()[:1] in "-*+•‣▪●◦·–(0123456789abcdefghij"
            and _BULLET.match(line)
        ):
            kinds[i] = "list"


def _verse(folded: list[str], kinds: list[str]) -> None:
    """Runs of four lines and more that read like verse: of like length, with commas at line ends."""
    fits = [
        kind == "prose" and 12 <= len(view) <= 72 for kind, view in zip(kinds, folded, strict=True)
    ]
    for start, end in _runs(kinds, fits):
        if end - start < 4:
            continue
        block = folded[start:end]
        words = [len(view.split()) for view in block]
        soft = sum(view[-1] in ",;-" for view in block)
        stops = sum(ends_sentence(view) for view in block)
        if (
            soft * 3 >= len(block)
            and soft + stops >= 0.4 * len(block)
            and sum(words) >= 4 * len(block)
            and stops <= 0.6 * len(block)
        ):
            kinds[start:end] = ["verse"] * (end - start)


def _headings(folded: list[str], kinds: list[str]) -> None:
    """Markdown headings, and short lines without final stop between a break and prose."""
    previous = ""
    for i, view in enumerate(folded):
        if kinds[i] == "prose":
            if view[0] == "#" and view.lstrip("#")[:1] == " ":
                kinds[i] = "heading"
            elif len(view) <= 100 and view[-1] not in ",;" and not ends_full_stop(view):
                nxt = folded[i + 1] if i + 1 < len(folded) else ""
                after = nxt or (folded[i + 2] if i + 2 < len(folded) else "")
                if (
                    len(after) >= 80
                    and ends_sentence(after)
                    and (not previous or ends_sentence(previous))
                ) or (nxt and len(nxt) >= 3 and set(nxt) <= set("=-") and len(set(nxt)) == 1):
                    kinds[i] = "heading"
        previous = view
