"""`comity actors`: what is understood of a user's files, what is known under a name, and how bad input is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from comity.cli import app

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "actors_check.yaml").read_text("utf-8"))
DOCS = Path(__file__).parents[1] / "docs" / "cli.md"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["actors", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def write(files: dict[str, str]) -> None:
    Path("mine").mkdir()
    for name, text in files.items():
        Path("mine", name).write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES["holds"], ids=lambda case: case["name"])
def test_files_that_hold(case: dict[str, object]) -> None:
    write(case["files"])  # type: ignore[arg-type]
    code, out, err = run("check", "mine")
    assert (code, err) == (0, "")
    lines = [line.split("\t") for line in out.splitlines()]
    assert all(len(line) == 2 for line in lines)
    assert [[label, words] for label, words in lines if label != "file"] == case["says"]
    found = json.loads(run("check", "mine", "--json")[1])
    assert [[noted["remark"], noted["words"]] for noted in found["remarks"]] == [
        line
        for line in case["says"]
        if line[0] not in {"new", "replaces ours", "holds"}  # type: ignore[union-attr]
    ]
    assert sum(found["rows"].values()) == sum(sum(file["rows"].values()) for file in found["files"])


@pytest.mark.parametrize("case", CASES["fails"], ids=lambda case: case["name"])
def test_files_that_do_not_hold(case: dict[str, object]) -> None:
    write(case["files"])  # type: ignore[arg-type]
    code, out, err = run("check", str(case.get("path", "mine")))
    assert (code, out) == (4, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("comity: mine")
    assert str(case["says"]) in err
    assert run("check", str(case.get("path", "mine")), "--json")[0] == 4


def test_bytes_that_are_no_text() -> None:
    Path("noise.tsv").write_bytes(bytes(range(256)))
    code, _, err = run("check", "noise.tsv")
    assert code == 4
    assert "UTF-8" in err


def test_a_name_on_a_day() -> None:
    code, out, _ = run("show", "Kerry", "--on", "2015-11-16")
    assert code == 0
    assert out.splitlines()[0] == "person\tJohn Kerry (person/john-kerry)"
    assert "office\tsecretary of state of United States, 2013-02-01 to 2017-01-20" in out.splitlines()
    assert out.count("office\t") == 1


def test_without_a_day_all_offices() -> None:
    (card,) = json.loads(run("show", "person/vladimir-putin", "--json")[1])
    assert len(card["offices"]) > 3
    assert card["country_name"] == "Russia"
    assert {"name": "Putin", "kind": "surname"} in card["names"]


def test_a_state_has_holders_and_groups() -> None:
    (card,) = json.loads(run("show", "RUS", "--on", "2013-06-17", "--json")[1])
    assert next(line["person"] for line in card["holders"]) == "Vladimir Putin"
    assert {"id": "alliance/g8", "name": "G8"} in card["groups"]
    (later,) = json.loads(run("show", "RUS", "--on", "2015-06-17", "--json")[1])
    assert {"id": "alliance/g8", "name": "G8"} not in later["groups"]


def test_a_group_has_members() -> None:
    (card,) = json.loads(run("show", "G8", "--on", "2013-06-17", "--json")[1])
    assert len(card["members"]) == 8


def test_a_name_of_several_shows_each() -> None:
    cards = json.loads(run("show", "Bush", "--json")[1])
    assert len({card["id"] for card in cards}) > 1
    assert run("show", "Bush")[1].count("\n\n") == len(cards) - 1


def test_own_files_are_asked_too() -> None:
    write({"mine.tsv": "id\tname\tcountry\tsource\norganisation/lantern-league\tLantern League\t\town notes\n"})
    assert run("show", "Lantern League")[0] == 3
    assert "organisation/lantern-league" in run("show", "the lantern league", "--actors", "mine")[1]


def test_unknown_names_are_told_with_near_ones() -> None:
    code, out, err = run("show", "Lavrof", "--json")
    assert (code, out) == (3, "")
    assert "near: Lavrov" in err
    assert len(err.splitlines()) == 1
    assert run("show", "")[0] == 3
    assert run("show", "\x1b[2J\n")[2].count("\x1b") == 0


def test_wrong_use() -> None:
    assert run("show")[0] == 2
    assert run("show", "Lavrov", "--on", "yesterday")[0] == 2
    assert run("check")[0] == 2
    assert run("nonsense")[0] == 2


@pytest.mark.parametrize("command", ["check", "show"])
def test_help_teaches_and_the_reference_is_true(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = run(command, "--help")[1]
    assert f"comity actors {command} " in shown
    section = DOCS.read_text("utf-8").split(f"## comity actors {command}\n", 1)[1].split("\n## ", 1)[0]
    described = set(re.findall(r"^\| `(--[\w-]+)`", section, re.MULTILINE))
    assert described
    assert described <= set(re.findall(r"(--[\w-]+)", shown))
