"""The claims behind the ties of a network, by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from comity.analysis.lake import Tables
from comity.analysis.network_question import Question, asked_stands

if TYPE_CHECKING:
    from comity.analysis.network_ties import Edge

_POSITIONS = """
WITH asked AS ({asked})
SELECT actor, col, arg_min(claim, row(published, claim), $most)
FROM asked WHERE kind IN (SELECT unnest($told)) AND actor IN (SELECT unnest($actors))
GROUP BY ALL ORDER BY actor, col"""
_TIES = """
WITH asked AS ({asked}), tied AS (SELECT DISTINCT claim, actor FROM asked WHERE kind > 0
  AND actor IN (SELECT unnest($actors)))
SELECT one.actor, other.actor, min(one.claim, $most)
FROM tied AS one JOIN tied AS other ON other.claim = one.claim AND one.actor < other.actor GROUP BY ALL"""


def claims_behind(tables: Tables, asked: Question, edges: Sequence[Edge], most: int) -> list[Edge]:
    """The edges, each with up to `most` ids of claims: what ties both first, then positions in turn."""
    sql, values = asked_stands(asked)
    tables.need_for(asked)
    told = [0, 1, 2] if asked.mode == "two" and asked.aggregate == "ignore" else [0]
    bound = values | {"most": most, "actors": sorted({name for edge in edges for name in (edge.source, edge.target)})}
    stands: dict[str, dict[str, list[Any]]] = {}
    rows = tables.rows("claims of positions", _POSITIONS.format(asked=sql), bound | {"told": told})
    for actor, col, claims in rows:
        stands.setdefault(actor, {})[col] = claims
    ties: dict[tuple[str, str], list[Any]] = {}
    if asked.mode == "one":
        ties = {(a, b): claims for a, b, claims in tables.rows("claims of ties", _TIES.format(asked=sql), bound)}
    found = [_of_edge(edge, stands, ties, most) for edge in edges]
    ids = tables.claim_ids(claim for claims in found for claim in claims)
    return [replace(edge, claims=tuple(ids[claim] for claim in claims))
            for edge, claims in zip(edges, found, strict=True)]  # fmt: skip


def _of_edge(
    edge: Edge, stands: dict[str, dict[str, list[Any]]], ties: dict[tuple[str, str], list[Any]], most: int
) -> list[Any]:
    if edge.target.startswith("matter/"):
        return stands.get(edge.source, {}).get(edge.target.removeprefix("matter/"), [])[:most]
    mine, other = stands.get(edge.source, {}), stands.get(edge.target, {})
    both = [col for col in mine if col in other]
    first, second = sorted((edge.source, edge.target))
    kept = dict.fromkeys(ties.get((first, second), ()))
    for claim in _turns([found[col] for col in both for found in (mine, other)]):
        if len(kept) >= most:
            break
        kept[claim] = None
    return list(kept)[:most]


def _turns(lists: Sequence[list[Any]]) -> Iterator[Any]:
    """The first of each list, then the second of each, and so on."""
    for n in range(max(map(len, lists), default=0)):
        for one in lists:
            if n < len(one):
                yield one[n]
