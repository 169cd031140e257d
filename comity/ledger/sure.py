"""What is left of readings, claims and encounters where only what is sure enough is asked for.

What stands inside a statement that is left out goes with it: alone it would look like the text's own word, or like the
word of somebody who may not have said it. Nothing that is kept names anything that is not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from comity.ledger.find import Filter, find_claims, find_statements
from comity.model import Accord, Claim, Encounter, Reading, Statement

if TYPE_CHECKING:
    from comity.ledger.entries import LedgerClaim
    from comity.ledger.meetings import JoinedEncounter
    from comity.ledger.store import Store

_KINDS = ("events", "encounters", "positions", "accords", "divergences", "reports")


def at_least(reading: Reading, certainty: float) -> Reading:
    """The reading without statements and claims that the reader is less sure of."""
    if certainty <= 0:
        return reading
    gone = weak_statements(reading.statements, certainty)
    kept: dict[str, Any] = {
        kind: tuple(
            claim for claim in getattr(reading, kind) if claim.certainty >= certainty and claim.statement not in gone
        )
        for kind in _KINDS
    }
    kept["statements"] = tuple(statement for statement in reading.statements if statement.id not in gone)
    events = {event.id for event in kept["events"]}
    for kind in ("encounters", "accords"):
        kept[kind] = tuple(sure_claim(claim, certainty, events) for claim in kept[kind])
    return replace(reading, **kept)


def weak_statements(statements: Sequence[Statement], certainty: float) -> set[str]:
    """The ids of the statements that are less sure, and of those that stand in them."""
    gone: set[str] = set()
    weak = {statement.id for statement in statements if statement.certainty < certainty}
    while weak - gone:
        gone |= weak
        weak = {statement.id for statement in statements if statement.parent in gone}
    return gone


def sure_claim(claim: Claim, certainty: float, events: Collection[str]) -> Claim:
    """A claim without what hangs on it and is less sure.

    An accord loses measures, with their places in the order, and an encounter the events that are not among `events`.
    """
    if isinstance(claim, Encounter):
        return replace(claim, events=tuple(event for event in claim.events if event in events))
    if not isinstance(claim, Accord):
        return claim
    measures = tuple(measure for measure in claim.measures if measure.certainty >= certainty)
    there = {measure.id for measure in measures}
    order = tuple(edge for edge in claim.order if edge.certainty >= certainty and {edge.left, edge.right} <= there)
    return replace(claim, measures=measures, order=order)


def sure_entries(store: Store, entries: Sequence[LedgerClaim], certainty: float) -> list[LedgerClaim]:
    """Claims of a ledger without what hangs on them and is less sure."""
    named = {event for e in entries if isinstance(e.claim, Encounter) for event in e.claim.events}
    events = sure_ids(store, named, certainty) if named else set()
    return [replace(entry, claim=sure_claim(entry.claim, certainty, events)) for entry in entries]


def sure_encounter(store: Store, one: JoinedEncounter, certainty: float) -> JoinedEncounter | None:
    """An encounter as its surer claims tell it, under the same id; None where none is left."""
    kept = sure_ids(store, [entry.id for entry in one.claims], certainty)
    claims = tuple(entry for entry in one.claims if entry.id in kept)
    documents = {entry.document.id for entry in claims}
    accounts = tuple(a for a in one.accounts if documents & {a.document.id, *(head.id for head in a.copies)})
    because = {name: reason for name, reason in one.because.items() if name in kept}
    return replace(one, claims=claims, because=because, accounts=accounts) if claims else None


def sure_ids(store: Store, ids: Collection[str], certainty: float) -> set[str]:
    """Which of some claims and statements (by id) are sure enough."""
    found: set[str] = set()
    for table, find in (("claims", find_claims), ("statements", find_statements)):
        keys = {row["key"]: row["id"] for row in store.all(f"keys_of_{table}", ids=json.dumps(list(ids)))}
        found |= {keys[key] for key in find(store, Filter(min_certainty=certainty), among=list(keys))}
    return found
