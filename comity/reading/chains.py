"""Chains: which statement stands in which, and who relays whom."""

from __future__ import annotations

from collections.abc import Sequence

from comity.reading.attributed import Attribution


def length(found: Attribution) -> int:
    """The length of the whole content in code points."""
    return sum(end - start for start, end in found.contents)


def parents_of(found: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the index of the one in whose content it stands, the shortest that holds it.

    It stands in a content if its cue does (its source, where it has no cue) and all of its own content overlaps it.
    """
    parents: list[int | None] = []
    for index, inner in enumerate(found):
        anchor = inner.cue or inner.source
        best: int | None = None
        for other, outer in enumerate(found):
            if inner.relay is not None and outer.source == inner.relay and outer.contents == inner.contents:
                best = other
                break
            if other == index or anchor is None or length(outer) < length(inner):
                continue
            if (length(outer), outer.contents) == (length(inner), inner.contents) and other > index:
                continue
            if not any(start <= anchor[0] and anchor[1] <= end for start, end in outer.contents):
                continue
            if best is None or length(outer) < length(found[best]):
                best = other
        parents.append(best)
    return parents


def depth_order(parents: Sequence[int | None]) -> list[int]:
    """Indices with every parent before its children, text order kept otherwise."""
    done: list[int] = []
    held: set[int] = set()

    def visit(index: int, trail: frozenset[int]) -> None:
        if index in held or index in trail:
            return
        parent = parents[index]
        if parent is not None:
            visit(parent, trail | {index})
        if index not in held:
            held.add(index)
            done.append(index)

    for index in range(len(parents)):
        visit(index, frozenset())
    return done
