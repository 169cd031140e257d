"""Stands counted: how often each actor stands on each matter at each stance, month by month, and who is tied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
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
SELECT actor, col, stance, {month} AS month, count({what}) AS n
FROM asked WHERE kind = 0 GROUP BY ALL"""

# One tie for each accord or divergence, account and matter; told twice in one account by the same parties, it is one.
_TIES = """
WITH asked AS ({asked}),
told AS (
  SELECT claim, account, kind, col, {month} AS month, list_sort(list_distinct(list(actor))) AS members
  FROM asked WHERE kind > 0 GROUP BY ALL)
SELECT kind, col, month, members FROM told WHERE len(members) > 1 GROUP BY {what}, kind, col, month, members"""

_ACTORS = """
SELECT actor, min(name) AS name, arg_min(kind, name) AS kind, arg_min(country, name) AS country
FROM actors GROUP BY actor ORDER BY actor"""


@dataclass(frozen=True)
class Ties:
    """Accords (kind 1) and divergences (2): one place for each in `kind`, `column`, `month`.

    Who is tied: member n of `member` belongs to the tie at place n of `of`; members of one tie stand together.
    """

    kind: Ints
    column: Ints
    month: Ints
    of: Ints
    member: Ints

    def only(self, kept: NDArray[np.bool_], members: NDArray[np.bool_] | None = None) -> Ties:
        """The ties that are kept, with the members that are; a tie left with one member is none."""
        mine = kept[self.of] if members is None else kept[self.of] & members
        kept = kept & (np.bincount(self.of[mine], minlength=len(kept)) > 1)
        mine = mine & kept[self.of]
        place = np.cumsum(kept) - 1
        return Ties(self.kind[kept], self.column[kept], self.month[kept], place[self.of[mine]], self.member[mine])

    def in_pairs(self) -> Ties:
        """Divergences of more than two sides as one for each two of them."""
        size = np.bincount(self.of, minlength=len(self.kind))
        large = (self.kind == 2) & (size > 2)
        if not large.any():
            return self
        rest = self.only(~large)
        pairs = [(tie, a, b) for tie in np.flatnonzero(large).tolist()
                 for a, b in combinations(self.member[self.of == tie].tolist(), 2)]  # fmt: skip
        tie, ends = np.array([p[0] for p in pairs]), np.array([p[1:] for p in pairs])
        of = np.repeat(np.arange(len(pairs)), 2) + len(rest.kind)
        return Ties(
            np.concatenate([rest.kind, self.kind[tie]]), np.concatenate([rest.column, self.column[tie]]),
            np.concatenate([rest.month, self.month[tie]]), np.concatenate([rest.of, of]),
            np.concatenate([rest.member, ends.ravel()]),
        )  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """Positions counted by actor, column, stance and month; ties one by one.

    Actors and columns are places in `actors` and `columns`; months are counted from the year 0, -1 where a document has
    no date.
    """

    actors: tuple[str, ...]
    columns: tuple[str, ...]
    actor: Ints
    column: Ints
    stance: Ints
    month: Ints
    amount: Ints
    ties: Ties

    @cached_property
    def months(self) -> Ints:
        """Every month in which something is told, in order."""
        both = np.unique(np.concatenate([self.month, self.ties.month]))
        return np.asarray(both[both != _NO_MONTH], np.int64)

    def between(self, first: int, last: int) -> Cells:
        """What is told from one month to another, both included."""
        ties = self.ties
        return self._where((self.month >= first) & (self.month <= last),
                           ties.only((ties.month >= first) & (ties.month <= last)))  # fmt: skip

    def _where(self, kept: NDArray[np.bool_], ties: Ties) -> Cells:
        return replace(self, actor=self.actor[kept], column=self.column[kept], stance=self.stance[kept],
                       month=self.month[kept], amount=self.amount[kept], ties=ties)  # fmt: skip

    def entries(self) -> Ints:
        """How many positions, accords and divergences each actor has."""
        found = np.bincount(self.actor, weights=self.amount, minlength=len(self.actors))
        return np.asarray(found + np.bincount(self.ties.member, minlength=len(self.actors)), np.int64)

    def only(self, kept: NDArray[np.bool_]) -> Cells:
        """Only the actors that are kept, under new numbers."""
        new = np.cumsum(kept) - 1
        ties = self.ties.only(np.ones(len(self.ties.kind), bool), kept[self.ties.member])
        found = self._where(kept[self.actor], replace(ties, member=new[ties.member]))
        names = tuple(name for name, keep in zip(self.actors, kept, strict=True) if keep)
        return replace(found, actors=names, actor=new[found.actor])

    def busiest(self, most: int) -> Cells:
        """Only so many actors, those with most entries; of those with as many, the first by name."""
        if len(self.actors) <= most:
            return self
        kept = np.zeros(len(self.actors), bool)
        kept[np.argsort(-self.entries(), kind="stable")[:most]] = True
        return self.only(kept)

    def positions(self) -> Incidence:
        """X of the positions: actors by columns."""
        return self._incidence(self.actor, self.column, self.stance, self.amount, self.columns)

    def affiliations(self) -> Incidence:
        """X of everything: who speaks of, agrees or parts on what; for two-mode networks that ignore the stance."""
        return self._joined(self.ties.member, self.ties.column[self.ties.of], np.ones_like(self.ties.of), self.columns)

    def memberships(self) -> Any:
        """Who belongs to which tie: actors by ties, as a scipy CSR array."""
        ones = np.ones(len(self.ties.of), np.int64)
        shape = (len(self.actors), len(self.ties.kind))
        return sparse.csr_array(sparse.coo_array((ones, (self.ties.member, self.ties.of)), shape=shape))

    def shared(self) -> Incidence:
        """X for one-mode networks.

        Each accord is a column of its own on which its parties stand alike; each two sides of a divergence have one on
        which they stand apart. So a tie counts once for each two of its members, whatever else they say.
        """
        ties = self.ties.in_pairs()
        first = np.r_[True, ties.of[1:] != ties.of[:-1]] if len(ties.of) else np.zeros(0, bool)
        level = np.where((ties.kind[ties.of] == 2) & first, -1, 1)
        names = self.columns + ("tie",) * len(ties.kind)
        return self._joined(ties.member, ties.of + len(self.columns), level, names)

    def _joined(self, actor: Ints, column: Ints, level: Ints, names: tuple[str, ...]) -> Incidence:
        """X of the positions and of more entries."""
        more = np.ones(len(actor), np.int64)
        return self._incidence(
            np.concatenate([self.actor, actor]), np.concatenate([self.column, column]),
            np.concatenate([self.stance, level]), np.concatenate([self.amount, more]), names,
        )  # fmt: skip

    def _incidence(self, actor: Ints, column: Ints, level: Ints, amount: Ints, names: tuple[str, ...]) -> Incidence:
        depth = len(STANCES)
        shape = (len(self.actors), len(names) * depth)
        entries = (amount.astype(np.float64), (actor, column * depth + level + 1))
        counts: Any = sparse.coo_array(entries, shape=shape).tocsr()
        return Incidence(self.actors, names, STANCES, "integer", counts)


