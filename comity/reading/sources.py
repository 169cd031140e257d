"""Who says it: the phrase that names the source of a reported verb."""

from __future__ import annotations

from spacy.tokens import Token

from comity.reading.attributed import Range, token_range
from comity.reading.syntax import agents, is_passive, own_subjects, phrase, subjects

_LONGEST = 45
_EMPTY = frozenset({"it", "there"})
_RELATIVES = frozenset({"who", "which", "that"})


def source_range(head: Token, *, verb: Token | None = None) -> Range:
    """The phrase that names a source: title, name, apposition and whoever speaks with it.

    A relative clause that holds the reporting verb itself is left out, and so is any tail of more than 45 tokens.
    """
    without = [
        child
        for child in head.children
        if child.dep_ in {"relcl", "acl", "appos", "advcl", "ccomp"} and verb is not None and _holds(child, verb)
    ]
    if head.pos_ == "PRON":
        without = [child for child in head.children if child.dep_ not in {"conj", "cc"}]
    found = phrase(head, without=without)
    if len(found) > _LONGEST:
        found = phrase(head, without=[child for child in head.children if child.dep_ in {"relcl", "acl", "advcl"}])
    if verb is not None and found.start <= verb.i < found.end:
        last = verb.i - 1 if head.i < verb.i else found.end - 1
        first = found.start if head.i < verb.i else verb.i + 1
        found = verb.doc[first : last + 1]
    last_token = found[-1]
    while len(found) > 1 and (last_token.is_punct or last_token.is_space) and last_token.text not in ")”\"''":
        found = found[:-1]
        last_token = found[-1]
    return token_range(found[0], last_token)


def _holds(token: Token, verb: Token) -> bool:
    return token is verb or token.is_ancestor(verb)


def verb_source(verb: Token) -> tuple[Range | None, bool]:
    """The source of an active or passive reporting verb, and whether the text leaves it unnamed on purpose.

    "It was noted that …" has none.
    """
    if is_passive(verb):
        speakers = agents(verb)
        return (source_range(speakers[0], verb=verb), False) if speakers else (None, True)
    heads = [head for head in subjects(verb) if head.lower_ not in _EMPTY or head.dep_ != "expl"]
    if not heads:
        return _stray_subject(verb)
    head = heads[0]
    if is_passive_subject(head) and verb.head is not verb and not own_subjects(verb) and verb.dep_ == "conj":
        return None, True
    return source_range(head, verb=verb), False


def is_passive_subject(head: Token) -> bool:
    """Whether a noun is the subject of a passive verb."""
    return head.dep_ in {"nsubjpass", "csubjpass"}


def _stray_subject(verb: Token) -> tuple[Range | None, bool]:
    """The name right behind a verb that the parser took for its object: "…, said Vask"."""
    for child in verb.rights:
        if child.dep_ in {"dobj", "attr", "npadvmod", "dep", "oprd"} and child.ent_type_ in {
            "PERSON",
            "ORG",
            "NORP",
            "GPE",
        }:
            return source_range(child, verb=verb), False
    return None, False
