"""The pages tell the truth: their Python runs, their commands run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comity.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "examples/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
KEPT = ("summit-meridian", "2031-03-04-call", "two-accounts")  # what the pages' commands read beside the first two
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def python_pages() -> list[object]:
    """The Python of each page, its blocks one after another as a reader would run them."""
    codes = {
        page.name: "\n".join(m[2] for m in BLOCK.finditer(page.read_text(encoding="utf-8")) if m[1] == "python")
        for page in PAGES
    }
    return [pytest.param(code, id=name) for name, code in codes.items() if code]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples and a small text, to work in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for path in sorted((tmp_path / "examples" / "invented-crisis").glob("*.md"))[2:]:
        if not any(name in path.name for name in KEPT):
            path.unlink()
    (tmp_path / "note.txt").write_text("Ana Roha met Teo Lund on Sunday. They agreed on a ceasefire.", encoding="utf-8")
    for match in BLOCK.finditer((ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")):
        if match[1] == "yaml":
            (tmp_path / "my-knowledge").mkdir(exist_ok=True)
            (tmp_path / "my-knowledge" / "lanterns.yaml").write_text(match[2], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("code", python_pages())
def test_python_runs(code: str, desk: Path) -> None:
    exec(compile(code, "page", "exec"), {})


def console() -> list[object]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [
            line[2:]
            for match in BLOCK.finditer(text)
            if match[1] == "console"
            for line in match[2].splitlines()
            if line.startswith("$ comity ")
        ]
        if lines:
            found.append(pytest.param(lines, id=page.name))
    return found


@pytest.mark.parametrize("lines", console())
def test_commands_run(lines: list[str], desk: Path) -> None:
    for line in lines:
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}: {result.output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
