"""Accords: every cue word's own example, sentences for each construction, names, and laws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import cases

from comity.model import Accord, Reading
from comity.reading import Reader
from comity.reading.accords.cues import find_cues
from comity.reading.lexicons import load_yaml

GROUPS = load_yaml("accord_cues.yaml")["groups"]


def line(accord: Accord) -> str:
    return f"{', '.join(actor.label for actor in accord.parties)} | {accord.content.text} | {accord.status}"


def fits(wanted: str, accord: Accord) -> bool:
    """Whether an accord is as a case has it; a case without parties leaves them open."""
    return line(accord) == wanted or (wanted.startswith("|") and line(accord).endswith(wanted))


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_of_cues_finds_its_example(reader: Reader, name: str) -> None:
    doc = reader.nlp(GROUPS[name]["example"])
    assert name in {cue.group.name for cue in find_cues(doc)}


@pytest.mark.parametrize("case", [c for c in cases("accords") if "accords" in c.values[0]])
def test_cases(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = read(case["text"], published="2031-03-04").accords
    for wanted in case["accords"]:
        assert any(fits(wanted, accord) for accord in found), [line(accord) for accord in found]
    if not case["accords"]:
        assert not [line(accord) for accord in found]


@pytest.mark.parametrize("case", [c for c in cases("accords") if "not" in c.values[0]])
def test_no_accord_where_there_is_none(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = read(case["text"], published="2031-03-04").accords
    assert not [line(accord) for accord in found for unwanted in case["not"] if fits(unwanted, accord)]


@pytest.mark.parametrize("case", [c for c in cases("accords") if "names" in c.values[0]])
def test_named_accords(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = [
        f"{accord.name} | {accord.status}"
        for accord in read(case["text"], published="2031-03-04").accords
        if accord.name
    ]
    assert found == case["names"]


def test_an_accord_stands_in_the_statement_it_is_told_in(read: Callable[..., Reading]) -> None:
    reading = read("A spokesman said that Chile and Peru had agreed to open the bridge.", published="2031-03-04")
    (accord,) = reading.accords
    assert accord.statement == reading.statements[0].id
    assert accord.evidence[0].covers(accord.content)
    assert accord.cue is not None
    assert accord.cue.text == "agreed"


def test_reading_twice_gives_the_same_ids(read: Callable[..., Reading]) -> None:
    text = "Chile and Peru agreed to open the bridge and to share the tolls."
    assert read(text).accords == read(text).accords


def test_a_known_accord_brings_its_matters_and_theatre(read: Callable[..., Reading]) -> None:
    (accord,) = read("Peru called for the full implementation of the Minsk agreements.").accords
    assert accord.known == "minsk-agreements"
    assert accord.theatre == "Ukraine"
    assert "ceasefire" in accord.matters


def test_mediators_stand_apart(read: Callable[..., Reading]) -> None:
    (accord,) = read("Chile and Peru agreed to a truce brokered by Norway.").accords
    assert [actor.name for actor in accord.parties] == ["Chile", "Peru"]
    assert [actor.name for actor in accord.mediators] == ["Norway"]


NAME_WORDS = load_yaml("accord_names.yaml")


@pytest.mark.parametrize(
    "group", [name for name in NAME_WORDS if name not in {"background", "bodies", "law", "own_titles", "texts"}]
)
def test_every_group_of_name_words_finds_its_example(read: Callable[..., Reading], group: str) -> None:
    assert any(accord.name for accord in read(NAME_WORDS[group]["example"]).accords)


@pytest.mark.parametrize("group", ["background", "bodies", "law", "own_titles"])
def test_names_of_bodies_and_of_law_are_no_accords(read: Callable[..., Reading], group: str) -> None:
    assert not [accord.name for accord in read(NAME_WORDS[group]["example"]).accords]
