"""`cleaner check`, `fix` and `diff`: the hook for text and Markdown files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from cleaner.cli.options import cleaning_options, split
from cleaner.cli.report import Reporter, reporter
from cleaner.errors import InputError
from cleaner.io.files import SNIFFED, find_inputs, read_file, sniff

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.pipeline import Cleaner
    from cleaner.text.decode import Decoded

_F = TypeVar("_F", bound=Callable[..., Any])
_SUFFIXES = (".txt", ".text", ".md", ".markdown")
_NOT_TEXT = f"not text or Markdown ({', '.join(_SUFFIXES)}); `cleaner clean` takes other files"
_SETTINGS = {"max_content_width": 100}


class Examined(NamedTuple):
    """A file and what cleaning makes of it: `path` as named, `real` where it lies, new bytes."""

    path: str
    real: str
    content: bytes
    decoded: Decoded
    result: Result
    fixed: bytes


def _hook_options(command: _F) -> _F:
    options = (
        click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
        click.option("--whitespace", is_flag=True, help="Settle white space and line breaks, too."),
        click.option(
            "--exclude",
            multiple=True,
            metavar="GLOB",
            help="Leave these files and folders out. Repeatable.",
        ),
        click.option(
            "--force-exclude", is_flag=True, help="Leave files out even if they are named."
        ),
        click.option(
            "--max-bytes",
            type=click.IntRange(1),
            default=10_000_000,
            show_default=True,
            help="Skip larger files.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="No summary."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="One line, or one JSON object, a change.",
)


@click.command(context_settings=_SETTINGS)
@_hook_options
@_FORMAT
@cleaning_options
@click.pass_context
def check(ctx: click.Context, /, style: str, **options: Any) -> None:
    """Report what is left to clean in text and Markdown files. Never writes.

    PATH is a file, a folder (its .txt, .text, .md, .markdown files) or a glob. A file that is named
    and has another suffix, or holds HTML or JSON lines, is skipped: `cleaner clean` takes these.
    Encoding, line endings and white space are no findings unless --whitespace is given.

    \b
      cleaner check docs/
      cleaner check --format json page.txt
      cleaner check --force-exclude --exclude 'golden/*' $(git ls-files '*.md')

    Exit code 1 if there is something to clean, 3 if files were skipped.
    """
    run = _Run(options, style)
    for one in run.examined():
        if one.fixed != one.content:
            run.report.changes(one.path, one.result)
    ctx.exit(run.end("to clean"))


@click.command(context_settings=_SETTINGS)
@_hook_options
@_FORMAT
@cleaning_options
@click.pass_context
def fix(ctx: click.Context, /, style: str, **options: Any) -> None:
    """Clean text and Markdown files in place, and name every change.

    Encoding, byte order mark, line endings, final line break and file mode stay as they are, white
    space too unless --whitespace is given. A file is replaced whole, and only if a second pass would
    find nothing more.

    \b
      cleaner fix docs/
      cleaner diff docs/      first see what it would do

    Exit code 1 if files were changed, 3 if some were skipped: see `cleaner check --help`.
    """
    run = _Run(options, style)
    for one in run.examined():
        if one.fixed == one.content:
            continue
        try:
            run.write(one)
        except InputError as err:
            run.report.failure(one.path, str(err))
        else:
            run.report.changes(one.path, one.result)
    ctx.exit(run.end("cleaned"))


@click.command(context_settings=_SETTINGS)
@_hook_options
@cleaning_options
@click.pass_context
def diff(ctx: click.Context, /, **options: Any) -> None:
    """Show what `fix` would do, as a unified diff. Never writes.

    \b
      cleaner diff docs/
      cleaner diff page.txt | git apply     what `cleaner fix page.txt` does

    Inside a git repository paths are relative to its top folder, as git has them.

    Exit code 1 if there is something to clean, 3 if files were skipped.
    """
    run = _Run(options, "text")
    for one in run.examined():
        if one.fixed != one.content:
            run.report.counted(one.path, one.result)
            _print_diff(one)
    ctx.exit(run.end("to clean"))


class _Run:
    """What the three commands have in common: reading, cleaning, saying what was skipped."""

    def __init__(self, options: dict[str, Any], style: str) -> None:
        self.config, self.known = split(options, layout=options.pop("whitespace"))
        self.options = options
        self.report: Reporter = reporter(style, options["quiet"])
        self._cleaner: Cleaner | None = None

    @property
    def cleaner(self) -> Cleaner:
        if self._cleaner is None:
            from cleaner.pipeline import Cleaner

            self._cleaner = Cleaner(self.config)
        return self._cleaner

    def examined(self) -> Iterator[Examined]:
        """Every file that can be read, with what cleaning makes of it."""
        options = self.options
        inputs, failures, _ = find_inputs(
            options["paths"], _SUFFIXES, options["exclude"], options["force_exclude"]
        )
        for path, message in failures:
            self.report.failure(path, message)
        seen: set[str] = set()
        cleaner = self.cleaner  # also where there is no file: a broken rule is to be heard of
        for item in inputs:
            real = os.path.realpath(item.path)
            if real in seen:
                continue
            seen.add(real)
            if os.path.islink(item.path):
                self.report.note(item.path, f"a symbolic link to {real}")
            try:
                yield self._examine(cleaner, item.path, real)
            except InputError as err:
                self.report.failure(item.path, str(err))
            self.report.files += 1

    def _examine(self, cleaner: Cleaner, path: str, real: str) -> Examined:
        from cleaner.io.records import reason
        from cleaner.text.decode import decode, encode

        suffix = os.path.splitext(path)[1].lower()
        if suffix and suffix not in _SUFFIXES:
            raise InputError(_NOT_TEXT)
        content = read_file(real, self.options["max_bytes"])
        if not suffix and sniff(content[:SNIFFED]) != "text":
            raise InputError(_NOT_TEXT)
        try:
            decoded = decode(content)
            result = self.clean(cleaner, decoded.text)
            fixed = encode(result.text, decoded) if result.changed else content
        except Exception as err:
            raise InputError(reason(err)) from err
        return Examined(path, real, content, decoded, result, fixed)

    def clean(self, cleaner: Cleaner, text: str) -> Result:
        url, language, document = self.known
        return cleaner.clean(text, url=url, language=language, document=document)

    def write(self, one: Examined) -> None:
        """Replace a file. Raises InputError if that would not be safe or is not possible."""
        from cleaner.errors import CleanerError
        from cleaner.io.files import write_file
        from cleaner.text.decode import decode

        if decode(one.fixed).text != one.result.text:
            raise InputError("not changed: the clean text would read differently in its encoding")
        if self.clean(self.cleaner, one.result.text).changed:
            raise InputError("not changed: a second pass would change it again; please report this")
        if not os.stat(one.real).st_mode & 0o222:
            raise InputError("not changed: the file is read-only")
        try:
            write_file(one.real, one.fixed)
        except CleanerError as err:
            raise InputError(f"not changed: {err}") from None

    def end(self, done: str) -> int:
        """Print the summary; returns the exit code."""
        self.report.end(done)
        return self.report.exit_code


def _print_diff(one: Examined) -> None:
    """For eyes with colours and harmless; for a pipe the very bytes, so that git can apply it."""
    from difflib import unified_diff

    from cleaner.cli.changes import visible

    root = _repository(one.real)
    name = (os.path.relpath(one.real, root) if root else one.path).replace(os.sep, "/").lstrip("/")
    mark = "\ufeff" * (one.decoded.bom == b"\xef\xbb\xbf")
    old, new = (_lines(mark + text) for text in (one.decoded.text, one.result.text))
    wide = one.decoded.encoding.startswith(("utf-16", "utf-32"))
    encoding = "utf-8" if wide else one.decoded.encoding
    colour = click.get_current_context().color
    for_eyes = sys.stdout.isatty() if colour is None else colour
    # with this header git takes paths as relative to the top folder, wherever it is called
    header = [f"diff --git a/{name} b/{name}\n"] if root else []
    diff = unified_diff(old, new, f"a/{name}", f"b/{name}")
    for n, line in enumerate(chain(header, diff)):
        body = line.removesuffix("\n")
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file"
        if for_eyes:
            style = {"bold": True} if n < 2 + len(header) else {"fg": _DIFF_COLOURS.get(line[0])}
            click.echo(click.style(visible(body), **style) + end)
        else:
            click.echo((body + end + "\n").encode(encoding, "surrogateescape"), nl=False)


def _repository(path: str) -> str | None:
    """The top folder of the git repository that a file lies in."""
    folder = os.path.dirname(path)
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, last = os.path.dirname(folder), folder
        if folder == last:
            return None
    return folder


_DIFF_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *filter(None, lines[-1:])]
