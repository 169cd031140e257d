"""From mentions to happenings: one event for several mentions, and what one sentence tells about an event of another.

The main encounter is the first consultation of a text, where it stands near the head and at least two take part. What
its participants then say and agree ("The presidents agreed …") happened there: such events share its day and place
unless they tell their own. A text of an office about a call without a date is about the day of its publication.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Event, When
from comity.reading.dates.datelines import dateline_place
from comity.reading.dates.spans import may_coincide
from comity.reading.events.actors import tokens_at
from comity.reading.events.candidates import SUFFERED
from comity.reading.events.days import IN_WORDS, is_performed, is_told_then, publication_day, with_days
from comity.reading.events.encounter_apart import is_earlier, is_over, told_apart
from comity.reading.mentions import mentions_by_head
from comity.reading.segments import title_end

_HAPPENINGS = frozenset(
    {"CONSULT", "ASSAULT", "MOBILIZE", "AID", "RETREAT", "SANCTION", "COERCE", "COOPERATE", "PROTEST", "CONCEDE"}
)
_SOMEWHERE = frozenset({"ASSAULT", "AID", "MOBILIZE", "COERCE"})
_TO_SOMEBODY = frozenset({"REQUEST", "AGREE", "SUPPORT"})
_SAID_TO_HIM = ("promise", "assure", "condolence", "thank", "gratitude", "congratulat", "sympath")
_HEAD_SENTENCES = 4
_SOON = 600
_DAY = len("2015-11-15")


@dataclass(frozen=True, slots=True)
class MainEncounter:
    """The meeting or call that a text is about."""

    event: Event
    participants: tuple[Actor, ...]
    when: When | None
    place: str | None


def settle(doc: Doc, events: list[Event]) -> list[Event]:
    """Merge mentions, give nameless agreements their parties, and pass day and place on from the main encounter."""
    kept: list[Event] = []
    headed = [e for e in events if not _only_headline(doc, e, events)]
    for event in (e for e in headed if e.actors or e.type in SUFFERED):
        twin = next((i for i, other in enumerate(kept) if _same(doc, other, event)), None)
        if twin is None and _says_what_it_was(doc, event):
            twin = next((i for i in range(len(kept) - 1, -1, -1) if kept[i].type == "CONSULT"), None)
        if twin is None:
            kept.append(event)
        else:
            kept[twin] = _merged(kept[twin], _without_span(doc, event))
    main = main_encounter(doc, kept)
    kept += [named for event in events if not event.actors and (named := _with_parties(event, main))]
    kept = [_asked_of(_aimed(doc, event), main) for event in kept]
    kept = [event for event in kept if _says_enough(doc, event)]
    ordered = sorted(kept, key=lambda e: (e.trigger.start, e.trigger.end))
    meetings = [e for e in ordered if e.type == "CONSULT" and e.factuality.status == "actual"]
    return with_days(doc, [_placed(doc, event, main, meetings) for event in ordered])


def _without_span(doc: Doc, event: Event) -> Event:
    """A mention that says what a meeting was, without the days in which it was the third one ("this year")."""
    counted = event.when is not None and len(event.when.value) < _DAY and _says_what_it_was(doc, event)
    return replace(event, when=None) if counted else event


def _aimed(doc: Doc, event: Event) -> Event:
    """An assault whose target the phrase leaves out is on the only other state that its sentence names."""
    if event.type != "ASSAULT" or event.recipients or not all(actor.country for actor in event.actors):
        return event
    sentence = _sentence(doc, event)
    own = {_side(actor) for actor in event.actors}
    found = {
        actor.id: actor
        for head, mention in mentions_by_head(doc).items()
        if sentence.start <= head < sentence.end
        for actor in mention.actors
        if actor.kind == "state" and _side(actor) not in own
    }
    return replace(event, recipients=tuple(found.values())) if len(found) == 1 else event


def _says_enough(doc: Doc, event: Event) -> bool:
    """Whether it is told to whom something was done, where a line without that says nothing."""
    if event.recipients or event.factuality.status != "actual":
        return True
    if event.type == "REQUEST":
        return False
    if event.type == "ASSAULT":
        return tokens_at(doc, event.trigger).root.pos_ == "VERB" and bool(event.recipient_mentions)
    return True


def _asked_of(event: Event, main: MainEncounter | None) -> Event:
    """A request or promise of one of two who talk, made to nobody by name, is made to the other."""
    if main is None or event.recipients or event.type not in _TO_SOMEBODY or len(main.participants) != 2:
        return event
    if len(event.actors) != 1:
        return event
    others = [actor for actor in main.participants if actor.id != event.actors[0].id]
    asked = event.type == "REQUEST" or any(word in event.trigger.text.lower() for word in _SAID_TO_HIM)
    return replace(event, recipients=tuple(others)) if asked and len(others) == 1 else event


def _sentence(doc: Doc, event: Event) -> TokenSpan:
    tokens = tokens_at(doc, event.trigger)
    return tokens.sent


def main_encounter(doc: Doc, events: list[Event]) -> MainEncounter | None:
    """The first actual consultation of two or more near the head of a text, with its day and place."""
    sentences = [sentence.end_char for sentence in list(doc.sents)[:_HEAD_SENTENCES]]
    reach = sentences[-1] if sentences else 0
    written = dateline_place(doc)
    for event in events:
        if event.type == "CONSULT" and event.factuality.status == "actual" and event.trigger.start < reach:
            everyone = (*event.actors, *event.recipients)
            if len(everyone) >= 2 and event.factuality.polarity == "affirmed" and not _went_before(doc, event, events):
                place = event.place or (written[0] if written and event.mode != "phone" else None)
                return MainEncounter(event, everyone, event.when or publication_day(doc), place)
    return None


def _went_before(doc: Doc, event: Event, events: list[Event]) -> bool:
    """Whether a meeting is told as one that went before what the text reports."""
    token = tokens_at(doc, event.trigger).root
    others = (other for other in events if other.type == "CONSULT" and other.id != event.id)
    return is_earlier(token) or any(is_over(doc, other, token) for other in others)


def _with_parties(event: Event, main: MainEncounter | None) -> Event | None:
    """An impersonal agreement ("It was agreed to …") is one of the main encounter's participants."""
    if main is None or event.type != "AGREE":
        return None
    return replace(event, actors=main.participants, recipients=(), recipient_mentions=())


