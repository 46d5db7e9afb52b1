"""Whole pages for the tests, with menu and footer."""

from __future__ import annotations

from kit import PROSE

MENU = ["Skip to content", "Home", "News", "Sport", "Contact us", "Log in", "Subscribe"]
FOOTER = [
    "About us",
    "Terms of use",
    "Privacy policy",
    "© 2024 The Valley Post. All rights reserved.",
]
WHOLE = "\n".join([*MENU, "", "The bridge", "", *PROSE, "", *FOOTER]) + "\n"
MANY = {
    "english": WHOLE,
    "german": "Startseite\nAnmelden\n\nDer Rat hat am Montag beschlossen, die alte Brücke zu reparieren.\n"
    "Das Geld kommt vom Kreis und von denen, die am Fluss wohnen.\n\nImpressum\nDatenschutz\n",
    "japanese": "ホーム\nログイン\n\n町議会は月曜日に、古い橋を冬が来る前に直すことを決めた。\n費用の多くは県が払う。\n\n© 2024\n",
    "thai": "หน้าแรก\nสภาได้ประชุมกันเมื่อวันจันทร์และลงมติให้ซ่อมสะพานเก่าก่อนฤดูหนาวจะมาถึงหุบเขา\nติดต่อเรา\n",
    "odd": "\ud800\n\U0010ffff\n\u200bx\n 1\n\t2,5 €\n",
}
