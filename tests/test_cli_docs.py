"""The documentation says what the program does: generated parts are up to date, and every option is in the help."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comity.cli import app

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]


def _generator() -> object:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "data-model.md"])
def test_generated_parts_are_up_to_date(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    assert _generator().generated(page) == page, "run `python docs/generate.py`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_the_reference_is_in_the_help(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    section = (DOCS / "cli.md").read_text("utf-8").split(f"## comity {command}\n", 1)[1].split("\n## ", 1)[0]
    described = set(re.findall(r"^\| `(--[\w-]+)`", section, re.MULTILINE))
    shown = set(re.findall(r"(--[\w-]+)", CliRunner().invoke(app, [command, "--help"]).stdout))
    assert described
    assert described <= shown
