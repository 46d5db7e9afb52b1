"""Compiles the optional core where there is a C compiler and Python's headers.

It is the `_*.c` files of the package, each a module. `python build_core.py` puts them beside their
sources, for work in this tree; `hatch_build.py` does so for installs. Whatever is missing, nothing
fails: the package does the same without them, only slower.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import tempfile
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent / "cleaner"


def sources() -> list[Path]:
    """The C files, as paths below the package."""
    return sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("_*.c"))


def digest(source: Path) -> str:
    """See `cleaner.core`, which cannot be imported before what it needs is installed."""
    text = source.read_bytes()
    parts = re.findall(rb'^#include "(.+)"$', text, re.M)
    found = [text, *((source.parent / os.fsdecode(part)).read_bytes() for part in parts)]
    return sha256(b"\0".join(found)).hexdigest()


def build(source: Path, root: Path, *options: str) -> Path:
    """Compile a source into its place below a folder; returns that.

    With the compiler and the options that Python was built with; `CC` and `CFLAGS` of the environment
    and `options` go before. It carries the digest of its source, which `cleaner.core` compares.
    Raises OSError with the reason where that is not possible.
    """
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        raise OSError("CLEANER_PURE is set")
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise OSError("it needs Python's lock, which this Python lacks")
    include = Path(sysconfig.get_path("include"))
    if not (include / "Python.h").is_file():
        raise OSError("there is no Python.h (Debian: python3-dev)")
    linker = shlex.split(sysconfig.get_config_var("LDSHARED") or "")
    compiler = shlex.split(os.environ.get("CC", "")) or linker[:1]
    if not compiler or shutil.which(compiler[0]) is None:
        compiler = ["cc"]
    if not linker or shutil.which(compiler[0]) is None:
        raise OSError("there is no C compiler")
    flags = [sysconfig.get_config_var(name) or "" for name in ("CFLAGS", "CCSHARED")]
    path = root / source.with_name(f"{source.stem}{sysconfig.get_config_var('EXT_SUFFIX')}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".core-") as work:
        made = Path(work) / path.name
        command = [
            *compiler, *linker[1:], *shlex.split(" ".join(flags)), "-O3", "-g0", "-std=c11",
            *shlex.split(os.environ.get("CFLAGS", "")), *options, f"-I{include}",
            f'-DCORE_SOURCE="{digest(PACKAGE / source)}"', str(PACKAGE / source), "-o", str(made), "-lm",
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if ran.returncode:
            raise OSError((ran.stderr.strip().splitlines() or ["the compiler failed"])[-1])
        os.replace(made, path)  # a process that has the old one open keeps it
    return path


def build_all(root: Path) -> tuple[list[Path], str]:
    """Compile what can be compiled into places below a folder; the files, and a line for the log."""
    made = []
    for source in sources():
        try:
            made.append(build(source, root))
        except OSError as err:
            return made, f"no compiled core, Python does it all: {err}"
    return made, "core compiled"


if __name__ == "__main__":
    print(build_all(PACKAGE)[1])
