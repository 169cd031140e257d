"""Which points of two accounts speak of one thing.

Two points are scored by five signs: nearness in meaning (sentence vectors, less what all points of the two accounts
share), the same first matter, a shared matter, shared words (rare ones more), and how far apart they stand in the order
of their accounts. The weights are those of a logistic regression on the pairs of `tests/gold-pairs` and four more that
are not ours to publish; bench/pairs tells how they do on pairs left out. The likeliest two are taken, and again, until
no two are likely enough; what stands in the same or the next sentence joins a row where it fits as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from comity.analysis.points import Point
from comity.model import InputError
from comity.reading.sentence_encoder import encode

MEANING, SAME_MATTER, SHARED_MATTER, WORDS, DISTANCE, BASE = 4.2, 0.65, 1.6, 2.35, -2.1, -3.2
LEAST = 0.25  # how likely two points must be to speak of one thing
FEW = 8  # of so many points, half of their mean is taken off
COMMON = 0.15  # share of the points above which a state's name tells none apart
MOST = 2000  # points of an account
JOIN = 0.3  # the same for a further point that joins a row


Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """Places of points of both accounts that speak of one thing, how likely, and why.

    `seed`: the two that are likeliest to, the first of each side in a group of one side.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    seed: tuple[int, int] = (0, 0)
    certainty: float = 1.0
    why: tuple[str, ...] = ()


def align(a: Sequence[Point], b: Sequence[Point]) -> list[Group]:
    """Groups of points: those of both sides, then what is left of each side, every point in exactly one.

    Raises InputError where an account has more than `MOST` points.
    """
    for points in (a, b):
        if len(points) > MOST:
            raise InputError(f"an account of {len(points):,} points is too long to compare ({MOST:,} at most): cut it")
    signs = signs_of(a, b)
    likely = 1 / (1 + np.exp(-signs @ np.array([MEANING, SAME_MATTER, SHARED_MATTER, WORDS, DISTANCE]) - BASE))
    groups = _join(_best(likely), likely, a, b)
    whole = [
        Group(
            tuple(sorted(left)),
            tuple(sorted(right)),
            (i, j),
            round(float(likely[i, j]), 2),
            _why(signs[i, j], a[i], b[j]),
        )
        for (i, j), left, right in groups
    ]
    used_a, used_b = {n for g in whole for n in g.a}, {n for g in whole for n in g.b}
    alone_a = [Group(run, ()) for run in _runs(a, used_a)]
    alone_b = [Group((), run) for run in _runs(b, used_b)]
    return whole + alone_a + alone_b


def signs_of(a: Sequence[Point], b: Sequence[Point]) -> Array:
    """The five signs [len(a), len(b), 5]."""
    found = np.zeros((len(a), len(b), 5))
    if not a or not b:
        return found
    first = _incidence(a, b, lambda point: point.matters[:1])
    several = _incidence(a, b, lambda point: point.matters[:3])
    found[..., 0] = (_nearness(a, b, "content") + _nearness(a, b, "words")) / 2
    found[..., 1] = first[0] @ first[1].T
    found[..., 2] = several[0] @ several[1].T > 0
    found[..., 3] = _shared_words(a, b)
    places = (np.arange(len(points)) / len(points) for points in (a, b))
    found[..., 4] = np.abs(np.subtract.outer(*places))
    return found


def _incidence(a: Sequence[Point], b: Sequence[Point], of: Callable[[Point], Iterable[str]]) -> tuple[Array, Array]:
    """Which point has which of some words, as two tables of zeros and ones with the same columns."""
    columns: dict[str, int] = {}
    rows = [[columns.setdefault(word, len(columns)) for word in sorted(of(point))] for point in (*a, *b)]
    table = np.zeros((len(rows), len(columns)))
    for n, places in enumerate(rows):
        table[n, places] = 1
    return table[: len(a)], table[len(a) :]


def _shared_words(a: Sequence[Point], b: Sequence[Point]) -> Array:
    """The shared words as a share of the shorter point, each by one over how often it stands in the two accounts.

    States that many points name, mostly those of the two sides and of the conflict, do not count.
    """
    named = Counter(name for point in (*a, *b) for name in point.names if name.startswith("state/"))
    common = {name for name, times in named.items() if times > COMMON * (len(a) + len(b))}
    left, right = _incidence(a, b, lambda point: (point.words | point.names) - common)
    weights = 1 / np.maximum(left.sum(axis=0) + right.sum(axis=0), 1)
    least = np.minimum.outer(left @ weights, right @ weights)
    return np.asarray((left * weights) @ right.T / np.where(least > 0, least, 1))


