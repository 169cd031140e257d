"""The words of English, as far as the pipeline that reads texts knows them."""

from __future__ import annotations

from functools import cache

from spacy.lookups import Lookups
from spacy.util import get_package_path

from comity.reading.reader import DEFAULT_PIPELINE

_PARTS = ("noun", "verb", "adj", "adv")


def is_english_word(word: str) -> bool:
    """Whether one word is an English word apart from being a name: "reading", "lanterns".

    The list (after WordNet) holds rare words and some well-known names too. False for all where it is not installed.
    """
    folded = word.casefold()
    return any(form in _words() for form in (folded, folded.removesuffix("s"), folded.removesuffix("es")))


@cache
def _words() -> frozenset[str]:
    try:
        folders = sorted(get_package_path(DEFAULT_PIPELINE).glob("**/lemmatizer/lookups"))
    except ImportError:
        return frozenset()
    if not folders:
        return frozenset()
    table = Lookups().from_disk(folders[0]).get_table("lemma_index", {})
    return frozenset(word for part in _PARTS for word in table.get(part, ()))