def _same(doc: Doc, one: Event, other: Event) -> bool:
    """Whether two mentions tell of one happening."""
    if one.type != other.type or one.factuality.status != other.factuality.status:
        return False
    if one.factuality.polarity != other.factuality.polarity or not _dates_fit(one.when, other.when):
        return False
    if one.type == "CONSULT" and told_apart(doc, one, other):
        return False
    if one.type in _HAPPENINGS:
        return _sides_fit(one, other)
    near = abs(one.trigger.start - other.trigger.start) < 400 and _one_sentence(doc, one, other)
    return near and _sides_fit(one, other)


def _says_what_it_was(doc: Doc, event: Event) -> bool:
    """Whether a mention only says what the meeting before it was: "It was the first meeting between …"."""
    if event.type != "CONSULT" or event.factuality.status != "actual":
        return False
    noun = tokens_at(doc, event.trigger).root
    subjects = [c for c in noun.head.children if c.dep_ == "nsubj"]
    return noun.dep_ == "attr" and noun.head.lemma_ == "be" and bool(subjects) and subjects[0].lower_ in _POINTING


_POINTING = frozenset({"it", "this", "that"})


def _only_headline(doc: Doc, event: Event, events: list[Event]) -> bool:
    """Whether a headline only says what a sentence soon after it tells in full."""
    end = title_end(doc)
    if not end or event.type in _HAPPENINGS or event.trigger.start >= doc[end].idx:
        return False
    reach = doc[end].idx + _SOON
    return any(
        other.type == event.type and doc[end].idx < other.trigger.start < reach and _sides_fit(event, other)
        for other in events
    )


def _one_sentence(doc: Doc, one: Event, other: Event) -> bool:
    sentence = _sentence(doc, one)
    return bool(sentence.start_char <= other.trigger.start < sentence.end_char)


def _dates_fit(one: When | None, other: When | None) -> bool:
    return one is None or other is None or may_coincide(one, other)


