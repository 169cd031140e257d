"""Events: who did what to whom, by PLOVER type (codebook 0.8), with date, place, status and magnitude.

Words and frames stand in `data/events.yaml`; `event_roles` finds who takes part, `event_merge` makes one event of
several mentions. Speech alone is no event. Limits we know: an event told without any of the lexicon's words is missed;
blame that lies in the tone of a sentence alone is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from comity.model import Actor, Event, Factuality, Span, content_id
from comity.reading.anonymity import is_plea
from comity.reading.context import context_of, span_of, span_of_tokens, statement_at, text_of
from comity.reading.dates.component import when_of
from comity.reading.events.actors import party_spans, tokens_at
from comity.reading.events.candidates import Candidate
from comity.reading.events.contexts import contexts_of
from comity.reading.events.days import IN_WORDS
from comity.reading.events.lexicon import Rule, certainty_of, known_happenings, rules
from comity.reading.events.magnitudes import magnitude_of
from comity.reading.events.merge import settle
from comity.reading.events.nouns import fit_noun
from comity.reading.events.places import place_of
from comity.reading.events.roles import fit_adjective, fit_verb
from comity.reading.events.talks import continued_talks
from comity.reading.events.third_parties import third_parties_of, without
from comity.reading.factuality import factuality_of
from comity.reading.mentions import unique
from comity.reading.occurrences import tokens_with
from comity.reading.resolutions import is_asked
from comity.reading.syntax import clause, clause_verb, conjunct_phrase, governors, is_negated, is_passive, own_subjects

READER = "rule:events 1"
_PLACED_BY_TARGET = frozenset({"ASSAULT", "AID", "MOBILIZE", "COERCE", "RETREAT"})
_AIMED = frozenset({"ASSAULT", "COERCE", "RETREAT", "AID", "SANCTION", "CONCEDE"})
_REFUSING = frozenset({"refuse", "decline"})
_WIDEST_TRIGGER = 6


def find_events(doc: Doc) -> Iterator[Event]:
    """Every event of a text, in text order; several mentions of one happening make one event.

    1. fit the lexicon's frames to verbs, nouns and predicate adjectives, 2. keep the best frame of each word, 3. add
    happenings known by name, 4. merge mentions and settle what other sentences tell about them.
    """
    candidates = _without_repeats(_candidates(doc))
    candidates = sorted([*candidates, *continued_talks(doc, candidates)], key=lambda c: c.anchor.i)
    meant = (candidate for candidate in candidates if not _pleads(candidate))
    found = [event for candidate in meant if (event := _event(doc, candidate)) is not None]
    found += _named_happenings(doc)
    yield from settle(doc, sorted(found, key=lambda event: (event.trigger.start, event.trigger.end)))


def _pleads(candidate: Candidate) -> bool:
    """Whether somebody unnamed only agrees or refuses so as not to be named."""
    deeds = (c for c in candidate.anchor.children if c.dep_ == "xcomp")
    return any(is_plea(c.doc[c.left_edge.i : c.right_edge.i + 1], candidate.who) for c in deeds)


def _candidates(doc: Doc) -> Iterator[Candidate]:
    """The best candidate of every word that can trigger an event."""
    verbs, adjectives = rules("verb"), rules("adjective")
    for token in tokens_with(doc, words=_triggers()[0], lemmas=_triggers()[1]):
        if token.pos_ in {"VERB", "AUX"}:
            fitted = [fit_verb(token, rule) for rule in verbs.get(token.lemma_.lower(), ())]
            fitted += [fit_adjective(token, rule) for rule in adjectives.get(token.lower_, ())]
        elif token.pos_ in {"NOUN", "PROPN"}:
            fitted = [fit_noun(token, rule) for rule in _noun_rules(token)]
        elif token.pos_ == "ADJ":
            fitted = [fit_adjective(token, rule) for rule in adjectives.get(token.lower_, ())]
        else:
            continue
        best = max((c for c in fitted if c is not None), key=_merit, default=None)
        if best is not None:
            yield best


@cache
def _triggers() -> tuple[frozenset[str], frozenset[str]]:
    """The words, and the lemmas, that some rule begins at."""
    nouns = rules("noun").keys()
    return frozenset(nouns | rules("adjective").keys()), frozenset(nouns | rules("verb").keys())


def _noun_rules(token: Token) -> tuple[Rule, ...]:
    found = rules("noun")
    return found.get(token.lemma_.lower()) or found.get(token.lower_, ())


def _merit(candidate: Candidate) -> tuple[int, int, int]:
    return candidate.rule.specific, len(candidate.whom) > 0, len(candidate.who) > 0


def _without_repeats(candidates: Iterator[Candidate]) -> list[Candidate]:
    """The candidates less nouns that are part of a verb's trigger of the same type or do the same deed."""
    found = list(candidates)
    consumed = {(c.rule.type, t.i) for c in found for t in c.trigger if t is not c.anchor}
    consumed |= {("SANCTION", t.i) for c in found if c.rule.type in {"CONCEDE", "THREATEN"} for t in c.trigger}
    consumed |= {("ASSAULT", t.i) for c in found if c.rule.type in {"COERCE", "PROTEST", "ACCUSE"} for t in c.trigger}
    consumed |= {("CONSULT", t.i) for c in found if c.rule.type == "SANCTION" for t in c.trigger}
    return [c for c in found if (c.rule.type, c.anchor.i) not in consumed]


