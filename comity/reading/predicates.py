"""How far an account says something went: agreed, pledged, stressed, discussed or raised; and which way it points.

Classes and their order of firmness stand in `data/points.yaml`. Limit: the class is that of the words, not of the tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from comity.reading.lexicons import listed, load_yaml
from comity.reading.points import Piece
from comity.reading.syntax import is_negated, is_passive, own_subjects

UNKNOWN = "told"
_NEAR = 5
_OF_TALKS = frozenset({"agreed", "discussed", "raised"})
_MAIN = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """The words that report a point, the class of their strength and its rank; 0 where it is unknown.

    `plain`: they only tell that something was said; `inherited`: the class is that of a predicate above. `stance`: -1
    where the clause denies or refuses, 1 where it supports. `demand`: it asks somebody to act. `planned`: what it tells
    of is still to come.
    """

    words: str
    strength: str
    rank: int
    plain: bool
    inherited: bool
    stance: int
    demand: bool
    planned: bool
    verb: str
    critical: bool = False
    unspoken: bool = False


def predicate_of(piece: Piece) -> Predicate:
    """The predicate of a point."""
    verb = _told(piece.verb)
    strength = _strength_of(verb)
    entry = load_yaml("points.yaml")["strength"].get(strength, {"rank": 0})
    lemmas = {t.lemma_.lower() for t in piece.words}
    stance = -1 if lemmas & _group("against") or _denies(piece) else 1 if lemmas & _group("favour") else 0
    return Predicate(
        words=_words_of(verb),
        strength=strength,
        rank=entry["rank"],
        plain=entry.get("plain", False),
        inherited=piece.own != piece.verb or _class_of(piece.verb) is None,
        stance=stance,
        demand=bool(lemmas & _group("demand")),
        planned=any(_is_planned(token) for token in piece.words),
        verb=piece.verb.lemma_.lower(),
        critical=bool(lemmas & _group("critical")),
        unspoken=_is_unspoken(piece),
    )


def _told(verb: Token) -> Token:
    """The predicate of what is only said to be so: in "said that the sides had agreed" the agreeing."""
    if verb.lemma_.lower() not in listed("points.yaml", "saying"):
        return verb
    inner = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    return inner if inner is not None and _class_of(inner) in _OF_TALKS else verb


def _words_of(verb: Token) -> str:
    """The verb with what makes it a predicate: "set out", "made clear", "expressed readiness", "drew attention"."""
    parts = [
        child
        for child in verb.children
        if child.dep_ in {"prt", "neg"}
        or child.lower_ in {"clear", "attention"}
        or (child.dep_ in {"dobj", "nsubjpass"} and child.lemma_.lower() in _classes("nouns"))
    ]
    places = [verb.i, *(token.i for token in parts if abs(token.i - verb.i) <= _NEAR)]
    return str(verb.doc[min(places) : max(places) + 1].text)


def _denies(piece: Piece) -> bool:
    """Whether the head of a point or of what it says is denied ("there can be no …", "does not supply")."""
    for token in piece.content:
        if token.dep_ == "neg" and token.head.pos_ in {"VERB", "AUX"} and token.head.dep_ in _MAIN:
            return True
        if token.dep_ == "det" and token.lower_ == "no" and token.head.dep_ in {"attr", "dobj", "nsubj", "nsubjpass"}:
            return token.head.head.dep_ in _MAIN and token.head.lemma_.lower() not in _group("no_denial")
    return is_negated(piece.verb)


def _is_unspoken(piece: Piece) -> bool:
    """Whether a clause says that a matter was not spoken of: "was not a subject of the talks", "was not discussed"."""
    verb = piece.verb
    if not any(c.dep_ == "neg" for c in verb.children):
        return False
    named = any(
        c.dep_ == "attr" and c.lemma_.lower() in listed("points.yaml", "unspoken", "nouns") for c in verb.children
    )
    passive = is_passive(verb) and _class_of(verb) in {"discussed", "raised"}
    return (verb.lemma_ == "be" and named) or passive or verb.lemma_ == "arise"


def _is_planned(token: Token) -> bool:
    future = token.tag_ == "MD" and token.lower_ in {"will", "shall", "'ll"}
    return future or token.lemma_.lower() in {"intend", "plan", "prepare", "prepared"}


@cache
def _group(name: str) -> frozenset[str]:
    return frozenset(load_yaml("points.yaml")[name]["words"])


@cache
def _classes(part: str) -> dict[str, str]:
    entries = load_yaml("points.yaml")["strength"]
    return {word: name for name, entry in entries.items() for word in entry.get(part, ())}


def _strength_of(verb: Token) -> str:
    """The class of a verb, else of the verbs above it."""
    at = verb
    for _ in range(4):
        found = _class_of(at)
        if found:
            return found
        if at.head == at:
            break
        at = at.head
    return UNKNOWN


def _class_of(verb: Token) -> str | None:
    """The class by the noun that a verb takes ("expressed hope", "the key topic was"), else by the verb itself."""
    taken = [c for c in verb.children if c.dep_ in {"dobj", "attr", "nsubjpass"}]
    if verb.lemma_ in {"draw", "call"} and any(c.lower_ == "attention" for c in taken):
        return "stressed"
    if verb.lemma_ == "confirm" and _one_says(verb):
        return "stressed"
    if verb.lemma_ == "be":
        taken += [c for c in verb.children if c.dep_ == "nsubj"]
    own = _classes("verbs").get(verb.lemma_.lower())
    if own == "thanked" or verb.lemma_.lower() in _group("critical") | _group("against"):
        return own or "stressed"  # "welcomed the agreement", "rejected the proposal"
    by_noun = next((_classes("nouns")[c.lemma_.lower()] for c in taken if c.lemma_.lower() in _classes("nouns")), None)
    return by_noun or own


def _one_says(verb: Token) -> bool:
    """Whether one side says again that it will: "she confirmed that the mission will stay" is no agreement."""
    subjects = own_subjects(verb)
    clause = any(c.dep_ == "ccomp" for c in verb.children)
    return clause and len(subjects) == 1 and subjects[0].tag_ in {"NN", "NNP", "PRP"} and not is_passive(verb)
