"""The compiled core, where there is one: the hot loops of `segment` and `text` in C.

It gives what the Python code gives that it stands for, only sooner; that code is the reference and
what runs without it. `build_core.py` compiles it when the package is installed from source on a
machine with a C compiler.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

SOURCE = Path(__file__).with_name("_core.c")


def digest(source: bytes) -> str:
    """What a compiled core tells of the source that it was made of."""
    from hashlib import sha256

    return sha256(source).hexdigest()


def load() -> tuple[ModuleType | None, str]:
    """The compiled core, or None and why there is none.

    One that was made of another version of its source is not used, nor is any with `CLEANER_PURE` set
    or where Python runs without its lock, under which the core does its work.
    """
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        return None, "CLEANER_PURE is set"
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return None, "free threading"
    try:
        from cleaner import _core
    except ImportError:
        return None, "not compiled"
    try:
        current = digest(SOURCE.read_bytes())
    except OSError:
        return None, "its source is missing"
    if current != _core.SOURCE:
        return None, "compiled from another version"
    return _core, ""


CORE, WHY_NOT = load()


def about() -> str:
    """Whether the core is in use, in words."""
    return f"pure Python: {WHY_NOT}" if WHY_NOT else "compiled core"
