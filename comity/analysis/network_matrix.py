"""Discourse networks as matrices: who shares concepts with whom, who speaks of what, by level of a qualifier.

The formulas are those of the Discourse Network Analyzer (Leifeld, “Discourse network analysis: policy debates as
dynamic networks”, in The Oxford Handbook of Political Networks, 2017), with one normalisation of our own. X[i, j, k] is
how often actor i speaks of concept j at level k of the qualifier; R the distance from the highest to the lowest level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from comity.analysis.network_choices import Aggregate, Mode, Normalise, check_choices
from comity.model import UsageError

Scale = Literal["binary", "integer", "text"]
Level = int | str
Floats = NDArray[np.float64]

_MOST_CELLS = 50_000_000
_MOST_ROWS = 5000
_FULL, _MANY = 0.02, 20


@dataclass(frozen=True)
class Incidence:
    """X: how often each row stands with each column at each level; column j at level k is at j * len(levels) + k."""

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    levels: tuple[Level, ...]
    scale: Scale
    counts: Any  # a scipy CSR array; scipy has no types

    @property
    def depth(self) -> int:
        """How many levels the qualifier has."""
        return len(self.levels)


@dataclass(frozen=True)
class Matrix:
    """A network: a weight for each row and column; in one-mode networks both are the same names."""

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    values: Any  # a scipy CSR array

    def dense(self) -> list[list[float]]:
        """The whole matrix, row by row."""
        if len(self.rows) * len(self.cols) > _MOST_CELLS:
            raise UsageError(f"a matrix of {len(self.rows)} by {len(self.cols)} is too large to print: "
                             "raise --min-frequency or write an edge list with --format csv")  # fmt: skip
        whole: list[list[float]] = self.values.toarray().tolist()
        return whole


def levels_of(values: Iterable[Level]) -> tuple[tuple[Level, ...], Scale]:
    """The levels of a qualifier, lowest first, and its scale: binary for 0 and 1, else whole numbers, else words."""
    found = set(values)
    if all(isinstance(value, int) for value in found):
        return ((0, 1), "binary") if found <= {0, 1} else (tuple(sorted(found, key=int)), "integer")
    return tuple(sorted({str(value) for value in found})), "text"


def count(
    cells: Iterable[tuple[str, str, Level]], levels: tuple[Level, ...], scale: Scale, *, names: Sequence[str] = ()
) -> Incidence:
    """X from single statements (row, column, level); `names` are rows to keep though they make no statement."""
    counted = Counter(cells)
    rows = tuple(sorted({row for row, _, _ in counted} | set(names)))
    cols = tuple(sorted({col for _, col, _ in counted}))
    row_at, col_at, level_at = _places(rows), _places(cols), {level: n for n, level in enumerate(levels)}
    depth = len(levels)
    across = [col_at[col] * depth + level_at[level if scale != "text" else str(level)] for _, col, level in counted]
    down = [row_at[row] for row, _, _ in counted]
    weights = np.fromiter(counted.values(), np.float64, len(counted))
    shape = (len(rows), len(cols) * depth)
    return Incidence(rows, cols, levels, scale, sparse.csr_array((weights, (down, across)), shape=shape))


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(names)}


def network_matrix(counts: Incidence, mode: Mode, aggregate: Aggregate, normalise: Normalise) -> Matrix:
    """The network of the settings. Raises UsageError where they do not go together."""
    check_choices(mode, aggregate, normalise)
    if not counts.rows or not counts.cols:
        cols = counts.rows if mode == "one" else counts.cols
        return Matrix(counts.rows, cols, sparse.csr_array((len(counts.rows), len(cols))))
    return (_one_mode if mode == "one" else _two_mode)(counts, aggregate, normalise)


def proximity(levels: Sequence[Level]) -> Floats:
    """How near each two levels are: 1 - |q - q'| / R."""
    at = np.array([float(level) for level in levels])
    spread = at.max() - at.min()
    apart = np.abs(at[:, None] - at[None, :])
    return np.asarray(1 - apart / spread if spread else np.ones_like(apart), np.float64)


def _one_mode(counts: Incidence, aggregate: Aggregate, normalise: Normalise) -> Matrix:
    """Whole arrays for a few thousand actors, sparse ones beyond."""
    weights = _shared(counts, aggregate)
    found = counts.counts
    total = np.asarray(found.sum(axis=1), np.float64)
    if len(counts.rows) <= _MOST_ROWS:
        weights = np.asarray(weights.toarray() if sparse.issparse(weights) else weights, np.float64)
        np.fill_diagonal(weights, 0)
        parts = _parts(counts, normalise, None)
        values = np.zeros_like(weights)
        np.divide(weights, _divisor(parts, total[:, None], total[None, :], normalise), out=values, where=weights != 0)
        return Matrix(counts.rows, counts.rows, sparse.csr_array(values))
    weights = _without_diagonal(weights)
    left, right = weights.coords
    parts = _parts(counts, normalise, (left, right))
    weights.data /= _divisor(parts, total[left], total[right], normalise)
    return Matrix(counts.rows, counts.rows, sparse.csr_array(weights))


def _shared(counts: Incidence, aggregate: Aggregate) -> Any:
    """The raw weights: products of counts, weighted by how near or far their levels are."""
    found = counts.counts
    if aggregate == "ignore":
        return _products(found, np.ones((counts.depth, counts.depth)), counts)
    if counts.scale == "text":
        same, only_one = _inner(found, found), _only_one(found)
        if aggregate == "congruence":
            return same
        return only_one if aggregate == "conflict" else _whole(same) - only_one
    near = proximity(counts.levels)
    kernel = {"congruence": near, "conflict": 1 - near, "subtract": 2 * near - 1}[aggregate]
    return _products(found, kernel, counts)


