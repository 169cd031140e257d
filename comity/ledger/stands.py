"""Who stands where, for networks and trends: one Arrow table of a ledger's positions, accords and divergences.

SQLite hands over whole columns of numbers, each as one text, and numpy joins them, far quicker than joining and handing
over rows one by one. The table is held in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.ledger.arrow import snapshot
from comity.ledger.store import Store

Ints = NDArray[np.int64]
_AT_ONCE = 1 << 20  # keys of claims; the texts of a range are held at once
_LARGEST = (1 << 63) - 1
_BATCH = 122_880  # rows; DuckDB's threads take a batch each
_ROOMY = 8  # a table of all places is quicker than a search where keys span at most so many times their number
_NONE = -1
_EPOCH = date(1970, 1, 1).toordinal()
_NO_DAY = -_EPOCH


@dataclass(frozen=True, slots=True)
class _Told:
    """Claims that tell a stand, in order, with their documents; `members` are claims again, each with an actor."""

    claims: Ints
    documents: Ints
    members: Ints
    actors: Ints


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the table: places of their claims, keys of their actors, and what they tell."""

    at: Ints
    actor: Ints
    kind: Ints
    matter: pa.Array
    theatre: pa.Array
    stance: Ints


def read_stands(store: Store, *, certainty: bool = False) -> dict[str, pa.Table]:
    """The tables `stands` and `stand_actors`; `certainty` is empty there unless it is asked for.

    `stands` has a row for each claim, actor and matter, as analysis/lake.py tells. Claims and documents are named by
    their keys in this file; a copy has the account that it is a copy of, and that one's day.
    """
    with nullcontext() if store.connection.in_transaction else snapshot(store):
        ranges = _ranges(store)
        told = _Told(*_numbers(store, "stand_claims", ranges), *_numbers(store, "stand_actors_of", ranges))
        rows = [_positions(store, told, ranges), _ties(store, told)]
        of_claims = _of_documents(store, told) | {"certainty": _certainties(store, told) if certainty else None}
        actors = store.all("stand_actors")
    whole = pa.concat_tables([_table(one, told, of_claims, actors) for one in rows]).unify_dictionaries()
    stands = pa.Table.from_batches(whole.to_batches(_BATCH), whole.schema)
    heads = {name: _texts([row[name] for row in actors]) for name in ("id", "name", "kind", "country")}
    return {"stands": stands, "stand_actors": pa.table(heads)}


def _positions(store: Store, told: _Told, ranges: Sequence[dict[str, int]]) -> _Rows:
    taken, stances = _numbers(store, "stand_stances", ranges)
    stance_at = _places(taken, told.claims)  # of the claims that are positions; -1 for the others
    groups = store.all("stand_positions")
    group_at = _groups_of(told.claims, groups)
    at = _places(told.claims, told.members)
    kept = (at != _NONE) & (stance_at[at] != _NONE)
    at, actor = at[kept], told.actors[kept]
    matter, theatre = (_words(group_at[at], [row[name] for row in groups]) for name in ("matter", "theatre"))
    return _Rows(at, actor, np.zeros(len(at), np.int64), matter, theatre, stances[stance_at[at]])


def _ties(store: Store, told: _Told) -> _Rows:
    """Accords stand for a matter, divergences (on none or several matters, as accords are) in the middle."""
    groups = store.all("stand_ties")
    group_at = _groups_of(told.claims, groups)
    at = _places(told.claims, told.members)
    kept = (at != _NONE) & (group_at[at] != _NONE)
    at, actor = at[kept], told.actors[kept]
    words = store.all("stand_tie_matters")
    named, word = _grouped(words)
    order = np.lexsort((word, named))
    named, word = named[order], word[order]
    claims = told.claims[at]
    first = np.searchsorted(named, claims, "left")
    count = np.searchsorted(named, claims, "right") - first
    often = np.maximum(count, 1)
    within = np.arange(often.sum()) - np.repeat(np.cumsum(often) - often, often)
    chosen = np.where(np.repeat(count, often) > 0, np.append(word, _NONE)[np.repeat(first, often) + within], _NONE)
    at, actor, group = (np.repeat(values, often) for values in (at, actor, group_at[at]))
    kinds = np.array([row["kind"] for row in groups], np.int64)[group] if len(groups) else group
    theatre = _words(group, [row["theatre"] for row in groups])
    return _Rows(at, actor, kinds, _words(chosen, [row["matter"] for row in words]), theatre, (kinds == 1).astype(int))


def _table(rows: _Rows, told: _Told, of_claims: dict[str, pa.Array | None], actors: Sequence[sqlite3.Row]) -> pa.Table:
    keys = np.array([row["key"] for row in actors], np.int64)
    actor = _places(keys, rows.actor)
    columns: dict[str, Any] = {
        "claim": _column(told.claims[rows.at]), "document": _column(told.documents[rows.at]),
        "kind": _column(rows.kind.astype(np.int8)), "stance": _column(rows.stance.astype(np.int8)),
        "matter": rows.matter, "theatre": rows.theatre,
    }  # fmt: skip
    at = _column(rows.at)
    columns |= {name: pa.nulls(len(at), pa.float64()) if values is None else values.take(at)
                for name, values in of_claims.items()}  # fmt: skip
    columns |= {name: _words(actor, [row[head] for row in actors])
                for name, head in (("actor", "id"), ("actor_kind", "kind"), ("country", "country"))}  # fmt: skip
    return pa.table(columns)


