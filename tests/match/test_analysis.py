"""What is told about a pattern before it runs: literals it needs, and whether it can run long."""

from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.match.analysis import PatternError, factors, parse, refuse_slow

SLOW = [
    "(a+)+b", "(a*)*b", "(a|a)*b", "(a|ab)*c", "(a|ab|b)+c", "(a+|b)+c", r"(\w+\s?)+x", r"(\w+ )*\w+ \w+ x", r"(\s*a\s*)+b", r"(a?b?)*c",
    "a*a*b", r"\w+\w+b", r"\w+\d+x", r".*.*b", r"\d+\w+x", r".+foo.+bar", r"[a-z]+[a-f]+x", r"(.*,)*x", r"(.+)(.+)foo", r"(?:\w{1,40}){1,40}x",
    r"(a{1,30}){1,30}b", r"\p{L}+\w+x", r"([^,]*,?)*x", r"(?:a|b|ab){1,30}c", r"(\w|\d)+x", r"(x+x+)+y", r"(?P<n>a+)+b", r"(?>a+)+b", "(a++)+b",
    "(?:[äöü]+)+foo", "[äöü]+[äöü]+foo", r"[à-ÿ]+[é-ü]+foo", r"[\u1200-\u1300]+[\u1250-\u12ff]+foo", r"\p{Thai}+\p{Thai}+foo", r"\p{Ethiopic}+\p{L}+foo",
    r"[\N{LATIN SMALL LETTER N WITH TILDE}]+[ñ]+foo", r"\X+\X+foo", r"\S*\w*foo", r"(?:foo|foobar)*baz", r".{0,400}foo.{0,400}bar",
    r"\w+\b\w+foo", r"\h+\s+foo",
]  # fmt: skip

HARMLESS = [
    "foo", "foo|bar", r"\d+ min read", r"\d{1,2}:\d{2} foo", r"\w+ \w+ foo", r"[^.]+\. foo", r"foo.*", r"^\w+ foo", r"foo\b",
    r"(?P<n>\d+) foo", r"\(\w+\) foo", r"(?:a|b|c)+foo", r"(?:foo|bar)+ baz", r"(?:ab|cd)*ef foo", r"foo\.bar", r"foo\/bar", r"foo ?bar", r"foo(?: bar)?",
    r"\p{Lu}\p{Ll}+ foo", r"[\w.-]+@foo", r"\d[\d.,]* foo", r"foo.{0,40}bar", r".{0,40}foo.{0,5}bar", r"^.{0,300}foo", r"^.+foo$", r"\*{3,} foo",
    r"(?:[a-z]+-)+ foo", r"foo\s*:\s*bar", r"[äöü]+foo", r"[\d.,]+ foo", "[[:alpha:]]+ foo", "foo[[:a]x]", r"foo(?:, \w+)+", r"\bfoo\b", r"foo\ bar", r"foo{2,3}", r"foo[]x]",
    r"foo[^]x]", r"foo[\]x]", r"\{foo\}", r"foo\u00e4", r"foo\x41", r"foo\t", r"foo\p{Han}", r"foo\pL", r"foo\N{BULLET}", r"(?>foo)", r"fo++x",
]  # fmt: skip


@pytest.mark.parametrize("pattern", SLOW)
def test_slow_patterns_are_refused(pattern: str) -> None:
    """Nested or adjacent repeats over the same characters are refused."""
    with pytest.raises(PatternError, match="can run long"):
        refuse_slow(parse(pattern))


