"""Rows of knowledge files as typed entries; each kind of table is known by its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import cast, get_args

from comity.knowledge.entries import (
    Entity,
    KnownAccord,
    Matter,
    Membership,
    Office,
    Place,
    PlaceKind,
    State,
    Term,
    Title,
)
from comity.knowledge.tables import Row, Table
from comity.model.actors import ActorKind
from comity.model.errors import KnowledgeError

COLUMNS: Mapping[str, frozenset[str]] = {
    "matters": frozenset({"code", "name", "covers"}),
    "states": frozenset({"code", "name", "adjectives", "nationals", "capitals", "source"}),
    "entities": frozenset({"id", "name", "country", "source"}),
    "terms": frozenset({"person", "office", "of", "start", "source"}),
    "titles": frozenset({"phrase", "office", "source"}),
    "members": frozenset({"group", "members", "source"}),
    "party_members": frozenset({"person", "party", "source"}),
    "accords": frozenset({"id", "name", "parties", "matters", "source"}),
    "places": frozenset({"place", "country", "kind", "source"}),
}
"""The columns by which each kind of table is known; `OPTIONAL` may stand beside them."""

OPTIONAL: Mapping[str, frozenset[str]] = {
    "matters": frozenset(),
    "states": frozenset({"aliases", "chief", "start", "end", "actor"}),
    "entities": frozenset({"aliases", "short", "code", "start", "end", "wikidata"}),
    "terms": frozenset({"end", "title"}),
    "titles": frozenset({"of"}),
    "members": frozenset({"start", "end"}),
    "party_members": frozenset({"start", "end"}),
    "accords": frozenset({"aliases", "signed", "mediators", "theatre"}),
    "places": frozenset({"aliases", "theatre"}),
}

OFFICES: tuple[str, ...] = get_args(Office)
_KINDS: tuple[str, ...] = tuple(kind for kind in get_args(ActorKind) if kind != "unnamed")
_CODE = re.compile(r"[A-Z]{3}")
_ID = re.compile(rf"(?P<kind>{'|'.join(_KINDS)})/(?:[a-z0-9]+(?:-[a-z0-9]+)*|[A-Z]{{3}})")
_SECTOR = {"office": "GOV", "seat": "GOV", "person": "", "media": "MED", "armed-group": "REB"}


def kind_of(table: Table) -> str:
    """The kind of a table, by its columns (and its key in YAML); raises KnowledgeError where no kind or row fits."""
    if table.kind is not None and table.kind not in COLUMNS:
        raise KnowledgeError(f"{table.file}: no kind of row is called '{table.kind}'; use one of {', '.join(COLUMNS)}")
    fitting = [kind for kind, required in COLUMNS.items() if required <= table.columns]
    kind = table.kind or max(fitting, key=lambda kind: len(COLUMNS[kind]), default=None)
    if kind is None:
        known = "; ".join(f"{kind}: {', '.join(sorted(columns))}" for kind, columns in COLUMNS.items())
        raise KnowledgeError(
            f"{table.file}, line 1: the columns fit no kind of table; name at least those of one: {known}"
        )
    unknown = sorted(table.columns - COLUMNS[kind] - OPTIONAL[kind])
    if unknown:
        allowed = ", ".join(sorted(COLUMNS[kind] | OPTIONAL[kind]))
        raise KnowledgeError(
            f"{table.file}, line 1, column '{unknown[0]}': unknown in a table of {kind}; use {allowed}"
        )
    return kind


def reference(row: Row, value: str, column: str, known: Collection[str]) -> str:
    """The id of an entity: as written, `state/` before three capital letters, or `person/` before a bare slug."""
    if "/" not in value:
        value = f"state/{value}" if _CODE.fullmatch(value) else f"person/{value}"
    if value not in known:
        raise row.error(column, f"nothing has the id '{value}'", "add it to a table of entities or correct the id")
    return value


def matter(row: Row) -> Matter:
    """A row of a table of matters."""
    return Matter(row.text("code"), row.text("name"), row.text("covers"))


def state(row: Row) -> tuple[Entity, State]:
    """A row of a table of states: its Entity, and what only states have."""
    code = row.text("code")
    if not _CODE.fullmatch(code):
        raise row.error("code", f"'{code}' is not three capital letters", "use the ISO 3166-1 alpha-3 code")
    chief = row.optional("chief") or "head-of-state"
    if chief not in OFFICES:
        raise row.error("chief", f"'{chief}' is no office", f"use one of {', '.join(OFFICES)}")
    entity = Entity(
        id=f"state/{code}",
        name=row.text("name"),
        kind="state",
        country=code,
        code=row.optional("actor") or code,
        wikidata=None,
        aliases=row.several("aliases"),
        start=row.day("start"),
        end=row.day("end"),
        source=row.text("source"),
    )
    adjectives, nationals, capitals = row.several("adjectives"), row.several("nationals"), row.several("capitals")
    return entity, State(entity.id, code, adjectives, nationals, capitals, cast("Office", chief))


def entity(row: Row) -> Entity:
    """A row of a table of entities; the id says the kind."""
    identity = row.text("id")
    match = _ID.fullmatch(identity)
    if match is None:
        fix = f"write a kind ({', '.join(_KINDS)}), a slash and lower-case words parted by hyphens"
        raise row.error("id", f"'{identity}' is no id", fix)
    kind, country = match["kind"], row.optional("country")
    start, end = row.day("start"), row.day("end")
    if start and end and end < start:
        raise row.error("end", "it ends before it starts", "correct one of the dates")
    code = row.optional("code") or _actor_code(kind, country)
    return Entity(
        id=identity,
        name=row.text("name"),
        kind=cast("ActorKind", kind),
        country=country,
        code=code,
        wikidata=row.optional("wikidata"),
        aliases=row.several("aliases"),
        start=start,
        end=end,
        source=row.text("source"),
    )


def surname(row: Row) -> str | None:
    """The word by which a text calls a person again: the column `short`, else the last of the name; `-` for none."""
    short = row.optional("short")
    if short == "-" or not row.text("id").startswith("person/"):
        return None
    return short or row.text("name").split()[-1]


def _actor_code(kind: str, country: str | None) -> str | None:
    if country is None:
        return {"organisation": "IGO", "alliance": "IGO", "media": "MED", "armed-group": "REB"}.get(kind)
    return country + _SECTOR.get(kind, "")


def term(row: Row, known: Collection[str], default_title: Callable[[str, str], str]) -> Term:
    """A row of a table of terms; `default_title` gives the words for an office where the row has none."""
    office = _office(row)
    person = reference(row, row.text("person"), "person", known)
    of = reference(row, row.text("of"), "of", known)
    start, end = row.day("start"), row.day("end")
    if start is None:
        raise row.error("start", "the value is missing", "write the first day in office")
    if end and end <= start:
        raise row.error("end", "the term ends before it starts", "correct one of the dates")
    title = row.optional("title") or default_title(office, of)
    return Term(person, office, of, start, end, title, row.text("source"))


def title(row: Row, known: Collection[str]) -> Title:
    """A row of a table of titles."""
    of = row.optional("of")
    return Title(row.text("phrase"), _office(row), reference(row, of, "of", known) if of else None, row.text("source"))


def memberships(row: Row, known: Collection[str]) -> list[Membership]:
    """A row of a table of members: one Membership for each member it names."""
    group = reference(row, row.text("group"), "group", known)
    start, end, source = row.day("start"), row.day("end"), row.text("source")
    members = [reference(row, member, "members", known) for member in row.several("members")]
    return [Membership(group, member, start, end, source) for member in members]


def party_membership(row: Row, known: Mapping[str, Entity]) -> Membership:
    """A row of a table of party members: a person's time in a party."""
    person = reference(row, row.text("person"), "person", known)
    if known[person].kind != "person":
        raise row.error("person", f"'{person}' is no person", "name a person, or use a table of members")
    party = reference(row, row.text("party"), "party", known)
    if known[party].kind in {"person", "state"}:
        raise row.error("party", f"'{party}' is no party", "name an organisation, such as organisation/my-party")
    start, end = row.day("start"), row.day("end")
    if start and end and end <= start:
        raise row.error("end", "the membership ends before it starts", "correct one of the dates")
    return Membership(party, person, start, end, row.text("source"))


