"""What the command line says where a question or a value cannot be taken as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from comity.cli import app


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, " ".join(result.stderr.replace("│", " ").split())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("value", ["2031-13", "2031-00", "2031-02-30", "2031-13-01", "0000", "31-01", "２０３１"])
@pytest.mark.parametrize("command", ["show --since", "show --until", "network --since", "track --as-of"])
def test_days_that_no_calendar_has(command: str, value: str) -> None:
    code, out, error = run(*command.split(), value)
    assert (code, out) == (2, "")
    assert f"'{value}' is not a day, month or year" in error
    assert command.split()[1] in error


@pytest.mark.parametrize("value", ["2031-13-01", "2031/13/01", "2031-02-30"])
def test_a_day_of_publication_that_no_calendar_has(value: str) -> None:
    Path("a.txt").write_text("The ministers of Orvenia and Tarsk met on Sunday.", "utf-8")
    code, out, error = run("read", "a.txt", "--date", value)
    assert (code, out) == (2, "")
    assert f"'{value}' is not in the calendar" in error
    Path("a.md").write_text(f"---\ndate: '{value}'\n---\nThe ministers of Orvenia and Tarsk met on Sunday.", "utf-8")
    code, _, error = run("read", "a.md")
    assert code == 3
    assert f"'{value}' is not in the calendar" in error
