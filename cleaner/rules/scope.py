"""Which rules are switched off: by packs for a host, by name in a configuration; and what is said of
it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.errors import NoRuleError
from cleaner.match.engine import on_site
from cleaner.rules.compile import Program
from cleaner.rules.model import Where

if TYPE_CHECKING:
    from cleaner.rules.validate import File

SiteView = tuple[frozenset[int], dict[str, tuple[Where, ...]]]
"""Indexes of the rules that are switched off on a host, and `where` overrides there by rule name."""


Known = dict[tuple[frozenset[str], frozenset[str]], frozenset[int]]
"""Rules that are switched off, by the rules disabled and the packs extended."""


def site_view(program: Program, url_host: str, known: Known) -> SiteView:
    """What packs disable and override on a host; the most specific site wins.

    known: what hosts came to so far; it is added to, and as large as there are packs for sites.
    """
    reach = []
    for pack in program.packs:
        matches = [site for site in pack.sites if on_site(url_host, site)]
        if not pack.sites or matches:
            reach.append((max(map(len, matches), default=0), pack))
    reach.sort(key=lambda pair: (pair[0], pair[1].pack))
    by_name = {pack.pack: pack for pack in program.packs}
    extended: set[str] = set()
    disabled: set[str] = set()
    override: dict[str, tuple[Where, ...]] = {}

    def use(pack: Any, seen: frozenset[str]) -> None:
        for name in pack.extends:
            extended.add(name)
            if name in by_name and name not in seen:
                use(by_name[name], seen | {name})
        disabled.update(pack.disable)
        override.update(pack.override)

    for _, pack in reach:
        if pack.pack not in program.extended:
            use(pack, frozenset({pack.pack}))
    key = frozenset(disabled), frozenset(extended)
    off = known.get(key)
    if off is None:
        dormant = frozenset(program.extended) - extended
        off = known[key] = frozenset(
            index
            for index, (name, pack) in enumerate(program.rules)
            if name in disabled or pack in dormant
        )
    return off, override


def sites_not_asked(program: Program, own: Sequence[object]) -> Iterator[str]:
    """A hint that somebody's rules for sites are not asked about a text without an address, if
    there are such rules. own: the paths of somebody's own rules."""
    if not own:
        return
    sites = sorted({site for n in range(len(program.rules)) for site in program.rule(n).sites})
    if sites:
        named = ", ".join(sites[:3]) + ", …" * (len(sites) > 3)
        yield f"rules for {named} are not asked without an address: --url, or url: in front matter"


def decisions(files: Iterable[File], name: str) -> list[str]:
    """What packs decide about a rule: disabled or overridden, by which pack, where, and why."""
    out = []
    for file in files:
        pack = file.pack
        on = f" on {', '.join(pack.sites)}" if pack.sites else ""
        for key, word in (("disable", "disabled"), ("override", "overridden")):
            for n, entry in enumerate(getattr(pack, key) or ()):
                if entry.rule == name:
                    line = file.positions.get((key, n), (1, 1))[0]
                    out.append(
                        f"{word} by {pack.pack} ({file.name}:{line}){on}: {entry.reason.strip()}"
                    )
    return out


def named_rules(program: Program, names: Sequence[str]) -> frozenset[int]:
    """Indexes of the rules that are named, or stand in a pack that is named.

    Raises NoRuleError for a name that nothing has.
    """
    out: set[int] = set()
    for name in names:
        found = {
            index
            for index, (rule, pack) in enumerate(program.rules)
            if rule == name or pack == name or pack.startswith(f"{name}/")
        }
        if not found:
            from difflib import get_close_matches

            near = get_close_matches(name, [rule for rule, _ in program.rules], 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NoRuleError(name, f"there is no rule or pack {name!r} to disable{hint}")
        out |= found
    return frozenset(out)
