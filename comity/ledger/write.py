"""A Reading into rows: one document's worth, inside the transaction that the caller holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from comity.ledger import joins
from comity.ledger.check import digest, spans_of
from comity.ledger.rows import Parts, actor_values, kind_of, take_apart
from comity.ledger.store import Store, Values
from comity.model import Accord, Actor, Claim, Document, Encounter, Measure, Reading, Span


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document_values(document: Document, name: str | None) -> dict[str, str | None]:
    """The row of a Document."""
    published = document.published.isoformat() if document.published else None
    return {
        "id": document.id,
        "name": name,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "author": document.author,
        "published": published,
        "language": document.language,
        "licence": document.licence,
        "text": document.text,
    }


def write_reading(store: Store, reading: Reading, document: int) -> None:
    """Write all that a reading says of the document with that key."""
    writer = _Writer(store, document)
    writer.add_spans(reading)
    writer.add_mentions(reading)
    writer.add_statements(reading)
    for n, claim in enumerate(reading.claims()):
        writer.add_claim(n, claim)
    writer.add_links(reading)
    writer.flush()
    store.run("index_statements", {"document": document})
    store.run("index_claims", {"document": document})
    values: Values = {"document": document, "reader": reading.reader, "read_at": now(), "digest": digest(reading)}
    store.run("add_reading", values)
    joins.take_in(store, document)


def remove_reading(store: Store, document: int) -> None:
    """Remove all that was read of a document; the document itself stays."""
    values: Values = {"document": document}
    joins.let_go(store, document)
    actors = [row["actor"] for row in store.all("actors_of_document", document=document)]
    for step in (
        "unindex_statements",
        "unindex_claims",
        "remove_mentions",
        "remove_claims",
        "unlink_statements",
        "remove_statements",
        "remove_spans",
        "remove_reading",
    ):
        store.run(step, values)
    store.run("remove_unused_actors", {"actors": json.dumps(actors)})


@dataclass(slots=True)
class _Writer:
    """Turns ids into keys as rows are written; rows of the list tables wait in `pending` to go in together."""

    store: Store
    document: int
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    actors: dict[Actor, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    pending: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add_spans(self, reading: Reading) -> None:
        for start, end, text in sorted({(s.start, s.end, s.text) for s in spans_of(reading)}):
            values: Values = {"document": self.document, "start": start, "end": end, "text": text}
            self.spans[start, end] = self.store.run("add_span", values)

    def span(self, span: Span) -> int:
        return self.spans[span.start, span.end]

    def actor(self, actor: Actor) -> int:
        if actor not in self.actors:
            values = actor_values(actor)
            found = self.store.one("find_actor", **values)
            self.actors[actor] = found["key"] if found else self.store.run("add_actor", values)
        return self.actors[actor]

    def later(self, step: str, **values: Any) -> None:
        self.pending.setdefault(step, []).append(values)

    def flush(self) -> None:
        for step, rows in self.pending.items():
            self.store.run_many(step, rows)
        self.pending.clear()

    def add_mentions(self, reading: Reading) -> None:
        for n, mention in enumerate(reading.mentions):
            values: Values = {
                "document": self.document,
                "n": n,
                "span": self.span(mention.span),
                "how": mention.how,
                "certainty": mention.certainty,
            }
            key = self.store.run("add_mention", values)
            for place, actor in enumerate(mention.actors):
                self.later("add_mention_actor", mention=key, n=place, actor=self.actor(actor))

    def add_statements(self, reading: Reading) -> None:
        for n, statement in enumerate(reading.statements):
            parts = take_apart(statement)
            values = {**parts.columns, "id": statement.id, "document": self.document, "n": n}
            key = self.keys[statement.id] = self.store.run("add_statement", values)
            self.add_parts(key, parts, "statement_piece", "statement_speaker")
        for statement in reading.statements:
            if statement.parent is not None:
                self.later("set_parent", key=self.keys[statement.id], parent=self.keys[statement.parent])

    def add_claim(self, n: int, claim: Claim) -> None:
        parts = take_apart(claim)
        kind = kind_of(claim)
        statement = self.keys[claim.statement] if claim.statement is not None else None
        common: dict[str, Any] = {
            "id": claim.id,
            "document": self.document,
            "n": n,
            "kind": kind,
            "statement": statement,
        }
        key = self.keys[claim.id] = self.store.run("add_claim", {**parts.columns, **common})
        values: dict[str, Any] = {**parts.columns, "claim": key}
        if isinstance(claim, Measure):
            values |= {"accord": self.keys[claim.accord], "place_in_accord": self.keys_of_accord(claim)}
        self.store.run(f"add_{kind}", values)
        self.add_parts(key, parts, "claim_span", "claim_actor")

    def keys_of_accord(self, measure: Measure) -> int:
        """How many measures of this accord were written before: they are written in its order."""
        place = f"{measure.accord}/measures"
        self.keys[place] = self.keys.get(place, -1) + 1
        return self.keys[place]

    def add_parts(self, owner: int, parts: Parts, span: str, actor: str) -> None:
        for role, spans in parts.spans.items():
            for n, held in enumerate(spans):
                if held is not None:
                    self.later(f"add_{span}", owner=owner, role=role, n=n, span=self.span(held))
        for role, actors in parts.actors.items():
            for n, one in enumerate(actors):
                self.later(f"add_{actor}", owner=owner, role=role, n=n, actor=self.actor(one))
        for role, words in parts.words.items():
            for n, word in enumerate(words):
                self.later("add_claim_word", owner=owner, role=role, n=n, word=word)

    def add_links(self, reading: Reading) -> None:
        for encounter in reading.encounters:
            self._link_events(encounter)
        for accord in reading.accords:
            self._link_measures(accord)

    def _link_events(self, encounter: Encounter) -> None:
        for n, event in enumerate(encounter.events):
            self.later("add_encounter_event", encounter=self.keys[encounter.id], n=n, event=self.keys[event])

    def _link_measures(self, accord: Accord) -> None:
        for n, edge in enumerate(accord.order):
            self.later(
                "add_measure_order",
                accord=self.keys[accord.id],
                n=n,
                left_measure=self.keys[edge.left],
                relation=edge.relation,
                right_measure=self.keys[edge.right],
                slip=edge.slip,
                certainty=edge.certainty,
            )
