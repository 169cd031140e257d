"""Who stands with whom on what: networks of actors and matters from the positions, accords and divergences of a ledger.

The way: count stands (network_cells), weigh them (network_matrix, the formulas of the Discourse Network Analyzer), thin
the ties (network_shape), then say what stands behind each. Nothing is decided here: a tie counts what texts told.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from math import gcd
from typing import Any

import numpy as np
from scipy import sparse

from comity.analysis.lake import Tables
from comity.analysis.network_cells import STANCES, Cells, find_cells, find_names
from comity.analysis.network_claims import claims_behind
from comity.analysis.network_matrix import Incidence, Matrix, network_matrix
from comity.analysis.network_question import MONTHS, Question, Window, month_after
from comity.analysis.network_shape import backbone, communities
from comity.analysis.network_ties import Edge, Network, Node, Share
from comity.model import UsageError

_MOST_WORK = 3e8
MOST_TIES = 5000
_MOST_SHARES = 12
_TINY = 1e-200
_MOST_CELLS = 250_000
_FEW = 50  # one place in so many: looking at those alone is quicker than at all
_AT_ONCE = 10_000  # of those
_MOST_ROWS = 5000


def find_network(
    tables: Tables, asked: Question, *, claims: int = 0, most: int | None = MOST_TIES, busiest: int | None = None
) -> Network:
    """The network of a question; its `most` heaviest ties, None for all, each with up to `claims` ids of claims.

    `busiest`: only among so many actors, those with most entries; None for all.
    Raises UsageError where the settings do not go together or there are too many actors.
    """
    asked.check()
    cells = find_cells(tables, asked)
    kept = cells if busiest is None else cells.busiest(busiest)
    found = _network(tables, asked, kept, (claims, most))
    return replace(found, left_out=len(cells.actors) - len(kept.actors))


def find_windows(
    tables: Tables,
    asked: Question,
    window: Window,
    *,
    step: int | None = None,
    claims: int = 0,
    most: int | None = MOST_TIES,
) -> Iterator[Network]:
    """One network for each window of time, in order, from the first to the last month in which something is told.

    Windows begin with a calendar month, quarter or year; with `step`, a new one begins every so many months, so that
    they overlap. Empty windows are there, with no ties. Documents without a date are in no window.
    """
    asked.check()
    if step is not None and step < 1:
        raise UsageError(f"a step of {step} months leads nowhere: give 1 or more")
    cells = find_cells(tables, asked, months=gcd(MONTHS[window], step or 0))
    for first, last in spells(cells, window, step):
        inside = replace(asked, since=month_name(first), until=month_name(last))
        found = _network(tables, inside, cells.between(first, last), (claims, most))
        yield replace(found, question=asked, first=month_name(first), last=month_name(last))


def spells(cells: Cells, window: Window, step: int | None = None) -> Iterator[tuple[int, int]]:
    """The first and last month of each window, counted from the year 0."""
    if not len(cells.months):
        return
    length = MONTHS[window]
    start = int(cells.months[0]) // length * length
    while start <= cells.months[-1]:
        yield start, start + length - 1
        start += step or length


def month_name(month: int) -> str:
    """`2015-11` for a month counted from the year 0."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def end_of(network: Network) -> str:
    """The last day of a window."""
    year, month = map(int, str(network.last).split("-"))
    from datetime import date

    return (month_after(date(year, month, 1), 1) - timedelta(days=1)).isoformat()


def _network(tables: Tables, asked: Question, cells: Cells, told: tuple[int, int | None]) -> Network:
    if asked.mode == "two":
        return _two_mode(tables, asked, cells, told)
    counts = cells.shared()
    _check_size(counts)
    matrix = network_matrix(counts, "one", asked.aggregate, asked.normalise)
    left, right, weight = _ties(matrix, counts, asked)
    if asked.backbone is not None:
        kept = backbone(left, right, weight, len(cells.actors), asked.backbone)
        left, right, weight = left[kept], right[kept], weight[kept]
    groups = communities(left, right, weight, cells.actors) if asked.communities else {}
    chosen = _heaviest(left, right, weight, told[1])
    edges = _edges(cells, (left[chosen], right[chosen], weight[chosen]))
    if told[0]:
        edges = claims_behind(tables, asked, edges, told[0])
    return Network(asked, _nodes(tables, cells, groups), tuple(edges), matrix, len(weight))


