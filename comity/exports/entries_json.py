"""Rows of a ledger as JSON values: one object for each document, statement, claim, hit, fault or refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pydantic_core import to_jsonable_python

from comity.exports.safe_text import dumps
from comity.ledger import DocumentRow, Fault, Filter, Head, Hit, Ledger, LedgerClaim, LedgerStatement, Review

Json = dict[str, Any]


def head_json(head: Head) -> Json:
    """What names a document."""
    return asdict(head)


def document_json(row: DocumentRow) -> Json:
    """A line of the list of documents."""
    counts = {"characters": row.characters, "statements": row.statements, "claims": row.claims}
    copies = {"copy_of": row.copy_of, "also": row.also}
    return {**head_json(row.head), "reader": row.reader, "read_at": row.read_at, **counts, **copies}


def entry_json(entry: LedgerClaim | LedgerStatement) -> Json:
    """A claim or statement: what every line shares first, all its fields under `claim` or `statement`."""
    is_claim = isinstance(entry, LedgerClaim)
    noun = entry.claim if isinstance(entry, LedgerClaim) else entry.statement
    return {
        "row": "claim" if is_claim else "statement",
        "kind": entry.kind if isinstance(entry, LedgerClaim) else entry.statement.kind,
        "id": entry.id,
        "sentence": entry.sentence,
        "quote": entry.quote,
        "location": entry.location,
        "source_chain": list(entry.chain),
        "document": head_json(entry.document),
        "claim" if is_claim else "statement": to_jsonable_python(noun),
    }


def hit_json(hit: Hit) -> Json:
    """A place that a search found."""
    return {
        "kind": hit.kind,
        "id": hit.id,
        "location": hit.location,
        "snippet": hit.snippet,
        "sentence": hit.sentence,
        "source_chain": hit.source_chain,
        "document": head_json(hit.document),
    }


def review_json(review: Review) -> Json:
    """One line of the history of judgements."""
    return {"row": "review", **asdict(review)}


def jsonl(ledger: Ledger, wanted: Filter) -> Iterator[str]:
    """The ledger as JSON lines: documents with their text, then statements, then claims that the filter keeps."""
    for row in ledger.documents(wanted):
        yield dumps({"row": "document", **document_json(row), "text": ledger.document(row.head.id).text})
    if wanted.kind is None:
        yield from (dumps(entry_json(statement)) for statement in ledger.statements(wanted))
    yield from (dumps(entry_json(claim)) for claim in ledger.claims(wanted))
    if not wanted.given:
        yield from (dumps(review_json(review)) for review in ledger.reviews.history())


def fault_json(fault: Fault) -> Json:
    """Something that does not hold in a ledger."""
    return asdict(fault)
