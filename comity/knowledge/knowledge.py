"""Knowledge: all files read, checked against one another and indexed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from comity.knowledge import rows as make
from comity.knowledge.entries import Entity, KnownAccord, Matter, Membership, NameEntry, Place, State, Term
from comity.knowledge.names import NameIndex, entry, is_acronym, key
from comity.knowledge.parties import Parties
from comity.knowledge.places import Places
from comity.knowledge.roles import Roles
from comity.knowledge.tables import Row, read_tables
from comity.model.errors import KnowledgeError

DATA = Path(__file__).parent / "data"
_RESOLUTION = re.compile(r"unsc-resolution-(\d+)")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before reading. Immutable; make one with `load_knowledge`."""

    matters: Mapping[str, Matter]
    entities: Mapping[str, Entity]
    states: Mapping[str, State]
    names: NameIndex
    accords: Mapping[str, KnownAccord]
    accord_names: NameIndex
    memberships: tuple[Membership, ...]
    parties: Parties
    _roles: Roles
    _places: Places

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term of office, by start."""
        return self._roles.terms

    @property
    def title_phrases(self) -> frozenset[str]:
        """Every folded phrase that names an office somewhere ("prime minister")."""
        return self._roles.phrases

    def lookup(self, name: str) -> tuple[NameEntry, ...]:
        """All entities that a name may stand for."""
        return self.names.lookup(name)

    def office(self, phrase: str, of: str | None = None) -> str | None:
        """The office that a title names in a state or organisation (`USA` or an id); see `Roles.office`."""
        return self._roles.office(phrase, _identity(of) if of else None)

    def role(self, office: str, country_or_org: str, on: date | None = None) -> Term | None:
        """Who holds an office of a state (`USA`) or organisation (its id) on a day; see `Roles.role`."""
        return self._roles.role(office, _identity(country_or_org), on)

    def roles(self, office: str, country_or_org: str, on: date | None = None) -> tuple[Term, ...]:
        """All who hold an office side by side on a day, such as envoys."""
        return self._roles.roles(office, _identity(country_or_org), on)

    def roles_of(self, person_id: str, on: date | None = None) -> tuple[Term, ...]:
        """A person's offices on a day; all where `on` is None."""
        return self._roles.roles_of(person_id, on)

    def holder(self, phrase: str, country_or_org: str, on: date | None = None) -> Term | None:
        """Whom a title names on a day: "Secretary of State" of `USA`, "secretary-general" of the United Nations."""
        return self._roles.holder(phrase, _identity(country_or_org), on)

    def members(self, group: str, on: date | None = None) -> tuple[str, ...]:
        """The ids of a group's members on a day; the present ones where `on` is None."""
        return tuple(item.member for item in self.memberships if item.group == group and item.covers(on))

    def groups_of(self, member: str, on: date | None = None) -> tuple[str, ...]:
        """The ids of the groups that an entity belongs to on a day."""
        member = _identity(member)
        return tuple(item.group for item in self.memberships if item.member == member and item.covers(on))

    def party(self, person_id: str, on: date | None = None) -> str | None:
        """The id of a person's party on a day; with no day, of the one party that is known of the person."""
        return self.parties.party(person_id, on)

    def find_accords(self, name: str) -> tuple[KnownAccord, ...]:
        """The accords that a name may stand for ("Minsk agreements")."""
        names = self.accord_names.lookup(name)
        return tuple(self.accords[identity] for identity in dict.fromkeys([item.entity_id for item in names]))

    def place(self, name: str) -> Place | None:
        """The place of a name; see `Places.place`."""
        return self._places.place(name)

    def theatre_of(self, name: str) -> str | None:
        """The state or conflict that a place, state code or state name belongs to."""
        state = self.entities.get(f"state/{name}")
        return self._places.theatre_of(state.name if state else name)


def load_knowledge(*extra: Path) -> Knowledge:
    """Our own files and the user's, checked and indexed; the same files are read once.

    `extra` are folders, of which every .tsv, .yaml and .yml is read, or single files. A user's row replaces ours with
    the same id. Raises KnowledgeError naming file, line, column and remedy for the first row that does not hold.
    """
    files = [file for path in (DATA, *extra) for file in _files(Path(path))]
    return _load(tuple((file, stat.st_mtime_ns, stat.st_size) for file in files for stat in (file.stat(),)))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise KnowledgeError(f"{path}: no such file or folder; check the path")
    return sorted(file for file in path.iterdir() if file.suffix in {".tsv", ".yaml", ".yml"} and file.is_file())


@lru_cache(maxsize=8)
def _load(files: tuple[tuple[Path, int, int], ...]) -> Knowledge:
    tables: dict[str, list[Row]] = {kind: [] for kind in make.COLUMNS}
    for file, _, _ in files:
        for table in read_tables(file):
            tables[make.kind_of(table)] += table.rows
    return _build(tables)


