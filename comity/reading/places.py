"""Where a deed took place: the city, venue or state of an "in" or "at" phrase that hangs on it or on its clause."""

from __future__ import annotations

from spacy.tokens import Token

from comity.model import Span
from comity.reading.context import context_of, span_of_tokens
from comity.reading.dates import joined
from comity.reading.syntax import conjunct_phrase, entity_at, prepositional

_PLACED_BY = ("in", "at", "near", "outside")
_PLACE_ENTITIES = frozenset({"GPE", "LOC", "FAC"})
_NOT_PLACES = frozenset({"DATE", "TIME", "EVENT", "NORP", "PERSON", "CARDINAL", "ORDINAL", "MONEY", "PERCENT"})
_LONGEST = 4


def place_of(token: Token) -> tuple[str, Span] | None:
    """Name and words of the place where a deed took place, None where its clause names none.

    Known places go by their usual name; others, if the entity recogniser holds them for places, as written.
    """
    seen: set[int] = set()
    current: Token | None = token
    while current is not None and current.i not in seen:
        seen.add(current.i)
        found = _attached(current)
        if found is not None:
            return found
        current = joined(current)
    return None


def _attached(token: Token) -> tuple[str, Span] | None:
    """A place phrase on a word, or on its object and prepositional phrases."""
    for noun in prepositional(token, *_PLACED_BY):
        found = place_named(noun)
        if found is not None:
            return found
    for child in token.children:
        if child.dep_ in {"dobj", "nsubjpass"} and token.pos_ in {"VERB", "AUX"}:
            nested = [child]
        elif child.dep_ == "prep" and child.lower_ not in {"of", "against"}:
            nested = [n for n in child.children if n.dep_ == "pobj"]
        elif (
            child.dep_ in {"relcl", "acl"}
            and token.pos_ in {"NOUN", "PROPN"}
            and child.lemma_ in {"hold", "take", "host"}
        ):
            nested = [child]
        else:
            continue
        for noun in nested:
            for inner in prepositional(noun, "in", "at"):
                found = place_named(inner)
                if found is not None:
                    return found
    return None


def place_named(noun: Token) -> tuple[str, Span] | None:
    """The place that a noun phrase names."""
    if noun.ent_type_ in _NOT_PLACES or noun.pos_ not in {"PROPN", "NOUN"}:
        return None
    knowledge = context_of(noun.doc).knowledge
    tokens = conjunct_phrase(noun)
    name = tokens.doc[max(tokens.start, noun.i - _LONGEST + 1) : noun.i + 1]
    for start in range(name.start, noun.i + 1):
        place = knowledge.place(tokens.doc[start : noun.i + 1].text) if tokens.doc[start].text[:1].isupper() else None
        if place is not None:
            return place.name, span_of_tokens(tokens.doc[start : noun.i + 1])
    entity = entity_at(noun)
    if entity is not None:
        named = all(t.text[:1].isupper() or t.lower_ in {"of", "the", "and", "de", "al"} for t in entity)
        if noun.ent_type_ in _PLACE_ENTITIES and named:
            return entity.text, span_of_tokens(entity)
    return None
