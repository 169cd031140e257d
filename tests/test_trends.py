"""Trends against plain loops; gaps stay gaps; the command, the table, the picture."""

from __future__ import annotations

import csv
import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_stands import FRONT, MARSEK, ORVENIA, PELMORA, TOLD, Told, reading
from test_network_ledger import both, by_loops
from typer.testing import CliRunner

from comity.analysis.network_question import Question
from comity.analysis.trends import find_matter_trend, find_pair_trend
from comity.cli import app
from comity.exports.trends import draw_trend, trend_json, trend_lines
from comity.ledger import Ledger
from comity.model import UsageError

YEAR = (
    Told(date(2031, 1, 5), ((ORVENIA, "border", 1), (PELMORA, "border", -1))),
    Told(date(2031, 1, 9), ((ORVENIA, "border", 1), (FRONT, "sanctions", 1))),
    Told(date(2031, 4, 5), ((ORVENIA, "border", 1), (PELMORA, "border", 0)), (((ORVENIA, PELMORA), ("border",)),)),
    Told(date(2031, 4, 9), (), (), (((ORVENIA, PELMORA), ("sanctions",)),)),
)


def test_a_trend_of_two_actors_by_hand() -> None:
    with both(YEAR) as tables:
        for source in tables:
            trend = find_pair_trend(source, Question(), ("Orvenia", "state/XPE"), claims=9)
            assert trend.subject == ("Orvenia", "Pelmora")
            points = {point.first: point for point in trend.points}
            assert list(points) == ["2031-01", "2031-02", "2031-03", "2031-04"]
            assert (points["2031-01"].congruence, points["2031-01"].conflict) == (0, 2)
            assert (points["2031-01"].accounts, points["2031-01"].agreement) == (2, 0)
            assert points["2031-02"].agreement is None
            assert points["2031-02"].accounts == 0
            april = points["2031-04"]
            assert (april.congruence, april.conflict, april.accords, april.divergences) == (1.5, 1.5, 1, 1)
            assert (april.towards, april.mixed, april.against, april.accounts) == (1, 1, 0, 2)
            assert len(april.claims) == 4


def test_a_trend_of_a_matter_by_hand() -> None:
    with both(YEAR) as tables:
        for source in tables:
            trend = find_matter_trend(source, Question(matter="border"), "quarter")
            assert [(p.first, p.last) for p in trend.points] == [("2031-01", "2031-03"), ("2031-04", "2031-06")]
            assert [(p.congruence, p.conflict) for p in trend.points] == [(0, 2), (1.5, 0.5)]
            assert [(p.towards, p.mixed, p.against, p.actors, p.accounts) for p in trend.points] == [
                (2, 0, 1, 2, 2), (1, 1, 0, 2, 1),
            ]  # fmt: skip


def test_days_asked_for_are_all_there() -> None:
    with both(YEAR) as (tables, _):
        asked = Question(since="2030-12", until="2031-06")
        trend = find_pair_trend(tables, asked, ("Orvenia", "Pelmora"))
    assert [point.first for point in trend.points] == [f"2030-{12}", *(f"2031-0{n}" for n in range(1, 7))]


@settings(max_examples=10, deadline=None)
@given(
    st.lists(TOLD, min_size=1, max_size=6), st.sampled_from(["once", "every"]), st.sampled_from(["border", "ceasefire"])
)
def test_trends_add_up_as_networks_do(told: list[Told], weigh: Any, matter: str) -> None:
    asked = Question(matter=matter, weigh=weigh, lift="state", since="2000", until="2100")
    inside = [_only(one, matter) for one in told if one.day is not None]
    for window in ("year",):
        with both(told) as (tables, _):
            points = find_matter_trend(tables, asked, window).points
        years = {point.first[:4]: point for point in points if point.congruence or point.conflict}
        for year in {one.day.year for one in inside if one.day}:
            mine = [one for one in inside if one.day and one.day.year == year]
            near = sum(by_loops(mine, Question(aggregate="congruence", weigh=weigh, lift="state")).values())
            far = sum(by_loops(mine, Question(aggregate="conflict", weigh=weigh, lift="state")).values())
            point = years.get(str(year))
            assert (point.congruence if point else 0, point.conflict if point else 0) == pytest.approx((near, far))


def _only(told: Told, matter: str) -> Told:
    groups = [tuple((members, (matter,)) for members, matters in found if matter in matters)
              for found in (told.accords, told.divergences)]  # fmt: skip
    return Told(told.day, tuple(one for one in told.positions if one[1] == matter), *groups)


@pytest.mark.parametrize(("pair", "message"), [
    (("Orvenia", "Nobody"), "no actor 'Nobody'"), (("Orvenia", "state/XOR"), "one actor"),
    (("Orvenia", "Ulvane"), None),
])  # fmt: skip
def test_actors_by_name(pair: Any, message: str | None) -> None:
    with both(YEAR) as (tables, _):
        if message is None:
            assert find_pair_trend(tables, Question(), pair).subject == ("Orvenia", "Ulvane Front")
        else:
            with pytest.raises(UsageError, match=message):
                find_pair_trend(tables, Question(), pair)


def test_files_and_pictures() -> None:
    told = (*YEAR, Told(date(2031, 6, 1), ((MARSEK, "border", 1),)))
    with both(told) as (tables, _):
        trend = find_pair_trend(tables, Question(lift="state"), ("Orvenia", "Pelmora"))
    rows = list(csv.DictReader(trend_lines(trend)))
    assert [row["agreement"] for row in rows][1:3] == ["", ""]
    assert trend_json(trend)["points"][1]["agreement"] is None
    assert draw_trend(trend, "png")[:4] == b"\x89PNG"
    assert draw_trend(trend, "svg") == draw_trend(trend, "svg")
    assert not any(math.isnan(point.congruence) for point in trend.points)


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    with Ledger(path) as ledger:
        for n, one in enumerate(YEAR):
            ledger.add(reading(n, one))

    def run(*options: str) -> Any:
        return CliRunner().invoke(app, ["trends", "--ledger", str(path), *options])

    assert "2031-02\t–\t0\t0" in run("Orvenia", "Pelmora").stdout
    assert json.loads(run("--matter", "border", "--json").stdout)["subject"] == ["border"]
    assert run("--matter", "border", "--format", "csv").stdout.startswith("first,last,agreement")
    assert run("--matter", "border", "--format", "png", "--out", str(tmp_path / "a.png")).exit_code == 0
    assert (tmp_path / "a.png").stat().st_size > 1000
    for wrong in ([], ["Orvenia"], ["Orvenia", "Pelmora", "--format", "png"], ["Orvenia", "Xyz"], ["--since", "x"]):
        assert run(*wrong).exit_code == 2, wrong
