"""The measures of one accord, each once, however many documents tell of it; and the day from which it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from comity.analysis.dates import exact
from comity.analysis.deadlines import Anchors, Due, due_of, enters_at_once
from comity.analysis.sides import side_of, sides_of
from comity.analysis.texts import Texts
from comity.analysis.told import Family, Told
from comity.analysis.wording import overlap, words_of
from comity.knowledge import Knowledge
from comity.ledger import LedgerClaim
from comity.model import Actor, Measure

_ALIKE = 0.6
_TRUCE = "=halt-fighting"
_SUBJECT = re.compile(r"^.*?\b(?:shall|will|must|undertakes? to)\b", re.DOTALL)


@dataclass
class Duty:
    """A measure with all the places that tell of it, the fullest first; `hangs`: its accord puts it after another."""

    measure: Measure
    words: frozenset[str]
    matters: frozenset[str]
    obliged: tuple[Actor, ...]
    entries: tuple[LedgerClaim, ...]
    due: Due | None = None
    documents: set[str] = field(default_factory=set)
    hangs: bool = False

    @property
    def id(self) -> str:
        """The measure's id."""
        return self.measure.id

    @property
    def number(self) -> str | None:
        """Its number in the text."""
        return self.measure.number

    @property
    def phrase(self) -> str:
        """Its words on one line."""
        return " ".join(self.measure.span.text.split())

    @property
    def matter(self) -> str:
        """Its matter."""
        return self.measure.matter

    @property
    def condition(self) -> str | None:
        """On what it hangs."""
        return " ".join(self.measure.condition.text.split()) if self.measure.condition else None


def signed_of(family: Family, knowledge: Knowledge | None) -> tuple[str | None, str]:
    """The day of an accord and how we know it: from the tables, as told, or the day its text or news came out."""
    known = knowledge.accords.get(family.key) if knowledge and family.key else None
    if known is not None and known.signed is not None:
        return known.signed.isoformat(), "known"
    made = [one for one in family.told if one.accord.status != "in-force"]
    dated = [one.accord.when.value for one in made if one.accord.when and exact(one.accord.when.value)]
    if dated:
        return min(dated), "told"
    for group, how in (([one for one in made if _numbered(one)], "publication of its text"), (made, "first told")):
        days = [one.entry.document.published for one in group if one.entry.document.published]
        if days:
            return min(days), how
    return None, "unknown"


def duties_of(family: Family, signed: str | None, texts: Texts) -> list[Duty]:
    """Each measure once: those of the fullest text first, as numbered there; others join the one they resemble."""
    duties: list[Duty] = []
    name = words_of(" ".join(one.accord.name for one in family.told if one.accord.name))
    parties = words_of(" ".join(party.name for one in family.told for party in one.accord.parties))
    for one in sorted(family.told, key=lambda t: (-_numbered(t), t.rank)):
        hanging = {edge.right for edge in one.accord.order if edge.relation == "before"}
        hanging |= {edge.left for edge in one.accord.order if edge.relation == "after"}
        for measure in _obliging(one):
            words = words_of(_SUBJECT.sub("", measure.span.text)) - parties
            if not words - name:
                continue
            entry = LedgerClaim(measure, one.entry.document, one.entry.chain)
            same = _like(measure, words, duties)
            if same is None:
                duties.append(Duty(measure, words, frozenset({measure.matter}), measure.obliged, (entry,),
                                   documents={measure.document},
                                   hangs=measure.id in hanging))  # fmt: skip
            else:
                _join(same, measure, words, entry)
    _set_due(duties, exact(signed), texts)
    return duties


def _numbered(one: Told) -> int:
    return sum(measure.number is not None for measure in one.accord.measures)


def _obliging(one: Told) -> Iterator[Measure]:
    """The measures of an accord without the conditions of numbered ones ("the Mission has verified …")."""
    for measure in one.accord.measures:
        if measure.number is not None or not _numbered(one):
            yield measure


def _like(measure: Measure, words: frozenset[str], duties: list[Duty]) -> Duty | None:
    """The measure of another document that this one repeats; the most alike, the earlier where two are."""
    best, best_share = None, _ALIKE
    for duty in duties:
        if measure.document in duty.documents or len(words & duty.words) < min(2, len(words)):
            continue
        mine, theirs = sides_of(measure.obliged), sides_of(duty.obliged)
        if mine and theirs and not mine & theirs:
            continue
        share = overlap(words, duty.words)
        if share > best_share or (share == best_share and best is None):
            best, best_share = duty, share
    return best


def _join(duty: Duty, measure: Measure, words: frozenset[str], entry: LedgerClaim) -> None:
    duty.entries += (entry,)
    duty.documents.add(measure.document)
    duty.matters |= {measure.matter}
    if duty.number is None:
        duty.words |= words
    known = sides_of(duty.obliged)
    if not duty.number or not known:
        duty.obliged += tuple(actor for actor in measure.obliged if side_of(actor) not in known)


def _set_due(duties: list[Duty], signed: date | None, texts: Texts) -> None:
    """Work out deadlines; a ceasefire starts on the day from which it is to hold, and others may count from that."""
    at_once = any(enters_at_once(texts.whole(duty.measure.document)) for duty in duties if duty.number)
    clauses = [(texts.onward(duty.measure.span), texts.clause(duty.measure.span)) for duty in duties]
    anchors = Anchors(signed, None, at_once)
    for duty, clause in zip(duties, clauses, strict=True):
        duty.due = due_of(duty.measure, clause, anchors)
    starts = [d.due.day for d in duties if d.due and d.due.kind == "from" and d.due.day and _TRUCE in d.words]
    truce = starts[0] if starts else None
    anchors = Anchors(signed, truce, at_once)
    for duty, clause in zip(duties, clauses, strict=True):
        if duty.due is None or duty.due.day is None:
            duty.due = due_of(duty.measure, clause, anchors)
        # A step with a day of its own waits for no other.
        duty.hangs = duty.hangs and (duty.due is None or duty.due.day is None)
