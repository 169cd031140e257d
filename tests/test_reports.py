"""Reports of how measures stand: the lexicon's own examples, sentences for each construction, and laws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.model import Document, Report
from comity.reading import Reader
from comity.reading.lexicons import load_yaml

CASES = Path(__file__).parent / "cases" / "reports"


def lexicon_examples() -> Iterator[dict[str, Any]]:
    for group in load_yaml("reports.yaml").values():
        for text, expected in group["examples"]:
            yield {"text": text, "expect": expected}


def sentence_cases() -> list[dict[str, Any]]:
    return [c for path in sorted(CASES.glob("*.yaml")) for c in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def found_in(reader: Reader, text: str) -> tuple[Report, ...]:
    return reader.read(Document.create(text, published=date(2021, 5, 3))).reports


@pytest.mark.parametrize("case", [*lexicon_examples(), *sentence_cases()], ids=lambda case: case["text"][:70])
def test_reports(reader: Reader, case: dict[str, Any]) -> None:
    found = found_in(reader, case["text"])
    lines = [f"{report.status} | {report.matter} | {report.about.text}" for report in found]
    assert lines == (case["expect"].split(" + ") if case["expect"] else [])
    for report in found:
        if "actors" in case:
            assert [actor.label for actor in report.actors] == case["actors"]
        if "accord" in case:
            assert report.accord_name == case["accord"]
        if "when" in case:
            assert report.when is not None
            assert report.when.value == case["when"]
        if "said" in case:
            assert (report.statement is not None) == case["said"]


VOCABULARY = """
Norway Chile has have not yet begun violated the ceasefire withdrawal of troops released 38 of prisoners
deadline was missed to and , . reopened crossing completed partly promised denied breaking truce removal
artillery
"""
WORDS = st.sampled_from(sorted(set(VOCABULARY.split())))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_any_words_are_read_and_spans_fit(reader: Reader, text: str) -> None:
    if not any(character.isalnum() for character in text):
        return
    document = Document.create(text)
    first, second = reader.read(document), reader.read(document)
    assert first.reports == second.reports
    for report in first.reports:
        assert document.text[report.about.start : report.about.end] == report.about.text
        assert len({r.id for r in first.reports}) == len(first.reports)
