"""What files are cleaned with: options, configuration, comments and accepted findings together."""

from __future__ import annotations

import os
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.config import Config
from cleaner.decide.keep import Keep, by_comments, together
from cleaner.errors import ConfigError, NoRuleError
from cleaner.io.records import Known
from cleaner.languages import known_language, no_language
from cleaner.project import ACCEPTED, Project, Settings, layered

if TYPE_CHECKING:
    from cleaner.document import Result
    from cleaner.io.accepted import Accepted
    from cleaner.pipeline import Cleaner


class Tool(NamedTuple):
    """What a file is cleaned with."""

    cleaner: Cleaner
    known: Known

    def text(self, text: str, keep: Keep | None = None) -> Result:
        """Clean a text of that file."""
        url, language, document = self.known
        return self.cleaner.clean(text, url=url, language=language, document=document, keep=keep)


class Tools:
    """What a run cleans with, file by file: what is given, then overrides of a path, then the rest of
    the configuration, then defaults. Can be sent to another process, which loads the rules itself.

    rules: paths of rules beside the built-in ones; language: one that is given for all; layout:
    whether white space is settled, None: as the settings say; ignores: whether there may be a list
    of accepted findings; builtin: whether the built-in rules are there, too; stdin: the path whose
    settings hold for `-`. Raises ConfigError for a configuration that is not possible.
    """

    def __init__(
        self,
        project: Project,
        given: Settings,
        rules: tuple[Path, ...] = (),
        language: str | None = None,
        layout: bool | None = None,
        ignores: bool = True,
        builtin: bool = True,
        stdin: str | None = None,
    ) -> None:
        self.project, self.ignores = project, ignores
        self._given, self._rules, self._builtin = given, rules, builtin
        self._language, self._layout, self._stdin = language, layout, stdin
        self._forget()

    def _forget(self) -> None:
        self._first: Cleaner | None = None
        self._cleaners: dict[Config, Cleaner] = {}
        self._accepted: Accepted | None = None

    def __repr__(self) -> str:
        """What it was made of: --resume compares the options of two runs by it."""
        return f"Tools({self.__getstate__()!r})"

    def __getstate__(self) -> dict[str, Any]:
        left_out = ("_first", "_cleaners", "_accepted")
        return {name: value for name, value in vars(self).items() if name not in left_out}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._forget()

    @property
    def accepted(self) -> Accepted:
        """The accepted findings of the corpus."""
        if self._accepted is None:
            from cleaner.io.accepted import Accepted

            self._accepted = Accepted(os.path.relpath(os.path.join(self.project.root, ACCEPTED)))
        return self._accepted

    def with_rules(self, rules: tuple[Path, ...], builtin: bool) -> Tools:
        """The same with other rules."""
        out = copy(self)
        out._rules, out._builtin = rules, builtin
        return out

    def tool(self, path: str) -> Tool:
        """What a file is cleaned with."""
        return self._tool(self.project.settings(self._named(path), self._given))

    def _named(self, path: str) -> str:
        return self._stdin if path == "-" and self._stdin else path

    def document(self, path: str, kind: str, content: bytes) -> Result:
        """Clean a file that is one document, of the kind `html` or `text`."""
        cleaner, (url, language, document) = self.tool(path)
        if kind == "html":
            return cleaner.clean_html(content, url=url, language=language, document=document)
        return cleaner.clean(
            content, url=url, language=language, document=document, keep=self.keep(path)
        )

    def general(self) -> Tool:
        """What files without overrides are cleaned with. Overrides are checked, too, whether a file
        calls for them or not: a broken rule or a rule that is not there is to be heard of."""
        for one in self.project.overrides:
            self._tool(layered([self.project, one, self._given]))
        return self._tool(layered([self.project, self._given]))

    def without_rules(self) -> list[str]:
        """Languages that options or configuration name and that have no rules of their own.

        Raises ConfigError for a label that names no language.
        """
        layers = [self.project, *self.project.overrides]
        codes = self._codes(label for one in layers for label in one.languages or ())
        own = known_language(self._language)
        wanted = sorted({*codes, *([own] if own else [])})
        if not wanted:
            return []
        cleaner = self.general().cleaner
        if cleaner.filter is not None:
            return []
        program = cleaner.program
        packs = {pack.partition("/")[0] for _, pack in program.rules}
        missing = [code for code in wanted if code not in packs]
        own_only = {program.rule(n).languages for n in range(len(program.rules)) if missing}
        return [code for code in missing if (code,) not in own_only]

    def _tool(self, settings: Settings) -> Tool:
        languages = self._codes(settings.languages or ())
        one = languages[0] if len(languages) == 1 else None
        known = Known(settings.url, self._language or one, settings.document)
        default = Config()
        share, page_share = settings.max_prose_share, settings.max_page_share
        config = Config(
            profile=settings.profile or default.profile,
            rules=self._rules,
            builtin_rules=self._builtin,
            languages=() if self._language else languages,
            disable=tuple(sorted(settings.disable)),
            repair=settings.repair is not False,
            layout=settings.whitespace is True if self._layout is None else self._layout,
            characters=settings.characters or default.characters,
            dates=settings.dates or default.dates,
            max_prose_share=default.max_prose_share if share is None else share,
            input=settings.input or default.input,
            max_page_share=default.max_page_share if page_share is None else page_share,
            markup=settings.markup or default.markup,
            extractor=settings.extractor or default.extractor,
            preset=settings.preset or default.preset,
        )
        try:
            return Tool(self.variant(config), known)
        except NoRuleError as err:
            raise ConfigError(f"{self.project.place(err.name)}: disable: {err}") from None

    def keep(self, path: str, comments: bool = True) -> Keep | None:
        """The lines of a file that comments in it and accepted findings keep."""
        keeps: list[Keep] = [by_comments] if comments else []
        if self.ignores:
            listed = self.accepted.keep(self._named(path))
            keeps += [listed] if listed else []
        return together(*keeps) if len(keeps) > 1 else keeps[0] if keeps else None

    def variant(self, config: Config) -> Cleaner:
        """A cleaner of another configuration with the same rules, or another preset."""
        found = self._cleaners.get(config)
        if found is None:
            if self._first is None or self._first.config.preset != config.preset:
                from cleaner.pipeline import Cleaner

                self._first = found = Cleaner(config)
            else:
                found = self._first.configured(config)
            self._cleaners[config] = found
        return found

    def _codes(self, labels: Iterable[str]) -> tuple[str, ...]:
        out = []
        for label in labels:
            code = known_language(label)
            if code is None:
                raise ConfigError(f"{self.project.file}: languages: {no_language(label)}")
            out.append(code)
        return tuple(dict.fromkeys(out))
