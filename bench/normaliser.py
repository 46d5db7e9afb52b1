"""The normaliser against ftfy: identity, published cases, clean text, restored mojibake, speed.

    python bench/normaliser.py [identity] [cases] [clean] [mojibake] [joiners] [speed] [--fuzz N]

Without a name all parts run. ftfy has the options of `cleaner.text.mojibake.fix`: encoding repairs
only, `unescape_html=False`. Needs ../shared/data for the published cases and the pages; texts in
other languages come from texts.py.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from time import process_time

from ftfy import TextFixerConfig, fix_text
from texts import DATA, gold_texts, locale_lines, page_texts, sentences

from cleaner.text import mojibake
from cleaner.text.entities import ENTITY
from cleaner.text.repair import repair_text

OPTIONS = TextFixerConfig(
    unescape_html=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    normalization=None,
    explain=False,
)
TEN = ("latin-1", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
       "windows-1257", "iso-8859-2", "mac-roman", "cp437")  # fmt: skip


def with_ftfy(text: str) -> str:
    return fix_text(text, OPTIONS)


def cases(*names: str) -> Iterator[dict[str, str]]:
    folder = DATA / "ftfy-cases"
    for path in sorted(folder.glob("*.json")):
        if not names or path.stem in names:
            yield from json.loads(path.read_text("utf-8"))


def misread(text: str, codec: str) -> str | None:
    """`text` as it looks when its UTF-8 is read in `codec` the way software does: bytes that the
    codec lacks are C1 controls. None if nothing beyond ASCII is in it."""
    if text.isascii():
        return None
    out = []
    for byte in text.encode():
        try:
            out.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return "".join(out)


# ---- identity with ftfy


def identity(fuzz: int) -> None:
    """0 differences with ftfy over cases, pages and strings of the mojibake alphabet."""
    print("identity with ftfy, same options")
    known = [text for case in cases() for text in (case["original"], case["fixed"])]
    compare("published cases, all of them", known)
    compare("own sentences, misread", [m for lines in sentences().values() for line in lines
                                       for codec in TEN if (m := misread(line, codec))])  # fmt: skip
    compare("pages of wcxb-dev and web-eval-dev", lines_of_pages())
    compare(f"fuzzed strings of the mojibake alphabet, {fuzz:,}", fuzzed(fuzz))


def lines_of_pages() -> Iterator[str]:
    """Different lines with a character beyond printable ASCII: all others are alike to both."""
    seen: set[int] = set()
    for name in ("wcxb-dev", "web-eval-dev"):
        for text in page_texts(name):
            for line in text.split("\n"):
                if not (line.isascii() and line.isprintable()) and hash(line) not in seen:
                    seen.add(hash(line))
                    yield line


def fuzzed(count: int) -> Iterator[str]:
    chance = random.Random(20261121)
    high = "".join(
        sorted({c for page in TEN for c in bytes(range(128, 256)).decode(page, "ignore")})
    )
    words = [word for lines in sentences().values() for line in lines for word in line.split()]
    for i in range(count):
        if i % 3 == 0:
            yield "".join(
                chance.choices(high + "aeZ .'?\n\x1a\x1b\x07\ufffd\ufeff\ud83d\ude00" * 6, k=14)
            )
        elif i % 3 == 1:
            yield "".join(chance.choices(high + "\x80\x9d\xa0 a", k=chance.randint(2, 8)))
        else:
            text = " ".join(chance.choices(words, k=4))
            for _ in range(chance.randint(1, 2)):
                text = misread(text, chance.choice(TEN)) or text
            at = chance.randrange(len(text) + 1)
            yield text[:at] + chance.choice(high) + text[at + chance.randint(0, 2) :]


def compare(name: str, texts: Iterator[str] | list[str]) -> None:
    count = different = 0
    for text in texts:
        count += 1
        if mojibake.fix(text) != with_ftfy(text):
            different += 1
            print("   differs:", ascii(text)[:200])
    print(f"  {name:58} {count:9,}   {different} differences", flush=True)


# ---- published cases


_FOLDED = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def published() -> None:
    """ftfy's own cases: either target, quotes and canonical form folded."""
    print("published cases of ftfy, quotes and NFC folded")
    systems: dict[str, Callable[[str], str]] = {"cleaner": repair_text, "ftfy": with_ftfy}
    for name, groups in (
        ("all that pass", ("in-the-wild", "language-names", "synthetic", "negative")),
        ("negatives", ("in-the-wild", "language-names", "synthetic", "negative")),
        ("known failures", ("known-failures",)),
    ):
        rows = [
            case
            for case in cases(*groups)
            if name != "negatives"
            or case["original"] in (case["fixed"], case.get("fixed-encoding"))
        ]
        for system, fixer in systems.items():
            right = 0
            for case in rows:
                targets = {case["fixed"], case.get("fixed-encoding", case["fixed"])}
                good = folded(fixer(case["original"])) in set(map(folded, targets))
                right += good
                if not good and system == "cleaner" and name == "all that pass":
                    print("   ", ascii(case["original"]), "->", ascii(fixer(case["original"])))
            print(f"  {name:16} {system:8} {right} of {len(rows)}")


