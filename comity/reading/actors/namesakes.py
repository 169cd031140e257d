"""Persons of one name: which of them a surname with "Mr" or "Mrs", a first name alone, or a bare surname means.

A text that names Bill and Hillary Clinton in full calls one of them "Mrs Clinton"; one that names Ted Cruz in full may
call him "Ted". Of gender we know only lists of first names; where nothing tells, the person named first keeps the name.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from spacy.tokens import Span as TokenSpan

from comity.knowledge import NameEntry, fold
from comity.model import Actor
from comity.reading.actors.cast import Cast, nominals

_MEN = frozenset({"mr", "sir", "lord", "king", "prince"})
_WOMEN = frozenset({"mrs", "ms", "miss", "lady", "queen", "princess", "madame"})
_CLEAR, _ALIKE, _SHORTEST = 0.5, 0.6, 3
_SHORT_FORMS = {
    "bob": "robert", "jack": "john", "jim": "james", "kate": "katherine", "larry": "lawrence", "mike": "michael",
    "ted": "edward", "tony": "anthony", "bill": "william", "dick": "richard", "chuck": "charles", "jeb": "john",
}  # fmt: skip


def gender(cast: Cast, actor: Actor) -> float:
    """From 1 (a woman) to -1 (a man): by how the text speaks of the person, else by lists of first names.

    A name on neither list leans to a woman's where it ends in "a".
    """
    if actor.id in cast.genders:
        return cast.genders[actor.id]
    first = actor.name.split()[0]
    if first in nominals()["women"]:
        return 0.9
    if first in nominals()["men"] or len(actor.name.split()) == 1:
        return -0.6
    return 0.2 if first.endswith("a") else -0.3


def addressed_as(tokens: TokenSpan) -> float:
    """What the word before a name tells of the person's gender: -1 for "Mr", 1 for "Mrs", 0 for nothing."""
    before = tokens.doc[tokens.start - 1].lower_.rstrip(".") if tokens.start else ""
    return -1.0 if before in _MEN else 1.0 if before in _WOMEN else 0.0


def fits(cast: Cast, actor: Actor, tokens: TokenSpan) -> bool:
    """Whether the "Mr" or "Mrs" before a surname may be said of a person."""
    return gender(cast, actor) * addressed_as(tokens) > -_CLEAR


def of_surname(cast: Cast, tokens: TokenSpan) -> Actor | None:
    """The person of the text whom a surname means, with what stands before it; None where none fits."""
    word = fold(tokens.text)
    first = cast.surnames.get(word)
    if first is None or fits(cast, first, tokens):
        return first
    return next((actor for actor in cast.namesakes.get(word, ()) if fits(cast, actor, tokens)), None)


def of_first_name(cast: Cast, word: str) -> Actor | None:
    """The one person whom the text names in full by this first name."""
    folded = fold(word)
    found = {a.id: a for actors in cast.namesakes.values() for a in actors if fold(a.name.split()[0]) == folded
             and len(a.name.split()) > 1}  # fmt: skip
    return next(iter(found.values())) if len(found) == 1 else None


def fitting_entries(cast: Cast, entries: tuple[NameEntry, ...], tokens: TokenSpan) -> list[str]:
    """The ids of the persons of a surname of whom the "Mr" or "Mrs" before it may be said."""
    known = [cast.known_actor(entry.entity_id) for entry in entries]
    return [actor.id for actor in known if fits(cast, actor, tokens)]


def same_first_name(one: str, other: str) -> bool:
    """Whether two first names may be one: an initial, a short form, another spelling ("Emanuel", "Sergei")."""
    one, other = sorted((fold(one).rstrip("."), fold(other).rstrip(".")), key=len)
    if not one or one[0] != other[0]:
        return bool(one) and _SHORT_FORMS.get(one) == other
    if len(one) == 1 or (len(one) >= _SHORTEST and other.startswith(one)) or _SHORT_FORMS.get(one) == other:
        return True
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
