"""`comity encounters`: list, show, merge, split, take back; and what copies look like on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_encounters import made, told
from typer.testing import CliRunner

from comity.cli import app
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
