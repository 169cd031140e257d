"""How agreement moved: between two actors, or on one matter, window by window, with the accounts behind each point.

Nothing is smoothed: a window in which nothing is told is a gap, and few accounts are seen to be few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.analysis.lake import Tables
from comity.analysis.network import month_name
from comity.analysis.network_cells import find_names
from comity.analysis.network_matrix import proximity
from comity.analysis.network_question import MONTHS, Question, Window, asked_stands, first_day, last_day
from comity.model import UsageError

_ROWS = """
WITH asked AS ({asked})
SELECT actor, col, stance, kind, year(published) * 12 + month(published) - 1 AS month, hash(account) AS account, claim
FROM asked WHERE published IS NOT NULL{more} ORDER BY month, claim, actor, col"""
_PRESENT = "WITH asked AS ({asked}) SELECT DISTINCT actor FROM asked ORDER BY actor"
_NEAR = proximity((-1, 0, 1))


@dataclass(frozen=True, slots=True)
class Point:
    """One window of time.

    `agreement` is congruence / (congruence + conflict), None where there is neither: two actors of whom only one speaks
    neither agree nor part. An accord adds one for each matter, account and two parties; `accords` and `divergences`
    count them once for each account. `towards`, `mixed`, `against` count stances; `actors` and `accounts` are those
    behind the point, `claims` up to so many ids as were asked for.
    """

    first: str
    last: str
    congruence: float
    conflict: float
    accords: int
    divergences: int
    towards: int
    mixed: int
    against: int
    actors: int
    accounts: int
    claims: tuple[str, ...] = ()

    @property
    def agreement(self) -> float | None:
        """The share of congruence."""
        whole = self.congruence + self.conflict
        return self.congruence / whole if whole else None


@dataclass(frozen=True)
class Trend:
    """The points of a trend, oldest first; `subject` names the two actors or the matter."""

    question: Question
    subject: tuple[str, ...]
    window: Window
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    actor: str
    col: str
    stance: int
    kind: int
    month: int
    account: int
    claim: Any


def find_pair_trend(
    tables: Tables, asked: Question, pair: tuple[str, str], window: Window = "month", *, claims: int = 0
) -> Trend:
    """How two actors stood to each other; `pair` are ids or names.

    Raises UsageError where they mean none or several.
    """
    tables.need_for(asked)
    names = {actor: name for actor, (name, _, _) in find_names(tables).items()}
    left, right = (find_actor(tables, asked, word, names) for word in pair)
    if left == right:
        raise UsageError(f"{pair[0]!r} and {pair[1]!r} are one actor here: name two")
    rows = _rows(tables, asked, " AND actor IN (SELECT unnest($pair))", {"pair": [left, right]}, claims)
    windows = _windows(rows, asked, window)
    points = [_pair_point(first, last, inside, (left, right), asked) for first, last, inside in windows]
    return Trend(asked, (names.get(left, left), names.get(right, right)), window, _with_ids(tables, points, claims))


def find_matter_trend(tables: Tables, asked: Question, window: Window = "month", *, claims: int = 0) -> Trend:
    """How all actors stood to each other on the matter of the question, and how many were for and against it."""
    if asked.matter is None:
        raise UsageError("name the matter with --matter, or two actors")
    rows = _rows(tables, asked, "", {}, claims)
    points = [_matter_point(first, last, inside, asked) for first, last, inside in _windows(rows, asked, window)]
    return Trend(asked, (asked.matter,), window, _with_ids(tables, points, claims))


def find_actor(tables: Tables, asked: Question, word: str, names: Mapping[str, str]) -> str:
    """The one actor of the question's stands that an id, a name or a part of a name means."""
    sql, values = asked_stands(asked)
    tables.need_for(asked)
    present: list[str] = [row[0] for row in tables.rows("actors of stands", _PRESENT.format(asked=sql), values)]
    folded = word.casefold()
    exact = [actor for actor in present if actor == word or names.get(actor, "").casefold() == folded]
    found = exact or [actor for actor in present if f" {folded} " in f" {names.get(actor, '').casefold()} "]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"no actor {word!r} takes a stand here: `comity network --mode two` lists those who do")
    raise UsageError(f"{word!r} means {len(found)} actors: name one of {', '.join(found[:5])}")


def _rows(tables: Tables, asked: Question, more: str, values: dict[str, Any], claims: int) -> list[_Row]:
    sql, bound = asked_stands(asked)
    tables.need_for(asked)
    found = tables.rows("rows of a trend", _ROWS.format(asked=sql, more=more), bound | values)
    return [_Row(*row) for row in found]