def _of_documents(store: Store, told: _Told) -> dict[str, pa.Array | None]:
    """For each claim the account in which it stands, by its key, and that one's day."""
    rows = store.all("stand_days")
    keys, day = _grouped(rows)
    order = np.argsort(keys, kind="stable")
    keys, day = keys[order], day[order]
    copies, originals = _numbers(store, "stand_copies", [{}])
    accounts = keys.copy()
    accounts[_places(keys, copies)] = originals
    account = accounts[_places(keys, told.documents)]
    days = np.array([*(_day_number(row["published"]) for row in rows), _NO_DAY], np.int32)
    published = days[day[_places(keys, account)]]
    return {"account": _column(account), "published": _column(published, published != _NO_DAY).view(pa.date32())}


def _certainties(store: Store, told: _Told) -> pa.Array:
    rows = store.all("stand_certainties")
    amounts = np.array([*(row["certainty"] for row in rows), np.nan])
    return _column(amounts[_groups_of(told.claims, rows)])


def _day_number(text: str | None) -> int:
    """Days since 1970, as Arrow counts them; a day that is none (nothing of ours writes one) is left empty."""
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH if text else _NO_DAY
    except ValueError:
        return _NO_DAY


def _ranges(store: Store) -> list[dict[str, int]]:
    """Ranges in which all claims lie, of so many keys that the columns of one can be handed over at once."""
    found: list[dict[str, int]] = []
    after = -_LARGEST
    while (row := store.one("claims_from", after=after)) is not None and row["key"] is not None:
        after = min(row["key"] + _AT_ONCE, _LARGEST)
        found.append({"first": row["key"], "last": after})
    return found


def _numbers(store: Store, step: str, ranges: Sequence[dict[str, int]]) -> tuple[Ints, Ints]:
    """Both columns of a step, range by range, in the order of the first."""
    rows = [store.all(step, **bounds)[0] for bounds in ranges]
    keys, values = (_parsed([row[n] for row in rows]) for n in (0, 1))
    if (keys[1:] < keys[:-1]).any():
        order = np.argsort(keys, kind="stable")
        return keys[order], values[order]
    return keys, values


def _parsed(texts: Sequence[str | None]) -> Ints:
    """The numbers of several texts, one after the other; an empty text has none."""
    found = [np.fromstring(text, np.int64, sep=",") for text in texts if text]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _grouped(rows: Sequence[sqlite3.Row]) -> tuple[Ints, Ints]:
    """The keys that the groups of a step hold, and for each the place of its group."""
    return _parsed([row["keys"] for row in rows]), np.repeat(np.arange(len(rows)), [row["n"] for row in rows])


def _groups_of(keys: Ints, rows: Sequence[sqlite3.Row]) -> Ints:
    """For each of `keys`, which are in order, the place of the group of a step that holds it; -1 for none."""
    held, groups = _grouped(rows)
    at = _places(keys, held)
    found = np.full(len(keys), _NONE, np.int64)
    found[at[at != _NONE]] = groups[at != _NONE]
    return found


def _places(keys: Ints, wanted: Ints) -> Ints:
    """The places of `wanted` among `keys`, which are in order; -1 for what is not there."""
    if not len(keys):
        return np.full(len(wanted), _NONE, np.int64)
    first, span = int(keys[0]), int(keys[-1]) - int(keys[0]) + 1
    if span <= _ROOMY * len(keys):
        table = np.full(span, _NONE, np.int64)
        table[keys - first] = np.arange(len(keys))
        inside = (wanted >= first) & (wanted <= keys[-1])
        return np.where(inside, table[np.where(inside, wanted - first, 0)], _NONE)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, _NONE)


def _words(at: Ints, words: Sequence[str | None]) -> pa.Array:
    """The words at some places, -1 for none, as Arrow's dictionary: each word is held once."""
    held = sorted({word for word in words if word is not None})
    place = {word: n for n, word in enumerate(held)}
    short = np.array([*(_NONE if word is None else place[word] for word in words), _NONE], np.int32)
    codes = short[at]
    return pa.DictionaryArray.from_arrays(_column(codes, codes >= 0), _texts(held))


# Arrow loads pandas for its own ways from numpy and lists, where that is there; that takes longer than a small network.


def _column(values: NDArray[Any], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """Numbers as Arrow has them; empty where they are not known."""
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [_bits(known), pa.py_buffer(np.ascontiguousarray(values))])


def _texts(words: Sequence[str | None]) -> pa.Array:
    """Words as Arrow has them."""
    written = [(word or "").encode() for word in words]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    known = _bits(np.array([word is not None for word in words], np.bool_))
    return pa.Array.from_buffers(pa.string(), len(words), [known, pa.py_buffer(ends), pa.py_buffer(b"".join(written))])


def _bits(known: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
