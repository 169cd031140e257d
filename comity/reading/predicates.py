"""How far an account says something went: agreed, pledged, stressed, discussed or raised; and which way it points.

Classes and their order of firmness stand in `data/points.yaml`. Limit: the class is that of the words, not of the tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from comity.reading.lexicons import load_yaml
from comity.reading.points import Piece
from comity.reading.syntax import is_negated

UNKNOWN = "told"


@dataclass(frozen=True, slots=True)
class Predicate:
    """The words that report a point, the class of their strength and its rank; `stance` -1 refuses, +1 supports."""

    words: str
    strength: str
    rank: int
    stance: int
    demand: bool = False


def predicate_of(piece: Piece) -> Predicate:
    """The predicate of a point."""
    verb = piece.verb
    strength = _strength_of(verb, piece)
    lowered = {t.lemma_.lower() for t in piece.words}
    rank = load_yaml("points.yaml")["strength"].get(strength, {"rank": 0})["rank"]
    against = bool(lowered & _group("against")) or (is_negated(verb) and strength in {"agreed", "pledged"})
    demand = bool(lowered & _group("demand"))
    favours = bool(lowered & _group("favour"))
    return Predicate(verb.text, strength, rank, -1 if against else 1 if favours else 0, demand)


@cache
def _group(name: str) -> frozenset[str]:
    return frozenset(load_yaml("points.yaml")[name]["words"])


@cache
def _classes(part: str) -> dict[str, str]:
    entries = load_yaml("points.yaml")["strength"]
    return {word: name for name, entry in entries.items() for word in entry.get(part, ())}


def _strength_of(verb: Token, piece: Piece) -> str:
    """The class by the noun that the verb takes ("expressed hope"), else by the verb, else by the verb above it."""
    for child in verb.children:
        if child.dep_ in {"dobj", "attr", "nsubjpass"} and child.lemma_.lower() in _classes("nouns"):
            return _classes("nouns")[child.lemma_.lower()]
    subject = next((c for c in verb.children if c.dep_ in {"nsubj"}), None)
    if verb.lemma_ == "be" and subject is not None and subject.lemma_.lower() in _classes("nouns"):
        return _classes("nouns")[subject.lemma_.lower()]
    at = verb
    for _ in range(4):
        found = _classes("verbs").get(at.lemma_.lower())
        if found:
            return found
        if at.head == at:
            break
        at = at.head
    return UNKNOWN
