"""On whom a provision lays a duty, and who "the Parties" of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Mention
from comity.reading.lexicons import listed
from comity.reading.measures import Piece
from comity.reading.mentions import actors_of_all, unique, unnamed_actor
from comity.reading.syntax import agents, conjuncts, doers, first_conjunct, is_passive, own_subjects, subjects

_PARTIES = frozenset({"party", "side", "signatory", "participant", "both", "each", "neither", "either", "we", "they"})
_BODIES = frozenset({"state", "organisation", "armed-group", "alliance", "office", "people"})
_DEFINED = re.compile(
    r"\(?\s*(?:(?:herein|here)?after|together|collectively|jointly|both|each|referred to as|as|the|are|called|,|\s)*\s*"
    r"[“\"'‘](?:the\s+)?(?:(?:High )?Contracting )?(?:Parties|Party|Sides|Participants|Signatories|States)[”\"'’]",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:agreement|treaty|accord|memorandum|protocol|pact|declaration|statement|communiqu[eé]|convention|armistice|understanding|truce|"
    r"ceasefire|framework|roadmap|outcomes?|arrangement|partnership|hostilities|cooperation)\b[^.\n]{0,80}?\b(?:between|among|amongst|of|by)\b",
    re.IGNORECASE,
)


def obliged_by(
    piece: Piece, within: TokenSpan, lead: TokenSpan | None, parties: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """Who must do a measure of a provision: its subject, or that of the words that lead to it, or the parties."""
    verb = _subject_holder(piece.head)
    if verb is not None:
        return _by_clause(verb, parties)
    if piece.head.pos_ not in {"VERB", "AUX"}:
        by = [t for c in piece.head.children if c.lower_ == "by" for t in c.children if t.dep_ == "pobj"]
        named = _named(by, parties)
        if named:
            return named
    holder = _finite_before(piece.head, within) or (finite_of(lead) if lead is not None else None)
    if holder is not None:
        return _by_clause(holder, parties)
    return parties


def _subject_holder(head: Token) -> Token | None:
    """The verb whose subject does a deed: the deed's own, or that of the verb it is joined to or that binds to it."""
    verb = head
    for _ in range(6):
        if verb.pos_ in {"VERB", "AUX"} and own_subjects(verb):
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
    who = agents(verb) if passive else doers(verb)
    if passive and not who:
        return () if _instrument(subjects(verb)) and not _done_by_parties(verb) else parties
    if _instrument(who):
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


def _done_by_parties(verb: Token) -> bool:
    """Whether what is done to the paper is a deed of the parties: implement, register, review it."""
    return verb.lemma_.lower() in listed("provision_words.yaml", "done_to_papers")


def text_parties(doc: Doc, before: int) -> tuple[Actor, ...]:
    """The parties of an agreement's text: as it defines them, as its title, opening or signatures name them."""
    head = doc[: max(before, 1)].text
    for match in _DEFINED.finditer(doc.text[: len(head) + 2000]):
        start = doc.text.rfind("\n\n", 0, match.start())
        found = _mentioned(doc, max(start, match.start() - 600, 0), match.start())
        if len(found) > 1:
            return found
    for line_start, line in _first_lines(doc.text):
        match = _TITLE.search(line)
        if match is not None:
            found = _mentioned(doc, line_start + match.end(), line_start + len(line))
            if len(found) > 1:
                return found
    return _of_opening(doc, before)


def _first_lines(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for line in text.split("\n")[:12]:
        yield at, line
        at += len(line) + 1


def _mentioned(doc: Doc, start: int, end: int) -> tuple[Actor, ...]:
    """The bodies named between two characters, the outermost of nested names."""
    inside: list[Mention] = [
        m for m in doc._.mentions
        if start <= m.span.start and m.span.end <= end and all(a.kind in _BODIES for a in m.actors)
    ]  # fmt: skip
    outer = [
        m
        for m in inside
        if not any(o is not m and o.span.start <= m.span.start and m.span.end <= o.span.end for o in inside)
    ]
    return unique(actor for m in outer for actor in m.actors)


def _of_opening(doc: Doc, before: int) -> tuple[Actor, ...]:
    """Whom "We, the …" names, or who "have agreed" in the opening."""
    for token in doc[:200]:
        if token.lower_ == "we":
            named = [t for c in token.children if c.dep_ == "appos" for t in conjuncts(c)]
            found = actors_of_all(named) or (actors_of_all([token]) if named else ())
            if found:
                return found
    for token in doc[: max(before, min(80, len(doc)))]:
        if token.pos_ == "VERB" and token.lemma_.lower() in listed("provision_words.yaml", "adopting"):
            found = actors_of_all(subjects(first_conjunct(token)))
            if len(found) > 1:
                return found
    return ()
