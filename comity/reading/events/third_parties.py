"""Who stands between the parties to an event: mediators, hosts, brokers, patrons.

"U.N.-brokered talks", "hosted by Iraq", "under the auspices of China", "through Omani mediators", "with Egypt as
mediator", "Qatar hosted talks between A and B". They are no parties to it, where two others are left who are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.model import Actor
from comity.reading.context import context_of
from comity.reading.events.actors import parties, party
from comity.reading.events.candidates import Candidate
from comity.reading.events.lexicon import words
from comity.reading.events.nouns import GO_BETWEENS, go_between_before
from comity.reading.events.roles import named_in_all
from comity.reading.mentions import unique
from comity.reading.syntax import agents, clause, clause_verb, doers, prepositional

_BETWEEN_PARTIES = frozenset({"CONSULT", "AGREE", "CONCEDE", "RETREAT", "COOPERATE", "SUPPORT"})
_BROKERED = re.compile(
    r"(?P<name>[A-Z][\w.]*(?: [A-Z][\w.]*)?)[-‐‑–]"
    r"(?:brokered|mediated|hosted|sponsored|facilitated|moderated|supervised)\b"
)
_STANDING = frozenset({"name", "alias", "acronym", "demonym", "seat", "capital"})


def third_parties_of(candidate: Candidate) -> tuple[Actor, ...]:
    """The actors that an event's clause puts between its parties; none for events that have no two sides."""
    if candidate.rule.type not in _BETWEEN_PARTIES or len((*candidate.who, *candidate.whom)) < 2:
        return ()
    anchor = candidate.anchor
    told = clause(clause_verb(anchor))
    first, last = min(told.start, anchor.left_edge.i), max(told.end, anchor.right_edge.i + 1)
    around = anchor.doc[first:last]
    heads = [*_hosting(candidate), *_by_participles(candidate), *_before(candidate)]
    for token in around:
        word = token.lemma_.lower()
        if word in words("mediation") or word == "invitation":
            heads += _of_mediation(token)
        elif word in words("go_betweens"):
            heads += _go_betweens(token)
        elif word == "as":
            heads += _as_mediator(token)
    return unique((*parties(named_in_all(dict.fromkeys(heads))), *_hyphened(around)))


def without(candidate: Candidate, third: tuple[Actor, ...]) -> Candidate:
    """The candidate without the words for third parties, where two parties are left."""
    ids = {actor.id for actor in third}
    if not ids or "symmetric" not in candidate.rule.flags:
        return candidate

    def kept(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        return tuple(t for t in tokens if not ((m := party(t)) and {actor.id for actor in m.actors} <= ids))

    rest = replace(candidate, actors=kept(candidate.actors), recipients=kept(candidate.recipients))
    left = {actor.id for actor in (*rest.who, *rest.whom)}
    return rest if len(left) > 1 else candidate


def _hosting(candidate: Candidate) -> list[Token]:
    """Who hosts or brokers what others do: "Qatar hosted talks between the two"."""
    noun = candidate.anchor
    if noun.pos_ != "NOUN" or noun.dep_ not in {"dobj", "nsubjpass"} or noun.head.lemma_ not in GO_BETWEENS:
        return []
    hosts = doers(noun.head)
    ids = {actor.id for actor in parties(named_in_all(hosts))}
    others = {actor.id for actor in (*candidate.who, *candidate.whom)} - ids
    return hosts if len(others) > 1 else []


_TOPICAL = frozenset({"discuss", "exchange", "review", "address", "raise"})


def _by_participles(candidate: Candidate) -> Iterator[Token]:
    """ "talks mediated by Oman", "an accord brokered by Turkey": on the event's words and what they lead to."""
    for word in dict.fromkeys((candidate.anchor, *candidate.trigger)):
        if word.lemma_ in _TOPICAL:
            continue  # "discussed the conference co-hosted by": the host of what was talked about
        nouns = [word, *(n for c in word.children if c.dep_ in {"dobj", "prep"} for n in (c, *c.children))]
        for noun in nouns:
            for child in noun.children:
                if child.dep_ in {"acl", "relcl"} and child.lemma_ in GO_BETWEENS:
                    yield from agents(child) or prepositional(child, "by") or _active(child)


def _active(verb: Token) -> list[Token]:
    """ "talks that Oman mediated": its own subject."""
    return [t for t in verb.children if t.dep_ == "nsubj" and t.tag_ not in {"WDT", "WP"}]


def _before(candidate: Candidate) -> Iterator[Token]:
    for word in dict.fromkeys((candidate.anchor, *candidate.trigger)):
        if word.pos_ == "NOUN":
            yield from go_between_before(word)


def _of_mediation(token: Token) -> Iterator[Token]:
    """ "under the auspices of X", "with X's mediation", "after Turkish mediation", "at the invitation of X"."""
    invited = token.lemma_.lower() == "invitation" and token.head.lower_ in {"at", "on", "upon"}
    if not (token.lower_ in words("mediation") or invited):
        return
    if token.head.dep_ != "prep" and token.head.lower_ not in {"under", "with", "through", "after", "at", "thanks"}:
        return
    yield from (noun for noun in prepositional(token, "of", "by") if not _holds(noun, token))
    yield from (c for c in token.children if c.dep_ in {"poss", "amod", "compound", "nmod"} and party(c))


def _holds(noun: Token, token: Token) -> bool:
    return noun.i < token.i


def _go_betweens(token: Token) -> Iterator[Token]:
    """ "through Omani mediators", "via intermediaries from Oman"."""
    if token.lemma_.lower() not in words("go_betweens") or token.head.lower_ not in {"through", "via", "by", "with"}:
        return
    yield from (c for c in token.children if c.dep_ in {"poss", "amod", "compound", "nmod"} and party(c))
    yield from prepositional(token, "from", "of")


def _as_mediator(token: Token) -> Iterator[Token]:
    """ "with Egypt as mediator", "with Turkey acting as host"."""
    if token.lower_ != "as":
        return
    if not any(c.lemma_.lower() in words("go_betweens") for c in token.children):
        return
    verb = token.head
    if verb.lemma_.lower() in {"act", "serve", "step", "work"}:
        yield from (t for t in verb.children if t.dep_ == "nsubj")
        yield from [verb.head] if verb.dep_ == "acl" else []
    elif verb.pos_ in {"NOUN", "PROPN"}:
        yield verb
    elif verb.lower_ == "with":
        yield from (c for c in verb.children if c.dep_ == "pobj")
    else:
        yield from (n for c in verb.children if c.lower_ == "with" for n in c.children if n.dep_ == "pobj")


def _hyphened(around: TokenSpan) -> list[Actor]:
    """Who stands before "-brokered", also where the tokenizer leaves the two together: "U.N.-brokered"."""
    knowledge = context_of(around.doc).knowledge
    found = []
    for match in _BROKERED.finditer(around.text):
        name = match["name"]
        entity = next((item.entity_id for item in knowledge.lookup(name) if item.kind in _STANDING), None)
        known = knowledge.entities.get(entity or "")
        if known is not None:
            found.append(Actor(known.id, known.name, known.kind, known.country, known.code))
    return found
