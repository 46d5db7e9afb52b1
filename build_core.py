"""Compiles the optional core (`cleaner/_core.c`) where there is a C compiler and Python's headers.

`python build_core.py` puts it beside its source, for work in this tree; `hatch_build.py` does so for
installs. Whatever is missing, nothing fails: the package does the same without it, only slower.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sysconfig
import tempfile
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "cleaner" / "_core.c"
NAME = f"_core{sysconfig.get_config_var('EXT_SUFFIX')}"


def build(folder: Path, *options: str) -> str:
    """Compile the core into a folder. Returns "" or why there is none.

    With the compiler and the options that Python was built with; `CC` and `CFLAGS` of the environment
    and `options` go before. It carries the digest of its source, which `cleaner.core` compares.
    """
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        return "CLEANER_PURE is set"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "it needs Python's lock, which this Python lacks"
    include = Path(sysconfig.get_path("include"))
    if not (include / "Python.h").is_file():
        return "there is no Python.h (Debian: python3-dev)"
    linker = shlex.split(sysconfig.get_config_var("LDSHARED") or "")
    compiler = shlex.split(os.environ.get("CC", "")) or linker[:1]
    if not compiler or shutil.which(compiler[0]) is None:
        compiler = ["cc"]
    if not linker or shutil.which(compiler[0]) is None:
        return "there is no C compiler"
    flags = [sysconfig.get_config_var(name) or "" for name in ("CFLAGS", "CCSHARED")]
    with tempfile.TemporaryDirectory(dir=folder, prefix=".core-") as work:
        made = Path(work) / NAME
        command = [
            *compiler, *linker[1:], *shlex.split(" ".join(flags)), "-O3", "-g0", "-std=c11",
            *shlex.split(os.environ.get("CFLAGS", "")), *options, f"-I{include}",
            f'-DCORE_SOURCE="{sha256(SOURCE.read_bytes()).hexdigest()}"', str(SOURCE), "-o", str(made),
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if ran.returncode:
            return (ran.stderr.strip().splitlines() or ["the compiler failed"])[-1]
        os.replace(made, folder / NAME)  # a process that has the old one open keeps it
    return ""


def told(folder: Path) -> tuple[bool, str]:
    """Compile the core into a folder; whether there is one, and that in one line for the log."""
    try:
        why = build(folder)
    except OSError as err:
        why = str(err)
    return not why, f"no compiled core, all runs in Python: {why}" if why else "core compiled"


if __name__ == "__main__":
    print(told(SOURCE.parent)[1])
