"""Which encounter texts have in common, and which of their sentences plainly tell of another one.

A sentence opens a passage where its main clause, or a phrase before it, tells of an encounter ("met the envoy", "In a
call with the Chancellor, …"). The passage goes on to the end of the paragraph, and further where the next one goes on
with the same people; it ends where somebody of the common encounter comes back. Another encounter is one of other
people, of another day, or one that the text sets apart ("their previous call"). What the words leave open stays in the
comparison. Limit: an encounter without readable participants opens no passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from comity.analysis.sides import side_of, sides_of
from comity.ledger.grouping import window
from comity.ledger.sightings import Sighting, may_be_one, score, shifted, sighting_of
from comity.model import Actor, Encounter
from comity.reading.context import context_of, text_of
from comity.reading.events.actors import tokens_at
from comity.reading.events.encounter_apart import is_earlier
from comity.reading.lexicons import listed
from comity.reading.mentions import mention_of
from comity.reading.syntax import first_conjunct

_WITHIN = frozenset({"in", "at", "during", "over", "on"})
_HELD = frozenset({"hold", "have", "take", "conduct", "begin", "end", "continue", "make", "pay", "open", "conclude"})
_SPOKESMEN = frozenset({"office", "seat", "media", "state", "organisation", "unnamed"})
_THERE = frozenset({"there", "then"})
_NAMED = frozenset({"name", "metonym", "demonym", "apposition"})  # "they" may be whoever was told of last
_NIGHT = 1  # days by which two texts may date one encounter differently


def common_claims(docs: Sequence[Doc], *, min_certainty: float = 0) -> tuple[Encounter | None, ...]:
    """Of each text the claim of the encounter that most of them tell of; all None where no two have one in common.

    A single text's is its first. Among several, the one with the most people named, then the first told. Two claims are
    of one encounter where the ledger would join them, failing that where two of their people share a side or a name.
    """
    told = [[(claim, _sighting(doc, claim)) for claim in _actual(doc, min_certainty)] for doc in docs]
    if len(docs) == 1:
        return tuple(claim for claim, _ in told[0][:1]) or (None,)
    for fits in (_fits, _may_fit):
        found = _most_told(told, fits)
        if any(found):
            return found
    return tuple(None for _ in docs)


_Told = tuple[Encounter, Sighting]


def _most_told(told: Sequence[Sequence[_Told]], fits: Callable[[_Told, _Told], bool]) -> tuple[Encounter | None, ...]:
    best: tuple[tuple[int, int, int], _Told] | None = None
    for claims in told:
        for place, one in enumerate(claims):
            number = sum(any(fits(one, other) for other in others) for others in told)
            rank = (number, one[1].named, -place)
            if number > 1 and (best is None or rank > best[0]):
                best = rank, one
    if best is None:
        return tuple(None for _ in told)
    chosen = best[1]
    return tuple(_nearest(chosen, [other for other in claims if fits(chosen, other)]) for claims in told)


def _nearest(one: _Told, fitting: Sequence[_Told]) -> Encounter | None:
    ranked = [(score(one[1], other), -n) for n, (_, other) in enumerate(fitting)]
    return fitting[-max(ranked)[1]][0] if ranked else None


def _actual(doc: Doc, least: float) -> Iterator[Encounter]:
    for claim in doc._.encounters:
        if claim.factuality.happened and claim.certainty >= least and not _is_earlier(doc, claim):
            yield claim


def _sighting(doc: Doc, claim: Encounter) -> Sighting:
    document = context_of(doc).document
    published = document.published.isoformat() if document.published else None
    return sighting_of(claim, published, document.publisher)


def _fits(one: _Told, other: _Told) -> bool:
    """Whether two claims may be of one encounter, days included."""
    return one[0].id == other[0].id or (_near(one[1], other[1]) and may_be_one(one[1], other[1]))


def _may_fit(one: _Told, other: _Told) -> bool:
    """Whether two claims have two of their people in common, by side or by surname, and days that fit."""
    common = {
        side_of(mine)
        for mine in one[0].participants
        for its in other[0].participants
        if side_of(mine) == side_of(its) or mine.name.split()[-1:] == its.name.split()[-1:]
    }
    return len(common) > 1 and _near(one[1], other[1])


def _near(a: Sighting, b: Sighting) -> bool:
    (first, last), (begin, end) = window(a), window(b)
    known = all((first, last, begin, end))
    return not known or (first <= shifted(end, _NIGHT) and begin <= shifted(last, _NIGHT))


def elsewhere(doc: Doc, own: Encounter | None) -> dict[int, Encounter]:
    """The numbers of the sentences that plainly tell of another encounter than `own`, with that encounter."""
    if own is None:
        return {}
    others = [claim for claim in doc._.encounters if claim.id != own.id and _is_another(doc, claim, own)]
    if not others:
        return {}
    opened = {claim.id: _openers(doc, claim) for claim in (own, *others)}
    found: dict[int, Encounter] = {}
    scene: Encounter | None = None
    for n, sentence in enumerate(doc.sents):
        here = [c for c in (own, *others) if any(sentence.start <= t < sentence.end for t in opened[c.id])]
        if here:
            scene = None if own in here else here[-1]
        elif scene is not None and not _goes_on(sentence, scene, own):
            scene = None
        if scene is not None:
            found[n] = scene
    return found


def _is_another(doc: Doc, claim: Encounter, own: Encounter) -> bool:
    """Whether a claim is plainly of another encounter: other people, another day, or told as one that went before."""
    if not claim.factuality.happened:
        return False
    one, other = _sighting(doc, own), _sighting(doc, claim)
    if len(one.sides) < 2 or len(other.sides) < 2:
        return False
    if other.apart or _is_earlier(doc, claim):
        return True
    if one.grain == other.grain == "day" and _days_between(one.first, other.first) > _NIGHT:
        return True
    if not one.sides <= other.sides:
        return not may_be_one(one, other)
    return any(_persons(one, side).isdisjoint(_persons(other, side) or _persons(one, side)) for side in one.sides)


def _persons(one: Sighting, side: str) -> set[str]:
    return {person for its, person in one.persons if its == side}


def _days_between(one: str, other: str) -> int:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return 0


def _is_earlier(doc: Doc, claim: Encounter) -> bool:
    event = next((e for e in doc._.events if e.id in claim.events[:1]), None)
    return event is not None and is_earlier(tokens_at(doc, event.trigger).root)


def _openers(doc: Doc, claim: Encounter) -> set[int]:
    """The tokens that open a passage about an encounter; of a claim without events all of its evidence."""
    events = [e for e in doc._.events if e.id in claim.events[:1]]
    if not events:
        return {tokens_at(doc, span).start for span in claim.evidence}
    mentions = [tokens_at(doc, span).root for event in events for span in event.mentions or (event.trigger,)]
    return {token.i for token in mentions if _opens(doc, token)}


def _opens(doc: Doc, token: Token) -> bool:
    """Whether a mention is the main clause of its sentence, or a phrase of place or time before it."""
    if token.pos_ in {"VERB", "AUX"}:
        return token.lemma_.lower() in listed("encounters.yaml", "apart", "meeting_verbs") and _is_main(doc, token)
    host = token.head
    if token.dep_ in {"dobj", "nsubjpass", "nsubj", "attr"}:
        return host.lemma_.lower() in _HELD and _is_main(doc, host)
    if token.dep_ == "pobj" and host.lower_ in _WITHIN and host.dep_ == "prep":
        first = min((c.i for c in host.head.children if c.dep_ in {"nsubj", "nsubjpass"}), default=-1)
        return token.i < first and _is_main(doc, host.head)
    return False


def _is_main(doc: Doc, verb: Token) -> bool:
    """Whether a verb is a main one, or what an office or outlet says that happened."""
    verb = first_conjunct(verb)
    if verb.dep_ == "ROOT":
        return True
    saying = verb.head
    told_by = [mention_of(c) for c in saying.children if c.dep_ == "nsubj"]
    said = verb.dep_ == "ccomp" and saying.dep_ == "ROOT"
    return said and any(m is not None and all(a.kind in _SPOKESMEN for a in m.actors) for m in told_by)


def _goes_on(sentence: TokenSpan, scene: Encounter, own: Encounter) -> bool:
    """Whether a sentence without an encounter of its own belongs to the passage before it."""
    actors = list(_actors(sentence))
    if any(_only_in(actor, own, scene) for actor, is_subject in actors if is_subject or actor.kind == "person"):
        return False
    if sides_of(own.participants) <= sides_of(scene.participants) and _same_people(own, scene):
        helped = {c.lower_ for c in sentence.root.children}
        return bool(helped & (_THERE | {"had"}))
    if not _begins_paragraph(sentence) or any(_is_several(t) for t in sentence):
        return True
    return any(_only_in(actor, scene, own) for actor, is_subject in actors if is_subject)


def _is_several(token: Token) -> bool:
    """Whether a subject names people together who were told of before: "they", "the sides"."""
    mention = mention_of(token)
    return mention is not None and mention.how in {"set", "pronoun"} and len(mention.actors) > 1 and _is_subject(token)


def _same_people(own: Encounter, scene: Encounter) -> bool:
    persons = [{a.id for a in claim.participants if a.kind == "person"} for claim in (own, scene)]
    return not persons[0] or not persons[1] or bool(persons[0] & persons[1])


def _only_in(actor: Actor, here: Encounter, there: Encounter) -> bool:
    """Whether an actor took part in one encounter and not in another; persons as themselves, others as their side."""
    if actor.kind == "person":
        ids: Mapping[str, set[str]] = {c.id: {a.id for a in c.participants} for c in (here, there)}
        if actor.id in ids[here.id]:
            return actor.id not in ids[there.id]
    side = side_of(actor)
    return side in sides_of(here.participants) and side not in sides_of(there.participants)


def _actors(sentence: TokenSpan) -> Iterator[tuple[Actor, bool]]:
    """Whom a sentence names itself, and whether as the subject of a main clause."""
    for token in sentence:
        mention = mention_of(token)
        if mention is not None and mention.how in _NAMED:
            yield from ((actor, _is_subject(token)) for actor in mention.actors)


def _is_subject(token: Token) -> bool:
    first = first_conjunct(token)
    return first.dep_ in {"nsubj", "nsubjpass"} and first.head.dep_ in {"ROOT", "conj"}


def _begins_paragraph(sentence: TokenSpan) -> bool:
    before = text_of(sentence.doc)[: sentence.start_char]
    return not before or "\n" in before[len(before.rstrip()) :] or sentence.text.startswith("\n")
