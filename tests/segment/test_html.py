"""HTML: nothing that a reader would miss is lost on the way to the text."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.document import Metadata, Result
from cleaner.errors import InputError
from cleaner.segment.html import Extracted, Shield, decode_html, extract

PERSIAN = "می\u200cخواهم کتاب\u200cهای تازه را در کتاب\u200cخانه بخوانم و درباره\u200cی آن\u200cها بنویسم."
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
FILLER = "The council met on Monday and voted to repair the old bridge before winter comes to the valley."


def page(*paragraphs: str, head: str = "", lang: str = "en") -> str:
    body = "".join(f"<p>{text}</p>\n" for text in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><title>Old bridge to be repaired | The Valley'
        f" Post</title>{head}</head>\n<body><article><h1>Old bridge to be repaired</h1>\n{body}"
        "</article></body></html>"
    )


@pytest.mark.parametrize(
    "kept",
    [PERSIAN, f"A family {FAMILY} crosses it.", f"Greetings from {SCOTLAND} to all of you."],
    ids=["zwnj", "zwj", "tags"],
)
def test_format_characters_survive(kept: str) -> None:
    """Joiners, non-joiners and tag sequences of a page stand in its text."""
    assert kept in extract(page(FILLER, f"{FILLER} {kept}", FILLER)).text


@pytest.mark.parametrize("zwnj", ["&zwnj;", "&#8204;", "&#x200C;", "&#x200c;", "&#8204"])
def test_format_characters_written_as_references_survive(zwnj: str) -> None:
    """A reference to a format character means the character."""
    html = page(FILLER, FILLER, f"{FILLER} می{zwnj}خواهم بنویسم")
    assert "می\u200cخواهم" in extract(html).text


def test_mojibake_keeps_its_control_characters() -> None:
    """The C1 controls that tell mojibake are there for the repair that comes after."""
    assert "itâ\x80\x99s" in extract(page(FILLER, f"{FILLER} And itâ\x80\x99s done.", FILLER)).text


def test_lone_surrogates_do_not_stop_the_extraction() -> None:
    """A page with half a surrogate pair is extracted, the half included."""
    assert (
        "half \ud83d a pair" in extract(page(FILLER, f"{FILLER} It has half \ud83d a pair.")).text
    )


def test_empty_paragraphs_leave_no_line() -> None:
    """A paragraph of nothing but a zero-width space is no line."""
    text = extract(page(FILLER, "&#8203;", "\u200b", FILLER)).text
    assert text.split("\n") == ["Old bridge to be repaired", FILLER, FILLER]


def test_stand_ins_are_letters_that_the_page_does_not_hold() -> None:
    """A page in Linear A keeps its letters."""
    linear_a = "\U00010600\U00010601"
    shield = Shield(f"<p>{linear_a}\u200c&#67075;\u00ad</p>")
    up = shield.up(f"<p>{linear_a}\u200c\u00ad</p>")
    assert "\u200c" not in up
    assert "\u00ad" not in up
    assert up.isprintable()
    assert "\U00010603" not in up  # it is there as a reference
    assert shield.down(up) == f"<p>{linear_a}\u200c\u00ad</p>"


def test_a_page_without_format_characters_is_not_touched() -> None:
    """Most pages need no shield, and get none."""
    html = page(FILLER)
    assert Shield(html).up(html) is html


def test_visible_escapes_stay_as_they_are() -> None:
    """A tutorial that writes \\u200c shows six characters, not an invisible one."""
    assert (
        r"write \u200c in code"
        in extract(page(FILLER, f"{FILLER} One can write \\u200c in code.")).text
    )


def test_metadata_keeps_format_characters_from_json() -> None:
    """A title in JSON-LD with an escaped non-joiner has the non-joiner."""
    script = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
        '"NewsArticle", "headline": "\\u0645\\u06cc\\u200c\\u062e\\u0648\\u0627\\u0647\\u0645 '
        '\\u0628\\u0646\\u0648\\u06cc\\u0633\\u0645 \\u0627\\u0645\\u0631\\u0648\\u0632"}</script>'
    )
    html = page(FILLER, FILLER, head=script).replace("<h1>Old bridge to be repaired</h1>", "")
    assert extract(html).metadata.title == "می\u200cخواهم بنویسم امروز"


def test_extractor_is_named_with_its_version() -> None:
    """The result says what extracted the text."""
    name, _, version = extract(page(FILLER)).extractor.partition(" ")
    assert name == "trafilatura"
    assert version[0].isdigit()


def test_metadata_of_the_markup() -> None:
    """Title, authors, date, section, tags and language are read from the page."""
    head = (
        '<meta name="author" content="Ada Example"><meta name="keywords" content="bridges, rivers">'
        '<meta property="article:published_time" content="2024-03-05T10:00:00Z">'
        '<meta property="article:section" content="Local">'
    )
    found = extract(page(FILLER, FILLER, head=head), "https://www.example.com/bridge").metadata
    assert found.authors == ("Ada Example",)
    assert found.date_published == "2024-03-05T10:00Z"
    assert found.tags == ("bridges", "rivers")
    assert found.site == "example.com"
    assert found.language == "en"
    assert found.section == "Local"


def test_a_fragment_is_a_page() -> None:
    """HTML without html or body tags is read, too."""
    assert FILLER in extract(f"<div><p>{FILLER}</p><p>{FILLER}</p></div>").text


@pytest.mark.parametrize("html", ["", "   ", "<html><body></body></html>", b""])
def test_nothing_to_extract_is_flagged(html: str | bytes) -> None:
    """A page without main text gives an empty text and says so."""
    found = extract(html)
    assert found.text == ""
    assert found.merged(Result("", "")).flags == ("no-content",)


def test_evidence_names_a_value_once() -> None:
    """What text and markup both say is one piece of evidence, at its place in the text, and as sure
    as the surer of both."""
    body = f"<h1>Owls return</h1><p>{FILLER}</p><p>{FILLER}</p>"
    page = f"<html lang=en><title>Owls return</title><body><article>{body}</article></body></html>"
    result = Cleaner().clean_html(page, language="en")
    assert [one.field for one in result.evidence] == ["title", "language"]
    title, language = result.evidence
    assert (title.source, title.span, title.confidence) == ("text", (0, 11), 0.9)
    assert (language.source, language.confidence) == ("given", 1.0)


def merged(told: Metadata, markup: Metadata) -> Metadata:
    return Extracted("text", markup, "x 1").merged(Result("text", "text", metadata=told)).metadata


def test_markup_fills_what_the_text_did_not_tell() -> None:
    """A byline in the text stands; what it did not tell comes from the markup."""
    found = merged(Metadata(authors=("Ada",)), Metadata(authors=("admin",), site="example.com"))
    assert found.authors == ("Ada",)
    assert found.site == "example.com"


@pytest.mark.parametrize(
    ("told", "markup", "title"),
    [
        ("Old bridge", "Old bridge | Valley Post", "Old bridge"),
        ("Old bridge", "Valley Post: Old bridge", "Old bridge"),
        ("Old bridge", "Old bridge to be repaired", "Old bridge to be repaired"),
        ("Search this site", "Old bridge to be repaired", "Old bridge to be repaired"),
        ("Old bridge", None, "Old bridge"),
        (None, "Old bridge", "Old bridge"),
    ],
)
def test_title_is_the_markups_unless_the_text_has_it_without_the_site(
    told: str | None, markup: str | None, title: str
) -> None:
    """The first line of a text may be anything; as the title without the site's name it is best."""
    assert merged(Metadata(title=told), Metadata(title=markup)).title == title