def _windows(rows: list[_Row], asked: Question, window: Window) -> Iterator[tuple[int, int, list[_Row]]]:
    """Calendar windows from the first to the last day asked for, or else told of; empty ones too."""
    if not rows:
        return
    length = MONTHS[window]
    begin = _month_of(first_day(asked.since)) if asked.since else rows[0].month
    end = _month_of(last_day(asked.until)) if asked.until else rows[-1].month
    months = [row.month for row in rows]
    for start in range(begin // length * length, end + 1, length):
        inside = rows[bisect_left(months, start) : bisect_left(months, start + length)]
        yield start, start + length - 1, inside


def _month_of(day: Any) -> int:
    return int(day.year * 12 + day.month - 1)


def _counted(rows: list[_Row], asked: Question) -> dict[tuple[str, str], np.ndarray[Any, Any]]:
    """Positions by actor and column: how many at each stance."""
    keys = {(r.actor, r.col, r.stance, r.account) if asked.weigh == "once" else (r.actor, r.col, r.stance, r.claim)
            for r in rows if r.kind == 0}  # fmt: skip
    found: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
    for actor, col, stance, _ in keys:
        found.setdefault((actor, col), np.zeros(3))[stance + 1] += 1
    return found


def _ties(rows: list[_Row], asked: Question) -> dict[tuple[Any, ...], int]:
    """Accords and divergences by kind, column, members and account (or claim): how many members each has."""
    told: dict[tuple[int, str, Any, int], set[str]] = {}
    for row in rows:
        if row.kind:
            told.setdefault((row.kind, row.col, row.claim, row.account), set()).add(row.actor)
    once = asked.weigh == "once"
    return {(kind, col, tuple(sorted(members)), account if once else claim): len(members)
            for (kind, col, claim, account), members in told.items() if len(members) > 1}  # fmt: skip


def _pair_point(first: int, last: int, rows: list[_Row], pair: tuple[str, str], asked: Question) -> Point:
    counted = _counted(rows, asked)
    near = far = 0.0
    both = {col for actor, col in counted if actor == pair[0] and (pair[1], col) in counted}
    for col in both:
        products = np.outer(counted[pair[0], col], counted[pair[1], col])
        near, far = near + float((products * _NEAR).sum()), far + float((products * (1 - _NEAR)).sum())
    ties = _ties(rows, asked)
    tied = {row.claim for row in rows if row.kind} & _tied_claims(rows)
    behind = [row for row in rows if (row.kind == 0 and row.col in both) or (row.kind and row.claim in tied)]
    return _point(first, last, behind, (near, far), ties, once=asked.weigh == "once")


def _tied_claims(rows: list[_Row]) -> set[Any]:
    members: dict[Any, set[str]] = {}
    for row in rows:
        if row.kind:
            members.setdefault(row.claim, set()).add(row.actor)
    return {claim for claim, found in members.items() if len(found) > 1}


def _matter_point(first: int, last: int, rows: list[_Row], asked: Question) -> Point:
    counted = _counted(rows, asked)
    near = far = 0.0
    for col in {col for _, col in counted}:
        cells = np.array([cell for (_, other), cell in counted.items() if other == col])
        # All pairs at once: the product of the sums, less what each actor has with itself; each pair is there twice.
        products = (np.outer(cells.sum(axis=0), cells.sum(axis=0)) - cells.T @ cells) / 2
        near, far = near + float((products * _NEAR).sum()), far + float((products * (1 - _NEAR)).sum())
    ties = _ties(rows, asked)
    tied = _tied_claims(rows)
    behind = [row for row in rows if row.kind == 0 or row.claim in tied]
    return _point(first, last, behind, (near, far), ties, once=asked.weigh == "once")


def _point(
    first: int,
    last: int,
    behind: list[_Row],
    positions: tuple[float, float],
    ties: Mapping[tuple[Any, ...], int],
    *,
    once: bool,
) -> Point:
    accords = {key: n for key, n in ties.items() if key[0] == 1}
    divergences = {key: n for key, n in ties.items() if key[0] == 2}
    told = {(row.actor, row.col, row.stance, row.account if once else row.claim) for row in behind if row.kind == 0}
    stances = [stance for _, _, stance, _ in told]
    return Point(
        first=month_name(first),
        last=month_name(last),
        congruence=positions[0] + sum(n * (n - 1) / 2 for n in accords.values()),
        conflict=positions[1] + sum(n * (n - 1) / 2 for n in divergences.values()),
        accords=len({key[2:] for key in accords}),
        divergences=len({key[2:] for key in divergences}),
        towards=stances.count(1),
        mixed=stances.count(0),
        against=stances.count(-1),
        actors=len({row.actor for row in behind}),
        accounts=len({row.account for row in behind}),
        claims=tuple(dict.fromkeys(row.claim for row in behind)),
    )


def _with_ids(tables: Tables, points: list[Point], most: int) -> tuple[Point, ...]:
    ids = tables.claim_ids(claim for point in points for claim in point.claims[:most]) if most else {}
    return tuple(replace(point, claims=tuple(ids[claim] for claim in point.claims[:most])) for point in points)
