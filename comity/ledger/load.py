"""Rows into nouns again: whole readings, or the claims and statements that a question found."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from comity.ledger.rows import KINDS, TABLES, Parts, actor_of, factuality_of, order_of, put_together
from comity.ledger.store import Store
from comity.model import (
    Accord,
    Actor,
    Claim,
    Document,
    Encounter,
    Mention,
    Order,
    Reading,
    Span,
    Statement,
)

Row = sqlite3.Row


def load_document(row: Row) -> Document:
    """The Document of a row of `documents`."""
    published = date.fromisoformat(row["published"]) if row["published"] else None
    return Document(
        row["id"],
        row["text"],
        row["title"],
        row["publisher"],
        row["url"],
        row["author"],
        published,
        row["language"],
        row["licence"],
    )


def load_reading(store: Store, key: int) -> Reading | None:
    """The reading of the document with that key, equal to the one that was added; None if there is none."""
    row = store.one("document", key=key)
    if row is None or row["reader"] is None:
        return None
    statements = load_statements(store, [r["key"] for r in store.all("statements_of_document", document=key)])
    claims = load_claims(store, [r["key"] for r in store.all("claims_of_document", document=key)])
    of_kind: dict[type, list[Any]] = defaultdict(list)
    for claim in claims.values():
        of_kind[type(claim)].append(claim)
    return Reading(
        document=load_document(row),
        reader=row["reader"],
        mentions=tuple(_load_mentions(store, key, row["id"])),
        statements=tuple(statements.values()),
        events=tuple(of_kind[KINDS["event"]]),
        encounters=tuple(of_kind[KINDS["encounter"]]),
        positions=tuple(of_kind[KINDS["position"]]),
        accords=tuple(of_kind[Accord]),
        divergences=tuple(of_kind[KINDS["divergence"]]),
        reports=tuple(of_kind[KINDS["report"]]),
    )


def _load_mentions(store: Store, key: int, document: str) -> list[Mention]:
    actors: dict[int, list[Actor]] = defaultdict(list)
    for row in store.all("mention_actors", document=key):
        actors[row["owner"]].append(actor_of(row))
    return [
        Mention(_span(row, document), tuple(actors[row["key"]]), row["how"], row["certainty"])
        for row in store.all("mentions", document=key)
    ]


def load_statements(store: Store, keys: Iterable[int]) -> dict[int, Statement]:
    """The statements with those keys, in the order of the keys."""
    keys = list(keys)
    bound = json.dumps(keys)
    rows = {row["key"]: row for row in store.all("statements", keys=bound)}
    documents = {key: row["document_id"] for key, row in rows.items()}
    parts = _parts(documents, store.all("statement_pieces", keys=bound), store.all("statement_speakers", keys=bound))
    return {
        key: put_together(
            Statement,
            rows[key],
            parts[key],
            id=rows[key]["id"],
            document=rows[key]["document_id"],
            parent=rows[key]["parent_id"],
        )
        for key in keys
        if key in rows
    }


def load_claims(store: Store, keys: Iterable[int]) -> dict[int, Claim]:
    """The claims with those keys, in the order of the keys; accords hold their measures."""
    wanted = list(keys)
    bound = json.dumps(wanted)
    inner = [row["claim"] for row in store.all("measures_of_accords", keys=bound)]
    bound = json.dumps(list({*wanted, *inner}))
    rows = {row["key"]: row for row in store.all("claims", keys=bound)}
    documents = {key: row["document_id"] for key, row in rows.items()}
    spans = store.all("claim_spans", keys=bound)
    parts = _parts(documents, spans, store.all("claim_actors", keys=bound))
    for row in store.all("claim_words", keys=bound):
        parts[row["owner"]].words[row["role"]].append(row["word"])
    links = _load_links(store, bound, documents, spans)
    found: dict[int, Claim] = {}
    present = {row["kind"] for row in rows.values()}
    for kind in sorted(present, key=lambda kind: kind != "measure"):  # measures first: accords hold them
        for row in store.all(TABLES[kind], keys=bound):
            key = row["claim"]
            if kind == "measure":
                links[key]["accord"] = row["accord_id"]
            found[key] = _claim(KINDS[kind], {**dict(rows[key]), **dict(row)}, parts[key], links[key])
            if kind == "measure":
                links[row["accord"]].setdefault("measures", []).append(found[key])
    return {key: found[key] for key in wanted if key in found}


def _claim(noun: type[Claim], columns: dict[str, Any], parts: Parts, links: dict[str, Any]) -> Claim:
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in links.items()}
    if noun is Encounter:
        lists.setdefault("events", ())
    claim: Claim = put_together(
        noun,
        columns,
        parts,
        id=columns["id"],
        document=columns["document_id"],
        statement=columns["statement_id"],
        factuality=factuality_of(columns, parts),
        **lists,
    )
    return claim


def _load_links(store: Store, keys: str, documents: dict[int, str], spans: list[Row]) -> dict[int, dict[str, Any]]:
    """The events of encounters and the order of accords, by the claim's key."""
    links: dict[int, dict[str, Any]] = defaultdict(dict)
    cues = {(row["owner"], row["n"]): _span(row, documents[row["owner"]]) for row in spans if row["role"] == "order"}
    for row in store.all("measure_order", keys=keys):
        edges: list[Order] = links[row["owner"]].setdefault("order", [])
        edges.append(order_of(row, cues.get((row["owner"], row["n"]))))
    for row in store.all("encounter_events", keys=keys):
        links[row["owner"]].setdefault("events", []).append(row["event"])
    return links


def _parts(documents: dict[int, str], spans: list[Row], actors: list[Row]) -> dict[int, Parts]:
    parts: dict[int, Parts] = {key: Parts() for key in documents}
    for row in spans:
        parts[row["owner"]].spans[row["role"]].append(_span(row, documents[row["owner"]]))
    for row in actors:
        parts[row["owner"]].actors[row["as_role"]].append(actor_of(row))
    return parts


def _span(row: Row, document: str) -> Span:
    return Span(document, row["start"], row["end"], row["text"])
