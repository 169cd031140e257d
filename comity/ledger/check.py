"""What must hold of a reading before it enters a ledger."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from comity.ledger.rows import take_apart
from comity.model import Accord, Claim, Encounter, LedgerError, Reading, Span, Statement, document_id


class UnsoundReadingError(LedgerError):
    """A reading that does not hold: a fault of the reader, not of the ledger."""


def check_reading(reading: Reading) -> None:
    """Raise UnsoundReadingError at the first thing in a reading that a ledger must not hold.

    Every span must lie in the reading's document and quote the words that stand there; ids must be unique; statements,
    events and measures that claims name must be in the reading.
    """
    for fault in faults_of(reading):
        raise UnsoundReadingError(
            f"the reading of {reading.document.id[:8]} by {reading.reader} does not hold: {fault}; "
            f"nothing of it was added. This is a fault of the reader: please report it with the text"
        )


def faults_of(reading: Reading) -> Iterator[str]:
    """What does not hold in a reading, in plain words."""
    document = reading.document
    if document.id != document_id(document.text):
        yield "the document's id is not the hash of its text"
    for span in spans_of(reading):
        if span.document != document.id:
            yield f"the span {span.start}-{span.end} belongs to another document"
        elif document.text[span.start : span.end] != span.text:
            yield f"the words at {span.start}-{span.end} are not {span.text[:40]!r}"
    yield from _faults_of_links(reading)


def spans_of(reading: Reading) -> Iterator[Span]:
    """Every span that a reading rests on, with repetitions."""
    for mention in reading.mentions:
        yield mention.span
    nouns: list[Statement | Claim] = [*reading.statements, *reading.claims()]
    for noun in nouns:
        for spans in take_apart(noun).spans.values():
            yield from (span for span in spans if span)


def _faults_of_links(reading: Reading) -> Iterator[str]:
    claims = list(reading.claims())
    statements = {statement.id for statement in reading.statements}
    nouns: list[Statement | Claim] = [*reading.statements, *claims]
    for name, count in Counter(noun.id for noun in nouns).items():
        if count > 1:
            yield f"the id {name} stands {count} times"
    for statement in reading.statements:
        if statement.parent is not None and statement.parent not in statements:
            yield f"the statement {statement.id} names a parent {statement.parent} that is not there"
    for noun in nouns:
        if noun.document != reading.document.id:
            yield f"{noun.id} belongs to another document"
    for claim in claims:
        if claim.statement is not None and claim.statement not in statements:
            yield f"the claim {claim.id} names a statement {claim.statement} that is not there"
        if isinstance(claim, Encounter):
            yield from _faults_of_encounter(claim, {event.id for event in reading.events})
        if isinstance(claim, Accord):
            yield from _faults_of_accord(claim)


def _faults_of_encounter(encounter: Encounter, events: set[str]) -> Iterator[str]:
    for event in encounter.events:
        if event not in events:
            yield f"the encounter {encounter.id} names an event {event} that is not there"


def _faults_of_accord(accord: Accord) -> Iterator[str]:
    measures = {measure.id for measure in accord.measures}
    for measure in accord.measures:
        if measure.accord != accord.id:
            yield f"the measure {measure.id} of accord {accord.id} names another accord, {measure.accord}"
    for edge in accord.order:
        for end in (edge.left, edge.right):
            if end not in measures:
                yield f"the order of accord {accord.id} names a measure {end} that is not there"


@cache
def _adapter() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)


def digest(reading: Reading) -> str:
    """SHA-256 over all that a reading says.

    Values that equal their default are left out, so that a later version with more fields works out the same digest.
    """
    values: Any = _adapter().dump_python(reading, mode="json", exclude_defaults=True)
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
