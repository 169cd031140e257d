"""Reading: all that one document was read to say, with a JSON round trip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from comity.model.actors import Mention
from comity.model.claims import Accord, Claim, Divergence, Encounter, Event, Position, Report, Statement
from comity.model.documents import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """All claims of one document, in text order within each kind; `reader` names the program and pipeline versions."""

    document: Document
    reader: str
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    positions: tuple[Position, ...] = ()
    accords: tuple[Accord, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    reports: tuple[Report, ...] = ()

    def claims(self) -> Iterator[Claim]:
        """Every claim, accords before the measures they hold."""
        yield from self.events
        yield from self.encounters
        yield from self.positions
        for accord in self.accords:
            yield accord
            yield from accord.measures
        yield from self.divergences
        yield from self.reports

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `from_json` gives back an equal Reading."""
        return dict(_adapter().dump_python(self, mode="json"))

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Reading:
        """The Reading that `to_json` wrote; raises pydantic.ValidationError where the values do not fit."""
        return _adapter().validate_python(values)


@cache
def _adapter() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)
