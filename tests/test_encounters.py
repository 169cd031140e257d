"""Encounters: who met, in what form, when, where, for how long, in whose presence, on what occasion."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.model import Document, Encounter
from comity.reading import Reader
from comity.reading.lexicons import load_yaml

CASES = Path(__file__).parent / "cases" / "encounters"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def lexicon_examples() -> list[dict[str, Any]]:
    lexicon = load_yaml("encounters.yaml")
    found = [entry["example"] for entry in lexicon["formats"].values()]
    return [*found, *(lexicon[name]["example"] for name in ("present", "occasion", "initiative", "apart"))]


def text_cases() -> list[dict[str, Any]]:
    return [c for path in sorted(CASES.glob("*.yaml")) for c in yaml.safe_load(path.read_text(encoding="utf-8"))]


def seen(encounter: Encounter) -> dict[str, Any]:
    return {
        "participants": [actor.label for actor in encounter.participants],
        "format": encounter.format,
        "date": encounter.when.value if encounter.when else None,
        "place": encounter.place,
        "duration": encounter.duration.text if encounter.duration else None,
        "present": encounter.present.text if encounter.present else None,
        "occasion": encounter.occasion.text if encounter.occasion else None,
        "initiated_by": [actor.label for actor in encounter.initiated_by],
        "events": len(encounter.events),
    }


@pytest.mark.parametrize("case", [*lexicon_examples(), *text_cases()], ids=lambda case: case["text"][:80])
def test_encounters(reader: Reader, case: dict[str, Any]) -> None:
    published = case.get("published", date(2022, 5, 16))
    document = Document.create(case["text"], published=published, title=case.get("title"))
    encounters = [seen(encounter) for encounter in reader.read(document).encounters]
    if "count" in case:
        assert len(encounters) == case["count"], encounters
    expected = {key: value for key, value in case.items() if key not in {"text", "title", "published", "count"}}
    fits = any(all(found[key] == value for key, value in expected.items()) for found in encounters)
    assert fits or not expected, encounters
