"""The shape of a network: its backbone, its communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.model import UsageError

_MOST_TIES = 300_000
_SEED = 1


def backbone(left: Any, right: Any, weight: Any, actors: int, level: float) -> NDArray[np.bool_]:
    """Which ties stand out at one of their ends: the disparity filter.

    A tie that takes the share p of all weight of an actor with k ties is kept where (1 - p)^(k - 1) < `level` for
    either end (Serrano, Boguñá and Vespignani, “Extracting the multiscale backbone of complex weighted networks”, PNAS
    2009). The size of a weight counts, not its sign; an actor's only tie is judged by its other end.
    """
    size = np.abs(weight)
    ends = np.concatenate([left, right])
    strength = np.bincount(ends, weights=np.concatenate([size, size]), minlength=actors)
    degree = np.bincount(ends, minlength=actors)

    def chance(end: Any) -> NDArray[np.float64]:
        share = size / np.where(strength[end] > 0, strength[end], 1.0)
        return np.where(degree[end] > 1, (1 - share) ** (degree[end] - 1), 1.0)

    return np.asarray(np.minimum(chance(left), chance(right)) < level) if len(size) else np.zeros(0, bool)


def communities(left: Any, right: Any, weight: Any, actors: Sequence[str]) -> dict[str, int]:
    """The community of each actor that has a tie of agreement, the largest community first (Louvain, a fixed seed).

    Only ties above 0 hold a community together. Raises UsageError where there are too many ties.
    """
    if len(weight) > _MOST_TIES:
        raise UsageError(f"{len(weight)} ties are too many to find communities in: thin them with --backbone 0.05")
    import networkx as nx  # slow to load, and few networks ask for communities

    graph: nx.Graph[str] = nx.Graph()
    for a, b, w in sorted(zip(left.tolist(), right.tolist(), weight.tolist(), strict=True)):
        if w > 0:
            graph.add_edge(actors[a], actors[b], weight=w)
    if not graph:
        return {}
    groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {actor: n for n, group in enumerate(ordered, 1) for actor in group}
