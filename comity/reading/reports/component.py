"""Reports: what a text claims of how a measure stands, begun, kept, in part, late, broken or denied (`comity_reports`).

The words stand in `data/reports.yaml`. Only what the text gives as actual counts, and only for matters in which one can
watch measures being carried out. Limits we know: whether the measure belongs to one certain accord is told only where
the sentence names it; deeds are taken for fulfilment whether or not somebody had promised them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Report, content_id
from comity.model.claims import ReportStatus
from comity.reading.accords.names import find_names
from comity.reading.context import context_of, span_of_tokens, statement_at
from comity.reading.dates.component import when_of
from comity.reading.factuality import factuality_of
from comity.reading.matters.find import matters_of, own_matters
from comity.reading.mentions import unique
from comity.reading.occurrences import tokens_with
from comity.reading.reports.deeds import find_deed, find_done_so, is_late, of_deed
from comity.reading.reports.states import (
    BEING,
    find_attribute,
    find_described,
    find_event,
    find_kept,
    find_standing,
    find_strength,
    happenings,
    keepings,
)
from comity.reading.reports.words import (
    TRUCES,
    Found,
    changed,
    doers_of,
    is_actual,
    is_behindhand,
    is_refused,
    lemma_of,
    matter_in,
    words,
)
from comity.reading.sides import holders
from comity.reading.syntax import (
    agents,
    conjunct_phrase,
    conjuncts,
    governors,
    is_negated,
    own_subjects,
    phrase,
    prepositional,
    subjects,
    trim,
)

# Our judgement, by status: reports are annotated nowhere yet, so nothing here is measured (docs/accuracy.md).
CERTAINTY: dict[ReportStatus, float] = {
    "pledged": 0.6, "begun": 0.7, "partial": 0.6, "fulfilled": 0.6, "delayed": 0.6, "violated": 0.7, "denied": 0.6,
}  # fmt: skip
_TIMES = frozenset({"in", "on", "by", "before", "after", "at", "ahead"})
_MET = frozenset({"meet", "keep"})


def find_reports(doc: Doc) -> Iterator[Report]:
    """Every report of how a measure stands, in order."""
    accords = tuple(find_names(doc))
    kept: list[Found] = []
    # An adjective beside the measure tells less than a verb: "the delayed withdrawal has been completed".
    for found in sorted(_candidates(doc), key=lambda found: (found.verb.sent.start, found.rule == "attribute")):
        overlapping = found.rule != "so" and any(
            f.about.start < found.about.end and found.about.start < f.about.end and f.verb.sent == found.verb.sent
            for f in kept[-4:]
        )
        if not overlapping:
            kept.append(found)
            name = next(
                (a.name for a in accords if found.verb.sent.start <= a.tokens.start < found.verb.sent.end), None
            )
            yield _report(doc, found, name)
            if found.status == "fulfilled" and is_behindhand(found.verb):
                yield _report(doc, replace(found, status="delayed"), name)


def _only(found: Found | None) -> tuple[Found, ...]:
    return (found,) if found else ()


def _candidates(doc: Doc) -> Iterator[Found]:
    readers, breaches = _readers(), words("breaches")
    for token in tokens_with(doc, lemmas=_telling()):
        lemma = lemma_of(token)
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "aux", "auxpass"}:
            yield from next((found for reader in readers.get(lemma, ()) if (found := tuple(reader(token)))), ())
        elif token.pos_ in {"NOUN", "PROPN"}:
            if lemma in breaches:
                yield from _only(_breach(token))
            else:
                yield from find_attribute(token)


def _states(verb: Token) -> list[Found]:
    """ "The withdrawal has begun", "completed the withdrawal", "began to withdraw", "violated the truce"."""
    lemma = lemma_of(verb)
    status: ReportStatus | None = next(
        (s for s in ("begun", "fulfilled", "delayed", "violated") if lemma in words(s)),
        "fulfilled" if lemma in words("holding") else None,
    )
    late = is_late(verb)
    if status is None or not (late or is_actual(verb.head if is_refused(verb) else verb)):
        return []
    status = "delayed" if late else changed(verb, status)
    if lemma in words("holding") and status == "delayed":
        status = "violated"
    if lemma in words("begun") and (deed := _infinitive(verb)) is not None:
        found = of_deed(verb, deed, status)
        return [found] if found else []
    measures = _measure_nouns(verb, intransitive=lemma in words("begun") | words("delayed") | words("holding"))
    states = []
    for measure in measures:
        about = _without_time(measure)
        matter = matter_in(about) if _fits(lemma, measure) else None
        if matter is not None:
            told = _with_verb(verb, about) if status == "denied" else about
            states.append(Found(verb, told, status, matter, tuple(doers_of(verb, measure)), "state"))
    return states


def _with_verb(verb: Token, about: TokenSpan) -> TokenSpan:
    """What is denied, with its verb, so that the phrase tells whether that is a breach or a keeping."""
    return trim(verb.doc, min(verb.i, about.start), max(verb.i, about.end - 1))


def _fits(verb: str, noun: Token) -> bool:
    """Whether a verb and a noun make a report: accords are kept or broken, measures begun, completed, late."""
    accord, measure = lemma_of(noun) in words("accord_nouns"), lemma_of(noun) in words("measure_nouns")
    if verb in words("violated"):
        return accord
    if verb in words("accord_verbs"):
        return accord or (measure and verb not in {"observe", "respect", "keep", "hold"})
    if verb in {"confirm", "verify"}:
        return measure and bool(prepositional(noun, "of"))
    return measure or (verb in words("begun") | words("delayed") and lemma_of(noun) in TRUCES)


def _without_time(noun: Token) -> TokenSpan:
    """The phrase of a measure without what says when or how far it was done."""
    others = [c for c in noun.children if c.dep_ in {"conj", "cc", "preconj"}]
    for child in noun.children:
        if child.dep_ == "prep" and child.i > noun.i and child.lower_ in _TIMES:
            inner = [t for t in child.children if t.dep_ == "pobj"]
            if any(t.ent_type_ in {"DATE", "TIME"} or t.lower_ in {"full", "part", "time", "schedule"} for t in inner):
                others.append(child)
    return phrase(noun, without=others)


def _measure_nouns(verb: Token, *, intransitive: bool) -> list[Token]:
    """What a verb says of how it stands: its object or passive subject; the subject of "begin", "hold", "stall"."""
    things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if not things and intransitive:
        above = subjects(verb) if verb.dep_ == "xcomp" else []
        cut_off = [verb.head] if verb.dep_ == "acl" and lemma_of(verb.head) in TRUCES and not agents(verb) else []
        things = [s for s in own_subjects(verb) or above or cut_off if s.pos_ == "NOUN"]
    if not things and lemma_of(verb) == "comply":
        things = prepositional(verb, "with")
    return [c for thing in things for c in conjuncts(thing)]


def _infinitive(verb: Token) -> Token | None:
    """The deed behind "began to" or "started …ing"."""
    return next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and c.pos_ == "VERB"), None)


def _deadline(verb: Token) -> Found | None:
    """ "The deadline for the withdrawal was not met", "missed the deadline"."""
    if lemma_of(verb) not in _MET | {"expire", "miss"}:
        return None
    things = [
        c for c in verb.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"} and lemma_of(c) in words("deadlines")
    ]
    missed = (
        is_negated(verb) or lemma_of(verb) in {"miss"} or any(is_negated(c) for c in verb.children if c.dep_ == "conj")
    )
    if not things or not missed:
        return None
    about = conjunct_phrase(things[0])
    matter = next((code for code in (*own_matters(about), *matters_of(about)) if code in words("matters")), None)
    return Found(verb, about, "delayed", matter, tuple(doers_of(verb, things[0])), "deadline") if matter else None


def _pledged(verb: Token) -> Found | None:
    """ "Promised to release the prisoners"."""
    deed = _infinitive(verb)
    if (
        lemma_of(verb) not in words("pledged")
        or deed is None
        or lemma_of(deed) not in words("deeds")
        or is_negated(verb)
    ):
        return None
    return of_deed(verb, deed, "pledged") if is_actual(verb) else None


def _breach(noun: Token) -> Found | None:
    """ "Observers recorded nine violations of the ceasefire"."""
    verb = next((g for g in governors(noun) if g.pos_ in {"VERB", "AUX"}), None)
    if verb is None or lemma_of(verb) not in words("breaches", "verbs") or not is_actual(verb) or is_negated(noun):
        return None
    broken = next((n for n in prepositional(noun, "of") if matter_in(conjunct_phrase(n))), None)
    about = conjunct_phrase(broken) if broken is not None else trim(noun.doc, _name_start(noun), noun.i)
    matter = matter_in(about)
    if matter is None and noun.tag_ == "NNS" and noun.dep_ in {"dobj", "nsubjpass"} and not prepositional(noun, "of"):
        matter = _breached_before(noun)
    if matter is None or is_negated(verb):
        return None
    return Found(verb, about, "violated", matter, tuple(prepositional(noun, "by")), "breach")


def _breached_before(noun: Token) -> str | None:
    """The matter of bare "breaches": of the nearest truce, accord or rule named before, else after."""
    kinds = words("accord_nouns") | words("rules")
    doc = noun.doc
    for at in (*range(noun.i - 1, -1, -1), *range(noun.i + 1, min(noun.i + 60, len(doc)))):
        if lemma_of(doc[at]) in kinds and doc[at].pos_ in {"NOUN", "PROPN"}:
            thing = conjunct_phrase(doc[at])
            named = next((m for m in own_matters(thing) if m in words("matters")), None)
            if lemma_of(doc[at]) in TRUCES or named:
                return "ceasefire" if lemma_of(doc[at]) in TRUCES else named
    return None


def _name_start(noun: Token) -> int:
    return min((c.i for c in noun.children if c.dep_ in {"compound", "amod"}), default=noun.i)


def _report(doc: Doc, found: Found, accord_name: str | None) -> Report:
    document = context_of(doc).document
    about = span_of_tokens(found.about)
    statement = statement_at(doc, found.verb)
    when = when_of(found.verb)
    if found.rule == "so" and when is not None and when.span is not None and when.span.start < found.verb.idx:
        when = None  # the day by which it was due
    actors: tuple[Actor, ...] = unique(actor for token in found.doers for actor in holders(token))
    return Report(
        id=content_id("report", document.id, about.start, about.end, found.status),
        document=document.id,
        evidence=(span_of_tokens(found.verb.sent), span_of_tokens(doc[found.verb.i : found.verb.i + 1])),
        statement=statement.id if statement else None,
        factuality=factuality_of(found.verb),
        certainty=CERTAINTY[found.status],
        reader=f"rule:reports/{found.rule} 1",
        about=about,
        status=found.status,
        matter=found.matter,
        actors=actors,
        accord_name=accord_name,
        when=when,
    )


@cache
def _telling() -> frozenset[str]:
    """The lemmas at which a report may be found."""
    return words("breaches") | words("measure_nouns") | _readers().keys()


_Reader = Callable[[Token], Iterable[Found]]


@cache
def _readers() -> dict[str, tuple[_Reader, ...]]:
    """For each lemma of a verb the readers that may find a report there, in the order in which they are asked."""
    states = ("begun", "fulfilled", "delayed", "violated", "holding")
    by_reader: tuple[tuple[_Reader, Iterable[str]], ...] = (
        (lambda verb: _only(_pledged(verb)), words("pledged")),
        (find_described, words("describing")),
        (_states, frozenset[str]().union(*map(words, states))),
        (find_standing, BEING),
        (find_event, happenings()),
        (find_kept, keepings()),
        (find_strength, words("strength", "verbs")),
        (lambda verb: _only(_deadline(verb)), _MET | {"expire", "miss"}),
        (lambda verb: _only(find_deed(verb)), words("deeds")),
        (lambda verb: _only(find_done_so(verb)), {"do"}),
    )
    readers: dict[str, tuple[_Reader, ...]] = {}
    for reader, lemmas in by_reader:
        for lemma in set(lemmas):
            readers[lemma] = (*readers.get(lemma, ()), reader)
    return readers


@Language.component(
    "comity_reports", assigns=["doc._.reports"], requires=["doc._.mentions", "doc._.dates", "doc._.statements"]
)
def reports_component(doc: Doc) -> Doc:
    """Fill `Doc._.reports`."""
    doc._.reports = tuple(find_reports(doc))
    return doc