def _event(doc: Doc, candidate: Candidate) -> Event | None:
    """The event of one candidate, None where the text only wishes for or supposes a verbal act."""
    third = third_parties_of(candidate)
    candidate = without(candidate, third)
    anchor, rule = candidate.anchor, candidate.rule
    factuality = _factuality(candidate)
    actors, recipients = _sides(candidate)
    if not actors and rule.flags & {"blaming", "obliging", "owner"}:
        actors = _speakers(doc, anchor)
    if not _worth_noting(candidate, factuality, recipients) or _is_covered(anchor, rule):
        return None
    mode = _mode(candidate, actors)
    target = candidate.target if rule.type in _PLACED_BY_TARGET else None
    place = place_of(anchor, deed=rule.type not in IN_WORDS, target=target) if mode != "phone" else None
    trigger = _trigger(doc, candidate)
    actor_mentions, recipient_mentions = _words_for_sides(candidate)
    statement = statement_at(doc, anchor)
    told = clause(clause_verb(anchor))
    return Event(
        id=content_id("event", context_of(doc).document.id, rule.type, trigger.start, trigger.end),
        document=context_of(doc).document.id,
        evidence=(span_of_tokens(told), trigger),
        statement=statement.id if statement else None,
        factuality=factuality,
        certainty=certainty_of(rule.type),
        reader=READER,
        type=rule.type,
        trigger=trigger,
        actors=actors,
        recipients=recipients,
        third_parties=tuple(actor for actor in third if actor.id not in {a.id for a in actors}),
        actor_mentions=actor_mentions,
        recipient_mentions=recipient_mentions,
        mode=mode,
        contexts=contexts_of(told),
        when=when_of(anchor),
        place=place[0] if place else None,
        place_span=place[1] if place else None,
        magnitude=magnitude_of(candidate),
        mentions=(trigger,),
    )


def _words_for_sides(candidate: Candidate) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words that name actors and recipients; where they name no recipient, those for what the deed was done to."""
    actors, recipients = party_spans(candidate.actors), party_spans(candidate.recipients)
    if "mutual" in candidate.rule.flags:
        return actors + recipients, actors + recipients
    if "symmetric" in candidate.rule.flags:
        return actors + recipients, ()
    if not recipients and candidate.target is not None:
        recipients = (span_of_tokens(conjunct_phrase(candidate.target)),)
    return actors, recipients


def _speakers(doc: Doc, verb: Token) -> tuple[Actor, ...]:
    """Whose words "It was noted that …" reports, if attribution found it out."""
    for statement in doc._.statements:
        if statement.cue is not None and statement.cue.start <= verb.idx < statement.cue.end:
            speakers: tuple[Actor, ...] = statement.speakers
            return tuple(actor for actor in speakers if actor.kind != "unnamed")
    return ()


def _worth_noting(candidate: Candidate, factuality: Factuality, recipients: tuple[Actor, ...]) -> bool:
    """Whether an analyst would note it: verbal acts done or denied, deeds not done only where aimed at somebody."""
    rule = candidate.rule
    if _is_generic(candidate) or (candidate.anchor.dep_ == "ccomp" and candidate.anchor.head.lemma_.lower() == "let"):
        return False
    plain = factuality.happened and factuality.certainty != "possible"
    if "actual" in rule.flags and not plain:
        return False
    if rule.type == "AGREE" and any(cue.text.lower() in _TRYING for cue in factuality.cues):
        return False
    if rule.type in IN_WORDS:
        return factuality.polarity == "denied" or factuality.status == "actual"
    if rule.type in _AIMED and factuality.status != "actual":
        return bool(recipients) or (factuality.status == "planned" and _is_announced(candidate))
    return True


_TRYING = frozenset({"effort", "efforts", "attempt", "attempts", "bid", "campaign", "struggle"})


def _is_generic(candidate: Candidate) -> bool:
    """Whether a relative clause only says of what kind people are: "terrorists who threaten our citizens"."""
    anchor, head = candidate.anchor, candidate.anchor.head
    present = anchor.dep_ == "relcl" and anchor.tag_ in {"VBP", "VBZ"}
    backing = anchor.dep_ == "acl" and anchor.tag_ == "VBG" and any(c.tag_ == "PRP" for c in anchor.children)
    if not (present or backing) or any(c.dep_ == "aux" for c in anchor.children):
        return False
    if head.tag_ != "NNS" or _is_definite(head):
        return present and candidate.rule.type == "SUPPORT" and bool(own_subjects(anchor)) and head.tag_ == "NNS"
    return all(a.kind == "unnamed" for a in candidate.who)


def _is_definite(noun: Token) -> bool:
    return any(c.dep_ in {"det", "poss", "nummod"} for c in noun.children)


def _is_announced(candidate: Candidate) -> bool:
    """Whether the text announces a deed to some end in so many words: "will release the sailors"."""
    modals = {child.lower_ for child in candidate.anchor.children if child.dep_ == "aux"}
    return bool(modals & {"will", "would"}) and candidate.target is not None


def _is_covered(anchor: Token, rule: Rule) -> bool:
    """Whether another event says it: contacts agreed on, support thanked for, what somebody "never refused to" do."""
    if anchor.dep_ == "xcomp" and anchor.head.lemma_.lower() in _REFUSING and is_negated(anchor.head):
        return True
    if rule.type == "CONSULT" and anchor.lemma_ == "contact":
        verbs = [token for token in governors(anchor) if token.pos_ == "VERB"]
        return any(verb.lemma_ == "agree" and not is_passive(verb) for verb in verbs[:3])
    return rule.type == "SUPPORT" and anchor.tag_ == "VBG" and anchor.dep_ == "pcomp"


def _factuality(candidate: Candidate) -> Factuality:
    """The factuality of the deed; a threat, promise or refusal made is actual though what it speaks of lies ahead."""
    if candidate.rule.flags & {"future", "negated"}:
        return Factuality()
    if candidate.anchor.lemma_ in {"appear", "seem"}:
        return factuality_of(candidate.trigger[0])  # "appeared willing": the hedge is the copula itself
    told = factuality_of(candidate.anchor)
    asked = told.status == "actual" and candidate.anchor.tag_ not in {"VBD", "VBN"} and is_asked(candidate.anchor)
    return replace(told, status="called-for") if asked else told


def _sides(candidate: Candidate) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Actors and recipients; all are actors of a symmetric event. Nobody is on both sides."""
    who, whom = candidate.who, candidate.whom
    if "mutual" in candidate.rule.flags:
        return unique((*who, *whom)), unique((*who, *whom))
    if "symmetric" in candidate.rule.flags:
        return unique((*who, *whom)), ()
    if candidate.mutual:
        return who, whom
    ids = {actor.id for actor in who}
    own = {actor.country for actor in who if actor.country} if candidate.rule.type == "MOBILIZE" else set()
    return who, tuple(actor for actor in whom if actor.id not in ids and actor.country not in own)


