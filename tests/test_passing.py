"""Comity's components in a plain spaCy pipeline: what they find goes into bytes, pickles and other processes."""

from __future__ import annotations

import pickle

import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc

from comity.model import Document
from comity.reading.context import RESULTS
from comity.reading.reader import COMPONENTS, DEFAULT_PIPELINE

TEXT = (
    "The presidents of Kenya and Uganda met in Nairobi on Monday and agreed on a ceasefire. "
    '"We support talks," Kenyan President William Ruto said, according to Reuters.'
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.load(DEFAULT_PIPELINE)
    for name in COMPONENTS:
        made.add_pipe(name)
    return made


def found(doc: Doc) -> dict[str, list[object]]:
    return {name: list(getattr(doc._, name)) for name in RESULTS}


def test_bytes_and_pickles_keep_what_was_found(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc._.statements
    assert found(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == found(doc)
    assert found(pickle.loads(pickle.dumps(doc))) == found(doc)


def test_several_processes_find_the_same(nlp: Language) -> None:
    texts = [TEXT, f"{TEXT} More."]
    assert [found(doc) for doc in nlp.pipe(texts, n_process=2)] == [found(nlp(text)) for text in texts]


def test_a_doc_from_bytes_can_be_read_on(nlp: Language) -> None:
    doc = Doc(nlp.vocab).from_bytes(nlp(TEXT).to_bytes())
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert found(doc) == found(nlp(TEXT))


def test_only_the_nouns_of_the_model_are_made() -> None:
    held = {"__comity__": "Path", "x": 1}
    assert srsly.msgpack_loads(srsly.msgpack_dumps(held)) == held
    with pytest.raises(TypeError):
        srsly.msgpack_dumps({"x": Document})
