"""Build steps: the optional core is compiled, and a wheel carries its rules compiled."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface[Any]):
    """Puts the core and `cleaner/_rules/program.msgpack` into a wheel.

    An editable install has its core beside the source, and reads the sources of the rules.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the core, if that is possible, and the rules of this tree.

        Raises RuleError if one of them is broken.
        """
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        import build_core

        if version == "editable":
            self.app.display_info(build_core.build_all(build_core.PACKAGE)[1])
            return
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        compiled, message = build_core.build_all(folder)
        self.app.display_info(message)
        for path in compiled:
            build_data["pure_python"], build_data["infer_tag"] = False, True
            build_data["force_include"][str(path)] = f"cleaner/{path.relative_to(folder)}"

        os.environ["CLEANER_CACHE_DIR"] = ""
        from cleaner.rules import cache
        from cleaner.rules.load import load_program

        path = folder / cache.SHIPPED
        path.write_bytes(cache.packed(load_program()))
        build_data["force_include"][str(path)] = f"cleaner/_rules/{cache.SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only there for the build."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
