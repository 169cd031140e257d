"""Attribution: cases from YAML, the lexicon's own examples, and laws of quotation marks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from comity.model import Statement
from comity.reading import segments  # noqa: F401 (registers the components)
from comity.reading.attribution import component as attribution  # noqa: F401 (registers the components)
from comity.reading.attribution.attributed import settle
from comity.reading.lexicons import load_yaml
from comity.reading.quotations import MARKS, Quotations
from comity.reading.reader import DEFAULT_PIPELINE

CASES = Path(__file__).parent / "cases" / "attribution"


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load(DEFAULT_PIPELINE)
    pipeline.add_pipe("comity_segments", before="parser")
    pipeline.add_pipe("comity_actors")
    pipeline.add_pipe("comity_attribution", config={"network": False})
    return pipeline


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in sorted(CASES.glob("*.yaml"))
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def examples() -> list[Any]:
    lexicon = load_yaml("cues.yaml")
    return [
        pytest.param(group["example"], id=f"{part}-{name}")
        for part in ("verbs", "nouns")
        for name, group in lexicon[part].items()
    ]


def shown(statement: Statement) -> tuple[str | None, str | None, list[str]]:
    source, cue = statement.source, statement.cue
    return (
        source.text if source else None,
        cue.text if cue else None,
        [piece.text for piece in statement.content],
    )


@pytest.mark.parametrize("case", cases())
def test_case(nlp: Language, case: dict[str, Any]) -> None:
    found = list(nlp(case["text"])._.statements)
    expected = case.get("statements", [])
    assert [shown(s) for s in found] == [(e["source"], e["cue"], e["content"]) for e in expected]
    assert [s.kind for s in found] == [e.get("kind", "indirect") for e in expected]
    ids = [s.id for s in found]
    assert [s.parent for s in found] == [ids[e["parent"]] if "parent" in e else None for e in expected]


@pytest.mark.parametrize("example", examples())
def test_lexicon_example(nlp: Language, example: dict[str, str]) -> None:
    found = [shown(s) for s in nlp(example["text"])._.statements]
    wanted = (example["source"].removesuffix("'s"), example["cue"], example["content"])
    assert any(
        (source or "").removesuffix("'s") == wanted[0] and cue == wanted[1] and wanted[2] in content
        for source, cue, content in found
    )


def test_unnamed_source_is_bound_to_its_document(nlp: Language) -> None:
    doc = nlp("A harbour pilot who asked not to be named said that the strait was mined.")
    (statement,) = doc._.statements
    (speaker,) = statement.speakers
    assert speaker.kind == "unnamed"
    assert speaker.id.startswith(f"unnamed/{statement.document[:12]}/")


def test_we_inside_a_statement_is_its_speaker(nlp: Language) -> None:
    doc = nlp('"We stress that the fleet must leave at once," Ada Berg said.')
    outer, inner = doc._.statements
    assert inner.parent == outer.id
    assert inner.speakers == outer.speakers


def test_passive_without_agent_takes_the_last_speaker(nlp: Language) -> None:
    doc = nlp("Ada Berg stressed the need for talks. It was also noted that the harvest had failed.")
    first, second = doc._.statements
    assert second.source is None
    assert second.speakers == first.speakers


def test_reading_twice_gives_the_same_ids(nlp: Language) -> None:
    text = "Ada Berg said the strait was mined. “It is not,” the ministry replied."
    assert [s.id for s in nlp(text)._.statements] == [s.id for s in nlp(text)._.statements]


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("A senior official told NBC that Iceland would sign the treaty.", "NBC"),
        ("A diplomat told Reuters on condition of anonymity that the plan was dead.", "Reuters"),
        ("The minister told state television that the plan was dead.", "state television"),
        ('"The plan is dead," the envoy told CNN in an interview.', "CNN"),
        ("The minister told reporters that the plan was dead.", None),
        ("OSLO, May 3 (Reuters) - A diplomat told Reuters that the plan was dead.", None),
        ("The premier told Denmark that the plan was dead.", None),
    ],
)
def test_an_outlet_that_is_told_is_where_it_was_said(nlp: Language, text: str, outlet: str | None) -> None:
    (statement,) = nlp(text)._.statements
    assert statement.hearer == outlet


def test_venue_is_the_phrase_that_hangs_on_the_cue(nlp: Language) -> None:
    (statement,) = nlp("The strait was mined, Ada Berg said in an interview with Radio Norway.")._.statements
    assert statement.venue == "in an interview with Radio Norway"


def test_long_text_takes_time_in_proportion(nlp: Language) -> None:
    doc = nlp("Ada Berg said that the strait was mined. " * 400)
    assert len(doc._.statements) == 400
    assert all(statement.parent is None for statement in doc._.statements)


TEXTS = st.text(alphabet="ab .,\n\"“”‘’'«»`A", max_size=80)


@given(TEXTS)
def test_quotations_keep_to_their_paragraph(text: str) -> None:
    quotations = Quotations(text)
    for quotation in quotations.all:
        start, end = quotations.paragraphs[quotation.paragraph]
        assert start <= quotation.outer_start <= quotation.start < quotation.end <= quotation.outer_end <= end


@given(TEXTS)
def test_outer_quotations_do_not_overlap(text: str) -> None:
    outer = Quotations(text).outer
    assert all(left.outer_end <= right.outer_start for left, right in pairwise(outer))


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_settled_ranges_lie_in_the_text_and_begin_and_end_with_words(text: str, start: int, end: int) -> None:
    found = settle(min(start, len(text)), min(end, len(text)), Quotations(text), text)
    if found is not None:
        words = text[slice(*found)]
        assert words.strip() == words
        assert any(c not in MARKS for c in words)
