"""Language labels: what corpora and people write for a language, as an ISO 639-1 code."""

from __future__ import annotations

# ISO 639-2 and -3 codes of languages with a two-letter code, as corpora label records with them;
# `no` for both forms of Norwegian.
_LABELS = {
    "ar": "ara arb", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces cze", "da": "dan",
    "de": "deu ger", "el": "ell gre", "en": "eng", "es": "spa", "et": "est ekk", "fa": "fas per pes",
    "fi": "fin", "fr": "fra fre", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind",
    "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav lvs", "ms": "msa may zsm",
    "nl": "nld dut", "no": "nor nob nno nb nn", "pl": "pol", "pt": "por", "ro": "ron rum",
    "ru": "rus", "sk": "slk slo", "sl": "slv", "sr": "srp", "sv": "swe", "ta": "tam", "th": "tha",
    "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "zho chi cmn",
}  # fmt: skip
_TWO_LETTERS = {label: code for code, labels in _LABELS.items() for label in labels.split()}


def language_code(label: object) -> str | None:
    """The ISO 639-1 code in a language label (`en`, `en-US`, `eng_Latn`, `__label__en`).

    None for a label that is not understood.
    """
    if not isinstance(label, str):
        return None
    code = label.removeprefix("__label__").replace("_", "-").split("-")[0].strip().lower()
    code = _TWO_LETTERS.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
