"""The compiled core: the same as the Python code that it stands for, and as safe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kit import blocks_left

from cleaner import core
from cleaner.core import CORE, WHY_NOT
from cleaner.match.sieve import Sieve
from cleaner.segment import page
from cleaner.segment.lines import Line
from cleaner.segment.page import Page, cut
from cleaner.text import language
from cleaner.text.memory import EACH

if CORE is None:
    pytest.skip(f"there is no compiled core: {WHY_NOT}", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
LINES = page._COMPILED
assert LINES is not None

CODE = [
    ">>> x", "... y", "$ ls -l", "$.get(x)", "$5 (five)", "#!/bin/sh", "C:\\a> dir", "}", "});", "])", "{", "(", "[ ", "</p>", '<a href="x">', "<b>x</b>", "/* a */", "b */", "<?php x", "?>", "// f(x)",
    "-- a = b", ";; (x)", "#include <a.h>", "#define A(x) (x)", "#endif", "# a [b](c)", "f(x);", "x[1]; // y", "x ) ; y", "if (x) {", "a {  // b", "a {b}", "def f(x):", "class A:", "async def f():", "fn main() {", "import os.path", "import a from 'b'",
    "from x import y", "using std;", "#include x", "use a;", "include <b>", "export default", "public int x = 1;", "let x = 2", "const f (x)", "return (a)", "return to sender", "new Foo()", "if a == b: # c", "while True:  [", "for x in y:", "else if (a): b", "else:", "try:",
    "SELECT * FROM t", "INSERT INTO t (a)", "INSERT a *", "ALTER TABLE x_y", "sudo -x", "pip3 install a_b", "apt-get install x", "apt install *", "git clone https://x", "cd ./x_y", "make -j", "x = 1", "a.b := c_d", "a += [1]", 'x["a"] = $y', "x <- f(y)", "x -> (y).", "a=b.", "=1",
    "f()", "obj.call(a, b);", "f(x) is (y)", "f(x", "@decorator", "@a.b(c)", "@user says (hi)", "--option", "-o=x", "--opt value \\", "- a (b)", '"key": "value"', '"key" : [1', '"a": true,', '"Quoted (words)"', "   (Reuters) x = 1;", "print(x)", "Plain (sentence).", "A//b (c).",
    "ñ(x)", "π = 3", "été: (x)", "x²=1", "٣ = ٤",
]  # fmt: skip
PIECES = [
    "", " ", "  ", "   ", "    ", "\t", "\n", "\n\n", "\n \n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029", "\x00", "\u00a0", "\u3000", "\u200b", "\xad", "\ufeff", "\ud800", "\udfff", "\U0010ffff", "e\u0301", "\u0301", "ｶﾞ", "각",
    "- ", "* ", "• ", "– ", "1. ", "(12) ", "123) ", "1234. ", "a) ", "(b. ", "z) ", "k. ", "٣. ", "> ", ">> ", ">", "| a | b | c |", "|---|---|", "a | b", "|", "a|b|c|d", "+---+", "```", "~~~", "```py", "---", "+++", "...", "===", "=", "# ", "## ", "#", "title: x", "    x = 1;", "\tx = {", "a\tb", "a    b",
    "The ferry was late because the tide had turned early, and nobody on board minded it much at all.", "A short line", "Ends here.", "and so on,", "word ", "İstanbul ", "ΌΔΟΣ ", "ς", "τι;", "ÜBER ", "THE ", "ﬁn ", "“quoted” ", "…", "½", "①", "３", "²", "💬", "日本語の文章です。", "ข้อความภาษาไทย", "မြန်မာ", "ខ្មែរ",
]  # fmt: skip
TEXTS = (
    st.text(st.characters(), max_size=80)
    | st.text(st.sampled_from("aZ19 \t\n.,;:!?()[]{}|<>=-+*#$@/\\\"'`~_&•·é“”\u0301\u00a0"), max_size=60)
    | st.lists(st.sampled_from([*PIECES, *CODE]), max_size=12).map("".join)
    | st.lists(st.sampled_from([*PIECES, *CODE]) | st.text(max_size=12), max_size=25).map("\n".join)
)  # fmt: skip


def same(text: str) -> None:
    """Cut a text both ways, with nothing known and with all known."""
    known: dict[str, Line] = {}
    other: dict[str, Line] = {}
    for _ in range(2):
        expected, got = cut(text, known), LINES.cut(text, other)
        assert got == expected
        assert other == known
        assert all(map(exact, got, expected))


def exact(got: Any, expected: Any) -> bool:
    """Whether equal values are of the same types, too: 1 is not True."""
    if isinstance(got, int):
        return type(got) is type(expected)
    return [*map(type, got)] == [*map(type, expected)]


@given(TEXTS)
@example("x" * 100_000 + "\n" + "y z, " * 50_000)
@example("\n".join(CODE))
@example("\n\n".join(PIECES))
@example("".join(f"a{chr(n)}b\n" for n in range(0x3000)))
def test_pages_are_cut_alike(text: str) -> None:
    """Lines, their views, signs and kinds are those that the Python code gives."""
    same(text)


@pytest.mark.parametrize("line", CODE)
def test_code_is_found_alike(line: str) -> None:
    """What is told apart before the pattern of code is asked is nothing that it matches."""
    for one in (line, f"  {line}", f"{line} ", f"\u00a0{line}", f"{line}x", f"é{line}"):
        same(one)


def test_every_character_folds_alike() -> None:
    """Each character of Unicode, alone and between letters, as the Python code folds it."""
    for start in (*range(0, 0x20000, 0x100), 0x2F800, 0x2FA00, 0xE0000, 0xE0100, 0x10FF00):
        text = "".join(f"a{chr(n)} b\n" for n in range(start, start + 0x100))
        assert LINES.cut(text, {}) == cut(text, {})


@pytest.mark.parametrize("folder", ["articles", "clean", "encoding", "languages", "seeds", "traps"])
def test_golden_sources_are_cut_alike(folder: str) -> None:
    """Real shapes of pages, whole and by half lines."""
    files = [path for path in sorted((ROOT / "golden" / folder).rglob("*")) if path.is_file()]
    assert files
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        same(text)
        assert language._count(text) == language._compiled().count(text)
        assert language._spread(text, 3) == language._compiled().spread(text, 3)


@given(TEXTS, st.integers(1, 5))
@example("THE ΤΗΣ ΤΗΣ. İN İn ıS ﬁ " * 3, 1)
def test_words_and_scripts_are_counted_alike(text: str, step: int) -> None:
    """Function words in the order they are met, the number of words, and letters by range."""
    expected, got = language._count(text), language._compiled().count(text)
    assert (list(got[0].items()), got[1]) == (list(expected[0].items()), expected[1])
    assert language._compiled().spread(text, step) == language._spread(text, step)


def test_lower_case_is_that_of_python() -> None:
    """A word is found whatever case its letters have, in every script."""
    capitals = [c for c in map(chr, range(0x20000)) if c.lower() != c]
    words = CORE.Words(tuple(dict.fromkeys(c.lower() for c in capitals)), (0,))
    assert [words.count(c) for c in capitals] == [({c.lower(): 1}, 1) for c in capitals]


def test_results_are_the_same_without_it(tmp_path: Path) -> None:
    """A cleaned document is the same, to the last edit, whether the core is in use or not."""
    program = (
        "import sys; from pathlib import Path; from cleaner import Cleaner, core\n"
        "tool = Cleaner()\n"
        "for path in sorted(Path(sys.argv[1]).rglob('*.*'))[:40]:\n"
        "    print(repr(tool.clean(path.read_bytes())).encode('ascii', 'backslashreplace').decode())\n"
        "print(core.about(), file=sys.stderr)"
    )
    ran = []
    for pure in ("0", "1"):
        command = [sys.executable, "-c", program, str(ROOT / "golden" / "articles")]
        environment = {**os.environ, "CLEANER_PURE": pure, "PYTHONHASHSEED": pure}
        ran.append(
            subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
        )
    assert ran[0].stdout.count("\n") > 5
    assert ran[0].stdout == ran[1].stdout
    assert ran[0].stderr.strip() == "compiled core"
    assert ran[1].stderr.strip() == "pure Python: CLEANER_PURE is set"


def test_one_of_another_version_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells what source it was made of; another one, or none, and Python does the work."""
    assert core.load("cleaner._core")[0] is CORE
    monkeypatch.setattr(core, "PACKAGE", tmp_path)
    assert core.load("cleaner._core") == (None, "its source is missing")
    (tmp_path / "_core.c").write_bytes((ROOT / "cleaner/_core.c").read_bytes())
    assert core.load("cleaner._core") == (None, "its source is missing")
    copytree(ROOT / "cleaner/_c", tmp_path / "_c")
    assert core.load("cleaner._core")[0] is CORE
    with (tmp_path / "_c/lines.h").open("a") as file:
        file.write("\n")
    assert core.load("cleaner._core") == (None, "compiled from another version")
    assert core.load("cleaner._other") == (None, "not compiled")


