"""Metadata as YAML front matter at the top of a text file."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaner.document import Edit, Metadata, Result

CAUSE = "layout/front-matter"


def with_front_matter(result: Result) -> Result:
    """The result with its metadata on top, as one more edit of the ledger.

    A text that has front matter keeps what it has, and gets none where there is no metadata: so a
    second cleaning finds nothing to do.
    """
    from cleaner.decide.edits import compose
    from cleaner.segment.page import Page

    block = front_matter(result.metadata)
    if not block or "front-matter" in Page(result.text).kinds[:1]:
        return result
    if result.text:
        block += "\n"
    edits = compose(result.edits, [Edit(0, 0, "", block, (CAUSE,))], result.text)
    return replace(result, text=block + result.text, edits=tuple(edits))


def front_matter(metadata: Metadata) -> str:
    """YAML front matter with the fields that are not empty; "" if all are."""
    fields = {name: value for name, value in metadata.to_dict().items() if value}
    if not fields:
        return ""
    lines = [f"{name}: {_yaml(value)}\n" for name, value in fields.items()]
    return f"---\n{''.join(lines)}---\n"


# What YAML does not allow in a double-quoted string, and JSON does not escape.
_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _yaml(value: str | list[str]) -> str:
    # every string is quoted, so that no date, number or `no` becomes something else
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    import json

    text = json.dumps(value, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
