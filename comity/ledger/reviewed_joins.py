"""What reviewers said of encounters, laid over what was joined, in the order in which they said it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comity.ledger.sightings import Sighting


@dataclass(slots=True)
class Placed:
    """A claim in its group; `encounter` and `written` are what the ledger holds of it, `because` what a ruling says."""

    sighting: Sighting
    core: str
    encounter: str
    written: str | None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A standing judgement: the claims named are of one encounter (merged), or not of that of the others (split)."""

    key: int
    verdict: str
    reviewer: str
    reviewed_at: str
    claims: tuple[tuple[str, str], ...]  # claim, its group


def ruled(placed: Iterable[Placed], rulings: Iterable[Ruling]) -> list[list[Placed]]:
    """The encounters that groups make under the rulings."""
    by_core: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        by_core[one.core].append(one)
    clusters = list(by_core.values())
    for ruling in rulings:
        named = {claim for claim, _ in ruling.claims}
        clusters = (_merged if ruling.verdict == "merged" else _split)(clusters, named, ruling)
    return clusters


def _merged(clusters: list[list[Placed]], named: set[str], ruling: Ruling) -> list[list[Placed]]:
    hit = [cluster for cluster in clusters if any(one.sighting.claim in named for one in cluster)]
    if len(hit) < 2:
        return clusters
    for one in (one for cluster in hit for one in cluster):
        one.because = one.because or f"merged by {ruling.reviewer} on {ruling.reviewed_at[:10]}"
    return [cluster for cluster in clusters if cluster not in hit] + [[one for cluster in hit for one in cluster]]


def _split(clusters: list[list[Placed]], named: set[str], ruling: Ruling) -> list[list[Placed]]:
    made = []
    for cluster in clusters:
        out = [one for one in cluster if one.sighting.claim in named]
        rest = [one for one in cluster if one.sighting.claim not in named]
        if out and rest:
            for one in out:
                one.because = f"split off by {ruling.reviewer} on {ruling.reviewed_at[:10]}"
            made += [out, rest]
        else:
            made.append(cluster)
    return made