def find_cells(tables: Tables, asked: Question, *, months: int | None = None) -> Cells:
    """Count the stands of a question, by so many months (under the first of them) or all together, without rare actors.

    The order of what is counted is left open.
    """
    sql, values = asked_stands(asked)
    tables.need_for(asked)
    once = asked.weigh == "once"
    what = {"asked": sql, "month": f"ifnull(month // {months:d} * {months:d}, -1)" if months else "-1"}
    counted = _POSITIONS.format(what="DISTINCT hash(account)" if once else "*", **what)
    found = tables.arrow("positions", counted, values)
    ties = tables.arrow("ties", _TIES.format(what="account" if once else "claim", **what), values)
    members = ties["members"].combine_chunks()
    flat = members.flatten()
    actors = sorted({*found["actor"].unique().to_pylist(), *flat.unique().to_pylist()})
    columns = sorted({*found["col"].unique().to_pylist(), *ties["col"].unique().to_pylist()})
    at, col_at = {name: n for n, name in enumerate(actors)}, {name: n for n, name in enumerate(columns)}
    tied = Ties(
        _ints(ties["kind"]), _coded(ties["col"], col_at), _ints(ties["month"]),
        np.repeat(np.arange(len(members)), _ints(members.value_lengths())), _coded(flat, at),
    )  # fmt: skip
    cells = Cells(
        tuple(actors), tuple(columns), _coded(found["actor"], at), _coded(found["col"], col_at), _ints(found["stance"]),
        _ints(found["month"]), _ints(found["n"]), tied,
    )  # fmt: skip
    kept = cells.entries() >= asked.least
    return cells if kept.all() else cells.only(kept)


def find_names(tables: Tables) -> dict[str, tuple[str, str, str | None]]:
    """The name, kind and country of each actor."""
    tables.need()
    found = {actor: (name, kind, country) for actor, name, kind, country in tables.rows("actors", _ACTORS)}
    return tables.parties | found if tables.parties else found


def _ints(column: Any) -> Ints:
    """The numbers of an Arrow column. Its own ways to numpy load pandas where that is installed, which takes long."""
    whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    return np.from_dlpack(whole).astype(np.int64) if len(whole) else np.zeros(0, np.int64)


def _coded(column: Any, at: dict[str, int]) -> Ints:
    """The places of names, each name looked up once."""
    whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    coded = whole.dictionary_encode()
    if hasattr(coded, "num_chunks"):
        coded = coded.combine_chunks()
    places = np.fromiter((at[name] for name in coded.dictionary.to_pylist()), np.int64, len(coded.dictionary))
    return places[_ints(coded.indices)] if len(places) else np.zeros(0, np.int64)
