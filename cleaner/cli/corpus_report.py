"""`cleaner report`: one page to look at what a run does to a corpus."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.cli.options import cleaning_options, kind_of_input, rule_set, stdin_option, tools_of

_SAMPLE = 10_000


@click.command(context_settings={"max_content_width": 100})
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    default="report.html",
    show_default=True,
    metavar="PAGE",
    help="The page to write.",
)
@click.option(
    "--compare",
    nargs=2,
    metavar="OLD NEW",
    help="Show only what two rule sets do differently. Each is a rule folder (a whole set), "
    "`builtin`, or several joined by commas: builtin,my-rules.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=_SAMPLE,
    show_default=True,
    metavar="N",
    help="Of more documents than this so many are drawn for the page; totals count all of them.",
)
@cleaning_options
@stdin_option
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.pass_context
def report(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    output: str,
    compare: tuple[str, str] | None,
    sample: int,
    quiet: bool,
    **options: Any,
) -> None:
    """Write a page that shows what cleaning does to a corpus.

    INPUT is what `clean` takes: a file, a folder, a glob, or - for stdin, with text, HTML, JSON lines,
    Parquet, Arrow or WARC, also compressed. The page is one file that loads nothing and works without a network: it
    shows totals, rules, and every document with what goes struck out and why; what you mark there
    as wrong can be saved and made into cases by `cleaner golden from-review`. A report that lies at
    PAGE already is no input and is replaced; any other input there is refused.

    \b
      cleaner report crawl/ -o report.html
      cleaner report records.jsonl --rules my-rules
      cleaner report --compare builtin builtin,my-rules records.jsonl

    Exit code 3 if some inputs could not be processed; the page has all others, and names these.
    """
    from cleaner.io.files import write_file
    from cleaner.report.build import Look, build, build_comparison
    from cleaner.report.page import page

    if compare and options["rules"]:
        raise click.UsageError("--compare names the rules itself: leave --rules out", ctx)
    source = kind_of_input("auto", inputs, options)
    tools = tools_of(options, layout=True)
    look = Look(inputs, source, sample, None if output == "-" else output)
    if compare:
        old, new = (tools.with_rules(*rule_set(names)) for names in compare)
        told = build_comparison(old, new, compare, look)
    else:
        told = build(tools, look)
    for name, message in told.failures:
        from cleaner.cli.changes import visible

        click.echo(f"{visible(name)}: could not be processed: {visible(message)}", err=True)
    content = page(told.data, "Comparison" if compare else "Report")
    if output == "-":
        sys.stdout.buffer.write(content)
    else:
        write_file(output, content)
    if not quiet:
        count = told.documents
        parts = [f"{count:,} document{'s' * (count != 1)}"]
        parts.append(f"{told.changed:,} {'differ' if compare else 'changed'}")
        if told.shown < (told.changed if compare else count):
            parts.append(f"{told.shown:,} drawn for the page")
        if told.failures:
            parts.append(f"{len(told.failures):,} could not be processed")
        click.echo(f"wrote {output} ({len(content) / 1e6:,.1f} MB): {', '.join(parts)}", err=True)
    ctx.exit(3 if told.failures else 0)
