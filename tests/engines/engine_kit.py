"""Scripts of docs/engines.md in a folder, and how they are started: as a user would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "engines.md").read_text("utf-8")


def environment(**more: str) -> dict[str, str]:
    """With this interpreter's commands first, and Spark's workers on this interpreter."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "PYSPARK_PYTHON": sys.executable, "RAY_USAGE_STATS_ENABLED": "0"}
    quiet = {"RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "SPARK_LOCAL_IP": "127.0.0.1"}
    return {**os.environ, **own, **quiet, **more}


def call(folder: Path, command: str | list[str], **more: str) -> str:
    """What a command prints; more: environment. Fails if the command does, with what it said."""
    with subprocess.Popen(
        command, shell=isinstance(command, str), cwd=folder, text=True, env=environment(**more),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as run:  # fmt: skip
        try:
            said, _ = run.communicate(timeout=200)
        except BaseException:
            os.killpg(run.pid, signal.SIGKILL)
            raise
    log = folder / "log.txt"
    rest = log.read_text("utf-8")[-3000:] if log.exists() else ""
    assert run.returncode == 0, f"$ {command}\n{said[-3000:]}{rest}"
    return said
