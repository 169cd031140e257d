"""A large ledger made by chance, for measuring: rows go straight into the tables, in bulk, without reading anything.

Words, actors, matters and publishers are as unevenly spread as in real corpora (Zipf), so that the busiest actor and
the commonest word are the hard cases that they are in life. Every span quotes its text; ids are made up.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from comity.exports.brief_parts import matter_names
from comity.ledger import Ledger

KINDS = {"event": 46, "position": 25, "encounter": 7, "accord": 5, "measure": 8, "divergence": 4, "report": 5}
STATES = ["Vardaal", "Norrevia", "Eastmark", "Kelland", "Tarsk", "Osmere", "Brennia", "Halvar", "Suland", "Ismaria"]
COMMON = ["talks", "ceasefire", "border", "prisoners", "agreement", "minister", "president", "sanctions", "withdraw"]
COMMON += ["support", "troops", "aid", "elections", "observers", "security", "region", "statement", "meeting"]
SPAN_OF = {"position": "about", "accord": "content", "measure": "span", "divergence": "content", "report": "about",
           "event": "trigger"}  # fmt: skip
ROLE_OF = {"event": ("actors", "recipients"), "position": ("actor",), "encounter": ("participants", "participants"),
           "accord": ("parties", "parties"), "measure": ("obliged",), "divergence": ("between", "between"),
           "report": ("actors",)}  # fmt: skip


def zipf(count: int) -> list[float]:
    """Cumulative weights of a Zipf distribution over so many things."""
    return list(accumulate(1 / (n + 1) for n in range(count)))


@dataclass
class Chance:
    """What documents are drawn from."""

    rng: random.Random
    sentences: list[str] = field(init=False)
    actors: list[tuple[int, str]] = field(init=False)
    matters: list[str] = field(init=False)
    publishers: list[str] = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng
        rare = ["".join(rng.choices("abdeiklmnorstuv", k=rng.randint(4, 9))) for _ in range(6000)]
        words = [*COMMON, *rare]
        weights = zipf(len(words))
        self.sentences = [
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(14, 26))).capitalize() + "."
            for _ in range(20_000)
        ]
        self.actors = [(n, f"{rng.choice(rare).capitalize()} {rng.choice(rare).capitalize()}") for n in range(1, 4001)]
        self.matters = list(matter_names())
        self.publishers = [f"The {rng.choice(rare).capitalize()} Courier" for _ in range(300)]
        self.weights = {"actors": zipf(4000), "matters": zipf(len(self.matters)), "publishers": zipf(300)}

    def draw(self, what: str) -> Any:
        """One of `actors`, `matters` or `publishers`."""
        return self.rng.choices(getattr(self, what), cum_weights=self.weights[what])[0]


def make_ledger(path: Path, documents: int, claims_each: int = 10) -> None:
    """Write a ledger of so many documents, with `claims_each` claims and half as many statements in each."""
    Ledger(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode = OFF",
        "foreign_keys = OFF",
        "synchronous = OFF",
        "cache_size = -400000",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    chance = Chance(random.Random(1))
    insert(connection, "actors", (actor_row(n, name) for n, name in chance.actors))
    for first in range(1, documents + 1, 2000):
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for key in range(first, min(first + 2000, documents + 1)):
            add_document(rows, chance, key, claims_each)
        for table, values in rows.items():
            insert(connection, table, values)
    connection.execute("COMMIT")
    for index in ("document_search", "statement_search", "claim_search"):
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert whole rows."""
    rows = iter(rows)
    first = next(rows, None)
    if first is not None:
        sql = f"INSERT INTO {table} VALUES ({','.join('?' * len(first))})"
        connection.execute(sql, first)
        connection.executemany(sql, rows)


def actor_row(key: int, name: str) -> tuple[Any, ...]:
    """An actor; the first ten are states."""
    if key <= len(STATES):
        return (key, f"state/{STATES[key - 1].lower()}", STATES[key - 1], "state", "VRD", "VRD", None)
    slug = name.lower().replace(" ", "-")
    return (key, f"person/{slug}-{key}", name, "person", "VRD", "VRDGOV", "Minister of Vardaal")


