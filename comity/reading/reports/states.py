"""How measures stand as adjectives, nouns and set phrases say it: "is complete", "a partial opening", "delivered on".

The words stand in `data/reports.yaml` (`standing`, `describing`, `happening`, `keeping` …). Limits we know: words
for a part or for lateness count only next to the measure, not in a sentence of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from comity.model.claims import ReportStatus
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import load_yaml
from comity.reading.matters.find import own_matters
from comity.reading.reports.words import (
    TRUCES,
    Found,
    changed,
    doers_of,
    is_actual,
    is_denied,
    is_nil,
    lemma_of,
    matter_in,
    words,
)
from comity.reading.syntax import conjunct_phrase, conjuncts, governors, prepositional, subjects, trim

BEING = frozenset({"be", "remain", "stay", "stand", "become", "look", "seem", "appear"})
_NAMED = frozenset({"acl", "ccomp", "oprd", "xcomp", "acomp", "amod"})


@cache
def _standing() -> dict[str, ReportStatus]:
    """Every word or phrase for how a measure stands, with the status it gives."""
    return {
        word: status for status, listed in load_yaml("reports.yaml")["standing"]["by_status"].items() for word in listed
    }


def find_standing(verb: Token) -> Iterator[Found]:
    """ "The withdrawal is complete", "the exchange is behind schedule", "the truce is in force"."""
    if lemma_of(verb) not in BEING or not is_actual(verb):
        return
    for word in (c for c in verb.children if c.dep_ in {"acomp", "prep", "advmod", "oprd", "attr"} and c.i > verb.i):
        said = word.lower_
        if word.dep_ == "prep":
            said = " ".join([said, *(t.lower_ for t in word.children if t.dep_ in {"pobj", "amod"})])
        if said in {"open", "closed"}:
            yield from _of_crossing(verb, said)
            return
        if said in _standing():
            yield from _of_subjects(verb, _standing()[said], [s for s in subjects(verb) if s.i < verb.i])
            return
        noun = next((t for t in word.children if t.dep_ == "pobj"), None)
        if noun is not None and word.lower_ == "in" and lemma_of(noun) in words("relations"):
            yield from _in_relation(verb, noun)
            return


def _of_crossing(verb: Token, said: str) -> Iterator[Found]:
    """ "The crossing is open again", "remains closed"; one that is merely closed tells of no measure."""
    status: ReportStatus = "fulfilled" if said == "open" else "delayed"
    still = lemma_of(verb) in {"remain", "stay"} or any(c.lower_ in {"still", "again"} for c in verb.children)
    for noun in subjects(verb):
        if lemma_of(noun) in words("crossings") and still:
            yield Found(
                verb,
                trim(verb.doc, noun.left_edge.i, _last(verb, said)),
                _turned(verb, status),
                "border",
                (),
                "standing",
            )


def _last(verb: Token, said: str) -> int:
    return next(c.i for c in verb.children if c.lower_ == said)


def _in_relation(verb: Token, noun: Token) -> Iterator[Found]:
    """ "Norway is in breach of the truce", "in full compliance with the truce"."""
    status: ReportStatus = "fulfilled" if lemma_of(noun) == "compliance" else "violated"
    link = "with" if status == "fulfilled" else "of"
    for kept in prepositional(noun, link) or prepositional(verb, link):
        about = conjunct_phrase(kept)
        matter = matter_in(about)
        if matter is not None and lemma_of(kept) in words("accord_nouns") | words("rules"):
            partial = any(c.lower_ in words("partial") for c in noun.children)
            told = _turned(verb, "partial" if partial and status == "fulfilled" else status)
            yield Found(verb, about, told, matter, tuple(subjects(verb)), "standing")


def _turned(verb: Token, status: ReportStatus) -> ReportStatus:
    """A standing as negation and denial leave it: not in breach is kept, not in compliance is broken."""
    if is_denied(verb):
        return "denied"
    if not is_nil(verb):
        return status
    return "fulfilled" if status in {"violated", "delayed"} else "violated" if status == "fulfilled" else status


def _of_subjects(verb: Token, status: ReportStatus, nouns: list[Token]) -> Iterator[Found]:
    for noun in nouns:
        if lemma_of(noun) not in words("measure_nouns") | words("accord_nouns"):
            continue
        about = conjunct_phrase(noun)
        matter = matter_in(about)
        if matter is not None:
            told = changed(verb, status) if status != "delayed" or is_denied(verb) else status
            yield Found(verb, about, told, matter, tuple(doers_of(verb, noun)) if noun.head != verb else (), "standing")


def find_described(verb: Token) -> Iterator[Found]:
    """ "Calls the withdrawal completed", "considers the release complete", "described the truce as broken"."""
    if lemma_of(verb) not in words("describing") or is_nil(verb) or not is_actual(verb):
        return
    for noun in verb.doc[verb.i + 1 : min(verb.i + 14, verb.sent.end)]:
        if lemma_of(noun) not in words("measure_nouns") | words("accord_nouns"):
            continue
        status = next((s for w in _names_of(verb, noun) if (s := _standing().get(w))), None)
        without = [c for c in noun.children if c.dep_ in {"acl", "cc", "conj"} and c.i > noun.i]
        about = trim(noun.doc, noun.left_edge.i, max([noun.i, *(c.left_edge.i - 1 for c in without[:1])]))
        if not without:
            about = conjunct_phrase(noun)
        matter = matter_in(about)
        if status and matter:
            yield Found(verb, about, status, matter, tuple(subjects(verb)), "described")
            return


def _names_of(verb: Token, noun: Token) -> Iterator[str]:
    """The words that a verb of describing gives its object, however the parser hung them."""
    for host in (noun, verb):
        for word in host.children:
            if word.dep_ in _NAMED and word.i > noun.i:
                yield word.lower_
            if word.lower_ == "as" and word.i > noun.i:
                yield from (t.lower_ for t in word.children)
    if noun.dep_ == "nsubj" and noun.head.i > noun.i:
        yield noun.head.lower_


def happenings() -> frozenset[str]:
    """The lemmas at which `find_event` may find something."""
    phrases = words("happening") | words("collapsing") | {"carry out"}
    return frozenset(phrase.split()[0] for phrase in phrases)


def find_event(verb: Token) -> Iterator[Found]:
    """ "The exchange took place", "the withdrawal did not go ahead", "the truce collapsed"."""
    lemma = lemma_of(verb)
    with_word = {
        lemma,
        *(f"{lemma} {c.lower_}" for c in verb.children if c.dep_ in {"dobj", "prt", "advmod"} and c.i > verb.i),
    }
    happened = bool(with_word & words("happening"))
    collapsed = bool(with_word & words("collapsing"))
    if not (happened or collapsed or "carry out" in with_word) or not is_actual(verb):
        return
    kinds = {"nsubj"} if happened or collapsed else {"dobj", "nsubjpass"}
    for noun in (n for c in verb.children if c.dep_ in kinds for n in conjuncts(c)):
        about = conjunct_phrase(noun)
        matter = matter_in(about)
        if collapsed and lemma_of(noun) in TRUCES:
            yield Found(verb, about, changed(verb, "violated"), "ceasefire", (), "event")
        elif not collapsed and lemma_of(noun) in words("measure_nouns") and matter is not None:
            status = changed(verb, "fulfilled")
            if status == "fulfilled" and _is_partial(noun):
                status = "partial"
            yield Found(verb, about, status, matter, tuple(d for d in doers_of(verb, noun) if d != noun), "event")


def _is_partial(noun: Token) -> bool:
    return any(c.dep_ in {"amod", "compound"} and c.lower_ in words("partial") for c in noun.children)


def find_attribute(noun: Token) -> Iterator[Found]:
    """ "A partial opening of the crossing", "the delayed withdrawal": the adjective beside the measure tells."""
    if lemma_of(noun) not in words("measure_nouns"):
        return
    beside = [c for c in noun.children if c.dep_ in {"amod", "compound"} and c.i < noun.i]
    words_beside = [c.lower_ for c in beside]
    status: ReportStatus | None = "partial" if any(w in words("partial") for w in words_beside) else None
    if status is None and any(w in words("belated") for w in words_beside):
        status = "delayed"
    about = conjunct_phrase(noun)
    matter = matter_in(about)
    verb = next((g for g in governors(noun) if g.pos_ in {"VERB", "AUX"}), None)
    if status is None or matter is None or noun.head.lower_ == "in" or (verb is not None and not is_actual(verb)):
        return
    if factuality_of(noun).happened:
        yield Found(noun, about, status, matter, (), "attribute")


def keepings() -> frozenset[str]:
    """The lemmas at which `find_kept` may find something."""
    return frozenset(phrase.split()[0] for phrase in words("keeping"))


def find_kept(verb: Token) -> Iterator[Found]:
    """ "Nobody has delivered on the release of prisoners", "lives up to the truce", "made good on its promise"."""
    lemma = lemma_of(verb)
    for preposition in (
        t for t in (*verb.children, *(g for c in verb.children for g in c.children)) if t.dep_ == "prep"
    ):
        before = [t.lower_ for t in verb.doc[verb.i + 1 : preposition.i]]
        if " ".join([lemma, *before, preposition.lower_]) not in words("keeping") or not is_actual(verb):
            continue
        for kept in (n for c in preposition.children if c.dep_ == "pobj" for n in conjuncts(c)):
            about = conjunct_phrase(kept)
            matter = matter_in(about)
            if matter and lemma_of(kept) in words("accord_nouns") | words("measure_nouns"):
                doers = tuple(s for s in subjects(verb) if s.lower_ not in words("nobody"))
                status = changed(verb, "fulfilled")
                broken = status == "delayed" and lemma_of(kept) in words("accord_nouns")
                yield Found(verb, about, "violated" if broken else status, matter, doers, "kept")


def find_strength(verb: Token) -> Iterator[Found]:
    """ "The mission reached its planned strength": a force that was to grow to a size."""
    things = [c for c in verb.children if c.dep_ == "dobj" and lemma_of(c) in words("strength")]
    nouns = [s for s in subjects(verb) if s.i < verb.i]
    if lemma_of(verb) not in words("strength", "verbs") or not things or not nouns or not is_actual(verb):
        return
    about = trim(verb.doc, nouns[0].left_edge.i, things[0].right_edge.i)
    matter = next((code for code in own_matters(about) if code in words("matters")), None)
    if matter is not None:
        yield Found(verb, about, changed(verb, "fulfilled"), matter, (), "strength")
