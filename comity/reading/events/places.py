"""Where a deed took place: the city, venue or state of an "in" or "at" phrase that hangs on it or on its clause.

What an act in words is about lies elsewhere ("condemned the raid in Libya"), so only the act's own phrases place it; a
deed is also placed by the phrases of its object and by what it was done to ("shelled Lund"). A call has no place. Of
a venue and a city the city is meant, where it is known: "at the Grand Hotel in Oslo". Limits we know: a place that only
another sentence names is taken from the main encounter alone; distances ("30 miles off Lund") are not worked out.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from comity.model import Span
from comity.reading.context import context_of, span_of_tokens
from comity.reading.dates.component import joined
from comity.reading.mentions import mention_of
from comity.reading.syntax import conjunct_phrase, entity_at, prepositional

Found = tuple[str, Span]
_PLACED_BY = ("in", "at", "near", "outside")
_AROUND = ("in", "at", "near", "outside", "around", "on", "off")
_AWAY = ("from", "of")
_PLACE_ENTITIES = frozenset({"GPE", "LOC", "FAC"})
_NOT_PLACES = frozenset({"DATE", "TIME", "EVENT", "NORP", "PERSON", "CARDINAL", "ORDINAL", "MONEY", "PERCENT"})
_VENUES = frozenset(
    ["hotel", "palace", "villa", "hall", "house", "castle", "airport", "base", "centre", "center", "resort", "club",
     "residence", "ministry", "embassy", "headquarters", "mansion", "estate", "lodge", "bridge", "camp", "monastery",
     "kremlin", "university", "institute", "arena", "stadium", "ranch", "dacha"]
)  # fmt: skip
_NAMELESS = frozenset(["town", "city", "village", "port", "capital", "island", "valley", "enclave"])
_HELD_IN = frozenset({"hold", "take", "host", "start", "begin", "open", "resume", "continue", "convene", "schedule"})
_LONGEST = 4


def place_of(token: Token, *, deed: bool = True, target: Token | None = None) -> Found | None:
    """Name and words of the place where something happened, None where its clause names none.

    `deed` is off for acts in words; `target` is what a deed was done to. Known places go by their usual name; others,
    if the entity recogniser holds them for places, as written.
    """
    seen: set[int] = set()
    current: Token | None = token
    while current is not None and current.i not in seen:
        seen.add(current.i)
        found = _attached(current, deed=deed)
        if found is not None:
            return found
        current = joined(current)
    return _goal(token) or (_done_to_place(target) if deed and target is not None else None)


_GOING = frozenset({"fly", "travel", "go", "come", "return", "head", "arrive"})


def _goal(noun: Token) -> Found | None:
    """Where somebody went for it: "flew to Moscow for talks"."""
    verb = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "for" else None
    if verb is None or verb.lemma_ not in _GOING:
        return None
    return next((found for n in prepositional(verb, "to") if (found := place_named(n))), None)


def _done_to_place(target: Token) -> Found | None:
    """The place that a deed was done to: a name, or "the town" for the one named last."""
    if target.ent_type_ in _PLACE_ENTITIES or target.pos_ == "PROPN":
        found = place_named(target)
        if found is not None and context_of(target.doc).knowledge.place(found[0]) is not None:
            return found
    if target.lower_ in _NAMELESS and any(c.lower_ in {"the", "this", "that"} for c in target.children):
        return next(_named_before(target), None)
    return None


def _named_before(token: Token) -> Iterator[Found]:
    """Cities and other places that are no states, named before a word in its sentence or the one before; last first."""
    doc = token.doc
    first = doc[token.sent.start - 1].sent.start if token.sent.start else 0
    for index in range(token.i - 1, first - 1, -1):
        if doc[index].ent_type_ in _PLACE_ENTITIES or doc[index].pos_ == "PROPN":
            found = place_named(doc[index])
            place = context_of(doc).knowledge.place(found[0]) if found else None
            if found is not None and (place is None or place.kind != "state") and doc[index].ent_type_ != "NORP":
                yield found


def _attached(token: Token, *, deed: bool) -> Found | None:
    """A place phrase on a word, or on its object and prepositional phrases."""
    hosts = token.lemma_ in {"host", "receive", "welcome", "greet", "invite"}
    found = _best(prepositional(token, *_PLACED_BY, *(("to",) if hosts else ())))
    if found is not None:
        return found
    for noun in _inner(token, deed=deed):
        found = _best(prepositional(noun, "in", "at", "near"))
        if found is not None:
            return found
    return _deep(token) if token.pos_ == "NOUN" else None


def _deep(noun: Token) -> Found | None:
    """The city that an "in" names deep in a noun's phrase: "the meeting of heads of state of the region in Lund"."""
    for token in noun.subtree:
        if token.i > noun.i and token.dep_ == "prep" and token.lower_ == "in":
            found = next((f for c in token.children if (f := place_named(c))), None)
            place = context_of(noun.doc).knowledge.place(found[0]) if found else None
            if found is not None and place is not None and place.kind != "state":
                return found
    return None


