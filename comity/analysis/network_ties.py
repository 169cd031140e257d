"""What a network consists of: its nodes, its ties, and what stands behind each tie."""

from __future__ import annotations

from dataclasses import dataclass

from comity.analysis.network_matrix import Matrix
from comity.analysis.network_question import Question


@dataclass(frozen=True, slots=True)
class Node:
    """An actor (`kind` as in the ledger) or, in two-mode networks, a matter; `entries` stands lie behind it."""

    id: str
    name: str
    kind: str
    country: str | None = None
    entries: int = 0
    community: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one matter adds to a tie; a tie names the twelve that add most."""

    matter: str
    congruence: float
    conflict: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie. One-mode: `congruence` and `conflict` before any normalising, and `weight` as asked for.

    Two-mode: congruence counts entries for the matter, conflict those against it, `mixed` those on conditions. `claims`
    are ids of claims behind it, as many as were asked for; `entries` how many stands there are in all.
    """

    source: str
    target: str
    weight: float
    congruence: float
    conflict: float
    mixed: float = 0.0
    entries: int = 0
    shares: tuple[Share, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """A network with what stands behind it; `first` and `last` are months (`2015-11`) where it is a window of time.

    `matrix` has every tie; `edges` tells more of the heaviest; `ties` is how many there are. `left_out` is how many
    actors are not in it because only the busiest were asked for.
    """

    question: Question
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    matrix: Matrix
    ties: int = 0
    first: str | None = None
    last: str | None = None
    left_out: int = 0
