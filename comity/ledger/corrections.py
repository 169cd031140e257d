"""What reviewers decided, laid over what was read: entries dropped, corrected or added, every link kept sound.

Pure: the same reading and the same judgements give the same result, so that reading a text again, by whatever reader,
keeps what people decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from comity.ledger.rows import KINDS, kind_of
from comity.model import Accord, Claim, Encounter, Event, Measure, Reading, Span, Statement

Verdict = Literal["right", "wrong", "corrected", "added", "undone"]
Entry = Statement | Claim
E = TypeVar("E", bound=Entry)
C = TypeVar("C", bound=Claim)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One standing decision: `about` is the id it speaks of, `entry` what it puts there (corrected and added).

    `before`: the ids that the entry had before corrections of it that were taken back; what stands under one of them
    is judged in its place.
    """

    about: str
    verdict: Verdict
    entry: Entry | None = None
    before: tuple[str, ...] = ()


def corrected(reading: Reading, judgements: Iterable[Judgement]) -> Reading:
    """The reading as reviewers left it, judgement by judgement.

    What hangs on an entry that goes (statements inside it, events of an encounter, edges between measures) follows the
    entry that takes its place, or else loses only the link. A measure whose accord is no longer read joins the accord
    whose words overlap it; where there is none, the measure waits and is left off.
    """
    draft = _Draft.of(reading)
    for judgement in judgements:
        if judgement.verdict in {"wrong", "corrected"}:
            for name in (judgement.about, *judgement.before):
                draft.drop(name, judgement.entry)
        if judgement.entry is not None and judgement.verdict in {"corrected", "added"}:
            draft.insert(judgement.entry)
    return draft.made(reading)


@dataclass(slots=True)
class _Draft:
    statements: list[Statement]
    claims: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading) -> _Draft:
        claims: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for claim in reading.claims():
            if not isinstance(claim, Measure):  # measures stand in their accords
                claims[kind_of(claim)].append(claim)
        return cls(list(reading.statements), claims)

    def made(self, reading: Reading) -> Reading:
        return replace(
            reading,
            statements=tuple(self.statements),
            events=tuple(self.claims["event"]),
            encounters=tuple(self.claims["encounter"]),
            positions=tuple(self.claims["position"]),
            accords=tuple(self.claims["accord"]),
            divergences=tuple(self.claims["divergence"]),
            reports=tuple(self.claims["report"]),
        )

    def drop(self, about: str, successor: Entry | None) -> None:
        """Take an entry out; what named it names its successor, where there is one of its kind."""
        gone = next((statement for statement in self.statements if statement.id == about), None)
        if gone is not None:
            heir = successor.id if isinstance(successor, Statement) else gone.parent
            self.statements = [self._parent(s, about, heir) for s in self.statements if s.id != about]
            for kind, claims in self.claims.items():
                self.claims[kind] = [_said_in(claim, about, heir) for claim in claims]
        for kind, claims in self.claims.items():
            self.claims[kind] = [claim for claim in claims if claim.id != about]
        new_event = successor.id if isinstance(successor, Event) else None
        self.claims["encounter"] = [_without_event(e, about, new_event) for e in self.claims["encounter"]]
        self.claims["accord"] = [_without_measure(accord, about) for accord in self.claims["accord"]]

    @staticmethod
    def _parent(statement: Statement, about: str, heir: str | None) -> Statement:
        return replace(statement, parent=heir) if statement.parent == about else statement

    def insert(self, entry: Entry) -> None:
        """Put an entry in its place by text order, its links bound to what is there now."""
        if isinstance(entry, Statement):
            parent = entry.parent if self._has_statement(entry.parent) else None
            _place(self.statements, replace(entry, parent=parent))
            return
        claim = replace(entry, statement=self._statement_of(entry))
        if isinstance(claim, Measure):
            self._insert_measure(claim)
            return
        if isinstance(claim, Encounter):
            events = {event.id for event in self.claims["event"]}
            claim = replace(claim, events=tuple(event for event in claim.events if event in events))
        if isinstance(claim, Accord):
            claim = self._with_own_measures(claim)
        _place(self.claims[kind_of(claim)], claim)

    def _with_own_measures(self, accord: Accord) -> Accord:
        """An accord with the measures that no other accord holds, and the order between those."""
        elsewhere = {measure.id for other in self.claims["accord"] for measure in other.measures}
        own = [measure for measure in accord.measures if measure.id not in elsewhere]
        kept = {measure.id for measure in own}
        measures = (replace(m, accord=accord.id, statement=self._statement_of(m)) for m in own)
        order = tuple(edge for edge in accord.order if {edge.left, edge.right} <= kept)
        return replace(accord, measures=tuple(measures), order=order)

    def _insert_measure(self, measure: Measure) -> None:
        accords = self.claims["accord"]
        own = [n for n, accord in enumerate(accords) if accord.id == measure.accord]
        near = [n for n, accord in enumerate(accords) if _overlaps(accord, measure.span)]
        for n in (own or near)[:1]:
            held = list(accords[n].measures)
            _place(held, replace(measure, accord=accords[n].id))
            accords[n] = replace(accords[n], measures=tuple(held))

    def _has_statement(self, name: str | None) -> bool:
        return any(statement.id == name for statement in self.statements)

    def _statement_of(self, claim: Claim) -> str | None:
        """The statement a claim names, or the innermost one around its evidence where that is no longer read."""
        if claim.statement is None or self._has_statement(claim.statement):
            return claim.statement
        if not claim.evidence:
            return None
        first = claim.evidence[0]
        around = [(len(c.text), s.id) for s in self.statements for c in s.content if c.covers(first)]
        return min(around)[1] if around else None


def _said_in(claim: C, about: str, heir: str | None) -> C:
    if isinstance(claim, Accord):
        measures = tuple(_said_in(measure, about, heir) for measure in claim.measures)
        claim = replace(claim, measures=measures)
    return replace(claim, statement=heir) if claim.statement == about else claim


def _without_event(encounter: Encounter, about: str, heir: str | None) -> Encounter:
    if about not in encounter.events:
        return encounter
    events = (heir if event == about else event for event in encounter.events)
    return replace(encounter, events=tuple(event for event in events if event))


def _without_measure(accord: Accord, about: str) -> Accord:
    if not any(measure.id == about for measure in accord.measures):
        return accord
    measures = tuple(measure for measure in accord.measures if measure.id != about)
    order = tuple(edge for edge in accord.order if about not in {edge.left, edge.right})
    return replace(accord, measures=measures, order=order)


def _overlaps(accord: Accord, span: Span) -> bool:
    return any(held.overlaps(span) for held in (accord.content, *accord.evidence))


def _place(entries: list[E], entry: E) -> None:
    """Insert by place in the text, after those that begin at the same place; an entry that is there stays once."""
    if any(held.id == entry.id for held in entries):
        return
    at = place_of(entry)
    behind = (n for n, held in enumerate(entries) if place_of(held) > at)
    entries.insert(next(behind, len(entries)), entry)


def place_of(entry: Entry) -> int:
    """Where an entry's first words begin."""
    spans = entry.content if isinstance(entry, Statement) else entry.evidence
    return spans[0].start if spans else 0
