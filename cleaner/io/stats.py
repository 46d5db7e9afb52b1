"""What a run did, in numbers that can be added up: by rule, by site, by flag; and its alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cleaner.document import STEPS

if TYPE_CHECKING:
    from cleaner.document import Result

OTHER = "(other)"
"""Where sites are counted that came after the first `_SITES`."""

RULE_SHARE = 0.5
"""A rule that changes a greater share of the documents gives an alarm."""

SITE_JUMP = 0.25
"""So much more of a site's text (as a share of it) may go in one window than did before it."""

_ENOUGH = 200  # documents before a rule's share means something
_SITES = 50_000  # memory stays bounded, however many sites there are
_WINDOW = 50  # documents of a site that are looked at together
_COUNTS = ("records", "changed", "failed", "characters_in", "characters_out")


class Stats:
    """Counts of documents, and their sums. Merging is done in the order of the input, so that the
    numbers do not depend on who counted.

    rules: by name the documents and edits and the characters taken; sites: by host the documents
    and characters in and out; flags: documents by flag. seen: the sites of these documents in their
    order with characters in and out, for `Sites`; it is not merged.
    """

    def __init__(self) -> None:
        self.records = self.changed = self.failed = 0
        self.characters_in = self.characters_out = 0
        self.rules: dict[str, list[int]] = {}
        self.sites: dict[str, list[int]] = {}
        self.flags: Counter[str] = Counter()
        self.documents: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.seen: list[tuple[str, int, int]] = []

    def count(self, result: Result) -> None:
        """Count a document that was cleaned."""
        self.records += 1
        self.changed += result.changed
        before, after = len(result.source), len(result.text)
        self.characters_in += before
        self.characters_out += after
        self.flags.update(result.flags)
        self.documents[result.document] += 1
        self.languages[result.metadata.language or "unknown"] += 1
        taken: dict[str, list[int]] = {}
        for edit in result.edits:
            for cause in edit.causes:
                one = taken.setdefault(cause, [1, 0, 0])
                one[1] += 1
                one[2] += len(edit.before) - len(edit.after)
        _add(self.rules, taken)
        site = result.metadata.site
        if site:
            _add(self.sites, {site: [1, before, after]})
            self.seen.append((site, before, after))

    def add(self, other: Stats) -> None:
        """Add what another counted."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _add(self.rules, other.rules)
        for site, numbers in other.sites.items():
            known = site in self.sites or len(self.sites) < _SITES
            _add(self.sites, {site if known else OTHER: numbers})
        self.flags.update(other.flags)
        self.documents.update(other.documents)
        self.languages.update(other.languages)

    @property
    def removed_share(self) -> float:
        """Share of the characters that went."""
        return (self.characters_in - self.characters_out) / max(1, self.characters_in)

    def alarms(self) -> list[str]:
        """Rules that fire suspiciously often."""
        out = []
        for name, (documents, _, _) in sorted(self.rules.items()):
            steps = name.startswith(STEPS)
            if self.records >= _ENOUGH and documents > RULE_SHARE * self.records and not steps:
                out.append(
                    f"{name} changed {documents:,} of {self.records:,} documents "
                    f"({documents / self.records:.0%}): is it too broad?"
                )
        return out

    def to_dict(self) -> dict[str, Any]:
        """The numbers for JSON, the largest first."""
        names = ("documents", "edits", "characters")
        rules = sorted(self.rules.items(), key=lambda item: (-item[1][0], item[0]))
        sites = sorted(self.sites.items(), key=lambda item: (-item[1][0], item[0]))
        return {
            **{name: getattr(self, name) for name in _COUNTS},
            "removed_share": round(self.removed_share, 6),
            "flags": _ranked(self.flags),
            "documents": _ranked(self.documents),
            "languages": _ranked(self.languages),
            "rules": {name: dict(zip(names, n, strict=True)) for name, n in rules},
            "sites": {
                name: {"documents": n, "characters_in": before, "characters_out": after}
                for name, (n, before, after) in sites
            },
        }

    @classmethod
    def from_dict(cls, numbers: Mapping[str, Any]) -> Stats:
        """What `to_dict` gave."""
        out = cls()
        for name in _COUNTS:
            setattr(out, name, numbers[name])
        out.rules = {name: list(n.values()) for name, n in numbers["rules"].items()}
        out.sites = {name: list(n.values()) for name, n in numbers["sites"].items()}
        for name in ("flags", "documents", "languages"):
            setattr(out, name, Counter(numbers[name]))
        return out


class Sites:
    """Watches each site for a share removed that jumps. Sees documents in the order of the input.

    What it holds can be written as JSON (`state`) and read back.
    """

    def __init__(self, state: Mapping[str, Any] | None = None) -> None:
        self._sites: dict[str, list[int]] = dict(state["sites"]) if state else {}
        self.alarms: list[str] = list(state["alarms"]) if state else []

    def state(self) -> dict[str, Any]:
        """What is known, for JSON."""
        return {"sites": self._sites, "alarms": self.alarms}

    def see(self, seen: Iterable[tuple[str, int, int]]) -> None:
        """Documents as (site, characters in, characters out)."""
        for site, before, after in seen:
            one = self._sites.get(site)
            if one is None:
                if len(self._sites) >= _SITES:
                    continue
                one = self._sites[site] = [0, 0, 0, 0, 0, 0]
            one[0] += 1
            one[1] += before
            one[2] += after
            if one[0] == _WINDOW:
                self._close(site, one)

    def _close(self, site: str, one: list[int]) -> None:
        _, before, after, past, past_in, past_out = one
        share = (before - after) / max(1, before)
        usual = (past_in - past_out) / max(1, past_in)
        if past and share > usual + SITE_JUMP:
            self.alarms.append(
                f"{site}: {share:.0%} of the text of documents {past + 1:,} to "
                f"{past + _WINDOW:,} went, {usual:.0%} before: has the site changed?"
            )
        one[:] = [0, 0, 0, past + _WINDOW, past_in + before, past_out + after]


def _add(to: dict[str, list[int]], more: Mapping[str, list[int]]) -> None:
    for name, numbers in more.items():
        have = to.get(name)
        if have is None:
            to[name] = list(numbers)
        else:
            for i, n in enumerate(numbers):
                have[i] += n


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
