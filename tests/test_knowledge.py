"""What the knowledge files say, asked through the API."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge import DATA, SHARED, Knowledge, fold, load_knowledge
from comity.knowledge.entries import Membership, Term
from comity.knowledge.parties import Parties
from comity.knowledge.roles import Roles
from comity.knowledge.rows import COLUMNS, OFFICES, OPTIONAL, kind_of
from comity.knowledge.tables import read_tables

MATTERS = (
    "ceasefire negotiation transition elections constitution territory border withdrawal heavy-weapons disarmament "
    "prisoners humanitarian refugees justice human-rights counter-terrorism military-operations military-aid defence "
    "nuclear missiles chemical peacekeeping sanctions trade energy finance climate health cyber espionage relations "
    "institutions maritime science people incident other"
)
CASES = Path(__file__).parent / "cases" / "knowledge"


def cases(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.mark.parametrize("file", sorted(DATA.glob("*.tsv")), ids=lambda file: file.name)
def test_every_file_has_rows_with_a_source(file: Path) -> None:
    for table in read_tables(file):
        assert table.rows
        if kind_of(table) != "matters":
            assert all(row.values.get("source") for row in table.rows)


def test_all_matters_are_there(knowledge: Knowledge) -> None:
    assert " ".join(knowledge.matters) == MATTERS
    assert all(matter.name and matter.covers for matter in knowledge.matters.values())


def test_terms_refer_to_persons_and_bodies(knowledge: Knowledge) -> None:
    for term in knowledge.terms:
        assert knowledge.entities[term.person_id].kind == "person"
        assert knowledge.entities[term.of].kind != "person"
        assert term.end is None or term.start < term.end


def test_terms_of_an_office_for_one_do_not_overlap(knowledge: Knowledge) -> None:
    terms = defaultdict(list)
    for term in knowledge.terms:
        if term.office not in SHARED:
            terms[term.office, term.of].append(term)
    overlaps = [
        (earlier, later)
        for held in terms.values()
        for earlier, later in pairwise(held)
        if earlier.end is None or earlier.end > later.start
    ]
    assert overlaps == []


def test_no_term_stands_twice(knowledge: Knowledge) -> None:
    keys = [(term.person_id, term.office, term.of, term.start, term.title) for term in knowledge.terms]
    assert len(keys) == len(set(keys))


def test_names_of_entities_are_their_own(knowledge: Knowledge) -> None:
    """No two entities share their usual name, for the ledger prints it."""
    named = defaultdict(set)
    for entity in knowledge.entities.values():
        named[fold(entity.name)].add(entity.id)
    assert {name: ids for name, ids in named.items() if len(ids) > 1} == {}


def test_countries_are_states(knowledge: Knowledge) -> None:
    codes = {state.code for state in knowledge.states.values()}
    assert {e.id for e in knowledge.entities.values() if e.country and e.country not in codes} == set()


@pytest.mark.parametrize(("phrase", "of", "day", "person"), cases("roles.yaml"))
def test_who_held_an_office(knowledge: Knowledge, phrase: str, of: str, day: date, person: str | None) -> None:
    term = knowledge.holder(phrase, of, day) or knowledge.holder(phrase.removeprefix("US "), of, day)
    assert (term.person_id if term else None) == (f"person/{person}" if person else None)


@pytest.mark.parametrize(("name", "expected"), cases("names.yaml"))
def test_what_a_name_stands_for(knowledge: Knowledge, name: str, expected: list[str]) -> None:
    found = {f"{entry.entity_id} {entry.kind}" for entry in knowledge.lookup(name)}
    assert set(expected) <= found
    assert {item.split()[0] for item in found} == {item.split()[0] for item in expected}


@pytest.mark.parametrize(("name", "expected"), cases("accords.yaml"))
def test_what_accord_a_name_stands_for(knowledge: Knowledge, name: str, expected: str | None) -> None:
    found = [accord.id for accord in knowledge.find_accords(name)]
    assert found[:1] == ([expected] if expected else [])


@pytest.mark.parametrize(("name", "country", "kind", "theatre"), cases("places.yaml"))
def test_places(knowledge: Knowledge, name: str, country: str | None, kind: str, theatre: str) -> None:
    place = knowledge.place(name)
    assert place is not None
    assert (place.country, place.kind, place.theatre) == (country, kind, theatre)
    assert knowledge.theatre_of(name) == theatre


def test_unknown_places(knowledge: Knowledge) -> None:
    assert knowledge.place("Ruritania") is None
    assert knowledge.theatre_of("Ruritania") is None
    assert knowledge.place("us") is None


def test_roles_of_a_person(knowledge: Knowledge) -> None:
    offices = {(term.office, term.of) for term in knowledge.roles_of("person/vladimir-putin", date(2015, 11, 16))}
    assert offices == {("head-of-state", "state/RUS")}
    assert len(knowledge.roles_of("person/vladimir-putin")) > 4
    assert knowledge.roles_of("person/nobody") == ()


def test_envoys_serve_side_by_side(knowledge: Knowledge) -> None:
    day = date(2025, 3, 1)
    assert len({term.person_id for term in knowledge.roles("envoy", "USA", day)}) > 1
    assert knowledge.role("envoy", "USA", day) is None


def test_members_on_a_day(knowledge: Knowledge) -> None:
    assert "state/RUS" in knowledge.members("alliance/g8", date(2013, 6, 17))
    assert "state/RUS" not in knowledge.members("alliance/g8", date(2015, 6, 7))
    assert len(knowledge.members("alliance/nato", date(2024, 7, 1))) == 32
    assert len(knowledge.members("organisation/european-union", date(2015, 1, 1))) == 28
    assert len(knowledge.members("organisation/european-union")) == 27
    assert set(knowledge.members("alliance/normandy-four")) == {"state/FRA", "state/DEU", "state/RUS", "state/UKR"}
    assert "alliance/p5" in knowledge.groups_of("GBR")


def test_knowledge_is_read_once_and_quickly() -> None:
    first = load_knowledge()
    start = time.perf_counter()
    assert load_knowledge() is first
    assert time.perf_counter() - start < 0.1


def test_knowledge_cannot_be_changed(knowledge: Knowledge) -> None:
    with pytest.raises(TypeError):
        knowledge.entities["state/XXX"] = knowledge.entities["state/RUS"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        knowledge.entities["state/RUS"].name = "Rus"  # type: ignore[misc]


def test_the_docs_name_every_column_office_and_file() -> None:
    docs = (Path(__file__).parent.parent / "docs" / "knowledge.md").read_text("utf-8")
    named = set(re.findall(r"`([^`\n]+)`", docs))
    columns = {column for kind in COLUMNS for column in COLUMNS[kind] | OPTIONAL[kind]}
    assert set(COLUMNS) | columns | set(OFFICES) | {file.name for file in DATA.iterdir() if file.is_file()} <= named


def test_terms_of_the_same_day_keep_the_order_of_their_table() -> None:
    both = [
        Term("person/x", office, "state/VRD", date(2030, 1, 1), None, title, "test")
        for office, title in (("head-of-state", "king"), ("head-of-government", "prime minister"))
    ]
    assert [term.title for term in Roles(both, (), {}).terms] == ["king", "prime minister"]
    assert [term.title for term in Roles(both[::-1], (), {}).terms] == ["prime minister", "king"]


def test_offices_of_many_states() -> None:
    """Terms of office since 1990, of sixty states and more; `bench/knowledge/offices.py` counts them."""
    knowledge = load_knowledge()
    least = {"head-of-state": 150, "head-of-government": 90, "foreign-minister": 110, "defence-minister": 70}
    for office, number in least.items():
        states = {t.of for t in knowledge.terms if t.office == office and t.of.startswith("state/")}
        assert len(states) >= number, office


def test_parties_on_a_day(knowledge: Knowledge) -> None:
    sharon = "person/ariel-sharon"
    assert knowledge.party(sharon, date(2004, 1, 1)) == "organisation/likud"
    assert knowledge.party(sharon, date(2005, 12, 1)) == "organisation/kadima"
    assert knowledge.party(sharon) is None  # two are known, and no day tells which
    assert knowledge.party("person/angela-merkel") == "organisation/cdu"
    assert knowledge.party("person/vladimir-putin", date(2015, 1, 1)) is None
    assert knowledge.party("person/xi-jinping", date(2015, 1, 1)) == "office/chinese-communist-party"
    assert knowledge.party("person/nobody") is None


def test_nobody_is_in_two_parties_on_one_day(knowledge: Knowledge) -> None:
    rows = [row for table in read_tables(DATA / "party_members.tsv") for row in table.rows]
    assert len(rows) == len(knowledge.parties.all)  # nothing was cut
    for person in {item.member for item in knowledge.parties.all}:
        for one, other in pairwise(knowledge.parties.of(person)):
            assert one.end is not None
            assert other.start is not None
            assert one.end <= other.start


def test_parties_exist_while_somebody_is_in_them(knowledge: Knowledge) -> None:
    for item in knowledge.parties.all:
        party = knowledge.entities[item.group]
        assert not (item.start and party.start and item.start < party.start), item
        assert not (item.end and party.end and item.end > party.end), item


def test_of_two_parties_that_meet_the_later_start_holds() -> None:
    def row(party: str, start: date | None, end: date | None) -> Membership:
        return Membership(party, "person/x", start, end, "test")

    day = date(2030, 1, 1)
    parties = Parties([row("a", None, None), row("b", day, date(2031, 1, 1)), row("c", day, date(2030, 6, 1))])
    found = [(item.group, item.start, item.end) for item in parties.of("person/x")]
    assert found == [("a", None, day), ("c", day, date(2030, 6, 1)), ("b", date(2030, 6, 1), date(2031, 1, 1)),
                     ("a", date(2031, 1, 1), None)]  # fmt: skip


_day = st.one_of(st.none(), st.dates(date(2030, 1, 1), date(2030, 1, 12)))
_rows = st.lists(st.tuples(st.sampled_from("abc"), _day, _day), max_size=5)


@given(_rows)
def test_who_is_in_which_party_by_plain_loops(rows: list[tuple[str, date | None, date | None]]) -> None:
    """Day by day: of the rows that hold the one with the later start, and of those the one that comes last."""
    kept = [Membership(party, "person/x", start, end, "test") for party, start, end in rows
            if not (start and end and end <= start)]  # fmt: skip
    parties = Parties(kept)
    for number in range(-1, 15):
        day = date(2030, 1, 1) + timedelta(days=number)
        holding = [row for row in kept if row.covers(day)]
        last = max((row.start or date.min for row in holding), default=None)
        expected = [row.group for row in holding if (row.start or date.min) == last][-1:]
        assert [item.group for item in parties.of("person/x") if item.covers(day)] == expected
    for one, other in pairwise(parties.of("person/x")):
        assert one.end is not None
        assert other.start is not None
        assert one.end <= other.start
