"""The compiled part of the page model (`_score.c`), where there is one."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleaner.core import load

score: Any
score, WHY_NOT = load("cleaner.page._score")
if not np.dtype(np.intp) == np.dtype(int) == np.int64:
    score, WHY_NOT = None, "numbers of less than 64 bits"
