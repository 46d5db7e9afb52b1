"""Which rules apply to a document: languages, documents, sites, blocks; extends, disable, override."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit import PROSE, line, pack, page, rule, write

from cleaner import Cleaner, Config, ConfigError, Result
from cleaner.rules import load

Clean = Callable[..., Result]
P = PROSE
X = page(P[0], "x1")


def acts(clean: Clean, *items: dict[str, Any], **known: Any) -> bool:
    """Whether the line `x1` goes."""
    return "x1" not in clean(X, *items, **known).text


# ---- languages, documents


@pytest.mark.parametrize(
    ("languages", "given", "expected"),
    [
        (None, "en", True), (["en"], "en", True), (["en"], "de", False), (["en", "de"], "de", True), (["no"], "no", True), (["zh-TW"], "zh", True), (["zh-Hant", "ja"], "zh", True),
    ],
)  # fmt: skip
def test_languages(clean: Clean, languages: list[str] | None, given: str, expected: bool) -> None:
    """A rule applies in its languages, and in every one if it names none."""
    keys = {"languages": languages} if languages else {}
    assert acts(clean, line("x1", **keys), language=given) == expected
    assert acts(clean, pack(line("x1"), **keys), language=given) == expected


def test_an_unknown_language_is_every_language(clean: Clean) -> None:
    """Where the language is not known, rules of all languages apply."""
    assert clean("zz x1 qq\n\nx1\n", line("x1", languages=["fi"])).text == "zz x1 qq\n"


def test_a_rule_s_own_languages_come_before_the_pack_s(clean: Clean) -> None:
    """What a rule says itself takes the place of its pack's default."""
    one = pack(line("x1", languages=["de"]), languages=["en"])
    assert acts(clean, one, language="de")
    assert not acts(clean, one, language="en")


@pytest.mark.parametrize(
    ("keys", "given", "expected"),
    [
        ({}, "forum", True), ({"documents": ["forum"]}, "forum", True), ({"documents": ["forum"]}, "article", False), ({"documents": ["forum"]}, None, False),
        ({"documents": ["article"]}, None, True), ({"documents": ["article"]}, "article", True), ({"documents": ["article"]}, "product", False),
        ({"not_documents": ["forum"]}, "forum", False), ({"not_documents": ["forum"]}, "article", True), ({"not_documents": ["forum"]}, None, True), ({"not_documents": ["article"]}, None, True),
        ({"documents": ["article", "forum"], "not_documents": ["forum"]}, "forum", False),
    ],
)  # fmt: skip
def test_documents(clean: Clean, keys: dict[str, Any], given: str | None, expected: bool) -> None:
    """`article` also applies where the kind is unknown; other kinds do not."""
    assert acts(clean, line("x1", **keys), document=given) == expected


def test_documents_of_a_pack(clean: Clean) -> None:
    """A pack's kinds are the default for its rules."""
    one = pack(line("x1"), documents=["forum"])
    assert acts(clean, one, document="forum")
    assert not acts(clean, one, document="article")
    assert acts(
        clean, pack(line("x1", documents=["article"]), documents=["forum"]), document="article"
    )


def test_an_unknown_document_kind_is_an_error(make: Callable[..., Cleaner]) -> None:
    """A kind that does not exist is refused."""
    with pytest.raises(ConfigError, match="unknown document kind 'blog'"):
        make().clean("x", document="blog")


# ---- blocks

BLOCKS = {
    "prose": "see x1 there.",
    "heading": "# see x1 there",
    "list": "- see x1 there",
    "table": "| see x1 there | b | c |\n|---|---|---|\n| d | e | f |",
    "code": "```\nsee x1 there\n```",
    "quote": "> see x1 there, where all the others have already been for a while",
    "verse": "the rose is red, see x1 there,\nthe violet is blue and fair,\nthe honey's sweet, and so is air,\nand so is all that grows out there,",
}  # fmt: skip


@pytest.mark.parametrize("kind", BLOCKS)
def test_blocks(clean: Clean, kind: str) -> None:
    """By default prose, headings and lists may be touched; naming a kind lifts its protection."""
    text = page(P[0], BLOCKS[kind], P[1])
    match = {"contains": "see x1"}
    is_open = kind in ("prose", "heading", "list")
    assert ("x1" not in clean(text, rule(match=match)).text) == is_open
    assert "x1" not in clean(text, rule(match=match, blocks=["prose", kind])).text
    assert (
        "x1"
        in clean(text, rule(match=match, blocks=["table" if kind == "prose" else "prose"])).text
    )
    assert "x1" in clean(text, rule(match=match, not_in=[kind])).text
    assert (
        "x1"
        in clean(text, rule(match=match, blocks=["prose", "heading", kind], not_in=[kind])).text
    )
    if not is_open:
        article = {"code": "", "verse": ""}.get(kind, "a ")
        assert clean(text, rule(match=match)).findings[0].verdict == f"kept: in {article}{kind}"