def _ties(matrix: Matrix, counts: Incidence, asked: Question) -> tuple[Any, Any, Any]:
    """The ends and weights of all ties; where agreement and conflict cancel out, the tie is there with weight 0."""
    if isinstance(matrix.held, np.ndarray) and asked.mode == "one":
        there = matrix.held != 0
        if asked.aggregate == "subtract":
            there |= _cancelled(counts, ~there)
        left, right = np.nonzero(np.triu(there, 1))
        return left, right, matrix.held[left, right]
    values = matrix.values
    if asked.aggregate == "subtract":
        # What is told must not vanish because it adds up to nothing: a number too small to matter keeps its place.
        ignore = network_matrix(counts, asked.mode, "ignore", "no").values
        values = values + (ignore != 0).astype(np.float64) * _TINY
    weights: Any = (sparse.triu(values, 1) if asked.mode == "one" else values).tocoo()
    (left, right), weight = weights.coords, weights.data
    return left, right, np.where(np.abs(weight) <= _TINY, 0.0, weight)


def _cancelled(counts: Incidence, empty: Any) -> Any:
    """Which of the empty places hold stands that cancel out."""
    left, right = np.nonzero(np.triu(empty, 1))
    if len(left) > len(empty) ** 2 // _FEW:
        return network_matrix(counts, "one", "ignore", "no").held != 0
    spoken = counts.spoken()
    found = np.zeros_like(empty)
    for start in range(0, len(left), _AT_ONCE):
        a, b = left[start : start + _AT_ONCE], right[start : start + _AT_ONCE]
        found[a, b] = np.asarray(spoken[a].multiply(spoken[b]).sum(axis=1)).ravel() > 0
    return found


def _check_size(counts: Incidence) -> None:
    work = float((np.bincount(counts.counts.indices).astype(np.float64) ** 2).sum())
    if len(counts.rows) > _MOST_ROWS and work > _MOST_WORK:
        raise UsageError(f"{len(counts.rows)} actors on the same matters are too many for one network: raise "
                         "--min-frequency, lift them to their states with --lift state, or filter by --matter, "
                         "--theatre or --kind")  # fmt: skip


def _heaviest(left: Any, right: Any, weight: Any, most: int | None) -> Any:
    """Places of the heaviest ties, by size of weight, then by their ends."""
    size = np.abs(weight)
    places = np.arange(len(size))
    if most is not None and len(size) > most:
        places = np.flatnonzero(size >= np.partition(size, len(size) - most)[len(size) - most])
    order = np.lexsort((right[places], left[places], -size[places]))
    return places[order][:most]


def _nodes(tables: Tables, cells: Cells, groups: dict[str, int]) -> tuple[Node, ...]:
    names = find_names(tables)
    entries = cells.entries()
    found = []
    for actor, amount in zip(cells.actors, entries.tolist(), strict=True):
        name, kind, country = names.get(actor, (actor.split("/", 1)[-1], actor.split("/", 1)[0], None))
        found.append(Node(actor, name, kind, country, amount, groups.get(actor)))
    return tuple(found)


