"""The PLOVER ontology: quad category, conflict-cooperation score and CAMEO category of each event type and mode.

After the PLOVER manual 0.8 (Open Event Data Alliance). The tables stand in `data/plover/`, apart from the knowledge
that users may add to: an ontology is not extended by a file of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from comity.knowledge.tables import Row, read_tables
from comity.model import Event, Statement
from comity.model.claims import EventType

Quad = Literal["VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"]

TABLES = Path(__file__).parent / "data" / "plover"
SECTORS = frozenset({
    "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "LEG", "SPY", "MED", "EDU", "BUS", "CRM", "CVL", "NGO", "IGO",
})  # fmt: skip
"""What an actor is, in the actor codes of CAMEO and PLOVER."""

_SCORE = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Coding:
    """What PLOVER says of an event type, or of one mode of it.

    `score` runs from -10 (conflict) to 10 (cooperation); `cameo` is the narrowest CAMEO category that surely holds all
    such events, None where several root categories do.
    """

    type: EventType
    mode: str | None
    quad: Quad
    score: float
    cameo: str | None
    meaning: str


def coding_of(event_type: EventType, mode: str | None = None) -> Coding:
    """The coding of an event; that of its type where the mode is none of PLOVER's."""
    known = codings()
    return known.get((event_type, mode)) or known[event_type, None]


@cache
def codings() -> Mapping[tuple[EventType, str | None], Coding]:
    """Every type (its mode None) and mode; raises KnowledgeError for a row that does not hold."""
    found: dict[tuple[EventType, str | None], Coding] = {}
    for row in _rows("events.tsv"):
        coding = _coding(row, found)
        found[coding.type, coding.mode] = coding
    return MappingProxyType(found)


def _coding(row: Row, known: Mapping[tuple[EventType, str | None], Coding]) -> Coding:
    kind, mode, quad, score = row.text("type"), row.optional("mode"), row.text("quad"), row.optional("score")
    if kind not in get_args(EventType):
        raise row.error("type", f"'{kind}' is no event type", f"use one of {', '.join(get_args(EventType))}")
    if quad not in get_args(Quad):
        raise row.error("quad", f"'{quad}' is no quad category", f"use one of {', '.join(get_args(Quad))}")
    event_type = cast("EventType", kind)
    if score is not None and not _SCORE.fullmatch(score):
        raise row.error("score", f"'{score}' is not a number", "write one between -10 and 10")
    whole = known.get((event_type, None))
    if score is None and whole is None:
        raise row.error("score", "the value is missing", "only a mode below its type may leave it to the type")
    number = float(score) if score is not None or whole is None else whole.score  # type: ignore[arg-type]
    return Coding(event_type, mode, cast("Quad", quad), number, row.optional("cameo"), row.text("meaning"))


def coded(event: Event, statement: Statement | None = None) -> Coding:
    """How PLOVER's codebook codes an event; `statement` is the one that the event stands in.

    The same as the ledger's type and mode, but for what `data/plover/codebook.tsv` lists. What is planned counts as a
    promise or a threat only where the doer's own side, or the publisher, says so.
    """
    factuality = event.factuality
    if factuality.status == "planned" and not _in_own_words(event, statement):
        return coding_of(event.type, event.mode)
    for mode in (event.mode, "*"):
        found = _codebook().get((event.type, mode, factuality.status, factuality.polarity))
        if found is not None:
            return found
    return coding_of(event.type, event.mode)


def happened(event: Event, statement: Statement | None = None) -> bool:
    """Whether an event is one for PLOVER, which has no column for plans and denials.

    One that the text presents as done; and a plan or refusal that the codebook codes as promise, threat or rejection.
    """
    return event.factuality.happened or coded(event, statement).type != event.type


def _in_own_words(event: Event, statement: Statement | None) -> bool:
    """Whether the doer's side announces a deed, or the document does; of help and talks the other side as well."""
    if statement is None or not any(actor.kind != "unnamed" or actor.country for actor in statement.speakers):
        return True
    friendly = "COOPERATION" in coding_of(event.type).quad
    speakers = {actor.country or actor.id for actor in statement.speakers}
    sides = (*event.actors, *event.recipients) if friendly else event.actors
    return any((actor.country or actor.id) in speakers for actor in sides)


@cache
def _codebook() -> Mapping[tuple[EventType, str | None, str, str], Coding]:
    """What the codebook codes apart, by the ledger's type and mode, status and polarity."""
    found: dict[tuple[EventType, str | None, str, str], Coding] = {}
    for row in _rows("codebook.tsv"):
        kind, plover = row.text("kind"), row.text("plover")
        for column, value in (("kind", kind), ("plover", plover)):
            if value not in get_args(EventType):
                raise row.error(column, f"'{value}' is no event type", f"use one of {', '.join(get_args(EventType))}")
        key = (cast("EventType", kind), row.text("mode"), row.text("status"), row.text("polarity"))
        found[key] = coding_of(cast("EventType", plover), row.optional("plover_mode"))
    return MappingProxyType(found)


def own_modes() -> frozenset[tuple[EventType, str]]:
    """Modes of our own, which only say what the codebook codes apart."""
    return frozenset((kind, mode) for kind, mode, _, _ in _codebook() if mode is not None and mode != "*")


@cache
def cow_numbers() -> Mapping[str, int]:
    """Country numbers of the Correlates of War project by ISO 3166-1 alpha-3 code (or one of `states.tsv`).

    Territories that the project does not count as states have none. Germany is 255 (since 1990), Yemen 679.
    """
    return MappingProxyType({row.text("country"): int(row.text("number")) for row in _rows("cow.tsv")})


def sectors(code: str | None, country: str | None) -> tuple[str, ...]:
    """The sectors in an actor code, the primary one first: `("GOV",)` for RUSGOV; none for a bare country.

    Pieces that name one organisation or people (UNO, NAT, KUR) are no sectors.
    """
    rest = (code or "").removeprefix(country or "")
    pieces = [rest[start : start + 3] for start in range(0, len(rest), 3)]
    return tuple(dict.fromkeys(piece for piece in pieces if piece in SECTORS))


def _rows(name: str) -> tuple[Row, ...]:
    return read_tables(TABLES / name)[0].rows
