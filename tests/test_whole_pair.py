"""Two readouts of an invented call with differences of every kind, planned before they were compared.

The pair in tests/whole-pair has the form of tests/gold-pairs; its annotation was written before Comity saw the texts.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from comity.analysis.compare import compare_accounts, compare_texts
from comity.analysis.comparison import Comparison, Row
from comity.exports.compare import full_json, opening, told_apart
from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading import Reader

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "whole-pair" / "no-lu-2031-06-18"
GOLD = json.loads((FOLDER / "pair.gold.json").read_text(encoding="utf-8"))
sys.path.append(str(ROOT / "bench" / "pairs"))

from pair_scoring import Tally, Text, score_pair  # noqa: E402


@pytest.fixture(scope="module")
def compared() -> Comparison:
    reader = Reader(load_knowledge(ROOT / "examples" / "actors"), network=False)
    a, b = (
        Document.create(
            (FOLDER / f"{side}.txt").read_text(encoding="utf-8"),
            published=date.fromisoformat(GOLD[side]["date"]),
            publisher=GOLD[side]["publisher"],
        )
        for side in "ab"
    )
    return compare_texts(reader, a, b)


def row_of(compared: Comparison, quote: str) -> Row:
    (row,) = [row for row in compared.rows if any(point.span.text in quote for point in row.a)]
    return row


@pytest.mark.parametrize("topic", [t for t in GOLD["topics"] if t["a"]], ids=lambda topic: topic["note"])
def test_the_planned_differences_are_found(compared: Comparison, topic: dict[str, object]) -> None:
    row = row_of(compared, topic["a"][0]["q"])  # type: ignore[index]
    assert [point.span.text for point in row.b] == [piece["q"] for piece in topic["b"]]  # type: ignore[attr-defined]
    assert set(topic["kind"]) <= set(row.kinds)  # type: ignore[call-overload]


def test_every_kind_of_difference_is_planned() -> None:
    kinds = {kind for topic in GOLD["topics"] for kind in topic["kind"]}
    assert kinds == {"stance", "strength", "who", "number", "time", "condition", "terminology", "detail"}


def test_few_kinds_are_found_that_nobody_planned(compared: Comparison) -> None:
    tally = Tally()
    texts = {side: Text((FOLDER / f"{side}.txt").read_text(encoding="utf-8")) for side in "ab"}
    score_pair(texts, GOLD, full_json(compared), tally)
    table = tally.table()
    assert table["topic"]["f1"] == table["differs"]["f1"] == 1
    assert table["kind"]["precision"] >= 0.8


def test_the_encounter_is_told_by_each_side(compared: Comparison) -> None:
    assert {actor.name for actor in compared.meeting.participants} == {"Signe Halvard", "Marta Celio"}
    assert opening(compared).startswith("A says Marta Celio (“The call took place at the request of President Celio")
    assert "B says Norrevia" in opening(compared)
    assert told_apart(compared) == [("lasted", "A says “50 minutes”; B says “almost an hour and a half”")]
    assert [lead.span.text.split()[2] for lead in compared.leads if lead] == ["Minister", "drew"]


def test_what_is_of_other_meetings_is_left_out(compared: Comparison) -> None:
    out = [one.point.span.text for one in compared.a.left_out]
    assert out == [
        "a loan for the port of Avrel",
        "They discussed gas supplies",
        "signed a memorandum on student exchange",
        "Minister Maalik invited the Prime Minister to visit Dar Selim",
    ]
    assert not compared.b.left_out


def test_the_sides_may_change_places(compared: Comparison) -> None:
    back = compare_accounts(compared.b, compared.a, compared.meeting)
    there = {(row.a, row.b, tuple(sorted(row.kinds))) for row in compared.rows}
    assert there == {(row.b, row.a, tuple(sorted(row.kinds))) for row in back.rows}
