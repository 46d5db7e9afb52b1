"""load and half, extended below"""

import hashlib, io, json
from pathlib import Path
from urllib.parse import urlsplit

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "wcxb-dev.jsonl.zst"


def half(page):
    host = urlsplit(page["url"] or "").hostname or page["id"]
    site = ".".join(host.split(".")[-2:])
    return hashlib.sha1(site.encode()).digest()[0] % 2


def load():
    import zstandard
    from resiliparse.extract.html2text import extract_plain_text

    pages = []
    with DATA.open("rb") as file:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8"):
            row = json.loads(line)
            gold = row["gold"]
            pages.append(
                {
                    "id": row["id"],
                    "url": row.get("url"),
                    "kind": row["kind"],
                    "html": row["html"],
                    "text": extract_plain_text(row["html"], main_content=False, alt_texts=False),
                    "date": (gold.get("date") or "")[:10],
                    "title": gold.get("title") or "",
                    "author": gold.get("author") or "",
                }
            )
    return pages
