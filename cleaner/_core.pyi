from collections.abc import Callable
from typing import Any

SOURCE: str

class Lines:
    def __new__(
        cls,
        fold_char: Callable[[str], str | None],
        fold_line: Callable[[str], str],
        is_code: Callable[[str], object],
        block_kinds: Callable[[list[str], list[str], list[int]], list[str]],
        decoration: str,
        closers: str,
        symbols: str,
        no_prose: frozenset[str],
        each: int,
    ) -> Lines: ...
    def cut(
        self, text: str, known: dict[str, tuple[str, str, int]]
    ) -> tuple[
        list[str],
        list[int],
        list[str],
        list[str],
        list[int],
        list[int],
        list[int],
        list[str],
        list[bool],
        int,
    ]: ...

class Words:
    def __new__(cls, words: tuple[str, ...], ranges: tuple[int, ...]) -> Words: ...
    def count(self, text: str) -> tuple[dict[str, int], int]: ...
    def spread(self, text: str, step: int) -> list[int]: ...

class Calls:
    def __new__(
        cls,
        lines: dict[str, tuple[int, ...]],
        needles: tuple[tuple[str, bool, bool, tuple[int, ...]], ...],
        classes: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]],
        longest: int,
        dated: Callable[[str], str | None] | None,
        scales: tuple[str, ...],
        signs: str,
        each: int,
        sieves: bytes,
    ) -> Calls: ...
    def tried(
        self,
        lines: list[str],
        folded: list[str],
        keys: list[str],
        content: list[int],
        known: dict[str, Any],
    ) -> tuple[dict[int, list[int]], list[int], int]: ...

def count_words(text: str) -> int: ...
def utf8_size(text: str) -> int: ...
def runs(text: str) -> set[str] | None: ...
def years(text: str) -> list[tuple[int, int]]: ...
