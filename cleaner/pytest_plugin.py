"""Golden cases under pytest: `pytest --golden golden`, or `golden = golden` in pytest's configuration.

Every case is a test. It runs with the built-in rules and those of the corpus's configuration (see
docs/hook.md), and of `--golden-rules`. Cases in known-failures are strict expected failures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cleaner.golden import Case
    from cleaner.io.tools import Tools

_TOOLS: pytest.StashKey[Tools] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden`, `--golden-rules`, and `golden` in the configuration."""
    group = parser.getgroup("cleaner", "golden cases of scrape-cleaner")
    group.addoption(
        "--golden", action="append", default=[], metavar="PATH", help="run the cases in this folder"
    )
    group.addoption(
        "--golden-rules",
        action="append",
        default=[],
        metavar="PATH",
        help="rules of your own for golden cases, beside those of the configuration",
    )
    parser.addini("golden", "folders of golden cases, run if no file is named", "paths", [])


def pytest_configure(config: pytest.Config) -> None:
    """Golden folders are something to collect, like paths on the command line."""
    own = config.args_source != pytest.Config.ArgsSource.ARGS
    for folder in map(str, _folders(config, own)):
        if folder not in config.args:
            config.args.append(folder)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A `case.yaml` below a golden folder is a case."""
    if file_path.name != "case.yaml":
        return None
    for folder in _folders(parent.config, own=True):
        if folder in file_path.parents:
            file: GoldenFile = GoldenFile.from_parent(parent, path=file_path)
            file.folder = folder
            return file
    return None


def _folders(config: pytest.Config, own: bool) -> list[Path]:
    """Golden folders of the command line and, with `own`, of the configuration."""
    given = [_absolute(config, path) for path in config.getoption("golden")]
    return [*given, *config.getini("golden")] if own else given


def _absolute(config: pytest.Config, path: str) -> Path:
    return Path(config.invocation_params.dir, path).resolve()


class GoldenFile(pytest.File):
    """The folder of a case."""

    folder: Path

    def collect(self) -> Iterator[pytest.Item]:
        """The case as a test."""
        from cleaner.errors import ConfigError
        from cleaner.golden import load

        try:
            case = load(self.path.parent, self.folder)
        except ConfigError as err:
            raise self.CollectError(str(err)) from None
        item: GoldenItem = GoldenItem.from_parent(self, name=f"{case.group}/{case.name}")
        item.case = case
        if case.known_failure:
            item.add_marker(pytest.mark.xfail(reason=case.known_failure, strict=True))
        yield item


class Mismatch(Exception):  # noqa: N818  # a failed test is no error
    """A case does not come out as curated."""


class GoldenItem(pytest.Item):
    """A case: it comes out as curated, can be undone, and is settled in one pass."""

    case: Case

    def runtest(self) -> None:
        """Clean the source and compare."""
        from cleaner.golden import wrong

        _, found = wrong(self.case, _tools(self.config))
        if found:
            raise Mismatch("\n".join(found))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences; a traceback only for what is a bug."""
        if isinstance(excinfo.value, Mismatch):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the case lies, and its name."""
        return self.path, None, self.name


def _tools(config: pytest.Config) -> Tools:
    found = config.stash.get(_TOOLS, None)
    if found is None:
        from cleaner.io.tools import Tools
        from cleaner.project import Settings, find

        project = find(str(config.rootpath))
        own = [_absolute(config, path) for path in config.getoption("golden_rules")]
        rules = (*map(Path, project.rules), *own)
        found = config.stash[_TOOLS] = Tools(project, Settings(), rules, layout=True)
    return found
