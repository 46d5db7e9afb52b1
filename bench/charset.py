"""Charset detection on short samples: how often the text comes out right, and what UTF-8 costs.

    python bench/charset.py [--samples N] [--bytes N ...] [--misses]

Samples: N pieces of about 100 bytes in each of 30 encodings, cut at words from bench/languages.txt
(seeded; a piece that an encoding cannot express in one of its languages is not used). A sample is
right if the decoded text is the true text, canonically composed. Then the cost of `decode` on UTF-8
against a strict decode, in one run.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from time import process_time

from texts import gold_texts, sentences

ENCODINGS = {
    "utf-8": "de fr pl ru el he ar th ja zh-Hans ko hi ka hy vi tr cs is lv",
    "utf-16-le": "en de ru ja zh-Hans ar",
    "utf-16-be": "en de ru ja zh-Hans ar",
    "windows-1252": "de fr es pt it sv da nb fi is nl",
    "iso-8859-1": "de fr es pt it sv da nb fi is nl",
    "iso-8859-15": "de fr es pt it sv da nb fi is nl",
    "mac-roman": "de fr es pt it sv da nb",
    "cp437": "de fr es it sv",
    "cp850": "de fr es pt it sv da nb",
    "windows-1250": "pl cs sk hu hr sl",
    "iso-8859-2": "pl cs sk hu hr sl",
    "cp852": "pl cs sk hu hr sl",
    "windows-1251": "ru uk bg sr be mk",
    "koi8-r": "ru bg",
    "koi8-u": "uk",
    "iso-8859-5": "ru bg sr mk",
    "cp866": "ru bg",
    "mac-cyrillic": "ru uk bg",
    "windows-1253": "el",
    "iso-8859-7": "el",
    "windows-1254": "tr",
    "windows-1255": "he",
    "windows-1256": "ar",
    "windows-1257": "lt lv et",
    "windows-1258": "vi",
    "cp874": "th",
    "shift_jis": "ja",
    "euc-jp": "ja",
    "gb18030": "zh-Hans",
    "big5": "zh-Hant",
    "euc-kr": "ko",
}


def samples(count: int, size: int) -> list[tuple[str, str, bytes]]:
    """(encoding, true text, bytes) of every encoding."""
    out = []
    for encoding, languages in ENCODINGS.items():
        chance = random.Random(f"{encoding}/{size}")
        made: dict[bytes, str] = {}
        for _ in range(count * 20):
            language = chance.choice(languages.split())
            lines = sentences()[language]
            start = chance.randrange(len(lines))
            text = " ".join((lines * (size // 40 + 1))[start:])
            at = chance.choice(
                [i for i, c in enumerate(text[:200]) if i == 0 or text[i - 1] == " "]
            )
            piece = text[at:]
            try:
                data = encoded(piece[: size * 2], encoding)
            except UnicodeEncodeError:
                continue
            while len(data) > size:
                piece = piece[: min(len(piece) - 1, size)]
                data = encoded(piece, encoding)
            if data.isascii() and encoding != "utf-16-le" and encoding != "utf-16-be":
                continue
            made.setdefault(data, piece)
            if len(made) == count:
                break
        out += [(encoding, piece, data) for data, piece in made.items()]
    return out


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def encoded(text: str, encoding: str) -> bytes:
    """`text` in `encoding`; for windows-1258 with its tones as marks, as it wants them."""
    if encoding == "windows-1258":
        out = []
        for char in text:
            parts = unicodedata.normalize("NFD", char)
            tones = "".join(c for c in parts if c in _TONES)
            rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
            out.append(rest + tones if tones else char)
        text = "".join(out)
    return text.encode(encoding)


def detectors() -> dict[str, Callable[[bytes], str]]:
    from cleaner.text.decode import decode

    def ours(data: bytes) -> str:
        return decode(data).text

    def chardet(data: bytes) -> str:
        from chardet import detect

        return data.decode(detect(data)["encoding"] or "windows-1252", "replace")

    def normalizer(data: bytes) -> str:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return str(best) if best else data.decode("windows-1252", "replace")

    def naive(data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("windows-1252", "replace")

    return {"cleaner": ours, "chardet": chardet, "charset-normalizer": normalizer,
            "utf-8 else windows-1252": naive}  # fmt: skip


def right(detector: Callable[[bytes], str], piece: str, data: bytes) -> bool:
    try:
        found = detector(data)
    except Exception:
        return False
    same = unicodedata.normalize("NFC", found.removeprefix("\ufeff"))
    return same == unicodedata.normalize("NFC", piece)


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--samples", type=int, default=20)
    cli.add_argument("--bytes", type=int, nargs="+", default=[100, 1000])
    cli.add_argument("--misses", action="store_true", help="print what went wrong")
    arguments = cli.parse_args()
    for size in arguments.bytes:
        cases = samples(arguments.samples, size)
        print(f"{len(cases)} samples of about {size} bytes in {len(ENCODINGS)} encodings")
        for name, detector in detectors().items():
            start = process_time()
            bad = [(e, p, d) for e, p, d in cases if not right(detector, p, d)]
            cost = (process_time() - start) / len(cases)
            share = 100 * (1 - len(bad) / len(cases))
            worst = ", ".join(f"{e} {n}" for e, n in Counter(e for e, _, _ in bad).most_common(8))
            print(f"  {name:24} {share:5.1f} % right, {1e6 * cost:6.0f} µs   {worst}")
            if arguments.misses and name == "cleaner":
                for encoding, piece, data in bad:
                    print("    ", encoding, repr(piece), "->", ascii(detector(data))[:150])
    from cleaner.text.decode import decode

    texts = [text.encode() for text in gold_texts(300)] or [
        "\n".join(lines * 10).encode() for lines in sentences().values()
    ]
    strict, ours = [], []
    for _ in range(7):
        start = process_time()
        for data in texts:
            data.decode("utf-8")
        middle = process_time()
        for data in texts:
            decode(data)
        strict.append(middle - start)
        ours.append(process_time() - middle)
    size = sum(map(len, texts))
    print(f"UTF-8, {len(texts)} texts of {size / len(texts) / 1000:.1f} kB on average: ", end="")
    print(f"{min(ours) / min(strict):.2f} times a strict decode")


if __name__ == "__main__":
    main()
