"""Build step: a wheel carries its rules compiled, so that the first run need not compile them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Puts `cleaner/_rules/program.msgpack` into a wheel; an editable install reads the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules of this tree. Raises RuleError if one of them is broken."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        os.environ["CLEANER_CACHE_DIR"] = ""
        from cleaner.rules import cache
        from cleaner.rules.load import load_program

        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / cache.SHIPPED
        path.write_bytes(cache.packed(load_program()))
        build_data["force_include"][str(path)] = f"cleaner/_rules/{cache.SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only there for the build."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
