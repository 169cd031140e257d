"""Resolutions: clauses without a subject, whose body stands once above them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.model import Reading
from comity.reading import Reader
from comity.reading.lexicons import load_yaml
from comity.reading.resolutions import resolution_of

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "resolutions.yaml").read_text(encoding="utf-8"))
STANCES = {1: "support", 0: "mixed", -1: "oppose"}
CLAUSES = {
    name: group for name, group in load_yaml("resolutions.yaml").items() if name not in {"bodies", "looking_back"}
}


@pytest.mark.parametrize("case", CASES)
def test_cases(read: Callable[..., Reading], reader: Reader, case: dict[str, Any]) -> None:
    found = resolution_of(reader.nlp(case["text"]))
    assert (found.body.label if found else None) == case["body"]
    reading = read(case["text"], published="2031-05-15")
    positions = {f"{p.actor.label} | {p.about.text} | {STANCES[p.stance]}" for p in reading.positions}
    assert set(case.get("positions", [])) <= positions
    measures = {
        f"{m.number or ''} | {m.span.text} | {', '.join(a.label for a in m.obliged)}"
        for accord in reading.accords
        for m in accord.measures
    }
    assert set(case.get("measures", [])) <= measures


@pytest.mark.parametrize("name", CLAUSES)
def test_every_group_of_words_opens_a_clause(reader: Reader, name: str) -> None:
    others = "Decides to send observers to the port;\n\nRequests Chile to help."
    text = f"The Security Council,\n\n{CLAUSES[name]['example']}\n\n{others}"
    found = resolution_of(reader.nlp(text))
    assert found is not None
    assert any(clause.span.text.strip(";") in CLAUSES[name]["example"] for clause in found.clauses[:1])


def test_what_is_asked_for_has_not_happened(read: Callable[..., Reading]) -> None:
    reading = read(CASES[0]["text"], published="2031-05-15")
    assert not [e for e in reading.events if e.type == "RETREAT" and e.factuality.status == "actual"]
