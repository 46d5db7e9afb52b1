"""The page as a file: hostile text stays data, and only the page's own script and style are let in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cleaner.report.page import page, to_json

HOSTILE = "</script><script>alert(1)</script><!--<script>\u2028\u2029\u202e\u2066\ud800\udfff\x00\x7f]]>&lt;"


@given(st.text(st.characters(exclude_categories=())))
def test_json_is_safe_and_whole(text: str) -> None:
    """Any text comes back as it was, and nothing in the JSON can end its element or turn a line."""
    data = to_json({"text": text})
    assert not set(b"<>&") & set(data)
    shown = data.decode("utf-8")
    assert not re.search(
        "[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )
    units = [one.encode("utf-16", "surrogatepass") for one in (json.loads(shown)["text"], text)]
    assert units[0] == units[1]  # two halves of a pair are one character in JSON


def test_hostile_text_stays_in_its_element(built: Callable[..., Any]) -> None:
    """A text full of markup makes no element: the page has its two scripts and one style."""
    told, data = built(
        HOSTILE, {"id": HOSTILE, "text": f"{HOSTILE}\n", "url": "javascript:alert(1)"}
    )
    content = page(told.data, HOSTILE).decode("utf-8")
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    reader = Reader()
    reader.feed(content)
    assert [tag for tag, _ in tags].count("script") == 2
    assert [tag for tag, _ in tags].count("style") == 1
    assert "alert(1)</script>" not in content
    assert data["documents"][0]["rows"]
    assert all("javascript" not in (a.get("href") or "") for _, a in tags)


def test_policy_lets_in_what_is_there_and_nothing_else(built: Callable[..., Any]) -> None:
    """The Content-Security-Policy names the hashes of the one script and the one style."""
    told, _ = built("A text.")
    content = page(told.data, "Report").decode("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', content)[1]  # type: ignore[index]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    script = content.rpartition("<script>")[2].partition("</script>")[0]
    style = content.partition("<style>")[2].partition("</style>")[0]
    for text in (script, style):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "http:" not in content.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in content
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", content
    )


def test_the_same_run_gives_the_same_page(built: Callable[..., Any]) -> None:
    """A page depends on inputs, rules and version, and on nothing else."""
    first, _ = built("Share this:\n", "A text.")
    second, _ = built("Share this:\n", "A text.")
    assert page(first.data, "Report") == page(second.data, "Report")
