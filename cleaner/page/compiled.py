"""The compiled part of the page model, where it was built."""

from __future__ import annotations

from typing import Any

score: Any
try:
    from cleaner.page import _score as score  # type: ignore[attr-defined,no-redef]
except ImportError:
    score = None
