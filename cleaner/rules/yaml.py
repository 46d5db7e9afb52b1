"""YAML with positions: read a file against a msgspec type and report everything wrong with it.

PyYAML alone turns `no` into false and dates into objects, keeps the last of two equal keys without a
word, and msgspec alone stops at the first error. Here only `true` and `false` are booleans, dates
stay text, and all problems are told at once, with line, column and the nearest known key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, ClassVar, get_args

import msgspec
import yaml
from msgspec import inspect

from cleaner.errors import Problem
from cleaner.rules import model

Path = tuple[str | int, ...]
Positions = dict[Path, tuple[int, int]]
"""Where each value of a file stands: path of keys and indexes to (line, column), from 1."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?[0-9]+$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]
)

_NAMES = {
    "tag:yaml.org,2002:str": "text",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:map": "a mapping",
    "tag:yaml.org,2002:seq": "a list",
}


_info = cache(inspect.type_info)  # takes longer than reading a file


def read(text: str, name: str, kind: type) -> tuple[Any, list[Problem], Positions]:
    """Read YAML `text` (of the file `name`) as a value of the msgspec type `kind`.

    Returns (value or None, problems, positions); the value is None if there is any problem.
    """
    checker = _Checker(name)
    loader = None
    try:
        checker.refuse(text)
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        tab = any(re.match(r"[ -]*\t", line) for line in text.splitlines()[at[0] - 1 : at[0]])
        what = "a tab in the indent; indent with spaces" if tab else err.problem or err
        return None, [Problem(name, *at, f"not valid YAML: {what}")], {}
    except (yaml.YAMLError, ValueError) as err:
        return None, [Problem(name, 1, 1, f"not valid YAML: {str(err).splitlines()[0]}")], {}
    finally:
        if loader is not None:
            loader.dispose()
    if node is None:
        return None, [Problem(name, 1, 1, "the file is empty")], {}
    value = checker.check(node, _info(kind), ())
    if checker.problems:
        return None, checker.problems, checker.positions
    return msgspec.convert(value, kind), [], checker.positions


