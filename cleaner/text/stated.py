"""The address that a text states for itself, in the front matter on top of it."""

from __future__ import annotations

import re

_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)^\1[ \t]*\r?$", re.M | re.S)
_ADDRESS = re.compile(
    r"^(?:url|source|canonical_url|original_url)[ \t]*[:=][ \t]*[\"']?(https?://[^\s\"'<>]+)",
    re.M | re.I,
)


def stated_url(text: str) -> str | None:
    """The `url`, `source`, `canonical_url` or `original_url` in the YAML or TOML front matter of a
    text. None where there is none.

    `source_url`, which `--front-matter` writes, is not one of them: what cleaning found out must not
    change how the clean text is cleaned.
    """
    if not text.startswith(("---", "+++", "\ufeff")):
        return None
    matter = _MATTER.match(text)
    found = _ADDRESS.search(matter[2]) if matter else None
    return found[1] if found else None
