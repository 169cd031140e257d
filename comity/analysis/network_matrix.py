"""Discourse networks as matrices: who shares concepts with whom, who speaks of what, by level of a qualifier.

The formulas are those of the Discourse Network Analyzer (Leifeld, “Discourse network analysis: policy debates as
dynamic networks”, in The Oxford Handbook of Political Networks, 2017), with one normalisation of our own. X[i, j, k] is
how often actor i speaks of concept j at level k of the qualifier; R the distance from the highest to the lowest level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
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
_EXACT = 2**24  # whole numbers below are exact in single precision, which is twice as quick
_ROOTS = (np.array([[-1.0, 1.0]]), np.array([[-1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))


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

    def spoken(self) -> Any:
        """How often each row speaks of each column, whatever the level, as a scipy CSR array."""
        found = sparse.coo_array(self.counts)
        row, col = found.coords
        shape = (len(self.rows), len(self.cols))
        return sparse.csr_array(sparse.coo_array((found.data, (row, col // self.depth)), shape=shape))

    @cached_property
    def parts(self) -> tuple[Floats, Any]:
        """Columns that many rows fill, as a plain array of rows by columns by levels, and all others as they are."""
        often = np.bincount(self.counts.indices // self.depth, minlength=len(self.cols))
        filled = often > max(len(self.rows) * _FULL, _MANY)
        wide = np.repeat(filled, self.depth)
        full = self.counts[:, wide].toarray() if filled.any() else np.zeros((len(self.rows), 0))
        rest = self.counts if not filled.any() else self.counts[:, ~wide]
        return full.reshape(len(self.rows), -1, self.depth), rest


@dataclass(frozen=True)
class Matrix:
    """A network: a weight for each row and column; in one-mode networks both are the same names."""

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    held: Any  # a plain array of a few thousand actors, or a scipy CSR array

    @cached_property
    def values(self) -> Any:
        """The weights as a scipy CSR array."""
        return sparse.csr_array(self.held)

    def dense(self) -> list[list[float]]:
        """The whole matrix, row by row."""
        if len(self.rows) * len(self.cols) > _MOST_CELLS:
            raise UsageError(f"a matrix of {len(self.rows)} by {len(self.cols)} is too large to print: "
                             "raise --min-frequency or write an edge list with --format csv")  # fmt: skip
        whole: list[list[float]] = _whole(self.held).tolist()
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
        np.fill_diagonal(weights, 0)
        if normalise != "no":
            divisor = _divisor(_parts(counts, normalise, None), total[:, None], total[None, :], normalise)
            np.divide(weights, divisor, out=weights, where=weights != 0)
        return Matrix(counts.rows, counts.rows, weights)
    weights = _without_diagonal(weights)
    left, right = weights.coords
    parts = _parts(counts, normalise, (left, right))
    weights.data /= _divisor(parts, total[left], total[right], normalise)
    return Matrix(counts.rows, counts.rows, sparse.csr_array(weights))


def _shared(counts: Incidence, aggregate: Aggregate) -> Any:
    """The raw weights: products of counts, weighted by how near or far their levels are."""
    alike = np.ones((counts.depth, counts.depth))
    if aggregate == "ignore":
        return _products(counts, alike)
    if counts.scale == "text":
        same, only_one = _products(counts, np.eye(counts.depth)), _only_one(counts)
        if aggregate == "congruence":
            return same
        return only_one if aggregate == "conflict" else _whole(same) - only_one
    near = proximity(counts.levels)
    if aggregate == "subtract" or _root(2 * near - 1) is None or len(counts.rows) > _MOST_ROWS:
        return _products(counts, {"congruence": near, "conflict": 1 - near, "subtract": 2 * near - 1}[aggregate])
    sign = 1 if aggregate == "congruence" else -1
    return (_products(counts, alike) + sign * _products(counts, 2 * near - 1)) / 2


def _products(counts: Incidence, kernel: Floats) -> Any:
    """The counts of each two rows multiplied, column by column, each two levels weighted by the kernel."""
    found = counts.counts
    if len(counts.rows) > _MOST_ROWS:
        return (found @ across(kernel, len(counts.cols))) @ found.T
    full, rest = counts.parts
    root = _root(kernel)
    whole = _flat(full @ kernel) @ _flat(full).T if root is None else _squared(full, root)
    return _with(whole, (rest @ across(kernel, rest.shape[1] // counts.depth)) @ rest.T)


def _root(kernel: Floats) -> Floats | None:
    """What multiplied by itself gives the kernel, in whole numbers: half the work, and no rounding."""
    depth = len(kernel)
    found = (root for root in (np.ones((1, depth)), np.eye(depth), *_ROOTS) if root.shape[1] == depth)
    return next((root for root in found if np.array_equal(root.T @ root, kernel)), None)


def _squared(full: Floats, root: Floats) -> Floats:
    flat = _flat(full.reshape(-1, full.shape[2]) @ root.T, len(full))
    if np.einsum("ij,ij->i", flat, flat).max(initial=0) < _EXACT:
        flat = flat.astype(np.float32)
    return np.asarray(flat @ flat.T, np.float64)


def _flat(full: Floats, rows: int | None = None) -> Floats:
    return full.reshape(len(full) if rows is None else rows, -1)


def _with(whole: Floats, more: Any) -> Floats:
    """The sum of a plain array and a sparse one."""
    entries = sparse.coo_array(more)
    entries.sum_duplicates()
    whole[entries.coords] += entries.data
    return whole


def across(kernel: Floats, width: int) -> Any:
    """Spreads counts at each level of each column over the levels near them, or far from them."""
    return sparse.kron(sparse.eye_array(width), sparse.csr_array(kernel), format="csr")


def _whole(matrix: Any) -> Floats:
    return np.asarray(matrix.toarray() if sparse.issparse(matrix) else matrix, np.float64)


def _of_shared(counts: Incidence) -> Any:
    """For each two actors, the counts of the first in cells where the second has some too."""
    found = counts.counts
    if len(counts.rows) > _MOST_ROWS:
        return found @ _active(found).T
    full, rest = counts.parts
    flat = _flat(full)
    if flat.sum(axis=1).max(initial=0) < _EXACT:
        flat = flat.astype(np.float32)
    return _with(np.asarray(flat @ (flat > 0).astype(flat.dtype).T, np.float64), rest @ _active(rest).T)


def _only_one(counts: Incidence) -> Floats:
    """For each two actors, the counts of one in cells where the other has none."""
    total = np.asarray(counts.counts.sum(axis=1), np.float64)
    shared = _whole(_of_shared(counts))
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
    if normalise == "vector-cosine":
        spoken = counts.spoken()
        length = np.sqrt(np.asarray(spoken.multiply(spoken).sum(axis=1), np.float64))
        return (length[:, None], length[None, :]) if at is None else (length[at[0]], length[at[1]])
    if normalise == "jaccard":
        both, shared = _products(counts, np.eye(counts.depth)), _of_shared(counts)
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
