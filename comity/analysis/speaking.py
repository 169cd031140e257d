"""For whom a statement speaks: the side at the top of its chain of sources.

Leaders, ministries, seats, spokesmen and officials of a state are one side; who heads or speaks for an organisation
counts for that. An outlet that only relays is passed over; what several sides say together belongs to none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from comity.analysis.sides import side_of
from comity.model import Actor, Statement
from comity.reading.context import Context, context_of

_BODIES = frozenset({"organisation", "alliance", "armed-group"})
_SPEAK = frozenset({"seat", "office", "state"})
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_NAME = 4  # words of a name at most


def speaking_side(doc: Doc, statement: Statement) -> Actor | None:
    """The state, body or person whose account a statement is; None where nobody is named, or several sides speak."""
    speakers = outermost(doc, statement).speakers
    context = context_of(doc)
    sides = {actor.id: actor for actor in (side_actor(speaker, context) for speaker in speakers)}
    return next(iter(sides.values())) if len(sides) == 1 else None


def side_actor(actor: Actor, context: Context) -> Actor:
    """The side for which an actor speaks, as an actor: a state, a body, or the actor where it speaks for none."""
    if actor.kind == "person" and (body := _body_of(actor, context)):
        return _entity(body, context)
    state = _state(side_of(actor), context)
    if state is None and actor.kind == "unnamed":
        state = _state(_named_in(actor.name, context), context)
    return state or actor


def _body_of(person: Actor, context: Context) -> str | None:
    """The organisation that somebody heads or speaks for, and no state; without a day, by the office taken last."""
    terms = context.knowledge.roles_of(person.id, context.document.published)
    if context.document.published is None:
        terms = tuple(sorted(terms, key=lambda term: str(term.start or "")))[-1:]
    kinds = {term.of: context.knowledge.entities[term.of].kind for term in terms}
    return next(iter(kinds)) if kinds and all(kind in _BODIES for kind in kinds.values()) else None


def _entity(id: str, context: Context) -> Actor:
    entity = context.knowledge.entities[id]
    return Actor(entity.id, entity.name, entity.kind, entity.country, entity.code)


def _state(id: str | None, context: Context) -> Actor | None:
    return _entity(id, context) if id and id.startswith("state/") and id in context.knowledge.entities else None


def _named_in(words: str, context: Context) -> str | None:
    """The side of the only seat, office or state that the description of a source names."""
    found = _WORD.findall(words)
    sides = set()
    for start in range(len(found)):
        for end in range(start + 1, min(start + _NAME, len(found)) + 1):
            for entry in context.knowledge.lookup(" ".join(found[start:end])):
                entity = context.knowledge.entities.get(entry.entity_id)
                if entity is not None and entity.kind in _SPEAK and entity.country:
                    sides.add(f"state/{entity.country}")
    return sides.pop() if len(sides) == 1 else None


def outermost(doc: Doc, statement: Statement) -> Statement:
    """The top of the chain that a statement hangs in, below outlets that only relay."""
    by_id = {s.id: s for s in doc._.statements}
    seen = {statement.id}
    while (parent := by_id.get(statement.parent or "")) is not None and parent.id not in seen:
        if parent.speakers and all(actor.kind == "media" for actor in parent.speakers):
            break
        seen.add(parent.id)
        statement = parent
    return statement


def sides_in(participants: Iterable[Actor], docs: Sequence[Doc]) -> frozenset[str]:
    """The ids of the sides that took part in an encounter: states, and bodies whose heads or envoys did."""
    return frozenset(side_actor(actor, context_of(doc)).id for actor in participants for doc in docs[:1])
