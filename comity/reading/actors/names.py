"""Finding known names and titles in a text: the longest that stands at each place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from spacy.tokens import Doc, Token

from comity.knowledge import Knowledge, NameEntry, fold
from comity.reading.context import between
from comity.reading.occurrences import texts_of

LONGEST_NAME = 10

_T = TypeVar("_T", "Found", "FoundTitle")


@dataclass(frozen=True, slots=True)
class Found:
    """A known name at tokens `first` to `last`, both included, and what it may stand for."""

    first: int
    last: int
    entries: tuple[NameEntry, ...]


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title ("foreign minister") at tokens `first` to `last`, both included, in its folded singular form."""

    first: int
    last: int
    phrase: str
    plural: bool


class Finder:
    """Finds the names and titles of one Knowledge; building it takes a moment, so `finder_of` keeps the last one."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._names = _first_words(entry.text for entry in knowledge.names)
        singular = _first_words(knowledge.title_phrases)
        self._titles = {word + "s": length for word, length in singular.items()} | singular
        self._accords = _first_words(entry.text for entry in knowledge.accord_names)
        self._first_names: dict[str, list[tuple[str, str]]] = {}
        for entry in knowledge.names:
            words = fold(entry.text).split()
            if entry.entity_id.startswith("person/") and len(words) > 1:
                self._first_names.setdefault(words[0], []).append((words[-1], entry.entity_id))

    def names(self, doc: Doc) -> list[Found]:
        """Known names, left to right, none overlapping."""

        def look(first: int, last: int) -> Found | None:
            text = _between(doc, first, last)
            if text == text.lower() or not any(map(str.isupper, text)) or _shouted(doc, first, last):
                return None
            entries = self.knowledge.lookup(text) or (
                self.knowledge.lookup(_without_initials(text)) if last > first + 1 else ()
            )
            bare = {"demonym", "nationals", "capital", "surname"}
            if doc[first].lower_ == "the" and all(entry.kind in bare for entry in entries):
                return None
            return Found(first, last, entries) if entries else None

        return list(_longest(doc, self._names, look))

    def accords(self, doc: Doc) -> set[int]:
        """The tokens of the names of known accords ("Minsk agreements", "New START"), which are no actors."""

        capitals = [text[:1].isupper() for text in texts_of(doc)]

        def look(first: int, last: int) -> Found | None:
            known = any(capitals[first : last + 1]) and self.knowledge.find_accords(_between(doc, first, last))
            return Found(first, last, ()) if known else None

        return {i for found in _longest(doc, self._accords, look) for i in range(found.first, found.last + 1)}

    def misspelt(self, words: list[str]) -> list[str]:
        """Persons with this first name whose surname is written almost like this one: "Olaf Scholtz"."""
        first, last = fold(words[0]), fold(words[-1])
        return [
            identity
            for surname, identity in self._first_names.get(first, ())
            if min(len(surname), len(last)) >= 5 and SequenceMatcher(None, surname, last).ratio() >= 0.85
        ]

    def titles(self, doc: Doc) -> list[FoundTitle]:
        """Titles, left to right, none overlapping; a plural is found by the singular of its last or first word."""
        phrases = self.knowledge.title_phrases

        def look(first: int, last: int) -> FoundTitle | None:
            text = fold(_between(doc, first, last))
            if text in phrases and not _is_plural(doc[first], doc[last]):
                return FoundTitle(first, last, text, False)
            for word in {doc[last], doc[first]}:
                if word.tag_ in {"NNS", "NNPS"}:
                    singular = fold(
                        doc[first : last + 1].text.replace(word.text, singular_of(word), 1)
                        if word.i == first
                        else doc[first:last].text + (" " if last > first else "") + singular_of(word)
                    )
                    if singular in phrases:
                        return FoundTitle(first, last, singular, True)
            return FoundTitle(first, last, text, False) if text in phrases else None

        return list(_longest(doc, self._titles, look))


def _without_initials(text: str) -> str:
    """A name without middle initials: "Antony J. Blinken"."""
    return _INITIAL.sub(" ", text)


_INITIAL = re.compile(r"\s+[A-Z]\.?\s+")
_LAST: list[Finder] = []


def finder_of(knowledge: Knowledge) -> Finder:
    """The Finder of a Knowledge, made anew only where another Knowledge than the last is asked for."""
    if not _LAST or _LAST[0].knowledge is not knowledge:
        _LAST[:] = [Finder(knowledge)]
    return _LAST[0]


def singular_of(token: Token) -> str:
    """A plural noun in the singular, by its lemma or, where the lemma is no help, its last letter."""
    if token.lemma_.lower() != token.lower_:
        return token.lemma_.lower()
    if token.lower_.endswith("ies"):
        return token.lower_[:-3] + "y"
    return token.lower_.removesuffix("s")


def _is_plural(first: Token, last: Token) -> bool:
    return last.tag_ in {"NNS", "NNPS"} or (first.i != last.i and first.tag_ in {"NNS", "NNPS"})


def _shouted(doc: Doc, first: int, last: int) -> bool:
    """Whether a short all-capital word stands in a headline of capitals, where "US" may be "us"."""
    if last > first or len(doc[first]) > 3:
        return False
    around = [t for t in doc[max(0, first - 3) : last + 4] if t.is_alpha and t.i != first]
    return len(around) >= 3 and all(t.is_upper for t in around)


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    """The first word of a name as the index knows it: folded, without dots, up to the first other sign."""
    word = fold(text).replace(".", "")
    end = next((i for i, sign in enumerate(word) if not sign.isalnum()), len(word))
    return word[:end] or word[:1]


def _first_words(names: Iterable[str]) -> dict[str, int]:
    """The number of words of the longest name that begins with each first word, with room for split hyphens."""
    lengths: dict[str, int] = {}
    for name in names:
        key = _key(name)
        words = len(name.split()) + 2 * (name.count("-") + name.count("'") + name.count("’")) + name.count(".")
        lengths[key] = max(lengths.get(key, 0), min(words + (words == 2), LONGEST_NAME))
    return lengths


_NOTED = "comity_name_keys"


def _keys(doc: Doc) -> list[str]:
    """The first word of each token as names are indexed by it, empty for spaces and marks; one more at the end."""
    if len(doc.user_data.get(_NOTED, ())) != len(doc) + 1:
        keys = ["" if token.is_space or token.is_punct else _key(token.text) for token in doc]
        doc.user_data[_NOTED] = [*keys, ""]
    noted: list[str] = doc.user_data[_NOTED]
    return noted


def _between(doc: Doc, first: int, last: int) -> str:
    """The text of tokens `first` to `last`, both included."""
    return between(doc, first, last + 1)


def _longest(doc: Doc, first_words: dict[str, int], look: Callable[[int, int], _T | None]) -> Iterator[_T]:
    """What `look` finds, left to right, the longest at each place; spaces and marks neither begin nor end a name."""
    keys = _keys(doc)
    i = 0
    while i < len(doc):
        longest = first_words.get(keys[i], 0) if keys[i] else 0
        if keys[i] == "the":
            longest = max(longest, first_words.get(keys[i + 1], 0) + 1)
        step = 1
        for last in range(min(i + longest, len(doc)) - 1, i - 1, -1):
            found = look(i, last) if keys[last] else None
            if found:
                yield found
                step = last - i + 1
                break
        i += step