class _Checker:
    """Walks nodes and type together; collects problems and positions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.positions: Positions = {}
        self.seen: set[int] = set()
        self.tagged: set[tuple[int, int]] = set()

    def problem(self, node: Any, message: str) -> None:
        self.problems.append(Problem(self.name, *_place(node), message))

    def refuse(self, text: str) -> None:
        """Note anchors, aliases and tags, of which nodes keep no trace where nobody uses them."""
        for event in yaml.parse(text, _Loader):
            if getattr(event, "anchor", None) is not None:
                self.problem(event, "anchors and aliases (& and *) are not used in rule files")
            tag = getattr(event, "tag", None)
            if tag is not None:
                self.tagged.add(_place(event))
                self.problem(event, f"the tag {tag} is not used in rule files")

    def check(self, node: Any, kind: Any, path: Path) -> Any:
        """Return the node's value as `kind`, or note what is wrong."""
        self.positions[path] = _place(node)
        if id(node) in self.seen or _place(node) in self.tagged:
            return None  # `refuse` has told about it
        self.seen.add(id(node))
        kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        if isinstance(node, yaml.MappingNode):
            for one in kinds:
                if isinstance(one, inspect.StructType):
                    return self.struct(node, one, path)
                if isinstance(one, inspect.DictType):
                    return self.mapping(node, one, path)
        elif isinstance(node, yaml.SequenceNode):
            for one in kinds:
                if isinstance(one, inspect.ListType | inspect.TupleType):
                    return self.sequence(node, one, path)
        else:
            return self.scalar(node, kinds, path)
        self.problem(node, f"expected {_expected(kinds)}, found {_NAMES[node.tag]}")
        return None

    def keys(self, node: Any) -> Iterator[tuple[Any, str, Any]]:
        """The pairs of a mapping as (key node, key, value node), duplicates reported."""
        known: dict[str, int] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None:
                self.problem(key, "a key must be text")
            elif name in known:
                self.problem(key, f"the key {name!r} is already in line {known[name]}")
            else:
                known[name] = key.start_mark.line + 1
                yield key, name, value

    def struct(self, node: Any, kind: Any, path: Path) -> dict[str, Any]:
        fields = {field.encode_name: field for field in kind.fields}
        out: dict[str, Any] = {}
        given = set()
        for key, name, value in self.keys(node):
            given.add(name)
            if name not in fields:
                self.problem(key, unknown("key", name, fields))
            elif value.tag == "tag:yaml.org,2002:null":
                self.problem(value, f"{name!r} has no value")
            else:
                out[name] = self.check(value, fields[name].type, (*path, name))
        for name, field in fields.items():
            if field.required and name not in given:
                self.problem(node, f"{name!r} is missing")
        return out

    def mapping(self, node: Any, kind: Any, path: Path) -> dict[str, Any]:
        out = {}
        for key, name, value in self.keys(node):
            self.literal(key, name, kind.key_type)
            out[name] = self.check(value, kind.value_type, (*path, name))
        return out

    def sequence(self, node: Any, kind: Any, path: Path) -> list[Any]:
        if isinstance(kind, inspect.TupleType):
            if len(node.value) != len(kind.item_types):
                self.problem(
                    node, f"expected {len(kind.item_types)} entries, found {len(node.value)}"
                )
                return []
            pairs = list(zip(node.value, kind.item_types, strict=True))
        else:
            if len(node.value) < max(1, kind.min_length or 0):
                self.problem(node, f"expected at least {max(1, kind.min_length or 0)} entries")
            pairs = [(item, kind.item_type) for item in node.value]
        return [self.check(item, one, (*path, i)) for i, (item, one) in enumerate(pairs)]

    def scalar(self, node: Any, kinds: tuple[Any, ...], path: Path) -> Any:
        tag, text = node.tag, node.value
        literals = [one for one in kinds if isinstance(one, inspect.LiteralType)]
        strings = [one for one in kinds if isinstance(one, inspect.StrType)]
        if tag.endswith(":null") and any(isinstance(one, inspect.NoneType) for one in kinds):
            return None
        if tag.endswith(":bool") and any(isinstance(one, inspect.BoolType) for one in kinds):
            return text == "true"
        if tag.endswith(":int"):
            value = int(text)
            for one in kinds:
                if isinstance(one, inspect.IntType):
                    if one.ge is not None and value < one.ge:
                        self.problem(node, f"expected at least {one.ge}, found {value}")
                    return value
                if isinstance(one, inspect.LiteralType) and value in one.values:
                    return value
        if tag.endswith(":str"):
            for one in strings:
                self.text(node, text, one, path)
                return text
            for one in literals:
                self.literal(node, text, one)
                return text
        elif strings and tag.endswith(":int") and strings[0].pattern in _UNITS:
            self.problem(
                node, f"expected text, found a number: write {_UNITS[strings[0].pattern](text)}"
            )
            return None
        elif strings:
            self.problem(node, f"expected text, found {_NAMES[tag]}: put {text!r} in quotes")
            return None
        self.problem(node, f"expected {_expected(kinds)}, found {_NAMES[tag]} ({text!r})")
        return None

    def literal(self, node: Any, text: str, kind: Any) -> None:
        if isinstance(kind, inspect.LiteralType) and text not in kind.values:
            self.problem(node, unknown("value", text, [str(v) for v in kind.values]))

    def text(self, node: Any, text: str, kind: Any, path: Path) -> None:
        if kind.min_length and len(text.strip()) < kind.min_length:
            self.problem(node, "the text is empty")
        elif kind.pattern and not re.search(kind.pattern, text):
            name = next((str(p) for p in reversed(path) if isinstance(p, str)), "value")
            noun, form = _FORMS.get(kind.pattern, (name, f"it must look like {kind.pattern}"))
            self.problem(node, f"{text!r} is no {noun}: {form}")


def _pattern(kind: Any) -> Any:
    return get_args(kind)[1].pattern


# What a pattern of the format means, for people.
_FORMS = {
    _pattern(model.Slug): ("id", "lower-case letters, digits and single hyphens, as in reply-form"),
    _pattern(model.PackName): (
        "pack name",
        "letters, digits, '-', '_' and '.', with folders parted by '/', as in en/comments",
    ),
    _pattern(model.RuleName): (
        "full name of a rule",
        "it has the pack before it, as in en/comments/reply-form",
    ),
    _pattern(model.Language): ("language", "write its code (ISO 639-1), as in en"),
    _pattern(model.Percent): ("share", "write a whole percentage from 0% to 100%, as in 50%"),
    _pattern(model.SectionEnd): ("end of a section", "write end, heading, or as in 4 lines"),
}
_UNITS: dict[str, Callable[[str], str]] = {
    _pattern(model.Percent): "{}%".format,
    _pattern(model.SectionEnd): lambda n: f"{n} line{'s' * (n != '1')}",
}


def _place(marked: Any) -> tuple[int, int]:
    return marked.start_mark.line + 1, marked.start_mark.column + 1


def unknown(what: str, name: str, known: Any) -> str:
    """A message that names the nearest of the `known` names."""
    import difflib

    names = list(known)
    near = difflib.get_close_matches(name, names, 1, 0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
    return f"unknown {what} {name!r}; {hint}"


def _expected(kinds: tuple[Any, ...]) -> str:
    names = []
    for one in kinds:
        match one:
            case inspect.StructType() | inspect.DictType():
                names.append("a mapping")
            case inspect.ListType() | inspect.TupleType():
                names.append("a list")
            case inspect.LiteralType():
                names.append(" or ".join(map(str, one.values)))
            case inspect.StrType():
                names.append("text")
            case inspect.IntType():
                names.append("a number")
            case inspect.BoolType():
                names.append("true or false")
    return " or ".join(names)