def _products(found: Any, kernel: Floats, counts: Incidence) -> Any:
    return _inner(found @ across(kernel, len(counts.cols)), found)


def across(kernel: Floats, width: int) -> Any:
    """Spreads counts at each level of each column over the levels near them, or far from them."""
    return sparse.kron(sparse.eye_array(width), sparse.csr_array(kernel), format="csr")


def _inner(left: Any, right: Any) -> Any:
    """left @ right.T; columns that many rows fill are multiplied as plain arrays, which is far quicker for them."""
    filled = np.bincount(right.indices, minlength=right.shape[1]) > max(right.shape[0] * _FULL, _MANY)
    if not filled.any() or right.shape[0] > _MOST_ROWS:
        return left @ right.T
    full = left[:, filled].toarray() @ right[:, filled].toarray().T
    if not filled.all():
        rest: Any = (left[:, ~filled] @ right[:, ~filled].T).tocoo()
        np.add.at(full, rest.coords, rest.data)
    return full


def _whole(matrix: Any) -> Floats:
    return np.asarray(matrix.toarray() if sparse.issparse(matrix) else matrix, np.float64)


def _only_one(found: Any) -> Floats:
    """For each two actors, the counts of one in cells where the other has none."""
    total = np.asarray(found.sum(axis=1), np.float64)
    shared = _whole(_inner(found, _active(found)))
    return np.asarray(total[:, None] + total[None, :] - shared - shared.T, np.float64)


def _active(found: Any) -> Any:
    active = found.copy()
    active.data = np.ones_like(active.data)
    return active


def _without_diagonal(weights: Any) -> Any:
    entries = sparse.coo_array(weights)
    row, col = entries.coords
    kept = (row != col) & (entries.data != 0)
    return sparse.coo_array((entries.data[kept].astype(np.float64), (row[kept], col[kept])), shape=entries.shape)


def _parts(counts: Incidence, normalise: Normalise, at: tuple[Any, Any] | None) -> tuple[Floats, ...]:
    """What a divisor needs beside the totals: at some pairs, or for all pairs."""
    found = counts.counts
    if normalise == "vector-cosine":
        by_concept = found @ sparse.kron(sparse.eye_array(len(counts.cols)), np.ones((counts.depth, 1)), format="csr")
        length = np.sqrt(np.asarray(by_concept.multiply(by_concept).sum(axis=1), np.float64))
        return (length[:, None], length[None, :]) if at is None else (length[at[0]], length[at[1]])
    if normalise == "jaccard":
        both, shared = _inner(found, found), _inner(found, _active(found))
        if at is None:
            return _whole(both), _whole(shared), _whole(shared).T
        both, shared = sparse.csr_array(both), sparse.csr_array(shared)
        return _at(both, *at), _at(shared, *at), _at(shared, at[1], at[0])
    return ()


def _divisor(parts: tuple[Floats, ...], left: Floats, right: Floats, normalise: Normalise) -> Floats:
    """What each weight is divided by; `left` and `right` are how many statements both make."""
    if normalise == "average":
        return np.asarray((left + right) / 2, np.float64)
    if normalise == "cosine":
        return np.asarray(left * right, np.float64)
    if normalise == "vector-cosine":
        return np.asarray(parts[0] * parts[1], np.float64)
    if normalise == "jaccard":
        both, of_left, of_right = parts
        return np.asarray(both + (left - of_left) + (right - of_right), np.float64)
    return np.ones(1)


def _at(matrix: Any, left: Any, right: Any) -> Floats:
    return np.asarray(matrix[left, right], np.float64).ravel() if len(left) else np.zeros(0)


def _two_mode(counts: Incidence, aggregate: Aggregate, normalise: Normalise) -> Matrix:
    found, depth = counts.counts, counts.depth
    spoken = found @ _spread(np.ones(depth), counts)
    if aggregate == "ignore":
        weights = spoken
    elif aggregate == "subtract":
        weights = found @ _spread(_signs(counts), counts)
    else:
        # The rank of the levels found: for agreement 0/1, 1 is only agreement, 2 only disagreement, 3 both.
        weights = _active(found) @ _spread(np.exp2(np.arange(depth, dtype=np.float64)[::-1]), counts)
    weights = sparse.coo_array(weights)
    row, col = weights.coords
    # A combination is no amount, so its share counts cells, as that program does (and warns).
    base = _active(sparse.csr_array(weights)) if aggregate == "combine" else spoken
    values = weights.data.astype(np.float64)
    if normalise == "activity":
        values = values / np.asarray(base.sum(axis=1), np.float64)[row]
    elif normalise == "prominence":
        values = values / np.asarray(base.sum(axis=0), np.float64)[col]
    return Matrix(counts.rows, counts.cols, sparse.csr_array((values, (row, col)), shape=weights.shape))


def _spread(weights: Floats, counts: Incidence) -> Any:
    """Adds up the levels of each concept, each with its weight."""
    return sparse.kron(sparse.eye_array(len(counts.cols)), weights[:, None], format="csr")


def _signs(counts: Incidence) -> Floats:
    if counts.scale == "binary":
        return np.array([-1.0, 1.0])
    if counts.scale == "integer":
        return np.array([float(level) for level in counts.levels])
    return np.ones(counts.depth)
