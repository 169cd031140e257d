"""Proof that a ledger is sound: everything that can be worked out again is, and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from comity.ledger.check import digest, faults_of
from comity.ledger.corrections import corrected
from comity.ledger.load import load_reading
from comity.ledger.review import ReviewDesk
from comity.ledger.store import Store
from comity.model import Claim, LedgerError, Reading, Statement, canonical, document_id

_ID = re.compile(r"^[a-z]+_[0-9a-f]{16}$")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a ledger that does not hold: `what` kind of check, `where`, and the words."""

    what: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}: {self.words}"


def verify(store: Store) -> Iterator[Fault]:
    """Every fault of a ledger; none means sound.

    1. the file (SQLite's own check), 2. links between rows, 3. the search indexes, 4. each document's id against its
    text, 5. each span's words, 6. ids, 7. each reading against the digest taken when it was added, 8. that every
    encounter claim stands in an encounter that bears the least id of its claims. Holds one document in memory.
    """
    yield from _check_file(store)
    yield from _check_links(store)
    yield from _check_search(store)
    for row in store.all("document_keys"):
        yield from _check_document(store, row["key"])
    for row in store.all("misplaced_claims"):
        yield Fault("encounter", row["id"], "is joined to no encounter, or to one that does not bear its least id")


def _check_file(store: Store) -> Iterator[Fault]:
    for row in store.pragma("integrity_check(50)"):
        if row[0] != "ok":
            yield Fault("file", str(store.path), row[0])


def _check_links(store: Store) -> Iterator[Fault]:
    for row in store.pragma("foreign_key_check"):
        yield Fault("link", f"{row['table']} row {row['rowid']}", f"names a row of {row['parent']} that is not there")


def _check_search(store: Store) -> Iterator[Fault]:
    for name in ("document_search", "statement_search", "claim_search"):
        try:
            store.run(f"check_{name}", {})
        except LedgerError as error:
            if "readonly" not in str(error):
                yield Fault("search", name, "the index does not agree with the texts; read the texts into a new ledger")


def _check_document(store: Store, key: int) -> Iterator[Fault]:
    row = store.one("document", key=key)
    if row is None:
        return
    short = row["id"][:8]
    if document_id(row["text"]) != row["id"]:
        yield Fault("document", short, "the text is not the one that the id was made from")
    if canonical(row["text"]) != row["text"]:
        yield Fault("document", short, "the text is not in canonical form")
    for span in store.all("spans", document=key):
        if row["text"][span["start"] : span["end"]] != span["text"]:
            where = f"{short}:{span['start']}-{span['end']}"
            yield Fault("span", where, f"the text there is not {span['text'][:60]!r}")
    if row["reader"] is None:
        yield Fault("reading", short, "the document has no reading")
        return
    yield from _check_reading(store, key, short, row["digest"])


def _check_reading(store: Store, key: int, short: str, expected: str) -> Iterator[Fault]:
    try:
        reading = load_reading(store, key)
        if reading is None:
            return
        nouns: list[Statement | Claim] = [*reading.statements, *reading.claims()]
        for noun in nouns:
            if not _ID.match(noun.id):
                yield Fault("id", short, f"{noun.id!r} is not an id")
        for words in faults_of(reading):
            if not words.startswith(("the words at", "the document's id")):  # told above, from the rows
                yield Fault("reading", short, words)
        if digest(reading) != expected:
            yield Fault("reading", short, "what is stored differs from what was added: a row was changed or lost")
        yield from _check_reviews(store, key, short, reading)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        yield Fault("reading", short, f"its rows do not make a reading ({error})")


def _check_reviews(store: Store, key: int, short: str, reading: Reading) -> Iterator[Fault]:
    """Whether a judged document holds what its machine reading and the standing judgements make."""
    desk = ReviewDesk(store)
    machine = desk.machine_reading(key)
    if machine is None:
        if desk.standing(reading.document.id):
            yield Fault("reading", short, "judgements stand, but what the machine had read is not kept")
        return
    made = replace(corrected(machine, desk.standing(reading.document.id)), document=reading.document)
    if digest(made) != digest(reading):
        yield Fault("reading", short, "the judgements that stand do not lead to what is stored")
