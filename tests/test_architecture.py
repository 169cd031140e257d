"""The house: rooms import in one direction, files and functions stay small, every component can stand alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "comity").rglob("*.py"))


def test_rooms_import_in_one_direction() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 500
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            begin = first.end_lineno or node.lineno if documented else node.lineno
            assert (node.end_lineno or 0) - begin <= 45, f"{path.name}: {node.name} is too long"


def test_every_component_is_an_entry_point_of_spacy() -> None:
    script = (
        "import spacy; from comity_components import NAMES\n"
        "nlp = spacy.blank('en')\n"
        "missing = [name for name in NAMES if not nlp.has_factory(name)]\n"
        "assert not missing, missing\n"
    ).replace("from comity_components import NAMES", f"NAMES = {list(_components())!r}")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _components() -> tuple[str, ...]:
    from comity.reading.reader import COMPONENTS

    return (*COMPONENTS, "comity_segments")


def test_the_repository_names_no_machine_of_ours() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("no git checkout")
    for name in tracked.stdout.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".tsv"} and path != Path(__file__):
            assert not re.search(r"(?<![\w.])/(home|root|Users)/", path.read_text(encoding="utf-8")), name
