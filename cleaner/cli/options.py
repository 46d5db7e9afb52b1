"""Options that several commands share, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.config import DOCUMENTS, INPUTS, PROFILES, Config
from cleaner.errors import ConfigError
from cleaner.io.records import Known

_F = TypeVar("_F", bound=Callable[..., Any])

_CLEANING = (
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        default="balanced",
        show_default=True,
        help="Which findings act: only certain ones, those that others confirm, or likely ones too.",
    ),
    click.option(
        "--rules",
        multiple=True,
        metavar="PATH",
        help="A rule file or folder of your own, after the built-in rules. Repeatable.",
    ),
    click.option("--language", metavar="CODE", help="ISO 639-1 code; guessed if not given."),
    click.option(
        "--document",
        type=click.Choice(DOCUMENTS),
        help="The kind of document; guessed if not given.",
    ),
    click.option("--url", help="Where the text is from: chooses the rules of its site."),
    click.option(
        "--max-prose-share",
        type=click.FloatRange(0, 1),
        default=0.30,
        show_default=True,
        help="Share of the prose that rules may take; past it they take nothing.",
    ),
    click.option(
        "--characters",
        metavar="POLICY",
        default="corpus",
        show_default=True,
        help="strict, corpus or style, then +FIELD or -FIELD: corpus,+quotes,-soft-hyphens.",
    ),
    click.option(
        "--input",
        "input_",
        type=click.Choice(INPUTS),
        default="extracted",
        show_default=True,
        help="What texts are: an extractor's output, whole pages with their menus, or told by each.",
    ),
    click.option(
        "--max-page-share",
        type=click.FloatRange(0, 1),
        default=0.98,
        show_default=True,
        help="Share of a whole page's words that the page model may take.",
    ),
    click.option(
        "--dates",
        type=click.Choice(["keep", "iso"]),
        default="keep",
        show_default=True,
        help="Write full, unambiguous dates as ISO 8601.",
    ),
    click.option("--no-repair", is_flag=True, help="Leave encoding damage as it is."),
)


def cleaning_options(command: _F) -> _F:
    """The options that say how to clean; they arrive as keywords for `split`."""
    for option in reversed(_CLEANING):
        command = option(command)
    return command


def rule_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths. Raises ConfigError for a folder without rule files: whoever names it means some."""
    out = tuple(paths)
    for path in out:
        if path.is_dir() and not any(path.rglob("*.y*ml")):
            raise ConfigError(f"there are no rule files in {path}: their names end in .yaml")
    return out


def split(options: dict[str, Any], layout: bool) -> tuple[Config, Known]:
    """The configuration, and what is known about the documents. Takes its keys from `options`."""
    from cleaner.text.labels import language_code

    config = Config(
        profile=options.pop("profile"),
        rules=rule_paths(map(Path, options.pop("rules"))),
        repair=not options.pop("no_repair"),
        characters=options.pop("characters"),
        dates=options.pop("dates"),
        layout=layout,
        max_prose_share=options.pop("max_prose_share"),
        input=options.pop("input_"),
        max_page_share=options.pop("max_page_share"),
    )
    language = options.pop("language")
    code = language_code(language)
    if language and code is None:
        raise click.BadParameter(f"{language!r} is no language code", param_hint="'--language'")
    return config, Known(options.pop("url"), code, options.pop("document"))