def _build(tables: Mapping[str, list[Row]]) -> Knowledge:
    matters = {item.code: item for item in map(make.matter, _last(tables["matters"], "code"))}
    states = {entity.id: (entity, state) for entity, state in map(make.state, _last(tables["states"], "code"))}
    entity_rows = _last(tables["entities"], "id")
    own = {entity.id: entity for entity in map(make.entity, entity_rows)}
    entities = {identity: entity for identity, (entity, _) in states.items()} | own
    parts = {identity: state for identity, (_, state) in states.items()}
    accords = {
        item.id: item for item in (make.accord(row, entities, matters) for row in _last(tables["accords"], "id"))
    }
    surnames = {row.text("id"): make.surname(row) for row in entity_rows}
    return Knowledge(
        matters=MappingProxyType(matters),
        entities=MappingProxyType(entities),
        states=MappingProxyType(parts),
        names=NameIndex(_name_entries(entities.values(), parts, surnames)),
        accords=MappingProxyType(accords),
        accord_names=NameIndex(_accord_entries(accords.values())),
        memberships=tuple(item for row in tables["members"] for item in make.memberships(row, entities)),
        parties=Parties(make.party_membership(row, entities) for row in tables["party_members"]),
        _roles=_roles(tables, entities, parts),
        _places=_places(tables["places"], entities, parts),
    )


def _last(rows: Iterable[Row], column: str) -> list[Row]:
    """One row for each id: the last, so that a user's replaces ours; twice in one file is an error."""
    kept: dict[str, Row] = {}
    for row in rows:
        identity = row.text(column)
        earlier = kept.get(identity)
        if earlier and earlier.file == row.file:
            raise row.error(column, f"'{identity}' stands in line {earlier.line} already", "keep one of the two")
        kept[identity] = row
    return list(kept.values())


def _roles(tables: Mapping[str, list[Row]], entities: Mapping[str, Entity], states: Mapping[str, State]) -> Roles:
    titles = [make.title(row, entities) for row in tables["titles"]]
    words: dict[tuple[str, str | None], str] = {}
    for title in titles:
        words.setdefault((title.office, title.of), title.phrase)

    def default_title(office: str, of: str) -> str:
        return words.get((office, of)) or words.get((office, None)) or office.replace("-", " ")

    return Roles((make.term(row, entities, default_title) for row in tables["terms"]), titles, states)


def _name_entries(
    entities: Iterable[Entity], states: Mapping[str, State], surnames: Mapping[str, str | None]
) -> Iterator[NameEntry]:
    for entity in entities:
        seat = entity.kind == "seat"
        yield entry(entity.name, entity.id, "seat" if seat else "name")
        for alias in entity.aliases:
            yield entry(alias, entity.id, "seat" if seat else "alias")
        short = surnames.get(entity.id)
        if short:
            yield entry(short, entity.id, "surname")
    for state in states.values():
        yield from (entry(word, state.entity, "demonym") for word in state.adjectives)
        yield from (entry(word, state.entity, "nationals") for word in state.nationals)
        yield from (entry(word, state.entity, "capital") for word in state.capitals)


def _accord_entries(accords: Iterable[KnownAccord]) -> Iterator[NameEntry]:
    for accord in accords:
        yield entry(accord.name, accord.id, "name")
        for alias in accord.aliases:
            yield entry(alias, accord.id, "alias")
        resolution = _RESOLUTION.fullmatch(accord.id)
        if resolution and accord.signed:
            yield from (
                entry(alias, accord.id, "alias") for alias in _resolution_names(resolution[1], accord.signed.year)
            )


def _resolution_names(number: str, year: int) -> Iterator[str]:
    """The ways in which texts write a resolution of the UN Security Council."""
    for council in ("UN Security Council ", "U.N. Security Council ", "United Nations Security Council ", "UNSC ",
                    "Security Council ", "UN ", "U.N. ", ""):  # fmt: skip
        yield f"{council}Resolution {number}"
        yield f"{council}Resolution {number} ({year})"
    yield f"UNSCR {number}"
    yield f"SCR {number}"


def _places(rows: Iterable[Row], entities: Mapping[str, Entity], states: Mapping[str, State]) -> Places:
    state_names = {state.code: entities[identity].name for identity, state in states.items()}
    own: dict[str, Place] = {}
    for state in states.values():
        entity = entities[state.entity]
        for capital in state.capitals:
            own.setdefault(key(capital), Place(capital, state.code, "capital", entity.name))
    for state in states.values():
        entity = entities[state.entity]
        for name in (entity.name, *entity.aliases):
            own[name if is_acronym(name) else key(name)] = Place(entity.name, state.code, "state", entity.name)
    for row in rows:
        place = make.place(row, state_names)
        for name in (place.name, *row.several("aliases")):
            own[name if is_acronym(name) else key(name).removeprefix("the ")] = place
    persons = {word for entity in entities.values() if entity.kind == "person" for word in key(entity.name).split()}
    return Places(own, state_names, persons)


def _identity(country_or_id: str) -> str:
    return country_or_id if "/" in country_or_id else f"state/{country_or_id}"
