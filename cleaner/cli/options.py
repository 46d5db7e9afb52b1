"""Options that several commands share, and what comes of them and of the configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.config import DOCUMENTS, EXTRACTORS, INPUTS, MARKUPS, PRESETS, PROFILES
from cleaner.errors import ConfigError
from cleaner.io.tools import Tools
from cleaner.languages import known_language, no_language
from cleaner.project import Project, Settings, find, read

_F = TypeVar("_F", bound=Callable[..., Any])


class _Address(click.ParamType):  # type: ignore[type-arg]  # generic in new versions only
    name = "url"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        from cleaner.metadata import host

        if host(value):
            return value
        message = f"{value!r} is no address; write one such as https://example.com/a"
        return self.fail(message, param, ctx)


ADDRESS = _Address()
"""An address with a host, with or without a scheme."""


def all_of(*options: Callable[[Any], Any]) -> Callable[[_F], _F]:
    """A decorator that gives a command these options, in this order."""

    def decorate(command: _F) -> _F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_RULES = click.option(
    "--rules",
    multiple=True,
    metavar="PATH",
    help="A rule file or folder of your own, after the built-in rules. Repeatable.",
)
_CONFIG = click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Read this file, and look for no .cleaner.toml or [tool.cleaner] in pyproject.toml.",
)
_NO_CONFIG = click.option(
    "--no-config", is_flag=True, help="Read no configuration and no .cleanerignore."
)

NO_BUILTIN = click.option("--no-builtin", is_flag=True, help="Leave the built-in rules out.")

rules_options = all_of(_RULES, _CONFIG, _NO_CONFIG)
"""The options that say which rules there are; they arrive as keywords for `tools_of`."""

cleaning_options = all_of(
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        help="Which findings act: only certain ones, those that others confirm (balanced, the "
        "default), or likely ones too.",
    ),
    _RULES,
    click.option("--language", metavar="CODE", help="ISO 639-1 code; guessed if not given."),
    click.option(
        "--document",
        type=click.Choice(DOCUMENTS),
        help="The kind of document; guessed if not given.",
    ),
    click.option(
        "--url", type=ADDRESS, help="Where the text is from: chooses the rules of its site."
    ),
    click.option(
        "--max-prose-share",
        type=click.FloatRange(0, 1),
        help="Share of the prose that rules may take (0.3); past it they take nothing.",
    ),
    click.option(
        "--characters",
        metavar="POLICY",
        help="strict, corpus (default) or style, then +FIELD or -FIELD: corpus,+quotes,-soft-hyphens.",
    ),
    click.option(
        "--input",
        "input_",
        type=click.Choice(INPUTS),
        help="What texts are: an extractor's output (default), whole pages with their menus, or told by each.",
    ),
    click.option(
        "--max-page-share",
        type=click.FloatRange(0, 1),
        help="Share of a whole page's words that the page model may take (0.98).",
    ),
    click.option(
        "--markup",
        type=click.Choice(MARKUPS),
        help="What HTML pages become: text (default), or Markdown with headings, lists, tables and code.",
    ),
    click.option(
        "--extractor",
        type=click.Choice(EXTRACTORS),
        help="What finds the main content of HTML: the page model (default; needs numpy) or trafilatura.",
    ),
    click.option(
        "--preset",
        type=click.Choice(PRESETS),
        help="The line filters of a well-known corpus in place of the rules, to compare and migrate.",
    ),
    click.option(
        "--dates",
        type=click.Choice(["keep", "iso"]),
        help="Keep dates (default), or write full, unambiguous ones as ISO 8601.",
    ),
    click.option("--no-repair", is_flag=True, help="Leave encoding damage as it is."),
    _CONFIG,
    _NO_CONFIG,
)
"""The options that say how to clean; they arrive as keywords for `tools_of`."""


def stdin_option(command: _F) -> _F:
    """The option that gives stdin a name; `tools_of` takes it."""
    return click.option(
        "--stdin-filename",
        metavar="PATH",
        help="What stdin (-) is taken for: its suffix, and what the configuration says of this path.",
    )(command)


def kind_of_input(told: str, inputs: Iterable[str], options: dict[str, Any]) -> str:
    """What inputs hold: as told, or as the name says that stdin was given. Raises ConfigError if a
    name was given to nothing."""
    from cleaner.io.files import kind_of

    name = options.get("stdin_filename")
    if name is None:
        return told
    if "-" not in inputs:
        raise ConfigError("--stdin-filename is for stdin, and no input is `-`")
    return (kind_of(name) or told) if told == "auto" else told


def rule_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths. Raises ConfigError for a folder without rule files: whoever names it means some."""
    out = tuple(paths)
    for path in out:
        if path.is_dir() and not any(path.rglob("*.y*ml")):
            raise ConfigError(f"there are no rule files in {path}: their names end in .yaml")
    return out


def rule_set(names: str) -> tuple[tuple[Path, ...], bool]:
    """The rules in a list such as `builtin,my-rules`: paths, and whether the built-in ones are there.

    Raises ConfigError for a list with a name left out.
    """
    parts = names.split(",")
    if not all(parts):
        raise ConfigError(
            f"{names!r} is no rule set: write a folder, builtin, or several joined by commas"
        )
    return rule_paths(Path(part) for part in parts if part != "builtin"), "builtin" in parts


def tools_of(options: dict[str, Any], layout: bool | None = None) -> Tools:
    """What a command cleans with. Takes its keys from `options`.

    layout: whether white space is settled; None: as options and configuration say.
    Raises ConfigError for an option or a configuration that is not possible.
    """

    def take(name: str) -> Any:
        return options.pop(name, None)

    own, without = take("config_file"), take("no_config")
    if own and without:
        raise ConfigError("--config and --no-config contradict each other")
    project = Project(root=".") if without else read(own) if own else find()
    language = take("language")
    if language and known_language(language) is None:
        raise click.BadParameter(no_language(language), param_hint="'--language'")
    given = Settings(
        profile=take("profile"),
        document=take("document"),
        url=take("url"),
        max_prose_share=take("max_prose_share"),
        characters=take("characters"),
        dates=take("dates"),
        input=take("input_"),
        max_page_share=take("max_page_share"),
        markup=take("markup"),
        extractor=take("extractor"),
        preset=take("preset"),
        repair=False if take("no_repair") else None,
        whitespace=take("whitespace") or None,
    )
    for path in project.rules:
        if not os.path.lexists(path):
            raise ConfigError(f"{project.file}: rules: there is no file or folder {path}")
    paths = rule_paths(map(Path, (*project.rules, *options.pop("rules", ()))))
    stdin = take("stdin_filename")
    tools = Tools(project, given, paths, language, layout, ignores=not without, stdin=stdin)
    for code in tools.without_rules():
        click.echo(
            f"warning: there are no rules of the language {code!r}: only those act that are of no "
            "one language",
            err=True,
        )
    return tools
