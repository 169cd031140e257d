"""Networks of a ledger and of a lake, against plain loops over what was told; their shape, files and picture."""

from __future__ import annotations

import csv
import io
import itertools
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_stands import (
    ACTORS,
    CALLED_FOR,
    DENIED,
    FRONT,
    MARSEK,
    OFFICIAL,
    ORVENIA,
    PELMORA,
    STRANGER,
    TOLD,
    Told,
    reading,
)
from matplotlib.backends.backend_agg import FigureCanvasAgg
from typer.testing import CliRunner

from comity.analysis import network_matrix
from comity.analysis.lake import Tables
from comity.analysis.network import find_network, find_windows
from comity.analysis.network_graph import to_graph
from comity.analysis.network_question import Question, first_day, last_day
from comity.analysis.network_shape import backbone, communities
from comity.analysis.network_ties import Network
from comity.analysis.sides import side_of
from comity.cli import app
from comity.exports import network_files, network_picture
from comity.exports.network_words import filters_line
from comity.exports.parquet import write_lake
from comity.ledger import Ledger
from comity.model import Actor, InputError, LedgerError, UsageError

TALK = (
    Told(date(2031, 2, 3), ((ORVENIA, "ceasefire", 1), (PELMORA, "ceasefire", 1), (MARSEK, "border", 1))),
    Told(date(2031, 2, 20), ((ORVENIA, "ceasefire", 1), (PELMORA, "border", -1), (FRONT, "border", 0))),
    Told(date(2031, 4, 1), (), (((ORVENIA, PELMORA, FRONT), ("ceasefire", "border")),)),
    Told(date(2031, 4, 2), ((STRANGER, "ceasefire", 1), (OFFICIAL, "ceasefire", -1)), (), (((ORVENIA, PELMORA), ()),)),
    Told(date(2031, 4, 3), ((ORVENIA, "ceasefire", -1),), changes=DENIED),
    Told(date(2031, 4, 4), ((PELMORA, "ceasefire", -1),), changes=CALLED_FOR),
)