def accord(row: Row, known: Collection[str], matters: Collection[str]) -> KnownAccord:
    """A row of a table of accords."""
    for code in row.several("matters"):
        if code not in matters:
            raise row.error("matters", f"no matter has the code '{code}'", "use the codes of matters.tsv")
    parties = tuple(reference(row, party, "parties", known) for party in row.several("parties"))
    return KnownAccord(
        id=row.text("id"),
        name=row.text("name"),
        aliases=row.several("aliases"),
        signed=row.day("signed"),
        parties=parties,
        mediators=tuple(reference(row, party, "mediators", known) for party in row.several("mediators")),
        matters=row.several("matters"),
        theatre=row.optional("theatre"),
        source=row.text("source"),
    )


def place(row: Row, state_names: Mapping[str, str]) -> Place:
    """A row of a table of places; the theatre is the state's name where the row has none."""
    kind, country = row.text("kind"), row.optional("country")
    if kind not in get_args(PlaceKind):
        raise row.error("kind", f"'{kind}' is no kind of place", f"use one of {', '.join(get_args(PlaceKind))}")
    if country is not None and country not in state_names:
        raise row.error("country", f"no state has the code '{country}'", "use a code of states.tsv or leave it empty")
    theatre = row.optional("theatre") or (state_names[country] if country else row.text("place"))
    return Place(row.text("place"), country, cast("PlaceKind", kind), theatre)


def _office(row: Row) -> Office:
    office = row.text("office")
    if office not in OFFICES:
        raise row.error("office", f"'{office}' is no office", f"use one of {', '.join(OFFICES)}")
    return cast("Office", office)
