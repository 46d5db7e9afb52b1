"""What a reader marked in a report, as drafts: golden cases, and rules for a folder of one's own.

The format of the marks is in docs/report.md. A draft is where a person begins: its expectation is
what the cleaner does today, put right where the reader said so, and nobody has read the rest.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cleaner.document import STEPS, Result
from cleaner.errors import InputError
from cleaner.golden import inner_edits
from cleaner.io.audit import encode_text
from cleaner.metadata import host
from cleaner.pipeline import Cleaner
from cleaner.report.rows import rows

FORMAT = "cleaner-marks"
VERSION = 1
LONGEST = 200
"""Characters of a line that a draft rule names whole."""

MANY = 3
"""Wrong removals of one rule after which the draft says how to switch it off."""

_PROSE = "The council met on Monday and voted to repair the old bridge before winter comes to the valley."


class Mark(NamedTuple):
    """A line (from 1) that a reader marked: `wrongly-removed` or `wrongly-kept`."""

    line: int
    mark: str
    text: str
    rule: str | None
    category: str | None
    note: str


class Marked(NamedTuple):
    """A document with marks. `source` is None where the report did not hold all of it."""

    name: str
    url: str | None
    source: str | None
    marks: tuple[Mark, ...]

    @property
    def site(self) -> str:
        """The host of the document's address, "" if that is not known."""
        return host(self.url or "")


class Draft(NamedTuple):
    """The files of a golden case; `holds` if the cleaner already does what the reader wants."""

    name: str
    source: str
    expected: str
    decisions: dict[str, Any]
    about: dict[str, Any]
    holds: bool


def read_marks(content: bytes) -> tuple[str, list[Marked]]:
    """The profile of the report, and the marked documents.

    Raises InputError, naming what is wrong, for content that is no file of marks.
    """
    try:
        data = json.loads(content)
        if not isinstance(data, dict):
            raise InputError("no file of marks: `Save marks.json` in a report writes one")
        if data["format"] != FORMAT:
            raise InputError(f"the format is {data['format']!r}, not {FORMAT!r}")
        if data["version"] != VERSION:
            raise InputError(f"version {data['version']!r} is not known, only {VERSION}")
        return data["report"]["profile"], [_marked(one) for one in data["documents"]]
    except KeyError as err:
        raise InputError(f"no file of marks: {err.args[0]!r} is missing") from None
    except ValueError:
        raise InputError("no file of marks: this is no JSON") from None
    except (TypeError, AttributeError) as err:
        raise InputError(f"no file of marks: {err}") from None


def _marked(data: dict[str, Any]) -> Marked:
    name, url, source = data["name"], data.get("url"), data.get("source")
    if not (
        isinstance(name, str) and isinstance(url, str | None) and isinstance(source, str | None)
    ):
        raise InputError("a document's name, url and source are text, or null")
    marks = []
    for one in data["marks"]:
        if one["mark"] not in ("wrongly-removed", "wrongly-kept"):
            raise InputError(f"{name}: {one['mark']!r} is no mark")
        line, text = one["line"], one["text"]
        if not isinstance(line, int) or not isinstance(text, str):
            raise InputError(f"{name}: a mark has a line, which is a number, and its text")
        rule, category, note = one.get("rule"), one.get("category"), one.get("note") or ""
        marks.append(Mark(line, one["mark"], text, rule, category, str(note)))
    return Marked(name, url, source, tuple(sorted(marks)))


# ---- golden cases


def case(one: Marked, cleaner: Cleaner) -> Draft:
    """The draft of a golden case. Raises InputError where the marks do not fit the document."""
    if one.source is None:
        raise InputError(f"{one.name}: the report did not hold all of it; make the case by hand")
    result = cleaner.clean(encode_text(one.source), url=one.url)  # as the case's file will be read
    lines = result.source.splitlines()
    for mark in one.marks:
        if not 1 <= mark.line <= len(lines) or lines[mark.line - 1].strip() != mark.text.strip():
            raise InputError(f"{one.name}: line {mark.line} is not the one that was marked")
    stay = {mark.line for mark in one.marks if mark.mark == "wrongly-removed"}
    go = {mark.line: mark for mark in one.marks if mark.mark == "wrongly-kept"}
    expected = _put_right(result, stay, set(go), cleaner)
    removed = {r.line: {"line": r.line, "category": r.category} for r in result.removed}
    for line in stay:
        removed.pop(line, None)
    for line, mark in go.items():
        removed[line] = {"line": line, "category": mark.category}
    decisions = {
        "metadata": {k: v for k, v in result.metadata.to_dict().items() if v},
        "removed": [removed[line] for line in sorted(removed)],
        "edits": [
            {"line": e.line, "before": e.before, "after": e.after, "category": e.category}
            for e in inner_edits(result)
            if e.line not in stay | set(go)
        ],
        "flags": list(result.flags),
    }
    phrases = [(mark.text.strip(), mark.line in stay) for mark in one.marks]
    about: dict[str, Any] = {
        "why": _why(one),
        "must_keep": _once(text for text, keep in phrases if keep and text in expected),
        "must_drop": _once(text for text, keep in phrases if not keep and text not in expected),
    }
    if one.url:
        about["url"] = one.url
    if cleaner.config.profile != "balanced":
        about["profile"] = cleaner.config.profile
    holds = expected == result.text
    if not holds:
        about["reason"] = _reason(one)
    return Draft(_slug(one.name), one.source, expected, decisions, about, holds)