# ---- clean text


def clean_lines() -> Iterator[str]:
    for lines in (*sentences().values(), *locale_lines().values()):
        for line in lines:
            yield unicodedata.normalize("NFC", line)


def undamaged() -> None:
    """Lines changed of text in which nothing is damaged."""
    print("clean text, lines changed")
    lines = list(dict.fromkeys(clean_lines()))
    languages = {name.split("_")[0] for name in locale_lines()} | set(sentences())
    systems: dict[str, Callable[[str], str]] = {"cleaner": repair_text, "ftfy": with_ftfy}
    for system, fixer in systems.items():
        changed = [line for line in lines if fixer(line) != line]
        print(f"  {system:8} {len(changed)} of {len(lines):,} lines in {len(languages)} languages")
        for line in changed[:10]:
            print("    ", line, "->", fixer(line))
    gold = [line for text in gold_texts() for line in text.split("\n") if not line.isascii()]
    # curated texts do hold damage: what ftfy mends and closed entities; the rest is to stay
    fine = [line for line in gold if with_ftfy(line) == line and not ENTITY.search(line)]
    changed = [line for line in fine if letters(repair_text(line)) != letters(line)]
    print(f"  cleaner  {len(changed)} of {len(fine):,} lines of curated pages that ftfy leaves "
          f"(of {len(gold):,}; letters and digits)")  # fmt: skip
    for line in changed[:20]:
        print("    ", ascii(line)[:160], "->", ascii(repair_text(line))[:160])


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


# ---- restored mojibake


def restored(show: str | None) -> None:
    """UTF-8 read as ten legacy codecs: share of texts and of lines that come back."""
    print("mojibake restored: UTF-8 read as ten legacy codecs, by line and by document")
    systems: dict[str, Callable[[str], str]] = {"cleaner": repair_text, "ftfy": with_ftfy}
    sources = {"own sentences": sentences(), "CLDR names": locale_lines()}
    for source, texts in sources.items():
        for whole in (False, True):
            chance = random.Random(1)
            pieces = []
            for lines in texts.values():
                lines = [unicodedata.normalize("NFC", line) for line in lines]
                if whole:
                    pieces.append("\n".join(chance.sample(lines, min(12, len(lines)))))
                else:
                    pieces += chance.sample(lines, min(2, len(lines)))
            pieces = [piece for piece in pieces if not piece.isascii()]
            pieces = chance.sample(pieces, min(150, len(pieces)))
            for system, fixer in systems.items():
                right: Counter[str] = Counter()
                for codec in TEN:
                    for piece in pieces:
                        broken = misread(piece, codec)
                        assert broken is not None
                        fixed = fixer(broken)
                        good = unicodedata.normalize("NFC", fixed) == piece
                        right[codec] += good
                        if not good and show == codec and system == "cleaner":
                            print("   ", piece[:60], "|", ascii(broken)[:70], "->", fixed[:60])
                share = 100 * sum(right.values()) / (len(TEN) * len(pieces))
                rows = " ".join(f"{c} {100 * right[c] // len(pieces)}" for c in TEN)
                kind = "documents" if whole else "lines"
                print(f"  {source}, {len(pieces)} {kind:10} {system:8} {share:5.1f} %   {rows}")


# ---- joiners


