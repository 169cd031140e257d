"""The ledger: one SQLite file that keeps readings, answers questions about them and proves that it is sound."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from comity.ledger import codings, copies, joins, write
from comity.ledger.appearances import (
    METADATA,
    Appearance,
    appearance_of,
    completed,
    load_appearances,
    note_appearance,
)
from comity.ledger.browse import Browser
from comity.ledger.check import check_reading
from comity.ledger.entries import (
    Head,
    LedgerClaim,
    LedgerStatement,
    head_of,
    load_claim_entries,
    load_heads,
    load_statement_entries,
)
from comity.ledger.files import PATIENCE, Progress, open_store
from comity.ledger.find import Filter, find_claims, find_document, find_documents, find_statements
from comity.ledger.load import load_document, load_reading
from comity.ledger.meetings import EncounterDesk, JoinedEncounter, encounter_named, find_encounters, load_encounters
from comity.ledger.review import ReviewDesk
from comity.ledger.search import FAR, KINDS, Hit, search
from comity.ledger.store import Explain, Store
from comity.ledger.sure import sure_encounter, sure_entries, sure_ids
from comity.ledger.verify import Fault, verify
from comity.model import Document, InputError, LedgerError, Reading

if TYPE_CHECKING:
    import pyarrow

Outcome = Literal["added", "replaced", "unchanged"]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the list of documents: its head and how much was read in it.

    `copy_of`: id of the document of whose account it is a copy; `also`: other outlets where the same text appeared.
    """

    head: Head
    reader: str | None
    read_at: str | None
    characters: int
    statements: int
    claims: int
    copy_of: str | None = None
    also: str | None = None

    @property
    def label(self) -> str:
        """The title, or the best name there is, with whose copy it is and where else the same text appeared."""
        more = [f"copy of {self.copy_of[:8]}"] if self.copy_of else []
        more += [f"also from {self.also}"] if self.also else []
        return f"{self.head.label} ({'; '.join(more)})" if more else self.head.label


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A source that could not be read, and why."""

    source: str
    code: str
    reason: str
    refused_at: str


class Ledger:
    """A ledger file; use it as a context manager or close it.

    With `create`, a missing file is made. With `write` off, nothing can be changed. `patience`: seconds to wait for
    another writer. Raises LedgerError where the file cannot be used; the message says why.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        write: bool = True,
        create: bool = True,
        patience: float = PATIENCE,
        explain: Explain | None = None,
    ) -> None:
        self.path = Path(path)
        self._store: Store = open_store(self.path, write=write, create=create, patience=patience, explain=explain)
        if write:
            self.catch_up()
        elif self._store.all("awaited"):
            with suppress(LedgerError):  # what may not be written to is asked as it is
                Ledger(path, create=False, patience=patience).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pages(self) -> Browser:
        """Short lists by index, for views that show a page at a time."""
        return Browser(self._store)

    @property
    def reviews(self) -> ReviewDesk:
        """The review desk: what named people judged, corrected and added."""
        return ReviewDesk(self._store)

    @property
    def encounter_reviews(self) -> EncounterDesk:
        """What named people say of the joining of encounters: merge, split, undo."""
        return EncounterDesk(self._store)

    def close(self) -> None:
        """Close the file; harmless when repeated."""
        self._store.close()

    def catch_up(self) -> int:
        """Look for the copies and encounters of documents of an older ledger; how many there were.

        Some at a time, each time in one transaction: an interruption loses next to nothing, the next opening goes on.
        """
        if not self._store.all("awaited"):
            return 0
        done, whole = 0, self._store.all("awaited_in_all")[0]["n"]
        told = Progress("copies and encounters are looked for in older texts", self.path, large=whole > _BATCH)
        while rows := self._store.all("awaited"):
            with self._store.transaction():
                for row in rows:
                    told.at(done, whole)
                    self._look_again(row["document"])
                    done += 1
        return done

    def _look_again(self, key: int) -> None:
        document = self._store.one("document", key=key)
        if document is not None:
            copies.let_go(self._store, key)
            copies.take_in(self._store, key, document["text"])
            joins.let_go(self._store, key)
            joins.take_in(self._store, key)
        self._store.run("arrived", {"document": key})

    @property
    def files(self) -> list[Path]:
        """The ledger's file and those that SQLite may lay beside it."""
        return [self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm", "-journal"))]

    def add(
        self, reading: Reading, *, name: str | None = None, again: bool = False, seen: Appearance | None = None
    ) -> Outcome:
        """Add a reading, all of it or nothing, and say what came of it.

        `seen`: how the text appeared where it was read, if that is more or less than what the reading's document says.

        The same document read by the same reader changes nothing, unless the new reading says something else of the
        document (a date, a publisher …; relative dates and offices hang on it), or `again` is set. A reading by another
        reader replaces the older one.
        Raises UnsoundReadingError where a span does not quote its document, an id stands twice or a link leads nowhere.
        """
        check_reading(reading)
        values = write.document_values(reading.document, name)
        seen = seen or appearance_of(reading.document, name)
        with self._store.transaction():
            key = self._key(reading.document.id)
            if key is not None:
                note_appearance(self._store, key, seen)
            if key is None:
                key = self._store.run("add_document", values)
                note_appearance(self._store, key, seen)
                outcome: Outcome = "added"
            elif not again and self._holds(key, reading.document, reading.reader):
                return "unchanged"
            else:
                self._store.run("unindex_document", {"key": key})
                write.remove_reading(self._store, key)
                copies.let_go(self._store, key)
                self._store.run("update_document", {**values, "key": key})
                outcome = "replaced"
            copies.take_in(self._store, key, reading.document.text)
            self._store.run("index_document", {"key": key})
            reading = self.reviews.laid_over(reading, key)
            check_reading(reading)
            write.write_reading(self._store, reading, key)
        return outcome

    def holds(self, document: Document, reader: str) -> bool:
        """Whether adding a reading of `document` by `reader` would change nothing."""
        key = self._key(document.id)
        return key is not None and self._holds(key, document, reader)

    def complete(self, document: Document, *, name: str | None = None, given: Iterable[str] = ()) -> Document:
        """The document with what the ledger knows of it (date, publisher …).

        What the ledger holds stands, for a text that comes again from elsewhere is another appearance of the same one;
        but what the user gave (`given`: names of fields) wins, and so does what the first source says now.
        """
        key = self._key(document.id)
        row = None if key is None else self._store.one("document", key=key)
        if key is None or row is None:
            return document
        first = load_appearances(self._store, [key]).get(key, [])[:1]
        again = not first or appearance_of(document, name).same_source(first[0])
        return completed(document, load_document(row), METADATA if again else given)

    def appears(self, document: Document, name: str | None) -> None:
        """Keep where a text that the ledger holds appeared once more."""
        key = self._key(document.id)
        if key is not None:
            with self._store.transaction():
                note_appearance(self._store, key, appearance_of(document, name))

    def appearances(self, document: str) -> list[Appearance]:
        """Where a text appeared, in the order in which it came to the ledger."""
        key = find_document(self._store, document)
        return load_appearances(self._store, [key]).get(key, [])

    def encounters(self, wanted: Filter | None = None, /, **filters: object) -> Iterator[JoinedEncounter]:
        """The encounters of which the filters keep a claim (see `Filter`), over all documents, by their day.

        With `min_certainty` each is told by its surer claims alone.
        """
        asked = _filter(wanted, filters)
        yield from self._sure(find_encounters(self._store, asked), asked.min_certainty)

    def encounter(self, encounter: str, *, min_certainty: float | None = None) -> JoinedEncounter:
        """An encounter by its id (six digits or more) or by that of one of its claims.

        Raises InputError where it means none or several, or where no claim of it is as sure as `min_certainty`.
        """
        found = list(self._sure([encounter_named(self._store, encounter)], min_certainty))
        if not found:
            raise InputError(f"no claim of the encounter {encounter!r} is as sure as {min_certainty}: ask for less")
        return found[0]

    def _sure(self, ids: Sequence[str], least: float | None) -> Iterator[JoinedEncounter]:
        found = load_encounters(self._store, ids)
        if least is None:
            yield from found
            return
        kept = [sure for one in found if (sure := sure_encounter(self._store, one, least))]
        yield from sorted(kept, key=lambda one: (one.told_on, one.id))

    def encounters_of(self, claims: Iterable[str]) -> dict[str, str]:
        """The id of the encounter of which each of these claims tells."""
        rows = self._store.all("encounters_by_claim", claims=json.dumps(list(claims)))
        return {row["id"]: row["encounter"] for row in rows}

    def encounters_with(self, ids: Iterable[str], *, min_certainty: float | None = None) -> dict[str, JoinedEncounter]:
        """The encounters with these ids; with `min_certainty` as their surer claims tell them."""
        return {one.id: one for one in self._sure(list(dict.fromkeys(ids)), min_certainty)}

    def _key(self, document: str) -> int | None:
        row = self._store.one("document_key", id=document)
        return None if row is None else int(row["key"])

    def _holds(self, key: int, document: Document, reader: str) -> bool:
        row = self._store.one("document", key=key)
        if row is None or row["reader"] != reader:
            return False
        news = write.document_values(document, None)
        names = ("title", "publisher", "url", "author", "published", "licence")
        return all(news[name] is None or news[name] == row[name] for name in names)

    def reading(self, document: str) -> Reading:
        """The reading of a document, equal to the one that was added but for what reviewers judged.

        `document` is an id (six digits or more), name, address or title. Raises InputError where it means none or
        several.
        """
        key = find_document(self._store, document)
        reading = load_reading(self._store, key)
        if reading is None:
            raise InputError(f"the document {document!r} has not been read: run `comity read` on it again")
        return reading

    def document(self, document: str) -> Document:
        """A document with its text."""
        row = self._store.one("document", key=find_document(self._store, document))
        if row is None:
            raise InputError(f"no document {document!r} in {self.path}: `comity documents` lists them")
        return load_document(row)

    def reader_of(self, document: str) -> str | None:
        """The version of the reader that read a document, own knowledge files and all; None where it was not read."""
        row = self._store.one("document", key=find_document(self._store, document))
        return None if row is None else row["reader"]

    def head(self, document: str) -> Head:
        """What a line of the ledger names a document by."""
        key = find_document(self._store, document)
        return load_heads(self._store, [key])[key]

    def documents(self, wanted: Filter | None = None, /, **filters: object) -> Iterator[DocumentRow]:
        """Every document, or those that hold something the filters keep, by day of publication."""
        asked = _filter(wanted, filters)
        kept = find_documents(self._store, asked) if asked.given else None
        if kept is not None and list(asked.given) == ["document"]:
            kept = {find_document(self._store, asked.document or "")}
        for row in self._store.all("documents"):
            if kept is not None and row["key"] not in kept:
                continue
            counts = (row["characters"], row["statements"], row["claims"])
            yield DocumentRow(head_of(row), row["reader"], row["read_at"], *counts, row["copy_of"], row["also"])

    def claims(
        self, wanted: Filter | None = None, /, *, hedged: bool = False, most: int | None = None, **filters: object
    ) -> Iterator[LedgerClaim]:
        """The claims that the filters keep (see `Filter`), by day of publication and place in the text.

        `hedged` keeps only those that the text leaves in doubt; `most` ends after so many. With `min_certainty` an
        accord comes without less certain measures, an encounter without less certain events.
        """
        asked = _filter(wanted, filters)
        keys = find_claims(self._store, asked, hedged=hedged)[:most]
        for start in range(0, len(keys), _BATCH):
            entries = load_claim_entries(self._store, keys[start : start + _BATCH])
            least = asked.min_certainty
            yield from entries if least is None else sure_entries(self._store, entries, least)

    def statements(
        self, wanted: Filter | None = None, /, *, most: int | None = None, **filters: object
    ) -> Iterator[LedgerStatement]:
        """The statements that the filters keep (see `Filter`), by day of publication and place in the text."""
        keys = find_statements(self._store, _filter(wanted, filters))[:most]
        for start in range(0, len(keys), _BATCH):
            yield from load_statement_entries(self._store, keys[start : start + _BATCH])

    def count_statements(self, wanted: Filter | None = None, /, **filters: object) -> int:
        """How many statements the filters keep."""
        return len(find_statements(self._store, _filter(wanted, filters)))

    def count(self, wanted: Filter | None = None, /, **filters: object) -> int:
        """How many claims the filters keep."""
        return len(find_claims(self._store, _filter(wanted, filters)))

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        kinds: tuple[str, ...] = KINDS,
        most_ranked: int = FAR,
        min_certainty: float | None = None,
    ) -> list[Hit]:
        """Full-text search over statements, claims and documents; at most `limit` of each.

        Of a kind with more than `most_ranked` hits, the last added come first instead of the best. `min_certainty` (as
        in `Filter`) leaves out some of the hits and brings no others.
        """
        hits = search(self._store, query, limit=limit, kinds=kinds, most_ranked=most_ranked)
        if min_certainty is None:
            return hits
        sure = sure_ids(self._store, [hit.id for hit in hits], min_certainty)
        return [hit for hit in hits if hit.certainty is None or hit.id in sure]

    def to_arrow(self, table: str, *, min_certainty: float | None = None) -> pyarrow.RecordBatchReader:
        """A table of the ledger as a stream of Arrow batches, by day of publication; `.read_all()` makes one table.

        documents, statements, positions, accords, measures, divergences, events, encounters, reports, actors;
        `min_certainty` as in `Filter`. Raises UsageError where there is no such table.
        """
        from comity.ledger.arrow import read_table

        return read_table(self._store, table, min_certainty=min_certainty)

    @property
    def store(self) -> Store:
        """The open connection, for rooms that read whole tables."""
        return self._store

    def refuse(self, source: str, reason: str, code: str) -> None:
        """Record a source that could not be read; a later refusal of the same source takes its place."""
        values = {"source": source, "reason": reason, "code": code, "refused_at": write.now()}
        with self._store.transaction():
            self._store.run("refuse", values)

    def settle_refusals(self, source: str, still: set[str]) -> None:
        """Drop the refusals of a source that has been read through, and of what lies in it, but those in `still`."""
        with self._store.transaction():
            for row in self._store.all("refusals_of_source", source=source.rstrip("/")):
                if row["source"] not in still:
                    self._store.run("remove_refusal", {"source": row["source"]})

    def refusals(self) -> Iterator[RefusalRow]:
        """Every source that could not be read, the oldest first."""
        for row in self._store.all("refusals"):
            yield RefusalRow(row["source"], row["code"], row["reason"], row["refused_at"])

    def forget(self, document: str) -> Head:
        """Remove a document and all that was read of it, so that no trace of its words is left in the file.

        Raises InputError where `document` means none or several.
        """
        key = find_document(self._store, document)
        head = load_heads(self._store, [key])[key]
        with self._store.transaction():
            copies.let_go(self._store, key)
            self._store.run("unindex_document", {"key": key})
            write.remove_reading(self._store, key)
            self._store.run("remove_reviews", {"id": head.id})
            codings.forget(self._store, head.id)
            self._store.run("remove_document", {"key": key})
            for index in ("document", "statement", "claim"):
                self._store.run(f"optimise_{index}_search", {})
        self._store.pragma("wal_checkpoint(TRUNCATE)")
        return head

    def verify(self) -> Iterator[Fault]:
        """Every fault of the ledger; none means that it is sound."""
        return verify(self._store)


def _filter(wanted: Filter | None, filters: dict[str, object]) -> Filter:
    if wanted is not None and filters:
        raise TypeError("give a Filter or single filters, not both")
    return wanted or Filter(**filters)  # type: ignore[arg-type]
