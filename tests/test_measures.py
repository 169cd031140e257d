"""Measures, their order and provisions: cases, the order words' own examples, and the search for impossible orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from conftest import cases
from hypothesis import given
from hypothesis import strategies as st

from comity.analysis.order_problems import find_order_problems
from comity.model import Accord, Measure, Order, Reading, Span
from comity.reading import Reader
from comity.reading.accords.provisions import find_provisions
from comity.reading.lexicons import load_yaml

CUES = load_yaml("order_cues.yaml")["cues"]
DOCUMENT = "d" * 64


def measures(reading: Reading) -> list[Measure]:
    return [measure for accord in reading.accords for measure in accord.measures]


def edges(reading: Reading) -> list[str]:
    found = []
    for accord in reading.accords:
        texts = {measure.id: measure.span.text for measure in accord.measures}
        for edge in accord.order:
            slip = f" ({edge.slip})" if edge.slip else ""
            found.append(f"{texts[edge.left]} {edge.relation} {texts[edge.right]}{slip}")
    return found


def having(key: str) -> list[Any]:
    return [case for case in cases("measures") if key in case.values[0]]


@pytest.mark.parametrize("case", having("measures"))
def test_measures(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = measures(read(case["text"], published="2031-03-04"))
    by_text = {measure.span.text: measure for measure in found}
    assert set(case["measures"]) <= set(by_text), list(by_text)
    assert case["measures"] or not by_text
    for text, day in case.get("deadlines", {}).items():
        deadline = by_text[text].deadline
        assert deadline is not None
        assert deadline.value == day
    for text in case.get("no_deadline", ()):
        assert by_text[text].deadline_span is None
    for text, quantity in case.get("quantities", {}).items():
        assert by_text[text].quantity is not None
        assert str(by_text[text].quantity.text) == quantity  # type: ignore[union-attr]
    for text, words in case.get("deadline_words", {}).items():
        assert by_text[text].deadline_span is not None
        assert by_text[text].deadline_span.text == words  # type: ignore[union-attr]
    for text, clause in case.get("clauses", {}).items():
        assert by_text[text].evidence[0].text == clause
    assert not set(case.get("absent", ())) & set(by_text)
    for text, clause in case.get("conditions", {}).items():
        condition = by_text[text].condition
        assert (condition.text if condition else None) == clause
    for text, names in case.get("obliged", {}).items():
        assert [actor.name for actor in by_text[text].obliged] == names


@pytest.mark.parametrize("case", having("order"))
def test_order(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = edges(read(case["text"], published="2031-03-04"))
    assert set(case["order"]) <= set(found), found
    assert case["order"] or not found


@pytest.mark.parametrize("cue", CUES)
def test_every_order_word_orders_its_example(read: Callable[..., Reading], cue: str) -> None:
    reading = read(CUES[cue]["example"])
    relation = "if" if CUES[cue]["relation"] == "if" else "before"
    found = [edge for accord in reading.accords for edge in accord.order]
    assert [(edge.relation, edge.slip) for edge in found] == [(relation, CUES[cue].get("slip"))]
    if CUES[cue]["relation"] != "if":
        (accord,) = [accord for accord in reading.accords if accord.order]
        spans = {measure.id: measure.span for measure in accord.measures}
        first = spans[found[0].left].start < spans[found[0].right].start
        assert first == (CUES[cue]["relation"] == "before")


@pytest.mark.parametrize("case", having("provisions"))
def test_provisions(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = {measure.number: measure.span.text for measure in reversed(measures(read(case["text"]))) if measure.number}
    assert {number: found.get(number) for number in case["provisions"]} == case["provisions"]
    assert case["provisions"] or not found
    assert not set(case.get("absent", ())) & set(found)


@pytest.mark.parametrize("case", having("duties"))
def test_who_a_provision_obliges(read: Callable[..., Reading], case: dict[str, Any]) -> None:
    found = {measure.number: measure.obliged for measure in reversed(measures(read(case["text"]))) if measure.number}
    told = {number: [actor.name for actor in found[number]] for number in case["duties"]}
    assert told == case["duties"]


def test_running_prose_has_no_provisions(reader: Reader) -> None:
    assert find_provisions(reader.nlp("They met. They talked. They left on the 3rd.")) == []


def accord_with(order: Sequence[tuple[int, str, int]], count: int = 4) -> Accord:
    span = Span(DOCUMENT, 0, 1, "x")
    made = tuple(
        Measure(id=f"m{k}", document=DOCUMENT, evidence=(span,), span=span, matter="other", accord="a")
        for k in range(count)
    )
    return Accord(
        id="a", document=DOCUMENT, evidence=(span,), parties=(), cue=None, content=span, status="agreed", measures=made,
        order=tuple(Order(left=f"m{a}", relation=r, right=f"m{b}") for a, r, b in order),  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_circle_and_a_late_condition_are_found() -> None:
    (circle,) = find_order_problems(accord_with([(0, "before", 1), (1, "before", 2), (2, "before", 0)]))
    assert circle.kind == "cycle"
    (late,) = find_order_problems(accord_with([(0, "if", 1), (0, "before", 1)]))
    assert late.kind == "late condition"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pair: pair[0] < pair[1]), max_size=8))
def test_an_order_that_only_goes_forward_has_no_problem(pairs: list[tuple[int, int]]) -> None:
    assert find_order_problems(accord_with([(a, "before", b) for a, b in pairs])) == ()


WORDS = load_yaml("measure_words.yaml")


@pytest.mark.parametrize("group", [name for name in WORDS if name not in {"no_deed", "obliged", "resumes"}])
def test_every_group_of_measure_words_finds_a_measure(read: Callable[..., Reading], group: str) -> None:
    assert measures(read(WORDS[group]["example"]))


def test_a_bare_paper_is_no_measure(read: Callable[..., Reading]) -> None:
    assert not measures(read(WORDS["no_deed"]["example"]))
