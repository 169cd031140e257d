"""Readings made by hand and by chance, for tests that need no reader."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from comity.model import (
    Accord,
    Actor,
    Divergence,
    Document,
    Encounter,
    Event,
    Factuality,
    Measure,
    Mention,
    Order,
    Position,
    Reading,
    Report,
    Span,
    Statement,
    When,
    content_id,
)  # fmt: skip
from comity.model import actors as actor_types
from comity.model import claims as claim_types

TEXT = (
    "President Ana Roha of Vardaal and Prime Minister Teo Lund of Norrevia met for two hours in Eidermouth on Sunday. "
    '"We agreed on a ceasefire, which is to be followed by the release of prisoners," the Meridian quoted a Vardaal '
    "official as saying. Lund said that Norrevia may have doubts about the border. Roha supports talks. "
    "The two sides differ on tactics, an adviser said; the ministry spoke of strategies. "
    "The release of prisoners has begun, according to the mission."
)
ROHA = Actor("person/ana-roha", "Ana Roha", "person", "VRD", "VRDGOV", "President of Vardaal")
LUND = Actor("person/teo-lund", "Teo Lund", "person", "NRV", "NRVGOV", "Prime Minister of Norrevia")
MERIDIAN = Actor("media/meridian", "Meridian", "media")
OFFICIAL = Actor("unnamed/0/vardaal-official", "Vardaal official", "unnamed", "VRD")
MISSION = Actor("organisation/mission", "Monitoring Mission", "organisation")


def made_reading(text: str = TEXT, reader: str = "test 1", **metadata: Any) -> Reading:
    """One claim of every kind over TEXT (or a text that begins with it)."""
    document = Document.create(
        text,
        **{"title": "Two leaders meet", "publisher": "The Harbour Daily", "published": date(2031, 3, 16)} | metadata,
    )

    def span(words: str) -> Span:
        start = document.text.index(words)
        return document.span(start, start + len(words))

    def common(kind: str, words: str, statement: str | None = None) -> dict[str, Any]:
        name = content_id(kind, document.id, words)
        return {
            "id": name,
            "document": document.id,
            "evidence": (span(words),),
            "statement": statement,
            "reader": f"{kind} rules 1",
            "certainty": 0.75,
        }

    sunday = When("2031-03-16", "publication", span=span("Sunday"))
    outer = Statement(
        content_id("statement", document.id, 1), document.id, span("the Meridian"), span("quoted"),
        (span("We agreed on a ceasefire, which is to be followed by the release of prisoners,"),), (MERIDIAN,),
        "direct", "media", certainty=0.9, reader="rules 1",
    )  # fmt: skip
    inner = Statement(
        content_id("statement", document.id, 2), document.id, span("a Vardaal official"), span("saying"), outer.content,
        (OFFICIAL,), "direct", "unnamed official", parent=outer.id, said=sunday, reader="rules 1",
    )  # fmt: skip
    doubt = Statement(
        content_id("statement", document.id, 3), document.id, span("Lund"), span("said"),
        (span("Norrevia may have doubts about the border"),), (LUND,), "indirect", "named person", reader="rules 1",
    )  # fmt: skip
    met = Event(
        **common("event", "President Ana Roha of Vardaal and Prime Minister Teo Lund of Norrevia met"),
        type="CONSULT", trigger=span("met"), actors=(ROHA, LUND), when=sunday, place="Eidermouth",
        place_span=span("Eidermouth"), contexts=("diplomatic",), actor_mentions=(span("Ana Roha"), span("Teo Lund")),
    )  # fmt: skip
    encounter = Encounter(
        **common("encounter", "met for two hours in Eidermouth on Sunday"), participants=(ROHA, LUND), format="meeting",
        events=(met.id,), when=sunday, place="Eidermouth", duration=span("for two hours"),
    )  # fmt: skip
    accord = made_accord(common, span, inner.id)
    return Reading(
        document=document, reader=reader,
        mentions=(Mention(span("Ana Roha"), (ROHA,), "name", 1.0),
                  Mention(span("The two sides"), (ROHA, LUND), "set", 0.5)),
        statements=(outer, inner, doubt), events=(met,), encounters=(encounter,),
        positions=(
            Position(**common("position", "Roha supports talks"), actor=ROHA, about=span("talks"), matter="negotiation",
                     stance=1, theatre="Vardaal", cue=span("supports")),
            Position(**common("position", "Norrevia may have doubts about the border", doubt.id)
                     | {"factuality": Factuality("possible", cues=(span("may"),))},
                     actor=LUND, about=span("the border"), matter="border", stance=-1),
        ),
        accords=(accord,),
        divergences=(
            Divergence(**common("divergence", "The two sides differ on tactics"), between=(ROHA, LUND),
                       content=span("tactics"), cue=span("differ")),
            Divergence(**common("divergence", "the ministry spoke of strategies"), between=(), kind="inconsistency",
                       content=span("strategies"), sides=(span("differ on tactics"), span("spoke of strategies")),
                       words=("tactics", "strategies"), matters=("border",)),
        ),
        reports=(
            Report(**common("report", "The release of prisoners has begun"), about=span("The release of prisoners"),
                   status="begun", matter="prisoners", actors=(MISSION,)),
        ),
    )  # fmt: skip


def made_accord(common: Any, span: Any, statement: str) -> Accord:
    """A ceasefire before a release, told by an official."""
    base = common("accord", "We agreed on a ceasefire", statement)
    first = Measure(**common("measure", "a ceasefire", statement), span=span("a ceasefire"), matter="ceasefire",
                    accord=base["id"])  # fmt: skip
    second = Measure(**common("measure", "the release of prisoners", statement), span=span("the release of prisoners"),
                     matter="prisoners", accord=base["id"], obliged=(ROHA, LUND))  # fmt: skip
    return Accord(
        **base, parties=(ROHA, LUND), cue=span("agreed"), content=span("a ceasefire"), status="agreed",
        matters=("ceasefire",), theatre="Vardaal", measures=(first, second),
        order=(Order(first.id, "before", second.id, span("followed by"), "preceded", 0.6),),
    )  # fmt: skip


# Chance readings.

characters = st.characters(exclude_categories=("Cs",))
words = st.text(characters, max_size=12)
maybe_words = st.none() | words
fractions = st.floats(0, 1, allow_nan=False)
actor_values = st.builds(
    Actor, id=words, name=words, kind=st.sampled_from(get_args(actor_types.ActorKind)), country=maybe_words,
    code=maybe_words, role=maybe_words,
)  # fmt: skip
some_actors = st.lists(actor_values, max_size=3).map(tuple)
some_words = st.lists(words, max_size=3).map(tuple)
MATTERS = st.sampled_from(["border", "ceasefire", "other"])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading that a ledger must take, over any text."""
    text = draw(st.text(characters, min_size=1, max_size=60).filter(_readable))
    document = Document.create(
        text, title=draw(maybe_words), publisher=draw(maybe_words), published=draw(st.none() | st.dates())
    )
    offsets = st.integers(0, len(document.text))
    spans = st.tuples(offsets, offsets).map(lambda pair: document.span(*sorted(pair)))
    maybe_span, some_spans = st.none() | spans, st.lists(spans, max_size=3).map(tuple)
    whens = st.none() | st.builds(
        When,
        value=words.filter(bool),
        how=st.sampled_from(["absolute", "publication", "anchor"]),
        end=maybe_words,
        span=maybe_span,
    )
    numbers = iter(range(10_000))

    def name(kind: str) -> str:
        return content_id(kind, document.id, next(numbers))

    statements: list[Statement] = []
    for _ in range(draw(st.integers(0, 3))):
        statements.append(draw(st.builds(
            Statement, id=st.just(name("statement")), document=st.just(document.id), source=maybe_span, cue=maybe_span,
            content=some_spans, speakers=some_actors, kind=st.sampled_from(get_args(claim_types.StatementKind)),
            source_type=st.sampled_from(get_args(claim_types.SourceType)),
            parent=st.sampled_from([None, *(s.id for s in statements)]), said=whens, venue=maybe_words,
            certainty=fractions, reader=words,
        )))  # fmt: skip
    factuality = st.builds(
        Factuality, certainty=st.sampled_from(["certain", "probable", "possible"]),
        polarity=st.sampled_from(["affirmed", "denied"]),
        status=st.sampled_from(["actual", "planned", "called-for", "conditional"]), cues=some_spans,
    )  # fmt: skip

    def some(noun: type, most: int = 2, **values: Any) -> tuple[Any, ...]:
        return tuple(
            draw(st.builds(
                noun, id=st.just(name(noun.__name__.lower())), document=st.just(document.id), evidence=some_spans,
                statement=st.sampled_from([None, *(s.id for s in statements)]), factuality=factuality,
                certainty=fractions, reader=words, **values,
            ))
            for _ in range(draw(st.integers(0, most)))
        )  # fmt: skip

    events = some(
        Event, type=st.sampled_from(get_args(claim_types.EventType)), trigger=spans, actors=some_actors,
        recipients=some_actors, third_parties=some_actors, actor_mentions=some_spans, recipient_mentions=some_spans,
        mode=maybe_words, contexts=some_words, when=whens, place=maybe_words, place_span=maybe_span,
        magnitude=maybe_words, mentions=some_spans,
    )  # fmt: skip
    encounters = some(
        Encounter, participants=some_actors, format=st.sampled_from(["meeting", "call", "summit"]),
        events=st.sampled_from([(), *((e.id,) for e in events), tuple(e.id for e in events)]), when=whens,
        place=maybe_words, duration=maybe_span, present=maybe_span, occasion=maybe_span, initiated_by=some_actors,
    )  # fmt: skip
    positions = some(
        Position, actor=actor_values, about=spans, matter=MATTERS, stance=st.sampled_from([-1, 0, 1]),
        theatre=maybe_words, strength=fractions, cue=maybe_span,
    )  # fmt: skip
    accords = []
    for _ in range(draw(st.integers(0, 2))):
        accord_id = name("accord")
        measures = some(
            Measure, span=spans, matter=MATTERS, accord=st.just(accord_id), number=maybe_words, action=maybe_words,
            obliged=some_actors, beneficiaries=some_actors, quantity=maybe_span, deadline=whens,
            deadline_span=maybe_span, condition=maybe_span, place=maybe_words,
        )  # fmt: skip
        ends = st.sampled_from([m.id for m in measures] or [""])
        edges = st.builds(Order, left=ends, relation=st.sampled_from(["before", "after", "if"]), right=ends,
                          cue=maybe_span, slip=maybe_words, certainty=fractions)  # fmt: skip
        accords += [draw(st.builds(
            Accord, id=st.just(accord_id), document=st.just(document.id), evidence=some_spans, factuality=factuality,
            certainty=fractions, reader=words, parties=some_actors, cue=maybe_span, content=spans,
            status=st.sampled_from(get_args(claim_types.AccordStatus)), name=maybe_words, known=maybe_words,
            matters=some_words, theatre=maybe_words, measures=st.just(measures),
            order=st.lists(edges, max_size=3).map(tuple) if measures else st.just(()), mediators=some_actors,
            when=whens,
        ))]  # fmt: skip
    return Reading(
        document=document, reader=draw(words),
        mentions=draw(st.lists(st.builds(
            Mention, span=spans, actors=some_actors, how=st.sampled_from(get_args(actor_types.Resolution)),
            certainty=fractions,
        ), max_size=3).map(tuple)),
        statements=tuple(statements), events=events, encounters=encounters, positions=positions, accords=tuple(accords),
        divergences=some(
            Divergence, between=some_actors, content=spans, kind=st.sampled_from(["reported", "inconsistency"]),
            cue=maybe_span, matters=some_words, theatre=maybe_words, sides=some_spans, words=some_words,
        ),
        reports=some(
            Report, about=spans, status=st.sampled_from(get_args(claim_types.ReportStatus)), matter=MATTERS,
            actors=some_actors, accord_name=maybe_words, when=whens,
        ),
    )  # fmt: skip


def _readable(text: str) -> bool:
    normal = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    return any(character.isalnum() for character in normal)
