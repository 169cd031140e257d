"""Events as a table: POLECAT's columns, what fills them, and that every column is documented."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_readings import LUND, ROHA, TEXT, made_reading
from typer.testing import CliRunner

from comity.cli import app
from comity.exports.csv_safe import csv_lines, harmless
from comity.exports.plover import OWN, POLECAT
from comity.knowledge import Place, load_knowledge
from comity.knowledge.gazetteer import locate
from comity.knowledge.plover import coded, coding_of, codings, cow_numbers, happened, own_modes, sectors
from comity.ledger import Ledger
from comity.model import Actor, Event, Factuality, Reading, When
from comity.model.claims import EventType

# The header of the yearly files of the public data set, as it stands there.
HEADER = [
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
]  # fmt: skip

KERRY = Actor("person/john-kerry", "John Kerry", "person", "USA", "USAGOV", "secretary of state")
UN = Actor("organisation/united-nations", "United Nations", "organisation", None, "IGOUNO")
STRANGER = Actor("unnamed/0/a-man", "a man; with a hat", "unnamed")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def keep(reading: Reading, *events: Event) -> None:
    """A ledger that holds these events and no other."""
    with Ledger("comity.ledger") as ledger:
        ledger.add(replace(reading, events=events, encounters=()))


def table(text: str, delimiter: str = "\t") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def made_event(reading: Reading, number: int = 0, **changes: object) -> Event:
    return replace(reading.events[0], id=f"event_{number:016x}", **changes)  # type: ignore[arg-type]


def documented(section: str) -> list[str]:
    page = (Path(__file__).parents[1] / "docs" / "events.md").read_text("utf-8")
    part = page.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)


def test_the_header_is_that_of_polecat() -> None:
    assert list(POLECAT) == HEADER


def test_every_column_is_documented() -> None:
    assert documented("The columns of POLECAT") == list(POLECAT)
    assert documented("Our own columns (`csv`, `json`)") == list(OWN)


def test_a_row() -> None:
    reading = made_reading()
    keep(reading, reading.events[0])
    code, out, err = run("events")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "\t".join(HEADER)
    (row,) = table(out)
    shown = {name: value for name, value in row.items() if value}
    assert shown.pop("Event ID") == reading.events[0].id
    assert shown == {
        "Event Date": "2031-03-16",
        "Event Type": "CONSULT",
        "Intensity": "2.5",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic",
        "Actor Name": "Ana Roha; Teo Lund",
        "Actor Country": "VRD; NRV",
        "Primary Actor Sector": "GOV; GOV",
        "Actor Sectors": "GOV; GOV",
        "Actor Title": "President of Vardaal; Prime Minister of Norrevia",
        "Actor Name Raw": "Ana Roha; Teo Lund",
        "Placename": "Eidermouth",
        "Raw Placename": "Eidermouth",
        "Source": "The Harbour Daily",
        "Publication Date": "2031-03-16",
        "Story People": shown["Story People"],
        "Story Locations": "Eidermouth",
        "Language": "English",
        "Version": "test 1",
    } | ({"Story Organizations": row["Story Organizations"]} if row["Story Organizations"] else {})


def test_our_own_columns_follow() -> None:
    reading = made_reading()
    keep(reading, made_event(reading, mode="phone", third_parties=(UN,), magnitude="two hours"))
    (row,) = table(run("events", "--format", "csv")[1], ",")
    assert list(row) == [*HEADER, *OWN]
    assert (row["Event Mode"], row["Intensity"], row["CAMEO"]) == ("phone", "1.5", "041")
    assert (row["Third Parties"], row["Magnitude"], row["Trigger"]) == ("United Nations", "two hours", "met")
    assert (row["Status"], row["Polarity"], row["Certainty"]) == ("actual", "affirmed", "0.75")
    assert row["Source Chain"] == "The Harbour Daily"
    assert TEXT[int(row["Start"]) : int(row["End"])] == row["Quote"]
    assert (row["Actor ID"], row["Actor Code"]) == (f"{ROHA.id}; {LUND.id}", "VRDGOV; NRVGOV")


def test_a_place_is_held_free_where_one_of_several_has_no_value() -> None:
    reading = made_reading()
    keep(reading, made_event(reading, actors=(UN, KERRY), recipients=(STRANGER,)))
    (row,) = table(run("events")[1])
    assert row["Actor Country"] == "None; USA"
    assert row["Actor COW"] == "None; 2"
    assert row["Primary Actor Sector"] == "IGO; GOV"
    assert row["Recipient Name"] == "a man, with a hat"
    assert row["Recipient Country"] == ""


def test_what_did_not_happen_is_left_out_of_plover_only() -> None:
    reading = made_reading()
    ways = (Factuality(), Factuality(polarity="denied"), Factuality(status="called-for"))
    keep(reading, *(made_event(reading, number, factuality=way) for number, way in enumerate(ways)))
    code, out, err = run("events", "--out", "events.txt")
    assert (code, out) == (0, "1 event  →  events.txt\n")
    assert "left out 2 events" in err
    assert len(table(Path("events.txt").read_text("utf-8"))) == 1
    assert len(table(run("events", "--all")[1])) == 3
    rows = table(run("events", "--format", "csv")[1], ",")
    assert [row["Polarity"] for row in rows] == ["affirmed", "denied", "affirmed"]
    assert [row["status"] for row in json.loads(run("events", "--json")[1])] == ["actual", "actual", "called-for"]


@pytest.mark.parametrize(
    ("when", "published", "day", "basis"),
    [
        (When("2015-11-15", "anchor"), date(2015, 11, 16), "2015-11-15", "anchor"),
        (When("2015-11", "absolute"), date(2015, 11, 16), "2015-11-01", "absolute"),
        (When("2015", "absolute"), None, "2015-01-01", "absolute"),
        (None, date(2015, 11, 16), "2015-11-16", "document"),
        (None, None, "", ""),
    ],
)
def test_dates(when: When | None, published: date | None, day: str, basis: str) -> None:
    reading = made_reading(published=published)
    keep(reading, made_event(reading, when=when))
    (row,) = table(run("events", "--format", "csv")[1], ",")
    assert (row["Event Date"], row["Date Basis"]) == (day, basis)
    assert row["Date As Read"] == (when.value if when else "")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("Geneva", ("Geneva", "Geneva", "CHE", "2660646", "PPL")),
        ("Moscow", ("Moscow", "Moscow", "RUS", "524901", "PPLC")),
        ("Turkey", ("Turkey", "", "TUR", "298795", "PCLI")),
        ("Donbas", ("Donbas", "", "UKR", "", "")),
        ("Eidermouth", ("Eidermouth", "", "", "", "")),
        (None, ("", "", "", "", "")),
    ],
)
def test_places(place: str | None, shown: tuple[str, ...]) -> None:
    reading = made_reading()
    keep(reading, made_event(reading, place=place))
    (row,) = table(run("events")[1])
    assert tuple(row[name] for name in ("Placename", "City", "Country", "GeoNames ID", "Feature Type")) == shown
    assert bool(row["Latitude"]) == bool(row["City"])


def test_filters() -> None:
    reading = made_reading()
    keep(
        reading,
        made_event(reading, 1),
        made_event(reading, 2, type="AID", actors=(UN,), certainty=0.2),
        made_event(reading, 3, type="AGREE", when=When("2031-04-02", "absolute")),
    )
    for arguments, types in {
        ("--type", "aid"): ["AID"],
        ("--type", "AID", "--type", "AGREE"): ["AID", "AGREE"],
        ("--actor", "United Nations"): ["AID"],
        ("--min-certainty", "0.5"): ["CONSULT", "AGREE"],
        ("--since", "2031-04"): ["AGREE"],
        ("--until", "2031-03"): ["CONSULT", "AID"],
        ("--source", "nobody"): [],
        ("--document", reading.document.id[:8]): ["CONSULT", "AID", "AGREE"],
    }.items():
        assert [row["Event Type"] for row in table(run("events", *arguments)[1])] == types, arguments


def test_wrong_use_is_told_without_a_trace() -> None:
    assert run("events")[0] == 5
    keep(made_reading())
    code, _, err = run("events", "--type", "MEETING")
    assert code == 2
    assert "CONSULT" in err
    code, _, err = run("events", "--out", "no/such/folder/events.txt")
    assert code == 3
    assert len(err.splitlines()) == 1
    assert run("events")[1] == "\t".join(HEADER) + "\n"
    assert json.loads(run("events", "--json")[1]) == []


def test_no_formula_reaches_a_spreadsheet() -> None:
    reading = made_reading(publisher='=HYPERLINK("https://example.org")')
    keep(reading, made_event(reading, actors=(replace(STRANGER, name="@cmd\tx\ny"),)))
    (row,) = table(run("events", "--format", "csv")[1], ",")
    assert row["Actor Name"] == "'@cmd x y"
    assert row["Source"].startswith("'=")


cells = st.one_of(st.text(), st.sampled_from(["=1+1", "-2+3", " @x", "＝1", "-3.5", "+44"]), st.floats(-10, 10))


@given(st.lists(st.tuples(cells, cells), max_size=5), st.sampled_from([",", "\t"]))
def test_a_table_keeps_its_shape_and_runs_nothing(rows: Iterable[tuple[str | float, ...]], delimiter: str) -> None:
    lines = list(csv_lines(("a", "b"), rows, delimiter=delimiter))
    assert all("\n" not in line and "\r" not in line for line in lines)
    read = list(csv.reader(lines, delimiter=delimiter))
    assert read == [["a", "b"], *([harmless(cell) for cell in row] for row in rows)]
    for cell in (cell for row in read for cell in row):
        assert re.fullmatch(r"[+-]?\d+(\.\d+)?(e-?\d+)?", cell) or cell.lstrip()[:1] not in set("=+-@＝＋－＠")


def test_numbers_stay_numbers() -> None:
    given_values = (-3.5, 2, "-3.5", None, "-x", "\u202e=1")
    assert [harmless(value) for value in given_values] == ["-3.5", "2", "-3.5", "", "'-x", "'=1"]
    with pytest.raises(ValueError, match="3 cells"):
        list(csv_lines(("a", "b"), [("1", "2", "3")]))


def test_the_ontology_is_whole() -> None:
    known = codings()
    assert {kind for kind, mode in known if mode is None} == set(get_args(EventType))
    for (kind, _), coding in known.items():
        whole = known[kind, None]
        assert -10 <= coding.score <= 10
        assert coding.quad == whole.quad
        assert (coding.cameo or "").startswith(whole.cameo or "")
        assert "COOPERATION" not in coding.quad or coding.score > 0
    assert coding_of("CONSULT", "no such mode") == known["CONSULT", None]


def test_the_reader_uses_plovers_modes() -> None:
    from comity.reading.events.lexicon import rules

    used = {
        (rule.type, rule.mode)
        for kind in ("verb", "noun", "adjective")
        for found in rules(kind).values()  # type: ignore[arg-type]
        for rule in found
    }
    assert {pair for pair in used if pair[1]} <= set(codings()) | own_modes()
    assert own_modes() <= used


def test_numbers_of_the_correlates_of_war_are_those_of_known_states() -> None:
    assert set(cow_numbers()) <= {state.code for state in load_knowledge().states.values()}
    by_number: dict[int, list[str]] = {}
    for code, number in cow_numbers().items():
        by_number.setdefault(number, []).append(code)
    successors = {tuple(sorted(codes)) for codes in by_number.values() if len(codes) > 1}
    assert successors == {("RUS", "SUN"), ("SCG", "SRB", "YUG"), ("VDR", "VNM")}


@pytest.mark.parametrize(
    ("code", "country", "found"),
    [
        ("RUSGOV", "RUS", ("GOV",)),
        ("USAMIL", "USA", ("MIL",)),
        ("USA", "USA", ()),
        ("IGOUNO", None, ("IGO",)),
        (None, "USA", ()),
        (None, None, ()),
    ],
)
def test_sectors(code: str | None, country: str | None, found: tuple[str, ...]) -> None:
    assert sectors(code, country) == found


def test_capitals_lie_somewhere() -> None:
    lost = {
        state.code
        for state in load_knowledge().states.values()
        if state.code in cow_numbers() and state.capitals
        if not any(locate(Place(name, state.code, "capital", "")) for name in state.capitals)
    }
    assert lost == {"CSK", "DDR", "RVN", "SCG", "SUN", "YMD", "YUG"}  # GeoNames knows the present only


PLANNED, DENIED = Factuality(status="planned"), Factuality(polarity="denied")


@pytest.mark.parametrize(
    ("type_", "mode", "factuality", "expected"),
    [
        ("AID", None, PLANNED, ("AGREE", None)),
        ("ASSAULT", "aerial", PLANNED, ("THREATEN", "violence")),
        ("CONCEDE", None, DENIED, ("REJECT", "yield")),
        ("AGREE", "sign", Factuality(), ("SUPPORT", None)),
        ("SANCTION", "impose", Factuality(), ("COERCE", "restrict")),
        ("SANCTION", "discontinue", Factuality(), ("SANCTION", "discontinue")),
        ("CONSULT", "phone", Factuality(), ("CONSULT", "phone")),
        ("ASSAULT", None, DENIED, ("ASSAULT", None)),
    ],
)
def test_the_codebook(type_: EventType, mode: str | None, factuality: Factuality, expected: tuple[str, str]) -> None:
    event = made_event(made_reading(), type=type_, mode=mode, factuality=factuality, statement=None)
    coding = coded(event)
    assert (coding.type, coding.mode) == expected
    assert happened(event) == (factuality == Factuality() or coding.type != type_)


def test_a_plan_that_only_others_tell_of_is_no_promise() -> None:
    reading = made_reading()
    statement = replace(reading.statements[0], speakers=(UN,))
    event = made_event(reading, type="ASSAULT", mode=None, factuality=PLANNED, actors=(KERRY,), statement=statement.id)
    assert coded(event, statement).type == "ASSAULT"
    assert not happened(event, statement)
    assert coded(event, replace(statement, speakers=(KERRY,))).type == "THREATEN"


def test_a_promise_is_a_row_of_plover() -> None:
    reading = made_reading()
    keep(reading, made_event(reading, type="AID", mode=None, factuality=PLANNED, statement=None))
    (row,) = table(run("events")[1])
    assert row["Event Type"] == "AGREE"
    (row,) = table(run("events", "--format", "csv", "--type", "AID")[1], ",")
    assert (row["Event Type"], row["Ledger Type"], row["Status"]) == ("AGREE", "AID", "planned")
