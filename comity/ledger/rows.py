"""Nouns to rows and back, read off the dataclasses: a field's type says in which table its value stands.

Scalars are columns of the noun's own table; a When is three columns and its words a span; spans, actors and lists of
words are rows of their own tables with the field's name as `role`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_type_hints

from comity.model import (
    Accord,
    Actor,
    Claim,
    Divergence,
    Encounter,
    Event,
    Factuality,
    Measure,
    Order,
    Position,
    Report,
    Span,
    Statement,
    When,
)

Row = sqlite3.Row | dict[str, Any]
Shape = Literal["column", "when", "span", "spans", "actor", "actors", "words"]

KINDS: dict[str, type[Claim]] = {
    "event": Event,
    "encounter": Encounter,
    "position": Position,
    "accord": Accord,
    "measure": Measure,
    "divergence": Divergence,
    "report": Report,
}
TABLES = {
    "event": "events",
    "encounter": "encounters",
    "position": "positions",
    "accord": "accords",
    "measure": "measures",
    "divergence": "divergences",
    "report": "reports",
}

# Links between rows, written and loaded by name: ids become keys.
LINKS = {"id", "document", "parent", "statement", "measures", "order", "accord", "events", "factuality"}


def kind_of(claim: Claim) -> str:
    """The claim's kind, as the ledger's column `claims.kind` has it."""
    return type(claim).__name__.lower()


def shapes(noun: type) -> dict[str, Shape]:
    """The shape of each field that is not a link to another row."""
    return _shapes(noun.__name__)


@cache
def _shapes(of: str) -> dict[str, Shape]:
    noun: Any = Statement if of == "Statement" else KINDS[of.lower()]
    found: dict[str, Shape] = {}
    for name, hint in get_type_hints(noun).items():
        if name not in LINKS:
            found[name] = _shape(hint)
    return found


def _shape(hint: Any) -> Shape:
    known: dict[Any, Shape] = {
        Span: "span",
        Span | None: "span",
        When | None: "when",
        tuple[Span, ...]: "spans",
        Actor: "actor",
        tuple[Actor, ...]: "actors",
        tuple[str, ...]: "words",
    }
    return known.get(hint, "column")


@dataclass(slots=True)
class Parts:
    """One noun taken apart: its columns, and what stands in other tables by role."""

    columns: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, list[Span | None]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[str, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def take_apart(noun: Claim | Statement) -> Parts:
    """The columns, spans, actors and words of a claim or statement."""
    parts = Parts()
    for name, shape in shapes(type(noun)).items():
        value = getattr(noun, name)
        if shape == "column":
            parts.columns[name] = value
        elif shape == "when":
            _take_when(parts, name, value)
        elif shape in {"span", "actor"}:
            (parts.spans if shape == "span" else parts.actors)[name] = [value] if value is not None else []
        else:
            getattr(parts, shape)[name] = list(value)
    if isinstance(noun, Claim):
        _take_factuality(parts, noun.factuality)
    if isinstance(noun, Accord):
        parts.spans["order"] = [edge.cue for edge in noun.order]
    return parts


def _take_when(parts: Parts, name: str, when: When | None) -> None:
    parts.columns |= {f"{name}_value": None, f"{name}_end": None, f"{name}_how": None}
    if when is not None:
        parts.columns |= {f"{name}_value": when.value, f"{name}_end": when.end, f"{name}_how": when.how}
        parts.spans[name] = [when.span] if when.span else []


def _take_factuality(parts: Parts, factuality: Factuality) -> None:
    for name in ("certainty", "polarity", "status"):
        parts.columns[f"factuality_{name}"] = getattr(factuality, name)
    parts.spans["cues"] = list(factuality.cues)


def put_together(noun: type[Any], columns: Row, parts: Parts, **links: Any) -> Any:
    """The claim or statement whose columns and parts these are; `links` are the fields that name other rows."""
    values: dict[str, Any] = {}
    for name, shape in shapes(noun).items():
        if shape == "column":
            values[name] = columns[name]
        elif shape == "when":
            values[name] = _when(columns, name, parts)
        elif shape in {"span", "actor"}:
            held = (parts.spans if shape == "span" else parts.actors).get(name)
            values[name] = held[0] if held else None
        else:
            values[name] = tuple(getattr(parts, shape).get(name, ()))
    return noun(**values, **links)


def _when(columns: Row, name: str, parts: Parts) -> When | None:
    if columns[f"{name}_value"] is None:
        return None
    words = parts.spans.get(name)
    return When(
        columns[f"{name}_value"], columns[f"{name}_how"], columns[f"{name}_end"], span=words[0] if words else None
    )


def factuality_of(columns: Row, parts: Parts) -> Factuality:
    """The Factuality of a claim."""
    return Factuality(
        columns["factuality_certainty"],
        columns["factuality_polarity"],
        columns["factuality_status"],
        tuple(span for span in parts.spans.get("cues", ()) if span),
    )


def actor_of(row: Row) -> Actor:
    """The Actor of a row of `actors`."""
    return Actor(row["id"], row["name"], row["kind"], row["country"], row["code"], row["role"])


def actor_values(actor: Actor) -> dict[str, str | None]:
    """The row of an Actor."""
    return {f.name: getattr(actor, f.name) for f in fields(actor)}


def order_of(row: Row, cue: Span | None) -> Order:
    """The Order edge of a row of `measure_order`."""
    return Order(row["left_id"], row["relation"], row["right_id"], cue, row["slip"], row["certainty"])
