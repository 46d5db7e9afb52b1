"""The JSON Schema of rule files, made from the types in `model`."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec

from cleaner.rules.model import Field, Pack


def schema_text() -> str:
    """The schema as indented JSON, the same text every time."""
    schema = msgspec.json.schema(Pack)
    # msgspec says nothing about the keys of mappings
    fields = {"enum": sorted(get_args(Field))}
    schema["$defs"]["Rule"]["properties"]["extract"]["anyOf"][0]["propertyNames"] = fields
    schema["$defs"]["Example"]["properties"]["meta"]["anyOf"][0]["propertyNames"] = fields
    return (
        json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "title": "cleaner rule file",
                **_without_null(schema),
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )


def _without_null(value: Any) -> Any:
    """Optional keys are left out in YAML, never null; so editors should not offer it."""
    if isinstance(value, dict):
        out = {k: _without_null(v) for k, v in value.items() if not (k == "default" and v is None)}
        kinds = out.get("anyOf")
        if isinstance(kinds, list) and value.get("default", 0) is None:
            left = [kind for kind in kinds if kind != {"type": "null"}]
            if len(left) == 1:
                del out["anyOf"]
                out.update(left[0])
            else:
                out["anyOf"] = left
        return out
    return [_without_null(v) for v in value] if isinstance(value, list) else value
