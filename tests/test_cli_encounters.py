"""`comity encounters`: list, show, merge, split, take back; and what copies look like on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from made_encounters import made, told
from rich.console import Console
from typer.testing import CliRunner

from comity.cli import app
from comity.exports.encounters import print_encounters, short_days
from comity.ledger import Ledger

DAY = "2031-03-04"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_LEDGER", raising=False)
    monkeypatch.delenv("COMITY_REVIEWER", raising=False)
    with Ledger("comity.ledger") as opened:
        opened.add(made("a", [told(f"Vane, Sund | call | {DAY}")], DAY, "Glass House"))
        opened.add(made("b", [told(f"Vane, Sund | call | {DAY}")], DAY, "Tarsk \x1b[31mToday"))
        opened.add(made("c", [told("Vane, Sund | call | 2031-05-01")], "2031-05-01", "Glass House"))


def listed(*arguments: str) -> list[dict[str, object]]:
    code, out, _ = run("encounters", *arguments, "--json")
    assert code == 0
    return list(json.loads(out))


def test_list_and_show() -> None:
    code, out, _ = run("encounters")
    assert code == 0
    assert [line.split("\t")[1:4] for line in out.splitlines()] == [
        [DAY, "call", "Ida Vane and Lev Sund spoke by telephone"],
        ["2031-05-01", "call", "Ida Vane and Lev Sund spoke by telephone"],
    ]
    assert "\x1b" not in out, "texts cannot steer the terminal"
    assert [len(one["accounts"]) for one in listed("--several")] == [2]
    assert [one["date"] for one in listed("--since", "2031-04")] == ["2031-05-01"]
    (first, _) = listed()
    code, out, _ = run("encounters", "show", str(first["id"])[10:18])
    assert code == 0
    assert (
        "joined because: same two sides (Orvenia, Tarsk)" in out or "joined because: same two sides (XOR, XTA)" in out
    )
    code, out, _ = run("encounters", "show", str(first["claims"][1]["id"]), "--json")  # type: ignore[index]
    assert json.loads(out) == first
    assert run("encounters", "--actor", "nobody")[1].startswith("no such encounter")


def test_merge_split_undo_log() -> None:
    first, second = listed()
    assert run("encounters", "merge", str(first["id"]), str(second["id"]))[0] == 2, "a judgement needs a name"
    code, out, _ = run("encounters", "merge", str(first["id"]), str(second["id"]), "--by", "Ada", "--note", "one call")
    assert code == 0
    assert out.startswith("merged into encounter_")
    (one,) = listed()
    place = str(one["claims"][2]["location"])  # type: ignore[index]
    assert run("encounters", "split", str(one["id"]), place, "--by", "Ben")[0] == 0
    assert len(listed()) == 2
    assert [line.split()[2] for line in run("encounters", "log")[1].splitlines()] == ["Ada", "Ben"]
    for number in ("1", "2"):
        assert run("encounters", "undo", number, "--by", "Ada")[0] == 0
    assert listed() == [first, second]
    code, _, error = run("encounters", "undo", "1", "--by", "Ada")
    assert code == 3
    assert "comity encounters log" in error
    assert len(json.loads(run("encounters", "log", "--json")[1])) == 4


@pytest.fixture
def parted() -> Path:
    """Two accounts that differ on who initiated a call and how long it took, one of them telling it as planned."""
    with Ledger("parted.ledger") as opened:
        opened.add(made("d", [told("Vane, Pell | call | 2031-06-02 | | | actual | Vane")], "2031-06-02", "Glass House"))
        opened.add(
            made("e", [told("Vane, Pell | call | 2031-06-02 | | | planned | Pell")], "2031-06-03", "Peldor Post")
        )
        opened.add(
            made("f", [told("Vane, Oru | talks | 2031-07-07/2031-07-13 | Avrel | | planned")], DAY, "Tarsk Today")
        )
    return Path("parted.ledger")


def test_how_it_is_told_and_by_whom(parted: Path) -> None:
    call, talks = (line.split("\t") for line in run("encounters", "-l", str(parted))[1].splitlines())
    assert call[3] == "Ida Vane and Joa Pell spoke by telephone", "one account tells it as having happened"
    for words in ("initiated by Ida Vane (Glass House)", "by Joa Pell (Peldor Post)", "e-0 (Peldor Post)"):
        assert words in call[5]
    assert (talks[1], talks[3]) == (
        "2031-07-07/2031-07-13",
        "Ida Vane and Max Oru held talks in Avrel (planned)",
    )
    assert len(talks) == 5
    shown = run("encounters", "show", call[0], "-l", str(parted))[1]
    assert "initiated by Ida Vane (Glass House); by Joa Pell (Peldor Post)" in shown
    (first, second) = json.loads(run("encounters", "-l", str(parted), "--json")[1])
    assert first["initiated_by"] == [
        {"value": "Ida Vane", "told_by": ["Glass House"]},
        {"value": "Joa Pell", "told_by": ["Peldor Post"]},
    ]
    assert (first["told_as"], second["told_as"], second["claims"][0]["date_end"]) == ("", "planned", "2031-07-13")


def test_the_brief_tells_how_and_by_whom(parted: Path) -> None:
    brief = run("show", "-l", str(parted))[1]
    for words in (
        "initiated by Ida Vane (Glass House); by Joa Pell (Peldor Post)",
        "planned (Peldor Post)",
        "7–13 Jul 2031",
        "Ida Vane and Max Oru held talks in Avrel (planned)",
    ):
        assert words in brief


def test_what_one_of_two_accounts_tells_has_its_name() -> None:
    with Ledger("one.ledger") as opened:
        opened.add(made("g", [told("Vane, Pell | call | 2031-06-02 | | | | Vane")], "2031-06-02", "Glass House"))
        assert "initiated by Ida Vane\n" in run("show", "-l", "one.ledger")[1]
        opened.add(made("h", [told("Vane, Pell | call | 2031-06-02")], "2031-06-03", "Peldor Post"))
    assert "initiated by Ida Vane (Glass House)\n" in run("show", "-l", "one.ledger")[1]


def test_the_list_on_a_terminal(parted: Path) -> None:
    with Ledger(parted) as opened:
        console = Console(file=io.StringIO(), width=140, markup=False, highlight=False)
        print_encounters(console, list(opened.encounters()))
    text = console.file.getvalue()
    assert "7–13 Jul 2031" in text
    assert "initiated by Ida Vane" in text


@pytest.mark.parametrize(("first", "last", "words"), [
    ("2031-07-07", None, "7 Jul 2031"), ("2031-07-07", "2031-07-07", "7 Jul 2031"),
    ("2031-07-07", "2031-07-13", "7–13 Jul 2031"), ("2031-07-28", "2031-08-03", "28 Jul – 3 Aug 2031"),
    ("2031-12-30", "2032-01-02", "30 Dec 2031 – 2 Jan 2032"), ("2031-07", "2031-09", "Jul–Sep 2031"),
    ("2031", "2032", "2031–2032"), ("2031-07", "2031-07-13", "Jul 2031 – 13 Jul 2031"),
])  # fmt: skip
def test_ranges_are_shown_as_ranges(first: str, last: str | None, words: str) -> None:
    assert short_days(first, last) == words


def test_words_for_what_a_claim_or_list_does_not_hold() -> None:
    one = listed()[0]
    code, _, error = run("encounters", "split", str(one["id"]), "a1b2c3d4:0-80", "--by", "Ada")
    assert code == 3
    assert "'a1b2c3d4:0-80' means no claim of that encounter" in error
    answer = run("encounters", "--several", "--since", "2031-05")
    assert answer[:2] == (0, "no encounter with several accounts in comity.ledger\n")


@pytest.mark.parametrize("arguments", [["show", "nothing"], ["merge", "aaaaaa", "bbbbbb", "--by", "A"]])
def test_what_is_not_there_is_told(arguments: list[str]) -> None:
    code, _, error = run("encounters", *arguments)
    assert code == 3
    assert error.startswith("comity: no encounter")
