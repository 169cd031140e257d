"""The example corpus and our gold: complete front matter, known actors, and annotations that fit their texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.gather import Gathered, open_documents
from comity.knowledge import load_knowledge
from comity.model import Document

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
EXAMPLES = {
    path.stem: path
    for folder in ("invented-crisis", "encounters")
    for path in (ROOT / "examples" / folder).glob("*.md")
}
ANNOTATED = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))


def document(name: str) -> Document:
    (gathered,) = open_documents(str(EXAMPLES[name]))
    assert isinstance(gathered, Gathered), gathered
    return gathered.document


def pieces(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "q" in node:
            yield node
        for value in node.values():
            yield from pieces(value)
    elif isinstance(node, list):
        for value in node:
            yield from pieces(value)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_example_says_what_it_is(name: str) -> None:
    read = document(name)
    assert read.title
    assert read.publisher
    assert (read.published is not None) == (EXAMPLES[name].parent.name == "invented-crisis")
    assert read.licence == "CC-BY-4.0"
    assert read.url is not None
    assert ".example/" in read.url
    assert 200 <= len(read.text.split()) <= 600


def test_the_invented_actors_are_known_only_where_asked_for() -> None:
    invented = load_knowledge(ROOT / "examples" / "actors")
    head = invented.holder("prime minister", "XOR", date(2031, 4, 11))
    assert head is not None
    assert head.person_id == "person/ilona-marsek"
    assert [accord.id for accord in invented.find_accords("the Avrel Accord")] == ["avrel-accord"]
    assert not load_knowledge().lookup("Orvenia")


@pytest.mark.parametrize("name", ANNOTATED)
def test_gold_is_of_the_text_that_is_read(name: str) -> None:
    text = (GOLD / f"{name}.txt").read_text(encoding="utf-8")
    assert text == document(name).text
    gold = json.loads((GOLD / f"{name}.gold.json").read_text(encoding="utf-8"))
    assert gold["doc"] == name
    missing = [piece for piece in pieces(gold) if text.count(piece["q"]) < piece.get("n", 1)]
    assert not missing


@pytest.mark.parametrize("name", ANNOTATED)
def test_gold_points_only_at_what_is_there(name: str) -> None:
    gold = json.loads((GOLD / f"{name}.gold.json").read_text(encoding="utf-8"))
    statements = {statement["id"] for statement in gold["statements"]} | {None}
    matters = load_knowledge().matters
    assert {item["parent"] for item in gold["statements"]} <= statements
    for kind in ("events", "positions", "accords", "divergences"):
        assert {item["in"] for item in gold[kind]} <= statements
    for accord in gold["accords"]:
        measures = {measure["id"] for measure in accord["measures"]}
        assert {end for left, _, right in accord["order"] for end in (left, right)} <= measures
        assert {measure["matter"] for measure in accord["measures"]} <= matters.keys()
        assert set(accord["matters"]) <= matters.keys()
    assert {position["matter"] for position in gold["positions"]} <= matters.keys()
