"""The fault suite shares the corpus of tests/io."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "io"))
