"""What a comparison of two accounts of one encounter holds: plain data, for any view of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from comity.analysis.points import Point
from comity.model import Actor, Claim, Document, Encounter, Span, Statement

Relation = Literal["both", "differs", "only-a", "only-b"]
Kind = Literal["stance", "strength", "who", "number", "time", "condition", "terminology", "detail"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which two accounts of a topic part: the kind, and the words that part on each side (may be empty)."""

    kind: Kind
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Row:
    """One topic: what each side says of it, how the two relate, and why they were put side by side.

    `certainty` is how likely the two speak of one thing, as far as the alignment knows (1 for a row of one side).
    """

    id: str
    matter: str
    theatre: str | None
    relation: Relation
    differences: tuple[Difference, ...]
    a: tuple[Point, ...]
    b: tuple[Point, ...]
    why: tuple[str, ...] = ()
    certainty: float = 1.0

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of difference, each once."""
        return tuple(dict.fromkeys(d.kind for d in self.differences))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A point that is not compared, since its text plainly tells it of another encounter."""

    point: Point
    encounter: Encounter


@dataclass(frozen=True, slots=True)
class Account:
    """What one side says of an encounter: its points, from one document or several, or from parts of one.

    `name` is how the side is shown; `actor` the state or body that speaks, None where it is unknown; `own_voice` is
    False where others relay what the side says. `opened_by`: who sought the encounter, as the account has it.
    `left_out`: what it tells of other encounters; `encounter`: its own claim of the one compared, where it has one.
    """

    name: str
    actor: Actor | None
    documents: tuple[Document, ...]
    points: tuple[Point, ...]
    own_voice: bool = True
    opened_by: tuple[Actor, ...] = ()
    opening_words: Span | None = None
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    encounter: Encounter | None = None

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who published the texts, each once."""
        return tuple(dict.fromkeys(d.publisher for d in self.documents if d.publisher))

    @property
    def label(self) -> str:
        """The side with its publishers: `Russia (Kremlin)`, or `Russia, as told by The Daily`."""
        outlets = [p for p in self.publishers if p.casefold() != self.name.casefold()]
        told = f", as told by {'; '.join(outlets)}" if not self.own_voice else f" ({'; '.join(outlets)})"
        return f"{self.name}{told}" if outlets else self.name if self.own_voice else f"{self.name}, as told in the text"


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a matter gets: its share of the words of each side's points."""

    matter: str
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """The encounter that the accounts tell of, as far as they tell it alike; `sides`: ids of those who took part."""

    participants: tuple[Actor, ...] = ()
    format: str | None = None
    date: str | None = None
    place: str | None = None
    sides: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two accounts side by side: rows in the order of A, then what only B says; `room` the matters by room given.

    `notes`: what a reader should know before the rows, such as that the texts tell of no encounter in common.
    """

    meeting: Meeting
    a: Account
    b: Account
    rows: tuple[Row, ...]
    room: tuple[Room, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, relation: Relation) -> tuple[Row, ...]:
        """The rows of one relation."""
        return tuple(row for row in self.rows if row.relation == relation)

    @property
    def leads(self) -> tuple[Point | None, Point | None]:
        """What each side says first."""
        return next(iter(self.a.points), None), next(iter(self.b.points), None)
