"""Reading and writing: files, JSON lines, records, audits."""

from __future__ import annotations


def collect_seldom() -> None:
    """Let the garbage collector look around seldom, in a process of our own.

    Cleaning makes many small values and hardly a cycle, and what is known of rules and lines stays:
    looking through all of it again and again costs a tenth of the time.
    """
    import gc

    gc.set_threshold(50_000, 50, 100)
