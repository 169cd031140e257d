"""Events as a table: the columns of the public POLECAT data (PLOVER ontology), with our own after them where wanted.

One row an event. docs/events.md tells of every column. A cell that names several (actors, contexts) parts them by `; `,
as POLECAT does; `None` holds the place of one that has no value, so that the n-th country is the n-th actor's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

from comity.exports.csv_safe import Cell, csv_lines
from comity.exports.files import write_lines
from comity.exports.safe_text import dumps
from comity.knowledge import Knowledge
from comity.knowledge.gazetteer import Location, locate
from comity.knowledge.plover import Coding, coded, cow_numbers, happened, sectors
from comity.ledger import Filter, Head, Ledger, LedgerClaim
from comity.model import Actor, Event, Reading, Span, Statement

Format = Literal["plover", "csv", "json"]
Value = Cell | tuple[str | None, ...]

_LANGUAGES = {"en": "English"}
_NAMED_BODIES = {"organisation", "office", "seat", "alliance", "armed-group", "media"}


@dataclass(frozen=True)
class EventEntry:
    """An event of a ledger with all that its row tells: its document, the story around it, its coding and place."""

    event: Event
    claim: LedgerClaim
    story: Reading
    knowledge: Knowledge

    @property
    def head(self) -> Head:
        """The document's head."""
        return self.claim.document

    @cached_property
    def statement(self) -> Statement | None:
        """The statement that the event stands in."""
        return next((s for s in self.story.statements if s.id == self.event.statement), None)

    @cached_property
    def coding(self) -> Coding:
        """What PLOVER's codebook makes of it."""
        return coded(self.event, self.statement)

    @cached_property
    def country(self) -> str | None:
        """The country that the event's place lies in."""
        place = self.knowledge.place(self.event.place) if self.event.place else None
        return place.country if place else None

    @cached_property
    def location(self) -> Location | None:
        """The event's place in GeoNames."""
        place = self.knowledge.place(self.event.place) if self.event.place else None
        return locate(place) if place else None

    @property
    def happened(self) -> bool:
        """Whether the text presents it as done, or PLOVER codes what is announced or refused as a deed in words."""
        return happened(self.event, self.statement)


Make = Callable[[EventEntry], Value]


def _side(side: str, actors: Callable[[Event], Sequence[Actor]], raw: Callable[[Event], Sequence[Span]]
          ) -> dict[str, Make]:  # fmt: skip
    """The eight columns of one side: Actor or Recipient."""

    def each(make: Callable[[Actor], str | None]) -> Make:
        return lambda entry: tuple(make(actor) for actor in actors(entry.event))

    def cow(actor: Actor) -> str | None:
        number = cow_numbers().get(actor.country or "")
        return None if number is None else str(number)

    def primary(actor: Actor) -> str | None:
        return next(iter(sectors(actor.code, actor.country)), None)

    return {
        f"{side} Name": each(lambda actor: actor.name),
        f"{side} Country": each(lambda actor: actor.country),
        f"{side} COW": each(cow),
        f"Primary {side} Sector": each(primary),
        f"{side} Sectors": each(lambda actor: "|".join(sectors(actor.code, actor.country)) or None),
        f"{side} Title": each(lambda actor: actor.role),
        f"{side} Name Raw": lambda entry: tuple(span.text for span in raw(entry.event)),
        f"Wikipedia {side} ID": lambda entry: None,
    }


def _located(take: Callable[[Location], Cell]) -> Make:
    return lambda entry: take(entry.location) if entry.location else None


def _is_city(location: Location) -> bool:
    return location.latitude is not None


def _story(kinds: Collection[str]) -> Make:
    def names(entry: EventEntry) -> tuple[str, ...]:
        actors = (actor for mention in entry.story.mentions for actor in mention.actors)
        return tuple(dict.fromkeys(actor.name for actor in actors if actor.kind in kinds))

    return names


def _story_places(entry: EventEntry) -> tuple[str, ...]:
    states = cast("tuple[str, ...]", _story({"state"})(entry))
    return tuple(dict.fromkeys([*states, *(event.place for event in entry.story.events if event.place)]))


def event_date(entry: EventEntry) -> str | None:
    """The day of an event: its own date, of a month or year the first day, else the day of publication."""
    when = entry.event.when
    if when is None:
        return entry.head.published
    return when.value + "-01" * (2 - when.value.count("-"))


POLECAT: Mapping[str, Make] = {
    "Event ID": lambda entry: entry.event.id,
    "Event Date": event_date,
    "Event Type": lambda entry: entry.coding.type,
    "Event Mode": lambda entry: entry.coding.mode,
    "Intensity": lambda entry: entry.coding.score,
    "Quad Code": lambda entry: entry.coding.quad,
    "Contexts": lambda entry: tuple(word.lower().replace(" ", "_") for word in entry.event.contexts),
    **_side("Actor", lambda event: event.actors, lambda event: event.actor_mentions),
    **_side("Recipient", lambda event: event.recipients, lambda event: event.recipient_mentions),
    "Placename": lambda entry: entry.location.name if entry.location else entry.event.place,
    "City": _located(lambda location: location.name if _is_city(location) else None),
    "District": lambda entry: None,
    "Province": lambda entry: None,
    "Country": lambda entry: entry.country,
    "Latitude": _located(lambda location: location.latitude),
    "Longitude": _located(lambda location: location.longitude),
    "GeoNames ID": _located(lambda location: location.geonames),
    "Raw Placename": lambda entry: entry.event.place_span.text if entry.event.place_span else None,
    "Feature Type": _located(lambda location: location.feature),
    "Source": lambda entry: entry.head.publisher or entry.head.url,
    "Publication Date": lambda entry: entry.head.published,
    "Story People": _story({"person"}),
    "Story Organizations": _story(_NAMED_BODIES),
    "Story Locations": _story_places,
    "Language": lambda entry: _LANGUAGES.get(entry.story.document.language, entry.story.document.language),
    "Version": lambda entry: entry.story.reader,
}
"""The columns of the public POLECAT files, in their order."""

