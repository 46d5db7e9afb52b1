"""HTML pages as Markdown: what the page marked up as a heading, list, table or code stays one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner, Config
from cleaner.cli import main
from cleaner.errors import ConfigError
from cleaner.segment.markdown import with_code
from tests.kit import PROSE


def html(*parts: str) -> str:
    """A page with prose around these parts, a share button and a byline among them."""
    return (
        "<html><head><title>The old bridge</title></head><body><nav><a href='/'>Home</a></nav><article>"
        f"<h1>The old bridge</h1><p>By Tomas Lind | April 2, 2024 | 6 min read</p><p>{PROSE[0]}</p>"
        f"{''.join(parts)}<p>{PROSE[1]}</p><p>{PROSE[2]}</p><p>Share this:</p></article></body></html>"
    )


def markdown(*parts: str) -> str:
    """What stands between the first and the second paragraph of prose, as Markdown."""
    tool = Cleaner(Config(markup="markdown"))
    result = tool.clean_html(html(*parts), url="https://example.com/bridge")
    assert result.undo() == result.source
    for again in (tool.clean(result.text), Cleaner().clean(result.text)):
        assert again.text == result.text
    return result.text.partition(PROSE[0])[2].partition(PROSE[1])[0].strip("\n")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<h2>The arches</h2><p>They are of stone.</p>", "## The arches\n\nThey are of stone."),
        ("<h4>Piers <i>and</i> arches</h4><p>They are old.</p>", "#### Piers and arches\n\nThey are old."),
        ("<ul><li>stone</li><li>wood</li></ul>", "- stone\n- wood"),
        (
            "<ul><li>stone<ul><li>granite</li><li>slate</li></ul></li><li>wood</li></ul>",
            "- stone\n  - granite\n  - slate\n- wood",
        ),
        ("<ol><li>Look at the arches.</li><li>Count the cracks.</li></ol>", "1. Look at the arches.\n2. Count the cracks."),
        (
            "<ol><li><p>Look at the arches.</p><p>All of them.</p></li><li>Count.</li></ol>",
            "1. Look at the arches.\n\n   All of them.\n2. Count.",
        ),
        (
            "<table><tr><th>Arch</th><th>Cracks</th></tr><tr><td>first</td><td>3</td></tr>"
            "<tr><td>a | b</td><td></td></tr></table>",
            "| Arch | Cracks |\n| --- | --- |\n| first | 3 |\n| a \\| b |  |",
        ),
        (
            "<pre><code class='language-python'>def cracks(arch):\n    return 3\n\n\nprint(cracks(1))\n</code></pre>",
            "```python\ndef cracks(arch):\n    return 3\n\n\nprint(cracks(1))\n```",
        ),
        ("<pre>one\n```\ntwo</pre>", "````\none\n```\ntwo\n````"),
        ("<p>Call <code>cracks(1)</code> for the first arch of the bridge.</p>", "Call `cracks(1)` for the first arch of the bridge."),
        ("<blockquote><p>It will stand.</p><p>For long.</p></blockquote>", "> It will stand.\n>\n> For long."),
    ],
)  # fmt: skip
def test_constructs(part: str, expected: str) -> None:
    """Each construct is written as Markdown has it, settled in one pass, and undone exactly."""
    assert markdown(part) == expected


def test_rules_and_metadata_work_on_markdown() -> None:
    """A byline and a share button go, and the metadata is that of the text without markup."""
    page = html("<h2>The arches</h2><ul><li>stone</li></ul>")
    found = [
        Cleaner(Config(markup=markup, extractor="trafilatura")).clean_html(page)
        for markup in ("markdown", "text")
    ]
    assert found[0].metadata == found[1].metadata
    assert found[0].metadata.title == "The old bridge"
    assert found[0].metadata.authors == ("Tomas Lind",)
    assert found[0].text.startswith(f"# The old bridge\n\n{PROSE[0]}")
    assert "Share this" not in found[0].text
    assert [r.rule for r in found[0].removed] == [r.rule for r in found[1].removed]


def test_a_button_in_a_table_or_in_code_stays() -> None:
    """Blocks that Markdown tells apart are out of reach of rules, as in any text."""
    left = markdown(
        "<table><tr><td>Share this:</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>"
    )
    assert "| Share this: | 1 |" in left
    assert "Share this:" in markdown("<pre>Share this:\nx = 1\n</pre>")


def test_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--markup markdown` works for pages and records, and a folder of pages becomes .md files."""
    runner = CliRunner()
    monkeypatch.chdir(tmp_path)
    page = html("<ul><li>stone</li><li>wood</li></ul>")
    Path("pages").mkdir()
    Path("pages/bridge.html").write_text(page, encoding="utf-8")
    way = ["clean", "-q", "--markup", "markdown"]
    run = runner.invoke(main, [*way, "pages/bridge.html"])
    assert "- stone\n- wood\n" in run.stdout
    assert runner.invoke(main, [*way, "pages", "-o", "out"]).exit_code == 0
    assert Path("out/bridge.md").read_text(encoding="utf-8") == run.stdout
    done = runner.invoke(main, way, input=json.dumps({"id": 1, "html": page}))
    assert json.loads(done.stdout)["text"] == run.stdout
    with pytest.raises(ConfigError, match="unknown markup 'xml'; there are text, markdown"):
        Config(markup="xml")


def test_unclosed_code_is_read_once() -> None:
    """Pages of many opening tags without an end take no longer than others."""
    for odd in ("<pre>", "<pre ", "</pre", "</pre ", "<pre></pre "):
        assert with_code(odd * 50_000) == odd * 50_000
    assert with_code("<pre>" * 50_000 + "</pre") == "<pre>" * 50_000 + "</pre"
    assert with_code("İ<pre>a<pre>b</pre >c</pre>") == "İ<pre><code>a<pre>b</code></pre >c</pre>"
    assert with_code("<pre>x</pre><PRE class=a><CODE>y</CODE></PRE>") == (
        "<pre><code>x</code></pre><PRE class=a><CODE>y</CODE></PRE>"
    )
