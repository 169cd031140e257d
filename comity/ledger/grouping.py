"""Which encounter claims are of one encounter: a function of the claims alone, not of the order in which they came.

1. Claims of one day are grouped, the clearest first; a claim joins a group only if it fits all of it.
2. Two groups on days that follow one another are one where the same persons met, no outlet tells of both days and
   neither has another such neighbour: time zones part a day.
3. A claim without an exact day joins the only group that it fits within its days; where several fit, it stays alone.
4. What fits none is grouped with what is as inexact as itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from comity.ledger.sightings import Sighting, may_be_one, same_place, score, shared_persons, shifted

Group = tuple[Sighting, ...]

BEFORE, AFTER = 2, 1  # days around its publication in which an undated claim looks for its encounter
REACH = 3  # a new claim changes nothing on days farther away than that


def day_groups(sightings: Iterable[Sighting]) -> list[Group]:
    """The groups of claims that have an exact day; give all that could be of one encounter with one another."""
    by_day: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        by_day[one.first].append(one)
    groups = {day: alike(found) for day, found in by_day.items()}
    neighbours = {id(group): list(_neighbours(group, groups)) for found in groups.values() for group in found}
    made, taken = [], set()
    for day in sorted(groups):
        for group in groups[day]:
            if id(group) in taken:
                continue
            near = neighbours[id(group)]
            if len(near) == 1 and len(neighbours[id(near[0])]) == 1:
                taken.add(id(near[0]))
                made.append(tuple(sorted((*group, *near[0]), key=lambda one: one.rank)))
            else:
                made.append(group)
    return made


def _neighbours(group: Group, groups: Mapping[str, list[Group]]) -> Iterable[Group]:
    day = group[0].first
    for near in (shifted(day, -1), shifted(day, 1)):
        for other in groups.get(near, ()) if near != day else ():
            if _one_night_apart(group, other):
                yield other


def _one_night_apart(left: Group, right: Group) -> bool:
    """Whether only a time zone parts two groups."""
    if {a.document for a in left} & {b.document for b in right}:
        return False
    if {a.publisher for a in left if a.publisher} & {b.publisher for b in right if b.publisher}:
        return False
    a, b = left[0], right[0]
    return (
        (_dated_by_outlet(left) or _dated_by_outlet(right) or (_told_at_once(left) and _told_at_once(right)))
        and a.format == b.format
        and shared_persons(a, b) > 1
        and all(may_be_one(x, y) for x in left for y in right)
    )


def _dated_by_outlet(group: Group) -> bool:
    """Whether all its claims have their day from that of publication, or from words that lean on it ("today")."""
    return all(one.dated_by == "publication" for one in group)


def _told_at_once(group: Group) -> bool:
    """Whether all its claims tell of a call on the very day; day and night part far-off capitals."""
    return all(one.first == one.told and one.format in {"call", "video call"} for one in group)


def alike(sightings: Iterable[Sighting]) -> list[Group]:
    """Groups of claims that fit one another, days aside; one that fits several equally well stays alone."""
    groups: list[list[Sighting]] = []
    by_pair: dict[str, list[int]] = defaultdict(list)
    for one in sorted(sightings, key=lambda s: s.rank):
        near = sorted({n for pair in one.pairs for n in by_pair[pair]})
        fitting = [n for n in near if all(may_be_one(one, other) for other in groups[n])]
        best = _best(one, [groups[n] for n in fitting])
        if best is None:
            groups.append([one])
            place = len(groups) - 1
        else:
            place = fitting[best]
            groups[place].append(one)
        for pair in one.pairs:
            if place not in by_pair[pair]:
                by_pair[pair].append(place)
    return [tuple(group) for group in groups]


def _best(one: Sighting, groups: Sequence[Sequence[Sighting]]) -> int | None:
    if not groups:
        return None
    scores = [max(score(one, other) for other in group) for group in groups]
    top = max(scores)
    return scores.index(top) if scores.count(top) == 1 else None


def window(one: Sighting) -> tuple[str, str]:
    """The days on which an inexact claim looks for its encounter."""
    if one.grain == "told":
        return shifted(one.first, -BEFORE), shifted(one.first, AFTER)
    return one.first, one.last


def home_of(one: Sighting, groups: Iterable[Group]) -> tuple[Group | None, bool]:
    """The only group that an inexact claim fits; and whether none does (else several do)."""
    if not may_look(one):
        return None, True
    first, last = window(one)
    fitting = [
        group
        for group in groups
        if any(first <= other.first <= last for other in group) and all(may_be_one(one, other) for other in group)
        and enough(one, group)
    ]  # fmt: skip
    return (fitting[0], False) if len(fitting) == 1 else (None, not fitting)


def may_look(one: Sighting) -> bool:
    """Whether an inexact claim tells enough to be found with another at all; else it stays alone for good."""
    if one.grain == "year":
        return one.named > 1 and (one.place is not None or one.format == "summit")
    if one.grain == "month":
        return one.named > 1 or one.place is not None
    if one.grain == "told":
        return bool(one.first) and one.actual and not one.apart and one.named > (1 if one.place is None else 0)
    return True


def enough(one: Sighting, group: Sequence[Sighting]) -> bool:
    """Whether enough speaks for it where the days are inexact: the less exact, the more it takes."""
    persons = max(shared_persons(one, other) for other in group)
    place = any(same_place(one, other) for other in group)
    apart = all(one.document != other.document for other in group)  # its own text had told
    if one.grain == "range":
        return apart or place
    if one.grain == "month":
        return persons > 1 or place
    if one.grain == "year":
        return persons > 1 and (place or one.format == "summit")
    return apart and (persons > 1 or (place and persons > 0)) and (place or any(o.format == one.format for o in group))


def inexact_groups(sightings: Iterable[Sighting]) -> list[Group]:
    """The groups of claims that are inexact in the same way and fit no encounter with a day."""
    by_days: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for one in sightings:
        by_days[one.grain, one.first, one.last].append(one)
    made: list[Group] = []
    for found in by_days.values():
        looking = [one for one in found if may_look(one)]
        made += [(one,) for one in found if not may_look(one)]
        for group in alike(looking):
            kept = [one for n, one in enumerate(group) if n == 0 or enough(one, group[:n])]
            made.append(tuple(kept))
            made += [(one,) for one in group if one not in kept]
    return made
