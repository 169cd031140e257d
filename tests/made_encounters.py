"""Readings that hold one or more encounter claims, for tests of the joining: a word for each, no reader needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.model import Actor, Document, Encounter, Factuality, Reading, When, content_id

STATES = {
    "Orvenia": Actor("state/XOR", "Orvenia", "state", "XOR"),
    "Tarsk": Actor("state/XTA", "Tarsk", "state", "XTA"),
    "Peldor": Actor("state/XPE", "Peldor", "state", "XPE"),
    "Lutra": Actor("state/XLU", "Lutra", "state", "XLU"),
    "Kesh": Actor("state/XKE", "Kesh", "state", "XKE"),
}
PERSONS = {
    "Vane": Actor("person/ida-vane", "Ida Vane", "person", "XOR", role="president"),
    "Oru": Actor("person/max-oru", "Max Oru", "person", "XOR", role="foreign minister"),
    "Sund": Actor("person/lev-sund", "Lev Sund", "person", "XTA", role="president"),
    "Brok": Actor("person/una-brok", "Una Brok", "person", "XTA", role="foreign minister"),
    "Pell": Actor("person/joa-pell", "Joa Pell", "person", "XPE", role="prime minister"),
}
BODIES = {
    "Glass House": Actor("seat/glass-house", "the Glass House", "seat", "XOR"),
    "ministry of Orvenia": Actor("office/xor-mfa", "Foreign Ministry of Orvenia", "office", "XOR"),
    "envoys": Actor("unnamed/ab/envoys", "envoys", "unnamed"),
    "Union": Actor("alliance/union", "the Union", "alliance"),
}
ACTORS = STATES | PERSONS | BODIES


@dataclass(frozen=True, slots=True)
class Told:
    """One encounter claim to be: who, in what form, when (a day, month, year, or two joined by /), where."""

    who: tuple[str, ...]
    format: str = "meeting"
    when: str | None = None
    place: str | None = None
    how: str = "absolute"
    status: str = "actual"
    by: str | None = None


def told(words: str) -> Told:
    """`Vane Sund | call | 2031-03-04 | Avrel | publication | planned | Vane`; what is left out is unknown.

    Vane initiated it; where that is told, the duration is told too.
    """
    parts = [part.strip() or None for part in words.split("|")]
    who, form, when, place, how, status, by = (*parts, *[None] * (7 - len(parts)))
    names = tuple(name.strip() for name in (who or "").split(","))
    return Told(names, form or "meeting", when, place, how or "absolute", status or "actual", by)


def made(name: str, claims: Sequence[Told], published: str | None = None, publisher: str | None = None) -> Reading:
    """A reading of a short text with those encounter claims; `name` makes the text its own."""
    words = [f"{name}-{n}" for n in range(len(claims))]
    day = date.fromisoformat(published) if published else None
    document = Document.create(" ".join([*words, "end"]), published=day, publisher=publisher)
    encounters, at = [], 0
    for word, claim in zip(words, claims, strict=True):
        span = document.span(at, at + len(word))
        at += len(word) + 1
        value, _, end = (claim.when or "").partition("/")
        encounters.append(
            Encounter(
                id=content_id("encounter", document.id, word),
                document=document.id,
                evidence=(span,),
                participants=tuple(ACTORS[name] for name in claim.who),
                format=claim.format,  # type: ignore[arg-type]
                events=(),
                when=When(value, claim.how, end or None) if value else None,  # type: ignore[arg-type]
                place=claim.place,
                duration=span if claim.by else None,
                initiated_by=(ACTORS[claim.by],) if claim.by else (),
                factuality=Factuality(status=claim.status),  # type: ignore[arg-type]
                reader="test 1",
            )
        )
    return Reading(document, "test 1", encounters=tuple(encounters))
