"""Matters and theatres: each code's own example, phrases in their sentences, and laws."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import cases
from spacy.tokens import Doc

from comity.knowledge import load_knowledge
from comity.model import Document
from comity.reading import Reader
from comity.reading.context import Context, span_of
from comity.reading.lexicons import load_yaml
from comity.reading.matters.classifier import likelihoods
from comity.reading.matters.find import (
    OTHER,
    RULES_ALONE,
    dominant_matters,
    matter_phrases,
    matters_of,
    theatre_of,
)

EXAMPLES = [(code, entry["example"]) for code, entry in load_yaml("matter_words.yaml").items() if entry["example"]]


def parsed(reader: Reader, text: str) -> Doc:
    doc = reader.nlp.make_doc(text)
    doc._.comity_context = Context(Document.create(text), reader.knowledge)
    return reader.nlp(doc)


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[code for code, _ in EXAMPLES])
def test_every_code_reads_its_own_example(reader: Reader, code: str, example: str) -> None:
    doc = parsed(reader, example)
    assert matters_of(doc[:])[0] == code


def test_the_lexicon_covers_the_closed_list() -> None:
    assert set(load_yaml("matter_words.yaml")) == set(load_knowledge().matters)


@pytest.mark.parametrize("case", cases("matters"))
def test_phrases(reader: Reader, case: dict[str, Any]) -> None:
    doc = parsed(reader, case["text"])
    start = case["text"].index(case["phrase"])
    phrase = span_of(doc, start, start + len(case["phrase"]))
    found = matters_of(phrase, doc)
    assert found[0] == case["matter"]
    if "theatre" in case:
        assert theatre_of(phrase, doc, matters=found) == case["theatre"]


def test_where_nothing_tells_the_matter_is_other(reader: Reader) -> None:
    doc = parsed(reader, "Blue ideas sleep.")
    assert matters_of(doc[:]) == (OTHER,)
    assert dominant_matters(doc) == ()


def test_a_longer_phrase_outweighs_the_words_inside_it(reader: Reader) -> None:
    doc = parsed(reader, "the nuclear power plant")
    assert {hit.value[0] for hit in matter_phrases().find(doc)} == {"energy"}


GUESSES = [
    ("the last of our men to be home", "prisoners"),
    ("everyone who was caught in the fighting to be handed back", "prisoners"),
    ("less smoke from chimneys by the end of the decade", "climate"),
    ("sacks of rice for the hungry", "humanitarian"),
    ("a choir of young singers from both towns", "people"),
]


@pytest.mark.parametrize(("text", "code"), GUESSES, ids=[text for text, _ in GUESSES])
def test_where_the_lexicon_is_undecided_the_classifier_helps(reader: Reader, text: str, code: str) -> None:
    assert matters_of(parsed(reader, text)[:], guess=True)[0] == code


def test_rules_alone_never_ask_the_classifier(reader: Reader) -> None:
    doc = parsed(reader, "a choir of young singers from both towns")
    doc.user_data[RULES_ALONE] = True
    assert matters_of(doc[:], guess=True) == matters_of(doc[:])


def test_a_matter_that_is_named_outright_is_not_guessed(reader: Reader) -> None:
    doc = parsed(reader, "The ministers reaffirmed the territorial integrity of the republic.")
    assert matters_of(doc[:], guess=True) == matters_of(doc[:])


def test_likelihoods_are_of_the_closed_list() -> None:
    likely = likelihoods("reopen the bridge")
    assert set(likely) == set(load_knowledge().matters)
    assert likelihoods(" ".join(["bridge"] * 200)) == likelihoods(" ".join(["bridge"] * 24))