def test_nothing_is_left_behind() -> None:
    """However often it runs, and fails, as many objects are alive as before."""
    text = "\n".join([*CODE, *PIECES]) * 2

    def fail(line: str) -> bool:
        raise KeyError(line)

    def work() -> None:
        LINES.cut(text, {})
        language._compiled().count(text)
        language._compiled().spread(text, 1)
        with pytest.raises(KeyError):
            make(is_code=fail).cut(text, {})
        with pytest.raises(KeyError):
            make(fold_char=fail).cut("é", {})
        with pytest.raises(TypeError):
            LINES.cut("a\nb", {"b": 5})  # type: ignore[dict-item]
        with pytest.raises(TypeError):
            CORE.Words(("a", 5), (0,))

    assert blocks_left(work, 200) < 200  # less than one object a run


def make(**other: Any) -> Any:
    """A cutter that is made like the one in use, save what is given."""
    parts: dict[str, Any] = {
        "fold_char": page.fold_alone, "fold_line": page.fold, "is_code": page.is_code,
        "block_kinds": page.block_kinds, "decoration": page.DECORATION, "closers": page.CLOSERS,
        "symbols": page.SYMBOLS, "no_prose": page.NO_PROSE, "each": page.EACH,
    }  # fmt: skip
    return CORE.Lines(**{**parts, **other})


