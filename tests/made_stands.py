"""Readings that hold positions, accords and divergences only, made by hand or by chance, for networks and trends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from comity.model import Accord, Actor, Divergence, Document, Factuality, Position, Reading, content_id

ORVENIA = Actor("state/XOR", "Orvenia", "state", "XOR", "XOR")
PELMORA = Actor("state/XPE", "Pelmora", "state", "XPE", "XPE")
MARSEK = Actor("person/ilona-marsek", "Ilona Marsek", "person", "XOR", "XORGOV", "Prime Minister of Orvenia")
FRONT = Actor("armed-group/ulvane-front", "Ulvane Front", "armed-group", "XOR")
OFFICIAL = Actor("unnamed/0/official", "an official", "unnamed", "XPE")
STRANGER = Actor("unnamed/0/stranger", "a stranger", "unnamed")
ACTORS = (ORVENIA, PELMORA, MARSEK, FRONT, OFFICIAL, STRANGER)
MATTERS = ("ceasefire", "border", "sanctions")


@dataclass(frozen=True)
class Told:
    """What one document tells: (actor, matter, stance), (parties, matters), (sides, matters)."""

    day: date | None
    positions: tuple[tuple[Actor, str, int], ...] = ()
    accords: tuple[tuple[tuple[Actor, ...], tuple[str, ...]], ...] = ()
    divergences: tuple[tuple[tuple[Actor, ...], tuple[str, ...]], ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)


def reading(n: int, told: Told) -> Reading:
    """The reading of a document that tells it, one sentence for each claim."""
    claims: list[tuple[str, Any]] = [("position", one) for one in told.positions]
    claims += [("accord", one) for one in told.accords]
    claims += [("divergence", one) for one in told.divergences]
    sentences = [f"Sentence {n}/{place} of a made text." for place in range(len(claims))] or [f"Nothing in {n}."]
    document = Document.create(
        " ".join(sentences), title=f"Text {n}", publisher="The Harbour Daily", published=told.day
    )
    made: list[Any] = []
    for place, (kind, claim) in enumerate(claims):
        start = document.text.index(sentences[place])
        span = document.span(start, start + len(sentences[place]))
        common = {"id": content_id("claim", document.id, place), "document": document.id, "evidence": (span,),
                  "certainty": 0.5 + place % 5 / 10, "reader": "made 1", **told.changes}  # fmt: skip
        if kind == "position":
            actor, matter, stance = claim
            made.append(Position(**common, actor=actor, about=span, matter=matter, stance=stance, theatre="Ulvane"))
        elif kind == "accord":
            made.append(Accord(**common, parties=claim[0], cue=None, content=span, status="agreed", matters=claim[1]))
        else:
            made.append(Divergence(**common, between=claim[0], content=span, matters=claim[1]))
    types = {Position: "positions", Accord: "accords", Divergence: "divergences"}
    kept: dict[str, tuple[Any, ...]] = {
        name: tuple(c for c in made if isinstance(c, made_of)) for made_of, name in types.items()
    }
    return Reading(document=document, reader="made 1", mentions=(), statements=(), events=(), encounters=(), reports=(),
                   **kept)  # fmt: skip


DENIED = {"factuality": Factuality(polarity="denied")}
CALLED_FOR = {"factuality": Factuality(status="called-for")}

_groups = st.tuples(
    st.lists(st.sampled_from(ACTORS), min_size=1, max_size=4, unique=True).map(tuple),
    st.lists(st.sampled_from(MATTERS), max_size=2, unique=True).map(tuple),
)
TOLD = st.builds(
    Told,
    day=st.one_of(st.none(), st.dates(date(2030, 11, 1), date(2031, 3, 31))),
    positions=st.lists(
        st.tuples(st.sampled_from(ACTORS), st.sampled_from(MATTERS), st.sampled_from((-1, 0, 1))), max_size=5
    ).map(tuple),
    accords=st.lists(_groups, max_size=2).map(tuple),
    divergences=st.lists(_groups, max_size=2).map(tuple),
)
