"""`--min-certainty` and `--rules-only`: what is left out, and what goes with it.

The law, wherever the option is taken: nothing less sure is ever shown, nor what hangs on it, and asking for more never
adds a line.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from comity import api
from comity.analysis.compare import compare_inside, compare_many
from comity.cli import app
from comity.ledger import Ledger
from comity.ledger.sure import at_least
from comity.model import Document, Reading, Statement

TEXTS = (
    "The Harbour Post quoted a senior aide as saying the envoys had met in Vask on Monday. "
    "President Ana Roha said that her foreign minister had told the council that the truce would be signed. "
    "Orvenia and Pelmora signed a ceasefire agreement on 3 March 2031. Roha condemned the shelling of Vask.",
    "The foreign ministers of Norway and Denmark met in Oslo on 3 March 2031. They agreed to exchange all prisoners, "
    "to open the border, and to withdraw heavy weapons. Norway condemned the shelling, the ministry said. Denmark "
    "rejected the plan, while Norway backed it. According to an aide, the two sides disagreed on sanctions. The "
    "exchange of prisoners has begun, a diplomat said.",
    "The Danish foreign minister met his Norwegian counterpart in Oslo on 3 March 2031. Denmark said that the two had "
    "spoken of the border, and that Norway supported sanctions against Iceland. Norway opposed the sanctions.",
)
KINDS = ("statements", "events", "encounters", "positions", "accords", "divergences", "reports")
_ID = re.compile(r"\b(?:statement|event|encounter|position|accord|measure|divergence|report)_[0-9a-f]{10,}")
LEVELS = (0.0, 0.35, 0.6, 0.85, 1.0)


@cache
def reader(network: bool) -> api.LazyReader:
    return api.LazyReader(network=network)


@cache
def readings(network: bool = True) -> tuple[Reading, ...]:
    documents = [Document.create(text, published=date(2031, 3, 4 + n), publisher=f"The Daily {n}")
                 for n, text in enumerate(TEXTS)]  # fmt: skip
    return tuple(reader(network).read(document) for document in documents)


def shaken(seed: int) -> list[Reading]:
    """The readings with certainties by chance, so that sure claims stand in unsure statements."""
    dice = random.Random(seed)

    def some(entry: Any) -> Any:
        more = {"measures": tuple(map(some, entry.measures))} if hasattr(entry, "measures") else {}
        return replace(entry, certainty=dice.choice((0.2, 0.5, 0.7, 0.9)), **more)

    return [replace(one, **{kind: tuple(map(some, getattr(one, kind))) for kind in KINDS}) for one in readings()]


def sure(found: list[Reading], least: float) -> set[str]:
    """The ids of what may be shown, worked out the slow way."""
    kept: set[str] = set()
    for reading in found:
        by_id = {statement.id: statement for statement in reading.statements}

        def holds(name: str | None, by_id: Any = by_id) -> bool:
            return name is None or (by_id[name].certainty >= least and holds(by_id[name].parent, by_id))

        kept |= {statement.id for statement in reading.statements if holds(statement.id)}
        for kind in KINDS[1:]:
            for claim in getattr(reading, kind):
                if claim.certainty >= least and holds(claim.statement):
                    kept |= {claim.id, *(m.id for m in getattr(claim, "measures", ()) if m.certainty >= least)}
    return kept


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_all_that_is_left_is_sure_and_hangs_on_nothing_that_went(seed: int, least: float) -> None:
    found = shaken(seed)
    for reading in found:
        left = at_least(reading, least)
        there = {statement.id for statement in left.statements}
        for kind in KINDS:
            for claim in getattr(left, kind):
                assert claim.certainty >= least
                assert (claim.parent if kind == "statements" else claim.statement) in {None, *there}
        assert set(_ID.findall(repr(left))) <= sure(found, least)


@pytest.fixture(scope="module", params=[1, 2, 3])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Reading]]:
    path = tmp_path_factory.mktemp("certainty") / "made.ledger"
    found = shaken(request.param)
    with Ledger(path) as ledger:
        for n, reading in enumerate(found):
            ledger.add(reading, name=f"text-{n}")
    return path, found


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


# What each command is asked, and how its lines are told from its JSON.
COMMANDS = {
    "show": ["show", "--all", "--json"],
    "show --marked": ["show", "--marked", "--document", "text-1", "--json"],
    "search": ["search", "border", "--json"],
    "search of statements": ["search", "said", "--json"],
    "export": ["export"],
    "events": ["events", "--format", "json"],
    "encounters": ["encounters", "--json"],
    "track": ["track", "--json"],
}


def ids_told(told: str) -> set[str]:
    """The ids in what a command printed; the name of a joined encounter is the least id of its claims, and no claim."""
    rows = [json.loads(line) for line in told.splitlines()] if told.startswith("{") and "\n{" in told else []
    values = rows or (json.loads(told) if told.strip().startswith(("[", "{")) else [])
    shown = [_unnamed(value) for value in (values if isinstance(values, list) else [values])]
    return set(_ID.findall(json.dumps(shown)))


def _unnamed(value: Any) -> Any:
    joined = isinstance(value, dict) and {"accounts", "claims", "participants"} <= set(value)
    return {key: part for key, part in value.items() if key != "id"} if joined else value


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_nothing_less_sure(filled: tuple[Path, list[Reading]], name: str) -> None:
    path, found = filled
    before: set[str] | None = None
    for least in LEVELS:
        told = run(*COMMANDS[name], "--ledger", str(path), "--min-certainty", str(least))
        ids = ids_told(told)
        assert ids <= sure(found, least), (least, ids - sure(found, least))
        assert ids or least
        assert before is None or ids <= before | relays(found)
        before = ids
    assert before == set()


def relays(found: list[Reading]) -> set[str]:
    """Statements that relay others: the brief tells them within the chain of these, and alone where these are gone."""
    return {statement.parent for reading in found for statement in reading.statements if statement.parent}


def test_the_brief_quotes_nothing_less_sure(filled: tuple[Path, list[Reading]]) -> None:
    path, found = filled
    entries = [entry for reading in found for kind in KINDS for entry in getattr(reading, kind)]
    entries += [measure for reading in found for accord in reading.accords for measure in accord.measures]
    for least in LEVELS:
        kept = sure(found, least)
        starts = {f"{e.document[:8]}:{span.start}" for e in entries if e.id in kept
                  for span in (e.content if isinstance(e, Statement) else e.evidence)}  # fmt: skip
        told = run("show", "--all", "--ledger", str(path), "--min-certainty", str(least))
        assert set(re.findall(r"([0-9a-f]{8}:\d+)-\d+", told)) <= starts


def test_an_encounter_is_told_by_its_surer_claims(filled: tuple[Path, list[Reading]]) -> None:
    path, found = filled
    with Ledger(path) as ledger:
        for least in LEVELS:
            kept = sure(found, least)
            for one in ledger.encounters(min_certainty=least):
                assert one.claims
                assert {entry.id for entry in one.claims} <= kept
                assert {head.id for account in one.accounts for head in (account.document, *account.copies)} >= {
                    entry.document.id for entry in one.claims
                }
                told = run("encounters", "show", one.id, "--ledger", str(path), "--min-certainty", str(least), "--json")
                assert {claim["id"] for claim in json.loads(told)["claims"]} == {entry.id for entry in one.claims}


def test_a_page_of_claims_shows_nothing_less_sure(filled: tuple[Path, list[Reading]]) -> None:
    path, found = filled
    with Ledger(path) as ledger:
        for least in LEVELS:
            for wanted in ({}, {"kind": "position"}, {"matter": "sanctions"}, {"theatre": "Iceland", "kind": "accord"}):
                page = ledger.pages.claims(limit=900, min_certainty=least, **wanted)
                whole = ledger.pages.claims(limit=900, **wanted)
                kept = sure(found, least)
                assert {entry.id for entry in page.entries} == {entry.id for entry in whole.entries} & kept
                assert set(_ID.findall(repr([entry.claim for entry in page.entries]))) <= kept


def test_a_queue_lies_between_two_certainties(filled: tuple[Path, list[Reading]]) -> None:
    path, _ = filled
    between = ("--min-certainty", "0.4", "--max-certainty", "0.8")
    told = json.loads(run("review", "queue", "--limit", "900", "--ledger", str(path), *between, "--json"))
    assert told
    assert {0.5, 0.7} >= {row["claim"]["certainty"] for row in told}


def _rows(lake: Path) -> Iterator[dict[str, Any]]:
    for table in sorted(lake.iterdir()):
        for part in table.rglob("*.parquet"):
            yield from pq.read_table(part).to_pylist()


def test_a_lake_and_a_dna_file_hold_nothing_less_sure(filled: tuple[Path, list[Reading]], tmp_path: Path) -> None:
    path, found = filled
    for least in LEVELS:
        kept = sure(found, least)
        lake, dna = tmp_path / f"lake-{least}", tmp_path / f"coded-{least}.dna"
        asked = ("--ledger", str(path), "--min-certainty", str(least))
        run("export", "--format", "parquet", "--out", str(lake), *asked)
        run("dna", "export", str(dna), "--scale", "stance", *asked)
        told = {row.get("claim") or row.get("statement") for row in _rows(lake)} - {None}
        assert told == kept
        with closing(sqlite3.connect(dna)) as file:
            assert {row[0] for row in file.execute("SELECT Value FROM DATALONGTEXT")} <= kept


def test_networks_and_trends_take_no_claim_that_is_less_sure(filled: tuple[Path, list[Reading]]) -> None:
    path, found = filled
    certainty = {
        claim.id: claim.certainty for reading in found for kind in KINDS[1:] for claim in getattr(reading, kind)
    }
    for least in LEVELS:
        asked = ("--ledger", str(path), "--min-certainty", str(least), "--claims", "90", "--json")
        for command in (("network",), ("trends", "--matter", "sanctions")):
            told = set(_ID.findall(run(*command, *asked)))
            assert all(certainty[claim] >= least for claim in told)


def test_a_comparison_asked_for_more_has_no_other_lines() -> None:
    documents = [reading.document for reading in readings()]
    before: dict[str, set[str]] = {}
    for least in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        made = {
            "two": compare_many(reader(True).reader, documents[1:], min_certainty=least),
            "one": compare_inside(reader(True).reader, documents[1], min_certainty=least),
        }
        for name, compared in made.items():
            assert all(row.certainty >= least for c in compared.comparisons for row in c.rows)
            assert all(d.certainty >= least for d in compared.inconsistencies)
            said = {point.span.text for account in compared.accounts for point in account.points}
            assert said <= before.get(name, said)
            before[name] = said


def test_rules_only_says_so_and_names_no_model() -> None:
    joined, alone = readings()[0], readings(network=False)[0]
    assert alone.reader.endswith("/ rules alone")
    assert not joined.reader.endswith("/ rules alone")
    assert alone.statements
    assert all(statement.reader.startswith("rule:") for statement in alone.statements)