def _edges(cells: Cells, ties: tuple[Any, Any, Any]) -> list[Edge]:
    """Ties with what each matter adds to them."""
    left, right, weight = ties
    counts = cells.positions().counts
    members = cells.memberships()
    width = len(cells.columns)
    step = max(1, _MOST_CELLS // max(1, width * len(STANCES)))
    found: list[Edge] = []
    with _uncollected():
        for start in range(0, len(weight), step):
            a, b = left[start : start + step], right[start : start + step]
            near, far, both = _by_matter(*(counts[end].toarray().reshape(len(end), width, -1) for end in (a, b)))
            agreed, parted = _tied(cells, members, a, b)
            near, far, both = near + agreed, far + parted, both + 2 * (agreed + parted).sum(axis=1)
            ends = ([cells.actors[n] for n in end.tolist()] for end in (a, b))
            sums = (values.tolist() for values in (weight[start : start + step], near.sum(axis=1), far.sum(axis=1)))
            told = zip(*ends, *sums, both.tolist(), _shares(cells.columns, near, far), strict=True)
            for one, other, size, adds, parts, entries, shares in told:
                found.append(Edge(one, other, size, adds, parts, entries=int(entries), shares=shares))
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Ties make no cycles: looking for some among hundreds of thousands takes longer than making them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _by_matter(mine: Any, other: Any) -> tuple[Any, Any, Any]:
    """Congruence and conflict of positions by tie and matter; and how many stands lie in matters that both have."""
    (against, mixed, towards), (no, half, yes) = np.moveaxis(mine, 2, 0), np.moveaxis(other, 2, 0)
    all_mine, all_other = against + mixed + towards, no + half + yes
    whole = all_mine * all_other
    signed = (towards - against) * (yes - no) + mixed * half  # as near as stances are, less as far as they are
    entries = np.where(whole > 0, all_mine + all_other, 0).sum(axis=1)
    return (whole + signed) / 2, (whole - signed) / 2, entries


def _tied(cells: Cells, members: Any, left: Any, right: Any) -> tuple[Any, Any]:
    """How many accords and how many divergences lie between both, by tie and matter."""
    both = sparse.coo_array(members[left].multiply(members[right]))
    tie, place = both.coords
    width = len(cells.columns)
    at = tie * width + cells.ties.column[place]
    kinds = cells.ties.kind[place]
    agreed, parted = (np.bincount(at[kinds == kind], minlength=len(left) * width) for kind in (1, 2))
    return agreed.reshape(-1, width), parted.reshape(-1, width)


def _shares(columns: Sequence[str], near: Any, far: Any) -> Iterator[tuple[Share, ...]]:
    """For each tie the matters that add most, those first."""
    size = near + far
    order = np.argsort(-size, axis=1, kind="stable")[:, :_MOST_SHARES]
    most, adds, parts = (np.take_along_axis(values, order, axis=1) for values in (size, near, far))
    for places, sizes, plus, minus in zip(order.tolist(), most.tolist(), adds.tolist(), parts.tolist(), strict=True):
        yield tuple(Share(columns[n], one, other) for n, amount, one, other in
                    zip(places, sizes, plus, minus, strict=True) if amount > 0)  # fmt: skip


def _two_mode(tables: Tables, asked: Question, cells: Cells, told: tuple[int, int | None]) -> Network:
    counts = cells.affiliations() if asked.aggregate == "ignore" else cells.positions()
    matrix = network_matrix(counts, "two", asked.aggregate, asked.normalise)
    whole = counts.counts.tocsr()
    left, right, weight = _ties(matrix, counts, asked)
    chosen = _heaviest(left, right, weight, told[1])
    left, right = left[chosen], right[chosen]
    cells_of = [whole[left, right * 3 + level] if len(left) else np.zeros(0) for level in range(3)]
    levels = np.stack([np.asarray(values).ravel() for values in cells_of], axis=1)
    found = []
    for row, col, size, (against, mixed, towards) in zip(
        left.tolist(), right.tolist(), weight[chosen].tolist(), levels.tolist(), strict=True
    ):
        found.append(Edge(cells.actors[row], f"matter/{cells.columns[col]}", size, towards, against, mixed,
                          int(against + mixed + towards)))  # fmt: skip
    if told[0]:
        found = claims_behind(tables, asked, found, told[0])
    amounts = np.asarray(whole.sum(axis=0)).reshape(-1, 3).sum(axis=1)
    matters = (Node(f"matter/{name}", name, "matter", None, int(amount)) for name, amount in
               zip(cells.columns, amounts, strict=True))  # fmt: skip
    return Network(asked, (*_nodes(tables, cells, {}), *matters), tuple(found), matrix, len(weight))
