"""What the tests of the engine share: sentences, and rules with everything filled in that bores."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PROSE = (
    "The council met on Monday and voted to repair the old bridge before winter comes to the valley.",
    "Most of the money will be paid by the county, and the rest by those who live near the river.",
    "Engineers looked at the arches in spring and found cracks in three of them, but none in the piers.",
    "The work begins in June, and cars will have to take the long way round over the northern road.",
    "Older people remember the flood of their childhood, when the water stood as high as the railing.",
    "Nobody at the meeting spoke against the plan, although two members left before the vote was taken.",
    "A small museum in the toll house shows drawings and letters from the time when it was built.",
    "When everything is done the bridge will carry heavier lorries than it has ever carried until now.",
)
"""Lines that are prose by every measure: 12 words and more, with a full stop."""

EXAMPLES = [{"in": "x", "out": "x"}, {"keep": "x"}]


def page(*lines: str) -> str:
    """A text of paragraphs, with one blank line between them."""
    return "\n\n".join(lines) + "\n"


def rule(**keys: Any) -> dict[str, Any]:
    """A rule: `remove` for certain, with examples, whatever is not given otherwise.

    `in` and `with` are written with an underscore behind them.
    """
    filled = {
        "category": "promo",
        "message": "A line for the tests.",
        "confidence": "certain",
        "action": "remove",
        "examples": EXAMPLES,
    }
    filled.update({key.rstrip("_"): value for key, value in keys.items()})
    return filled


def line(*phrases: str, **keys: Any) -> dict[str, Any]:
    """A rule for lines that are one of these phrases."""
    return rule(match={"line": list(phrases)}, **keys)


def pack(*rules: dict[str, Any], name: str = "my/pack", **keys: Any) -> dict[str, Any]:
    """A pack of rules; those without an `id` are called r1, r2, ..."""
    named = [{"id": f"r{n}", **one} for n, one in enumerate(rules, 1)]
    return {"schema": 1, "pack": name, **keys, **({"rules": named} if named else {})}


def write(folder: Path, *packs: dict[str, Any]) -> Path:
    """Write packs where their names say, as JSON, which YAML is a superset of; return the folder."""
    for one in packs:
        path = folder / f"{one['pack']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def packs_of(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Packs as they are; loose rules become one pack, `my/pack`."""
    items = list(items)
    packs = [one for one in items if "pack" in one]
    loose = [one for one in items if "pack" not in one]
    return [*packs, pack(*loose)] if loose else packs


def blocks_left(work: Callable[[], object], times: int = 200) -> int:
    """How many more blocks of memory are in use after so many calls than before them; the least of
    three attempts, since others fill memories of theirs in between."""
    left = []
    for _ in range(3):
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(times):
            work()
        gc.collect()
        left.append(sys.getallocatedblocks() - before)
    return min(left)


def garbage(work: Callable[[], object]) -> int:
    """How many objects that `work` made only the garbage collector can free.

    What was there before is frozen, and so does not count when it is let go in the meantime.
    """
    work()
    gc.collect()
    gc.disable()
    gc.freeze()
    try:
        work()
        return gc.collect()
    finally:
        gc.unfreeze()
        gc.enable()
