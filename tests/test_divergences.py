"""Divergences: the lexicon's own examples, sentences for each construction, and passages that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.gather import Gathered, open_documents
from comity.knowledge import load_knowledge
from comity.model import Divergence, Document
from comity.reading import Reader
from comity.reading.lexicons import load_yaml
from comity.reading.sides import side_key

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases" / "divergences"


def lexicon_examples(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        for text, between in node.get("examples", ()):
            yield {"text": text, "between": between.split(" | ") if between else None}
        for value in node.values():
            yield from lexicon_examples(value)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def found_in(reader: Reader, text: str, kind: str) -> list[Divergence]:
    reading = reader.read(Document.create(text, published=date(2021, 5, 3)))
    return [divergence for divergence in reading.divergences if divergence.kind == kind]


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else []
    return pytest.param(case, marks=marks, id=case["text"][:70])


REPORTED = [*lexicon_examples(load_yaml("divergences.yaml")), *cases("reported.yaml")]


@pytest.mark.parametrize("case", [marked(case) for case in REPORTED])
def test_reported(reader: Reader, case: dict[str, Any]) -> None:
    found = found_in(reader, case["text"], "reported")
    if case["between"] is None:
        assert not found
        return
    assert any(set(case["between"]) <= {actor.label for actor in d.between} for d in found), [
        [actor.label for actor in d.between] for d in found
    ]
    if "content" in case:
        assert case["content"] in [d.content.text for d in found]
    if "matter" in case:
        assert case["matter"] in [matter for d in found for matter in d.matters]


@pytest.mark.parametrize("case", [marked(case) for case in cases("inconsistent.yaml")])
def test_inconsistent(reader: Reader, case: dict[str, Any]) -> None:
    found = found_in(reader, case["text"], "inconsistency")
    if case["words"] is None:
        assert not found, [d.words for d in found]
        return
    assert tuple(case["words"]) in [d.words for d in found]
    for divergence in found:
        assert len(divergence.sides) == 2
        assert all(case["text"][s.start : s.end] == s.text for s in (*divergence.sides, *divergence.evidence))


def test_a_quotation_and_its_paraphrase_part() -> None:
    invented = Reader(load_knowledge(ROOT / "examples" / "actors"))
    (gathered,) = open_documents(str(ROOT / "examples" / "invented-crisis" / "2031-03-15-summit-meridian.md"))
    assert isinstance(gathered, Gathered)
    divergences = invented.read(gathered.document).divergences
    assert [d.words for d in divergences if d.kind == "inconsistency"] == [("timetable", "terms")]


def test_tactics_and_strategies() -> None:
    path = ROOT.parent / "shared" / "seed" / "obama-putin-g20-2015.txt"
    if not path.exists():
        pytest.skip("the article is not ours to give away")
    text = path.read_text(encoding="utf-8")
    divergences = Reader().read(Document.create(text, published=date(2015, 11, 16))).divergences
    (pair,) = (d for d in divergences if d.words == ("tactics", "strategies"))
    assert {side_key(actor) for actor in pair.between} == {"USA", "RUS"}


VOCABULARY = """
Norway Chile differ disagree on over the price denied that it had rejected account of a dispute between
and , . not in line with there are differences what divides us is minutes talked for 20 38 soldiers it
they
"""
WORDS = st.sampled_from(sorted(set(VOCABULARY.split())))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_any_words_are_read_and_spans_fit(reader: Reader, text: str) -> None:
    if not any(character.isalnum() for character in text):
        return
    reading = reader.read(Document.create(text))
    for divergence in reading.divergences:
        assert len(divergence.between) >= 2 or divergence.kind == "inconsistency"
        for span in (divergence.content, *divergence.evidence, *divergence.sides):
            assert reading.document.text[span.start : span.end] == span.text


def test_a_text_of_many_numbers_is_no_flood_of_inconsistencies(reader: Reader) -> None:
    told = " ".join(f"The meeting between Peru and Chile lasted {n} minutes." for n in range(10, 160))
    found = reader.read(Document.create(told)).divergences
    assert 0 < len([d for d in found if d.kind == "inconsistency"]) <= 50
