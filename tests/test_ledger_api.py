"""The Python API as the documentation shows it, with the real reader."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from made_readings import made_reading

import comity
from comity.api import LazyReader
from comity.gather import Metadata

ARTICLE = (
    "The presidents of Kenya and Uganda met in Nairobi on Monday. "
    '"We support the ceasefire," Kenyan President William Ruto said. '
    "He called for talks, according to Reuters."
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> comity.Ledger:
    folder = tmp_path_factory.mktemp("api")
    (folder / "article.txt").write_text(ARTICLE, "utf-8")
    with comity.open(folder / "talks.ledger") as opened:
        opened.read(
            folder / "article.txt",
            folder / "gone.txt",
            metadata=Metadata(published=date(2024, 5, 8), publisher="The Harbour Daily"),
        )
        yield opened


def test_read_tells_what_came_of_each(ledger: comity.Ledger) -> None:
    again = ledger.read(ledger.path.parent / "article.txt")
    assert [(outcome.name, outcome.status) for outcome in again] == [("article", "unchanged")]
    assert [row.code for row in ledger.refusals()] == ["missing"]


def test_claims_and_statements_have_sentences_and_chains(ledger: comity.Ledger) -> None:
    statements = list(ledger.statements())
    assert any(statement.source_chain.endswith("The Harbour Daily") for statement in statements)
    assert any("We support the ceasefire" in statement.quote for statement in statements)
    for claim in ledger.claims():
        start, end = map(int, claim.location.split(":")[1].split("-"))
        assert ARTICLE[start:end] == claim.quote
        assert claim.sentence


def test_an_actor_is_counted_once_for_each_claim(tmp_path: Path) -> None:
    reading = made_reading()
    asked = tuple(replace(encounter, initiated_by=encounter.participants) for encounter in reading.encounters)
    with comity.open(tmp_path / "made.ledger") as opened:
        opened.add(replace(reading, encounters=asked))
        claims = list(opened.claims())
        for row in opened.pages.actors():
            assert row.claims == sum(f"id={row.id!r}" in repr(entry.claim) for entry in claims)
            assert row.claims == opened.pages.actor(row.id).claims  # type: ignore[union-attr]


def test_a_real_ledger_is_sound(ledger: comity.Ledger) -> None:
    assert list(ledger.verify()) == []


def test_a_text_without_a_ledger() -> None:
    reading = comity.read_text(ARTICLE, published=date(2024, 5, 8))
    assert isinstance(reading, comity.Reading)
    assert reading.statements


def test_import_is_quick_and_names_are_there() -> None:
    code = "import sys, comity; print(sorted({'spacy', 'pydantic', 'typer', 'sqlite3'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert done.stdout.strip() == "[]"
    for name in comity.__all__:
        assert getattr(comity, name) is not None
        assert name in dir(comity)
    with pytest.raises(AttributeError):
        comity.nonsense  # noqa: B018


def test_a_ledger_that_is_only_asked_cannot_be_changed(ledger: comity.Ledger) -> None:
    with comity.open(ledger.path, write=False) as opened:
        assert list(opened.documents())
        with pytest.raises(comity.ComityError, match="cannot be written"):
            opened.forget("article")


def test_own_knowledge_counts_as_another_reader(tmp_path: Path) -> None:
    matters = tmp_path / "matters.tsv"
    matters.write_text("code\tname\tcovers\nkites\tKites\tkite festivals\n", "utf-8")
    first = LazyReader([matters]).version
    assert "own knowledge" in first
    assert LazyReader([tmp_path]).version == first
    matters.write_text("code\tname\tcovers\nkites\tKites\tkites of all kinds\n", "utf-8")
    assert LazyReader([matters]).version != first
