"""Actors: words in a sentence, and whom they name on the day of the text.

A case gives `text`, `date` of publication, perhaps `publisher` and `knowledge: invented`, and under `mentions` the
words ("words #2" for their second place) with who is meant: one name, a set as "A|B", or none. A country in brackets is
checked too. Under `fails` stand the words that are read wrongly as yet, each with the reason.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from comity.knowledge import Knowledge, load_knowledge
from comity.model import Actor, Document, Mention
from comity.reading.context import Context
from comity.reading.mentions import mentions_by_head
from comity.reading.reader import DEFAULT_PIPELINE, load_pipeline

HERE = Path(__file__).parent
INVENTED = next((HERE.parent / "examples").rglob("states.tsv")).parent
LAST = "comity_speakers"


def cases() -> list[Any]:
    found = []
    for path in sorted((HERE / "cases" / "actors").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            for words, expected in case["mentions"].items():
                reason = case.get("fails", {}).get(words)
                marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
                name = f"{path.stem}: {words} = {expected}"
                found.append(pytest.param(case, words, str(expected), id=name, marks=marks))
    return found


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = load_pipeline(DEFAULT_PIPELINE)
    names = pipeline.pipe_names
    for name in names[names.index(LAST) + 1 :]:
        pipeline.remove_pipe(name)
    return pipeline


@pytest.fixture(scope="module")
def read(nlp: Language) -> Any:
    known: dict[str, Knowledge] = {"plain": load_knowledge(), "invented": load_knowledge(INVENTED)}
    docs: dict[str, Doc] = {}

    def look(case: dict[str, Any]) -> Doc:
        text = case["text"]
        if text not in docs:
            day = case["date"] if isinstance(case["date"], date) else None
            document = Document.create(text, published=day, publisher=case.get("publisher"))
            doc = nlp.make_doc(text)
            doc._.comity_context = Context(document, known[case.get("knowledge", "plain")])
            docs[text] = nlp(doc)
        return docs[text]

    return look


def place(doc: Doc, words: str) -> TokenSpan:
    """The tokens of the words, or of their second, third … place."""
    words, _, number = words.partition(" #")
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", doc.text)]
    start, end = places[int(number or 1) - 1]
    tokens = doc.char_span(start, end, alignment_mode="expand")
    assert tokens is not None
    return tokens


def heads(tokens: TokenSpan) -> list[Mention]:
    """The mentions with a head among the tokens, that of the phrase first, adjectives of nationality last."""
    by_head = mentions_by_head(tokens.doc)
    found = [by_head[token.i] for token in [tokens.root, *reversed(list(tokens))] if token.i in by_head]
    return sorted(dict.fromkeys(found), key=lambda mention: mention.how == "demonym")


def printed(actor: Actor, country: bool) -> str:
    return f"{actor.label} [{actor.country}]" if country else actor.label


@pytest.mark.parametrize(("case", "words", "expected"), cases())
def test_who_is_meant(read: Any, case: dict[str, Any], words: str, expected: str) -> None:
    doc = read(case)
    found = heads(place(doc, words))
    if expected == "none":
        assert not [m for m in found if m.how != "demonym" and not _is_state_before_noun(m)], found
        return
    assert found, "nobody"
    got = sorted(printed(actor, "[" in expected) for actor in found[0].actors)
    assert got == sorted(expected.split("|")) or (len(got) == 1 and got[0] in expected.split("|")), got


def _is_state_before_noun(mention: Mention) -> bool:
    return mention.actors[0].kind == "state" and mention.how == "name"


def lexicon_examples() -> list[Any]:
    path = HERE.parent / "comity" / "reading" / "data" / "nominals.yaml"
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [pytest.param(*group["example"], id=name) for name, group in groups.items()]


@pytest.mark.parametrize(("text", "expected"), lexicon_examples())
def test_lexicon_example(read: Any, text: str, expected: str) -> None:
    """The example of each group of nouns: somebody in it is meant, or nobody but states by name."""
    mentions = read({"text": text, "date": date(2019, 5, 6)})._.mentions
    if expected == "none":
        assert not [m for m in mentions if m.how != "name" or m.actors[0].kind == "organisation"], mentions
    else:
        assert expected in {"|".join(actor.label for actor in m.actors) for m in mentions}, mentions


def test_offsets(read: Any) -> None:
    """Every mention gives the very words of its text."""
    for parameters in cases():
        case = parameters.values[0]
        for mention in read(case)._.mentions:
            assert mention.span.text == read(case).text[mention.span.start : mention.span.end]


def test_alone_in_a_plain_pipeline() -> None:
    """The component works without a document, a date or our other components; odd texts do no harm."""
    plain = spacy.load(DEFAULT_PIPELINE)
    plain.add_pipe("comity_actors")
    doc = plain("Vladimir Putin met the Turkish leader. He left early.")
    assert [actor.name for actor in doc._.mentions[0].actors] == ["Vladimir Putin"]
    for text in ("", " ", "\n\n", "The", "both", "He.", "President", "the the the", "“", "U.S.-"):
        assert isinstance(plain(text)._.mentions, tuple)