@contextmanager
def both(told: Sequence[Told]) -> Iterator[tuple[Tables, Tables]]:
    """A ledger and a lake of the same texts, open."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "a.ledger") as ledger:
        for n, one in enumerate(told):
            ledger.add(reading(n, one))
        write_lake(ledger, Path(folder) / "lake")
        with Tables(ledger) as of_ledger, Tables(Path(folder) / "lake") as of_lake:
            yield of_ledger, of_lake


def by_loops(told: Sequence[Told], asked: Question) -> dict[tuple[str, str], float]:
    """Weights of the ties by plain loops: products of counts, accords and divergences one by one."""
    counts: dict[tuple[str, str, int], int] = defaultdict(int)
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    for one in told:
        if one.changes:
            continue
        stands = [(_actor(actor, asked), matter, stance) for actor, matter, stance in one.positions
                  if _kept(actor, asked)]  # fmt: skip
        for stand in set(stands) if asked.weigh == "once" else stands:
            counts[stand] += 1
        for sign, groups in ((1, one.accords), (-1, one.divergences)):
            for pair in _pairs(groups, asked):
                pairs[pair] += _share(asked.aggregate, 0 if sign > 0 else 1)
    for (a, matter, k), (b, other, m) in itertools.product(counts, counts):
        if a < b and matter == other:
            pairs[a, b] += counts[a, matter, k] * counts[b, other, m] * _share(asked.aggregate, abs(k - m) / 2)
    return {pair: weight for pair, weight in pairs.items() if weight or asked.aggregate == "subtract"}


def _pairs(groups: Iterable[Any], asked: Question) -> list[tuple[str, str]]:
    """Each two members on each matter; told twice in a document by the same, once."""
    found = []
    for members, matters in groups:
        names = tuple(sorted({_actor(actor, asked) for actor in members if _kept(actor, asked)}))
        found += [(names, matter) for matter in matters or ("not said",)]
    kept = set(found) if asked.weigh == "once" else found
    return [pair for names, _ in kept for pair in itertools.combinations(names, 2)]


def _kept(actor: Actor, asked: Question) -> bool:
    return actor.kind != "unnamed" or (asked.lift == "state" and actor.country is not None)


def _actor(actor: Actor, asked: Question) -> str:
    return side_of(actor) if asked.lift == "state" else actor.id


def _share(aggregate: str, far: float) -> float:
    return {"ignore": 1.0, "congruence": 1 - far, "conflict": far, "subtract": 1 - 2 * far}[aggregate]


def _weights(network: Network) -> dict[tuple[str, str], float]:
    return {tuple(sorted((edge.source, edge.target))): edge.weight for edge in network.edges}  # type: ignore[misc]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(TOLD, max_size=5),
    st.sampled_from(["ignore", "congruence", "conflict", "subtract"]),
    st.sampled_from(["once", "every"]),
    st.sampled_from(["none", "state"]),
)
@example([Told(None, (), (((ORVENIA, PELMORA), ()),), (((ORVENIA, PELMORA), ()),))], "ignore", "once", "none")
def test_a_ledger_and_a_lake_by_plain_loops(told: list[Told], aggregate: Any, weigh: Any, lift: Any) -> None:
    asked = Question(aggregate=aggregate, weigh=weigh, lift=lift)
    with both(told) as (of_ledger, of_lake):
        found, again = find_network(of_ledger, asked, claims=100), find_network(of_lake, asked, claims=100)
    assert _weights(found) == pytest.approx(by_loops(told, asked))
    assert found.nodes == again.nodes
    assert [replace(edge, claims=()) for edge in found.edges] == [replace(edge, claims=()) for edge in again.edges]
    assert [set(edge.claims) for edge in found.edges] == [set(edge.claims) for edge in again.edges]
    assert all(edge.claims for edge in found.edges)


def test_what_stands_behind_a_tie() -> None:
    with both(TALK) as (tables, _):
        found = find_network(tables, Question(), claims=10)
    edges = {(edge.source, edge.target): edge for edge in found.edges}
    tie = edges["state/XOR", "state/XPE"]
    # Two accounts of Orvenia and one of Pelmora for the ceasefire; an accord on two matters; a divergence.
    assert (tie.congruence, tie.conflict, tie.weight) == (4, 1, 3)
    assert {share.matter: (share.congruence, share.conflict) for share in tie.shares} == {
        "ceasefire": (3, 0), "border": (1, 0), "not said": (0, 1),
    }  # fmt: skip
    assert len(tie.claims) == len(set(tie.claims)) == 5
    cancelled = edges["armed-group/ulvane-front", "person/ilona-marsek"]
    assert (cancelled.congruence, cancelled.conflict, cancelled.weight) == (0.5, 0.5, 0)
    assert not any(node.kind == "unnamed" for node in found.nodes)


def test_actors_lifted_to_their_states() -> None:
    with both(TALK) as (tables, _):
        found = find_network(tables, Question(lift="state"))
    assert [node.id for node in found.nodes] == ["armed-group/ulvane-front", "state/XOR", "state/XPE"]
    assert {node.id: node.entries for node in found.nodes}["state/XOR"] == 3 + 2 + 1


@pytest.mark.parametrize(("setting", "actors"), [
    ({"matter": "border"}, {"armed-group/ulvane-front", "person/ilona-marsek", "state/XOR", "state/XPE"}),
    ({"parts": ("divergence",)}, {"state/XOR", "state/XPE"}),
    ({"kinds": ("armed-group", "person")}, {"armed-group/ulvane-front", "person/ilona-marsek"}),
    ({"until": "2031-02"}, {"armed-group/ulvane-front", "person/ilona-marsek", "state/XOR", "state/XPE"}),
    ({"since": "2031-05"}, set()), ({"theatre": "ulvane", "since": "2031-03"}, set()),
    ({"least": 4}, {"state/XOR", "state/XPE"}),
    ({"min_certainty": 0.7}, {"person/ilona-marsek", "armed-group/ulvane-front", "state/XOR", "state/XPE"}),
])  # fmt: skip
def test_filters(setting: Any, actors: set[str]) -> None:
    with both(TALK) as tables:
        for source in tables:
            assert {node.id for node in find_network(source, Question(**setting)).nodes} == actors


def test_two_modes() -> None:
    with both(TALK) as (tables, _):
        found = find_network(tables, Question(mode="two"), claims=9)
        every = find_network(tables, Question(mode="two", aggregate="ignore"))
    edges = {(edge.source, edge.target): edge for edge in found.edges}
    assert edges["state/XOR", "matter/ceasefire"].weight == 2
    assert edges["state/XPE", "matter/border"].weight == -1
    assert len(edges["state/XOR", "matter/ceasefire"].claims) == 2
    mixed = edges["armed-group/ulvane-front", "matter/border"]
    assert (mixed.weight, mixed.mixed, mixed.congruence) == (0, 1, 0)
    spoken = {(edge.source, edge.target): edge.weight for edge in every.edges}
    assert spoken["state/XOR", "matter/ceasefire"] == 3  # two positions and an accord
    assert spoken["armed-group/ulvane-front", "matter/border"] == 2


def test_windows_are_calendar_months_and_empty_ones_are_there() -> None:
    with both(TALK) as (tables, _):
        months = list(find_windows(tables, Question(), "month", claims=5))
        years = list(find_windows(tables, Question(), "year"))
        sliding = list(find_windows(tables, Question(), "quarter", step=1))
    assert [(one.first, one.last, one.ties > 0) for one in months] == [
        ("2031-02", "2031-02", True), ("2031-03", "2031-03", False), ("2031-04", "2031-04", True),
    ]  # fmt: skip
    assert [(one.first, one.last) for one in years] == [("2031-01", "2031-12")]
    assert [one.first for one in sliding] == ["2031-01", "2031-02", "2031-03", "2031-04"]
    assert _weights(years[0]) == pytest.approx(by_loops(TALK, Question()))


def test_a_copy_is_no_account_of_its_own(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger") as ledger:
        for n in range(3):
            ledger.add(
                reading(n, Told(date(2031, 1, 31 if n < 2 else 1), ((ORVENIA, "border", 1), (PELMORA, "border", 1))))
            )
        ledger.store.connection.execute("INSERT OR REPLACE INTO copies VALUES (2, 1, 0.9)")
        write_lake(ledger, tmp_path / "lake")
        for source in (ledger, tmp_path / "lake"):
            with Tables(source) as tables:
                assert find_network(tables, Question()).edges[0].weight == 4
                assert find_network(tables, Question(weigh="every")).edges[0].weight == 9


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.integers(1, 3)), min_size=1, max_size=60))
def test_sparse_and_whole_arrays_give_the_same(cells: list[tuple[int, int, int]]) -> None:
    statements = [(f"a{row}", f"c{col}", level) for row, col, level in cells]
    counts = network_matrix.count(statements, (1, 2, 3), "integer")
    for aggregate, normalise in itertools.product(
        ("ignore", "subtract"), ("no", "average", "jaccard", "cosine", "vector-cosine")
    ):
        whole = network_matrix.network_matrix(counts, "one", aggregate, normalise).values.toarray()  # type: ignore[arg-type]
        kept, network_matrix._MOST_ROWS = network_matrix._MOST_ROWS, 0
        try:
            thin = network_matrix.network_matrix(counts, "one", aggregate, normalise).values.toarray()  # type: ignore[arg-type]
        finally:
            network_matrix._MOST_ROWS = kept
        assert whole == pytest.approx(thin)


@settings(max_examples=6, deadline=None)
@given(st.lists(TOLD, min_size=1, max_size=6))
def test_however_a_ledger_is_read_and_its_ties_are_looked_at(told: list[Told]) -> None:
    asked = Question(min_certainty=0.1, over="matter+theatre")
    with pytest.MonkeyPatch.context() as patch, both(told) as (of_ledger, _):
        assert of_ledger.ledger is not None
        found = find_network(of_ledger, asked, claims=9)
        for name, value in (("_AT_ONCE", 1), ("_ROOMY", 0), ("_BATCH", 2)):
            patch.setattr(f"comity.ledger.stands.{name}", value)
        for few in (1, 10**9):
            patch.setattr("comity.analysis.network._FEW", few)
            patch.setattr("comity.analysis.network._MOST_CELLS", few)
            with Tables(of_ledger.ledger) as again:
                assert find_network(again, asked, claims=9).edges == found.edges


def test_the_busiest_actors_alone() -> None:
    with both(TALK) as (tables, _):
        whole, two = find_network(tables, Question()), find_network(tables, Question(), busiest=2)
    kept = {node.id for node in two.nodes}
    assert kept == {"state/XOR", "state/XPE"}
    assert two.left_out == len(whole.nodes) - 2
    assert two.edges == tuple(edge for edge in whole.edges if {edge.source, edge.target} <= kept)


def test_the_backbone_by_hand() -> None:
    # A hub of strength 13 with one tie of 10 and three of 1: (1 - 10/13)^3 = 0.0123, (1 - 1/13)^3 = 0.79.
    left, right, weight = np.array([0, 0, 0, 0, 1]), np.array([1, 2, 3, 4, 2]), np.array([10.0, 1, 1, 1, 0.1])
    assert backbone(left, right, weight, 5, 0.05).tolist() == [True, False, False, False, False]
    assert backbone(left[:0], right[:0], weight[:0], 5, 0.05).tolist() == []


def test_communities_are_held_together_by_agreement_and_stay_the_same() -> None:
    left, right = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    weight = np.array([5.0, 5, 5, 5, 5, 5, -9])
    found = communities(left, right, weight, "abcdef")
    assert found == {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": 2}
    assert found == communities(left[::-1], right[::-1], weight[::-1], "abcdef")


def test_files_for_other_programs() -> None:
    evil = replace(FRONT, id="armed-group/x", name='=HYPERLINK("x")\x07')
    told = (*TALK, Told(date(2031, 4, 9), ((evil, "border", 1), (MARSEK, "border", 1))))
    with both(told) as (tables, _):
        found = find_network(tables, Question(communities=True), claims=3)
        months = list(find_windows(tables, Question(), "month"))
    graph = nx.parse_graphml(network_files.graphml(found))
    assert set(graph) == {node.id for node in found.nodes}
    assert graph.edges["state/XOR", "state/XPE"]["congruence"] == 4
    again = nx.read_gexf(io.BytesIO(network_files.gexf([found]).encode()))
    assert again.edges["state/XOR", "state/XPE"]["signed_weight"] == 3
    assert all(data["weight"] > 0 for *_, data in again.edges(data=True))
    assert "lastmodifieddate" not in network_files.gexf([found])  # the same file on every day
    dynamic = nx.read_gexf(io.BytesIO(network_files.gexf(months).encode()))
    assert dynamic.graph["mode"] == "dynamic"
    rows = list(csv.DictReader(network_files.edge_lines(months)))
    assert {row["first"] for row in rows} == {"2031-02", "2031-04"}
    assert all(row["source_name"][0] != "=" and row["target_name"][0] != "=" for row in rows)
    value = network_files.network_json(found)
    assert len(value["edges"]) == value["ties"] == found.ties
    assert to_graph(found).number_of_edges() == found.ties


def _crowd(count: int) -> list[Told]:
    people = [Actor(f"person/p{n}", f"Councillor Number {n} of the Harbour", "person") for n in range(count)]
    return [Told(date(2031, 1, 1 + n % 28), ((people[n], m, s), (people[(7 * n + 1) % count], m, 1)))
            for n in range(count) for m, s in (("border", 1), ("sanctions", -1))]  # fmt: skip


@pytest.mark.parametrize("mode", ["one", "two"])
def test_no_label_covers_another_in_a_picture_of_thirty(mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Any] = []

    def keep(figure: Any, form: str) -> bytes:
        figures.append(figure)
        return b""

    monkeypatch.setattr(network_picture, "save", keep)
    with both(_crowd(30)) as (tables, _):
        network_picture.draw(find_network(tables, Question(mode=mode)), "png")
    canvas = FigureCanvasAgg(figures[0])
    canvas.draw()
    texts = [text for text in figures[0].axes[0].texts if text.get_text()]
    corners = [_corners(text, canvas) for text in texts]
    assert len(texts) >= 30
    frame = figures[0].bbox
    for box in corners:
        assert box.min() >= 0
        assert (box <= [frame.width, frame.height]).all()
    for one, other in itertools.combinations(corners, 2):
        assert _apart(one, other)


def _corners(text: Any, canvas: Any) -> Any:
    """The four corners of a label as it stands, turned."""
    turn = text.get_rotation()
    text.set_rotation(0)
    box = text.get_window_extent(canvas.get_renderer())
    text.set_rotation(turn)
    anchor = text.get_transform().transform(text.get_position())
    angle = np.deg2rad(turn)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (
        np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]) - anchor
    ) @ spin.T + anchor


def _apart(one: Any, other: Any) -> bool:
    """Whether a line parts two convex shapes (separating axis)."""
    for shape in (one, other):
        for a, b in zip(shape, np.roll(shape, -1, axis=0), strict=True):
            axis = np.array([-(b - a)[1], (b - a)[0]])
            left, right = one @ axis, other @ axis
            if left.max() <= right.min() or right.max() <= left.min():
                return True
    return False


def test_pictures_are_the_same_each_time_and_hold_letters() -> None:
    with both(
        [Told(date(2031, 1, 1), ((replace(ORVENIA, name="$x$ <b>"), "border", 1), (PELMORA, "border", -1)))]
    ) as tables:
        found = find_network(tables[0], Question())
    picture = network_picture.draw(found, "svg")
    assert picture == network_picture.draw(found, "svg")
    assert b"$x$ &lt;b&gt;" in picture
    assert network_picture.draw(found, "png")[:4] == b"\x89PNG"


def test_an_empty_ledger_has_an_empty_network_and_picture() -> None:
    with both([]) as tables:
        for source in tables:
            found = find_network(source, Question(), claims=3)
            assert (found.nodes, found.edges) == ((), ())
            assert network_picture.draw(found, "png")
            assert find_network(source, Question(mode="two")).edges == ()
            assert list(find_windows(source, Question(), "month")) == []


@pytest.mark.parametrize("setting", [
    {"mode": "one", "aggregate": "combine"}, {"mode": "two", "aggregate": "conflict"}, {"over": "planet"},
    {"backbone": 0.0}, {"mode": "two", "communities": True}, {"lift": "state", "kinds": ("person",)}, {"since": "soon"},
])  # fmt: skip
def test_questions_that_cannot_be_asked(setting: Any) -> None:
    with both(TALK) as (tables, _), pytest.raises(UsageError):
        find_network(tables, Question(**setting))


def test_days_of_months_and_years() -> None:
    assert (first_day("2031"), last_day("2031")) == (date(2031, 1, 1), date(2031, 12, 31))
    assert (first_day("2032-02"), last_day("2032-02")) == (date(2032, 2, 1), date(2032, 2, 29))
    assert last_day("2031-12") == date(2031, 12, 31)


def test_lakes_are_new_folders_and_marked(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger") as ledger:
        (tmp_path / "lake").mkdir()
        (tmp_path / "lake" / "mine.txt").write_text("keep me", encoding="utf-8")
        with pytest.raises(InputError, match="not empty"):
            write_lake(ledger, tmp_path / "lake")
    with pytest.raises(InputError, match="no lake"):
        Tables(tmp_path / "lake")


def test_a_lake_in_an_odd_folder_and_a_damaged_one(tmp_path: Path) -> None:
    odd = tmp_path / "it's [a] lake*"
    with Ledger(tmp_path / "a.ledger") as ledger:
        ledger.add(reading(0, TALK[0]))
        write_lake(ledger, odd)
    with Tables(odd) as tables:
        assert find_network(tables, Question()).ties == 1
    for path in odd.rglob("positions/**/*.parquet"):
        path.write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match="cannot be read"), Tables(odd) as tables:
        find_network(tables, Question())


def test_the_api_gives_a_graph_and_arrow_tables(tmp_path: Path) -> None:
    import comity

    with comity.open(tmp_path / "a.ledger") as ledger:
        for n, one in enumerate(TALK):
            ledger.add(reading(n, one))
        graph = ledger.network(by="congruence", since="2031-01-01")
        assert graph.edges["state/XOR", "state/XPE"]["weight"] == 4
        table = ledger.to_arrow("positions").read_all()
        assert table.num_rows == sum(len(one.positions) for one in TALK)
        assert table["published"][0].as_py() == date(2031, 2, 3)
        assert ledger.to_arrow("accords").read_all()["parties"][0].as_py()[1]["name"] == "Pelmora"
        with pytest.raises(UsageError, match="no table"):
            ledger.to_arrow("secrets")


@pytest.mark.parametrize("options", [
    [], ["--format", "json"], ["--format", "matrix"], ["--format", "csv"], ["--format", "graphml"],
    ["--format", "gexf"],
    ["--format", "svg"], ["--window", "month", "--format", "gexf"], ["--window", "month", "--step", "1"],
    ["--mode", "two", "--normalise", "activity"], ["--from", "accord", "--lift", "state", "--backbone", "0.9"],
])  # fmt: skip
def test_the_command(tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "a.ledger"
    with Ledger(path) as ledger:
        for n, one in enumerate(TALK):
            ledger.add(reading(n, one))
        write_lake(ledger, tmp_path / "lake")
    done = [CliRunner().invoke(app, ["network", *source, *options])
            for source in (["--ledger", str(path)], ["--lake", str(tmp_path / "lake")])]  # fmt: skip
    assert [one.exit_code for one in done] == [0, 0], done[0].output
    assert done[0].stdout == done[1].stdout
    assert done[0].stdout.strip()


@pytest.mark.parametrize(("options", "code"), [
    (["--ledger", "none.ledger"], LedgerError.exit_code), (["--format", "png"], 2), (["--step", "2"], 2),
    (["--from", "rumour"], 2), (["--window", "year", "--format", "svg"], 2), (["--lake", "nowhere"], 5),
])  # fmt: skip
def test_the_command_says_what_is_wrong(options: list[str], code: int) -> None:
    assert CliRunner().invoke(app, ["network", *options]).exit_code == code


@pytest.mark.parametrize(("setting", "words"), [
    ({}, "weight: how much they agree, less how much they part · by matter · each account once · "
         "parties of an accord count as agreeing"),
    ({"aggregate": "conflict", "over": "matter+theatre", "normalise": "average"},
     "weight: how much they part · divided by the average of what both say · by matter and theatre · "
     "each account once"),
    ({"parts": ("position",), "aggregate": "congruence", "weigh": "every"},
     "weight: how much they agree · by matter · every claim · only positions"),
    ({"mode": "two", "parts": ()}, "weight: how often for, less how often against · by matter · each account once"),
])  # fmt: skip
def test_the_settings_in_words(setting: Any, words: str) -> None:
    assert filters_line(Question(**setting)) == words
    assert "weight" not in filters_line(Question(**setting), weights=False)


def test_every_setting_has_words() -> None:
    for aggregate in ("ignore", "congruence", "conflict", "subtract"):
        assert filters_line(Question(aggregate=aggregate)).startswith("weight: ")
    for aggregate in ("ignore", "subtract", "combine"):
        assert filters_line(Question(mode="two", aggregate=aggregate)).startswith("weight: ")
    for normalise in ("average", "jaccard", "cosine", "vector-cosine"):
        assert len(filters_line(Question(normalise=normalise)).split(" · ")) == 5


def test_every_kind_of_actor_is_made() -> None:
    assert {actor.kind for actor in ACTORS} >= {"state", "person", "armed-group", "unnamed"}
