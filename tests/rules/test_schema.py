"""The JSON Schema of rule files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from kit import line, pack, rule

from cleaner.rules.load import builtin_folder, sources
from cleaner.rules.schema import schema_text

SCHEMA = json.loads(schema_text())


Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Plain(Base):  # type: ignore[misc]
    """YAML the way rule files are read: only numbers, true, false and null are not text."""


Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in pairs if tag.endswith((":int", ":null"))]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def valid(value: Any) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(value)


def test_the_committed_schema_is_this_one() -> None:
    """rules/rules.schema.json is what `cleaner rules schema` prints."""
    committed = Path(__file__).resolve().parents[2] / "rules" / "rules.schema.json"
    assert committed.read_text("utf-8") == schema_text()


def test_the_schema_is_one() -> None:
    """The schema itself is valid."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("source", sources([]), ids=lambda s: s.pack)
def test_every_built_in_pack_is_valid(source: Any) -> None:
    """An editor with the schema finds nothing wrong in the built-in packs."""
    value = yaml.load(source.content.decode("utf-8"), Plain)
    errors = [
        f"{list(e.absolute_path)}: {e.message}"
        for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(value)
    ]
    assert errors == []


def test_there_are_built_in_packs() -> None:
    """The test before this one is not empty."""
    assert builtin_folder().is_dir()
    assert len(sources([])) > 20


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (pack(line("a b", mesage="x")), "unknown key of a rule"),
        ({**pack(line("a b")), "sites_": ["x"]}, "unknown key of a pack"),
        (pack(line("a b", category="comment")), "unknown category"),
        (pack(line("a b", confidence="sure")), "unknown confidence"),
        (pack(line("a b", action="delete")), "unknown action"),
        (pack(line("a b", where="foot")), "unknown zone"),
        (pack(line("a b", where={"after": "half"})), "no percentage"),
        (pack(line("a b", where={"after": 50})), "a number is no percentage"),
        (pack(line("a b", section={"to": "bottom"})), "unknown end of a section"),
        (pack(line("a b", section={})), "a section without `to`"),
        (pack(line("a b", id="A B")), "no slug"),
        (pack(line("a b", run=1)), "a run of one"),
        (pack(rule(match={"detector": "tags"})), "unknown detector"),
        (pack(rule(match={"words": [1]})), "one bound"),
        (pack(rule(sequence=[{"line": "a b"}])), "a sequence of one"),
        (pack(line("a b", examples=[])), "no example"),
        (pack(line("a b", extract={"author": "line"})), "unknown field"),
        (pack(line("a b", extract=None)), "null is no value"),
        ({"pack": "a", "rules": []}, "no schema"),
        ({"schema": 2, "pack": "a"}, "another schema"),
        ({"schema": 1, "pack": "a b"}, "no name of a pack"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_schema_refuses(wrong: Any, why: str) -> None:
    """The schema knows the vocabulary: what is not in it is refused."""
    assert not valid(wrong)


def test_what_the_schema_accepts() -> None:
    """A rule with every key is valid."""
    every = rule(
        match={
            "line": "a", "prefix": ["b"], "suffix": "c", "contains": ["d"], "only": ["e"], "min_terms": 2, "regex": "f",
            "cased": True, "words": [None, 3], "ends": "no-stop", "shape": "number", "detector": "tag-run",
            "any": [{"line": "g"}],
        },
        run=2, where=["head", {"in": ["body", "tail"], "first": 1, "last": 2, "after": "0%", "before": "100%", "near": ["share"]}],
        languages=["en", "zh-TW"], documents=["article"], not_documents=["forum"], sites=["example.com"], blocks=["table"],
        not_in=["code"], unless=[{"line": "h", "reason": "so"}],
        section={"to": "1 line", "allow": "short", "stop": {"line": "i"}, "veto": "prose", "max_share": "9%", "empty": False},
        with_="<n>", extract={"authors": "line"}, signal="forum", status="deprecated", replaced_by="a/b", refs=["x"],
        examples=[{"in": "x", "out": "", "meta": {"title": "t", "tags": ["u"]}, "url": "v", "language": "en",
                   "document": "forum", "profile": "aggressive"}],
    )  # fmt: skip
    every["id"] = "x"
    assert valid(
        pack(
            every, description="d", languages=["no"], documents=["forum"], sites=["x"], active="extended", extends=["a/b"],
            disable=[{"rule": "a/b", "reason": "r"}], override=[{"rule": "a/b", "where": "tail", "reason": "r"}],
        )
    )  # fmt: skip