def test_front_matter_is_protected(clean: Clean) -> None:
    """YAML at the very top is out of reach, unless it is named."""
    text = "---\ntitle: x1\nby: Ann\n---\n\n" + page(P[0])
    assert clean(text, rule(match={"contains": "x1"})).text == text
    assert "x1" not in clean(text, rule(match={"contains": "x1"}, blocks=["front-matter"])).text


@pytest.mark.parametrize("action", ["cut", "replace", "protect", "extract"])
def test_blocks_hold_for_every_action(clean: Clean, action: str) -> None:
    """No action reaches into a protected block."""
    keys: dict[str, Any] = {
        "replace": {"with_": "z"},
        "extract": {"extract": {"section": "line"}},
    }.get(action, {})
    result = clean(
        page(P[0], BLOCKS["table"]), rule(match={"contains": "x1"}, action=action, **keys)
    )
    assert result.text == page(P[0], BLOCKS["table"])
    assert result.findings[0].verdict == "kept: in a table"
    assert result.metadata.section is None


# ---- unless


def test_unless(clean: Clean) -> None:
    """If an antipattern holds on the line, the line stays, and the finding says why."""
    unless = [
        {"contains": "poem", "reason": "a poem is content"},
        {"words": [5, None], "reason": "too long"},
    ]
    rules = rule(match={"prefix": "x1"}, unless=unless)
    text = page(P[0], "x1 poem", "x1 a b c d", "x1 a")
    result = clean(text, rules)
    assert result.text == page(P[0], "x1 poem", "x1 a b c d")
    assert [f.verdict for f in result.findings] == [
        "kept: a poem is content",
        "kept: too long",
        "removed",
    ]


# ---- sites


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/a", True), ("http://www.example.com", True), ("https://a.example.com/x?y#z", True), ("https://a.b.example.com", True), ("https://EXAMPLE.com:8080/", True),
        ("https://ann:pw@example.com/", True), ("//example.com/a", True), ("https://example.com./a", True), ("https://notexample.com/", False), ("https://example.com.evil.org/", False),
        ("https://example.org/", False), ("example.com", True), ("https://evil.org/example.com", False), ("https://evil.org/?https://example.com", False), ("", False), (None, False),
        ("https://com/", False),
    ],
)  # fmt: skip
def test_sites(clean: Clean, url: str | None, expected: bool) -> None:
    """A rule for example.com applies on it, on www. and on every host below it, and nowhere else."""
    assert acts(clean, line("x1", sites=["example.com"]), url=url) == expected
    assert (
        acts(clean, pack(line("x1"), sites=["Example.com"], name="sites/example.com"), url=url)
        == expected
    )
    assert acts(clean, line("x1", sites=["example.net", "www.example.com"]), url=url) == expected


def test_a_rule_s_own_sites_come_before_the_pack_s(clean: Clean) -> None:
    """What a rule says itself takes the place of its pack's default."""
    one = pack(line("x1", sites=["a.example.com"]), sites=["example.com"])
    assert acts(clean, one, url="https://a.example.com")
    assert not acts(clean, one, url="https://example.com")


ENGINE = pack(line("x1"), name="engines/press", active="extended")


def test_extended_packs_apply_through_another_pack(clean: Clean) -> None:
    """Rules of a pack that is `active: extended` apply only where a pack that extends it does."""
    site = pack(name="sites/example.com", sites=["example.com"], extends=["engines/press"])
    assert not acts(clean, ENGINE, url="https://example.com")
    assert acts(clean, ENGINE, site, url="https://a.example.com")
    assert not acts(clean, ENGINE, site, url="https://example.org")
    assert not acts(clean, ENGINE, site)
    assert acts(clean, ENGINE, pack(name="my/all", extends=["engines/press"]))


def test_extends_is_handed_on(clean: Clean) -> None:
    """A pack that is extended may extend others; a circle does no harm."""
    middle = pack(
        name="engines/theme", active="extended", extends=["engines/press", "engines/theme"]
    )
    site = pack(name="sites/example.com", sites=["example.com"], extends=["engines/theme"])
    assert acts(clean, ENGINE, middle, site, url="https://example.com")
    assert not acts(clean, ENGINE, middle, site, url="https://example.org")
    assert not acts(clean, ENGINE, middle, url="https://example.com")


def test_an_extended_pack_disables_and_overrides_where_it_applies(clean: Clean) -> None:
    """What an extended pack switches off is off only where it is extended."""
    base = pack(line("x1"), name="en/base")
    theme = pack(
        name="engines/theme", active="extended", disable=[{"rule": "en/base/r1", "reason": "so"}]
    )
    site = pack(name="sites/example.com", sites=["example.com"], extends=["engines/theme"])
    assert acts(clean, base, theme, site, url="https://example.org")
    assert not acts(clean, base, theme, site, url="https://example.com")


BASE = pack(line("x1"), name="en/base")


