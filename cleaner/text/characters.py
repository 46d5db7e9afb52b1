"""The character policy: named sets of fields, each of which can be switched on and off.

It is written as a set and what differs from it: `corpus`, `strict,+nfc`,
`corpus,+quotes,-soft-hyphens`. What the fields do is in docs/normaliser.md.
"""

from __future__ import annotations

from functools import cache

from cleaner.errors import ConfigError

FIELDS = {
    "mojibake": "text read in the wrong encoding, C1 controls among it",
    "surrogates": "surrogate pairs joined, raw bytes read, lone surrogates U+FFFD",
    "controls": "control characters, terminal escapes, marks that have no place in text",
    "line-breaks": "all line breaks are line feeds",
    "entities": "closed HTML entities left over in text",
    "soft-hyphens": "soft hyphens between letters go",
    "zero-width": "zero-width spaces in scripts that need none go",
    "bidi": "direction controls without a partner or without effect go",
    "nfc": "canonical composition",
    "quotes": "typographic quotes to ASCII",
    "dashes": "typographic dashes and hyphens to ASCII",
    "ligatures": "Latin ligatures of fonts to letters",
    "widths": "full-width letters and digits to ASCII, half-width katakana to full width",
    "spaces": "no-break and other spaces to plain ones",
    "hyphenation": "words broken at line ends put together, if the document has the whole word",
    "hard-wraps": "paragraphs broken into lines of one width put together",
}
"""Every field of the policy, and what it does."""

_STRICT = frozenset({"mojibake", "surrogates", "controls"})
CORPUS = _STRICT | {"line-breaks", "entities", "soft-hyphens", "zero-width", "bidi", "nfc"}
STYLE = frozenset({"quotes", "dashes", "ligatures", "widths", "spaces"})
"""Fields that change how a text is written, character by character."""
JOINING = frozenset({"hyphenation", "hard-wraps"})
"""Fields that put lines together."""

SETS = {"strict": _STRICT, "corpus": CORPUS, "style": CORPUS | STYLE}
"""The named sets: damage of the encoding only; what a corpus wants; that and plain style."""


@cache
def fields_of(policy: str) -> frozenset[str]:
    """The fields that a policy switches on. Raises ConfigError for what is none."""
    name, *changes = (part.strip() for part in policy.split(","))
    if name not in SETS:
        raise ConfigError(
            f"unknown character policy {name!r}; begin with {', '.join(SETS)}, then +FIELD or -FIELD"
        )
    fields = set(SETS[name])
    for change in changes:
        sign, field = change[:1], change[1:]
        if sign not in ("+", "-") or field not in FIELDS:
            raise ConfigError(
                f"{change!r} is no change of a character policy: write + or - and one of "
                f"{', '.join(FIELDS)}"
            )
        (fields.add if sign == "+" else fields.discard)(field)
    return frozenset(fields)
