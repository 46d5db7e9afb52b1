"""The package as Python code meets it: what it takes, what it says about what it does not take."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, page, write
from kit import pack as make_pack

import cleaner
from cleaner import Cleaner, Config, ConfigError
from cleaner.io import audit, records

Make = Callable[..., Cleaner]
TEXT = page("A bridge", *PROSE[:3], "Share this")
HTML = f"<html><body><article><p>{PROSE[0]} Déjà vu.</p><p>{PROSE[1]}</p></article></body></html>"


FRENCH = "Déjà à l’hôtel, l’élève préférée a été gênée où la forêt brûlait. "


@pytest.mark.parametrize(
    ("content", "flags"),
    [
        (f"{TEXT} Déjà vu.".encode(), set()),
        (f"{TEXT} Déjà vu.".encode("utf-16"), set()),
        (f"{TEXT} Déjà vu.".encode("cp1252"), {"encoding-guessed"}),
        (f"{TEXT} Déjà vu, déjà là.".encode() + b"\xff", {"bad-bytes"}),
        (f"{TEXT} {FRENCH * 4}".encode("cp1252") + b"\x81", {"encoding-guessed", "bad-bytes"}),
    ],
    ids=["utf-8", "utf-16", "windows-1252", "a bad byte", "both"],
)
def test_guesses_about_bytes_are_flagged(make: Make, content: bytes, flags: set[str]) -> None:
    """Bytes are decoded; where that was a guess or left a rest the result says so."""
    result = make(line("share this")).clean(content)
    assert set(result.flags) == flags
    assert "Share this" not in result.text


def test_guesses_about_pages_are_flagged(make: Make) -> None:
    """A page whose charset nobody told is a guess; a declared one is none."""
    tool = make()
    assert "encoding-guessed" in tool.clean_html(HTML.encode("latin-1")).flags
    declared = HTML.replace("<body>", '<head><meta charset="latin-1"></head><body>')
    assert "encoding-guessed" not in tool.clean_html(declared.encode("latin-1")).flags


def test_languages_are_codes_or_labels(make: Make) -> None:
    """A label of a corpus is understood as on the command line; a name is no code."""
    tool = make()
    assert tool.clean(TEXT, language="eng_Latn").metadata.language == "en"
    with pytest.raises(ConfigError, match="'english' is no language code"):
        tool.clean(TEXT, language="english")
    with pytest.raises(ConfigError, match="'english' is no language code"):
        tool.clean_html(HTML, language="english")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda tool: tool.clean(None), "a text is expected to be str or bytes, not NoneType"),
        (lambda tool: tool.clean(TEXT, url=5), "`url` is expected to be str or None, not int"),
        (lambda tool: tool.clean(TEXT, language=["en"]), "`language` is expected .* not list"),
        (lambda tool: tool.clean(TEXT, reference_date=2024), "`reference_date` is expected"),
        (lambda tool: tool.clean_html(None), "a page is expected to be str or bytes"),
        (lambda tool: tool.clean_html(HTML, url=5), "`url` is expected to be str or None"),
        (lambda tool: tool.clean_record("x"), "a record is expected to be a dict, not str"),
    ],
)
def test_other_types_are_refused(make: Make, call: Callable[[Any], object], message: str) -> None:
    """The error says what is expected, before anything is done."""
    with pytest.raises(TypeError, match=message):
        call(make())


@pytest.mark.parametrize("wrap", [lambda path: (str(path),), lambda path: [path], str, Path])
def test_rules_are_named_as_it_suits(tmp_path: Path, wrap: Callable[[Path], Any]) -> None:
    """Strings or paths, one or several; the configuration keeps paths."""
    folder = write(tmp_path / "rules", make_pack(line("share this")))
    config = Config(rules=wrap(folder), builtin_rules=False)
    assert config.rules == (folder,)
    assert config == Config(rules=(folder,), builtin_rules=False)
    assert "Share this" not in Cleaner(config).clean(TEXT).text


@pytest.mark.parametrize("wrong", [{"rules": 5}, {"rules": [5]}, {"max_prose_share": "half"}])
def test_a_configuration_that_is_not_possible(wrong: dict[str, Any]) -> None:
    """It is an error of the package, not one from its depths."""
    with pytest.raises(ConfigError):
        Config(**wrong)


def test_a_url_without_a_scheme(make: Make) -> None:
    """It chooses the rules of its site, and names it."""
    tool = make(make_pack(line("share this"), sites=["example.com"]))
    for url in ("blog.example.com", "www.example.com/x", "example.com:80/a?b"):
        result = tool.clean(TEXT, url=url)
        assert "Share this" not in result.text
        assert result.metadata.site is not None
        assert result.metadata.site.endswith("example.com")
    for url in ("example", "an example.com", "ann@example.com", "3.5", ""):
        result = tool.clean(TEXT, url=url)
        assert result.metadata.site is None
        assert "Share this" in result.text


def test_names_are_shown_before_they_are_used() -> None:
    """What is imported on first use is listed, too."""
    assert set(cleaner.__all__) <= set(dir(cleaner))
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)


def test_an_audit_from_python(make: Make) -> None:
    """An entry goes through JSON and gives the source back."""
    result = make(line("share this")).clean(TEXT)
    entry = json.loads(json.dumps(audit.entry("a", result)))
    assert entry["id"] == "a"
    assert entry["edits"][0]["causes"] == ["my/pack/r1"]
    assert audit.source_of(result.text, entry) == TEXT


def test_the_ledger_of_a_record(make: Make) -> None:
    """`process` gives the record that `clean_record` gives, and how its text came about."""
    tool = make(line("share this"))
    record = {"id": "a", "text": TEXT}
    cleaned, result = records.process(tool, record)
    assert cleaned == tool.clean_record(record)
    assert result.undo() == TEXT
    assert audit.differences(record, cleaned)["added"] == ["metadata"]


@pytest.mark.parametrize(
    "matter",
    [
        "---\ntitle: x\nurl: https://www.example.com/a\n---\n",
        '---\r\nsource: "https://example.com/a"\r\n---\r\n',
        "+++\nurl = 'http://a.example.com/b'\n+++\n",
        "\ufeff---\ncanonical_url: https://example.com\n---\n",
    ],
)
def test_front_matter_says_where_a_text_is_from(make: Make, matter: str) -> None:
    """Its address chooses the rules of the site, unless another one is given; what cleaning writes
    there itself does not."""
    tool = make(line("share this", sites=["example.com"]))
    text = f"{matter}\n{TEXT}\n"
    result = tool.clean(text)
    assert "Share this" not in result.text
    assert result.metadata.site in ("example.com", "a.example.com")
    assert tool.clean(result.text).text == result.text
    assert "Share this" in tool.clean(text, url="https://example.org").text
    for other in (matter.replace("url", "uri").replace("source", "uri"), "url: https://example.com\n",
                  "---\nsource_url: https://example.com/a\n---\n", "---\nurl: example\n"):  # fmt: skip
        assert "Share this" in tool.clean(f"{other}\n{TEXT}\n").text


def test_a_region_tells_the_order_of_dates(make: Make) -> None:
    """`en-GB` and `en-US` read 3/4/2024 in two ways, `en` in none; the metadata name the language."""
    text = page("A bridge", "Published: 3/4/2024", *PROSE[:3])
    for label, date in (("en-GB", "2024-04-03"), ("en_US", "2024-03-04"), ("en", None)):
        found = Cleaner().clean(text, language=label).metadata
        assert (found.date_published, found.language) == (date, "en")
        record = Cleaner().clean_record({"text": text, "language": label})
        assert record["metadata"].get("date_published") == date
    tool = Cleaner(Config(dates="iso"))
    assert "2024-04-03 was" in tool.clean("On it, 3/4/2024 was dry.", language="en-GB").text
    assert "3/4/2024 was" in tool.clean("On it, 3/4/2024 was dry.", language="en").text


@pytest.mark.parametrize("text", ["", " \n\t\n", b"", "\ufeff"])
def test_nothing_in_nothing_out(text: str | bytes) -> None:
    """An empty text is cleaned to an empty one, and says so; a record that is empty, too."""
    result = cleaner.clean(text)
    assert (result.text, result.flags[-1]) == ("", "no-content")
    assert result.undo() == result.source
    if isinstance(text, str):
        record = Cleaner().clean_record({"id": 1, "text": text})
        assert record["text"] == ""
        assert record["metadata"]["cleaner"]["flags"] == ["no-content"]
    assert "no-content" not in cleaner.clean("Share this:").flags


def test_a_batch_is_a_batch(make: Make) -> None:
    """What is no record batch is a TypeError, and errors do not speak of the command line."""
    pa = pytest.importorskip("pyarrow")
    with pytest.raises(TypeError, match="expected to be a pyarrow RecordBatch or Table, not list"):
        make().clean_batch([{"text": "a"}])
    with pytest.raises(cleaner.InputError) as err:
        make().clean_batch(pa.record_batch({"n": [1]}))
    assert "--" not in str(err.value)


def test_what_is_no_language_is_refused(make: Make) -> None:
    """A typo would switch the rules of every language off without a word; records are guessed."""
    for call in (
        lambda: cleaner.clean(TEXT, language="xx"),
        lambda: cleaner.clean(TEXT, language="jp"),
        lambda: Config(languages=["en", "xx"]),
    ):
        with pytest.raises(ConfigError, match="is no language code"):
            call()
    assert make().clean(TEXT, language="ca").text
    assert Config(languages=["eng_Latn", "en", "iw"]).languages == ("en", "he")
    record = make().clean_record({"text": TEXT, "language": "xx"})
    assert record["text"] == make().clean(TEXT).text
