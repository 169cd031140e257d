"""Rounds of talks whose parties only the text before tells: "The next round will be held in May", "a return to talks".

A noun for talks without parties of its own, definite or counted, goes on with the last talks of its kind that the
text told of. Only what lies ahead, is asked for or did not happen makes an event of its own: "the talks were hard" is
said of an event that stands already. Limit we know: two rows of talks told in turns are not kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from comity.reading.events.candidates import Candidate
from comity.reading.factuality import factuality_of
from comity.reading.occurrences import tokens_with

_KINDS = (
    frozenset({"talk", "negotiation", "consultation", "dialogue", "dialog", "round", "negotiate", "confer", "consult"}),
    frozenset({"meeting", "summit", "session", "round", "meet", "gather", "convene"}),
)
_DEFINITE = frozenset({"the", "these", "those", "this", "their", "such"})
_COUNTED = frozenset(
    ["next", "second", "third", "fourth", "fifth", "new", "further", "another", "upcoming", "follow-up", "final"]
)
_STARTING = frozenset(
    ["begin", "start", "resume", "continue", "take", "happen", "occur", "proceed", "commence", "follow", "be"]
)
_FEWEST = 2
_FAR = 600


def continued_talks(doc: Doc, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """A candidate for each noun that goes on with talks told before it, with their parties."""
    told = sorted((c for c in found if c.rule.type == "CONSULT" and c.rule.mode != "phone"), key=lambda c: c.anchor.i)
    taken = {t.i for c in found for t in c.trigger}
    for token in tokens_with(doc, lemmas=frozenset().union(*_KINDS)):
        kind: frozenset[str] = frozenset().union(*(kind for kind in _KINDS if token.lemma_.lower() in kind))
        if token.pos_ != "NOUN" or token.i in taken or not _goes_on(token):
            continue
        before = [
            c for c in told if c.anchor.i < token.i and c.anchor.lemma_.lower() in kind and _parties(c) >= _FEWEST
        ]
        if before and token.idx - before[-1].anchor.idx < _FAR and _is_ahead(token):
            last = before[-1]
            yield Candidate(last.rule, token, (token,), last.actors, last.recipients)


def _parties(candidate: Candidate) -> int:
    return len({actor.id for actor in (*candidate.who, *candidate.whom)})


def _goes_on(noun: Token) -> bool:
    """Whether a noun is definite or counted, and names no parties of its own."""
    if noun.dep_ in {"compound", "amod"} or (noun.dep_ == "nsubj" and noun.head.lemma_.lower() not in _STARTING):
        return False
    near = {c.lower_ for c in noun.children}
    own = any(c.dep_ == "prep" and c.lower_ in {"between", "with", "among", "of"} and _names(c) for c in noun.children)
    return bool(near & (_DEFINITE | _COUNTED)) and not own


def _names(preposition: Token) -> bool:
    """Whether a preposition leads to a name, or to somebody else's talks ("a round of talks" is the same talks)."""
    return any(t.pos_ == "PROPN" or t.ent_type_ for t in preposition.subtree)


def _is_ahead(noun: Token) -> bool:
    factuality = factuality_of(noun)
    return factuality.status in {"planned", "called-for"} or factuality.polarity == "denied"
