"""The rule file that `cleaner rules new` writes."""

from __future__ import annotations

import re
from pathlib import Path

from cleaner.errors import ConfigError
from cleaner.io.files import write_file
from cleaner.languages import known_language, no_language
from cleaner.metadata import host
from cleaner.rules.lint import UNWRITTEN

_TEMPLATE = """\
{comment}schema: 1
pack: {pack}
{scope}rules:
- id: first-rule
  category: promo
  message: {message}
  match: {{line: [the exact line in lower case]}}
  where: tail
  action: remove
  confidence: certain
  examples:
  - in: |
      The council met on Monday and voted to repair the old bridge before winter comes to the valley.

      The exact line in lower case
    out: |
      The council met on Monday and voted to repair the old bridge before winter comes to the valley.
  - keep: |
      They printed the exact line in lower case at the top of every page, and nobody ever asked them why.
"""

_PART = re.compile(r"[a-z0-9_-][a-z0-9_.-]*")


def write_pack(
    folder: Path, pack: str, site: str | None = None, language: str | None = None
) -> tuple[Path, bool]:
    """Write a pack with one rule; returns its path, and whether the rule schema lies beside it.

    Site and language are taken from names such as `sites/example.com` and `en/farewell`, which are
    written in lower case: two packs that differ in nothing else would hold the same phrases.
    Raises ConfigError for what is no name, host or language, for a file that is there, and for one
    that cannot be written.
    """
    pack = pack.lower().removesuffix(".yaml")
    parts = pack.split("/")
    if not all(map(_PART.fullmatch, parts)):
        raise ConfigError(
            f"{pack!r} is no pack name; write letters, digits, '-', '_' and '.', with folders parted "
            "by '/': en/farewell, sites/example.com"
        )
    path = folder / f"{pack}.yaml"
    if path.exists():
        raise ConfigError(f"{path} is there already")
    if site is None and parts[0] == "sites":
        site = parts[-1]
    if language is None and parts[0] != "my" and known_language(parts[0]) == parts[0]:
        language = parts[0]  # `my/rules` are somebody's own, not Burmese
    if site and not host(site):
        raise ConfigError(f"{site!r} is no host; write one such as example.com")
    code = known_language(language)
    if language and code is None:
        raise ConfigError(no_language(language))
    scope = f"sites: [{host(site)}]\n" if site else ""
    scope += f"languages: [{code}]\n" if code else ""
    schema = "../" * (len(parts) - 1) + "rules.schema.json"
    found = (folder / "rules.schema.json").is_file()
    comment = f"# yaml-language-server: $schema={schema}\n" if found else ""
    text = _TEMPLATE.format(message=UNWRITTEN, pack=pack, scope=scope, comment=comment)
    write_file(str(path), text.encode())
    return path, found
