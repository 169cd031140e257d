"""On whom a provision of an agreement lays a duty."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from comity.model import Actor
from comity.reading.accords.measures import Piece
from comity.reading.lexicons import listed
from comity.reading.mentions import actors_of_all, unique, unnamed_actor
from comity.reading.syntax import agents, doers, is_passive, own_subjects, subjects

_LONGEST = 25
_DEFINES = re.compile(r"[\"”’']\s+(?:shall mean|means?|refers? to)\b")
_DEFINING = frozenset({"mean", "denote", "signify"})
_STANDING = frozenset({"remain", "enter", "come", "expire", "apply", "cease", "continue", "take"})
_PARTIES = frozenset({"party", "side", "signatory", "participant", "both", "each", "neither", "either", "we", "they"})


def clause_subjects(verb: Token) -> list[Token]:
    """The subjects of a verb of duty; those between the last comma and "shall" where the parser hung them elsewhere.

    "Within 7 days of signing, Chile and Peru shall …" makes "Chile" one more thing that is signed.
    """
    own = own_subjects(verb)
    modal = next((c for c in verb.children if c.dep_ == "aux" and c.tag_ == "MD" and c.i < verb.i), None)
    if own or modal is None:
        return own
    doc, start = verb.doc, modal.i
    while start > verb.sent.start and doc[start - 1].text not in {",", ";", ":"} and modal.i - start < _LONGEST:
        start -= 1
    if start <= verb.sent.start:
        return []
    inside = range(start, modal.i)
    nouns = [doc[i] for i in inside if doc[i].pos_ in {"NOUN", "PROPN", "PRON"}]
    return [t for t in nouns if t.head.i not in inside or (t.dep_ == "conj" and t.head in nouns)]


def obliged_by(
    piece: Piece, within: TokenSpan, lead: TokenSpan | None, parties: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """Who must do a measure of a provision: its subject, or that of the words that lead to it, or the parties."""
    if _DEFINES.search(piece.tokens.text):
        return ()
    opens = piece.head.i - within.start <= 1 and piece.head.tag_ in {"VB", "VBG"} and not own_subjects(piece.head)
    verb = None if opens else _subject_holder(piece.head)
    if verb is not None:
        return _by_clause(verb, parties)
    if piece.head.pos_ not in {"VERB", "AUX"}:
        by = [t for c in piece.head.children if c.lower_ == "by" for t in c.children if t.dep_ == "pobj"]
        named = _named(by, parties)
        if named:
            return named
    before = None if opens else _finite_before(piece.head, within)
    holder = before or (finite_of(lead) if lead is not None else None)
    if holder is not None:
        return _by_clause(holder, parties)
    return parties


def _subject_holder(head: Token) -> Token | None:
    """The verb whose subject does a deed: the deed's own, or that of the verb it is joined to or that binds to it."""
    verb = head
    for _ in range(6):
        if (
            verb.dep_ in {"xcomp", "advcl", "ccomp"}
            and verb.pos_ == "VERB"
            and _instrument(own_subjects(verb))
            and own_subjects(verb.head)
        ):
            return verb.head  # "the Parties intend for this Agreement to reinforce …"
        if verb.pos_ in {"VERB", "AUX"} and clause_subjects(verb):
            return verb
        linked = verb.dep_ in {"conj", "xcomp", "ccomp", "acl", "advcl", "pcomp", "prep", "dobj"}
        if not linked or verb.head == verb:
            return None
        verb = verb.head
    return None


def finite_of(sentence: TokenSpan) -> Token | None:
    """The main verb of a sentence with a subject; None in one without ("To strengthen …")."""
    clauses = (t for t in sentence if t.pos_ in {"VERB", "AUX"} and t.dep_ in {"ROOT", "conj", "ccomp", "parataxis"})
    return next((t for t in clauses if own_subjects(t)), None)


def _finite_before(head: Token, within: TokenSpan) -> Token | None:
    """The main verb of the sentence that holds a deed without a subject, where its words stand before the deed."""
    verb = finite_of(head.sent)
    if verb is None or verb.i >= head.i or head.sent.start < within.start - 1:
        return verb if verb is not None and verb.i < head.i else None
    return verb


def _by_clause(verb: Token, parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Who a clause obliges."""
    passive = is_passive(verb)
    who = agents(verb) if passive else (clause_subjects(verb) if not own_subjects(verb) else doers(verb))
    if passive and not who:
        return () if _instrument(subjects(verb)) and not _done_by_parties(verb) else parties
    if _instrument(who) or verb.lemma_.lower() in _DEFINING or _of_paper(verb, who):
        return ()
    return _named(who, parties) or _described(who) or parties


def _named(tokens: Iterable[Token], parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
    found: list[Actor] = []
    for token in tokens:
        if token.lemma_.lower() in _PARTIES or (token.lower_ == "of" and not parties):
            found += parties
        else:
            found += actors_of_all([token])
    return unique(found)


def _described(tokens: list[Token]) -> tuple[Actor, ...]:
    """A body without a name of its own ("the Joint Commission", "a monitoring team"): as the text describes it."""
    found = []
    for token in tokens:
        if token.lemma_.lower() in listed("provision_words.yaml", "bodies") or (
            token.pos_ == "PROPN" and token.ent_type_ in {"ORG", "PERSON", "NORP"}
        ):
            end = next((c.left_edge.i for c in token.children if c.dep_ in {"relcl", "acl", "appos"}), token.i + 1)
            words = token.doc[token.left_edge.i : max(token.i + 1, min(end, token.i + 1))]
            start = words.start + (words[0].tag_ == "DT" and len(words) > 1)
            found.append(unnamed_actor(token.doc, token.doc[start : words.end].text))
    return unique(found)


def _instrument(tokens: list[Token]) -> bool:
    """Whether a subject is the paper itself: "this Agreement shall enter into force" obliges nobody."""
    return bool(tokens) and all(t.lemma_.lower() in listed("provision_words.yaml", "instruments") for t in tokens)


def _of_paper(verb: Token, who: list[Token]) -> bool:
    """Whether "it" is the paper: "it shall remain in force for five years"."""
    standing = verb.lemma_.lower() in _STANDING
    return standing and bool(who) and all(t.lower_ in {"it", "they", "this"} for t in who)


def _done_by_parties(verb: Token) -> bool:
    """Whether what is done to the paper is a deed of the parties: implement, register, review it."""
    return verb.lemma_.lower() in listed("provision_words.yaml", "done_to_papers")
