"""What of a text is told of which encounter, and whose accounts one text carries."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from spacy.tokens import Doc

from comity.analysis.accounts import accounts_in
from comity.analysis.compare import UNASKED, compare_inside, compare_texts
from comity.analysis.passages import common_claims, elsewhere
from comity.analysis.points import points_of
from comity.exports.compare import full_json, lines, told_apart
from comity.exports.compare_html import html_page
from comity.knowledge import load_knowledge
from comity.model import Document, Encounter, InputError
from comity.reading import Reader

ROOT = Path(__file__).parents[1]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "passages.yaml").read_text(encoding="utf-8"))
DAY = date(2031, 3, 5)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_knowledge(ROOT / "examples" / "actors"), network=False)


def the_call(doc: Doc) -> Encounter:
    """The call of Marsek and Aldane."""
    (claim,) = [
        claim
        for claim in common_claims([doc, doc])
        if claim and {"person/ilona-marsek", "person/samir-aldane"} <= {a.id for a in claim.participants}
    ][:1]
    return claim


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_is_plainly_of_another_encounter(reader: Reader, case: dict[str, Any]) -> None:
    doc = reader.parse(Document.create(case["text"], published=DAY))
    away = elsewhere(doc, the_call(doc))
    out = [" ".join(sentence.text.split()) for n, sentence in enumerate(doc.sents) if n in away]
    assert len(out) == len(case["out"]), out
    assert all(told.startswith(words) for told, words in zip(out, case["out"], strict=True)), out


def test_only_the_common_encounter_is_compared_and_the_rest_is_told(reader: Reader) -> None:
    digest = Document.create(CASES[0]["text"], published=DAY, publisher="Press Service of the President of Pelmora")
    other = Document.create(
        "Prime Minister Ilona Marsek spoke by telephone with President Samir Aldane of Pelmora on 4 March. The leaders "
        "agreed on the exchange of prisoners. Gas supplies were not discussed.",
        published=DAY,
        publisher="Office of the Prime Minister of Orvenia",
    )
    for pair in ((digest, other), (other, digest)):
        found = compare_texts(reader, *pair)
        pelmora = found.a if pair[0] is digest else found.b
        assert {actor.name for actor in found.meeting.participants} == {"Samir Aldane", "Ilona Marsek"}
        assert not any("loan" in point.span.text for point in pelmora.points)
        assert any("loan" in one.point.span.text for one in pelmora.left_out)
        assert not found.notes
        words = "Left out, since it is told of another encounter"
        assert words in list(lines([found]))
        assert f"## {words}" in list(lines([found], as_markdown=True))
        assert words in html_page([found])
        sides = full_json(found)
        assert [len(sides[side]["left_out"]) for side in "ab"] == [len(s.left_out) for s in (found.a, found.b)]


def test_texts_without_a_common_encounter_say_so(reader: Reader) -> None:
    one = Document.create("Samir Aldane met Ilona Marsek in Avrel on 3 March. They discussed prisoners.", published=DAY)
    two = Document.create("Signe Halvard met Marta Celio in Avrel on 4 March. They discussed fishing.", published=DAY)
    found = compare_texts(reader, one, two)
    assert found.meeting.participants == ()
    assert found.notes[0] == "no encounter was found that both texts tell of: they are compared as wholes"
    assert any(found.notes[0] in line for line in lines([found]))


ARTICLE = (
    "Samir Aldane and Ilona Marsek spoke by telephone on Tuesday, officials said.\n\n"
    "The Rampart said that Orvenia agreed to open the crossing. Spokeswoman Lidia Sorn said that the call took place "
    "at the request of Orvenia. Aldane told the Inland Sea Monitor that the shelling must end.\n\n"
    "A senior Orvenian official said the crossing had only been discussed. The Lantern House said that Orvenia would "
    "not withdraw its armour. Marsek said that she had demanded the release of the prisoners.\n\n"
    "OISS envoy Henrik Salou said that he welcomed the call. Norrevia said that it would send observers. Vesna Roth, "
    "an analyst, said that nothing would change."
)


def test_the_sides_of_an_article_are_the_parties_of_its_encounter(reader: Reader) -> None:
    document = Document.create(ARTICLE, published=DAY)
    accounts = {account.name: account for account in accounts_in(reader.parse(document))}
    assert len(accounts["Pelmora"].points) == 3
    assert len(accounts["Orvenia"].points) == 3
    found = compare_inside(reader, document)
    assert [(c.a.name, c.b.name) for c in found.comparisons] == [("Pelmora", "Orvenia")]
    assert found.comparisons[0].a.label == "Pelmora, as told in the text"
    assert not {"Henrik Salou", "Lidia Sorn"} & set(accounts)
    others = {account.name for account in found.others}
    assert {"Norrevia", "Vesna Roth"} <= others
    (line,) = [line for line in lines(found.comparisons, others=found.others) if "not compared" in line]
    assert "Norrevia (1 point)" in line
    chosen = compare_inside(reader, document, ("Norrevia", "Orvenia"))
    assert [(c.a.name, c.b.name) for c in chosen.comparisons] == [("Norrevia", "Orvenia")]


def test_one_party_alone_stands_beside_the_text_itself(reader: Reader) -> None:
    text = (
        "Samir Aldane met Ilona Marsek in Avrel on Tuesday. The talks brought no agreement on the prisoners. "
        "The Rampart said that Pelmora would keep the crossing closed. Norrevia said that it would send observers."
    )
    found = compare_inside(reader, Document.create(text, published=DAY))
    assert [(c.a.name, c.b.name) for c in found.comparisons] == [("the text itself", "Pelmora")]


def test_two_words_for_one_side_are_told(reader: Reader) -> None:
    document = Document.create(ARTICLE, published=DAY)
    for sides, words in ((("Orvenia", "orven"), "both Orvenia"), (("", "Orvenia"), "no account of ''")):
        with pytest.raises(InputError, match=words):
            compare_inside(reader, document, sides)


@pytest.mark.parametrize(
    ("one", "two", "note"),
    [
        ("Weather.", "The leaders agreed on a truce.", "nothing that was discussed, said or agreed was found in A"),
        ("The leaders agreed on a truce.", "The leaders agreed on a truce.", "A and B are the same text"),
        ("The leaders agreed on a truce in the valley.", "Bake the cake for an hour.", "nothing was found that both"),
    ],
)
def test_what_cannot_be_put_side_by_side_is_told(reader: Reader, one: str, two: str, note: str) -> None:
    found = compare_texts(reader, Document.create(one), Document.create(two))
    assert any(line.startswith(note) for line in found.notes), found.notes
    back = compare_texts(reader, Document.create(two), Document.create(one))
    assert len(back.rows) == len(found.rows)
    for told in ("\n".join(lines([found])), "\n".join(lines([found], as_markdown=True)), html_page([found])):
        assert note in told


def test_each_side_tells_how_long_it_took(reader: Reader) -> None:
    one, two = (
        Document.create(
            f"Ilona Marsek spoke by telephone with Samir Aldane. The call lasted {long}. {rest}", published=DAY
        )
        for long, rest in (("35 minutes", "They agreed on a truce."), ("an hour", "They discussed a truce."))
    )
    found = compare_texts(reader, one, two)
    assert told_apart(found) == [("lasted", "A says “35 minutes”; B says “an hour”")]
    assert "lasted: A says “35 minutes”; B says “an hour”" in list(lines([found]))
    for told in ("\n".join(lines([found], as_markdown=True)), html_page([found])):
        assert "Lasted: A says “35 minutes”; B says “an hour”" in told
    values = full_json(found)
    assert [values[side]["encounter"]["duration"]["q"] for side in "ab"] == ["35 minutes", "an hour"]


def test_long_texts_take_time_in_proportion(reader: Reader) -> None:
    """Twice the text, twice the points, and about twice the time for them."""

    def seconds(number: int) -> float:
        text = "\n\n".join(f"The leaders discussed the reopening of road {n} to camp {n}." for n in range(number))
        doc = reader.parse(Document.create(text), without=UNASKED)
        started = time.process_time()
        assert len(list(points_of(doc))) == number
        return time.process_time() - started

    seconds(10)
    assert seconds(400) < 8 * seconds(100) + 0.5


def test_who_heads_an_organisation_is_its_side(reader: Reader) -> None:
    text = (
        "Samir Aldane met OISS Secretary-General Amara Lindqvist in Avrel on Tuesday. The Rampart said that Pelmora "
        "would let the monitors pass. Lindqvist said that the mission needed 40 more cars. Norrevia said that it would "
        "pay for them."
    )
    found = compare_inside(reader, Document.create(text, published=DAY))
    assert [(c.a.actor.id, c.b.actor.id) for c in found.comparisons if c.a.actor and c.b.actor] == [
        ("state/XPE", "organisation/oiss")
    ]