def _sides_fit(one: Event, other: Event) -> bool:
    """Whether actors and recipients may be the same: of one side, all of the smaller among the larger."""
    if one.type == "CONSULT" and {one.mode, other.mode} == {"phone", "visit"}:
        return False
    if one.type == "CONSULT":
        groups = ({actor.id for actor in (*event.actors, *event.recipients)} for event in (one, other))
        small, large = sorted(groups, key=len)
        return small <= large and (len(small) > 1 or small == large or not (one.recipients or other.recipients))
    lifted = one.type in _HAPPENINGS - {"CONSULT"}
    return _fit(one.actors, other.actors, needed=True, lifted=lifted) and _fit(
        one.recipients, other.recipients, needed=False, lifted=lifted
    )


def _fit(left: tuple[Actor, ...], right: tuple[Actor, ...], *, needed: bool, lifted: bool) -> bool:
    """Whether the fewer actors are all among the more; `lifted` to the states that they act for."""
    if not left or not right:
        return not needed or left == right
    sides = ({_side(a) if lifted else a.id for a in group} for group in (left, right))
    small, large = sorted(sides, key=len)
    return small <= large


def _side(actor: Actor) -> str:
    """The state that an actor acts for, else the actor: Putin, the Kremlin and Russia are one side."""
    return actor.country if actor.country and actor.kind in {"person", "state", "seat", "office"} else actor.id


def _merged(first: Event, second: Event) -> Event:
    """The first mention, completed by what only the second tells."""
    longer = second if len(second.actors) > len(first.actors) and first.type == "CONSULT" else first
    return replace(
        first,
        actors=longer.actors,
        actor_mentions=longer.actor_mentions,
        recipients=first.recipients or second.recipients,
        recipient_mentions=first.recipient_mentions if first.recipients else second.recipient_mentions,
        third_parties=first.third_parties or second.third_parties,
        mode=first.mode or second.mode,
        contexts=tuple(dict.fromkeys((*first.contexts, *second.contexts))),
        when=_finer(first.when, second.when),
        place=None if "phone" in {first.mode, second.mode} else first.place or second.place,
        place_span=None if "phone" in {first.mode, second.mode} else first.place_span or second.place_span,
        magnitude=first.magnitude or second.magnitude,
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        mentions=(*first.mentions, *second.mentions),
    )


def _finer(one: When | None, other: When | None) -> When | None:
    if one is None or other is None:
        return one or other
    return other if len(other.value) > len(one.value) else one


def _encounter_of(event: Event, meetings: list[Event]) -> MainEncounter | None:
    """The nearest encounter told before an act of two or more who all took part in it, where it has a day."""
    own = {_side(actor) for actor in event.actors}
    for meeting in reversed(meetings):
        if meeting.trigger.start < event.trigger.start and len(own) > 1:
            everyone = (*meeting.actors, *meeting.recipients)
            if own <= {_side(actor) for actor in everyone}:
                return MainEncounter(meeting, everyone, meeting.when, meeting.place) if meeting.when else None
    return None


def _placed(doc: Doc, event: Event, main: MainEncounter | None, meetings: list[Event]) -> Event:
    """The event with the day and place of the main encounter, or the day of publication, where they hold for it."""
    if (
        event.place is None
        and event.type in _SOMEWHERE
        and len(event.recipients) == 1
        and event.recipients[0].kind == "state"
    ):
        event = replace(event, place=event.recipients[0].name)
    if main is not None and event.id == main.event.id and event.place is None:
        event = replace(event, place=main.place)
    if event.factuality.status != "actual" or event.when is not None:
        return event
    if main is not None and event.id == main.event.id:
        return replace(event, when=main.when)
    if event.type not in IN_WORDS or event.factuality.polarity == "denied":
        return event
    main = _encounter_of(event, meetings) or main
    if is_performed(doc, event):
        return replace(event, when=publication_day(doc))
    sides = {_side(actor) for actor in main.participants} if main else set()
    own = {_side(actor) for actor in event.actors}
    if main is not None and own and own <= sides:
        return replace(event, when=main.when, place=event.place or main.place)
    if main is not None and own & sides and is_told_then(doc, event):
        return replace(event, when=main.when)
    return event