@pytest.mark.parametrize(
    ("told", "markup", "date"),
    [
        ("2024-03-05T10:00", "2024-03-05", "2024-03-05T10:00"),
        ("2024-03-05", "2024-03-05T10:00", "2024-03-05T10:00"),
        ("2024-03-05", "2024-03-06", "2024-03-06"),
        (None, "2024-03-06", "2024-03-06"),
    ],
)
def test_the_more_precise_of_two_dates_that_agree(told: str | None, markup: str, date: str) -> None:
    """The markup's stands, as it has seen the text around the heading, too."""
    found = merged(Metadata(date_published=told), Metadata(date_published=markup))
    assert found.date_published == date


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (b"\xef\xbb\xbf<p>\xc3\xa9", "<p>é", "utf-8"),
        ("<p>é".encode("utf-16"), "<p>é", "utf-16-le"),
        ('<meta charset="iso-8859-1"><p>é'.encode(), '<meta charset="iso-8859-1"><p>é', "utf-8"),
        (b"<meta charset=iso-8859-1>\x93\xe9\x94", "<meta charset=iso-8859-1>“é”", "windows-1252"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">Мост'.encode(
                "cp1251"
            ),
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">Мост',
            "windows-1251",
        ),
        ("<meta charset=gb2312>鎔".encode("gb18030"), "<meta charset=gb2312>鎔", "gb18030"),
        (
            "<meta charset=nonsense>Größe für Öfen, schön".encode("cp1252"),
            "<meta charset=nonsense>Größe für Öfen, schön",
            "windows-1252",
        ),
    ],
    ids=[
        "bom",
        "utf-16",
        "utf-8 though declared else",
        "web label",
        "declared",
        "superset",
        "unknown",
    ],
)
def test_bytes_are_decoded_by_the_rules_of_html(content: bytes, text: str, encoding: str) -> None:
    """Byte order mark, valid UTF-8, declared charset by the web's names, then as any text."""
    found = decode_html(content)
    assert found.text == text
    assert found.encoding == encoding


def test_what_http_declares_goes_first() -> None:
    """HTTP's charset is believed before the page's, and either where the bytes fit."""
    page = "<meta charset=windows-1252>Мост".encode("cp1251")
    assert decode_html(page, "windows-1251").text == "<meta charset=windows-1252>Мост"
    assert decode_html(page).evidence == "declared charset windows-1252"
    assert decode_html(page, "utf-8").evidence == "declared charset windows-1252"


def test_binary_is_no_page() -> None:
    """Bytes that are no text are refused with the reason."""
    with pytest.raises(InputError, match="binary"):
        extract(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
