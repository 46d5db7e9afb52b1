"""What a corpus says about how it is cleaned: `[tool.cleaner]` in pyproject.toml, or .cleaner.toml.

The file is looked for in the working folder and above it, up to the top of the git repository. Paths
in it are relative to its folder. See docs/hook.md for every key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from cleaner.errors import ConfigError
from cleaner.io.files import matches

_Text = Annotated[str, Meta(min_length=1)]
_Profile = Literal["conservative", "balanced", "aggressive"]
_Document = Literal["article", "forum", "documentation", "listing", "product"]
_Preset = Literal["c4", "gopher", "refinedweb", "fineweb"]
_Input = Literal["extracted", "page", "auto"]
_Extractor = Literal["auto", "model", "trafilatura"]

ACCEPTED = ".cleanerignore"
"""Name of the file that lists accepted findings, beside the configuration."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """How files are cleaned; None where nothing is said. `disable` has a reason for every name."""

    profile: _Profile | None = None
    languages: tuple[_Text, ...] | None = None
    document: _Document | None = None
    url: _Text | None = None
    disable: dict[_Text, _Text] = msgspec.field(default_factory=dict)
    max_prose_share: Annotated[float, Meta(ge=0, le=1)] | None = None
    repair: bool | None = None
    characters: _Text | None = None
    dates: Literal["keep", "iso"] | None = None
    input: _Input | None = None
    max_page_share: Annotated[float, Meta(ge=0, le=1)] | None = None
    markup: Literal["text", "markdown"] | None = None
    extractor: _Extractor | None = None
    preset: _Preset | None = None
    whitespace: bool | None = None


class Override(Settings, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Settings for some paths, in front of the general ones."""

    paths: Annotated[tuple[_Text, ...], Meta(min_length=1)]