@pytest.mark.parametrize("pattern", HARMLESS)
def test_harmless_patterns_are_accepted(pattern: str) -> None:
    """Patterns of which the next character always tells how they go on are fine."""
    refuse_slow(parse(pattern))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(?=foo)bar", "look-around"), ("foo(?!bar)", "look-around"), ("(?<=foo)bar", "look-around"), ("(?<!foo)bar", "look-around"),
        (r"(foo)\1", "back-references"), (r"(?P<a>foo)(?P=a)", "back-references"), (r"(?P<a>foo)\g<a>", "back-references"),
        (r"foo\Kbar", "not allowed"), ("(?i)foo", "groups are allowed"), ("(?i:foo)", "groups are allowed"), ("(?#x)foo", "groups are allowed"),
        ("(?<a>foo)", "groups are allowed"), ("(?|foo|bar)", "groups are allowed"), ("(?R)foo", "groups are allowed"), ("(x)(?(1)foo|bar)", "groups are allowed"),
        ("(?:foobar){e<=2}", r"\\{"), ("foo{bar", r"\\{"), ("(foo", "not a valid pattern"), ("foo)", "not a valid pattern"), ("foo[", "not a valid pattern"),
        ("*foo", "not a valid pattern"), ("foo\\", "not a valid pattern"), (r"\L<names>", "not a"), ("a**", "not a valid pattern"), (r"\p{Nope}", "not a valid pattern"),
        ("", "empty string"), ("a*", "empty string"), ("(?:foo)?", "empty string"), ("foo|", "empty string"), ("^$", "empty string"), (r"\b", "empty string"),
        (r"(?:a|b?)", "empty string"), (r"foo\012", "octal"),
    ],
)  # fmt: skip
def test_what_rules_may_not_use(pattern: str, message: str) -> None:
    """Look-around, back-references, flags, fuzzy matching and empty matches are refused, with a reason."""
    with pytest.raises(PatternError, match=message):
        refuse_slow(parse(pattern))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("foo", {"foo"}), ("foo|bar", {"foo", "bar"}), (r"\d+ min read", {" min read"}), ("foo.+barbaz", {"barbaz"}), ("(?:foo|bar)x", {"foo", "bar"}),
        ("colou?r", {"colo"}), ("fo+bar", {"obar"}), ("foo{2}bar", {"obar"}), (r"foo\.bar", {"foo.bar"}), (r"foo\ bar", {"foo bar"}), ("(foo)(bar)", {"foobar"}),
        ("foo(?:bar)?", {"foo"}), ("(?:foo)+", {"foo"}), (r"\bfoo\b bar", {"foo bar"}), ("^foo$", {"foo"}), (r"\d+", set()), ("foo|x?", set()), ("[f]oo", {"oo"}),
        (r"foo\u00e4", {"fooä"}), (r"foo\x41", {"fooA"}), (r"foo\tbar", {"foo\tbar"}), ("a|foobar", {"a", "foobar"}), ("(?:a|b)foo", {"foo"}),
        ("(?:ab(?:cd|ef)|gh)", {"ab", "gh"}), ("foo{0}bar", {"bar"}), ("(?:foo){0,2}ba", {"ba"}),
    ],
)  # fmt: skip
def test_factors(pattern: str, expected: set[str]) -> None:
    """Every match holds one of the literals; as long ones as there are."""
    assert factors(parse(pattern)) == expected


def test_factors_without_decoration() -> None:
    """Decoration at the ends of a literal is dropped, for the line is searched without it."""
    assert factors(parse(r"\*\* foo - bar: "), " *:-") == {"foo - bar"}
    assert factors(parse(r"\*\*\*"), "*") == frozenset()


ATOMS = st.sampled_from(
    ["a", "b", "ab", ".", r"\w", r"\d", "[ab]", "[^a]", "ä", "[äö]", r"\s", " ", r"\ ", "1", "-"]
)


@st.composite
def patterns(draw: st.DrawFn, depth: int = 2) -> str:
    def item() -> str:
        if depth and draw(st.booleans()):
            kind = draw(st.sampled_from(["(?:", "(", "(?>"]))
            inner = "|".join(draw(patterns(depth - 1)) for _ in range(draw(st.integers(1, 2))))
            atom = f"{kind}{inner})"
        else:
            atom = draw(ATOMS)
        if len(atom) > 1 and atom[0] not in "([\\":
            return atom
        return atom + draw(st.sampled_from(["", "", "", "*", "+", "?", "{2,3}", "{0,9}", "+?"]))

    return "".join(item() for _ in range(draw(st.integers(1, 3))))


@given(patterns(), st.text(alphabet="abä1 -ö", max_size=30))
def test_every_match_holds_a_factor(pattern: str, text: str) -> None:
    """Whatever the pattern, what it matches holds one of its literals."""
    literals = factors(parse(pattern))
    match = regex.search(pattern, text)
    assert match is None or not literals or any(literal in match[0] for literal in literals)


@given(patterns(depth=3), st.sampled_from(["a", "ab", "aä", "a1", " a", "a ", "ä", "1", "- a"]))
def test_what_is_accepted_runs_fast(pattern: str, piece: str) -> None:
    """An accepted pattern takes a moment on the longest line, whatever stands there."""
    try:
        refuse_slow(parse(pattern))
    except PatternError:
        return
    compiled = regex.compile(f"(?:{pattern})\\b\u2603")
    text = (piece * 2000)[:2000]
    start = time.process_time()
    compiled.search(text)
    assert time.process_time() - start < 1