def joiners() -> None:
    """Joiners and non-joiners of a page through HTML."""
    from cleaner import Cleaner
    from cleaner.segment.html import extract

    words = [
        "می\u200cخواهم",
        "کتاب\u200cهای",
        "کتاب\u200cخانه",
        "درباره\u200cی",
        "آن\u200cها",
        "نمی\u200cشود",
    ]
    more = [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "क\u094d\u200dष",
        "ක්\u200dර",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
    ]
    filler = "این جمله‌ای بلند است که در آن درباره‌ی پل کهنه و رودخانه‌ی کوچک سخن گفته می‌شود."
    parts = [f"<p>{filler} {sign.join(words)}</p>" for sign in (" ", " و ")]
    parts += [f"<p>{filler} {' و '.join(more)}</p>"]
    html = f"<html lang=fa><body><article><h1>پل کهنه</h1>{''.join(parts)}</article></body></html>"
    wanted = words * 2 + more
    text = extract(html).text
    result = Cleaner().clean_html(html).text
    from trafilatura import extract as plain

    other = plain(html) or ""
    for name, found in (("extracted", text), ("cleaned", result), ("trafilatura", other)):
        kept = sum(min(found.count(word), wanted.count(word)) for word in dict.fromkeys(wanted))
        print(f"  joiners through HTML, {name:12} {kept} of {len(wanted)}")


# ---- speed


def timed(fixer: Callable[[str], str], texts: list[str]) -> float:
    start = process_time()
    for text in texts:
        fixer(text)
    return process_time() - start


def speed() -> None:
    """CPU time of the guarded fix and of the whole repair against ftfy, in one run."""
    chance = random.Random(3)
    en = list(page_texts("wcxb-dev", 60))
    de = list(page_texts("web-eval-dev", 60, "de"))
    many = ["\n".join(lines) for lines in locale_lines().values()]

    def damaged(texts: list[str], share: float, codec: str) -> list[str]:
        return ["\n".join((misread(line, codec) or line) if chance.random() < share else line
                          for line in text.split("\n")) for text in texts]  # fmt: skip

    ru = [
        "\n".join(lines * 20) for name, lines in sentences().items() if name in ("ru", "uk", "bg")
    ]
    sets = {
        "English pages": en,
        "English pages, lines of ASCII": ["\n".join(line for line in text.split("\n") if line.isascii()) for text in en],
        "German pages": de,
        f"CLDR names, {len({n.split('_')[0] for n in locale_lines()})} languages": many,
        f"own sentences, {len(sentences())} languages": ["\n".join(lines * 5) for lines in sentences().values()],
        "German pages, 1 % of lines mojibake": damaged(de, 0.01, "windows-1252"),
        "German pages, all mojibake": damaged(de[:20], 1, "windows-1252"),
        "Russian, all mojibake": damaged(ru, 1, "latin-1"),
        "CLDR names, all mojibake": damaged(many[:80], 1, "windows-1252"),
    }  # fmt: skip
    print(
        f"{'speed (CPU time, one run)':44} {'MB':>6} {'ftfy MB/s':>10} {'fix, times':>11} {'repair, times':>14}"
    )
    mojibake.fix("Ã©")
    for name, texts in sets.items():
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
        theirs = timed(with_ftfy, texts)
        ours = min(timed(mojibake.fix, texts) for _ in range(3))
        whole = min(timed(repair_text, texts) for _ in range(2))
        print(
            f"  {name:42} {size:6.2f} {size / theirs:10.2f} {theirs / ours:11.1f} {theirs / whole:14.1f}",
            flush=True,
        )


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parts = ("identity", "cases", "clean", "mojibake", "joiners", "speed")
    cli.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(parts)}")
    cli.add_argument("--fuzz", type=int, default=100_000)
    cli.add_argument("--show", metavar="CODEC", help="print what is not restored")
    arguments = cli.parse_args()
    wanted = arguments.parts or parts
    if unknown := set(wanted) - set(parts):
        sys.exit(f"there is no part {', '.join(unknown)}")
    for part in wanted:
        if part == "identity":
            identity(arguments.fuzz)
        elif part == "mojibake":
            restored(arguments.show)
        else:
            {"cases": published, "clean": undamaged, "joiners": joiners, "speed": speed}[part]()


if __name__ == "__main__":
    main()
