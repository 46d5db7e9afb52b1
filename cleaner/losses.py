"""What an expectation loses when another takes its place, and how the reason for that is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError

_UNIT = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]\p{M}*"
    r"|(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}])"
    r"[\p{L}\p{M}\p{N}])+"
    r"|\p{S}"
)
"""A letter of a script without spaces, a word of another one, or a symbol."""


def lost(before: str, after: str) -> list[str]:
    """The lines of a text from which something is not in another: a word, a letter of a script that
    has no spaces, a symbol, or a line that is nothing but marks. Each line is compared with what
    stands in its place, so nothing that was added makes up for it. White space, marks within a line,
    where lines break, and repairs do not count."""
    from difflib import SequenceMatcher

    old, new = _lines(before), _lines(after)
    out: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("delete", "replace"):
            out += _short(old[a:b], new[c:d])
    return out


def _lines(text: str) -> list[str]:
    from cleaner.text.repair import repair_text

    return [line.strip() for line in repair_text(text).splitlines() if line.strip()]


def _short(old: list[str], new: list[str]) -> list[str]:
    """The old lines that lack something in the new ones."""
    from difflib import SequenceMatcher

    units = [(unit, n) for n, line in enumerate(old) for unit in _units(line)]
    there = [unit for line in new for unit in _units(line)]
    matcher = SequenceMatcher(None, [unit for unit, _ in units], there, autojunk=False)
    short = {
        n
        for kind, a, b, _, _ in matcher.get_opcodes()
        if kind in ("delete", "replace")
        for _, n in units[a:b]
    }
    return [old[n] for n in sorted(short)]


def _units(line: str) -> list[str]:
    import unicodedata

    import regex

    return regex.findall(_UNIT, unicodedata.normalize("NFKC", line)) or [line]


def recorded(path: Path, reason: str) -> str:
    """The text of a `case.yaml` with one more reason under `losses`, all else as it was written.

    The last reason comes first in a list that is there. Raises ConfigError if `losses` is no list.
    """
    import yaml

    text = path.read_bytes().decode("utf-8")
    about: dict[str, Any] = yaml.safe_load(text)
    before = about.get("losses") or []
    if not isinstance(before, list):
        raise ConfigError(f"{path}: `losses` is a list of texts; make it one, then accept again")
    wanted = {**about, "losses": [reason, *before]}
    for new in _ways(text, reason):
        try:
            if yaml.safe_load(new) == wanted:
                return new
        except yaml.YAMLError:
            continue
    raise ConfigError(f"{path}: add the reason to `losses` by hand, there is no telling how")


def _ways(text: str, reason: str) -> list[str]:
    """The text with the reason at each place where it could stand, the best one first."""
    import yaml

    root: Any = yaml.compose(text, yaml.SafeLoader)
    item = yaml.safe_dump(reason, default_style='"', allow_unicode=True, width=10**6).rstrip("\n")
    end = "\r\n" if "\r\n" in text else "\n"

    def put(at: int, what: str, to: int | None = None) -> str:
        return text[:at] + what + text[at if to is None else to :]

    for key, node in root.value:
        if key.value != "losses":
            continue
        at = node.start_mark.index
        if isinstance(node, yaml.ScalarNode):  # the key alone, or null
            space = " " * (text[at - 1] == ":")
            return [put(at, f"{space}[{item}]", node.end_mark.index)]
        if node.flow_style:
            return [put(text.index("[", at) + 1, item + ", " * bool(node.value))]
        return [put(text.index("-", at), f"- {item}{end}{' ' * node.start_mark.column}")]
    start = root.start_mark.index
    if root.flow_style:
        return [put(text.index("{", start) + 1, f"losses: [{item}], ")]
    indent = " " * root.start_mark.column
    entry = f"losses:{end}{indent}- {item}{end}{indent}"
    return [f"{text.rstrip()}{end}{indent}{entry.rstrip()}{end}", put(start, entry)]
