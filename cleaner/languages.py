"""Languages that somebody names: which labels name one, and what may be meant by the others."""

from __future__ import annotations

from cleaner.text.labels import language_code

# ISO 639-1, with `sh`, which corpora still write
_LISTED = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd ne ng nl no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th
    ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """
_CODES = frozenset(_LISTED.split())
_WITHDRAWN = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}

# names, and countries that are often taken for codes
_MEANT = {
    "arabic": "ar", "chinese": "zh", "cn": "zh", "czech": "cs", "cz": "cs", "danish": "da",
    "dk": "da", "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "gb": "en",
    "german": "de", "gr": "el", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "indonesian": "id", "ir": "fa", "italian": "it", "japanese": "ja", "jp": "ja", "korean": "ko",
    "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "russian": "ru",
    "spanish": "es", "swedish": "sv", "thai": "th", "turkish": "tr", "ua": "uk",
    "ukrainian": "uk", "us": "en", "vietnamese": "vi", "vn": "vi",
}  # fmt: skip


def known_language(label: object) -> str | None:
    """The ISO 639-1 code in a language label (`en`, `en-US`, `eng_Latn`; `he` for `iw`).

    None for a label that names no language, `xx` among them.
    """
    code = language_code(label)
    code = _WITHDRAWN.get(code, code) if code else None
    return code if code in _CODES else None


def no_language(label: str) -> str:
    """What to say of a label that names no language."""
    from difflib import get_close_matches

    near = get_close_matches(label.strip().lower(), _MEANT, 1, 0.8)
    hint = f"did you mean {_MEANT[near[0]]!r}?" if near else "write one such as 'en' (ISO 639-1)"
    return f"{label!r} is no language code; {hint}"