@pytest.mark.parametrize(
    "call",
    [
        lambda: CORE.Lines(),
        lambda: make(decoration=b"x"),
        lambda: make(no_prose={"code"}),
        lambda: make(each="50"),
        lambda: make(unknown=1),
        lambda: LINES.cut(b"x", {}),
        lambda: LINES.cut("x"),
        lambda: LINES.cut("x", None),
        lambda: LINES.cut("x", {"x": ("x", "x")}),
        lambda: LINES.cut("x", {"x": ("x", 1, 1)}),
        lambda: LINES.cut("x", {"x": ("x", "x", "x")}),
        lambda: make(fold_char=lambda char: 5).cut("é", {}),
        lambda: make(fold_char=lambda char: None, fold_line=lambda line: 5).cut("é", {}),
        lambda: make(fold_char=5).cut("é", {}),
        lambda: make(block_kinds=lambda *_: ["x"]).cut("```\na\n```", {}),
        lambda: make(block_kinds=lambda *_: None).cut("```\na\n```", {}),
        lambda: CORE.Words(["a"], (0,)),
        lambda: CORE.Words(("a",), ("a",)),
        lambda: CORE.Words((1,), (0,)),
        lambda: language._compiled().count(b"x"),
        lambda: language._compiled().spread("x"),
        lambda: language._compiled().spread(b"x", 1),
        lambda: language._compiled().spread("x", "1"),
    ],
)
def test_bad_arguments_are_type_errors(call: Any) -> None:
    """Whatever is handed in, an exception is the worst that comes of it."""
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: make(decoration="".join(map(chr, range(0x100, 0x200)))),
        lambda: LINES.cut("x", {"x": ("x", "x", 1 << 80)}),
        lambda: CORE.Words(("a",), (-1,)),
        lambda: language._compiled().spread("x", 0),
        lambda: language._compiled().spread("x", 1 << 80),
    ],
)
def test_values_out_of_bounds_are_errors(call: Any) -> None:
    """Numbers that do not fit are refused."""
    with pytest.raises((ValueError, OverflowError)):
        call()


