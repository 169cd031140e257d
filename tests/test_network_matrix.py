"""Networks of coded statements against the formulas worked out by plain loops, and the laws that they keep."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from comity.analysis import network_choices
from comity.analysis.network_matrix import count, levels_of, network_matrix
from comity.analysis.network_statements import (
    Coded,
    Columns,
    Settings,
    read_statements,
    statement_network,
    thin,
)
from comity.model import InputError, UsageError

EXAMPLE = Path(__file__).parents[1] / "examples" / "networks" / "harbour.csv"
RESTS = ("no", "average", "jaccard", "cosine", "vector-cosine")
ONE = list(itertools.product(("ignore", "congruence", "conflict", "subtract"), RESTS))
TWO = list(itertools.product(("ignore", "subtract", "combine"), ("no", "activity", "prominence")))


def by_loops(statements: list[Coded], settings: Settings) -> list[list[float]]:
    """The network of the formulas as they stand in the paper and program, one cell after another."""
    rows, cols = sorted({s.row for s in statements}), sorted({s.over for s in statements})
    numbers = sorted({s.level for s in statements})
    levels: list[Any] = [0, 1] if set(numbers) <= {0, 1} else numbers

    def x(i: str, j: str, k: Any) -> int:
        return sum(1 for s in statements if (s.row, s.over, s.level) == (i, j, k))

    if settings.mode == "two":
        return [[_two(x, i, j, rows, cols, levels, settings) for j in cols] for i in rows]
    return [[0.0 if i == o else _one(x, i, o, cols, levels, settings) for o in rows] for i in rows]


def _one(x: Any, i: str, o: str, cols: list[str], levels: list[Any], settings: Settings) -> float:
    spread = levels[-1] - levels[0]
    weight = 0.0
    for j in cols:
        for k, m in itertools.product(levels, levels):
            far = abs(k - m) / spread if spread else 0
            share = {"ignore": 1, "congruence": 1 - far, "conflict": far, "subtract": 1 - 2 * far}[settings.aggregate]
            weight += x(i, j, k) * x(o, j, m) * share
    mine, other = (sum(x(a, j, k) for j in cols for k in levels) for a in (i, o))
    divisor: float = {"no": 1, "average": (mine + other) / 2, "cosine": mine * other}.get(settings.normalise, 0)
    if settings.normalise == "jaccard":
        for j, k in itertools.product(cols, levels):
            a, b = x(i, j, k), x(o, j, k)
            divisor += a * b if a and b else a + b
    if settings.normalise == "vector-cosine":
        divisor = 1
        for a in (i, o):
            divisor *= sum(sum(x(a, j, k) for k in levels) ** 2 for j in cols) ** 0.5
    return weight / divisor if divisor else 0.0


def _two(x: Any, i: str, j: str, rows: list[str], cols: list[str], levels: list[Any], settings: Settings) -> float:
    def cell(r: str, c: str) -> float:
        found = [x(r, c, k) for k in levels]
        if settings.aggregate == "ignore":
            return float(sum(found))
        if settings.aggregate == "combine":
            return float(sum(2 ** (len(levels) - n - 1) for n, amount in enumerate(found) if amount))
        signs = [-1, 1] if levels == [0, 1] else levels
        return float(sum(sign * amount for sign, amount in zip(signs, found, strict=True)))

    if settings.normalise == "no":
        return cell(i, j)
    cells = [(i, c) for c in cols] if settings.normalise == "activity" else [(r, j) for r in rows]
    if settings.aggregate == "combine":
        base = sum(1 for r, c in cells if cell(r, c))
    else:
        base = sum(x(r, c, k) for r, c in cells for k in levels)
    return cell(i, j) / base if base else 0.0


def _close(left: list[list[float]], right: list[list[float]]) -> None:
    assert len(left) == len(right)
    for one, other in zip(left, right, strict=True):
        assert one == pytest.approx(other, abs=1e-9)


CHOICES = [("one", a, n) for a, n in ONE] + [("two", a, n) for a, n in TWO]


@pytest.mark.parametrize("rows", ["organization", "person"])
@pytest.mark.parametrize("qualifier", ["agreement", "strength"])
@pytest.mark.parametrize(("mode", "aggregate", "normalise"), CHOICES)
def test_the_example_by_plain_loops(mode: Any, aggregate: Any, normalise: Any, qualifier: str, rows: str) -> None:
    statements = read_statements(EXAMPLE, Columns(rows=rows, qualifier=qualifier))
    settings = Settings(mode, aggregate, normalise)
    made = statement_network(statements, statements, settings)
    assert list(made.rows) == sorted({s.row for s in statements})
    _close(made.dense(), by_loops(statements, settings))


STATEMENTS = st.lists(
    st.builds(
        Coded,
        row=st.sampled_from(["A", "B", "C", "D"]),
        over=st.sampled_from(["p", "q", "r"]),
        level=st.integers(-2, 2),
        document=st.sampled_from(["1", "2"]),
        day=st.dates(),
    ),
    min_size=1,
    max_size=14,
)


@given(STATEMENTS, st.sampled_from(CHOICES))
def test_any_statements_by_plain_loops(statements: list[Coded], choice: Any) -> None:
    settings = Settings(*choice)
    _close(statement_network(statements, statements, settings).dense(), by_loops(statements, settings))


@given(STATEMENTS, st.sampled_from(RESTS))
def test_laws_of_one_mode_networks(statements: list[Coded], normalise: Any) -> None:
    made = {
        name: statement_network(statements, statements, Settings("one", name, normalise)).values.toarray()
        for name in ("ignore", "congruence", "conflict", "subtract")
    }
    assert made["congruence"] + made["conflict"] == pytest.approx(made["ignore"])
    assert made["congruence"] - made["conflict"] == pytest.approx(made["subtract"])
    for values in made.values():
        assert values == pytest.approx(values.T)
        assert not values.diagonal().any()
    if normalise == "vector-cosine":
        assert (made["ignore"] <= 1 + 1e-9).all()


@given(STATEMENTS)
def test_repetition_does_not_change_what_counts_once(statements: list[Coded]) -> None:
    for duplicates in ("document", "week", "month", "year", "all"):
        once = thin(statements, duplicates)
        assert thin(once, duplicates) == once
        assert thin([*statements, *statements], duplicates) == once


@pytest.mark.parametrize(("mode", "aggregate", "normalise"), [
    ("one", "combine", "no"), ("one", "ignore", "activity"), ("one", "subtract", "prominence"),
    ("two", "congruence", "no"), ("two", "conflict", "no"), ("two", "ignore", "jaccard"), ("two", "ignore", "average"),
    ("two", "subtract", "cosine"), ("two", "ignore", "vector-cosine"),
])  # fmt: skip
def test_settings_that_do_not_go_together(mode: Any, aggregate: Any, normalise: Any) -> None:
    from comity.cli import app

    with pytest.raises(UsageError, match="has no meaning"):
        Settings(mode, aggregate, normalise).check()
    done = CliRunner().invoke(app, ["network", "--statements", str(EXAMPLE), "--mode", mode, "--aggregate", aggregate,
                                    "--normalise", normalise, "--format", "json"])  # fmt: skip
    assert done.exit_code == 2


def test_the_command_prints_rows_cols_and_matrix() -> None:
    from comity.cli import app

    done = CliRunner().invoke(app, ["network", "--statements", str(EXAMPLE), "--mode", "two", "--aggregate", "combine",
                                    "--format", "json"])  # fmt: skip
    printed = json.loads(done.stdout)
    assert set(printed) == {"rows", "cols", "matrix"}
    town = printed["matrix"][printed["rows"].index("Town Council")]
    assert town[printed["cols"].index("Fishing rights should be bought back")] == 3


def test_the_command_line_knows_the_same_words() -> None:
    from comity.cli import network

    for name in ("Mode", "Aggregate", "Normalise", "Duplicates"):
        assert get_args(getattr(network, name)) == get_args(getattr(network_choices, name))


def test_a_qualifier_of_words(tmp_path: Path) -> None:
    statements = [
        Coded("A", "p", "for", "1", None),
        Coded("B", "p", "for", "1", None),
        Coded("B", "p", "not", "1", None),
    ]
    made = statement_network(statements, statements, Settings("one", "congruence"))
    assert made.dense() == [[0, 1], [1, 0]]
    assert statement_network(statements, statements, Settings("one", "conflict")).dense() == [[0, 1], [1, 0]]
    assert statement_network(statements, statements, Settings("two", "combine")).dense() == [[2], [3]]


def test_no_statements_make_an_empty_network() -> None:
    levels, scale = levels_of([])
    assert network_matrix(count([], levels, scale), "one", "congruence", "jaccard").dense() == []


@pytest.mark.parametrize(("text", "message"), [
    ("a,b\n1,2\n", "no column 'organization'"),
    ("organization,concept,agreement\nA,p,\n", "line 2: no value"),
    ("organization,concept,agreement,date\nA,p,1,soon\n", "'soon' is no date"),
    ("", "no column"),
])  # fmt: skip
def test_files_that_do_not_fit(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "coded.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_statements(path, Columns())


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_parts_the_columns(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "coded.csv"
    lines = [["\ufefforganization", "concept", "agreement"], ["A", "p", "yes"], ["B", "p", "FALSE"], ["", "p", "1"]]
    path.write_text("\n".join(mark.join(line) for line in lines), encoding="utf-8")
    assert [(one.row, one.over, one.level) for one in read_statements(path, Columns())] == [
        ("A", "p", 1),
        ("B", "p", 0),
    ]


def test_months_of_two_years_are_two_months() -> None:
    statements = read_statements(EXAMPLE, Columns())
    fishers = [s for s in thin(statements, "month") if s.row == "Fishers' Union"]
    assert len([s for s in fishers if s.over == "Fishing rights should be bought back"]) == 2
