"""Arrays are buffers of numbers without gaps."""

SOURCE: str

def inked(lines: list[str]) -> tuple[list[str], bytearray, bytearray, bytearray]: ...
def tokens(lines: list[str], classes: object, lower: object) -> tuple[bytearray, ...]: ...
def word_sums(
    counts: object,
    first: object,
    last: object,
    size: object,
    hashes: object,
    words: object,
    indent: object,
    blank: object,
    weights: object,
    log: int,
    out: object,
) -> None: ...
def code_sums(codes: object, weights: object, log: int, out: object) -> None: ...
def features(
    tokens: tuple[object, ...],
    indent: object,
    blank: object,
    logit: object,
    kinds: object,
    in_slug: object,
    table: object,
    masks: object,
    out: object,
) -> None: ...
def trees(
    columns: object, column: object, border: object, question: object, leaves: object, out: object
) -> None: ...
