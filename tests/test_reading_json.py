"""The reading JSON: every reading fits its schema, every piece the text, and the format goes to the scorer as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.exports import reading_json as module
from comity.exports.reading_json import event_status, reading_json
from comity.gather import Gathered, open_documents
from comity.model import Factuality
from comity.reading import Reader

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(Path(module.__file__).with_name("reading.schema.json").read_text(encoding="utf-8"))
TEXTS = ["invented-crisis/2031-03-15-summit-meridian.md", "encounters/2015-02-minsk.md"]
SAMPLES = [ROOT / "examples" / name for name in TEXTS if (ROOT / "examples" / name).exists()] or sorted(
    (ROOT / "examples").rglob("*.md")
)[1:3]


def pieces(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if {"start", "end", "q"} <= set(node):
            yield node
        for value in node.values():
            yield from pieces(value)
    elif isinstance(node, list):
        for value in node:
            yield from pieces(value)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_readings_fit_schema_and_text(reader: Reader, path: Path) -> None:
    (gathered,) = open_documents([path])
    assert isinstance(gathered, Gathered)
    values = json.loads(json.dumps(reading_json(reader.read(gathered.document), name=gathered.name)))
    Draft202012Validator(SCHEMA).validate(values)
    assert values["doc"] == path.stem
    found = list(pieces(values))
    assert len(found) > 20
    assert all(gathered.document.text[p["start"] : p["end"]] == p["q"] for p in found)


@pytest.mark.parametrize("path", SAMPLES[:1], ids=lambda path: path.stem)
def test_ids_resolve(reader: Reader, path: Path) -> None:
    (gathered,) = open_documents([path])
    assert isinstance(gathered, Gathered)
    values = reading_json(reader.read(gathered.document))
    statements = {s["id"] for s in values["statements"]}
    assert {s["parent"] for s in values["statements"]} <= statements | {None}
    for kind in ("events", "positions", "accords", "divergences"):
        assert {claim["in"] for claim in values[kind]} <= statements | {None}
    for accord in values["accords"]:
        measures = {m["id"] for m in accord["measures"]}
        assert all({left, right} <= measures for left, _, right in accord["order"])


@pytest.mark.parametrize(
    ("factuality", "word"),
    [
        (Factuality(), "actual"),
        (Factuality(certainty="probable"), "possible"),
        (Factuality(polarity="denied", status="planned"), "denied"),
        (Factuality(status="planned", certainty="possible"), "planned"),
        (Factuality(status="called-for"), "called-for"),
        (Factuality(status="conditional"), "possible"),
    ],
)
def test_status_is_one_word(factuality: Factuality, word: str) -> None:
    assert event_status(factuality) == word
