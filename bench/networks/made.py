"""A ledger of made-up documents, as large as wanted: rows straight into the tables, for no reader is measured here."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from comity.ledger import Ledger
from comity.model import Document

MATTERS = [f"matter-{n:02}" for n in range(60)]
THEATRES = [None, *(f"Theatre {n}" for n in range(12))]
STATES, PERSONS = 60, 1940
POSITIONS, ACCORDS, DIVERGENCES = 10, 5, 20  # for each document; one in so many documents
_FIRST = date(2010, 1, 1)
_DAYS = 15 * 365


def make_ledger(path: Path, documents: int) -> None:
    """Write a ledger of so many documents: ten positions in each, an accord in every fifth, divergences in some.

    2,000 actors, the n-th named 1/n as often as the first; 60 matters; 15 years. The same on every run.
    """
    chance = random.Random(7)
    with Ledger(path) as ledger:
        connection = ledger.store.connection
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?, ?)", _actors())
        weights = [1 / (n + 5) for n in range(STATES + PERSONS)]
        drawn = iter(chance.choices(range(1, STATES + PERSONS + 1), weights, k=documents * (POSITIONS + 2)))
        for first in range(0, documents, 1000):
            rows: Mapping[str, list[Any]] = {name: [] for name in _INSERTS}
            for n in range(first, min(first + 1000, documents)):
                _document(n, rows, drawn, chance)
            for name, found in rows.items():
                connection.executemany(_INSERTS[name], found)
        connection.execute("COMMIT")


def _actors() -> Iterator[tuple[Any, ...]]:
    for n in range(STATES):
        yield n + 1, f"state/S{n:02}", f"State {n}", "state", f"S{n:02}", None, None
    for n in range(PERSONS):
        country = f"S{n % STATES:02}"
        yield STATES + n + 1, f"person/p{n}", f"Person {n}", "person", country, f"{country}GOV", "Minister"


_INSERTS = {
    "documents": "INSERT INTO documents (key, id, name, title, publisher, published, language, text) "
    "VALUES (?, ?, ?, ?, ?, ?, 'en', ?)",
    "spans": "INSERT INTO spans VALUES (?, ?, 0, ?, ?)",
    "claims": "INSERT INTO claims VALUES (?, ?, ?, ?, ?, NULL, 'certain', 'affirmed', 'actual', ?, 'made 1')",
    "positions": "INSERT INTO positions VALUES (?, ?, ?, ?, 0.5)",
    "accords": "INSERT INTO accords (claim, status, theatre) VALUES (?, 'agreed', ?)",
    "divergences": "INSERT INTO divergences VALUES (?, 'reported', ?)",
    "claim_actors": "INSERT INTO claim_actors VALUES (?, ?, ?, ?)",
    "claim_words": "INSERT INTO claim_words VALUES (?, 'matters', ?, ?)",
    "claim_spans": "INSERT INTO claim_spans VALUES (?, 'evidence', 0, ?)",
}


def _document(n: int, rows: Mapping[str, list[Any]], drawn: Iterator[int], chance: random.Random) -> None:
    text = f"Made-up report {n}. It says where ten actors stand and that some of them agreed on something."
    day = _FIRST + timedelta(days=n * _DAYS // 100_000 % _DAYS)
    rows["documents"].append((n + 1, Document.create(text).id, f"made-{n}", f"Report {n}", f"Outlet {n % 50}",
                              day.isoformat(), text))  # fmt: skip
    rows["spans"].append((n + 1, n + 1, len(text), text))
    base = n * (POSITIONS + 2)
    for place in range(POSITIONS):
        key = base + place
        _claim(rows, key, n, place, "position")
        stance = chance.choices((-1, 0, 1), (3, 1, 6))[0]
        rows["positions"].append((key, chance.choice(MATTERS), chance.choice(THEATRES), stance))
        rows["claim_actors"].append((key, "actor", 0, next(drawn)))
    for kind, table, role, every in (("accord", "accords", "parties", ACCORDS),
                                     ("divergence", "divergences", "between", DIVERGENCES)):  # fmt: skip
        if n % every == 0:
            key = base + POSITIONS + (kind == "divergence")
            _claim(rows, key, n, POSITIONS + (kind == "divergence"), kind)
            rows[table].append((key, chance.choice(THEATRES)))
            members = chance.sample(range(1, STATES + 1), 2)
            rows["claim_actors"] += [(key, role, place, actor) for place, actor in enumerate(members)]
            rows["claim_words"] += [(key, place, word) for place, word in enumerate(chance.sample(MATTERS, 2))]


def _claim(rows: Mapping[str, list[Any]], key: int, n: int, place: int, kind: str) -> None:
    rows["claims"].append((key, f"{kind}_{key:016x}", n + 1, place, kind, 0.5 + key % 5 / 10))
    rows["claim_spans"].append((key, n + 1))
