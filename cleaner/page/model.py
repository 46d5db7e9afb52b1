"""The trained model: from a page's lines to the chance of each to be main content.

The file holds integers only: weights of a linear model over hashed words, and trees whose nodes of
one depth all ask the same question. Scores are sums and comparisons of integers, the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner.page import context, linear, tokens
from cleaner.page.columns import Features
from cleaner.page.compiled import score
from cleaner.page.features import features
from cleaner.page.render import Rendered
from cleaner.page.tokens import Ints, Tokens
from cleaner.page.trees import Trees
from cleaner.page.words import url_hashes

FILE = Path(__file__).with_name("model.npz")
HTML_FILE = Path(__file__).with_name("html.npz")
"""The model of texts, and that of pages with their markup."""

SURE = 65535
"""The score of a line that is content for certain; 0 is for one that is not."""

KINDS = ("article", "collection", "documentation", "forum", "listing", "product", "service")
"""Kinds of pages, in the order of the model's logits."""

_RECALL = 810
"""What recall counts beside precision, in thousandths (the square of beta), on every kind of page:
guessed kinds that set it differently gained nothing, and lost on pages unlike those trained on."""

_ODDS = 4
"""How far the odds of all lines of a page may be off together."""

_RECALL_HTML = 450  # with markup the borders are clearer, and shared doubt changes nothing

_GAP = 6  # blocks between two lines from which on it does not matter how many


class Model(NamedTuple):
    """What training made; see `bench/train`.

    classes, lower: character class and lower case by code point; words, word_bias: the linear model
    of lines; kinds, kind_bias: that of page kinds;
    frame, frame_bias: the one that tells whole pages from main content; trees: over the columns that
    `names` names; chance: score by logit, from `chance_low` in steps of `chance_step`; data: digest
    of the training data.
    """

    classes: Ints
    lower: Ints
    words: Ints
    word_bias: int
    kinds: Ints
    kind_bias: Ints
    frame: Ints
    frame_bias: int
    trees: Trees
    chance: Ints
    chance_low: int
    chance_step: int
    names: tuple[str, ...]
    data: str

    def score(self, lines: Sequence[str], url: str = "") -> Scores:
        """The scores of the lines that are not blank.

        url: where the page is from; its words tell which line is the title.
        """
        page = Lines.of(lines)
        if not page.lines:
            nothing = np.zeros(0, np.int64)
            return Scores(page.at, nothing, nothing)
        seen = tokens.tokens(page.lines, self.classes, self.lower)
        kinds = self.kind_logits(seen, url)
        return self._scores(page.at, seen, self.features(page, seen, url, kinds))

    def score_rendered(self, page: Rendered, url: str = "") -> Scores:
        """The scores of a page's lines, its markup taken into account."""
        if not page.text:
            nothing = np.zeros(0, np.int64)
            return Scores(nothing, nothing, nothing)
        look = Look.of(page, self.classes, self.lower)
        kinds = self.kind_logits(look.seen, url)
        found = self.rendered_features(look, url, kinds)
        scores = self._scores(np.arange(len(page.text)), look.seen, found)
        return scores._replace(recall=_RECALL_HTML, odds=1)

    def _scores(self, at: Ints, seen: Tokens, found: Features) -> Scores:
        step = (self.trees.sums(found.matrix()) - self.chance_low) // self.chance_step
        chance = self.chance[np.clip(step, 0, len(self.chance) - 1)].astype(np.int64)
        return Scores(at, chance, np.maximum(seen.words, 1))

    def kind_logits(self, seen: Tokens, url: str) -> Ints:
        """One logit a kind, in 256ths."""
        return linear.kind_logits(seen, url_hashes(url), self.kinds, self.kind_bias)

    def frame_logit(self, lines: Sequence[str]) -> int:
        """How much a text looks like a whole page by its ends, in 256ths."""
        page = Lines.of(lines)
        if not page.lines:
            return -4000
        seen = tokens.tokens(page.lines, self.classes, self.lower)
        terms = linear.frame_terms(seen)
        return int(linear.page_logits(terms, self.frame[:, None], np.array([self.frame_bias]))[0])

    def features(self, page: Lines, seen: Tokens, url: str, kinds: Ints) -> Features:
        """What the trees ask about."""
        sums = linear.word_sums(seen, page.indent, page.blank, self.words)
        logit = linear.logits(sums, self.word_bias)
        return features(page.lines, page.indent, page.blank, url, seen, logit, kinds)

    def rendered_features(self, look: Look, url: str, kinds: Ints) -> Features:
        """What the trees of the model for pages with markup ask about."""
        logit = linear.logits(look.sums(self.words), self.word_bias)
        return look.features(url, logit, kinds)


