"""The compiled core, where there is one: the hot loops of `segment` and `text` in C.

It gives what the Python code gives that it stands for, only sooner; that code is the reference and
what runs without it. `build_core.py` compiles it when the package is installed from source on a
machine with a C compiler.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).parent


def load(name: str) -> tuple[ModuleType | None, str]:
    """A compiled module of this package (`cleaner._core`), or None and why there is none.

    One that was made of another version of its source is not used, nor is any with `CLEANER_PURE` set
    or where Python runs without its lock, under which they do their work.
    """
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        return None, "CLEANER_PURE is set"
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return None, "free threading"
    try:
        module = import_module(name)
    except ImportError:
        return None, "not compiled"
    try:
        current = digest(PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".c"))
    except OSError:
        return None, "its source is missing"
    if current != module.SOURCE:
        return None, "compiled from another version"
    return module, ""


def digest(source: Path) -> str:
    """What a compiled module tells of the source that it was made of, and of what that includes.

    Raises OSError if one of them cannot be read.
    """
    from hashlib import sha256

    text = source.read_bytes()
    parts = re.findall(rb'^#include "(.+)"$', text, re.M)
    found = [text, *((source.parent / os.fsdecode(part)).read_bytes() for part in parts)]
    return sha256(b"\0".join(found)).hexdigest()


CORE, WHY_NOT = load("cleaner._core")


def about() -> str:
    """Whether the core is in use, in words."""
    return f"pure Python: {WHY_NOT}" if WHY_NOT else "compiled core"