def _trigger(doc: Doc, candidate: Candidate) -> Span:
    """The words of the trigger: verb and object noun where they stand close, else the deed's own word."""
    first, last = min(t.i for t in candidate.trigger), max(t.i for t in candidate.trigger)
    if doc[first].lower_ == "up" and first > 1 and doc[first - 1].text in "-‐‑–":
        first -= 2
    if last - first > _WIDEST_TRIGGER:
        first = last = candidate.trigger[0].i
    return span_of(doc, doc[first].idx, doc[last].idx + len(doc[last]))


def _mode(candidate: Candidate, actors: tuple[Actor, ...]) -> str | None:
    """The PLOVER mode; a consultation by telephone is `phone`, one of three or more is `multilateral`."""
    if candidate.rule.type != "CONSULT":
        return candidate.rule.mode
    words = (
        {t.lower_ for t in candidate.anchor.subtree}
        if candidate.anchor.pos_ == "NOUN"
        else {t.lower_ for child in candidate.anchor.children for t in (child, *child.children)}
    )
    if words & {"phone", "telephone", "videoconference", "video"}:
        return "phone"
    return "multilateral" if len(actors) > 2 else candidate.rule.mode


def _named_happenings(doc: Doc) -> list[Event]:
    """Events known by a name alone, from the day on that the name stands for them; one event each."""
    context = context_of(doc)
    if context.document.published is None:
        return []
    found, taken = [], set[str]()
    for known in known_happenings():
        told = re.search(rf"\b{re.escape(known.phrase)}\b", text_of(doc), re.IGNORECASE)
        if told is None or context.document.published < known.since or known.actor in taken:
            continue
        taken.add(known.actor)
        actor, recipient = _entity(doc, known.actor), _entity(doc, known.recipient)
        span = span_of(doc, *told.span())
        tokens = tokens_at(doc, span)
        statement = statement_at(doc, tokens.root)
        found.append(
            Event(
                id=content_id("event", context.document.id, known.type, span.start, span.end),
                document=context.document.id,
                evidence=(span_of_tokens(tokens.sent), span),
                statement=statement.id if statement else None,
                certainty=certainty_of(known.type),
                reader=READER,
                type=known.type,
                trigger=span,
                actors=(actor,),
                recipients=(recipient,),
                place=recipient.name,
                mentions=(span,),
            )
        )
    return found


def _entity(doc: Doc, entity_id: str) -> Actor:
    entity = context_of(doc).knowledge.entities[entity_id]
    return Actor(entity.id, entity.name, entity.kind, entity.country, entity.code)


@Language.component("comity_events", assigns=["doc._.events"], requires=["token.dep", "token.pos", "doc._.mentions"])
def read_events(doc: Doc) -> Doc:
    """Set `Doc._.events`."""
    doc._.events = tuple(find_events(doc))
    return doc
