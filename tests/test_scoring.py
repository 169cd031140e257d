"""The scorer of bench/accuracy: gold scores itself perfectly, and an independent scorer agrees where one is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from conftest import SHARED

from comity.exports.reading_json import reading_json
from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading import Reader

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
sys.path.insert(0, str(ROOT / "bench" / "accuracy"))

from scoring import score_folder  # noqa: E402


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("readings")
    reader = Reader(load_knowledge(ROOT / "examples" / "actors"))
    for path in sorted(GOLD.glob("*.txt")):
        published = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["date"]
        day = date.fromisoformat(published) if published else None
        document = Document.create(path.read_bytes().decode("utf-8"), published=day)
        values = reading_json(reader.read(document), name=path.stem)
        (out / f"{path.stem}.json").write_text(json.dumps(values), encoding="utf-8")
    return out


def test_gold_scores_itself_perfectly(tmp_path: Path) -> None:
    for path in GOLD.glob("*.gold.json"):
        (tmp_path / path.name.replace(".gold.json", ".json")).write_bytes(path.read_bytes())
    table, _ = score_folder(GOLD, tmp_path)
    assert all(row["f1"] == 1 for row in table.values() if "f1" in row and row["gold"])
    assert all(row["right"] == 1 for row in table.values() if "right" in row)


def test_the_independent_scorer_agrees(readings: Path) -> None:
    scorer = SHARED / "gold" / "score.py"
    if not scorer.exists():
        pytest.skip("the independent scorer is not beside this checkout")
    done = subprocess.run([sys.executable, scorer, GOLD, readings], capture_output=True, text=True, check=True)
    ours, _ = score_folder(GOLD, readings)
    assert ours == json.loads(done.stdout)


def test_accuracy_has_not_fallen(readings: Path) -> None:
    """The ratchet: floors on our own gold, which no change may lower without saying so."""
    floors = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))
    table, _ = score_folder(GOLD, readings)
    fallen = {
        kind: (table[kind].get("f1", table[kind].get("right")), floor)
        for kind, floor in floors["own_gold"].items()
        if table[kind].get("f1", table[kind].get("right", 0)) < floor
    }
    assert not fallen
