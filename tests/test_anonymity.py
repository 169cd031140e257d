"""What a source asks of a reporter is no statement, position, accord or event; who speaks for a state says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from comity.model import Reading

PLEAS = [
    "The aide insisted on anonymity in order to discuss the negotiations.",
    "The Norwegian official asked for anonymity to discuss the talks.",
    "The official asked not to be named.",
    "The Norwegian minister declined to be identified.",
    "The Danish official agreed to discuss the plan on condition of anonymity.",
    "The Danish minister agreed to speak on condition that he not be named.",
    "A Danish official wished to remain anonymous.",
    "The Norwegian official requested anonymity because he feared for his safety.",
    "Norwegian officials were granted anonymity to discuss the plan.",
]


@pytest.mark.parametrize("text", PLEAS)
def test_a_plea_for_anonymity_is_nothing(read: Callable[..., Reading], text: str) -> None:
    reading = read(text, published="2031-03-04")
    assert not reading.statements
    assert not reading.positions
    assert not reading.accords
    assert not reading.events


def test_what_is_said_anonymously_stays(read: Callable[..., Reading]) -> None:
    text = "A diplomat who spoke on condition of anonymity said Norway rejected the plan."
    reading = read(text, published="2031-03-04")
    assert [statement.speakers[0].label for statement in reading.statements] == ["unnamed: diplomat"]
    assert [(position.actor.name, position.stance) for position in reading.positions] == [("Norway", -1)]


def test_to_be_named_something_is_no_plea(read: Callable[..., Reading]) -> None:
    (statement,) = read("The envoy demanded that he be named minister.", published="2031-03-04").statements
    assert statement.content[0].text.endswith("named minister")


def test_a_speaker_of_a_council_speaks_for_the_state_in_brackets(read: Callable[..., Reading]) -> None:
    text = (
        "Mr. Berg (Norway): My delegation will vote for the draft.\n\nMs. Okoye (Nigeria) (spoke in French): We cannot "
        "accept the draft in its present form.\n\nThe President: The meeting rose at noon."
    )
    speakers = [statement.speakers[0] for statement in read(text, published="2031-03-04").statements]
    assert [actor.country for actor in speakers] == ["NOR", "NGA", None]


def test_what_is_denied_stands_with_who_said_it(read: Callable[..., Reading]) -> None:
    text = "The rebels said Norway attacked Denmark, a claim Norway rejects."
    reading = read(text, published="2031-03-04")
    said, denied = reading.statements
    assert (said.speakers[0].label, denied.speakers[0].label) == ("unnamed: rebels", "Norway")
    assert denied.parent is None
    (assault,) = [event for event in reading.events if event.type == "ASSAULT"]
    assert assault.statement == said.id
    assert assault.factuality.polarity == "affirmed"


def test_hearsay_is_nobodys(read: Callable[..., Reading]) -> None:
    text = "Ada Berg spoke in Oslo. It was noted that the port was open. It is said that the premier will resign."
    noted, hearsay = read(text, published="2031-03-04").statements
    assert [actor.name for actor in noted.speakers] == ["Ada Berg"]
    assert hearsay.speakers == ()
