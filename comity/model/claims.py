"""Statements and claims: what a document says, each line bound to the characters it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from comity.model.actors import Actor
from comity.model.documents import Span

StatementKind = Literal["direct", "indirect", "mixed"]
SourceType = Literal["named person", "named organisation", "unnamed official", "unnamed other", "document", "media"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
AccordStatus = Literal["agreed", "in-force", "proposed", "pledged", "rejected", "collapsed"]
ReportStatus = Literal["pledged", "begun", "partial", "fulfilled", "delayed", "violated", "denied"]
OrderRelation = Literal["before", "after", "if"]
TO = "to "  # so begins the venue of a statement that an outlet was told


@dataclass(frozen=True, slots=True)
class Factuality:
    """How the text presents something (after Saurí & Pustejovsky, FactBank, 2009).

    `certainty`: how sure the text is; `polarity`: affirmed or denied; `status`: whether it happened, is planned,
    is only called for, or hangs on a condition. `cues` are the words that say so ("reportedly", "may have").
    """

    certainty: Literal["certain", "probable", "possible"] = "certain"
    polarity: Literal["affirmed", "denied"] = "affirmed"
    status: Literal["actual", "planned", "called-for", "conditional"] = "actual"
    cues: tuple[Span, ...] = ()

    @property
    def hedged(self) -> bool:
        """Whether the text leaves room for doubt."""
        return self.certainty != "certain"

    @property
    def happened(self) -> bool:
        """Whether the text tells it as a thing that was or is so, however surely."""
        return self.status == "actual" and self.polarity == "affirmed"


@dataclass(frozen=True, slots=True)
class When:
    """A date as precise as the text allows.

    `value` and `end` are ISO 8601 days, months or years (`2015-11-15`, `2015-11`, `2015`); `end` closes a range.
    `how` tells what it was worked out from; `span` the words, None where only the publication date stands behind it.
    """

    value: str
    how: Literal["absolute", "publication", "anchor"]
    end: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution: a source said (cue) a content.

    `speakers` are the resolved sources (several speak together); `parent` is the id of the statement that relays this
    one or in whose content it stands. Terms after Pareti (PARC 3, 2012): source, cue, content. `content` has more than
    one piece where the cue interrupts it; quotation marks stand outside.
    """

    id: str
    document: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    speakers: tuple[Actor, ...]
    kind: StatementKind
    source_type: SourceType
    parent: str | None = None
    said: When | None = None
    venue: str | None = None
    certainty: float = 0.5
    reader: str = ""

    @property
    def hearer(self) -> str | None:
        """The outlet that was told it and passes it on, as `venue` names it ("to NBC, Avrel"); None where none is."""
        return self.venue.removeprefix(TO).split(",")[0] if self.venue and self.venue.startswith(TO) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What every claim carries.

    `evidence`: the exact spans it was read from, the whole clause first; `statement`: id of the innermost statement it
    stands in, None in the outlet's own voice; `certainty` in [0, 1]: for most rules the share right on development
    texts, for some a judgement (docs/accuracy.md tells which); `reader`: the rule or model that made it, and its
    version.
    """

    id: str
    document: str
    evidence: tuple[Span, ...]
    statement: str | None = None
    factuality: Factuality = field(default_factory=Factuality)
    certainty: float = 0.5
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Claim):
    """Who did what to whom (PLOVER: type, mode, context). A symmetric event lists all in `actors`."""

    type: EventType
    trigger: Span
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...] = ()
    third_parties: tuple[Actor, ...] = ()
    actor_mentions: tuple[Span, ...] = ()
    recipient_mentions: tuple[Span, ...] = ()
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    when: When | None = None
    place: str | None = None
    place_span: Span | None = None
    magnitude: str | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter(Claim):
    """One meeting, call, summit or round of talks that events of this document speak of (`events`: their ids)."""

    participants: tuple[Actor, ...]
    format: Literal["meeting", "call", "video call", "summit", "talks", "visit", "letter"]
    events: tuple[str, ...]
    when: When | None = None
    place: str | None = None
    duration: Span | None = None
    present: Span | None = None
    occasion: Span | None = None
    initiated_by: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Claim):
    """Where one actor stands on one matter: stance -1 against, 0 mixed or on conditions, +1 for."""

    actor: Actor
    about: Span
    matter: str
    stance: Literal[-1, 0, 1]
    theatre: str | None = None
    strength: float = 0.5
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Claim):
    """One thing that an accord or pledge obliges somebody to do; `span` is the smallest full phrase."""

    span: Span
    matter: str
    accord: str
    number: str | None = None
    action: str | None = None
    obliged: tuple[Actor, ...] = ()
    beneficiaries: tuple[Actor, ...] = ()
    quantity: Span | None = None
    deadline: When | None = None
    deadline_span: Span | None = None
    condition: Span | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An edge between two measures of one accord: `left` before / after / if `right` (their ids).

    `slip` names the likely word where the text's own is likely a slip ("proceeded by" for "preceded by"): the edge then
    follows the likely reading, the text is kept as it is, and the edge is uncertain.
    """

    left: str
    relation: OrderRelation
    right: str
    cue: Span | None = None
    slip: str | None = None
    certainty: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Accord(Claim):
    """Something that actors agreed, one of them pledged, or that is in force between them."""

    parties: tuple[Actor, ...]
    cue: Span | None
    content: Span
    status: AccordStatus
    name: str | None = None
    known: str | None = None
    matters: tuple[str, ...] = ()
    theatre: str | None = None
    measures: tuple[Measure, ...] = ()
    order: tuple[Order, ...] = ()
    mediators: tuple[Actor, ...] = ()
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence(Claim):
    """Something on which actors are said to differ (`reported`), or two passages of one text do (`inconsistency`).

    For an inconsistency `sides` holds the two passages, and `words` the two words or numbers that part.
    """

    between: tuple[Actor, ...]
    content: Span
    kind: Literal["reported", "inconsistency"] = "reported"
    cue: Span | None = None
    matters: tuple[str, ...] = ()
    theatre: str | None = None
    sides: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Claim):
    """A claim about a measure's state: reported done, broken, delayed … `about` is the phrase for the measure."""

    about: Span
    status: ReportStatus
    matter: str
    actors: tuple[Actor, ...] = ()
    accord_name: str | None = None
    when: When | None = None