def _put_right(result: Result, stay: set[int], go: set[int], cleaner: Cleaner) -> str:
    """The clean text with some lines back and others gone, white space settled."""
    from dataclasses import replace

    table = rows(result)
    back = set(stay)
    for line in stay:  # the blank lines around one that stays come back, too
        for step in (-1, 1):
            at = line + step
            while 1 <= at <= len(table) and not "".join(p.before for p in table[at - 1]).strip():
                back.add(at)
                at += step
    out = []
    for n, row in enumerate(table, 1):
        for piece in row:
            by_rule = any(not cause.startswith(STEPS) for cause in piece.causes)
            if n not in go:
                out.append(piece.before if n in back and by_rule else piece.after)
    plain = Cleaner(replace(cleaner.config, rules=(), builtin_rules=False))
    return plain.clean("".join(out)).text


def _why(one: Marked) -> str:
    counts = Counter(mark.mark for mark in one.marks)
    told = [
        f"{counts[key]} line{'s' * (counts[key] > 1)} {words}"
        for key, words in (("wrongly-removed", "wrongly removed"), ("wrongly-kept", "wrongly kept"))
        if counts[key]
    ]
    notes = [mark.note for mark in one.marks if mark.note]
    return ". ".join([f"Marked in a report: {' and '.join(told)}", *notes]).rstrip(".") + "."


def _reason(one: Marked) -> str:
    parts = []
    for mark in one.marks:
        if mark.mark == "wrongly-removed":
            parts.append(f"{mark.rule or 'something'} takes line {mark.line}")
        else:
            parts.append(f"nothing takes line {mark.line}")
    return f"{'; '.join(parts[:8])}{'; …' if len(parts) > 8 else ''}."


def _slug(name: str) -> str:
    parts = [part for part in re.split(r"[^a-z0-9]+", name.lower()) if part]
    kept = [
        p for p in parts if p not in ("txt", "md", "html", "htm", "jsonl", "source", "gz", "zst")
    ]
    return "-".join(kept[-5:]) or "page"


# ---- rules


def rules(documents: Iterable[Marked], cleaner: Cleaner) -> tuple[str, list[str]]:
    """A rule file for a folder of one's own, "" if there is nothing to say, and what it leaves out.

    Lines wrongly removed are protected, lines wrongly kept go, both only as whole lines, and on
    their site where it is known.
    """
    keep: dict[str, dict[str, None]] = {}
    go: dict[tuple[str, str], dict[str, None]] = {}
    left: list[str] = []
    wrong: Counter[str] = Counter()
    for one in documents:
        for mark in one.marks:
            text = _phrase(mark.text, cleaner)
            if mark.mark == "wrongly-removed" and mark.rule:
                wrong[mark.rule] += 1
            if not text:
                left.append(f"{one.name}:{mark.line}: a line that no phrase can name")
            elif mark.mark == "wrongly-removed":
                keep.setdefault(one.site, {})[text] = None
            elif mark.category is None or mark.category not in _categories():
                left.append(f"{one.name}:{mark.line}: say in the report what this line is")
            else:
                go.setdefault((one.site, mark.category), {})[text] = None
    out = [
        _keeping(n, site, list(texts)) for n, (site, texts) in enumerate(sorted(keep.items()), 1)
    ]
    out += [
        _going(n, site, category, list(texts))
        for n, ((site, category), texts) in enumerate(sorted(go.items()), 1)
    ]
    if not out:
        return "", left
    import yaml

    pack = {
        "schema": 1,
        "pack": "review",
        "description": "Drafts from marks in a report; read them, widen them, give them reasons.",
        "rules": out,
    }
    text = yaml.safe_dump(pack, sort_keys=False, allow_unicode=True, width=100)
    often = [(rule, count) for rule, count in wrong.most_common() if count >= MANY]
    comment = "".join(
        f"# {rule} was marked wrong {count} times. To switch it off:\n"
        f"# disable: [{{rule: {rule}, reason: say why}}]\n"
        for rule, count in often
    )
    return comment + text, left


def _categories() -> frozenset[str]:
    from typing import get_args

    from cleaner.rules.model import Category

    return frozenset(get_args(Category)) - {"protect"}


def _phrase(text: str, cleaner: Cleaner) -> str:
    """The line as it stands after repair, if it can be a phrase; else ""."""
    from cleaner.match import phrases

    line = cleaner.clean(text).text.strip()
    if not 0 < len(line) <= LONGEST or len(line.splitlines()) != 1 or not line.isprintable():
        return ""
    try:
        return "" if phrases.parse(line).slots else line
    except ValueError:
        return ""


def _rule(name: str, site: str, **keys: Any) -> dict[str, Any]:
    scope = {"sites": [site]} if site else {}
    return {"id": name, **keys, **scope}


def _keeping(number: int, site: str, lines: list[str]) -> dict[str, Any]:
    return _rule(
        f"keep-{number}",
        site,
        category="protect",
        message="A reader of a report marked that these lines are content.",
        match={"line": lines},
        action="protect",
        confidence="certain",
        examples=[{"keep": line} for line in lines],
    )


def _going(number: int, site: str, category: str, lines: list[str]) -> dict[str, Any]:
    examples: list[dict[str, str]] = [
        {"in": f"{_PROSE}\n\n{line}\n", "out": f"{_PROSE}\n"} for line in lines
    ]
    keep = f"Somebody wrote “{lines[0]}” on the wall of the mill, and nobody in the village knows who it was."
    return _rule(
        f"go-{number}",
        site,
        category=category,
        message="A reader of a report marked that these lines are no content.",
        match={"line": lines},
        action="remove",
        confidence="certain",
        examples=[*examples, {"keep": keep}],
    )


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
