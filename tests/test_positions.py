"""Positions: every example in the lexicon, and the cases in tests/cases/positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from conftest import cases
from spacy.tokens import Doc

from comity.model import Reading
from comity.reading.lexicons import load_yaml
from comity.reading.positions import component as positions
from comity.reading.positions.words import Found

STANCES = {1: "support", 0: "mixed", -1: "oppose"}
EXAMPLES = [
    pytest.param(text, wanted, id=f"{part}/{name}: {text}")
    for part, groups in load_yaml("positions.yaml").items()
    for name, group in groups.items()
    for text, *wanted in group["examples"]
]


def lines(reading: Reading) -> set[str]:
    return {f"{p.actor.label} | {p.about.text} | {STANCES[p.stance]}" for p in reading.positions}


@pytest.mark.parametrize(("text", "wanted"), EXAMPLES)
def test_every_group_of_words_reads_its_example(read: Callable[..., Reading], text: str, wanted: list[str]) -> None:
    assert set(wanted) <= lines(read(text, published="2031-03-04"))


@pytest.mark.parametrize("case", cases("positions"))
def test_cases(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = lines(read(case["text"], published=case.get("date", "2022-03-04")))
    assert set(case.get("positions", [])) <= found
    assert not set(case.get("not", [])) & found
    if case.get("only"):
        assert found == set(case["positions"])


def test_evidence_holds_the_cue_and_the_matter_is_a_code(read: Callable[..., Reading]) -> None:
    (position,) = read("Iceland rejected the new fishing quota.", published="2031-03-04").positions
    assert position.evidence[0].covers(position.about)
    assert position.cue is not None
    assert position.cue.text == "rejected"
    assert position.matter
    assert position.strength > 0.5


def test_a_body_without_a_name_makes_a_position_less_sure(read: Callable[..., Reading]) -> None:
    (named,) = read("Iceland rejected the new fishing quota.", published="2031-03-04").positions
    (unnamed,) = read("Several lawmakers rejected the new fishing quota.", published="2031-03-04").positions
    assert 0 < unnamed.certainty < named.certainty < 1


def test_of_two_positions_that_overlap_the_surer_stays(
    read: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = positions._candidates

    def twice(doc: Doc) -> Iterator[Found]:
        for found in real(doc):
            yield from (replace(found, rule=rule) for rule in ("verbs/want", "verbs/welcome", "nouns/readiness"))

    monkeypatch.setattr(positions, "_candidates", twice)
    (kept,) = read("Iceland rejected the new fishing quota.", published="2031-03-04").positions
    assert kept.reader == "rule:verbs/welcome 1"
