"""Encounters: each meeting, call, summit, visit or round of talks, with all that its text tells about it.

An encounter starts from a consultation that `comity_events` found; agreements and other acts of the same people join
it. Duration, company, occasion and initiative are looked for in the sentences that mention it and in the one behind,
day and place also in what is said of the same people nearby. Limit we know: two meetings of the same people in one text
count as one where neither days, places nor words (`encounter_apart`) part them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.model import Actor, Encounter, Event, Span, When, content_id
from comity.reading.context import span_of, span_of_tokens, text_of
from comity.reading.dates.component import find_durations
from comity.reading.dates.spans import may_coincide
from comity.reading.events.actors import tokens_at
from comity.reading.events.encounter_apart import is_earlier
from comity.reading.events.readouts import with_readout
from comity.reading.events.roles import named_in_all
from comity.reading.lexicons import load_yaml
from comity.reading.mentions import actors_of, actors_of_all
from comity.reading.occurrences import tokens_with
from comity.reading.syntax import phrase, prepositional

READER = "rule:encounters 1"
Format = Literal["meeting", "call", "video call", "summit", "talks", "visit", "letter"]
_JOINING = frozenset({"AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_LONG = re.compile(r"\bday")
_FOR = re.compile(r"\b(?:for|lasted|lasting|took|spent|of|some|a|the)\s*$|-$", re.IGNORECASE)


def find_encounters(doc: Doc) -> Iterator[Encounter]:
    """Every encounter that a text tells of, in text order."""
    durations = list(find_durations(doc))
    consultations = [e for e in doc._.events if e.type == "CONSULT" and len(_participants(e)) >= 2]
    joined = _joining(doc, consultations)
    for event in consultations:
        sentences = _sentences(doc, event)
        occasion = _occasion(doc, sentences, event)
        form = _format(doc, event)
        yield Encounter(
            id=content_id("encounter", event.document, event.id),
            document=event.document,
            evidence=event.evidence,
            statement=event.statement,
            factuality=event.factuality,
            certainty=event.certainty,
            reader=READER,
            participants=_participants(event),
            format=form,
            events=(event.id, *(e.id for e in joined.get(event.id, ()))),
            when=event.when or _agreed_on(joined.get(event.id, [])),
            place=event.place or _agreed_at(form, joined.get(event.id, [])),
            duration=_duration(doc, sentences, durations),
            present=_present(doc, sentences, event),
            occasion=occasion,
            initiated_by=_initiated_by(doc, event),
        )


def _participants(event: Event) -> tuple[Actor, ...]:
    return (*event.actors, *event.recipients)


def _joining(doc: Doc, consultations: list[Event]) -> dict[str, list[Event]]:
    """For each consultation the agreements and other acts of its participants alone, on the same day or undated."""
    found: dict[str, list[Event]] = {}
    for event in doc._.events:
        if event.type not in _JOINING or not event.actors:
            continue
        ids = {actor.id for actor in event.actors}
        for consultation in consultations:
            same_day = event.when is None or consultation.when is None or may_coincide(event.when, consultation.when)
            actual = consultation.factuality.status == "actual"
            before = is_earlier(tokens_at(doc, consultation.trigger).root)
            if actual and same_day and not before and ids <= {actor.id for actor in _participants(consultation)}:
                found.setdefault(consultation.id, []).append(event)
                break
    return found


def _sentences(doc: Doc, event: Event) -> list[TokenSpan]:
    """The sentences that mention an encounter, and the next one behind each."""
    found: dict[int, TokenSpan] = {}
    for mention in event.mentions:
        tokens = tokens_at(doc, mention)
        sentence = tokens.sent
        found[sentence.start] = sentence
        if sentence.end < len(doc) and "\n\n" not in sentence.text_with_ws:
            following = doc[sentence.end].sent
            found.setdefault(following.start, following)
    return [found[start] for start in sorted(found)]


def _format(doc: Doc, event: Event) -> Format:
    """The form of an encounter, by the words of its mentions and what hangs on them."""
    words: set[str] = set()
    spoken = any(t.lower_ in _spoken() for t in tokens_at(doc, event.trigger))
    for mention in event.mentions:
        tokens = tokens_at(doc, mention)
        near = {t.lower_ for token in tokens for child in token.children for t in (child, *child.children)}
        words |= (
            {t.lower_ for t in tokens}
            | {t.lemma_.lower() for t in tokens}
            | (near & _words("video call", "call", "letter"))
        )
    for name in _format_names():
        if words & _words(name):
            if name == "talks" and spoken and event.place is None and not words & _words("meeting"):
                return "call"
            return name
    return "call" if spoken and event.place is None else "meeting"


@cache
def _format_names() -> tuple[Format, ...]:
    return tuple(load_yaml("encounters.yaml")["formats"])


@cache
def _words(*names: str) -> frozenset[str]:
    formats = load_yaml("encounters.yaml")["formats"]
    return frozenset(word for name in names for word in formats[name]["words"])


@cache
def _spoken() -> frozenset[str]:
    return frozenset(load_yaml("encounters.yaml")["spoken"]["words"])


def _duration(doc: Doc, sentences: list[TokenSpan], durations: list[Span]) -> Span | None:
    """How long it lasted: "for more than 30 minutes", "a two-hour meeting"; days only where they lead to its noun."""
    for sentence in sentences:
        for span in durations:
            if not sentence.start_char <= span.start < sentence.end_char:
                continue
            before = text_of(doc)[max(0, span.start - 12) : span.start]
            leads = "-" in span.text or bool(_FOR.search(before))
            if leads and not (_LONG.search(span.text) and "-" not in span.text):
                return span
    return None


def _present(doc: Doc, sentences: list[TokenSpan], event: Event) -> Span | None:
    """The phrase that says who else was there; not where it only names the participants themselves."""
    entry = load_yaml("encounters.yaml")["present"]
    ids = {actor.id for actor in _participants(event)}
    for sentence in sentences:
        for words in entry["phrases"]:
            at = sentence.text.lower().find(words)
            if at < 0:
                continue
            start = sentence.start_char + at
            first = tokens_at(doc, span_of(doc, start, start + len(words)))
            noun = _noun_after(first)
            if noun is None or (ids and {a.id for a in actors_of(noun)} & ids):
                continue
            last = phrase(noun)
            return span_of(doc, first.start_char, last.end_char)
    return None


def _noun_after(words: TokenSpan) -> Token | None:
    """The noun that a phrase of several words leads to."""
    for token in words.doc[words.end : min(words.end + 12, words.sent.end)]:
        if token.pos_ in {"NOUN", "PROPN", "PRON"} and token.dep_ not in {"compound", "poss", "amod", "nmod"}:
            return token
    return None


def _occasion(doc: Doc, sentences: list[TokenSpan], event: Event) -> Span | None:
    """The gathering in whose course it took place; named more fully elsewhere in the text, by that fuller name."""
    entry = load_yaml("encounters.yaml")["occasion"]
    own = {(m.start, m.end) for m in event.mentions}
    for sentence in sentences:
        for token in sentence:
            if token.lower_ not in entry["nouns"] or not _leads_to(token, entry["prepositions"]):
                continue
            span = span_of_tokens(_bare(token))
            if any(span.start <= start and end <= span.end for start, end in own):
                continue
            return _fuller(doc, token) or span
    return None


def _leads_to(noun: Token, prepositions: list[str]) -> bool:
    """Whether one of the prepositions (of several words, some) leads to a noun."""
    first = noun.left_edge.i
    before = noun.doc[max(0, first - 4) : first].text.lower()
    return any(before == words or before.endswith(f" {words}") for words in prepositions)


def _bare(noun: Token) -> TokenSpan:
    """The noun with what stands before it, and its "of" phrase."""
    last = max((c.right_edge.i for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), default=noun.i)
    return noun.doc[noun.left_edge.i : last + 1]


def _fuller(doc: Doc, noun: Token) -> Span | None:
    """The same gathering named elsewhere: for "the summit" "the G20 summit"."""
    if any(c.dep_ in {"compound", "amod", "nmod", "poss", "prep"} for c in noun.children):
        return None
    for token in tokens_with(doc, lemmas={noun.lemma_.lower()}):
        if any(c.dep_ in {"compound", "nmod"} for c in token.children):
            return span_of_tokens(_bare(token))
    return None


def _agreed_on(events: list[Event]) -> When | None:
    """The day of what several of them did there together; what one did alone may have been on another day."""
    return next((event.when for event in events if event.when and len(event.actors) > 1), None)


def _agreed_at(form: Format, events: list[Event]) -> str | None:
    """The place that what was agreed there names; a call has none."""
    if form in {"call", "video call", "letter"}:
        return None
    return next((event.place for event in events if event.type == "AGREE" and event.place), None)


def _initiated_by(doc: Doc, event: Event) -> tuple[Actor, ...]:
    """On whose initiative: "at the initiative of the French side", "at Germany's request", "initiated by Oman"."""
    entry = load_yaml("encounters.yaml")["initiative"]
    for mention in event.mentions:
        for token in tokens_at(doc, mention).sent:
            heads: list[Token] = []
            if token.lower_ in {"initiated", "requested"}:
                heads = [n for c in token.children if c.dep_ == "agent" for n in c.children]
            elif token.lower_ in entry["nouns"] and token.head.lower_ in {"at", "on", "upon"}:
                heads = prepositional(token, "of") + [
                    c for c in token.children if c.dep_ in {"poss", "compound", "amod"}
                ]
            found = actors_of_all(named_in_all(heads))
            if found:
                return found
    return ()


@Language.component("comity_encounters", assigns=["doc._.encounters"], requires=["token.dep", "doc._.events"])
def read_encounters(doc: Doc) -> Doc:
    """Set `Doc._.encounters`."""
    doc._.encounters = tuple(with_readout(doc, list(find_encounters(doc))))
    return doc
