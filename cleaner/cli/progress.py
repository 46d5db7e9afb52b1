"""How a long run comes along: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cleaner.io.run import Run

_FIRST, _EVERY = 2.0, 30.0  # seconds until a run is long enough to be told of, and between lines
_SHOWN = 0.2  # seconds between looks of the bar
_BAR = "{percentage:3.0f}% {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_fmt}{postfix}]"
_FEW = 16  # workers that have a sign each
NAMED = 100
"""Failures that are named on a terminal one by one; whatever has more of them has a common cause."""
_TOLD = ("capped", "unsettled", "would-be-empty", "no-content", "encoding-guessed", "bad-bytes")


class Progress:
    """Shows a run on stderr (tqdm, if it is installed and stderr is a terminal) and in its log."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self.failures = 0
        self.reasons: set[str] = set()  # of the first failures
        self.log: IO[str] | None = None
        self._bar: Any = None
        self._started = self._at = time.monotonic()
        self._read = 0
        self._begun: tuple[float, int] | None = (
            None  # when the first batch was done, and what was read
        )

    def watch(self, run: Run) -> None:
        """Called after every batch."""
        now = time.monotonic()
        self._begun = self._begun or (now, run.read)
        if now - self._started < _FIRST or now - self._at < _SHOWN:
            return
        if self._bar is None and not self._quiet and sys.stderr.isatty():
            self._open(run)
        if self._bar:
            self._at = now
            self._bar.set_postfix_str(self._about(run), refresh=False)
            self._bar.update(run.read - self._read)
            self._read = run.read
            self._bar.refresh()
        elif run.total and run.read >= run.total:
            return  # what is left is the summary
        elif now - self._at >= _EVERY and not (self._quiet and self.log is None):
            self._at = now
            begun, before = self._begun
            rate = (run.read - before) / max(now - begun, _SHOWN)
            parts = [f"{run.read / run.total:.0%}"] if run.total else []
            parts += [self._about(run), f"{rate / 1e6:.1f} MB/s"]
            if run.total and rate:
                parts.append(f"{timedelta(seconds=round((run.total - run.read) / rate))} left")
            self.say(", ".join(parts))

    def _open(self, run: Run) -> None:
        try:
            from tqdm import tqdm
        except ImportError:
            return
        self._read = run.read
        self._bar = tqdm(
            total=run.total or None, initial=run.read, unit="B", unit_scale=True, file=sys.stderr,
            dynamic_ncols=True, leave=False, mininterval=_SHOWN,
            smoothing=0,  # batches come in bursts
            bar_format=_BAR if run.total else None,
        )  # fmt: skip

    def _about(self, run: Run) -> str:
        stats = run.stats
        states = run.workers.states if run.workers else []
        parts = []
        if len(states) > _FEW:
            parts.append(f"{states.count('busy')} of {len(states)} workers busy")
        elif states:
            parts.append("workers " + "".join("#" if s == "busy" else "." for s in states))
        parts += [f"{stats.removed_share:.1%} removed", f"{stats.records:,} records"]
        parts += [f"{stats.flags[flag]:,} {flag}" for flag in _TOLD[:3] if stats.flags[flag]]
        if run.failures:
            parts.append(f"{run.failures:,} failed")
        return ", ".join(parts)

    def say(self, text: str, loud: bool = False) -> None:
        """A line on stderr (with --quiet only a loud one) and in the log."""
        self._log(text)
        if loud or not self._quiet:
            self._show(text)

    def _log(self, text: str) -> None:
        if self.log:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self.log.write(f"{stamp} {text}\n")
            self.log.flush()

    def _show(self, text: str) -> None:
        if self._bar:
            self._bar.clear()
        click.echo(text, err=True)

    def failure(self, where: str, why: str) -> None:
        """An input or record that could not be processed: in the log each, on stderr the first ones."""
        from cleaner.cli.changes import visible

        text = f"{visible(where)}: could not be processed: {visible(why)}"
        self.failures += 1
        if self.failures <= NAMED:
            self.reasons.add(why)
            self.say(text, loud=True)
            return
        self._log(text)
        if self.failures == NAMED + 1:
            more = "… more could not be processed, and are only counted here"
            self._show(
                f"{more}; all are in the quarantine and in the log of --run, if there is one"
            )

    def note(self, where: str, what: str) -> None:
        """Something that a reader should know."""
        from cleaner.cli.changes import visible

        self.say(f"{visible(where)}: note: {visible(what)}", loud=True)

    def close(self) -> None:
        """Take the bar away."""
        # the log stays open: what is said at the end goes there, too
        if self._bar:
            self._bar.close()
            self._bar = None


def summary(run: Run) -> str:
    """What the run did, in one line."""
    stats, plan = run.stats, run.plan
    count = stats.records
    parts = [
        f"{count:,} document{'s' * (count != 1)}, {stats.changed:,} changed",
        f"{stats.characters_in:,} characters in, {stats.characters_out:,} out",
        *(f"{stats.flags[flag]:,} {flag}" for flag in _TOLD if stats.flags[flag]),
    ]
    if run.failures:
        parts.append(f"{run.failures:,} could not be processed")
    if run.others:
        parts.append(f"{run.others:,} record{'s' * (run.others != 1)} left alone: no text")
    if plan.others:
        suffixes = sorted({os.path.splitext(path)[1] or "no suffix" for path in plan.others})
        more = ", …" * (len(suffixes) > 6)
        count = len(plan.others)
        parts.append(
            f"{count:,} file{'s' * (count != 1)} left alone: {', '.join(suffixes[:6])}{more}"
        )
    return "; ".join(parts)
