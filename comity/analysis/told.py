"""One accord across documents: named alike, or of the same parties, about the same days, on similar things.

Proposals, rejected and collapsed accords oblige nobody and are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from comity.analysis.dates import apart, day_of
from comity.analysis.sides import sides_of
from comity.analysis.wording import folded, overlap, words_of
from comity.knowledge import Knowledge
from comity.ledger import LedgerClaim
from comity.model import Accord

_LIVE = frozenset({"agreed", "in-force", "pledged"})
_NEAR_DAYS = 3
_ALIKE = 0.5
_CAPITAL = re.compile(
    r"(?<!^)\b(?!January|February|March|April|May|June|July|August|September|October|November|December)[A-Z]\w+|\d{3,}"
)


@dataclass(frozen=True)
class Told:
    """An accord as one document tells it."""

    entry: LedgerClaim
    accord: Accord
    key: str | None

    @cached_property
    def day(self) -> str | None:
        """When it was made, else when it was told."""
        return day_of(self.accord.when, self.entry.document.published)

    @cached_property
    def sides(self) -> frozenset[str]:
        """For whom its parties act."""
        return sides_of(self.accord.parties)

    @cached_property
    def words(self) -> frozenset[str]:
        """What it is about."""
        return words_of(" ".join([self.accord.content.text, *(m.span.text for m in self.accord.measures)]))

    @property
    def rank(self) -> tuple[str, ...]:
        """A place in an order that does not depend on when a document came."""
        start = self.accord.content.start
        return (self.day or "~", self.entry.document.id, f"{start:09}", self.accord.id)


@dataclass
class Family:
    """All that documents tell of one accord, the earliest first; `key` names it, None for one without a name."""

    key: str | None
    told: list[Told] = field(default_factory=list)


def is_name(name: str | None) -> bool:
    """Whether words are an accord's own name, not a description such as "accord, signed in April"."""
    return name is not None and _CAPITAL.search(name) is not None


def find_families(entries: Iterable[LedgerClaim], knowledge: Knowledge | None) -> list[Family]:
    """The accords of a ledger, each once; the order of documents does not matter.

    1. those with one name are one; 2. whole texts take the name in their title; 3. nameless ones of the same parties,
    days and things are joined; 4. each of these joins a named one where exactly one fits.
    """
    claims = [(e, e.claim) for e in entries if isinstance(e.claim, Accord) and e.claim.status in _LIVE]
    keys = _keys((accord for _, accord in claims), knowledge)
    told = [Told(entry, accord, _key_of(entry, accord, keys)) for entry, accord in claims]
    named: dict[str, Family] = {}
    for one in sorted(told, key=lambda t: t.rank):
        if one.key is not None:
            named.setdefault(one.key, Family(one.key)).told.append(one)
    nameless = [Family(None, group) for group in _joined([t for t in told if t.key is None])]
    fits = [(family, _named_fits(family, named.values())) for family in nameless]
    families = [family for family, found in fits if len(found) != 1]
    for family, found in fits:
        if len(found) == 1:
            found[0].told += family.told
    families += named.values()
    for family in families:
        family.told.sort(key=lambda t: t.rank)
    return sorted(families, key=lambda family: (family.told[0].rank, family.key or ""))


def _keys(accords: Iterable[Accord], knowledge: Knowledge | None) -> dict[str, str]:
    """Each folded name or alias with the key of its accord: a known id, or the name itself."""
    accords = list(accords)
    found: dict[str, str] = {}
    for accord in sorted(accords, key=lambda a: (a.known is None, a.known or "", a.name or "")):
        if accord.name is not None and (accord.known or is_name(accord.name)):
            found.setdefault(folded(accord.name), accord.known or folded(accord.name))
    for identity in sorted({accord.known for accord in accords if accord.known}):
        known = knowledge.accords.get(identity) if knowledge else None
        for name in (known.name, *known.aliases) if known else ():
            found.setdefault(folded(name), identity)
    return found


def _key_of(entry: LedgerClaim, accord: Accord, keys: Mapping[str, str]) -> str | None:
    if accord.known:
        return accord.known
    if accord.name is not None and folded(accord.name) in keys:
        return keys[folded(accord.name)]
    if sum(measure.number is not None for measure in accord.measures) < 2 or not entry.document.title:
        return None
    title = folded(entry.document.title)
    fits = [name for name in keys if title == name or title.startswith(f"{name} ")]
    return keys[max(fits, key=lambda name: (len(name), name))] if fits else None


def _joined(told: Sequence[Told]) -> list[list[Told]]:
    """Nameless accords, grouped where they are one."""
    graph: nx.Graph[str] = nx.Graph()
    by_id = {one.accord.id: one for one in told}
    graph.add_nodes_from(by_id)
    by_side: dict[str, list[Told]] = defaultdict(list)
    for one in sorted(told, key=lambda t: t.rank):
        for side in one.sides:
            by_side[side].append(one)
    for group in by_side.values():
        for n, left in enumerate(group):
            for right in group[n + 1 :]:
                if left.day and right.day and (apart(left.day, right.day) or 0) > _NEAR_DAYS:
                    break
                if _same(left, right):
                    graph.add_edge(left.accord.id, right.accord.id)
    return [[by_id[name] for name in group] for group in nx.connected_components(graph)]


def _same(left: Told, right: Told) -> bool:
    distance = apart(left.day, right.day)
    if distance is None or distance > _NEAR_DAYS or left.entry.document.id == right.entry.document.id:
        return False
    if (left.accord.status == "pledged") != (right.accord.status == "pledged"):
        return False
    both = left.sides & right.sides
    return (
        2 * len(both) >= len(left.sides | right.sides)
        and len(left.words & right.words) >= 2
        and overlap(left.words, right.words) >= _ALIKE
    )


def _named_fits(family: Family, named: Iterable[Family]) -> list[Family]:
    """The named accords that a nameless one may be: told about the same days, of the same parties and things."""
    return [other for other in named if any(_one_of(mine, other) for mine in family.told)]


def _one_of(mine: Told, other: Family) -> bool:
    if mine.accord.status == "pledged":
        return False
    sides = frozenset[str]().union(*(one.sides for one in other.told))
    days = [one.day for one in other.told if one.accord.status == "agreed"]
    near = any((apart(mine.day, day) or 0) <= _NEAR_DAYS for day in days if day and mine.day)
    words = frozenset[str]().union(*(one.words for one in other.told if one.accord.status == "agreed"))
    both = mine.sides & sides
    return (
        near
        and len(both) >= 2
        and 2 * len(both) >= len(mine.sides)
        and len(mine.words & words) >= 2
        and overlap(mine.words, words) >= _ALIKE
    )
