"""`cleaner verify`: the promises, proved on a sample of one's own data."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.clean import field_options, fields_of
from cleaner.cli.options import cleaning_options, kind_of_input, stdin_option, tools_of

_SHOWN = 3


@click.command(context_settings={"max_content_width": 100})
@click.argument("inputs", nargs=-1, required=True, metavar="SAMPLE...")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True,
              help="Documents to take.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(2), default=3, show_default=True,
              help="Processes to compare with one.")  # fmt: skip
@field_options
@cleaning_options
@stdin_option
@click.option("--no-layout", is_flag=True, help="Leave white space as it is.")
@click.pass_context
def verify(ctx: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Prove the promises on documents of your own: undo, attribution, idempotence, the same bytes
    with other process counts and after interruptions.

    SAMPLE is whatever `cleaner clean` takes. Nothing is written but to a temporary folder.

    \b
      cleaner verify crawl/2026-10.jsonl.zst --limit 5000

    Exit code 1 if a promise does not hold.
    """
    from tempfile import TemporaryDirectory

    from cleaner.cli.changes import visible
    from cleaner.io.verify import verify as checked

    fields = fields_of(options)
    limit, jobs = options.pop("limit"), options.pop("jobs")
    source = kind_of_input("auto", inputs, options)
    tools = tools_of(options, layout=not options.pop("no_layout"))
    with TemporaryDirectory(prefix="cleaner-verify-") as folder:
        checks, others = checked(inputs, source, tools, fields, folder, limit, jobs)
    width = max(len(check.what) for check in checks)
    for check in checks:
        result = "holds" if not check.broken else f"BROKEN: {len(check.broken):,}"
        click.echo(f"{check.promise:<16} {check.what:<{width}} {check.documents:>9,}  {result}")
        for one in check.broken[:_SHOWN]:
            click.echo(f"{'':<16} {visible(one)}")
    if others:
        many = (
            "1 line or record that is none is"
            if others == 1
            else f"{others:,} lines or records that are none are"
        )
        click.echo(f"{many} not among these documents; `cleaner clean` names what", err=True)
    ctx.exit(1 if any(check.broken for check in checks) else 0)
