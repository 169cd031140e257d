"""Whether a word of stance states one: not where it is supposed, asked of others, agreed or part of another phrase."""

from __future__ import annotations

from spacy.tokens import Token

from comity.model import Actor
from comity.reading.factuality import is_told
from comity.reading.mentions import actors_of_all
from comity.reading.positions.words import words
from comity.reading.syntax import auxiliaries, own_subjects, subjects

_HOPING = frozenset({"hope", "expect", "wish", "trust", "doubt", "pray", "suggest", "recommend"})
_TOWARDS = frozenset({"toward", "towards", "to", "into", "of"})


def is_agreed(cue: Token) -> bool:
    """Whether furthering something is part of what was agreed, and told as an accord: "agreed to promote trade"."""
    first = cue
    while first.dep_ == "conj" and first.head.pos_ == "VERB":
        first = first.head
    settled = {"agree", "decide"}
    agreed = first.dep_ == "xcomp" and first.head.lemma_.lower() in settled
    agreed = agreed or (cue.tag_ == "VB" and first.lemma_ in settled)
    return agreed and cue.lemma_.lower() in {"promote", "advance"}


def ought_to(cue: Token) -> bool:
    """Whether a stance is only asked of somebody: "the council should ask the court to review it", "Let Peru urge"."""
    first = cue
    while first.dep_ in {"conj", "xcomp"} and first.head != first and not own_subjects(first):
        if first.dep_ == "xcomp" and first.head.lemma_.lower() in {"have", "need"}:
            return not any(s.lower_ in {"we", "i"} for s in own_subjects(first.head))
        first = first.head
    above = first.head.lemma_.lower()
    if first.dep_ in {"ccomp", "xcomp"} and above == "let":
        return True
    if first.dep_ == "ccomp" and above in _HOPING and own_subjects(first):
        return not set(actors_of_all(own_subjects(first))) & set(actors_of_all(subjects(first.head)))
    asked = set(auxiliaries(first)) & {"should", "must", "ought"}
    return bool(asked) and not any(s.lower_ in {"we", "i"} for s in own_subjects(first))


def may_expect(cue: Token, holders: tuple[Actor, ...]) -> bool:
    """Whether "expects" asks for something: where a state or "we" does; others foretell, and who "had expected" did."""
    if any(c.dep_ == "aux" and c.lower_ == "had" for c in cue.children):
        return False
    return any(s.lower_ == "we" for s in subjects(cue)) or all(a.kind in {"state", "seat", "alliance"} for a in holders)


def serves_a_purpose(cue: Token) -> bool:
    """Whether a verb only tells what something else is for ("aid to support stability", "with a view to backing")."""
    infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in cue.children)
    return (infinitive and cue.dep_ in {"advcl", "acl"}) or (cue.dep_ == "pcomp" and cue.head.lower_ in _TOWARDS)


def is_supposed(cue: Token) -> bool:
    """Whether a wish is only supposed: "if Norway wishes to join"."""
    return any(c.dep_ == "mark" and c.lower_ in {"if", "unless"} for c in cue.children)


def is_claim(clause: Token) -> bool:
    """Whether a clause tells what is, was or will be so, rather than what ought to be."""
    modals = {c.lower_ for c in clause.children if c.dep_ == "aux"}
    present = clause.lemma_ == "be" and clause.tag_ in {"VBP", "VBZ", "VBD"}
    return is_told(clause) or present or bool(modals & {"will", "would"})


def only_concerns(cue: Token) -> bool:
    """Whether a noun is part of a preposition: "with respect to the pipeline", "in respect of it"."""
    before = cue.nbor(-1).lower_ if cue.i else ""
    return cue.lower_ == "respect" and before in {"with", "in"}


def is_thing(token: Token, verb: Token) -> bool:
    """Whether "it" or "this" is what shows a need rather than who voices one: "it put into relief the need to"."""
    return token.lower_ in {"it", "this", "that", "which"} and verb.lemma_.lower() not in words("uttering")