def test_disable(clean: Clean) -> None:
    """A site's pack switches a rule off on its site, one without sites everywhere."""
    off = {"disable": [{"rule": "en/base/r1", "reason": "so"}]}
    site = pack(name="sites/example.com", sites=["example.com"], **off)
    assert not acts(clean, BASE, site, url="https://www.example.com")
    assert acts(clean, BASE, site, url="https://example.org")
    assert acts(clean, BASE, site)
    mine = pack(name="mine", **off)
    assert not acts(clean, BASE, mine, url="https://example.org")
    assert not acts(clean, BASE, mine)


def test_disabled_rules_are_not_reported(clean: Clean) -> None:
    """What is switched off is not looked for."""
    assert (
        clean(X, BASE, pack(name="mine", disable=[{"rule": "en/base/r1", "reason": "so"}])).findings
        == ()
    )


def test_disabled_detectors_stay_off(clean: Clean) -> None:
    """So it is with rules of detectors."""
    tags = pack(rule(match={"detector": "tag-run"}), name="en/base")
    text = page(*P, "bridge", "council", "flood")
    assert clean(text, tags).text == page(*P)
    assert (
        clean(text, tags, pack(name="mine", disable=[{"rule": "en/base/r1", "reason": "so"}])).text
        == text
    )


def test_rules_of_one_s_own_tame_built_in_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of one's own comes after the built-in rules, and may switch them off or move them."""
    monkeypatch.setattr(
        load,
        "builtin_folder",
        lambda: write(
            tmp_path / "builtin", pack(line("x1"), line("x2"), line("x3"), name="en/base")
        ),
    )
    mine = write(
        tmp_path / "mine",
        pack(line("x4"), name="mine", disable=[{"rule": "en/base/r1", "reason": "so"}], override=[{"rule": "en/base/r2", "where": "head", "reason": "so"}]),
    )  # fmt: skip
    text = page(P[0], "x1", "x2", "x3", "x4")
    assert Cleaner(Config(repair=False)).clean(text).text == page(P[0], "x4")
    assert Cleaner(Config(repair=False, rules=(mine,))).clean(text).text == page(P[0], "x1", "x2")
    assert Cleaner(Config(repair=False, rules=(mine / "mine.yaml",))).clean(text).text == page(
        P[0], "x1", "x2"
    )


def override(where: Any, *hosts: str) -> dict[str, Any]:
    name = f"sites/{hosts[0]}" if hosts else "mine"
    keys = {"sites": list(hosts)} if hosts else {}
    return pack(
        name=name, override=[{"rule": "en/base/r1", "where": where, "reason": "so"}], **keys
    )


def test_override(clean: Clean) -> None:
    """Another `where` on a site, or everywhere; `anywhere` lifts every condition."""
    base = pack(line("x1", where="head"), name="en/base")
    assert not acts(clean, base)
    assert acts(clean, base, override("tail"))
    assert acts(clean, base, override({"last": 1}))
    assert acts(clean, base, override(["head", {"in": "tail", "first": 9}]))
    assert acts(clean, base, override("anywhere"))
    assert acts(clean, base, override("tail", "example.com"), url="https://example.com")
    assert not acts(clean, base, override("tail", "example.com"), url="https://example.org")
    assert not acts(clean, BASE, override("head"))


@pytest.mark.parametrize("reverse", [False, True])
def test_the_most_specific_host_wins(clean: Clean, reverse: bool) -> None:
    """For a.b.example.com its own pack comes last, after b.example.com, example.com and those without sites."""
    packs = [
        override("head"),
        override("tail", "example.com"),
        override("head", "b.example.com"),
        override("tail", "a.b.example.com"),
    ]
    if reverse:
        packs = packs[::-1]
    hosts = {
        "example.org": False,
        "example.com": True,
        "c.example.com": True,
        "b.example.com": False,
        "c.b.example.com": False,
        "a.b.example.com": True,
        "z.a.b.example.com": True,
    }
    for host, expected in hosts.items():
        assert acts(clean, BASE, *packs, url=f"https://{host}/x") == expected, host


def test_a_pack_with_several_sites_counts_by_the_one_that_matches(clean: Clean) -> None:
    """How specific a pack is depends on the site that the page is on."""
    both = override("tail", "example.com", "b.example.org")
    assert acts(clean, BASE, both, override("head", "example.org"), url="https://b.example.org")
    assert not acts(
        clean, BASE, both, override("head", "b.example.com"), url="https://b.example.com"
    )


def test_a_cleaner_remembers_no_documents(make: Callable[..., Cleaner]) -> None:
    """Sites seen before change nothing about later ones, however many there were."""
    cleaner = make(
        BASE,
        override("head", "example.com"),
        pack(name="n", sites=["example.net"], disable=[{"rule": "en/base/r1", "reason": "so"}]),
    )
    first = [
        cleaner.clean(X, url=f"https://{host}/").text
        for host in ("example.com", "example.net", "example.org")
    ]
    for n in range(5000):
        cleaner.clean("a", url=f"https://h{n}.example.com/")
    assert [
        cleaner.clean(X, url=f"https://{host}/").text
        for host in ("example.com", "example.net", "example.org")
    ] == first
    assert len(cleaner._sites) < 5000
