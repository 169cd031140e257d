"""Who belonged to which party when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from comity.knowledge.entries import Membership


class Parties:
    """Memberships of persons in parties, cut so that nobody is in two on one day.

    Where two rows of a person meet, the later start holds while both last; of two with the same start, the later row,
    so that a user's goes before ours.
    """

    def __init__(self, memberships: Iterable[Membership] = ()) -> None:
        rows: dict[str, list[Membership]] = defaultdict(list)
        for item in memberships:
            rows[item.member].append(item)
        self._of = {person: tuple(_cut(found)) for person, found in rows.items()}
        self.all = tuple(item for person in sorted(self._of) for item in self._of[person])
        self.ids = frozenset(item.group for item in self.all)

    def of(self, person_id: str) -> tuple[Membership, ...]:
        """A person's memberships, by start."""
        return self._of.get(person_id, ())

    def party(self, person_id: str, on: date | None = None) -> str | None:
        """The party on a day; with no day, the only party known of the person, None where there are several."""
        found = {item.group for item in self.of(person_id) if on is None or item.covers(on)}
        return found.pop() if len(found) == 1 else None


def _cut(rows: list[Membership]) -> Iterator[Membership]:
    """The rows of one person in order of time, none over another; neighbours in one party are joined."""
    days = sorted({day for row in rows for day in (row.start, row.end) if day is not None})
    spells = zip([None, *days], [*days, None], strict=True)
    last: Membership | None = None
    for start, end in spells:
        within = [row for row in rows if row.covers(start or date.min) and (start or row.start is None)]
        chosen = max(enumerate(within), key=lambda pair: (pair[1].start or date.min, pair[0]), default=None)
        here = replace(chosen[1], start=start, end=end) if chosen else None
        if last and here and (last.group, last.end) == (here.group, here.start):
            last = replace(last, end=here.end)
            continue
        if last:
            yield last
        last = here
    if last:
        yield last
