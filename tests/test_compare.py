"""Two accounts side by side: what is a point, what is put beside what, how they part, and how it is shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

import comity
from comity.analysis.accounts import account_of, accounts_in, publisher_side
from comity.analysis.compare import compare_accounts, compare_inside, compare_many, compare_texts
from comity.analysis.comparison import Account, Comparison
from comity.cli import app
from comity.exports.compare import comparison_json, lines, plain_comparison
from comity.exports.compare_html import html_page
from comity.exports.compare_terminal import print_all
from comity.exports.offsets import place_in
from comity.knowledge import load_knowledge
from comity.ledger import Ledger
from comity.model import Document, InputError
from comity.model.ids import canonical
from comity.reading import Reader
from comity.reading.lexicons import load_yaml
from comity.reading.points import find_points

ROOT = Path(__file__).parents[1]
PAIRS = ROOT / "tests" / "gold-pairs"
ACTORS = ROOT / "examples" / "actors"
ARTICLE = ROOT / "examples" / "invented-crisis" / "2031-03-06-two-accounts-monitor.md"
POINTS = yaml.safe_load((ROOT / "tests" / "cases" / "points.yaml").read_text(encoding="utf-8"))
PARTED = yaml.safe_load((ROOT / "tests" / "cases" / "compare.yaml").read_text(encoding="utf-8"))
sys.path.append(str(ROOT / "bench" / "pairs"))

from pair_scoring import score_folder  # noqa: E402

Make = Callable[[str], Account]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_knowledge(ACTORS), network=False)


@pytest.fixture(scope="module")
def account(reader: Reader) -> Make:
    return lambda text: account_of(reader.parse(Document.create(text, published=date(2031, 5, 1))))


def pair_of(reader: Reader, name: str) -> Comparison:
    gold = json.loads((PAIRS / name / "pair.gold.json").read_text(encoding="utf-8"))
    a, b = (
        Document.create(
            (PAIRS / name / f"{side}.txt").read_text(encoding="utf-8"),
            published=date.fromisoformat(gold[side]["date"]),
            publisher=gold[side]["publisher"],
        )
        for side in "ab"
    )
    return compare_texts(reader, a, b)


@pytest.fixture(scope="module")
def compared(reader: Reader) -> Comparison:
    return pair_of(reader, "or-pe-2031-03-04")


@pytest.mark.parametrize("case", POINTS, ids=lambda c: c["id"])
def test_points(reader: Reader, case: dict[str, Any]) -> None:
    found = [piece.words.text for piece in find_points(reader.parse(Document.create(case["text"])))]
    assert found == case["points"]


@pytest.mark.parametrize("case", PARTED, ids=lambda c: c["id"])
def test_how_two_accounts_of_one_thing_part(account: Make, case: dict[str, Any]) -> None:
    rows = compare_accounts(account(case["a"]), account(case["b"])).rows
    assert [bool(row.a and row.b) for row in rows] == [True], [row.relation for row in rows]
    found = {d.kind: [d.a, d.b] for d in rows[0].differences}
    if "kinds" in case:
        assert sorted(found) == sorted(case["kinds"])
        assert rows[0].relation == ("differs" if case["kinds"] else "both")
    assert set(case.get("has", ())) <= set(found)
    assert not set(case.get("lacks", ())) & set(found)
    for kind, words in case.get("words", {}).items():
        assert found[kind] == words


@pytest.mark.parametrize("name", [p.name for p in sorted(PAIRS.iterdir()) if p.is_dir()])
def test_every_point_stands_in_one_row(reader: Reader, name: str) -> None:
    comparison = pair_of(reader, name)
    for side, whole in (("a", comparison.a), ("b", comparison.b)):
        shown = [point.span for row in comparison.rows for point in getattr(row, side)]
        assert sorted(shown) == sorted(point.span for point in whole.points)
        text = whole.documents[0].text
        assert all(text[span.start : span.end] == span.text for span in shown)


def test_a_text_beside_itself_differs_nowhere(reader: Reader) -> None:
    text = (PAIRS / "or-no-2031-05-20" / "a.txt").read_text(encoding="utf-8")
    document = Document.create(text)
    assert {row.relation for row in compare_texts(reader, document, document).rows} == {"both"}


def test_turned_round_the_sides_change_places(reader: Reader, compared: Comparison) -> None:
    back = compare_accounts(compared.b, compared.a, compared.meeting)
    rows = {(tuple(p.span for p in r.a), tuple(p.span for p in r.b), r.kinds) for r in compared.rows}
    turned = {(tuple(p.span for p in r.b), tuple(p.span for p in r.a), r.kinds) for r in back.rows}
    assert rows == turned


def test_the_same_accounts_give_the_same_comparison(reader: Reader, compared: Comparison) -> None:
    assert pair_of(reader, "or-pe-2031-03-04") == compared


def test_empty_accounts_compare() -> None:
    nobody = Account("nobody", None, (), ())
    assert compare_accounts(nobody, nobody).rows == ()


def test_who_sought_the_call_and_what_leads(compared: Comparison) -> None:
    assert [actor.name for actor in compared.a.opened_by] == ["Samir Aldane"]
    assert [actor.name for actor in compared.b.opened_by] == ["Orvenia"]
    assert compared.b.opening_words is not None
    assert compared.b.opening_words.text == "At the initiative of the Orvenian side"
    assert compared.leads[0] is not None
    assert compared.leads[0].span.text.startswith("The Prime Minister condemned")
    assert [actor.name for actor in compared.meeting.participants] == ["Ilona Marsek", "Samir Aldane"]
    assert sum(room.a for room in compared.room) == pytest.approx(1)


@pytest.mark.parametrize(
    ("publisher", "side"),
    [
        ("The White House", "United States"),
        ("President of Russia (kremlin.ru)", "Russia"),
        ("Office of the Prime Minister of Orvenia", "Orvenia"),
        ("Ministry of Foreign Affairs of Tamrin", "Tamrin"),
        ("Inland Sea Monitor", None),
        ("The Ukraine Weekly", None),
        ("", None),
    ],
)
def test_whose_account_a_publisher_gives(publisher: str, side: str | None) -> None:
    document = Document.create("Talks were held.", publisher=publisher or None)
    found = publisher_side(document, load_knowledge(ACTORS))
    assert (found.name if found else None) == side


def test_an_article_carries_the_accounts_of_both_sides(reader: Reader) -> None:
    text = ARTICLE.read_text(encoding="utf-8").split("---\n", 2)[2]
    document = Document.create(text, publisher="Inland Sea Monitor", published=date(2031, 3, 6))
    accounts = {a.name: a for a in accounts_in(reader.parse(document))}
    assert {"Inland Sea Monitor", "Orvenia", "Pelmora"} <= set(accounts)
    assert accounts["Inland Sea Monitor"].own_voice
    assert not accounts["Orvenia"].own_voice
    assert any("pause in artillery fire" in p.span.text for p in accounts["Orvenia"].points)
    chosen = compare_inside(reader, document, ("Pelmora", "Orvenia"))
    assert [(c.a.name, c.b.name) for c in chosen.comparisons] == [("Pelmora", "Orvenia")]
    with pytest.raises(InputError, match="no account of 'Atlantis'"):
        compare_inside(reader, document, ("Atlantis", "Orvenia"))


def test_a_side_s_own_text_is_taken_apart_when_asked_about_alone(reader: Reader) -> None:
    text = (
        "The President called for a ceasefire in the valley. Signe Halvard said that Norrevia will lift its sanctions."
    )
    document = Document.create(text, publisher="Press Service of the President of Pelmora", published=date(2031, 5, 1))
    found = compare_inside(reader, document)
    assert [(a.name, a.own_voice) for a in found.accounts] == [("Pelmora", True), ("Norrevia", False)]
    assert found.accounts[1].label == "Norrevia, as told by Press Service of the President of Pelmora"
    assert [a.name for a in compare_many(reader, [document]).accounts] == ["Pelmora"]


def test_texts_of_one_side_make_one_account(reader: Reader) -> None:
    texts = ["The President called for a ceasefire in the valley.", "The President offered to release forty prisoners."]
    documents = [Document.create(t, publisher="Press Service of the President of Pelmora") for t in texts]
    other = Document.create("The leaders agreed on a ceasefire.", publisher="Office of the Prime Minister of Orvenia")
    found = compare_many(reader, [*documents, other])
    assert {a.name: len(a.points) for a in found.accounts} == {"Pelmora": 2, "Orvenia": 1}
    assert len(found.comparisons) == 1


def test_json_has_the_shape_of_annotated_pairs(compared: Comparison) -> None:
    gold = json.loads((PAIRS / "or-pe-2031-03-04" / "pair.gold.json").read_text(encoding="utf-8"))
    values = json.loads(json.dumps(comparison_json(compared, "or-pe-2031-03-04")))
    assert set(values) == set(gold)
    assert set(values["a"]) == set(values["b"]) == set(gold["a"])
    assert set(values["encounter"]) == set(gold["encounter"])
    kinds = {kind for topic in values["topics"] for kind in topic["kind"]}
    assert kinds <= {"stance", "strength", "who", "number", "time", "condition", "terminology", "detail"}
    for topic in values["topics"]:
        assert set(topic) == set(gold["topics"][0])
        assert (topic["relation"] == "differs") == bool(topic["kind"])
        sides = {side for side in "ab" if topic[side]}
        assert sides == ({topic["relation"][-1]} if topic["relation"].startswith("only") else {"a", "b"})
        for side in "ab":
            text = (PAIRS / "or-pe-2031-03-04" / f"{side}.txt").read_text(encoding="utf-8")
            assert all(text[p["start"] : p["end"]] == p["q"] for p in topic[side])


NASTY = 'The Minister condemned <script>alert(1)</script> the shelling | of *the* harbour & "port" \u202e today.'


def test_html_is_one_safe_page(account: Make, compared: Comparison) -> None:
    page = html_page([compared, compare_accounts(account(NASTY), account("The Minister denied the shelling."))])
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert not any(name.startswith("on") or name in {"src", "href"} for name, _ in attrs)

    Tags().feed(page)
    assert "script" not in tags
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page


def test_markdown_and_plain_lines_quote_and_place(account: Make, compared: Comparison) -> None:
    text = "\n".join(lines([compared], as_markdown=True))
    assert re.search(r"“The leaders agreed that .*?” \([0-9a-f]{8}:\d+-\d+\)", text)
    nasty = "\n".join(lines([compare_accounts(account(NASTY), account(NASTY))], as_markdown=True))
    assert "<script>" not in nasty
    assert all(line.count(" | ") == 2 for line in nasty.splitlines() if line.startswith("| “"))
    assert "only B" in "\n".join(plain_comparison(compared))
    assert list(lines([])) == ["No two accounts here: nothing to compare."]


def test_the_terminal_shows_two_columns(compared: Comparison) -> None:
    console = Console(width=90, record=True, file=open("/dev/null", "w"), force_terminal=True)  # noqa: SIM115
    print_all(console, [compared])
    shown = console.export_text()
    assert "Orvenia" in shown
    assert all(len(line) <= 90 for line in shown.splitlines())


@given(st.text(st.sampled_from("ab e\u0301\u0308é\u1100\u1161\u11a8각\n\ufeff\u212b."), max_size=40), st.data())
@settings(max_examples=200)
def test_offsets_lead_back_to_the_text_as_given(given_text: str, data: st.DataObject) -> None:
    whole = canonical(given_text)
    place = place_in(given_text, whole)
    assert place is not None
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assert 0 <= place(start) <= place(end) <= len(given_text)
    if start in {0} and end == len(whole):
        assert canonical(given_text[place(start) : place(end)]).lstrip("\ufeff") == whole.lstrip("\ufeff")


def write_pair(folder: Path, a: bytes, b: bytes) -> list[str]:
    (folder / "ours.txt").write_bytes(a)
    (folder / "theirs.txt").write_bytes(b)
    return [str(folder / "ours.txt"), str(folder / "theirs.txt")]


def test_files_give_offsets_of_the_files(tmp_path: Path) -> None:
    a = "\ufeffThe café called for a ceasefire.\r\nThe President condemned the shelling of the harbour.\r\n"
    b = "The President refused a truce. The minister praised the cafe\u0301 and condemned the shelling of the harbour."
    files = write_pair(tmp_path, a.encode(), b.encode())
    done = CliRunner().invoke(app, ["compare", *files, "--format", "json", "--date", "2031-05-01"])
    assert done.exit_code == 0, done.output
    values = json.loads(done.stdout)
    assert values["a"]["side"] == "ours"
    for side, path in zip("ab", files, strict=True):
        text = Path(path).read_text(encoding="utf-8")
        for topic in values["topics"]:
            for piece in topic[side]:
                assert canonical(text[piece["start"] : piece["end"]]) == piece["q"]


def test_the_command_writes_every_format(tmp_path: Path) -> None:
    files = [str(PAIRS / "lu-or-2031-10-11" / f"{side}.txt") for side in "ab"]
    options = ["--publisher-a", "Presidency of Lusenia", "--publisher-b", "Office of the Prime Minister of Orvenia"]
    for name, mark in (("text", "A: Lusenia"), ("markdown", "# Lusenia"), ("html", "<!DOCTYPE html>"), ("json", "{")):
        out = tmp_path / name
        done = CliRunner().invoke(
            app, ["compare", *files, *options, "--actors", str(ACTORS), "--format", name, "--out", str(out)]
        )
        assert done.exit_code == 0, done.output
        assert out.read_text(encoding="utf-8").startswith(mark)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["one", "two", "three"], 2, "two texts"),
        (["missing.txt", "other.txt"], 3, "no file 'missing.txt'"),
        (["missing.txt", "--side", "A"], 2, "two sides"),
        (["one.txt", "two.txt", "--side", "A", "--side", "B"], 2, "two texts are two accounts"),
        (["one.txt", "--publisher-b", "B"], 2, "no second text"),
    ],
)
def test_what_cannot_be_compared_is_told(
    arguments: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["compare", *arguments])
    assert done.exit_code == code
    assert words in " ".join(done.output.replace("│", " ").split())


def test_every_contested_word_has_a_source() -> None:
    for concept, entry in load_yaml("terminology.yaml").items():
        assert entry["source"], concept
        assert len(entry) >= 3, concept


@pytest.fixture(scope="module")
def predicted(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pairs")
    for folder in sorted(p for p in PAIRS.iterdir() if p.is_dir()):
        values = comparison_json(pair_of(reader, folder.name), folder.name)
        (out / f"{folder.name}.json").write_text(json.dumps(values), encoding="utf-8")
    return out


def test_annotated_pairs_score_themselves_perfectly(tmp_path: Path) -> None:
    for path in PAIRS.glob("*/pair.gold.json"):
        (tmp_path / f"{path.parent.name}.json").write_bytes(path.read_bytes())
    table, _ = score_folder(PAIRS, tmp_path)
    assert all(row.get("f1", row.get("right")) == 1 for row in table.values())


def test_the_independent_scorer_agrees(predicted: Path) -> None:
    scorer = SHARED / "gold" / "score_pairs.py"
    if not scorer.exists():
        pytest.skip("the independent scorer is not beside this checkout")
    done = subprocess.run([sys.executable, scorer, PAIRS, predicted], capture_output=True, text=True, check=True)
    assert score_folder(PAIRS, predicted)[0] == json.loads(done.stdout)


def test_accuracy_on_our_pairs_has_not_fallen(predicted: Path) -> None:
    floors = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["own_pairs"]
    table, _ = score_folder(PAIRS, predicted)
    assert {measure: table[measure]["f1"] for measure in floors if table[measure]["f1"] < floors[measure]} == {}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "crisis.ledger"
    calls = sorted(ARTICLE.parent.glob("2031-03-04-call-*.md"))
    options = ["--actors", str(ACTORS), "--ledger", str(path)]
    assert CliRunner().invoke(app, ["read", *map(str, calls), str(ARTICLE), *options]).exit_code == 0
    return path


def test_an_encounter_of_the_ledger_is_compared(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        joined = next(e for e in opened.encounters() if len(e.accounts) == 2)
    done = CliRunner().invoke(
        app, ["compare", joined.id[:18], "--ledger", str(ledger), "--actors", str(ACTORS), "--json"]
    )
    assert done.exit_code == 0, done.output
    values = json.loads(done.stdout)
    assert [account["side"] for account in values["accounts"]] == ["Orvenia", "Pelmora"]
    (comparison,) = values["comparisons"]
    assert comparison["encounter"]["format"] == "call"
    assert comparison["a"]["sought_by"] == ["Samir Aldane"]
    assert comparison["b"]["sought_by"] == ["Orvenia"]


def test_a_text_of_the_ledger_shows_where_it_parts_from_itself(ledger: Path) -> None:
    options = ["--ledger", str(ledger), "--actors", str(ACTORS)]
    done = CliRunner().invoke(app, ["compare", "One call, two accounts", *options, "--format", "markdown"])
    assert done.exit_code == 0, done.output
    assert "## Passages of the text that do not fit together" in done.output
    assert "35 minutes / almost an hour" in done.output


def test_two_texts_of_the_ledger_are_compared(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        ids = [row.head.id[:10] for row in opened.documents() if "call" in (row.head.label).lower()][:2]
    done = CliRunner().invoke(app, ["compare", *ids, "--ledger", str(ledger), "--actors", str(ACTORS)])
    assert done.exit_code == 0, done.output
    assert "said differently" in done.output
    assert "own knowledge" not in done.stderr
    bare = CliRunner().invoke(app, ["compare", *ids, "--ledger", str(ledger), "--json"])
    assert bare.exit_code == 0
    assert json.loads(bare.stdout)
    assert bare.stderr.count("was read with own knowledge files") == 1
    assert "--actors" in bare.stderr
    missing = CliRunner().invoke(app, ["compare", "nothing here", "--ledger", str(ledger)])
    assert missing.exit_code == 3


def test_the_api_compares(ledger: Path) -> None:
    with comity.open(ledger, write=False, knowledge=[ACTORS]) as opened:
        joined = next(e for e in opened.encounters() if len(e.accounts) == 2)
        heads = [told.document.id for told in joined.accounts]
        assert opened.compare(joined.id).comparisons[0].rows == opened.compare(*heads).comparisons[0].rows
        chosen = opened.compare("One call, two accounts", sides=("Orvenia", "Pelmora"))
        assert [c.a.name for c in chosen.comparisons] == ["Orvenia"]