def add_document(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, claims_each: int) -> None:
    """One document with its text, spans, statements and claims."""
    rng = chance.rng
    sentences = rng.choices(chance.sentences, k=claims_each + 4)
    text = f"{key}. " + " ".join(sentences)
    day = (date(2010, 1, 1) + timedelta(days=key * 5400 // 100_000 % 5400)).isoformat()
    name = sha256(text.encode()).hexdigest()
    publisher = chance.draw("publishers")
    put(rows, "documents", key, name, f"text-{key}", sentences[0][:70], publisher, None, None, day, "en", None, text)
    put(rows, "readings", key, "made by chance 1", "2031-01-01T00:00:00Z", name)
    put(rows, "appearances", key, 0, f"text-{key}", sentences[0][:70], publisher, None, None, day, None)
    places = list(spans_of(text, sentences))
    base = key * 100
    for n, (start, end) in enumerate(places):
        put(rows, "spans", base + n, key, start, end, text[start:end])
        half = start + (end - start) // 2
        put(rows, "spans", base + 50 + n, key, start, half, text[start:half])
    for n in range(claims_each // 2):
        add_statement(rows, chance, key, base, n)
    for n in range(claims_each):
        add_claim(rows, chance, key, n, day)


def spans_of(text: str, sentences: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the sentences stand."""
    at = 0
    for sentence in sentences:
        at = text.index(sentence, at)
        yield at, at + len(sentence)
        at += len(sentence)


def put(rows: dict[str, list[tuple[Any, ...]]], table: str, *values: Any) -> None:
    """One more row."""
    rows.setdefault(table, []).append(values)


def add_statement(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, document: int, base: int, n: int) -> None:
    """A statement; every fourth stands inside the one before it."""
    key = document * 100 + n
    parent = key - 1 if n % 4 == 1 else None
    source = chance.rng.choice(["named person", "unnamed official", "media", "institution"])
    nothing = (None,) * 4
    put(
        rows,
        "statements",
        key,
        f"statement_{key:024x}",
        document,
        n,
        "indirect",
        source,
        parent,
        *nothing,
        0.8,
        "made 1",
    )
    put(rows, "statement_pieces", key, "content", 0, base + n)
    put(rows, "statement_speakers", key, 0, chance.draw("actors")[0])


def add_claim(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, document: int, n: int, day: str) -> None:
    """A claim of a kind by chance, with its evidence, actors and own row."""
    rng = chance.rng
    kind = rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
    key, base = document * 100 + n, document * 100
    if kind == "measure" and n == 0:
        kind = "accord"
    if kind == "measure":
        kind = "measure" if any(row[0] == key - 1 for row in rows.get("accords", [])[-1:]) else "event"
    statement = base + n if n % 2 == 0 and n < 5 else None
    certainty = round(rng.uniform(0.2, 0.99), 3)
    put(rows, "claims", key, f"{kind}_{key:024x}", document, n, kind, statement, "certain", "affirmed", "actual",
        certainty, "made 1")  # fmt: skip
    put(rows, "claim_spans", key, "evidence", 0, base + n)
    if kind in SPAN_OF:
        put(rows, "claim_spans", key, SPAN_OF[kind], 0, base + 50 + n)
    for place, role in enumerate(ROLE_OF[kind]):
        put(rows, "claim_actors", key, role, place, chance.draw("actors")[0])
    OWN_ROW[kind](rows, chance, key, day)


def _event(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    kind = chance.rng.choice(["CONSULT", "AGREE", "SUPPORT", "REJECT", "ACCUSE", "AID"])
    put(rows, "events", key, kind, None, day, None, "absolute", "Eidermouth", None)


def _encounter(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    put(rows, "encounters", key, chance.rng.choice(["meeting", "call", "summit"]), day, None, "absolute", "Eidermouth")
    name = f"encounter_{key:024x}"
    joined = [row for row in rows.get("joined", [])[-1:] if chance.rng.random() < 0.5]
    lead = joined[0][2] if joined else name
    put(rows, "joined", key, lead, lead, "same sides on the same day" if joined else None)
    put(rows, "sightings", key, "day", day, day, "{}")


def _position(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    theatre = chance.rng.choice([None, *STATES[:5]])
    put(rows, "positions", key, chance.draw("matters"), theatre, chance.rng.choice([-1, 0, 1, 1]), 1.0)


def _accord(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    status = chance.rng.choice(["agreed", "in-force", "proposed", "pledged"])
    put(rows, "accords", key, status, None, None, chance.rng.choice([None, *STATES[:5]]), day, None, "absolute")
    put(rows, "claim_words", key, "matters", 0, chance.draw("matters"))


def _measure(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    put(rows, "measures", key, key - 1, 0, chance.draw("matters"), None, None, None, None, None, None)


def _divergence(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    put(rows, "divergences", key, "reported", chance.rng.choice([None, *STATES[:5]]))
    put(rows, "claim_words", key, "matters", 0, chance.draw("matters"))


def _report(rows: dict[str, list[tuple[Any, ...]]], chance: Chance, key: int, day: str) -> None:
    status = chance.rng.choice(["begun", "fulfilled", "violated", "delayed"])
    put(rows, "reports", key, status, chance.draw("matters"), None, day, None, "absolute")


OWN_ROW = {"event": _event, "encounter": _encounter, "position": _position, "accord": _accord, "measure": _measure,
           "divergence": _divergence, "report": _report}  # fmt: skip
