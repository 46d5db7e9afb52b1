"""The command line: a group that imports a command when it is called, and words every error."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from cleaner import __version__, core
from cleaner.errors import CleanerError, RuleError
from cleaner.io import collect_seldom

_COMMANDS = {
    "clean": ("cleaner.cli.clean", "Clean files, folders, JSON lines or stdin."),
    "check": ("cleaner.cli.check", "Report what is left to clean in text files; never write."),
    "fix": ("cleaner.cli.check", "Clean text files in place and name every change."),
    "diff": ("cleaner.cli.check", "Show what `fix` would do; never write."),
    "explain": ("cleaner.cli.explain", "Say for every line why it went or why it stayed."),
    "undo": ("cleaner.cli.undo", "Give back the source of a cleaned text."),
    "verify": ("cleaner.cli.verify", "Prove the promises on a sample of your own data."),
    "rules": ("cleaner.cli.rules", "Check, test, list and explain rules; write new ones."),
    "report": (
        "cleaner.cli.corpus_report",
        "Write a page that shows what cleaning does to a corpus.",
    ),
    "golden": ("cleaner.cli.golden", "Curated documents with the result a careful person wants."),
}


class _Failure(click.ClickException):
    """A CleanerError in click's terms: its words and its exit code."""

    def __init__(self, error: CleanerError) -> None:
        super().__init__(str(error))
        self.error = error
        self.exit_code = error.exit_code  # type: ignore[misc]  # click sets its own this way, too

    def show(self, file: Any = None) -> None:
        if isinstance(self.error, RuleError):
            count = len(self.error.problems)
            click.echo(self.message, err=True)
            click.echo(f"{count} problem{'s' * (count > 1)} in rule files", err=True)
        else:
            click.echo(f"Error: {self.message}", err=True)


class _Group(click.Group):
    """Knows the commands by name and imports the one that is called: start-up is a feature."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module

        command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as err:
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(err.message + hint, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CleanerError as err:
            raise _Failure(err) from err
        except KeyboardInterrupt:
            click.echo("\ninterrupted; what was not complete is not there", err=True)
            ctx.exit(130)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message=f"cleaner, version %(version)s ({core.about()})")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Clean scraped text: take the site's chrome away, mend encoding, account for every change.

    \b
      cleaner clean page.txt                      the clean text, on stdout
      cleaner clean crawl/ -o clean/              a folder, tree mirrored
      zcat in.jsonl.gz | cleaner clean > out.jsonl
      cleaner clean --show page.txt               what went, and why
      cleaner check docs/                         report, exit 1 if there is something
      cleaner explain page.txt:12                 why line 12 went, or why it stayed

    Exit codes: 0 nothing to do, or done; 1 findings or changes (check, fix, diff); 2 wrong usage,
    configuration or rules; 3 some inputs could not be processed.
    """
    collect_seldom()
    # a lone surrogate or an old terminal must not end a report in the middle
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True
