"""Stands counted: how often each actor stands on each matter at each stance, month by month, and who is tied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from comity.analysis.lake import Tables
from comity.analysis.network_matrix import Incidence
from comity.analysis.network_question import Question, asked_stands

Ints = NDArray[np.int64]
STANCES = (-1, 0, 1)
_NO_MONTH = -1

_POSITIONS = """
WITH asked AS ({asked})
SELECT actor, col, stance, ifnull(month, -1) AS month, count({what}) AS n
FROM asked WHERE kind = 0 GROUP BY ALL ORDER BY ALL"""

# One tie for each accord or divergence, account and matter; told twice in one account by the same parties, it is one.
_TIES = """
WITH asked AS ({asked}),
told AS (
  SELECT claim, account, kind, col, ifnull(month, -1) AS month, list_sort(list_distinct(list(actor))) AS members
  FROM asked WHERE kind > 0 GROUP BY ALL)
SELECT min(claim) AS claim, kind, col, month, members FROM told WHERE len(members) > 1
GROUP BY {what}, kind, col, month, members ORDER BY ALL"""

_ACTORS = """
SELECT actor, min(name) AS name, arg_min(kind, name) AS kind, arg_min(country, name) AS country
FROM actors GROUP BY actor ORDER BY actor"""


@dataclass(frozen=True)
class Cells:
    """Positions by actor, column, stance and month; ties by kind, column, month and members. All numbers are places in
    `actors` and `columns`; months are counted from the year 0, -1 where a document has no date.
    """

    actors: tuple[str, ...]
    columns: tuple[str, ...]
    actor: Ints
    column: Ints
    stance: Ints
    month: Ints
    amount: Ints
    tie_kind: Ints
    tie_column: Ints
    tie_month: Ints
    members: tuple[tuple[int, ...], ...]

    @cached_property
    def months(self) -> Ints:
        """Every month in which something is told, in order."""
        both = np.unique(np.concatenate([self.month, self.tie_month]))
        return np.asarray(both[both != _NO_MONTH], np.int64)

    def between(self, first: int, last: int) -> Cells:
        """What is told from one month to another, both included."""
        kept = (self.month >= first) & (self.month <= last)
        tied = np.flatnonzero((self.tie_month >= first) & (self.tie_month <= last))
        return Cells(
            self.actors, self.columns, self.actor[kept], self.column[kept], self.stance[kept], self.month[kept],
            self.amount[kept], self.tie_kind[tied], self.tie_column[tied], self.tie_month[tied],
            tuple(self.members[n] for n in tied),
        )  # fmt: skip

    def entries(self) -> Ints:
        """How many positions, accords and divergences each actor has."""
        found = np.bincount(self.actor, weights=self.amount, minlength=len(self.actors))
        tied = np.fromiter((m for group in self.members for m in group), np.int64)
        return np.asarray(found + np.bincount(tied, minlength=len(self.actors)), np.int64)

    def only(self, kept: NDArray[np.bool_]) -> Cells:
        """Only the actors that are kept, under new numbers; a tie left with one member is none."""
        new = np.cumsum(kept) - 1
        mine = kept[self.actor]
        groups = [tuple(int(new[m]) for m in group if kept[m]) for group in self.members]
        tied = np.array([n for n, group in enumerate(groups) if len(group) > 1], np.int64)
        return Cells(
            tuple(name for name, keep in zip(self.actors, kept, strict=True) if keep), self.columns,
            new[self.actor[mine]], self.column[mine], self.stance[mine], self.month[mine], self.amount[mine],
            self.tie_kind[tied], self.tie_column[tied], self.tie_month[tied], tuple(groups[n] for n in tied),
        )  # fmt: skip

    def positions(self) -> Incidence:
        """X of the positions: actors by columns."""
        return self._incidence(self.actor, self.column, self.stance, self.amount, len(self.columns), self.columns)

    def affiliations(self) -> Incidence:
        """X of everything: who speaks of, agrees or parts on what; for two-mode networks that ignore the stance."""
        pairs = [(m, c) for group, c in zip(self.members, self.tie_column, strict=True) for m in group]
        tied = np.array(pairs, np.int64).reshape(-1, 2)
        actor, column = np.concatenate([self.actor, tied[:, 0]]), np.concatenate([self.column, tied[:, 1]])
        amount = np.concatenate([self.amount, np.ones(len(tied), np.int64)])
        level = np.concatenate([self.stance, np.ones(len(tied), np.int64)])
        return self._incidence(actor, column, level, amount, len(self.columns), self.columns)

    def shared(self) -> tuple[Incidence, Ints]:
        """X for one-mode networks, and the column of the ledger behind each of its columns.

        Each accord is a column of its own on which its parties stand alike; each two sides of a divergence have one on
        which they stand apart. So a tie counts once for each two of its members, whatever else they say.
        """
        down: list[int] = []
        across: list[int] = []
        level: list[int] = []
        behind = list(range(len(self.columns)))
        for kind, column, group in zip(self.tie_kind, self.tie_column, self.members, strict=True):
            pairs = [group] if kind == 1 else [(a, b) for n, a in enumerate(group) for b in group[n + 1 :]]
            for pair in pairs:
                down += pair
                across += [len(behind)] * len(pair)
                level += [1] * len(pair) if kind == 1 else [-1, 1]
                behind.append(int(column))
        amount = np.concatenate([self.amount, np.ones(len(down), np.int64)])
        actor = np.concatenate([self.actor, np.array(down, np.int64)])
        cols = np.concatenate([self.column, np.array(across, np.int64)])
        stance = np.concatenate([self.stance, np.array(level, np.int64)])
        names = (*self.columns, *(f"tie {n}" for n in range(len(behind) - len(self.columns))))
        return self._incidence(actor, cols, stance, amount, len(behind), names), np.array(behind, np.int64)

    def _incidence(
        self, actor: Ints, column: Ints, level: Ints, amount: Ints, width: int, names: tuple[str, ...]
    ) -> Incidence:
        depth = len(STANCES)
        shape = (len(self.actors), width * depth)
        entries = (amount.astype(np.float64), (actor, column * depth + level + 1))
        counts: Any = sparse.coo_array(entries, shape=shape).tocsr()
        return Incidence(self.actors, names, STANCES, "integer", counts)


def find_cells(tables: Tables, asked: Question) -> Cells:
    """Count the stands of a question; rare actors are left out where it asks for that."""
    sql, values = asked_stands(asked)
    once = asked.weigh == "once"
    found = tables.arrow("positions", _POSITIONS.format(asked=sql, what="DISTINCT account" if once else "*"), values)
    ties = tables.arrow("ties", _TIES.format(asked=sql, what="account" if once else "claim"), values)
    members = ties["members"].to_pylist()
    actors = sorted({*found["actor"].unique().to_pylist(), *(name for group in members for name in group)})
    columns = sorted({*found["col"].unique().to_pylist(), *ties["col"].unique().to_pylist()})
    at, col_at = {name: n for n, name in enumerate(actors)}, {name: n for n, name in enumerate(columns)}
    cells = Cells(
        tuple(actors), tuple(columns), _coded(found["actor"], at), _coded(found["col"], col_at), _ints(found["stance"]),
        _ints(found["month"]), _ints(found["n"]), _ints(ties["kind"]), _coded(ties["col"], col_at),
        _ints(ties["month"]), tuple(tuple(at[name] for name in group) for group in members),
    )  # fmt: skip
    kept = cells.entries() >= asked.least
    return cells if kept.all() else cells.only(kept)


def find_names(tables: Tables) -> dict[str, tuple[str, str, str | None]]:
    """The name, kind and country of each actor."""
    return {actor: (name, kind, country) for actor, name, kind, country in tables.rows("actors", _ACTORS)}


def _ints(column: Any) -> Ints:
    return np.asarray(column.to_numpy(), np.int64)


def _coded(column: Any, at: dict[str, int]) -> Ints:
    """The places of names, each name looked up once."""
    coded = column.combine_chunks().dictionary_encode()
    if hasattr(coded, "combine_chunks"):
        coded = coded.combine_chunks()
    places = np.fromiter((at[name] for name in coded.dictionary.to_pylist()), np.int64, len(coded.dictionary))
    return places[coded.indices.to_numpy()] if len(places) else np.zeros(0, np.int64)
