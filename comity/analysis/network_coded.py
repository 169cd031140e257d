"""Coded statements as a network with nodes and ties, so that it can be drawn and exported as those of a ledger are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from scipy import sparse

from comity.analysis.network import month_name
from comity.analysis.network_matrix import Incidence, Matrix, network_matrix
from comity.analysis.network_question import MONTHS, Question, Window, first_day, last_day
from comity.analysis.network_shape import backbone, communities
from comity.analysis.network_statements import Coded, Settings, incidence
from comity.analysis.network_ties import Edge, Network, Node
from comity.model import UsageError


def within(statements: Sequence[Coded], since: str | None, until: str | None) -> list[Coded]:
    """The statements of some days; those without a date are left out where days are asked for."""
    if since is None and until is None:
        return list(statements)
    first = first_day(since) if since else date.min
    last = last_day(until) if until else date.max
    return [one for one in statements if one.day is not None and first <= one.day <= last]


def coded_network(statements: Sequence[Coded], settings: Settings, asked: Question) -> Network:
    """The network of coded statements in the days that are asked for."""
    return _network(statements, within(statements, asked.since, asked.until), settings, asked)


def coded_windows(
    statements: Sequence[Coded], settings: Settings, asked: Question, window: Window, step: int | None = None
) -> Iterator[Network]:
    """One network for each calendar month, quarter or year; with `step`, one begins every so many months."""
    kept = [one for one in within(statements, asked.since, asked.until) if one.day is not None]
    if step is not None and step < 1:
        raise UsageError(f"a step of {step} months leads nowhere: give 1 or more")
    months = sorted(_month(one) for one in kept)
    length = MONTHS[window]
    start = months[0] // length * length if months else 0
    while months and start <= months[-1]:
        inside = [one for one in kept if start <= _month(one) < start + length]
        found = _network(statements, inside, settings, asked)
        yield replace(found, first=month_name(start), last=month_name(start + length - 1))
        start += step or length


def _month(one: Coded) -> int:
    day = one.day or date.min
    return day.year * 12 + day.month - 1


def _network(statements: Sequence[Coded], kept: Sequence[Coded], settings: Settings, asked: Question) -> Network:
    counts = incidence(statements, kept, settings)
    if asked.least > 1:
        totals = np.asarray(counts.counts.sum(axis=1)).ravel()
        frequent = {name for name, total in zip(counts.rows, totals, strict=True) if total >= asked.least}
        counts = incidence(statements, [one for one in kept if one.row in frequent], settings)
    matrix = network_matrix(counts, settings.mode, settings.aggregate, settings.normalise)
    weights: Any = sparse.triu(matrix.values, 1).tocoo() if settings.mode == "one" else matrix.values.tocoo()
    (left, right), weight = weights.coords, weights.data
    if asked.backbone is not None and settings.mode == "one":
        strong = backbone(left, right, weight, len(matrix.rows), asked.backbone)
        left, right, weight = left[strong], right[strong], weight[strong]
    groups = communities(left, right, weight, matrix.rows) if asked.communities else {}
    edges = _edges(counts, settings, (left, right, weight))
    return Network(asked, _nodes(counts, matrix, settings, groups), tuple(edges), matrix, len(edges))


def _nodes(counts: Incidence, matrix: Matrix, settings: Settings, groups: dict[str, int]) -> tuple[Node, ...]:
    totals = np.asarray(counts.counts.sum(axis=1)).ravel().tolist()
    found = [Node(name, name, "actor", None, int(n), groups.get(name))
             for name, n in zip(counts.rows, totals, strict=True)]  # fmt: skip
    if settings.mode == "two":
        amounts = np.asarray(counts.counts.sum(axis=0)).reshape(-1, counts.depth).sum(axis=1).tolist()
        found += [Node(f"matter/{name}", name, "matter", None, int(n))
                  for name, n in zip(matrix.cols, amounts, strict=True)]  # fmt: skip
    return tuple(found)


def _edges(counts: Incidence, settings: Settings, ties: tuple[Any, Any, Any]) -> list[Edge]:
    """The ties, heaviest first, with raw congruence and conflict (one-mode) or counts for and against (two-mode)."""
    left, right, weight = ties
    order = np.lexsort((right, left, -np.abs(weight)))
    left, right, weight = left[order], right[order], weight[order]
    if settings.mode == "two":
        signs = np.array([_sign(counts, level) for level in counts.levels])
        cells = counts.counts.toarray().reshape(len(counts.rows), -1, counts.depth)[left, right]
        near, far = cells[:, signs > 0].sum(axis=1), cells[:, signs < 0].sum(axis=1)
        ends = [f"matter/{counts.cols[n]}" for n in right.tolist()]
    else:
        near, far = (_raw(counts, name, left, right) for name in ("congruence", "conflict"))
        ends = [counts.rows[n] for n in right.tolist()]
    return [
        Edge(counts.rows[a], end, w, float(n), float(f))
        for a, end, w, n, f in zip(left.tolist(), ends, weight.tolist(), near, far, strict=True)
    ]


def _sign(counts: Incidence, level: Any) -> int:
    if counts.scale == "binary":
        return 1 if level else -1
    return int(np.sign(level)) if counts.scale == "integer" else 1


def _raw(counts: Incidence, aggregate: Any, left: Any, right: Any) -> Any:
    values = network_matrix(counts, "one", aggregate, "no").values
    return np.asarray(values[left, right]).ravel() if len(left) else np.zeros(0)