def _nearness(a: Sequence[Point], b: Sequence[Point], part: str) -> Array:
    """Cosines of the vectors of both sides, less the mean of all: what all points share tells none apart.

    Of few points the mean says little, so less of it is taken off.
    """
    texts = [point.content if part == "content" else point.span.text for point in (*a, *b)]
    vectors = encode(texts).astype(np.float64)
    vectors -= vectors.mean(axis=0) * len(vectors) / (len(vectors) + FEW) if len(vectors) else 0.0
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors[: len(a)] @ vectors[len(a) :].T)


def _why(signs: Array, one: Point, two: Point) -> tuple[str, ...]:
    """The signs that speak for it, in words."""
    shared = sorted((one.words & two.words) | {n for n in one.names & two.names if not n.startswith("state/")})
    reasons = [f"near in meaning ({signs[0]:.2f})"] if signs[0] > 0.1 else []
    matters = [m for m in one.matters[:3] if m in two.matters[:3]]
    reasons += [f"same matter ({', '.join(matters)})"] if matters else []
    reasons += [f"like words ({', '.join(shared)})"] if shared else []
    return tuple(reasons)


def _best(likely: Array) -> list[tuple[int, int]]:
    """The likeliest two, then the likeliest of the rest, as long as they are likely enough."""
    rows, columns = np.nonzero(likely >= LEAST)
    found: list[tuple[int, int]] = []
    used_a, used_b = set[int](), set[int]()
    for n in np.argsort(-likely[rows, columns], kind="stable"):
        i, j = int(rows[n]), int(columns[n])
        if i not in used_a and j not in used_b:
            found.append((i, j))
            used_a.add(i)
            used_b.add(j)
    return found


_Joined = tuple[tuple[int, int], set[int], set[int]]


def _join(pairs: list[tuple[int, int]], likely: Array, a: Sequence[Point], b: Sequence[Point]) -> list[_Joined]:
    """The pairs with points of the same or a neighbouring sentence that fit the other side as well."""
    rows: list[_Joined] = [((i, j), {i}, {j}) for i, j in pairs]
    taken_a, taken_b = {i for i, _ in pairs}, {j for _, j in pairs}
    for (i, j), left, right in rows:
        for n in range(len(b)):
            if n not in taken_b and _near(b[n], b[j]) and likely[i, n] >= JOIN:
                right.add(n)
                taken_b.add(n)
        for n in range(len(a)):
            if n not in taken_a and _near(a[n], a[i]) and likely[n, j] >= JOIN:
                left.add(n)
                taken_a.add(n)
    _complete(rows, a, taken_a, 1)
    _complete(rows, b, taken_b, 2)
    return rows


def _complete(rows: list[_Joined], points: Sequence[Point], taken: set[int], side: Literal[1, 2]) -> None:
    """Let what is left of a sentence join the row of its other part: no report of its own, and no other matter."""
    for n, point in enumerate(points):
        if n in taken or not point.predicate.inherited:
            continue
        for row in rows:
            beside = [m for m in row[side] if _same_sentence(points[m], point)]
            if any(set(point.matters[:2]) & set(points[m].matters[:2]) for m in beside):
                row[side].add(n)
                taken.add(n)
                break


def _near(one: Point, two: Point) -> bool:
    """Whether two points stand in one sentence or in neighbouring ones."""
    return one.span.document == two.span.document and abs(one.sentence - two.sentence) <= 1


def _runs(points: Sequence[Point], used: set[int]) -> list[tuple[int, ...]]:
    """The points that are left; those of one sentence and matter together."""
    runs: list[list[int]] = []
    for n, point in enumerate(points):
        if n in used:
            continue
        before = points[runs[-1][-1]] if runs else None
        if before is not None and _same_sentence(before, point) and before.matter == point.matter:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [tuple(run) for run in runs]


def _same_sentence(one: Point, two: Point) -> bool:
    return one.span.document == two.span.document and one.sentence == two.sentence
