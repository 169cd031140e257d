"""Deeds that measures consist of, as reports tell them: done, in part, still to come, refused (`report_words.py`)."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from comity.model.claims import ReportStatus
from comity.reading.divergences.words import main_clause
from comity.reading.matters.find import own_matters
from comity.reading.reports.words import (
    LEAVING,
    PAST,
    Found,
    changed,
    doers_of,
    is_actual,
    is_nil,
    is_refused,
    lemma_of,
    matter_in,
    words,
)
from comity.reading.syntax import conjunct_phrase, first_conjunct, is_negated, is_passive, prepositional, subjects, trim

_FREEING = frozenset({"release", "free", "exchange", "swap", "hand", "repatriate"})
_VAGUE = frozenset({"open", "return", "lift", "leave", "clear", "deliver", "deploy", "ease", "transfer"}) | _FREEING


def find_deed(verb: Token) -> Found | None:
    """ "Released the prisoners", "38 of the prisoners had been released", "has yet to reopen the crossing"."""
    if lemma_of(verb) not in words("deeds") or (
        verb.dep_ in {"acl", "relcl"}
        and is_passive(verb) is False
        and verb.tag_ == "VBN"
        and not any(c.dep_ == "aux" for c in verb.children)
    ):
        return None
    if is_late(verb):
        return of_deed(verb.head, verb, "delayed")
    if _is_seen(verb):
        return of_deed(verb, verb, "delayed" if is_nil(verb) or is_negated(verb.head) else "fulfilled")
    refused = is_refused(verb) and is_actual(verb.head)
    if verb.tag_ in {"VBZ", "VBP"} or not (refused or (_is_finite(verb) and is_actual(verb))):
        return None
    return of_deed(verb, verb, changed(verb, "fulfilled"))


def is_late(verb: Token) -> bool:
    """Whether a deed is still to come: "has yet to withdraw", "is still to begin", "remains to be opened"."""
    if verb.dep_ not in {"xcomp", "ccomp", "conj"} or not any(c.tag_ == "TO" for c in verb.children):
        return False
    head = first_conjunct(verb).head
    if lemma_of(head) == "remain":
        return is_passive(verb)
    return lemma_of(head) in {"have", "be"} and any(
        c.lower_ in words("late") for c in (*head.children, *verb.children) if c.dep_ == "advmod"
    )


def _is_seen(verb: Token) -> bool:
    """Whether a bare infinitive is what somebody saw: "saw the last tank leave"."""
    bare = verb.tag_ == "VB" and verb.dep_ in {"ccomp", "xcomp"} and not any(c.tag_ == "TO" for c in verb.children)
    return bare and lemma_of(verb.head) in words("seeing") and is_actual(verb.head)


def find_done_so(verb: Token) -> Found | None:
    """ "… but has not done so": how the deed named before stands, in this sentence or the one before."""
    if lemma_of(verb) != "do" or not any(c.lower_ == "so" for c in verb.children):
        return None
    late = is_late(verb)
    if not (late or (is_refused(verb) and is_actual(verb.head)) or (_is_finite(verb) and is_actual(verb))):
        return None
    sentence = verb.sent
    start = verb.doc[sentence.start - 1].sent.start if sentence.start else 0
    deeds = words("deeds") | words("fulfilled") | words("begun")
    for at in range(verb.i - 1, start - 1, -1):
        deed = verb.doc[at]
        if deed.tag_ == "VB" and lemma_of(deed) in deeds:
            found = of_deed(verb, deed, "delayed" if late else changed(verb, "fulfilled"))
            return replace(found, rule="so") if found else None
    return None


def _is_finite(verb: Token) -> bool:
    """Whether a verb has its own tense: a past or present, or a perfect."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    slip = verb.tag_ == "VBN" and not helpers and any(c.dep_ == "nsubj" for c in verb.children)  # a past, mistagged
    return slip or verb.tag_ in {"VBD", "VBZ", "VBP"} or bool(helpers & PAST)


def of_deed(top: Token, deed: Token, status: ReportStatus) -> Found | None:
    """A deed whose object belongs to a matter one can watch; `top` is the verb that says how it stands."""
    things = [c for c in deed.children if c.dep_ in {"dobj", "nsubjpass"}]
    if any(lemma_of(t) in words("accord_nouns") for t in things):
        return None
    if lemma_of(deed) in LEAVING and not any(matter_in(conjunct_phrase(t)) or _moved(deed, t) for t in things):
        leaving = [
            s
            for s in subjects(deed)
            if lemma_of(s) not in words("accord_nouns") and (matter_in(conjunct_phrase(s)) or _moved(deed, s))
        ]
        things = [*leaving, *things] if leaving else things
    if lemma_of(deed) in {"open", "reopen"} and not things:
        things = [s for s in subjects(deed) if lemma_of(s) in words("crossings")]
    matter = next((m for t in things if (m := matter_in(conjunct_phrase(t)) or _moved(deed, t))), None)
    if matter is None or (lemma_of(deed) not in words("deeds") and not own_matters(main_clause(deed))):
        return None
    phrases = [conjunct_phrase(t) for t in things]
    last = max([p.end - 1 for p in phrases], default=deed.i)
    first = min([deed.i, *(p.start for p in phrases)])
    for child in deed.children:
        if child.lower_ in {"from", "to", "into"} and child.dep_ == "prep" and child.i == last + 1:
            last = child.right_edge.i if not any(t.ent_type_ in {"DATE", "TIME"} for t in child.subtree) else last
    about = trim(deed.doc, first, max(last, deed.i))
    doers = tuple(s for s in doers_of(top, things[0]) or doers_of(deed, things[0]) if s not in things)
    return Found(top, about, status, matter, doers, "deed")


def _moved(deed: Token, thing: Token) -> str | None:
    """The matter of verb and object together ("withdrew its troops", "freed 21 soldiers")."""
    if lemma_of(deed) in _FREEING and _captives(thing):
        return "prisoners"
    if lemma_of(deed) in {"open", "reopen"} and lemma_of(thing) in words("crossings"):
        return "border"
    if lemma_of(deed) in LEAVING | {"remove"} and any(lemma_of(t) in words("weapons") for t in thing.subtree):
        return "heavy-weapons"
    if lemma_of(deed) in _VAGUE:
        return None
    both = thing.doc[min(deed.i, thing.left_edge.i) : max(deed.i, thing.right_edge.i) + 1]
    if lemma_of(deed) == "restore" and any(lemma_of(t) in words("services") for t in thing.subtree):
        return "humanitarian"
    return next((code for code in own_matters(both) if code in words("matters")), None)


def _captives(thing: Token) -> bool:
    return any(lemma_of(t) in words("captives") for t in (thing, *prepositional(thing, "of"))) or thing.text.isdigit()
