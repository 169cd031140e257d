"""Where words stand in a text: one look at every token instead of one for each reader that seeks a few words."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from comity.reading.passing import keep_notes_apart

_FOUND = "comity_occurrences"
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Places:
    """The numbers of the tokens by word and by lemma, in lower case, and the words of the tokens as written."""

    by_word: dict[str, list[int]]
    by_lemma: dict[str, list[int]]
    words: frozenset[str]
    lemmas: frozenset[str]
    texts: list[str]


def tokens_with(doc: Doc, *, words: AbstractSet[str] = _NONE, lemmas: AbstractSet[str] = _NONE) -> list[Token]:
    """The tokens, in order, that are one of some words or have one of some lemmas, all in lower case."""
    places = _places(doc)
    numbers = {number for word in places.words.intersection(words) for number in places.by_word[word]}
    numbers.update(number for lemma in places.lemmas.intersection(lemmas) for number in places.by_lemma[lemma])
    return [doc[number] for number in sorted(numbers)]


def word_forms(doc: Doc) -> frozenset[str]:
    """Every word of a text in lower case, once."""
    return _places(doc).words


def texts_of(doc: Doc) -> list[str]:
    """The tokens of a text as written."""
    return _places(doc).texts


def _places(doc: Doc) -> _Places:
    """Where the words of a text stand; worked out once, anew where tokens were joined or cut."""
    held: _Places | None = doc.user_data.get(_FOUND)
    if held is None or len(held.texts) != len(doc):
        keep_notes_apart(doc)
        by_word = _grouped([token.lower_ for token in doc])
        by_lemma = _grouped([token.lemma_.lower() for token in doc])
        texts = [token.text for token in doc]
        held = _Places(by_word, by_lemma, frozenset(by_word), frozenset(by_lemma), texts)
        doc.user_data[_FOUND] = held
    return held


def _grouped(values: list[str]) -> dict[str, list[int]]:
    """The places of each value in a list."""
    groups: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        found = groups.get(value)
        if found is None:
            groups[value] = [number]
        else:
            found.append(number)
    return groups
