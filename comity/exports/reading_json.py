"""The reading JSON: one document's reading in the shape that annotators and scorers use (docs/reading-json.md).

Every piece of text is `{"start": int, "end": int, "q": str}`, half-open code points of the canonical text. The shape is
a contract: fields are added, never renamed. `reading.schema.json` beside this file is its JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.knowledge.provision_kinds import provision_kind
from comity.model import (
    Accord,
    Actor,
    Claim,
    Divergence,
    Encounter,
    Event,
    Factuality,
    Measure,
    Position,
    Reading,
    Report,
    Span,
    Statement,
    When,
)

Json = dict[str, Any]

_STANCES = {1: "support", 0: "mixed", -1: "oppose"}


def reading_json(reading: Reading, *, name: str | None = None) -> Json:
    """The reading JSON of one document; `doc` is `name`, or the document's id where none is given."""
    document = reading.document
    return {
        "doc": name or document.id,
        "id": document.id,
        "date": document.published.isoformat() if document.published else None,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "reader": reading.reader,
        "statements": [_statement(statement) for statement in reading.statements],
        "events": [_event(event) for event in reading.events],
        "encounters": [_encounter(encounter) for encounter in reading.encounters],
        "positions": [_position(position) for position in reading.positions],
        "accords": [_accord(accord) for accord in reading.accords],
        "divergences": [_divergence(d) for d in reading.divergences if d.kind == "reported"],
        "inconsistencies": [_divergence(d) for d in reading.divergences if d.kind == "inconsistency"],
        "reports": [_report(report) for report in reading.reports],
    }


def piece(span: Span | None) -> Json | None:
    """One span as a piece, None for none."""
    return None if span is None else {"start": span.start, "end": span.end, "q": span.text}


def _pieces(spans: Iterable[Span]) -> list[Json | None]:
    return [piece(span) for span in spans]


def _names(actors: Iterable[Actor]) -> list[str]:
    return [actor.label for actor in actors]


def _actors(actors: Iterable[Actor]) -> list[Json]:
    return [
        {"id": a.id, "name": a.label, "kind": a.kind, "country": a.country, "code": a.code, "role": a.role}
        for a in actors
    ]


def _when(when: When | None) -> Json | None:
    return None if when is None else {"value": when.value, "end": when.end, "how": when.how, "span": piece(when.span)}


def _factuality(factuality: Factuality) -> Json:
    return {
        "certainty": factuality.certainty,
        "polarity": factuality.polarity,
        "status": factuality.status,
        "cues": _pieces(factuality.cues),
    }


def event_status(factuality: Factuality) -> str:
    """The annotation guide's one word for a factuality: actual, planned, called-for, denied or possible."""
    if factuality.polarity == "denied":
        return "denied"
    if factuality.status in {"planned", "called-for"}:
        return factuality.status
    return "possible" if factuality.hedged or factuality.status == "conditional" else "actual"


def _common(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "in": claim.statement,
        "evidence": _pieces(claim.evidence),
        "factuality": _factuality(claim.factuality),
        "certainty": claim.certainty,
        "reader": claim.reader,
    }


def _statement(statement: Statement) -> Json:
    return {
        "id": statement.id,
        "source": piece(statement.source),
        "speaker": "|".join(_names(statement.speakers)) or "unnamed: not said",
        "speakers": _actors(statement.speakers),
        "source_type": statement.source_type,
        "cue": piece(statement.cue),
        "content": _pieces(statement.content),
        "kind": statement.kind,
        "parent": statement.parent,
        "said": _when(statement.said),
        "venue": statement.venue,
        "certainty": statement.certainty,
        "reader": statement.reader,
    }


def _event(event: Event) -> Json:
    return _common(event) | {
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "trigger": piece(event.trigger),
        "actors": _names(event.actors),
        "recipients": _names(event.recipients),
        "third_parties": _names(event.third_parties),
        "actor_mentions": _pieces(event.actor_mentions),
        "recipient_mentions": _pieces(event.recipient_mentions),
        "date": event.when.value if event.when else None,
        "when": _when(event.when),
        "place": event.place,
        "place_piece": piece(event.place_span),
        "status": event_status(event.factuality),
        "magnitude": event.magnitude,
        "mentions": _pieces(event.mentions),
    }


def _encounter(encounter: Encounter) -> Json:
    return _common(encounter) | {
        "participants": _names(encounter.participants),
        "format": encounter.format,
        "events": list(encounter.events),
        "date": encounter.when.value if encounter.when else None,
        "when": _when(encounter.when),
        "place": encounter.place,
        "duration": piece(encounter.duration),
        "present": piece(encounter.present),
        "occasion": piece(encounter.occasion),
        "initiated_by": _names(encounter.initiated_by),
    }


def _position(position: Position) -> Json:
    return _common(position) | {
        "actor": position.actor.label,
        "about": piece(position.about),
        "cue": piece(position.cue),
        "matter": position.matter,
        "theatre": position.theatre,
        "stance": _STANCES[position.stance],
        "strength": position.strength,
    }


def _accord(accord: Accord) -> Json:
    return _common(accord) | {
        "parties": _names(accord.parties),
        "mediators": _names(accord.mediators),
        "cue": piece(accord.cue),
        "content": piece(accord.content),
        "name": accord.name,
        "known": accord.known,
        "matters": list(accord.matters),
        "theatre": accord.theatre,
        "status": accord.status,
        "date": accord.when.value if accord.when else None,
        "measures": [_measure(measure) for measure in accord.measures],
        "order": [[order.left, order.relation, order.right] for order in accord.order],
        "order_notes": [
            {"edge": [o.left, o.relation, o.right], "cue": piece(o.cue), "slip": o.slip, "certainty": o.certainty}
            for o in accord.order
        ],
    }


def _measure(measure: Measure) -> Json:
    kind = provision_kind(measure.matter, measure.span.text)
    return _common(measure) | {
        **(piece(measure.span) or {}),
        "matter": measure.matter,
        "category": {"pax": kind.pax, "pax_name": kind.pax_name, "pam": kind.pam} if kind else None,
        "number": measure.number,
        "action": measure.action,
        "obliged": _names(measure.obliged),
        "beneficiaries": _names(measure.beneficiaries),
        "quantity": piece(measure.quantity),
        "deadline": _when(measure.deadline),
        "deadline_piece": piece(measure.deadline_span),
        "condition": piece(measure.condition),
        "place": measure.place,
    }


def _divergence(divergence: Divergence) -> Json:
    return _common(divergence) | {
        "between": _names(divergence.between),
        "cue": piece(divergence.cue),
        "content": piece(divergence.content),
        "matters": list(divergence.matters),
        "theatre": divergence.theatre,
        "sides": _pieces(divergence.sides),
        "words": list(divergence.words),
    }


def _report(report: Report) -> Json:
    return _common(report) | {
        "about": piece(report.about),
        "status": report.status,
        "matter": report.matter,
        "actors": _names(report.actors),
        "accord": report.accord_name,
        "date": report.when.value if report.when else None,
    }
