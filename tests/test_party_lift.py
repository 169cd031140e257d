"""Networks and trends with persons lifted to their parties, by plain loops: each text with its persons renamed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser import ready
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from made_stands import FRONT, MARSEK, MATTERS, ORVENIA, Told, reading
from test_network_ledger import by_loops
from typer.testing import CliRunner

from comity.analysis.lake import Tables
from comity.analysis.network import find_network
from comity.analysis.network_question import Question
from comity.analysis.trends import find_matter_trend, find_pair_trend
from comity.cli import app
from comity.exports.parquet import write_lake
from comity.ledger import Ledger
from comity.model import Actor, UsageError
from comity.web import Settings, create_app

TIDE = Actor("organisation/tide-party", "Tide Party", "organisation", "XOR")
QUAY = Actor("organisation/quay-union", "Quay Union", "organisation", "XOR")
BREN = Actor("person/oskar-bren", "Oskar Bren", "person", "XOR")
LUND = Actor("person/tova-lund", "Tova Lund", "person", "XPE")
PEOPLE = """
entities:
  - {id: person/ilona-marsek, name: Ilona Marsek, country: XOR, source: made up}
  - {id: person/oskar-bren, name: Oskar Bren, country: XOR, source: made up}
  - {id: organisation/tide-party, name: Tide Party, country: XOR, source: made up}
  - {id: organisation/quay-union, name: Quay Union, country: XOR, source: made up}
states:
  - {code: XOR, name: Orvenia, adjectives: Orvenian, nationals: Orvenians, capitals: Sarn, source: made up}
party_members:
  - {person: ilona-marsek, party: organisation/tide-party, end: 2031-01-10, source: made up}
  - {person: ilona-marsek, party: organisation/quay-union, start: 2031-02-20, source: made up}
  - {person: oskar-bren, party: organisation/quay-union, start: 2030-12-24, source: made up}
"""
EVERYBODY = (ORVENIA, FRONT, MARSEK, BREN, LUND, QUAY)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "people.yaml"
    path.write_text(PEOPLE, "utf-8")
    return path


def _party(actor: Actor, day: date | None) -> Actor:
    """Whose stand it is on a day, told once more in plain words."""
    if actor is MARSEK and day is not None and day < date(2031, 1, 10):
        return TIDE
    if actor is MARSEK and day is not None and day >= date(2031, 2, 20):
        return QUAY
    if actor is BREN and (day is None or day >= date(2030, 12, 24)):  # Bren is known of one party only
        return QUAY
    return actor


def _renamed(told: Sequence[Told]) -> list[Told]:
    def group(groups: Iterable[Any], day: date | None) -> tuple[Any, ...]:
        return tuple((tuple(dict.fromkeys(_party(a, day) for a in members)), matters) for members, matters in groups)

    return [replace(one, positions=tuple((_party(a, one.day), m, s) for a, m, s in one.positions),
                    accords=group(one.accords, one.day), divergences=group(one.divergences, one.day))
            for one in told]  # fmt: skip


@contextmanager
def both(told: Sequence[Told], people: Path) -> Iterator[tuple[Tables, Tables]]:
    """A ledger and a lake of the same texts, open with the made-up people."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "a.ledger") as ledger:
        for n, one in enumerate(told):
            ledger.add(reading(n, one))
        write_lake(ledger, Path(folder) / "lake")
        with Tables(ledger, knowledge=[people]) as one, Tables(Path(folder) / "lake", knowledge=[people]) as other:
            yield one, other


_members = st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=4, unique=True).map(tuple)
_groups = st.tuples(_members, st.lists(st.sampled_from(MATTERS), max_size=2, unique=True).map(tuple))
_told = st.builds(
    Told,
    day=st.one_of(st.none(), st.dates(date(2030, 12, 20), date(2031, 2, 25))),
    positions=st.lists(
        st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(MATTERS), st.sampled_from((-1, 0, 1))), max_size=5
    ).map(tuple),
    accords=st.lists(_groups, max_size=2).map(tuple),
    divergences=st.lists(_groups, max_size=2).map(tuple),
)


