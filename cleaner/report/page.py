"""The page itself: one HTML file with its style, its script and its data, and nothing from outside.

The Content-Security-Policy allows the one script and the one style by their hashes, so nothing in
the data can run or load anything, whatever it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import Any

SCRIPTS = ("data", "marks", "plots", "list", "document", "card", "main")
"""The parts of the script, in this order; each is readable by itself."""

# What must not stand in a script element, what would change how the page's source reads, and what
# no file in UTF-8 can hold.
_HOSTILE = re.compile(
    "[<>&\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]"
)


def to_json(value: Any) -> bytes:
    """A value as JSON that can stand in a script element of any page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HOSTILE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode("utf-8")


def page(data: bytes, title: str) -> bytes:
    """The whole page. `data` is of `to_json`, `title` any text."""
    assets = files("cleaner.report").joinpath("assets")
    style = assets.joinpath("report.css").read_text("utf-8")
    parts = [assets.joinpath(f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    script = '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"
    frame = assets.joinpath("report.html").read_text("utf-8")
    values = {
        "TITLE": _escaped(title),
        "REPORT": hashlib.sha256(data).hexdigest()[:16],
        "STYLE_HASH": _hash(style),
        "SCRIPT_HASH": _hash(script),
        "STYLE": style,
        "SCRIPT": script,
    }
    filled = re.sub(r"\{\{([A-Z_]+)\}\}", lambda found: values.get(found[1], found[0]), frame)
    before, after = filled.split("{{DATA}}")
    return before.encode("utf-8") + data + after.encode("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _escaped(text: str) -> str:
    from html import escape

    shown = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return escape(shown)
