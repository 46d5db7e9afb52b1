"""Mutation check of the rules: what a careless change would break, and whether anybody notices.

    python bench/mutants.py [--sample N] [--seed S] [--golden PATH] [--list]

Each rule in turn is switched off, and loosened: without its exceptions (`unless`), at any place
(`where`), as if it were certain (`confidence`), with whole lines taken for parts of lines (`contains`),
with a section that nothing stops (`section`). A mutant is caught if an example of any rule or a
golden case comes out otherwise. Only examples and cases in which a rule is found can tell, so only
these are run again, and the rule's own; `contains` is tried on its own examples alone.

Loosenings that change nothing in any document at all may still be caught by nobody: they count
against the score like the others.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace as with_values
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from cleaner import Cleaner, Config
from cleaner.golden import Case, cases, cleaner_of, differences, run
from cleaner.io.tools import Tools
from cleaner.match.engine import Engine
from cleaner.match.hit import Matcher
from cleaner.match.look import Known, Look
from cleaner.project import Project, Settings
from cleaner.rules.compile import CompiledRule
from cleaner.rules.examples import _DONE, _one
from cleaner.rules.load import load_files, sources
from cleaner.segment.page import Page
from cleaner.text.memory import Memory

ROOT = Path(__file__).resolve().parents[1]


class Mutable(Engine):
    """An engine in which one rule is another one, and may be tried on every line."""

    everywhere: int | None = None

    def put(self, index: int, rule: CompiledRule, everywhere: bool = False) -> None:
        """Make a rule another one, and try it on every line if asked to."""
        self._rules[index] = rule
        self._matchers.pop(index, None)
        self._calls.clear()
        self._unless.pop(index, None)
        self._stops.pop(rule.name, None)
        self.everywhere = index if everywhere else None
        for look in self._looks.values():
            look.memory = Memory()

    def part(self, index: int, part: int) -> Matcher:
        """The whole first step: the parts of a changed rule are others than it was compiled with."""
        return self.matchers(index)[0]

    def _learn(self, look: Look, known: dict[str, Known], page: Page) -> list[int]:
        new = [i for i in page.content if page.lines[i] not in known]
        telling = super()._learn(look, known, page)
        if self.everywhere is None:
            return telling
        first = self.matchers(self.everywhere)[0]
        for i in new:
            others = [one for one in known[page.lines[i]] if one[0] != self.everywhere]
            hit = first(page, i)
            if hit is not None:
                known[page.lines[i]] = (*others, (self.everywhere, hit))
        return [i for i in page.content if known[page.lines[i]]]


def mutants(rule: CompiledRule) -> Iterator[tuple[str, CompiledRule]]:
    """The rule, changed carelessly in one way after another."""
    yield "off", replace(rule, testing=True)
    if rule.unless:
        yield "unless", replace(rule, unless=())
    if rule.where:
        yield "where", replace(rule, where=())
    if rule.confidence != "certain" and rule.action in ("remove", "cut", "replace"):
        yield "confidence", replace(rule, confidence="certain")
    if len(rule.steps) == 1 and rule.steps[0].line and not rule.steps[0].contains:
        step = replace(rule.steps[0], line=None, contains=rule.steps[0].line)
        yield "contains", replace(rule, steps=(step,))
    if rule.section is not None:
        section = replace(rule.section, allow="any", stop=None, veto=None, max_share=None)
        if section != rule.section:
            yield "section", replace(rule, section=section)


class Bench:
    """All examples and cases, and in which of them each rule is found."""

    def __init__(self, golden: Path) -> None:
        self.tools = Tools(Project(root=str(ROOT)), Settings(), layout=True)
        general = self.tools.general().cleaner
        self.engine = Mutable(general.program)
        general.engine = self.engine
        self.cleaners: dict[str, Cleaner] = {
            profile: self.tools.variant(with_values(general.config, profile=profile))
            for profile in ("conservative", "balanced", "aggressive")
        }
        for one in self.cleaners.values():
            one.engine = self.engine
        assert general.config == Config()
        self.documents: list[tuple[str, Any]] = []
        self.own: dict[str, list[int]] = defaultdict(list)
        self.found: dict[str, set[int]] = defaultdict(set)
        for file in load_files(sources([])):
            for rule in file.pack.rules:
                name = f"{file.pack.pack}/{rule.id}"
                for example in rule.examples if rule.status != "deprecated" else ():
                    self.own[name].append(len(self.documents))
                    self._add(name, (example, rule, name, file))
        for case in cases(golden):
            if not case.known_failure:
                self._add("", case)

    def _add(self, name: str, document: Any) -> None:
        number = len(self.documents)
        self.documents.append((name, document))
        seen = self.engine_seen(document)
        for rule in seen:
            self.found[rule].add(number)

    def engine_seen(self, document: Any) -> set[str]:
        """The rules that are found in a document."""
        seen: set[str] = set()
        keep = Cleaner.clean

        def clean(self: Cleaner, *words: Any, **known: Any) -> Any:
            result = keep(self, *words, **known)
            seen.update(finding.rule for finding in result.findings)
            return result

        Cleaner.clean = clean  # type: ignore[method-assign]
        try:
            self.broken(document)
        finally:
            Cleaner.clean = keep  # type: ignore[method-assign]
        return seen

    def broken(self, document: Any) -> tuple[bool, bool]:
        """Whether an example or a case comes out otherwise, and whether the example's rule acts."""
        if not isinstance(document, Case):
            example, rule, name, file = document
            wrong, acted = _one(
                example, rule, name, file, self.cleaners[example.profile or "balanced"]
            )
            return bool(wrong), acted
        result = run(document, cleaner_of(document, self.tools))
        return bool(differences(document, result)), False

    def caught(self, name: str, index: int, kind: str, mutant: CompiledRule) -> bool:
        """Whether an example or a golden case notices a mutant."""
        rule = self.engine.rule(index)
        self.engine.put(index, mutant, everywhere=kind == "contains")
        try:
            acted = False
            for number in self.own[name]:
                wrong, acts = self.broken(self.documents[number][1])
                acted = acted or acts
                if wrong:
                    return True
            if not acted and mutant.action in ("protect", "extract", "signal"):
                return True  # `rules test` asks for an example in which it is found
            if kind == "contains":
                return False
            others = sorted(self.found[name] - set(self.own[name]))
            return any(self.broken(self.documents[number][1])[0] for number in others)
        finally:
            self.engine.put(index, rule)


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--sample", type=int, help="so many rules, not all")
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--golden", type=Path, default=ROOT / "golden")
    cli.add_argument("--list", action="store_true", help="name the mutants that survive")
    options = cli.parse_args()
    bench = Bench(options.golden)
    assert set(_DONE) >= {"remove", "signal"}
    rules = [
        (index, name)
        for index, (name, _) in enumerate(bench.engine.program.rules)
        if not bench.engine.rule(index).testing
    ]
    if options.sample and options.sample < len(rules):
        rules = sorted(random.Random(options.seed).sample(rules, options.sample))
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for index, name in rules:
        for kind, mutant in mutants(bench.engine.rule(index)):
            made[kind] += 1
            if bench.caught(name, index, kind, mutant):
                caught[kind] += 1
            elif options.list:
                print(f"{kind:10}  {name}")
    for kind in made:
        share = caught[kind] / made[kind]
        print(f"{kind:10} {caught[kind]:6,} of {made[kind]:6,} caught  {share:6.1%}")
    total, all_caught = sum(made.values()), sum(caught.values())
    print(
        f"{len(rules):,} rules, {total:,} mutants, {all_caught:,} caught: {all_caught / total:.1%} "
        f"({len(bench.documents):,} examples and cases)"
    )


if __name__ == "__main__":
    main()
