"""Which documents a page holds: all of them, or so many that it stays of a size to work with."""

from __future__ import annotations

from hashlib import blake2b
from heapq import heappop, heappush

SEED = b"cleaner report"
"""The draw is the same every time: it depends on this and a document's place in the run."""

MAX_BYTES = 64 << 20
"""What the documents of a page may take, in bytes of JSON."""

TOP = 100
"""So many documents that lost most are kept whatever the draw, within a quarter of MAX_BYTES."""


class Sample:
    """Documents drawn at random, and those that lost most; bounded in count and size.

    Every document has a rank of its own, and those with the lowest ranks stay: each document has
    the same chance, and memory is bounded by what stays.
    """

    def __init__(self, size: int, max_bytes: int = MAX_BYTES) -> None:
        self._size, self._room, self._top_room = size, max_bytes, max_bytes // 4
        self._seen = 0
        self._limit: bytes | None = None
        self._drawn: list[tuple[bytes, int, bytes]] = []
        self._top: list[tuple[float, int, bytes]] = []
        self.complete = True

    def add(self, document: bytes, share: float) -> None:
        """Offer a document, as JSON, and the share of it that rules took (0 to 1)."""
        number, self._seen = self._seen, self._seen + 1
        rank = blake2b(number.to_bytes(8, "big"), digest_size=8, key=SEED).digest()
        # a heap has the smallest item in front: the complement puts the highest rank there
        rank = bytes(255 - byte for byte in rank)
        if self._limit is None or rank > self._limit:
            heappush(self._drawn, (rank, number, document))
            self._room -= len(document)
            while len(self._drawn) > self._size or (self._room < 0 and len(self._drawn) > 1):
                self._limit, _, last = heappop(self._drawn)
                self._room += len(last)
                self.complete = False
        else:
            self.complete = False
        if share > 0:
            heappush(self._top, (share, -number, document))
            self._top_room -= len(document)
            while len(self._top) > min(TOP, self._size) or (
                self._top_room < 0 and len(self._top) > 1
            ):
                self._top_room += len(heappop(self._top)[2])

    def documents(self) -> list[bytes]:
        """What the page holds, in the order of the run."""
        chosen = {number: document for _, number, document in self._drawn}
        if not self.complete:
            chosen |= {-number: document for _, number, document in self._top}
        return [chosen[number] for number in sorted(chosen)]
