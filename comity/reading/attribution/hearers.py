"""Hearers: the outlet that is told something and passes it on ("a senior official told NBC that …").

It is where the words were said, and a link of their chain, but for the outlet whose own text this is. Reporters in
general are none.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from comity.model import Actor
from comity.reading.context import context_of, text_of
from comity.reading.mentions import actors_of
from comity.reading.syntax import is_passive

_OUTLETS = frozenset({"television", "tv", "radio", "newspaper", "broadcaster", "daily", "weekly", "magazine"})
_DATELINE = 200
_LONGEST = 8


def outlet_told(verb: Token) -> str | None:
    """The outlet that is told, as the text calls it: one known as such, or "state television", "the newspaper"."""
    if verb.lemma_.lower() != "tell" or is_passive(verb):
        return None
    for hearer in verb.rights:
        if hearer.dep_ in {"dobj", "dative"} and _is_outlet(hearer):
            words = verb.doc[hearer.left_edge.i : hearer.i + 1]
            return " ".join(words.text.split()) if len(words) <= _LONGEST and "," not in words.text else None
    return None


def _is_outlet(hearer: Token) -> bool:
    actors = actors_of(hearer, coordinated=False)
    if actors and all(a.kind == "media" for a in actors):
        return not any(_is_own(hearer.doc, a) for a in actors)
    return hearer.lemma_.lower() in _OUTLETS and (not actors or actors[0].kind == "unnamed")


def _is_own(doc: Doc, outlet: Actor) -> bool:
    """Whether an outlet is the one whose text this is: its publisher, or the one that the dateline names."""
    publisher = context_of(doc).document.publisher or ""
    return outlet.name.casefold() in publisher.casefold() or f"({outlet.name}" in text_of(doc)[:_DATELINE]
