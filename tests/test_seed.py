"""A real news article of 2015, where it lies beside this checkout: the questions that a ledger must answer.

The text is under copyright and no part of it stands here beyond single words.
"""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SHARED

from comity.model import Accord, Document, Encounter, Reading, Statement
from comity.reading import Reader

SEED = SHARED / "seed" / "obama-putin-g20-2015.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the article is not beside this checkout")
OBAMA, PUTIN = "Barack Obama", "Vladimir Putin"


@pytest.fixture(scope="module")
def article(reader: Reader) -> Reading:
    return reader.read(Document.create(SEED.read_text(encoding="utf-8"), published=date(2015, 11, 16)))


def names(actors: object) -> set[str]:
    return {actor.label for actor in actors}  # type: ignore[attr-defined]


def chain(reading: Reading, statement: Statement) -> list[str]:
    by_id = {s.id: s for s in reading.statements}
    found = []
    current: Statement | None = statement
    while current is not None:
        found.append("|".join(actor.label for actor in current.speakers))
        current = by_id.get(current.parent or "")
    return found


def meeting(reading: Reading) -> Encounter:
    found = [e for e in reading.encounters if {OBAMA, PUTIN} <= names(e.participants)]
    assert found
    return found[0]


def test_who_met_when_and_where(article: Reading) -> None:
    encounter = meeting(article)
    assert names(encounter.participants) == {OBAMA, PUTIN}
    assert encounter.when is not None
    assert encounter.when.value == "2015-11-15"
    assert encounter.place == "Turkey"


def test_for_how_long_with_whom_on_what_occasion(article: Reading) -> None:
    encounter = meeting(article)
    assert encounter.duration is not None
    assert "30 minutes" in encounter.duration.text
    assert encounter.present is not None
    assert "associates" in encounter.present.text
    assert encounter.occasion is not None
    assert "summit" in encounter.occasion.text


def test_the_chain_from_an_official_through_a_network(article: Reading) -> None:
    chains = [chain(article, s) for s in article.statements]
    assert ["unnamed: White House official", "NBC"] in chains


def test_the_adviser_through_the_media_of_his_country(article: Reading) -> None:
    (quoted,) = [s for s in article.statements if "Yuri Ushakov" in names(s.speakers)]
    assert quoted.kind == "direct"
    assert chain(article, quoted)[1] == "unnamed: Russian media"


def test_a_broadcaster_reports_what_both_expressed(article: Reading) -> None:
    assert [f"{OBAMA}|{PUTIN}", "Sky News"] in [chain(article, s) for s in article.statements]


def accord(reading: Reading, *matters: str) -> Accord:
    found = [a for a in reading.accords if set(matters) <= {m.matter for m in a.measures}]
    assert found, matters
    return found[0]


def test_the_accord_in_three_parts_and_its_order(article: Reading) -> None:
    transition = accord(article, "transition", "negotiation", "ceasefire")
    assert names(transition.parties) == {OBAMA, PUTIN}
    assert transition.theatre == "Syria"
    matter = {m.id: m.matter for m in transition.measures}
    edges = {(matter[o.left], o.relation, matter[o.right]) for o in transition.order}
    assert edges == {("negotiation", "before", "transition"), ("ceasefire", "before", "transition")}
    assert {o.slip for o in transition.order} == {"preceded"}
    assert all(o.cue is not None and o.cue.text.startswith("proceeded") for o in transition.order)


def test_the_four_measures_of_the_accord_in_force(article: Reading) -> None:
    minsk = accord(article, "withdrawal", "prisoners", "heavy-weapons", "border")
    assert minsk.status == "in-force"
    assert minsk.theatre == "Ukraine"
    assert [m.matter for m in minsk.measures] == ["withdrawal", "prisoners", "heavy-weapons", "border"]


@pytest.mark.parametrize("words", ["full implementation", "efforts by all nations", "focusing on the group", "crash"])
def test_where_the_president_stands(article: Reading, words: str) -> None:
    found = [p for p in article.positions if words in p.about.text and p.actor.label == OBAMA]
    assert found
    assert {p.stance for p in found} == {1}


def test_the_divergences_on_each_side(article: Reading) -> None:
    reported = [d for d in article.divergences if d.kind == "reported"]
    assert {d.cue.text.strip('"') for d in reported if d.cue} >= {"differences", "divergences"}
    spoken = {s.id: names(s.speakers) for s in article.statements}
    assert {"Kremlin"} in [spoken.get(d.statement or "") for d in reported]


def test_tactics_and_strategies_do_not_fit_together(article: Reading) -> None:
    inner = [d for d in article.divergences if d.kind == "inconsistency"]
    assert any({"tactics", "strategies"} <= {word.lower() for word in d.words} for d in inner)


def test_hedges_are_kept(article: Reading) -> None:
    cues = {
        cue.text.lower()
        for claim in article.claims()
        for cue in claim.factuality.cues
        if claim.factuality.certainty != "certain"
    }
    assert cues & {"may", "may have", "appeared", "appeared willing", "reportedly"}


def test_every_claim_stands_on_words_of_the_text(article: Reading) -> None:
    text = article.document.text
    for claim in article.claims():
        assert claim.evidence
        assert all(text[span.start : span.end] == span.text for span in claim.evidence)
