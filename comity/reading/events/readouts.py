"""Readouts: a text that as a whole is an account of one encounter tells of it, even where its sentences hide it.

What it was and who took part stands in the title ("Telephone conversation with …") or in the opening sentence ("On
Monday … had a telephone conversation with …"). Where no encounter was read there, one is made of the opening sentence;
where one was, its form and day are completed. Limits: a title of things to come is no account of them; a person whom
neither the text names nor the actor tables know stays out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from comity.knowledge import fold
from comity.model import Actor, Encounter, Event, When, content_id
from comity.reading.actors.cast import Cast
from comity.reading.context import context_of, span_of
from comity.reading.events.actors import tokens_at
from comity.reading.events.days import publication_day
from comity.reading.events.encounter_apart import is_earlier

Format = Literal["meeting", "call", "video call", "summit", "talks", "visit", "letter"]
READER = "rule:readouts 1"
CERTAINTY = 0.8  # judgement: too few such texts to count
_FORMS: tuple[tuple[Format, str], ...] = (
    ("video call", r"video[ -]?(?:conference|call|link)|virtual(?:ly)? (?:meeting|summit)|by video"),
    ("call", r"(?:tele)?phone|\bcalls?\b(?! (?:on|for|to)\b)|\btelephoned\b"),
    ("meeting", r"\bmeet(?:s|ings?)?\b|\bmet\b|\bvisits?\b|\breceived\b"),
    ("talks", r"\btalks\b|\bconversations?\b|\bconsultations?\b|\bnegotiations?\b|\bspoke\b|\bspeaks\b"),
)
_READOUT = re.compile(
    r"^(?:readout|telephone|phone|video|conversation|meeting|talks|call|working (?:visit|meeting))\b|"
    r"\b(?:(?:tele)?phone|video)?[ -]?(?:call|conversation|conversations|meeting|talks|conference|met|spoke|meets)\b.*"
    r"\b(?:with|between)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:to (?:meet|speak|hold|visit|discuss|host|travel)|will|ahead of|upcoming|plans?|on the eve|invit\w+|urges?|"
    r"demands?|calls? (?:for|on)|ready|readiness|preparations?|comment\w*|answers?|on (?:his|her|their)|results? of)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:had|held|has held|has had|conducted|took place|spoke|met)\b[^.;]*?"
    r"\b(?:conversations?|call|meeting|talks|conference|consultations|with|between)\b",
    re.IGNORECASE,
)
_GUESSED = {  # the words without which a format was only taken to be so
    "meeting": r"\b(?:met|meet\w*|session|conference|dinner|lunch|visit\w*|host\w*)\b",
    "call": r"phone|\bcall",
}
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_NAMES = 4  # words of a name in a title at most
_REACH = 600  # characters behind the opening in which the one whose readout it is is named


def with_readout(doc: Doc, found: list[Encounter]) -> list[Encounter]:
    """The encounters read in a text, the one of which it is an account among them."""
    opening = _opening(doc)
    title = context_of(doc).document.title or ""
    told = title if _READOUT.search(title) and not _TO_COME.search(title) else ""
    if opening is None or not (told or _HELD.search(opening.text)):
        return found
    form = _form(told) or _form(opening.text)
    participants = _participants(doc, opening, told)
    if form is None or participants is None:
        return found
    event = _consultation(doc, opening)
    when = event.when if event and event.when else _day(doc, opening)
    before = {e.id for e in doc._.events if e.type == "CONSULT" and is_earlier(tokens_at(doc, e.trigger).root)}
    for n, encounter in enumerate(found):
        if not before & set(encounter.events[:1]) and _is_that(encounter, participants, when):
            found[n] = _completed(encounter, form, when)
            return found
    if not told and _has_one(found, opening):
        return found
    made = _made(doc, opening, participants, form, when)
    if event is not None:
        made = replace(made, events=(event.id,), place=None if form in {"call", "video call"} else event.place)
    return [made, *found]


def _consultation(doc: Doc, opening: TokenSpan) -> Event | None:
    """A consultation in the opening of which not all participants were understood."""
    for event in doc._.events:
        if event.type == "CONSULT" and opening.start_char <= event.trigger.start < opening.end_char:
            return event if event.factuality.status == "actual" else None
    return None


def _opening(doc: Doc) -> TokenSpan | None:
    """The first sentence that names somebody."""
    heads = [mention.span for mention in doc._.mentions]
    for sentence in list(doc.sents)[:4]:
        if any(sentence.start_char <= span.start < sentence.end_char for span in heads):
            return sentence
    return None


def _form(words: str) -> Format | None:
    return next((form for form, pattern in _FORMS if re.search(pattern, words, re.IGNORECASE)), None)


def _participants(doc: Doc, opening: TokenSpan, title: str) -> tuple[Actor, ...] | None:
    """Two persons or more of different sides: those in the title and the one whose readout it is, or the opening's."""
    titled = list(_persons_in(doc, title))
    early = list(_persons_near(doc, opening.end_char + (_REACH if titled else 0)))
    chosen = {actor.id: actor for actor in titled}
    for actor in early:
        if titled and len(_sides(chosen.values())) > 1:
            break
        if not titled or _side(actor) not in _sides(chosen.values()):
            chosen.setdefault(actor.id, actor)
    if len(_sides(chosen.values())) < 2:
        return None
    places = {actor.id: n for n, actor in enumerate(early)}
    return tuple(sorted(chosen.values(), key=lambda actor: places.get(actor.id, len(places))))


