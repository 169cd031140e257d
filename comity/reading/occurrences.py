"""Where words stand in a text: one look at every token instead of one for each reader that seeks a few words."""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Doc, Token

from comity.reading.passing import keep_notes_apart

_FOUND = "comity_occurrences"
_NONE: frozenset[str] = frozenset()
_Places = dict[str, list[int]]


def tokens_with(doc: Doc, *, words: Collection[str] = _NONE, lemmas: Collection[str] = _NONE) -> list[Token]:
    """The tokens, in order, that are one of some words or have one of some lemmas, all in lower case.

    Quick where it is given sets, frozen sets or the keys of a dict.
    """
    by_word, by_lemma = _places(doc)
    numbers: set[int] = set()
    for places, wanted in ((by_word, words), (by_lemma, lemmas)):
        fewer, more = (wanted, places) if len(wanted) < len(places) else (places, wanted)
        for key in fewer:
            if key in more:
                numbers.update(places[key])
    return [doc[number] for number in sorted(numbers)]


def word_forms(doc: Doc) -> Collection[str]:
    """Every word of a text in lower case, once."""
    return _places(doc)[0].keys()


def _places(doc: Doc) -> tuple[_Places, _Places]:
    """The numbers of the tokens by word and by lemma; worked out once, anew where tokens were joined or cut."""
    held: tuple[int, tuple[_Places, _Places]] | None = doc.user_data.get(_FOUND)
    if held is None or held[0] != len(doc):
        keep_notes_apart(doc)
        by_word: _Places = {}
        by_lemma: _Places = {}
        for number, token in enumerate(doc):
            by_word.setdefault(token.lower_, []).append(number)
            by_lemma.setdefault(token.lemma_.lower(), []).append(number)
        held = doc.user_data[_FOUND] = (len(doc), (by_word, by_lemma))
    return held[1]
