"""Tables by code point: character class and lower case. Made once, shipped with the model."""

from __future__ import annotations

import unicodedata

import numpy as np

from cleaner.page.tokens import CLASSES

SIZE = 0x20001  # the last entry stands for everything above: Han
_FINAL = ".!?…。！？؟।॥۔։｡፧"
_COMMA = ",;、，；،؛"
_COLON = ":："
_BAR = "|/\\›»<>·•→←▸►▶‣⟩"
_QUOTE = "\"'`´«"
_SIGN = "@#©®™°&*+=~^§¶"
_DENSE = (
    (0x0E01, 0x0E33), (0x0E40, 0x0E46), (0x0E81, 0x0EC6), (0x1000, 0x103F), (0x1780, 0x17B3),
    (0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip


def tables() -> tuple[np.ndarray, np.ndarray]:
    """Class by code point, and how much the lower-case offset changes from one to the next."""
    classes = np.zeros(SIZE, np.uint8)
    lower = np.arange(SIZE, dtype=np.int64)
    for point in range(SIZE - 1):
        char = chr(point)
        classes[point] = CLASSES.index(_class(char))
        small = char.lower()
        if len(small) == 1:
            lower[point] = ord(small)
    classes[-1] = CLASSES.index("dense")
    offset = lower - np.arange(SIZE)
    return classes, np.diff(offset, prepend=0).astype(np.int32)


def _class(char: str) -> str:
    category = unicodedata.category(char)
    for name, chars in (
        ("newline", "\n"), ("final", _FINAL), ("comma", _COMMA), ("colon", _COLON), ("bar", _BAR),
        ("quote", _QUOTE), ("sign", _SIGN), ("money", "%"), ("mark", "_"),
    ):  # fmt: skip
        if char in chars:
            return name
    if char.isspace() or category in ("Cc", "Cf", "Zs"):
        return "space"
    if category in ("Lo", "Lm", "Nl") and any(a <= ord(char) <= b for a, b in _DENSE):
        return "dense"
    if category in ("Lu", "Lt"):
        return "upper"
    by_category = {
        "Pi": "quote", "Pf": "quote", "Ps": "quote", "Pe": "quote", "Pd": "dash", "Sc": "money",
        "Nd": "digit", "Nl": "letter", "Mn": "mark", "Mc": "mark", "Me": "mark",
    }  # fmt: skip
    return "letter" if category[0] == "L" else by_category.get(category, "other")