@settings(max_examples=10, deadline=None)
@given(told=st.lists(_told, max_size=5), aggregate=st.sampled_from(["congruence", "subtract"]),
       weigh=st.sampled_from(["once", "every"]))  # fmt: skip
def test_persons_as_their_parties_by_plain_loops(people: Path, told: list[Told], aggregate: Any, weigh: Any) -> None:
    with both(told, people) as tables:
        for source in tables:
            found = find_network(source, Question(aggregate=aggregate, weigh=weigh, lift="party"), claims=9)
            weights = {tuple(sorted((edge.source, edge.target))): edge.weight for edge in found.edges}
            renamed = by_loops(_renamed(told), Question(aggregate=aggregate, weigh=weigh))
            assert weights == pytest.approx(renamed)
            assert all(edge.claims for edge in found.edges)
            names = {node.id: (node.name, node.kind) for node in found.nodes}
            assert names.get(TIDE.id, ("Tide Party", "organisation")) == ("Tide Party", "organisation")


def test_the_day_of_the_text_decides(people: Path) -> None:
    days = [None, date(2031, 1, 9), date(2031, 1, 10), date(2031, 2, 19), date(2031, 2, 20)]
    expected = [MARSEK.id, TIDE.id, MARSEK.id, MARSEK.id, QUAY.id]
    for day, actor in zip(days, expected, strict=True):
        with both([Told(day, ((MARSEK, "border", 1), (LUND, "border", 1)))], people) as tables:
            for source in tables:
                nodes = {node.id for node in find_network(source, Question(lift="party")).nodes}
                assert nodes == {actor, LUND.id}


def test_kinds_are_those_after_lifting(people: Path) -> None:
    told = [Told(date(2031, 2, 21), ((MARSEK, "border", 1), (LUND, "border", 1), (ORVENIA, "border", 1)))]
    with both(told, people) as tables:
        for source in tables:
            for kind, ids in (("organisation", {QUAY.id}), ("person", {LUND.id}), ("state", {ORVENIA.id})):
                found = find_network(source, Question(lift="party", kinds=(kind,), mode="two"))
                assert {node.id for node in found.nodes if node.kind != "matter"} == ids


def test_trends_of_parties(people: Path) -> None:
    told = [
        Told(date(2031, 1, 5), ((MARSEK, "border", 1), (BREN, "border", -1))),
        Told(date(2031, 2, 22), ((MARSEK, "border", 1), (BREN, "border", -1), (LUND, "border", 1))),
    ]
    with both(told, people) as tables:
        for source in tables:
            pair = find_pair_trend(source, Question(lift="party"), ("Tide Party", "Quay Union"))
            assert [(point.first, point.congruence, point.conflict) for point in pair.points] == [
                ("2031-01", 0, 1), ("2031-02", 0, 0),
            ]  # fmt: skip
            matter = find_matter_trend(source, Question(lift="party", matter="border"))
            assert [point.actors for point in matter.points] == [2, 2]
            with pytest.raises(UsageError, match="no actor 'Ilona Marsek'"):
                find_pair_trend(source, Question(lift="party"), ("Ilona Marsek", "Tova Lund"))


def test_on_the_command_line(people: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    with Ledger(path) as ledger:
        ledger.add(reading(0, Told(date(2031, 1, 5), ((MARSEK, "border", 1), (BREN, "border", -1)))))
    for command in (["network"], ["trends", "Tide Party", "Quay Union"]):
        arguments = [*command, "--lift", "party", "--actors", str(people), "--ledger", str(path)]
        found = CliRunner().invoke(app, arguments)
        assert (found.exit_code, "Tide Party" in found.output, "Quay Union" in found.output) == (0, True, True)


def test_in_the_web_view(people: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    with Ledger(path) as ledger:
        ledger.add(reading(0, Told(date(2031, 1, 5), ((MARSEK, "border", 1), (BREN, "border", -1)))))
    with TestClient(create_app(Settings(path, knowledge=(people,))), base_url="http://localhost:8000") as client:
        assert '<option value="party">' in ready(client, "/network").text
        found = ready(client, "/network/ties.json?lift=party").json()
        assert {node["name"] for node in found["nodes"]} == {"Tide Party", "Quay Union"}
        assert ready(client, "/network/ties.json?lift=nobody").status_code == 400