class Project(Settings, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The whole configuration. `root` is the folder that its paths are relative to; `file` its file,
    None where there is none."""

    rules: tuple[_Text, ...] = ()
    exclude: tuple[_Text, ...] = ()
    max_bytes: Annotated[int, Meta(ge=1)] | None = None
    overrides: tuple[Override, ...] = ()
    root: str = ""
    file: str | None = None

    def place(self, key: str) -> str:
        """Where a key, or the name of a rule that is switched off, stands in the file: `PATH:LINE`."""
        path = self.file or ""
        return _place(path, _content(path).decode("utf-8-sig", "replace"), key) if path else ""

    def relative(self, path: str) -> str:
        """A path relative to the root, with slashes."""
        return os.path.relpath(path, self.root or ".").replace(os.sep, "/")

    def settings(self, path: str, given: Settings) -> Settings:
        """What holds for a file: `given`, else the last override that has its path, else the rest."""
        layers: list[Settings] = [self]
        if self.overrides:
            name = self.relative(path)
            layers += [one for one in self.overrides if matches(name, one.paths)]
        return layered([*layers, given])

    def excludes(self, path: str) -> bool:
        """Whether a file is to be left out."""
        return bool(self.exclude) and matches(self.relative(path), self.exclude)


def layered(layers: Sequence[Settings]) -> Settings:
    """The last layer that says something about a key has its way; disabled rules add up."""
    if len(layers) == 1:
        return layers[0]
    out: dict[str, Any] = {}
    for layer in layers:
        for name in Settings.__struct_fields__:
            value = getattr(layer, name)
            if name == "disable":
                out[name] = {**out.get(name, {}), **value}
            elif value is not None:
                out[name] = value
    return Settings(**out)


def find(folder: str = ".") -> Project:
    """The configuration that holds in a folder. Raises ConfigError, with file and line, if it is
    broken."""
    here = os.path.abspath(folder)
    while True:
        found = _in_folder(here)
        if found is not None:
            return found
        above = os.path.dirname(here)
        if os.path.lexists(os.path.join(here, ".git")) or above == here:
            break
        here = above
    top = here if os.path.lexists(os.path.join(here, ".git")) else os.path.abspath(folder)
    return Project(root=top)


def _in_folder(folder: str) -> Project | None:
    own, shared = (os.path.join(folder, name) for name in (".cleaner.toml", "pyproject.toml"))
    inside = _content(shared) if os.path.isfile(shared) else b""
    table = read(shared) if re.search(rb"^\s*\[+\s*tool\s*\.\s*cleaner\b", inside, re.M) else None
    if not os.path.isfile(own):
        return table
    if table is not None:
        raise ConfigError(f"both {own} and [tool.cleaner] in {shared} are there: keep one of them")
    return read(own)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as err:
        raise ConfigError(f"cannot read {path}: {err.strerror}") from None


def read(path: str) -> Project:
    """Read a configuration file: the table `tool.cleaner` of a pyproject.toml, else all of it."""
    import tomllib

    try:
        text = _content(path).decode("utf-8-sig")
        table: Any = tomllib.loads(text)
    except UnicodeDecodeError as err:
        raise ConfigError(f"{path}: not valid UTF-8 at byte {err.start + 1}") from None
    except tomllib.TOMLDecodeError as err:
        what, _, place = str(err).partition(" (at ")
        at = "".join(f":{number}" for number in re.findall(r"\d+", place))
        raise ConfigError(f"{path}{at}: not valid TOML: {what}") from None
    if os.path.basename(path) == "pyproject.toml":
        table = table.get("tool", {}).get("cleaner", {})
    _check_keys(path, text, table)
    try:
        project = msgspec.convert(table, Project)
    except msgspec.ValidationError as err:
        raise ConfigError("\n".join(_wrong(path, text, table)) or str(err)) from None
    _check_addresses(path, text, project)
    folder = os.path.dirname(os.path.abspath(path))
    rules = tuple(os.path.join(folder, rule) for rule in project.rules)
    return msgspec.structs.replace(project, rules=rules, root=folder, file=path)


def _check_addresses(path: str, text: str, project: Project) -> None:
    """Raises ConfigError for a `url` that has no host."""
    keys = ["url", *(f"overrides[{n}].url" for n in range(len(project.overrides)))]
    for key, one in zip(keys, (project, *project.overrides), strict=True):
        if one.url is None:
            continue
        from cleaner.metadata import host

        if not host(one.url):
            what = f"{one.url!r} is no address; write one such as https://example.com/a"
            raise ConfigError(f"{_place(path, text, key)}: {key}: {what}")


def _wrong(path: str, text: str, table: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the values of a file, key by key."""
    overrides = table.get("overrides")
    listed = overrides if isinstance(overrides, list) else []
    plain = [key for key in table if key != "overrides" or not isinstance(overrides, list)]
    parts: list[tuple[str, Any]] = [(key, {key: table[key]}) for key in plain]
    for n, one in enumerate(listed):
        if not isinstance(one, dict) or "paths" not in one:
            parts.append((f"overrides[{n}]", {"overrides": [one]}))
        else:
            keys = ({"paths": ["*"], key: value} for key, value in one.items())
            parts += [(f"overrides[{n}]", {"overrides": [part]}) for part in keys]
    for above, part in parts:
        try:
            msgspec.convert(part, Project)
        except msgspec.ValidationError as err:
            message, _, place = str(err).partition(" - at ")
            key = place.strip("`").removeprefix("$.") or "the file"
            key = re.sub(r"^overrides\[0\]", above, key) if "[" in above else key
            value: Any = part["overrides"][0] if "[" in above else part
            name = key.rpartition(".")[2]
            message = _lower(message.replace(" | null", ""))
            if isinstance(value, dict):
                message = _choices(name, value.get(name)) or message
            if key.endswith("disable[...]"):
                message = 'every rule or pack has a reason, as in "en/share" = "Why it is off."'
            yield f"{_place(path, text, key)}: {key}: {message}"


def _choices(name: str, value: object) -> str:
    """What stands in a key that has a choice of words, what it may be, and what may be meant."""
    from difflib import get_close_matches
    from typing import get_args, get_type_hints

    hint = get_type_hints(Settings).get(name.replace("-", "_"))
    words = [word for one in get_args(hint) for word in get_args(one) if isinstance(word, str)]
    if not words or not isinstance(value, str):
        return ""
    near = get_close_matches(value.lower(), words, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"{value!r} is none of {', '.join(words)}{meant}"


def _check_keys(path: str, text: str, table: Any) -> None:
    """Raises ConfigError for a key that is none; msgspec would say neither line nor suggestion."""
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: a table is expected under tool.cleaner")
    known = set(Project.__struct_encode_fields__) - {"root", "file"}
    _unknown(path, text, table, known, "")
    overrides = table.get("overrides", [])
    for n, one in enumerate(overrides if isinstance(overrides, list) else []):
        if isinstance(one, dict):
            wanted = set(Override.__struct_encode_fields__)
            _unknown(path, text, one, wanted, f"overrides[{n}].")


def _unknown(path: str, text: str, keys: Iterable[str], known: set[str], above: str) -> None:
    for key in keys:
        if key in known:
            continue
        from difflib import get_close_matches

        near = get_close_matches(key.replace("_", "-").lower(), sorted(known), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
        raise ConfigError(f"{_place(path, text, above + key)}: unknown key {key!r}; {hint}")


def _place(path: str, text: str, key: str) -> str:
    """`PATH:LINE` of a key such as `overrides[1].profile`; the path alone if it is not found."""
    number = re.search(r"overrides\[(\d+)\]", key)
    name = re.sub(r"\[.*", "", re.sub(r"^overrides\[\d+\]\.", "", key))
    lines = text.splitlines()
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[.*overrides\s*\]\]", line)]
    start = headers[int(number[1])] if number and int(number[1]) < len(headers) else 0
    wanted = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*[.=]""")
    inside = os.path.basename(path) != "pyproject.toml" or number is not None
    for i, line in enumerate(lines[start:], start):
        header = re.match(r"\s*\[+\s*([\w.\-]+)", line)
        if header:
            if header[1].rsplit(".", 1)[-1] == name:
                return f"{path}:{i + 1}"
            inside = inside or header[1].startswith("tool.cleaner")
        elif inside and wanted.match(line):
            return f"{path}:{i + 1}"
    return path


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
