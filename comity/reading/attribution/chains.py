"""Chains: which statement stands in which, and who relays whom."""

from __future__ import annotations

from collections.abc import Sequence

from comity.reading.attribution.attributed import Attribution


def length(found: Attribution) -> int:
    """The length of the whole content in code points."""
    return sum(end - start for start, end in found.contents)


def parents_of(found: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the index of the one that relays it, or the shortest in whose content its cue stands.

    One sweep over the text: only contents that are open at a cue are looked at.
    """
    pieces = sorted((start, end, index) for index, item in enumerate(found) for start, end in item.contents)
    anchors = sorted((anchor, index) for index, item in enumerate(found) if (anchor := item.cue or item.source))
    relays = {(item.source, item.contents): index for index, item in enumerate(found)}
    parents: list[int | None] = [None] * len(found)
    opened: list[tuple[int, int, int]] = []
    at = 0
    for (start, end), index in anchors:
        while at < len(pieces) and pieces[at][0] <= start:
            opened.append(pieces[at])
            at += 1
        opened = [piece for piece in opened if piece[1] > start]
        holders = {other for _, stop, other in opened if stop >= end and _may_hold(found, other, index)}
        relay = relays.get((found[index].relay, found[index].contents)) if found[index].relay else None
        parents[index] = (
            relay
            if relay is not None
            else min(holders, key=lambda o: (length(found[o]), found[o].relay is None, -o), default=None)
        )
    return parents


def _may_hold(found: Sequence[Attribution], outer: int, inner: int) -> bool:
    """Whether one attribution is another one and long enough to hold it; of equal ones the later stands inside.

    Who denies somebody's report relays nothing of it.
    """
    if outer == inner or found[outer].denies:
        return False
    long, short = length(found[outer]), length(found[inner])
    return long > short or (long == short and (found[outer].contents != found[inner].contents or outer < inner))


def depth_order(parents: Sequence[int | None]) -> list[int]:
    """Indices with every parent before its children, text order kept otherwise; a circle is cut where it is entered."""
    done: dict[int, None] = {}
    for index in range(len(parents)):
        trail: list[int] = []
        at: int | None = index
        while at is not None and at not in done and at not in trail:
            trail.append(at)
            at = parents[at]
        done.update(dict.fromkeys(reversed(trail)))
    return list(done)