def _side(actor: Actor) -> str:
    return actor.country or actor.id


def _sides(actors: Iterable[Actor]) -> set[str]:
    return {_side(actor) for actor in actors}


def _persons_near(doc: Doc, end: int) -> Iterator[Actor]:
    """The persons that a text names up to a place, in order."""
    seen = set()
    for mention in doc._.mentions:
        if mention.span.start < end and mention.how in {"name", "title"}:
            for actor in mention.actors:
                if actor.kind == "person" and actor.id not in seen:
                    seen.add(actor.id)
                    yield actor


def _persons_in(doc: Doc, title: str) -> Iterator[Actor]:
    """The persons that a title names: those of the text first, then known ones in office on the day."""
    words = _WORD.findall(title)
    folded = {fold(re.sub(r"['’]s?$", "", word)) for word in words}
    named: set[str] = set()
    for actor in {a.id: a for m in doc._.mentions for a in m.actors if a.kind == "person"}.values():
        surname = fold(actor.name.split()[-1])
        if surname in folded:
            named.add(surname)
            yield actor
    cast, context = Cast.of(doc), context_of(doc)
    for size in range(min(_NAMES, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            name = re.sub(r"['’]s?$", "", " ".join(words[start : start + size]))
            known = {e.entity_id for e in context.knowledge.lookup(name) if e.entity_id.startswith("person/")}
            holders = [p for p in known if context.knowledge.roles_of(p, context.document.published)]
            if len(holders) == 1 and fold(name.split()[-1]) not in named:
                named.add(fold(name.split()[-1]))
                yield cast.known_actor(holders[0])


def _day(doc: Doc, opening: TokenSpan) -> When | None:
    """The day that the opening names, else that of publication."""
    for when in doc._.dates:
        words = when.span
        early = words is not None and opening.start_char <= words.start < opening.end_char
        if early and len(when.value) == len("2015-11-15") and _not_after(doc, when):
            return when  # type: ignore[no-any-return]
    return publication_day(doc)


def _not_after(doc: Doc, when: When) -> bool:
    published = context_of(doc).document.published
    return published is None or when.value <= published.isoformat()


def _is_that(encounter: Encounter, participants: tuple[Actor, ...], when: When | None) -> bool:
    """Whether an encounter that was read is the one of which the text is an account."""
    if not encounter.factuality.happened:
        return False
    own = encounter.when
    dated = own is None or own.span is None or (when is not None and own.value == when.value)
    return dated and _sides(participants) <= _sides(encounter.participants)


def _completed(encounter: Encounter, form: Format, when: When | None) -> Encounter:
    """The encounter with the form and day of the readout, where its own words gave none."""
    words = " ".join(span.text for span in encounter.evidence)
    guessed = not re.search(_GUESSED.get(encounter.format, ""), words, re.IGNORECASE)
    if (guessed or encounter.format == "talks") and encounter.place is None and form != "talks":
        encounter = replace(encounter, format=form)
    if when is not None and (encounter.when is None or encounter.when.span is None):
        encounter = replace(encounter, when=when)
    return encounter


def _has_one(found: list[Encounter], opening: TokenSpan) -> bool:
    """Whether an encounter was read in the opening sentence: then its words are understood."""
    return any(opening.start_char <= encounter.evidence[0].start < opening.end_char for encounter in found)


def _made(doc: Doc, opening: TokenSpan, participants: tuple[Actor, ...], form: Format, when: When | None) -> Encounter:
    text = opening.text
    start = opening.start_char + len(text) - len(text.lstrip())
    evidence = span_of(doc, start, opening.start_char + len(text.rstrip()))
    return Encounter(
        id=content_id("encounter", evidence.document, "readout", evidence.start, evidence.end),
        document=evidence.document,
        evidence=(evidence,),
        certainty=CERTAINTY,
        reader=READER,
        participants=participants,
        format=form,
        events=(),
        when=when,
    )
