"""The rule file that `cleaner rules new` writes."""

from __future__ import annotations

import re
from pathlib import Path

from cleaner.errors import ConfigError
from cleaner.metadata import host
from cleaner.rules.lint import UNWRITTEN
from cleaner.text.labels import LANGUAGES, language_code

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

_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")


def write_pack(
    folder: Path, pack: str, site: str | None = None, language: str | None = None
) -> tuple[Path, bool]:
    """Write a pack with one rule; returns its path, and whether the rule schema lies beside it.

    Site and language are taken from names such as `sites/example.com` and `en/farewell`.
    Raises ConfigError for what is no name, host or language, and for a file that is there.
    """
    pack = pack.removesuffix(".yaml")
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
    if language is None and parts[0] in LANGUAGES:
        language = parts[0]
    if site and not host(site):
        raise ConfigError(f"{site!r} is no host; write one such as example.com")
    if language and not language_code(language):
        raise ConfigError(f"{language!r} is no language code; write one such as en")
    scope = f"sites: [{host(site)}]\n" if site else ""
    scope += f"languages: [{language_code(language)}]\n" if language else ""
    schema = "../" * (len(parts) - 1) + "rules.schema.json"
    found = (folder / "rules.schema.json").is_file()
    comment = f"# yaml-language-server: $schema={schema}\n" if found else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _TEMPLATE.format(message=UNWRITTEN, pack=pack, scope=scope, comment=comment)
    path.write_text(text, encoding="utf-8")
    return path, found