def _inner(token: Token, *, deed: bool) -> Iterator[Token]:
    """The nouns of a clause whose own place phrases place the clause."""
    verb = token.pos_ in {"VERB", "AUX"}
    for child in token.children:
        if deed and verb and child.dep_ in {"dobj", "nsubjpass"}:
            yield child
        elif child.dep_ == "prep":
            nouns = [n for n in child.children if n.dep_ == "pobj"]
            lets_in = child.lower_ in {"with", "between"} or (deed and verb and _lets_in(child))
            yield from (n for n in nouns if lets_in or n.lemma_ in {"minute", "hour", "day"})
        elif child.dep_ in {"relcl", "acl"} and not verb and child.lemma_ in _HELD_IN:
            yield child


def _lets_in(preposition: Token) -> bool:
    return preposition.lower_ not in {"of", "against", "for", "about", "over", "on", "before", "after", "since"}


def _best(nouns: list[Token]) -> Found | None:
    """The place that one of several phrases names: a city before a venue, "the town" for the place named before."""
    venue: Found | None = None
    for noun in nouns:
        at = noun.head.lower_ == "at" if noun.head.dep_ == "prep" else False
        found = place_named(noun)
        around = _around(noun) if found is None or _is_venue(noun) else None
        if around is not None:
            return around
        if found is None and noun.lower_ in _NAMELESS and any(c.lower_ == "the" for c in noun.children):
            found = next(_named_before(noun), None)
        if found is None or (at and _is_state(noun, found[0])):
            continue
        if not _is_venue(noun):
            return found
        venue = venue or found
    return venue


def _around(noun: Token) -> Found | None:
    """The place that a venue's phrase lies in: "a bridge near Lund", "the Capella Hotel on the island of Sentosa"."""
    for inner in prepositional(noun, *_AROUND):
        found = place_named(inner)
        if found is None:
            found = next((f for n in prepositional(inner, "of", "in") if (f := place_named(n))), None)
        if found is not None:
            return found
    return None


def _is_venue(noun: Token) -> bool:
    return noun.lemma_.lower() in _VENUES


def _is_state(noun: Token, name: str) -> bool:
    place = context_of(noun.doc).knowledge.place(name)
    return place is not None and place.kind == "state"


def place_named(noun: Token) -> Found | None:
    """The place that a noun phrase names."""
    knowledge = context_of(noun.doc).knowledge
    if noun.pos_ not in {"PROPN", "NOUN"}:
        return None
    if noun.ent_type_ in _NOT_PLACES:
        led_to = noun.dep_ == "pobj" and noun.head.lower_ in {"in", "near", "from", "outside"}
        mistaken = noun.ent_type_ in {"PERSON", "NORP"} and (led_to or noun.dep_ in {"dobj", "nsubjpass"})
        place = knowledge.place(noun.text) if mistaken and noun.pos_ == "PROPN" else None
        return (place.name, span_of_tokens(noun.doc[noun.i : noun.i + 1])) if place else None
    tokens = conjunct_phrase(noun)
    name = tokens.doc[max(tokens.start, noun.i - _LONGEST + 1) : noun.i + 1]
    for start in range(name.start, noun.i + 1):
        place = knowledge.place(tokens.doc[start : noun.i + 1].text) if tokens.doc[start].text[:1].isupper() else None
        if place is not None:
            return place.name, span_of_tokens(tokens.doc[start : noun.i + 1])
    seat = _seat(noun)
    if seat is not None:
        return seat
    entity = entity_at(noun)
    if entity is not None:
        named = all(t.text[:1].isupper() or t.lower_ in {"of", "the", "and", "de", "al"} for t in entity)
        if (noun.ent_type_ in _PLACE_ENTITIES or (_is_venue(noun) and len(entity) > 1)) and named:
            return entity.text, span_of_tokens(entity)
    return None


def _seat(noun: Token) -> Found | None:
    """A seat of power as the place where something is: "at the White House", "in the Kremlin"."""
    if noun.head.lower_ not in {"at", "to", "in", "inside", "outside"}:
        return None
    mention, knowledge = mention_of(noun), context_of(noun.doc).knowledge
    if mention is not None:
        return (mention.actors[0].name, mention.span) if mention.actors[0].kind == "seat" else None
    ids = [item.entity_id for item in knowledge.lookup(noun.text) if item.entity_id.startswith("seat/")]
    return (knowledge.entities[ids[0]].name, span_of_tokens(noun.doc[noun.i : noun.i + 1])) if ids else None