def test_odd_values_do_no_harm() -> None:
    """Words without letters, no ranges, signs that no line has, hosts of callbacks that call it."""
    assert CORE.Words((), ()).count("a b") == ({}, 2)
    assert CORE.Words((), ()).spread("a b", 1) == []
    assert CORE.Words(("", "b"), (0,)).count("a b") == ({"b": 1}, 2)
    assert language._compiled().spread("abc", sys.maxsize)
    assert LINES.cut("x\ny", {"x": ("", "", -1)})[6] == [0, 0]
    assert make(is_code=lambda line: LINES.cut(line, {})).cut("f(x)", {})[7] == ["code"]


def test_threads_share_it() -> None:
    """Several threads with one memory get what one gets."""
    texts = [f"Né {n}\n• ｶﾞ {n}\nf({n});\n{PIECES[n % len(PIECES)]}" * 20 for n in range(200)]
    known: dict[str, Line] = {}
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda text: make().cut(text, known)[:9], texts))
    assert got == [cut(text, {})[:9] for text in texts]


def test_pages_use_it() -> None:
    """Where it is there, pages are made by it."""
    known = dict(page._memory.known)
    text = "A line that no other test has, about a lighthouse and its keeper (1)."
    assert Page(text).lines == [text]
    assert set(page._memory.known) - set(known) <= {text}


def test_version_tells_whether_it_is_in_use() -> None:
    """`cleaner --version` says so."""
    command = [sys.executable, "-m", "cleaner", "--version"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.rstrip().endswith("(compiled core)")


def test_every_lack_of_memory_is_an_error() -> None:
    """Wherever memory runs out there is a MemoryError, and the same call gives the same result later."""
    testing = pytest.importorskip("_testcapi", reason="this Python is built without its own tests")
    text = "\n".join([*PIECES, *CODE, "Größe – 12 345 Mio. Ärger", "word " * 30])
    text = re.sub("```|~~~|>", "", text)  # fences and quotations are left to Python
    # Python's own code does not survive it in every version, so nothing written in it is called back
    lines = make(fold_char=str.lower, fold_line=str.casefold, is_code=str.isspace, block_kinds=len)
    view = lines.cut(text, {})
    needles = (("abc", True, False, (1, 2)), ("x\n", False, False, (3,))) * 9
    classes = ((1,), (2,), (3,), (4,))
    sieves = b"".join(Sieve(True, 0, 0, 2 << 96, 0).packed(call) for call in (1, 3))

    def called() -> Any:
        calls = CORE.Calls(
            {"share": (1,)}, needles, classes, 80, None, ("mio", "k"), "k", EACH, sieves
        )
        return calls.tried(*view[0:1], *view[2:4], view[5], {})

    words = language._compiled()
    for call in (lambda: lines.cut(text, {}), lambda: words.count(text), called):
        expected, lacked, calm = call(), 0, 0
        for number in range(1, 5000):
            testing.set_nomemory(number, number + 1)
            try:
                found = call()
            except MemoryError:
                lacked, calm = lacked + 1, 0
                continue
            finally:
                testing.remove_mem_hooks()
            assert found == expected
            calm += 1
            if calm > 20:  # it asks for no more
                break
        assert lacked > 10
        assert calm > 20
