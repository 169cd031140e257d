"""Actor and Mention: who acts, and the words that name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from comity.model.documents import Span

ActorKind = Literal[
    "person",  # a named person
    "state",  # a country, entity with a government, or region that acts
    "seat",  # a seat of power named for those who sit there: the Kremlin, the White House
    "office",  # a ministry, agency, parliament or armed force of a state
    "organisation",  # an international or other organisation, company, party
    "armed-group",  # a non-state armed group
    "alliance",  # a group of states: NATO, G20, the West
    "media",  # a news outlet or agency
    "people",  # a named population: Russians, Kurds
    "unnamed",  # a source or actor the text describes but does not name
]

Resolution = Literal["name", "title", "metonym", "demonym", "nominal", "pronoun", "set", "apposition"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that speaks or acts.

    `id` is stable over documents for known and named actors (`person/vladimir-putin`, `state/RUS`, `seat/kremlin`,
    `organisation/united-nations`) and bound to its document for unnamed ones (`unnamed/<document prefix>/<slug>`).
    `country` is an ISO 3166-1 alpha-3 code (or one of the knowledge files' own for past states); `code` is the
    CAMEO/PLOVER actor code (country + sector, `RUSGOV`); `role` is what the actor is at the document's date.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    code: str | None = None
    role: str | None = None

    @property
    def label(self) -> str:
        """The name as the ledger prints it: `unnamed: <description>` for unnamed actors."""
        return f"unnamed: {self.name}" if self.kind == "unnamed" else self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names one actor, or a set of them ("both leaders")."""

    span: Span
    actors: tuple[Actor, ...]
    how: Resolution
    certainty: float
