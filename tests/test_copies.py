"""Copies of one account, and appearances of one text: found in any order, kept, counted once."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.analysis.copies import copy_of, groups
from comity.api import ReadOptions, read_documents
from comity.gather import Metadata
from comity.ledger import Ledger
from comity.ledger.copies import FEWEST, signature_of
from comity.model import Document, Reading

NOUNS = ["harbour", "treaty", "minister", "border", "river", "convoy", "bridge", "envoy", "cease", "winter", "council"]


def story(seed: int, words: int = 160) -> str:
    """A text that shares no long run of words with that of another seed."""
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(NOUNS)}{chance.randrange(60)}" for _ in range(words)) + "."


def reading(text: str, published: str | None = None, publisher: str | None = None) -> Reading:
    day = date.fromisoformat(published) if published else None
    return Reading(Document.create(text, published=day, publisher=publisher), "test 1")


def edits(text: str) -> list[str]:
    words = text.split(" ")
    return [
        f"A headline of ours\n\n{text}",
        " ".join(words[: len(words) * 2 // 3]),
        f"{text} Write to the desk if you spot a mistake in this story.",
    ]


def grouped(ledger: Ledger) -> list[list[str]]:
    return sorted([head.id for head in group.documents] for group in groups(ledger))


def test_copies_stand_under_the_first_published(tmp_path: Path) -> None:
    text = story(1)
    late, early, undated = edits(text)
    with Ledger(tmp_path / "copies.ledger") as ledger:
        ledger.add(reading(story(2), "2031-03-04"))
        ledger.add(reading(late, "2031-03-06", "B"))
        ledger.add(reading(undated, None, "C"))
        ledger.add(reading(early, "2031-03-05", "A"))
        (group,) = groups(ledger)
        assert [head.publisher for head in group.documents] == ["A", "B", "C"]
        assert all(0.4 < likeness <= 1 for _, likeness in group.copies)
        first = group.document.id
        assert copy_of(ledger, group.documents[1].id) == group.document
        assert copy_of(ledger, first) is None
        ledger.forget(first)
        assert [[h.publisher for h in group.documents] for group in groups(ledger)] == [["B", "C"]]
        ledger.forget(group.documents[1].id)
        assert list(groups(ledger)) == []
        assert list(ledger.verify()) == []


def test_the_same_formula_months_later_is_no_copy(tmp_path: Path) -> None:
    with Ledger(tmp_path / "months.ledger") as ledger:
        for n, (day, text) in enumerate(zip(("2031-03-04", "2031-04-04"), edits(story(1)), strict=False)):
            ledger.add(reading(f"{text} {n}", day))
        assert list(groups(ledger)) == []
        moved = reading(edits(story(1))[1] + " 1", "2031-03-05")
        assert ledger.add(moved) == "replaced"
        assert len(next(groups(ledger)).documents) == 2, "a new day of publication is looked at again"


def test_short_texts_have_no_copies(tmp_path: Path) -> None:
    text = story(1, FEWEST // 2)
    assert signature_of(text)[1] == b""
    with Ledger(tmp_path / "short.ledger") as ledger:
        ledger.add(reading(text))
        ledger.add(reading(f"{text} more"))
        assert list(groups(ledger)) == []


DAYS = st.sampled_from([None, "2031-03-01", "2031-03-04", "2031-03-12", "2031-03-20"])


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), DAYS), min_size=2, max_size=10, unique_by=lambda c: c[:2]
    ),
    data=st.data(),
)
def test_any_order_gives_the_same_copies(chosen: list[Any], data: st.DataObject, tmp_path_factory: Any) -> None:
    readings = [reading(edits(story(seed))[edit], day) for seed, edit, day in chosen]
    folder = tmp_path_factory.mktemp("orders")
    with Ledger(folder / "a.ledger") as one, Ledger(folder / "b.ledger") as other:
        for made in readings:
            one.add(made)
        for made in data.draw(st.permutations(readings)):
            other.add(made)
        assert grouped(one) == grouped(other)
        gone = data.draw(st.sampled_from(readings))
        expected = grouped(one)
        one.forget(gone.document.id)
        one.add(gone)
        assert grouped(one) == expected


def test_adding_to_many_copies_stays_quick(tmp_path: Path) -> None:
    with Ledger(tmp_path / "wire.ledger") as ledger:
        ledger.store.pragma("synchronous = OFF")
        for n in range(300):
            ledger.add(reading(f"{story(1)} Site {n}.", "2031-03-04"))
        (group,) = groups(ledger)
        assert len(group.documents) == 300


class Made:
    """Reads nothing in any text."""

    version = "made 1"

    def read(self, document: Document) -> Reading:
        return Reading(document, self.version)


def read(ledger: Ledger, path: Path, **metadata: Any) -> str:
    options = ReadOptions(Metadata(**metadata)) if metadata else ReadOptions()
    (outcome,) = read_documents([path], Made(), ledger=ledger, options=options)
    return outcome.status


@pytest.fixture
def sites(tmp_path: Path) -> list[Path]:
    text = story(1)
    paths = []
    for name, day in (("alpha", "2031-03-04"), ("beta", "2031-03-06")):
        paths.append(tmp_path / f"{name}.md")
        paths[-1].write_text(f"---\npublisher: {name.title()}\ndate: {day}\n---\n\n{text}")
    return paths


def test_the_same_text_from_two_outlets_keeps_both(tmp_path: Path, sites: list[Path]) -> None:
    with Ledger(tmp_path / "twice.ledger") as ledger:
        assert [read(ledger, path) for path in sites] == ["added", "unchanged"]
        (row,) = ledger.documents()
        assert (row.head.publisher, row.head.published, row.head.name) == ("Alpha", "2031-03-04", "alpha")
        found = ledger.appearances(row.head.id)
        assert [(seen.publisher, seen.published, seen.name) for seen in found] == [
            ("Alpha", "2031-03-04", "alpha"),
            ("Beta", "2031-03-06", "beta"),
        ]
        assert [read(ledger, path) for path in sites] == ["unchanged", "unchanged"]
        assert len(ledger.appearances(row.head.id)) == 2


def test_what_the_user_says_wins(tmp_path: Path, sites: list[Path]) -> None:
    with Ledger(tmp_path / "user.ledger") as ledger:
        read(ledger, sites[0])
        assert read(ledger, sites[1], publisher="Gamma") == "replaced"
        (row,) = ledger.documents()
        assert (row.head.publisher, row.head.published) == ("Gamma", "2031-03-04")


def test_the_first_source_may_correct_itself(tmp_path: Path, sites: list[Path]) -> None:
    with Ledger(tmp_path / "mended.ledger") as ledger:
        read(ledger, sites[0])
        sites[0].write_text(sites[0].read_text().replace("2031-03-04", "2031-03-03"))
        assert read(ledger, sites[0]) == "replaced"
        (row,) = ledger.documents()
        assert row.head.published == "2031-03-03"
        assert [seen.published for seen in ledger.appearances(row.head.id)] == ["2031-03-03"]


def test_the_brief_and_the_list_show_copies_and_count_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    from made_readings import TEXT, made_reading
    from typer.testing import CliRunner

    from comity.cli import app

    monkeypatch.chdir(tmp_path)
    long = f"{TEXT} {story(1)}"
    with Ledger("comity.ledger") as ledger:
        first = made_reading(long, publisher="First")
        ledger.add(first)
        copy = made_reading(f"{long} Write to the desk.", publisher="Second", published=date(2031, 3, 18))
        ledger.add(copy)
        read(ledger, _written(tmp_path / "third.md", long))
        ledger.add(first, again=True)  # what stands for the reader above has read nothing in it

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    whole = run("show")
    assert whole.count(copy.document.id[:8]) == 1, "named among the documents, and nothing of it said twice"
    assert f"copy of {first.document.id[:8]}" in whole
    assert "also from Third" in whole
    assert "1 account and 1 copy: First, Second" in whole
    assert run("show", "--source", "Second").count(copy.document.id[:8]) > 1
    listed = json.loads(run("documents", "--json"))
    assert [(row["publisher"], row["copy_of"], row["also"]) for row in listed] == [
        ("First", None, "Third"),
        ("Second", first.document.id, None),
    ]
    assert f"copy of {first.document.id[:8]}" in run("documents")


def _written(path: Path, text: str) -> Path:
    path.write_text(f"---\npublisher: Third\n---\n{text}")
    return path
