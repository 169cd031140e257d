"""For whom an actor acts: its state, or itself where it acts for none."""

from __future__ import annotations

from collections.abc import Iterable

from comity.model import Actor

_FOR_A_STATE = frozenset({"state", "seat", "office", "person", "unnamed", "people"})


def side_of(actor: Actor) -> str:
    """`state/XOR` for a state, its leaders, offices and unnamed officials; the actor's own id for all others.

    Limit: a person of an armed group counts for the state that the actor tables name as the country.
    """
    if actor.country and actor.kind in _FOR_A_STATE:
        return f"state/{actor.country}"
    return actor.id


def sides_of(actors: Iterable[Actor]) -> frozenset[str]:
    """The sides of several actors."""
    return frozenset(map(side_of, actors))
