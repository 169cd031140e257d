"""What Comity knows under a name: the entities, how they are called, their offices on a day, their groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from comity.knowledge import Entity, Knowledge, Term
from comity.knowledge.names import key
from comity.knowledge.rows import OFFICES
from comity.model import InputError

_FIRST = {"head-of-state", "head-of-government", "head", "leader"}


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office in a line: who holds which office of what, from when to when (`end`: the first day out of it)."""

    person: str
    person_id: str
    title: str
    office: str
    of: str
    of_id: str
    start: str
    end: str | None


@dataclass(frozen=True, slots=True)
class ActorCard:
    """All that is known of one entity.

    `names` are its names with their kind; `offices` those that a person holds, `holders` who holds an office of a state
    or organisation: on the day asked for, else all of a person's and the open ones of the others;
    `parties` those of a person: id, name, first day and first day out of it.
    """

    id: str
    name: str
    kind: str
    country: str | None
    country_name: str | None
    code: str | None
    wikidata: str | None
    start: str | None
    end: str | None
    names: tuple[tuple[str, str], ...]
    offices: tuple[OfficeLine, ...]
    holders: tuple[OfficeLine, ...]
    parties: tuple[tuple[str, str, str | None, str | None], ...]
    groups: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]
    source: str


def actor_cards(knowledge: Knowledge, name: str, on: date | None = None) -> list[ActorCard]:
    """The card of every entity that a name, an id (`person/sergey-lavrov`) or a state's code (`RUS`) may stand for.

    Raises InputError where there is none; it names names that are near.
    """
    ids = [word for word in (name, f"state/{name}", f"person/{name}") if word in knowledge.entities]
    ids += [entry.entity_id for entry in knowledge.lookup(name)]
    if not ids:
        raise InputError(f"nothing is known as {name!r}{_near(knowledge, name)}: add it to files of your own "
                         "(--actors; docs/knowledge.md tells how)")  # fmt: skip
    return [_card(knowledge, knowledge.entities[identity], on) for identity in dict.fromkeys(ids)]


def _near(knowledge: Knowledge, name: str) -> str:
    written = {key(entry.text): entry.text for entry in knowledge.names}
    near = get_close_matches(key(name), written, n=3, cutoff=0.75)
    return f" (near: {', '.join(written[word] for word in near)})" if near else ""


def _card(knowledge: Knowledge, entity: Entity, on: date | None) -> ActorCard:
    state = knowledge.entities.get(f"state/{entity.country}")
    terms = [term for term in knowledge.terms if term.of == entity.id]
    held = [term for term in terms if (term.covers(on) if on else term.end is None)]
    held.sort(key=lambda term: (term.office not in _FIRST, OFFICES.index(term.office)))
    return ActorCard(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        country=entity.country,
        country_name=state.name if state and state is not entity else None,
        code=entity.code,
        wikidata=entity.wikidata,
        start=str(entity.start) if entity.start else None,
        end=str(entity.end) if entity.end else None,
        names=tuple(dict.fromkeys((entry.text, entry.kind) for entry in knowledge.names.of(entity.id))),
        offices=tuple(_office(knowledge, term) for term in knowledge.roles_of(entity.id, on)),
        holders=tuple(_office(knowledge, term) for term in held),
        parties=tuple(
            (
                item.group,
                knowledge.entities[item.group].name,
                str(item.start) if item.start else None,
                str(item.end) if item.end else None,
            )
            for item in knowledge.parties.of(entity.id)
            if on is None or item.covers(on)
        ),
        groups=_named(knowledge, knowledge.groups_of(entity.id, on)),
        members=_named(knowledge, knowledge.members(entity.id, on)),
        source=entity.source,
    )


def _office(knowledge: Knowledge, term: Term) -> OfficeLine:
    person, of = knowledge.entities[term.person_id], knowledge.entities[term.of]
    end = str(term.end) if term.end else None
    return OfficeLine(person.name, person.id, term.title, term.office, of.name, of.id, str(term.start), end)


def _named(knowledge: Knowledge, ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((identity, knowledge.entities[identity].name) for identity in dict.fromkeys(ids))


def card_json(card: ActorCard) -> dict[str, Any]:
    """A card for programs."""
    values = asdict(card)
    values["names"] = [{"name": text, "kind": kind} for text, kind in card.names]
    values["parties"] = [dict(zip(("id", "name", "start", "end"), party, strict=True)) for party in card.parties]
    values["groups"] = [{"id": identity, "name": name} for identity, name in card.groups]
    values["members"] = [{"id": identity, "name": name} for identity, name in card.members]
    return values


def card_pairs(card: ActorCard) -> Iterator[tuple[str, str]]:
    """A card as lines: a label and words; what is not known has no line."""
    yield card.kind, f"{card.name} ({card.id})"
    country = f"{card.country_name} ({card.country})" if card.country_name else None
    lasted = _lasted(card.start, card.end)
    plain = {"country": country, "actor code": card.code, "Wikidata": card.wikidata, "existed": lasted}
    yield from ((label, words) for label, words in plain.items() if words)
    usual = {"name", "alias", "acronym", "seat"}
    yield "names", "; ".join(text if kind in usual else f"{text} ({kind})" for text, kind in card.names)
    yield from (("office", f"{line.title} of {line.of}, {_time(line.start, line.end)}") for line in card.offices)
    yield from (("held by", f"{line.person}, {line.title}, {_time(line.start, line.end)}") for line in card.holders)
    yield from (("party", ", ".join(filter(None, (name, _lasted(start, end))))) for _, name, start, end in card.parties)
    if card.groups:
        yield "member of", "; ".join(name for _, name in card.groups)
    if card.members:
        yield "members", "; ".join(name for _, name in card.members)
    yield "source", card.source


def _lasted(start: str | None, end: str | None) -> str | None:
    return _time(start, end) if start or end else None


def _time(start: str | None, end: str | None) -> str:
    if end is None:
        return f"since {start}"
    return f"{start} to {end}" if start else f"until {end}"