class Look(NamedTuple):
    """A page with its markup, as the model looks at it; `about`: see `context.features`."""

    page: Rendered
    tree: context.Tree
    seen: Tokens
    indent: Ints
    blank: Ints
    about: tuple[Ints, Ints]

    @classmethod
    def of(cls, page: Rendered, classes: Ints, lower: Ints) -> Look:
        seen = tokens.tokens(page.text, classes, lower)
        title, description = (
            np.unique(tokens.tokens([text], classes, lower).hashes)
            if text
            else np.zeros(0, np.uint64)
            for text in (page.title, page.description)
        )
        tree = context.tree(page)
        depth = tree.depth[np.array(page.block, np.int64)]
        gap = np.minimum(np.array(page.gap, np.int64), _GAP)
        return cls(page, tree, seen, depth, gap, (title, description))

    def terms(self) -> linear.Terms:
        """Terms of the words, and behind them those of the markup."""
        words = linear.line_terms(self.seen, self.indent, self.blank)
        both = zip(words, self._markup(), strict=True)
        line, bucket, value = (np.concatenate(parts) for parts in both)
        return line, bucket, value

    def _markup(self) -> linear.Terms:
        line, bucket, value = context.terms(self.page, self.tree, self.seen)
        return line, bucket + (1 << linear.LINE_BITS), value

    def sums(self, weights: Ints) -> Ints:
        """Of each line the sum of its terms' values, weighed."""
        words = linear.word_sums(self.seen, self.indent, self.blank, weights)
        return words + linear.term_sums(self._markup(), weights, len(self.page.text))

    def features(self, url: str, logit: Ints, kinds: Ints) -> Features:
        """The features of the words, where depth takes the place of indentation, and the markup's."""
        lines = self.page.text
        found = features(lines, self.indent, self.blank, url, self.seen, logit, kinds)
        more = context.features(self.page, self.tree, self.seen, logit, self.about)
        for name, column in zip(more.names, more.columns, strict=True):
            found.add(name, column)
        return found


class Lines(NamedTuple):
    """The lines that are not blank: number, stripped text, white space before it, blank lines above."""

    at: Ints
    lines: list[str]
    indent: Ints
    blank: Ints

    @classmethod
    def of(cls, lines: Sequence[str]) -> Lines:
        if score is not None:
            inked, *found = score.inked(list(lines))
            at, indent, blank = (np.frombuffer(each, np.int64) for each in found)
            return cls(at, inked, indent, blank)
        bare = [line.strip() for line in lines]
        numbers = [n for n, text in enumerate(bare) if text]
        inked = [bare[n] for n in numbers]
        spaces = [len(lines[n]) - len(lines[n].lstrip()) for n in numbers]
        at, indent = np.array(numbers, np.int64), np.array(spaces, np.int64)
        return cls(at, inked, indent, np.diff(at, prepend=-1) - 1)


class Scores(NamedTuple):
    """Of each line its number, the chance to be content (0 to `SURE`), its words (at least 1).

    recall: what recall counts beside precision, in thousandths; odds: see `_ODDS`.
    """

    at: Ints
    chance: Ints
    words: Ints
    recall: int = _RECALL
    odds: int = _ODDS

    def threshold(self) -> int:
        """The score from which on lines are kept: that with the best expected F of words.

        If lines are kept from the best score downwards, the words expected to be content among
        them, over their words and all words expected to be content, give the expected precision
        and recall after each (Nan et al. 2012, "Optimizing F-measures"). That takes lines for
        independent; but whether prices count, or teasers, is one question for all of a page. So F
        is averaged over three cases: the odds of all lines are as they seem, higher, and lower.
        """
        order = np.argsort(-self.chance, kind="stable")
        chance, words = self.chance[order], self.words[order]
        taken = np.cumsum(words) * SURE
        f = np.zeros(len(chance))
        for weight, up, down in ((4, 1, 1), (3, self.odds, 1), (3, 1, self.odds)):
            in_case = SURE * up * chance // (up * chance + down * (SURE - chance))
            hits = np.cumsum(in_case * words)
            f += weight * (1000 + self.recall) * hits / (1000 * taken + self.recall * hits[-1] + 1)
        return int(chance[int(np.argmax(f))])


@lru_cache(maxsize=16)
def load(path: Path = FILE) -> Model:
    """The model of a file; the one that is shipped if none is named."""
    with np.load(path, allow_pickle=False) as file:
        values = {name: file[name] for name in file.files}
    parts = (values.pop(name) for name in ("feature", "border", "leaves", "leaf_bias"))
    feature, border, leaves, bias = parts
    values["trees"] = Trees.of(feature, border, leaves, int(bias))
    for name in ("word_bias", "frame_bias", "chance_low", "chance_step"):
        values[name] = int(values[name])
    values["lower"] = _lower(values["lower"])
    values["names"] = tuple(str(values["names"]).split())
    values["data"] = str(values["data"])
    return Model(**values)


def _lower(steps: Ints) -> Ints:
    """Lower case by code point, from how much its distance changes from one point to the next."""
    return (np.arange(len(steps)) + np.cumsum(steps, dtype=np.int64)).astype(np.uint32)
