"""Events: the lexicon's own examples, sentences for each construction, and laws."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.exports.reading_json import event_status
from comity.model import Document, Event
from comity.reading import Reader
from comity.reading.events.lexicon import rules
from comity.reading.lexicons import load_yaml

CASES = Path(__file__).parent / "cases" / "events"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def lexicon_examples() -> list[dict[str, Any]]:
    groups = load_yaml("events.yaml")
    found = [g["example"] | {"type": type_} for type_, entries in groups["types"].items() for g in entries]
    return found + [entry["example"] | {"type": entry["type"]} for entry in groups["known_happenings"]["entries"]]


def sentence_cases() -> list[dict[str, Any]]:
    return [c for path in sorted(CASES.glob("*.yaml")) for c in yaml.safe_load(path.read_text(encoding="utf-8"))]


def events_of(reader: Reader, case: dict[str, Any]) -> tuple[Event, ...]:
    return reader.read(Document.create(case["text"], published=case.get("published", date(2022, 5, 16)))).events


def fits(event: Event, expected: dict[str, Any]) -> bool:
    found = {
        "type": event.type,
        "actors": [actor.label for actor in event.actors],
        "recipients": [actor.label for actor in event.recipients],
        "third_parties": [actor.label for actor in event.third_parties],
        "status": event_status(event.factuality),
        "date": event.when.value if event.when else None,
        "how": event.when.how if event.when else None,
        "worded": bool(event.when and event.when.span),
        "place": event.place,
        "mode": event.mode,
        "magnitude": event.magnitude,
        "mentions": len(event.mentions),
    }
    return all(found[key] == value for key, value in expected.items() if key in found)


def summary(events: tuple[Event, ...]) -> str:
    return "; ".join(
        f"{e.type} {e.trigger.text!r} {[a.label for a in e.actors]} -> {[a.label for a in e.recipients]} "
        f"{event_status(e.factuality)} {e.when.value if e.when else None} {e.place}"
        for e in events
    )


@pytest.mark.parametrize("case", lexicon_examples(), ids=lambda case: f"{case['type']}: {case['text']}")
def test_lexicon_examples(reader: Reader, case: dict[str, Any]) -> None:
    events = events_of(reader, case)
    assert any(fits(event, case) for event in events), summary(events)


@pytest.mark.parametrize("case", sentence_cases(), ids=lambda case: case["text"][:90])
def test_sentences(reader: Reader, case: dict[str, Any]) -> None:
    events = events_of(reader, case)
    for expected in case.get("events", ()):
        assert any(fits(event, expected) for event in events), summary(events)
    for forbidden in case.get("not", ()):
        assert not any(fits(event, forbidden) for event in events), summary(events)
    if "count" in case:
        assert len(events) == case["count"], summary(events)


@pytest.mark.parametrize("case", load_yaml("contexts.yaml")["examples"], ids=lambda case: case["text"])
def test_contexts(reader: Reader, case: dict[str, Any]) -> None:
    events = events_of(reader, case)
    assert any(set(case["contexts"]) <= set(event.contexts) for event in events), [e.contexts for e in events]


def test_contexts_belong_to_known_matters() -> None:
    assert set(load_yaml("contexts.yaml")["matters"]) <= set(load_yaml("matter_words.yaml"))


def test_every_word_has_a_rule() -> None:
    assert len(rules("verb")) > 150
    assert len(rules("noun")) > 50


def test_reading_twice_changes_nothing(reader: Reader) -> None:
    document = Document.create("Joe Biden met Xi Jinping in Bali on Monday. They agreed to reopen talks.")
    assert reader.read(document).events == reader.read(document).events
