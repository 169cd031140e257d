"""How many states have which offices in the tables of knowledge, and for how many of the years since 1990.

Usage: python bench/knowledge/offices.py [--json] [--gaps OFFICE]

A year counts as covered where somebody held the office on 1 July. "Who leads it" is the head of state or government, or
a leader outside both offices. `--gaps` lists, for one office, the states with what they lack, the most complete first.
Below the offices stands of how many persons a party is known.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from datetime import date

from comity.knowledge import Knowledge, load_knowledge
from comity.knowledge.entries import Term

FIRST, LAST = 1990, 2025
KINDS: dict[str, tuple[str, ...]] = {
    "who leads it": ("head-of-state", "head-of-government", "leader"),
    "head-of-state": ("head-of-state",),
    "head-of-government": ("head-of-government",),
    "foreign-minister": ("foreign-minister",),
    "defence-minister": ("defence-minister",),
    "national-security-adviser": ("national-security-adviser",),
    "security or foreign policy adviser": ("national-security-adviser", "adviser"),
    "spokesperson": ("spokesperson",),
    "envoy": ("envoy",),
}


def covered(terms: list[Term]) -> set[int]:
    """The years in which somebody held one of the offices on 1 July."""
    return {
        year for year in range(FIRST, LAST + 1) if any(term.covers(date(year, 7, 1)) for term in terms)
    }  # fmt: skip


def by_state(knowledge: Knowledge, offices: tuple[str, ...]) -> dict[str, set[int]]:
    """The covered years of every state that has one of the offices at all since 1990."""
    terms: dict[str, list[Term]] = defaultdict(list)
    for term in knowledge.terms:
        if term.of.startswith("state/") and term.office in offices:
            terms[term.of.removeprefix("state/")].append(term)
    return {state: years for state, found in terms.items() if (years := covered(found))}


def counts(knowledge: Knowledge) -> dict[str, dict[str, int]]:
    """For each kind of office how many states have it, and how many have it for most of the years (30 or more)."""
    found = {kind: by_state(knowledge, offices) for kind, offices in KINDS.items()}
    return {
        kind: {
            "states": len(years),
            "states, 15 years or more": sum(len(held) >= 15 for held in years.values()),
            "states, 30 years or more": sum(len(held) >= 30 for held in years.values()),
        }
        for kind, years in found.items()
    }


def parties(knowledge: Knowledge) -> dict[str, int]:
    """Of how many persons a party is known: of all, and of those who led a state or its diplomacy since 1990."""
    offices = {*KINDS["who leads it"], "foreign-minister"}
    leaders: dict[str, set[str]] = defaultdict(set)
    for term in knowledge.terms:
        if term.of.startswith("state/") and term.office in offices and (not term.end or term.end.year >= FIRST):
            leaders[term.of].add(term.person_id)
    known = {item.member for item in knowledge.parties.all}
    everybody = set().union(*leaders.values())
    return {
        "parties": len(knowledge.parties.ids),
        "persons whose party is known": len(known),
        "heads of state or government and foreign ministers": len(everybody),
        "of these, party known": len(everybody & known),
        "states where it is known of half of them or more": sum(
            2 * len(found & known) >= len(found) for found in leaders.values()
        ),
    }


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--gaps", choices=tuple(KINDS))
    options = parser.parse_args()
    knowledge = load_knowledge()
    if options.gaps:
        for state, years in sorted(by_state(knowledge, KINDS[options.gaps]).items(), key=lambda item: -len(item[1])):
            print(state, len(years), "lacks", *sorted(set(range(FIRST, LAST + 1)) - years))
        return
    table = counts(knowledge)
    if options.json:
        print(json.dumps(table | {"parties": parties(knowledge)}, indent=1))
        return
    columns = list(next(iter(table.values())))
    print(f"{'office':36}", *(f"{column:>26}" for column in columns))
    for kind, row in table.items():
        print(f"{kind:36}", *(f"{row[column]:26}" for column in columns))
    print()
    for what, number in parties(knowledge).items():
        print(f"{what:56}{number:6}")


if __name__ == "__main__":
    main()
