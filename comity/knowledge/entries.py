"""What the knowledge files hold: one frozen class for each kind of row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from comity.model.actors import ActorKind

NameKind = Literal["name", "alias", "acronym", "surname", "demonym", "nationals", "capital", "seat"]
PlaceKind = Literal["state", "capital", "city", "region", "waters"]
Office = Literal[
    "head-of-state",
    "head-of-government",
    "deputy-head",  # vice presidents, deputy prime ministers, deputy heads of organisations
    "crown-prince",
    "foreign-minister",
    "deputy-foreign-minister",
    "defence-minister",
    "interior-minister",
    "finance-minister",
    "trade-minister",
    "energy-minister",
    "national-security-adviser",  # and secretaries of security councils
    "adviser",
    "chief-of-staff",
    "intelligence-head",
    "military-head",
    "parliament-speaker",
    "spokesperson",
    "ambassador",
    "envoy",
    "head",  # of an organisation, alliance, agency or party
    "leader",  # of an armed group, or a state led from outside its formal offices
    "opposition-leader",
    "other",
]


@dataclass(frozen=True, slots=True)
class Matter:
    """One entry of the closed list of what diplomacy is about."""

    code: str
    name: str
    covers: str


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor known before reading; `id` is that of `comity.model.Actor`.

    `country` is an ISO 3166-1 alpha-3 code, or a code of `states.tsv` for past states and for territories that act.
    `code` is the CAMEO/PLOVER actor code. `start` and `end` bound its existence, both None where that is not recorded.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None
    code: str | None
    wikidata: str | None
    aliases: tuple[str, ...]
    start: date | None
    end: date | None
    source: str


@dataclass(frozen=True, slots=True)
class State:
    """What a state adds to its Entity: the words made from its name, its capital, and the office that leads it."""

    entity: str
    code: str
    adjectives: tuple[str, ...]
    nationals: tuple[str, ...]
    capitals: tuple[str, ...]
    chief: Office


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One way to write an entity: "Moscow" for `state/RUS` has the kind `capital`.

    A `case_sensitive` entry (acronyms: US, WHO) holds only as written; every other holds in any case.
    """

    text: str
    entity_id: str
    kind: NameKind
    case_sensitive: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; `end` is the first day out of it, None while it lasts or is not recorded."""

    person_id: str
    office: Office
    of: str
    start: date
    end: date | None
    title: str
    source: str

    def covers(self, day: date) -> bool:
        """Whether the person held the office on `day`."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Title:
    """A phrase that names an office: generally (`of` is None), or in one state or organisation."""

    phrase: str
    office: Office
    of: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One entity's time in a group of states or an organisation; open where no date is given."""

    group: str
    member: str
    start: date | None
    end: date | None
    source: str

    def covers(self, day: date | None) -> bool:
        """Whether it holds on `day`; for None, whether it has not ended."""
        if day is None:
            return self.end is None
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class KnownAccord:
    """A treaty, agreement, resolution or declaration that texts call by name.

    `parties` and `mediators` are entity ids; for a resolution the party is the body that passed it.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    signed: date | None
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    matters: tuple[str, ...]
    theatre: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """A named place; `country` is None for seas and regions of several states, `theatre` the conflict or state name."""

    name: str
    country: str | None
    kind: PlaceKind
    theatre: str
    population: int = 0
