"""What the terms of an accord are told to be: "the deal provides for …", "under the accord, Chile is to …".

The words stand in `data/accord_terms.yaml`. Limits we know: terms that a list gives without such words are found only
where a cue leads to them; who the parties are is taken from the accord before, or the two states most named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor
from comity.model.claims import AccordStatus
from comity.reading.accords.draft import Draft
from comity.reading.accords.measures import Piece, pieces_of
from comity.reading.accords.parties import principals
from comity.reading.complements import Complement, complement_after, nominal_at
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import listed
from comity.reading.mentions import actors_of_all, unique
from comity.reading.occurrences import tokens_with
from comity.reading.syntax import (
    auxiliaries,
    conjuncts,
    is_negated,
    is_passive,
    own_subjects,
    prepositional,
    subjects,
    trim,
)

_words = partial(listed, "accord_terms.yaml")
_CERTAINTY = 0.7
_BOUND = frozenset({"will", "shall", "must", "would", "should"})


def find_terms(doc: Doc, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """One draft for each clause that tells what an accord's terms are."""
    for token in tokens_with(doc, words={"under"}, lemmas=_words("verbs")):
        found = None
        if token.lemma_.lower() in _words("verbs") and token.dep_ not in {"amod", "compound", "aux"}:
            found = _of_verb(token, drafts)
        elif token.lower_ == "under" and token.dep_ == "prep":
            found = _under(token, drafts)
        if found is not None and found.pieces:
            yield found


def _paper(tokens: Sequence[Token]) -> Token | None:
    """The accord that a subject or object names: definite, or a plan of somebody's."""
    paper = next((t for t in tokens if t.lemma_.lower() in _words("papers")), None)
    if paper is None or (paper.tag_ in {"NNS", "NNPS"} and paper.lemma_.lower() in {"plan", "proposal"}):
        return None
    return paper


def _of_verb(verb: Token, drafts: Sequence[Draft]) -> Draft | None:
    """ "The accord obliges Chile to return the ships", "the plan envisages a withdrawal"."""
    paper = _paper(own_subjects(verb) or (subjects(verb) if verb.dep_ in {"relcl", "acl"} else []))
    if paper is None or is_passive(verb) or is_negated(verb) or factuality_of(verb).polarity == "denied":
        return None
    parties = _parties(paper, verb, drafts)
    bound = [
        c for child in verb.children if child.dep_ in {"dobj", "dative"} and child.i > verb.i for c in conjuncts(child)
    ]
    deed = next(
        (c for c in verb.children if c.tag_ == "VB" and c.i > verb.i and c.dep_ in {"xcomp", "advcl", "ccomp"}), None
    )
    if bound and deed is not None and any(c.tag_ == "TO" for c in deed.children):
        start = next(c.i for c in deed.children if c.tag_ == "TO")
        content = Complement("infinitive", deed, start, max(deed.right_edge.i + 1, deed.i + 1))
        who = actors_of_all(bound) or parties
        pieces = [replace(piece, obliged=who, settled=True) for piece in pieces_of(content)]
        whole = trim(verb.doc, bound[0].left_edge.i, content.end - 1)
        return _draft(verb, paper, whole, pieces, parties or who)
    found = _object_of(verb)
    return None if found is None else _draft(verb, paper, found.span, pieces_of(found), parties)


def _object_of(verb: Token) -> Complement | None:
    """What a verb of terms takes: "provides for X", "stipulates that X", "envisages X"."""
    if verb.lemma_.lower() in _words("with_for"):
        return complement_after(verb, verb.i + 1, frozenset({"preposition"}), frozenset({"for"}))
    clause = complement_after(verb, verb.i + 1, frozenset({"clause"}), frozenset())
    if clause is not None:
        return clause
    thing = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
    return nominal_at(verb, thing.left_edge.i) if thing is not None and thing.pos_ == "NOUN" else None


def _under(preposition: Token, drafts: Sequence[Draft]) -> Draft | None:
    """ "Under the deal, Chile is to withdraw and Peru will lift the embargo"."""
    paper = _paper([c for c in preposition.children if c.dep_ == "pobj"])
    verb = preposition.head
    if paper is None or verb.pos_ not in {"VERB", "AUX"} or not any(c.dep_ == "det" for c in paper.children):
        return None
    duties = [duty for head in conjuncts(verb) if (duty := _duty(head)) is not None]
    if not duties:
        return None
    parties = _parties(paper, verb, drafts)
    doers = unique(actor for head, _ in duties for actor in actors_of_all(subjects(head)))
    parties = unique((*parties, *doers)) if len(parties) < 2 else parties
    pieces = [replace(p, obliged=_doer(head, parties), settled=True) for head, deed in duties for p in pieces_of(deed)]
    first, last = own_subjects(duties[0][0]), duties[-1][1].end
    return _draft(verb, paper, trim(verb.doc, first[0].left_edge.i, last - 1), pieces, parties)


def _doer(verb: Token, parties: tuple[Actor, ...]) -> tuple[Actor, ...]:
    named = actors_of_all(subjects(verb)) if not is_passive(verb) else ()
    return named or parties


def _duty(verb: Token) -> tuple[Token, Complement] | None:
    """The deed that "will", "must" or "is to" binds its subject to."""
    if not own_subjects(verb):
        return None
    if verb.lemma_ == "be":
        deed = next((c for c in verb.children if c.dep_ == "xcomp" and c.tag_ == "VB"), None)
        if deed is None:
            return None
        return verb, Complement("infinitive", deed, deed.i, deed.right_edge.i + 1)
    if not set(auxiliaries(verb)) & _BOUND:
        return None
    end = verb.right_edge.i + 1
    later = [own_subjects(c)[0].left_edge.i for c in conjuncts(verb) if c.i > verb.i and own_subjects(c)]
    end = min([end, *(at for at in later if at > verb.i)])
    if is_passive(verb):
        return verb, Complement("clause", verb, own_subjects(verb)[0].left_edge.i, end)
    return verb, Complement("infinitive", verb, verb.i, end)


def _parties(paper: Token, verb: Token, drafts: Sequence[Draft]) -> tuple[Actor, ...]:
    own = actors_of_all(prepositional(paper, "between", "among", "with"))
    if len(own) > 1:
        return own
    earlier = [
        d.parties for d in drafts if d.anchor.i < verb.i and len(d.parties) > 1 and d.status in {"agreed", "in-force"}
    ]
    return earlier[-1] if earlier else principals(verb.doc, verb.i, states=True)


def _draft(verb: Token, paper: Token, content: TokenSpan, pieces: list[Piece], parties: tuple[Actor, ...]) -> Draft:
    drafted = paper.lemma_.lower() in _words("drafts") or any(
        c.lemma_.lower() in _words("draft_signs") for c in paper.children
    )
    status: AccordStatus = "proposed" if drafted or set(auxiliaries(verb)) & {"would", "could"} else "agreed"
    cue = verb.doc[verb.i : verb.i + 1]
    return Draft(content, cue, verb, parties, status, pieces, _CERTAINTY, "terms")
