"""Names of accords that are common words ("Package of Measures"): of which accord they tell, if of any that we know.

Such a name means the accord that we know by it only in a text of its world: one that names the accord's theatre, two of
its states, or a place of its fuller name, and is not from before the accord was thought of.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from spacy.tokens import Doc

from comity.knowledge import Knowledge, KnownAccord
from comity.knowledge.names import key
from comity.reading.context import context_of
from comity.reading.lexicons import listed

_NOTED = "comity_accord_context"
_BEFORE = timedelta(days=365)  # an accord may be told of while it is negotiated


def is_meant(doc: Doc, accord: KnownAccord, words: str) -> bool:
    """Whether a text that calls an accord by these words may mean the one that we know under them."""
    if key(words).removeprefix("the ") not in listed("accord_names.yaml", "common"):
        return True
    context = context_of(doc)
    day = context.document.published
    if day is not None and accord.signed is not None and day < accord.signed - _BEFORE:
        return False
    theatres, states, seen = _world(doc, context.knowledge)
    if accord.theatre in theatres or len(states.intersection(accord.parties)) > 1:
        return True
    return not seen.isdisjoint(_places(accord, context.knowledge))


def _world(doc: Doc, knowledge: Knowledge) -> tuple[set[str], set[str], set[str]]:
    """The theatres and states that a text names, and its capitalised words, folded; worked out once for a text."""
    if _NOTED not in doc.user_data:
        theatres: set[str] = set()
        states: set[str] = set()
        seen = {token.text for token in doc if token.text[:1].isupper()}
        pairs = {f"{one.text} {two.text}" for one, two in pairwise(doc) if one.text[:1].isupper()}
        for words in seen | pairs:
            place = knowledge.place(words)
            if place is not None:
                theatres.add(place.theatre)
            states.update(e.entity_id for e in knowledge.lookup(words) if e.entity_id.startswith("state/"))
        theatres |= {knowledge.entities[state].name for state in states}
        doc.user_data[_NOTED] = (theatres, states, {key(word) for word in seen})
    found: tuple[set[str], set[str], set[str]] = doc.user_data[_NOTED]
    return found


def _places(accord: KnownAccord, knowledge: Knowledge) -> set[str]:
    """The places in the names of an accord: "Minsk" of the Minsk agreements."""
    words = {word for name in (accord.name, *accord.aliases) for word in name.split() if word[:1].isupper()}
    return {key(word) for word in words if knowledge.place(word) is not None}