OWN: Mapping[str, Make] = {
    "Status": lambda entry: entry.event.factuality.status,
    "Polarity": lambda entry: entry.event.factuality.polarity,
    "Text Certainty": lambda entry: entry.event.factuality.certainty,
    "Certainty": lambda entry: round(entry.event.certainty, 3),
    "Source Chain": lambda entry: entry.claim.source_chain,
    "Date Basis": lambda entry: entry.event.when.how if entry.event.when else ("document" if entry.head.published
                                                                              else None),
    "Date As Read": lambda entry: entry.event.when.value if entry.event.when else None,
    "Date End": lambda entry: entry.event.when.end if entry.event.when else None,
    "CAMEO": lambda entry: entry.coding.cameo,
    "Ledger Type": lambda entry: entry.event.type,
    "Ledger Mode": lambda entry: entry.event.mode,
    "Actor ID": lambda entry: tuple(actor.id for actor in entry.event.actors),
    "Actor Code": lambda entry: tuple(actor.code for actor in entry.event.actors),
    "Recipient ID": lambda entry: tuple(actor.id for actor in entry.event.recipients),
    "Recipient Code": lambda entry: tuple(actor.code for actor in entry.event.recipients),
    "Third Parties": lambda entry: tuple(actor.name for actor in entry.event.third_parties),
    "Magnitude": lambda entry: entry.event.magnitude,
    "Trigger": lambda entry: entry.event.trigger.text,
    "Quote": lambda entry: entry.claim.quote,
    "Document": lambda entry: entry.head.id,
    "Document Title": lambda entry: entry.head.label,
    "URL": lambda entry: entry.head.url,
    "Start": lambda entry: min(span.start for span in entry.event.evidence) if entry.event.evidence else None,
    "End": lambda entry: max(span.end for span in entry.event.evidence) if entry.event.evidence else None,
    "Rule": lambda entry: entry.event.reader,
}  # fmt: skip
"""What Comity knows beyond POLECAT: how the text presents the event, who says so, and where it stands."""

COLUMNS: Mapping[Format, Mapping[str, Make]] = {
    "plover": POLECAT,
    "csv": {**POLECAT, **OWN},
    "json": {**POLECAT, **OWN},
}


def event_entries(ledger: Ledger, wanted: Filter, knowledge: Knowledge, types: Collection[str] = ()
                  ) -> Iterator[EventEntry]:  # fmt: skip
    """The events of a ledger that the filter and the types (none: all) keep, by day of publication and place.

    A type keeps events of that type in the ledger and those that PLOVER's codebook codes so.
    """
    story: Reading | None = None
    for claim in ledger.claims(wanted):
        event = claim.claim
        if not isinstance(event, Event):
            continue
        if story is None or story.document.id != claim.document.id:
            story = ledger.reading(claim.document.id)
        entry = EventEntry(event, claim, story, knowledge)
        if not types or {event.type, entry.coding.type} & set(types):
            yield entry


def write_events(entries: Iterator[EventEntry], format: Format, out: Path | None, *, everything: bool
                 ) -> tuple[int, int]:  # fmt: skip
    """Write events to a file or standard output; how many were written, and how many left out.

    Without `everything` those are left out that the text does not present as done.
    """
    counts = {True: 0, False: 0}

    def kept() -> Iterator[EventEntry]:
        for entry in entries:
            keep = everything or entry.happened
            counts[keep] += 1
            if keep:
                yield entry

    if format == "json":
        write_lines(out, [dumps([event_json(entry) for entry in kept()], indent=2)])
    else:
        write_lines(out, event_lines(kept(), format))
    return counts[True], counts[False]


def event_json(entry: EventEntry) -> dict[str, object]:
    """An event as a JSON value: the columns of `csv` under their names in lower case (`event_id`), lists as lists."""
    values = ((name, make(entry)) for name, make in COLUMNS["json"].items())
    return {
        name.lower().replace(" ", "_"): list(value) if isinstance(value, tuple) else value for name, value in values
    }


def event_lines(entries: Iterator[EventEntry], format: Literal["plover", "csv"]) -> Iterator[str]:
    """The table as lines: parted by tabs for `plover`, as POLECAT files are; by commas for `csv`."""
    columns = COLUMNS[format]
    rows = ([joined(make(entry)) for make in columns.values()] for entry in entries)
    return csv_lines(list(columns), rows, delimiter="\t" if format == "plover" else ",")


def joined(value: Value) -> Cell:
    """A value as one cell; of several none of which is known, nothing is left."""
    if not isinstance(value, tuple):
        return value
    if not any(value):
        return None
    return "; ".join((part or "None").replace(";", ",") for part in value)
