"""The day of an event that its own clause does not date, where the rest of the text tells it.

An act in words ("condemned", "urged") that a text tells in the simple past or does itself happened with what the text
reports: on the day of the main encounter where its people took part, else on that of the act in words told before it,
failing that on the day of publication. Such a day has `how` "publication" and no words of its own, or "anchor" and the
words of the other date, so that nobody takes it for what the clause says. Deeds get no such day; nor does what the
perfect, "earlier" or "in the past" puts before the report.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from comity.model import Event, When
from comity.reading.context import context_of
from comity.reading.dates.component import when_of
from comity.reading.events.actors import tokens_at
from comity.reading.events.lexicon import light_verbs
from comity.reading.syntax import clause_verb

IN_WORDS = frozenset({"AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_RECENT = timedelta(9)
_BEFORE = frozenset(
    ["earlier", "previously", "already", "repeatedly", "long", "once", "often", "always", "ever", "formerly", "past",
     "previous", "recently", "originally", "initially", "last", "traditionally", "ago"]
)  # fmt: skip
_PUT_EARLIER = frozenset({"after", "since", "before", "until"})
_DAYTIMES = frozenset({"morning", "afternoon", "evening", "night", "noon", "midday"})
_ALSO = frozenset({"also", "then", "separately", "separate", "afterwards", "afterward", "subsequently"})
_BODIES = frozenset({"state", "organisation", "office", "seat", "alliance"})


def publication_day(doc: Doc) -> When | None:
    """The day of publication as a date that no words stand for."""
    published = context_of(doc).document.published
    return When(published.isoformat(), "publication") if published else None


def is_performed(doc: Doc, event: Event) -> bool:
    """Whether the text itself does it ("We condemn", "The United States welcomes"): in the present, not quoted."""
    verb = _finite(tokens_at(doc, event.trigger).root)
    future = any(c.dep_ == "aux" and c.lower_ in {"will", "shall"} for c in verb.children)
    if verb.tag_ not in {"VBP", "VBZ"} and not (future and event.type in {"REJECT", "THREATEN"}):
        return False
    first_person = any(span.text.lower() in {"we", "i", "our", "my"} for span in event.actor_mentions)
    if event.statement is not None and not first_person:
        return False
    return first_person or all(actor.kind in _BODIES for actor in event.actors)


def is_told_then(doc: Doc, event: Event) -> bool:
    """Whether an act belongs to what the text reports: in the simple past, and nothing puts it earlier."""
    root = tokens_at(doc, event.trigger).root
    verb = _finite(root)
    if _in_passing(root):
        return False
    if verb.tag_ != "VBD" or any(c.dep_ == "aux" and c.lower_ in {"had", "has", "have", "'d"} for c in verb.children):
        return False
    if verb.dep_ in {"relcl", "advcl"} and any(c.lower_ in _PUT_EARLIER for c in verb.children):
        return False
    if verb.dep_ == "relcl" and any(c.dep_ == "prep" and c.i < verb.i for c in verb.children):
        return False  # "the summit, during which they agreed"
    near = (t for child in verb.children for t in (child, *child.children) if child.dep_ not in {"ccomp", "advcl"})
    return not any(t.lower_ in _BEFORE for t in near)


def _in_passing(root: Token) -> bool:
    """Whether a noun names the act inside a phrase about something else: "praised the deal with Peru"."""
    if root.pos_ not in {"NOUN", "PROPN"}:
        return False
    head = root.head
    return root.dep_ not in {"dobj", "nsubjpass", "ROOT", "nsubj"} or head.lemma_.lower() not in light_verbs()


def of_the_day(doc: Doc, event: Event) -> bool:
    """Whether a meeting is told as another one of the same day: "then met", "also had a separate call"."""
    token = tokens_at(doc, event.trigger).root
    near = {t.lower_ for host in (token, token.head) for c in host.children for t in (c, *c.children)}
    return bool(near & (_DAYTIMES | _ALSO)) and not near & _BEFORE


def with_days(doc: Doc, events: list[Event]) -> list[Event]:
    """The events in text order, acts in words that are left undated with the day of what was told before them."""
    days = _days_of_saying(doc, events)
    return [
        replace(event, when=_day_before(days, event.trigger.start) or publication_day(doc))
        if _is_undated_act(doc, event)
        else event
        for event in events
    ]


def _is_undated_act(doc: Doc, event: Event) -> bool:
    if event.when is not None or not event.factuality.happened:
        return False
    return (event.type in IN_WORDS and is_told_then(doc, event)) or (event.type == "CONSULT" and of_the_day(doc, event))


def _days_of_saying(doc: Doc, events: list[Event]) -> list[tuple[int, When]]:
    """Where the text dates an act in words, a meeting or a report, within days of publication; by place."""
    published = context_of(doc).document.published
    if published is None:
        return []
    dated = [
        (event.trigger.start, event.when)
        for event in events
        if event.when is not None and event.type in IN_WORDS | {"CONSULT"} and event.factuality.status == "actual"
    ]
    for statement in doc._.statements:
        if statement.cue is not None and statement.parent is None:
            when = when_of(tokens_at(doc, statement.cue).root)
            dated += [(statement.cue.start, when)] if when else []
    return sorted(((at, when) for at, when in dated if _is_recent(when, published)), key=lambda pair: pair[0])


def _is_recent(when: When, published: date) -> bool:
    if len(when.value) != 10 or when.end is not None:
        return False
    return timedelta() <= published - date.fromisoformat(when.value) <= _RECENT


def _day_before(days: list[tuple[int, When]], start: int) -> When | None:
    """The nearest such day before a place in the text, failing that the first one behind it."""
    before = [when for at, when in days if at < start]
    chosen = before[-1] if before else next((when for at, when in days if at >= start), None)
    return replace(chosen, how="anchor" if chosen.span else chosen.how) if chosen else None


def _finite(token: Token) -> Token:
    """The finite verb of a word's clause: "continue" of "we continue to call on"."""
    verb = clause_verb(token)
    while verb.tag_ in {"VB", "VBG", "VBN"} and verb.dep_ in {"xcomp", "conj", "advcl", "pcomp", "prep"}:
        if any(c.dep_ in {"aux", "auxpass"} and c.lower_ != "to" for c in verb.children) or verb.head == verb:
            break
        verb = clause_verb(verb.head)
    return verb
